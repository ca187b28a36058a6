"""``duizhao train``: make the trained files anew."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from duizhao.errors import UsageError

app = typer.Typer(help="Train the models anew; needs the extra duizhao[train].", no_args_is_help=True)


@app.command()
def roles(
    archive: Annotated[
        Path,
        typer.Argument(help="Root of annotated transcripts: gold/, stripped/, flat/.", show_default=False),
    ],
    *,
    out: Annotated[
        Path, typer.Option("--out", "-o", help="Folder of the models; ROLES goes into it.", show_default=False)
    ],
    samples: Annotated[
        Path | None,
        typer.Option("--samples", help="Folder with samples/ and gold/ to train on too.", show_default=False),
    ] = None,
    keep_folds: Annotated[
        Path | None,
        typer.Option("--keep-folds", help="Folder for the models of the cross-validation.", show_default=False),
    ] = None,
    jobs: Annotated[int, typer.Option("--jobs", "-j", min=1, help="Processes.")] = 1,
) -> None:
    """Train who speaks: duizhao train roles archive/ --out models/duizhao_models."""
    try:
        from duizhao.training.release import release
    except ModuleNotFoundError as fault:
        if (fault.name or "").partition(".")[0] != "scipy":
            raise
        raise UsageError(
            "training needs scipy", code="E_NO_EXTRA", help="install duizhao[train], or: pip install scipy"
        ) from fault
    scores = release(
        archive,
        out,
        samples=samples,
        keep_folds=keep_folds,
        jobs=jobs,
        tell=lambda text: typer.echo(text, err=True),
    )
    for part, held in scores.items():
        typer.echo(f"{part:<12} " + "  ".join(f"{name} {value:.4f}" for name, value in held.items()))
