"""Discrepancies of figures: what the quantities of a passage's two sides disagree on, leave out and add.

Precision comes first: about 120 amounts of a call agree and one to four do not. So a figure that the passage gives
elsewhere has not been changed, and one figure disagrees with another only where the two can be seen to stand for each
other.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from duizhao.gap_records import Discrepancy, Quantity
from duizhao.gaps.disagreements import Disagreement, disagreement, in_place
from duizhao.gaps.finding import finding
from duizhao.gaps.matching import CURRENCIES, Matched, comparable, match
from duizhao.gaps.pairs import pair_discrepancies
from duizhao.gaps.views import BeadView, PassageView, Views
from duizhao.vocabulary import Relation

_SHARES = frozenset({"percent", "pp", *CURRENCIES})
_FEWEST = 10.0
# Quantities of one side of a passage that are tried against each other: what holds more is no speech.
_MOST = 60
# What it is worth beside the confidence that two figures play one part, or go one way.
_ALIKE = 0.02
# Of a figure that one side says so often, the other side may say it once.
_TWICE = 2
# Halves and thirds are said in many ways.
_IN_WORDS = re.compile(r"分之|半|half|third|quarter|fifth|tenth", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Compared:
    """A bead with its quantities paired; what is left agrees with nothing in the passage.

    Attributes:
        view: The bead.
        matched: The pairs.
        left: Of the source, unpaired.
        right: Of the target, unpaired.
    """

    view: BeadView
    matched: Matched
    left: tuple[Quantity, ...]
    right: tuple[Quantity, ...]


def compare_all(views: Views) -> Mapping[int, list[Compared]]:
    """Pair the quantities of every passage; by the passage's index."""
    return {passage.index: compare(passage) for passage in views.passages}


