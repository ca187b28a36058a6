"""Where the two sides of a bead disagree on a figure, its unit, sign, direction, basis or period.

Precision comes first: about 120 amounts of a call agree and one to four do not. So a rule needs a partner on the other
side to disagree with, and a figure that the passage gives elsewhere has not been changed.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from duizhao.gaps.matching import EXACT, RATIOS, Matched, close, match, same_unit, with_beads
from duizhao.gaps.wording import bases, is_stable, moves, periods, says_change, says_level
from duizhao.records import Alignment, Discrepancy, Quantity, Segment
from duizhao.vocabulary import Relation

# A sentence pair with more words of change than this is a list; which word answers which is not to be told by order.
_MOST_MOVES = 3


@dataclass(frozen=True, slots=True)
class _Side:
    quantities: list[Quantity]
    text: str
    segments: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class _Context:
    """A transcript's segments and quantities, for look-ups."""

    segments: Sequence[Segment]
    by_segment: dict[int, list[Quantity]]

    def side(self, indices: tuple[int, ...]) -> _Side:
        quantities = [quantity for index in indices for quantity in self.by_segment.get(index, ())]
        return _Side(quantities, " ".join(self.segments[index].clean for index in indices), indices)

    def around(self, quantity: Quantity) -> tuple[str, str]:
        """Return the words before and after a quantity in its segment."""
        one = self.segments[quantity.segment]
        return one.text[: quantity.start - one.start], one.text[quantity.end - one.start :]


def find_discrepancies(
    alignments: Sequence[Alignment], segments: Sequence[Segment], quantities: Sequence[Quantity]
) -> tuple[Discrepancy, ...]:
    """Compare the quantities of each aligned pair.

    Args:
        alignments: Passages, each followed by the beads inside it.
        segments: The segments they point at.
        quantities: Of all segments.

    Returns:
        One record per disagreement, in order of the text. Nothing is reported between two passes of a call, which
        differ by recognition alone.
    """
    by_segment: dict[int, list[Quantity]] = defaultdict(list)
    for quantity in quantities:
        by_segment[quantity.segment].append(quantity)
    context = _Context(segments, by_segment)
    out: list[Discrepancy] = []
    for _, passage, beads in with_beads(alignments):
        if passage.relation is not Relation.REPETITION:
            paired = [bead for bead in beads if bead.relation is passage.relation and bead.source and bead.target]
            dropped = [bead for bead in beads if bead.relation is passage.relation and bead.rendition == "zero"]
            out += _in_passage(passage, paired, dropped, context)
    return tuple(out)


def _in_passage(
    passage: Alignment, beads: Sequence[Alignment], dropped: Sequence[Alignment], context: _Context
) -> Iterator[Discrepancy]:
    """Compare the beads of a passage; `dropped` are those that nothing renders."""
    matches = [
        (bead, match(context.side(bead.source).quantities, context.side(bead.target).quantities)) for bead in beads
    ]
    paired = {id(quantity) for _, matched in matches for pair in matched.pairs for quantity in pair}
    rest = match(
        *(
            [one for one in context.side(side).quantities if id(one) not in paired]
            for side in (passage.source, passage.target)
        )
    )
    elsewhere = {id(quantity) for pair in rest.pairs for quantity in pair}
    for bead, matched in matches:
        source, target = context.side(bead.source), context.side(bead.target)
        yield from _of_pairs(bead, matched, source, target, context)
        left = [one for one in matched.source if id(one) not in elsewhere]
        right = [one for one in matched.target if id(one) not in elsewhere]
        found = list(_of_rest(bead, left, right))
        yield from found
        if bead.relation is Relation.INTERPRETATION:
            explained = {one.source_value for one in found}
            yield from _left_out(bead, [one for one in left if one.text not in explained], rest.target)
        if not any(one.direction for one in (*source.quantities, *target.quantities)):
            yield from _of_moves(bead, source, target)
        yield from _of_periods(bead, source, target)
    for bead in dropped:
        left = [one for one in context.side(bead.source).quantities if id(one) not in elsewhere]
        yield from _left_out(bead, left, rest.target)


