"""Turns of a call with labels: inside each block, whose voice and which mode."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from duizhao.labels import is_placeholder, title_role
from duizhao.markers import Sign, find_markers
from duizhao.records import Block, Segment
from duizhao.speakers.blocks import OPENING, LabelledCall
from duizhao.speakers.drafts import Draft, mark_originals, merge
from duizhao.speakers.mentions import Act
from duizhao.speakers.modes import INTERPRETERS_FOOTING, SELF_TRANSLATION
from duizhao.speakers.people import Person
from duizhao.vocabulary import MANAGEMENT, Delivery, Kind, Lang, Role, Voice

# Confidence by what a turn rests on; shares right on the labelled development transcripts, rounded down.
_SURE, _INFERRED, _GUESSED = 0.98, 0.9, 0.6
# Share of the words below which a second language is a phrase, no rendition of the first.
_RENDITION_SHARE = 0.25


@dataclass(slots=True)
class _Part:
    """Pieces of a block between two markers about language."""

    block: Block
    signs: list[Sign] = field(default_factory=list[Sign])
    pieces: list[Segment] = field(default_factory=list[Segment])
    first: bool = False


def draft_turns(call: LabelledCall, segments: Sequence[Segment]) -> list[Draft]:
    """Put turns together from labelled blocks.

    Args:
        call: The blocks and their holders.
        segments: All segments of the document.

    Returns:
        Drafts in order; a block gives more than one where the voice or the speaker changes inside it.
    """
    drafts: list[Draft] = []
    floor: Person | None = None  # whom an interpreter renders
    apart = False  # somebody spoke whose words are not in the transcript: "[Foreign Language]"
    for block in call.blocks:
        person = call.holders.get(block.index)
        if not any(one.kind is Kind.SPEECH for one in call.pieces.get(block.index, ())):
            apart = apart or (bool(drafts) and bool(call.pieces.get(block.index)) and person is not drafts[-1].person)
        if person is not None and person.role not in (Role.OPERATOR, Role.INTERPRETER, Role.IR):
            floor = person
        for part in _parts(block, call):
            draft = _draft(part, person, floor, call)
            draft.apart, apart = apart, False
            drafts.append(draft)
            floor = draft.person if draft.voice is Voice.INTERPRETER else floor
    turns = merge(drafts)
    mark_originals(turns, segments)
    return turns


def _parts(block: Block, call: LabelledCall) -> Iterator[_Part]:
    """Cut a block at its markers of language; those of translation lines repeat the ones above."""
    part, spoken = _Part(block, first=True), False
    for one in call.pieces.get(block.index, ()):
        signs = [marker.sign for marker in find_markers(one.text)] if one.kind is Kind.MARKER else []
        turning = [sign for sign in signs if sign is not Sign.INSTRUCTIONS]
        if turning and one.line not in call.translations:
            if spoken:
                yield part
                part, spoken = _Part(block), False
            part.signs += turning
        part.pieces.append(one)
        spoken = spoken or one.kind is Kind.SPEECH
    if spoken:
        yield part


def _draft(part: _Part, person: Person | None, floor: Person | None, call: LabelledCall) -> Draft:
    spoken = [one for one in part.pieces if one.kind is Kind.SPEECH and one.line not in call.translations]
    rendered = _why_rendered(part, person, spoken, call)
    speaker = floor if person is not None and person.role is Role.INTERPRETER else person
    why = rendered or "label"
    relayed = _relayed(spoken, call) if rendered else None
    if relayed is not None and speaker is not None and relayed is not speaker:
        speaker, why = relayed, f"the interpreter says whose remarks these are ({relayed.name})"
    own = not rendered and _renders_own(part, person, spoken)
    if own and not call.bilingual:
        why = "speaks in the other language first and renders it"
    sure = _SURE if person is not None and not is_placeholder(person.name) else _INFERRED
    return Draft(
        person=speaker,
        voice=Voice.INTERPRETER if rendered else Voice.SELF,
        label=part.block.label.text if part.block.label else None,
        confidence=min(sure, speaker.certainty) if speaker is not None else _GUESSED,
        evidence=[why],
        segments=[one.index for one in part.pieces],
        deliveries=list(_deliveries(part, spoken, call, rendered=bool(rendered), own=own)),
    )


def _why_rendered(part: _Part, person: Person | None, spoken: Sequence[Segment], call: LabelledCall) -> str:
    """Say why these words are an interpreter's; empty where they are not."""
    if person is None:
        return ""
    label = part.block.label
    if person.role is Role.INTERPRETER or (label is not None and title_role(label.title) is Role.INTERPRETER):
        return "label says interpreter"
    if Sign.INTERPRETED in part.signs:
        return "marked as interpreted"
    if person.role in MANAGEMENT and INTERPRETERS_FOOTING.search(" ".join(one.text for one in spoken[:OPENING])):
        return "the speaker says that this is a rendition"
    if id(person) in call.through_interpreter and Sign.FOREIGN not in part.signs:
        return "the transcript notes that the English is an interpreter's"
    return ""


def _renders_own(part: _Part, person: Person | None, spoken: Sequence[Segment]) -> bool:
    """Whether a questioner speaks in the other language first and then says it again."""
    if person is None or person.role is not Role.ANALYST:
        return False
    return (Sign.FOREIGN in part.signs and part.first) or any(SELF_TRANSLATION.search(one.text) for one in spoken)


def _relayed(spoken: Sequence[Segment], call: LabelledCall) -> Person | None:
    """Return whose remarks an interpreter says that he renders; a name met here first is added."""
    mentions = [mention for one in spoken[:OPENING] for mention in call.said.get(one.index, ())]
    for mention in mentions:
        if mention.act is not Act.RELAY:
            continue
        role = mention.role
        found = call.cast.find(mention.name, role=role)
        if found is None and role is not None and role in MANAGEMENT and len(mention.name.split()) > 1:
            found = call.cast.add(mention.name)
            found.vote(role, 4.0, f"introduced as {mention.title}")
        if found is not None and found.role in MANAGEMENT | {Role.UNKNOWN}:
            return found
    return None


def _deliveries(
    part: _Part, spoken: Sequence[Segment], call: LabelledCall, *, rendered: bool, own: bool
) -> Iterator[Delivery]:
    both = call.bilingual and _both_languages(spoken)
    for one in part.pieces:
        if one.line in call.translations:
            yield Delivery.MACHINE_TRANSLATION
        elif rendered or (own and not call.bilingual):
            yield Delivery.INTERPRETATION
        elif both:  # a speaker who renders himself
            yield Delivery.ORIGINAL if one.lang is spoken[0].lang else Delivery.INTERPRETATION
        else:
            yield Delivery.DIRECT


def _both_languages(spoken: Sequence[Segment]) -> bool:
    """Whether both languages hold their share of the words; a Chinese character counts as three Latin letters."""
    sizes = [
        sum(len(one.text) * weight for one in spoken if one.lang is lang)
        for lang, weight in ((Lang.ZH, 3), (Lang.EN, 1))
    ]
    return bool(sum(sizes)) and min(sizes) >= _RENDITION_SHARE * sum(sizes)
