"""Plain text and Markdown: the lines as they stand."""

from __future__ import annotations

import re

from duizhao.records import Line

# `str.splitlines` also cuts at U+2028, U+0085 and U+001C, which stand inside lines of real transcripts.
_ENDINGS = re.compile(r"\r\n|\n|\r")


def lines(text: str) -> tuple[Line, ...]:
    r"""Return the physical lines: they end at ``\\n``, ``\\r\\n`` or ``\\r`` and at nothing else."""
    return tuple(Line(number, line) for number, line in enumerate(_ENDINGS.split(text), 1))
