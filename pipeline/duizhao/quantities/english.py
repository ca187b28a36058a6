"""Quantities of English as spoken and printed in calls.

A figure or number words, the sign and currency before them, the scale and unit behind them. What is no quantity is left
to `duizhao.quantities.lookalikes`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from duizhao.quantities.english_phrases import english_phrases, english_phrases_beside
from duizhao.quantities.lookalikes import is_name_or_code, is_pronoun
from duizhao.quantities.mention import Mention
from duizhao.quantities.numerals import NUMBER_PARTS, NUMBER_WORDS, SCALES_EN, english_numeral, figure
from duizhao.quantities.units import CURRENCY_BEFORE, DURATIONS, Unit, currency_of, english_unit

_SCALE = r"hundred|thousand|million|billion|trillion|dozen|mln|mn|bn|tn|mm|k|m|b"
# Figures as a recogniser breaks them: "2 0.0 billion", "1 .86", "18. 6%", "1, 970 million". A blank is read over only
# where a scale or a percent sign shows that the figure goes on.
_GOES_ON = r"(?= ?(?:million|billion|trillion|bn\b|mn\b|%|percent))"
_FIGURE = (
    rf"(?:\d{{1,2}} \d{{1,2}}\.\d+{_GOES_ON}|\d{{1,3}} \.\d+{_GOES_ON}|\d{{1,3}}\. \d{{1,2}}{_GOES_ON}|\d{{1,3}}(?:, \d{{3}})+(?:\.\d+)?{_GOES_ON}|"
    r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)"
)
# In lower case: a pattern that takes letters of any case is tried in twice the time.
_NUMBER = re.compile(
    rf"(?:(?<!plus or )(?P<sign>negative|minus|positive)[ -]+)?(?:(?<![a-z])(?P<currency>{CURRENCY_BEFORE.lower()})(?P<gap> ?)(?:(?P<sign2>negative|minus)\s+|(?P<dash2>[-\u2212]))?|(?P<dash>(?<![\w.)%])[-\u2212]))?"
    rf"(?:(?<![a-z\d_.,])(?P<figure>{_FIGURE})(?![\d]|\.\d)|(?P<glued>(?<=rmb|cny|usd|hkd|twd|sgd|eur|gbp){_FIGURE})|\b(?P<words>{NUMBER_WORDS}))"
    rf"(?:(?P<between>[ -]?)(?P<scale>{_SCALE})(?![a-z\d'\u2019]))?",
)  # fmt: skip
# What may stand between a number and its unit: "seven consecutive quarters", "two full years".
_AFTER = re.compile(
    r"[ -]{0,2}(?:odd[ -])?(?:(?:consecutive|straight|full|fiscal|successive|whole|additional|more|business) (?=(?:year|quarter|month|week|day|hour)s?\b))?"
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
_DIGIT = re.compile(r"\d")
_LETTERS = re.compile(r"[a-z]+")


def english_mentions(text: str) -> Iterator[Mention]:
    """Yield the quantities of an English text; they may overlap, the first of two that do is meant."""
    lower = text.replace("\u0130", "I").lower()  # the one letter whose lower case is longer
    yield from english_phrases(text, lower)
    figures = _DIGIT.search(text) is not None
    if figures or not NUMBER_PARTS.isdisjoint(_LETTERS.findall(lower)):
        yield from _ranges(text, list(_numbers(text, lower)))
    yield from english_phrases_beside(text, lower, figures=figures)


def _numbers(text: str, lower: str) -> Iterator[Mention]:
    for found in _NUMBER.finditer(lower):
        mention = _number(found, text)
        if mention is not None:
            yield mention


def _number(found: re.Match[str], text: str) -> Mention | None:
    if text.endswith("point ", 0, found.start()):  # "point five"
        return None
    digits = found["figure"] or found["glued"]
    value = figure(digits) if digits else english_numeral(found["words"])
    if value is None:
        return None
    scale, end = _scale(found, text)
    if scale is not None:
        value *= scale
    unit, end = _unit(found, text, end)
    if unit is None:
        return None
    negative = found["sign"] in {"negative", "minus"} or found["sign2"] or found["dash2"] or found["dash"]
    start = (
        found.start()
        if found["sign"] or found["currency"] or found["dash"]
        else found.start("figure" if found["figure"] else "words" if found["words"] else "glued")
    )
    value *= unit.worth
    other = (value + 1, "times") if unit.base == "times" and _MORE_THAN_BASE.match(text, end) else None
    return Mention(start, end, -value if negative else value, unit.base, other=other, worth=unit.worth)


def _scale(found: re.Match[str], text: str) -> tuple[Decimal | None, int]:
    """Return the scale behind a figure; "5 m" without a currency may be metres, and "4K" a screen."""
    said = text[found.start("scale") : found.end("scale")] if found["scale"] else None
    number_end = next(found.end(name) for name in ("figure", "glued", "words") if found[name])
    if said is None:
        return None, number_end
    # "30B" and "5k" are scales without a currency too; "5 m", "4K" and "12 b" are not.
    alone = found["between"] or said not in {"B", "k"}
    hyphened = found.string.startswith("-", found.end("scale"))
    if len(said) == 1 and ((not found["currency"] and alone) or hyphened):
        return None, number_end
    return SCALES_EN[found["scale"]], found.end("scale")


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
