"""Findings and summaries for a terminal. What differs stands in guillemets as well as in colour."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from rich import box
from rich.console import Group
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from duizhao.errors.languages import said
from duizhao.gap_view import labels
from duizhao.gap_view.findings import Finding, Gaps
from duizhao.gap_view.passages import Stretch, shortened
from duizhao.gap_view.summary import Figure, Line, Summary
from duizhao.reading_view.marks import FOUND, visible

if TYPE_CHECKING:
    from rich.console import RenderableType

#: Characters of a passage; what is cut is around what differs. Four sentences in most calls.
_MOST = 480
_INDENT = (0, 0, 0, 4)


def findings_view(gaps: Gaps, *, limit: int | None = None) -> Iterator[RenderableType]:
    """Show findings under a heading for each relation, and at the end how many are shown of how many.

    Args:
        gaps: What was found.
        limit: Show this many of each relation.
    """
    if not gaps.total:
        yield Text(said(gaps.nothing()))
        return
    for relation, found in gaps.found.items():
        yield _heading(f"{said(labels.HEADINGS[relation])}: {len(found)}")
        for place, one in enumerate(found[:limit], 1):
            yield _finding(place, one)
    yield Text(said(labels.closing(gaps, limit)), "dim")


def summary_view(gaps: Gaps, summaries: Sequence[Summary]) -> Iterator[RenderableType]:
    """Show counts and measures under a heading for each relation: over the calls, then by call and speaker."""
    for one in summaries:
        yield _heading(said(labels.HEADINGS[one.relation]))
        if not one.calls:
            yield Group(
                Text(said(f"No call has {labels.SIDES[one.relation][1]}s, or none was measured."), "dim"), Text()
            )
            continue
        if not gaps.choice.transcript:
            yield Group(
                Text(said(f"All calls: {len(one.calls)}"), "bold"), _counts((one.corpus,)), _over_calls(one), Text()
            )
        yield Group(Text(said("By call and speaker"), "bold"), _counts(_by_call(one)), Text())
        for names in labels.columns(one.measures):
            yield Group(_measures(_by_call(one), names), Text())
    yield Text(said(labels.counted(gaps)), "dim")


def _heading(text: str) -> RenderableType:
    return Group(Text(text, "bold underline"), Text())


def _finding(place: int, one: Finding) -> RenderableType:
    confidence = labels.DASH if one.confidence is None else f"{one.confidence:.2f}"
    kind = f" · {one.kind}" if one.kind not in {"", one.type} else ""
    head = Text.assemble(
        f"{place:>3} ", (visible(f"{one.type}{kind}"), "bold red"), said(f" · confidence {confidence}")
    )
    where = f"{one.transcript} · {one.speaker.shown} · {one.speaker.role} · {one.discrepancy_id}"
    values = Text(visible(f"{one.source.value} → {one.target.value}"), "bold")
    parts: list[RenderableType] = [
        Text(visible(where), "dim"),
        # The value of one side alone is what is lost or added: it stands in the explanation, and marked below.
        *([values] if one.source.value and one.target.value else []),
        *([Text(visible(one.explanation))] if one.explanation else []),
        _sides(one),
    ]
    return Group(head, *(Padding(part, _INDENT) for part in parts), Text())


def _sides(one: Finding) -> Table:
    table = Table(box=box.MINIMAL, show_edge=False, pad_edge=False, expand=True)
    cells: list[Text] = []
    names = labels.SIDES[one.relation]
    for name, side, nothing in zip(names, (one.source, one.target), labels.absent(one), strict=True):
        table.add_column(
            Text(said(labels.side_heading(said(name), side))), ratio=1, overflow="fold", header_style="italic"
        )
        cell = Text(said(nothing), "dim italic")
        passage = _passage(shortened(side.stretches, _MOST))
        cells.append(Text(" ").join([cell, passage]) if nothing and passage else (passage or cell))
    table.add_row(*cells)
    return table


def _passage(stretches: Sequence[Stretch]) -> Text:
    out = Text()
    for stretch in stretches:
        text = visible(stretch.text)
        out.append(f"«{text}»" if stretch.marked else text, FOUND if stretch.marked else "")
    return out


def _by_call(summary: Summary) -> tuple[Line, ...]:
    return tuple(line for line in summary.lines if line.scope != "corpus")


def _name(line: Line) -> Text:
    if line.speaker is not None:
        return Text(visible(f"  {line.speaker.shown} · {line.speaker.role}"))
    return Text(visible(line.transcript or said("all calls")), "bold")


def _counts(lines: Sequence[Line]) -> Table:
    types = list(dict.fromkeys(name for line in lines for name in line.counts))
    table = _table([Text(visible(name)) for name in types])
    table.add_column(said("all"), justify="right")
    for line in lines:
        table.add_row(_name(line), *(f"{line.counts.get(name, 0):,}" for name in types), f"{line.total:,}")
    return table


def _measures(lines: Sequence[Line], names: Sequence[str]) -> Table:
    table = _table([Text(name.replace("_", "_\n")) for name in names])
    for line in lines:
        held = {figure.measure: figure for figure in line.figures}
        table.add_row(_name(line), *(labels.number(held[name].value) for name in names))
    return table


def _table(names: Sequence[Text]) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 1, 0, 0), show_edge=False)
    table.add_column("", overflow="fold", min_width=20)
    for name in names:
        table.add_column(name, justify="right", no_wrap=True)
    return table


def _over_calls(summary: Summary) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=0, show_edge=False)
    table.add_column(said("measure"), overflow="fold")
    for name in (said("value"), said("95 % interval"), said("calls"), said("numerator"), said("denominator")):
        table.add_column(name, justify="right", no_wrap=True)
    for figure in summary.corpus.figures:
        table.add_row(figure.measure, *_cells(figure))
    return table


def _cells(figure: Figure) -> tuple[str, ...]:
    calls = labels.DASH if figure.calls is None else f"{figure.calls:,}"
    parts = labels.count(figure.numerator), labels.count(figure.denominator)
    return labels.number(figure.value), labels.bounds(figure), calls, *parts
