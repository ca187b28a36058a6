"""The engine: one for all grammars. It turns the labels of the best reading into blocks and kinds of lines."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from duizhao.labels import parse_label, title_role
from duizhao.layouts.around import end_matter, is_date, is_end_heading, is_notice, with_notes
from duizhao.layouts.choice import Reading, choose, has_speech
from duizhao.layouts.details import past_detail
from duizhao.layouts.furniture import find_furniture, is_heading, is_rule
from duizhao.layouts.grammar import Grammar, Place, shipped
from duizhao.layouts.page import Page, Site, is_strong
from duizhao.layouts.roster import find_roster
from duizhao.layouts.tags import Tags, find_tags
from duizhao.markers import is_marker_line
from duizhao.names import fold
from duizhao.records import Block, Document, Label, LaidLine, Layout, Line, Span
from duizhao.vocabulary import Kind, Role

FLAT, GIVEN = "flat", "given"
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
        return _given(document.lines)
    known = (*grammars, *shipped())
    page = _page(document.lines, known)
    reading, margin = choose(page, known)
    if reading is None:
        return _labels_only(page) or _flat(page)
    return _labelled(page, reading, margin)


def _page(lines: Sequence[Line], grammars: Sequence[Grammar]) -> Page:
    own = [pattern for grammar in grammars for pattern in (*grammar.headings, *grammar.furniture)]
    furniture = find_furniture(lines) | {
        index for index, line in enumerate(lines) if any(pattern.fullmatch(line.text) for pattern in own)
    }
    patterns = [grammar.tag for grammar in grammars if grammar.tag is not None]
    pattern, tags = next(((tag, found) for tag in patterns if (found := find_tags(lines, tag))), (None, Tags()))
    lines = tuple(replace(line, partner=tags.partners.get(line.number, line.partner)) for line in lines)
    roster = find_roster(lines, furniture | tags.echoes)
    signs = {index for index, line in enumerate(lines) if is_sign(line.text[tags.offsets.get(index, 0) :])}
    titles: dict[str, Label] = {}
    for label in roster.people:
        if label.title:
            titles[fold(label.title)] = label
    several = [fold(label.title) for label in roster.people]
    return Page(
        lines,
        frozenset(furniture | tags.echoes | roster.lines | signs),
        {fold(label.name): label for label in roster.people},
        {title: label for title, label in titles.items() if several.count(title) == 1},
        tags.offsets,
        pattern,
        furniture,
    )


def is_sign(text: str) -> bool:
    """Whether a line is a rule or a heading whatever the layout."""
    return is_rule(text) or is_heading(text) or is_end_heading(text)


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
            draft.laid.append(LaidLine(Kind.DATE if is_date(line.text) else Kind.NOTICE))
        elif line.partner in labels:  # a label's translation, in whatever form
            draft.laid.append(LaidLine(Kind.LABEL, len(draft.blocks) - 1))
        else:
            draft.laid.append(_line_under(draft.blocks[-1], line))
        if line.text.strip():
            draft.last_filled = index
    return Layout(
        reading.grammar.name,
        reading.score,
        with_notes(lines, [_tagged(page, index, one) for index, one in enumerate(draft.laid)]),
        tuple(draft.blocks),
        margin=margin,
        roster=(*page.roster.values(), *(site.label for site in reading.sites if site.index in listed)),
        partners=_partners(page),
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
    start = len(draft.blocks) - 1
    if first.place is Place.LINE and len(sites) == 1:
        _open(draft, line, first)
        return LaidLine(Kind.LABEL, len(draft.blocks) - 1)
    spans: list[Span] = []
    offset = page.offsets.get(first.index, 0)
    before = line.text[offset : first.start].strip()
    if before and start < 0:  # nobody holds what stands before the first label
        spans.append(Span(offset, first.start, Kind.NOTICE, start))
    for site, limit in zip(sites, [*(one.start for one in sites[1:]), len(line.text)], strict=True):
        _open(draft, line, site)
        listed = page.roster.get(fold(site.label.name))
        end = min(past_detail(line.text, site, listed), limit) if site.place is Place.START else site.end
        spans.append(Span(site.start, end, Kind.LABEL, len(draft.blocks) - 1))
    if not before:
        start = spans[0].block
    filled = before or line.text[spans[0].end :].strip()
    kind = _speech_kind(draft.blocks[-1]) if filled else Kind.LABEL
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


def _speech_kind(block: Block) -> Kind:
    return Kind.NOTE if block.label is not None and title_role(block.label.name) is Role.EDITOR else Kind.SPEECH


def _line_under(block: Block, line: Line) -> LaidLine:
    if is_marker_line(line.text):
        return LaidLine(Kind.MARKER, block.index)
    kind = _speech_kind(block)
    return LaidLine(kind, block.index if kind is Kind.SPEECH else -1)


def _warnings(page: Page, reading: Reading, sites: Sequence[Site]) -> Iterator[str]:
    yield from _about_furniture(page)
    if not reading.grammar.common:
        example = next(iter(sites)).label.text
        yield f"W_LABEL_STYLE: labels are read as {reading.grammar.name!r}, such as {example!r}"
    first = sites[0]
    above = [line for index, line in enumerate(page.lines[: first.index]) if index not in page.skipped]
    beside = page.lines[first.index]
    above.append(replace(beside, text=beside.text[: first.start]))
    before = [line for line in above if _like_speech(line.text)]
    if before:
        yield f"W_UNATTRIBUTED: {len(before)} lines before the first label are taken for notices, first line {before[0].number}"


def _about_furniture(page: Page) -> Iterator[str]:
    if page.furniture:
        first = page.lines[min(page.furniture)]
        yield (
            f"W_PAGE_FURNITURE: {len(page.furniture)} lines of page numbers, running heads and feet, first line "
            f"{first.number}: {first.text.strip()[:40]!r}"
        )


def _like_speech(text: str) -> bool:
    text = text.strip()
    return text.endswith((".", "?", "!", "。", "？", "！")) and not is_notice(text)


def _given(lines: Sequence[Line]) -> Layout:
    """Take the speakers that the source's structure names."""
    blocks: list[Block] = []
    laid: list[LaidLine] = []
    for line in lines:
        translates = line.partner is not None and line.partner < line.number
        another = not blocks or line.label_end or blocks[-1].label != line.label
        if line.label is not None and another and not translates:
            blocks.append(Block(len(blocks), line.label, line.number))
        if not blocks:
            laid.append(LaidLine(Kind.DATE if is_date(line.text) else Kind.NOTICE))
            continue
        block = blocks[-1]
        spans = (Span(0, line.label_end, Kind.LABEL, block.index),) if line.label_end else ()
        under = _line_under(block, line) if not spans else LaidLine(_speech_kind(block), block.index)
        laid.append(replace(under, spans=spans))
    return Layout(GIVEN, 1.0, tuple(laid), tuple(blocks), margin=1.0)


