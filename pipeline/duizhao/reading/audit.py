"""Characters that no transcript should hold: found, counted, located; nothing is changed.

Each finding is one warning with its code, how often, and where first (line and column, from 1); `duizhao.codes` says
what to do about each.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from duizhao.records import Line

# What a wrong decoding leaves behind: UTF-8 read as Latin-1 or cp1252 (once or twice), as GBK, and the fillers of
# broken programs.
_MOJIBAKE = re.compile(
    "[\u00c3\u00c2][\u0080-\u00bf\u0192\u201a-\u2022\u2030\u0152\u0153\u0160\u0161\u017d\u017e\u0178\u02c6\u02dc\u2122]"
    "|\u00e2[\u0080\u20ac][\u0080-\u00bf\u0153\u009d\u201c\u02dc\u2122\u00a6]"
    "|[\u00e4-\u00e9][\u0080-\u00bf\u0152\u0153\u0160\u0161\u017d\u017e\u0178\u02c6\u02dc\u2013-\u2022\u2026\u2030\u2039\u203a\u20ac\u2122]{2}"
    "|[A-Za-z][\u0091\u0092][a-z]|[\u0093\u0094]|\u951f\u65a4\u62f7|\u70eb\u70eb\u70eb|\u5c6f\u5c6f\u5c6f"
)
_PATTERNS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("W_STRAY_BOM", re.compile("\ufeff")),
    ("W_MOJIBAKE", _MOJIBAKE),
    ("W_REPLACEMENT_CHARS", re.compile("\ufffd")),
    ("W_BIDI_CONTROLS", re.compile("[\u202a-\u202e\u2066-\u2069]")),
    # A zero-width joiner between emoji is part of them.
    ("W_INVISIBLE_CHARS", re.compile("[\u200b\u2060\u00ad\U000e0000-\U000e007f]|(?<=[\\w])\u200d(?=[\\w])")),
    (
        "W_CONTROL_CHARS",
        re.compile("[\x00-\x08\x0e-\x1f\x7f\x80-\x84\x86-\x9f\ufff9-\ufffb\ufdd0-\ufdef]|[\ufffe\uffff]"),
    ),
    ("W_HOMOGLYPH", re.compile("[A-Za-z][\u0370-\u03ff\u0400-\u04ff]|[\u0370-\u03ff\u0400-\u04ff][A-Za-z]")),
    (
        "W_SUSPECT_ENCODING",
        re.compile(
            r"~\{[\x21-\x7d]{4,}~\}|\+(?=[A-Za-z0-9/]*[A-Z])(?=[A-Za-z0-9/]*[a-z])(?=[A-Za-z0-9/]*\d)[A-Za-z0-9/]{8,}"
        ),
    ),
    (
        "W_ESCAPED_TEXT",
        re.compile(
            r"&(?:amp|lt|gt|quot|apos|nbsp|#\d{2,6}|#x[0-9a-fA-F]{2,5});|\\u[0-9a-fA-F]{4}|(?:=[0-9A-F]{2}){3,}"
        ),
    ),
    # Scripts beside Latin, Greek, Cyrillic, Han, kana and Hangul (of which the languages speak), and the characters
    # that only Japanese has.
    (
        "W_SCRIPT",
        re.compile(
            "[\u0530-\u0dff\u0e00-\u0fff\u1000-\u10ff\u1200-\u18af\u3100-\u312f\u31a0-\u31bf]|[働込畑峠辻枠栃円売対応発楽気駅図県経済歩黒満]"
        ),
    ),
    ("W_COMBINING_FLOOD", re.compile("[\u0300-\u036f]{10,}")),
    ("W_PRIVATE_USE", re.compile("[\ue000-\uf8ff]")),
)
# Symbols that are letters of another script beside Latin ones for good reasons: micro, ohm, alpha ("\u03b1-testing").
_SYMBOLS = re.compile("[\u00b5\u03bc\u03a9\u03b1\u03b2\u03b3\u0394\u03c3\u03c0]")


def audit(lines: Sequence[Line]) -> tuple[str, ...]:
    """Return a warning for each kind of character that no transcript should hold."""
    return tuple(_findings(lines))


def _findings(lines: Sequence[Line]) -> Iterator[str]:
    unusual = [
        line
        for line in lines
        if not line.text.isascii()
        or not line.text.isprintable()
        or any(sign in line.text for sign in ("~{", "+", "&", "\\u", "="))
    ]
    for code, pattern in _PATTERNS:
        places = [
            (line.number, found.start() + 1, found[0])
            for line in unusual
            for found in pattern.finditer(line.text)
            if code != "W_HOMOGLYPH" or not _SYMBOLS.search(found[0])
        ]
        if places:
            number, column, text = places[0]
            points = " ".join(f"U+{ord(character):04X}" for character in text[:3])
            often = "once" if len(places) == 1 else f"{len(places):,} times"
            yield f"{code}: {points} {often}, first in line {number}, column {column}"
