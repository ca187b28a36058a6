"""Calendar dates and reporting periods, English and Chinese, as ISO 8601: years, quarters, halves, months, days.

A quarter or month whose year nobody says takes the year the caller gives, that of the call's reporting period: that is
what a speaker means by "the second quarter". Chinese is read from a Simplified copy of the same length.
"""

from __future__ import annotations

import calendar
import re
from decimal import Decimal
from itertools import groupby
from operator import itemgetter

from duizhao.quantities.mention import Mention, apart
from duizhao.quantities.numerals import chinese_numeral

_MONTHS = (
    r"January|February|March|April|May|June|July|August|September|October|November|December|Jan\.?|Feb\.?|Mar\.?|Apr\.?|"
    r"Jun\.?|Jul\.?|Aug\.?|Sept?\.?|Oct\.?|Nov\.?|Dec\.?"
)
_MONTH = {name.lower()[:3]: number for number, name in enumerate(calendar.month_name) if number}
# "May" and "March" are verbs too: alone, a month is one after these words only.
_MONTH_AFTER = r"(?:in|since|until|till|by|from|during|of|for|to|through|and|late|early|mid|mid-|last|this|next|as of)"
_YEAR = r"(?:19|20)\d\d"
_ORDINALS = {"first": 1, "1st": 1, "second": 2, "2nd": 2, "third": 3, "3rd": 3, "fourth": 4, "4th": 4}
_ORDINAL = "|".join(_ORDINALS)
_WHOSE = rf"(?:,?(?: of)?(?: the)?(?: fiscal(?: year)?| FY)?,? ?(?P<year>{_YEAR}|'\d\d)(?!\d)|,?(?: of)? (?P<when>this|last|next) (?:fiscal )?year\b)"
# What a pattern cannot do without stands before it, any one of these: most texts have none, and need not be searched.
# Small letters also stand for capitals.
_MONTH_NAMES = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec"
_EN = (
    ("slash", "/", rf"(?<![\d/])(?P<a>\d{{1,2}})/(?P<b>\d{{1,2}})/(?P<year>{_YEAR})(?!\d)"),
    ("day", _MONTH_NAMES, rf"\b(?P<month>{_MONTHS}) (?P<day>\d{{1,2}})(?:st|nd|rd|th)?\b(?:,? (?P<year>{_YEAR}))?(?![\d,]*\d| ?%)"),
    ("day", _MONTH_NAMES, rf"\b(?P<day>\d{{1,2}}|first)(?:st|nd|rd|th)?(?: of)? (?P<month>{_MONTHS})\b(?:,? (?P<year>{_YEAR}))?"),
    ("end", _MONTH_NAMES, rf"\bend of (?P<month>{_MONTHS})\b(?:,? (?P<year>{_YEAR}))?"),
    ("month", _MONTH_NAMES, rf"\b(?P<month>{_MONTHS})(?: of)?,? (?P<year>{_YEAR})\b"),
    ("month", _MONTH_NAMES, rf"\b(?P<month>{_MONTHS}) (?:of )?(?P<when>this|last|next) year\b"),
    ("month", _MONTH_NAMES, rf"(?<=\b)(?i:{_MONTH_AFTER}) (?P<bare>{_MONTHS})\b(?! \d)"),
    ("quarter", "quarter", rf"\b(?P<word>(?i:{_ORDINAL}))(?:[ -]fiscal)?[ -](?i:quarter)s?\b(?!,? (?:in a row|running|in \w+ years))(?:{_WHOSE}|'s\b)?"),
    ("quarter", "Q", rf"\b(?P<year>{_YEAR})[ -]?Q(?P<n>[1-4])\b"),
    ("quarter", "Q", rf"\b(?:Q(?P<n>[1-4])(?:'(?P<short>\d\d)\b)?|(?P<n2>[1-4])Q'?(?P<short2>\d\d)?)(?:{_WHOSE}|\b)(?!\d)"),
    ("half", "half H1 H2 1H 2H", rf"\b(?P<word>(?i:first|second|1st|2nd))[ -](?i:half)\b(?:{_WHOSE})?"),
    ("half", "half H1 H2 1H 2H", rf"\b(?:H(?P<n>[12])(?:'(?P<short>\d\d)\b)?|(?P<n2>[12])H'?(?P<short2>\d\d)?)(?:{_WHOSE}|\b)(?!\d)"),
    ("months", "months", rf"\b(?i:first (?P<span>six|nine|three) months)\b(?:{_WHOSE})?"),
    ("fiscal", "fiscal FY", rf"\b(?:(?i:fiscal)(?i:[ -]year)?,? |FY ?)(?P<year>{_YEAR}|\d\d)\b"),
    ("year", "19 20", rf"\b(?i:full|calendar)[ -](?i:year) (?P<year>{_YEAR})\b"),
    ("year", "19 20", rf"(?<![\d.,$€£-])(?P<year>{_YEAR})(?![\d%]|[.,]\d| (?:percent|million|billion|yuan|RMB|units|stores|people|points)|[A-Za-z])"),
    ("twenty", "twenty", r"\b(?i:twenty[ -](?P<tens>twenty|thirty)(?:[ -](?P<units>one|two|three|four|five|six|seven|eight|nine))?)\b"),
)  # fmt: skip
_ZH_DIGITS = "〇零一二三四五六七八九"
_ZH_YEAR = rf"(?:(?P<year>(?:19|20)\d\d|\d\d(?=\s*年\s*第?[一二三四1-4]季|\s*年\s*[上下]半年|\s*年\s*\d+月)|[一二][{_ZH_DIGITS}]{{3}}|二[{_ZH_DIGITS}](?=\s*年\s*(?:的\s*)?(?:第?[一二三四1-4]个?季|[上下]半年)))\s*年|(?P<when>今|去|明|前|后)年)"
_ZH_NUMBER = r"(?:\d{1,2}|[一二三]?十[一二三四五六七八九]?|[一二三四五六七八九])"
_ZH = (
    ("months", "月", r"(?<![\d-])1月?\s*[-至到~]\s*(?P<span>[369])月份?"),
    ("day", "月", rf"(?:{_ZH_YEAR}\s*的?)?(?P<month>{_ZH_NUMBER})\s*月\s*(?P<day>{_ZH_NUMBER})\s*[日号]"),
    ("end", "月", rf"(?:{_ZH_YEAR}\s*的?)?(?<![个数几\d])(?P<month>{_ZH_NUMBER})\s*月份?[底末]"),
    ("month", "月", rf"(?:{_ZH_YEAR}\s*的?)?(?<![个数几\d])(?P<month>{_ZH_NUMBER})\s*月(?!光|球|饼|均|活)份?"),
    ("quarter", "季", rf"(?:{_ZH_YEAR}(?:的|同期的?)?\s*)?第\s*(?P<n>[一二三四1-4])(?:个财?季度?(?!连续)|\s*财?季度?)(?!\w?连续)"),
    ("quarter", "季", rf"{_ZH_YEAR}的?\s*(?P<n>[一二三四1-4首])季度?"),
    ("quarter", "季", r"(?<![连续前每两近后过\d第十])(?P<n>[一二三四1-4])季度|(?<!\w)(?P<n2>[首])季度?(?!度)|(?P<n3>首)季(?=[，,]|收入|业绩|实现|公司|营)"),
    ("quarter", "Q", r"(?<![\dA-Za-z])(?:FY)?(?P<year>(?:20)?\d\d)\s?Q(?P<n>[1-4])(?!\d)"),
    ("quarter", "季", r"(?P<n>[一二三四])季(?=报)"),
    ("fiscal", "财年", r"20\d\d/(?P<year>\d\d)\s*财年"),
    ("quarter", "Q", rf"(?:{_ZH_YEAR}的?\s*)?Q(?P<n>[1-4])(?![\d.])"),
    ("half", "半", rf"(?:{_ZH_YEAR}的?\s*)?(?P<n>[上下])半(?:财?年度?)"),
    ("months", "前", rf"(?:{_ZH_YEAR}的?\s*)?前(?:(?P<span>三|九|六|3|9|6)个月|(?P<span2>三)个?季度?)"),
    ("fiscal", "财年 FY", r"(?P<year>(?:19|20)\d\d)\s*财年|FY\s?(?P<year2>20\d\d)"),
    ("year", "年", rf"(?P<year>(?:19|20)\d\d|[一二][{_ZH_DIGITS}]{{3}})\s*年(?:度|全年)?"),
)  # fmt: skip
# What patterns need, with the patterns.
_Group = tuple[tuple[str, ...], tuple[tuple[str, re.Pattern[str]], ...]]


