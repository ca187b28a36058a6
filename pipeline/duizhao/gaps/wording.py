"""Words around figures: what a figure is compared with, whether something rose, fell or stayed."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from duizhao.gap_records import Quantity
from duizhao.records import Segment
from duizhao.tokens import simplified

_LATIN = re.compile(r"[a-z]")
_HAN = re.compile(r"[\u4e00-\u9fff]")


class _Form(NamedTuple):
    """How something is said; looked for in lower case, a language where its letters stand.

    One expression for both languages, whatever the case, takes ten times as long.

    Attributes:
        english: In lower case.
        chinese: Simplified.
        needs: One of these stands in whatever `english` finds: without them it is not tried.
    """

    english: re.Pattern[str]
    chinese: re.Pattern[str]
    needs: tuple[str, ...]


def _form(english: str, chinese: str, *needs: str) -> _Form:
    return _Form(re.compile(english), re.compile(chinese), needs)


# What changes are measured against. No look-behind comes first: what begins with a character is found by it.
_BASES = {
    "year on year": _form(
        r"year[ -]?(?:over|on|to|-)[ -]?(?:a )?year|same (?:period|quarter|time) (?:of |in )?(?:last|the (?:previous|prior|preceding)) year|"
        r"same period a year|(?:than|from|on|with|against|versus|over|compared to) (?:that of |those of |in )?(?:last|the (?:previous|prior|preceding)) year|last year's|a year (?:ago|earlier|before)|year-ago|prior[- ]year|"
        r"over the (?:previous|prior|past) year|y-?on?-?y|\byoy\b",
        r"同比|年(?<!\d年)[增减]|年成长|去年同[期季]|上年同期|[较比]去年|比上年|一年前",
        "year", "yoy", "yo-y", "yony", "yon-y", "y-o",
    ),
    "quarter on quarter": _form(
        r"quarter[ -]?(?:over|on|to|-)[ -]?(?:a |over )*quarter|sequential|(?:compared (?:to|with)|than|from|over|on|against|versus|in) (?:that of )?(?:the )?"
        r"(?:last|previous|prior|preceding) quarter|a quarter (?:ago|earlier|before)|q-?on?-?q|\bqoq\b",
        r"环比|季(?<![\d一二三四五六七八九十两第每上下]季)[增减]|[较比]上一?个?季|上一?个?季度?(?!末)",
        "quarter", "sequential", "qoq", "qo-q", "qonq", "qon-q", "q-o",
    ),
    "half on half": _form(
        r"(?:than|from|against|versus|compared (?:with|to)) (?:that of |those of |in )?(?:the )?(?:first|second|last|previous|preceding|prior) half(?! of (?:last|20))|half[ -](?:on|over)[ -]half",
        r"[较比](?:第?[一二]个?|[上下])半年",
        "half",
    ),
    "since the start of the year": _form(
        r"(?:beginning|start) of the year|year[ -]to[ -]date|since (?:the )?(?:new year|january)", r"年(?<![明今]年)初", "year", "january"
    ),
    "an earlier quarter": _form(
        r"(?:than|from|against|versus|compared (?:with|to)) (?:that of |those of |in )?(?:the )?(?:first|second|third|fourth|q[1-4])(?: fiscal)?(?: quarter)?(?! half)(?! (?:of |in )?(?:last|the (?:previous|prior)|20\d\d))\b(?<!to the first)",
        r"[较比]第?[一二三四](?:财季|季度?)|比q[1-4]",
        "first", "second", "third", "fourth", "q1", "q2", "q3", "q4",
    ),
    "month on month": _form(
        r"month[ -]?(?:over|on|to)[ -]?month|(?:than|from|over|on) (?:the )?(?:last|previous|prior) month|mom\b",
        r"[较比]上一?个?月|月(?<![\d一二三四五六七八九十个]月)[增减]",
        "month", "mom",
    ),
}  # fmt: skip
_STABLE = re.compile(
    r"\b(?:stable|flat|unchanged|in line with|steady|steadily|on par)\b|持平|稳定|不变|基本一致|平稳", re.IGNORECASE
)
_REACHED = re.compile(
    r"(?:(?<!up )(?<!compared )(?<!close )\b(?:to|from|reach(?:ed|ing)?)(?: about| around| nearly| over| more than| approximately| roughly| only)?|(?:至|(?<!不)到|达|从|由)成?了?(?:大?约|近|超过?|将近)?)(?:\s|人民币|RMB|US|HK|\$)*$",
    re.IGNORECASE,
)
# Which period something belongs to, told from the day of the call.
_RELATIVE = {
    "last year": _form(r"(?:last|the (?:previous|prior|preceding)) year\b|a year (?:ago|earlier|before)", "去年|上年|前一年|一年前", "year"),
    "this year": _form(r"this year\b", "今年|本年", "year"),
    "next year": _form(r"(?:next|the (?:following|coming)) year\b", "明年|来年", "year"),
    "last quarter": _form(r"(?:last|the (?:previous|prior|preceding)) quarter\b", "上一?个?季度?(?!末)", "quarter"),
    "this quarter": _form(r"(?:this|in the|for the|during the) quarter\b", "[本当]季", "quarter"),
    "next quarter": _form(r"(?:next|the (?:following|coming)) quarter\b", "下一?个?季度?(?!末)", "quarter"),
    "the whole year": _form(r"(?:the|for the) (?:full|whole|entire) year\b|full[- ]year\b", "全年", "year"),
}  # fmt: skip
# What denies for certain, and all that may deny: "not" dropped is a statement turned round.
_DENIAL = _form(
    r"\b(?:do|does|did|will|would|can|could|are|is|have|has) ?(?:not|n't)\b(?! (?:only|just|least))|\bcannot\b|\bnever\b|\bneither\b|\bno (?:plans?|intention|need)\b",
    r"不(?<![会能想要是]不)(?:打算|准备|计划|会|能|想|愿意?|考虑|希望|认为|觉得|担心|支持|同意|接受|担保|兜底|建议|看好|需要|排除|允许|存在|追求|指望|依赖)(?!不)|没有(?<!有没有)(?:下降|增长|上升|提高|改善|减少|增加|计划|打算|必要|考虑|出现|影响|变化)|无意|绝不|从不|并不|并未|尚未",
)
_ANY_DENIAL = re.compile(
    r"[不没無无未非免勿莫否别難难少才]|拒|停|避|\b(?:not|no|never|neither|nor|none|nothing|nobody|without|cannot|unable|refus\w+|declin\w+|avoid\w*|rule[sd]? out|hardly|barely|little|few|fewer|less|instead|rather|only|stop\w*|"
    r"cease\w*|fail\w*|free of|lack\w*|absence|far from|beyond|un\w+|in\w+able|away|out of|reluctan\w+|too \w+ to|resist\w*|against|until|unless|yet to|refrain\w*|zero)\b|n't\b",
    re.IGNORECASE,
)
# Above and below a level, where no figure says by how much.
_COMPARISONS = {
    "above": _form(
        r"\b(?:above|higher than|better than|ahead of|exceed(?:s|ed|ing)?)\b",
        "高[于过過]|优于|好于|超出|强于",
        "above", "than", "ahead of", "exceed",
    ),
    "below": _form(
        r"\b(?:below|lower than|worse than|short of|behind)\b",
        "低[于过過]|不及|差于|逊于|落后",
        "below", "than", "short of", "behind",
    ),
}  # fmt: skip
# Words that say nothing but which way a thing went; "more", "growth", "reduce" and the like also say other things.
_MOVES = {
    "up": _form(
        r"\b(?:increas(?:ed|es|ing)|rose|risen|rising|rises|grew|grown|growing(?! (?:number|demand|market))|(?:went|gone|going|goes|moved|moving|came|come|edged|inched|ticked|picked|pushed|driven|kept going|trending|heading) (?:back )?up(?! with| to)|upwards?|improv(?:ed|ing|es)|climb(?:ed|ing|s)|widen(?:ed|ing|s)|expanded|rebounded|recovered|rallied|strengthened|accelerated|raised|higher)\b",
        r"上升|上涨|上[调修]|调高|增[长加](?!值|率)|提[升高](?!机)|往上走?|走高|上来了|上去了|涨了?|扩大|加快|改善|回升|反弹|增强|好转|更[高]|变[高多大快]|抬升",
        "increas", "rose", "ris", "grew", "grow", "up", "improv", "climb", "widen", "expanded", "rebounded", "recovered",
        "rallied", "strengthened", "accelerated", "raised", "higher",
    ),
    "down": _form(
        r"\b(?:decreas(?:ed|es|ing)|declin(?:ed|es|ing)|fell|fallen|falling|falls|(?:went|gone|going|goes|moved|moving|came|come|coming|edged|inched|ticked|brought|trending|heading|pushed|driven|trended) (?:back )?down(?! to earth)|downwards?|dropp(?:ed|ing)|lowered|shr[aiu]nk(?:ing)?|narrow(?:ed|ing|s)|slipped|softened|eased|weakened|slowed|deteriorated|contracted|worsened|lower)\b",
        r"下[降滑跌行调修]|调低|减少|降低|往下走?|回落|降了|走低|下来了|下去了|收窄|缩[小窄减]|放缓|恶化|跌了?|减弱|变[低少小慢差]|更低|走弱|降(?=\d|到|至)",
        "decreas", "declin", "fell", "fall", "down", "dropp", "lower", "shr", "narrow", "slipped", "softened", "eased",
        "weakened", "slowed", "deteriorated", "contracted", "worsened",
    ),
}  # fmt: skip
_TABLES = {
    "bases": _BASES,
    "negations": {"not": _DENIAL},
    "relatives": _RELATIVE,
    "comparisons": _COMPARISONS,
    "moves": _MOVES,
}
_STOPS = re.compile(r"[,;:，；：。？！]|[.?!](?=\s|$)| while | but | whereas ")
# Which side of nought an amount stands on, by the words right before it.
_MINUS = re.compile(
    r"(?:\b(?:loss(?:es)?(?: of)?|lost|deficit of|outflow of|negative|minus)(?: (?:about|around|nearly|over|more than|approximately|some|only|just))?|(?:净?亏损?|净损失?|损失|赤字|净流出|流出|净减少?|负)(?:的|了|掉|是|为|额?为)*(?:大?约|近|超过?|将近)?)\s*$",
    re.IGNORECASE,
)
_PLUS = re.compile(
    r"(?:\b(?:profits?(?: of)?|gains?(?: of)?|earned|made|earnings of|inflow of|surplus of|additions? of|positive|income of)(?: (?:about|around|nearly|over|more than|approximately|some|only|just))?|(?:净?盈利|净利润?|获利|赚|收益|盈余|净流入|流入|净增加?|利润|正)(?:的|了|是|为|额?为)*(?:大?约|近|超过?|将近)?)\s*$",
    re.IGNORECASE,
)
_MINUS_AFTER = re.compile(
    r"\s*(?:的(?:净|资产|减值|一次性)*(?:损失|亏损)|(?:net |operating |impairment )?loss\b)", re.IGNORECASE
)
_PLUS_AFTER = re.compile(
    r"\s*(?:的(?:净|一次性|投资)*(?:收益|利润|盈利|获利)|(?:net |operating )?(?:profit|gain)\b)", re.IGNORECASE
)
# "Narrowed" of a loss is good news and a smaller figure; said of it, improved and narrowed are one.
_LOSS = re.compile(
    r"\b(?:loss(?:es)?|lost|deficit|outflow|in the red|cash used|used in (?:operating|investing|financing))\b|亏|损(?!益)|流出|赤字",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Word:
    """A word found in a segment: where it stands in the segment's line, and what it says."""

    segment: int
    start: int
    end: int
    text: str
    sense: str


