"""What a user should know of a transcript: its warnings (`duizhao.codes`), and whether anybody speaks in it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from duizhao.errors import InputError
from duizhao.records import Attribution, Document, Layout, Segment
from duizhao.vocabulary import Kind, Lang

# Loops that fold away more characters than this spoil what is measured on a call; so does a line that comes back this
# often (operators' formulas come back a dozen times).
_MANY_FOLDED = 2000
_MANY_LINES, _LONG_LINE = 50, 20


def require_speech(document: Document, segments: Sequence[Segment]) -> None:
    """Refuse a document in which nobody says anything.

    Raises:
        InputError: No segment of speech holds a letter (``E_NO_SPEECH``).
    """
    if not any(one.kind is Kind.SPEECH and one.lang is not Lang.NONE for one in segments):
        raise InputError(
            f"{document.source} holds no speech: labels, notices or marks only",
            code="E_NO_SPEECH",
            help="give the whole transcript",
        )


def warn(document: Document, layout: Layout, segments: Sequence[Segment], attribution: Attribution) -> Iterator[str]:
    """Yield the warnings about a transcript, each a code and what was found."""
    yield from document.warnings
    yield from layout.warnings
    speech = [one for one in segments if one.kind is Kind.SPEECH]
    if not layout.labelled:
        yield f"W_UNLABELLED: {len(speech):,} sentences"
    if attribution.passes > 1:
        yield f"W_REPEATED_CALL: {attribution.passes} passes"
    folded = sum(len(one.text) - len(one.clean) for one in speech if "loop" in one.flags)
    if folded > _MANY_FOLDED:
        first = next(one.line for one in speech if "loop" in one.flags)
        yield f"W_REPETITION: {folded:,} characters of loops, first in line {first}"
    often = Counter(line.text for line in document.lines if len(line.text) >= _LONG_LINE).most_common(1)
    if often and often[0][1] >= _MANY_LINES:
        yield f"W_REPETITION: one line {often[0][1]:,} times: {often[0][0][:40]!r}"
    foreign = [one for one in speech if one.lang is Lang.OTHER]
    if foreign:
        yield f"W_EXTRA_LANGUAGE: {len(foreign):,} sentences, first in line {foreign[0].line}"
