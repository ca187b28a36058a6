"""The dynamic programmes over beads: the best reading, and how likely each bead is.

A reading is a path through nodes (sentences consumed of the rows, of the columns). Two-sided beads start in a cell of
the band; a sentence that stands alone costs its own score, and the first of a run of such sentences the opening score
besides, so that a dropped paragraph is one event and not ten. Nodes therefore have two states, after a bead and after
a sentence alone.

References:
    Gale & Church (1993), Computational Linguistics 19(1), the programme; Lafferty, McCallum & Pereira (2001), ICML,
    forward and backward sums; Gotoh (1982), J. Mol. Biol. 162, gaps with a cost of opening.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

import numpy as np
from numpy.typing import NDArray

from duizhao.alignment.band import Band, Ints, make_band
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
class _Row:
    """Values of one row of nodes: after a bead, after a sentence alone, and both."""

    low: int
    bead: Floats
    gap: Floats
    both: Floats

    @property
    def end(self) -> int:
        """Return the column after the last node's."""
        return self.low + len(self.both)

    def part(self, start: int, end: int) -> _Row:
        """Return the nodes of some columns."""
        at = slice(start - self.low, end - self.low)
        return _Row(start, self.bead[at], self.gap[at], self.both[at])


def _forward(lattice: Lattice, plus: np.ufunc) -> list[_Row]:
    """Compute every node from those before it; `plus` is `np.maximum` or `np.logaddexp`."""
    sums = np.concatenate([[0.0], np.cumsum(lattice.added)])
    beads = _Beads.of(lattice)
    arriving: dict[int, list[tuple[int, Floats]]] = defaultdict(list)
    rows: list[_Row] = []
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
        rows.append(_Row(low, bead, gap, plus(bead, gap)))
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

    def starting(self, nodes: _Row, row: int) -> Iterator[tuple[int, int, Floats]]:
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
    return _trace(lattice, _forward(lattice, np.maximum))


def _trace(lattice: Lattice, rows: list[_Row]) -> list[Bead]:
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


def _alone(lattice: Lattice, rows: list[_Row], row: int, column: int) -> Iterator[tuple[float, Shape, bool]]:
    """Yield what may have led to a node after a sentence alone: value, step, whether another stood alone before it."""
    for (a, b), own in (((1, 0), lattice.omitted[row - 1 : row]), ((0, 1), lattice.added[column - 1 : column])):
        before = rows[row - a] if row >= a else None
        at = column - b - before.low if before is not None else -1
        if before is None or not 0 <= at < len(before.bead):
            continue
        yield float(before.bead[at] + lattice.opening + own[0]), (a, b), False
        yield float(before.gap[at] + own[0]), (a, b), True


def _last_bead(lattice: Lattice, rows: list[_Row], row: int, column: int) -> Shape:
    band = lattice.band
    found: tuple[float, Shape] = (-np.inf, (0, 0))
    for (a, b), scores in lattice.joined.items():
        top, left = row - a, column - b
        if top < 0 or not band.low[top] <= left < band.high[top]:
            continue
        value = float(scores[band.starts[top] + left - band.low[top]] + rows[top].both[left - rows[top].low])
        found = max(found, (value, (a, b)))
    return found[1]


@dataclass(frozen=True, slots=True)
class Posterior:
    """How likely each bead is, 0 to 1, over all readings.

    Attributes:
        joined: Shape to the probability from each cell.
        omitted: Of each row's sentence standing alone.
        added: Of each column's.
        openings: Expected number of runs of sentences alone.
        total: Logarithm of the sum over all readings.
    """

    joined: Mapping[Shape, Floats]
    omitted: Floats
    added: Floats
    openings: float
    total: float


def log_total(lattice: Lattice) -> float:
    """Return the logarithm of the sum over all readings, in nats."""
    last = _forward(lattice, np.logaddexp)[-1]
    return float(last.both[lattice.band.width - last.low])


