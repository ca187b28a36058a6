"""The engine: one for all grammars. It turns the labels of the best reading into blocks and kinds of lines."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from duizhao.layouts.around import end_matter, is_date, is_notice, with_notes
from duizhao.layouts.choice import Reading, choose, has_speech
from duizhao.layouts.details import past_detail
from duizhao.layouts.grammar import Grammar, Place, shipped
from duizhao.layouts.laying import about_furniture, line_under, speech_kind, tag_partners, text_of, with_tags
from duizhao.layouts.page import Page, Site
from duizhao.layouts.prepare import look_at
from duizhao.layouts.unlabelled import flat, given, labels_only
from duizhao.names import fold
from duizhao.records import Block, Document, LaidLine, Layout, Line, Span
from duizhao.vocabulary import Kind

# So many labels in a row with nothing under them are a roster.
_FEWEST_LISTED = 3


def lay_out(document: Document, *, grammars: Sequence[Grammar] = ()) -> Layout:
    """Find the layout of a document.

    Args:
        document: The decoded source.
        grammars: A user's own, tried beside those that ship; of equals a user's wins.

    Returns:
        The grammar that explains most of the text, ``given`` where the source's structure names the speakers, or
        ``flat``; one `LaidLine` per physical line. Lines before the first label are notices or dates, lines after the
        last speech that speak of the transcript are notes.
    """
    if any(line.label is not None for line in document.lines):
        return given(document.lines)
    known = (*grammars, *shipped())
    page = look_at(document.lines, known)
    reading, margin = choose(page, known)
    if reading is None:
        return labels_only(page) or flat(page)
    return _labelled(page, reading, margin)


@dataclass(slots=True)
class _Draft:
    """Blocks and lines while they are put together."""

    blocks: list[Block] = field(default_factory=list[Block])
    laid: list[LaidLine] = field(default_factory=list[LaidLine])
    last_filled: int | None = None  # index of the last line that is not blank


def _labelled(page: Page, reading: Reading, margin: float) -> Layout:
    sites, listed = _without_lists(page, reading)
    lines, by_line = page.lines, _by_line(sites)
    labels = {lines[site.index].number for site in sites if site.place is Place.LINE}
    last = max(site.index for site in sites)
    end = end_matter(lines, last + 1, spoken=bool(lines[last].text[sites[-1].end :].strip()))
    details = {site.detail for site in sites if site.detail >= 0}
    draft = _Draft()
    for index, line in enumerate(lines):
        here = by_line.get(index, [])
        if here:
            draft.laid.append(_label_line(page, here, line, draft))
        elif index in details:
            draft.laid.append(LaidLine(Kind.LABEL, len(draft.blocks) - 1))
        elif index in page.skipped or index in listed or index >= end:
            draft.laid.append(LaidLine(Kind.NOTICE if index < end else Kind.NOTE))
        elif not draft.blocks:
            draft.laid.append(LaidLine(Kind.DATE if is_date(text_of(page, index)) else Kind.NOTICE))
        elif line.partner in labels:  # a label's translation, in whatever form
            draft.laid.append(LaidLine(Kind.LABEL, len(draft.blocks) - 1))
        else:
            draft.laid.append(line_under(draft.blocks[-1], text_of(page, index)))
        if line.text.strip():
            draft.last_filled = index
    return Layout(
        reading.grammar.name,
        reading.score,
        with_notes(lines, with_tags(page, draft.laid)),
        tuple(draft.blocks),
        margin=margin,
        roster=(*page.roster.values(), *(site.label for site in reading.sites if site.index in listed)),
        partners=tag_partners(page, draft.laid),
        begins={site.index + 1: site.begin for site in sites if site.begin is not None},
        warnings=tuple(_warnings(page, reading, sites)),
    )


def _without_lists(page: Page, reading: Reading) -> tuple[list[Site], frozenset[int]]:
    """Leave out labels that stand in a row with nothing under them: a roster without a heading."""
    sites = reading.sites
    if reading.grammar.doubled:
        return list(sites), frozenset()
    listed: set[int] = set()
    run: list[int] = []
    for position in range(len(sites) + 1):
        if position < len(sites) and not has_speech(page, sites, position):
            run.append(position)
            continue
        # The last of the row may be a label that speech follows; at the end of the document it is none.
        if len(run) >= _FEWEST_LISTED or (run and position == len(sites)):
            listed |= set(run)
        run = []
    return (
        [site for position, site in enumerate(sites) if position not in listed],
        frozenset(sites[position].index for position in listed),
    )


def _by_line(sites: Sequence[Site]) -> dict[int, list[Site]]:
    out: dict[int, list[Site]] = {}
    for site in sites:
        out.setdefault(site.index, []).append(site)
    return out


def _label_line(page: Page, sites: Sequence[Site], line: Line, draft: _Draft) -> LaidLine:
    first = sites[0]
    if not draft.blocks and line.text[page.offsets.get(first.index, 0) : first.start].strip():
        draft.blocks.append(Block(0, None, line.number))  # somebody speaks before the first label
    start = len(draft.blocks) - 1
    if first.place is Place.LINE and len(sites) == 1:
        _open(draft, line, first)
        return LaidLine(Kind.LABEL, len(draft.blocks) - 1)
    spans: list[Span] = []
    limits = [*(one.start for one in sites[1:]), len(line.text)]
    for site, limit in zip(sites, limits, strict=True):
        label, end = site.label, site.end
        if site.place is Place.START:
            label, end = past_detail(line.text, site, page.roster.get(fold(site.label.name)))
        _open(draft, line, replace(site, label=label))
        end = min(end, limit)
        spans.append(Span(site.start, end, Kind.LABEL, len(draft.blocks) - 1))
    before = line.text[page.offsets.get(first.index, 0) : spans[0].start].strip()
    if not before:
        start = spans[0].block
    filled = before or line.text[spans[0].end :].strip()
    kind = speech_kind(draft.blocks[-1]) if filled else Kind.LABEL
    return LaidLine(kind, start, tuple(spans))


def _open(draft: _Draft, line: Line, site: Site) -> None:
    """Open a block, unless the label is the second of a doubled one or that of a partner line."""
    blocks = draft.blocks
    if blocks and _continues(draft, line, site):
        if site.label != blocks[-1].label:
            blocks[-1] = replace(blocks[-1], also=(*blocks[-1].also, site.label))
        return
    blocks.append(Block(len(blocks), site.label, line.number))


def _continues(draft: _Draft, line: Line, site: Site) -> bool:
    if line.partner is not None and line.partner < line.number:
        return True
    last = draft.blocks[-1]
    above = draft.last_filled
    return (
        above is not None
        and draft.laid[above].kind is Kind.LABEL
        and last.label is not None
        and fold(last.label.text) == fold(site.label.text)
        and last.first_line == above + 1
    )


def _warnings(page: Page, reading: Reading, sites: Sequence[Site]) -> Iterator[str]:
    yield from about_furniture(page)
    if not reading.grammar.common:
        example = next(iter(sites)).label.text
        yield f"W_LABEL_STYLE: labels are read as {reading.grammar.name!r}, such as {example!r}"
    first = sites[0]
    above = [line for index, line in enumerate(page.lines[: first.index]) if index not in page.skipped]
    before = [line for line in above if _like_speech(line.text)]
    if before:
        yield f"W_UNATTRIBUTED: {len(before)} lines before the first label are taken for notices, first line {before[0].number}"


def _like_speech(text: str) -> bool:
    text = text.strip()
    return text.endswith((".", "?", "!", "。", "？", "！")) and not is_notice(text)
