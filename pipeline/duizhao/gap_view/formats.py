"""Findings and summaries as CSV and JSON."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator, Sequence
from io import StringIO
from typing import Any

from duizhao.cells import guarded
from duizhao.gap_view import labels
from duizhao.gap_view.findings import Finding, Gaps
from duizhao.gap_view.passages import Side
from duizhao.gap_view.summary import Figure, Line, Summary

_FINDING = (
    *("relation", "type", "kind", "confidence", "severity", "transcript", "speaker", "role"),
    *("source_lines", "target_lines", "source_value", "target_value", "source_text", "target_text"),
    *("explanation", "transcript_id", "turn_id", "discrepancy_id"),
)
_MEASURE = (
    *("relation", "scope", "transcript", "speaker", "role", "measure", "unit", "value", "low", "high", "calls"),
    *("numerator", "denominator", "transcript_id", "speaker_id"),
)

Cell = str | float | int | None


def findings_csv(gaps: Gaps, *, limit: int | None = None) -> str:
    """Write findings as CSV, a row each, those of one relation after those of the other.

    A cell that a spreadsheet would take for a formula gets an apostrophe in front; a null is an empty cell.
    """
    return _csv(_FINDING, (_finding_cells(one) for found in gaps.found.values() for one in found[:limit]))


def summary_csv(summaries: Sequence[Summary]) -> str:
    """Write counts and measures as CSV, a row for each value; a null is an empty cell.

    Counts are the measures ``discrepancies`` and, by type, ``discrepancies_quantity`` and so on.
    """
    return _csv(_MEASURE, (cells for one in summaries for line in one.lines for cells in _line_cells(one, line)))


def to_json(gaps: Gaps, summaries: Sequence[Summary], *, limit: int | None = None) -> str:
    """Write findings and summary as one JSON object, each relation under its name."""
    content = {
        "corpus": gaps.corpus,
        "note": labels.closing(gaps, limit) if gaps.total else gaps.nothing(),
        "total": {relation.value: len(found) for relation, found in gaps.found.items()},
        "findings": {
            relation.value: [_finding(one) for one in found[:limit]] for relation, found in gaps.found.items()
        },
        "summary": {one.relation.value: _summary(one) for one in summaries},
    }
    return json.dumps(content, ensure_ascii=False, indent=1, allow_nan=False) + "\n"


def _csv(header: Sequence[str], rows: Iterator[Sequence[Cell]]) -> str:
    stream = StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(header)
    writer.writerows([_guarded(cell) for cell in row] for row in rows)
    return stream.getvalue()


def _guarded(cell: Cell) -> Cell:
    return guarded(cell) if isinstance(cell, str) else cell


def _finding_cells(one: Finding) -> tuple[Cell, ...]:
    absent = labels.absent(one)
    texts = (side.text if side.segments else said for side, said in zip((one.source, one.target), absent, strict=True))
    return (
        *(one.relation.value, one.type, one.kind, one.confidence, one.severity),
        *(one.transcript, one.speaker.shown, one.speaker.role, _lines(one.source), _lines(one.target)),
        *(one.source.value, one.target.value, *texts),
        *(one.explanation, one.transcript_id, one.turn_id, one.discrepancy_id),
    )


def _lines(side: Side) -> str:
    return " ".join(map(str, side.lines))


def _line_cells(summary: Summary, line: Line) -> Iterator[tuple[Cell, ...]]:
    speaker = line.speaker
    named = (speaker.shown, speaker.role) if speaker else ("", "")
    place = (summary.relation.value, line.scope, line.transcript, *named)
    ids = (line.transcript_id, speaker.speaker_id if speaker else None)
    counts = {"discrepancies": line.total, **{f"discrepancies_{name}": n for name, n in line.counts.items()}}
    for name, found in counts.items():
        yield (*place, name, "count", found, None, None, None, None, None, *ids)
    for one in line.figures:
        values = (one.value, one.low, one.high, one.calls, one.numerator, one.denominator)
        yield (*place, one.measure, one.unit, *values, *ids)


def _finding(one: Finding) -> dict[str, Any]:
    return {
        "relation": one.relation.value,
        "type": one.type,
        "kind": one.kind or None,
        "confidence": one.confidence,
        "severity": one.severity,
        "transcript": one.transcript,
        "speaker": one.speaker.name or None,
        "role": one.speaker.role,
        "source": _side(one.source),
        "target": _side(one.target),
        "explanation": one.explanation,
        "transcript_id": one.transcript_id,
        "turn_id": one.turn_id,
        "discrepancy_id": one.discrepancy_id,
    }


def _side(side: Side) -> dict[str, Any]:
    """Write a side; its text is null where nothing stands on it, its value where it says nothing of the matter."""
    return {
        "value": side.value or None,
        "text": side.text if side.segments else None,
        "lines": list(side.lines),
        "languages": list(side.langs),
        "segments": list(side.segments),
    }


def _summary(one: Summary) -> dict[str, Any]:
    return {
        "corpus": _line(one.corpus),
        "transcripts": [_line(call) for call, _ in one.calls],
        "speakers": [_line(speaker) for _, speakers in one.calls for speaker in speakers],
    }


def _line(line: Line) -> dict[str, Any]:
    out: dict[str, Any] = {}
    if line.transcript_id:
        out.update(transcript=line.transcript, transcript_id=line.transcript_id)
    if line.speaker is not None:
        speaker = line.speaker
        out.update(speaker=speaker.name or None, role=speaker.role, speaker_id=speaker.speaker_id)
    out["discrepancies"] = {**line.counts, "all": line.total}
    out["measures"] = {figure.measure: _figure(figure) for figure in line.figures}
    return out


def _figure(figure: Figure) -> dict[str, Any]:
    keys = ("value", "unit", "numerator", "denominator")
    over = ("low", "high", "calls") if figure.calls is not None else ()
    return {key: getattr(figure, key) for key in (*keys, *over)}
