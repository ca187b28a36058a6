"""The command line: a thin shell over the library.

Exit codes: 0 all inputs are in the corpus, 1 some were rejected (or `verify` found something), 2 the call was wrong,
3 a place cannot be read or written, 130 interrupted, 143 terminated.
"""

from __future__ import annotations

import errno
import json
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from duizhao import __version__, cli_align, cli_build, cli_corrections, cli_export, cli_gaps, cli_training, cli_view
from duizhao.cli_build import LayoutFile, SettingsFile
from duizhao.cli_progress import Stopped, stoppable, transcripts
from duizhao.errors import DuizhaoError, InputError, StorageError, printable
from duizhao.errors.helps import Command, Group, run
from duizhao.errors.languages import LANGUAGES, choose_language, said, told

if TYPE_CHECKING:
    from rich.console import Console

app = typer.Typer(
    name="duizhao",
    cls=Group,
    help="Turn bilingual, interpreted call transcripts into an aligned, speaker-attributed corpus.",
    no_args_is_help=True,
    add_completion=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

app.add_typer(cli_training.app, name="train")
app.add_typer(cli_corrections.app, name="corrections")

Corpus_ = Annotated[str, typer.Argument(metavar="OUT", help="Folder or URL of a corpus.", show_default=False)]
_USAGE, _STORAGE, _CUT = 2, 3, 141
# What writing to a stream fails with: nobody reads it, it is full, or it is gone.
_STREAM = (errno.EPIPE, errno.ENOSPC, errno.EBADF, errno.EIO)


def _version(value: bool) -> None:
    if value:
        typer.echo(f"duizhao {__version__}")
        raise typer.Exit


@app.callback()
def _root(
    *,
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version and exit.")
    ] = False,
    lang: Annotated[
        str | None,
        typer.Option(
            "--lang",
            metavar="|".join(LANGUAGES),
            help="Language of messages; else DUIZHAO_LANG, else the locale's.",
            show_default=False,
        ),
    ] = None,
) -> None:
    # The language was chosen before the options were read, for their own errors and help.
    del version, lang


app.command(cls=Command)(cli_build.build)
app.command(cls=Command)(cli_build.merge)
app.command(cls=Command)(cli_build.verify)
app.command(cls=Command)(cli_view.view)


@app.command(cls=Command)
def inspect(
    file: Annotated[
        Path,
        typer.Argument(
            help="A transcript; or an archive file, whose members are shown one by one.", show_default=False
        ),
    ],
    *,
    text: Annotated[
        bool, typer.Option("--text", help="Print the extracted text with line numbers and kinds instead.")
    ] = False,
    settings: SettingsFile = None,
    layout: LayoutFile = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the findings as one JSON object.")] = False,
) -> None:
    """See how one file is read, before a build: duizhao inspect corpus/samples/english_only.txt."""
    from duizhao.config import Settings, load_settings
    from duizhao.layouts import load_grammars
    from duizhao.reading import find_sources
    from duizhao.reading_view.inspection import inspect_source, numbered_text

    chosen = load_settings(settings) if settings else Settings()
    grammars = load_grammars(layout) if layout else ()
    console, refused = _console(), False
    for source in find_sources([file]):
        try:
            found = inspect_source(source, settings=chosen, grammars=grammars)
        except InputError as fault:
            typer.echo(told(fault), err=True)
            refused = True
            continue
        if as_json:
            typer.echo(json.dumps(found.to_dict(), ensure_ascii=False))
        elif text:
            for part in numbered_text(found.transcript):
                console.print(part, soft_wrap=True)
        else:
            console.print(found)
    if refused:
        raise typer.Exit(1)