def bases(side: Sequence[int], segments: Sequence[Segment]) -> list[Word]:
    """Return what figures of a side are compared with, in order: year on year, quarter on quarter, month on month."""
    return _words(side, segments, "bases")


def negations(side: Sequence[int], segments: Sequence[Segment]) -> list[Word]:
    """Return the words of a side that deny an intention, an ability or a judgement, in order."""
    return _words(side, segments, "negations")


def denies(text: str) -> bool:
    """Tell whether a text holds any word of denial at all, the softest ones included."""
    return _ANY_DENIAL.search(simplified(text)) is not None


def relatives(side: Sequence[int], segments: Sequence[Segment]) -> list[Word]:
    """Return the periods that a side names from where it stands, in order: last year, this quarter ..."""
    return _words(side, segments, "relatives")


def comparisons(side: Sequence[int], segments: Sequence[Segment]) -> list[Word]:
    """Return the words of a side that set something above or below a level, in order."""
    return _words(side, segments, "comparisons")


def moves(side: Sequence[int], segments: Sequence[Segment], taken: Sequence[Quantity] = ()) -> list[Word]:
    """Return the unmistakable words of rise and fall of a side, in order, outside the clauses of given quantities."""
    found = _words(side, segments, "moves")
    clauses = [(one.segment, *clause_around(segments[one.segment], one.start, one.end)) for one in taken]
    return [
        word
        for word in found
        if not any(at == word.segment and start <= word.start < end for at, start, end in clauses)
    ]


