"""Is a corpus whole? Nothing lost, nothing doubled, nothing torn, nothing stray; told from the corpus alone.

Four checks, in this order: the files are those that the manifest names; each input is accounted for once; in each
document the segments tile the text; keys are unique, numbered without gaps, and point at what is there.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from os import PathLike
from typing import Any

from duizhao.corpus.inputs import INPUTS, REJECTED, Entry, dump_rejected, read_entries
from duizhao.corpus.parts import PartFile, read_columns
from duizhao.corpus.reader import Corpus
from duizhao.corpus.rows import Row, solid, text_digest, transcript_id
from duizhao.corpus.schema import TABLES
from duizhao.storage import LOCK, MANIFEST, WORK

#: What `verify` may find: what it means, a colon, and what to do.
FINDINGS: Mapping[str, str] = {
    "V_NO_LIST": "the manifest names no files, because another program or an older duizhao made the corpus: "
    "build it again",
    "V_MISSING": "a file that the manifest names is not there: restore it, or build with --fresh",
    "V_ALTERED": "a file is not what the manifest says: restore it, or build with --fresh",
    "V_STRAY": "a file that is no part of the corpus lies in it: move it away",
    "V_UNFINISHED": "a build was stopped here: run the same command again",
    "V_INPUTS": "the list of inputs does not add up: build with --fresh",
    "V_ROWS": "a document has other numbers of rows than the list of inputs says, or another part: build with --fresh",
    "V_TILING": "segments overlap, or do not add up to their document's text: build with --fresh, and report it",
    "V_KEYS": "a key is missing, doubled, or out of its numbering: build with --fresh, and report it",
    "V_REFERENCES": "a row points at one that is not there: build with --fresh, and report it",
}
# Tables whose rows are numbered in each document, and columns that point into others.
_KEYS = {
    "speakers": "speaker_id",
    "turns": "turn_id",
    "segments": "segment_id",
    "alignments": "alignment_id",
    "discrepancies": "discrepancy_id",
}
_POINTERS = (
    ("turns", "speaker_id", "speakers"),
    ("segments", "turn_id", "turns"),
    ("segments", "speaker_id", "speakers"),
    ("alignments", "source_segments", "segments"),
    ("alignments", "target_segments", "segments"),
    ("quantities", "segment_id", "segments"),
    ("discrepancies", "source_segments", "segments"),
    ("discrepancies", "target_segments", "segments"),
)
_SCOPES = {"passage": "alignments", "turn": "turns", "speaker": "speakers"}


@dataclass(frozen=True, slots=True)
class Finding:
    """Something wrong.

    Attributes:
        code: One of `FINDINGS`.
        where: File, input or document.
        what: What was found.
    """

    code: str
    where: str
    what: str

    def __str__(self) -> str:
        """Return it in one line."""
        return f"{self.code}: {self.where}: {self.what}"


def verify(place: str | PathLike[str]) -> Iterator[Finding]:
    """Check a corpus; see `duizhao.verify`.

    Raises:
        CorpusError: It cannot be opened.
        StorageError: It cannot be read.
    """
    corpus = Corpus.open(place)
    if not corpus.info.files:
        yield Finding("V_NO_LIST", MANIFEST, "the manifest names no files: only their absence could be checked")
        return
    broken = False
    for finding in _files(corpus):
        broken |= finding.code in {"V_MISSING", "V_ALTERED"}
        yield finding
    if broken:
        return  # what cannot be read as it was written cannot be judged further
    entries = read_entries(corpus.store.read(INPUTS), path=INPUTS)
    yield from _inputs(corpus, entries)
    yield from _documents(corpus, entries)


def _files(corpus: Corpus) -> Iterator[Finding]:
    for name, file in corpus.info.files.items():
        try:
            data = corpus.store.read(name)
        except FileNotFoundError:
            yield Finding("V_MISSING", name, "not there")
            continue
        if len(data) != file.bytes:
            yield Finding("V_ALTERED", name, f"{len(data):,} bytes, {file.bytes:,} were written")
        elif hashlib.sha256(data).hexdigest() != file.sha256:
            yield Finding("V_ALTERED", name, "its digest is another one than was written")
    for name in corpus.store.names():
        if name.startswith(f"{WORK}/"):
            if name != LOCK:
                yield Finding("V_UNFINISHED", name, "left by a build that was stopped")
        elif name not in corpus.info.files and name != MANIFEST:
            yield Finding("V_STRAY", name, "no part of the corpus")


def _inputs(corpus: Corpus, entries: Sequence[Entry]) -> Iterator[Finding]:
    """Each input once; done and rejected add up to all, and to what the manifest and `rejected.jsonl` say."""
    for source, count in Counter(entry.source for entry in entries).items():
        if count > 1:
            yield Finding("V_INPUTS", source, f"listed {count} times")
    counts = corpus.info.counts
    told = {"transcripts": sum(entry.done for entry in entries), "rejected": sum(not entry.done for entry in entries)}
    told |= {name: sum(entry.rows.get(name, 0) for entry in entries) for name in TABLES}
    for name, number in told.items():
        if counts.get(name) != number:
            yield Finding("V_INPUTS", name, f"{number:,} by the list of inputs, {counts.get(name)} by the manifest")
    if dump_rejected(entries) != corpus.store.read(REJECTED):
        yield Finding("V_INPUTS", REJECTED, "not what the list of inputs says")


def _documents(corpus: Corpus, entries: Sequence[Entry]) -> Iterator[Finding]:
    """Part by part, so that memory does not grow with the corpus."""
    by_part: dict[str, list[Entry]] = {}
    for entry in entries:
        if entry.done:
            by_part.setdefault(entry.part, []).append(entry)
    for part in corpus.parts("transcripts"):
        held = by_part.pop(part.stem, [])
        tables = {name: _by_document(PartFile(corpus.store, f"{name}/{part.name}")) for name in TABLES}
        ids = [transcript_id(entry.sha256) for entry in held]
        for name in TABLES:
            for extra in sorted(tables[name].keys() - set(ids)):
                yield Finding("V_ROWS", f"{name}/{part.name}", f"rows of document {extra}, which is not of this part")
        for entry, key in zip(held, ids, strict=True):
            yield from _document(entry, {name: tables[name].get(key, []) for name in TABLES})
    for part_name, held in by_part.items():
        yield Finding("V_ROWS", part_name, f"no such part; {len(held)} documents should be in it")


def _by_document(part: PartFile) -> dict[str, list[Row]]:
    out: dict[str, list[Row]] = {}
    for row in read_columns(part).to_pylist():
        out.setdefault(str(row["transcript_id"]), []).append(row)
    return out


def _document(entry: Entry, tables: Mapping[str, Sequence[Row]]) -> Iterator[Finding]:
    for name, rows in tables.items():
        if len(rows) != entry.rows[name]:
            yield Finding("V_ROWS", entry.source, f"{len(rows):,} rows in {name}, {entry.rows[name]:,} were made")
    transcripts = tables["transcripts"]
    if len(transcripts) != 1 or transcripts[0]["source"] != entry.source or transcripts[0]["sha256"] != entry.sha256:
        yield Finding("V_ROWS", entry.source, "its row in transcripts is missing, doubled or another input's")
        return
    yield from (Finding("V_TILING", entry.source, what) for what in _untiled(transcripts[0], tables["segments"]))
    yield from (Finding("V_KEYS", entry.source, what) for what in _misnumbered(tables))
    yield from (Finding("V_REFERENCES", entry.source, what) for what in _dangling(tables))


def _untiled(transcript: Row, segments: Sequence[Row]) -> Iterator[str]:
    line = end = 0
    for row in segments:
        if (row["line"], row["start"]) < (line, end):
            yield f"{row['segment_id']} begins before the one before it ends, or they are out of order"
        if row["end"] - row["start"] != len(row["text"]):
            yield f"{row['segment_id']} is {row['end'] - row['start']:,} characters long and holds {len(row['text']):,}"
        line, end = row["line"], row["end"]
    if text_digest(solid("".join(row["text"] for row in segments))) != transcript["solid_sha256"]:
        yield "its segments do not add up to its text"


def _misnumbered(tables: Mapping[str, Sequence[Row]]) -> Iterator[str]:
    for table, column in _KEYS.items():
        for number, row in enumerate(tables[table]):
            stem, _, digits = str(row[column]).rpartition("-")
            if stem != row["transcript_id"] or digits[1:] != f"{number:0{len(digits) - 1}d}":
                yield f"{table}: row {number} has the key {row[column]!r}"
                break


def _dangling(tables: Mapping[str, Sequence[Row]]) -> Iterator[str]:
    known = {table: {row[column] for row in tables[table]} for table, column in _KEYS.items()}
    for table, column, target in _POINTERS:
        for row in tables[table]:
            lost = [key for key in _listed(row[column]) if key not in known[target]]
            if lost:
                yield f"{table}.{column} names {lost[0]!r}, which is not in {target}"
                break
    for row in tables["measures"]:
        scope = _SCOPES.get(row["scope"])
        if scope is not None and row["scope_id"] not in known[scope]:
            yield f"measures.scope_id names {row['scope_id']!r}, which is not in {scope}"
            break


def _listed(value: Any) -> Iterable[str]:
    if value is None:
        return ()
    return (value,) if isinstance(value, str) else value
