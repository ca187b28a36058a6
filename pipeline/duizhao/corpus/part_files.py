"""From rows to Parquet parts: the same rows give the same bytes, however they came together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from duizhao.corpus.rows import Row
from duizhao.corpus.schema import TABLES, arrow_schema, documented_schema

if TYPE_CHECKING:
    import pyarrow as pa

# Rows that are read at once where one transcript is asked for: about 30 calls of segments.
_GROUP_ROWS = 10_000


def to_arrow(rows: Mapping[str, Sequence[Row]]) -> dict[str, pa.Table]:
    """Return the tables of a transcript from its rows (`duizhao.corpus.rows.transcript_rows`)."""
    import pyarrow as pa

    out: dict[str, pa.Table] = {}
    for name in TABLES:
        schema = arrow_schema(name)
        columns = [pa.array([row[field.name] for row in rows[name]], type=field.type) for field in schema]
        out[name] = pa.Table.from_arrays(columns, schema=schema)
    return out


def encode_part(table: str, pieces: Sequence[pa.Table]) -> tuple[bytes, int]:
    """Return a part of a table as Parquet, and how many rows it has.

    Args:
        table: Name of the table.
        pieces: Rows of the transcripts in it, in order.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    # One chunk per column: pages break where chunks do, and the pieces come in other chunks from other places.
    whole = pa.concat_tables([arrow_schema(table).empty_table(), *pieces]).combine_chunks()
    stream = pa.BufferOutputStream()
    documented = pa.Table.from_arrays(whole.columns, schema=documented_schema(table))
    pq.write_table(documented, stream, compression="zstd", row_group_size=_GROUP_ROWS)
    return stream.getvalue().to_pybytes(), whole.num_rows
