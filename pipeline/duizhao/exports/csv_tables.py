"""CSV: a file for each table, safe to open in a spreadsheet."""

from __future__ import annotations

import csv
import json
from typing import Any

from duizhao.cells import guarded
from duizhao.corpus.reader import Corpus
from duizhao.exports.format import Format, Options, Output, Written
from duizhao.exports.tables import ALL, rows_of


def write(corpus: Corpus, output: Output, options: Options) -> Written:
    """Write ``NAME.csv`` for each table (RFC 4180, UTF-8 with a byte-order mark, by which Excel knows it).

    Lists are JSON arrays, truths ``true`` and ``false``, nulls empty. A cell that a spreadsheet would take for a
    formula gets an apostrophe in front, unless ``raw`` is asked for.
    """
    counts = {name: write_table(corpus, name, output, f"{name}.csv", options, start="\ufeff") for name in ALL}
    return Written(counts)


def write_table(corpus: Corpus, name: str, output: Output, file: str, options: Options, *, start: str = "") -> int:
    """Write one table; returns how many rows it has."""
    number = 0
    with output.text(file) as stream:
        stream.write(start)
        writer = csv.writer(stream)
        writer.writerow([column.name for column in ALL[name]])
        for row in rows_of(corpus, name):
            writer.writerow([_cell(value, options) for value in row.values()])
            number += 1
    return number


def _cell(value: Any, options: Options) -> Any:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        value = json.dumps(value, ensure_ascii=False)
    return value if options.raw or not isinstance(value, str) else guarded(value)


FORMAT = Format("csv", "a file for each table, formulas made harmless; Excel, LibreOffice, R, Stata", write)