def posterior(lattice: Lattice) -> Posterior:
    """Compute how likely each bead is, by forward and backward sums."""
    count, width = lattice.band.count, lattice.band.width
    ahead = _forward(lattice, np.logaddexp)
    back = _forward(_turned(lattice), np.logaddexp)[::-1]
    behind = [
        _Row(*lattice.nodes(row)[:1], one.bead[::-1], one.gap[::-1], one.both[::-1]) for row, one in enumerate(back)
    ]
    total = float(ahead[count].both[width - ahead[count].low])
    omitted, added, openings = np.zeros(count), np.zeros(width), 0.0
    for row in range(count + 1):
        here = ahead[row]
        if row < count:
            start, end = max(here.low, behind[row + 1].low), min(here.end, behind[row + 1].end)
            below = behind[row + 1].part(start, end)
            alone, first = _shares(here.part(start, end), below, lattice.omitted[row] - total, lattice.opening)
            omitted[row] = alone.sum()
            openings += float(first.sum())
        start, end = here.low, here.end - 1
        right = behind[row].part(start + 1, end + 1)
        alone, first = _shares(here.part(start, end), right, lattice.added[start:end] - total, lattice.opening)
        added[start:end] += alone
        openings += float(first.sum())
    nodes = _Nodes.of(ahead), _Nodes.of(behind)
    joined = {shape: _bead_shares(lattice, *nodes, shape, total) for shape in lattice.joined}
    return Posterior(joined, omitted, added, openings, total)


def _shares(here: _Row, there: _Row, own: Floats | float, opening: float) -> tuple[Floats, Floats]:
    """Return how likely sentences stand alone between nodes, and how likely each is the first of its run."""
    # Turned round, the opening is paid by the last of a run: where another follows, it was paid already.
    onward = np.logaddexp(there.bead, there.gap - opening) + own
    first = here.bead + opening + onward
    return np.exp(np.logaddexp(first, here.gap + onward)), np.exp(first)


@dataclass(frozen=True, slots=True)
class _Nodes:
    """The nodes of all rows, one row after the other: first column and first node of each row, values of the nodes."""

    low: Ints
    starts: Ints
    both: Floats

    @classmethod
    def of(cls, rows: list[_Row]) -> _Nodes:
        sizes = np.array([len(one.both) for one in rows])
        starts = np.concatenate([[0], np.cumsum(sizes)])
        return cls(np.array([one.low for one in rows]), starts, np.concatenate([one.both for one in rows]))

    def holds(self, row: Ints, column: Ints) -> NDArray[np.bool_]:
        at = column - self.low[row]
        return (at >= 0) & (at < np.diff(self.starts)[row])

    def at(self, row: Ints, column: Ints) -> Floats:
        return np.asarray(self.both[self.starts[row] + column - self.low[row]])


def _bead_shares(lattice: Lattice, ahead: _Nodes, behind: _Nodes, shape: Shape, total: float) -> Floats:
    band, (a, b) = lattice.band, shape
    cells = np.nonzero(band.rows + a <= band.count)[0]
    cells = cells[behind.holds(band.rows[cells] + a, band.columns[cells] + b)]
    row, column = band.rows[cells], band.columns[cells]
    path = ahead.at(row, column) + lattice.joined[shape][cells]
    path = path + behind.at(row + a, column + b) - total
    out = np.zeros(len(band.rows))
    out[cells] = np.exp(np.minimum(path, 0.0))
    return out


def _turned(lattice: Lattice) -> Lattice:
    """Return the lattice with both sides reversed."""
    band, count, width = lattice.band, lattice.band.count, lattice.band.width
    other = make_band((width - band.high)[::-1], (width - band.low)[::-1], width)
    joined = {}
    for (a, b), scores in lattice.joined.items():
        rows, columns = count - a - other.rows, width - b - other.columns
        inside = rows >= 0
        rows = np.where(inside, rows, 0)
        inside &= (columns >= band.low[rows]) & (columns < band.high[rows])
        turned = np.full(len(other.rows), -np.inf)
        turned[inside] = scores[(band.starts[rows] + columns - band.low[rows])[inside]]
        joined[a, b] = turned
    return Lattice(other, joined, lattice.omitted[::-1], lattice.added[::-1], lattice.opening)


def likeliest_beads(lattice: Lattice, likely: Posterior) -> list[Bead]:
    """Return the sequence with most beads expected to be right (minimum Bayes risk), beads counted alike."""
    return best_beads(Lattice(lattice.band, likely.joined, likely.omitted, likely.added, 0.0))


def bead_chance(band: Band, likely: Posterior, bead: Bead) -> float:
    """Return how likely a bead is, 0 to 1."""
    rows, columns = bead
    if not rows:
        return float(likely.added[columns.start])
    if not columns:
        return float(likely.omitted[rows.start])
    cell = int(band.starts[rows.start]) + columns.start - int(band.low[rows.start])
    return float(likely.joined[len(rows), len(columns)][cell])