def _labels_only(page: Page) -> Layout | None:
    """Lay out a document of nothing but labels; null where a line is none."""
    filled = [line for index, line in enumerate(page.lines) if line.text.strip() and index not in page.skipped]
    labels = [parse_label(line.text) for line in filled]
    if len(labels) < _FEWEST_LISTED or any(label is None for label in labels):
        return None
    if not any(is_strong(label) for label in labels if label is not None):
        return None
    return Layout(FLAT, 0.0, tuple(LaidLine(Kind.LABEL) for _ in page.lines), ())


def _flat(page: Page) -> Layout:
    lines = page.lines
    blocks: list[Block] = []
    laid: list[LaidLine] = []
    for index, line in enumerate(lines):
        if is_date(line.text):
            laid.append(LaidLine(Kind.DATE))
        elif index in page.skipped or (not blocks and is_notice(line.text)):
            laid.append(LaidLine(Kind.NOTICE))
        elif is_marker_line(line.text):
            laid.append(LaidLine(Kind.MARKER, len(blocks) - 1))
        else:
            if line.text.strip():
                blocks.append(Block(len(blocks), None, line.number))
            laid.append(LaidLine(Kind.SPEECH, len(blocks) - 1))
    laid = [_tagged(page, index, one) for index, one in enumerate(laid)]
    return Layout(
        FLAT,
        1.0 if blocks else 0.0,
        with_notes(lines, laid),
        tuple(blocks),
        roster=tuple(page.roster.values()),
        partners=_partners(page),
        warnings=tuple(_about_furniture(page)),
    )


def _tagged(page: Page, index: int, laid: LaidLine) -> LaidLine:
    """Set a line's tag apart from what it says."""
    end = page.offsets.get(index, 0)
    if not end or laid.kind not in (Kind.SPEECH, Kind.LABEL, Kind.MARKER):
        return laid
    block = laid.block
    return replace(laid, spans=(Span(0, end, Kind.NOTICE, block), *laid.spans))


def _partners(page: Page) -> dict[int, int]:
    return {line.number: line.partner for line in page.lines if line.partner is not None} if page.offsets else {}
