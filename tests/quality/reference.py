"""Write docs/reference: commands, Python, codes and columns, each from where the program declares it.

python tests/quality/reference.py
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import pyarrow as pa

from duizhao.cli import app
from duizhao.codes import ERRORS, REJECTIONS, WARNINGS
from duizhao.corpus.schema import SCHEMA_VERSION, TABLES, Column
from duizhao.corpus.verifying import FINDINGS
from quality.commands import Command, commands
from quality.floors import ROOT
from quality.interface import python_page

FOLDER = ROOT / "docs" / "reference"
RENEW = "python tests/quality/reference.py"
_WRITTEN = f"<!-- written by {RENEW} -->\n"


def pages() -> dict[str, str]:
    """Return each page by its file's name."""
    made: Mapping[str, Callable[[], str]] = {
        "cli.md": cli_page,
        "api.md": python_page,
        "codes.md": codes_page,
        "data.md": data_page,
    }
    return {name: f"{_WRITTEN}{page().rstrip()}\n" for name, page in made.items()}


def cli_page() -> str:
    """Return every command with its arguments, options and an example."""
    held = list(commands(app))
    listed = "\n".join(f"- [`{one.name}`](#{one.name.replace(' ', '-')}): {one.about}" for one in held)
    parts = [
        "# Commands\n",
        "`duizhao COMMAND --help` says the same. `duizhao --version` prints the version, and",
        "`duizhao --install-completion` sets up completion; `duizhao --lang zh COMMAND` speaks Chinese.\n",
        "Exit codes: 0 when all went well, 1 when some inputs were rejected or `verify` found something, 2 when",
        "the call was wrong, 3 when a place cannot be read or written, 130 after Ctrl-C, 143 when terminated.",
        "Messages have [codes](codes.md).\n",
        listed,
    ]
    return "\n".join([*parts, *map(_command, held)])


def _command(one: Command) -> str:
    rows = ((f"`{held.shown.strip('[]')}`", held.help) for held in one.parameters)
    return "\n".join(
        [
            f"\n## `{one.name}`\n",
            f"{one.about}\n",
            *(f"{text}\n" for text in one.more),
            f"Usage: `{one.usage}`\n",
            f"Example: `{one.example}`\n",
            _table(("", "is"), rows),
        ]
    )


def codes_page() -> str:
    """Return every code with its meaning and its remedy."""
    groups = (
        ("Why an input is rejected", "In `rejected.jsonl`, and printed by `build`; the others are built.", REJECTIONS),
        (
            "Warnings",
            "In the column `warnings` of `transcripts`, each with a message; `inspect` prints them.",
            WARNINGS,
        ),
        ("Errors", "Nothing was done, or it was stopped; the message says what was found, and where.", ERRORS),
        ("What `verify` finds", "Printed by `duizhao verify`, given back by `duizhao.verify`.", FINDINGS),
    )
    parts = [
        "# Codes\n",
        "A code never changes its meaning. The message beside it says what was found, where, and what would help.",
    ]
    for heading, about, codes in groups:
        rows = ((f"`{code}`", *told(text)) for code, text in sorted(codes.items()))
        parts += [f"\n## {heading}\n", f"{about}\n", _table(("code", "means", "what to do"), rows)]
    return "\n".join(parts)


def told(text: str) -> tuple[str, str]:
    """Cut the explanation of a code into what it means and what to do.

    Raises:
        ValueError: It does not say what to do.
    """
    meaning, colon, remedy = text.partition(": ")
    if not colon:
        raise ValueError(f"no remedy in {text!r}")
    return meaning, remedy


def data_page() -> str:
    """Return every table with its columns."""
    parts = [
        "# Tables and columns\n",
        f"Schema version {SCHEMA_VERSION}. `duizhao schema` prints it, and the README of every corpus holds it. Each",
        "table is a folder of Parquet files; a column holds nulls where its meaning says so.\n",
        ", ".join(f"[`{name}`](#{name})" for name in TABLES),
    ]
    for name, columns in TABLES.items():
        rows = ((f"`{one.name}`", _type(one.type), one.unit, _range(one), one.meaning) for one in columns)
        parts += [f"\n## `{name}`\n", _table(("column", "type", "unit", "range", "meaning"), rows)]
    parts += [
        "\nThe values of `measure`, with formulas, units and literature, stand in the README of every corpus.",
    ]
    return "\n".join(parts)


def _type(kind: pa.DataType) -> str:
    """Name a type; Arrow's name of lists differs from version to version, and Markdown takes it for HTML."""
    return f"list of {kind.value_type}" if pa.types.is_list(kind) else str(kind)


def _range(column: Column) -> str:
    if column.least is None:
        return ""
    return f"{column.least:g} or more" if column.most is None else f"{column.least:g} to {column.most:g}"


def _table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    heads = tuple(head)
    body = [tuple(cell.replace("|", "\\|") for cell in row) for row in rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in (heads, ("---",) * len(heads), *body))


def main() -> None:
    """Write the pages."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, text in pages().items():
        (FOLDER / name).write_text(text, "utf-8")


if __name__ == "__main__":
    main()
