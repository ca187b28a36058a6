"""The lines of a parsed page: a walk over its tree that keeps its own stack, since pages may nest without end."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

# What browsers do not show. Of these, text that a reader of the page could have met is reported.
_UNSEEN = frozenset("head title script style template noscript iframe noframes rp datalist".split())
_SKIPPED = _UNSEEN | {"nav"}
_REPORTED = frozenset({"nav", "noscript"})
_BLOCKS = frozenset(
    "address article aside blockquote body caption center dd details dialog dir div dl dt fieldset figcaption figure "
    "footer form h1 h2 h3 h4 h5 h6 header hgroup hr html legend li listing main menu ol optgroup option p plaintext "
    "pre search section summary table tbody textarea tfoot thead tr ul xmp".split()
)
_CELLS = frozenset({"td", "th"})
_VERBATIM = frozenset({"pre", "textarea", "listing", "xmp", "plaintext"})
# White space that HTML collapses; a no-break space and an ideographic one stay.
_BLANKS = re.compile(r"[ \t\n\f\r]+")
_SENTINEL = "duizhao-end"


@dataclass(slots=True)
class Page:
    """What a page holds.

    Attributes:
        lines: Its text.
        skipped: Tag and text of what was left out.
    """

    lines: list[str] = field(default_factory=list[str])
    skipped: list[tuple[str, str]] = field(default_factory=list[tuple[str, str]])


def page_of(text: str) -> Page | None:
    """Return the lines of a page; null where it ends inside a tag, a comment or an element that holds no others."""
    from selectolax.lexbor import LexborHTMLParser

    # What the parser has swallowed as the inside of something, it has swallowed with this element.
    tree = LexborHTMLParser(f"{text}<{_SENTINEL}></{_SENTINEL}>")
    if tree.root is None or tree.css_first(_SENTINEL) is None:
        return None
    writer = _Writer()
    _walk(tree.root, writer)
    writer.finish()
    return Page(writer.lines, writer.skipped)


def _walk(root: LexborNode, writer: _Writer) -> None:
    stack: list[tuple[LexborNode, bool]] = [(root, False)]
    while stack:
        node, left = stack.pop()
        tag = node.tag or ""
        if left:
            writer.leave(tag)
        elif node.is_text_node:
            writer.text(node.text_content or "")
        elif tag in _SKIPPED:
            writer.skip(tag, node.text(deep=True, separator=" ") if tag in _REPORTED else "")
        elif node.is_element_node:
            writer.enter(tag)
            stack.append((node, True))
            child = node.last_child
            while child is not None:
                stack.append((child, False))
                child = child.prev


@dataclass(slots=True)
class _Row:
    """A table row that is being written: where its cells' lines begin in the writer's lines."""

    cells: list[int] = field(default_factory=list[int])


@dataclass(slots=True)
class _Writer:
    """Makes lines of the elements and texts it is told of, in order."""

    lines: list[str] = field(default_factory=list[str])
    skipped: list[tuple[str, str]] = field(default_factory=list[tuple[str, str]])
    open: list[str] = field(default_factory=list[str])
    rows: list[_Row] = field(default_factory=list[_Row])
    verbatim: int = 0

    def text(self, text: str) -> None:
        if self.verbatim:
            first, *others = text.split("\n")
            self.open.append(first)
            for other in others:
                self.end_line()
                self.open.append(other)
        else:
            self.open.append(_BLANKS.sub(" ", text))

    def skip(self, tag: str, text: str) -> None:
        if words := " ".join(text.split()):
            self.skipped.append((tag, words))

    def enter(self, tag: str) -> None:
        if tag == "br":
            self.end_line()
        elif tag == "rt":
            self.open.append("\uff08")
        elif tag in _BLOCKS or tag in _CELLS:
            self.end_block()
            if tag == "tr":
                self.rows.append(_Row())
            elif tag in _CELLS and self.rows:
                self.rows[-1].cells.append(len(self.lines))
        if tag in _VERBATIM:
            self.verbatim += 1

    def leave(self, tag: str) -> None:
        if tag == "rt":
            self.open.append("\uff09")
        elif tag in _BLOCKS or tag in _CELLS:
            self.end_block()
            if tag == "tr" and self.rows:
                self.end_row(self.rows.pop())
        if tag in _VERBATIM:
            self.verbatim -= 1

    def end_row(self, row: _Row) -> None:
        """Put the cells of a row into one line, unless one of them has several: a page laid out as a table."""
        bounds = [*row.cells, len(self.lines)]
        cells = [self.lines[start:end] for start, end in pairwise(bounds)]
        if len(cells) > 1 and all(len(cell) <= 1 for cell in cells):
            line = "\t".join("".join(cell) for cell in cells).rstrip("\t")
            self.lines[row.cells[0] :] = [line] if line else []

    def end_block(self) -> None:
        """End the line that is open, if there is any."""
        if any(piece and piece != " " for piece in self.open):
            self.end_line()
        self.open.clear()

    def end_line(self) -> None:
        line = "".join(self.open)
        if not self.verbatim:
            # Each piece collapsed for itself: blanks on both sides of a tag are one.
            line = re.sub(" {2,}", " ", line).strip(" ")
        self.lines.append(line.replace("\u00a0", " ") if self.verbatim else line.replace("\u00a0", " ").strip(" "))
        self.open.clear()

    def finish(self) -> None:
        self.end_block()
