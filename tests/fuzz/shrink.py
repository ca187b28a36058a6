"""A small input that breaks the same law: stretches are cut out as long as it still does."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace

from fuzz.inputs import Input


def shrink(one: Input, breaks: Callable[[Input], bool], *, seconds: float = 20.0) -> Input:
    """Return the smallest input found in this time that still `breaks`; `one` itself must."""
    until = time.monotonic() + seconds
    if one.beside and breaks(bare := replace(one, beside={})):
        one = bare
    for unit in (b"\n", b""):
        size = max(1, len(_pieces(one.data, unit)) // 2)
        while size and time.monotonic() < until:
            shorter = _shorter(one, unit, size, breaks, until)
            if shorter is None:
                size //= 2
            else:
                one = shorter
    return one


def _shorter(one: Input, unit: bytes, size: int, breaks: Callable[[Input], bool], until: float) -> Input | None:
    pieces = _pieces(one.data, unit)
    for at in range(0, len(pieces), size):
        if time.monotonic() > until:
            break
        tried = replace(one, data=unit.join(pieces[:at] + pieces[at + size :]))
        if breaks(tried):
            return tried
    return None


def _pieces(data: bytes, unit: bytes) -> list[bytes]:
    return data.split(unit) if unit else [data[at : at + 1] for at in range(len(data))]
