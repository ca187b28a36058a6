"""From rows to Parquet parts: the same rows give the same bytes, however they came together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import TYPE_CHECKING

from duizhao.corpus.rows import Row
from duizhao.corpus.schema import TABLES, arrow_schema, documented_schema

if TYPE_CHECKING:
    import pyarrow as pa

# Rows that are read at once where one transcript is asked for: about 30 calls of segments.
_GROUP_ROWS = 10_000
# Rows that are held as Python's objects at once: 2 MB.
_AT_ONCE = 2_000


def to_arrow(rows: Mapping[str, Iterable[Row]]) -> dict[str, pa.Table]:
    """Return the tables of a transcript from its rows (`duizhao.corpus.rows`), which are taken as they are needed."""
    import pyarrow as pa

    out: dict[str, pa.Table] = {}
    for name in TABLES:
        schema, taken = arrow_schema(name), iter(rows[name])
        pieces: list[pa.Table] = []
        while (held := list(islice(taken, _AT_ONCE))) or not pieces:
            columns = [pa.array([row[field.name] for row in held], type=field.type) for field in schema]
            pieces.append(pa.Table.from_arrays(columns, schema=schema))
        out[name] = pieces[0] if len(pieces) == 1 else pa.concat_tables(pieces).combine_chunks()
    return out


def encode_part(table: str, pieces: Iterable[pa.Table]) -> tuple[bytes, int]:
    """Return a part of a table as Parquet, and how many rows it has.

    Args:
        table: Name of the table.
        pieces: Rows of the transcripts in it, in order; taken as they are needed.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    stream, rows = pa.BufferOutputStream(), 0
    with pq.ParquetWriter(stream, documented_schema(table), compression="zstd") as writer:
        for group in _groups(table, pieces):
            writer.write_table(group, row_group_size=_GROUP_ROWS)
            rows += group.num_rows
    data = stream.getvalue().to_pybytes()
    # Arrow keeps what it has freed, for the next time: of a part that is as much as several transcripts work with.
    pa.default_memory_pool().release_unused()
    return data, rows


def _groups(table: str, pieces: Iterable[pa.Table]) -> Iterator[pa.Table]:
    """Give the rows of a file as many at a time as stand in one group; of a file without rows one group of none.

    Each column is one chunk: pages break where chunks do, and the pieces come in other chunks from other places.
    """
    import pyarrow as pa

    held, rows, given = [arrow_schema(table).empty_table()], 0, False
    for piece in pieces:
        held.append(piece)
        rows += piece.num_rows
        if rows < _GROUP_ROWS:
            continue
        whole = pa.concat_tables(held)
        full = rows - rows % _GROUP_ROWS
        for start in range(0, full, _GROUP_ROWS):
            yield _documented(table, whole.slice(start, _GROUP_ROWS))
        held, rows, given = [whole.slice(full)], rows - full, True
    if rows or not given:
        yield _documented(table, pa.concat_tables(held))


def _documented(table: str, rows: pa.Table) -> pa.Table:
    import pyarrow as pa

    return pa.Table.from_arrays(rows.combine_chunks().columns, schema=documented_schema(table))
