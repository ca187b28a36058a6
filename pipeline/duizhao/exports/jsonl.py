"""JSON Lines: a file for each table, an object for each row."""

from __future__ import annotations

import json

from duizhao.corpus.reader import Corpus
from duizhao.exports.format import Format, Options, Output, Written
from duizhao.exports.tables import ALL, rows_of


def write(corpus: Corpus, output: Output, _options: Options) -> Written:
    """Write ``NAME.jsonl`` for each table; keys in declared order, nulls as null, lists as arrays, text as UTF-8."""
    counts: dict[str, int] = {}
    for name in ALL:
        counts[name] = 0
        with output.text(f"{name}.jsonl") as stream:
            for row in rows_of(corpus, name):
                # Of what JSON itself allows inside a line, some readers take these two for the end of one.
                line = json.dumps(row, ensure_ascii=False, allow_nan=False)
                stream.write(line.replace("\u2028", "\\u2028").replace("\u2029", "\\u2029").replace("\x85", "\\u0085"))
                stream.write("\n")
                counts[name] += 1
    return Written(counts)


FORMAT = Format("jsonl", "a JSON object for each row of each table; any language, jq, doccano, Prodigy", write)