def _words(side: Sequence[int], segments: Sequence[Segment], which: str) -> list[Word]:
    out: list[Word] = []
    for index in side:
        one = segments[index]
        for start, end, sense in _found(plain(one), which) if one.clean else ():
            out.append(Word(index, one.start + start, one.start + end, one.text[start:end], sense))
    return _apart(out)


@lru_cache(maxsize=16384)
def _found(text: str, which: str) -> tuple[tuple[int, int, str], ...]:
    """Return where the words of a table stand in a text, in order, and what they say; asked for by several beads."""
    text, english, chinese = _lower(text)
    found: list[tuple[int, int, str]] = []
    for sense, form in _TABLES[which].items():
        if english and (not form.needs or any(map(text.__contains__, form.needs))):
            found += [(*match.span(), sense) for match in form.english.finditer(text)]
        if chinese:
            found += [(*match.span(), sense) for match in form.chinese.finditer(text)]
    return tuple(sorted(found, key=lambda one: one[0])) if found else ()


@lru_cache(maxsize=64)
def _lower(text: str) -> tuple[str, bool, bool]:
    """Return a text in lower case, as long as it is, and whether it has Latin and Chinese letters."""
    lower = text.replace("\u0130", "I").lower()  # the one letter whose lower case is longer
    return lower, _LATIN.search(lower) is not None, not lower.isascii() and _HAN.search(lower) is not None


