"""Kappa and alpha: worked examples as published, laws, and what cannot be computed."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duizhao.corrections.reliability import FEW_CALLS, NO_UNITS, NO_VARIATION, ONE_CALL, alpha, kappa
from duizhao.errors import UsageError


def rows(*told: str) -> list[tuple[str | None, ...]]:
    """Return units of annotators that are given as rows, a point for what is missing."""
    return list(zip(*([None if value == "." else value for value in row.split()] for row in told), strict=True))


# Krippendorff (2011), Computing Krippendorff's Alpha-Reliability, sections A, B and C.
BINARY = rows("0 1 0 0 0 0 0 0 1 0", "1 1 1 0 0 1 0 0 0 0")
NOMINAL = rows("a a b b d c c c e d d a", "b a b b b c c c e d d d")
MISSING = rows(
    "1 2 3 3 2 1 4 1 2 . . .",
    "1 2 3 3 2 2 4 1 2 5 . 3",
    ". 3 3 3 2 3 4 2 2 5 1 .",
    "1 2 3 3 2 4 4 1 2 5 1 .",
)


@pytest.mark.parametrize(
    ("units", "published", "values"), [(BINARY, 0.095, 20), (NOMINAL, 0.692, 24), (MISSING, 0.743, 40)]
)
def test_alpha_is_as_published(units: list[tuple[str | None, ...]], published: float, values: int) -> None:
    found = alpha(units)
    assert found.value is not None
    assert round(found.value, 3) == published
    assert found.values == values


def test_kappa_is_as_published() -> None:
    # Cohen (1968), Weighted kappa, Psychological Bulletin 70(4), table 1: proportions of 200, unweighted kappa .492.
    table = ((0.44, 0.07, 0.09), (0.05, 0.20, 0.05), (0.01, 0.03, 0.06))
    pairs = [
        (str(row), str(column))
        for row, shares in enumerate(table)
        for column, share in enumerate(shares)
        for _ in range(round(200 * share))
    ]
    found = kappa([one for one, _ in pairs], [other for _, other in pairs])
    assert found.value is not None
    assert (found.units, found.observed, round(found.value, 3)) == (200, 0.70, 0.492)


VALUE = st.sampled_from([None, "a", "b", "c"])
UNITS = st.integers(2, 4).flatmap(lambda width: st.lists(st.tuples(*[VALUE] * width), max_size=12))


@given(UNITS, st.permutations(["a", "b", "c"]), st.randoms(use_true_random=False))
def test_names_and_orders_say_nothing(units: list[tuple[str | None, ...]], names: list[str], chance) -> None:
    new = dict(zip("abc", names, strict=True))
    renamed = [tuple(None if value is None else new[value] for value in unit) for unit in units]
    width = len(units[0]) if units else 0
    order = chance.sample(range(width), width)
    mixed = [tuple(unit[at] for at in order) for unit in chance.sample(renamed, len(renamed))]
    before, after = alpha(units), alpha(mixed)
    assert after.value == pytest.approx(before.value)
    assert (after.units, after.values, after.why) == (before.units, before.values, before.why)
    if units:
        one, other = ([unit[at] for unit in units] for at in (0, 1))
        both = kappa(one, other)
        assert kappa(other, one) == both
        also = kappa([new.get(value or "") for value in one], [new.get(value or "") for value in other])
        assert also.value == pytest.approx(both.value)


@given(st.lists(st.sampled_from("abc"), min_size=2).filter(lambda told: len(set(told)) > 1), st.integers(2, 4))
def test_perfect_agreement_is_1(told: list[str], width: int) -> None:
    assert alpha([(value,) * width for value in told]).value == 1.0
    assert kappa(told, told).value == 1.0


@given(UNITS)
def test_alpha_is_the_sum_over_pairs(units: list[tuple[str | None, ...]]) -> None:
    """The definition, slowly: disagreement inside units over disagreement of all values, pair by pair."""
    told = [[value for value in unit if value is not None] for unit in units]
    told = [values for values in told if len(values) > 1]
    everything = [value for values in told for value in values]
    inside = sum(sum(a != b for a in values for b in values) / (len(values) - 1) for values in told)
    anywhere = sum(a != b for a in everything for b in everything)
    total = len(everything)
    expected = 1 - (inside / total) / (anywhere / (total * (total - 1))) if anywhere else None
    assert alpha(units).value == pytest.approx(expected)


@pytest.mark.parametrize(
    ("units", "why"),
    [([], NO_UNITS), ([("a", None), (None, "b")], NO_UNITS), ([("a", "a"), ("a", "a")], NO_VARIATION)],
)
def test_what_cannot_be_computed_is_null(units: Sequence[tuple[str | None, ...]], why: str) -> None:
    assert (alpha(units).value, alpha(units).why) == (None, why)
    both = kappa([unit[0] for unit in units], [unit[1] for unit in units])
    assert (both.value, both.why) == (None, why)


def test_one_who_always_says_the_same_agrees_by_chance() -> None:
    assert kappa(["a", "a"], ["a", "b"]).value == 0.0


def test_the_interval_is_over_calls() -> None:
    units = NOMINAL * 4
    calls = [str(at // len(NOMINAL)) for at in range(len(units))]
    same = alpha(units, calls)
    # Every call says the same of agreement: the interval has hardly any width, however calls are drawn.
    assert same.low == same.high == pytest.approx(same.value)
    assert same.calls == 4
    spread = alpha(units, [str(at % 12) for at in range(len(units))], seed=3)
    assert spread.low is not None
    assert spread.high is not None
    assert spread.low < same.value < spread.high
    assert alpha(units, [str(at % 12) for at in range(len(units))], seed=3) == spread


def test_no_interval_where_calls_are_too_few() -> None:
    assert alpha(NOMINAL, ["one"] * 12).why == ONE_CALL
    found = alpha([("a", "a"), ("b", "b")], ["one", "other"])
    assert (found.value, found.low, found.high, found.why) == (1.0, None, None, FEW_CALLS)


def test_lengths_that_differ_are_refused() -> None:
    for act in (lambda: kappa(["a"], []), lambda: alpha(NOMINAL, ["one"])):
        with pytest.raises(UsageError, match="E_MEASURE_AGREEMENT"):
            act()