def _grouped(entries: tuple[tuple[str, str, str], ...], flags: re.RegexFlag = re.NOFLAG) -> tuple[_Group, ...]:
    """Compile patterns; those in a row that need the same are asked for it once."""
    return tuple(
        (tuple(needs.split()), tuple((kind, re.compile(pattern, flags)) for kind, _, pattern in group))
        for needs, group in groupby(entries, key=itemgetter(1))
    )


# ASCII: Chinese letters beside "1Q25" are no letters.
_PATTERNS_EN = _grouped(_EN, re.ASCII)
_PATTERNS_ZH = _grouped(_ZH)
_SHIFT = {"this": 0, "last": -1, "next": 1, "今": 0, "去": -1, "明": 1, "前": -2, "后": 2}
_SPANS = {"three": "Q1", "six": "H1", "nine": "", "三": "Q1", "六": "H1", "九": "", "3": "Q1", "6": "H1", "9": ""}
_HALVES = {"first": 1, "1st": 1, "second": 2, "2nd": 2, "上": 1, "下": 2}
_CENTURY = 2000


def english_dates(text: str, year: int | None) -> list[Mention]:
    """Read dates and periods of an English text; `year` is that of the call, null where nobody knows it."""
    return _read(text, _PATTERNS_EN, year)


def chinese_dates(text: str, year: int | None) -> list[Mention]:
    """Read dates and periods of a Simplified Chinese text."""
    return _read(text, _PATTERNS_ZH, year)


