"""The candidate band: which sentence of one side may stand in a bead with which of the other.

Cells are (row, column) pairs, one row per sentence of the first side; in each row they are a run of columns, and both
ends of the run only ever move right. They are numbered row by row, so that every table over cells is one flat array,
and a run of cells in a row is a slice of it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from duizhao.similarity import Floats

Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Band:
    """The cells that a bead may touch.

    Attributes:
        low: First column of each row, shape ``(n,)``, never falling.
        high: Column after the last of each row, shape ``(n,)``, never falling.
        width: Number of columns, ``m``.
        starts: Number of the first cell of each row, and of all cells, shape ``(n + 1,)``.
        rows: Row of each cell, shape ``(cells,)``.
        columns: Column of each cell, shape ``(cells,)``.
    """

    low: Ints
    high: Ints
    width: int
    starts: Ints
    rows: Ints
    columns: Ints

    @property
    def count(self) -> int:
        """Number of rows, ``n``."""
        return len(self.low)

    def below(self, steps: int) -> Ints:
        """Return the cell so many rows below each cell in the same column, -1 where it is outside the band."""
        rows = self.rows + steps
        inside = rows < self.count
        rows = np.where(inside, rows, 0)
        inside &= (self.columns >= self.low[rows]) & (self.columns < self.high[rows])
        return np.where(inside, self.starts[rows] + self.columns - self.low[rows], -1)


def make_band(low: Ints, high: Ints, width: int) -> Band:
    """Return the band of some runs of columns, one per row."""
    sizes = high - low
    starts = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)
    rows = np.repeat(np.arange(len(low)), sizes)
    return Band(low, high, width, starts, rows, np.arange(starts[-1]) - starts[rows] + low[rows])


def full_band(count: int, width: int) -> Band:
    """Return the band of all cells."""
    return make_band(np.zeros(count, np.int64), np.full(count, width, np.int64), width)


def transposed(band: Band) -> tuple[Band, Ints]:
    """Return the band with rows and columns exchanged, and the place in it of each cell of the first."""
    # A column holds a run of rows, since both ends of the rows' runs never fall.
    low = np.searchsorted(band.high, np.arange(band.width), side="right")
    high = np.maximum(low, np.searchsorted(band.low, np.arange(band.width), side="right"))
    other = make_band(low, high, band.count)
    return other, other.starts[band.columns] + band.rows - other.low[band.columns]


def joined(bands: list[Band]) -> Band:
    """Put bands one after the other: beads stay inside the band that they start in."""
    offsets = np.cumsum([0, *(band.width for band in bands)])
    shifted = [(band.low + at, band.high + at) for band, at in zip(bands, offsets, strict=False)]
    empty = np.zeros(0, np.int64)
    return make_band(
        np.concatenate([empty, *(low for low, _ in shifted)]),
        np.concatenate([empty, *(high for _, high in shifted)]),
        int(offsets[-1]),
    )


def band_around(path: Floats, width: int, reach: int) -> Band:
    """Return the band of the cells near a path.

    Args:
        path: Column where the path crosses each row, shape ``(n,)``, never falling, 0 to `width`.
        width: Number of columns.
        reach: Columns on either side of the path.
    """
    low = np.clip(np.floor(path - reach), 0, width - 1).astype(np.int64)
    high = np.clip(np.ceil(path + reach + 1), 1, width).astype(np.int64)
    low[0], high[-1] = 0, width
    # A step of the path wider than the band would leave columns that no row holds.
    high[:-1] = np.maximum(high[:-1], low[1:])
    low[1:] = np.minimum(low[1:], high[:-1])
    return make_band(np.minimum.accumulate(low[::-1])[::-1], np.maximum.accumulate(high), width)


def best_chain(likeness: Floats, band: Band) -> Floats:
    """Find the chain of cells, each below and to the right of the last, whose likeness sums highest.

    Args:
        likeness: Of each cell, shape ``(cells,)``, 0 and more.
        band: The cells.

    Returns:
        Column of the chain in each row, -1 where it has none, shape ``(n,)``.
    """
    count = band.count
    best: list[Floats] = []
    before, edge = np.zeros(1), int(band.low[0]) if count else 0
    for row in range(count):
        low, high = int(band.low[row]), int(band.high[row])
        gain = likeness[band.starts[row] : band.starts[row + 1]]
        old = _frame(before, edge, low, high)
        now = old.copy()
        now[1:] = np.maximum(now[1:], old[:-1] + gain)
        now = np.maximum.accumulate(now)
        best.append(now)
        before, edge = now, low
    columns = np.full(count, -1.0)
    column = int(band.high[-1]) if count else 0
    for row in range(count - 1, -1, -1):
        low, high = int(band.low[row]), int(band.high[row])
        column = min(column, high)
        if column <= low:
            continue
        old = _frame(best[row - 1], int(band.low[row - 1]), low, high) if row else np.zeros(high - low + 1)
        now = best[row]
        while column > low and now[column - low - 1] == now[column - low]:
            column -= 1
        if column > low and now[column - low] > old[column - low]:
            column -= 1
            columns[row] = column
    return columns


def _frame(values: Floats, edge: int, low: int, high: int) -> Floats:
    """Return what a row of nodes passes on to the nodes ``low .. high`` of the next one."""
    at = np.clip(np.arange(low, high + 1) - edge, 0, len(values) - 1)
    return np.asarray(values[at])
