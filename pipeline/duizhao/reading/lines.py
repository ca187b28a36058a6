r"""Lines: they end at ``\\n``, ``\\r\\n`` or ``\\r`` and at nothing else."""

from __future__ import annotations

import re

from duizhao.errors import InputError
from duizhao.records import Line

# `str.splitlines` also cuts at U+2028, U+0085 and U+001C, which stand inside lines of real transcripts.
_ENDINGS = re.compile(r"\r\n|\n|\r")


def split_lines(text: str) -> tuple[Line, ...]:
    """Return the physical lines of a text."""
    return tuple(Line(number, line) for number, line in enumerate(_ENDINGS.split(text), 1))


def too_many(name: str, count: int, limit: int) -> InputError:
    """Return the error for a source of more lines than `limit`."""
    return InputError(f"{name} has {count:,} lines", code="E_TOO_MANY_LINES", help=f"raise max_lines (now {limit:,})")


def too_long(what: str, limit: int) -> InputError:
    """Return the error for a line of more than `limit` code points; `what` says where it is and how long."""
    return InputError(what, code="E_LINE_TOO_LONG", help=f"raise max_line (now {limit:,})")
