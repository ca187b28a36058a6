"""Discrepancies of words: rose against fell where no figure stands by, and what a change is measured against."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from duizhao.gap_records import Discrepancy, Quantity
from duizhao.gaps.figures import Compared
from duizhao.gaps.finding import finding
from duizhao.gaps.views import Side, Views
from duizhao.gaps.wording import Word, bases, clause_around, comparisons, denies, is_loss, moves, negations, relatives
from duizhao.vocabulary import Lang

# With more words of a kind than this a sentence pair is a list; which answers which is not to be told by order.
_MOST = 6
_ASKS = re.compile(r"[?？]|吗|呢|是否|嗎")
# A figure on the side of a word of comparison where its language does not put it counts as so many times further off.
_OTHER_SIDE = 3


def word_discrepancies(compared: Sequence[Compared], views: Views) -> Iterator[Discrepancy]:
    """Yield where words of movement or comparison differ between the two sides of beads."""
    for one in compared:
        if one.view.bead.source and one.view.bead.target:
            yield from _of_moves(one, views)
            yield from _of_comparisons(one, views)
            yield from _of_denials(one, views)
            yield from _of_periods(one, views)
            yield from _of_bases(one, views)


def _of_moves(one: Compared, views: Views) -> Iterator[Discrepancy]:
    """Compare words of rise and fall, clauses of figures aside, whose own directions are compared."""
    said = [quantity for quantity in (*one.view.source.quantities, *one.view.target.quantities) if quantity.direction]
    first = moves(one.view.bead.source, views.segments, said)
    pair = _odd_one(first, moves(one.view.bead.target, views.segments, said)) if first else None
    if pair is None or is_loss(one.view.source.text) or is_loss(one.view.target.text):
        return
    ways = [f"{word.sense} ({word.text})" for word in pair]
    text = f"The source says that it went {ways[0]}, the target that it went {ways[1]}."
    yield finding(one.view.bead.relation, "direction", "direction", *pair, confidence=0.6, text=text)


def _of_denials(one: Compared, views: Views) -> Iterator[Discrepancy]:
    """Find a denial on one side where the other holds no word that could be one."""
    source, target = one.view.source, one.view.target
    # A recogniser drops "not" as easily as an interpreter; and a question may ask for either.
    if source.lang is target.lang or _ASKS.search(source.text) or _ASKS.search(target.text):
        return
    # English denies in more ways ("will be no less than") than 不 renders: only Chinese denials are looked for.
    sides = ((source, target, "source"), (target, source, "target"))
    for side, other, denied in (one for one in sides if one[0].lang is Lang.ZH):
        words = negations(side.segments, views.segments)
        if words and not denies(other.text):
            silent = "target" if denied == "source" else "source"
            text = f"The {denied} denies something ({words[0].text}), the {silent} holds no word that does."
            places = (words[0], target.segments) if denied == "source" else (source.segments, words[0])
            yield finding(one.view.bead.relation, "direction", "negation", *places, confidence=0.5, text=text)
            return


def _of_comparisons(one: Compared, views: Views) -> Iterator[Discrepancy]:
    """Compare words that set something above or below a level: "still below our assumption"."""
    first = comparisons(one.view.source.segments, views.segments)
    pair = _odd_one(first, comparisons(one.view.target.segments, views.segments)) if first else None
    if pair is not None and not is_loss(one.view.source.text):
        text = f"The source says {pair[0].sense} ({pair[0].text}), the target {pair[1].sense} ({pair[1].text})."
        yield finding(one.view.bead.relation, "direction", "direction", *pair, confidence=0.6, text=text)


def _of_periods(one: Compared, views: Views) -> Iterator[Discrepancy]:
    """Compare the periods of figures that agree: each side names one in the figure's clause, and another one."""
    if not one.matched.pairs:
        return
    words = [relatives(side.segments, views.segments) for side in (one.view.source, one.view.target)]
    for source, target in one.matched.pairs:
        near = [_in_clause(side, held, views) for side, held in zip((source, target), words, strict=True)]
        if len(near[0]) == len(near[1]) == 1 and not _same_period(near[0][0], near[1][0]):
            said = [f"{held[0].sense} ({held[0].text})" for held in near]
            text = f"The source speaks of {said[0]}, the target of {said[1]}."
            yield finding(
                one.view.bead.relation, "quantity", "period", near[0][0], near[1][0], confidence=0.55, text=text
            )
            return