def compare(passage: PassageView) -> list[Compared]:
    """Pair the quantities of each bead, then what is left of all beads with each other."""
    matches = [(view, match(view.source.quantities, view.target.quantities)) for view in passage.beads]
    rest = match(
        [one for _, matched in matches for one in matched.source],
        [one for _, matched in matches for one in matched.target],
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


def kept_figures(compared: Sequence[Compared]) -> frozenset[tuple[int, int]]:
    """Return where the figures stand, as segment and start, that the other side of the passage has too."""
    open_ones = {id(one) for view in compared for one in (*view.left, *view.right)}
    sides = (side.quantities for view in compared for side in (view.view.source, view.view.target))
    return frozenset(
        (one.segment, one.start)
        for side in sides
        for one in side
        if id(one) not in open_ones and counts_for_fidelity(one)
    )


def figure_discrepancies(passage: PassageView, compared: Sequence[Compared], views: Views) -> Iterator[Discrepancy]:
    """Yield what the figures of a passage disagree on."""
    open_left: list[Quantity] = []
    open_right: list[Quantity] = []
    for one in compared:
        yield from pair_discrepancies(one.view, one.matched.pairs, views)
        found, left, right = _of_rest(one.left, one.right, passage.relation, one.matched.pairs)
        yield from found
        open_left += left
        open_right += right
    # Sentences may be paired wrongly where a figure is wrong: what is left is tried once more across the passage.
    across, left, right = _of_rest(open_left, open_right, passage.relation)
    yield from across
    yield from _left_out(passage, left, right)
    yield from _put_in(passage, left, right)


def _of_rest(
    left: Sequence[Quantity],
    right: Sequence[Quantity],
    relation: Relation,
    pairs: Sequence[tuple[Quantity, Quantity]] | None = None,
) -> tuple[list[Discrepancy], list[Quantity], list[Quantity]]:
    """Pair quantities that disagree, the surest first; return the discrepancies and what is still left.

    Args:
        left: Of the source, unpaired.
        right: Of the target, unpaired.
        relation: What joins the two sides.
        pairs: Those of the bead, which tell places; null across a passage, where places say nothing.
    """
    rows: set[int] = set()
    columns: set[int] = set()
    out: list[Discrepancy] = []
    for _, row, column, found in sorted(_candidates(left, right, pairs), key=lambda candidate: candidate[:3]):
        if row not in rows and column not in columns:
            rows.add(row)
            columns.add(column)
            places = left[row], right[column]
            out.append(finding(relation, "quantity", found.kind, *places, confidence=found.confidence, text=found.text))
    return (
        out,
        [side for at, side in enumerate(left) if at not in rows],
        [side for at, side in enumerate(right) if at not in columns],
    )


def _candidates(
    left: Sequence[Quantity], right: Sequence[Quantity], pairs: Sequence[tuple[Quantity, Quantity]] | None
) -> Iterator[tuple[float, int, int, Disagreement]]:
    """Yield quantities that may disagree, with what orders them: how sure it is, and that they play one part."""
    for row, source in enumerate(left[:_MOST]):
        for column, target in enumerate(right[:_MOST]):
            found = disagreement(source, target)
            if found is None:
                continue
            placed = pairs is not None and in_place(source, target, pairs, left, right)
            if placed or not found.needs_place:
                alike = (source.role == target.role) + (source.direction == target.direction)
                yield -found.confidence - _ALIKE * alike, row, column, found


def _left_out(passage: PassageView, left: Sequence[Quantity], right: Sequence[Quantity]) -> Iterator[Discrepancy]:
    """Find amounts of money, shares and large counts that the rendition gives nowhere.

    A figure that the rendition says of the same kind, without a partner of its own, may stand for it: then nothing is
    reported.
    """
    if not passage.target.segments or passage.rendition_is_lost:
        return
    said, times = _figures(passage.target.text, right), _times(passage.source.quantities)
    for one in left:
        if (
            _is_missing(one, said)
            and not any(comparable(one, other) for other in right)
            and times[one.unit, one.value] < _TWICE
        ):
            text = f"The source's figure ({one.text}) is nowhere in the target's passage."
            yield finding(
                passage.relation, "omission", "omitted-figure", one, _target_of(passage, one), confidence=0.6, text=text
            )


def _put_in(passage: PassageView, left: Sequence[Quantity], right: Sequence[Quantity]) -> Iterator[Discrepancy]:
    if not passage.source.segments or passage.original_is_lost:
        return
    said, times = _figures(passage.source.text, left), _times(passage.target.quantities)
    both = {at for view in passage.beads if view.source.segments for at in view.target.segments}
    for one in right:
        if one.segment not in both:  # an original that the recording lost is no addition
            continue
        if (
            _is_missing(one, said)
            and not any(comparable(one, other) for other in left)
            and times[one.unit, one.value] < _TWICE
        ):
            text = f"The target's figure ({one.text}) is nowhere in the source's passage."
            yield finding(
                passage.relation, "addition", "added-figure", _source_of(passage, one), one, confidence=0.55, text=text
            )


def counts_for_fidelity(one: Quantity) -> bool:
    """Tell whether a rendition must keep a quantity: money, a share, a factor, a measure, a count of ten and more."""
    small = one.unit == "count" and abs(one.value or 0.0) < _FEWEST
    return one.unit not in {"date", "ordinal", "page"} and not small


def _figures(text: str, spare: Sequence[Quantity]) -> frozenset[str]:
    """Return the figures of a text as they stand: the 3000 of a product's name is no quantity on one side only.

    Figures in words that nothing answers are among them, without their unit: "nine per cent now, before it was six".
    """
    figures = re.findall(r"\d+(?:\.\d+)?", text.replace(",", ""))
    return frozenset((*figures, *(f"{abs(one.said):.15g}" for one in spare if one.said is not None)))


def _is_missing(one: Quantity, said: frozenset[str]) -> bool:
    """Tell whether a quantity that the other side lacks was left out, rather than said in other words."""
    plain = f"{abs(one.said or 0.0):.15g}"
    if plain in said and (one.unit == "count" or not re.search(r"[\d.]{3}", one.text)):
        return False
    if one.approximate and re.search("[几幾]", one.text):
        return False
    if (one.unit == "percent" and _IN_WORDS.search(one.text)) or (
        abs(one.said or 0.0) <= 1 and not re.search(r"\d", one.text)
    ):
        return False
    return one.unit in _SHARES or (one.unit == "count" and abs(one.value or 0.0) >= _FEWEST and not one.approximate)


def _times(side: Sequence[Quantity]) -> Counter[tuple[str, float | None]]:
    """Count how often a side says each figure."""
    return Counter((one.unit, one.value) for one in side)


def _target_of(passage: PassageView, one: Quantity) -> tuple[int, ...]:
    return next((view.target.segments for view in passage.beads if one.segment in view.source.segments), ())


def _source_of(passage: PassageView, one: Quantity) -> tuple[int, ...]:
    return next((view.source.segments for view in passage.beads if one.segment in view.target.segments), ())
