"""Discrepancies between figures that agree: the way they went, the part they play, their sign, their currency."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from duizhao.gap_records import Discrepancy, Quantity
from duizhao.gaps.finding import finding
from duizhao.gaps.matching import CURRENCIES
from duizhao.gaps.views import BeadView, Views
from duizhao.gaps.wording import clause_around, is_loss, is_reached, is_stable, polarity
from duizhao.tokens import simplified

_WORDS = {"change": "a change", "level": "a level", "base": "what is compared with"}
_SIGNS = {-1: "a loss or negative", 0: "no sign", 1: "a gain or positive"}


def pair_discrepancies(
    view: BeadView, pairs: Sequence[tuple[Quantity, Quantity]], views: Views
) -> Iterator[Discrepancy]:
    """Yield what pairs of figures that agree disagree on all the same."""
    for source, target in pairs:
        yield from _of_directions(view, source, target, views)
        yield from _of_roles(view, source, target, views)
        yield from _of_signs(view, source, target, views)
        yield from _of_currencies(view, source, target, views)


def _clause(one: Quantity, views: Views) -> str:
    segment = views.segments[one.segment]
    start, end = clause_around(segment, one.start, one.end)
    return segment.text[start - segment.start : end - segment.start]


def _of_directions(view: BeadView, one: Quantity, other: Quantity, views: Views) -> Iterator[Discrepancy]:
    relation = view.bead.relation
    if one.direction and other.direction and one.direction != other.direction:
        if is_loss(_clause(one, views)) or is_loss(_clause(other, views)):
            return  # a loss that widened is a result that fell
        text = f"The source says {one.text}, going {one.direction}; the target {other.text}, going {other.direction}."
        yield finding(relation, "direction", "direction", one, other, confidence=0.75, text=text)
    elif other.direction and not one.direction and is_stable(view.source.text) and not is_stable(view.target.text):
        text = f"The source says that it did not move ({one.text}), the target that it went {other.direction}."
        yield finding(relation, "direction", "direction", one, other, confidence=0.5, text=text)


def _of_roles(view: BeadView, one: Quantity, other: Quantity, views: Views) -> Iterator[Discrepancy]:
    """Find a level, or what is compared with, turned into a change, or the reverse."""
    roles = {one.role, other.role}
    if "change" not in roles or len(roles) == 1 or None in roles or {one.unit, other.unit} & {"pp", "times"}:
        return
    level = one if one.role != "change" else other
    if not is_reached(views.around(level)[0]):
        return
    first, second = (_WORDS[side.role or ""] for side in (one, other))
    text = f"The source gives {first} ({one.text}), the target {second} ({other.text})."
    yield finding(view.bead.relation, "quantity", "level-change", one, other, confidence=0.6, text=text)


def _of_currencies(view: BeadView, one: Quantity, other: Quantity, views: Views) -> Iterator[Discrepancy]:
    """Find an amount in 元 given in another currency, in a call whose Chinese names that currency nowhere."""
    units = {one.unit, other.unit}
    if len(units) == 1 or not units <= CURRENCIES or units & views.currencies - {"CNY"}:
        return
    traditional = any(simplified(side.text) != side.text for side in (view.source, view.target))
    if traditional and units & {"HKD", "TWD", "MOP"}:  # 元 is what is spent where Traditional is written
        return
    said = f"{one.text} ({one.unit}) in the source, {other.text} ({other.unit}) in the target"
    text = f"The figure is the same, the currency is not: {said}."
    yield finding(view.bead.relation, "quantity", "unit", one, other, confidence=0.75, text=text)


def _of_signs(view: BeadView, one: Quantity, other: Quantity, views: Views) -> Iterator[Discrepancy]:
    """Find a loss turned into a profit: by a sign, or by the word before the amount.

    A loss may be said without its word where the sentence has it elsewhere; a sign that is gone is an error.
    """
    if "date" in (one.unit, other.unit):
        return
    signs = [_sign(side, views) for side in (one, other)]
    silent = other if signs[0] else one
    signed = (one.value or 0.0) < 0 or (other.value or 0.0) < 0
    whole = view.target.text if silent is other else view.source.text
    lost = 0 in signs and silent.direction != "down" and not is_loss(_clause(silent, views) if signed else whole)
    # What is short of so many containers or points is not said with a sign in every language.
    lost = lost and one.unit != "pp" and (signed or (-1 in signs and "count" not in {one.unit, other.unit}))
    if signs == [0, 0] or signs[0] == signs[1] or not (lost or 0 not in signs):
        return
    text = f"The sign differs: {_signed(one, signs[0])} in the source, {_signed(other, signs[1])} in the target."
    confidence = 0.8 if signed or 0 not in signs else 0.6
    yield finding(view.bead.relation, "quantity", "sign", one, other, confidence=confidence, text=text)


def _sign(one: Quantity, views: Views) -> int:
    return -1 if (one.value or 0.0) < 0 else polarity(*views.around(one))


def _signed(one: Quantity, sign: int) -> str:
    return f"{one.text} ({_SIGNS[sign]})"
