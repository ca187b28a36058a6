"""Quantities of English that are no plain number with a unit: pages, shares, doublings, ordinals, spans of time."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from duizhao.quantities.mention import Mention
from duizhao.quantities.numerals import english_numeral

_COUNTED_FROM = re.compile(
    r"\b(?:year|day|month|week) (?P<n>zero|one|two|three|four|five)\b(?![ -](?:hundred|thousand|million|year|day|quarter|month|of|to|or))",
    re.IGNORECASE,
)
_MULTIPLE = re.compile(
    r"\b(?:(?P<two>doubl(?:ed|ing)\b|doubles\b(?! as))|(?P<three>tripl(?:ed|ing|es)\b)|(?P<four>quadrupl(?:ed|ing|es)\b)|(?P<half>halv(?:ed|ing|es)\b)|(?P<twice>twice(?= (?:as|that|the|its|what|last))))",
    re.IGNORECASE,
)
_MULTIPLES = {"two": Decimal(2), "three": Decimal(3), "four": Decimal(4), "half": Decimal("0.5"), "twice": Decimal(2)}
_WAYS = {"half": "down", "twice": ""}
_FRACTION = re.compile(
    r"\b(?:(?P<n>one|two|three|four|five|six|seven|eight|nine|a|another)[ -](?P<of>thirds?|quarters?|fifths?|tenths?)|(?P<half>(?:(?<=one )|(?<=one-)|(?<=than )|(?<=about )|(?<=nearly )|(?<=almost )|(?<=roughly )|(?<=over )|(?<=around )|(?<=by ))half(?! an?\b| (?:year|of (?:20\d\d|this year|last year|the year|next year|fiscal)))|half(?= of (?!(?:20\d\d|this (?:year|quarter)|last|next|the (?:year|fiscal)|fiscal)\b)| (?:the|our|its|their|that|as) (?!year))))\b",
    re.IGNORECASE,
)
_PARTS = {"third": 3, "quarter": 4, "fifth": 5, "tenth": 10}
_ORDINAL_WORDS = "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth".split()
_ORDINAL_VALUES = {word: value for value, word in enumerate(_ORDINAL_WORDS, 1)}
_ORDINAL = re.compile(
    rf"\b(?:(?P<word>{'|'.join(_ORDINAL_WORDS)})(?=[ -](?!and foremost|of all|thing|place|hand\b|half\b|to none|nature\b|class\b)[a-z])|(?<![\d,])(?P<figure>\d{{1,3}}(?:,\d{{3}})*)(?:st|nd|rd|th)\b|(?<!\w)[Nn]o\. ?(?P<number>\d{{1,3}})\b(?!,\d))"
)
_NO_ORDINAL_BEFORE = re.compile(r"\b(?:at|a|per|split|wait a|in a|from the|one|two|three|four) $", re.IGNORECASE)
_PAGE = re.compile(r"\b(?:page|slide)s? (?P<n>\d{1,3})\b", re.IGNORECASE)
_SPAN = re.compile(
    r"(?<=more than )a (?P<a>year|quarter|month|week|decade)\b|(?<=about )a (?P<b>year|quarter|month|week|decade)\b|(?<=over )a (?P<c>year|quarter|month|week|decade)\b|"
    r"\b(?P<h>a year and a half)\b|\b(?P<d>half a year)\b|(?<=within )a (?P<e>year|quarter|month|week|decade)\b|(?<=nearly )a (?P<f>year|quarter|month|week|decade)\b|(?<=than half )a (?P<g>year)\b",
    re.IGNORECASE,
)
_PARTS_OF = {"half": Decimal("0.5"), "a quarter of": Decimal("0.25"), "three quarters of": Decimal("0.75")}
_PART_OF = re.compile(
    r"\b(?P<part>half|a quarter of|three[ -]quarters of) a (?P<unit>percentage point|percent|point)\b", re.IGNORECASE
)
_OUT_OF = re.compile(
    r"\b(?P<n>one|two|three|four|five|six|seven|eight|nine) (?:in|out of)(?: every)? (?P<of>three|four|five|ten|twenty|a hundred)\b",
    re.IGNORECASE,
)
_FOLD = re.compile(r"\b(?P<n>two|three|four|five|six|seven|eight|nine|ten|twenty)fold\b", re.IGNORECASE)


def english_phrases(text: str, lower: str) -> Iterator[Mention]:
    """Yield those that come before plain numbers: they may overlap, the first of two that do is meant.

    Args:
        text: In English.
        lower: The same in lower case, as long as the text.
    """
    yield from (one for needs, read in _FIRST if any(map(lower.__contains__, needs)) for one in read(text))


def english_phrases_beside(text: str, lower: str, *, figures: bool) -> Iterator[Mention]:
    """Yield those that come after plain numbers, of a text in English; `figures` tells whether it has any."""
    if figures or any(map(lower.__contains__, _ORDINAL_WORDS)):
        yield from _ordinals(text)
    yield from (one for needs, read in _LAST if any(map(lower.__contains__, needs)) for one in read(text))


def _fractions(text: str) -> Iterator[Mention]:
    for found in _FRACTION.finditer(text):
        if found["of"] and not _is_share(found, text):
            continue
        if found["half"]:
            before = text[max(0, found.start() - 4) : found.start()].lower()
            start = found.start() - 4 if before in {"one ", "one-"} else found.start()
            yield Mention(start, found.end(), Decimal(50), "percent")
            continue
        part = _PARTS[found["of"].lower().rstrip("s")]
        count = 1 if found["n"].lower() in {"a", "another"} else english_numeral(found["n"]) or 1
        yield Mention(found.start(), found.end(), (Decimal(100) * count / part).quantize(Decimal("1e-10")), "percent")


def _is_share(found: re.Match[str], text: str) -> bool:
    """Tell whether "a quarter" or "a third" is a share: not a season of the year, not "a third party"."""
    before, after = text[max(0, found.start() - 12) : found.start()], text[found.end() :]
    if found["of"].lower().startswith("quarter"):
        return bool(
            re.match(r" of (?!20|the year|this year|last year|fiscal)", after)
            or re.search(r"\bby (?:about |around |nearly |over )?$", before)
        )
    return found["n"].lower() not in {"a", "another"} or not re.match(
        r" (?!of|from|more|less|lower|higher|in|to|as|than|by|on|and|or|at|over|year)[a-z]", after
    )


def _multiples(text: str) -> Iterator[Mention]:
    """Read multiples said in one word: doubled, tripled, halved."""
    for found in _MULTIPLE.finditer(text):
        yield Mention(
            found.start(),
            found.end(),
            _MULTIPLES[str(found.lastgroup)],
            "times",
            way=_WAYS.get(str(found.lastgroup), "up"),
        )


def _out_of(text: str) -> Iterator[Mention]:
    """Read "one in ten" and "nine out of ten": shares."""
    for found in _OUT_OF.finditer(text):
        part, whole = english_numeral(found["n"]), english_numeral(found["of"])
        if part and whole and part < whole:
            yield Mention(
                found.start(), found.end(), (100 * part / whole).quantize(Decimal("1e-10")).normalize(), "percent"
            )


def _folds(text: str) -> Iterator[Mention]:
    """Read "fivefold", which is one word."""
    for found in _FOLD.finditer(text):
        yield Mention(found.start(), found.end(), english_numeral(found["n"]), "times")


def _ordinals(text: str) -> Iterator[Mention]:
    for found in _ORDINAL.finditer(text):
        before = text[max(0, found.start() - 8) : found.start()]
        if _NO_ORDINAL_BEFORE.search(before):
            continue
        word = found["word"]
        value = _ORDINAL_VALUES[word] if word else int((found["figure"] or found["number"]).replace(",", ""))
        yield Mention(found.start(), found.end(), Decimal(value), "ordinal")


def _parts_of(text: str) -> Iterator[Mention]:
    """Read "half a percentage point" and "a quarter of a percent"."""
    for found in _PART_OF.finditer(text):
        unit = "percent" if found["unit"].lower().startswith("percent") and "point" not in found["unit"] else "pp"
        yield Mention(found.start(), found.end(), _PARTS_OF[found["part"].lower().replace("-", " ")], unit)


def _counted_from(text: str) -> Iterator[Mention]:
    """Read "year two" and "day one"."""
    for found in _COUNTED_FROM.finditer(text):
        value = english_numeral(found["n"])
        yield Mention(found.start(), found.end(), value or Decimal(0), "ordinal")


def _pages(text: str) -> Iterator[Mention]:
    for found in _PAGE.finditer(text):
        yield Mention(found.start(), found.end(), Decimal(found["n"]), "page")


def _spans(text: str) -> Iterator[Mention]:
    """Read "more than a year" and the like: an article counts only where something is measured with it."""
    for found in _SPAN.finditer(text):
        if found["h"]:
            yield Mention(found.start(), found.end(), Decimal("1.5"), "year")
            continue
        if found["d"]:
            yield Mention(found.start(), found.end(), Decimal(6), "month")
            continue
        said = next(found[name] for name in "abcefg" if found[name]).lower()
        yield Mention(
            found.start(), found.end(), Decimal(10 if said == "decade" else 1), "year" if said == "decade" else said
        )


# What is read before numbers and after them, each with what it cannot do without, in lower case, any one of these: most
# texts have none, and need not be searched.
_FIRST = (
    (("page", "slide"), _pages),
    (("year ", "day ", "month ", "week "), _counted_from),
    (("half a ", "quarter of a ", "quarters of a "), _parts_of),
    ((" three", " four", " five", " ten", " twenty", " a hundred"), _out_of),
    (("half", "third", "quarter", "fifth", "tenth"), _fractions),
    (("doubl", "tripl", "quadrupl", "halv", "twice"), _multiples),
)
_LAST = ((("a year", "a quarter", "a month", "a week", "a decade"), _spans), (("fold",), _folds))
