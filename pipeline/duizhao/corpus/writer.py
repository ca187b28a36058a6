"""Writing a corpus: Parquet parts, `corpus.json`, the datasheet, the rejected.

A corpus is written beside its place under a temporary name and moved there whole, `corpus.json` last: a killed build
leaves no folder that looks complete. Same rows in, same bytes out: nothing of time, host or path is written.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from duizhao.corpus.datasheet import datasheet
from duizhao.corpus.rows import transcript_rows
from duizhao.corpus.schema import SCHEMA_VERSION, TABLES, arrow_schema
from duizhao.errors import UsageError
from duizhao.records import Transcript

# Rows of segments per part: about 10 MB of Parquet, 30 seconds of building.
_PART_ROWS = 100_000


@dataclass(frozen=True, slots=True)
class Rejected:
    """An input that is not in the corpus.

    Attributes:
        source: What the corpus would have called it.
        code: Stable code, ``E_...``.
        message: What was found.
        help: What would help.
    """

    source: str
    code: str
    message: str
    help: str


class Writer:
    """Writes one corpus, transcript by transcript, in the order they are given."""

    def __init__(self, out: Path, *, version: str, signature: str) -> None:
        """Start a corpus that will stand at `out`.

        Raises:
            UsageError: Something that is no corpus stands there (``E_OUT_TAKEN``).
        """
        if out.exists() and (not out.is_dir() or (any(out.iterdir()) and not (out / "corpus.json").exists())):
            raise UsageError(
                f"{out} exists and is no corpus",
                code="E_OUT_TAKEN",
                help="give a new folder; nothing was touched",
            )
        if out.resolve() == Path.cwd():
            raise UsageError(
                f"{out} is the working directory",
                code="E_OUT_TAKEN",
                help="a corpus is moved into place whole: give a folder in it",
            )
        self._out, self._version, self._signature = out, version, signature
        try:
            out.parent.mkdir(parents=True, exist_ok=True)
        except OSError as fault:
            raise UsageError(
                f"{out}: {fault.strerror}", code="E_OUT_TAKEN", help="give a folder that can be written"
            ) from fault
        _clear_dead(out)
        self._work = out.parent / f".{out.name}.building-{os.getpid()}"
        self._rows: dict[str, list[dict[str, Any]]] = {name: [] for name in TABLES}
        self._parts = 0
        self._counts = dict.fromkeys(TABLES, 0)
        self._rejected: list[Rejected] = []
        for name in TABLES:
            (self._work / name).mkdir(parents=True)

    def add(self, transcript: Transcript) -> Mapping[str, int]:
        """Add a transcript; returns how many rows each table got."""
        tables = transcript_rows(transcript)
        for name, rows in tables.items():
            self._rows[name] += rows
            self._counts[name] += len(rows)
        if len(self._rows["segments"]) >= _PART_ROWS:
            self._flush()
        return {name: len(rows) for name, rows in tables.items()}

    def reject(self, rejected: Rejected) -> None:
        """Note an input that is not in the corpus."""
        self._rejected.append(rejected)

    def finish(self) -> Mapping[str, int]:
        """Write what is left and put the corpus in its place; returns the counts of rows."""
        if self._parts == 0 or any(self._rows.values()):
            self._flush()
        self._write_text(
            "rejected.jsonl",
            "".join(json.dumps(asdict(one), ensure_ascii=False) + "\n" for one in self._rejected),
        )
        counts = {**self._counts, "rejected": len(self._rejected)}
        self._write_text("README.md", datasheet(counts, version=self._version, signature=self._signature))
        info = {
            "schema_version": SCHEMA_VERSION,
            "version": self._version,
            "signature": self._signature,
            "counts": counts,
            "created_with": f"duizhao {self._version}",
        }
        self._write_text("corpus.json", json.dumps(info, indent=2) + "\n")
        self._swap()
        return counts

    def abandon(self) -> None:
        """Remove what was written so far; a corpus that stood in the place is left as it was."""
        shutil.rmtree(self._work, ignore_errors=True)

    def _flush(self) -> None:
        import pyarrow as pa
        import pyarrow.parquet as pq

        for name, rows in self._rows.items():
            schema = arrow_schema(name)
            columns = [pa.array([row[field.name] for row in rows], type=field.type) for field in schema]
            table = pa.Table.from_arrays(columns, schema=schema)
            pq.write_table(table, self._work / name / f"part-{self._parts:05d}.parquet", compression="zstd")
            rows.clear()
        self._parts += 1

    def _write_text(self, name: str, text: str) -> None:
        with (self._work / name).open("w", encoding="utf-8", newline="\n") as stream:
            stream.write(text)
            stream.flush()
            os.fsync(stream.fileno())

    def _swap(self) -> None:
        old = self._out.parent / f".{self._out.name}.old-{os.getpid()}"
        if self._out.exists():
            self._out.rename(old)
        self._work.rename(self._out)
        shutil.rmtree(old, ignore_errors=True)


def _clear_dead(out: Path) -> None:
    """Remove working folders that killed builds of this corpus left; those of living processes stay."""
    for left in out.parent.glob(f".{out.name}.building-*"):
        number = left.name.rpartition("-")[2]
        if number.isdigit() and (int(number) == os.getpid() or not _alive(int(number))):
            shutil.rmtree(left, ignore_errors=True)


def _alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:  # somebody else's process
        return True
    return True
