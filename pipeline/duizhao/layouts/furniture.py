"""What stands on pages and is not said: page numbers, running heads, rules, headings.

Running heads are found by repetition from page to page, never by their words alone: people repeat themselves too.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from itertools import pairwise

from duizhao.records import Line

# Lines without a letter or digit, or of one sign again and again, separate what stands around them.
_SIGNS_ONLY = re.compile(r"[\W_]+")
_RUN = re.compile(r"[-=_.·•~*#━─—–]{3}")
_NUMBER = re.compile(r"\d+")
# A page's number stands in a short line; a sentence that happens to count up is longer.
_LONGEST_NUMBERED, _LONGEST_HEAD = 160, 200
# "In 2021 we grew." is no page's number, however the years rise.
_SMALL_WORD, _FEWEST_WORDS = re.compile(r"\b[a-z]{2,}\b|[\u4e00-\u9fff]{2}"), 2
# Page numbers rise by one from page to page, over this many pages and more.
_FEWEST_PAGES = 3
# Running heads and feet are looked for this many lines around a page's number, and stand on this share of the pages.
_REACH, _SHARE = 5, 0.6
_HEADING = re.compile(
    r"[\W_]*(?:(?:full )?(?:conference )?(?:earnings )?call transcript|presentation(?: section)?|prepared (?:remarks|statements)|(?:opening|introductory) remarks|"
    r"management discussion(?: section)?|management's (?:discussion|remarks)|(?:analyst )?(?:q ?& ?a|questions? ?(?:and|&|-and-) ?answers?)(?: (?:session|section|portion))*(?: \([\w ]+\))?|"
    r"question-and-answer session|transcript|t r a n s c r i p t|contents?(?: and opening remarks)?|contents:?|end of (?:q ?& ?a|transcript|call)|"
    r"问答环节|問答環節|[提問问]{2}环?節?[环環]?[节節]?|管理[层層][发發]言|[会會][议議][实實][录錄])[\W_]*",
    re.IGNORECASE,
)


def is_rule(text: str) -> bool:
    """Whether a line only separates: dashes, dots, equals signs."""
    signs = "".join(text.split())
    return _SIGNS_ONLY.fullmatch(signs) is not None and _RUN.search(signs) is not None


def is_heading(text: str) -> bool:
    """Whether a line is the heading of a part of the transcript, and nothing else."""
    return len(text) <= 80 and _HEADING.fullmatch(text.strip()) is not None  # noqa: PLR2004


def find_furniture(lines: Sequence[Line]) -> frozenset[int]:
    """Find the page numbers, running heads and feet of a text that once stood on pages.

    Args:
        lines: All lines.

    Returns:
        Indices of the lines. Page numbers are lines alike but for a number that rises by one from each to the next;
        heads and feet are lines that stand around them, alike but for numbers, on most pages.
    """
    filled = [index for index, line in enumerate(lines) if line.text.strip()]
    numbered = _page_numbers(lines, filled)
    if not numbered:
        return frozenset()
    place = {index: position for position, index in enumerate(filled)}
    around: dict[str, set[int]] = defaultdict(set)
    owner: dict[int, int] = {}
    for page in numbered:
        for step in range(-_REACH, _REACH + 1):
            position = place[page] + step
            if 0 <= position < len(filled) and filled[position] not in numbered:
                index = filled[position]
                around[_masked(lines[index].text)].add(index)
                owner.setdefault(index, page)
    out = set(numbered)
    for masked, indices in around.items():
        pages = {owner[index] for index in indices}
        if len(pages) >= max(_FEWEST_PAGES, _SHARE * len(numbered)) and len(masked) <= _LONGEST_HEAD:
            out |= indices
    return frozenset(out)


def _page_numbers(lines: Sequence[Line], filled: Sequence[int]) -> frozenset[int]:
    """Return the lines that number pages: the series that rises by one over most of the text."""
    series: dict[tuple[str, int], list[tuple[int, int]]] = defaultdict(list)
    for index in filled:
        text = lines[index].text.strip()
        if len(text) <= _LONGEST_NUMBERED and not _is_sentence(text):
            numbers = [int(found[0]) for found in _NUMBER.finditer(text) if len(found[0]) <= 4]  # noqa: PLR2004
            for at, number in enumerate(numbers[-2:] if len(numbers) > 1 else numbers):
                series[_masked(text), at].append((index, number))
    out: set[int] = set()
    for seen in series.values():
        if len(seen) < _FEWEST_PAGES:
            continue
        rising = [one for one, other in pairwise(seen) if other[1] == one[1] + 1]
        if len(rising) >= max(_FEWEST_PAGES - 1, 0.7 * (len(seen) - 1)) and _spread(rising):
            out |= {index for index, _ in seen}
    return frozenset(out)


def _is_sentence(text: str) -> bool:
    ends = text.endswith((".", "?", "!", "。", "？", "！"))
    return ends and len(_SMALL_WORD.findall(text)) >= _FEWEST_WORDS


def _spread(rising: Sequence[tuple[int, int]]) -> bool:
    """Whether the lines stand pages apart, not one below another as in a list."""
    gaps = [other[0] - one[0] for one, other in pairwise(rising)]
    return not gaps or sorted(gaps)[len(gaps) // 2] > _REACH


def _masked(text: str) -> str:
    return " ".join(_NUMBER.sub("#", text).split())
