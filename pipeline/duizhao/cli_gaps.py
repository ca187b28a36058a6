"""``duizhao gaps``: the discrepancies of a corpus, worst first, and what was measured."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from enum import StrEnum
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from duizhao.cli_progress import Completion, transcripts, words_of
from duizhao.errors import UsageError
from duizhao.errors.languages import said
from duizhao.vocabulary import Role

if TYPE_CHECKING:
    from duizhao.corpus.reader import Corpus
    from duizhao.gap_view import Gaps, Summary
    from duizhao.vocabulary import Relation


class Format(StrEnum):
    """What a report can be written as."""

    TABLE = "table"
    CSV = "csv"
    JSON = "json"
    HTML = "html"


class Asked(StrEnum):
    """Relations on which discrepancies are reported; `duizhao.vocabulary` has the third."""

    INTERPRETATION = "interpretation"
    TRANSLATION = "translation"


_HOLDS_BOTH = (Format.JSON, Format.HTML)
_WIDTH = 120


def _several(name: str, text: str, known: Completion | None = None) -> Any:
    return typer.Option(
        name,
        metavar="NAME",
        help=f"{text}; may be given several times.",
        show_default=False,
        autocompletion=known,
    )


def _measures() -> list[str]:
    from duizhao.gaps.measures import MEASURES

    return list(MEASURES)


def _types() -> list[str]:
    from duizhao.gap_view.findings import TYPES

    return list(TYPES)


def _kinds() -> list[str]:
    from duizhao.gap_view.findings import SEVERITY

    return list(SEVERITY)


Types = Annotated[list[str] | None, _several("--type", "quantity, direction, entity, omission or addition", _types)]
Kinds = Annotated[list[str] | None, _several("--kind", "What exactly: scale, unit, sign ...", _kinds)]
Roles = Annotated[
    list[str] | None, _several("--role", "Role of the speaker of the original: ceo, analyst ...", words_of(Role))
]
Measures = Annotated[
    list[str] | None, _several("--measure", "Summarise this measure instead of the usual ones", _measures)
]
Transcript = Annotated[
    str | None,
    typer.Option(
        "--transcript",
        "-t",
        help="One transcript, named as for `duizhao show`.",
        show_default=False,
        autocompletion=transcripts,
    ),
]
OneRelation = Annotated[Asked | None, typer.Option("--relation", help="One of the two only.", show_default=False)]
Least = Annotated[float, typer.Option("--min-confidence", min=0.0, max=1.0, help="Leave out what is less likely.")]
Limit = Annotated[
    int | None, typer.Option("--limit", "-n", min=0, help="Show this many of each relation.", show_default=False)
]
As = Annotated[Format | None, typer.Option("--format", "-f", help="By default what --output ends in, else the table.")]
Output = Annotated[
    Path | None,
    typer.Option("--output", "--out", "-o", help="File to write; standard output without.", show_default=False),
]
Summary_ = Annotated[
    bool, typer.Option("--summary", help="Counts and measures instead of findings; JSON and HTML always hold both.")
]
Seed = Annotated[int, typer.Option("--seed", min=0, help="Of the resampling of calls, for intervals.")]
Corpus_ = Annotated[str, typer.Argument(metavar="OUT", help="Folder or URL of a corpus.", show_default=False)]


def gaps(
    corpus: Corpus_,
    *,
    transcript: Transcript = None,
    types: Types = None,
    kinds: Kinds = None,
    roles: Roles = None,
    relation: OneRelation = None,
    min_confidence: Least = 0.0,
    limit: Limit = None,
    as_: As = None,
    output: Output = None,
    summary: Summary_ = False,
    measures: Measures = None,
    seed: Seed = 0,
) -> None:
    """See where renditions differ from their originals, worst first: duizhao gaps corpus/out/samples --limit 5.

    What is listed are candidates for a person to judge. The order is the confidence times the severity of the kind:
    sign, direction, scale, value, unit, omitted and added content, entity, level-change, basis, period, term, doubled.
    """
    from duizhao.gap_view import chosen_measures
    from duizhao.vocabulary import Relation

    if output is not None:
        _check_output(output, corpus)
    asked = Relation(relation.value) if relation else None
    chosen = chosen_measures(measures or (), asked)
    opened, found = _find(corpus, transcript, asked, (types, kinds, roles), min_confidence)
    form = _format(as_, output)
    only_summary = summary or bool(measures)
    summaries = _summarise(opened, found, chosen, seed) if only_summary or form in _HOLDS_BOTH else ()
    if form is Format.TABLE:
        text = _table(found, summaries, limit, only_summary=only_summary, printed=output is None)
    else:
        text = _rendered(form, found, summaries, limit, only_summary=only_summary)
    if text is not None:
        _hand_out(text, output)
    if form is Format.CSV and not only_summary and not found.total:
        typer.echo(said(found.nothing()), err=True)


def _find(
    folder: str,
    transcript: str | None,
    relation: Relation | None,
    words: tuple[Sequence[str] | None, ...],
    least: float,
) -> tuple[Corpus, Gaps]:
    import duizhao
    from duizhao.corpus.finding import find_transcript
    from duizhao.gap_view import Choice, find_gaps

    opened = duizhao.open(folder)
    key = find_transcript(opened, transcript)["transcript_id"] if transcript is not None else None
    types, kinds, roles = (frozenset(given or ()) for given in words)
    choice = Choice(key, relation, types=types, kinds=kinds, roles=roles, min_confidence=least)
    return opened, find_gaps(opened, choice)


def _summarise(
    opened: Corpus, found: Gaps, measures: Mapping[Relation, Sequence[str]], seed: int
) -> tuple[Summary, ...]:
    from duizhao.gap_view import summarise

    return summarise(opened, found, measures, seed=seed)


def _table(
    found: Gaps, summaries: Sequence[Summary], limit: int | None, *, only_summary: bool, printed: bool
) -> str | None:
    """Print a table, or return it where it goes to a file."""
    from rich.console import Console

    from duizhao.gap_view import findings_view, summary_view

    # A pipe and a file have no width of their own; 80 columns are few for two languages side by side.
    held = StringIO()
    console = Console() if printed and sys.stdout.isatty() else Console(width=_WIDTH, file=None if printed else held)
    for part in summary_view(found, summaries) if only_summary else findings_view(found, limit=limit):
        console.print(part)
    return None if printed else "".join(f"{line.rstrip()}\n" for line in held.getvalue().splitlines())


def _rendered(form: Format, found: Gaps, summaries: Sequence[Summary], limit: int | None, *, only_summary: bool) -> str:
    from duizhao.gap_view import findings_csv, page, summary_csv, to_json

    if form is Format.CSV:
        return summary_csv(summaries) if only_summary else findings_csv(found, limit=limit)
    return (to_json if form is Format.JSON else page)(found, summaries, limit=limit)


def _hand_out(text: str, output: Path | None) -> None:
    if output is None:
        # Bytes: the texts are UTF-8 whatever the terminal's encoding is.
        typer.echo(text.encode(), nl=False)
        return
    from duizhao.durable import write_whole

    write_whole(output, text.encode())
    typer.echo(said(f"written to {output}"))


def _format(chosen: Format | None, output: Path | None) -> Format:
    if chosen is not None:
        return chosen
    suffix = output.suffix.lower().removeprefix(".") if output is not None else ""
    return Format(suffix) if suffix in set(Format) else Format.TABLE


def _check_output(output: Path, corpus: str) -> None:
    """Refuse a place that cannot be written to, and any inside the corpus: a report there could replace a table."""
    from duizhao.bitexts.writing import check_out
    from duizhao.storage import is_remote, local_path

    if not is_remote(corpus) and output.resolve().is_relative_to(Path(local_path(corpus)).resolve()):
        raise UsageError(f"{output} lies in the corpus", code="E_OUT_TAKEN", help="give a file outside of it")
    check_out(output, ())
