"""Discrepancies as people judged them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace

from duizhao.correction_records import Correction
from duizhao.gap_records import Discrepancy

Key = tuple[tuple[int, ...], tuple[int, ...], tuple[str, ...]]


def found_of(one: Discrepancy) -> tuple[str, ...]:
    """Return what tells a discrepancy from others in its segments: relation, type, values and where they stand."""
    spans = (str(place) for span in (one.source_span, one.target_span) for place in span or (-1, -1))
    return (str(one.relation), one.type, one.kind, one.source_value, one.target_value, *spans)


def judge(
    discrepancies: Sequence[Discrepancy], wanted: Iterable[tuple[Key, Correction]]
) -> tuple[tuple[Discrepancy, ...], set[str]]:
    """Correct discrepancies.

    Args:
        discrepancies: As they were found.
        wanted: Judgements with what they are about: source, target and what `found_of` says.

    Returns:
        Those that nobody called false, with full confidence where somebody judged them; and the keys of the corrections
        that found theirs.
    """
    by_key: dict[Key, list[Correction]] = defaultdict(list)
    for key, one in wanted:
        by_key[key].append(one)
    out, met = [], set[str]()
    for found in discrepancies:
        about = by_key.get((found.source, found.target, found_of(found)), [])
        met |= {one.key for one in about}
        new = {name: value for one in about for name, value in one.new.items()}
        if new.get("judgement") != "false":
            kind = found.type if new.get("type") is None else str(new["type"])
            out.append(replace(found, confidence=1.0, type=kind) if new else found)
    return tuple(out), met
