"""A call as people read one: turns of speakers, and originals beside their renditions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from duizhao.corpus.choosing import Choice, Chosen
from duizhao.corpus.records import Discrepancy, Measure, Pair, Quantity, Segment, Speaker, Turn, made
from duizhao.errors import UsageError, choices
from duizhao.vocabulary import Level, Relation

if TYPE_CHECKING:
    import pyarrow as pa

Row = dict[str, Any]


@dataclass(frozen=True)
class Call:
    """One transcript of a corpus, and what is chosen of it.

    Attributes:
        row: Its row in ``transcripts``.
        tables: Its rows of the other tables.
        choice: What was chosen; with it, `pairs` tells which to give.
    """

    row: Mapping[str, Any] = field(repr=False)
    tables: Mapping[str, pa.Table] = field(repr=False)
    choice: Choice = field(default_factory=Choice, repr=False)

    @property
    def transcript_id(self) -> str:
        """The key of the transcript."""
        return str(self.row["transcript_id"])

    @property
    def source(self) -> str:
        """Path of the file, relative to the archive's root."""
        return str(self.row["source"])

    @property
    def title(self) -> str | None:
        """Heading of the document; null where the text does not say."""
        return self._said("title")

    @property
    def company(self) -> str | None:
        """Whose call it is; null where the text does not say."""
        return self._said("company")

    @property
    def event(self) -> str | None:
        """Kind of event; null where the text does not say."""
        return self._said("event")

    @property
    def period(self) -> str | None:
        """Reporting period, ``2031Q2``; null where the text does not say."""
        return self._said("period")

    @property
    def date(self) -> str | None:
        """Date, ISO 8601; null where the text does not say."""
        return self._said("date")

    @property
    def languages(self) -> tuple[str, ...]:
        """Languages of its speech, the most frequent first."""
        return tuple(self.row["languages"] or ())

    @property
    def warnings(self) -> tuple[str, ...]:
        """What a reader should know, ``W_...`` with a message each."""
        return tuple(self.row["warnings"] or ())

    @property
    def timed(self) -> bool:
        """Whether the source says when things were said."""
        return any(one.begin is not None and one.finish is not None for one in self.segments)

    def _said(self, column: str) -> str | None:
        value = self.row[column]
        return None if value is None else str(value)

    def rows(self, name: str) -> list[Row]:
        """Return the call's chosen rows of a table, as dicts; nulls are ``None``."""
        return [dict(self.row)] if name == "transcripts" else list(self._rows(name))

    def _rows(self, name: str) -> list[Row]:
        rows: list[Row] = self._chosen.table(name).to_pylist()
        return rows

    @cached_property
    def _chosen(self) -> Chosen:
        return Chosen(self.tables.__getitem__, self.choice.only_talk)

    @cached_property
    def speakers(self) -> tuple[Speaker, ...]:
        """Who speaks, in order of the table."""
        return tuple(made(Speaker, row) for row in self._rows("speakers"))

    @cached_property
    def segments(self) -> tuple[Segment, ...]:
        """The segments in order of the text; what is no speech among them, unless only some talk was chosen."""
        return tuple(self._segments[row["segment_id"]] for row in self._rows("segments"))

    @cached_property
    def turns(self) -> tuple[Turn, ...]:
        """The turns in order of the text."""
        inside: dict[str | None, list[Segment]] = {}
        for segment in self.segments:
            inside.setdefault(segment.turn_id, []).append(segment)
        return tuple(
            made(
                Turn,
                row | {"speaker": self._people.get(row["speaker_id"]), "segments": inside.get(row["turn_id"], ())},
            )
            for row in self._rows("turns")
        )

    @cached_property
    def discrepancies(self) -> tuple[Discrepancy, ...]:
        """Where two sides differ."""
        return tuple(made(Discrepancy, row) for row in self._rows("discrepancies"))

    @cached_property
    def quantities(self) -> tuple[Quantity, ...]:
        """Amounts that are said, in order of the text."""
        return tuple(made(Quantity, row) for row in self._rows("quantities"))

    @cached_property
    def measures(self) -> tuple[Measure, ...]:
        """Measured values."""
        return tuple(made(Measure, row) for row in self._rows("measures"))

    def pairs(self, relation: str | None = None, *, level: str = "passage") -> tuple[Pair, ...]:
        """Return originals beside their renditions, in order of the text.

        Args:
            relation: ``interpretation``, ``translation`` or ``repetition``; all without it.
            level: ``passage``, or ``sentence``.

        Returns:
            Pairs with both sides whole; where some talk was chosen, those of which a part of either side is chosen.

        Raises:
            UsageError: There is no such relation or level (``E_CHOICE``).
        """
        _require(relation, Relation)
        _require(level, Level)
        chosen = {one.segment_id for one in self.segments} if self.choice.of_talk else None
        out = []
        for row in self._all("alignments"):
            sides = {*row["source_segments"], *row["target_segments"]}
            if (relation in {None, row["relation"]}) and row["level"] == level and (chosen is None or sides & chosen):
                out.append(self._pair(row, sides))
        return tuple(out)

    def _pair(self, row: Row, sides: set[str]) -> Pair:
        source, target = (
            tuple(self._segments[key] for key in row[side]) for side in ("source_segments", "target_segments")
        )
        first = next((one for one in (*source, *target) if one.speaker_id), None)
        found = tuple(
            one
            for one in self._differences
            if one.relation == row["relation"] and sides.issuperset((*one.source_segments, *one.target_segments))
        )
        speaker = self._people.get(first.speaker_id) if first else None
        return made(Pair, row | {"source": source, "target": target, "discrepancies": found, "speaker": speaker})

    def _all(self, name: str) -> list[Row]:
        rows: list[Row] = self.tables[name].to_pylist()
        return rows

    @cached_property
    def _differences(self) -> tuple[Discrepancy, ...]:
        return tuple(made(Discrepancy, row) for row in self._all("discrepancies"))

    @cached_property
    def _people(self) -> dict[str | None, Speaker]:
        return {row["speaker_id"]: made(Speaker, row) for row in self._all("speakers")}

    @cached_property
    def _segments(self) -> dict[str, Segment]:
        turns = {row["turn_id"]: row for row in self._all("turns")}
        out: dict[str, Segment] = {}
        for row in self._all("segments"):
            turn = turns.get(row["turn_id"], {})
            own = {name: row[name] or turn.get(name) for name in ("voice", "delivery")}
            out[row["segment_id"]] = made(Segment, row | own)
        return out

    def __repr__(self) -> str:
        """Say which call it is, and how long."""
        told = [one for one in (self.company or self.title, self.period, self.date) if one]
        return f"<Call {self.transcript_id} {self.source!r}: {', '.join([*told, f'{len(self.turns)} turns'])}>"

    def _repr_html_(self) -> str:
        from duizhao.corpus.notebook import call_html

        return call_html(self)


