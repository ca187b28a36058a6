"""Read one Parquet file of a table, with errors that say which file and why.

pyarrow is imported inside the functions: the reader's importers must not pay for it before they read.
"""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Any, BinaryIO

from duizhao.corpus.manifest import REBUILD
from duizhao.errors import CorpusError, StorageError
from duizhao.storage import Store

if TYPE_CHECKING:
    import pyarrow as pa
    import pyarrow.parquet as pq

_KEY = "transcript_id"
# Arrow's threads may hold a Python file for a moment after the read; where the interpreter ends meanwhile they abort it
# (apache/arrow issues 34314, 50482; 14 of 240 runs of `duizhao verify` on a busy machine).
_THREADS = False


@dataclass(frozen=True, slots=True)
class PartFile:
    """A file of a table.

    Attributes:
        store: Where the corpus is.
        file: The file's name in it, with its folder.
    """

    store: Store
    file: str

    def __str__(self) -> str:
        """Return where it is, for messages."""
        return f"{self.store.url}/{self.file}"

    @property
    def name(self) -> str:
        """The file's name without its folder."""
        return self.file.rpartition("/")[2]

    @property
    def stem(self) -> str:
        """The name without its suffix: parts of one stem hold the rows of the same transcripts."""
        return self.name.removesuffix(".parquet")

    @contextmanager
    def opened(self) -> Generator[BinaryIO]:
        """Open it.

        Raises:
            CorpusError: It is missing, or what is read is no Parquet (``E_CORPUS_UNREADABLE``).
            StorageError: The store cannot be reached.
        """
        import pyarrow as pa

        try:
            with self.store.open(self.file) as stream:
                yield stream
        except StorageError:
            raise
        # pyarrow raises plain OSError for files that are cut.
        except (OSError, pa.ArrowException) as error:
            raise _unreadable(self, error) from error


def read_part(part: PartFile, schema: pa.Schema, transcript: str | None) -> pa.Table:
    """Read one file and give it the declared columns, in declared order, before any others.

    Args:
        part: The file.
        schema: The declared columns; one that the file lacks is null throughout.
        transcript: Keep this transcript's rows only.

    Raises:
        CorpusError: The file is torn or no Parquet file, or a column is not of its declared type
            (``E_CORPUS_UNREADABLE``).
        StorageError: The store cannot be reached.
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


def read_columns(part: PartFile, columns: list[str] | None = None) -> pa.Table:
    """Read one Parquet file, or some of its columns.

    Raises:
        CorpusError: The file is torn or no Parquet file (``E_CORPUS_UNREADABLE``).
        StorageError: The store cannot be reached.
    """
    import pyarrow.parquet as pq

    with part.opened() as stream, pq.ParquetFile(stream) as file:
        return file.read(columns=columns, use_threads=_THREADS)


def _parquet_of(part: PartFile, transcript: str) -> pa.Table:
    """Read one transcript's rows; row groups whose statistics exclude it are not decoded."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    with part.opened() as stream, pq.ParquetFile(stream) as file:
        if _KEY not in file.schema.names:
            raise CorpusError(f"{part} has no column {_KEY}", code="E_CORPUS_UNREADABLE", help=REBUILD)
        groups = [number for number in range(file.num_row_groups) if _may_hold(file, number, transcript)]
        table = file.read_row_groups(groups, use_threads=_THREADS)
    # Without a scalar of Arrow, which would load pandas: half of what reading one call takes.
    at, runs = 0, [table.slice(0, 0)]
    for key, run in groupby(table.column(_KEY).to_pylist()):
        length = sum(1 for _ in run)
        if key == transcript:
            runs.append(table.slice(at, length))
        at += length
    return pa.concat_tables(runs)


def _may_hold(file: pq.ParquetFile, group: int, transcript: str) -> bool:
    found = file.metadata.row_group(group).column(file.schema.names.index(_KEY)).statistics
    if found is None or not found.has_min_max:
        return True
    return bool(str(found.min) <= transcript <= str(found.max))


def count_rows(part: PartFile) -> int:
    """Count a file's rows from its footer.

    Raises:
        CorpusError: The file is no Parquet file.
        StorageError: The store cannot be reached.
    """
    import pyarrow.parquet as pq

    with part.opened() as stream:
        return int(pq.read_metadata(stream).num_rows)


def _unreadable(part: PartFile, error: Exception) -> CorpusError:
    return CorpusError(f"{part} cannot be read: {error}", code="E_CORPUS_UNREADABLE", help=REBUILD)
