"""``duizhao corrections``: what people corrected, as patches."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from duizhao.errors import UsageError

if TYPE_CHECKING:
    from duizhao.corrections import Imported, Patch

app = typer.Typer(help="What people corrected: patches of a corpus.", no_args_is_help=True)


@app.callback()
def corrections() -> None:
    """What people corrected: patches of a corpus."""


@app.command("import")
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
    from duizhao.durable import write_whole

    try:
        data = file.read_bytes()
    except OSError as fault:
        raise UsageError(
            f"{file}: {fault.strerror}", code="E_PATCH", help="give the file that Label Studio exported"
        ) from fault
    found = from_label_studio(data, str(file))
    patches = _chosen(found, author)
    places = [out] if len(patches) == 1 else [_numbered(out, number) for number in range(1, len(patches) + 1)]
    for place in places:
        check_out(place, (file,))
    for place, patch in zip(places, patches, strict=True):
        write_whole(place, patch.dump())
        typer.echo(f"{place}: {len(patch.entries):,} corrections by {patch.author}")
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
        told.append(f"{found.unchanged:,} of {found.annotations:,} annotations say what the corpus says")
    if found.cancelled:
        told.append(f"{found.cancelled:,} annotations were skipped by their annotators and are left out")
    told += [
        f"{number:,} answers to {name!r} are left out: duizhao did not ask that"
        for name, number in found.unread.items()
    ]
    return told
