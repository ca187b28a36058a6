"""From rows of the corpus's tables back to a transcript's records: the inverse of `duizhao.corpus.rows`.

A corpus does not hold everything: blanks between segments, blocks and the layout's lines are gone, and so is which
line partners which. What is restored is what rows, alignment and comparison ask for; the digest of the decoded text is
kept as it stood.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

from duizhao.corpus.rows import solid, text_digest, transcript_rows
from duizhao.errors import CorpusError
from duizhao.gap_records import Discrepancy, Measure
from duizhao.quantities import read_quantities
from duizhao.records import (
    Alignment,
    Attribution,
    Document,
    Facts,
    Layout,
    Line,
    Segment,
    Speaker,
    Transcript,
    Turn,
)
from duizhao.vocabulary import Delivery, Kind, Lang, Level, Relation, Role, Section, Voice

Row = dict[str, Any]
Rows = Mapping[str, Sequence[Mapping[str, Any]]]


@dataclass(frozen=True, slots=True)
class Restored:
    """A transcript that was read back from its rows.

    Attributes:
        transcript: Its records; lines hold one blank for each that stands between segments, and none at their ends.
        text_sha256: Digest of the text as it was decoded, which those lines no longer add up to.
    """

    transcript: Transcript
    text_sha256: str

    def rows(self) -> Mapping[str, list[Row]]:
        """Return the rows of every table, the digest of the decoded text among them."""
        return with_digest(self.transcript, self.text_sha256)


def with_digest(transcript: Transcript, text_sha256: str) -> Mapping[str, list[Row]]:
    """Return the rows of a transcript whose text was restored.

    Args:
        transcript: What was restored, or what was made of it.
        text_sha256: Digest of the text as it was decoded.
    """
    tables = transcript_rows(transcript)
    tables["transcripts"][0]["text_sha256"] = text_sha256
    return tables


def restore(tables: Rows) -> Restored:
    """Make the records of one transcript from its rows.

    Args:
        tables: Its rows, by table; those of ``transcripts`` hold one.

    Raises:
        CorpusError: The segments do not add up to the text that was decoded (``E_CORPUS_UNREADABLE``).
    """
    row = tables["transcripts"][0]
    turns, segments = tables["turns"], tables["segments"]
    holders = _holders(segments, turns, tables["alignments"])
    held = tuple(_segment(index, one, holders[index]) for index, one in enumerate(segments))
    document = _document(row, segments)
    if text_digest(solid(document.text)) != row["solid_sha256"]:
        raise CorpusError(
            f"{row['source']}: its segments do not add up to its text",
            code="E_CORPUS_UNREADABLE",
            help="run duizhao verify; build the corpus anew",
        )
    facts = Facts(**{name: row[name] or "" for name in ("title", "company", "event", "period", "date")})
    transcript = Transcript(
        document,
        Layout(str(row["layout"]).partition("/")[2], row["layout_score"], (), (), row["layout_margin"]),
        held,
        _attribution(row, tables, holders),
        tuple(map(_alignment, tables["alignments"])),
        read_quantities(held, year=int(facts.period[:4]) if facts.period else None),
        tuple(map(_discrepancy, tables["discrepancies"])),
        tuple(map(_measure, tables["measures"])),
        facts,
        tuple(row["warnings"]),
    )
    return Restored(transcript, row["text_sha256"])


def _index(key: str) -> int:
    """Return the position that an identifier names: 12 of ``7a91...-t00012``."""
    return int(key.rpartition("-")[2][1:])


def _place(key: str | None) -> int | None:
    return None if key is None else _index(key)


def _indices(keys: Sequence[str]) -> tuple[int, ...]:
    return tuple(map(_index, keys))


def _document(row: Mapping[str, Any], segments: Sequence[Mapping[str, Any]]) -> Document:
    by_line: dict[int, list[Mapping[str, Any]]] = defaultdict(list)
    for segment in segments:
        by_line[segment["line"]].append(segment)
    lines = tuple(_line(number, by_line[number]) for number in range(1, max(by_line, default=0) + 1))
    reader = str(row["layout"]).partition("/")[0]
    return Document(row["source"], row["sha256"], row["encoding"], reader, lines)


def _line(number: int, held: Sequence[Mapping[str, Any]]) -> Line:
    text = ""
    for segment in held:
        text = text.ljust(segment["start"]) + segment["text"]
    times = [(one["begin"], one["finish"]) for one in held]
    if len(set(times)) <= 1 or any(None in pair for pair in times):
        begin, finish = next((pair for pair in times if None in pair), times[0] if times else (None, None))
        line = Line(number, text, begin, finish)
    else:
        line = Line(number, text)
    # One word for each segment says when it is said, where that is not what the line says.
    words = [(one["start"], *pair) for one, pair in zip(held, times, strict=True) if pair != (line.begin, line.finish)]
    return replace(line, words=tuple(words))


def _holders(
    segments: Sequence[Mapping[str, Any]],
    turns: Sequence[Mapping[str, Any]],
    alignments: Sequence[Mapping[str, Any]],
) -> list[int | None]:
    """Return for each segment its turn: of speech the one that is told, of labels the one they open.

    Of markers only the speaker is told: they belong with the speech that stands in one passage with them, else to a
    turn beside them that is that speaker's.
    """
    out = [_place(one["turn_id"]) for one in segments]
    beside = _beside(alignments)
    before, after = _nearest(out), _nearest(out[::-1])[::-1]
    for at, one in enumerate(segments):
        if out[at] is None and one["kind"] != Kind.SPEECH and one["role"] is not None:
            mates = (out[mate] for mate in beside.get(at, ()) if one["kind"] != Kind.LABEL)
            near = [found for found in (*mates, after[at], before[at], *range(len(turns))) if found is not None]
            out[at] = next((found for found in near if _is_about(one, turns[found])), None)
    return out


def _beside(alignments: Sequence[Mapping[str, Any]]) -> dict[int, tuple[int, ...]]:
    """Return for each segment its neighbours on its side of a passage."""
    out: dict[int, tuple[int, ...]] = {}
    for row in alignments:
        for side in (row["source_segments"], row["target_segments"]) if row["level"] == Level.PASSAGE else ():
            for one, other in pairwise(_indices(side)):
                out[one] = (*out.get(one, ()), other)
                out[other] = (one, *out.get(other, ()))
    return out


def _nearest(places: Sequence[int | None]) -> list[int | None]:
    """Return for each place the last that was told before it."""
    out: list[int | None] = []
    last: int | None = None
    for place in places:
        out.append(last)
        last = last if place is None else place
    return out


def _is_about(segment: Mapping[str, Any], turn: Mapping[str, Any]) -> bool:
    return all(segment[name] == turn[name] for name in ("speaker_id", "role", "section", "pass"))


def _segment(index: int, row: Mapping[str, Any], holder: int | None) -> Segment:
    return Segment(
        index,
        row["line"],
        row["start"],
        row["end"],
        Kind(row["kind"]),
        Lang(row["lang"]),
        row["text"],
        row["clean"],
        # The blocks are gone; that a label opens a turn is what rows ask of them.
        -1 if holder is None else holder,
        frozenset(row["flags"]),
    )


def _attribution(row: Mapping[str, Any], tables: Rows, holders: Sequence[int | None]) -> Attribution:
    inside: dict[int, list[int]] = defaultdict(list)
    deliveries: dict[int, Delivery] = {}
    for at, (one, holder) in enumerate(zip(tables["segments"], holders, strict=True)):
        if holder is not None and one["kind"] != Kind.LABEL:
            inside[holder].append(at)
        if one["delivery"] is not None:
            deliveries[at] = Delivery(one["delivery"])
    turns = tuple(_turn(index, one, inside[index]) for index, one in enumerate(tables["turns"]))
    return Attribution(turns, tuple(map(_speaker, tables["speakers"])), deliveries, row["passes"])


def _speaker(row: Mapping[str, Any]) -> Speaker:
    return Speaker(
        _index(row["speaker_id"]),
        row["name"],
        row["name_zh"],
        tuple(row["aliases"]),
        Role(row["role"]),
        row["title"] or "",
        row["firm"] or "",
        row["evidence"],
    )


def _turn(index: int, row: Mapping[str, Any], segments: Sequence[int]) -> Turn:
    return Turn(
        index,
        row["pass"],
        Section(row["section"]),
        _place(row["speaker_id"]),
        row["label"],
        Role(row["role"]),
        Voice(row["voice"]),
        Delivery(row["delivery"]),
        row["confidence"],
        row["evidence"],
        tuple(segments),
        _place(row["question_id"]),
    )


def _alignment(row: Mapping[str, Any]) -> Alignment:
    sides = _indices(row["source_segments"]), _indices(row["target_segments"])
    return Alignment(Relation(row["relation"]), Level(row["level"]), *sides, row["score"], row["rendition"])


def _discrepancy(row: Mapping[str, Any]) -> Discrepancy:
    spans = [
        None if row[f"{side}_start"] is None else (row[f"{side}_start"], row[f"{side}_end"])
        for side in ("source", "target")
    ]
    return Discrepancy(
        Relation(row["relation"]),
        row["type"],
        _indices(row["source_segments"]),
        _indices(row["target_segments"]),
        row["source_value"],
        row["target_value"],
        row["confidence"],
        row["explanation"],
        row["kind"],
        *spans,
    )


def _measure(row: Mapping[str, Any]) -> Measure:
    place = 0 if row["scope"] == "transcript" else _index(row["scope_id"])
    values = (row[name] for name in ("value", "unit", "n", "numerator", "denominator"))
    return Measure(row["scope"], place, row["measure"], *values)