def _of_pairs(
    bead: Alignment, matched: Matched, source: _Side, target: _Side, context: _Context
) -> Iterator[Discrepancy]:
    for one, other in matched.pairs:
        yield from _of_directions(bead, one, other, source, target)
        yield from _of_roles(bead, one, other, context)
    if not matched.pairs:
        return
    first, second = bases(source.text), bases(target.text)
    if first and second and not first & second:
        # A comparison is said of a change, and changes are mostly shares.
        one, other = next((pair for pair in matched.pairs if pair[0].unit in RATIOS), matched.pairs[-1])
        text = f"The source compares {_named(first)} ({one.text}), the target {_named(second)} ({other.text})."
        found = _record(bead, "quantity", (one, other), confidence=0.7, explanation=text)
        values = f"{one.text} {_named(first)}", f"{other.text} {_named(second)}"
        yield replace(found, source_value=values[0], target_value=values[1])


def _of_directions(
    bead: Alignment, one: Quantity, other: Quantity, source: _Side, target: _Side
) -> Iterator[Discrepancy]:
    if one.direction and other.direction and one.direction != other.direction:
        text = f"The source says {one.text}, going {one.direction}; the target {other.text}, going {other.direction}."
        yield _record(bead, "direction", (one, other), confidence=0.6, explanation=text)
    elif other.direction and not one.direction and is_stable(source.text) and not is_stable(target.text):
        text = f"The source says that it did not move ({one.text}), the target that it went {other.direction}."
        yield _record(bead, "direction", (one, other), confidence=0.5, explanation=text)


def _of_roles(bead: Alignment, one: Quantity, other: Quantity, context: _Context) -> Iterator[Discrepancy]:
    """Find a level turned into a change, or the reverse; percentages only, which are easily mistaken."""
    if one.unit not in ("percent", "pp"):
        return
    first, second = context.around(one), context.around(other)
    if says_change(*first) and says_level(*second):
        yield _record(
            bead,
            "quantity",
            (one, other),
            confidence=0.55,
            explanation=f"The source gives a change ({one.text}), the target a level ({other.text}).",
        )
    elif says_level(*first) and says_change(*second):
        yield _record(
            bead,
            "quantity",
            (one, other),
            confidence=0.55,
            explanation=f"The source gives a level ({one.text}), the target a change ({other.text}).",
        )


def _of_rest(bead: Alignment, left: Sequence[Quantity], right: Sequence[Quantity]) -> Iterator[Discrepancy]:
    used: set[int] = set()
    for one in left:
        for at, other in enumerate(right):
            found = None if at in used else _disagreement(bead, one, other)
            if found is not None:
                used.add(at)
                yield found
                break
        else:
            if len(left) == len(right) == 1 and same_unit(one, right[0]) and one.unit != "count":
                text = f"The two sides give different figures: {one.text} in the source, {right[0].text} in the target."
                yield _record(bead, "quantity", (one, right[0]), confidence=0.5, explanation=text)


def _left_out(bead: Alignment, left: Sequence[Quantity], spare: Sequence[Quantity]) -> Iterator[Discrepancy]:
    """Find amounts of money and shares that the rendition gives nowhere.

    A figure that the rendition says of the same kind, without a partner of its own, may stand for it: then nothing is
    reported. Bare counts are as often said in other words.
    """
    for one in left:
        if one.unit not in {"count", "times"} and not any(same_unit(one, other) for other in spare):
            text = f"The source's figure ({one.text}) is nowhere in the target's passage."
            yield Discrepancy(bead.relation, "omission", (one.segment,), bead.target, one.text, "", 0.5, text)


