"""Words around a figure: whether what it measures rose or fell, and whether it is a level, a change or a base."""

from __future__ import annotations

import re

_UP = re.compile(
    r"\b(?:increas|grew|grow|(?<!set )(?<!follow )(?<!sign )(?<!end )(?<!pick )(?<!make )(?<!makes )(?<!made )(?<!making )(?<!open )(?<!wake )(?<!take )up\b(?! to\b)(?!-)|(?:went|gone|going|goes|moved|came|climbed|crept|edged) up\b|rose|(?<!give )(?<!gives )(?<!gave )(?<!giving )(?<!given )ris(?:e|es|en|ing)\b|higher|growth|improv|expand|gain|climb|jump|surg|doubl|tripl|more\b(?! than)|add(?:ed)?\b|above|accelerat|widen|soar|uplift|uptick|pick(?:ed|ing)? up|rais(?:ed|ing)\b)"
    r"|增[长加至幅收速]|年增|季增|月增|同比增|环比增|上升|升[至到了\d]|上涨|提[升高]|成长|改善|扩大|多了|高[于出了]|[涨]|上行|上来|往上|上浮|上调|走高|抬升|新增|[增涨升]幅|(?<![最新更提升])高(?=\s?$)",
    re.IGNORECASE,
)
_DOWN = re.compile(
    r"\b(?:decreas|declin|(?<!break )(?<!broken )(?<!come )down\b(?! to earth)|came down|come down|fell|fall(?:s|en|ing)?\b|lower|drop|reduc|narrow|shr[aiu]nk|shorten|less\b(?! than)|fewer(?! than)|cut\b|cutting|slid|contract(?:ed|ion)\b|soften|slipp|dipp|dip\b|eas(?:ed|ing)\b|trimm|shed\b|decelerat)"
    r"|下[降滑跌调行浮]|减(?!值|持|免|排|震)[少亏]?|降[低至到了\d]|缩[小减短窄]|收窄|少了|低[于了\d一二三四五六七八九近约超]|跌|回落|年减|季减|月减|[亏]损?收窄|往下|走低|降(?=\s?$)|[降跌减]幅|(?<![最新更降])低(?=\s?$)",
    re.IGNORECASE,
)
# A comparison right behind a figure is its own, whatever stands before it.
_COMPARED = re.compile(
    r" ?(?:(?:percent|percentage points?|basis points|points|of sales) )?(?:(?P<up>higher|more|greater|larger|better|ahead)(?= than\b| (?:year|quarter)|[,.;]| at )|(?P<over>above)\b|"
    r"(?P<down>lower|less|fewer|smaller|worse|shorter)(?= than\b| (?:year|quarter)|[,.;]| at )|(?P<under>below)\b)",
    re.IGNORECASE,
)
# How far from a figure its words are looked for: whole clauses in fact, but a list of figures may have no end.
_CLAUSE, _AFTER, _BESIDE = 300, 40, 24
_STOPS = ",;:，；：。"
_NEXT_CLAUSE = re.compile(r"[,;:，；：。]| compared| from| and | while | but | versus| vs\.?")
# "a decrease of 9% year over year, and a 4.3% quarter over quarter": the second figure goes the way of the first.
_ELLIPSIS = re.compile(
    r"^(?: (?:year|quarter)[ -](?:over|on)[ -](?:year|quarter))?[,，]? ?(?:and|or|以及|和|及|与)?,? ?(?:also )?(?:a |by )?(?:同比|环比)?$|^[^,;，；。]{0,24}(?:over|on)[ -](?:year|quarter)s?,? (?:and|or) (?:a |by )?$"
)
_CHANGE_BEFORE = re.compile(
    r"(?:\bby(?: about| around| nearly| over| more than| approximately| roughly| only| some| just)?|(?:increase|decrease|improvement|rise|decline|growth|drop|reduction|fall|gain|addition|dip)s? of(?: about| around| nearly| over| more than| approximately)?|"
    r"\b(?:(?<!make )(?<!makes )(?<!made )(?<!making )up|down|grew|rose|fell|increased|decreased|declined|dropped|improved|expanded|narrowed|gained|climbed|added|cut|grown|risen|fallen|growing|rising|falling)(?: again| further| about| around| nearly| over| more than| approximately| roughly| only| some| just| slightly| an? (?:additional|further))?|"
    r"(?:增长|增加|成长|改善|延长|缩短|回升|回落|攀升|抬升|加快|放缓|省|掉|跌|涨|增|提升|提高|上升|上涨|扩大|减少|减|下降|下滑|下跌|下调|降低|降|收窄|缩小|多|少|高|低|涨|跌|增幅|降幅|涨幅|跌幅|升)了?出?(?:大?约|近|超过?|将近|大概|大约)?)\s*$",
    re.IGNORECASE,
)
_CHANGE_AFTER = re.compile(
    r"\s*(?:(?:year[ -](?:over|on)[ -]year|quarter[ -](?:over|on)[ -]quarter|sequential|annual|YoY|QoQ),? )?(?:higher|lower|more|less|fewer|above|below|increase|decrease|growth|decline|drop|rise|improvement|reduction|jump|gain|的(?:增长|增幅|降幅|下降|上升|提升|涨幅|跌幅|增速))",
    re.IGNORECASE,
)
_LEVEL_BEFORE = re.compile(
    r"(?:(?<!up )\b(?:to|at|was|were|is|are|reach(?:ed|ing)?|hit|stood at|totall?ed|came in at|came to|amounted to|remained|of|being|recorded|achieved)(?: about| around| nearly| over| more than| approximately| roughly| only| a| an)?|(?:至|到|为|是|达到?|达成|实现|约为|共|保持在?|录得|在)了?(?:大?约|近|超过?|将近|大概)?)\s*$",
    re.IGNORECASE,
)
_BASE_BEFORE = re.compile(
    r"(?:\b(?:from|versus|vs\.?|against|compared (?:with|to)|compare(?:s|d)? (?:with|to))(?: a| an| the| about| around| negative)?(?: (?:loss|profit|margin|level|figure) of)?|(?:从|由|相比|相较|较之?|对比)(?:于)?|(?:从|由)[^，。；\d]{1,10}的|(?:去年同[期季]度?|上年同期|上季度?|年初|上个季度|去年)(?:的|是|为|仅|只有)*(?:[^，。；\d]{0,4}(?:是|为))?)\s*$",
    re.IGNORECASE,
)
_BASE_AFTER = re.compile(
    r"\s*(?:in|for|at) (?:the )?(?:same (?:period|quarter)|(?:first|second|third|fourth) quarter|prior[- ]year|previous quarter|last quarter|beginning of the year|start of the year|year[- ]ago)?(?: (?:of )?(?:last|the (?:prior|previous)) year)|\s*(?:a year (?:ago|earlier)|last year|last quarter|a quarter ago|in the (?:prior|previous|last|year-ago) (?:year|quarter|period))",
    re.IGNORECASE,
)


