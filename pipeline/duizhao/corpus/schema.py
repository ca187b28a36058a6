"""The corpus's tables: names, columns, types and what each column means.

One declaration serves the writer (Parquet schemas), the reader (what to expect) and the generated data
dictionary, so that the three cannot drift apart. The names and types marked binding come from the corpus
contract; a change of one of them is a new `SCHEMA_VERSION`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import pyarrow as pa

SCHEMA_VERSION = "1"

_STR = pa.string()
_STRS = pa.list_(pa.string())
_INT = pa.int64()
_FLOAT = pa.float64()
_BOOL = pa.bool_()


@dataclass(frozen=True, slots=True)
class Column:
    """One column.

    Attributes:
        name: Its name.
        type: Its Arrow type.
        meaning: What it holds.
        unit: Of a number; empty where it has none, or a column `unit` beside it says it.
        least: The least value of a number; null where there is none.
        most: The greatest.
    """

    name: str
    type: pa.DataType
    meaning: str
    unit: str = ""
    least: float | None = None
    most: float | None = None


_ID = Column("transcript_id", _STR, "the transcript; from the digest of its bytes")

TABLES: Mapping[str, tuple[Column, ...]] = MappingProxyType(
    {
        "transcripts": (
            _ID,
            Column("source", _STR, "path relative to the archive's root, with forward slashes"),
            Column("sha256", _STR, "SHA-256 of the source's bytes, hexadecimal"),
            Column("text_sha256", _STR, "SHA-256 of the decoded text that lines and offsets count in, as UTF-8"),
            Column("solid_sha256", _STR, "SHA-256 of that text without blanks, as UTF-8: what the segments add up to"),
            Column("encoding", _STR, "codec that decoded the source"),
            Column("layout", _STR, "reader and layout that matched, as reader/layout"),
            Column("layout_score", _FLOAT, "share of the document that the layout explains, 0 to 1", least=0, most=1),
            Column(
                "layout_margin",
                _FLOAT,
                "how much more it explains than the best one that reads other labels, 0 to 1",
                least=0,
                most=1,
            ),
            Column("title", _STR, "heading of the document; null where the text does not say"),
            Column("company", _STR, "company whose call it is; null where the text does not say"),
            Column("event", _STR, "kind of event; null where the text does not say"),
            Column("period", _STR, "reporting period, YYYYQn, YYYYHn or YYYYFY; null where the text does not say"),
            Column("date", _STR, "date of the call, ISO 8601; null where the text does not say"),
            Column("languages", _STRS, "languages of its speech, most frequent first"),
            Column("passes", _INT, "how many complete renderings of the call the source holds", least=1),
            Column("warnings", _STRS, "codes W_... with a message each"),
        ),
        "speakers": (
            _ID,
            Column("speaker_id", _STR, "the speaker; unique in the corpus"),
            Column(
                "name", _STR, "canonical name, as the labels or the introductions give it; empty where nobody says it"
            ),
            Column("name_zh", _STR, "name in Chinese characters; empty where none was met"),
            Column("aliases", _STRS, "every surface form met, misheard and Chinese forms included; may be empty"),
            Column(
                "role",
                _STR,
                "operator, ir, ceo, cfo, executive, analyst, interpreter, editor, other, unknown",
            ),
            Column("title", _STR, "title as printed or as said; null where none was met"),
            Column("firm", _STR, "employer; null where the text does not say"),
            Column("evidence", _STR, "what the role rests on, and in brackets the roles that were outvoted"),
        ),
        "turns": (
            _ID,
            Column("turn_id", _STR, "the turn; unique in the corpus, sortable in order of the text"),
            Column("pass", _INT, "rendering of the call, from 1", least=1),
            Column("section", _STR, "prepared or qa; qa begins where the operator calls the first questioner"),
            Column("speaker_id", _STR, "whose remarks the words are; null where nobody could be told"),
            Column("label", _STR, "label as printed; null where there was none"),
            Column("role", _STR, "role of the speaker; unknown where confidence is under the least asked for"),
            Column("voice", _STR, "self or interpreter"),
            Column(
                "delivery",
                _STR,
                "direct, original, interpretation or machine-translation; of most of its words",
            ),
            Column("confidence", _FLOAT, "probability that role and voice are right, 0 to 1", least=0, most=1),
            Column("evidence", _STR, "cues that decided"),
            Column("question_id", _STR, "joins a question with its answers; null outside questions and answers"),
        ),
        "segments": (
            _ID,
            Column("segment_id", _STR, "the segment; unique in the corpus, sortable in order of the text"),
            Column("turn_id", _STR, "its turn; null for what is not speech"),
            Column("line", _INT, "physical line of the decoded source, from 1", least=1),
            Column("start", _INT, "first code point in that line", unit="code points", least=0),
            Column("end", _INT, "one past the last code point in that line", unit="code points", least=0),
            Column("kind", _STR, "speech, label, marker, notice, note or date"),
            Column("lang", _STR, "en, zh, mixed, other or none"),
            Column("text", _STR, "the characters as they stand in the source"),
            Column(
                "clean", _STR, "for reading: loops folded, end noise left out, spacing and full-width forms normalised"
            ),
            Column("delivery", _STR, "null: the turn's"),
            Column("voice", _STR, "null: the turn's"),
            Column("speaker_id", _STR, "its turn's speaker; of a label, the speaker it names"),
            Column("role", _STR, "its turn's role; of a label, the role of whom it names"),
            Column("section", _STR, "its turn's section; of what is not speech, that of where it stands"),
            Column("pass", _INT, "rendering of the call it belongs to, from 1", least=1),
            Column(
                "flags",
                _STRS,
                "loop (a recogniser's repetition; clean keeps the first copy), truncated (breaks off), noise (stray "
                "words or music after the end of the call; clean is empty), inaudible, code-switch",
            ),
            Column(
                "begin",
                _FLOAT,
                "seconds from the start of the recording; null for untimed sources",
                unit="seconds",
                least=0,
            ),
            Column(
                "finish",
                _FLOAT,
                "seconds from the start of the recording; null for untimed sources",
                unit="seconds",
                least=0,
            ),
        ),
        "alignments": (
            _ID,
            Column("alignment_id", _STR, "the bead; unique in the corpus"),
            Column("relation", _STR, "interpretation, translation or repetition"),
            Column("level", _STR, "passage or sentence"),
            Column(
                "source_segments",
                _STRS,
                "segments of the original, text or first pass, markers among them; may be empty",
            ),
            Column(
                "target_segments",
                _STRS,
                "segments of the rendition, translation or later pass, markers among them; may be empty",
            ),
            Column(
                "score", _FLOAT, "probability that the two sides belong together, calibrated, 0 to 1", least=0, most=1
            ),
            Column(
                "rendition",
                _STR,
                "close, expanded, reduced, substituted, summarised, zero or non-rendition; null outside "
                "interpretation, and where the recording, not the interpreter, lost or doubled a side",
            ),
        ),
        "quantities": (
            _ID,
            Column("segment_id", _STR, "where it is said"),
            Column("start", _INT, "first code point in the segment's line", unit="code points", least=0),
            Column("end", _INT, "one past the last code point in the segment's line", unit="code points", least=0),
            Column("text", _STR, "as in the source"),
            Column(
                "value",
                _FLOAT,
                "in base units: 2.73 billion is 2.73e9; a percentage stays a percentage; of a range its lower end; of "
                "a date the year and the share of it that is gone when it begins, null where nobody says the year",
            ),
            Column(
                "unit",
                _STR,
                "CNY, USD, ... (ISO 4217), percent, pp, times (the factor reached), count, ordinal, page, date, year, "
                "half, quarter, month, week, day, hour, minute, second, kg, m, m2, m3, kWh, W, degC",
            ),
            Column("approximate", _BOOL, "about, nearly, over and the like"),
            Column("direction", _STR, "up or down: what the words of its clause say; null where they say neither"),
            Column("value_high", _FLOAT, "upper end of a range; null for a single value"),
            Column(
                "normalized",
                _STR,
                "the exact decimal, two with a slash for a range; ISO 8601 for a date, with Qn, Hn or FY for periods "
                "(2031Q2, 2031H1, FY2031); a period whose year nobody says takes that of the call",
            ),
            Column("role", _STR, "change, level or base (what something is compared with); null where nothing tells"),
            Column("alternative_value", _FLOAT, "of another reading, where the text does not decide; else null"),
            Column("alternative_unit", _STR, "unit of the other reading; null where there is none"),
        ),
        "discrepancies": (
            _ID,
            Column("discrepancy_id", _STR, "the discrepancy; unique in the corpus"),
            Column("relation", _STR, "interpretation, translation or repetition"),
            Column("type", _STR, "quantity, direction, entity, omission or addition"),
            Column("source_segments", _STRS, "where in the original"),
            Column("target_segments", _STRS, "where in the rendition"),
            Column("source_value", _STR, "what the original says"),
            Column("target_value", _STR, "what the rendition says"),
            Column("confidence", _FLOAT, "0 to 1", least=0, most=1),
            Column("explanation", _STR, "one sentence that a person can check"),
            Column(
                "kind",
                _STR,
                "what exactly: scale, unit, value, sign, level-change, period, basis, direction, negation, entity, "
                "term, omitted-figure, omitted-clause, added-figure, added-clause, doubled-clause",
            ),
            Column(
                "source_start",
                _INT,
                "first code point of source_value in its line; null where it is no one stretch",
                unit="code points",
                least=0,
            ),
            Column("source_end", _INT, "one past its last code point", unit="code points", least=0),
            Column(
                "target_start",
                _INT,
                "first code point of target_value in its line; null where it is no one stretch",
                unit="code points",
                least=0,
            ),
            Column("target_end", _INT, "one past its last code point", unit="code points", least=0),
        ),
        "measures": (
            _ID,
            Column("scope", _STR, "passage, turn, speaker or transcript"),
            Column("scope_id", _STR, "alignment, turn, speaker or transcript the value belongs to"),
            Column("measure", _STR, "what was measured"),
            Column("value", _FLOAT, "null where it cannot be computed, never 0 instead"),
            Column("unit", _STR, "ratio, count, ..."),
            Column("n", _INT, "beads the value rests on", least=0),
            Column("numerator", _FLOAT, "what was found"),
            Column("denominator", _FLOAT, "what it was found in"),
        ),
        "corrections": (
            _ID,
            Column("correction_id", _STR, "the correction; a row for each field that it sets"),
            Column("kind", _STR, "turn, pair or discrepancy"),
            Column("id", _STR, "the row that was looked at, as the corpus named it then"),
            Column("field", _STR, "what was corrected; null where somebody only made a remark"),
            Column("was", _STR, "what the corpus said; segments as line:start-end"),
            Column("now", _STR, "what it should say; null for nothing"),
            Column("author", _STR, "who corrected it; may be empty"),
            Column("note", _STR, "a remark; may be empty"),
            Column(
                "status",
                _STR,
                "applied; stale: the text has changed since; unresolved: nothing is there that it could be applied to; "
                "overruled: another author's word was preferred",
            ),
        ),
    }
)


def documented_schema(table: str) -> pa.Schema:
    """Return the Arrow schema of a table as its files hold it: each field says what it means.

    Raises:
        KeyError: No table of that name is part of the corpus.
    """
    fields = [pa.field(one.name, one.type, metadata={"meaning": one.meaning}) for one in TABLES[table]]
    return pa.schema(fields, metadata={"duizhao.table": table, "duizhao.schema_version": SCHEMA_VERSION})


def arrow_schema(table: str) -> pa.Schema:
    """Return the Arrow schema of a table.

    Raises:
        KeyError: No table of that name is part of the corpus.
    """
    return pa.schema([(column.name, column.type) for column in TABLES[table]])
