"""HTML and XHTML: the text as a browser would show it, a line for each block.

Standard: WHATWG HTML (living standard), sections 13.2 (parsing: selectolax does it), 13.2.3.2 (encodings) and 15.3
(which elements are blocks, how white space collapses).
"""

from __future__ import annotations

import html
import re

from duizhao.errors import InputError
from duizhao.reading.decoding import decode
from duizhao.reading.formats import Extract, File
from duizhao.reading.html_lines import Page, page_of
from duizhao.reading.lines import split_lines
from duizhao.records import Line

_MARKUP = re.compile(r"<[A-Za-z/!?]")
_XHTML = re.compile(r"\s*<\?xml\b|\s*<!DOCTYPE html PUBLIC[^>]*XHTML", re.IGNORECASE)
# In XML an element may close itself and text may stand in a CDATA section; a parser of HTML would take all that
# follows such an element for its text, and the section for a comment.
_CLOSED = re.compile(
    r"<(script|style|title|textarea|iframe|noscript|noframes|xmp|template)\b((?:[^>\"']|\"[^\"]*\"|'[^']*')*)/>",
    re.IGNORECASE,
)
_CDATA = re.compile(r"<!\[CDATA\[(.*?)\]\]>", re.DOTALL)
_DECLARED = re.compile(
    rb"<\?xml[^>]*?\bencoding\s*=\s*[\"']([\w.:-]+)|<meta[^>]*?\bcharset\s*=\s*[\"']?\s*([\w.:-]+)", re.IGNORECASE
)
# A browser looks at 1,024 bytes; pages with a long head are read as their authors meant.
_HEAD = 8192
# The parser looks up the tree at each tag, and opens formatting elements again in each block that follows an unclosed
# one: n tags at a depth of m are n * m steps, or elements. Pages have a depth below 100, the longest calls 50,000 tags.
_MOST_TAGS, _MOST_STEPS = 2_000_000, 100_000_000
_FORMATTING = frozenset("a b big code em font i nobr s small strike strong tt u".split())
# Elements that never hold anything, and those that the next of their kind closes.
_FLAT = frozenset(
    "area base br col embed hr img input link meta param source track wbr p li dt dd td th tr option optgroup tbody "
    "thead tfoot rt rp rb rtc colgroup html head body".split()
)
_TAG = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9]*)")


def read(file: File) -> Extract:
    """Read a page.

    Blocks (paragraphs, headings, list items, rows of tables, `br`) are lines, cells of a row are joined by tabs unless
    one of them holds several lines, inline elements do not break, white space collapses outside `pre`. The rubies' text
    stands in full-width brackets behind what it is for. A file without markup is read as the lines it has.

    Raises:
        InputError: The bytes are not text (`duizhao.reading.decoding`); the page ends inside a tag, a comment or a
            script, or it is nested too deep (``E_MARKUP``).
    """
    decoded = decode(file.data, name=file.name, declared=_declared(file.data))
    text = decoded.text.replace("\r\n", "\n").replace("\r", "\n")
    if not _MARKUP.search(text):
        return Extract(split_lines(html.unescape(text)), decoded.codec, decoded.warnings)
    if file.name.lower().endswith(".xhtml") or _XHTML.match(text):
        text = _CLOSED.sub(r"<\1\2></\1>", _CDATA.sub(lambda found: html.escape(found[1], quote=False), text))
    _bound(text, file.name)
    page = page_of(text)
    if page is None:
        raise InputError(
            f"{file.name}: the last tag, comment or script, or an element for bare text, is never closed",
            code="E_MARKUP",
            help="the page is cut or damaged: save it again",
        )
    lines = tuple(Line(number, line) for number, line in enumerate(page.lines, 1))
    return Extract(lines, decoded.codec, (*decoded.warnings, *_skipped(page)))


def _skipped(page: Page) -> tuple[str, ...]:
    if not page.skipped:
        return ()
    tag, text = page.skipped[0]
    count = "1 piece" if len(page.skipped) == 1 else f"{len(page.skipped):,} pieces"
    return (f"W_HTML_SKIPPED: {count} of text left out, the first in <{tag}>: {text[:80]!r}",)


def _declared(data: bytes) -> str:
    """Return the encoding that the page names, or an empty string."""
    found = _DECLARED.search(data[:_HEAD])
    return (found[1] or found[2]).decode("ascii") if found else ""


def _bound(text: str, name: str) -> None:
    """Refuse a page that would take the parser gigabytes."""
    tags = steps = depth = formats = 0
    for found in _TAG.finditer(text):
        closing, tag = found[1], found[2].lower()
        change = 0 if tag in _FLAT else -1 if closing else 1
        depth = max(0, depth + change)
        formats = max(0, formats + change * (tag in _FORMATTING))
        tags += 1 + (0 if closing or tag in _FORMATTING else formats)
        steps += depth
        if tags > _MOST_TAGS or steps > _MOST_STEPS:
            raise InputError(
                f"{name}: too many elements inside each other, or more than {_MOST_TAGS:,}",
                code="E_MARKUP",
                help="give the text it holds",
            )
