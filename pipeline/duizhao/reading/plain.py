"""Plain text and Markdown: the lines as they stand."""

from __future__ import annotations

import re

from duizhao.errors import InputError
from duizhao.reading import rttm, subtitles
from duizhao.reading.decoding import decode
from duizhao.reading.formats import Extract, File
from duizhao.reading.lines import split_lines, too_long, too_many

# Text in formats that other readers take, or none: its counters and markup would land in the corpus.
_OTHERS = (
    ("RTF", re.compile(r"\s*\{\\rtf"), "save it as plain text"),
    ("XML", re.compile(r"\s*(?:<\?xml|<TEI\b|<!DOCTYPE (?!html))", re.IGNORECASE), "give the text it holds"),
    ("HTML", re.compile(r"\s*(?:<!DOCTYPE html|<html\b|<head\b|<body\b)", re.IGNORECASE), "rename it to end in .html"),
    ("JSON", re.compile(r'\s*[\[{]\s*(?:"|[\[{]\s*["\[{\d]|[\]}]\s*$)'), "rename it to end in .json or .jsonl"),
    ("WebVTT subtitles", re.compile(r"\s*WEBVTT\b"), "rename it to end in .vtt"),
)
_HEAD = 4096
# Bytes of one character at most.
_WIDEST = 4


def read(file: File) -> Extract:
    """Read plain text.

    Raises:
        InputError: The bytes are not text (`duizhao.reading.decoding`), or text in a format that another reader takes
            by its suffix (``E_NOT_TEXT``).
    """
    _refuse_shape(file)
    decoded = decode(file.data, name=file.name)
    head = decoded.text[:_HEAD]
    found = next(((what, remedy) for what, pattern, remedy in _OTHERS if pattern.match(head)), None)
    if found is None and subtitles.looks_like(decoded.text):
        found = ("SRT subtitles", "rename it to end in .srt")
    if found:
        raise InputError(f"{file.name} holds {found[0]}, no plain text", code="E_NOT_TEXT", help=found[1])
    unused = (rttm.unused(file, "the transcript has no times"),) if file.rttm is not None else ()
    return Extract(split_lines(decoded.text), decoded.codec, (*decoded.warnings, *unused))


def _refuse_shape(file: File) -> None:
    """Refuse what has far too many or far too long lines, before its bytes become text and its lines records.

    Raises:
        InputError: More line ends than ``max_lines`` (``E_TOO_MANY_LINES``), or a line that is longer than ``max_line``
            whatever its characters (``E_LINE_TOO_LONG``).
    """
    ends = max(file.data.count(b"\n"), file.data.count(b"\r"))
    if ends > file.settings.max_lines:
        raise too_many(file.name, ends, file.settings.max_lines)
    most = _WIDEST * file.settings.max_line
    if len(file.data) > most:
        longest = max(map(len, file.data.replace(b"\r", b"\n").split(b"\n")))
        if longest > most:
            raise too_long(f"{file.name} has a line of {longest:,} bytes", file.settings.max_line)
