"""The beads of a passage with some of them fixed: what lies between them is aligned anew where it has to be."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import accumulate, pairwise

from duizhao.alignment import Resources
from duizhao.alignment.blocks import Block, align_blocks
from duizhao.alignment.engine import Aligned
from duizhao.alignment.passages import Passage
from duizhao.alignment.sentences import Unit, beads_of, texts_of, units
from duizhao.records import Alignment, Segment
from duizhao.vocabulary import Level, Relation

Node = tuple[int, int]
# First unit and one past the last, of either side; the score, -1 for sides that do not belong together.
_Place = tuple[int, int, int, int, float]


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
        places = self._places(fixed, nodes)
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

    def _places(self, fixed: Sequence[Fixed], nodes: Sequence[Node]) -> list[_Place]:
        """Return where fixed beads stand, in order; those that are no whole units are left out."""
        runs = [(self._run(one.source, self.sides[0]), self._run(one.target, self.sides[1]), one) for one in fixed]
        found = [
            (rows, columns, -1.0 if one.score is None else one.score)
            for rows, columns, one in runs
            if rows is not None and columns is not None and (rows or columns)
        ]
        out = [(*_ends(rows), *_ends(columns), score) for rows, columns, score in found if rows and columns]
        turned = [(there, here) for here, there in nodes]
        for rows, columns, score in found:
            if not columns:
                at = _beside(rows, [(one[:2], one[2:4]) for one in out], nodes, len(self.sides[1]))
                out.append((*_ends(rows), at, at, score))
            elif not rows:
                at = _beside(columns, [(one[2:4], one[:2]) for one in out], turned, len(self.sides[0]))
                out.append((at, at, *_ends(columns), score))
        return sorted(out)

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
        block = Block(texts_of(parts[0], self.segments), texts_of(parts[1], self.segments))
        interpreted = self.passage.relation is Relation.INTERPRETATION
        (found,) = align_blocks([block], self.held, interpreted=interpreted)
        yield from beads_of(self.passage.relation, *parts, found, self.segments)

    def _fix(self, place: _Place) -> Iterator[Alignment]:
        rows, columns, score = range(*place[:2]), range(*place[2:4]), place[4]
        beads = [Aligned(rows, columns, score)]
        if score < 0:
            alone = [Aligned(range(at, at + 1), range(0), 1.0) for at in rows]
            beads = [*alone, *(Aligned(range(0), range(at, at + 1), 1.0) for at in columns)]
        yield from beads_of(self.passage.relation, *self.sides, beads, self.segments)


def _ends(held: range) -> Node:
    return held.start, held.stop


def _beside(alone: range, fixed: Sequence[tuple[Node, Node]], nodes: Sequence[Node], length: int) -> int:
    """Return where a bead with one side stands on the other one: where it was, as far as fixed beads let it."""
    at = next((there for here, there in nodes if here >= alone.start), length)
    least = max((there[1] for here, there in fixed if here[1] <= alone.start), default=0)
    most = min((there[0] for here, there in fixed if here[0] >= alone.stop), default=length)
    return max(least, min(at, most))


def is_passage(found: Sequence[str]) -> bool:
    """Tell whether a pair that was corrected is a passage, by its relation and level."""
    return found[1] == Level.PASSAGE