def _read(text: str, groups: tuple[_Group, ...], year: int | None) -> list[Mention]:
    """Apply patterns in order of preference; what an earlier one took, a later one leaves alone."""
    both = f"{text}\n{text.lower()}"
    read = [
        _mention(kind, found, year)
        for needs, patterns in groups
        if any(map(both.__contains__, needs))
        for kind, pattern in patterns
        for found in pattern.finditer(text)
    ]
    return apart([one for one in read if one is not None], len(text)) if read else []


def _mention(kind: str, found: re.Match[str], year: int | None) -> Mention | None:
    groups = {name: text for name, text in found.groupdict().items() if text}
    start = found.start("bare") if "bare" in groups else found.start()
    end = found.end() - (2 if found[0].endswith("'s") else 0)
    if kind == "slash":
        return _slashed(groups, start, end)
    said = _year(groups, year)
    if kind == "twenty":
        said, kind = _CENTURY + _spoken(groups), "year"
    stamp, share = _stamp(kind, groups, said)
    if not stamp:
        return None
    value = None if said is None else Decimal(said) + share
    return Mention(start, end, value, "date", stamp=stamp)


def _year(groups: dict[str, str], year: int | None) -> int | None:
    text = groups.get("year") or groups.get("year2") or groups.get("short") or groups.get("short2")
    if text is None:
        when = groups.get("when")
        return year if when is None else None if year is None else year + _SHIFT[when]
    text = text.lstrip("'")
    if not text.isdecimal():
        text = "".join(str(max(_ZH_DIGITS.index(mark) - 1, 0)) for mark in text)
    number = int(text)
    return number + _CENTURY if number < 100 else number  # noqa: PLR2004


def _spoken(groups: dict[str, str]) -> int:
    units = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
    tens = 20 if groups["tens"].lower() == "twenty" else 30
    return tens + (units.index(groups["units"].lower()) + 1 if "units" in groups else 0)


def _stamp(kind: str, groups: dict[str, str], year: int | None) -> tuple[str, Decimal]:
    """Return the ISO form and the share of the year that is gone at its start; an empty form for what is no date."""
    head = "" if year is None else str(year)
    number = groups.get("n") or groups.get("n2") or groups.get("n3") or ""
    if kind == "year":
        return head, Decimal(0)
    if kind == "fiscal":
        return f"FY{head}", Decimal(0)
    if kind == "months":
        span = _SPANS[(groups.get("span") or "九").lower()]
        return head + span if span else f"{head or '-'}-01/{head or '-'}-09", Decimal(0)
    if kind == "half":
        half = _HALVES.get((groups.get("word") or number).lower()) or int(number)
        return f"{head}H{half}", Decimal(half - 1) / 2
    if kind == "quarter":
        quarter = _ORDINALS.get(groups.get("word", "").lower()) or _small(number.replace("首", "一"))
        return f"{head}Q{quarter}", Decimal(quarter - 1) / 4
    return _day_of(kind, groups, year)


def _day_of(kind: str, groups: dict[str, str], year: int | None) -> tuple[str, Decimal]:
    name = groups.get("month") or groups["bare"]
    month = _MONTH.get(name.lower()[:3]) or _small(name)
    if not 1 <= month <= 12:  # noqa: PLR2004
        return "", Decimal(0)
    head = f"-{month:02d}" if year is None else f"{year}-{month:02d}"
    head = f"-{head}" if year is None else head
    gone = Decimal(month - 1) / 12
    if kind == "month":
        return head, gone
    last = calendar.monthrange(year or _CENTURY, month)[1]
    day = last if kind == "end" else 1 if groups["day"] == "first" else _small(groups["day"])
    return (f"{head}-{day:02d}", gone + Decimal(day - 1) / 365) if 1 <= day <= last else ("", gone)


def _small(text: str) -> int:
    return int(text) if text.isdecimal() else int(chinese_numeral(text) or 0)


def _slashed(groups: dict[str, str], start: int, end: int) -> Mention | None:
    """Read 3/4/2025: month first, as American vendors print it; where both orders make a date, both are given."""
    first, second, year = (int(groups[name]) for name in ("a", "b", "year"))
    orders = [(month, day) for month, day in ((first, second), (second, first)) if _is_day(year, month, day)]
    if not orders:
        return None
    values = [year + Decimal(month - 1) / 12 + Decimal(day - 1) / 365 for month, day in orders]
    month, day = orders[0]
    other = (values[1], "date") if len({*orders}) > 1 else None
    return Mention(start, end, values[0], "date", stamp=f"{year}-{month:02d}-{day:02d}", other=other)


def _is_day(year: int, month: int, day: int) -> bool:
    return 1 <= month <= 12 and 1 <= day <= calendar.monthrange(year, month)[1]  # noqa: PLR2004
