"""Pick the transcript that a user means."""

from __future__ import annotations

from difflib import get_close_matches
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from duizhao.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from duizhao.corpus.reader import Corpus, Row

_LISTED = 5


def find_transcript(corpus: Corpus, wanted: str) -> Row:
    """Find a transcript's row.

    Tried are its id, its source path, its file name (with or without extension), and the first characters of its id or
    file name. These are tried in this order, so that a full id never loses against somebody's prefix.

    Raises:
        UsageError: None matches (``E_SHOW_UNKNOWN``, listing near ones) or several do (``E_SHOW_AMBIGUOUS``).
    """
    rows = corpus.rows("transcripts")
    path = wanted.replace("\\", "/").removeprefix("./")
    tests: tuple[Callable[[Row], bool], ...] = (
        lambda row: row["transcript_id"] == wanted,
        lambda row: row["source"] == path,
        lambda row: PurePosixPath(row["source"]).name == path,
        lambda row: PurePosixPath(row["source"]).stem == path,
        lambda row: bool(wanted) and row["transcript_id"].startswith(wanted),
        lambda row: bool(path) and PurePosixPath(row["source"]).name.startswith(path),
    )
    for test in tests:
        found = [row for row in rows if test(row)]
        if len(found) == 1:
            return found[0]
        if found:
            raise UsageError(
                f"{wanted!r} means {len(found)} transcripts: {_listed(found)}",
                code="E_SHOW_AMBIGUOUS",
                help="give more of the id, or the whole source path",
            )
    near = _near(rows, path)
    raise UsageError(
        f"no transcript {wanted!r} in {corpus.place}",
        code="E_SHOW_UNKNOWN",
        help=f"near: {_listed(near)}" if near else f"the corpus holds {_listed(rows) or 'no transcripts'}",
    )


def _near(rows: Sequence[Row], wanted: str) -> list[Row]:
    names: dict[str, Row] = {}
    for row in rows:
        source = PurePosixPath(row["source"])
        for name in (row["transcript_id"], str(source), source.name, source.stem):
            names.setdefault(name.lower(), row)
    close = get_close_matches(wanted.lower(), names, n=_LISTED)
    return list({names[name]["transcript_id"]: names[name] for name in close}.values())


def _listed(rows: Sequence[Row]) -> str:
    shown = [f"{row['transcript_id']} ({row['source']})" for row in rows[:_LISTED]]
    more = len(rows) - len(shown)
    return ", ".join([*shown, f"and {more} more"] if more else shown)
