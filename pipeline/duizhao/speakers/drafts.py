"""Turns while they are put together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from duizhao.records import Segment
from duizhao.speakers.people import Person
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


def mark_originals(drafts: Sequence[Draft], segments: Sequence[Segment]) -> None:
    """Make originals of the turns that an interpreter renders next; what nobody renders stays direct."""
    for draft, following in pairwise(drafts):
        rendered = following.voice is Voice.INTERPRETER and following.person is draft.person
        if rendered and draft.voice is Voice.SELF and draft.tongue(segments) is not following.tongue(segments):
            draft.deliveries = [Delivery.ORIGINAL if one is Delivery.DIRECT else one for one in draft.deliveries]
