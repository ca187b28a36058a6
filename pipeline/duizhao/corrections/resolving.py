"""From entries of patches, which name rows, to corrections, which name places in the text.

An entry is checked against the rows as they are; where it does not fit them, against the rows as they were found, since
two people may have worked on one corpus. What comes of it is always about what was found: a bead that was corrected
twice is the bead that was found, corrected once.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from duizhao.corpus.rows import sides_digest
from duizhao.correction_records import Correction, Place
from duizhao.correction_records import Value as Resolved
from duizhao.corrections.patch import FIELDS, Entry, Kind, Value, digest_of, discrepancy_told, pair_told, refuse
from duizhao.errors import UsageError
from duizhao.vocabulary import Kind as What

Row = Mapping[str, Any]
Rows = Mapping[str, Sequence[Row]]
Sides = tuple[tuple[str, ...], tuple[str, ...]]
_MANY = frozenset(("segments", "source_segments", "target_segments"))
_TABLES = {
    Kind.TURN: ("turns", "turn_id"),
    Kind.PAIR: ("alignments", "alignment_id"),
    Kind.DISCREPANCY: ("discrepancies", "discrepancy_id"),
}
_AGAIN = "the corpus has changed since the patch was made: make it anew from the corpus as it is"


def keyed(one: Correction, transcript_id: str) -> Correction:
    """Return a correction with the identifier that its content gives it."""
    content = json.dumps(asdict(replace(one, key="", row="")), ensure_ascii=False, sort_keys=True)
    return replace(one, key=f"{transcript_id}-c{hashlib.sha256(content.encode()).hexdigest()[:12]}")


def transcript_of(one: Correction) -> str:
    """Return the identifier of the transcript that a correction is of."""
    return one.key.rpartition("-")[0]


@dataclass(frozen=True, slots=True)
class _Seen:
    """A row, the identifiers of the segments on its sides, and what tells it from others there."""

    row: Row
    sides: Sides
    told: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Resolver:
    """Binds the entries of one transcript to its text.

    Attributes:
        now: Its rows, as they are.
        found: Its rows, as they were before anybody corrected them; the same where nobody did.
        standing: What people corrected before.
    """

    now: Rows
    found: Rows
    standing: Sequence[Correction] = ()
    _segments: dict[str, Row] = field(init=False)
    _places: dict[str, Place] = field(init=False)

    def __post_init__(self) -> None:
        """Look up the segments, which no correction changes."""
        held = {one["segment_id"]: one for one in self.found["segments"]}
        object.__setattr__(self, "_segments", held)
        places = {key: (one["line"], one["start"], one["end"]) for key, one in held.items()}
        object.__setattr__(self, "_places", places)

    def resolve(self, entry: Entry, author: str) -> Correction:
        """Bind an entry to the text.

        Args:
            entry: Of a patch that was made on the rows.
            author: Who made it.

        Returns:
            The same about what was found; its identifier is a digest of its content.

        Raises:
            UsageError: The row is not there, holds other text or says something else than the entry saw (``E_PATCH``).
        """
        origin = self._origin(entry)
        texts = [[self._segments[one]["text"] for one in side] for side in origin.sides]
        was = {name: _says(name, origin, self.found)[0] for name in entry.new}
        made = Correction(
            key="",
            kind=str(entry.kind),
            row=entry.id,
            author=author,
            digest=sides_digest(texts[0], None if entry.kind is Kind.TURN else texts[1]),
            source=tuple(self._places[one] for one in origin.sides[0]),
            target=tuple(self._places[one] for one in origin.sides[1]),
            was=self._placed(entry, was),
            new=self._placed(entry, entry.new),
            found=origin.told,
            note=entry.note,
        )
        return keyed(made, entry.transcript_id)

    def entry(self, call: str, key: str, new: Mapping[str, Value], note: str = "") -> Entry:
        """Make an entry about a row, as a page that shows the rows writes it; see `duizhao.corrections.correct`."""
        rows = ((kind, row) for kind, (table, _) in _TABLES.items() for row in self.now[table])
        found = next(((kind, row) for kind, row in rows if row[_TABLES[kind][1]] == key), None)
        if found is None:
            refuse(
                f"{key:.60} is no turn, pair or discrepancy of call {call}", "give the identifier of one of its rows"
            )
        seen = _see(*found, self.now)
        was = {name: _says(name, seen, self.now)[0] for name in new if name in FIELDS[found[0]]}
        return Entry(found[0], call, key, self._digest(found[0], seen), was, new, note)

    def _origin(self, entry: Entry) -> _Seen:
        """Return the row that was found where the one stands that an entry is about."""
        try:
            seen = self._seen(entry, self.now)
        except UsageError:
            if self.now is not self.found:
                with suppress(UsageError):
                    return self._seen(entry, self.found)
            raise
        if entry.kind is Kind.TURN:
            # Turns are neither joined nor cut by corrections: they keep their identifiers.
            row = next(one for one in self.found["turns"] if one["turn_id"] == entry.id)
            return _see(entry.kind, row, self.found)
        sides, told = seen.sides, seen.told
        places = [tuple(self._places[one] for one in side) for side in sides]
        for one in self.standing:
            if one.kind == entry.kind and one.counting and _result(one) == (*places, told):
                sides, told = self._ids(one), one.found
                break
        held = (_see(entry.kind, row, self.found) for row in self.found[_TABLES[entry.kind][0]])
        return next((one for one in held if (one.sides, one.told) == (sides, told)), _Seen(seen.row, sides, told))

    def _seen(self, entry: Entry, tables: Rows) -> _Seen:
        """Return the row that an entry is about, if it is what the entry saw."""
        table, key = _TABLES[entry.kind]
        row = next((one for one in tables[table] if one[key] == entry.id), None)
        named = f"{entry.kind} {entry.id}"
        if row is None:
            refuse(f"{named} is not in the corpus", _AGAIN)
        seen = _see(entry.kind, row, tables)
        if self._digest(entry.kind, seen) != entry.digest:
            refuse(f"{named}: digest: it is another than the patch was made on", _AGAIN)
        for name, was in entry.was.items():
            now = _says(name, seen, tables)
            if was not in now:
                refuse(f"{named}: was.{name}: the corpus says {now[0]!r:.60}, the patch {was!r:.60}", _AGAIN)
        return seen

    def _digest(self, kind: Kind, seen: _Seen) -> str:
        source, target = ([self._segments[one]["text"] for one in side] for side in seen.sides)
        if kind is Kind.TURN:
            return digest_of(source)
        if kind is Kind.PAIR:
            return digest_of(source, target, pair_told(seen.row["relation"], seen.row["level"], *seen.sides))
        return digest_of(source, target, discrepancy_told(seen.row))

    def _ids(self, one: Correction) -> Sides:
        by_place = {place: key for key, place in self._places.items()}
        return tuple(by_place[place] for place in one.source), tuple(by_place[place] for place in one.target)

    def _placed(self, entry: Entry, values: Mapping[str, Value]) -> dict[str, Resolved]:
        out: dict[str, Resolved] = {}
        for name, value in values.items():
            if isinstance(value, tuple):
                if missing := [one for one in value if one not in self._places]:
                    refuse(f"{entry.kind} {entry.id}: {name}: {missing[0]:.60} is no segment of its call", _AGAIN)
                out[name] = tuple(self._places[one] for one in value)
            else:
                out[name] = value
        return out


def _see(kind: Kind, row: Row, tables: Rows) -> _Seen:
    if kind is Kind.TURN:
        spoken = (one for one in tables["segments"] if one["turn_id"] == row["turn_id"])
        return _Seen(row, (tuple(one["segment_id"] for one in spoken if one["kind"] == What.SPEECH), ()), ())
    sides = tuple(row["source_segments"]), tuple(row["target_segments"])
    if kind is Kind.PAIR:
        return _Seen(row, sides, (row["relation"], row["level"]))
    values = (row[name] for name in ("relation", "type", "kind", "source_value", "target_value"))
    spans = (row[f"{side}_{end}"] for side in ("source", "target") for end in ("start", "end"))
    # In the words of `duizhao.revising.judging`.
    return _Seen(row, sides, (*map(str, values), *(str(-1 if one is None else one) for one in spans)))


def _says(name: str, seen: _Seen, tables: Rows) -> tuple[Value, ...]:
    """Return what a row says of a field: as many things as programs may show of it."""
    if name in _MANY:
        return (seen.sides[name == "target_segments"],)
    if name == "speaker":
        people = (one for one in tables["speakers"] if one["speaker_id"] == seen.row["speaker_id"])
        person: Row = next(people, {})
        named = [one for one in (person.get("name"), person.get("name_zh")) if one]
        # Somebody known by what he is called alone is shown with that name, or with none.
        return (*(named or [None]), *person.get("aliases", ()))
    if name in seen.row:
        return (seen.row[name],)
    # No column says that a pair fits: it stands there.
    return ("yes",) if name == "fits" else (None,)


def _result(one: Correction) -> tuple[object, ...]:
    """Return where the row stands that a correction gives, and what tells it from others."""
    told, now = one.found, one.counting
    if one.kind == Kind.DISCREPANCY and "type" in now:
        told = (told[0], str(now["type"]), *told[2:])
    return now.get("source_segments", one.source), now.get("target_segments", one.target), told
