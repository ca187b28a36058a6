"""Fit the weights of `duizhao.alignment.unrendered` anew, and print what they reach.

    python tests/quality/clauses.py

From each bead of the clean calls in corpus/gaps, single clauses are taken away; the clauses they rendered are then
rendered by nothing. Folds go over calls. The weights printed are those of all calls.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from scipy.optimize import minimize

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import duizhao
from duizhao.alignment.lexicon import load_lexicon
from duizhao.alignment.linking import Linker, content_tokens
from duizhao.alignment.texts import is_chinese
from duizhao.alignment.unrendered import Clause, clauses_of, features_of
from duizhao.records import Segment
from duizhao.vocabulary import Kind, Lang
from quality.floors import ROOT

CALLS = ROOT / "corpus" / "gaps" / "calls"
FOLDS = 6
# A clause rendered another where most of its links go there, and they are most of that one's content.
MOST_LINKS, MOST_CONTENT = 0.75, 0.5


def main() -> None:
    rows, truth, docs = map(np.array, zip(*examples(), strict=True))
    chances = np.zeros(len(truth))
    numbers = np.array([int("".join(filter(str.isdigit, doc))) % FOLDS for doc in docs])
    for fold in range(FOLDS):
        held = numbers == fold
        chances[held] = 1 / (1 + np.exp(-rows[held] @ fit(rows[~held], truth[~held])))
    print(f"{len(truth):,} clauses, {int(truth.sum()):,} of them rendered by nothing; {FOLDS} folds over calls")
    for least in (0.5, 0.8, 0.9, 0.95):
        found = chances >= least
        recall = (found & truth).sum() / truth.sum()
        print(f"  {least:.2f}: recall {recall:.3f}, false {(found & ~truth).sum()} of {(~truth).sum():,}")
    print("weights:", ", ".join(f"{weight:.2f}" for weight in fit(rows, truth)))


def examples() -> Iterator[tuple[np.ndarray, bool, str]]:
    linker = Linker(load_lexicon())
    for doc, sides in beads():
        for first, second in (sides, sides[::-1]):
            yield from ((row, False, doc) for row in features_of(first, second, linker)[0] if len(row))
            for away, owners in taken_away(first, second, linker):
                rows = features_of(first, [one for at, one in enumerate(second) if at != away], linker)[0]
                yield from ((rows[at], True, doc) for at in owners if len(rows[at]))


def taken_away(first: list[Clause], second: list[Clause], linker: Linker) -> Iterator[tuple[int, list[int]]]:
    """Yield each clause of the second side that can be missed, and the clauses of the first that it alone renders."""
    tokens = [
        [
            (token, at)
            for at, one in enumerate(side)
            for token in content_tokens(one.text, chinese=is_chinese([one.text for one in side]))
        ]
        for side in (first, second)
    ]
    links = linker.link(*([token for token, _ in side] for side in tokens))
    for away in range(len(second) if len(second) > 1 else 0):
        owners = []
        for at in range(len(first)):
            own = [tokens[1][column][1] == away for row, column in links if tokens[0][row][1] == at]
            content = sum(owner == away for _, owner in tokens[1])
            if len(own) >= 2 and sum(own) >= MOST_LINKS * len(own) and sum(own) >= MOST_CONTENT * content:
                owners.append(at)
        yield away, owners


def beads() -> Iterator[tuple[str, tuple[list[Clause], list[Clause]]]]:
    with TemporaryDirectory() as folder:
        duizhao.build(sorted(CALLS.glob("*.txt")), Path(folder) / "corpus")
        corpus = duizhao.open(Path(folder) / "corpus")
        sources = {one["transcript_id"]: one["source"] for one in corpus.transcripts.rows()}
        segments, places = [], {}
        for at, one in enumerate(corpus.segments.rows()):
            places[one["segment_id"]] = at
            segments.append(
                Segment(
                    at,
                    one["line"],
                    one["start"],
                    one["end"],
                    Kind(one["kind"]),
                    Lang(one["lang"]),
                    one["text"],
                    one["clean"],
                    0,
                )
            )
        for bead in corpus.alignments.rows():
            if bead["level"] == "sentence" and bead["source_segments"] and bead["target_segments"]:
                sides = [
                    list(clauses_of([places[one] for one in bead[side]], segments))
                    for side in ("source_segments", "target_segments")
                ]
                yield sources[bead["transcript_id"]], (sides[0], sides[1])


def fit(rows: np.ndarray, truth: np.ndarray) -> np.ndarray:
    signs = np.where(truth, 1.0, -1.0)

    def loss(weights: np.ndarray) -> float:
        return float(np.logaddexp(0, -signs * (rows @ weights)).sum() + 0.05 * (weights[1:] ** 2).sum())

    return minimize(loss, np.zeros(rows.shape[1]), method="L-BFGS-B").x


if __name__ == "__main__":
    main()
