"""Exports: a corpus as the files that other programs open.

`FORMATS` names every format. One is added by a module with a `Format` and a line in that mapping; a module imports
what it needs of heavy libraries inside its functions.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from os import PathLike
from pathlib import Path
from types import MappingProxyType

from duizhao.corpus.reader import Corpus
from duizhao.errors import UsageError, choices
from duizhao.exports import (
    convokit,
    croissant,
    csv_tables,
    datapackage,
    elan,
    huggingface,
    jsonl,
    labelstudio,
    sqlite_file,
    tei,
    textgrid,
    tmx,
)
from duizhao.exports.format import Format, Options, Written, check_free, replacing
from duizhao.storage import is_remote, local_path

__all__ = ["FORMATS", "Exported", "Format", "Options", "export"]

FORMATS: Mapping[str, Format] = MappingProxyType(
    {
        one.name: one
        for one in (
            jsonl.FORMAT,
            csv_tables.FORMAT,
            convokit.FORMAT,
            tmx.FORMAT,
            tei.FORMAT,
            labelstudio.FORMAT,
            huggingface.FORMAT,
            croissant.FORMAT,
            datapackage.FORMAT,
            sqlite_file.FORMAT,
            elan.FORMAT,
            textgrid.FORMAT,
        )
    }
)


@dataclass(frozen=True, slots=True)
class Exported:
    """What an export wrote.

    Attributes:
        place: Where to.
        files: How many files.
        counts: How many of what.
        notes: What a user must know about it.
    """

    place: Path
    files: int
    counts: Mapping[str, int]
    notes: tuple[str, ...]


def export(
    corpus: Corpus, to: str, dest: str | PathLike[str], *, options: Options | None = None, force: bool = False
) -> Exported:
    """Write what is chosen of a corpus in a format; see `duizhao.export`."""
    form = format_named(to)
    if is_remote(dest):
        raise UsageError(f"{dest} is no folder of this machine", code="E_OUT_TAKEN", help="write it here, then copy it")
    place = Path(local_path(dest))
    check_free(place, corpus, force=force)
    with replacing(place, single=bool(form.suffix)) as output:
        written: Written = form.write(corpus, output, options or Options())
        files = sum(path.is_file() for path in output.folder.rglob("*"))
    return Exported(place, files, written.counts, written.notes)


def format_named(name: str) -> Format:
    """Return a format.

    Raises:
        UsageError: There is none of that name (``E_FORMAT_UNKNOWN``).
    """
    if name in FORMATS:
        return FORMATS[name]
    raise UsageError(
        f"no format {name!r}",
        code="E_FORMAT_UNKNOWN",
        help=choices(name, FORMATS),
    )
