"""One transcript for reading: turn by turn, originals and their renditions side by side."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rich import box
from rich.console import Group
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from duizhao.corpus.finding import find_transcript
from duizhao.errors import UsageError
from duizhao.errors.languages import said
from duizhao.reading_view.arrangement import Aside, Block, Pair, PairRow, Part, Plain, arrange
from duizhao.reading_view.marks import SIGN, WARN, Marks, find_marks, marked_text, visible

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from rich.console import RenderableType

    from duizhao.corpus.reader import Corpus, Row

#: Below this probability that speaker and voice are right, a heading says so: more likely wrong than right.
LOW = 0.5

_HEADS = {"interpretation": ("original", "interpretation"), "translation": ("text", "translation")}
_NOTHING = {
    "interpretation": ("(no original)", "(not rendered)"),
    "translation": ("(no text)", "(not translated)"),
}


_FOLDED = "(folded)"
"""Stands for segments that are nothing but a loop's repetitions."""


def transcript_view(
    corpus: Corpus, transcript: str, *, limit: int | None = None, only_discrepancies: bool = False
) -> Iterator[RenderableType]:
    """Show a transcript for reading.

    Args:
        corpus: The corpus.
        transcript: Id, id prefix, source path or file name, as `find_transcript` takes it.
        limit: Show this many turns at most; what is left out is counted at the end.
        only_discrepancies: Show only text in which a discrepancy stands.

    Returns:
        Renderables in order of the text: a head, one per turn, and a line on what was left out, if any was.

    Raises:
        UsageError: No transcript, or more than one, is meant; or the limit is negative (``E_SHOW_LIMIT``).
        CorpusError: A table cannot be read.
    """
    if limit is not None and limit < 0:
        raise UsageError(f"limit is {limit}", code="E_SHOW_LIMIT", help="give 0 or more turns")
    row = find_transcript(corpus, transcript)
    return _view(corpus, row, limit, only_discrepancies=only_discrepancies)


@dataclass(frozen=True, slots=True)
class _Page:
    """What every part of the view looks up."""

    turns: Mapping[str, Row]
    speakers: Mapping[str, Row]
    marks: Marks


def _view(corpus: Corpus, row: Row, limit: int | None, *, only_discrepancies: bool) -> Iterator[RenderableType]:
    key = row["transcript_id"]
    segments = corpus.rows("segments", transcript=key)
    page = _Page(
        turns={turn["turn_id"]: turn for turn in corpus.rows("turns", transcript=key)},
        speakers={speaker["speaker_id"]: speaker for speaker in corpus.rows("speakers", transcript=key)},
        marks=find_marks(segments, corpus.rows("discrepancies", transcript=key)),
    )
    yield _head(row)
    parts = arrange(segments, corpus.rows("alignments", transcript=key))
    if only_discrepancies:
        parts = tuple(part for part in (_reduced(part, page.marks) for part in parts) if part.blocks)
    left = len(parts)
    spoken = 0
    for n, part in enumerate(parts):
        if part.speaks and spoken == limit:
            left = n
            break
        spoken += part.speaks
        yield _part(part, page)
    yield from _foot(parts[left:], page, only_discrepancies=only_discrepancies)


def _head(row: Row) -> RenderableType:
    facts = [row[key] for key in ("company", "event", "period", "date") if row[key]]
    lines = [
        Text(visible(row["title"] or row["source"]), "bold"),
        Text(visible(" · ".join([*facts, row["source"], row["transcript_id"]])), "dim"),
        Text(said(f"languages {' '.join(row['languages'] or ()) or '–'} · passes {row['passes']}"), "dim"),
        *(Text(visible(f"! {said(warning)}"), WARN) for warning in row["warnings"] or ()),
    ]
    return Group(*lines, Text())


def _foot(rest: Sequence[Part], page: _Page, *, only_discrepancies: bool) -> Iterator[RenderableType]:
    """Yield what the view could not show: unplaced discrepancies, and how much the limit cut."""
    unplaced = page.marks.unplaced()
    if unplaced:
        yield Group(Text(said("Discrepancies without a place in the text"), "bold"), *_explained(unplaced, page.marks))
    if rest:
        turns = sum(part.speaks for part in rest)
        found = page.marks.numbers(s for part in rest for block in part.blocks for s in block.segments)
        yield Text(said(f"… not shown: turns {turns}, discrepancies {len(found)}"), "dim")
    elif only_discrepancies and not page.marks.rows:
        yield Text(said("no discrepancies"), "dim")


def _reduced(part: Part, marks: Marks) -> Part:
    """Keep the blocks, and of two columns the rows, in which a discrepancy stands."""
    kept: list[Block] = []
    for block in part.blocks:
        if isinstance(block, Pair):
            rows = tuple(row for row in block.rows if marks.numbers((*row.source, *row.target)))
            kept.extend([Pair(block.relation, rows)] if rows else [])
        elif marks.numbers(block.segments):
            kept.append(block)
    return Part(part.turn_id, tuple(kept))


