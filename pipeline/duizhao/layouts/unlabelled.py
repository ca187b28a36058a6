"""Documents that no grammar lays out: the source names the speakers, or nobody does."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from duizhao.labels import parse_label
from duizhao.layouts.around import is_date, is_notice, with_notes
from duizhao.layouts.grammar import FLAT, GIVEN
from duizhao.layouts.laying import about_furniture, line_under, speech_kind, tag_partners, text_of, with_tags
from duizhao.layouts.page import Page, is_strong
from duizhao.markers import is_marker_line
from duizhao.records import Block, LaidLine, Layout, Line, Span
from duizhao.vocabulary import Kind

# Fewer lines than this are no list of labels.
_FEWEST_LISTED = 3


def given(lines: Sequence[Line]) -> Layout:
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
        under = line_under(block, line.text) if not spans else LaidLine(speech_kind(block), block.index)
        laid.append(replace(under, spans=spans))
    return Layout(GIVEN, 1.0, tuple(laid), tuple(blocks), margin=1.0)


def labels_only(page: Page) -> Layout | None:
    """Lay out a document of nothing but labels; null where a line is none."""
    filled = [line for index, line in enumerate(page.lines) if line.text.strip() and index not in page.skipped]
    labels = [parse_label(line.text) for line in filled]
    if len(labels) < _FEWEST_LISTED or any(label is None for label in labels):
        return None
    if not any(is_strong(label) for label in labels if label is not None):
        return None
    return Layout(FLAT, 0.0, tuple(LaidLine(Kind.LABEL) for _ in page.lines), ())


def flat(page: Page) -> Layout:
    """Lay out a document without labels: each paragraph is a block of its own."""
    lines = page.lines
    blocks: list[Block] = []
    laid: list[LaidLine] = []
    for index, line in enumerate(lines):
        text = text_of(page, index)
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
        with_notes(lines, with_tags(page, laid)),
        tuple(blocks),
        roster=tuple(page.roster.values()),
        partners=tag_partners(page, laid),
        warnings=tuple(about_furniture(page)),
    )
