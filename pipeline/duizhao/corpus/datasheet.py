"""The README that lies in every corpus: what it is, how it was made, what each column means."""

from __future__ import annotations

from collections.abc import Mapping

from duizhao.codes import REJECTIONS, WARNINGS
from duizhao.corpus.schema import SCHEMA_VERSION, TABLES
from duizhao.gaps.measures import MEASURES

_HEAD = """\
# A conversation corpus made by duizhao

Transcripts of interpreted calls, cut into segments, attributed to speakers, with originals aligned to their
renditions and texts to their translations.

| | |
| --- | --- |
| made with | duizhao {version} |
| signature | `{signature}` |
| schema version | {schema} |
| transcripts | {transcripts:,} |
| turns | {turns:,} |
| segments | {segments:,} |
| alignments | {alignments:,} |
| discrepancies | {discrepancies:,} |
| inputs rejected | {rejected:,} (`rejected.jsonl`) |

## How to read it

Speakers, voices, alignments and discrepancies are found automatically: they are candidates that a person can correct.
`confidence` says how far to trust them. In calls without labels a learned model tells who speaks; somebody whom the
talk never names has a role and a row in `speakers`, but no name. `duizhao explain` says why a turn is whose it is.

A *discrepancy* of relation `interpretation` is a place where an interpreter's rendition differs from the original *as
transcribed*: the recogniser may be at fault. One of relation `translation` is an error of the translation that was
added to the text, and says nothing of interpreting.

Text of the transcripts belongs to those who published it; this corpus adds no right to it.

## Tables

Each folder is a Parquet dataset: `pandas.read_parquet("turns")`, or `SELECT * FROM 'turns/*.parquet'` in DuckDB.
"""


def datasheet(counts: Mapping[str, int], *, version: str, signature: str) -> str:
    """Return the datasheet and data dictionary of a corpus as Markdown."""
    parts = [_HEAD.format(version=version, signature=signature, schema=SCHEMA_VERSION, **counts)]
    for name, columns in TABLES.items():
        rows = "\n".join(f"| `{column.name}` | {column.type} | {column.meaning} |" for column in columns)
        parts.append(
            f"### `{name}` ({counts[name]:,} rows)\n\n| column | type | meaning |\n| --- | --- | --- |\n{rows}\n"
        )
    rows = "\n".join(
        f"| `{one.name}` | {one.formula} | {one.unit} | {one.null} | {one.literature} |" for one in MEASURES.values()
    )
    head = "| measure | formula | unit | null where | literature |\n| --- | --- | --- | --- | --- |"
    parts.append(f"## Measures\n\n{head}\n{rows}\n")
    for heading, codes in (("Warnings", WARNINGS), ("Why an input is rejected", REJECTIONS)):
        rows = "\n".join(f"| `{code}` | {meaning} |" for code, meaning in codes.items())
        parts.append(f"## {heading}\n\n| code | what it means, what to do |\n| --- | --- |\n{rows}\n")
    return "\n".join(parts)
