"""Passages with their beads, and quantities of two sides paired: inside a bead first, then anywhere in the passage."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from duizhao.records import Alignment, Quantity
from duizhao.vocabulary import Level

# Relative difference that a rounding leaves: "nearly 1 billion" for 9.7 亿.
_ROUNDED = 0.055
EXACT = 0.006
RATIOS = frozenset({"percent", "pp", "times"})
# "Up 100%" and "doubled" say the same.
_DOUBLED = {("percent", 100.0), ("times", 2.0)}


@dataclass(frozen=True, slots=True)
class Matched:
    """Pairs that agree, and what is left on each side."""

    pairs: tuple[tuple[Quantity, Quantity], ...]
    source: tuple[Quantity, ...]
    target: tuple[Quantity, ...]


def match(first: Sequence[Quantity], second: Sequence[Quantity]) -> Matched:
    """Pair equal quantities one to one, exact ones before rounded ones."""
    left, right = list(first), list(second)
    pairs: list[tuple[Quantity, Quantity]] = []
    for test in (_exact, agree):
        for one in list(left):
            other = next((candidate for candidate in right if test(one, candidate)), None)
            if other is not None:
                left.remove(one)
                right.remove(other)
                pairs.append((one, other))
    return Matched(tuple(pairs), tuple(left), tuple(right))


def same_unit(one: Quantity, other: Quantity) -> bool:
    """Whether two units may mean one thing: "RMB1.2 billion" and "12亿" with no currency said do."""
    return one.unit == other.unit or ("count" in (one.unit, other.unit) and RATIOS.isdisjoint((one.unit, other.unit)))


def close(one: float, other: float, tolerance: float) -> bool:
    """Whether two values of one sign differ by at most a share of the larger."""
    return one == other or (one * other > 0 and abs(one - other) <= tolerance * max(abs(one), abs(other)))


def agree(one: Quantity, other: Quantity) -> bool:
    """Whether two quantities agree; a side that says "about", or shows fewer digits, may round."""
    if {(one.unit, one.value), (other.unit, other.value)} == _DOUBLED:
        return True
    if not same_unit(one, other):
        return False
    fewer = abs(_digits(one.value) - _digits(other.value)) >= 1
    rounded = fewer and (one.approximate or other.approximate or min(_digits(one.value), _digits(other.value)) <= 2)  # noqa: PLR2004
    return close(one.value, other.value, _ROUNDED if rounded else EXACT)


def count_agreeing(first: Sequence[Quantity], second: Sequence[Quantity]) -> int:
    """Return how many quantities of the first side agree with one of the second.

    The second side is sorted by size, so that each is compared with its neighbours alone: long texts hold thousands.
    """
    equal = {(one.unit, one.value) for one in second}
    different = {(one.unit, one.value, one.approximate): one for one in second}
    ordered = sorted(different.values(), key=lambda one: abs(one.value))
    sizes = [abs(one.value) for one in ordered]
    doubled = [one for one in ordered if (one.unit, one.value) in _DOUBLED]
    found = 0
    for one in first:
        if (one.unit, one.value) in equal:
            found += 1
            continue
        least, most = abs(one.value) * (1 - _ROUNDED), abs(one.value) / (1 - _ROUNDED)
        near = ordered[bisect_left(sizes, least) : bisect_right(sizes, most)]
        found += any(agree(one, other) for other in (*near, *doubled))
    return found


def _exact(one: Quantity, other: Quantity) -> bool:
    return same_unit(one, other) and close(one.value, other.value, EXACT)


def _digits(value: float) -> int:
    """Return how many significant digits a value shows."""
    return max(len(f"{abs(value):.6g}".split("e")[0].replace(".", "").strip("0")), 1)


def with_beads(alignments: Sequence[Alignment]) -> Iterator[tuple[int, Alignment, list[Alignment]]]:
    """Yield each passage with its position and the beads that follow it."""
    current: tuple[int, Alignment, list[Alignment]] | None = None
    for at, bead in enumerate(alignments):
        if bead.level is Level.PASSAGE:
            if current is not None:
                yield current
            current = (at, bead, [])
        elif current is not None:
            current[2].append(bead)
    if current is not None:
        yield current
