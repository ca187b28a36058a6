"""One transcript's rows of a built corpus, indexed for comparison with gold."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from duizhao.evaluation.gold import Place

Row = Mapping[str, Any]
Sides = tuple[tuple["Place", ...], tuple["Place", ...]]

_FROM_TURN = ("speaker_id", "role", "voice", "delivery", "pass", "section")


class Rows(Protocol):
    """What is asked of a corpus: the rows of a table, of one transcript when one is named."""

    def rows(self, name: str, *, transcript: str | None = None) -> Sequence[Row]:
        """Return one mapping per row; nulls are None."""
        ...


@dataclass(frozen=True, slots=True)
class Predicted:
    """What the corpus says of one transcript.

    Attributes:
        lines: Segments of each physical line, by their start; fields that a segment leaves to its turn are
            filled in.
        places: Where each segment stands, by its id.
        names: Every form of each speaker's name, by speaker id.
        turn_starts: Line and offset of each turn's first spoken segment.
        alignments: Rows of the table.
        discrepancies: Rows of the table.
    """

    lines: Mapping[int, Sequence[Row]]
    places: Mapping[str, Place]
    names: Mapping[str, tuple[str, ...]]
    turn_starts: tuple[tuple[int, int], ...]
    alignments: Sequence[Row]
    discrepancies: Sequence[Row]

    def sides(self, row: Row) -> Sides:
        """Return where both sides of an alignment or discrepancy stand; unknown segment ids are left out."""
        source, target = (
            tuple(self.places[i] for i in row[side] or () if i in self.places)
            for side in ("source_segments", "target_segments")
        )
        return source, target


def read_predicted(corpus: Rows, transcript: str) -> Predicted:
    """Index the rows of one transcript."""
    turns = {row["turn_id"]: row for row in corpus.rows("turns", transcript=transcript)}
    segments = [_filled(row, turns) for row in corpus.rows("segments", transcript=transcript)]
    lines: defaultdict[int, list[Row]] = defaultdict(list)
    for row in sorted(segments, key=lambda row: (row["line"], row["start"])):
        lines[row["line"]].append(row)
    return Predicted(
        lines=dict(lines),
        places={row["segment_id"]: (row["line"], row["start"], row["end"]) for row in segments},
        names={row["speaker_id"]: _forms(row) for row in corpus.rows("speakers", transcript=transcript)},
        turn_starts=_turn_starts(lines, turns),
        alignments=corpus.rows("alignments", transcript=transcript),
        discrepancies=corpus.rows("discrepancies", transcript=transcript),
    )


def _filled(segment: Row, turns: Mapping[str, Row]) -> Row:
    turn = turns.get(segment["turn_id"] or "", {})
    own = {field: segment.get(field) for field in _FROM_TURN}
    return {**segment, **{field: turn.get(field) if value is None else value for field, value in own.items()}}


def _forms(speaker: Row) -> tuple[str, ...]:
    return tuple(form for form in (speaker["name"], speaker["name_zh"], *(speaker["aliases"] or ())) if form)


def _turn_starts(lines: Mapping[int, Sequence[Row]], turns: Mapping[str, Row]) -> tuple[tuple[int, int], ...]:
    starts: dict[str, tuple[int, int]] = {}
    for line in sorted(lines):
        for row in lines[line]:
            if row["kind"] == "speech" and row["turn_id"] in turns:
                starts.setdefault(row["turn_id"], (line, row["start"]))
    return tuple(starts.values())
