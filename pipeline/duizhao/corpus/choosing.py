"""Choosing a part of a corpus: which calls, and what of them.

What is chosen stays a corpus that holds together: a row is kept where all that it names is kept. So the choice of
one voice leaves no alignment, whose two sides have two voices; `duizhao.corpus.calls.Call.pairs` gives those of which
one side is chosen.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, fields, replace
from enum import StrEnum
from functools import cache, reduce
from typing import TYPE_CHECKING, Any, TypeAlias

from duizhao.errors import UsageError, choices
from duizhao.vocabulary import Delivery, Lang, Role, Section, Voice

if TYPE_CHECKING:
    import pyarrow as pa

Words = frozenset[str]
#: One truth for each row.
Mask: TypeAlias = "pa.BooleanArray | pa.ChunkedArray[pa.BooleanScalar]"
_ANY: Words = frozenset()
_OF_CALLS = ("company", "period", "transcript", "since", "until")
#: What is chosen among a closed set of words.
_VOCABULARY: dict[str, type[StrEnum]] = {
    "role": Role,
    "voice": Voice,
    "delivery": Delivery,
    "language": Lang,
    "section": Section,
}
#: Key by which a table's rows are kept, and the table that holds what it names.
_HELD_BY = {
    "turns": ("turn_id", "segments"),
    "speakers": ("speaker_id", "turns"),
    "quantities": ("segment_id", "segments"),
}
#: The table that a scope of measures names rows of, and its key; what is said of a whole call is not of what is chosen.
_SCOPES = {
    "speaker": ("speakers", "speaker_id"),
    "turn": ("turns", "turn_id"),
    "passage": ("alignments", "alignment_id"),
}


@dataclass(frozen=True, slots=True)
class Choice:
    """What of a corpus is wanted; an empty set and null leave nothing out.

    Attributes:
        role: Roles of speakers.
        voice: ``self``, ``interpreter``.
        delivery: ``direct``, ``original``, ``interpretation``, ``machine-translation``.
        language: Of the segment.
        section: ``prepared``, ``qa``.
        speaker: Names, in any form that was met; upper and lower case are one.
        company: What the company's name contains; upper and lower case are one.
        period: Periods, ``2031Q2``.
        transcript: Identifiers.
        since: First date, ISO 8601; a year or a month will do.
        until: Last date; a year or a month means its end.
        min_confidence: Least confidence of a turn.
    """

    role: Words = _ANY
    voice: Words = _ANY
    delivery: Words = _ANY
    language: Words = _ANY
    section: Words = _ANY
    speaker: Words = _ANY
    company: Words = _ANY
    period: Words = _ANY
    transcript: Words = _ANY
    since: str | None = None
    until: str | None = None
    min_confidence: float = 0.0

    @property
    def of_calls(self) -> bool:
        """Whether it leaves calls out."""
        return any(getattr(self, name) for name in _OF_CALLS)

    @property
    def of_talk(self) -> bool:
        """Whether it leaves out some of what is said in a call."""
        words = (self.role, self.voice, self.delivery, self.language, self.section, self.speaker)
        return any(words) or self.min_confidence > 0

    @property
    def only_calls(self) -> Choice:
        """The choice of calls alone."""
        return Choice(**{name: getattr(self, name) for name in _OF_CALLS})

    @property
    def only_talk(self) -> Choice:
        """The choice of what is said, in calls that are chosen already."""
        return replace(self, **{name: getattr(EVERYTHING, name) for name in _OF_CALLS})

    def and_also(self, **more: Any) -> Choice:
        """Return a narrower choice: words of another call to `choose`, where both name something both must hold.

        Raises:
            UsageError: As `choose`.
        """
        other = choose(**more)
        return Choice(
            **{one.name: _both(one.name, getattr(self, one.name), getattr(other, one.name)) for one in fields(self)}
        )


#: The choice that leaves nothing out.
EVERYTHING = Choice()


def _both(name: str, mine: Any, yours: Any) -> Any:
    if name == "since":
        return max(filter(None, (mine, yours)), default=None)
    if name == "until":
        return min(filter(None, (mine, yours)), default=None)
    if name == "min_confidence":
        return max(mine, yours)
    if mine and yours:
        # Nothing is called like this: of two sets that share no word, nothing is wanted.
        return mine & yours or frozenset(("\0",))
    return mine or yours


def choose(**words: str | float | Iterable[str] | None) -> Choice:
    """Say what is wanted: one word or several for each attribute of `Choice`.

    Raises:
        UsageError: There is no such attribute, role, voice, delivery, language or section (``E_CHOICE``), or a date is
            none.
    """
    known = {one.name for one in fields(Choice)}
    given: dict[str, Any] = {}
    for name, value in words.items():
        if name not in known:
            raise UsageError(f"nothing can be chosen by {name!r}", code="E_CHOICE", help=choices(name, sorted(known)))
        if value is None:
            continue
        if name == "min_confidence":
            given[name] = float(str(value))
        elif name in {"since", "until"}:
            given[name] = _date(str(value))
        else:
            given[name] = frozenset((value,) if isinstance(value, str) else map(str, value))  # type: ignore[arg-type]
    for name, kind in _VOCABULARY.items():
        for word in given.get(name, ()):
            if word not in set(kind):
                raise UsageError(f"there is no {name} {word!r}", code="E_CHOICE", help=choices(word, sorted(kind)))
    return Choice(**given)


def _date(text: str) -> str:
    parts = text.split("-")
    lengths = [4, 2, 2]
    if len(parts) > len(lengths) or any(
        len(one) != size or not one.isdecimal() for one, size in zip(parts, lengths, strict=False)
    ):
        raise UsageError(f"{text!r} is no date", code="E_CHOICE", help="2031, 2031-05 or 2031-05-14")
    return text


class Chosen:
    """The rows of some tables that a choice keeps; each table is read when it is first needed.

    Args:
        read: Gives a table whole, by name.
        choice: What to keep.
    """

    def __init__(self, read: Callable[[str], pa.Table], choice: Choice) -> None:
        """Read nothing yet."""
        self._read = cache(read)
        self._choice = choice
        self.table = cache(self._table)

    def _table(self, name: str) -> pa.Table:
        """Return the rows of a table that are kept, in their order."""
        rows = self._read(name)
        if name == "transcripts":
            return rows.filter(_mask(map(self._wants_call, rows.to_pylist()))) if self._choice.of_calls else rows
        if self._choice.of_calls:
            rows = rows.filter(_among(rows, "transcript_id", self.table("transcripts")))
        return self._of_talk(name, rows) if self._choice.of_talk else rows

    def _wants_call(self, row: dict[str, Any]) -> bool:
        wanted = self._choice
        company, date = (row["company"] or "").casefold(), row["date"] or ""
        return (
            (not wanted.transcript or row["transcript_id"] in wanted.transcript)
            and (not wanted.company or any(one.casefold() in company for one in wanted.company))
            and (not wanted.period or row["period"] in wanted.period)
            and (wanted.since is None or date >= wanted.since)
            and (wanted.until is None or "" < date[: len(wanted.until)] <= wanted.until)
        )

    def _of_talk(self, name: str, rows: pa.Table) -> pa.Table:
        import pyarrow.compute as pc

        if name == "segments":
            return rows.filter(self._wanted_segments(rows))
        if name in _HELD_BY:
            key, holder = _HELD_BY[name]
            return rows.filter(_among(rows, key, self.table(holder)))
        if name in {"alignments", "discrepancies"}:
            sides = (_all_among(rows, side, self.table("segments")) for side in ("source_segments", "target_segments"))
            return rows.filter(reduce(pc.and_, sides))
        return rows.filter(self._wanted_measures(rows)) if name == "measures" else rows

    def _wanted_measures(self, rows: pa.Table) -> Mask:
        import pyarrow as pa
        import pyarrow.compute as pc

        masks = (
            pc.and_(pc.equal(rows["scope"], pa.scalar(scope)), _among(rows, "scope_id", self.table(table), key))
            for scope, (table, key) in _SCOPES.items()
        )
        return reduce(pc.or_, masks)

    def _wanted_segments(self, rows: pa.Table) -> Mask:
        import pyarrow as pa
        import pyarrow.compute as pc

        turns, wanted = self._read("turns"), self._choice
        at = pc.index_in(rows["turn_id"], value_set=turns["turn_id"])
        values = {
            "role": turns["role"].take(at),
            "section": turns["section"].take(at),
            "voice": pc.coalesce(rows["voice"], turns["voice"].take(at)),
            "delivery": pc.coalesce(rows["delivery"], turns["delivery"].take(at)),
            "language": rows["lang"],
        }
        masks = [pc.is_valid(at)]
        for name, column in values.items():
            if words := getattr(wanted, name):
                masks.append(pc.is_in(column, value_set=pa.array(sorted(words), pa.string())))
        if wanted.speaker:
            masks.append(pc.is_in(turns["speaker_id"].take(at), value_set=self._named()))
        if wanted.min_confidence > 0:
            masks.append(pc.greater_equal(turns["confidence"].take(at), pa.scalar(wanted.min_confidence)))
        return reduce(pc.and_, masks)

    def _named(self) -> pa.StringArray:
        import pyarrow as pa

        wanted = {name.casefold() for name in self._choice.speaker}
        return pa.array(
            [
                row["speaker_id"]
                for row in self._read("speakers").to_pylist()
                if wanted & {str(name).casefold() for name in (row["name"], row["name_zh"], *(row["aliases"] or ()))}
            ],
            pa.string(),
        )


def _mask(values: Iterable[bool]) -> Mask:
    import pyarrow as pa

    return pa.array([*values], pa.bool_())


def _among(rows: pa.Table, column: str, others: pa.Table, key: str | None = None) -> Mask:
    """Mark the rows whose value in a column stands in another table."""
    import pyarrow.compute as pc

    return pc.is_in(rows[column], value_set=others[key or column].combine_chunks())


def _all_among(rows: pa.Table, column: str, segments: pa.Table) -> Mask:
    """Mark the rows whose list in a column holds nothing but kept segments."""
    import pyarrow as pa
    import pyarrow.compute as pc

    lists = rows[column].combine_chunks()
    known = pc.is_in(pc.list_flatten(lists), value_set=segments["segment_id"].combine_chunks())
    lost = pc.list_parent_indices(lists).filter(pc.invert(known))
    return pc.invert(pc.is_in(pa.array(range(len(rows)), lost.type), value_set=lost))
