"""Segments: sentence-like pieces that cover every non-blank character, with loops found and folded."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence

from duizhao.language import language_of
from duizhao.markers import find_markers
from duizhao.records import Document, LaidLine, Layout, Line, Segment
from duizhao.tokens import sentences
from duizhao.vocabulary import Kind, Lang

_WORD = re.compile(r"[A-Za-z0-9][\w.'\u2019%-]*|[\u4e00-\u9fff]")
_INAUDIBLE = re.compile(
    r"[(\[（]\s*(?:inaudible|indiscernible|technical difficult(?:y|ies)|听不清楚?|聽不清楚?|技[術术]困[難难])\s*[)\]）]",
    re.IGNORECASE,
)
_HAN = re.compile(r"[\u4e00-\u9fff]{2,}")
_SPACES = re.compile(r"\s+")
# A loop is a group of words said three times or more in a row. Speech recognisers stuck in one repeat up to a dozen
# words; people do say things twice ("very, very good", "yes, yes").
_LONGEST_LOOP = 16
_FEWEST_COPIES = 3


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
    return tuple(fold_loops(out))


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


def clean_text(text: str) -> str:
    """Return text for reading: full-width letters and digits normalised, runs of blanks made one.

    Full-width punctuation stays: it is right in Chinese.
    """
    halved = "".join(unicodedata.normalize("NFKC", c) if "０" <= c <= "ｚ" or c == "\u3000" else c for c in text)
    return _SPACES.sub(" ", halved).strip()


def _flags(text: str, lang: Lang) -> frozenset[str]:
    flags: set[str] = set()
    if _INAUDIBLE.search(text):
        flags.add("inaudible")
    if lang is Lang.EN and _HAN.search(text):
        flags.add("code-switch")
    return frozenset(flags)


def fold_loops(segments: Sequence[Segment]) -> Iterator[Segment]:
    """Flag the segments that a loop runs through, and fold its later copies in `clean`."""
    for group in _by_line(segments):
        folded = _loops(group)
        for one in group:
            cut = [(start, end) for first, start, end in folded if start < one.end and end > one.start and first < end]
            touched = any(first < one.end and end > one.start for first, _, end in folded)
            yield _fold(one, cut) if touched else one


def _fold(one: Segment, cuts: list[tuple[int, int]]) -> Segment:
    kept = "".join(
        character
        for at, character in enumerate(one.text, one.start)
        if not any(start <= at < end for start, end in cuts)
    )
    return Segment(
        one.index, one.line, one.start, one.end, one.kind, one.lang, one.text,
        clean_text(kept).strip(" ,") if cuts else one.clean,
        one.block, one.flags | {"loop"},
    )  # fmt: skip


def _by_line(segments: Sequence[Segment]) -> Iterator[list[Segment]]:
    group: list[Segment] = []
    for one in segments:
        if group and group[-1].line != one.line:
            yield group
            group = []
        group.append(one)
    if group:
        yield group


def _loops(group: list[Segment]) -> list[tuple[int, int, int]]:
    """Find loops in a line: (start of the first copy, start of the second, end of the last), code points."""
    tokens = [
        (one.start + word.start(), one.start + word.end(), word[0].lower())
        for one in group
        if one.kind is Kind.SPEECH
        for word in _WORD.finditer(one.text)
    ]
    found: list[tuple[int, int, int]] = []
    keys = [token[2] for token in tokens]
    sentences_start = {one.start for one in group}
    starts = {number for number, token in enumerate(tokens) if token[0] in sentences_start}
    at = 0
    while at < len(keys):
        period = _loop_period(keys, at)
        if period:
            first, last = _settle(keys, at, period, starts)
            found.append((tokens[first][0], tokens[first + period][0], tokens[last - 1][1]))
            at = last
        else:
            at += 1
    return found


def _loop_period(keys: list[str], at: int) -> int:
    """Return how many words the loop starting here repeats, 0 where none starts."""
    if keys[at] not in keys[at + 1 : at + _LONGEST_LOOP + 1]:
        return 0
    for period in range(1, _LONGEST_LOOP + 1):
        unit = keys[at : at + period]
        if at + period * _FEWEST_COPIES > len(keys) or keys[at + period : at + 2 * period] != unit:
            continue
        copies = 2
        while keys[at + period * copies : at + period * (copies + 1)] == unit:
            copies += 1
        # One or two words three times are emphasis ("no, no, no"); a recogniser's loop of them runs longer.
        if copies >= _FEWEST_COPIES and period * copies > 2 * _FEWEST_COPIES:
            return period
    return 0


def _settle(keys: list[str], at: int, period: int, starts: set[int]) -> tuple[int, int]:
    """Move a loop's first copy to where a sentence starts, when one starts inside it; whole copies only."""
    end = at + period
    while end < len(keys) and keys[end] == keys[end - period]:
        end += 1
    first = next((shifted for shifted in range(at, at + period) if shifted in starts), at)
    if (end - first) // period < _FEWEST_COPIES - 1:
        first = at
    return first, first + (end - first) // period * period
