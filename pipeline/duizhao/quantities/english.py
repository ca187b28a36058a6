"""Quantities of English as spoken and printed in calls.

A figure or number words, the sign and currency before them, the scale and unit behind them. What is no quantity is left
to `duizhao.quantities.lookalikes`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from duizhao.quantities.lookalikes import is_name_or_code, is_pronoun
from duizhao.quantities.mention import Mention
from duizhao.quantities.numerals import NUMBER_WORDS, SCALES_EN, english_numeral, figure
from duizhao.quantities.units import CURRENCY_BEFORE, DURATIONS, Unit, currency_of, english_unit

_SCALE = r"hundred|thousand|million|billion|trillion|dozen|mln|mn|bn|tn|mm|k|m|b"
# Figures as a recogniser breaks them: "2 0.0 billion", "1 .86", "18. 6%", "1, 970 million". A blank is read over only
# where a scale or a percent sign shows that the figure goes on.
_GOES_ON = r"(?= ?(?:million|billion|trillion|bn\b|mn\b|%|percent))"
_FIGURE = (
    rf"(?:\d{{1,2}} \d{{1,2}}\.\d+{_GOES_ON}|\d{{1,3}} \.\d+{_GOES_ON}|\d{{1,3}}\. \d{{1,2}}{_GOES_ON}|\d{{1,3}}(?:, \d{{3}})+(?:\.\d+)?{_GOES_ON}|"
    r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)"
)
_NUMBER = re.compile(
    rf"(?:(?<!plus or )(?P<sign>negative|minus|positive)[ -]+)?(?:(?<![A-Za-z])(?P<currency>{CURRENCY_BEFORE})(?P<gap> ?)(?:(?P<sign2>negative|minus)\s+|(?P<dash2>[-\u2212]))?|(?P<dash>(?<![\w.)%])[-\u2212]))?"
    rf"(?:(?<![A-Za-z\d_.,])(?P<figure>{_FIGURE})(?![\d]|\.\d)|(?P<glued>(?<=RMB|CNY|USD|HKD|TWD|SGD|EUR|GBP){_FIGURE})|\b(?P<words>{NUMBER_WORDS}))"
    rf"(?:(?P<between>[ -]?)(?P<scale>{_SCALE})(?![A-Za-z\d'\u2019]))?",
    re.IGNORECASE,
)  # fmt: skip
# What may stand between a number and its unit: "seven consecutive quarters", "two full years".
_AFTER = re.compile(
    r"[ -]{0,2}(?:odd[ -])?(?:(?:consecutive|straight|full|fiscal|successive|whole|additional|more|business) (?=(?:year|quarter|month|week|day|hour)s?\b))?"
)
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
_CONNECTED = re.compile(r"\s?(?:to|or|-|\u2013|~)\s?(?:around |about |nearly )?")
# "Rose $26 million to $530 million": by the one, to the other; "rose 15% to 20%" is a range, whose ends are nearer.
_WIDEST = Decimal("2.5")
_MOVED = re.compile(
    r"\b(?:rose|fell|increased|decreased|grew|declined|dropped|improved|climbed|gained|lost|narrowed|widened|slipped|slid|jumped|eased|by)(?: by| about| around| nearly| another| a further)? ?$"
)
_LOOK_BACK = 24
_SCALES = re.compile(rf"(?<![A-Za-z])(?:{_SCALE})(?![A-Za-z])", re.IGNORECASE)
_MORE_THAN_BASE = re.compile(r"[ -]?(?:higher|more|greater|larger)\b")
_PARTS_OF = {"half": Decimal("0.5"), "a quarter of": Decimal("0.25"), "three quarters of": Decimal("0.75")}
_PART_OF = re.compile(
    r"\b(?P<part>half|a quarter of|three[ -]quarters of) a (?P<unit>percentage point|percent|point)\b", re.IGNORECASE
)
_OUT_OF = re.compile(
    r"\b(?P<n>one|two|three|four|five|six|seven|eight|nine) (?:in|out of)(?: every)? (?P<of>three|four|five|ten|twenty|a hundred)\b",
    re.IGNORECASE,
)
_FOLD = re.compile(r"\b(?P<n>two|three|four|five|six|seven|eight|nine|ten|twenty)fold\b", re.IGNORECASE)


def english_mentions(text: str) -> Iterator[Mention]:
    """Yield the quantities of an English text; they may overlap, the first of two that do is meant."""
    yield from _pages(text)
    yield from _counted_from(text)
    yield from _parts_of(text)
    yield from _out_of(text)
    yield from _fractions(text)
    yield from _multiples(text)
    yield from _ranges(text, list(_numbers(text)))
    yield from _ordinals(text)
    yield from _spans(text)
    yield from _folds(text)


def _numbers(text: str) -> Iterator[Mention]:
    for found in _NUMBER.finditer(text):
        mention = _number(found, text)
        if mention is not None:
            yield mention


def _number(found: re.Match[str], text: str) -> Mention | None:
    if found.string.endswith("point ", 0, found.start()):  # "point five"
        return None
    digits = found["figure"] or found["glued"]
    value = figure(digits) if digits else english_numeral(found["words"])
    if value is None:
        return None
    scale, end = _scale(found)
    if scale is not None:
        value *= scale
    unit, end = _unit(found, text, end)
    if unit is None:
        return None
    negative = (
        (found["sign"] or "").lower() in {"negative", "minus"} or found["sign2"] or found["dash2"] or found["dash"]
    )
    start = (
        found.start()
        if found["sign"] or found["currency"] or found["dash"]
        else found.start("figure" if found["figure"] else "words" if found["words"] else "glued")
    )
    value *= unit.worth
    other = (value + 1, "times") if unit.base == "times" and _MORE_THAN_BASE.match(text, end) else None
    return Mention(start, end, -value if negative else value, unit.base, other=other, worth=unit.worth)


def _scale(found: re.Match[str]) -> tuple[Decimal | None, int]:
    """Return the scale behind a figure; "5 m" without a currency may be metres, and "4K" a screen."""
    said = found["scale"]
    number_end = next(found.end(name) for name in ("figure", "glued", "words") if found[name])
    if said is None:
        return None, number_end
    # "30B" and "5k" are scales without a currency too; "5 m", "4K" and "12 b" are not.
    alone = found["between"] or said not in {"B", "k"}
    hyphened = found.string.startswith("-", found.end("scale"))
    if len(said) == 1 and ((not found["currency"] and alone) or hyphened):
        return None, number_end
    return SCALES_EN[said.lower()], found.end("scale")


def _unit(found: re.Match[str], text: str, end: int) -> tuple[Unit | None, int]:
    """Return what a number counts and where the mention ends; no unit where it is no quantity."""
    if found["currency"]:
        return Unit(currency_of(found["currency"])), end
    gap = _AFTER.match(text, end)
    at = gap.end() if gap else end
    named = english_unit(text, at)
    if named is not None:
        coded = named[0].base in DURATIONS and is_name_or_code(text, found, end, counted=True)
        return (None, end) if coded else named
    scaled = end == found.end("scale")
    if not scaled and (is_name_or_code(text, found, end) or is_pronoun(text, found)):
        return None, end
    return Unit("count"), end


def _ranges(text: str, mentions: list[Mention]) -> Iterator[Mention]:
    """Join the ends of ranges: "10% to 15%", "between RMB1.95 billion and RMB2.05 billion", "two to three years"."""
    at = 0
    while at < len(mentions):
        one = mentions[at]
        joined = _joined(text, one, mentions[at + 1]) if at + 1 < len(mentions) else None
        yield joined or one
        at += 1 if joined is None else 2


def _joined(text: str, one: Mention, other: Mention) -> Mention | None:
    units = {one.unit, other.unit} - {"count"}
    if one.value is None or other.value is None or len(units) > 1 or not _linked(text, one, other):
        return None
    low = one.value * (other.worth if one.unit == "count" else 1)
    near = one.unit == other.unit and low <= other.value < low * 100
    scale = Decimal(1)  # "18 to 20 billion", "five to six hundred million": the scale is said once
    for said in _SCALES.findall(text[other.start : other.end]):
        scale *= SCALES_EN[said.lower()]
    if not near and low * scale <= other.value:
        low *= scale
    if low >= other.value:
        return None
    return replace(other, start=one.start, value=low, high=other.value, unit=units.pop() if units else "count")


def _linked(text: str, one: Mention, other: Mention) -> bool:
    """Tell whether two numbers are the ends of a range; after "from" they are a base and a level."""
    between = text[one.end : other.start]
    before = text[max(0, one.start - _LOOK_BACK) : one.start].lower()
    if re.search(r"\bfrom (?:around |about |a )?(?:\w+ )?$", before):
        return False
    if (
        _MOVED.search(before)
        and one.value is not None
        and other.value is not None
        and other.value > _WIDEST * one.value
    ):
        return False
    both = re.fullmatch(r" and (?:around |about )?", between) is not None and "between" in before
    return both or _CONNECTED.fullmatch(between) is not None


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
