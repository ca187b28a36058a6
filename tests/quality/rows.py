"""Digests of the samples' rows: a change that is to make nothing but speed leaves each of them as it is.

`rows.json` has one for each table of each transcript, and the versions of the libraries that rows depend on. Rows are
digested, not the Parquet bytes that hold them: those change with pyarrow's version. `pin.py --rows` writes it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

import duizhao
from duizhao.config import Settings
from duizhao.corpus.schema import TABLES
from duizhao.signature import differences, sign
from quality.samples import CORPUS

PINNED = Path(__file__).with_name("rows.json")

Digests = Mapping[str, Mapping[str, str]]
"""Source -> table -> digest of its rows."""


@dataclass(frozen=True, slots=True)
class Rows:
    """What some rows are, and what they were made with.

    Attributes:
        libraries: Versions of the libraries that rows depend on.
        digests: First 16 digits of the SHA-256 of each table of each transcript.
    """

    libraries: Mapping[str, str]
    digests: Digests


def sample_rows(folder: Path) -> Rows:
    """Build the samples into `folder` and digest their rows."""
    duizhao.build([CORPUS / "samples"], folder)
    tables = {name: pq.read_table(folder / name).to_pylist() for name in TABLES}
    sources = {row["transcript_id"]: row["source"] for row in tables["transcripts"]}
    digests = {
        source: {name: digest(row for row in rows if row["transcript_id"] == key) for name, rows in tables.items()}
        for key, source in sorted(sources.items(), key=lambda pair: pair[1])
    }
    return Rows(libraries(), digests)


def digest(rows: Iterator[Mapping[str, Any]]) -> str:
    """Digest rows in their order; JSON writes a float as its `repr`, columns are sorted by name."""
    whole = hashlib.sha256()
    for row in rows:
        whole.update(json.dumps(row, sort_keys=True).encode() + b"\n")
    return whole.hexdigest()[:16]


def libraries() -> Mapping[str, str]:
    """Return the versions of the libraries that rows depend on; pyarrow only holds them, rjieba cuts as jieba does."""
    held = sign(Settings(), version=duizhao.__version__, files={}).libraries
    return {name: version for name, version in held.items() if name not in ("pyarrow", "rjieba")}


def changes(pinned: Rows, now: Rows) -> list[str]:
    """List, one line for each transcript, which of its tables have other rows than those that were pinned."""
    found: list[str] = []
    for source in sorted({*pinned.digests, *now.digests}):
        old, new = pinned.digests.get(source), now.digests.get(source)
        if old is None or new is None:
            found.append(f"{source}: {'was not pinned' if old is None else 'is not there any more'}")
            continue
        other = [name for name in dict.fromkeys((*old, *new)) if old.get(name) != new.get(name)]
        if other:
            found.append(f"{source}: other rows in {', '.join(other)}")
    return found


def other_libraries(pinned: Rows, now: Rows) -> list[str]:
    """Say which libraries have other versions than those that the rows were pinned with."""
    return list(differences(pinned.libraries, now.libraries))


def load(path: Path = PINNED) -> Rows | None:
    """Read what was pinned; null where nothing was yet."""
    return Rows(**json.loads(path.read_text("utf-8"))) if path.exists() else None


def save(rows: Rows, path: Path = PINNED) -> None:
    """Write what is pinned."""
    path.write_text(json.dumps(asdict(rows), indent=1) + "\n", "utf-8")
