"""The whole of ``duizhao train align``: folds over documents, judgement, the final fit, and the card.

Across languages the weights are learned from hand-made alignments as they are, with gaps, and as paragraphs. Within a
language hand-made alignments of originals with renditions hardly exist: the Chinese side of the same data is put into
broken English word by word, and much of it is dropped from one side or the other, as interpreters do; the few annotated
calls of the samples are added.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from duizhao.alignment.features import feature_names
from duizhao.alignment.lattice import best_beads
from duizhao.alignment.lexicon import load_lexicon
from duizhao.alignment.pairing import Pair, across, within
from duizhao.alignment.posterior import bead_chance, likeliest_beads, posterior
from duizhao.alignment.weights import MODEL, WEIGHTS, BeadModel, BeadWeights, pack
from duizhao.similarity import Floats
from duizhao.training.alignments import (
    Bitext,
    as_paragraphs,
    glossed,
    load_bitexts,
    path,
    pieces,
    with_gaps,
)
from duizhao.training.beads import Example, Problem, first_weights, fit
from duizhao.training.cards import Value, digest_of, write_model
from duizhao.training.corrected import read_corrected
from duizhao.training.corrected_beads import corrected_texts
from duizhao.training.judging import calibration_error, reliability
from duizhao.training.passages import load_calls

Tell = Callable[[str], None]
# Chance of a bead, 1, and 1 where it is right: what `reliability` reads.
_Row = tuple[float, float, float]
_COMMAND = "duizhao train align DATA --samples CORPUS"
_FOLDS, _STEPS = 6, 60
_WIDEST = 7
# Readings of a text within a language: chance that a run of beads is dropped from one side, and its length at most.
# With the rates of aligned books what an interpreter left out melts into its neighbours (000: lax F1 .87 against .95).
_INTERPRETED = ((0.35, 2), (0.15, 3))
_PARAGRAPH_READINGS = 3


@dataclass(frozen=True, slots=True)
class _Part:
    """A text to learn from.

    Attributes:
        fold: The fold that judges it; none for those that are learned from only.
        text: The text.
        plain: Whether it stands as it was aligned, and counts for the scores.
    """

    fold: int | None
    text: Bitext
    plain: bool = False


@dataclass(frozen=True, slots=True)
class Judged:
    """What a kind of pair came to.

    Attributes:
        weights: Of the final fit, with the reliability of the folds.
        strict: F1 of beads that are exactly gold's, over plain held-out texts: of the beads with most expected right.
        viterbi: The same of the likeliest reading.
        calibration: Expected calibration error over all held-out texts, each curve from the other folds.
        texts: How many were learned from.
    """

    weights: BeadWeights
    strict: float
    viterbi: float
    calibration: float
    texts: int


def release_beads(
    data: Path,
    out: Path,
    *,
    samples: Path | None = None,
    corrections: Sequence[str] = (),
    jobs: int = 1,
    tell: Tell | None = None,
) -> dict[str, dict[str, float]]:
    """Fit the weights of beads, judge them on documents that they never saw, and write them with their card.

    Args:
        data: JSON list of hand-aligned documents; see `duizhao.training.alignments.load_bitexts`.
        out: Folder of the models; the weights go into ``beads`` in it.
        samples: Folder with ``samples`` and ``gold`` in the form of the corpus contract, trained on too.
        corrections: Corpora with corrected beads, trained on too; nothing is scored on them.
        jobs: Processes; the result does not depend on it.
        tell: Told what is being done.

    Returns:
        Strict F1 and calibration error for each kind of pair, by cross-validation over documents.

    Raises:
        InputError: The data are no such list.
        UsageError: The corpora hold no corrected bead (``E_NO_CORRECTIONS``).
    """
    books = load_bitexts(data)
    calls = load_calls(samples / "samples", samples / "gold") if samples else ([], [])
    found = read_corrected(corrections)
    more, same, beads = corrected_texts(found)
    judged = {
        "across": _judge([*_across_parts(books, calls[0]), *_only_learned(more)], jobs, tell, alike=False),
        "within": _judge([*_within_parts(books, *calls), *_only_learned(same)], jobs, tell, alike=True),
    }
    model = BeadModel(judged["across"].weights, judged["within"].weights)
    scores = {
        kind: {
            "strict_f1": round(float(one.strict), 4),
            "viterbi_strict_f1": round(float(one.viterbi), 4),
            "expected_calibration_error": round(float(one.calibration), 4),
            "texts": one.texts,
        }
        for kind, one in judged.items()
    }
    sources = {"data_sha256": digest_of([data], data.parent)}
    if samples:
        sources["samples_sha256"] = digest_of(
            [*(samples / "gold").iterdir(), *(samples / "samples").iterdir()], samples
        )
    learned = found.card({"texts": len(more) + len(same), "beads": beads})
    write_model(out / MODEL, {WEIGHTS: pack(model)}, _card(sources, learned, scores))
    return scores


def _card(
    sources: dict[str, str], learned: dict[str, dict[str, Value]], scores: dict[str, dict[str, float]]
) -> dict[str, dict[str, Value]]:
    return {
        "model": {
            "task": "which sentences render which: weights of beads, across languages and within one",
            "method": "conditional random field over readings; see duizhao.training.beads",
            "command": f"{_COMMAND} --corrections OUT" if learned else _COMMAND,
            "licence": "MIT",
            "text": "none of the texts: a weight for each of some 130 features",
        },
        "data": dict(sources),
        **learned,
        **{f"scores.{kind}": dict(values) for kind, values in scores.items()},
    }


def _across_parts(books: Sequence[Bitext], calls: Sequence[Bitext]) -> list[_Part]:
    parts = []
    for number, text in enumerate(books):
        fold = number % _FOLDS
        parts += [_Part(fold, text, plain=True), _Part(fold, with_gaps(text, number))]
        parts.append(_Part(fold, as_paragraphs(text, number)))
    for number, text in enumerate(calls):
        parts += [_Part(None, text), _Part(None, with_gaps(text, number))]
        parts += [_Part(None, as_paragraphs(text, 10 * again + number)) for again in range(_PARAGRAPH_READINGS)]
    return parts


def _within_parts(books: Sequence[Bitext], calls: Sequence[Bitext], same: Sequence[Bitext]) -> list[_Part]:
    lexicon = load_lexicon()
    parts = []
    for number, text in enumerate([*books, *calls]):
        fold = number % _FOLDS
        broken = glossed(text, lexicon, number)
        parts += [
            _Part(fold, with_gaps(broken, number, rate=rate, longest=longest), plain=at == 0)
            for at, (rate, longest) in enumerate(_INTERPRETED)
        ]
    return parts + [_Part(None, text) for text in same]


def _only_learned(texts: Iterable[Bitext]) -> list[_Part]:
    return [_Part(None, text) for text in texts]


def _judge(parts: Sequence[_Part], jobs: int, tell: Tell | None, *, alike: bool) -> Judged:
    kind = "within a language" if alike else "across languages"
    cut = [_Part(one.fold, text, one.plain) for one in parts for text in pieces(one.text, _WIDEST)]
    if tell is not None:
        tell(f"{kind}: {len(cut)} texts, {_FOLDS} folds and the final fit")
    rows: list[list[_Row]] = []
    counts = np.zeros((2, 4))
    with ProcessPoolExecutor(jobs) as pool:
        for held, (found, tally) in enumerate(pool.map(_fold, [(cut, fold, alike) for fold in range(_FOLDS)])):
            rows.append(found)
            counts += tally
            if tell is not None:
                tell(f"{kind}: fold {held + 1} of {_FOLDS}")
    names, weights = _fitted(cut, None, alike=alike)
    curve = reliability(row for found in rows for row in found)
    error = calibration_error(
        [
            (float(np.interp(chance, *curve_without)), count, right)
            for held, found in enumerate(rows)
            for curve_without in [_curve(rows, held)]
            for chance, count, right in found
        ]
    )
    return Judged(
        BeadWeights(dict(zip(names, map(float, weights), strict=True)), tuple((float(a), float(b)) for a, b in curve)),
        _f1(counts[0]),
        _f1(counts[1]),
        error,
        len(cut),
    )


def _f1(counts: Floats) -> float:
    precision, recall = counts[0] / max(counts[1], 1), counts[2] / max(counts[3], 1)
    return float(2 * precision * recall / max(precision + recall, 1e-9))


def _curve(rows: Sequence[Sequence[_Row]], held: int) -> tuple[list[float], list[float]]:
    points = reliability(row for number, found in enumerate(rows) if number != held for row in found)
    return [float(a) for a, _ in points], [float(b) for _, b in points]


def _pair(text: Bitext, *, alike: bool) -> Pair:
    return (within if alike else across)(text.first, text.second, load_lexicon())


def _fitted(parts: Sequence[_Part], held: int | None, *, alike: bool) -> tuple[list[str], Floats]:
    kept = [one.text for one in parts if one.fold is None or one.fold != held]
    pairs = [_pair(text, alike=alike) for text in kept]
    names = feature_names(pairs[0])
    numbers = {name: at for at, name in enumerate(names)}
    problems = [Problem(Example(pair, tuple(text.gold)), numbers) for text, pair in zip(kept, pairs, strict=True)]
    return names, fit(problems, first_weights(names), steps=_STEPS)


def _fold(job: tuple[Sequence[_Part], int, bool]) -> tuple[list[_Row], Floats]:
    """Fit without one fold and judge it: each bead, and hits and counts of the plain texts."""
    parts, held, alike = job
    names, weights = _fitted(parts, held, alike=alike)
    numbers = {name: at for at, name in enumerate(names)}
    rows: list[_Row] = []
    tally = np.zeros((2, 4))
    for one in parts:
        if one.fold != held:
            continue
        problem = Problem(Example(_pair(one.text, alike=alike), tuple(one.text.gold)), numbers)
        lattice = problem.lattice(weights)
        likely = posterior(lattice)
        found = likeliest_beads(lattice, likely)
        gold = path(one.text.gold, len(one.text.first), len(one.text.second))
        right = set(_keys(gold))
        rows += [
            (bead_chance(lattice.band, likely, bead), 1.0, float(key in right))
            for bead, key in zip(found, _keys(found), strict=True)
        ]
        if one.plain:
            tally += [_tally(list(_keys(gold)), list(_keys(beads))) for beads in (found, best_beads(lattice))]
    return rows, tally


def _keys(beads: Iterable[tuple[range, range]]) -> Iterable[tuple[int, int, int, int]]:
    return ((a.start, len(a), b.start, len(b)) for a, b in beads)


def _tally(gold: Sequence[tuple[int, int, int, int]], found: Sequence[tuple[int, int, int, int]]) -> Floats:
    """Count hits and beads found, hits and beads of gold; the latter two-sided (Thompson & Koehn 2019)."""
    two = [one for one in gold if one[1] and one[3]]
    return np.array([len(set(gold) & set(found)), len(found), len(set(two) & set(found)), len(two)], dtype=np.float64)
