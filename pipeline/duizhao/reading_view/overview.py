"""What a corpus holds, as one table."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from rich import box
from rich.table import Table
from rich.text import Text

from duizhao.corpus.inputs import REJECTED
from duizhao.errors.languages import said
from duizhao.reading_view.marks import WARN, visible

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import RenderableType

    from duizhao.corpus.reader import Corpus, Row

#: Digits of an id that are shown at least, so that the column looks the same from corpus to corpus.
_LEAST_ID = 8


def overview(corpus: Corpus) -> RenderableType:
    """Show a corpus's transcripts, one row each, in the order of the table.

    Ids are cut to the shortest prefix that tells all of them apart; `transcript_view` takes the prefix.

    Raises:
        CorpusError: A table cannot be read.
    """
    rows = corpus.rows("transcripts")
    turns, discrepancies = corpus.tally("turns"), corpus.tally("discrepancies")
    table = Table(
        title=Text(visible(said(f"{corpus.place} · transcripts: {len(rows)}"))),
        caption=_rejected(corpus),
        title_justify="left",
        caption_justify="left",
        box=box.SIMPLE_HEAD,
        pad_edge=False,
        padding=(0, 1, 0, 0),
    )
    table.add_column("id", no_wrap=True)
    for name in (said("source"), said("company or title"), said("languages")):
        table.add_column(name, overflow="fold")
    for name in (said("passes"), said("turns"), said("discrepancies")):
        table.add_column(name, justify="right", no_wrap=True)
    table.add_column(said("warnings"), overflow="fold")
    width = _telling(rows)
    for row in rows:
        key = row["transcript_id"]
        cells = (
            key[:width],
            row["source"],
            row["company"] or row["title"] or "–",
            " ".join(row["languages"] or ()) or "–",
            str(row["passes"]),
            str(turns.get(key, 0)),
            str(discrepancies.get(key, 0)),
            _codes(row["warnings"] or ()),
        )
        table.add_row(*(Text(visible(cell)) for cell in cells))
    return table


def _rejected(corpus: Corpus) -> Text | None:
    """Say how many inputs are not in the corpus; None when all of them are."""
    try:
        lines = corpus.store.read(REJECTED).split(b"\n")
    except FileNotFoundError:
        return None
    count = sum(bool(line.strip()) for line in lines)
    return Text(said(f"! rejected inputs: {count}, see {REJECTED}"), WARN) if count else None


def _telling(rows: Sequence[Row]) -> int:
    """Return how many characters tell all ids apart."""
    ids = sorted(row["transcript_id"] for row in rows)
    common = (
        next((n for n, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))
        for a, b in pairwise(ids)
    )
    return max(_LEAST_ID, max(common, default=0) + 1)


def _codes(warnings: Sequence[str]) -> str:
    """Return the codes of warnings, each once; the messages stand in the transcript's view."""
    return ", ".join(dict.fromkeys(warning.partition(":")[0].split(" ")[0] for warning in warnings))
