"""Entries of patches about rows, as a page that shows the rows would write them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from duizhao.corrections.patch import Entry, Kind, Value, digest_of, discrepancy_told, pair_told

Rows = Mapping[str, Sequence[Mapping[str, Any]]]


def turn_entry(rows: Rows, at: int, *, note: str = "seen", **new: Value) -> Entry:
    """Correct the turn in a row."""
    row = rows["turns"][at]
    held = [one for one in rows["segments"] if one["turn_id"] == row["turn_id"]]
    people = {one["speaker_id"]: one["name"] or one["name_zh"] or None for one in rows["speakers"]}
    says = {**row, "speaker": people.get(row["speaker_id"]), "segments": tuple(one["segment_id"] for one in held)}
    was = {name: says[name] for name in new}
    digest = digest_of(one["text"] for one in held)
    return Entry(Kind.TURN, row["transcript_id"], row["turn_id"], digest, was, new, note)


def pair_entry(rows: Rows, at: int, *, note: str = "seen", **new: Value) -> Entry:
    """Correct the pair in a row."""
    row = rows["alignments"][at]
    ids = tuple(row["source_segments"]), tuple(row["target_segments"])
    says = {"fits": "yes", "rendition": row["rendition"], "source_segments": ids[0], "target_segments": ids[1]}
    digest = digest_of(*_texts(rows, ids), pair_told(row["relation"], row["level"], *ids))
    was = {name: says[name] for name in new}
    return Entry(Kind.PAIR, row["transcript_id"], row["alignment_id"], digest, was, new, note)


def judgement(rows: Rows, at: int, *, note: str = "seen", **new: Value) -> Entry:
    """Judge the discrepancy in a row."""
    row = rows["discrepancies"][at]
    texts = _texts(rows, (row["source_segments"], row["target_segments"]))
    was = {name: row.get(name) for name in new}
    digest = digest_of(*texts, discrepancy_told(row))
    return Entry(Kind.DISCREPANCY, row["transcript_id"], row["discrepancy_id"], digest, was, new, note)


def _texts(rows: Rows, sides: tuple[Sequence[str], Sequence[str]]) -> tuple[list[str], list[str]]:
    texts = {one["segment_id"]: str(one["text"]) for one in rows["segments"]}
    source, target = ([texts[one] for one in side] for side in sides)
    return source, target
