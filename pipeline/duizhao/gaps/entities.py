"""Discrepancies of names: people, companies, products and places that one side calls by another name.

A name is rendered where the other side has its pinyin, its Latin letters, its place's name or its entry in the user's
glossary. It is reported where it is not, and something else stands there that can be seen to stand for it: a name that
shares a syllable with it, another person's surname, another product, another place.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from rapidfuzz import fuzz

from duizhao.gap_records import Discrepancy
from duizhao.gaps.finding import finding
from duizhao.gaps.naming import (
    Names,
    cut,
    find,
    latin_names,
    name_words,
    people_of,
    place_pattern,
    places_in,
    rendering_of,
    romanised,
    spellings,
)
from duizhao.gaps.views import BeadView, PassageView, Side, Views
from duizhao.gaps.wording import Word
from duizhao.names import pinyin
from duizhao.tokens import simplified
from duizhao.vocabulary import Lang

_LIKE, _SHORTEST_LATIN = 50, 4

Pair = tuple[Word, Word, float]


def name_discrepancies(passage: PassageView, views: Views, names: Names) -> Iterator[Discrepancy]:
    """Yield the names that the two sides of a passage disagree on; a passage in one language has none."""
    for view in passage.beads:
        if not view.source.segments or not view.target.segments:
            continue
        yield from _of_terms(view, passage, views, names)
        chinese, english = _sides(view.source, view.target)
        if chinese is None or english is None:
            continue
        whole = _sides(passage.source, passage.target)
        pairs = (
            *_of_people(chinese, english, views, names),
            *_of_spellings(chinese, english, whole[0] or chinese, views, names),
            *_of_latin(chinese, english, (whole[0] or chinese, whole[1] or english), views),
            *_of_places(chinese, english, (whole[0] or chinese, whole[1] or english), views),
        )
        seen: set[tuple[int, int]] = set()
        for left, right, confidence in pairs:
            if (right.segment, right.start) not in seen:
                seen.add((right.segment, right.start))
                one, other = (left, right) if chinese is view.source else (right, left)
                text = f"The source names {one.text}, the target {other.text}."
                yield finding(view.bead.relation, "entity", "entity", one, other, confidence=confidence, text=text)


def _sides(source: Side, target: Side) -> tuple[Side | None, Side | None]:
    """Return the Chinese side and the other one; nulls where both or neither is Chinese."""
    if (source.lang is Lang.ZH) is (target.lang is Lang.ZH):
        return None, None
    return (source, target) if source.lang is Lang.ZH else (target, source)


def _of_people(chinese: Side, english: Side, views: Views, names: Names) -> Iterator[Pair]:
    """Compare people by surname: each 孟总 wants a "Mr. Meng"; one left on each side is one person with two names."""
    named = people_of(english, views, names)
    if not named:
        return
    left = [one for one in people_of(chinese, views, names) if not rendering_of(one, english)]
    heard = {spelled for one in chinese.text for spelled in spellings(one)}
    called = [one for one in named if one.text.lower() not in heard and one.text not in chinese.text]
    right = [one for one in called if len(cut(one.text.lower())) == 1]
    if len({one.sense for one in left}) == 1 and len({one.text for one in right}) == 1:
        yield left[0], right[0], 0.6


def _of_spellings(chinese: Side, english: Side, whole: Side, views: Views, names: Names) -> Iterator[Pair]:
    """Find names that share a syllable and differ in another: 宏岳 (Hongyue) and "Hongyuan"."""
    spelled = [one for one in romanised(english, views) if len(one[1]) > 1 and one[0].text.lower() not in names.known]
    words = [(word, pinyin(word.sense)) for word in name_words(chinese, views, names)] if spelled else ()
    said = "".join(re.findall(r"[a-z]+", english.text.lower())) if words else ""
    for romanisation, syllables in spelled:
        for word, own in words:
            same = sum(one == other for one, other in zip(own, syllables, strict=False))
            if len(own) == len(syllables) == same + 1 and "".join(own) not in said:
                # Asked last: hardly a name comes so far, and a passage's pinyin takes milliseconds.
                if _sounded("".join(syllables)) not in _heard(whole):
                    yield word, romanisation, 0.6
                break


def _heard(side: Side) -> str:
    """Return how a side sounds in Chinese."""
    return _sounded("".join(pinyin(simplified(side.text))))


def _sounded(spelled: str) -> str:
    """Return a spelling as foreign names are put into Chinese: r is l."""
    return spelled.replace("r", "l").replace("v", "u")


def _of_latin(chinese: Side, english: Side, whole: tuple[Side, Side], views: Views) -> Iterator[Pair]:
    """Find names in Latin letters inside the Chinese that the English has otherwise: QL-4.5 and "QL-5.4"."""
    said = [one for one in latin_names(chinese, views) if len(one.text) >= _SHORTEST_LATIN]
    if not said:
        return
    texts = [folded(side.text) for side in whole]
    left = [one for one in said if folded(one.text) not in texts[1]]
    right = [one for one in latin_names(english, views) if folded(one.text) not in texts[0]] if left else ()
    for one in left:
        alike = [(fuzz.ratio(one.text.lower(), other.text.lower()), -other.start, other) for other in right]
        best = max(alike, key=lambda found: found[:2], default=None)
        if best is not None and best[0] >= _LIKE:
            yield one, best[2], 0.55


def folded(text: str) -> str:
    """Return the letters, digits and points of a text, lower case: "QL 4.5" and "QL-4.5" are one name."""
    return re.sub(r"[^a-z0-9.]", "", text.lower())


def _of_places(chinese: Side, english: Side, whole: tuple[Side, Side], views: Views) -> Iterator[Pair]:
    """Find one place given for another: 新加坡 and "Malaysia"."""
    first, second = places_in(whole[0].text), places_in(whole[1].text)
    both = {one.chinese for one in first} & {one.chinese for one in second}
    left = [
        word for one in first if one.chinese not in both for word in find(place_pattern(one.chinese), chinese, views)
    ]
    right = [
        word for one in second if one.chinese not in both for word in find(place_pattern(one.english), english, views)
    ]
    if len(left) == len(right) == 1:
        yield left[0], right[0], 0.6
    elif len(left) == 1 and not right:
        heard = _heard(whole[0])
        other = [
            word for word, cuts in romanised(english, views) if len(cuts) > 1 and _sounded("".join(cuts)) not in heard
        ]
        if len(other) == 1:
            yield left[0], other[0], 0.5


def _of_terms(view: BeadView, passage: PassageView, views: Views, names: Names) -> Iterator[Discrepancy]:
    """Find terms of the user's glossary that the other side does not render as the glossary says."""
    for term, renderings in names.glossary.in_text(view.source.text):
        if not any(names.glossary.holds(passage.target.text, rendering) for rendering in renderings):
            word = next(find(re.compile(re.escape(term), re.IGNORECASE), view.source, views), view.source.segments)
            forms = " or ".join(renderings)
            text = f"The source says {term}; the glossary renders it {forms}, which the target's passage does not hold."
            yield finding(view.bead.relation, "entity", "term", word, view.target.segments, confidence=0.7, text=text)
