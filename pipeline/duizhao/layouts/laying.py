"""What lines become when they are laid out, whichever grammar won."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from duizhao.labels import title_role
from duizhao.layouts.page import Page
from duizhao.markers import is_marker_line
from duizhao.records import Block, LaidLine, Span
from duizhao.vocabulary import Kind, Role

_UNSAID = (Kind.NOTICE, Kind.DATE)


def speech_kind(block: Block) -> Kind:
    """Return what the words under a label are: an editor's are notes."""
    return Kind.NOTE if block.label is not None and title_role(block.label.name) is Role.EDITOR else Kind.SPEECH


def text_of(page: Page, index: int) -> str:
    """Return a line without its tag."""
    return page.lines[index].text[page.offsets.get(index, 0) :]


def line_under(block: Block, text: str) -> LaidLine:
    """Lay out a line of a block that holds no label."""
    if is_marker_line(text):
        return LaidLine(Kind.MARKER, block.index)
    kind = speech_kind(block)
    return LaidLine(kind, block.index if kind is Kind.SPEECH else -1)


def about_furniture(page: Page) -> Iterator[str]:
    """Tell of the page furniture that was set apart."""
    if page.furniture:
        first = page.lines[min(page.furniture)]
        yield (
            f"W_PAGE_FURNITURE: {len(page.furniture)} lines of page numbers, running heads and feet, first line "
            f"{first.number}: {first.text.strip()[:40]!r}"
        )


def with_tags(page: Page, laid: Sequence[LaidLine]) -> list[LaidLine]:
    """Set tags apart from what their lines say; what translates a notice or a date is one too."""
    out = list(laid)
    for index, one in enumerate(laid):
        end, partner = page.offsets.get(index, 0), page.lines[index].partner or len(laid)
        if one.kind is Kind.SPEECH and partner - 1 < index and out[partner - 1].kind in _UNSAID:
            out[index] = LaidLine(out[partner - 1].kind)
        elif end and one.kind in (Kind.SPEECH, Kind.LABEL, Kind.MARKER):
            out[index] = replace(one, spans=(Span(0, end, Kind.NOTICE, one.block), *one.spans))
    return out


def tag_partners(page: Page, laid: Sequence[LaidLine]) -> dict[int, int]:
    """Return the pairs that tags make; what stands under a stage direction does not translate it."""
    if not page.offsets:
        return {}
    markers = {number for number, one in enumerate(laid, 1) if one.kind is Kind.MARKER}
    pairs = ((line.number, line.partner) for line in page.lines if line.partner is not None)
    return {one: other for one, other in pairs if (one in markers) == (other in markers)}
