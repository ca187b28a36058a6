"""What the text says about the call itself: title, company, event, period, date."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from duizhao.records import Attribution, Facts, Segment
from duizhao.vocabulary import Kind

_WELCOME = re.compile(
    r"(?:[Ww]elcome to|[Jj]oining|for) (?:the |today's )?(?P<company>[A-Z][\w&.,'\u2019-]*(?: (?:[A-Z&][\w&.,'\u2019-]*|of|and|the))*?)(?:['\u2019]s)?[ -]+(?P<period>"
    r"(?:(?i:first|second|third|fourth)[ -](?i:quarter|half)|(?i:full[ -]year|fiscal year|interim|annual)|Q[1-4]|[12]H)[\w\s,-]{0,40}?)\s*"
    r"(?P<event>(?i:earnings|results|financial results|trading update)[\w\s]{0,20}?(?i:conference call|call|conference|webcast|briefing))"
)
_LONGEST_TITLE = 120
_TITLE = re.compile(r"\b(?:call|results|briefing|update)\b|[会會][议議]?|[纪紀]要", re.IGNORECASE)
_ORDINAL = {"first": 1, "second": 2, "third": 3, "fourth": 4}
_FISCAL = r"(?:(?:of|for) )?(?:the )?(?:fiscal(?: year)?|FY)?[ ,]*"
_PERIOD = re.compile(
    rf"\b(?P<word>first|second|third|fourth)[ -](?P<unit>quarter|half)\b,?(?: and full[ -]year)? ?{_FISCAL}(?P<year>20\d\d)|"
    rf"\bQ(?P<q>[1-4])[ ,]*{_FISCAL}(?P<year2>20\d\d)|(?P<year3>20\d\d)[ -]?Q(?P<q2>[1-4])|"
    r"(?P<year4>20\d\d)\s*年\s*第?(?P<zh>[一二三四1-4])季|(?P<year5>20\d\d)\s*年?\s*(?P<half>[上下])半年|"
    r"\b(?:full[ -]year|fiscal(?: year)?|FY)[ ]*(?P<year6>20\d\d)|(?P<year7>20\d\d)\s*年(?:度|全年)",
    re.IGNORECASE,
)
_EARLIEST = 1900
_MONTHS = {
    name: number
    for number, name in enumerate(
        ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"], 1
    )
}


def read_facts(segments: Sequence[Segment], attribution: Attribution) -> Facts:
    """Read facts from the headings, the date line and the first words of the call; empty where nothing says them."""
    heads = [one for one in segments if one.kind is Kind.NOTICE]
    title = next(
        (one.text for one in heads if _TITLE.search(one.text) and len(one.text) <= _LONGEST_TITLE),
        "",
    )
    opening = [
        segments[index].text
        for turn in attribution.turns[:2]
        for index in turn.segments
        if segments[index].kind is Kind.SPEECH
    ][:12]
    welcome = next((found for text in opening if (found := _WELCOME.search(text))), None)
    dates = [one.text for one in segments if one.kind is Kind.DATE]
    return Facts(
        title=title,
        company=_company(welcome["company"]) if welcome else "",
        event=" ".join(welcome["event"].lower().split()) if welcome else "",
        period=next((period for text in (title, *opening) if (period := _period(text))), ""),
        date=_date(dates[0]) if dates else "",
    )


def _company(text: str) -> str:
    return text.removesuffix("'s").removesuffix("\u2019s").strip(" ,'\u2019")


def _period(text: str) -> str:
    found = _PERIOD.search(text)
    if not found:
        return ""
    year = next(text for name, text in found.groupdict().items() if text and name.startswith("year"))
    if found["word"]:
        return f"{year}{'Q' if found['unit'].lower() == 'quarter' else 'H'}{_ORDINAL[found['word'].lower()]}"
    if found["half"]:
        return f"{year}H{'上下'.index(found['half']) + 1}"
    if found["year6"] or found["year7"]:
        return f"{year}FY"
    number = found["q"] or found["q2"] or str("一二三四".find(found["zh"]) + 1 or found["zh"])
    return f"{year}Q{number}"


def _date(text: str) -> str:
    """Return a date as ISO 8601; empty where day and month cannot be told apart."""
    numbers = [int(number) for number in re.findall(r"\d+", text)]
    month = re.search(r"\b(?:" + "|".join(_MONTHS) + r")", text, re.IGNORECASE)
    try:
        if month:
            day, year = sorted(numbers[:2])
            return date(year, _MONTHS[month[0].lower()], day).isoformat()
        if len(str(numbers[0])) == 4:  # noqa: PLR2004
            return date(*numbers[:3]).isoformat()
        first, second, year = numbers[:3]
        if year < _EARLIEST:  # two digits: which is the year cannot be told
            return ""
        # Month first, as the vendors of these calls print it, unless that is no month.
        return (date(year, second, first) if first > 12 else date(year, first, second)).isoformat()  # noqa: PLR2004
    except (ValueError, IndexError, TypeError):
        return ""
