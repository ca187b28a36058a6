"""Times as sources write them: seconds, or hours, minutes and seconds with colons."""

from __future__ import annotations

import re

_SECONDS = re.compile(r"[0-9]{1,9}(?:\.[0-9]{1,12})?")
#: Hours (optional), minutes, seconds, fraction (optional): SubRip has a comma before it, WebVTT a dot.
CLOCK = r"(?:([0-9]{1,6}):)?([0-9]{1,2}):([0-9]{2})([,.][0-9]{1,9})?"
_CLOCK = re.compile(CLOCK)
_THOUSANDTHS = 3


def seconds(text: str) -> float | None:
    """Return the seconds that "93.5" or "00:01:33.500" says; null where it says none."""
    text = text.strip()
    if _SECONDS.fullmatch(text):
        return float(text)
    found = _CLOCK.fullmatch(text)
    return total(found.groups()) if found else None


def total(parts: tuple[str | None, ...]) -> float:
    """Return the seconds of hours, minutes, seconds and fraction, as `CLOCK` takes them apart.

    A fraction after a dot is decimal. One after a comma counts thousandths up to three digits (",5" is 5 ms), as most
    readers of SubRip have it.
    """
    hours, minutes, whole, fraction = parts
    digits = (fraction or ".0")[1:]
    if fraction and fraction[0] == "," and len(digits) < _THOUSANDTHS:
        digits = digits.zfill(_THOUSANDTHS)
    return int(hours or 0) * 3600 + int(minutes or 0) * 60 + int(whole or 0) + float(f"0.{digits}")
