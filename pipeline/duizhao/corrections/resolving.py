"""From entries of patches, which name rows, to corrections, which name places in the text."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from typing import Any

from duizhao.correction_records import Correction, Place
from duizhao.correction_records import Value as Resolved
from duizhao.corrections.patch import Entry, Kind, Value, digest_of, refuse
from duizhao.vocabulary import Kind as What

Row = Mapping[str, Any]
Rows = Mapping[str, Sequence[Row]]
_MANY = frozenset(("segments", "source_segments", "target_segments"))
_TABLE = {Kind.TURN: ("turns", "turn_id"), Kind.PAIR: ("alignments", "alignment_id")}
_DISCREPANCIES = ("discrepancies", "discrepancy_id")
_AGAIN = "the corpus has changed since the patch was made: make it anew from the corpus as it is"


def resolve(entry: Entry, author: str, tables: Rows) -> Correction:
    """Bind an entry to the text.

    Args:
        entry: Of a patch that was made on the rows.
        author: Who made it.
        tables: The transcript's rows.

    Raises:
        UsageError: The row is not there, holds other text or says something else than the entry saw (``E_PATCH``).
    """
    table, key = _TABLE.get(entry.kind, _DISCREPANCIES)
    row = next((one for one in tables[table] if one[key] == entry.id), None)
    if row is None:
        refuse(f"{entry.kind} {entry.id} is not in the corpus", _AGAIN)
    segments = {one["segment_id"]: one for one in tables["segments"]}
    sides = _sides(entry, row, tables)
    texts = [[segments[one]["text"] for one in side] for side in sides]
    if digest_of(texts[0], None if entry.kind is Kind.TURN else texts[1]) != entry.digest:
        refuse(f"{entry.kind} {entry.id}: digest: its text is another than the patch was made on", _AGAIN)
    _check_was(entry, row, sides, tables)
    places = {name: (one["line"], one["start"], one["end"]) for name, one in segments.items()}
    source, target = ([places[one] for one in side] for side in sides)
    made = Correction(
        key="",
        kind=str(entry.kind),
        row=entry.id,
        author=author,
        digest=entry.digest,
        source=tuple(source),
        target=tuple(target),
        was=_placed(entry, entry.was, places),
        new=_placed(entry, entry.new, places),
        found=_found(entry.kind, row),
        note=entry.note,
    )
    content = json.dumps(asdict(replace(made, row="")), ensure_ascii=False, sort_keys=True)
    digest = hashlib.sha256(content.encode()).hexdigest()[:12]
    return replace(made, key=f"{entry.transcript_id}-c{digest}")


def _sides(entry: Entry, row: Row, tables: Rows) -> tuple[Sequence[str], Sequence[str]]:
    if entry.kind is Kind.TURN:
        spoken = [one for one in tables["segments"] if one["turn_id"] == entry.id and one["kind"] == What.SPEECH]
        return [one["segment_id"] for one in spoken], []
    return row["source_segments"], row["target_segments"]


def _check_was(entry: Entry, row: Row, sides: tuple[Sequence[str], Sequence[str]], tables: Rows) -> None:
    for name, was in entry.was.items():
        if name in _MANY:
            now: Value = tuple(sides[name == "target_segments"])
        elif name == "speaker":
            people = {one["speaker_id"]: one for one in tables["speakers"]}
            person = people.get(row["speaker_id"], {})
            # Exports show a name, viewers another: whichever the person saw.
            now = was if was in {person.get("name"), person.get("name_zh"), *person.get("aliases", ())} else None
            now = None if not person and was is not None else now
            if person and was is None and not (person["name"] or person["name_zh"]):
                continue
            if person and was is None:
                now = person["name"] or person["name_zh"]
        elif name in row:
            now = row[name]
        else:
            continue
        if now != was:
            refuse(f"{entry.kind} {entry.id}: was.{name}: the corpus says {now!r:.60}, the patch {was!r:.60}", _AGAIN)


def _placed(entry: Entry, values: Mapping[str, Value], places: Mapping[str, Place]) -> dict[str, Resolved]:
    out: dict[str, Resolved] = {}
    for name, value in values.items():
        if isinstance(value, tuple):
            if missing := [one for one in value if one not in places]:
                refuse(f"{entry.kind} {entry.id}: {name}: {missing[0]:.60} is no segment of its call", _AGAIN)
            out[name] = tuple(places[one] for one in value)
        else:
            out[name] = value
    return out


def _found(kind: Kind, row: Row) -> tuple[str, ...]:
    if kind is Kind.TURN:
        return ()
    if kind is Kind.PAIR:
        return (row["relation"], row["level"])
    spans = (row[f"{side}_{end}"] for side in ("source", "target") for end in ("start", "end"))
    values = (row[name] for name in ("relation", "type", "kind", "source_value", "target_value"))
    return (*values, *(str(-1 if one is None else one) for one in spans))