def _apart(words: list[Word]) -> list[Word]:
    """Leave out a word that overlaps the one before it."""
    out: list[Word] = []
    for word in words:
        if not out or out[-1].segment != word.segment or word.start >= out[-1].end:
            out.append(word)
    return out


def plain(one: Segment) -> str:
    """Return a segment's text in Simplified characters, as long as the text."""
    return simplified(one.text)


def clause_around(one: Segment, start: int, end: int) -> tuple[int, int]:
    """Return the clause that a stretch of a segment's line stands in, in offsets of the line."""
    begins, ends = _stops(one.text)
    left = bisect_right(ends, max(0, start - one.start))
    right = bisect_left(begins, max(0, end - one.start))
    return (
        one.start + (ends[left - 1] if left else 0),
        one.start + (begins[right] if right < len(begins) else len(one.text)),
    )


@lru_cache(maxsize=4096)
def _stops(text: str) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Return where the stops of a text begin and end."""
    found = [stop.span() for stop in _STOPS.finditer(text)]
    return tuple(begin for begin, _ in found), tuple(end for _, end in found)


def polarity(before: str, after: str) -> int:
    """Return -1 where the words right beside an amount make it a loss, 1 where a gain, 0 where neither."""
    before, after = simplified(before), simplified(after)
    if _MINUS.search(before) or _MINUS_AFTER.match(after):
        return -1
    return 1 if _PLUS.search(before) or _PLUS_AFTER.match(after) else 0


def is_reached(before: str) -> bool:
    """Tell whether the words before a figure make it a level beyond doubt: "rose to", 降至; "was" and 为 may also be of a change."""
    return _REACHED.search(simplified(before)) is not None


def is_stable(text: str) -> bool:
    """Tell whether a text says that something did not move."""
    return _STABLE.search(simplified(text)) is not None


def is_loss(text: str) -> bool:
    """Tell whether a text speaks of a loss, whose figure stands without a sign."""
    return _LOSS.search(simplified(text)) is not None
