"""What of a bead is weighed that needs no dictionary: how long its sides are, how they are punctuated.

Beads of several shapes are looked at together: on short texts, of which a call has hundreds, it is not the arithmetic
that takes time but the number of steps.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from duizhao.alignment.band import Ints
from duizhao.alignment.surface import ENDINGS, MARKS, Surface
from duizhao.similarity import Floats

#: Names of features, and their values, shape ``(names, beads)``.
Columns = tuple[Sequence[str], Floats]

# The variance of the length difference per letter, Gale & Church (1993), section 3.
_VARIANCE = 6.8
_MOST_SQUARED, _MOST_MISFIT, _MOST_RATIO, _MOST_MARKS, _MOST_LONGER = 25.0, 5.0, 3.0, 4.0, 2.0
_TYPICAL = 100.0  # letters of a sentence and its counterpart
_LENGTHS = ("length: squared", "length: difference", "length: ratio", "wider: length")
_COUNTED = (*(f"marks: {name}" for name in (*MARKS, "dash")), "quotation: opened")
_ENDS = (*(f"end: both {name}" for name in ENDINGS), *(f"end: one {name}" for name in ENDINGS))
_QUOTED = ("start: one quoted", "quotation: open at one end")
#: Names of all features here.
SURFACE = (*_LENGTHS, *_COUNTED, *_ENDS, *_QUOTED)
# Beads that are looked at together: their features are 3 MB.
_AT_ONCE = 16_384


@dataclass(frozen=True, slots=True)
class Beads:
    """Two-sided beads: first sentence and number of sentences on either side, shape ``(beads,)`` each."""

    row: Ints
    column: Ints
    height: Ints
    width: Ints


@dataclass(frozen=True, slots=True)
class Looks:
    """Two sides and their running sums, worked out once.

    Attributes:
        rows: What the sentences of the rows look like.
        columns: The same of the columns.
        sums: For each side, length, marks and opening quotation marks of the sentences before each, and of all, shape
            ``(11, n + 1)``.
    """

    rows: Surface
    columns: Surface
    sums: tuple[Floats, Floats]

    @classmethod
    def of(cls, rows: Surface, columns: Surface) -> Looks:
        """Take two sides."""
        return cls(rows, columns, (_sums(rows), _sums(columns)))

    def features(self, beads: Beads) -> Iterator[Columns]:
        """Yield the features of beads, several at a time."""
        one, two = (
            sums[:, first + count] - sums[:, first]
            for sums, first, count in zip(
                self.sums, (beads.row, beads.column), (beads.height, beads.width), strict=True
            )
        )
        yield from _measures(one, two, beads.height + beads.width)
        yield from _edges(self.rows, self.columns, beads)

    def scores(self, parts: Sequence[Beads], weights: Mapping[str, float]) -> Iterator[Floats]:
        """Yield for each part the weighted sums of the features of its beads, shape ``(beads,)``."""
        start = 0
        while start < len(parts):
            end, size = start + 1, len(parts[start].row)
            while end < len(parts) and size + len(parts[end].row) <= _AT_ONCE:
                size += len(parts[end].row)
                end += 1
            held = parts[start:end]
            total = np.zeros(size)
            for names, values in self.features(_joined(held)):
                total += np.array([weights[name] for name in names]) @ values
            yield from np.split(total, np.cumsum([len(one.row) for one in held[:-1]]))
            start = end


def _sums(side: Surface) -> Floats:
    counts = np.vstack([side.lengths, side.marks.T, side.opens])
    return np.concatenate([np.zeros((len(counts), 1)), np.cumsum(counts, axis=1)], axis=1)


def _joined(parts: Sequence[Beads]) -> Beads:
    return Beads(
        np.concatenate([one.row for one in parts]),
        np.concatenate([one.column for one in parts]),
        np.concatenate([one.height for one in parts]),
        np.concatenate([one.width for one in parts]),
    )


def _measures(rows: Floats, other: Floats, sentences: Ints) -> Iterator[Columns]:
    """Yield how the lengths and the marks of two sides differ, given those of each bead, shape ``(11, beads)``."""
    one, two = rows[0], other[0]
    difference = (one - two) / np.sqrt((one + two) / 2 * _VARIANCE + 1)
    longer = np.log(np.maximum(one + two, 1.0) / sentences / _TYPICAL)
    lengths = (
        np.minimum(difference**2, _MOST_SQUARED),
        np.minimum(np.abs(difference), _MOST_MISFIT),
        np.minimum(np.abs(np.log((one + 5) / (two + 5))), _MOST_RATIO),
        (sentences - 2) * np.clip(longer, -_MOST_LONGER, _MOST_LONGER),
    )
    yield _LENGTHS, np.stack(lengths)
    yield _COUNTED, np.minimum(np.abs(rows[1:] - other[1:]), _MOST_MARKS)


def _edges(rows: Surface, other: Surface, beads: Beads) -> Iterator[Columns]:
    """Yield how two sides begin and end."""
    last, final = beads.row + beads.height - 1, beads.column + beads.width - 1
    ends, finishes = rows.endings[last].T, other.endings[final].T
    yield _ENDS, np.concatenate([ends * finishes, np.abs(ends - finishes)])
    starts = np.abs(rows.starts_quoted[beads.row] - other.starts_quoted[beads.column])
    yield _QUOTED, np.stack([starts, np.abs(rows.inside[last] - other.inside[final])])
