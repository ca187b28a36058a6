"""Read one Parquet file of a table, with errors that say which file and why.

pyarrow is imported inside the functions: the reader's importers must not pay for it before they read.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from duizhao.errors import CorpusError

if TYPE_CHECKING:
    from pathlib import Path

    import pyarrow as pa

REBUILD = "build the corpus again from its sources"


def read_part(part: Path, schema: pa.Schema, transcript: str | None) -> pa.Table:
    """Read one file and give it the declared columns, in declared order, before any others.

    Args:
        part: The file.
        schema: The declared columns; one that the file lacks is null throughout.
        transcript: Keep this transcript's rows only.

    Raises:
        CorpusError: The file is torn or no Parquet file, or a column is not of its declared type
            (``E_CORPUS_UNREADABLE``).
    """
    import pyarrow as pa

    table = read_columns(part) if transcript is None else _parquet_of(part, transcript)
    names = [*schema.names, *(name for name in table.column_names if name not in schema.names)]
    columns: dict[str, Any] = {}
    for name in names:
        if name not in table.column_names:
            columns[name] = pa.nulls(table.num_rows, schema.field(name).type)
            continue
        column = table.column(name)
        if name in schema.names and column.type != schema.field(name).type:
            raise CorpusError(
                f"{part}: column {name!r} is {column.type}, declared {schema.field(name).type}",
                code="E_CORPUS_UNREADABLE",
                help=REBUILD,
            )
        columns[name] = column
    return pa.table(columns)


def read_columns(part: Path, columns: list[str] | None = None) -> pa.Table:
    """Read one Parquet file, or some of its columns.

    Raises:
        CorpusError: The file is torn or no Parquet file (``E_CORPUS_UNREADABLE``).
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        with pq.ParquetFile(part) as file:
            return file.read(columns=columns)
    except (OSError, pa.ArrowException) as error:
        raise _unreadable(part, error) from error


def _parquet_of(part: Path, transcript: str) -> pa.Table:
    """Read one transcript's rows; row groups whose statistics exclude it are not decoded."""
    import pyarrow as pa
    import pyarrow.compute as pc
    import pyarrow.parquet as pq

    try:
        return pq.read_table(part, filters=pc.field("transcript_id") == transcript, partitioning=None)
    except (OSError, pa.ArrowException) as error:
        raise _unreadable(part, error) from error


def count_rows(part: Path) -> int:
    """Count a file's rows from its footer.

    Raises:
        CorpusError: The file is no Parquet file.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        return int(pq.read_metadata(part).num_rows)
    except (OSError, pa.ArrowException) as error:
        raise _unreadable(part, error) from error


def _unreadable(part: Path, error: Exception) -> CorpusError:
    return CorpusError(f"{part} cannot be read: {error}", code="E_CORPUS_UNREADABLE", help=REBUILD)
