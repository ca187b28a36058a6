"""Passages of annotated transcripts: an original, its rendition, and the sentences that belong together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path

from duizhao.evaluation.gold import GoldDocument, Place, read_gold
from duizhao.records import Segment
from duizhao.training.alignments import Bitext, Unit
from duizhao.training.calls import sentences_of
from duizhao.vocabulary import Lang, Level, Relation

_RELATIONS = (Relation.INTERPRETATION.value, Relation.TRANSLATION.value)


def load_calls(texts: Path, golds: Path) -> tuple[list[Bitext], list[Bitext]]:
    """Read calls annotated in the form of the corpus contract: their passages one after the other.

    Where gold pairs passages and not sentences (lines with their translations), each passage is one sentence.

    Returns:
        Calls between Chinese and English (Chinese first), and calls within one language.
    """
    found = load_passages(texts, golds)
    return tuple([_whole(passages) for passages in _by_call(side)] for side in found)  # type: ignore[return-value]


def _by_call(passages: Sequence[Bitext]) -> Iterator[list[Bitext]]:
    for _, held in groupby(passages, key=lambda one: one.name.rpartition(" passage ")[0]):
        yield list(held)


def _whole(passages: Sequence[Bitext]) -> Bitext:
    rows = cols = 0
    gold: list[Unit] = []
    for one in passages:
        gold += [(tuple(at + rows for at in a), tuple(at + cols for at in b)) for a, b in one.gold]
        rows, cols = rows + len(one.first), cols + len(one.second)
    return Bitext(
        passages[0].name.rpartition(" passage ")[0],
        tuple(text for one in passages for text in one.first),
        tuple(text for one in passages for text in one.second),
        tuple(gold),
    )


def load_passages(texts: Path, golds: Path) -> tuple[list[Bitext], list[Bitext]]:
    """Read the passages of annotated calls, each with the sentences in it that belong together.

    Returns:
        Those between Chinese and English (Chinese first), and those within one language.
    """
    across: list[Bitext] = []
    same: list[Bitext] = []
    for gold in read_gold(golds):
        if any(bead.relation in _RELATIONS for bead in gold.beads):
            _, segments = sentences_of(texts / gold.file)
            for one, languages in _passages(gold, segments):
                if languages[0] == languages[1]:
                    same.append(one)
                elif Lang.ZH in languages:
                    across.append(one if languages[0] is Lang.ZH else mirrored(one))
    return across, same


def _passages(gold: GoldDocument, segments: Sequence[Segment]) -> Iterator[tuple[Bitext, tuple[Lang, Lang]]]:
    beads = [bead for bead in gold.beads if bead.relation in _RELATIONS and bead.level == Level.SENTENCE.value]
    passages = [bead for bead in gold.beads if bead.relation in _RELATIONS and bead.level == Level.PASSAGE.value]
    for number, passage in enumerate(passages):
        sides = [_inside(places, segments) for places in (passage.source, passage.target)]
        if not all(sides):
            continue
        place = [{one.index: at for at, one in enumerate(side)} for side in sides]
        units = [
            [
                sorted({place[side][one.index] for one in _inside(places, segments) if one.index in place[side]})
                for side, places in enumerate((bead.source, bead.target))
            ]
            for bead in beads
        ]
        held = [tuple(one.clean for one in side) for side in sides]
        pairs = [(tuple(unit[0]), tuple(unit[1])) for unit in units if unit[0] or unit[1]]
        if not beads:
            held, pairs = [(" ".join(side),) for side in held], [((0,), (0,))]
        text = Bitext(f"{gold.doc} passage {number + 1}", held[0], held[1], tuple(pairs))
        yield text, (language_of(sides[0]), language_of(sides[1]))


def _inside(places: Sequence[Place], segments: Sequence[Segment]) -> list[Segment]:
    """Return the segments of which most stands in some places."""
    return [
        one
        for one in segments
        if one.clean
        and 2
        * sum(max(0, min(end, one.end) - max(start, one.start)) for line, start, end in places if line == one.line)
        > one.end - one.start
    ]


def language_of(side: Sequence[Segment]) -> Lang:
    """Return the language of most of a side's characters."""
    return max((one.lang for one in side), key=lambda lang: sum(len(one.text) for one in side if one.lang is lang))


def mirrored(text: Bitext) -> Bitext:
    """Return a text with its sides exchanged."""
    return Bitext(text.name, text.second, text.first, tuple((b, a) for a, b in text.gold))
