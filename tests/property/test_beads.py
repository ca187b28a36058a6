"""Beads: the programmes against slow plain oracles, and the laws of alignment."""

from __future__ import annotations

import math
from functools import cache
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from duizhao.alignment.band import Band, band_around, best_chain, full_band, joined, make_band, transposed
from duizhao.alignment.features import SHAPES
from duizhao.alignment.lattice import Lattice, best_beads
from duizhao.alignment.posterior import likeliest_beads, posterior
from duizhao.alignment.texts import align_texts
from property.texts import SENTENCES

SEEDS = st.integers(0, 2**32 - 1)
SIZES = st.integers(0, 6)


def random_band(rng: np.random.Generator, count: int, width: int) -> Band:
    """Return a band that leads from one corner to the other."""
    if not count or not width or rng.random() < 0.4:
        return full_band(count, width)
    path = np.sort(rng.uniform(0, width, count))
    return band_around(path, width, int(rng.integers(0, 3)))


def random_lattice(seed: int, count: int, width: int, *, coarse: bool = False) -> Lattice:
    rng = np.random.default_rng(seed)
    band = random_band(rng, count, width)

    def values(size: int) -> np.ndarray:
        # Coarse scores tie, and ties are where a trace goes astray.
        return rng.integers(-3, 4, size).astype(float) if coarse else rng.normal(0.0, 2.0, size)

    tables = {}
    for a, b in SHAPES:
        scores = values(len(band.rows))
        below = band.below(a - 1)
        scores[(below < 0) | (band.columns + b > band.high[band.rows])] = -np.inf
        tables[a, b] = scores
    return Lattice(band, tables, values(count), values(width), float(values(1)[0]))


def inside(lattice: Lattice, row: int, column: int) -> bool:
    """Tell whether a node is one of the band's."""
    low, high = lattice.nodes(row)
    return low <= column <= high


def readings(lattice: Lattice, row: int = 0, column: int = 0, *, alone: bool = False):
    """Yield every reading from a node on: its value and its beads."""
    band = lattice.band
    if (row, column) == (band.count, band.width):
        yield 0.0, ()
        return
    steps = [((1, 0), lattice.omitted[row : row + 1]), ((0, 1), lattice.added[column : column + 1])]
    for (a, b), own in steps:
        if len(own) and inside(lattice, row + a, column + b):
            value = float(own[0]) + (0.0 if alone else lattice.opening)
            for rest, beads in readings(lattice, row + a, column + b, alone=True):
                yield value + rest, ((row, row + a, column, column + b), *beads)
    if row < band.count and band.low[row] <= column < band.high[row]:
        cell = int(band.starts[row]) + column - int(band.low[row])
        for (a, b), scores in lattice.joined.items():
            if math.isfinite(scores[cell]):
                for rest, beads in readings(lattice, row + a, column + b):
                    yield float(scores[cell]) + rest, ((row, row + a, column, column + b), *beads)


def plain_best(lattice: Lattice) -> float:
    """Return the best value by plain recursion."""
    band = lattice.band

    @cache
    def best(row: int, column: int, alone: bool) -> float:
        if (row, column) == (band.count, band.width):
            return 0.0
        found = -math.inf
        opening = 0.0 if alone else lattice.opening
        if row < band.count and inside(lattice, row + 1, column):
            found = max(found, lattice.omitted[row] + opening + best(row + 1, column, True))
        if column < band.width and inside(lattice, row, column + 1):
            found = max(found, lattice.added[column] + opening + best(row, column + 1, True))
        if row < band.count and band.low[row] <= column < band.high[row]:
            cell = int(band.starts[row]) + column - int(band.low[row])
            for (a, b), scores in lattice.joined.items():
                if math.isfinite(scores[cell]):
                    found = max(found, scores[cell] + best(row + a, column + b, False))
        return found

    return float(best(0, 0, False))


def total(lattice: Lattice, beads: list[tuple[range, range]]) -> float:
    value, alone = 0.0, False
    band = lattice.band
    for rows, columns in beads:
        if rows and columns:
            cell = int(band.starts[rows.start]) + columns.start - int(band.low[rows.start])
            value += lattice.joined[len(rows), len(columns)][cell]
        else:
            value += lattice.omitted[rows.start] if rows else lattice.added[columns.start]
            value += 0.0 if alone else lattice.opening
        alone = not (rows and columns)
    return float(value)


def covers(beads: list[tuple[range, range]], count: int, width: int) -> bool:
    rows = [at for side, _ in beads for at in side]
    columns = [at for _, side in beads for at in side]
    return rows == list(range(count)) and columns == list(range(width))


