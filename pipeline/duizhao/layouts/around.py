"""What stands around a call and is not said in it: dates, notices of those who publish, notes and matter at the end."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from duizhao.layouts.furniture import is_rule
from duizhao.records import LaidLine, Line, Span
from duizhao.vocabulary import Kind

# A notice is a paragraph; a whole call in one line may well speak of its transcript.
_LONGEST_NOTICE = 1200
_LONGEST_NOTE = 400
_LONGEST_LAST = 20_000
_BRACKETED_NOTE = re.compile(
    r"[\[(](?:portions?|statements?|parts?|passages?|sections?)\b[^\n]{0,80}\b(?:transcript|record)\b[^\n]{0,160}\binterpreter[^\n]{0,60}[\])]\s*$",
    re.IGNORECASE,
)
_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?"
_DATE = re.compile(
    rf"\s*(?:date\s*[:：]\s*)?(?:\w+day,?\s+)?(?:\d{{1,4}}[/.-]\d{{1,2}}[/.-]\d{{1,4}}|{_MONTH}\s+\d{{1,2}},?\s+\d{{4}}|\d{{1,2}}\s+{_MONTH},?\s+\d{{4}}"
    r"|\d{4}\s*年\s*\d{1,2}\s*月\s*\d{1,2}\s*日)(?:[ ,T]*\d{1,2}:\d{2}(?::\d{2})?\s*(?:[ap]\.?m\.?)?\s*\w{0,4})?\s*",
    re.IGNORECASE,
)
_NOTICE = re.compile(
    r"transcript\b.{0,80}\b(?:generated|provided|contains? errors|edited|accuracy|copyright|may not be)|no representation|all rights reserved|"
    r"(?:computer|machine)[ -](?:generated|translated)|for reference only|translation notice|automatic speech recognition|has not been (?:reviewed|checked)|使用警[語语]|免[責责][聲声]明|[僅仅]供[參参]考|逐字稿|[機机]器翻[譯译]|文字[記记][錄录]|會議紀要|会议纪要|"
    r"earnings (?:conference )?call(?: transcript)?\s*$|transcript\s*$|[電电][話话][會会][議议](?:[實实][錄录]|[紀纪]要)?\s*$",
    re.IGNORECASE,
)
_NOTE = re.compile(
    r"(?:statements?|portions?|parts?|passages?|sections?)\b.{0,60}\b(?:transcript|record)\b.{0,120}\binterpreter|"
    r"interpreter (?:was|were) provided by|(?:[筆笔记記][錄录]|逐字稿).{0,40}(?:口[譯译][員员]|翻[譯译]人?[員员]?)|^\W*end of (?:the )?(?:transcript|call)\W*$",
    re.IGNORECASE,
)


# What publishers print after a call. Headings must be the whole line, sentences must open it.
_END_HEADING = re.compile(
    r"(?:duration:? \d+ minutes?|all earnings call transcripts|more [A-Z][\w.]* analysis|stocks mentioned)\W*",
    re.IGNORECASE,
)
_END_MATTER = re.compile(
    r"(?:disclaimer|disclosures?|forward[- ]looking statements?|legal notice|definitions|about (?:the )?\w[\w &.,]{2,40})\W*$|"
    r"this (?:article|document|transcript) (?:is|was|contains) |\*\s*average returns|copyright\b|©|the \w[\w ]{2,40} has (?:no position in|positions in)",
    re.IGNORECASE,
)


def is_end_heading(text: str) -> bool:
    """Whether a line is one that publishers of transcripts print after a call, and nothing else."""
    return _END_HEADING.fullmatch(text.strip()) is not None


def is_date(text: str) -> bool:
    """Whether a line holds a date and nothing else."""
    return _DATE.fullmatch(text) is not None


def is_notice(text: str) -> bool:
    """Whether a line tells how the transcript was made or may be used, or is its title."""
    return len(text) <= _LONGEST_NOTICE and _NOTICE.search(text) is not None


def with_notes(lines: Sequence[Line], laid: Sequence[LaidLine]) -> tuple[LaidLine, ...]:
    """Make notes of the lines at the end that speak of the transcript; in the middle somebody says such things."""
    out = list(laid)
    for index in reversed(range(len(out))):
        text = lines[index].text
        if text.strip() and out[index].kind not in (Kind.NOTE, Kind.NOTICE):
            bracketed = _BRACKETED_NOTE.search(text) if len(text) < _LONGEST_LAST else None
            behind = bracketed is not None and bool(text[: bracketed.start()].strip())
            if out[index].kind is not Kind.SPEECH or out[index].spans or behind or not _is_note(text):
                if bracketed is not None:
                    out[index] = _with_note(out[index], *bracketed.span())
                break
            out[index] = LaidLine(Kind.NOTE)
    return tuple(out)


def _with_note(laid: LaidLine, start: int, end: int) -> LaidLine:
    """Make a note of what stands in brackets at the end of the last line of speech, unless it is something else."""
    if any(span.end > start for span in laid.spans):
        return laid
    block = laid.spans[-1].block if laid.spans else laid.block
    return replace(laid, spans=(*laid.spans, Span(start, end, Kind.NOTE, block)))


def end_matter(lines: Sequence[Line], start: int, *, spoken: bool) -> int:
    """Return the index where what publishers print after a call begins.

    Args:
        lines: All lines.
        start: Index after the last label.
        spoken: Whether speech stands in the last label's line; some must stand before the end matter.
    """
    for index in range(start, len(lines)):
        text = lines[index].text.strip()
        if spoken and _END_MATTER.match(text):
            return index
        spoken = spoken or (bool(text) and not is_rule(text))
    return len(lines)


def _is_note(text: str) -> bool:
    return len(text) <= _LONGEST_NOTE and _NOTE.search(text) is not None
