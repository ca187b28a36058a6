"""Alignments of turns that people corrected: what the corrections do not touch stays to the letter."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from duizhao.alignment import Resources, align
from duizhao.records import Alignment, Attribution, Document, Line, Segment, Transcript
from duizhao.vocabulary import Level, Relation

# Scores are written with four digits.
_ROUNDED = 1.5e-4


def align_anew(base: Transcript, attribution: Attribution, held: Resources) -> tuple[Alignment, ...]:
    """Align a transcript whose turns were corrected.

    Args:
        base: As it was found.
        attribution: As it was corrected.
        held: Dictionary and weights.

    Returns:
        Alignments as `align` gives them; a passage that has the sides it had keeps its score and its beads. Sentences
        that are aligned side by side share a background, so that scores elsewhere would move by a hair.
    """
    if _needs(attribution) == _needs(base.attribution):
        return base.alignments
    before = {_key(group[0]): group for group in groups(base.alignments)}
    found = align(_with_partners(base), base.segments, attribution, held)
    return tuple(one for group in groups(found) for one in before.get(_key(group[0]), group))


def _needs(one: Attribution) -> object:
    """Return what alignment asks of an attribution."""
    return [(turn.speaker, turn.passage, turn.delivery, turn.segments) for turn in one.turns], one.deliveries


def _key(one: Alignment) -> tuple[object, ...]:
    return one.relation, one.level, one.source, one.target


def groups(alignments: Sequence[Alignment]) -> Iterator[list[Alignment]]:
    """Yield each passage with the beads inside it; of repetitions, which stand apart, each by itself."""
    group: list[Alignment] = []
    for one in alignments:
        if group and (one.level is Level.PASSAGE or one.relation is Relation.REPETITION):
            yield group
            group = []
        group.append(one)
    if group:
        yield group


def _with_partners(base: Transcript) -> Document:
    """Return lines with their partners, as far as the alignments show them: a corpus does not hold the source's word.

    A passage whose lines are partners is as likely as its sentences are; one that was found by its words has a chance
    of its own. Both ways of making a transcript, from its source and from its rows, go through here.
    """
    lines = {line.number: replace(line, partner=None) for line in base.document.lines}
    passages = [group for group in groups(base.alignments) if group[0].relation is Relation.TRANSLATION]
    pairs = [pair for group in passages if (pair := _lines_of(group, base.segments))]
    if len(pairs) == len(passages):
        for one, other in pairs:
            lines[one] = _partner(lines[one], other)
            lines[other] = _partner(lines[other], one)
    return replace(base.document, lines=tuple(lines.values()))


def _partner(line: Line, other: int) -> Line:
    return replace(line, partner=other)


def _lines_of(group: Sequence[Alignment], segments: Sequence[Segment]) -> tuple[int, int] | None:
    """Return the two lines of a passage that is as likely as its sentences; null for others."""
    passage, *beads = group
    sides = [{segments[at].line for at in side} for side in (passage.source, passage.target)]
    if any(len(side) != 1 for side in sides):
        return None
    weights = [
        sum(bool(segments[at].clean) for at in (*bead.source, *bead.target)) if bead.source and bead.target else 0
        for bead in beads
    ]
    total = sum(weights)
    mean = sum(bead.score * weight for bead, weight in zip(beads, weights, strict=True)) / total if total else 0.0
    return (min(sides[0]), min(sides[1])) if abs(mean - passage.score) < _ROUNDED else None
