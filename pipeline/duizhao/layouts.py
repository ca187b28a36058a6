"""Layouts: which lines are labels, speech, notices or notes.

A grammar is a declaration (`Grammar`) of how labels are printed; one engine tries each on the whole document and
scores it by the share of the text that it explains. A document that none explains is `flat`: it goes down the
unlabelled path, never to a wrong grammar.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import pairwise
from types import MappingProxyType

from duizhao.labels import is_generic, is_placeholder, parse_label, title_role
from duizhao.markers import is_marker_line
from duizhao.records import Block, Document, Label, LaidLine, Layout, Line
from duizhao.vocabulary import Kind, Role


@dataclass(frozen=True, slots=True)
class Grammar:
    """How a layout prints speaker labels.

    Attributes:
        name: What the corpus calls it.
        inline: Labels end with a colon, and speech follows in the same line; otherwise labels fill lines.
        doubled: Each label stands twice, in two lines.
    """

    name: str
    inline: bool = False
    doubled: bool = False


GRAMMARS: Mapping[str, Grammar] = MappingProxyType(
    {
        grammar.name: grammar
        for grammar in (
            Grammar("double-labelled", doubled=True),
            Grammar("name-line"),
            Grammar("colon", inline=True),
        )
    }
)

FLAT = "flat"
# A grammar must explain this share of the characters. The labelled development transcripts are explained to .97 and
# more; with label-less text the best wrong grammar stays under .3.
_ENOUGH = 0.6
_FEWEST_LABELS = 2
# A notice is a paragraph; a whole call in one line may well speak of its transcript.
_LONGEST_NOTICE = 1200
_LONGEST_NOTE = 400
_COLON = re.compile(r"^(\s*(?:[-*•]\s*)?)([^:：]{1,90})[:：]")
_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?"
_DATE = re.compile(
    rf"\s*(?:date\s*[:：]\s*)?(?:\w+day,?\s+)?(?:\d{{1,4}}[/.-]\d{{1,2}}[/.-]\d{{1,4}}|{_MONTH}\s+\d{{1,2}},?\s+\d{{4}}|\d{{1,2}}\s+{_MONTH},?\s+\d{{4}}"
    r"|\d{4}\s*年\s*\d{1,2}\s*月\s*\d{1,2}\s*日)(?:[ ,T]*\d{1,2}:\d{2}(?::\d{2})?\s*(?:[ap]\.?m\.?)?\s*\w{0,4})?\s*",
    re.IGNORECASE,
)
# What stands around a call and is not said in it: notices of those who publish, and their notes at the end.
_NOTICE = re.compile(
    r"transcript\b.{0,80}\b(?:generated|provided|contains? errors|edited|accuracy|copyright|may not be)|no representation|all rights reserved|"
    r"(?:computer|machine)[ -]generated|automatic speech recognition|has not been (?:reviewed|checked)|使用警[語语]|免[責责][聲声]明|[僅仅]供[參参]考|逐字稿|[機机]器翻[譯译]|文字[記记][錄录]|會議紀要|会议纪要|"
    r"earnings (?:conference )?call(?: transcript)?\s*$|transcript\s*$|[電电][話话][會会][議议](?:[實实][錄录]|[紀纪]要)?\s*$",
    re.IGNORECASE,
)
_NOTE = re.compile(
    r"(?:statements?|portions?|parts?|passages?|sections?)\b.{0,60}\b(?:transcript|record)\b.{0,120}\binterpreter|"
    r"interpreter (?:was|were) provided by|(?:[筆笔记記][錄录]|逐字稿).{0,40}(?:口[譯译][員员]|翻[譯译]人?[員员]?)|^\W*end of (?:the )?(?:transcript|call)\W*$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class _Found:
    """A label line: its index, label and the offset where an inline label ends."""

    at: int
    label: Label
    end: int


def lay_out(document: Document) -> Layout:
    """Find the layout of a document.

    Returns:
        The grammar that explains most of the text, or ``flat``; one `LaidLine` per physical line. Lines before the
        first label are notices or dates, lines after the last speech that speak of the transcript are notes.
    """
    best: tuple[float, str, list[_Found]] = (0.0, FLAT, [])
    for grammar in GRAMMARS.values():
        found = _labels(document.lines, grammar)
        score = _score(document.lines, found, grammar)
        if score > best[0]:
            best = (score, grammar.name, found)
    if best[0] < _ENOUGH:
        return _flat(document.lines)
    return _labelled(document.lines, best[2], best[1], best[0])


def _labels(lines: tuple[Line, ...], grammar: Grammar) -> list[_Found]:
    candidates = [found for at, line in enumerate(lines) if (found := _candidate(at, line.text, grammar))]
    if grammar.doubled:
        doubled = {found.label.text for found, following in pairwise(candidates) if found.label == following.label}
        return [found for found in candidates if found.label.text in doubled]
    times = Counter(found.label.name for found in candidates)
    titled = {found.label.name for found in candidates if _strong(found.label)}
    # A bare name is a label when it is one elsewhere with a title, or comes back: names once alone on a line are as
    # often headings.
    return [
        found
        for found in candidates
        if _strong(found.label) or found.label.name in titled or times[found.label.name] > 1
    ]


def _candidate(at: int, text: str, grammar: Grammar) -> _Found | None:
    if not text.strip() or is_marker_line(text):
        return None
    if not grammar.inline:
        label = parse_label(text)
        return _Found(at, label, len(text)) if label else None
    prefix = _COLON.match(text)
    label = parse_label(prefix[2]) if prefix else None
    return _Found(at, label, prefix.end()) if prefix and label else None


def _strong(label: Label) -> bool:
    return is_generic(label.name) or is_placeholder(label.name) or title_role(label.title) is not None


def _score(lines: tuple[Line, ...], found: list[_Found], grammar: Grammar) -> float:
    """Return the share of the non-blank characters under labels, less what speaks against the grammar."""
    spoken = [found_at for found_at in found if _has_speech(lines, found_at)]
    if len(spoken) < _FEWEST_LABELS or len({one.label.name for one in found}) < _FEWEST_LABELS:
        return 0.0
    total = sum(len(line.text.split()) and len(line.text.strip()) for line in lines)
    under = sum(len(line.text.strip()) for line in lines[found[0].at :])
    # Labels with nothing under them are a roster or headings, unless the grammar prints each twice.
    filled = len(spoken) / len(found) * (2 if grammar.doubled else 1)
    return under / total * min(1.0, 0.5 + filled / 2) if total else 0.0


def _has_speech(lines: tuple[Line, ...], found: _Found) -> bool:
    rest = lines[found.at].text[found.end :].strip()
    if rest:
        return True
    following = next((line.text for line in lines[found.at + 1 :] if line.text.strip()), "")
    return bool(following) and following.strip() != found.label.text and parse_label(following) is None


def _labelled(lines: tuple[Line, ...], found: list[_Found], name: str, score: float) -> Layout:
    at = {one.at: one for one in found}
    blocks: list[Block] = []
    laid: list[LaidLine] = []
    for index, line in enumerate(lines):
        one = at.get(index)
        if one is not None:
            if not _continues(blocks, laid, line, one):
                blocks.append(Block(len(blocks), one.label, line.number))
            elif one.label != blocks[-1].label:
                blocks[-1] = replace(blocks[-1], also=(*blocks[-1].also, one.label))
            inline = one.end < len(line.text.rstrip())
            kind = _speech_kind(blocks[-1]) if inline else Kind.LABEL
            laid.append(LaidLine(kind, len(blocks) - 1, one.end))
        elif not blocks:
            laid.append(LaidLine(Kind.DATE if _DATE.fullmatch(line.text) else Kind.NOTICE))
        else:
            laid.append(_line_under(blocks[-1], line))
    return Layout(name, score, _with_notes(lines, laid), tuple(blocks))


def _with_notes(lines: tuple[Line, ...], laid: list[LaidLine]) -> tuple[LaidLine, ...]:
    """Make notes of the lines at the end that speak of the transcript; in the middle somebody says such things."""
    out = list(laid)
    for index in reversed(range(len(out))):
        text = lines[index].text
        if text.strip() and out[index].kind is not Kind.NOTE:
            if out[index].kind is not Kind.SPEECH or out[index].label_end or not _is_note(text):
                break
            out[index] = LaidLine(Kind.NOTE)
    return tuple(out)


def _is_note(text: str) -> bool:
    return len(text) <= _LONGEST_NOTE and _NOTE.search(text) is not None


def _continues(blocks: list[Block], laid: list[LaidLine], line: Line, found: _Found) -> bool:
    """Whether a label opens no new block: the second of a doubled one, or that of a partner line."""
    if not blocks:
        return False
    if line.partner is not None and line.partner < line.number:
        return True
    return laid[-1].kind is Kind.LABEL and blocks[-1].label == found.label and blocks[-1].first_line == line.number - 1


def _speech_kind(block: Block) -> Kind:
    return Kind.NOTE if block.label is not None and title_role(block.label.name) is Role.EDITOR else Kind.SPEECH


def _line_under(block: Block, line: Line) -> LaidLine:
    if is_marker_line(line.text):
        return LaidLine(Kind.MARKER, block.index)
    kind = _speech_kind(block)
    return LaidLine(kind, block.index if kind is Kind.SPEECH else -1)


def _flat(lines: tuple[Line, ...]) -> Layout:
    blocks: list[Block] = []
    laid: list[LaidLine] = []
    for line in lines:
        if _DATE.fullmatch(line.text):
            laid.append(LaidLine(Kind.DATE))
        elif not blocks and len(line.text) <= _LONGEST_NOTICE and _NOTICE.search(line.text):
            laid.append(LaidLine(Kind.NOTICE))
        elif is_marker_line(line.text):
            laid.append(LaidLine(Kind.MARKER, len(blocks) - 1))
        else:
            if line.text.strip():
                blocks.append(Block(len(blocks), None, line.number))
            laid.append(LaidLine(Kind.SPEECH, len(blocks) - 1))
    return Layout(FLAT, 1.0 if blocks else 0.0, _with_notes(lines, laid), tuple(blocks))
