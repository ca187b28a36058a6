"""A Frictionless Data Package: CSV files, and a descriptor with types, keys and meanings."""

from __future__ import annotations

import json
from typing import Any

from duizhao.corpus.reader import Corpus
from duizhao.corpus.schema import Column
from duizhao.exports.csv_tables import write_table
from duizhao.exports.format import Format, Options, Output, Written
from duizhao.exports.tables import ALL, FOREIGN, KEYS

_GUARD = "A cell that a spreadsheet would take for a formula has an apostrophe in front."


def write(corpus: Corpus, output: Output, options: Options) -> Written:
    """Write ``data/NAME.csv`` for each table and ``datapackage.json`` (Data Package 1.0)."""
    files = {name: f"data/{name}.csv" for name in ALL}
    counts = {name: write_table(corpus, name, output, file, options) for name, file in files.items()}
    package = {
        "profile": "tabular-data-package",
        "name": "duizhao-corpus",
        "title": "Interpreted calls, aligned and attributed to speakers",
        "description": "Automatic labels are candidates that a person can correct." + f" {_GUARD}" * (not options.raw),
        "resources": [_resource(name, file) for name, file in files.items()],
        "duizhao": {"version": corpus.info.version, "signature": corpus.info.signature},
    }
    with output.text("datapackage.json") as stream:
        json.dump(package, stream, indent=1)
        stream.write("\n")
    return Written(counts)


def _resource(name: str, file: str) -> dict[str, Any]:
    return {
        "name": name,
        "path": file,
        "profile": "tabular-data-resource",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "schema": {
            "fields": [_field(column) for column in ALL[name]],
            "missingValues": [""],
            **({"primaryKey": [KEYS[name]]} if name in KEYS else {}),
            "foreignKeys": [
                {"fields": [column], "reference": {"resource": table, "fields": [KEYS[table]]}}
                for column, table in FOREIGN.get(name, ())
            ],
        },
    }


def _field(column: Column) -> dict[str, Any]:
    return {"name": column.name, "type": _type(column), "description": column.meaning}


def _type(column: Column) -> str:
    import pyarrow.types as pat

    tests = (
        (pat.is_list, "array"),
        (pat.is_boolean, "boolean"),
        (pat.is_integer, "integer"),
        (pat.is_floating, "number"),
    )
    return next((name for test, name in tests if test(column.type)), "string")


FORMAT = Format("datapackage", "CSV with a Frictionless descriptor; frictionless, R, OpenRefine", write)
