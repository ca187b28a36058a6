"""What the grammars hand on: a number with its unit and where it stands."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Mention:
    """A quantity in a text.

    Attributes:
        start: First code point.
        end: One past the last.
        value: In base units; null for a date whose year nobody says.
        unit: See `duizhao.quantities.units`.
        high: Upper end of a range, `value` is then the lower one.
        stamp: Of dates, the ISO 8601 form.
        other: Another reading, where the text does not decide: value and unit.
        approximate: Whether a word inside it says that it is none too exact (300多家).
        worth: How many base units one of the unit said is worth.
        way: ``up`` or ``down`` where the mention itself says so (doubled, 翻番); empty where not.
    """

    start: int
    end: int
    value: Decimal | None
    unit: str
    high: Decimal | None = None
    stamp: str = ""
    other: tuple[Decimal, str] | None = None
    approximate: bool = False
    worth: Decimal = Decimal(1)
    way: str = ""


def apart(mentions: Iterable[Mention], length: int) -> list[Mention]:
    """Keep the first of mentions that overlap; what is kept comes in order of the text.

    Args:
        mentions: Of one text, in order of preference.
        length: Of the text, in code points.
    """
    kept: list[Mention] = []
    taken = bytearray(length)
    for one in mentions:
        if not any(taken[one.start : one.end]):
            taken[one.start : one.end] = b"\1" * (one.end - one.start)
            kept.append(one)
    return sorted(kept, key=lambda one: one.start)
