"""HTML that cannot hold what a text smuggles in: only `Markup` goes in as it is, every other string is escaped."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape

from duizhao.reading_view.marks import visible

# Chinese, with the punctuation that stands inside it.
_HAN = re.compile(r"([\u2e80-\u2fff\u3400-\u9fff\uf900-\ufaff][\u2e80-\u303f\u3400-\u9fff\uf900-\ufaff\uff00-\uffef]*)")
_EMPTY = frozenset({"input", "meta", "wbr"})
# A new line behind each of these: blanks between them show nowhere, and the source can be read.
_BLOCKS = frozenset({"article", "h1", "h2", "h3", "head", "header", "p", "section", "table", "title", "tr"})


class Markup(str):
    """Text that is HTML already."""

    __slots__ = ()


def element(name: str, /, *content: str, **attributes: str) -> Markup:
    """Write an element.

    Args:
        name: Of the element.
        content: `Markup` as it is, any other text escaped, and what would steer a page or a terminal made visible.
        attributes: By name; an underscore at the end, which Python's own words need, is dropped.
    """
    given = "".join(f' {key.rstrip("_")}="{_escaped(value)}"' for key, value in attributes.items())
    if name in _EMPTY:
        return Markup(f"<{name}{given} />")
    end = "\n" if name in _BLOCKS else ""
    return Markup(f"<{name}{given}>{joined(*content)}</{name}>{end}")


def joined(*content: str) -> Markup:
    """Put pieces together; what is not `Markup` is escaped."""
    return Markup("".join(one if isinstance(one, Markup) else _escaped(one) for one in content))


def tongues(text: str) -> Markup:
    """Escape a text of both languages, and say of each Chinese stretch that it is Chinese."""
    return joined(*_tongues(text))


def passage(text: str, lang: str) -> Markup:
    """Escape a text of a segment, and say what language it is in; of a mixed one, stretch by stretch."""
    if lang in {"en", "zh"}:
        return element("span", text, lang=lang)
    # An empty `lang` says that the language is unknown, which else would be the page's.
    return element("span", tongues(text), lang="" if lang == "other" else "en")


def _tongues(text: str) -> Iterator[str]:
    for at, piece in enumerate(_HAN.split(text)):
        yield element("span", piece, lang="zh") if at % 2 else piece


def _escaped(text: str) -> str:
    return escape(visible(text), quote=True)
