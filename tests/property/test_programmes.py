"""The dynamic programmes against slow plain oracles."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from duizhao.speakers.decoder import Lattice, posteriors, viterbi

SEEDS = st.integers(0, 2**32 - 1)


def random_lattice(seed: int, count: int, states: int, spread: float = 2.0) -> Lattice:
    rng = np.random.default_rng(seed)
    steps = rng.normal(0, spread, (count, states, states))
    return Lattice(rng.normal(0, spread, states), rng.normal(0, spread, (count, states)), lambda at: steps[at])


def plain_score(lattice: Lattice, path: tuple[int, ...]) -> float:
    value = lattice.start[path[0]] + lattice.emissions[0, path[0]]
    for at in range(1, len(path)):
        value += lattice.step(at)[path[at], path[at - 1]] + lattice.emissions[at, path[at]]
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
