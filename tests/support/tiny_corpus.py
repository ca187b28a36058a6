"""A hand-made corpus of one invented call, small enough to check by eye, written as Parquet.

`LINES` is the call; `tiny_tables` gives the rows of every table, for a test to change before `write_corpus`.
"""

from __future__ import annotations

import json
from copy import deepcopy
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.parquet as pq

from duizhao.corpus.schema import SCHEMA_VERSION, TABLES, arrow_schema

if TYPE_CHECKING:
    from pathlib import Path

Row = dict[str, Any]
Tables = dict[str, list[Row]]

SOURCE = "calls/lanyue.txt"
TRANSCRIPT = "t5f0c1a2b3d4e"

# One tuple per segment: (turn, kind, language, text, delivery of its own); one list per physical line.
LINES: tuple[tuple[tuple[str | None, str, str, str, str | None], ...], ...] = (
    ((None, "notice", "en", "Lanyue Instruments Q2 call", None),),
    ((None, "label", "en", "Operator", None),),
    (("t1", "speech", "en", "Welcome to the call. ", None), ("t1", "speech", "en", "Please go ahead.", None)),
    (
        ("t1", "speech", "zh", "欢迎参加电话会议。", "machine-translation"),
        ("t1", "speech", "zh", "请开始。", "machine-translation"),
    ),
    ((None, "marker", "en", "(foreign language)", None),),
    (
        ("t2", "speech", "zh", "二季度收入27.3亿元，同比增长12%。", None),
        ("t2", "speech", "zh", "我们对下半年有信心。", None),
        ("t2", "speech", "zh", "谢谢大家。", None),
    ),
    (
        ("t3", "speech", "en", "Revenue was RMB27.3 billion, up 12%. ", None),
        ("t3", "speech", "en", "Thank you. ", None),
        ("t3", "speech", "en", "Next slide, please.", None),
    ),
    (("t4", "speech", "en", "Our next question is from Ike Brandvold.", None),),
    (("t5", "speech", "en", "Could you [bold]comment[/bold] on margins?", None),),
    (("t6", "speech", "en", "Welcome to the call. ", None), ("t6", "speech", "en", "Please go ahead.", None)),
)
TEXT = "\n".join("".join(part[3] for part in line) for line in LINES)


def _rows(keys: tuple[str, ...], *rows: tuple[Any, ...]) -> list[Row]:
    return [dict(zip(keys, row, strict=True)) for row in rows]


_SPEAKERS: list[Row] = [
    {
        "speaker_id": "s1",
        "name": "Operator",
        "aliases": ["Operator"],
        "role": "operator",
        "evidence": "label",
    },
    {
        "speaker_id": "s2",
        "name": "Qiu Mingzhe",
        "name_zh": "邱明哲",
        "aliases": ["Mr. Qiu"],
        "role": "ceo",
        "evidence": "introduced",
    },
]
_TURNS = _rows(
    ("turn_id", "pass", "section", "speaker_id", "role", "voice", "delivery", "confidence"),
    ("t1", 1, "prepared", "s1", "operator", "self", "direct", 0.99),
    ("t2", 1, "prepared", "s2", "ceo", "self", "original", 0.93),
    ("t3", 1, "prepared", "s2", "ceo", "interpreter", "interpretation", 0.88),
    ("t4", 1, "qa", "s1", "operator", "self", "direct", 0.97),
    ("t5", 1, "qa", None, "unknown", "self", "direct", 0.31),
    ("t6", 2, "prepared", "s1", "operator", "self", "direct", 0.9),
)
_BEADS = _rows(
    ("alignment_id", "relation", "level", "source_segments", "target_segments", "rendition", "score"),
    ("a1", "translation", "passage", ["g0301", "g0302"], ["g0401", "g0402"], None, 0.9),
    ("a2", "translation", "sentence", ["g0301"], ["g0401"], None, 0.9),
    ("a3", "translation", "sentence", ["g0302"], ["g0402"], None, 0.9),
    ("a4", "interpretation", "passage", ["g0601", "g0602", "g0603"], ["g0701", "g0702", "g0703"], None, 0.8),
    ("a5", "interpretation", "sentence", ["g0601"], ["g0701"], "close", 0.9),
    ("a6", "interpretation", "sentence", ["g0602"], [], "zero", 0.7),
    ("a7", "interpretation", "sentence", ["g0603"], ["g0702"], "close", 0.9),
    ("a8", "interpretation", "sentence", [], ["g0703"], "non-rendition", 0.6),
    ("a9", "repetition", "sentence", ["g0301", "g0302"], ["g1001", "g1002"], None, 1.0),
)
_DISCREPANCIES = _rows(
    ("type", "source_segments", "target_segments", "source_value", "target_value", "explanation"),
    ("quantity", ["g0601"], ["g0701"], "27.3亿元", "RMB27.3 billion", "27.3亿元 is 2.73 billion, not 27.3."),
    ("omission", ["g0602"], [], None, None, "The confidence in the second half is not rendered."),
    ("addition", [], ["g0703"], None, None, "The original does not ask for a slide."),
)


