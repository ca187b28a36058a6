"""The tables that tabular formats write: those of the corpus, and two that have their joins behind them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from duizhao.corpus.calls import Call
from duizhao.corpus.reader import Corpus
from duizhao.corpus.records import Segment
from duizhao.corpus.schema import TABLES, Column
from duizhao.vocabulary import Level

if TYPE_CHECKING:
    import pyarrow as pa

Row = dict[str, Any]


def _columns(table: str, *names: str) -> tuple[Column, ...]:
    held = {column.name: column for column in TABLES[table]}
    return tuple(held[name] for name in names)


def _text(name: str, meaning: str) -> Column:
    return Column(name, TABLES["turns"][1].type, meaning)


_ABOUT = _columns("transcripts", "transcript_id", "source", "company", "period", "date")
#: Tables that are made for exports, as `duizhao.corpus.schema.TABLES` declares those of the corpus.
JOINED: Mapping[str, tuple[Column, ...]] = {
    "utterances": (
        *_ABOUT,
        *_columns("turns", "turn_id", "pass", "section", "speaker_id"),
        _text("speaker", "name of the speaker; empty where nobody says it"),
        *_columns("turns", "role", "voice", "delivery", "confidence", "question_id"),
        _text("text", "what was said, in one line"),
        _text("clean", "the same, for reading"),
        _text("translation", "the translation that stands under it in the source; empty where none does"),
    ),
    "pairs": (
        *_ABOUT,
        *_columns("alignments", "alignment_id", "relation", "level"),
        _text("speaker_id", "whose remarks they are"),
        _text("speaker", "name of the speaker; empty where nobody says it"),
        _text("role", "role of the speaker"),
        *_columns("alignments", "score", "rendition"),
        _text("source_lang", "language of most of the source"),
        _text("target_lang", "language of most of the target"),
        _text("source_text", "the original, the text or the first pass; empty where nothing stands there"),
        _text("target_text", "the rendition, the translation or the later pass; empty where nothing stands there"),
        _text("discrepancies", "kinds of the discrepancies between the two"),
    ),
}
ALL: Mapping[str, tuple[Column, ...]] = {**TABLES, **JOINED}
#: The column that names a table's rows, where one does.
KEYS: Mapping[str, str] = {
    "transcripts": "transcript_id",
    "speakers": "speaker_id",
    "turns": "turn_id",
    "segments": "segment_id",
    "alignments": "alignment_id",
    "discrepancies": "discrepancy_id",
    "utterances": "turn_id",
    "pairs": "alignment_id",
}
#: Columns that name a row of another table.
FOREIGN: Mapping[str, tuple[tuple[str, str], ...]] = {
    "speakers": (("transcript_id", "transcripts"),),
    "turns": (("transcript_id", "transcripts"), ("speaker_id", "speakers")),
    "segments": (("transcript_id", "transcripts"), ("turn_id", "turns")),
    "alignments": (("transcript_id", "transcripts"),),
    "quantities": (("transcript_id", "transcripts"), ("segment_id", "segments")),
    "discrepancies": (("transcript_id", "transcripts"),),
    "measures": (("transcript_id", "transcripts"),),
    "corrections": (("transcript_id", "transcripts"),),
    "utterances": (("transcript_id", "transcripts"),),
    "pairs": (("transcript_id", "transcripts"),),
}


def schema_of(name: str) -> pa.Schema:
    """Return the Arrow schema of a table of `ALL`."""
    import pyarrow as pa

    return pa.schema([(column.name, column.type) for column in ALL[name]])


def parts_of(corpus: Corpus, name: str) -> Iterator[pa.Table]:
    """Give what is chosen of a table of `ALL`, piece by piece, in the corpus's order, with the declared columns."""
    import pyarrow as pa

    names = [column.name for column in ALL[name]]
    if name in TABLES:
        for part in corpus.chosen_parts():
            yield part.table(name).select(names)
        return
    for call in corpus:
        yield pa.Table.from_pylist(list(_MADE[name](call)), schema=schema_of(name))


def rows_of(corpus: Corpus, name: str) -> Iterator[Row]:
    """Give what is chosen of a table of `ALL`, row by row."""
    for part in parts_of(corpus, name):
        yield from part.to_pylist()


def _about(call: Call) -> Row:
    return {column.name: call.row[column.name] for column in _ABOUT}


def _utterances(call: Call) -> Iterator[Row]:
    for turn in call.turns:
        yield _about(call) | {
            "turn_id": turn.turn_id,
            "pass": turn.pass_number,
            "section": turn.section,
            "speaker_id": turn.speaker.speaker_id if turn.speaker else None,
            "speaker": turn.speaker.full_name if turn.speaker else "",
            "role": turn.role,
            "voice": turn.voice,
            "delivery": turn.delivery,
            "confidence": turn.confidence,
            "question_id": turn.question_id,
            "text": turn.text,
            "clean": turn.clean,
            "translation": turn.translation,
        }


def _pairs(call: Call) -> Iterator[Row]:
    for level in Level:
        for pair in call.pairs(level=level):
            yield _about(call) | {
                "alignment_id": pair.alignment_id,
                "relation": pair.relation,
                "level": pair.level,
                "speaker_id": pair.speaker.speaker_id if pair.speaker else None,
                "speaker": pair.speaker.full_name if pair.speaker else "",
                "role": pair.speaker.role if pair.speaker else None,
                "score": pair.score,
                "rendition": pair.rendition,
                "source_lang": main_language(pair.source),
                "target_lang": main_language(pair.target),
                "source_text": pair.source_text,
                "target_text": pair.target_text,
                "discrepancies": " ".join(sorted({one.kind or one.type for one in pair.discrepancies})),
            }


_MADE: Mapping[str, Callable[[Call], Iterator[Row]]] = {"utterances": _utterances, "pairs": _pairs}


def main_language(segments: Sequence[Segment]) -> str | None:
    """Return the language of most of the words of a side, ``en`` or ``zh``; null where it has neither."""
    lengths: Counter[str] = Counter()
    for one in segments:
        if one.kind == "speech":
            lengths[one.lang] += len(one.clean)
    lengths = Counter({lang: number for lang, number in lengths.items() if lang in {"en", "zh"}})
    return lengths.most_common(1)[0][0] if lengths else None