def _of_moves(bead: Alignment, source: _Side, target: _Side) -> Iterator[Discrepancy]:
    """Compare words of rise and fall one by one where both sides have as many and one alone differs."""
    first, second = moves(source.text), moves(target.text)
    if not 0 < len(first) == len(second) <= _MOST_MOVES:
        return
    differing = [(one, other) for one, other in zip(first, second, strict=True) if one[0] != other[0]]
    if len(differing) == 1:
        (way, word), (other_way, other_word) = differing[0]
        text = f"The source says that it went {way} ({word}), the target that it went {other_way} ({other_word})."
        yield Discrepancy(bead.relation, "direction", source.segments, target.segments, word, other_word, 0.5, text)


def _of_periods(bead: Alignment, source: _Side, target: _Side) -> Iterator[Discrepancy]:
    first, second = periods(source.text), periods(target.text)
    if len(first) == len(second) == 1 and first != second:
        text = f"The source speaks of {_named(first)}, the target of {_named(second)}."
        values = next(iter(first)), next(iter(second))
        yield Discrepancy(bead.relation, "quantity", source.segments, target.segments, *values, 0.6, text)


def _disagreement(bead: Alignment, one: Quantity, other: Quantity) -> Discrepancy | None:
    """Say how two quantities that fit nobody else disagree; null where they have nothing in common."""
    if one.value == 0 or other.value == 0:
        return None
    names = {"percent": "per cent", "pp": "percentage points"}
    if {one.unit, other.unit} == set(names) and close(abs(one.value), abs(other.value), EXACT):
        text = f"The source says {names[one.unit]} ({one.text}), the target {names[other.unit]} ({other.text})."
        return _record(bead, "quantity", (one, other), confidence=0.75, explanation=text)
    if not same_unit(one, other):
        return None
    if close(one.value, -other.value, EXACT):
        return _record(
            bead,
            "quantity",
            (one, other),
            confidence=0.75,
            explanation=f"The sign differs: {one.text} in the source, {other.text} in the target.",
        )
    return _scale(bead, one, other) or _digits_differ(bead, one, other)


def _scale(bead: Alignment, one: Quantity, other: Quantity) -> Discrepancy | None:
    power = math.log10(abs(other.value) / abs(one.value))
    off_by_tens = abs(power) > 0.5 and abs(power - round(power)) < 0.01  # noqa: PLR2004 - a whole power of ten, rounding aside
    if not off_by_tens or one.unit in ("percent", "pp", "times"):
        return None
    factor = f"{10 ** abs(round(power)):,} times {'larger' if power > 0 else 'smaller'}"
    sides = f"{one.text} ({one.value:,.15g}) against {other.text} ({other.value:,.15g})"
    text = f"The target's figure is {factor} than the source's: {sides}."
    return _record(bead, "quantity", (one, other), confidence=0.85, explanation=text)


def _digits_differ(bead: Alignment, one: Quantity, other: Quantity) -> Discrepancy | None:
    first, second = (sorted(f"{abs(quantity.value):.15g}".replace(".", "")) for quantity in (one, other))
    transposed = first == second
    if not transposed and not close(one.value, other.value, 0.5):
        return None
    how = "the same digits in another order" if transposed else "different figures"
    text = f"The two sides give {how}: {one.text} in the source, {other.text} in the target."
    return _record(bead, "quantity", (one, other), confidence=0.7 if transposed else 0.5, explanation=text)


def _named(names: frozenset[str]) -> str:
    return " and ".join(sorted(names))


def _record(
    bead: Alignment, kind: str, pair: tuple[Quantity, Quantity], *, confidence: float, explanation: str
) -> Discrepancy:
    one, other = pair
    return Discrepancy(
        relation=bead.relation,
        type=kind,
        source=(one.segment,),
        target=(other.segment,),
        source_value=one.text,
        target_value=other.text,
        confidence=confidence,
        explanation=explanation,
    )
