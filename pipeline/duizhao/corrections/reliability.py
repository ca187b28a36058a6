"""How far annotators agree beyond chance: Cohen's kappa of two, Krippendorff's alpha of any number.

Values are nominal: two are the same or they are not. A value that an annotator did not give is missing, and counts
neither for nor against anybody.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain

from duizhao.errors import UsageError

#: What each annotator says of one unit, in one order of annotators; null where they say nothing.
Values = Sequence[str | None]

# As for measures over calls, see `duizhao.gaps.measures.intervals`.
_RESAMPLES, _LEVEL = 2000, 0.95
_TWO = 2

NO_UNITS = "nothing that two annotators judged"
NO_VARIATION = "all values are the same: chance alone would agree as well"
ONE_CALL = "one call says nothing of how calls differ"
FEW_CALLS = "too few calls with different values"


@dataclass(frozen=True, slots=True)
class Kappa:
    """Agreement of two annotators.

    Attributes:
        units: Units of which both gave a value.
        observed: Share of them on which they agree; null without any.
        value: Cohen's kappa, at most 1; 0 is what chance would give. Null where it cannot be computed.
        why: Why it is null; else empty.
    """

    units: int
    observed: float | None
    value: float | None
    why: str = ""


@dataclass(frozen=True, slots=True)
class Alpha:
    """Agreement of all annotators.

    Attributes:
        units: Units of which at least two gave a value.
        values: How many values they gave of them.
        observed: 1 less the observed disagreement, the share of pairs of values that agree; null without any.
        value: Krippendorff's alpha, at most 1; 0 is what chance would give. Null where it cannot be computed.
        low: Lower end of its interval over calls; null where that cannot be computed.
        high: Its upper end.
        calls: How many calls it rests on.
        why: Why it, or else its interval, is null; else empty.
    """

    units: int
    values: int
    observed: float | None
    value: float | None
    low: float | None = None
    high: float | None = None
    calls: int = 0
    why: str = ""


def kappa(one: Values, other: Values) -> Kappa:
    """Return the agreement of two annotators.

    Args:
        one: Values of the first annotator, a place for each unit.
        other: The same of the second.

    Returns:
        Kappa over the units of which both gave a value. Each annotator's own shares say what chance would give.

    Raises:
        UsageError: They are not about as many units (``E_MEASURE_AGREEMENT``).

    References:
        Cohen (1960), A coefficient of agreement for nominal scales, Educational and Psychological Measurement 20(1).
    """
    _check_lengths(one, other, "values of two annotators")
    pairs = [(a, b) for a, b in zip(one, other, strict=True) if a is not None and b is not None]
    count = len(pairs)
    if not count:
        return Kappa(0, None, None, NO_UNITS)
    shares = Counter(a for a, _ in pairs), Counter(b for _, b in pairs)
    same = sum(a == b for a, b in pairs)
    # Whole numbers: that chance agrees on all of them is then exact.
    chance = sum(shares[0][value] * shares[1][value] for value in shares[0])
    if chance == count * count:
        return Kappa(count, same / count, None, NO_VARIATION)
    return Kappa(count, same / count, (same * count - chance) / (count * count - chance))


def alpha(units: Sequence[Values], calls: Sequence[str] | None = None, *, seed: int = 0) -> Alpha:
    """Return the agreement of all annotators.

    Args:
        units: Values of each unit, one for each annotator; a unit with fewer than two says nothing.
        calls: The call of each unit. What stands in one call is not independent, so the interval comes of drawing
            calls, as many as there are, 2,000 times with replacement: a percentile bootstrap of 95 %.
        seed: Of the drawing; one seed, one answer.

    Returns:
        Alpha for nominal data. There is an interval only where there are two calls or more, and every draw holds two
        different values.

    Raises:
        UsageError: There is not one call for each unit (``E_MEASURE_AGREEMENT``).

    References:
        Krippendorff (2011), Computing Krippendorff's Alpha-Reliability, University of Pennsylvania, sections A to C.
        Efron & Tibshirani (1993), An Introduction to the Bootstrap, chapter 13, for the interval.
    """
    names = ["" for _ in units] if calls is None else calls
    _check_lengths(units, names, "units and calls")
    held = [(call, found) for call, unit in zip(names, units, strict=True) if (found := _counted(unit)).total() >= _TWO]
    if not held:
        return Alpha(0, 0, None, None, why=NO_UNITS)
    totals = Counter[str]()
    for _, found in held:
        totals.update(found)
    disagreed = sum(map(_disagreement, (found for _, found in held)))
    value, count = _alpha(disagreed, totals.values()), totals.total()
    observed = 1 - disagreed / count
    over = len({call for call, _ in held})
    if value is None:
        return Alpha(len(held), count, observed, None, calls=over, why=NO_VARIATION)
    if calls is None or over < _TWO:
        return Alpha(len(held), count, observed, value, calls=over, why=ONE_CALL)
    ends = _interval(held, seed)
    low, high = ends or (None, None)
    return Alpha(len(held), count, observed, value, low, high, over, "" if ends else FEW_CALLS)


def _check_lengths(one: Sequence[object], other: Sequence[object], what: str) -> None:
    if len(one) != len(other):
        raise UsageError(
            f"{what}: {len(one)} and {len(other)}",
            code="E_MEASURE_AGREEMENT",
            help="give as many of the one as of the other",
        )


def _counted(unit: Values) -> Counter[str]:
    return Counter(value for value in unit if value is not None)


def _disagreement(found: Counter[str]) -> float:
    """Return a unit's share of the coincidences off the diagonal: pairs of unlike values over values less one."""
    total = found.total()
    return (total * total - sum(count * count for count in found.values())) / (total - 1)


def _alpha(disagreed: float, totals: Iterable[float]) -> float | None:
    counts = list(totals)
    total = sum(counts)
    expected = total * total - sum(count * count for count in counts)
    # Of whole numbers, so that it is 0 where all values are the same.
    return 1 - (total - 1) * disagreed / expected if expected > 0 else None


def _interval(held: Sequence[tuple[str, Counter[str]]], seed: int) -> tuple[float, float] | None:
    """Return the ends of the interval; null where a draw of calls holds one value only."""
    import numpy as np

    calls = {call: at for at, call in enumerate(dict.fromkeys(call for call, _ in held))}
    values = {value: at for at, value in enumerate(dict.fromkeys(chain.from_iterable(found for _, found in held)))}
    disagreed = np.zeros(len(calls))
    cells = Counter[tuple[int, int]]()
    for call, found in held:
        disagreed[calls[call]] += _disagreement(found)
        cells.update({(calls[call], values[value]): count for value, count in found.items()})
    rows, columns = (np.array([cell[at] for cell in cells]) for at in (0, 1))
    counts = np.array(list(cells.values()), dtype=np.float64)
    generator = np.random.default_rng(seed)
    drawn = []
    for _ in range(_RESAMPLES):
        times = np.bincount(generator.integers(0, len(calls), size=len(calls)), minlength=len(calls))
        totals = np.bincount(columns, weights=counts * times[rows], minlength=len(values))
        if (one := _alpha(float(disagreed @ times), totals.tolist())) is None:
            return None
        drawn.append(one)
    low, high = np.quantile(drawn, [(1 - _LEVEL) / 2, (1 + _LEVEL) / 2])
    return float(low), float(high)