@app.command(cls=Command)
def evaluate(
    corpus: Corpus_,
    gold: Annotated[Path, typer.Option("--gold", help="Folder with one gold JSON per transcript.", show_default=False)],
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Print the measures as one JSON object.")] = False,
) -> None:
    """Score a corpus against gold: duizhao evaluate corpus/out/samples --gold corpus/gold."""
    import duizhao
    from duizhao.evaluation import evaluate as score

    result = score(duizhao.open(corpus), gold)
    if as_json:
        typer.echo(json.dumps(result.to_dict(), ensure_ascii=False, indent=1))
        return
    # One block per document, a line per measure: a table of all would be wider than any terminal.
    for document, values in result.documents.items():
        typer.echo(document)
        for measure, value in values.items():
            typer.echo(f"  {measure:<36} {value:.4f}")
    for name in result.missing:
        typer.echo(said(f"{name}: not in the corpus"), err=True)
    if result.missing:
        raise typer.Exit(1)


@app.command(cls=Command)
def show(
    corpus: Corpus_,
    transcript: Annotated[
        str | None,
        typer.Argument(
            help="Identifier, its first characters, or the source's name; all are listed without it.",
            show_default=False,
            autocompletion=transcripts,
        ),
    ] = None,
    *,
    limit: Annotated[
        int | None, typer.Option("--limit", "-n", help="Show this many turns.", show_default=False)
    ] = None,
    discrepancies: Annotated[
        bool, typer.Option("--discrepancies", "-d", help="Show passages with discrepancies only.")
    ] = False,
) -> None:
    """Read a transcript side by side: duizhao show corpus/out/samples chinese_only."""
    import duizhao
    from duizhao.reading_view import overview, transcript_view

    opened, console = duizhao.open(corpus), _console()
    if transcript is None:
        console.print(overview(opened))
        return
    for part in transcript_view(opened, transcript, limit=limit, only_discrepancies=discrepancies):
        console.print(part)


@app.command(cls=Command)
def explain(
    corpus: Corpus_,
    turn: Annotated[str, typer.Argument(help="Identifier of a turn, as `show` prints it.", show_default=False)],
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Print the answer as one JSON object.")] = False,
) -> None:
    """See why a turn is whose it is: duizhao explain corpus/out/samples TURN."""
    import duizhao
    from duizhao.reading_view.explanation import explain_turn

    answer = explain_turn(duizhao.open(corpus), turn)
    if as_json:
        typer.echo(json.dumps(answer.to_dict(), ensure_ascii=False))
        return
    for line in answer.lines():
        typer.echo(printable(said(line)))


app.command(cls=Command)(cli_align.align)
app.command(cls=Command)(cli_gaps.gaps)
app.command(cls=Command)(cli_export.export)
app.command(cls=Command)(cli_export.schema)


def _console() -> Console:
    from rich.console import Console

    # A pipe has no width of its own; 80 columns are too few for two languages side by side.
    return Console() if sys.stdout.isatty() else Console(width=120)


def main() -> None:
    """Run the command line; errors are one line each on standard error."""
    # Before numpy loads: its threads gain nothing on matrices of this size and cost a third more processor time.
    for variable in ("OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "OMP_NUM_THREADS"):
        os.environ.setdefault(variable, "1")
    try:
        with stoppable():
            choose_language(sys.argv[1:], os.environ)
            run(app)
    except Stopped as stop:
        raise SystemExit(stop.code) from None
    except DuizhaoError as fault:
        typer.echo(told(fault), err=True)
        raise SystemExit(_STORAGE if isinstance(fault, StorageError) else _USAGE) from None
    except OSError as fault:
        # Of a stream: errors of files name them, and are ours.
        if fault.filename is not None or fault.errno not in _STREAM:
            raise
        _forget_output()
        if fault.errno == errno.EPIPE:
            raise SystemExit(_CUT) from None
        typer.echo(said(f"E_STORAGE: standard output: {fault.strerror}"), err=True)
        raise SystemExit(_STORAGE) from None


def _forget_output() -> None:
    """Have what is not written yet go nowhere: Python would try once more at its end, and complain."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
