"""Decide what stands where when a transcript is read: which text has one column, which has two.

Every spoken segment of the transcript is in exactly one block; labels are in none.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from duizhao.corpus.reader import Row

Rows = tuple["Row", ...]

#: Relations that are shown side by side, the one that has first claim to a segment first.
_SIDE_BY_SIDE = ("interpretation", "translation")


@dataclass(frozen=True, slots=True)
class PairRow:
    """One row of two columns; either side may be empty.

    Attributes:
        source: Segments on the left.
        target: Segments on the right.
        rendition: What the corpus calls the rendition; None where it does not say.
    """

    source: Rows
    target: Rows
    rendition: str | None = None


@dataclass(frozen=True, slots=True)
class Pair:
    """A passage beside its rendition or translation."""

    relation: str
    rows: tuple[PairRow, ...]

    @property
    def segments(self) -> Rows:
        """Every segment shown, row by row."""
        return tuple(segment for row in self.rows for segment in (*row.source, *row.target))


@dataclass(frozen=True, slots=True)
class Plain:
    """Speech in one column; a `relation` says that it renders text above which has its partner already."""

    segments: Rows
    relation: str | None = None


@dataclass(frozen=True, slots=True)
class Aside:
    """What is not speech: a marker, notice, note or date."""

    segments: Rows


Block = Pair | Plain | Aside


@dataclass(frozen=True, slots=True)
class Part:
    """What is shown under one heading; without speech there is no heading, as the turn is shown elsewhere."""

    turn_id: str | None
    blocks: tuple[Block, ...]

    @property
    def speaks(self) -> bool:
        """Whether there is speech to be shown here."""
        return any(not isinstance(block, Aside) for block in self.blocks)


@dataclass(frozen=True, slots=True)
class _Passage:
    relation: str
    source: Rows
    target: Rows
    rendition: str | None

    @property
    def ids(self) -> frozenset[str]:
        return frozenset(segment["segment_id"] for segment in (*self.source, *self.target))


@dataclass(frozen=True, slots=True)
class _Plan:
    """Which passage begins at a segment, what else renders a passage, and what is therefore shown elsewhere.

    Attributes:
        starts: The passage that is shown where its first segment stands, by that segment's id.
        further: Renditions of segments that stand in that passage already, by the same id.
        elsewhere: Ids of segments that are shown with another.
        beads: Sentence beads with their place in the table, by relation and segment id.
    """

    starts: Mapping[str, _Passage]
    further: Mapping[str, Sequence[Plain]]
    elsewhere: frozenset[str]
    beads: Mapping[tuple[str, str], Sequence[tuple[int, Row]]]


def arrange(segments: Sequence[Row], alignments: Sequence[Row]) -> tuple[Part, ...]:
    """Arrange a transcript's segments for reading.

    A passage stands where its original stands, its rendition beside it and nowhere else. When two alignments
    claim one segment, interpretation goes before translation, and what the other one adds follows below in
    one column.

    Args:
        segments: Rows of the table, in any order.
        alignments: Rows of the table; the relation `repetition` is not shown side by side.

    Returns:
        Parts in order of the text; none for a transcript without segments.
    """
    ordered = sorted(segments, key=lambda row: (row["line"], row["start"]))
    plan = _plan(ordered, alignments)
    parts: list[Part] = []
    turn: str | None = None
    blocks: list[Block] = []
    for segment in ordered:
        speech = segment["kind"] == "speech"
        if speech and segment["turn_id"] != turn:
            parts.append(Part(turn, _merged(blocks)))
            turn, blocks = segment["turn_id"], []
        blocks.extend(_blocks_at(segment, plan))
    return tuple(part for part in (*parts, Part(turn, _merged(blocks))) if part.blocks)


def _blocks_at(segment: Row, plan: _Plan) -> Iterator[Block]:
    """Yield what is to be shown where this segment stands."""
    key = segment["segment_id"]
    if segment["kind"] == "label":
        return
    if segment["kind"] != "speech":
        yield Aside((segment,))
    elif key in plan.starts:
        passage = plan.starts[key]
        yield Pair(passage.relation, tuple(_pair_rows(passage, plan)))
        yield from plan.further.get(key, ())
    elif key not in plan.elsewhere:
        yield Plain((segment,))


def _merged(blocks: Iterable[Block]) -> tuple[Block, ...]:
    """Join neighbouring segments of running text into one block."""
    out: list[Block] = []
    for block in blocks:
        last = out[-1] if out else None
        if isinstance(block, Plain) and isinstance(last, Plain) and block.relation == last.relation:
            out[-1] = Plain((*last.segments, *block.segments), block.relation)
        else:
            out.append(block)
    return tuple(out)


def _plan(segments: Sequence[Row], alignments: Sequence[Row]) -> _Plan:
    spoken = {row["segment_id"]: row for row in segments if row["kind"] == "speech"}
    order = {key: n for n, key in enumerate(spoken)}
    claimed: dict[str, str] = {}  # segment -> first segment of the passage that shows it
    starts: dict[str, _Passage] = {}
    later: list[_Passage] = []
    for passage in _passages(spoken, alignments):
        if passage.ids & claimed.keys():
            later.append(passage)
            continue
        shown_at: list[str] = [row["segment_id"] for row in passage.source or passage.target]
        first = min(shown_at, key=order.__getitem__)
        starts[first] = passage
        claimed.update(dict.fromkeys(passage.ids, first))
    further: dict[str, list[Plain]] = {}
    taken = set(claimed)
    for passage in later:
        host = next((claimed[s["segment_id"]] for s in passage.source if s["segment_id"] in claimed), None)
        rest = tuple(segment for segment in passage.target if segment["segment_id"] not in taken)
        if host is not None and rest:
            further.setdefault(host, []).append(Plain(rest, passage.relation))
            taken.update(segment["segment_id"] for segment in rest)
    return _Plan(starts, further, frozenset(taken), _sentence_beads(alignments))


def _passages(spoken: Mapping[str, Row], alignments: Sequence[Row]) -> Iterator[_Passage]:
    """Yield passages by claim; a sentence bead outside every passage of its relation is one by itself."""
    for relation in _SIDE_BY_SIDE:
        inside: set[str] = set()
        for level in ("passage", "sentence"):
            for row in alignments:
                if (row["relation"], row["level"]) != (relation, level):
                    continue
                source, target = (
                    tuple(spoken[key] for key in row[side] if key in spoken)
                    for side in ("source_segments", "target_segments")
                )
                passage = _Passage(relation, source, target, row["rendition"])
                if passage.ids and (level == "passage" or not passage.ids & inside):
                    yield passage
                    inside |= passage.ids


def _sentence_beads(alignments: Sequence[Row]) -> dict[tuple[str, str], list[tuple[int, Row]]]:
    beads: dict[tuple[str, str], list[tuple[int, Row]]] = {}
    for place, row in enumerate(alignments):
        if row["level"] == "sentence":
            for key in (*row["source_segments"], *row["target_segments"]):
                beads.setdefault((row["relation"], key), []).append((place, row))
    return beads


def _pair_rows(passage: _Passage, plan: _Plan) -> list[PairRow]:
    """Cut a passage into the rows of its sentence beads; what no bead holds gets a row of its own."""
    found = {
        place: bead
        for segment in (*passage.source, *passage.target)
        for place, bead in plan.beads.get((passage.relation, segment["segment_id"]), ())
    }
    rows: list[PairRow] = []
    left, right = list(passage.source), list(passage.target)
    for place in sorted(found):
        bead = found[place]
        source, left = _split(left, bead["source_segments"])
        target, right = _split(right, bead["target_segments"])
        if source or target:
            rows.append(PairRow(source, target, bead["rendition"]))
    if not rows:
        return [PairRow(passage.source, passage.target, passage.rendition)]
    for segment in left:
        _insert(rows, PairRow((segment,), ()))
    for segment in right:
        _insert(rows, PairRow((), (segment,)))
    return rows


def _split(segments: Sequence[Row], ids: Sequence[str]) -> tuple[Rows, list[Row]]:
    """Take the segments of some ids out of others; return both."""
    taken = tuple(segment for segment in segments if segment["segment_id"] in ids)
    return taken, [segment for segment in segments if segment["segment_id"] not in ids]


def _insert(rows: list[PairRow], new: PairRow) -> None:
    """Put a one-sided row before the first row whose same side comes later in the text."""
    segment = (*new.source, *new.target)[0]
    place = (segment["line"], segment["start"])
    for n, row in enumerate(rows):
        side = row.source if new.source else row.target
        if side and (side[0]["line"], side[0]["start"]) > place:
            rows.insert(n, new)
            return
    rows.append(new)
