"""Readers of a schema version rely on what it says: a change of the tables is a new version."""

from __future__ import annotations

import hashlib
import json

from duizhao.corpus.schema import SCHEMA_VERSION, TABLES
from duizhao.exports.tables import ALL, FOREIGN, KEYS

#: Digest of names, types and order of the columns, by version. A version that was released is never edited: give the
#: changed tables the next one, here and in `duizhao.corpus.schema`.
VERSIONS = {"1": "771683f9bde7ef1b"}


def test_the_tables_are_those_of_their_version() -> None:
    shape = {name: [[one.name, str(one.type)] for one in columns] for name, columns in TABLES.items()}
    assert hashlib.sha256(json.dumps(shape).encode()).hexdigest()[:16] == VERSIONS[SCHEMA_VERSION]


def test_keys_are_columns() -> None:
    columns = {name: {one.name for one in held} for name, held in ALL.items()}
    assert all(key in columns[name] for name, key in KEYS.items())
    for name, pointers in FOREIGN.items():
        for column, table in pointers:
            assert column in columns[name]
            assert KEYS[table] in columns[table]


def test_every_column_is_explained() -> None:
    for name, columns in ALL.items():
        assert len({one.name for one in columns}) == len(columns), name
        assert all(one.meaning for one in columns)
