"""What of a bead is weighed: how its tokens fit, how long its sides are, how they are punctuated, how wide it is.

The same columns serve fitting, which keeps each, and scoring, which adds them up as they come, with the lexical tables
summed beforehand. They come several at a time: names, and a value of each per cell, that of the bead of one shape whose
first sentences are the row and the column of the cell.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from duizhao.alignment.band import Band, Ints, transposed
from duizhao.alignment.lattice import Shape
from duizhao.alignment.lexical import KINDS, WIDEST, Stream, Table, token_fit
from duizhao.alignment.likeness import LIKENESS, likeness, vector_products
from duizhao.alignment.looks import SURFACE, Beads, Columns, Looks
from duizhao.alignment.pairing import Direction, Pair
from duizhao.alignment.words import Kind
from duizhao.similarity import Floats

#: Two-sided beads: up to seven sentences in all.
SHAPES: tuple[Shape, ...] = tuple((a, total - a) for total in range(2, 8) for a in range(1, total))
_MEASURES = ("fit", "coverage")
_EACH = "summed"


@dataclass(frozen=True, slots=True)
class Tables:
    """Lexical scores over a band: names, and values of shape ``(names, 6, cells)``, runs growing down or right.

    Attributes:
        given_rows: Of the columns' tokens, given runs of rows.
        given_columns: Of the rows' tokens, given runs of columns.
        best: For each side, the best fit of each sentence with any one of the other, given and giving.
        looks: What of the sides needs no dictionary.
        products: Of the vectors of each cell, shape ``(cells,)``, where the pair has vectors.
    """

    given_rows: tuple[list[str], Table]
    given_columns: tuple[list[str], Table]
    best: tuple[Floats, Floats]
    looks: Looks
    products: Floats | None = None


def lexical_tables(pair: Pair, band: Band, weights: Mapping[str, float] | None = None) -> Tables:
    """Score the tokens of both sides.

    Args:
        pair: The two sides.
        band: The cells.
        weights: Where given, features are summed by their weights into one named ``summed``.
    """
    other, order = transposed(band)
    names: tuple[list[str], list[str]] = ([], [])
    sides: tuple[list[Table], list[Table]] = ([], [])
    fits = [np.zeros(len(band.rows)), np.zeros(len(band.rows))]
    for direction in pair.directions:
        given = 0 if direction.columns else 1
        table = token_fit(direction.expected, direction.stream, other if given else band)
        if given:
            table = table[..., order]
        fits[given] = fits[given] + table[0, Kind.CONTENT, 0]
        kept = table[:, list(direction.kinds)].reshape(2 * len(direction.kinds), WIDEST, len(band.rows))
        labels = lexical_names(direction)
        if weights is not None:
            share = np.array([weights[label] for label in labels], dtype=np.float32)
            kept, labels = np.tensordot(share, kept, axes=1)[None], [_EACH]
        names[given].extend(labels)
        sides[given].append(kept)
    stacked = [np.concatenate(side) if weights is None else np.sum(side, axis=0) for side in sides]
    if weights is not None:
        names = ([_EACH], [_EACH])
    best = _best(fits, band), _best(fits[::-1], other, order)
    looks = Looks.of(pair.rows, pair.columns)
    return Tables((names[0], stacked[0]), (names[1], stacked[1]), best, looks, vector_products(pair.vectors, band))


def lexical_names(direction: Direction) -> list[str]:
    """Return the names of a direction's features, in the order of its table."""
    return [f"{direction.name}: {kind.name.lower()} {measure}" for measure in _MEASURES for kind in direction.kinds]


def _best(fits: Sequence[Floats], band: Band, order: Ints | None = None) -> Floats:
    """Return for each row of a band its best cell in either direction, 0 for an empty row, shape ``(n, 2)``."""
    out = np.zeros((band.count, 2))
    for number, values in enumerate((fits[1], fits[0])):
        held = np.empty_like(values) if order is not None else values
        if order is not None:
            held[order] = values
        filled = band.starts[1:] > band.starts[:-1]
        if filled.any():
            out[filled, number] = np.maximum.reduceat(held, band.starts[:-1][filled])
    return out


@dataclass(frozen=True, slots=True)
class Fitting:
    """Where the beads of one shape fit into a band.

    Attributes:
        shape: Sentences of the rows, of the columns.
        cells: Cells of the first sentences of the beads that stay inside.
        down: The cell and those below it in the bead, one array per row.
    """

    shape: Shape
    cells: Ints
    down: tuple[Ints, ...]


