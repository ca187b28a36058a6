"""Which passages belong together: originals and their renditions.

An original is mostly rendered at once, by an interpreter or by the speaker. Where each run of original is followed by
its speaker's run of rendition and nothing is left over, that is the answer. Where something is (two originals before
one rendition, the whole remarks first and the whole rendition after, a rendition that the recording lost), the words
decide, and that two runs meet is evidence beside them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from duizhao.alignment.band import Band, Ints, full_band
from duizhao.alignment.candidates import candidates
from duizhao.alignment.engine import Aligned, Beside
from duizhao.alignment.pairing import Pair
from duizhao.alignment.resources import Resources
from duizhao.alignment.texts import align_texts
from duizhao.records import Attribution, Segment, Turn
from duizhao.similarity import Floats
from duizhao.vocabulary import Delivery, Kind

# In nats: that a rendition follows its original at once; that both are one speaker's; that a rendition stands before
# its original, which no interpreter does. Chosen so that some thirty words that fit outweigh the first.
_MEETS, _SAME_SPEAKER, _BEFORE = 8.0, 4.0, -40.0
_MOST_CELLS = 40_000


@dataclass(frozen=True, slots=True)
class Passage:
    """Consecutive segments of one language: an original or its rendition, a line or its translation."""

    segments: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Link:
    """A passage and what renders it.

    Attributes:
        source: Original or text; with an empty target, one that nothing renders.
        target: Rendition or translation.
        chance: How likely the two belong together, 0 to 1; null where that follows from their place alone.
    """

    source: Passage
    target: Passage
    chance: float | None = None


@dataclass(slots=True)
class _Run:
    """Consecutive speech of one speaker and delivery in one pass."""

    speaker: int | None
    passage: int
    delivery: Delivery
    segments: list[int]
    place: int = 0


def interpretation_passages(segments: Sequence[Segment], attribution: Attribution, held: Resources) -> Iterator[Link]:
    """Pair runs of original with the runs of rendition that render them, pass by pass."""
    runs = _runs(segments, attribution)
    for passage in range(1, attribution.passes + 1):
        own = [run for run in runs if run.passage == passage]
        originals = [run for run in own if run.delivery is Delivery.ORIGINAL]
        renditions = [run for run in own if run.delivery is Delivery.INTERPRETATION]
        beside = _beside(originals, renditions)
        yield from _by_place(originals, renditions) if beside else _by_words(originals, renditions, segments, held)


def _runs(segments: Sequence[Segment], attribution: Attribution) -> list[_Run]:
    runs: list[_Run] = []
    for turn in attribution.turns:
        for index in turn.segments:
            if segments[index].kind is not Kind.SPEECH:
                continue
            one = _Run(turn.speaker, turn.passage, delivery_of(index, turn, attribution), [index], len(runs))
            last = runs[-1] if runs else None
            if last and (last.speaker, last.passage, last.delivery) == (one.speaker, one.passage, one.delivery):
                last.segments.append(index)
            else:
                runs.append(one)
    return runs


def delivery_of(index: int, turn: Turn, attribution: Attribution) -> Delivery:
    """Return the delivery of a segment: its own, or its turn's."""
    return attribution.deliveries.get(index, turn.delivery)


def _meet(original: _Run, rendition: _Run) -> bool:
    return rendition.place == original.place + 1


def _beside(originals: Sequence[_Run], renditions: Sequence[_Run]) -> bool:
    """Tell whether each original is followed by its speaker's rendition, and no rendition is left over."""
    return len(originals) == len(renditions) and all(
        _meet(one, other) and one.speaker == other.speaker for one, other in zip(originals, renditions, strict=True)
    )


def _by_place(originals: Sequence[_Run], renditions: Sequence[_Run]) -> Iterator[Link]:
    for one, other in zip(originals, renditions, strict=True):
        yield Link(Passage(tuple(one.segments)), Passage(tuple(other.segments)))


def _by_words(
    originals: Sequence[_Run], renditions: Sequence[_Run], segments: Sequence[Segment], held: Resources
) -> Iterator[Link]:
    """Align runs as if each were a sentence."""
    if not originals or not renditions:
        return
    sides = [[" ".join(segments[at].clean for at in run.segments) for run in side] for side in (originals, renditions)]
    beside = Beside(lambda rows, columns: _meeting(originals, renditions, rows, columns))
    found = align_texts(*sides, lexicon=held.lexicon, model=held.model, beside=beside, band=_band)
    yield from links(found, [run.segments for run in originals], [run.segments for run in renditions])


def links(found: Sequence[Aligned], source: Sequence[Sequence[int]], target: Sequence[Sequence[int]]) -> Iterator[Link]:
    """Turn beads over groups of segments into links; what stands alone has none.

    Args:
        found: Beads; `rows` are places in `source`, `columns` in `target`.
        source: Segments of each group.
        target: The same of the other side.
    """
    for one in found:
        if one.rows and one.columns:
            left, right = (
                tuple(index for at in places for index in groups[at])
                for places, groups in ((one.rows, source), (one.columns, target))
            )
            yield Link(Passage(left), Passage(right), one.chance)


def _band(pair: Pair) -> Band:
    """Search all cells: the chain of best partners knows nothing of who follows whom."""
    band = full_band(len(pair.rows.lengths), len(pair.columns.lengths))
    return band if len(band.rows) <= _MOST_CELLS else candidates(pair)


def _meeting(originals: Sequence[_Run], renditions: Sequence[_Run], rows: Ints, columns: Ints) -> Floats:
    """Say what the places and speakers of pairs of runs speak for."""
    pairs = ((originals[row], renditions[column]) for row, column in zip(rows, columns, strict=True))
    worth = [
        _MEETS * _meet(one, other)
        + _SAME_SPEAKER * (one.speaker == other.speaker)
        + _BEFORE * (other.place < one.place)
        for one, other in pairs
    ]
    return np.array(worth)
