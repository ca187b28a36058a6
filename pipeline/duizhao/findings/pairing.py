"""Findings about a text and its translation: what is missing, copied, shifted, or differs in figures."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from duizhao.gap_records import Discrepancy
from duizhao.records import Alignment, Attribution, Segment
from duizhao.vocabulary import Delivery, Kind, Level, Relation

_FAILED = re.compile(
    r"[\[(（【]?\s*(?:翻[譯译]失[敗败]|translation (?:failed|error|unavailable|missing))\s*[\])）】]?", re.IGNORECASE
)
_UNTRANSLATED, _FEWEST_BARE = 0.1, 5
_FEWEST_COPIED = 2
_FEWEST_SHIFTED = 3


def about_translations(
    segments: Sequence[Segment],
    attribution: Attribution,
    alignments: Sequence[Alignment],
    discrepancies: Sequence[Discrepancy],
) -> Iterator[str]:
    """Yield what is to be known of translations; nothing where no line translates another."""
    beads = [bead for bead in alignments if bead.relation is Relation.TRANSLATION and bead.level is Level.PASSAGE]
    if not beads:
        return
    translated = {index for bead in beads if bead.target for index in bead.source}
    machine = {at for at, delivery in attribution.deliveries.items() if delivery is Delivery.MACHINE_TRANSLATION}
    speech = [one for one in segments if one.kind is Kind.SPEECH and one.block >= 0]
    bare = [one for one in speech if one.index not in translated and one.index not in machine]
    originals = sum(one.index not in machine for one in speech)
    failed = [one for one in speech if _FAILED.fullmatch(one.text.strip())]
    if failed or (len(bare) >= _FEWEST_BARE and len(bare) > _UNTRANSLATED * originals):
        first = min((one.line for one in (*failed, *bare)), default=0)
        yield f"W_LOW_COVERAGE: {len(bare) + len(failed)} sentences have no translation, first in line {first}"
    copied = [
        other
        for one, other in pairwise(speech)
        if one.block == other.block
        and one.line != other.line
        and one.text == other.text
        and any(map(str.isalpha, one.text))
    ]
    if len(copied) >= _FEWEST_COPIED:
        yield f"W_UNTRANSLATED: {len(copied)} lines stand twice in one language, first line {copied[0].line}"
    if _shifted(beads, segments):
        yield "W_SHIFTED: translations stand off their lines; they were paired by figures and names"
    wrong = [one for one in discrepancies if one.relation is Relation.TRANSLATION and one.type == "quantity"]
    if wrong:
        yield f"W_NUMBER_MISMATCH: {len(wrong)} amounts differ between text and translation"


def _shifted(beads: Sequence[Alignment], segments: Sequence[Segment]) -> bool:
    """Whether most lines are aligned with another line than the next one."""
    lines = sorted({one.line for one in segments if one.kind is Kind.SPEECH})
    place = {line: position for position, line in enumerate(lines)}
    steps = sorted(
        abs(place[segments[bead.target[0]].line] - place[segments[bead.source[0]].line])
        for bead in beads
        if bead.source
        and bead.target
        and {segments[bead.target[0]].line, segments[bead.source[0]].line} <= place.keys()
    )
    return len(steps) >= _FEWEST_SHIFTED and steps[len(steps) // 2] > 1
