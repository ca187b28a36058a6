"""The beads of a passage with some of them fixed: what lies between them is aligned anew where it has to be."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import accumulate, pairwise

from duizhao.alignment import Resources
from duizhao.alignment.blocks import align_blocks
from duizhao.alignment.engine import Aligned
from duizhao.alignment.passages import Passage
from duizhao.alignment.sentences import Unit, beads_of, texts_of, units
from duizhao.records import Alignment, Segment
from duizhao.vocabulary import Level, Relation

Node = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Fixed:
    """A bead that somebody fixed.

    Attributes:
        source: Its segments; either side may be empty, not both.
        target: The same of the other side.
        score: What is to be said of it; null for two sides that do not belong together: each stands alone.
    """

    source: tuple[int, ...]
    target: tuple[int, ...]
    score: float | None


@dataclass(slots=True)
class Inside:
    """A passage, as its beads are put together.

    Attributes:
        passage: Its own alignment.
        beads: The beads inside it, as they were; none where its sides have changed.
        segments: The transcript's.
        held: Dictionary and weights.
    """

    passage: Alignment
    beads: Sequence[Alignment]
    segments: Sequence[Segment]
    held: Resources
    sides: tuple[list[Unit], list[Unit]] = field(init=False)

    def __post_init__(self) -> None:
        """Group the segments of both sides as alignment does."""
        one, other = (Passage(side) for side in (self.passage.source, self.passage.target))
        self.sides = units(one, self.segments), units(other, self.segments)

    def align(self, fixed: Sequence[Fixed] = ()) -> list[Alignment] | None:
        """Return beads that tile both sides, the fixed ones among them; null where those cross or overlap."""
        nodes = self._nodes()
        places = sorted(place for one in fixed if (place := self._place(one, nodes)))
        ends = [(0, 0), *((place[1], place[3]) for place in places)]
        starts = [*((place[0], place[2]) for place in places), (len(self.sides[0]), len(self.sides[1]))]
        forward = all(a <= c and b <= d for (a, b), (c, d) in zip(ends, starts, strict=True))
        if len(places) < len(fixed) or not forward:
            return None
        out: list[Alignment] = []
        for number, (end, start) in enumerate(zip(ends, starts, strict=True)):
            out += self._between(end, start, nodes)
            if number < len(places):
                out += self._fix(places[number])
        return out

    def _nodes(self) -> list[Node]:
        """Return how many units of either side stand before each bead as it was, and at the end."""
        if not self.beads:
            return []
        counts = [
            tuple(sum(unit[0] in side for unit in held) for side, held in zip(sides, self.sides, strict=True))
            for sides in ((set(bead.source), set(bead.target)) for bead in self.beads)
        ]
        return list(accumulate(((a, b) for a, b in counts), lambda x, y: (x[0] + y[0], x[1] + y[1]), initial=(0, 0)))

    def _place(self, one: Fixed, nodes: Sequence[Node]) -> tuple[int, int, int, int, float] | None:
        found = [self._run(side, held) for side, held in zip((one.source, one.target), self.sides, strict=True)]
        rows, columns = found
        if rows is None or columns is None or not (rows or columns):
            return None
        if not rows:
            at = next((r for (r, c) in nodes if c >= columns.start), len(self.sides[0]))
            rows = range(at, at)
        if not columns:
            at = next((c for (r, c) in nodes if r >= rows.start), len(self.sides[1]))
            columns = range(at, at)
        return rows.start, rows.stop, columns.start, columns.stop, -1.0 if one.score is None else one.score

    @staticmethod
    def _run(side: tuple[int, ...], held: Sequence[Unit]) -> range | None:
        """Return the units that some segments are; null where they are no whole units one after the other."""
        sought = set(side)
        found = [at for at, unit in enumerate(held) if sought.intersection(unit)]
        whole = {index for at in found for index in held[at]}
        if whole != sought or any(other != one + 1 for one, other in pairwise(found)):
            return None
        return range(found[0], found[-1] + 1) if found else range(0)

    def _between(self, start: Node, end: Node, nodes: list[Node]) -> Iterator[Alignment]:
        if start == end:
            return
        if start in nodes and end in nodes:
            yield from self.beads[nodes.index(start) : nodes.index(end)]
            return
        parts = self.sides[0][start[0] : end[0]], self.sides[1][start[1] : end[1]]
        texts = texts_of(parts[0], self.segments), texts_of(parts[1], self.segments)
        interpreted = self.passage.relation is Relation.INTERPRETATION
        (found,) = align_blocks([texts], self.held, interpreted=interpreted)
        yield from beads_of(self.passage.relation, *parts, found, self.segments)

    def _fix(self, place: tuple[int, int, int, int, float]) -> Iterator[Alignment]:
        rows, columns, score = range(*place[:2]), range(*place[2:4]), place[4]
        beads = [Aligned(rows, columns, score)]
        if score < 0:
            alone = [Aligned(range(at, at + 1), range(0), 1.0) for at in rows]
            beads = [*alone, *(Aligned(range(0), range(at, at + 1), 1.0) for at in columns)]
        yield from beads_of(self.passage.relation, *self.sides, beads, self.segments)


def is_passage(found: Sequence[str]) -> bool:
    """Tell whether a pair that was corrected is a passage, by its relation and level."""
    return found[1] == Level.PASSAGE
