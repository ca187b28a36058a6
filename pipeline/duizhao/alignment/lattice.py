"""The dynamic programme over beads, and the best reading.

A reading is a path through nodes (sentences consumed of the rows, of the columns). Two-sided beads start in a cell of
the band; a sentence that stands alone costs its own score, and the first of a run of such sentences the opening score
besides, so that a dropped paragraph is one event and not ten. Nodes therefore have two states, after a bead and after
a sentence alone.

References:
    Gale & Church (1993), Computational Linguistics 19(1), the programme; Gotoh (1982), J. Mol. Biol. 162, gaps with a
    cost of opening.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

import numpy as np

from duizhao.alignment.band import Band, Ints
from duizhao.similarity import Floats

Shape = tuple[int, int]
Bead = tuple[range, range]


@dataclass(frozen=True, slots=True)
class Lattice:
    """Scores of every bead, in nats.

    Attributes:
        band: The cells that two-sided beads may touch.
        joined: Shape ``(a, b)`` of a bead to its score from each cell, ``-inf`` where it leaves the band.
        omitted: Score of each row's sentence standing alone, shape ``(n,)``.
        added: The same of each column, shape ``(m,)``.
        opening: Added once for each run of sentences that stand alone.
    """

    band: Band
    joined: Mapping[Shape, Floats]
    omitted: Floats
    added: Floats
    opening: float

    def nodes(self, row: int) -> tuple[int, int]:
        """Return the first and last column node of a row of nodes, 0 to n."""
        count = self.band.count
        if not count:
            return 0, self.band.width
        low = 0 if row == 0 else int(self.band.low[row - 1])
        return low, self.band.width if row == count else int(self.band.high[row])


@dataclass(frozen=True, slots=True)
class Row:
    """Values of one row of nodes: after a bead, after a sentence alone, and both."""

    low: int
    bead: Floats
    gap: Floats
    both: Floats

    @property
    def end(self) -> int:
        """Return the column after the last node's."""
        return self.low + len(self.both)

    def part(self, start: int, end: int) -> Row:
        """Return the nodes of some columns."""
        at = slice(start - self.low, end - self.low)
        return Row(start, self.bead[at], self.gap[at], self.both[at])


def forward(lattice: Lattice, plus: np.ufunc) -> list[Row]:
    """Compute every node from those before it; `plus` is `np.maximum` or `np.logaddexp`."""
    sums = np.concatenate([[0.0], np.cumsum(lattice.added)])
    beads = _Beads.of(lattice)
    arriving: dict[int, list[tuple[int, Floats]]] = defaultdict(list)
    rows: list[Row] = []
    for row in range(lattice.band.count + 1):
        low, high = lattice.nodes(row)
        bead = np.full(high - low + 1, -np.inf)
        gap = np.full(high - low + 1, -np.inf)
        if row == 0:
            bead[0] = 0.0
        for column, values in arriving.pop(row, ()):
            start, end = max(column, low), min(column + len(values) - 1, high)
            if start <= end:
                here = bead[start - low : end + 1 - low]
                plus(here, values[start - column : end + 1 - column], out=here)
        if row:
            before = rows[row - 1]
            start, end = max(low, before.low), min(high, before.low + len(before.bead) - 1)
            part = slice(start - before.low, end + 1 - before.low)
            opened = plus(before.bead[part] + lattice.opening, before.gap[part])
            gap[start - low : end + 1 - low] = opened + lattice.omitted[row - 1]
        frame = sums[low : high + 1]  # in this frame a sentence alone in the columns costs nothing
        level = gap - frame
        level[1:] = plus(level[1:], bead[:-1] + lattice.opening - frame[:-1])
        gap = np.asarray(plus.accumulate(level)) + frame
        rows.append(Row(low, bead, gap, plus(bead, gap)))
        for height, column, values in beads.starting(rows[row], row):
            arriving[row + height].append((column, values))
    return rows


