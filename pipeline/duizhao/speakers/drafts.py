"""Turns while they are put together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from duizhao.markers import Sign, find_markers
from duizhao.records import Segment
from duizhao.speakers.people import Person
from duizhao.speakers.voices import language_runs, own_original
from duizhao.vocabulary import Delivery, Kind, Lang, Role, Voice


@dataclass(slots=True)
class Draft:
    """A turn while it is put together.

    Attributes:
        person: Whose remarks; null where nobody could be named.
        voice: Whose mouth.
        label: As printed, or null.
        confidence: Probability that person and voice are right.
        evidence: What they rest on.
        segments: Indices of its segments.
        deliveries: One per segment.
        role: Part in the call of somebody who could not be named; a person's own role counts else.
    """

    person: Person | None
    voice: Voice
    label: str | None
    confidence: float
    evidence: list[str]
    segments: list[int] = field(default_factory=list[int])
    deliveries: list[Delivery] = field(default_factory=list[Delivery])
    role: Role = Role.UNKNOWN
    apart: bool = False

    def tongue(self, segments: Sequence[Segment]) -> Lang:
        """Return the language of most of it, translation lines aside."""
        counts: Counter[Lang] = Counter()
        for index, delivery in zip(self.segments, self.deliveries, strict=True):
            if segments[index].kind is Kind.SPEECH and delivery is not Delivery.MACHINE_TRANSLATION:
                counts[segments[index].lang] += len(segments[index].text)
        return counts.most_common(1)[0][0] if counts else Lang.NONE

    def main_delivery(self, segments: Sequence[Segment]) -> Delivery:
        """Return the delivery of most of its characters, machine translations aside."""
        counts: Counter[Delivery] = Counter()
        for index, delivery in zip(self.segments, self.deliveries, strict=True):
            if delivery is not Delivery.MACHINE_TRANSLATION:
                counts[delivery] += len(segments[index].text)
        return counts.most_common(1)[0][0] if counts else Delivery.MACHINE_TRANSLATION


def merge(drafts: Sequence[Draft]) -> list[Draft]:
    """Join neighbours of one speaker and voice: another speaker or voice starts a turn, a label alone does not."""
    out: list[Draft] = []
    for draft in drafts:
        same = bool(out) and out[-1].person is draft.person and out[-1].voice is draft.voice
        if same and draft.person is not None and not draft.apart:
            out[-1].segments += draft.segments
            out[-1].deliveries += draft.deliveries
            out[-1].evidence += draft.evidence
        else:
            out.append(draft)
    return out


def obey_markers(draft: Draft, segments: Sequence[Segment]) -> list[Draft]:
    """Cut a turn of label-less talk where markers say that an interpreter speaks.

    Args:
        draft: As decoded from the words alone; its segments are speech.
        segments: All segments of the document, markers among them.

    Returns:
        The turn, or its parts. Without this English that is marked as a rendition counts as the executive's own.
    """
    if draft.voice is Voice.INTERPRETER or draft.role in (Role.OPERATOR, Role.IR):
        return [draft]
    parts: list[tuple[bool, list[int]]] = []
    rendered = False
    for at, index in enumerate(draft.segments):
        sign = _sign_before(index, segments)
        rendered = sign is Sign.INTERPRETED if sign else rendered
        if not parts or parts[-1][0] is not rendered:
            parts.append((rendered, []))
        parts[-1][1].append(at)
    return [_part(draft, places, marked=marked) for marked, places in parts]


def _sign_before(index: int, segments: Sequence[Segment]) -> Sign | None:
    """Return what the last marker of language right before a segment says."""
    while index and segments[index - 1].kind is Kind.MARKER:
        index -= 1
        signs = [one.sign for one in find_markers(segments[index].text) if one.sign is not Sign.INSTRUCTIONS]
        if signs:
            return signs[-1]
    return None


def _part(draft: Draft, places: Sequence[int], *, marked: bool) -> Draft:
    return replace(
        draft,
        voice=Voice.INTERPRETER if marked else draft.voice,
        evidence=["marked as interpreted", *draft.evidence] if marked else draft.evidence,
        segments=[draft.segments[at] for at in places],
        deliveries=[Delivery.INTERPRETATION if marked else draft.deliveries[at] for at in places],
    )


def mark_originals(drafts: Sequence[Draft], segments: Sequence[Segment]) -> None:
    """Make originals of the turns that an interpreter renders next; what nobody renders stays direct.

    A greeting in the interpreter's language before the original is nobody's to render.
    """
    for draft, following in pairwise(drafts):
        rendered = following.voice is Voice.INTERPRETER and following.person is draft.person
        tongue = following.tongue(segments)
        if rendered and draft.voice is Voice.SELF and draft.tongue(segments) is not tongue:
            theirs = [segments[at].kind is Kind.SPEECH and segments[at].lang is tongue for at in draft.segments]
            greeting = theirs.index(False) if False in theirs else 0
            draft.deliveries = [
                Delivery.ORIGINAL if one is Delivery.DIRECT and at >= greeting else one
                for at, one in enumerate(draft.deliveries)
            ]


def mark_own_renditions(drafts: Sequence[Draft], segments: Sequence[Segment], translations: Container[int]) -> None:
    """Tell original from rendition inside the turns of those who say the same in both languages."""
    for draft in drafts:
        if draft.voice is not Voice.SELF:
            continue
        runs = language_runs([segments[index] for index in draft.segments], translations)
        found = own_original(runs)
        if found is None:
            continue
        first, original = found
        mode = {
            one.index: Delivery.ORIGINAL if run.lang is original else Delivery.INTERPRETATION
            for run in runs[first:]
            for one in run.pieces
        }
        draft.deliveries = [
            mode.get(index, one) if one is Delivery.DIRECT else one
            for index, one in zip(draft.segments, draft.deliveries, strict=True)
        ]
