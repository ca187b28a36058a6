"""Corrected beads, as texts to train the weights of beads on.

A fit needs whole readings, not single beads. So a corrected bead is learned from with the beads around it that are
surely right: a run of beads of one passage, each of which somebody confirmed or set, or is nine times in ten right by
its score. Runs without a corrected bead are left out: they would teach what the weights say already. That two sides do
not fit says nothing of what they fit instead: such a bead ends a run.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from duizhao.alignment.passages import Passage
from duizhao.alignment.sentences import Unit, texts_of, units
from duizhao.correction_records import Place
from duizhao.errors import UsageError
from duizhao.records import Alignment
from duizhao.revising.aligning import groups
from duizhao.training.alignments import Bitext
from duizhao.training.corrected import CorrectedCall, Corrections
from duizhao.training.passages import language_of, mirrored
from duizhao.vocabulary import Lang, Level, Relation

# Scores are calibrated chances that a bead is right; words are learned from beads of this score, too (`train lexicon`).
_SURE = 0.9
_SIDES = ("source_segments", "target_segments")
Sides = tuple[frozenset[Place], frozenset[Place]]


def corrected_texts(found: Corrections) -> tuple[list[Bitext], list[Bitext], int]:
    """Make texts of corrected beads.

    Args:
        found: Corpora that people corrected.

    Returns:
        Texts between Chinese and English (Chinese first), texts within one language, and how many corrected beads they
        hold.

    Raises:
        UsageError: Corpora were given, and none holds a sentence bead that somebody confirmed or set
            (``E_NO_CORRECTIONS``).
    """
    across: list[Bitext] = []
    same: list[Bitext] = []
    beads = 0
    for call in found.calls:
        for run, count in _runs(call):
            beads += _add(call, run, count, across, same)
    if found.digests and not beads:
        raise UsageError(
            "nobody confirmed or set the sides of a pair of sentences in the corpora given",
            code="E_NO_CORRECTIONS",
            help="apply patches with `duizhao corrections apply`, or train without --corrections",
        )
    return across, same, beads


def _said(call: CorrectedCall) -> tuple[set[Sides], list[Sides]]:
    """Return the beads that somebody confirmed or set, and those that were said not to fit."""
    right: set[Sides] = set()
    wrong: list[Sides] = []
    for (source, target, found), new in call.pairs.items():
        if found[1] != Level.SENTENCE:
            continue
        fits = new.get("fits", "yes" if new.keys() & {*_SIDES} else None)
        sides = (
            frozenset(place for place in new.get(name, was) or () if not isinstance(place, str))
            for name, was in zip(_SIDES, (source, target), strict=True)
        )
        one, other = sides
        if fits == "yes":
            right.add((one, other))
        elif fits == "no":
            wrong.append((one, other))
    return right, wrong


def _runs(call: CorrectedCall) -> Iterator[tuple[list[Alignment], int]]:
    """Yield runs of beads that are right, with how many of them somebody corrected."""
    right, wrong = _said(call)
    for passage, *beads in groups(call.transcript.alignments):
        if passage.relation is Relation.REPETITION or not right:
            continue
        run: list[Alignment] = []
        count = 0
        for bead in [*beads, None]:
            sides = None if bead is None else _sides(call, bead)
            if bead is not None and (sides in right or (bead.score >= _SURE and not _denied(sides, wrong))):
                run.append(bead)
                count += sides in right
                continue
            if count:
                yield run, count
            run, count = [], 0


def _sides(call: CorrectedCall, bead: Alignment) -> Sides:
    return frozenset(call.places(bead.source)), frozenset(call.places(bead.target))


def _denied(sides: Sides | None, wrong: Sequence[Sides]) -> bool:
    """Tell whether a bead came of two sides that were taken apart: each sentence of them stands alone then."""
    return sides is not None and any(sides[0] <= one[0] and sides[1] <= one[1] for one in wrong)


def _add(call: CorrectedCall, run: Sequence[Alignment], count: int, across: list[Bitext], same: list[Bitext]) -> int:
    """Add a run to the texts of its languages; tells how many corrected beads were added."""
    segments = call.transcript.segments
    held: tuple[list[Unit], list[Unit]] = ([], [])
    gold = []
    for bead in run:
        unit = []
        for side, indices in zip(held, (bead.source, bead.target), strict=True):
            more = units(Passage(indices), segments)
            unit.append(tuple(range(len(side), len(side) + len(more))))
            side.extend(more)
        gold.append((unit[0], unit[1]))
    if not all(held):
        return 0
    languages = [language_of([segments[at] for unit in side for at in unit]) for side in held]
    text = Bitext(
        f"corrected/{call.name}", tuple(texts_of(held[0], segments)), tuple(texts_of(held[1], segments)), tuple(gold)
    )
    if languages[0] == languages[1]:
        same.append(text)
    elif Lang.ZH in languages:
        across.append(text if languages[0] is Lang.ZH else mirrored(text))
    else:
        return 0
    return count
