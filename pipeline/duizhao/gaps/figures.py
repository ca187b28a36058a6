"""Discrepancies of figures: what the quantities of a passage's two sides disagree on, leave out and add.

Precision comes first: about 120 amounts of a call agree and one to four do not. So a figure that the passage gives
elsewhere has not been changed, and one figure disagrees with another only where the two can be seen to stand for each
other.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from duizhao.gaps.disagreements import Disagreement, disagreement, in_place
from duizhao.gaps.finding import finding
from duizhao.gaps.matching import CURRENCIES, Matched, comparable, match
from duizhao.gaps.views import BeadView, PassageView, Views
from duizhao.gaps.wording import clause_around, is_loss, is_reached, is_stable, polarity
from duizhao.records import Discrepancy, Quantity
from duizhao.vocabulary import Relation

_SHARES = frozenset({"percent", "pp", *CURRENCIES})
_FEWEST = 10.0
# Halves and thirds are said in many ways.
_IN_WORDS = re.compile(r"分之|半|half|third|quarter|fifth|tenth", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Compared:
    """A bead with its quantities paired; what is left agrees with nothing in the passage."""

    view: BeadView
    matched: Matched
    left: tuple[Quantity, ...]
    right: tuple[Quantity, ...]


def compare(passage: PassageView) -> list[Compared]:
    """Pair the quantities of each bead, then what is left of all beads with each other."""
    matches = [(view, match(view.source.quantities, view.target.quantities)) for view in passage.beads]
    rest = match(
        [one for _, matched in matches for one in matched.source], [one for _, matched in matches for one in matched.target]
    )
    spare = {id(one) for one in (*rest.source, *rest.target)}
    return [
        Compared(
            view,
            matched,
            tuple(one for one in matched.source if id(one) in spare),
            tuple(one for one in matched.target if id(one) in spare),
        )
        for view, matched in matches
    ]


def figure_discrepancies(passage: PassageView, compared: Sequence[Compared], views: Views) -> Iterator[Discrepancy]:
    """Yield what the figures of a passage disagree on."""
    open_left: list[Quantity] = []
    open_right: list[Quantity] = []
    for one in compared:
        yield from _of_pairs(one, views)
        found, left, right = _of_rest(one.view, one.matched, one.left, one.right, views)
        yield from found
        open_left += left
        open_right += right
    # Sentences may be paired wrongly where a figure is wrong: what is left is tried once more across the passage.
    across, left, right = _of_rest(None, Matched((), (), ()), open_left, open_right, views, relation=passage.relation)
    yield from across
    yield from _left_out(passage, left, right, views)
    yield from _put_in(passage, left, right, views)


def _of_rest(
    view: BeadView | None,
    matched: Matched,
    left: Sequence[Quantity],
    right: Sequence[Quantity],
    views: Views,
    *,
    relation: Relation = Relation.INTERPRETATION,
) -> tuple[list[Discrepancy], list[Quantity], list[Quantity]]:
    """Pair quantities that disagree, the surest first; return the discrepancies and what is still left."""
    relation = view.bead.relation if view else relation
    candidates: list[tuple[float, int, int, Disagreement]] = []
    for row, one in enumerate(left):
        for column, other in enumerate(right):
            found = disagreement(one, other)
            if found is None or (found.needs_place and (view is None or not in_place(one, other, matched.pairs, left, right))):
                continue
            alike = 0.02 * (one.role == other.role) + 0.02 * (one.direction == other.direction)
            candidates.append((-found.confidence - alike, row, column, found))
    rows: set[int] = set()
    columns: set[int] = set()
    out: list[Discrepancy] = []
    for _, row, column, found in sorted(candidates, key=lambda one: one[:3]):
        if row not in rows and column not in columns:
            rows.add(row)
            columns.add(column)
            out.append(finding(relation, "quantity", found.kind, left[row], right[column], found.confidence, found.text))
    return (
        out,
        [one for at, one in enumerate(left) if at not in rows],
        [one for at, one in enumerate(right) if at not in columns],
    )


def _clause(one: Quantity, views: Views) -> str:
    segment = views.segments[one.segment]
    start, end = clause_around(segment, one.start, one.end)
    return segment.text[start - segment.start : end - segment.start]


def _of_pairs(one: Compared, views: Views) -> Iterator[Discrepancy]:
    for source, target in one.matched.pairs:
        yield from _of_directions(one.view, source, target, views)
        yield from _of_roles(one.view, source, target, views)
        yield from _of_signs(one.view, source, target, views)
        yield from _of_currencies(one.view, source, target, views)


def _of_directions(view: BeadView, one: Quantity, other: Quantity, views: Views) -> Iterator[Discrepancy]:
    relation = view.bead.relation
    if one.direction and other.direction and one.direction != other.direction:
        if is_loss(_clause(one, views)) or is_loss(_clause(other, views)):
            return  # a loss that widened is a result that fell
        text = f"The source says {one.text}, going {one.direction}; the target {other.text}, going {other.direction}."
        yield finding(relation, "direction", "direction", one, other, 0.75, text)
    elif other.direction and not one.direction and is_stable(view.source.text) and not is_stable(view.target.text):
        text = f"The source says that it did not move ({one.text}), the target that it went {other.direction}."
        yield finding(relation, "direction", "direction", one, other, 0.5, text)


def _of_roles(view: BeadView, one: Quantity, other: Quantity, views: Views) -> Iterator[Discrepancy]:
    """Find a level, or what is compared with, turned into a change, or the reverse."""
    roles = {one.role, other.role}
    if "change" not in roles or len(roles) == 1 or None in roles or {one.unit, other.unit} & {"pp", "times"}:
        return
    level = one if one.role != "change" else other
    if not is_reached(views.around(level)[0]):
        return
    words = {"change": "a change", "level": "a level", "base": "what is compared with"}
    text = f"The source gives {words[one.role or '']} ({one.text}), the target {words[other.role or '']} ({other.text})."
    yield finding(view.bead.relation, "quantity", "level-change", one, other, 0.6, text)


def _of_currencies(view: BeadView, one: Quantity, other: Quantity, views: Views) -> Iterator[Discrepancy]:
    """Find an amount in 元 given in another currency, in a call whose Chinese names that currency nowhere."""
    units = {one.unit, other.unit}
    if len(units) == 1 or not units <= CURRENCIES or units & views.currencies - {"CNY"}:
        return
    text = f"The figure is the same, the currency is not: {one.text} ({one.unit}) in the source, {other.text} ({other.unit}) in the target."
    yield finding(view.bead.relation, "quantity", "unit", one, other, 0.75, text)


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
    lost = lost and (signed or -1 in signs)
    if signs == [0, 0] or signs[0] == signs[1] or not (lost or 0 not in signs):
        return
    text = f"The sign differs: {_signed(one, signs[0])} in the source, {_signed(other, signs[1])} in the target."
    confidence = 0.8 if signed or 0 not in signs else 0.6
    yield finding(view.bead.relation, "quantity", "sign", one, other, confidence, text)


def _sign(one: Quantity, views: Views) -> int:
    return -1 if (one.value or 0.0) < 0 else polarity(*views.around(one))


def _signed(one: Quantity, sign: int) -> str:
    words = {-1: "a loss or negative", 0: "no sign", 1: "a gain or positive"}
    return f"{one.text} ({words[sign]})"


def _left_out(
    passage: PassageView, left: Sequence[Quantity], right: Sequence[Quantity], views: Views
) -> Iterator[Discrepancy]:
    """Find amounts of money, shares and large counts that the rendition gives nowhere.

    A figure that the rendition says of the same kind, without a partner of its own, may stand for it: then nothing is
    reported.
    """
    if not passage.target.segments:
        return
    said = _figures(passage.target.text, right)
    for one in left:
        if _counts(one, said) and not any(comparable(one, other) for other in right) and not _repeated(one, passage.source.quantities):
            text = f"The source's figure ({one.text}) is nowhere in the target's passage."
            yield finding(passage.relation, "omission", "omitted-figure", one, _target_of(passage, one), 0.6, text)


def _put_in(
    passage: PassageView, left: Sequence[Quantity], right: Sequence[Quantity], views: Views
) -> Iterator[Discrepancy]:
    if not passage.source.segments:
        return
    said = _figures(passage.source.text, left)
    both = {at for view in passage.beads if view.source.segments for at in view.target.segments}
    for one in right:
        if one.segment not in both:  # an original that the recording lost is no addition
            continue
        if _counts(one, said) and not any(comparable(one, other) for other in left) and not _repeated(one, passage.target.quantities):
            text = f"The target's figure ({one.text}) is nowhere in the source's passage."
            yield finding(passage.relation, "addition", "added-figure", _source_of(passage, one), one, 0.55, text)


def counts_for_fidelity(one: Quantity) -> bool:
    """Tell whether a quantity is one that a rendition must keep: money, a share, a factor, a measure, a count of ten up."""
    small = one.unit == "count" and abs(one.value or 0.0) < _FEWEST
    return one.unit not in {"date", "ordinal", "page"} and not small


def _figures(text: str, spare: Sequence[Quantity]) -> frozenset[str]:
    """Return the figures of a text as they stand: the 3000 of a product's name is no quantity on one side only.

    Figures in words that nothing answers are among them, without their unit: "nine per cent now, before it was six".
    """
    figures = re.findall(r"\d+(?:\.\d+)?", text.replace(",", ""))
    return frozenset((*figures, *(f"{abs(one.said):.15g}" for one in spare if one.said is not None)))


def _counts(one: Quantity, said: frozenset[str]) -> bool:
    """Tell whether a quantity that the other side lacks was left out, rather than said in other words."""
    plain = f"{abs(one.said or 0.0):.15g}"
    if plain in said and (one.unit == "count" or not re.search(r"[\d.]{3}", one.text)):
        return False
    if (one.unit == "percent" and _IN_WORDS.search(one.text)) or (abs(one.said or 0.0) <= 1 and not re.search(r"\d", one.text)):
        return False
    return one.unit in _SHARES or (one.unit == "count" and abs(one.value or 0.0) >= _FEWEST and not one.approximate)


def _repeated(one: Quantity, all_of_side: Sequence[Quantity]) -> bool:
    """Tell whether a side says the same figure twice: the other side may say it once."""
    return sum(other.unit == one.unit and other.value == one.value for other in all_of_side) > 1


def _target_of(passage: PassageView, one: Quantity) -> tuple[int, ...]:
    return next((view.target.segments for view in passage.beads if one.segment in view.source.segments), ())


def _source_of(passage: PassageView, one: Quantity) -> tuple[int, ...]:
    return next((view.source.segments for view in passage.beads if one.segment in view.target.segments), ())
