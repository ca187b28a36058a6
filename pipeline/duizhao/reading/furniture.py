"""Page furniture: running heads, running feet and page numbers, found where they come back at one place."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import takewhile

# A head or foot has few lines; what stands further from the edge is text.
_RANKS = 3
# Below three pages nothing comes back often enough to tell. Heads of even and of odd pages are on half of them each.
_FEWEST_PAGES = 3
# Lines of one place differ by rounding.
_POINTS = 2.0
_DIGITS = re.compile(r"\d+")
_NAMED = 5


@dataclass(frozen=True, slots=True)
class PrintedLine:
    """A line on a page, with its height over the bottom of the page in points."""

    text: str
    height: float


_Place = tuple[str, int]


def find_furniture(pages: Sequence[Sequence[PrintedLine]]) -> Counter[_Place]:
    """Return the texts (their figures as ``#``) that come back at one height, with on how many pages.

    A line counts where it is among the three outermost of its page, above or below, and its text without figures is at
    one height on at least three pages and half of all pages.
    """
    if len(pages) < _FEWEST_PAGES:
        return Counter()
    counts = Counter(place for page in pages for place in {_place(line) for line in _outer(page)})
    fewest = max(_FEWEST_PAGES, len(pages) // 2)
    return Counter({place: count for place, count in counts.items() if count >= fewest})


def without(page: Sequence[PrintedLine], furniture: Counter[_Place]) -> list[PrintedLine]:
    """Return the lines of a page that are no furniture, in their order: furniture ends where other text begins."""
    outer = sorted(_outer(page), key=_rounded) if furniture else []
    gone: set[int] = set()
    for inwards in (outer, outer[::-1]):
        gone.update(id(line) for line in takewhile(lambda line: _place(line) in furniture, inwards))
    return [line for line in page if id(line) not in gone]


def furniture_warning(furniture: Counter[_Place], removed: int) -> Iterator[str]:
    """Yield what was left out, if anything was: each text with the number of its pages, the five most frequent."""
    if removed:
        texts = Counter[str]()
        for (text, _), count in furniture.items():
            texts[text] += count
        often = sorted(texts.items(), key=lambda each: (-each[1], each[0]))
        named = "; ".join(f"{text[:80]!r} on {count:,} pages" for text, count in often[:_NAMED])
        more = f"; and {len(texts) - _NAMED} more" if len(texts) > _NAMED else ""
        yield f"W_PAGE_FURNITURE: {removed:,} lines left out (# for figures): {named}{more}"


def _outer(page: Sequence[PrintedLine]) -> list[PrintedLine]:
    heights = sorted({_rounded(line) for line in page if line.text.strip()})
    edges = {*heights[:_RANKS], *heights[-_RANKS:]}
    return [line for line in page if line.text.strip() and _rounded(line) in edges]


def _place(line: PrintedLine) -> _Place:
    return _DIGITS.sub("#", " ".join(line.text.split())), _rounded(line)


def _rounded(line: PrintedLine) -> int:
    return round(line.height / _POINTS)
