"""SQLite: one file with all tables, a full-text index of both languages, and views that join the two sides."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from typing import Any

from duizhao.corpus.reader import Corpus
from duizhao.corpus.schema import Column
from duizhao.errors import UsageError
from duizhao.exports.format import Format, Options, Output, Written
from duizhao.exports.tables import ALL, FOREIGN, KEYS, rows_of

#: Indexed for search; three characters at a time, so that Chinese needs no words. (SQLite 3.34, FTS5 trigram.)
_INDEX = """\
create virtual table utterances_fts using fts5(clean, translation, content=utterances, tokenize=trigram);
insert into utterances_fts(utterances_fts) values ('rebuild');
"""
# Which segments a bead joins, a row each: lists are JSON in the tables.
_JOINS = """\
create view alignment_segments as
  select alignment_id, 'source' as side, key as position, value as segment_id
    from alignments, json_each(source_segments)
  union all
  select alignment_id, 'target', key, value from alignments, json_each(target_segments);
create view discrepancy_segments as
  select discrepancy_id, 'source' as side, key as position, value as segment_id
    from discrepancies, json_each(source_segments)
  union all
  select discrepancy_id, 'target', key, value from discrepancies, json_each(target_segments);
"""


def write(corpus: Corpus, output: Output, _options: Options) -> Written:
    """Write one SQLite file; lists are JSON arrays, truths 0 and 1, nulls null.

    ``utterances_fts`` searches: ``select * from utterances_fts where utterances_fts match '毛利率'``. The views
    ``alignment_segments`` and ``discrepancy_segments`` have a row for each segment of a side.

    Raises:
        UsageError: Python's SQLite has no full-text index of three characters (``E_SQLITE``).
    """
    counts: dict[str, int] = {}
    with closing(sqlite3.connect(output.only())) as database:
        database.execute("pragma journal_mode=off")
        for name, columns in ALL.items():
            database.execute(_create(name, columns))
            before = database.total_changes
            database.executemany(_insert(name, columns), _values(corpus, name))
            counts[name] = database.total_changes - before
            for column, _ in FOREIGN.get(name, ()):
                database.execute(f"create index {name}_{column} on {name}({column})")
        try:
            database.executescript(_INDEX + _JOINS)
        except sqlite3.OperationalError as fault:
            raise UsageError(
                f"SQLite {sqlite3.sqlite_version} makes no index of Chinese text: {fault}",
                code="E_SQLITE",
                help="use a Python with SQLite 3.34 or newer",
            ) from fault
        database.commit()
        database.execute("vacuum")
    return Written(counts)


def _create(name: str, columns: tuple[Column, ...]) -> str:
    lines = [f"  {_quoted(column.name)} {_affinity(column)}{_key(name, column)}" for column in columns]
    lines += [
        f"  foreign key ({_quoted(column)}) references {table}({KEYS[table]})"
        for column, table in FOREIGN.get(name, ())
    ]
    return f"create table {name} (\n" + ",\n".join(lines) + "\n)"


def _key(name: str, column: Column) -> str:
    return " primary key" if KEYS.get(name) == column.name else ""


def _quoted(name: str) -> str:
    return f'"{name}"'


def _affinity(column: Column) -> str:
    import pyarrow.types as pat

    if pat.is_integer(column.type) or pat.is_boolean(column.type):
        return "integer"
    return "real" if pat.is_floating(column.type) else "text"


def _insert(name: str, columns: tuple[Column, ...]) -> str:
    return f"insert into {name} values ({', '.join('?' * len(columns))})"  # noqa: S608 - names of ours


def _values(corpus: Corpus, name: str) -> Iterator[tuple[Any, ...]]:
    for row in rows_of(corpus, name):
        yield tuple(json.dumps(one, ensure_ascii=False) if isinstance(one, list) else one for one in row.values())


FORMAT = Format("sqlite", "one file with full-text search in both languages; Datasette, any language", write, ".db")
