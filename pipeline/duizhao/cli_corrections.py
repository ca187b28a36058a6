"""``duizhao corrections``: what people corrected: patches, and what a corpus holds of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from duizhao.cli_agreement import agreement
from duizhao.errors import UsageError, printable
from duizhao.errors.helps import Command, Group
from duizhao.errors.languages import said

if TYPE_CHECKING:
    from duizhao.corrections import Applied, Imported, Patch

app = typer.Typer(cls=Group, help="What people corrected: patches of a corpus.", no_args_is_help=True)

Corpus_ = Annotated[str, typer.Argument(metavar="OUT", help="Folder or URL of a corpus.", show_default=False)]
Lexicon = Annotated[
    Path | None, typer.Option("--lexicon", help="As in the corpus's build, where it had one.", show_default=False)
]
Glossary_ = Annotated[
    Path | None, typer.Option("--glossary", help="As in the corpus's build, where it had one.", show_default=False)
]
_SHOWN = 60


@app.callback()
def corrections() -> None:
    """What people corrected: patches of a corpus."""


app.command("agreement", cls=Command)(agreement)


@app.command(cls=Command)
def apply(
    corpus: Corpus_,
    patches: Annotated[
        list[Path],
        typer.Argument(metavar="PATCH...", help="Patches that were made on the corpus.", show_default=False),
    ],
    *,
    prefer: Annotated[
        str | None,
        typer.Option(
            "--prefer",
            metavar="AUTHOR",
            help="Whose word wins where two contradict each other; the other's is kept, and overruled.",
            show_default=False,
        ),
    ] = None,
    partly: Annotated[
        bool, typer.Option("--partly", help="Keep what cannot be applied, without effect, and apply the rest.")
    ] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would change, and change nothing.")] = False,
    lexicon: Lexicon = None,
    glossary: Glossary_ = None,
) -> None:
    """Correct a corpus: duizhao corrections apply OUT corrections-7a91.json."""
    import duizhao

    done = duizhao.apply_corrections(
        corpus, patches, prefer=prefer, partly=partly, dry_run=dry_run, lexicon=lexicon, glossary=glossary
    )
    for line in _told(done, dry_run=dry_run):
        typer.echo(printable(line))


@app.command(cls=Command)
def remove(
    corpus: Corpus_,
    ids: Annotated[
        list[str] | None,
        typer.Argument(metavar="[ID]...", help="Corrections, as `corrections list` prints them.", show_default=False),
    ] = None,
    *,
    author: Annotated[
        str | None, typer.Option("--author", metavar="NAME", help="All of this author's.", show_default=False)
    ] = None,
    lexicon: Lexicon = None,
    glossary: Glossary_ = None,
) -> None:
    """Take corrections out again: duizhao corrections remove OUT --author mei@example.org."""
    import duizhao

    done = duizhao.remove_corrections(corpus, ids or (), author=author, lexicon=lexicon, glossary=glossary)
    for line in _told(done):
        typer.echo(printable(line))


@app.command("list", cls=Command)
def list_(corpus: Corpus_) -> None:
    """List what was corrected: duizhao corrections list corpus/out/samples."""
    import duizhao

    opened = duizhao.open(corpus)
    sources = {row["transcript_id"]: row["source"] for row in opened.rows("transcripts")}
    rows = opened.rows("corrections")
    for source, held in _by(rows, lambda row: sources[row["transcript_id"]]):
        typer.echo(printable(source))
        for row in held:
            typer.echo(f"  {printable(_line(row))}")
    if not rows:
        typer.echo(said("nobody corrected anything"))


def _by(rows: Iterable[dict[str, Any]], name: Any) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    held: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        held.setdefault(name(row), []).append(row)
    yield from held.items()


def _line(row: dict[str, Any]) -> str:
    change = ""
    if row["field"] is not None:
        change = f"{row['field']}: {_short(row['was'])} -> {_short(row['now'])}"
    more = [row["author"] or said("no author"), *([row["note"]] if row["note"] else [])]
    status = "" if row["status"] == "applied" else f" [{row['status']}]"
    return f"{row['correction_id']}  {row['kind']} {row['id']}  {change} ({'; '.join(more)}){status}"


def _short(value: str | None) -> str:
    return said("nothing") if value is None else value if len(value) <= _SHOWN else f"{value[:_SHOWN]}..."


def _told(done: Applied, *, dry_run: bool = False) -> Iterator[str]:
    numbers = {
        said("new"): len(done.added),
        said("replaced by their authors"): len(done.replaced),
        said("there already"): done.repeated,
        said("removed"): len(done.removed),
        said("fields overruled"): done.overruled,
    }
    told = ", ".join(f"{number:,} {name}" for name, number in numbers.items() if number) or said("none")
    yield said(f"corrections: {told}") + (said(" (nothing was written)") if dry_run else "")
    for call in done.changed:
        rows = ", ".join(f"{number:,} of {name}" for name, number in call.rows.items()) or said("no row")
        yield said(f"{call.source} ({call.transcript_id}): changed {rows}")
    for one, why in done.waiting:
        yield said(f"not applied: {one.kind} {one.row} ({one.author or said('no author')}): {why}")


@app.command("import", cls=Command)
def import_(
    file: Annotated[Path, typer.Argument(help="Export of a Label Studio project, as JSON.", show_default=False)],
    *,
    out: Annotated[
        Path,
        typer.Option(
            "--out",
            "-o",
            help="Patch to write; of several annotators PATCH-1.json, PATCH-2.json ...",
            show_default=False,
        ),
    ],
    author: Annotated[
        str | None,
        typer.Option("--author", metavar="NAME", help="This annotator's corrections only.", show_default=False),
    ] = None,
) -> None:
    """Turn annotations into patches: duizhao corrections import export.json --out patch.json."""
    from duizhao.bitexts.writing import check_out
    from duizhao.corrections import from_label_studio
    from duizhao.corrections.reading import file_bytes
    from duizhao.durable import write_whole

    found = from_label_studio(file_bytes(file, "give the file that Label Studio exported"), str(file))
    patches = _chosen(found, author)
    places = [out] if len(patches) == 1 else [_numbered(out, number) for number in range(1, len(patches) + 1)]
    for place in places:
        check_out(place, (file,))
    for place, patch in zip(places, patches, strict=True):
        write_whole(place, patch.dump())
        typer.echo(said(f"{place}: {len(patch.entries):,} corrections by {patch.author}"))
    for line in _left_out(found):
        typer.echo(line, err=True)


def _chosen(found: Imported, author: str | None) -> tuple[Patch, ...]:
    if author is None:
        return found.patches
    chosen = tuple(patch for patch in found.patches if patch.author == author)
    if not chosen:
        names = ", ".join(patch.author for patch in found.patches)
        raise UsageError(f"nobody called {author!r} annotated it", code="E_PATCH", help=f"there are {names}")
    return chosen


def _numbered(out: Path, number: int) -> Path:
    return out.with_name(f"{out.stem}-{number}{out.suffix}")


def _left_out(found: Imported) -> list[str]:
    told = []
    if found.unchanged:
        told.append(said(f"{found.unchanged:,} of {found.annotations:,} annotations say what the corpus says"))
    if found.cancelled:
        told.append(said(f"{found.cancelled:,} annotations were skipped by their annotators and are left out"))
    told += [
        said(f"{number:,} answers to {name!r} are left out: duizhao did not ask that")
        for name, number in found.unread.items()
    ]
    return told
