"""The stage: the quantities of all speech, and of one segment."""

from __future__ import annotations

import math
import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import replace

from duizhao.gap_records import Quantity
from duizhao.quantities.calendar import chinese_dates, english_dates
from duizhao.quantities.changes import direction_of, goes_on, role_of
from duizhao.quantities.chinese import chinese_mentions
from duizhao.quantities.english import english_mentions
from duizhao.quantities.mention import Mention, apart
from duizhao.quantities.numerals import plain
from duizhao.quantities.units import PLACES
from duizhao.records import Segment
from duizhao.tokens import simplified
from duizhao.vocabulary import Kind

# Full-width figures are figures; one character for one, so that offsets hold.
_HALF_WIDTH = {code: code - 0xFEE0 for code in (*range(0xFF10, 0xFF1A), 0xFF0E, 0xFF05, 0xFF0B, 0xFF0D)} | {0xA0: 0x20}
_FULL_WIDTH = re.compile(f"[{''.join(map(chr, _HALF_WIDTH))}]")
_HAN = re.compile(r"[\u4e00-\u9fff]")
_LATIN = re.compile(r"[A-Za-z$€£]")
_APPROXIMATE = re.compile(
    r"(?:about|around|approximately|roughly|nearly|almost|over|more than|some|close to|less than|fewer than|up to|within|at least|exceed(?:ing|ed|s)?|under|below|above|only|just|well over|"
    r"[约近逾超]|大[概约]|超过|将近|不到|不足|以[内上下]|接近|左右|至少|最多|[上达]近|差不多有?|大概[是有]|低于|高于)(?: a)?\s*$",
    re.IGNORECASE,
)
_APPROXIMATE_AFTER = re.compile(
    r"\s*(?:or so\b|or more\b|plus\b|\+|以上|以下|左右|以内|之内|多(?![少个])|[余来](?!自)|上下)"
)
_BEFORE, _AFTER = 30, 8


def read_quantities(segments: Sequence[Segment], *, year: int | None = None) -> tuple[Quantity, ...]:
    """Read the quantities of all speech, in order of the text.

    Args:
        segments: Of one transcript.
        year: Of the call's reporting period; what "the second quarter" takes. Null where nobody says it.
    """
    return tuple(
        quantity
        for one in segments
        if one.kind is Kind.SPEECH and one.clean
        for quantity in segment_quantities(one, year=year)
    )


def segment_quantities(one: Segment, *, year: int | None = None) -> Iterator[Quantity]:
    """Read the quantities of one segment; they do not overlap."""
    text = one.text
    if not text.isascii():
        text = simplified(text.translate(_HALF_WIDTH) if _FULL_WIDTH.search(text) else text)
    before: Quantity | None = None
    place = 0
    for mention in apart(_mentions(text, year), len(text)):
        if not _is_finite(mention):  # hundreds of digits in a row are damage, no amount
            continue
        found = _quantity(one, text, mention)
        if before is not None and mention.unit not in PLACES and goes_on(text[place : mention.start]):
            found = replace(found, direction=found.direction or before.direction, role=found.role or before.role)
        yield found
        before, place = found, mention.end


def _mentions(text: str, year: int | None) -> Iterator[Mention]:
    if text.isascii() or not _HAN.search(text):
        yield from english_dates(text, year)
        yield from english_mentions(text)
        return
    # "30B", "US$3 million" and English sentences among Chinese ones.
    latin = [*english_dates(text, year), *english_mentions(text)] if _LATIN.search(text) else []
    ordered = sorted(latin, key=lambda one: one.start)
    starts = [one.start for one in ordered]
    for one in (*chinese_dates(text, year), *chinese_mentions(text)):
        at = bisect_right(starts, one.start)
        # Of "RMB1.84 billion" Chinese reads the figure alone.
        if not any(one.end < other.end for other in ordered[max(0, at - 2) : at]):
            yield one
    yield from latin


def _is_finite(one: Mention) -> bool:
    return all(value is None or math.isfinite(float(value)) for value in (one.value, one.high))


def _quantity(one: Segment, text: str, mention: Mention) -> Quantity:
    start, end = mention.start, mention.end
    before, after = text[max(0, start - _BEFORE) : start], text[end : end + _AFTER]
    dated = mention.unit in PLACES
    about = not dated and bool(_APPROXIMATE.search(before) or _APPROXIMATE_AFTER.match(after))
    quantity = Quantity(
        segment=one.index,
        start=one.start + start,
        end=one.start + end,
        text=one.text[start:end],
        value=None if mention.value is None else float(mention.value),
        unit=mention.unit,
        approximate=mention.approximate or about,
        direction=mention.way or (None if dated else direction_of(text, start, end)),
        high=None if mention.high is None else float(mention.high),
        normalized=_normal(mention),
        role=None if dated else role_of(text, start, end),
        said=None if mention.value is None or mention.unit == "date" else float(mention.value / mention.worth),
    )
    if mention.other is None:
        return quantity
    return replace(quantity, alternative_value=float(mention.other[0]), alternative_unit=mention.other[1])


def _normal(one: Mention) -> str:
    if one.stamp:
        return one.stamp
    ends = [plain(value) for value in (one.value, one.high) if value is not None]
    return "/".join(ends)
