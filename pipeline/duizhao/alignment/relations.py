"""The stage: every relation that a transcript holds, passages first, sentences inside them."""

from __future__ import annotations

from collections.abc import Sequence

from duizhao.alignment.blocks import Block, align_blocks
from duizhao.alignment.engine import Aligned
from duizhao.alignment.passages import Link, interpretation_passages
from duizhao.alignment.repetition import repetitions
from duizhao.alignment.resources import Resources
from duizhao.alignment.sentences import beads_of, texts_of, units
from duizhao.alignment.translations import Translated, translation_passages
from duizhao.records import Alignment, Attribution, Document, Segment
from duizhao.vocabulary import Level, Relation


def align(
    document: Document, segments: Sequence[Segment], attribution: Attribution, held: Resources
) -> tuple[Alignment, ...]:
    """Align a transcript in every relation that it holds.

    Args:
        document: Its lines; partners say which translate which.
        segments: Its segments.
        attribution: Turns with voice and delivery.
        held: Dictionary and weights.

    Returns:
        Passages, each followed by the sentence beads inside it, which cover both sides exactly once in order.
    """
    out: list[Alignment] = []
    for relation, translated in (
        (Relation.TRANSLATION, translation_passages(document, segments, attribution, held)),
        (Relation.INTERPRETATION, Translated(tuple(interpretation_passages(segments, attribution, held)))),
    ):
        links, reading = translated.links, translated.reading
        sides = [(units(link.source, segments), units(link.target, segments)) for link in links]
        blocks = [
            Block(texts_of(one, segments), texts_of(other, segments), reading.place(one, other) if reading else None)
            for one, other in sides
        ]
        found = align_blocks(blocks, held, interpreted=relation is Relation.INTERPRETATION, reading=reading)
        for link, (first, second), beads in zip(links, sides, found, strict=True):
            inside = list(beads_of(relation, first, second, beads, segments))
            out += [_whole(relation, link, beads), *inside]
    out += repetitions(segments, attribution, held)
    return tuple(out)


def _whole(relation: Relation, link: Link, beads: Sequence[Aligned]) -> Alignment:
    """Return the passage's own alignment: as likely as the link, or, side by side, as its sentences are."""
    score = _mean_chance(beads) if link.chance is None else link.chance
    return Alignment(relation, Level.PASSAGE, link.source.segments, link.target.segments, round(score, 4))


def _mean_chance(beads: Sequence[Aligned]) -> float:
    """Return the mean chance of two-sided beads, each counted by its sentences; 0 where there is none."""
    weights = [len(one.rows) + len(one.columns) if one.rows and one.columns else 0 for one in beads]
    total = sum(weights)
    return sum(one.chance * weight for one, weight in zip(beads, weights, strict=True)) / total if total else 0.0
