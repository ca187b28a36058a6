"""Intervals of measures over several calls.

Beads of one call are not independent (one interpreter, one speaker, one subject), so calls are resampled, not beads.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from duizhao.errors import UsageError

#: Numbers drawn at a time: 2,000 resamples of 10,000 calls at once would take 160 MB for each array.
_BLOCK = 1_000_000
_FEWEST = 2


@dataclass(frozen=True, slots=True)
class Interval:
    """A measure over calls.

    Attributes:
        value: Sum of numerators over sum of denominators.
        low: Lower end; null with a single call, which says nothing of how calls differ.
        high: Upper end; null with a single call.
        calls: How many calls it rests on.
    """

    value: float
    low: float | None
    high: float | None
    calls: int


def interval(
    values: Sequence[tuple[float, float]],
    *,
    seed: int = 0,
    resamples: int = 2000,
    level: float = 0.95,
    factor: float = 1.0,
) -> Interval | None:
    """Return a measure over calls with its percentile bootstrap interval.

    Args:
        values: Numerator and denominator of each call; calls with a denominator of 0 say nothing and are left out.
        seed: Of the generator; one seed, one answer.
        resamples: How often as many calls are drawn with replacement.
        level: Share of the resamples that the interval holds.
        factor: Of the measure (`Definition.factor`), above 0.

    Returns:
        Null where no call says anything.

    Raises:
        UsageError: A setting or a value that makes no sense (``E_MEASURE_INTERVAL``).

    References:
        Efron & Tibshirani (1993), An Introduction to the Bootstrap, chapter 13.
    """
    _check(values, resamples, level, factor)
    said = [pair for pair in values if pair[1]]
    if not said:
        return None
    value = factor * math.fsum(pair[0] for pair in said) / math.fsum(pair[1] for pair in said)
    if len(said) < _FEWEST:
        return Interval(value, None, None, len(said))
    low, high = _percentiles(said, seed, resamples, level)
    return Interval(value, factor * low, factor * high, len(said))


def _percentiles(said: Sequence[tuple[float, float]], seed: int, resamples: int, level: float) -> tuple[float, float]:
    import numpy as np

    generator = np.random.default_rng(seed)
    pairs = np.asarray(said, dtype=np.float64)
    rows = max(_BLOCK // len(said), 1)
    ratios = []
    for start in range(0, resamples, rows):
        drawn = pairs[generator.integers(0, len(said), size=(min(rows, resamples - start), len(said)))].sum(axis=1)
        ratios.append(drawn[:, 0] / drawn[:, 1])
    low, high = np.quantile(np.concatenate(ratios), [(1 - level) / 2, (1 + level) / 2])
    return float(low), float(high)


def _check(values: Sequence[tuple[float, float]], resamples: int, level: float, factor: float) -> None:
    code = "E_MEASURE_INTERVAL"
    if resamples < 1 or not 0 < level < 1 or factor <= 0:
        found = f"resamples={resamples}, level={level}, factor={factor}"
        help_ = "give one resample or more, a level between 0 and 1, and a factor above 0"
        raise UsageError(found, code=code, help=help_)
    wrong = next((pair for pair in values if pair[1] < 0 or not all(map(math.isfinite, pair))), None)
    if wrong is not None:
        raise UsageError(
            f"numerator and denominator {wrong}", code=code, help="give finite numbers, and denominators of 0 and more"
        )