def calls_of(chosen: Chosen, choice: Choice, tables: Sequence[str]) -> Iterator[Call]:
    """Give the calls of a part.

    Args:
        chosen: The part's rows; of those tables, whole calls.
        choice: What is wanted of each call.
        tables: The tables besides ``transcripts``.
    """
    wanted = chosen.table("transcripts").to_pylist()
    slices = {name: dict(_slices(chosen.table(name))) for name in tables}
    for row in wanted:
        key = row["transcript_id"]
        yield Call(row, {name: slices[name].get(key, chosen.table(name).slice(0, 0)) for name in tables}, choice)


def _slices(table: pa.Table) -> Iterator[tuple[str, pa.Table]]:
    """Cut a table by transcript; the rows of one keep their order."""
    import numpy as np

    found: Any = table["transcript_id"].combine_chunks().dictionary_encode()
    codes = np.asarray(found.indices)
    if np.any(np.diff(codes) < 0):  # of a corpus that other programs made
        table = table.take(np.argsort(codes, kind="stable"))
    ends = np.cumsum(np.bincount(codes, minlength=len(found.dictionary))).tolist()
    for key, start, end in zip(found.dictionary.to_pylist(), [0, *ends], ends, strict=False):
        yield key, table.slice(start, end - start)


def _require(word: str | None, kind: type[Relation | Level]) -> None:
    if word is not None and word not in set(kind):
        raise UsageError(f"there is no {kind.__name__.lower()} {word!r}", code="E_CHOICE", help=choices(word, kind))
