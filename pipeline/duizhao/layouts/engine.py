"""The engine: one for all grammars. It turns the labels of the best reading into blocks and kinds of lines."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from duizhao.labels import parse_label, title_role
from duizhao.layouts.around import end_matter, is_date, is_end_heading, is_notice, with_notes
from duizhao.layouts.choice import Reading, choose, has_speech
from duizhao.layouts.details import past_detail
from duizhao.layouts.furniture import find_furniture, is_heading, is_rule
from duizhao.layouts.grammar import FLAT, GIVEN, Grammar, Place, shipped
from duizhao.layouts.page import Page, Site, is_strong
from duizhao.layouts.roster import find_roster
from duizhao.layouts.tags import Tags, find_tags
from duizhao.markers import is_marker_line
from duizhao.names import fold
from duizhao.records import Block, Document, Label, LaidLine, Layout, Line, Span
from duizhao.vocabulary import Kind, Role

_LOWER = re.compile(r"\b[a-z]{2,}\b")
# So many labels in a row with nothing under them are a roster.
_FEWEST_LISTED = 3
_UNSAID = (Kind.NOTICE, Kind.DATE)


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
    translations = frozenset(number - 1 for number, other in tags.partners.items() if other < number)
    bare = [replace(line, text=line.text[tags.offsets.get(index, 0) :]) for index, line in enumerate(lines)]
    roster = find_roster(bare, furniture | tags.echoes | translations)
    signs = {index for index, line in enumerate(bare) if is_sign(line.text)}
    unsaid = furniture | tags.echoes | roster.lines | signs
    # What translates a heading or an entry is no speech either.
    unsaid |= {index for index in translations if tags.partners[index + 1] - 1 in unsaid}
    titles: dict[str, Label] = {}
    for label in roster.people:
        if label.title:
            titles[fold(label.title)] = label
    several = [fold(label.title) for label in roster.people]
    return Page(
        lines,
        frozenset(unsaid),
        {fold(label.name): label for label in roster.people},
        {title: label for title, label in titles.items() if several.count(title) == 1},
        tags.offsets,
        pattern,
        furniture,
        frozenset(word for line in lines for word in _LOWER.findall(line.text)),
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
            draft.laid.append(LaidLine(Kind.DATE if is_date(_text(page, index)) else Kind.NOTICE))
        elif line.partner in labels:  # a label's translation, in whatever form
            draft.laid.append(LaidLine(Kind.LABEL, len(draft.blocks) - 1))
        else:
            draft.laid.append(_line_under(draft.blocks[-1], _text(page, index)))
        if line.text.strip():
            draft.last_filled = index
    return Layout(
        reading.grammar.name,
        reading.score,
        with_notes(lines, _tagged(page, draft.laid)),
        tuple(draft.blocks),
        margin=margin,
        roster=(*page.roster.values(), *(site.label for site in reading.sites if site.index in listed)),
        partners=_partners(page, draft.laid),
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
    for site in sites:
        label, end = site.label, site.end
        if site.place is Place.START:
            label, end = past_detail(line.text, site, page.roster.get(fold(site.label.name)))
        _open(draft, line, replace(site, label=label))
        spans.append(Span(site.start, end, Kind.LABEL, len(draft.blocks) - 1))
    offset = page.offsets.get(first.index, 0)
    before = line.text[offset : spans[0].start].strip()
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


def _text(page: Page, index: int) -> str:
    """Return a line without its tag."""
    return page.lines[index].text[page.offsets.get(index, 0) :]


def _line_under(block: Block, text: str) -> LaidLine:
    if is_marker_line(text):
        return LaidLine(Kind.MARKER, block.index)
    kind = _speech_kind(block)
    return LaidLine(kind, block.index if kind is Kind.SPEECH else -1)


def _warnings(page: Page, reading: Reading, sites: Sequence[Site]) -> Iterator[str]:
    yield from _about_furniture(page)
    if not reading.grammar.common:
        example = next(iter(sites)).label.text
        yield f"W_LABEL_STYLE: labels are read as {reading.grammar.name!r}, such as {example!r}"
    before = [
        line
        for index, line in enumerate(page.lines[: sites[0].index])
        if index not in page.skipped and _like_speech(line.text)
    ]
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
        under = _line_under(block, line.text) if not spans else LaidLine(_speech_kind(block), block.index)
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
        text = _text(page, index)
        if is_date(text):
            laid.append(LaidLine(Kind.DATE))
        elif index in page.skipped or (not blocks and is_notice(text)):
            laid.append(LaidLine(Kind.NOTICE))
        elif is_marker_line(text):
            laid.append(LaidLine(Kind.MARKER, len(blocks) - 1))
        else:
            if text.strip():
                blocks.append(Block(len(blocks), None, line.number))
            laid.append(LaidLine(Kind.SPEECH, len(blocks) - 1))
    return Layout(
        FLAT,
        1.0 if blocks else 0.0,
        with_notes(lines, _tagged(page, laid)),
        tuple(blocks),
        roster=tuple(page.roster.values()),
        partners=_partners(page, laid),
        warnings=tuple(_about_furniture(page)),
    )


def _tagged(page: Page, laid: Sequence[LaidLine]) -> list[LaidLine]:
    """Set tags apart from what their lines say; what translates a notice or a date is one too."""
    out = list(laid)
    for index, one in enumerate(laid):
        end, partner = page.offsets.get(index, 0), page.lines[index].partner or len(laid)
        if one.kind is Kind.SPEECH and partner - 1 < index and out[partner - 1].kind in _UNSAID:
            out[index] = LaidLine(out[partner - 1].kind)
        elif end and one.kind in (Kind.SPEECH, Kind.LABEL, Kind.MARKER):
            out[index] = replace(one, spans=(Span(0, end, Kind.NOTICE, one.block), *one.spans))
    return out


def _partners(page: Page, laid: Sequence[LaidLine]) -> dict[int, int]:
    """Return the pairs that tags make; what stands under a stage direction does not translate it."""
    if not page.offsets:
        return {}
    markers = {number for number, one in enumerate(laid, 1) if one.kind is Kind.MARKER}
    pairs = ((line.number, line.partner) for line in page.lines if line.partner is not None)
    return {one: other for one, other in pairs if (one in markers) == (other in markers)}
