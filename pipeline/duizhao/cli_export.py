"""``duizhao export``: a corpus as files of other programs; ``duizhao schema``: what its tables hold."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any

import typer

from duizhao.cli_progress import Completion, transcripts, words_of
from duizhao.errors.languages import said
from duizhao.vocabulary import Delivery, Role, Voice

Corpus_ = Annotated[str, typer.Argument(metavar="OUT", help="Folder or URL of a corpus.", show_default=False)]
Dest = Annotated[Path, typer.Argument(help="Folder or file to write; it must not exist.", show_default=False)]


def _several(*names: str, text: str, known: Completion | None = None) -> Any:
    return typer.Option(
        *names,
        metavar="NAME",
        help=f"{text}; may be given several times.",
        show_default=False,
        autocompletion=known,
    )


def _formats() -> list[str]:
    from duizhao.exports import FORMATS

    return list(FORMATS)


def _one(name: str, text: str, metavar: str) -> Any:
    return typer.Option(name, metavar=metavar, help=text, show_default=False)


_FORMATS = "jsonl, csv, convokit, tmx, tei, labelstudio, huggingface, croissant, datapackage, sqlite, elan or textgrid"
_DAY = "{} this day; a year or a month will do."
Names = list[str] | None
To = Annotated[str, typer.Option("--to", metavar="FORMAT", help=_FORMATS, show_default=False, autocompletion=_formats)]
Roles = Annotated[Names, _several("--role", text="Role of the speaker: ceo, analyst ...", known=words_of(Role))]
Voices = Annotated[Names, _several("--voice", text="self or interpreter", known=words_of(Voice))]
Deliveries = Annotated[
    Names,
    _several("--delivery", text="direct, original, interpretation or machine-translation", known=words_of(Delivery)),
]
Languages = Annotated[Names, _several("--language", text="en, zh, mixed or other")]
Sections = Annotated[Names, _several("--section", text="prepared or qa")]
Speakers = Annotated[Names, _several("--speaker", text="A speaker's name, in any form that was met")]
Companies = Annotated[Names, _several("--company", text="A part of the company's name")]
Periods = Annotated[Names, _several("--period", text="2031Q2, 2031FY ...")]
Transcripts = Annotated[
    Names, _several("--transcript", "-t", text="One transcript, named as for `duizhao show`", known=transcripts)
]
Since = Annotated[str | None, _one("--since", _DAY.format("Calls from"), "DATE")]
Until = Annotated[str | None, _one("--until", _DAY.format("Calls up to"), "DATE")]
Least = Annotated[float, typer.Option("--min-confidence", min=0.0, max=1.0, help="Least confidence of a turn.")]
Raw = Annotated[bool, typer.Option("--raw", help="Do not guard cells that a spreadsheet takes for formulas.")]
Force = Annotated[bool, typer.Option("--force", help="Replace what stands in the place.")]
Json = Annotated[bool, typer.Option("--json", help="Print what was written as one JSON object.")]


def export(
    corpus: Corpus_,
    dest: Dest,
    *,
    to: To,
    role: Roles = None,
    voice: Voices = None,
    delivery: Deliveries = None,
    language: Languages = None,
    section: Sections = None,
    speaker: Speakers = None,
    company: Companies = None,
    period: Periods = None,
    transcript: Transcripts = None,
    since: Since = None,
    until: Until = None,
    min_confidence: Least = 0.0,
    raw: Raw = False,
    force: Force = False,
    as_json: Json = False,
) -> None:
    """Write a corpus for other programs: duizhao export corpus/out/samples calls.tmx --to tmx.

    Filters choose what is written. A row stays where all that it names stays: with --voice interpreter, no alignment
    of the tables is left, because its other side is another voice; formats of pairs (tmx, and the table `pairs`) keep
    pairs of which a part was chosen, with both sides.
    """
    import duizhao

    chosen = duizhao.open(corpus).where(
        role=role,
        voice=voice,
        delivery=delivery,
        language=language,
        section=section,
        speaker=speaker,
        company=company,
        period=period,
        transcript=transcript,
        since=since,
        until=until,
        min_confidence=min_confidence,
    )
    done = duizhao.export(chosen, to, dest, raw=raw, force=force)
    if as_json:
        told = {"place": str(done.place), "files": done.files, "counts": dict(done.counts), "notes": list(done.notes)}
        typer.echo(json.dumps(told, ensure_ascii=False))
        return
    counts = ", ".join(f"{number:,} {name}" for name, number in done.counts.items())
    files = said(f"in {done.files:,} file") if done.files == 1 else said(f"in {done.files:,} files")
    typer.echo(f"{done.place}: {counts} {files}")
    for note in done.notes:
        typer.echo(said(note), err=True)


def schema(
    *, as_json: Annotated[bool, typer.Option("--json", help="Print the tables as one JSON object.")] = False
) -> None:
    """See what the tables of a corpus hold: duizhao schema."""
    from duizhao.corpus.schema import SCHEMA_VERSION, TABLES

    if as_json:
        tables = {
            name: [{"name": one.name, "type": str(one.type), "meaning": one.meaning} for one in columns]
            for name, columns in TABLES.items()
        }
        typer.echo(json.dumps({"schema_version": SCHEMA_VERSION, "tables": tables}, indent=1))
        return
    typer.echo(f"schema version {SCHEMA_VERSION}")
    for name, columns in TABLES.items():
        typer.echo(f"\n{name}")
        for one in columns:
            typer.echo(f"  {one.name:<20} {one.type!s:<14} {one.meaning}")
