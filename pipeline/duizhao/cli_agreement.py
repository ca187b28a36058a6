"""``duizhao corrections agreement``: how far annotators say the same."""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from duizhao.errors import UsageError

if TYPE_CHECKING:
    from duizhao.corrections.agreement import Agreement


class Format(StrEnum):
    """What agreement can be written as."""

    TABLE = "table"
    CSV = "csv"
    JSON = "json"


_WIDTH = 120


def agreement(
    patches: Annotated[
        list[Path],
        typer.Argument(metavar="PATCH", help="Patches, one of each annotator: two or more.", show_default=False),
    ],
    *,
    corpus: Annotated[
        str | None,
        typer.Option(
            "--corpus",
            "-c",
            metavar="OUT",
            help="The corpus that they were made on: what an annotator left stands as it has it.",
            show_default=False,
        ),
    ] = None,
    every: Annotated[
        bool,
        typer.Option(
            "--all", help="Count every row of the annotated calls: what was left was looked at, and is right."
        ),
    ] = False,
    form: Annotated[Format, typer.Option("--format", "-f", help="What to write.")] = Format.TABLE,
    seed: Annotated[int, typer.Option("--seed", min=0, help="Of the resampling of calls, for intervals.")] = 0,
) -> None:
    """Measure how far annotators agree: duizhao corrections agreement mei.json wen.json --corpus OUT.

    Krippendorff's alpha over all of them and Cohen's kappa of each two, on speakers, roles, voices, boundaries of
    turns, pairs and discrepancies. A unit is a row that one of them touched, in a call in which both have entries of
    its kind; docs/agreement.md says more.
    """
    import duizhao
    from duizhao.corrections import load_patch
    from duizhao.corrections.agreement import measure_agreement
    from duizhao.corrections.seen import Seen

    read = [(str(path), load_patch(path)) for path in _different(patches)]
    rows_of = None if corpus is None else Seen(duizhao.open(corpus)).rows
    _write(measure_agreement(read, rows_of, every=every, seed=seed), form)


def _different(paths: list[Path]) -> list[Path]:
    met: dict[Path, Path] = {}
    for path in paths:
        if met.setdefault(path.resolve(), path) is not path:
            raise UsageError(f"{path} is given twice", code="E_PATCH", help="give each patch once")
    return paths


def _write(found: Agreement, form: Format) -> None:
    from rich.console import Console

    from duizhao.corrections.reporting import agreement_csv, agreement_json, agreement_view

    if form is Format.TABLE:
        # A pipe has no width of its own.
        console = Console() if sys.stdout.isatty() else Console(width=_WIDTH)
        for part in agreement_view(found):
            console.print(part)
        return
    # Bytes: names are UTF-8 whatever the terminal's encoding is.
    typer.echo((agreement_csv if form is Format.CSV else agreement_json)(found).encode(), nl=False)