def _part(part: Part, page: _Page) -> RenderableType:
    lines: list[RenderableType] = [_heading(page.turns.get(part.turn_id or ""), page)] if part.speaks else []
    for block in part.blocks:
        lines.append(_block(block, page))
        lines.extend(_explained(page.marks.numbers(block.segments), page.marks))
    return Group(*lines, Text())


def _heading(turn: Row | None, page: _Page) -> Text:
    if turn is None:
        return Text.assemble("■ ", ("[no turn]", WARN))
    out = Text("■ ", "bold")
    out.append_text(_speaker(turn, page))
    for key in ("role", "voice", "delivery", "section"):
        out.append(f" · {turn[key] or '–'}")
    out.append(f" · pass {turn['pass']}").append_text(_confidence(turn))
    question = f" · {turn['question_id']}" if turn["question_id"] else ""
    return out.append(visible(f" · {turn['turn_id']}{question}"), "dim")


def _speaker(turn: Row, page: _Page) -> Text:
    speaker = page.speakers.get(turn["speaker_id"] or "")
    names = [speaker[key] for key in ("name", "name_zh") if speaker[key]] if speaker else []
    if names:
        return Text(visible(" ".join(dict.fromkeys(names))), "bold cyan")
    label = f", labelled {turn['label']}" if turn["label"] else ""
    who = "unnamed speaker" if speaker else "unknown speaker"
    return Text(visible(f"[{who}{label}]"), WARN)


def _confidence(turn: Row) -> Text:
    value = turn["confidence"]
    if value is None:
        return Text(said(" · confidence –"))
    if value < LOW:
        return Text.assemble(" · ", (f"[low confidence {value:.2f}]", WARN))
    return Text(said(f" · confidence {value:.2f}"))


def _block(block: Block, page: _Page) -> RenderableType:
    if isinstance(block, Aside):
        return Padding(marked_text(block.segments, page.marks, "dim"), (0, 0, 0, 2))
    if isinstance(block, Plain):
        text = marked_text(block.segments, page.marks)
        if block.relation:
            text = Text.assemble((f"{_HEADS[block.relation][1]}: ", "italic"), text)
        return Padding(text, (0, 0, 0, 2))
    return Padding(_columns(block, page), (0, 0, 0, 2))


def _columns(pair: Pair, page: _Page) -> Table:
    table = Table(box=box.MINIMAL, show_edge=False, pad_edge=False, expand=True, leading=len(pair.rows) > 1)
    heads = _HEADS[pair.relation]
    source = tuple(segment for row in pair.rows for segment in row.source)
    target = tuple(segment for row in pair.rows for segment in row.target)
    right = Text(f"{said(heads[1])}{_languages(target)}")
    if pair.relation == "interpretation" and target:
        right.append_text(_renderer(source, target[0], page))
    # Equal shares: sentence beads line up whatever the two scripts need.
    table.add_column(Text(f"{said(heads[0])}{_languages(source)}"), ratio=1, overflow="fold", header_style="italic")
    table.add_column(right, ratio=1, overflow="fold", header_style="italic")
    for row in pair.rows:
        table.add_row(*_cells(row, pair.relation, page.marks))
    return table


def _cells(row: PairRow, relation: str, marks: Marks) -> tuple[Text, Text]:
    left, right = (
        (marked_text(side, marks) or Text(said(_FOLDED), "dim italic")) if side else Text(said(nothing), "dim italic")
        for side, nothing in zip((row.source, row.target), _NOTHING[relation], strict=True)
    )
    # An empty side says zero or non-rendition already, and close is what a reader expects.
    if row.source and row.target and row.rendition not in {None, "close"}:
        right.append(f" ‹{row.rendition}›", "dim italic")
    return left, right


def _languages(segments: Sequence[Row]) -> str:
    found = dict.fromkeys(segment["lang"] for segment in segments)
    return f" ({', '.join(found)})" if found else ""


def _renderer(source: Sequence[Row], target: Row, page: _Page) -> Text:
    """Say whose voice renders, and with what confidence: the rendition's turn has no heading of its own."""
    turn = page.turns.get(target["turn_id"] or "")
    if turn is None:
        return Text(" · ").append(said("[no turn]"), WARN)
    out = Text(said(f" · voice {target['voice'] or turn['voice'] or '–'}"))
    original = page.turns.get(source[0]["turn_id"] or "") if source else None
    if original is None or original["speaker_id"] != turn["speaker_id"]:
        out.append(" · ").append_text(_speaker(turn, page))
    if original is not turn:
        out.append_text(_confidence(turn)).append(visible(f" · {turn['turn_id']}"), "dim")
    return out


def _explained(numbers: Sequence[int], marks: Marks) -> Iterator[RenderableType]:
    for number in numbers:
        row = marks.rows[number - 1]
        line = Text.assemble((f"{SIGN}{number} {row['type']}", "bold red"))
        if row["confidence"] is not None:
            line.append(f" ({row['confidence']:.2f})", "dim")
        if row["source_value"] or row["target_value"]:
            line.append(visible(f" {row['source_value'] or '–'} → {row['target_value'] or '–'}"))
        line.append(visible(f": {row['explanation'] or '–'}"))
        yield Padding(line, (0, 0, 0, 4))
