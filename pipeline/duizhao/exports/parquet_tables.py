"""Parquet: a file for each table, as Hugging Face's `datasets` and Croissant name them."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from duizhao.corpus.reader import Corpus
from duizhao.exports.format import Output
from duizhao.exports.tables import ALL, parts_of, schema_of

_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class TableFile:
    """A file of a table: its name in the folder, its rows, bytes and digest."""

    table: str
    file: str
    rows: int
    bytes: int
    sha256: str


def write_tables(corpus: Corpus, output: Output) -> tuple[TableFile, ...]:
    """Write ``data/NAME/part.parquet`` for each table, row group by row group; an empty table is written too."""
    import pyarrow.parquet as pq

    files = []
    for name in ALL:
        file, rows = f"data/{name}/part.parquet", 0
        with pq.ParquetWriter(output.path(file), schema_of(name), compression="zstd") as writer:
            for part in parts_of(corpus, name):
                if not part.num_rows:  # an empty row group makes `datasets` read in steps of no rows
                    continue
                writer.write_table(part)
                rows += part.num_rows
        path = output.path(file)
        files.append(TableFile(name, file, rows, path.stat().st_size, _digest(path)))
    return tuple(files)


def _digest(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        while chunk := stream.read(_CHUNK):
            digest.update(chunk)
    return digest.hexdigest()


def counts_of(files: tuple[TableFile, ...]) -> dict[str, int]:
    """Return rows by table."""
    return {one.table: one.rows for one in files}
