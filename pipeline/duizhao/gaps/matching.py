"""Quantities of two sides paired one to one: exact, rounded, in other units, in another reading.

What is paired agrees. A rounding keeps the digits it shows ("27.3" for 27.34) and stays within 5.5 per cent, which is
what "nearly 1 billion" for 9.7 亿 takes.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from duizhao.gap_records import Quantity

#: Relative difference that a rounding may leave.
ROUNDED = 0.055
_EXACT = 1e-9
RATIOS = frozenset({"percent", "pp", "times"})
#: Amounts of money, by ISO 4217 code.
CURRENCIES = frozenset({"CNY", "USD", "HKD", "TWD", "SGD", "EUR", "GBP", "JPY", "KRW", "CAD", "AUD", "INR", "MOP"})
# How many of the smallest unit of its family a duration is: eighteen months are a year and a half.
_DURATIONS = {
    "year": ("days", 365.25), "quarter": ("days", 91.3125), "month": ("days", 30.4375), "week": ("days", 7.0), "day": ("days", 1.0),
    "hour": ("seconds", 3600.0), "minute": ("seconds", 60.0), "second": ("seconds", 1.0),
}  # fmt: skip
_NAMED = re.compile(r"人民|RMB|CNY|yuan|renminbi|[¥￥]", re.IGNORECASE)
# A third said as 33 per cent; half and more said in words.
_FRACTION = 0.7
# Where a side holds more quantities than speech does, each is compared with so many to either side of its place.
_MOST = 60
_RELATIVE = re.compile(r"[今去明前后]年|(?:this|last|next) year", re.IGNORECASE)
_STAMP = re.compile(r"(?:FY)?(?P<year>\d{4})?-{0,2}(?P<rest>.*)")


@dataclass(frozen=True, slots=True)
class Matched:
    """Pairs that agree, and what is left on each side."""

    pairs: tuple[tuple[Quantity, Quantity], ...]
    source: tuple[Quantity, ...]
    target: tuple[Quantity, ...]


def match(first: Sequence[Quantity], second: Sequence[Quantity]) -> Matched:
    """Pair quantities one to one, in order: exact ones first, then rounded ones, then those that say the same."""
    left, right = list(first), list(second)
    pairs: list[tuple[Quantity, Quantity]] = []
    for test in (_exact, _rounded, _alike):
        if test is _rounded:
            _by_ends(left, right, pairs)
        share = len(right) / max(len(left), 1)
        for place, one in enumerate(list(left)):
            near = int(place * share)
            beside = right if len(right) <= _MOST else right[max(0, near - _MOST) : near + _MOST]
            other = _nearest(one, [candidate for candidate in beside if test(one, candidate)])
            if other is not None:
                left.remove(one)
                right.remove(other)
                pairs.append((one, other))
    return Matched(tuple(pairs), tuple(left), tuple(right))


def _by_ends(left: list[Quantity], right: list[Quantity], pairs: list[tuple[Quantity, Quantity]]) -> None:
    """Pair ranges with two figures of the other side: "from A to B" is a range to one reader and a change to another."""
    for side, others, turned in ((left, right, False), (right, left, True)):
        for ranged in [one for one in side if one.high is not None][:_MOST]:
            ends = [replace(ranged, value=value, high=None, said=value) for value in (ranged.value, ranged.high)]
            found = [next((other for other in others if agree(end, other)), None) for end in ends]
            if None not in found and found[0] is not found[1]:
                side.remove(ranged)
                for end, other in zip(ends, found, strict=True):
                    if other is not None:
                        others.remove(other)
                        pairs.append((other, end) if turned else (end, other))


def _nearest(one: Quantity, candidates: Sequence[Quantity]) -> Quantity | None:
    """Prefer what plays the same part, then what is said first."""
    return min(candidates, key=lambda other: (one.unit != other.unit, _clash(one, other)), default=None)


def _clash(one: Quantity, other: Quantity) -> int:
    signs = ((one.value or 0.0) < 0) != ((other.value or 0.0) < 0)
    return 4 * signs + (one.direction != other.direction) + (one.role != other.role)


def family(unit: str) -> str:
    """Return what a unit measures: money and bare counts may be one thing, a share never is an amount."""
    if unit in _DURATIONS:
        return _DURATIONS[unit][0]
    return "place" if unit in {"ordinal", "page"} else unit


def comparable(one: Quantity, other: Quantity) -> bool:
    """Tell whether two units may mean one thing: "RMB1.2 billion" and "12亿" with no currency said do."""
    first, second = family(one.unit), family(other.unit)
    if first == second:
        return True
    if {first, second} <= CURRENCIES and (is_unnamed(one) or is_unnamed(other)):
        return True
    units = {first, second}
    return "count" in units and units.isdisjoint((*RATIOS, "date"))


def is_unnamed(one: Quantity) -> bool:
    """Tell whether an amount names no country's currency: 元 and 块 are what each is called where it is spent."""
    return one.unit == "CNY" and _NAMED.search(one.text) is None


def amount(one: Quantity) -> float:
    """Return a value in the smallest unit of its family, so that 1.5 years and 18 months compare; without its sign.

    Losses are said with a sign or with a word: signs are compared of what is paired, not in pairing.
    """
    return abs(one.value or 0.0) * _DURATIONS.get(one.unit, ("", 1.0))[1]


