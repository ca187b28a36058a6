"""The command line: a thin shell over the library.

Exit codes: 0 all inputs are in the corpus, 1 some were rejected, 2 the call was wrong, 130 interrupted.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from duizhao import __version__, cli_align, cli_gaps, cli_training
from duizhao.errors import DuizhaoError, InputError, printable

if TYPE_CHECKING:
    from rich.console import Console
    from rich.progress import Progress

    from duizhao.batch import Report

app = typer.Typer(
    name="duizhao",
    help="Turn bilingual, interpreted call transcripts into an aligned, speaker-attributed corpus.",
    no_args_is_help=True,
    add_completion=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

app.add_typer(cli_training.app, name="train")

Paths = Annotated[list[Path], typer.Argument(help="Files and folders of transcripts.", show_default=False)]
Out = Annotated[
    Path,
    typer.Option(
        "--out",
        "-o",
        help="Folder the corpus goes to; an older corpus there is replaced.",
        show_default=False,
    ),
]
Corpus_ = Annotated[Path, typer.Argument(metavar="OUT", help="Folder of a corpus.", show_default=False)]
LayoutFile = Annotated[
    Path | None, typer.Option("--layout", help="TOML file with layouts of your own.", show_default=False)
]
SettingsFile = Annotated[
    Path | None, typer.Option("--settings", help="TOML file with a table [duizhao].", show_default=False)
]
_SHOWN_REJECTED = 10
_INTERRUPTED = 130


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
) -> None:
    pass


@app.command()
def build(
    paths: Paths,
    out: Out,
    *,
    settings: SettingsFile = None,
    layout: LayoutFile = None,
    lexicon: Annotated[
        Path | None,
        typer.Option("--lexicon", help="File of `duizhao train lexicon`.", show_default=False),
    ] = None,
    glossary: Annotated[
        Path | None,
        typer.Option(
            "--glossary",
            help="Terms and their renderings: Chinese, tab or comma, English; | between forms.",
            show_default=False,
        ),
    ] = None,
    min_confidence: Annotated[
        float | None,
        typer.Option(
            "--min-confidence",
            min=0.0,
            max=1.0,
            help="Turns less likely right than this are `unknown`, without a name.",
            show_default=False,
        ),
    ] = None,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Print nothing but errors.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the summary as one JSON object.")] = False,
) -> None:
    """Build a corpus: duizhao build calls/ --out corpus."""
    import duizhao
    from duizhao.config import Settings, load_settings

    chosen = load_settings(settings) if settings else Settings()
    if min_confidence is not None:
        chosen = replace(chosen, min_confidence=min_confidence)
    try:
        with _progress(shown=not quiet and not as_json) as tell:
            report = duizhao.build(
                paths, out, settings=chosen, layout=layout, lexicon=lexicon, glossary=glossary, progress=tell
            )
    except KeyboardInterrupt:
        typer.echo(f"interrupted; {out} is as it was", err=True)
        raise typer.Exit(_INTERRUPTED) from None
    if as_json:
        typer.echo(json.dumps(_as_json(report), ensure_ascii=False))
    elif not quiet:
        _summarise(report)
    for rejected in report.rejected if not as_json else ():
        if quiet:
            typer.echo(f"{printable(rejected.source)}: {rejected.code}: {rejected.message} ({rejected.help})", err=True)
    if report.rejected:
        raise typer.Exit(1)


@app.command()
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
    """See how one file is read, before a build: duizhao inspect call.txt."""
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
            typer.echo(str(fault), err=True)
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


@app.command()
def evaluate(
    corpus: Corpus_,
    gold: Annotated[Path, typer.Option("--gold", help="Folder with one gold JSON per transcript.", show_default=False)],
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Print the measures as one JSON object.")] = False,
) -> None:
    """Score a corpus against gold: duizhao evaluate corpus --gold gold/."""
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
        typer.echo(f"{name}: not in the corpus", err=True)
    if result.missing:
        raise typer.Exit(1)


@app.command()
def show(
    corpus: Corpus_,
    transcript: Annotated[
        str | None,
        typer.Argument(
            help="Identifier, its first characters, or the source's name; all are listed without it.",
            show_default=False,
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
    """Read a transcript side by side: duizhao show corpus call.txt."""
    import duizhao
    from duizhao.reading_view import overview, transcript_view

    opened, console = duizhao.open(corpus), _console()
    if transcript is None:
        console.print(overview(opened))
        return
    for part in transcript_view(opened, transcript, limit=limit, only_discrepancies=discrepancies):
        console.print(part)


@app.command()
def explain(
    corpus: Corpus_,
    turn: Annotated[str, typer.Argument(help="Identifier of a turn, as `show` prints it.", show_default=False)],
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Print the answer as one JSON object.")] = False,
) -> None:
    """See why a turn is whose it is: duizhao explain corpus TURN."""
    import duizhao
    from duizhao.reading_view.explanation import explain_turn

    answer = explain_turn(duizhao.open(corpus), turn)
    if as_json:
        typer.echo(json.dumps(answer.to_dict(), ensure_ascii=False))
        return
    for line in answer.lines():
        typer.echo(printable(line))


app.command()(cli_align.align)
app.command()(cli_gaps.gaps)


def _console() -> Console:
    from rich.console import Console

    # A pipe has no width of its own; 80 columns are too few for two languages side by side.
    return Console() if sys.stdout.isatty() else Console(width=120)


class _progress:  # noqa: N801 - used as a function
    """A progress bar on standard error, shown on a terminal only."""

    def __init__(self, *, shown: bool) -> None:
        self._shown = shown and sys.stderr.isatty()
        self._bar: Progress | None = None

    def __enter__(self) -> Callable[[int, int, str], None] | None:
        if not self._shown:
            return None
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
        self._bar = bar = Progress(*columns, console=Console(stderr=True), transient=True)
        bar.start()
        task = bar.add_task("starting", total=None)
        return lambda done, total, name: bar.update(
            task, completed=done, total=total, description=name[-40:] or "writing"
        )

    def __exit__(self, *_: object) -> None:
        if self._bar is not None:
            self._bar.stop()


def _as_json(report: Report) -> dict[str, object]:
    return {
        "out": str(report.out),
        "counts": report.counts,
        "roles": report.roles,
        "passages": report.passages,
        "rejected": [
            {"source": one.source, "code": one.code, "message": one.message, "help": one.help}
            for one in report.rejected
        ],
    }


def _summarise(report: Report) -> None:
    counts = report.counts
    roles = ", ".join(f"{role} {number:,}" for role, number in report.roles.items())
    passages = ", ".join(f"{relation} {number:,}" for relation, number in report.passages.items() if number)
    rows = [
        ("transcripts", f"{counts['transcripts']:,}"),
        ("turns", f"{counts['turns']:,}" + (f"  ({roles})" if roles else "")),
        ("segments", f"{counts['segments']:,}"),
        ("aligned passages", f"{sum(report.passages.values()):,}" + (f"  ({passages})" if passages else "")),
        ("discrepancies", f"{counts['discrepancies']:,}"),
        ("rejected", f"{len(report.rejected):,}"),
    ]
    for name, value in rows:
        typer.echo(f"{name:<17} {value}")
    for one in report.rejected[:_SHOWN_REJECTED]:
        typer.echo(f"  {one.code}: {one.message}; {one.help}")
    if len(report.rejected) > _SHOWN_REJECTED:
        typer.echo(f"  and {len(report.rejected) - _SHOWN_REJECTED:,} more in {report.out / 'rejected.jsonl'}")
    typer.echo(f"\ncorpus in {report.out}: Parquet tables, described in {report.out / 'README.md'}")
    typer.echo(f"next: duizhao show {report.out}")


def main() -> None:
    """Run the command line; errors are one line each on standard error."""
    # Before numpy loads: its threads gain nothing on matrices of this size and cost a third more processor time.
    for variable in ("OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "OMP_NUM_THREADS"):
        os.environ.setdefault(variable, "1")
    try:
        app(standalone_mode=True)
    except DuizhaoError as fault:
        typer.echo(str(fault), err=True)
        raise SystemExit(2) from None
    except KeyboardInterrupt:
        raise SystemExit(_INTERRUPTED) from None
