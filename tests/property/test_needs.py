"""What a pattern is said to need stands in whatever it matches: else texts are passed by that hold a match."""

from __future__ import annotations

import re

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from duizhao.gaps.wording import _TABLES
from duizhao.quantities import calendar, english_phrases
from duizhao.quantities.numerals import NUMBER_PARTS, NUMBER_WORDS
from duizhao.speakers.cues import CUES
from duizhao.speakers.mentions import _WAYS
from duizhao.speakers.modes import INTERPRETERS_FOOTING, NEEDS, SELF_TRANSLATION

_WORDS = [
    pytest.param(form.needs, form.english, id=f"{table}: {sense}")
    for table, senses in _TABLES.items()
    for sense, form in senses.items()
    if form.needs
]
_DATES = [
    pytest.param(needs, pattern, id=f"{kind} {number}")
    for number, (needs, patterns) in enumerate((*calendar._PATTERNS_EN, *calendar._PATTERNS_ZH))
    for kind, pattern in patterns
]
_CUES = [pytest.param(cue.needs, cue.pattern, id=cue.name) for cue in CUES]
_NAMES = [pytest.param(way.needs, way.pattern, id=f"{act} {at}") for at, (act, way) in enumerate(_WAYS)]
_MODES = [pytest.param(NEEDS, one, id=one.pattern[:12]) for one in (SELF_TRANSLATION, INTERPRETERS_FOOTING)]
_BEFORE = ("_PAGE", "_COUNTED_FROM", "_PART_OF", "_OUT_OF", "_FRACTION", "_MULTIPLE")
_PHRASES = [
    pytest.param(needs, getattr(english_phrases, name), id=name)
    for name, (needs, _) in zip(
        (*_BEFORE, "_SPAN", "_FOLD"), (*english_phrases._FIRST, *english_phrases._LAST), strict=True
    )
]


@pytest.mark.parametrize(("needs", "pattern"), [*_WORDS, *_DATES, *_PHRASES, *_CUES, *_NAMES, *_MODES])
@given(data=st.data())
@settings(max_examples=15, suppress_health_check=list(HealthCheck))
def test_what_a_match_needs_stands_in_it(needs: tuple[str, ...], pattern: re.Pattern[str], data: st.DataObject) -> None:
    text = data.draw(
        st.from_regex(pattern, alphabet=st.characters(max_codepoint=0x9FFF, exclude_characters="\u0131\u017f\u212a"))
    )
    found = pattern.search(text)
    assume(found is not None)
    assert any(need in f"{found[0]}\n{found[0].lower()}" for need in needs), found[0]


@given(text=st.from_regex(rf"\b{NUMBER_WORDS}", fullmatch=True))
def test_a_number_in_words_has_one_of_its_parts(text: str) -> None:
    assert not NUMBER_PARTS.isdisjoint(re.findall("[a-z]+", text)), text
