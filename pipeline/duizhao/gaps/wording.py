"""Words around figures: what a figure is compared with, in which period, whether it rose or fell."""

from __future__ import annotations

import re

_BASES = {
    "year on year": re.compile(
        r"year[ -]?(?:over|on|to)[ -]?year|same (?:period|quarter) (?:of |in )?(?:last|the (?:previous|prior)) year|last year|"
        r"a year (?:ago|earlier)|Y-?on-?Y|\bYoY\b|同比|(?<!\d)年[增減减]|去年同期|[较較]去年|比去年",
        re.IGNORECASE,
    ),
    "quarter on quarter": re.compile(
        r"quarter[ -]?(?:over|on|to)[ -]?(?:a |over )*quarter|sequential|(?:compared (?:to|with)|than|from|over) (?:the )?"
        r"(?:last|previous|prior) quarter|Q-?on-?Q|\bQoQ\b|[环環]比|(?<![\d一二三四五六七八九十两兩第每])季[增減减]|[较較比]上一?[個个]?季",
        re.IGNORECASE,
    ),
    "month on month": re.compile(
        r"month[ -]?(?:over|on|to)[ -]?month|than (?:the )?last month|[较較]上[個个]?月|(?<![\d一二三四五六七八九十个個])月[增減减]",
        re.IGNORECASE,
    ),
}
_ORDINALS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "一": 1, "二": 2, "三": 3, "四": 4, "上": 1, "下": 2}
_PERIOD_EN = re.compile(
    r"\b(first|second|third|fourth)[ -](quarter|half)\b(?! of all)|\bQ([1-4])\b|\bfirst six months\b", re.IGNORECASE
)
_PERIOD_ZH = re.compile(r"第?([一二三四1-4])季度?|([上下])半年")
_STABLE = re.compile(
    r"\b(?:stable|flat|unchanged|in line with|steady)\b|持平|[稳穩]定|不[变變]|基本一致", re.IGNORECASE
)
# Words that say nothing but which way a thing went; "more", "growth", "reduce" and the like also say other things.
_MOVES = {
    "up": re.compile(
        r"\b(?:increased|rose|risen|grew|went up|gone up|moved up|going up|improved|climbed)\b|上升|上[涨漲]|增[长長加](?!值|率)|提[升高]|往上走|上[来來]了|[涨漲]了",
        re.IGNORECASE,
    ),
    "down": re.compile(
        r"\b(?:decreased|declined|fell|fallen|went down|gone down|came down|moved down|going down|dropped)\b|下[降滑跌]|[减減]少|降低|往下走|回落|降了",
        re.IGNORECASE,
    ),
}


def bases(text: str) -> frozenset[str]:
    """Return what figures of a text are compared with: year on year, quarter on quarter, month on month."""
    return frozenset(name for name, pattern in _BASES.items() if pattern.search(text))


def periods(text: str) -> frozenset[str]:
    """Return the quarters (``Q1`` ...) and halves (``H1``, ``H2``) a text names."""
    found: set[str] = set()
    for match in _PERIOD_EN.finditer(text):
        if match[1]:
            found.add(f"{'Q' if match[2].lower() == 'quarter' else 'H'}{_ORDINALS[match[1].lower()]}")
        else:
            found.add(f"Q{match[3]}" if match[3] else "H1")
    for match in _PERIOD_ZH.finditer(text):
        found.add(f"Q{_ORDINALS.get(match[1]) or match[1]}" if match[1] else f"H{_ORDINALS[match[2]]}")
    return frozenset(found)


def is_stable(text: str) -> bool:
    """Whether a text says that something did not move."""
    return _STABLE.search(text) is not None


def moves(text: str) -> tuple[tuple[str, str], ...]:
    """Return the unmistakable words of rise and fall in a text, in order: (direction, word)."""
    found = [(match.start(), way, match[0]) for way, pattern in _MOVES.items() for match in pattern.finditer(text)]
    return tuple((way, word) for _, way, word in sorted(found))


def says_change(before: str, after: str) -> bool:
    """Whether the words around a figure make it a difference: "up by 5%", "5% higher than"."""
    return bool(
        re.search(
            r"(?:\bby|(?:increase|decrease|improvement|rise|decline|growth) of|[升降高低增長长減减少加]了?)\s*$",
            before,
            re.IGNORECASE,
        )
        or re.match(r"\s*(?:higher|lower|more|less|above|below)\b", after, re.IGNORECASE)
    )


def says_level(before: str, after: str) -> bool:
    """Whether the words around a figure make it a level: "reached 5%", "to 5%", "from 5%"."""
    change = re.match(r"\s*(?:higher|lower|more|less|above|below|increase|decrease|growth)\b", after, re.IGNORECASE)
    return not change and bool(
        re.search(r"(?:\b(?:to|from|at|was|were|is|reached)|[至到为為是达達])\s*$", before, re.IGNORECASE)
    )
