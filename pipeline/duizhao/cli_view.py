"""``duizhao view``: a corpus as a web site without a server."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from duizhao.cli_progress import transcripts
from duizhao.errors.languages import said

Corpus_ = Annotated[str, typer.Argument(metavar="OUT", help="Folder or URL of a corpus.", show_default=False)]
Dest = Annotated[Path | None, typer.Option("--out", "-o", metavar="DIR", help="Folder to write; without it OUT-view.")]
Names = list[str] | None
Transcripts = Annotated[
    Names,
    typer.Option(
        "--transcript",
        "-t",
        metavar="NAME",
        help="One transcript, named as for `duizhao show`; may be given several times.",
        show_default=False,
        autocompletion=transcripts,
    ),
]


def view(
    corpus: Corpus_,
    *,
    out: Dest = None,
    transcript: Transcripts = None,
    open_: Annotated[bool, typer.Option("--open", help="Open it in the browser.")] = False,
    force: Annotated[bool, typer.Option("--force", help="Replace what stands in the place.")] = False,
) -> None:
    """Read a corpus in a browser, without a server: duizhao view corpus/out/samples --open.

    Writes an index, a page for each call and a page of plots; each works alone and fetches nothing. What is corrected
    in a page is kept by the browser, and downloaded as a patch.
    """
    import duizhao
    from duizhao.viewer import write_site

    opened = duizhao.open(corpus).where(transcript=transcript)
    written = write_site(opened, out or _beside(corpus), force=force)
    calls = said(f"{written.calls:,} call") if written.calls == 1 else said(f"{written.calls:,} calls")
    typer.echo(f"{written.index}: {calls}")
    if open_:
        typer.launch(written.index.resolve().as_uri())


def _beside(corpus: str) -> Path:
    """Return the default place: beside a corpus on this machine, else in the current folder."""
    named = corpus.rstrip("/\\")
    if "://" in named:
        return Path(f"{named.rpartition('/')[2] or 'corpus'}-view")
    folder = Path(named).resolve()
    return folder.with_name(f"{folder.name or 'corpus'}-view")
