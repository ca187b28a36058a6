"""Segments: sentence-like pieces that cover every non-blank character, with recognisers' flaws found and folded."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from duizhao.cleaning import clean_text, fold_loops
from duizhao.flaws import mark_flaws
from duizhao.language import language_of
from duizhao.markers import find_markers
from duizhao.records import Document, LaidLine, Layout, Line, Segment
from duizhao.tokens import sentences
from duizhao.vocabulary import Kind, Lang

_INAUDIBLE = re.compile(
    r"[(\[（]\s*(?:inaudible|indiscernible|technical difficult(?:y|ies)|听不清楚?|聽不清楚?|技[術术]困[難难])\s*[)\]）]",
    re.IGNORECASE,
)
_HAN = re.compile(r"[\u4e00-\u9fff]{2,}")


def segment(document: Document, layout: Layout, languages: Sequence[Lang]) -> tuple[Segment, ...]:
    """Cut a document into segments.

    Args:
        document: The decoded source.
        layout: What each of its lines is.
        languages: Language of each line.

    Returns:
        Segments in order of the text. They do not overlap and hold every non-blank character of the document.
    """
    out: list[Segment] = []
    for line, laid, lang in zip(document.lines, layout.lines, languages, strict=True):
        for start, end, kind, block in _pieces(line, laid):
            text = line.text[start:end]
            own = language_of(text) if lang is Lang.MIXED or kind is not Kind.SPEECH else _piece_language(text, lang)
            out.append(
                Segment(len(out), line.number, start, end, kind, own, text, clean_text(text), block, _flags(text, own))
            )
    labels = {block.index: block.label.name if block.label else "" for block in layout.blocks}
    return mark_flaws(fold_loops(out, labels), labels)


def _piece_language(text: str, line_language: Lang) -> Lang:
    """Return a segment's own language; without letters of its own it has its line's."""
    own = language_of(text)
    return line_language if own in (Lang.NONE, Lang.MIXED) else own


def _pieces(line: Line, laid: LaidLine) -> Iterator[tuple[int, int, Kind, int]]:
    at, block = 0, laid.block
    for span in laid.spans:
        yield from _between(line.text, at, span.start, laid.kind, block)
        block = span.block
        for start, end, kind in _whole(line.text, span.start, span.end, span.kind):
            yield start, end, kind, block
        at = span.end
    yield from _between(line.text, at, len(line.text), laid.kind, block)


def _between(text: str, start: int, end: int, kind: Kind, block: int) -> Iterator[tuple[int, int, Kind, int]]:
    if kind is not Kind.SPEECH and kind is not Kind.MARKER:
        pieces = _whole(text, start, end, kind)
    else:
        pieces = _said(text, start, end)
    for first, last, what in pieces:
        yield first, last, what, block


def _said(text: str, start: int, end: int) -> Iterator[tuple[int, int, Kind]]:
    """Cut speech at its stage directions, and into sentences between them."""
    at = start
    for marker in find_markers(text[start:end]):
        yield from _spoken(text, at, start + marker.start)
        yield start + marker.start, start + marker.end, Kind.MARKER
        at = start + marker.end
    yield from _spoken(text, at, end)


def _whole(text: str, start: int, end: int, kind: Kind) -> Iterator[tuple[int, int, Kind]]:
    piece = text[start:end]
    if piece.strip():
        yield start + len(piece) - len(piece.lstrip()), start + len(piece.rstrip()), kind


def _spoken(text: str, start: int, end: int) -> Iterator[tuple[int, int, Kind]]:
    for first, last in sentences(text[start:end]):
        yield start + first, start + last, Kind.SPEECH


def _flags(text: str, lang: Lang) -> frozenset[str]:
    flags: set[str] = set()
    if _INAUDIBLE.search(text):
        flags.add("inaudible")
    if lang is Lang.EN and _HAN.search(text):
        flags.add("code-switch")
    return frozenset(flags)
