"""A dataset repository of Hugging Face: Parquet files, and a card that says what they are."""

from __future__ import annotations

from duizhao.corpus.datasheet import limits_and_rights, table_rows
from duizhao.corpus.reader import Corpus
from duizhao.exports.format import Format, Options, Output, Written
from duizhao.exports.parquet_tables import TableFile, counts_of, write_tables
from duizhao.exports.tables import ALL

#: What `load_dataset` gives without a name.
_DEFAULT = "utterances"
_CARD = """\
---
{front}
---
# Interpreted calls, aligned and attributed to speakers

Made with duizhao {version}; signature `{signature}`. Load a table by its name:

```python
from datasets import load_dataset

pairs = load_dataset("path/or/name", "pairs", split="train")
```

{about}

## Tables
"""


def write(corpus: Corpus, output: Output, _options: Options) -> Written:
    """Write the tables as Parquet and ``README.md`` with a configuration for each, for ``datasets.load_dataset``."""
    files = write_tables(corpus, output)
    with output.text("README.md") as stream:
        front, info = _front(files), corpus.info
        stream.write(
            _CARD.format(front=front, version=info.version, signature=info.signature, about=limits_and_rights())
        )
        for one in files:
            stream.write(f"\n### `{one.table}` ({one.rows:,} rows)\n\n{table_rows(ALL[one.table])}\n")
    empty = [one.table for one in files if not one.rows]
    note = f"without rows, and so without a configuration, which `datasets` could not load: {', '.join(empty)}"
    return Written(counts_of(files), (note,) if empty else ())


def _front(files: tuple[TableFile, ...]) -> str:
    """Return the card's front matter: YAML, of our own words only."""
    lines = ["license: other", "license_name: texts-belong-to-their-publishers", "language:", "- en", "- zh"]
    lines += ["task_categories:", "- translation", "tags:", "- interpreting", "- earnings-calls", "configs:"]
    for one in filter(lambda file: file.rows, files):
        lines += [f"- config_name: {one.table}"]
        lines += ["  default: true"] if one.table == _DEFAULT else []
        lines += ["  data_files:", "  - split: train", f"    path: {one.file}"]
    return "\n".join(lines)


FORMAT = Format("huggingface", "Parquet with a dataset card; `datasets.load_dataset`, the Hugging Face hub", write)
