"""Evaluate a corpus against a folder of gold annotation."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePosixPath
from statistics import fmean
from typing import TYPE_CHECKING

from duizhao.evaluation.beads import bead_agreement, discrepancy_agreement
from duizhao.evaluation.fields import field_shares, turn_agreement
from duizhao.evaluation.gold import read_gold
from duizhao.evaluation.measures import DIGITS, DISCREPANCY_GROUPS, LEVELS, MEASURES, RELATIONS
from duizhao.evaluation.predicted import read_predicted

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from duizhao.evaluation.gold import GoldDocument
    from duizhao.evaluation.predicted import Predicted, Rows


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What a corpus scores against gold.

    Attributes:
        documents: Per annotated document, in order of the annotation's files, the value of each measure that
            its gold allows; keys as in `MEASURES`, values rounded to four decimals.
        missing: Annotated documents whose transcript is not in the corpus.
    """

    documents: Mapping[str, Mapping[str, float]]
    missing: tuple[str, ...]

    @property
    def measures(self) -> tuple[str, ...]:
        """Measures that at least one document has, in the order of `MEASURES`."""
        return tuple(key for key in MEASURES if any(key in values for values in self.documents.values()))

    def mean(self, measure: str) -> float | None:
        """Average a measure over the documents that have it, each weighing the same; None when none has."""
        values = [values[measure] for values in self.documents.values() if measure in values]
        return fmean(values) if values else None

    def to_dict(self) -> dict[str, dict[str, float]]:
        """Return document -> measure -> value; a missing document has the one key ``missing``."""
        return {
            **{doc: dict(values) for doc, values in self.documents.items()},
            **{doc: {"missing": 1.0} for doc in self.missing},
        }


def evaluate(corpus: Rows, gold: Path) -> Evaluation:
    """Compare a corpus with gold annotation.

    Args:
        corpus: An open `Corpus`, or anything that gives rows as it does.
        gold: A folder of annotation files, as `evaluation.gold` describes them.

    Returns:
        Values per document. Transcripts and annotations are matched on the transcript's file name.

    Raises:
        UsageError: The gold cannot be read (codes ``E_GOLD_*``).
        CorpusError: A table of the corpus cannot be read.
    """
    known: dict[str, str] = {}
    for row in corpus.rows("transcripts"):
        known.setdefault(PurePosixPath(row["source"]).name, row["transcript_id"])
    documents: dict[str, Mapping[str, float]] = {}
    missing: list[str] = []
    for document in read_gold(gold):
        if document.file in known:
            documents[document.doc] = _scores(read_predicted(corpus, known[document.file]), document)
        else:
            missing.append(document.doc)
    return Evaluation(documents, tuple(missing))


def _scores(predicted: Predicted, gold: GoldDocument) -> dict[str, float]:
    scores = field_shares(predicted, gold)
    scores["turn_f1"] = turn_agreement(predicted, gold).f1
    for relation in RELATIONS:
        for level in LEVELS:
            beads = bead_agreement(predicted, gold, relation=relation, level=level)
            if beads:
                scores[f"{relation}.{level}.strict_f1"] = beads.strict.f1
                scores[f"{relation}.{level}.lax_f1"] = beads.lax.f1
    for group, types in DISCREPANCY_GROUPS.items():
        found = discrepancy_agreement(predicted, gold, types)
        if found:
            scores[f"discrepancy.{group}.p"] = found.precision
            scores[f"discrepancy.{group}.r"] = found.recall
    return {key: round(value, DIGITS) for key, value in scores.items()}
