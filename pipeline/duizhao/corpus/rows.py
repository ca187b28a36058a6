"""From a transcript's records to rows of the corpus's tables."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from duizhao.correction_records import Value
from duizhao.records import Line, Segment, Transcript, Turn
from duizhao.vocabulary import Kind, Lang

Row = dict[str, Any]


def transcript_id(sha256: str) -> str:
    """Return a transcript's identifier: the first 16 hexadecimal digits of its digest."""
    return sha256[:16]


def solid(text: str) -> str:
    """Return a text without its blanks: what segments cover, and nothing else."""
    return "".join(text.split())


def text_digest(text: str) -> str:
    """Return the SHA-256 of a text as UTF-8, in hexadecimal digits."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def sides_digest(source: Iterable[str], target: Iterable[str] | None = None) -> str:
    """Return the digest of what a row says: of the texts of its segments, without blanks.

    Args:
        source: Texts of the turn's segments, or of those on the source side.
        target: Texts of the segments on the target side; null for a turn.
    """
    sides = (source,) if target is None else (source, target)
    return text_digest("\n".join(solid("".join(side)) for side in sides))[:16]


class _Ids:
    """Identifiers of one transcript's records; sortable in order of the text."""

    def __init__(self, transcript: Transcript) -> None:
        self.transcript = transcript_id(transcript.document.sha256)

    def speaker(self, index: int | None) -> str | None:
        return None if index is None else f"{self.transcript}-p{index:03d}"

    def turn(self, index: int) -> str:
        return f"{self.transcript}-t{index:05d}"

    def segment(self, index: int) -> str:
        return f"{self.transcript}-s{index:06d}"

    def alignment(self, index: int) -> str:
        return f"{self.transcript}-a{index:06d}"

    def segments(self, indices: Sequence[int]) -> list[str]:
        return [self.segment(index) for index in indices]


def transcript_rows(transcript: Transcript) -> Mapping[str, list[Row]]:
    """Return the rows of every table for one transcript, in order of the text."""
    return {name: list(rows) for name, rows in row_streams(transcript).items()}


def row_streams(transcript: Transcript) -> Mapping[str, Iterator[Row]]:
    """Return the same rows as they are taken: those of a long transcript are as large as all that is known of it."""
    ids = _Ids(transcript)
    tables: Mapping[str, Iterable[Row]] = {
        "transcripts": [_transcript(transcript)],
        "speakers": _speakers(transcript, ids),
        "turns": _turns(transcript, ids),
        "segments": _segments(transcript, ids),
        "alignments": _alignments(transcript, ids),
        "quantities": _quantities(transcript, ids),
        "discrepancies": _discrepancies(transcript, ids),
        "measures": _measures(transcript, ids),
        "corrections": _corrections(transcript),
    }
    return {name: _named(rows, ids.transcript) for name, rows in tables.items()}


def _named(rows: Iterable[Row], transcript: str) -> Iterator[Row]:
    for row in rows:
        row["transcript_id"] = transcript
        yield row


def _transcript(one: Transcript) -> Row:
    document, facts = one.document, one.facts
    spoken: Counter[str] = Counter()
    for segment in one.segments:
        if segment.kind is Kind.SPEECH and segment.lang is not Lang.NONE:
            spoken[segment.lang.value] += len(segment.text)
    return {
        "source": document.source,
        "sha256": document.sha256,
        "text_sha256": text_digest(document.text),
        "solid_sha256": text_digest(solid(document.text)),
        "encoding": document.encoding,
        "layout": f"{document.reader}/{one.layout.name}",
        "layout_score": round(one.layout.score, 4),
        "layout_margin": round(one.layout.margin, 4),
        "title": facts.title or None,
        "company": facts.company or None,
        "event": facts.event or None,
        "period": facts.period or None,
        "date": facts.date or None,
        "languages": [lang for lang, _ in sorted(spoken.items(), key=lambda item: (-item[1], item[0]))],
        "passes": one.attribution.passes,
        "warnings": list(one.warnings),
    }


def _speakers(one: Transcript, ids: _Ids) -> Iterator[Row]:
    for speaker in one.attribution.speakers:
        yield {
            "speaker_id": ids.speaker(speaker.index),
            "name": speaker.name,
            "name_zh": speaker.name_zh,
            "aliases": list(speaker.aliases),
            "role": speaker.role.value,
            "title": speaker.title or None,
            "firm": speaker.firm or None,
            "evidence": speaker.evidence,
        }


def _turns(one: Transcript, ids: _Ids) -> Iterator[Row]:
    for turn in one.attribution.turns:
        yield {
            "turn_id": ids.turn(turn.index),
            "pass": turn.passage,
            "section": turn.section.value,
            "speaker_id": ids.speaker(turn.speaker),
            "label": turn.label,
            "role": turn.role.value,
            "voice": turn.voice.value,
            "delivery": turn.delivery.value,
            "confidence": turn.confidence,
            "evidence": turn.evidence,
            "question_id": None if turn.question is None else f"{ids.transcript}-q{turn.question:03d}",
        }


