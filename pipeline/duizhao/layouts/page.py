"""A document as grammars see it, and the places in it where labels may stand."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from duizhao.labels import is_generic, is_placeholder, title_role
from duizhao.layouts.grammar import Place, Shape
from duizhao.names import fold
from duizhao.records import Label, Line

# Labels and what stands before them are looked for in so many code points; the longest label seen has 150.
LONGEST = 260


@dataclass(frozen=True, slots=True)
class Site:
    """A place where a label may stand.

    Attributes:
        index: Of its line.
        start: First code point of the label as printed, signs of the layout included.
        end: One past the last; for a label that fills its line the line's length.
        label: Taken apart.
        place: Where in the line.
        sure: Whether form, title or function make it a label without further evidence.
        begin: Seconds, where the label prints a time.
        detail: Index of the line that holds title and firm, -1 for none.
        shape: The shape that found it.
    """

    index: int
    start: int
    end: int
    label: Label
    place: Place
    sure: bool
    begin: float | None = None
    detail: int = -1
    shape: Shape | None = None


def name_key(name: str) -> str:
    """Return what makes two labels' names one: letters folded, and the numbers of nameless speakers."""
    return fold(name) + "".join(filter(str.isdigit, name))


@dataclass(frozen=True, slots=True)
class Page:
    """A document as grammars see it.

    Attributes:
        lines: All lines.
        skipped: Indices of lines that are no speech whatever the grammar: furniture, rules, headings, rosters.
        roster: Folded name to the listed participant.
        titles: Folded title to the participant, where one alone bears it.
        offsets: Index of a line to the offset where its text begins, after what the layout tags lines with.
        tag: The tag's pattern; null where lines have none.
        furniture: Indices of page numbers, running heads and feet.
        lower: Words that the text prints in lower case.
        heads: Index of each line that a label may stand in to what the line begins with, behind what tags it.
        calls: Where somebody may be called by name in the talk: the name's first word in lower case, the text that it
            stands in, and where it begins.
    """

    lines: Sequence[Line]
    skipped: frozenset[int]
    roster: Mapping[str, Label]
    titles: Mapping[str, Label]
    offsets: Mapping[int, int]
    tag: re.Pattern[str] | None = None
    furniture: frozenset[int] = frozenset()
    lower: frozenset[str] = frozenset()
    heads: Mapping[int, str] = field(default_factory=dict[int, str])
    calls: Sequence[tuple[str, str, int]] = ()


def looks_like_name(name: str, page: Page) -> bool:
    """Whether two capitalised words and more stand nowhere else in lower case: no heading, no term.

    "Net Revenue" is spoken of as net revenue too; nobody is spoken of as lin wei.
    """
    words = re.findall(r"[^\W\d_]{2,}", name)
    return len(words) > 1 and not any(word.lower() in page.lower for word in words)


def is_strong(label: Label) -> bool:
    """Whether a label's own words make it one: a function, a stand-in or a title."""
    return is_generic(label.name) or is_placeholder(label.name) or title_role(label.title) is not None
