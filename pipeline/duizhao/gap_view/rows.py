"""Rows of a corpus's tables that hold certain values, without the others in memory."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from functools import reduce
from typing import TYPE_CHECKING

from duizhao.corpus.reader import Corpus, Row

if TYPE_CHECKING:
    import pyarrow as pa


def rows_where(
    corpus: Corpus, name: str, wanted: Mapping[str, Collection[str]], *, transcript: str | None = None
) -> list[Row]:
    """Read the rows that hold one of the wanted values in each of these columns.

    A table is read part by part, so that memory does not grow with the corpus but with what is wanted.

    Args:
        corpus: The corpus.
        name: The table.
        wanted: Values by column of text; a null is none of them.
        transcript: Keep this transcript's rows only, and read no other's.

    Raises:
        CorpusError: The table cannot be read.
    """
    import pyarrow as pa
    import pyarrow.compute as pc

    if not all(wanted.values()):
        return []
    sets = {column: pa.array(sorted(values), pa.string()) for column, values in wanted.items()}
    out: list[Row] = []
    for table in _tables(corpus, name, transcript):
        masks = [pc.is_in(table[column], value_set=values) for column, values in sets.items()]
        out.extend(table.filter(reduce(pc.and_, masks)).to_pylist())
    return out


def _tables(corpus: Corpus, name: str, transcript: str | None) -> Iterator[pa.Table]:
    from duizhao.corpus.parts import read_part
    from duizhao.corpus.schema import arrow_schema

    if transcript is not None:
        yield corpus.table(name, transcript=transcript)
        return
    for part in corpus.parts(name):
        yield read_part(part, arrow_schema(name), None)