def _segments(one: Transcript, ids: _Ids) -> Iterator[Row]:
    turn_of = {index: turn for turn in one.attribution.turns for index in turn.segments}
    opened = _opened_by_labels(one, turn_of)
    place = one.attribution.turns[0] if one.attribution.turns else None
    for segment in one.segments:
        turn = turn_of.get(segment.index)
        about = turn or opened.get(segment.index)
        place = about or place
        line = one.document.lines[segment.line - 1]
        delivery = one.attribution.deliveries.get(segment.index)
        yield {
            "segment_id": ids.segment(segment.index),
            "turn_id": ids.turn(turn.index) if turn and segment.kind is Kind.SPEECH else None,
            "line": segment.line,
            "start": segment.start,
            "end": segment.end,
            "kind": segment.kind.value,
            "lang": segment.lang.value,
            "text": segment.text,
            "clean": segment.clean,
            "delivery": delivery.value if delivery and segment.kind is Kind.SPEECH else None,
            "voice": None,
            "speaker_id": ids.speaker(about.speaker) if about else None,
            "role": about.role.value if about else None,
            "section": place.section.value if place else None,
            "pass": place.passage if place else None,
            "flags": sorted(segment.flags),
            **_times(line, segment),
        }


def _times(line: Line, segment: Segment) -> Row:
    """Return when a segment is said: by its words where they are timed, else by its line."""
    words = [word for word in line.words if segment.start <= word[0] < segment.end]
    if words:
        return {"begin": words[0][1], "finish": max(word[2] for word in words)}
    return {"begin": line.begin, "finish": line.finish}


def _opened_by_labels(one: Transcript, turn_of: Mapping[int, Turn]) -> dict[int, Turn]:
    """Join each label with the turn it opens."""
    out: dict[int, Turn] = {}
    following: dict[int, Turn] = {}
    for segment in one.segments:
        if segment.kind is Kind.SPEECH and segment.block >= 0 and segment.index in turn_of:
            following.setdefault(segment.block, turn_of[segment.index])
    for segment in one.segments:
        if segment.kind is Kind.LABEL and segment.block in following:
            out[segment.index] = following[segment.block]
    return out


def _alignments(one: Transcript, ids: _Ids) -> Iterator[Row]:
    for index, bead in enumerate(one.alignments):
        yield {
            "alignment_id": ids.alignment(index),
            "relation": bead.relation.value,
            "level": bead.level.value,
            "source_segments": ids.segments(bead.source),
            "target_segments": ids.segments(bead.target),
            "score": bead.score,
            "rendition": bead.rendition,
        }


def _quantities(one: Transcript, ids: _Ids) -> Iterator[Row]:
    for quantity in one.quantities:
        yield {
            "segment_id": ids.segment(quantity.segment),
            "start": quantity.start,
            "end": quantity.end,
            "text": quantity.text,
            "value": quantity.value,
            "unit": quantity.unit,
            "approximate": quantity.approximate,
            "direction": quantity.direction,
            "value_high": quantity.high,
            "normalized": quantity.normalized,
            "role": quantity.role,
            "alternative_value": quantity.alternative_value,
            "alternative_unit": quantity.alternative_unit or None,
        }


def _discrepancies(one: Transcript, ids: _Ids) -> Iterator[Row]:
    for index, found in enumerate(one.discrepancies):
        yield {
            "discrepancy_id": f"{ids.transcript}-d{index:04d}",
            "relation": found.relation.value,
            "type": found.type,
            "source_segments": ids.segments(found.source),
            "target_segments": ids.segments(found.target),
            "source_value": found.source_value,
            "target_value": found.target_value,
            "confidence": found.confidence,
            "explanation": found.explanation,
            "kind": found.kind,
            **_span("source", found.source_span),
            **_span("target", found.target_span),
        }


def _corrections(one: Transcript) -> Iterator[Row]:
    for outcome in one.corrections:
        made = outcome.correction
        for name in sorted(made.new) or (None,):
            yield {
                "correction_id": made.key,
                "kind": made.kind,
                "id": made.row,
                "field": name,
                "was": None if name is None else _told(made.was.get(name)),
                "now": None if name is None else _told(made.new[name]),
                "author": made.author,
                "note": made.note,
                "status": outcome.status if name is None else outcome.of(name),
            }


def _told(value: Value) -> str | None:
    if value is None or isinstance(value, str):
        return value
    return " ".join(f"{line}:{start}-{end}" for line, start, end in value)


def _span(side: str, span: tuple[int, int] | None) -> Row:
    start, end = span or (None, None)
    return {f"{side}_start": start, f"{side}_end": end}


def _measures(one: Transcript, ids: _Ids) -> Iterator[Row]:
    places = {"passage": ids.alignment, "turn": ids.turn, "speaker": ids.speaker}
    for measure in one.measures:
        scope_id = places[measure.scope](measure.scope_id) if measure.scope in places else ids.transcript
        yield {
            "scope": measure.scope,
            "scope_id": scope_id,
            "measure": measure.measure,
            "value": measure.value,
            "unit": measure.unit,
            "n": measure.n,
            "numerator": measure.numerator,
            "denominator": measure.denominator,
        }
