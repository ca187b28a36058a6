"""Where the two sides of a bead disagree on a figure, its unit, sign, direction or basis.

Precision comes first: about 120 amounts of a call agree and one to four do not, so every rule needs a partner on the
other side to disagree with, and what a whole passage says elsewhere is no omission.
"""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from duizhao.records import Alignment, Discrepancy, Level, Quantity, Relation, Segment

# Relative difference that a rounding leaves: "nearly 1 billion" for 9.7 亿.
_ROUNDED = 0.055
_EXACT = 0.006
_QUARTER_ON_QUARTER = re.compile(
    r"quarter[ -]?(?:over|on|to)[ -]?(?:a |over )*quarter|sequential|compared (?:to|with) (?:the )?(?:last|previous|prior) quarter|than (?:the )?last quarter|Q-on-Q|QoQ|[环環]比|季[增減减]|[较較]上季|[较較]上月",
    re.IGNORECASE,
)
_YEAR_ON_YEAR = re.compile(
    r"year[ -]?(?:over|on|to)[ -]?year|same (?:period|quarter) (?:of |in )?(?:last|the (?:previous|prior)) year|last year|a year (?:ago|earlier)|Y-on-Y|YoY|同比|年[增減减]|去年同期|[较較]去年",
    re.IGNORECASE,
)


def find_discrepancies(
    alignments: Sequence[Alignment], segments: Sequence[Segment], quantities: Sequence[Quantity]
) -> tuple[Discrepancy, ...]:
    """Compare the quantities of each aligned pair.

    Args:
        alignments: Passages and the beads inside them.
        segments: The segments they point at.
        quantities: Of all segments.

    Returns:
        One record per disagreement, in order of the text. Nothing is reported between two passes of a call, which
        differ by recognition alone.
    """
    by_segment: dict[int, list[Quantity]] = defaultdict(list)
    for quantity in quantities:
        by_segment[quantity.segment].append(quantity)
    out: list[Discrepancy] = []
    passage: Alignment | None = None
    for bead in alignments:
        if bead.relation is Relation.REPETITION:
            continue
        if bead.level is Level.PASSAGE:
            passage = bead
        elif bead.source and bead.target:
            out += _compare(bead, passage or bead, segments, by_segment)
    return tuple(out)


@dataclass(frozen=True, slots=True)
class _Side:
    quantities: list[Quantity]
    text: str
    passage: list[Quantity]


def _compare(
    bead: Alignment, passage: Alignment, segments: Sequence[Segment], by_segment: dict[int, list[Quantity]]
) -> Iterator[Discrepancy]:
    source, target = (
        _Side(
            [quantity for index in side for quantity in by_segment[index]],
            " ".join(segments[index].clean for index in side),
            [quantity for index in whole for quantity in by_segment[index]],
        )
        for side, whole in ((bead.source, passage.source), (bead.target, passage.target))
    )
    left, right, pairs = _match(source.quantities, target.quantities)
    for one, other in pairs:
        yield from _disagreement_of_equals(bead, one, other)
    if pairs:
        yield from _basis(bead, source, target, pairs)
    left = [one for one in left if not any(_equal(one, other) for other in target.passage)]
    right = [one for one in right if not any(_equal(one, other) for other in source.passage)]
    used: set[int] = set()
    for one in left:
        for at, other in enumerate(right):
            if at in used:
                continue
            found = _disagreement(bead, one, other)
            if found is not None:
                used.add(at)
                yield found
                break


def _match(
    first: Sequence[Quantity], second: Sequence[Quantity]
) -> tuple[list[Quantity], list[Quantity], list[tuple[Quantity, Quantity]]]:
    """Pair equal quantities one to one, exact before rounded."""
    left, right = list(first), list(second)
    pairs: list[tuple[Quantity, Quantity]] = []
    for test in (_exact, _equal):
        for one in list(left):
            other = next((candidate for candidate in right if test(one, candidate)), None)
            if other is not None:
                left.remove(one)
                right.remove(other)
                pairs.append((one, other))
    return left, right, pairs


def _same_unit(one: Quantity, other: Quantity) -> bool:
    # "RMB1.2 billion" and "12亿" (no currency said) are one amount.
    return one.unit == other.unit or (
        "count" in (one.unit, other.unit) and {one.unit, other.unit}.isdisjoint({"percent", "pp", "times"})
    )


