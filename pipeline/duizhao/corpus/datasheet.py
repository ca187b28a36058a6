"""The README that lies in every corpus: what it is, how it was made, what each column means."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from duizhao.codes import REJECTIONS, WARNINGS
from duizhao.corpus.inputs import Entry
from duizhao.corpus.manifest import CorpusInfo
from duizhao.corpus.schema import TABLES, Column
from duizhao.gaps.measures import MEASURES

_LIMITS = """\
Speakers, voices, alignments and discrepancies are found automatically: they are candidates that a person can correct.
`confidence` says how far to trust them. In calls without labels a learned model tells who speaks; somebody whom the
talk never names has a role and a row in `speakers`, but no name.

A *discrepancy* of relation `interpretation` is a place where an interpreter's rendition differs from the original *as
transcribed*: the recogniser may be at fault. One of relation `translation` is an error of the translation that was
added to the text, and says nothing of interpreting.

Text of the transcripts belongs to those who published it; this corpus adds no right to it."""
_HEAD = """\
# A conversation corpus made by duizhao

Transcripts of interpreted calls, cut into segments, attributed to speakers, with originals aligned to their
renditions and texts to their translations. Made by `duizhao build`; nothing in it was checked by a person, unless
`corrections` say so.

| | |
| --- | --- |
| made with | duizhao {version} |
| signature | `{signature_cell}` |
| schema version | {schema} |
| transcripts | {transcripts:,} |
| turns | {turns:,} |
| segments | {segments:,} |
| alignments | {alignments:,} |
| discrepancies | {discrepancies:,} |
| corrections by people | {corrections:,} (`corrections.jsonl`) |
| inputs rejected | {rejected:,} (`rejected.jsonl`) |

## What is in it

{holds}

## Where it comes from

`inputs.jsonl` has a line for each input: the path in the archive, the SHA-256 of its bytes, its part, its rows, or why
it is not here. `corpus.json` names every file with its digest; `duizhao verify` compares. The same inputs, settings,
models, libraries and corrections give the same bytes. `uncorrected` holds what was found in the transcripts that people
corrected.

{made_with}

## How to cite

> duizhao {version}, a corpus of {transcripts:,} transcripts, signature `{signature}`.

Name the archive that the transcripts are from, too.

## How to read it

{limits}

`duizhao explain` says why a turn is whose it is.

## Tables

Each folder is a Parquet dataset: `pandas.read_parquet("turns")`, or `SELECT * FROM 'turns/*.parquet'` in DuckDB.
"""


def limits_and_rights() -> str:
    """Return what whoever reads a corpus must know, as Markdown."""
    return _LIMITS


def table_rows(columns: Iterable[Column]) -> str:
    """Return the data dictionary of a table as Markdown."""
    rows = "\n".join(f"| `{column.name}` | {column.type} | {column.meaning} |" for column in columns)
    return f"| column | type | meaning |\n| --- | --- | --- |\n{rows}"


def datasheet(info: CorpusInfo, entries: Sequence[Entry]) -> str:
    """Return the datasheet and data dictionary of a corpus as Markdown.

    Args:
        info: What it was made with, and how many rows there are.
        entries: What became of each input.
    """
    counts = info.counts
    parts = [
        _HEAD.format(
            version=info.version,
            signature=info.signature,
            # A bar ends a cell even inside code.
            signature_cell=info.signature.replace("|", "\\|"),
            schema=info.schema_version,
            limits=_LIMITS,
            holds=_holds(entries),
            made_with=_table("made with", "", sorted(_flat(info.made_with))),
            **counts,
        )
    ]
    for name, columns in TABLES.items():
        parts.append(f"### `{name}` ({counts[name]:,} rows)\n\n{table_rows(columns)}\n")
    rows = "\n".join(
        f"| `{one.name}` | {one.formula} | {one.unit} | {one.null} | {one.literature} |" for one in MEASURES.values()
    )
    head = "| measure | formula | unit | null where | literature |\n| --- | --- | --- | --- | --- |"
    parts.append(f"## Measures\n\n{head}\n{rows}\n")
    for heading, codes in (("Warnings", WARNINGS), ("Why an input is rejected", REJECTIONS)):
        rows = "\n".join(f"| `{code}` | {meaning} |" for code, meaning in codes.items())
        parts.append(f"## {heading}\n\n| code | what it means, what to do |\n| --- | --- |\n{rows}\n")
    return "\n".join(parts)


def _holds(entries: Sequence[Entry]) -> str:
    """Return counts of what is in the corpus, and of what is not."""
    layouts = Counter(entry.layout for entry in entries if entry.done)
    roles: Counter[str] = Counter()
    passages: Counter[str] = Counter()
    for entry in entries:
        roles.update(entry.roles)
        passages.update(entry.passages)
    reasons = Counter(entry.rejected.code for entry in entries if entry.rejected)
    tables = (
        ("layout of the transcript", "transcripts", layouts),
        ("role of the speaker", "turns", roles),
        ("relation of aligned passages", "passages", passages),
        ("why an input was rejected", "inputs", reasons),
    )
    # Of equal counts in order of the alphabet: `most_common` keeps the order in which they were met.
    return "\n\n".join(
        _table(what, of, Counter(dict(sorted(found.items()))).most_common()) for what, of, found in tables if found
    )


def _flat(values: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, object]]:
    for name, value in values.items():
        if isinstance(value, Mapping):
            yield from _flat(value, f"{prefix}{name}.")
        else:
            yield f"{prefix}{name}", value


def _table(what: str, of: str, rows: Iterable[tuple[str, object]]) -> str:
    lines = "\n".join(f"| {name} | {_shown(value)} |" for name, value in rows)
    return f"| {what} | {of} |\n| --- | --: |\n{lines}"


def _shown(value: object) -> str:
    return f"{value:,}" if isinstance(value, int) else str(value)
