"""How two quantities disagree that stand for each other: by a power of ten, in unit, sign, digits or period.

Each test reads the two figures and says how sure it is that they were meant to be one. Confidences were chosen on the
invented calls in ``corpus/gaps``: the share of findings of a kind that were planted there.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from duizhao.gap_records import Quantity
from duizhao.gaps.matching import CURRENCIES, RATIOS, amount, close, comparable, digits, family, sizes

_NAMES = {"percent": "per cent", "pp": "percentage points", "times": "a multiple"}
# A bare count under this is as often a way of speaking ("two things") as a figure.
_SMALL = 10.0
# Units less sure than this disagree only in the same place.
_UNSURE = 0.7
# 万 for 亿 is four powers of ten; what lies further apart was never one figure.
_MOST_POWERS = 4.5


@dataclass(frozen=True, slots=True)
class Disagreement:
    """What is wrong with a pair of quantities.

    Attributes:
        kind: ``scale``, ``unit``, ``value``, ``level-change`` or ``period``.
        confidence: That the two stand for each other and disagree, 0 to 1.
        text: One sentence that a person can check.
        needs_place: Whether the two must also stand in the same place among the pairs that agree.
    """

    kind: str
    confidence: float
    text: str
    needs_place: bool = False


def disagreement(one: Quantity, other: Quantity) -> Disagreement | None:
    """Say how a quantity of the source and one of the target disagree; null where they have nothing in common.

    Args:
        one: Of the source.
        other: Of the target.
    """
    if "date" in (one.unit, other.unit):
        return _period(one, other) if one.unit == other.unit else None
    if not amount(one) or not amount(other):
        return None
    return _factor(one, other) or _unit(one, other) or _scale(one, other) or _digits(one, other)


def _period(one: Quantity, other: Quantity) -> Disagreement | None:
    kinds = [_kind_of_date(side) for side in (one, other)]
    if kinds[0] == kinds[1] or set(kinds) == {"quarter", "half"}:
        text = f"The source speaks of {_said(one)}, the target of {_said(other)}."
        return Disagreement("period", 0.65 if kinds[0] != "day" else 0.5, text, needs_place=True)
    return None


def _kind_of_date(one: Quantity) -> str:
    stamp = one.normalized
    if "Q" in stamp:
        return "quarter"
    if "H" in stamp or "/" in stamp:  # a half, or the first nine months
        return "half"
    return {0: "year", 1: "month"}.get(stamp.lstrip("-").count("-") + stamp.startswith("--"), "day")


def _said(one: Quantity) -> str:
    return f"{one.text} ({one.normalized})" if one.normalized not in one.text else one.text


def _unit(one: Quantity, other: Quantity) -> Disagreement | None:
    """Find one figure in two units: per cent and points, two currencies, three months and three years."""
    measured = one.unit == other.unit and one.unit not in CURRENCIES and close(abs(one.said or 0), abs(other.said or 0))
    if measured and not close(*sizes(one, other), 0.2):  # 600公里 against 600 miles; tonnes differ less
        return Disagreement("unit", 0.7, _units_differ(one, other))
    same = close(abs(one.value or 0.0), abs(other.value or 0.0))
    if not same or one.unit == other.unit:
        return None
    confidence = _confidence(one, other)
    if not confidence:
        return None
    return Disagreement("unit", confidence, _units_differ(one, other), needs_place=confidence < _UNSURE)


def _confidence(one: Quantity, other: Quantity) -> float:
    """Return how sure it is that one figure in two units is one; 0 where the units have nothing in common."""
    units = {one.unit, other.unit}
    if units <= RATIOS or units <= CURRENCIES:
        return 0.8
    if family(one.unit) == family(other.unit) and "place" not in map(family, units):
        return 0.75
    if units & CURRENCIES and "count" in units and abs(one.value or 0.0) < _SMALL:
        return 0.5
    shares = units & (RATIOS - {"times"}) and units & {"count", *CURRENCIES}
    return 0.6 if shares and abs(one.value or 0.0) > 1 else 0.0


def _factor(one: Quantity, other: Quantity) -> Disagreement | None:
    """Find a multiple given as a rise by as much: 1.6 times the base is no rise by 160 per cent."""
    share, factor = (one, other) if one.unit == "percent" else (other, one)
    if (share.unit, factor.unit) != ("percent", "times") or not close(share.value or 0.0, 100 * (factor.value or 0.0)):
        return None
    sides = f"{one.text} in the source, {other.text} in the target"
    text = f"One side gives a multiple, the other a change of as much: {sides}."
    return Disagreement("level-change", 0.6, text)


def _units_differ(one: Quantity, other: Quantity) -> str:
    if one.unit == other.unit:  # 600公里 and 600 miles
        return f"The figure is the same, its unit is not: {one.text} in the source, {other.text} in the target."
    first, second = (_NAMES.get(side.unit, side.unit) for side in (one, other))
    said = f"{first} ({one.text}) in the source, {second} ({other.text}) in the target"
    return f"The figure is the same, the unit is not: {said}."


def _scale(one: Quantity, other: Quantity) -> Disagreement | None:
    """Find the same digits a power of ten apart, which is what 亿 and 万 do to a listener."""
    if not comparable(one, other):
        return None
    first, second = sizes(one, other)
    power = math.log10(abs(second) / abs(first))
    off = 0.5 < abs(power) < _MOST_POWERS and abs(power - round(power)) < 0.025  # noqa: PLR2004 - a whole power of ten, rounding aside
    if not off or ({"times", "ordinal", "page"} & {one.unit, other.unit} or max(abs(first), abs(second)) < _SMALL):
        return None
    factor = f"{10 ** abs(round(power)):,} times {'larger' if power > 0 else 'smaller'}"
    sides = f"{one.text} ({one.value:,.15g}) against {other.text} ({other.value:,.15g})"
    few = min(digits(first), digits(second)) == 1
    text = f"The target's figure is {factor} than the source's: {sides}."
    return Disagreement(
        "scale", 0.75 if few or one.unit in RATIOS else 0.9, text, needs_place=few or one.unit in RATIOS
    )


def _digits(one: Quantity, other: Quantity) -> Disagreement | None:
    if not comparable(one, other) or "place" in (family(one.unit), family(other.unit)):
        return None
    first, second = (sorted(f"{abs(side.value or 0.0):.15g}".replace(".", "").strip("0")) for side in (one, other))
    if first == second and len(first) > 1:
        sides = f"{one.text} in the source, {other.text} in the target"
        text = f"The two sides give the same digits in another order: {sides}."
        return Disagreement("value", 0.75, text)
    counts = "count" in (one.unit, other.unit)
    if counts and min(abs(amount(one)), abs(amount(other))) < _SMALL:
        return None
    text = f"The two sides give different figures: {one.text} in the source, {other.text} in the target."
    return Disagreement("value", 0.55 if close(*sizes(one, other), 0.5) else 0.45, text, needs_place=True)


def in_place(
    one: Quantity,
    other: Quantity,
    pairs: Sequence[tuple[Quantity, Quantity]],
    left: Sequence[Quantity],
    right: Sequence[Quantity],
) -> bool:
    """Tell whether two quantities stand between the same pairs that agree, or are the last of their kind."""
    alone = [
        sum(comparable(side, rest) or side.unit == rest.unit for rest in held)
        for side, held in ((one, left), (other, right))
    ]
    if alone == [1, 1]:
        return True
    before = [sum(_key(pair[at]) < _key(side) for pair in pairs) for at, side in ((0, one), (1, other))]
    return before[0] == before[1]


def _key(one: Quantity) -> tuple[int, int]:
    return one.segment, one.start