def tiny_tables(transcript: str = TRANSCRIPT, source: str = SOURCE) -> Tables:
    """Return fresh rows of every table; columns that a row leaves out are null when written."""
    tables: Tables = {
        "transcripts": [
            {
                "source": source,
                "layout": "text/labelled",
                "title": "Lanyue Instruments Q2 call",
                "company": "Lanyue Instruments",
                "period": "2031Q2",
                "languages": ["en", "zh"],
                "passes": 2,
                "warnings": ["W_UNKNOWN_SPEAKER: one turn has no speaker"],
            }
        ],
        "speakers": deepcopy(_SPEAKERS),
        "turns": deepcopy(_TURNS),
        "segments": _segments(),
        "alignments": deepcopy(_BEADS),
        "quantities": [],
        "discrepancies": [
            {"discrepancy_id": f"d{n}", "relation": "interpretation", "confidence": 0.8, **row}
            for n, row in enumerate(deepcopy(_DISCREPANCIES), 1)
        ],
        "measures": [],
        "corrections": [],
    }
    for rows in tables.values():
        for row in rows:
            row["transcript_id"] = transcript
    return tables


def write_corpus(folder: Path, tables: Tables, *, info: Row | None = None) -> Path:
    """Write tables as a corpus: segments as a folder of two parts, turns as one of one, others as files."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in TABLES:
        rows = tables[name]
        if name in {"segments", "turns"}:
            cuts = (rows[: len(rows) // 2], rows[len(rows) // 2 :]) if name == "segments" else (rows,)
            (folder / name).mkdir(exist_ok=True)
            for n, cut in enumerate(cuts):
                write_rows(folder / name / f"part-{n:05}.parquet", name, cut)
        else:
            write_rows(folder / f"{name}.parquet", name, rows)
    counts = {name: len(rows) for name, rows in tables.items()}
    content = {"schema_version": SCHEMA_VERSION, "version": "0.1.0", "signature": "sig", "counts": counts}
    (folder / "corpus.json").write_text(json.dumps(content | (info or {})), "utf-8")
    return folder


def write_rows(path: Path, name: str, rows: list[Row]) -> None:
    """Write one Parquet file of a table."""
    pq.write_table(pa.Table.from_pylist(rows, schema=arrow_schema(name)), path)


def tiny_gold(tables: Tables, *, doc: str = "tiny", file: str = "lanyue.txt") -> Row:
    """Return gold that agrees with the rows in everything; its text is `TEXT` in `<doc>.txt`."""
    turns = {row["turn_id"]: row for row in tables["turns"]}
    names = {row["speaker_id"]: row["name"] for row in tables["speakers"]}
    places = {row["segment_id"]: [row["line"], row["start"], row["end"]] for row in tables["segments"]}

    def sides(row: Row) -> Row:
        return {side: [places[i] for i in row[f"{side}_segments"]] for side in ("source", "target")}

    def span(row: Row) -> Row:
        turn = turns.get(row["turn_id"], {})
        return {
            **{key: row[key] for key in ("line", "start", "end", "kind", "lang")},
            **{key: turn.get(key) for key in ("role", "voice", "pass", "section")},
            "delivery": row["delivery"] or turn.get("delivery"),
            "speaker": names.get(turn.get("speaker_id")),
            "turn": row["turn_id"],
        }

    return {
        "doc": doc,
        "file": file,
        "text": f"{doc}.txt",
        "spans": [span(row) for row in tables["segments"]],
        "speakers": [{"name": row["name"], "aliases": row["aliases"]} for row in tables["speakers"]],
        "beads": [{"relation": row["relation"], "level": row["level"], **sides(row)} for row in tables["alignments"]],
        "discrepancies": [{"type": row["type"], **sides(row)} for row in tables["discrepancies"]],
    }


def write_gold(folder: Path, *documents: Row) -> Path:
    """Write gold documents, each beside its text."""
    folder.mkdir(parents=True, exist_ok=True)
    for document in documents:
        (folder / f"{document['doc']}.json").write_text(json.dumps(document), "utf-8")
        (folder / document["text"]).write_text(TEXT, "utf-8")
    return folder


def _segments() -> list[Row]:
    rows: list[Row] = []
    for number, line in enumerate(LINES, 1):
        at = 0
        for order, (turn, kind, lang, text, delivery) in enumerate(line, 1):
            rows.append(
                {
                    "segment_id": f"g{number:02}{order:02}",
                    "turn_id": turn,
                    "line": number,
                    "start": at,
                    "end": at + len(text),
                    "kind": kind,
                    "lang": lang,
                    "text": text,
                    "clean": text.strip(),
                    "delivery": delivery,
                    "flags": [],
                }
            )
            at += len(text)
    return rows
