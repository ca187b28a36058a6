"""The commands that make, join and check corpora."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from duizhao.cli_progress import listening
from duizhao.errors import printable
from duizhao.errors.languages import padded, said
from duizhao.processes import METHODS, start_server

if TYPE_CHECKING:
    from duizhao.batch import Report

Paths = Annotated[
    list[str], typer.Argument(help="Files, folders and URLs (s3://bucket/calls) of transcripts.", show_default=False)
]
Out = Annotated[str, typer.Option("--out", "-o", help="Folder or URL the corpus goes to.", show_default=False)]
LayoutFile = Annotated[
    Path | None, typer.Option("--layout", help="TOML file with layouts of your own.", show_default=False)
]
SettingsFile = Annotated[
    Path | None, typer.Option("--settings", help="TOML file with a table [duizhao].", show_default=False)
]
Jobs = Annotated[
    int | None,
    typer.Option(
        "--jobs",
        "-j",
        min=0,
        help="Worker processes; 0 works in this process. As many as there are processors where not given.",
        show_default=False,
    ),
]
Fresh = Annotated[bool, typer.Option("--fresh", help="Make all of it anew, whatever stands there.")]
LogFile = Annotated[
    Path | None, typer.Option("--log", help="Append what happens to this file, as JSON lines.", show_default=False)
]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Print nothing but errors.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print the summary as one JSON object.")]
_SHOWN = 10
# Columns of a summary's names.
_NAMES = 17


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
    jobs: Jobs = None,
    engine: Annotated[
        str, typer.Option("--engine", help="Who does the work: local, or dask (extra [dask]).")
    ] = "local",
    scheduler: Annotated[
        str | None,
        typer.Option("--scheduler", help="Dask scheduler, tcp://host:port; else one here.", show_default=False),
    ] = None,
    shard: Annotated[
        str | None,
        typer.Option(
            "--shard", help="3/40: the third of forty shares, to OUT/0003-of-0040; see `merge`.", show_default=False
        ),
    ] = None,
    fresh: Fresh = False,
    retry: Annotated[
        bool, typer.Option("--retry", help="Try again what was rejected for a limit, a crash or a defect.")
    ] = False,
    start_method: Annotated[
        str | None, typer.Option("--start-method", help="fork, spawn or forkserver.", show_default=False, hidden=True)
    ] = None,
    log: LogFile = None,
    quiet: Quiet = False,
    as_json: AsJson = False,
) -> None:
    """Build a corpus, or bring it up to date: duizhao build corpus/samples --out corpus/out/samples.

    A build that was stopped is carried on by the same command. Inputs that are as they were are not worked on again,
    and those that are gone leave the corpus.
    """
    with listening(log, shown=not quiet and not as_json) as listener:
        if engine == "local" and jobs != 0 and start_method in {None, METHODS[0]} and _is_new(out):
            # It takes seconds; meanwhile this process loads what it needs itself.
            start_server(loaded=True)
        from duizhao import __version__
        from duizhao.batch import available
        from duizhao.batch import build as run
        from duizhao.config import Settings, load_settings
        from duizhao.layouts import load_grammars

        chosen = load_settings(settings) if settings else Settings()
        if min_confidence is not None:
            chosen = replace(chosen, min_confidence=min_confidence)
        report = run(
            paths,
            out,
            version=__version__,
            settings=chosen,
            grammars=load_grammars(layout) if layout else (),
            lexicon=lexicon,
            glossary=glossary,
            jobs=available() if jobs is None else jobs,
            method=start_method,
            engine=engine,
            scheduler=scheduler,
            shard=shard,
            fresh=fresh,
            retry=retry,
            listener=listener,
        )
    _tell(report, quiet=quiet, as_json=as_json)


def merge(
    corpora: Annotated[
        list[str], typer.Argument(help="Corpora, and folders of corpora (of shards).", show_default=False)
    ],
    out: Out,
    *,
    jobs: Jobs = None,
    fresh: Fresh = False,
    log: LogFile = None,
    quiet: Quiet = False,
    as_json: AsJson = False,
) -> None:
    """Make one corpus of several: duizhao merge corpus/out/samples --out corpus/out/merged."""
    with listening(log, shown=not quiet and not as_json) as listener:
        import duizhao
        from duizhao.batch import available

        report = duizhao.merge(corpora, out, jobs=available() if jobs is None else jobs, fresh=fresh, listener=listener)
    _tell(report, quiet=quiet, as_json=as_json)


def verify(
    corpus: Annotated[str, typer.Argument(metavar="OUT", help="Folder or URL of a corpus.", show_default=False)],
    *,
    quiet: Quiet = False,
    as_json: AsJson = False,
) -> None:
    """Check that nothing is lost, doubled, torn or stray: duizhao verify corpus/out/samples."""
    import duizhao

    found = duizhao.verify(corpus)
    if as_json:
        typer.echo(json.dumps([{"code": one.code, "where": one.where, "what": one.what} for one in found]))
    else:
        for one in found:
            typer.echo(printable(said(str(one))))
        if not found and not quiet:
            counts = duizhao.open(corpus).info.counts
            transcripts, segments = counts["transcripts"], counts["segments"]
            typer.echo(said(f"{corpus} is whole: {transcripts:,} transcripts, {segments:,} segments"))
    if found:
        raise typer.Exit(1)


def _is_new(out: str) -> bool:
    """Tell whether there is no corpus yet: of other builds most find nothing to do, and need no process."""
    return "://" not in out and not Path(out, "corpus.json").exists()


def _tell(report: Report, *, quiet: bool, as_json: bool) -> None:
    if as_json:
        typer.echo(json.dumps(_as_json(report), ensure_ascii=False))
    elif not quiet:
        _summarise(report)
    else:
        for one in report.rejected:
            typer.echo(f"{printable(one.source)}: {one.code}: {said(one.message)} ({said(one.help)})", err=True)
    if report.rejected:
        raise typer.Exit(1)


def _as_json(report: Report) -> dict[str, Any]:
    return {
        "out": report.out,
        "counts": report.counts,
        "roles": report.roles,
        "passages": report.passages,
        "made": report.made,
        "kept": report.kept,
        "gone": list(report.gone),
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
        (said("transcripts"), f"{counts['transcripts']:,}" + _changes(report)),
        (said("turns"), f"{counts['turns']:,}" + (f"  ({roles})" if roles else "")),
        (said("segments"), f"{counts['segments']:,}"),
        (said("aligned passages"), f"{sum(report.passages.values()):,}" + (f"  ({passages})" if passages else "")),
        (said("discrepancies"), f"{counts['discrepancies']:,}"),
        (said("rejected"), f"{len(report.rejected):,}"),
    ]
    for name, value in rows:
        typer.echo(f"{padded(name, _NAMES)} {value}")
    rejected = [f"{one.code}: {said(one.message)}; {said(one.help)}" for one in report.rejected]
    _list(rejected, f"in {report.out}/rejected.jsonl")
    if report.gone:
        gone = said("(no longer among the inputs)")
        typer.echo(f"{padded(said('left the corpus'), _NAMES)} {len(report.gone):,}  {gone}")
        _list([printable(name) for name in report.gone], "")
    datasheet = f"{report.out.rstrip('/')}/README.md"
    typer.echo(said(f"\ncorpus in {report.out}: Parquet tables, described in {datasheet}"))
    typer.echo(said(f"next: duizhao show {report.out}"))


def _changes(report: Report) -> str:
    """Say how much of the work was done before, where some was."""
    return said(f"  ({report.kept:,} inputs as they were, {report.made:,} new or changed)") if report.kept else ""


def _list(lines: list[str], where: str) -> None:
    for line in lines[:_SHOWN]:
        typer.echo(f"  {line}")
    if len(lines) > _SHOWN:
        typer.echo(said(f"  and {len(lines) - _SHOWN:,} more {where}").rstrip())