def fittings(band: Band, shapes: Sequence[Shape] = SHAPES) -> Iterator[Fitting]:
    """Find where beads fit; shapes that fit nowhere are left out."""
    below = [band.below(steps) for steps in range(WIDEST)]
    for a, b in shapes:
        # Both ends of the runs never fall: the corners below left and above right decide.
        cells = np.nonzero((below[a - 1] >= 0) & (band.columns + b <= band.high[band.rows]))[0]
        if len(cells):
            yield Fitting((a, b), cells, tuple(rows[cells] for rows in below[:a]))


def columns(pair: Pair, band: Band, tables: Tables, fitting: Fitting) -> Iterator[Columns]:
    """Yield the features of the beads of one shape, one bead per cell of the fitting, several at a time."""
    yield from _fit(pair, band, tables, fitting)
    yield from tables.looks.features(_beads(band, fitting))


def scores(pair: Pair, band: Band, tables: Tables, weights: Mapping[str, float]) -> Iterator[tuple[Fitting, Floats]]:
    """Yield for each shape that fits somewhere the weighted sums of the features of its beads."""
    fits = list(fittings(band, SHAPES))
    looks = tables.looks.scores([_beads(band, fitting) for fitting in fits], weights)
    for fitting, held in zip(fits, looks, strict=True):
        fit = (
            np.array([weights[name] for name in names]) @ values for names, values in _fit(pair, band, tables, fitting)
        )
        yield fitting, sum(fit, held)


def _beads(band: Band, fitting: Fitting) -> Beads:
    height, width = (np.full(len(fitting.cells), count) for count in fitting.shape)
    return Beads(band.rows[fitting.cells], band.columns[fitting.cells], height, width)


def _fit(pair: Pair, band: Band, tables: Tables, fitting: Fitting) -> Iterator[Columns]:
    """Yield what needs a dictionary or an encoder, and the shape's own weight."""
    a, b = fitting.shape
    names, table = tables.given_rows
    yield names, _added(table[:, a - 1], [fitting.cells + step for step in range(b)])
    names, table = tables.given_columns
    yield names, _added(table[:, b - 1], fitting.down)
    if pair.vectors is not None and tables.products is not None:
        starts = band.rows[fitting.cells], band.columns[fitting.cells]
        yield (LIKENESS,), likeness(pair.vectors, tables.products, fitting.down, starts, (a, b))[None]
    yield (shape_name(pair, (a, b)),), np.ones((1, len(fitting.cells)))


def _added(values: Table, cells: Sequence[Ints]) -> Floats:
    """Add up the values of cells, place by place."""
    out = values[:, cells[0]]
    for others in cells[1:]:
        out += values[:, others]
    return np.asarray(out, dtype=np.float64)


def shape_name(pair: Pair, shape: Shape) -> str:
    """Return the name of a shape's weight; sides of one name share it with the mirrored shape."""
    a, b = sorted(shape) if pair.names[0] == pair.names[1] else shape
    return f"shape: {a}-{b}"


#: The weight of opening a gap: of the first of several sentences in a row that stand alone.
OPENING = "alone: opening"


def alone(pair: Pair, tables: Tables) -> tuple[tuple[list[str], Floats], tuple[list[str], Floats]]:
    """Return what speaks for and against leaving a sentence alone: names and values ``(n, 7)``, rows then columns."""
    out = []
    for side, name in enumerate(pair.names):
        stream = next(one.stream for one in pair.directions if one.columns == bool(side) and len(one.kinds) == KINDS)
        counts = _counts(stream)
        features = (
            np.ones((len(counts), 1)),
            counts[:, : KINDS - 1],
            np.log1p(counts.sum(axis=1, keepdims=True)),
            tables.best[side],
        )
        out.append(([f"alone: {name} {what}" for what in _ALONE], np.hstack(features)))
    return out[0], out[1]


_ALONE = ("each", "content", "function", "figure", "size", "best given", "best giving")


def _counts(stream: Stream) -> Floats:
    return np.diff(stream.bounds).reshape(-1, KINDS).astype(np.float64)


def feature_names(pair: Pair) -> list[str]:
    """Return the names of all features of a pair, each once, in order."""
    lexical = [name for direction in pair.directions for name in lexical_names(direction)]
    shapes = [shape_name(pair, shape) for shape in SHAPES]
    lonely = [f"alone: {name} {what}" for name in pair.names for what in _ALONE]
    encoded = [LIKENESS] if pair.vectors is not None else []
    return list(dict.fromkeys([*lexical, *SURFACE, *encoded, *shapes, *lonely, OPENING]))