def _close(one: float, other: float, tolerance: float) -> bool:
    return one == other or (one * other > 0 and abs(one - other) <= tolerance * max(abs(one), abs(other)))


def _exact(one: Quantity, other: Quantity) -> bool:
    return _same_unit(one, other) and _close(one.value, other.value, _EXACT)


def _equal(one: Quantity, other: Quantity) -> bool:
    """Whether two quantities agree, rounding where one side says so or shows fewer digits allowed."""
    if not _same_unit(one, other):
        return False
    rounded = one.approximate or other.approximate or min(_digits(one.value), _digits(other.value)) <= 2  # noqa: PLR2004
    return _close(
        one.value,
        other.value,
        _ROUNDED if rounded and abs(_digits(one.value) - _digits(other.value)) >= 1 else _EXACT,
    )


def _digits(value: float) -> int:
    text = f"{abs(value):.6g}".split("e")[0].replace(".", "").strip("0")
    return max(len(text), 1)


def _disagreement_of_equals(bead: Alignment, one: Quantity, other: Quantity) -> Iterator[Discrepancy]:
    if one.direction and other.direction and one.direction != other.direction:
        yield _record(
            bead, "direction", one, other, 0.6,
            f"The source says that it went {one.direction} ({one.text}), the target that it went {other.direction} ({other.text}).",
        )  # fmt: skip


def _basis(
    bead: Alignment, source: _Side, target: _Side, pairs: Sequence[tuple[Quantity, Quantity]]
) -> Iterator[Discrepancy]:
    quarter = [bool(_QUARTER_ON_QUARTER.search(side.text)) for side in (source, target)]
    year = [bool(_YEAR_ON_YEAR.search(side.text)) for side in (source, target)]
    if quarter[0] != year[0] and quarter[1] != year[1] and quarter[0] != quarter[1]:
        names = ["quarter on quarter" if by_quarter else "year on year" for by_quarter in quarter]
        one, other = pairs[-1]
        yield _record(
            bead,
            "quantity",
            one,
            other,
            0.7,
            f"The source compares {names[0]} ({one.text}), the target {names[1]} ({other.text}).",
        )


def _disagreement(bead: Alignment, one: Quantity, other: Quantity) -> Discrepancy | None:
    """Say how two quantities that fit nobody else disagree; null where they have nothing in common."""
    if one.value == 0 or other.value == 0:
        return None
    shares = {one.unit, other.unit} == {"percent", "pp"}
    if shares and _close(abs(one.value), abs(other.value), _EXACT):
        names = {"percent": "per cent", "pp": "percentage points"}
        text = f"The source says {names[one.unit]} ({one.text}), the target {names[other.unit]} ({other.text})."
        return _record(bead, "quantity", one, other, 0.75, text)
    if not _same_unit(one, other):
        return None
    if _close(one.value, -other.value, _EXACT):
        return _record(
            bead,
            "quantity",
            one,
            other,
            0.75,
            f"The sign differs: {one.text} in the source, {other.text} in the target.",
        )
    power = math.log10(abs(other.value) / abs(one.value))
    if abs(power) > 0.5 and abs(power - round(power)) < 0.01 and one.unit not in ("percent", "pp", "times"):  # noqa: PLR2004
        text = f"The target is 10^{round(power):+d} times the source: {one.text} ({one.value:.15g}) against {other.text} ({other.value:.15g})."
        return _record(bead, "quantity", one, other, 0.85, text)
    transposed = sorted(f"{abs(one.value):.15g}".replace(".", "")) == sorted(
        f"{abs(other.value):.15g}".replace(".", "")
    )
    if transposed or _close(one.value, other.value, 0.5):
        how = "the same digits in another order" if transposed else "different figures"
        text = f"The two sides give {how}: {one.text} in the source, {other.text} in the target."
        return _record(bead, "quantity", one, other, 0.7 if transposed else 0.5, text)
    return None


def _record(
    bead: Alignment, kind: str, one: Quantity, other: Quantity, confidence: float, explanation: str
) -> Discrepancy:
    return Discrepancy(
        relation=bead.relation, type=kind, source=(one.segment,), target=(other.segment,),
        source_value=one.text, target_value=other.text, confidence=confidence, explanation=explanation,
    )  # fmt: skip
