"""Parts are written group by group, and have the bytes of one table written at once."""

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from duizhao.corpus import part_files
from duizhao.corpus.part_files import encode_part
from duizhao.corpus.schema import TABLES, arrow_schema, documented_schema

GROUP = 10


def at_once(table, pieces):
    """Return the bytes that Arrow writes of all rows in one table of one chunk."""
    whole = pa.concat_tables([arrow_schema(table).empty_table(), *pieces]).combine_chunks()
    stream = pa.BufferOutputStream()
    documented = pa.Table.from_arrays(whole.columns, schema=documented_schema(table))
    pq.write_table(documented, stream, compression="zstd", row_group_size=GROUP)
    return stream.getvalue().to_pybytes()


def rows_of(table, first, number):
    """Return rows in which every third value is null."""
    values = {
        "string": lambda at: f"{at}:言",
        "double": lambda at: at / 7,
        "bool": lambda at: at % 2 == 0,
        "list<item: string>": lambda at: [str(at)] * (at % 4),
        "list<element: string>": lambda at: [str(at)] * (at % 4),
    }
    columns = []
    for field in arrow_schema(table):
        make = values.get(str(field.type), lambda at: at)
        columns.append(pa.array([None if at % 3 == 0 else make(at) for at in range(first, first + number)], field.type))
    return pa.Table.from_arrays(columns, schema=arrow_schema(table))


@settings(max_examples=40, deadline=None)
@given(st.sampled_from(sorted(TABLES)), st.lists(st.integers(0, 35), max_size=8))
def test_groups_are_those_of_one_table(table, sizes):
    pieces, first = [], 0
    for size in sizes:
        pieces.append(rows_of(table, first, size))
        first += size
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(part_files, "_GROUP_ROWS", GROUP)
        data, rows = encode_part(table, iter(pieces))
    assert data == at_once(table, pieces)
    assert rows == first


def test_pieces_are_let_go_once_they_are_written():
    held = []

    def pieces():
        for _ in range(30):
            held.append(pa.total_allocated_bytes())
            yield rows_of("segments", 0, 5_000)

    one = rows_of("segments", 0, 5_000).nbytes
    data, _ = encode_part("segments", pieces())
    # Two pieces make a group; the writer's own memory is there from the first group on, and what it wrote grows.
    assert held[-1] - held[5] < 5 * one + 2 * len(data)
    assert 20 * one > 5 * one + 2 * len(data)