def _in_clause(one: Quantity, words: Sequence[Word], views: Views) -> list[Word]:
    start, end = clause_around(views.segments[one.segment], one.start, one.end)
    return [word for word in words if word.segment == one.segment and start <= word.start < end]


def _same_period(one: Word, other: Word) -> bool:
    """Tell whether two periods may be one: the whole year is this year or last, as the call has it."""
    senses = {one.sense, other.sense}
    return len(senses) == 1 or ("the whole year" in senses and senses & {"this year", "last year"} != set())


def _of_bases(one: Compared, views: Views) -> Iterator[Discrepancy]:
    """Compare what changes are measured against: figure by figure, and else the only two of the bead."""
    sides = one.view.source, one.view.target
    words = [bases(side.segments, views.segments) for side in sides]
    if not (words[0] or words[1]):
        return
    first, second = (_belonging(side, own, views) for side, own in zip(sides, words, strict=True))
    told = False
    for source, target in one.matched.pairs:
        left, right = first.get(_key(source), []), second.get(_key(target), [])
        if left and right and not any(_same_base(word, other) for word in left for other in right):
            told = True
            yield _basis(one, left[0], right[0])
        elif bool(left) != bool(right):
            yield from _by_date(one, (source, target), left or right, views)
    if (
        not told
        and words[0]
        and words[1]
        and not any(_same_base(word, other) for word in words[0] for other in words[1])
    ):
        yield _basis(one, words[0][0], words[1][0])


def _by_date(
    one: Compared, pair: tuple[Quantity, Quantity], said: Sequence[Word], views: Views
) -> Iterator[Discrepancy]:
    """Find a comparison on one side that is a date on the other, which nothing answers: 去年同期, "in Q1"."""
    silent, dates = (pair[1], one.right) if said[0].segment == pair[0].segment else (pair[0], one.left)
    if said[0].sense != "year on year":
        return
    clause = clause_around(views.segments[silent.segment], silent.start, silent.end)
    date = next(
        (
            day
            for day in dates
            if day.unit == "date" and day.segment == silent.segment and clause[0] <= day.start < clause[1]
        ),
        None,
    )
    if date is None or not re.search("[QH]", date.normalized):
        return
    text = f"One side compares {said[0].sense} ({said[0].text}), the other gives {date.text}."
    places = (said[0], date) if silent is pair[1] else (date, said[0])
    yield finding(one.view.bead.relation, "quantity", "basis", *places, confidence=0.55, text=text)


def _basis(one: Compared, source: Word, target: Word) -> Discrepancy:
    text = f"The source compares {source.sense} ({source.text}), the target {target.sense} ({target.text})."
    return finding(one.view.bead.relation, "quantity", "basis", source, target, confidence=0.75, text=text)


def _same_base(one: Word, other: Word) -> bool:
    senses = {one.sense, other.sense}
    return len(senses) == 1 or senses == {"quarter on quarter", "an earlier quarter"}


def _belonging(side: Side, words: Sequence[Word], views: Views) -> dict[tuple[int, int], list[Word]]:
    """Give each word of comparison to the figure nearest to it, one of its own clause before others."""
    out: dict[tuple[int, int], list[Word]] = {}
    figures = [one for one in side.quantities if one.unit not in {"date", "ordinal", "page"}]
    for word in words:
        own = [one for one in figures if one.segment == word.segment]
        if own:
            clause = clause_around(views.segments[word.segment], word.start, word.end)
            nearest = min(own, key=lambda one: (not clause[0] <= one.start < clause[1], _distance(one, word)))
            out.setdefault(_key(nearest), []).append(word)
    return out


def _distance(one: Quantity, word: Word) -> int:
    """Return how far a figure stands from a word of comparison; English puts the word behind it, Chinese before."""
    behind = word.start >= one.end
    expected = behind is word.text.isascii()
    return (word.start - one.end if behind else one.start - word.end) * (1 if expected else _OTHER_SIDE)


def _key(one: Quantity) -> tuple[int, int]:
    return one.segment, one.start


def _odd_one(first: Sequence[Word], second: Sequence[Word]) -> tuple[Word, Word] | None:
    """Return the one pair of words that differs where both sides have as many; null where none or several do."""
    if not 0 < len(first) == len(second) <= _MOST:
        return None
    differing = [pair for pair in zip(first, second, strict=True) if pair[0].sense != pair[1].sense]
    return differing[0] if len(differing) == 1 else None
