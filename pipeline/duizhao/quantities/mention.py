"""What the grammars hand on: a number with its unit and where it stands."""

from __future__ import annotations

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
