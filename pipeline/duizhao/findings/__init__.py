"""What a user should know of a transcript: its warnings (`duizhao.codes`), and what is refused after reading.

`talk` looks at languages and repetition, `labelling` at labels and people, `pairing` at text and translation.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from duizhao.errors import InputError
from duizhao.findings.labelling import about_labels
from duizhao.findings.pairing import about_translations
from duizhao.findings.talk import about_talk, weigh
from duizhao.gap_records import Discrepancy
from duizhao.records import Alignment, Attribution, Document, Layout, Segment
from duizhao.vocabulary import Kind, Lang

# Above this share of the talk in another language little is left that can be attributed or aligned.
_MOST_FOREIGN, _FEWEST_FOREIGN = 1 / 3, 3


def require_speech(document: Document, segments: Sequence[Segment]) -> None:
    """Refuse a document in which nobody says anything, or too little in English or Chinese.

    Raises:
        InputError: No segment of speech holds a letter (``E_NO_SPEECH``), or more than a third of the speech is in
            neither English nor Chinese (``E_LANGUAGE``).
    """
    speech = [one for one in segments if one.kind is Kind.SPEECH and one.lang is not Lang.NONE]
    if not speech:
        raise InputError(
            f"{document.source} holds no speech: labels, notices or marks only",
            code="E_NO_SPEECH",
            help="give the whole transcript",
        )
    sizes = [(one, weigh(one.text)) for one in speech]
    foreign = sum(size for one, size in sizes if one.lang is Lang.OTHER)
    total = sum(size for _, size in sizes)
    if foreign > _MOST_FOREIGN * total and sum(one.lang is Lang.OTHER for one in speech) >= _FEWEST_FOREIGN:
        first = next(one.line for one in speech if one.lang is Lang.OTHER)
        share = f"{foreign / total:.0%} of the talk"
        raise InputError(
            f"{document.source}: {share} is in neither English nor Chinese, first in line {first}",
            code="E_LANGUAGE",
            help="duizhao reads English and Chinese",
        )


def warn(  # noqa: PLR0917 - the layers, in their order
    document: Document,
    layout: Layout,
    segments: Sequence[Segment],
    attribution: Attribution,
    alignments: Sequence[Alignment],
    discrepancies: Sequence[Discrepancy],
) -> Iterator[str]:
    """Yield the warnings about a transcript, each a code and what was found."""
    yield from document.warnings
    yield from layout.warnings
    yield from about_talk(document, layout, segments, attribution)
    yield from about_labels(layout, segments, attribution)
    yield from about_translations(segments, attribution, alignments, discrepancies)