def sizes(one: Quantity, other: Quantity) -> tuple[float, float]:
    """Return two quantities as numbers that can be compared: beside a bare count ("600"), 600公里 are 600."""
    if family(one.unit) != family(other.unit) and "count" in (one.unit, other.unit):
        return abs(one.said or 0.0), abs(other.said or 0.0)
    return amount(one), amount(other)


def close(one: float, other: float, tolerance: float = _EXACT) -> bool:
    """Tell whether two values of one sign differ by at most a share of the larger."""
    return one == other or (one * other > 0 and abs(one - other) <= tolerance * max(abs(one), abs(other)))


def agree(one: Quantity, other: Quantity) -> bool:
    """Tell whether two quantities agree, exactly, rounded, or said in another way."""
    return _exact(one, other) or _rounded(one, other) or _alike(one, other)


def _exact(one: Quantity, other: Quantity) -> bool:
    if "date" in (one.unit, other.unit):
        return one.unit == other.unit and same_date(one, other)
    if not comparable(one, other) or not close(*sizes(one, other)):
        return False
    if one.high is None or other.high is None:
        return one.high is other.high
    return close(one.high, other.high, ROUNDED if one.approximate or other.approximate else _EXACT)


def _rounded(one: Quantity, other: Quantity) -> bool:
    if not comparable(one, other) or "date" in (one.unit, other.unit):
        return False
    first, second = sizes(one, other)
    if (one.high is None) != (other.high is None):
        ranged, single = (one, other) if other.high is None else (other, one)
        low, top = amount(ranged), (ranged.high or 0.0) * _DURATIONS.get(ranged.unit, ("", 1.0))[1]
        return low <= amount(single) <= top
    fewest = min(digits(first), digits(second))
    shown = digits(first) != digits(second) and _shown(first, fewest) == _shown(second, fewest)
    if one.approximate or other.approximate or shown:
        return close(first, second, ROUNDED)
    return "percent" == one.unit == other.unit and _is_fraction(one, other) and abs(first - second) < _FRACTION


def _is_fraction(one: Quantity, other: Quantity) -> bool:
    """Tell whether one of two shares is said in words and goes on for ever: a third."""
    return any("." in side.normalized and len(side.normalized.split(".")[1]) > 6 for side in (one, other))  # noqa: PLR2004


def _alike(one: Quantity, other: Quantity) -> bool:
    """Tell whether two quantities say one thing in different units or by another reading."""
    same = close(abs(one.said or 0.0), abs(other.said or 0.0)) and "date" not in (one.unit, other.unit)
    if same and "count" in (one.unit, other.unit) and one.unit != other.unit:
        return True  # "from 245 basis points to 190", 一年能用4.4轮
    if other.alternative_unit or one.alternative_unit:
        if same and {one.unit, other.unit} <= {"pp", "percent"}:
            return True
        readings = [_readings(one), _readings(other)]
        if any(unit == also and close(value, same) for value, unit in readings[0] for same, also in readings[1]):
            return True
    for share, factor in ((one, other), (other, one)):
        if share.unit == "percent" and factor.unit == "times":
            return any(
                close(share.value or 0.0, said, ROUNDED)
                for value, unit in _readings(factor)
                if unit == "times"
                for said in _shares(value, changed=bool(share.direction or share.role == "change"))
            )
    # "The two of us" and 第二 are no amounts: that figures agree is all that can be asked of them.
    small = {family(one.unit), family(other.unit)} == {"count", "place"}
    return small and close(one.value or 0.0, other.value or 0.0)


def _shares(factor: float, *, changed: bool) -> tuple[float, ...]:
    """Return the shares that say a factor: 1.6 times the base is 160 % of it and a rise by 60 %."""
    return (
        (100 * (factor - 1), 100 * (1 - factor)) if changed else (100 * factor, 100 * (factor - 1), 100 * (1 - factor))
    )


def _readings(one: Quantity) -> list[tuple[float, str]]:
    out = [(one.value or 0.0, one.unit)]
    if one.alternative_unit:
        out.append((one.alternative_value or 0.0, one.alternative_unit))
    return out


def same_date(one: Quantity, other: Quantity) -> bool:
    """Tell whether two dates may be one; a year counts where both sides say it in figures."""
    first, second = (_STAMP.fullmatch(side.normalized) for side in (one, other))
    if first is None or second is None:
        return one.normalized == other.normalized
    said = all(_says_year(side) for side in (one, other))
    years = {first["year"], second["year"]}
    if said and len(years) > 1:
        return False
    if not first["rest"] and not second["rest"]:
        return len(years) == 1
    return first["rest"] == second["rest"] or _begins(first["rest"], second["rest"])


def _begins(one: str, other: str) -> bool:
    """Tell whether a month and a day of it are given: "in March" for 3月31日."""
    return bool(one and other) and (one.startswith(other + "-") or other.startswith(one + "-"))


def _says_year(one: Quantity) -> bool:
    year = _STAMP.fullmatch(one.normalized)
    said = year and year["year"]
    return bool(said and (said in one.text or f"{said[2:]}年" in one.text or _RELATIVE.search(one.text)))


def _shown(value: float, count: int) -> float:
    return float(f"{value:.{count - 1}e}")


def digits(value: float) -> int:
    """Return how many significant digits a value shows, 1 and more."""
    return max(len(f"{abs(value):.6g}".split("e")[0].replace(".", "").strip("0")), 1)
