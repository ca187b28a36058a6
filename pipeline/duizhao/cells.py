"""Cells of CSV that spreadsheets open."""

from __future__ import annotations

#: A cell that begins so is a formula to a spreadsheet; in a Chinese or Japanese one also in full width. (OWASP, CSV
#: injection.)
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def guarded(text: str) -> str:
    """Return a cell's text, with an apostrophe in front where a spreadsheet would take it for a formula."""
    return f"'{text}" if text.startswith(_FORMULA) else text