@settings(deadline=None, max_examples=250)
@given(SEEDS, st.integers(0, 9), st.integers(0, 9), st.booleans())
def test_the_best_reading_covers_both_sides_once_and_is_the_best(seed, count, width, coarse) -> None:
    lattice = random_lattice(seed, count, width, coarse=coarse)
    beads = best_beads(lattice)
    assert covers(beads, count, width)
    assert total(lattice, beads) == pytest.approx(plain_best(lattice), abs=1e-9)


@settings(deadline=None, max_examples=60)
@given(SEEDS, st.integers(0, 4), st.integers(0, 4))
def test_posteriors_are_shares_of_all_readings(seed: int, count: int, width: int) -> None:
    lattice = random_lattice(seed, count, width)
    found = posterior(lattice)
    weights: dict[tuple[int, ...], float] = {}
    whole = runs = 0.0
    for value, beads in readings(lattice):
        weight = math.exp(value)
        whole += weight
        alone = False
        for bead in beads:
            weights[bead] = weights.get(bead, 0.0) + weight
            lonely = bead[0] == bead[1] or bead[2] == bead[3]
            runs += weight * (lonely and not alone)
            alone = lonely
    assert found.total == pytest.approx(math.log(whole))
    assert found.openings == pytest.approx(runs / whole)
    band = lattice.band
    for (a, b), shares in found.joined.items():
        for cell, share in enumerate(shares):
            row, column = int(band.rows[cell]), int(band.columns[cell])
            assert share == pytest.approx(weights.get((row, row + a, column, column + b), 0.0) / whole, abs=1e-9)
    for row in range(count):
        wanted = sum(weight for bead, weight in weights.items() if bead[:2] == (row, row + 1) and bead[2] == bead[3])
        assert found.omitted[row] == pytest.approx(wanted / whole)
    for column in range(width):
        wanted = sum(
            weight for bead, weight in weights.items() if bead[2:] == (column, column + 1) and bead[0] == bead[1]
        )
        assert found.added[column] == pytest.approx(wanted / whole)


@settings(deadline=None, max_examples=60)
@given(SEEDS, st.integers(0, 5), st.integers(0, 5))
def test_the_likeliest_beads_have_the_most_expected_right(seed: int, count: int, width: int) -> None:
    lattice = random_lattice(seed, count, width)
    likely = posterior(lattice)
    beads = likeliest_beads(lattice, likely)
    assert covers(beads, count, width)
    expected = Lattice(lattice.band, likely.joined, likely.omitted, likely.added, 0.0)
    assert total(expected, beads) >= total(expected, best_beads(lattice)) - 1e-9


@settings(deadline=None, max_examples=100)
@given(SEEDS, st.integers(1, 30), st.integers(1, 30))
def test_bands_hold_every_row_and_column_and_transpose_back(seed: int, count: int, width: int) -> None:
    band = random_band(np.random.default_rng(seed), count, width)
    assert set(band.rows.tolist()) == set(range(count))
    assert set(band.columns.tolist()) == set(range(width))
    assert (np.diff(band.low) >= 0).all()
    assert (np.diff(band.high) >= 0).all()
    other, order = transposed(band)
    assert (other.rows[order] == band.columns).all()
    assert (other.columns[order] == band.rows).all()
    again, _ = transposed(other)
    assert (again.low == band.low).all()
    assert (again.high == band.high).all()


@settings(deadline=None, max_examples=60)
@given(SEEDS, st.integers(1, 6), st.integers(1, 6))
def test_the_best_chain_is_the_best_of_all(seed: int, count: int, width: int) -> None:
    rng = np.random.default_rng(seed)
    band = random_band(rng, count, width)
    likeness = rng.uniform(0, 1, len(band.rows)) * (rng.uniform(0, 1, len(band.rows)) < 0.7)

    @cache
    def best(row: int, column: int) -> float:
        if row == count:
            return 0.0
        found = best(row + 1, column)
        for at in range(max(column, int(band.low[row])), int(band.high[row])):
            found = max(found, likeness[band.starts[row] + at - band.low[row]] + best(row + 1, at + 1))
        return found

    chain = best_chain(likeness, band)
    links = [(row, int(at)) for row, at in enumerate(chain) if at >= 0]
    assert all(one[1] < other[1] for one, other in pairwise(links))
    value = sum(likeness[band.starts[row] + at - band.low[row]] for row, at in links)
    assert value == pytest.approx(best(0, 0))


