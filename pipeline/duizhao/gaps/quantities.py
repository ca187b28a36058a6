"""Amounts, shares, multiples and counts, English and Chinese, as spoken and printed in calls.

Decimal arithmetic; spans kept. What is no quantity is left alone: ordinals ("No. 1"), names with figures ("LM-4.5",
"QL-4.5", "Star 5"), keypad instructions, years.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from duizhao.gaps.numerals import SCALES_EN, SCALES_ZH, chinese_numeral, english_number
from duizhao.records import Quantity, Segment
from duizhao.vocabulary import Kind, Lang

_CURRENCIES = {
    "rmb": "CNY", "cny": "CNY", "yuan": "CNY", "renminbi": "CNY", "元": "CNY", "块": "CNY", "塊": "CNY", "人民币": "CNY", "人民幣": "CNY", "元人民币": "CNY", "元人民幣": "CNY",
    "us$": "USD", "usd": "USD", "$": "USD", "dollar": "USD", "dollars": "USD", "us dollars": "USD", "u.s. dollars": "USD", "美元": "USD", "美金": "USD",
    "hk$": "HKD", "hkd": "HKD", "港元": "HKD", "港币": "HKD", "港幣": "HKD", "hong kong dollars": "HKD", "nt$": "TWD", "新台币": "TWD", "新台幣": "TWD", "台币": "TWD",
    "€": "EUR", "eur": "EUR", "euro": "EUR", "euros": "EUR", "欧元": "EUR", "歐元": "EUR", "pounds": "GBP", "£": "GBP", "gbp": "GBP", "英镑": "GBP",
}  # fmt: skip
_EN_CURRENCY = r"RMB|CNY|US\$|USD|HK\$|HKD|NT\$|\$|€|£|EUR|GBP"
_EN_AFTER = r"RMB|CNY|yuan|renminbi|U\.?S\.? dollars|Hong Kong dollars|USD|dollars?|euros?|pounds"
_EN_SCALE = r"hundred|thousand|million|billion|trillion|mn|bn|mln|tn|k|m|b"
_WORD_NUMBER = (
    r"(?:(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)(?:[ -](?:one|two|three|four|five|six|seven|eight|nine))?|"
    r"one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen)"
)
_EN = re.compile(
    rf"(?P<sign>negative\s+|minus\s+|(?<![\w.])-)?(?:(?P<currency>{_EN_CURRENCY})\s?(?P<sign2>-)?|(?<![\w.,-])(?P<sign3>-)?)(?P<number>\d[\d,]*(?:\.\d+)?|{_WORD_NUMBER}\b(?=[ -]*(?:{_EN_SCALE}|percent|times|fold|half)))"
    rf"(?:\s?(?P<scale>{_EN_SCALE})\b)?\s?(?:-|\s)?(?P<unit>%|percentage points?|percent(?:age)?\b|per cent\b|basis points?|bps\b|ppts?\b|pp\b|times\b|fold\b|x\b|{_EN_AFTER}\b)?",
    re.IGNORECASE,
)
_ZH_NUMBER = r"\d[\d,，]*(?:\.\d+)?|[零〇一二两兩三四五六七八九十百千]+[亿億][零〇一二两兩三四五六七八九十百千]+[万萬]|[零〇一二两兩三四五六七八九十百千]+(?:[点點][零〇一二三四五六七八九]+)?"
_ZH_SCALE = r"(?:[百千]?[万萬]?[亿億]|[百千]?[万萬]|千|百)"
_ZH_UNIT = r"个?百分点|個?百分點|％|%|倍|成(?:[一二三四五六七八九半])?(?![为為本功立都员員长長交熟就不])|元人民[币幣]|美元|美金|港元|港[币幣]|欧元|歐元|新[台臺][币幣]|元|[块塊](?=[钱錢])|(?<=[万萬千百十亿億\d])[块塊](?![业業地])"
# Blanks are taken possessively and only behind something: a long run of them would cost the cube of its length.
_ZH = re.compile(
    rf"(?P<before>[负負]的?)?(?P<percent>百分之)?(?P<sign>[负負]的?|零下|-)?(?:(?<=[负負的之下-])\s*+)?(?:(?P<currency>人民[币幣])\s*+)?(?<![\d.])(?P<number>{_ZH_NUMBER})\s*+(?P<scale>{_ZH_SCALE})?(?P<unit>{_ZH_UNIT})?"
)
_APPROXIMATE = re.compile(
    r"(?:about|around|approximately|roughly|nearly|almost|over|more than|some|close to|less than|up to|within|at least|exceed(?:ing|ed)?|[约約]|大[概约約]|近|超[过過]|[将將]近|[逾不]足?|以[内內上下])\s*$",
    re.IGNORECASE,
)
_APPROXIMATE_AFTER = re.compile(r"\s*(?:or so|以上|左右|以[内內]|多|[余餘])")
_NAME_BEFORE = re.compile(
    r"(?:[A-Za-z]-?|\b[Nn]o\.?\s?|[Ss]tar\s|[Ll]evel\s|第|[Qq]|#|\bTOP\s|\b[Pp]hase\s|《|press\s)$"
)
# Full-width figures are figures; one character for one, so that offsets hold.
_HALF_WIDTH = {code: code - 0xFEE0 for code in (*range(0xFF10, 0xFF1A), 0xFF0E, 0xFF05, 0xFF0B, 0xFF0D)}
_YEAR = re.compile(r"(?:19|20)\d\d$")
_UP = re.compile(
    r"\b(?:increas|grew|grow|(?<!set )(?<!follow )(?<!sign )(?<!end )(?<!pick )up\b|rose|ris(?:e|es|en|ing)|higher|growth|improv|expand|gain|climb|jump|surg|doubl|tripl|more\b|add(?:ed)?\b|above|accelerat)"
    r"|增[长長加至幅收]|年增|季增|同比增|上升|上漲|上涨|提[升高]|成[长長]|[扩擴]大|多了|高[于於]|[涨漲]|上行|往上走",
    re.IGNORECASE,
)
_DOWN = re.compile(
    r"\b(?:decreas|declin|down\b|fell|fall(?:s|en|ing)?\b|lower|drop|reduc|narrow|shr[aiu]nk|less\b|fewer|cut\b|slid|contract(?:ed|ion)|moved down|came down)"
    r"|下[降滑跌]|[减減][少]|降低|[缩縮]小|收窄|少了|低[于於]|降至|回落|年[减減]|季[减減]|下行",
    re.IGNORECASE,
)


# How far from a figure its words are looked for: whole clauses in fact, but a list of figures may have no end.
_CLAUSE, _AFTER, _BEFORE = 300, 40, 60
_MULTIPLE = re.compile(
    r"\b(?:doubl(?:ed|ing|es)|tripl(?:ed|ing|es)|halv(?:ed|ing|es))\b|翻了?[一两兩三]?番", re.IGNORECASE
)
_MULTIPLES = {"doubl": 2, "tripl": 3, "halv": 0.5}


@dataclass(frozen=True, slots=True)
class _Match:
    start: int
    end: int
    value: Decimal
    unit: str


def read_quantities(segments: Sequence[Segment]) -> tuple[Quantity, ...]:
    """Read the quantities of all speech, in order of the text."""
    return tuple(
        quantity for one in segments if one.kind is Kind.SPEECH and one.clean for quantity in segment_quantities(one)
    )


def segment_quantities(one: Segment) -> Iterator[Quantity]:
    """Read the quantities of one segment."""
    read = _chinese if one.lang is Lang.ZH else _english
    text = one.text.translate(_HALF_WIDTH)
    for match in sorted((*read(text), *_multiples(text)), key=lambda match: match.start):
        value = float(match.value)
        if not math.isfinite(value):  # hundreds of digits in a row are damage, no amount
            continue
        before, after = one.text[max(0, match.start - 30) : match.start], one.text[match.end : match.end + 6]
        yield Quantity(
            segment=one.index,
            start=one.start + match.start,
            end=one.start + match.end,
            text=one.text[match.start : match.end],
            value=value,
            unit=match.unit,
            approximate=bool(_APPROXIMATE.search(before) or _APPROXIMATE_AFTER.match(after)),
            direction=_direction(one.text, match),
        )


def _english(text: str) -> Iterator[_Match]:
    for found in _EN.finditer(text):
        start = found.start() + len(found[0]) - len(found[0].lstrip())
        number_at = found.start("currency") if found["currency"] else found.start("number")
        named = _NAME_BEFORE.search(_before(text, number_at))
        if named and not found["currency"] and not found["unit"] and not found["scale"]:
            continue
        value = _number(found["number"])
        unit = _english_unit(found, text)
        if value is None or unit is None:
            continue
        value *= SCALES_EN.get(found["scale"].lower(), Decimal(1)) if found["scale"] else 1
        if unit == "pp" and found["unit"] and found["unit"].lower().startswith(("basis", "bps")):
            value /= 100
        yield _Match(
            start,
            found.end() - len(found[0]) + len(found[0].rstrip(" -")),
            -value if found["sign"] or found["sign2"] or found["sign3"] else value,
            unit,
        )


_RATIOS_EN = (
    (re.compile(r"percentage point|basis point|bps|pp"), "pp"),
    (re.compile(r"%|per ?cent"), "percent"),
    (re.compile(r"times|fold|x$"), "times"),
)
_RATIOS_ZH = ((re.compile(r"百分[点點]"), "pp"), (re.compile(r"[%％]|成"), "percent"), (re.compile(r"倍"), "times"))
# A bare figure of fewer digits is an ordinal, a chapter, an age: no quantity that two texts must share.
_FEWEST_DIGITS = 3
_NAMED = re.compile(r"\b([A-Z][A-Za-z]+)\s$")
_FOLLOWED = re.compile(r"\s[A-Za-z]{3,}")
_NO_NAMES = frozenset(
    "In The We Our At To About Over Around Some And With From These Those Only All Another Nearly Almost".split()
)


def _english_unit(found: re.Match[str], text: str) -> str | None:
    said = (found["unit"] or "").lower()
    ratio = next((unit for pattern, unit in _RATIOS_EN if pattern.match(said)), None)
    currency = _CURRENCIES.get((found["currency"] or "").lower()) or _CURRENCIES.get(said.replace("u.s.", "us"))
    if ratio or currency:
        return ratio or currency
    if found["scale"]:
        return "count" if len(found["scale"]) > 1 else None  # "5 m" may be metres
    followed = _FOLLOWED.match(text, found.end("number"))
    named = _NAMED.search(_before(text, found.start("number")))  # "Boeing 737", "Version 2.0"
    if named and named[1] not in _NO_NAMES and "," not in found["number"]:
        return None
    return "count" if followed and _stands_alone(found["number"]) else None


def _stands_alone(number: str) -> bool:
    """Whether a figure with neither unit nor scale is long enough to count something, and no year."""
    plain = number.replace(",", "")
    year = _YEAR.match(plain) and "," not in number
    return plain[0].isdigit() and not year and (len(plain) >= _FEWEST_DIGITS or "." in plain)


def _chinese(text: str) -> Iterator[_Match]:
    for found in _ZH.finditer(text):
        number, unit_text = found["number"], found["unit"] or ""
        before = _before(text, found.start("number"))
        if re.search(r"第\s?$", before) or (_NAME_BEFORE.search(before) and not unit_text and not found["scale"]):
            continue
        value = _number(number) if number[0].isdigit() else chinese_numeral(number)
        unit = _chinese_unit(found, text)
        if value is None or unit is None:
            continue
        for mark in found["scale"] or "":
            value *= SCALES_ZH[mark]
        if unit_text.startswith("成"):
            value = value * 10 + (
                {"半": 5}.get(unit_text[1:]) or (chinese_numeral(unit_text[1:]) if unit_text[1:] else 0) or 0
            )
        start = found.start() + len(found[0]) - len(found[0].lstrip())
        end = found.end() - len(found[0]) + len(found[0].rstrip())
        yield _Match(start, end, -value if found["sign"] or found["before"] else value, unit)


def _chinese_unit(found: re.Match[str], text: str) -> str | None:
    said = "%" if found["percent"] else found["unit"] or ""
    ratio = next((unit for pattern, unit in _RATIOS_ZH if pattern.search(said)), None)
    currency = _CURRENCIES.get(said) or ("CNY" if found["currency"] else None)
    if ratio or currency:
        return ratio or currency
    number, scale = found["number"], found["scale"] or ""
    if scale and (number[0].isdigit() or len(number) > 1 or any(mark in scale for mark in "亿億万萬")):
        return "count"
    dated = text[found.end() : found.end() + 1] in tuple("年月日号號季点點:：")
    return "count" if not dated and _stands_alone(number) else None


def _before(text: str, at: int) -> str:
    return text[max(0, at - _BEFORE) : at]


def _multiples(text: str) -> Iterator[_Match]:
    """Read multiples said in one word: doubled, tripled, halved, 翻番."""
    for found in _MULTIPLE.finditer(text):
        word = found[0].lower()
        value = next((value for stem, value in _MULTIPLES.items() if word.startswith(stem)), None)
        if value is None:
            folds = {"两": 4, "兩": 4, "三": 8}
            value = next((times for mark, times in folds.items() if mark in word), 2)
        yield _Match(found.start(), found.end(), Decimal(str(value)), "times")


def _number(text: str) -> Decimal | None:
    if text[0].isdigit():
        try:
            return Decimal(text.replace(",", "").replace("，", ""))
        except InvalidOperation:
            return None
    return english_number(text)


def _direction(text: str, match: _Match) -> str | None:
    """Return up or down where a word of change stands nearest in the same clause.

    A figure after "to" or 至 is a level reached; one after "by", or a percentage beside the word, is the change itself.
    Both are given the word's direction: the comparison is of one side's word with the other's.
    """
    furthest = max(0, match.start - _CLAUSE)
    left = max(furthest, *(text.rfind(mark, furthest, match.start) + 1 for mark in ",;，；。"))
    clause = text[left : match.start]
    words = [(found.end(), "up") for found in _UP.finditer(clause)] + [
        (found.end(), "down") for found in _DOWN.finditer(clause)
    ]
    if words:
        return max(words)[1]
    after = re.split(r"[,;，；。]| compared| from| and ", text[match.end : match.end + _AFTER], maxsplit=1)[0][:24]
    following = [(found.start(), "up") for found in _UP.finditer(after)] + [
        (found.start(), "down") for found in _DOWN.finditer(after)
    ]
    return min(following)[1] if following else None
