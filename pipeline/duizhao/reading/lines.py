r"""Lines: they end at ``\\n``, ``\\r\\n`` or ``\\r`` and at nothing else."""

from __future__ import annotations

import re

from duizhao.records import Line

# `str.splitlines` also cuts at U+2028, U+0085 and U+001C, which stand inside lines of real transcripts.
_ENDINGS = re.compile(r"\r\n|\n|\r")


def split_lines(text: str) -> tuple[Line, ...]:
    """Return the physical lines of a text."""
    return tuple(Line(number, line) for number, line in enumerate(_ENDINGS.split(text), 1))
