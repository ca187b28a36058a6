"""Findings and summary as one HTML page that needs nothing else: no script, no font, no picture, no network."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import PurePosixPath

from duizhao.gap_view import labels
from duizhao.gap_view.findings import TYPES, Finding, Gaps
from duizhao.gap_view.markup import Markup, element, joined, passage, tongues
from duizhao.gap_view.passages import Side
from duizhao.gap_view.style import OTHER, POLICY, STYLE
from duizhao.gap_view.summary import Line, Summary
from duizhao.vocabulary import Relation


def page(gaps: Gaps, summaries: Sequence[Summary], *, limit: int | None = None) -> str:
    """Write a page that a browser shows and a printer prints; it is well-formed XML as well.

    Args:
        gaps: What was found.
        summaries: One for each relation that was asked for.
        limit: Show this many findings of each relation.
    """
    title = f"{PurePosixPath(gaps.corpus).name or gaps.corpus}: discrepancies"
    head = element(
        "head",
        element("meta", charset="utf-8"),
        Markup(f'<meta http-equiv="Content-Security-Policy" content="{POLICY}" />'),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element("meta", name="referrer", content="no-referrer"),
        element("title", title),
        element("style", Markup(STYLE)),
    )
    sections = (_section(gaps, one, limit) for one in summaries)
    body = element("body", _header(title, gaps, limit), *_filters(gaps, limit), element("main", *sections))
    return f"<!DOCTYPE html>\n{element('html', head, body, lang='en')}\n"


def _header(title: str, gaps: Gaps, limit: int | None) -> Markup:
    said = labels.closing(gaps, limit) if gaps.total else gaps.nothing()
    links = (
        element("a", f"{labels.HEADINGS[relation]}: {len(found)}", href=f"#{relation.value}")
        for relation, found in gaps.found.items()
    )
    nav = element("nav", joined(*_between(" · ", links)))
    return element("header", element("h1", tongues(title)), element("p", said, class_="soft"), nav)


def _filters(gaps: Gaps, limit: int | None) -> Iterator[Markup]:
    """Yield a box for each type that is shown; they stand before the findings, which the style asks for."""
    shown = {_class(one) for found in gaps.found.values() for one in found[:limit]}
    if len(shown) > 1:
        yield element("span", "Show: ", class_="soft only-screen")
    for name in (*TYPES, OTHER):
        if name in shown and len(shown) > 1:
            yield Markup(f'<input type="checkbox" id="type-{name}" checked="checked" />')
            yield Markup(f'<label for="type-{name}">{name}</label>')


def _class(one: Finding) -> str:
    return one.type if one.type in TYPES else OTHER


def _section(gaps: Gaps, summary: Summary, limit: int | None) -> Markup:
    found = gaps.found[summary.relation]
    name = labels.HEADINGS[summary.relation]
    cards = [_card(place, one) for place, one in enumerate(found[:limit], 1)]
    return element(
        "section",
        element("h2", f"{name}: {len(found)}", id=summary.relation.value),
        *(cards or [element("p", "None found." if not found else "None shown.", class_="soft")]),
        *_figures(gaps, summary),
    )


def _card(place: int, one: Finding) -> Markup:
    confidence = labels.DASH if one.confidence is None else f"{one.confidence:.2f}"
    kind = one.type if one.kind in {"", one.type} else f"{one.type} · {one.kind}"
    head = element(
        "h3", f"{place}. ", element("span", kind, class_="kind"), element("span", f" · confidence {confidence}")
    )
    values = element("p", _value(one.source), " → ", _value(one.target), class_="values")
    names = labels.SIDES[one.relation]
    sides = (
        _side(name, side, said)
        for name, side, said in zip(names, (one.source, one.target), labels.absent(one), strict=True)
    )
    where = tongues(f"{one.transcript} · {one.speaker.shown} · {one.speaker.role} · {one.discrepancy_id}")
    return element(
        "article",
        head,
        # A long value is a whole clause, which stands marked below.
        *([values] if one.source.value and one.target.value else []),
        element("p", tongues(one.explanation)),
        element("div", *sides, class_="sides"),
        element("p", where, class_="soft"),
        class_=f"type-{_class(one)}",
    )


def _value(side: Side) -> Markup:
    return tongues(side.value or labels.DASH)


def _side(name: str, side: Side, said: str) -> Markup:
    pieces: list[str] = [element("em", said, class_="soft"), " "] if said else []
    for stretch in side.stretches:
        piece = passage(stretch.text, stretch.lang)
        pieces.append(element("mark", piece) if stretch.marked else piece)
    return element("div", element("h4", labels.side_heading(name, side)), element("p", *pieces))


def _figures(gaps: Gaps, summary: Summary) -> Iterator[Markup]:
    if not summary.calls:
        return
    lines = [line for line in summary.lines if line.scope != "corpus"]
    yield element("h3", _title(summary.relation))
    if not gaps.choice.transcript:
        yield _over_calls(summary)
    types = list(dict.fromkeys(name for line in lines for name in line.counts))
    totals = [] if gaps.choice.transcript else [summary.corpus]
    counts = [
        (line, [*(f"{line.counts.get(name, 0):,}" for name in types), f"{line.total:,}"]) for line in (*totals, *lines)
    ]
    yield _table("discrepancies", [*types, "all"], counts)
    if summary.measures:
        values = [(line, [labels.number(figure.value) for figure in line.figures]) for line in lines]
        yield _table("measures", [_breaking(name) for name in summary.measures], values)
    yield element("p", labels.counted(gaps), class_="soft")


def _title(relation: Relation) -> str:
    return f"Figures of the {labels.SIDES[relation][1]}"


def _over_calls(summary: Summary) -> Markup:
    names = ("measure, all calls", "value", "95 % interval", "calls", "numerator", "denominator")
    rows = [
        element(
            "tr",
            element("th", _breaking(figure.measure), scope="row"),
            element("td", labels.number(figure.value)),
            element("td", labels.bounds(figure)),
            element("td", labels.DASH if figure.calls is None else f"{figure.calls:,}"),
            element("td", labels.count(figure.numerator)),
            element("td", labels.count(figure.denominator)),
        )
        for figure in summary.corpus.figures
    ]
    return _scrolling(names, rows)


def _table(corner: str, names: Sequence[str], lines: Sequence[tuple[Line, Sequence[str]]]) -> Markup:
    rows = [
        element(
            "tr",
            element("th", _name(line), scope="row"),
            *(element("td", cell) for cell in cells),
            class_="speaker" if line.speaker else "call",
        )
        for line, cells in lines
    ]
    return _scrolling((f"{corner}, by call and speaker", *names), rows)


def _breaking(name: str) -> Markup:
    """Let a name break behind its underscores."""
    return joined(*_between(element("wbr"), re.findall("[^_]*_|[^_]+", name)))


def _name(line: Line) -> Markup:
    if line.speaker is not None:
        return tongues(f"{line.speaker.shown} · {line.speaker.role}")
    return tongues(line.transcript or "all calls")


def _scrolling(names: Sequence[str], rows: Sequence[Markup]) -> Markup:
    head = element("thead", element("tr", *(element("th", name, scope="col") for name in names)))
    table = element("table", head, element("tbody", *rows))
    # What scrolls must be reached by the keyboard, and then wants a name.
    return element("div", table, class_="scroll", tabindex="0", role="region", **{"aria-label": names[0]})


def _between(joint: str, parts: Iterable[str]) -> Iterator[str]:
    for at, part in enumerate(parts):
        if at:
            yield joint
        yield part