@dataclass(frozen=True, slots=True)
class _Beads:
    """The two-sided beads of a lattice by the row that they start in.

    Attributes:
        shapes: Of each row of `scores`.
        scores: Shape ``(shapes, cells)``.
        low: First column of each row of the band.
        starts: First cell of each row, and the number of cells.
        there: Places of the shapes that start in each row.
    """

    shapes: Sequence[Shape]
    scores: Floats
    low: Sequence[int]
    starts: Sequence[int]
    there: Sequence[Ints]

    @classmethod
    def of(cls, lattice: Lattice) -> _Beads:
        band = lattice.band
        scores = np.stack(list(lattice.joined.values())) if lattice.joined else np.zeros((0, len(band.rows)))
        there: list[Ints] = [np.zeros(0, np.int64)] * band.count
        filled = np.nonzero(band.starts[1:] > band.starts[:-1])[0]
        if len(filled):
            best = np.maximum.reduceat(scores, band.starts[filled], axis=1)
            for row, column in zip(filled, best.T, strict=True):
                there[row] = np.nonzero(column > -np.inf)[0]
        return cls(list(lattice.joined), scores, band.low.tolist(), band.starts.tolist(), there)

    def starting(self, nodes: Row, row: int) -> Iterator[tuple[int, int, Floats]]:
        """Yield the beads that start in a row: sentences of the rows, first column where they end, and their sums."""
        if row >= len(self.there) or not len(self.there[row]):
            return
        first, last = self.starts[row], self.starts[row + 1]
        low = self.low[row]
        at = low - nodes.low
        sums = self.scores[self.there[row], first:last] + nodes.both[at : at + last - first]
        for shape, values in zip(self.there[row], sums, strict=True):
            height, width = self.shapes[shape]
            yield height, low + width, values


def best_beads(lattice: Lattice) -> list[Bead]:
    """Return the sequence of beads with the highest sum: in order, covering both sides once."""
    return _trace(lattice, forward(lattice, np.maximum))


def _trace(lattice: Lattice, rows: list[Row]) -> list[Bead]:
    row, column = lattice.band.count, lattice.band.width
    beads: list[Bead] = []
    alone: bool | None = None  # None: whichever state of the node is better
    while row or column:
        here = rows[row]
        if alone is None:
            alone = bool(here.gap[column - here.low] > here.bead[column - here.low])
        if alone:
            _, (a, b), alone = max(_alone(lattice, rows, row, column))
        else:
            (a, b), alone = _last_bead(lattice, rows, row, column), None
        beads.append((range(row - a, row), range(column - b, column)))
        row, column = row - a, column - b
    return [bead for _, run in groupby(beads[::-1], all) for bead in _in_order(list(run))]


def _in_order(run: Sequence[Bead]) -> Iterator[Bead]:
    """Put the rows of a run of sentences alone before its columns: every order of them sums to the same.

    Sums that are added up in another order differ in their last digits, and those would decide.
    """
    yield from sorted(run, key=lambda bead: not bead[0]) if not all(run[0]) else run


def _alone(lattice: Lattice, rows: list[Row], row: int, column: int) -> Iterator[tuple[float, Shape, bool]]:
    """Yield what may have led to a node after a sentence alone: value, step, whether another stood alone before it."""
    for (a, b), own in (((1, 0), lattice.omitted[row - 1 : row]), ((0, 1), lattice.added[column - 1 : column])):
        before = rows[row - a] if row >= a else None
        at = column - b - before.low if before is not None else -1
        if before is None or not 0 <= at < len(before.bead):
            continue
        yield float(before.bead[at] + lattice.opening + own[0]), (a, b), False
        yield float(before.gap[at] + own[0]), (a, b), True


def _last_bead(lattice: Lattice, rows: list[Row], row: int, column: int) -> Shape:
    band = lattice.band
    found: tuple[float, Shape] = (-np.inf, (0, 0))
    for (a, b), scores in lattice.joined.items():
        top, left = row - a, column - b
        if top < 0 or not band.low[top] <= left < band.high[top]:
            continue
        value = float(scores[band.starts[top] + left - band.low[top]] + rows[top].both[left - rows[top].low])
        found = max(found, (value, (a, b)))
    return found[1]
