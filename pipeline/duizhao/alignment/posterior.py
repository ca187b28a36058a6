"""How likely each bead is over all readings, by forward and backward sums, and the reading that follows from it.

References:
    Lafferty, McCallum & Pereira (2001), ICML.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from duizhao.alignment.band import Band, Ints, make_band
from duizhao.alignment.lattice import Bead, Lattice, Row, Shape, best_beads, forward
from duizhao.similarity import Floats


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
    last = forward(lattice, np.logaddexp)[-1]
    return float(last.both[lattice.band.width - last.low])


def posterior(lattice: Lattice) -> Posterior:
    """Compute how likely each bead is, by forward and backward sums."""
    count, width = lattice.band.count, lattice.band.width
    ahead = forward(lattice, np.logaddexp)
    back = forward(_turned(lattice), np.logaddexp)[::-1]
    behind = [
        Row(*lattice.nodes(row)[:1], one.bead[::-1], one.gap[::-1], one.both[::-1]) for row, one in enumerate(back)
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


def _shares(here: Row, there: Row, own: Floats | float, opening: float) -> tuple[Floats, Floats]:
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
    def of(cls, rows: list[Row]) -> _Nodes:
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
