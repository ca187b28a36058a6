"""Corpora and calls as notebooks show them; everything from a transcript is escaped."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from duizhao.corpus.calls import Call
    from duizhao.corpus.reader import Corpus

_SHOWN = 20
_LEFT = "text-align:left;vertical-align:top"


def corpus_html(corpus: Corpus) -> str:
    """Return a corpus as a table of its first calls."""
    head = ("transcript", "company", "period", "date", "source")
    rows = [
        [row["transcript_id"], row["company"] or row["title"], row["period"], row["date"], row["source"]]
        for row in corpus.transcripts.head(_SHOWN)
    ]
    return f"<p>{escape(repr(corpus).strip('<>'))}</p>" + _table(head, rows, len(corpus))


def call_html(call: Call) -> str:
    """Return a call as a table of its first pairs, or of its first turns where nothing is paired."""
    pairs = call.pairs("interpretation") or call.pairs("translation")
    about = f"<p>{escape(repr(call).strip('<>'))}</p>"
    if pairs:
        rows = [[one.speaker.called if one.speaker else "", one.source_text, one.target_text] for one in pairs[:_SHOWN]]
        return about + _table(("speaker", pairs[0].relation + " of", "is"), rows, len(pairs))
    turns = [[one.called, one.role, one.voice, one.clean] for one in call.turns[:_SHOWN]]
    return about + _table(("speaker", "role", "voice", "text"), turns, len(call.turns))


def _table(head: Sequence[str], rows: Sequence[Iterable[object]], total: int) -> str:
    cells = "".join(f'<th style="{_LEFT}">{escape(one)}</th>' for one in head)
    lines = "".join(f"<tr>{''.join(map(_cell, row))}</tr>" for row in rows)
    more = f"<p>{total - len(rows):,} more</p>" if total > len(rows) else ""
    return f"<table><thead><tr>{cells}</tr></thead><tbody>{lines}</tbody></table>{more}"


def _cell(value: object) -> str:
    # Of text from right to left only this cell is turned.
    return f'<td style="{_LEFT}"><bdi>{escape("" if value is None else str(value))}</bdi></td>'
