"""The dynamic programmes against slow plain oracles."""

from __future__ import annotations

import itertools
import math
from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from duizhao.alignment.beads import SHAPES, Scores, best_beads
from duizhao.alignment.scoring import across_languages, within_language
from duizhao.speakers.decoder import Lattice, posteriors, viterbi
from property.texts import SENTENCES

SEEDS = st.integers(0, 2**32 - 1)


def random_scores(seed: int, count: int, width: int, *, coarse: bool = False) -> Scores:
    rng = np.random.default_rng(seed)

    def table(*shape: int) -> np.ndarray:
        # Coarse scores tie, and ties are where a trace goes astray.
        return rng.integers(-3, 4, shape).astype(float) if coarse else rng.normal(0.0, 3.0, shape)

    joined = {(a, b): table(count - a + 1, width - b + 1) for a, b in SHAPES if a <= count and b <= width}
    return Scores(joined, table(count), table(width))


def plain_best(scores: Scores) -> float:
    """Return the largest total by plain recursion over what is left."""

    @cache
    def best(row: int, column: int) -> float:
        if row == len(scores.omitted) and column == len(scores.added):
            return 0.0
        found = -math.inf
        if row < len(scores.omitted):
            found = max(found, scores.omitted[row] + best(row + 1, column))
        if column < len(scores.added):
            found = max(found, scores.added[column] + best(row, column + 1))
        for (a, b), table in scores.joined.items():
            if row + a <= len(scores.omitted) and column + b <= len(scores.added):
                found = max(found, table[row, column] + best(row + a, column + b))
        return found

    return float(best(0, 0))


def total(scores: Scores, beads: list[tuple[range, range]]) -> float:
    value = 0.0
    for a, b in beads:
        if not b:
            assert len(a) == 1
            value += scores.omitted[a.start]
        elif not a:
            assert len(b) == 1
            value += scores.added[b.start]
        else:
            value += scores.joined[len(a), len(b)][a.start, b.start]
    return float(value)


@settings(deadline=None, max_examples=250)
@given(SEEDS, st.integers(0, 9), st.integers(0, 9), st.booleans())
def test_beads_cover_both_sides_once_and_are_the_best(seed: int, count: int, width: int, coarse: bool) -> None:
    scores = random_scores(seed, count, width, coarse=coarse)
    beads = best_beads(scores)
    assert [at for a, _ in beads for at in a] == list(range(count))
    assert [at for _, b in beads for at in b] == list(range(width))
    assert total(scores, beads) == pytest.approx(plain_best(scores), abs=1e-9)


@settings(deadline=None, max_examples=20)
@given(SEEDS, st.integers(20, 60), st.integers(20, 60))
def test_beads_cover_longer_sides_once(seed: int, count: int, width: int) -> None:
    scores = random_scores(seed, count, width)
    beads = best_beads(scores)
    assert [at for a, _ in beads for at in a] == list(range(count))
    assert [at for _, b in beads for at in b] == list(range(width))
    assert total(scores, beads) == pytest.approx(plain_best(scores), abs=1e-8)


@settings(deadline=None, max_examples=60)
@given(SEEDS, st.integers(0, 6), st.integers(0, 6))
def test_beads_with_one_to_one_shapes_only(seed: int, count: int, width: int) -> None:
    whole = random_scores(seed, count, width)
    joined = {shape: table for shape, table in whole.joined.items() if shape == (1, 1)}
    scores = Scores(joined, whole.omitted, whole.added)
    beads = best_beads(scores)
    assert all(len(a) <= 1 and len(b) <= 1 for a, b in beads)
    assert total(scores, beads) == pytest.approx(plain_best(scores), abs=1e-9)


TALK = st.lists(st.sampled_from([*SENTENCES, "", "...", "。"]), max_size=8)


@pytest.mark.parametrize("score", [within_language, across_languages])
@settings(deadline=None, max_examples=60)
@given(TALK, TALK)
def test_scorers_give_finite_tables_of_the_stated_shapes(score, source: list[str], target: list[str]) -> None:
    scores = score(source, target)
    assert scores.omitted.shape == (len(source),)
    assert scores.added.shape == (len(target),)
    for (a, b), table in scores.joined.items():
        assert table.shape == (len(source) - a + 1, len(target) - b + 1)
        assert np.isfinite(table).all()
    beads = best_beads(scores)
    assert total(scores, beads) == pytest.approx(plain_best(scores), abs=1e-6)


def random_lattice(seed: int, count: int, states: int, spread: float = 2.0) -> Lattice:
    rng = np.random.default_rng(seed)
    steps = rng.normal(0, spread, (count, states, states))
    return Lattice(rng.normal(0, spread, states), rng.normal(0, spread, (count, states)), lambda at: steps[at])


def plain_score(lattice: Lattice, path: tuple[int, ...]) -> float:
    value = lattice.start[path[0]] + lattice.emissions[0, path[0]]
    for at in range(1, len(path)):
        value += lattice.step(at)[path[at - 1], path[at]] + lattice.emissions[at, path[at]]
    return float(value)


@settings(deadline=None, max_examples=100)
@given(SEEDS, st.integers(1, 5), st.integers(1, 4))
def test_viterbi_is_the_best_of_all_paths(seed: int, count: int, states: int) -> None:
    lattice = random_lattice(seed, count, states)
    paths = list(itertools.product(range(states), repeat=count))
    best = max(paths, key=lambda path: plain_score(lattice, path))
    assert tuple(viterbi(lattice).tolist()) == best


@settings(deadline=None, max_examples=100)
@given(SEEDS, st.integers(1, 5), st.integers(1, 4))
def test_posteriors_are_sums_over_all_paths(seed: int, count: int, states: int) -> None:
    lattice = random_lattice(seed, count, states)
    found = posteriors(lattice)
    wanted = np.zeros((count, states))
    for path in itertools.product(range(states), repeat=count):
        weight = math.exp(plain_score(lattice, path))
        for at, state in enumerate(path):
            wanted[at, state] += weight
    wanted /= wanted.sum(axis=1, keepdims=True)
    assert found.sum(axis=1) == pytest.approx(np.ones(count))
    assert found == pytest.approx(wanted, rel=1e-6, abs=1e-9)


@settings(deadline=None, max_examples=20)
@given(SEEDS, st.integers(200, 600))
def test_posteriors_of_long_calls_are_probabilities(seed: int, count: int) -> None:
    found = posteriors(random_lattice(seed, count, 6, spread=20.0))
    assert np.isfinite(found).all()
    assert found.sum(axis=1) == pytest.approx(np.ones(count))