def direction_of(text: str, start: int, end: int) -> str | None:
    """Return ``up`` or ``down`` where a word of change stands nearest in the figure's clause; else null.

    A figure after "to" or 至 is a level reached; one after "by", or a percentage beside the word, is the change itself.
    Both are given the word's direction: the comparison is of one side's word with the other's.
    """
    furthest = max(0, start - _CLAUSE)
    left = max(furthest, *(text.rfind(mark, furthest, start) + 1 for mark in _STOPS))
    beside = _COMPARED.match(text, end)
    if beside:  # "7% lower than", "8,000 more than"
        return "up" if beside["up"] or beside["over"] else "down"
    nearest = _last(text[left:start])
    if nearest:
        return nearest
    after = _NEXT_CLAUSE.split(text[end : end + _AFTER], maxsplit=1)[0][:_BESIDE]
    following = [(found.start(), way) for way, pattern in _WAYS for found in pattern.finditer(after)]
    return min(following)[1] if following else None


def goes_on(between: str) -> bool:
    """Tell whether the words between two figures coordinate them, so that the second goes the way of the first."""
    return _ELLIPSIS.match(between) is not None


def role_of(text: str, start: int, end: int) -> str | None:
    """Return ``change``, ``level`` or ``base`` where the words beside a figure say which it is; else null."""
    before, after = text[max(0, start - _AFTER) : start], text[end : end + _AFTER + _BESIDE]
    if _BASE_BEFORE.search(before):
        return "base"
    if _CHANGE_BEFORE.search(before):
        return "change"
    if _BASE_AFTER.match(after):
        return "base"
    if _CHANGE_AFTER.match(after):
        return "change"
    return "level" if _LEVEL_BEFORE.search(before) else None


_WAYS = (("up", _UP), ("down", _DOWN))


def _last(clause: str) -> str | None:
    words = [(found.end(), way) for way, pattern in _WAYS for found in pattern.finditer(clause)]
    return max(words)[1] if words else None
