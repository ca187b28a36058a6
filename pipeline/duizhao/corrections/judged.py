"""What several annotators say of one call, as units with a value for each of them.

A patch holds what somebody changed, judged or remarked on. It does not say what they looked at and left. So:

- Somebody annotated a call's turns (pairs, discrepancies) if their patch holds an entry of that kind in it; else all
  their values there are missing.
- A unit is a row on which at least one of them has an entry. What another left there stands as the corpus has it.
- That a pair fits is what the corpus says by holding it. Of a discrepancy it says a type, and no judgement: where
  nobody judged, that is missing.
- With `every`, every row of the calls that they annotated is a unit, and a discrepancy that was left counts as true.
- Without a corpus, what was left is missing, too.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from duizhao.corrections.patch import Entry, Kind, digest_of, refuse
from duizhao.vocabulary import Kind as What

Row = Mapping[str, Any]
Rows = Mapping[str, Sequence[Row]]
#: What each annotator says of one unit; null where they say nothing.
Values = tuple[str | None, ...]

#: What is compared, by the kind of row that it is about. ``boundaries`` and ``sides`` are compared segment by segment.
COMPARED: Mapping[Kind, tuple[str, ...]] = MappingProxyType(
    {
        Kind.TURN: ("speaker", "role", "voice", "boundaries"),
        Kind.PAIR: ("fits", "rendition", "sides"),
        Kind.DISCREPANCY: ("judgement", "type"),
    }
)
#: The value of what is said to be nothing: no speaker that anybody can name, no type of rendition.
NOBODY, NO_TYPE = "nobody", "none"

_TABLES = {
    Kind.TURN: ("turns", "turn_id"),
    Kind.PAIR: ("alignments", "alignment_id"),
    Kind.DISCREPANCY: ("discrepancies", "discrepancy_id"),
}
_SIDES = ("source_segments", "target_segments")
_AGAIN = "patches are compared on the corpus that all of them were made on, in one state of it"


@dataclass(frozen=True, slots=True)
class Judged:
    """What annotators say of one call.

    Attributes:
        call: Its ``transcript_id``.
        entries: Of each annotator, by kind and row.
        tables: The call's rows; null without a corpus.
        every: Whether every row counts as judged.
        rows: The rows of each kind, by identifier and in order of the corpus; empty without one.
    """

    call: str
    entries: Sequence[Mapping[tuple[Kind, str], Entry]]
    tables: Rows | None = None
    every: bool = False
    rows: Mapping[Kind, Mapping[str, Row]] = field(init=False)

    def __post_init__(self) -> None:
        """Check that the annotators saw one and the same corpus, and that this is it."""
        found = {
            kind: {str(row[key]): row for row in self.tables[table]} if self.tables is not None else {}
            for kind, (table, key) in _TABLES.items()
        }
        object.__setattr__(self, "rows", found)
        met: dict[tuple[Kind, str], Entry] = {}
        for held in self.entries:
            for place, entry in held.items():
                if met.setdefault(place, entry).digest != entry.digest:
                    refuse(
                        f"{entry.kind} {entry.id}: the patches were made on different texts",
                        "compare patches of one corpus",
                    )
                if self.tables is not None:
                    self._check(entry)

    def _check(self, entry: Entry) -> None:
        row = self.rows[entry.kind].get(entry.id)
        if row is None:
            refuse(f"{entry.kind} {entry.id} is not in the corpus", _AGAIN)
        now: dict[str, Any] = {
            name: tuple(row[name]) if name in _SIDES else row[name] for name in entry.was if name in row
        }
        if entry.kind is Kind.TURN:
            spoken = [one for one in self.spoken() if one["turn_id"] == entry.id]
            if digest_of(one["text"] for one in spoken) != entry.digest:
                refuse(f"turn {entry.id}: its text is another than the patch was made on", _AGAIN)
            now["segments"] = tuple(one["segment_id"] for one in spoken)
        for name, value in now.items():
            if name in entry.was and entry.was[name] != value:
                refuse(
                    f"{entry.kind} {entry.id}: {name} is {value!r:.60}, the patch saw {entry.was[name]!r:.60}", _AGAIN
                )

    def spoken(self) -> Iterator[Row]:
        """Yield the segments of speech; none without a corpus."""
        for one in self.tables["segments"] if self.tables is not None else ():
            if one["kind"] == What.SPEECH:
                yield one

    def annotators(self, kind: Kind) -> list[int]:
        """Return who annotated rows of a kind, by number."""
        return [at for at, held in enumerate(self.entries) if any(one is kind for one, _ in held)]

    def touched(self, kind: Kind) -> list[str]:
        """Return the rows that are units, in order of the corpus or of the patches."""
        met = dict.fromkeys(key for held in self.entries for one, key in held if one is kind)
        return [key for key in self.rows[kind] or met if self.every or key in met]

    def of(self, at: int, kind: Kind, key: str) -> Entry | None:
        """Return what an annotator says of a row; null where they have no entry on it."""
        return self.entries[at].get((kind, key))

    def units(self, kind: Kind, name: str) -> list[Values]:
        """Return units of a field that one row has one value of, those with two values or more."""
        there = self.annotators(kind)
        out = []
        for key in self.touched(kind):
            entries = [self.of(at, kind, key) for at in range(len(self.entries))]
            row = self.rows[kind].get(key)
            if name == "rendition" and not (row and row[name]) and not any(one and name in one.new for one in entries):
                continue
            values = tuple(
                _READERS[kind](self, name, row, one) if at in there else None for at, one in enumerate(entries)
            )
            out.append(values)
        return pairable(out)

    def stated(self, kind: Kind, names: frozenset[str]) -> bool:
        """Tell whether anybody set one of some fields."""
        return any(names & entry.new.keys() for held in self.entries for (one, _), entry in held.items() if one is kind)

    def person(self, name: str) -> str:
        """Return who bears a name: a speaker of the corpus by any of their names, else the name itself."""
        sought = name.casefold().strip()
        people = self.tables["speakers"] if self.tables is not None else ()
        canonical = {str(row["speaker_id"]): (row["name"], row["name_zh"]) for row in people}
        others = {str(row["speaker_id"]): row["aliases"] or () for row in people}
        for forms in (canonical, others):
            for key, names in forms.items():
                if sought in {str(one or "").casefold() for one in names}:
                    return key
        return f"{self.call} {sought}"


def pairable(units: Sequence[Values]) -> list[Values]:
    """Return the units of which at least two annotators say something."""
    return [unit for unit in units if sum(value is not None for value in unit) > 1]


def _of_turn(judged: Judged, name: str, row: Row | None, entry: Entry | None) -> str | None:
    if entry is not None and name in entry.new:
        value = entry.new[name]
        return (NOBODY if value is None else judged.person(str(value))) if name == "speaker" else str(value)
    if row is None:
        return None
    if name != "speaker":
        return str(row[name])
    people = judged.tables["speakers"] if judged.tables is not None else ()
    named = {one["speaker_id"] for one in people if one["name"] or one["name_zh"]}
    return str(row["speaker_id"]) if row["speaker_id"] in named else NOBODY


def _of_pair(_: Judged, name: str, row: Row | None, entry: Entry | None) -> str | None:
    fits = fits_of(entry) or ("yes" if row is not None else None)
    if name == "fits":
        return fits
    if entry is not None and name in entry.new:
        return str(entry.new[name] or NO_TYPE)
    return None if row is None or fits == "no" else str(row[name] or NO_TYPE)


def fits_of(entry: Entry | None) -> str | None:
    """Return whether two sides belong together, as far as an entry says so; sides that somebody set do."""
    if entry is None:
        return None
    said = entry.new.get("fits")
    return "yes" if said is None and entry.new.keys() & {*_SIDES} else None if said is None else str(said)


def _of_discrepancy(judged: Judged, name: str, row: Row | None, entry: Entry | None) -> str | None:
    said = None if entry is None else entry.new.get("judgement")
    judgement = str(said) if said is not None else "true" if judged.every and row is not None else None
    if name == "judgement":
        return judgement
    if entry is not None and name in entry.new:
        return str(entry.new[name])
    return str(row[name]) if row is not None and judgement == "true" else None


_READERS: Mapping[Kind, Callable[[Judged, str, Row | None, Entry | None], str | None]] = {
    Kind.TURN: _of_turn,
    Kind.PAIR: _of_pair,
    Kind.DISCREPANCY: _of_discrepancy,
}