@settings(deadline=None, max_examples=60)
@given(SEEDS, st.lists(st.tuples(st.integers(1, 4), st.integers(1, 4)), min_size=1, max_size=4))
def test_no_bead_crosses_from_one_block_into_another(seed: int, sizes: list[tuple[int, int]]) -> None:
    rng = np.random.default_rng(seed)
    band = joined([full_band(count, width) for count, width in sizes])
    tables = {}
    for a, b in SHAPES:
        scores = rng.normal(0.0, 2.0, len(band.rows))
        scores[(band.below(a - 1) < 0) | (band.columns + b > band.high[band.rows])] = -np.inf
        tables[a, b] = scores
    lattice = Lattice(band, tables, np.full(band.count, -9.0), np.full(band.width, -9.0), -9.0)
    row_ends, column_ends = np.cumsum([0, *(one for one, _ in sizes)]), np.cumsum([0, *(one for _, one in sizes)])
    beads = best_beads(lattice)
    assert covers(beads, band.count, band.width)
    for rows, columns in beads:
        if rows and columns:
            block = np.searchsorted(row_ends, rows.start, side="right")
            assert rows.stop <= row_ends[block]
            assert column_ends[block - 1] <= columns.start < columns.stop <= column_ends[block]


CHINESE = [one for one in SENTENCES if any("\u4e00" <= mark <= "\u9fff" for mark in one)] + [
    "我们五月开了船厂。",
    "订单比上年增长18%。",
    "谢谢大家的支持。",
    "",
    "。",
]
ENGLISH = [one for one in SENTENCES if one.isascii()] + ["We opened a yard in May.", "Orders grew 18%.", "", "..."]
LEFT, RIGHT = st.lists(st.sampled_from(CHINESE), max_size=7), st.lists(st.sampled_from(ENGLISH), max_size=7)


@pytest.mark.parametrize("likeliest", [True, False])
@settings(deadline=None, max_examples=40)
@given(source=st.one_of(LEFT, RIGHT), target=RIGHT)
def test_aligned_texts_are_covered_once_in_order_and_mirrored(likeliest, source, target) -> None:
    found = align_texts(source, target, most_likely=not likeliest)
    assert covers([(one.rows, one.columns) for one in found], len(source), len(target))
    assert all(0.0 <= one.chance <= 1.0 and len(one.rows) + len(one.columns) <= 7 for one in found)
    mirrored = align_texts(target, source, most_likely=not likeliest)
    assert [(one.rows, one.columns) for one in mirrored] == [(one.columns, one.rows) for one in found] or sorted(
        source
    ) == sorted(target)


PAIRS = [
    ("我们五月开了新的船厂，花了1200万元。", "We opened a new yard in May, which cost RMB12 million."),
    ("订单同比增长18%。", "Orders grew 18% year on year."),
    ("渡轮业务今年冬天运送了两百万名乘客。", "This winter the ferries carried two million passengers."),
    ("船票价格没有变。", "Ticket prices have not changed."),
    ("我们在北方招了350人。", "We hired 350 people in the north."),
    ("谢谢大家的支持。", "Thank you all for your support."),
]
TAIL = ["The weather in the mountains was cold.", "Nobody knew the song.", "A cat slept on the old red chair."]


@settings(deadline=None, max_examples=20)
@given(st.permutations(PAIRS), st.lists(st.sampled_from(TAIL), min_size=1, max_size=6))
def test_an_unrelated_tail_leaves_distant_beads_alone(pairs, tail: list[str]) -> None:
    source, target = [one for one, _ in pairs], [other for _, other in pairs]
    before = [(one.rows, one.columns) for one in align_texts(source, target)]
    after = [(one.rows, one.columns) for one in align_texts(source, [*target, *tail])]
    assert before == [(range(at, at + 1), range(at, at + 1)) for at in range(len(pairs))]
    assert after[: len(pairs) - 1] == before[: len(pairs) - 1]


def test_two_empty_sides_have_no_beads() -> None:
    assert align_texts([], []) == []
    assert [(one.rows, one.columns) for one in align_texts(["谢谢。"], [])] == [(range(1), range(0))]


def test_a_band_of_no_cells() -> None:
    band = make_band(np.zeros(0, np.int64), np.zeros(0, np.int64), 3)
    lattice = Lattice(band, {}, np.zeros(0), np.array([-1.0, -1.0, -1.0]), -2.0)
    assert [(len(rows), len(columns)) for rows, columns in best_beads(lattice)] == [(0, 1)] * 3
