"""The stage: from segments to turns with speakers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from duizhao.records import (
    Attribution,
    Delivery,
    Document,
    Kind,
    Lang,
    Layout,
    Role,
    Section,
    Segment,
    Turn,
    Voice,
)
from duizhao.speakers.echo import pass_starts
from duizhao.speakers.gathering import gather_labels, gather_talk, join_introduced
from duizhao.speakers.labelled import Draft, draft_turns
from duizhao.speakers.mentions import Mention, read_mentions
from duizhao.speakers.people import Cast, Person, finish
from duizhao.speakers.sections import with_sections
from duizhao.speakers.unlabelled import Stretch, decode, is_interpreted


def attribute(
    document: Document, layout: Layout, segments: Sequence[Segment], *, min_confidence: float = 0.0
) -> Attribution:
    """Tell who speaks, as whom and in whose voice.

    Args:
        document: The source; partners of its lines say which translate which.
        layout: Its layout; with labels their blocks become turns, without any the talk is decoded.
        segments: Its segments.
        min_confidence: Turns below it get the role ``unknown`` and no speaker.

    Returns:
        Turns that hold every speech segment once, in order, and everyone who speaks or is introduced.
    """
    translations = translation_lines(document, layout, segments)
    mentions = read_mentions([one for one in segments if one.line not in translations])
    if layout.labelled:
        return _from_labels(layout, segments, mentions, translations, min_confidence)
    return _from_talk(segments, mentions, min_confidence)


def translation_lines(document: Document, layout: Layout, segments: Sequence[Segment]) -> frozenset[int]:
    """Find the lines that only translate the line before them.

    Sources with partners (two subtitle cues at one time) say so themselves. Elsewhere lines are translations when,
    within blocks, nearly every English line is followed by a Chinese one; originals and renditions stand in longer
    runs, or under labels of their own.
    """
    partners = {line.number for line in document.lines if line.partner is not None and line.partner < line.number}
    if partners:
        return frozenset(partners)
    lines: dict[int, tuple[int, Lang]] = {}
    for one in segments:
        if one.kind is Kind.SPEECH and one.block >= 0:
            lines.setdefault(one.line, (one.block, document_language(one, segments)))
    ordered = sorted(lines.items())
    english = [number for number, (_, lang) in ordered if lang is not Lang.ZH]
    after = {number: following for (number, _), following in zip(ordered, ordered[1:], strict=False)}
    followed = [
        after[number][0] for number in english if number in after and after[number][1] == (lines[number][0], Lang.ZH)
    ]
    if len(followed) < 3 or len(followed) < 0.7 * len(english) or not layout.labelled:  # noqa: PLR2004
        return frozenset()
    # The rule holds, so it holds for every Chinese line of a block, doubled or stray ones too, and for its markers.
    speech = {number for number, (_, lang) in ordered if lang is Lang.ZH}
    markers = {
        one.line for one in segments if one.kind is Kind.MARKER and one.lang is Lang.ZH and one.line not in lines
    }
    return frozenset(speech | markers)


def document_language(one: Segment, segments: Sequence[Segment]) -> Lang:
    """Return the language of a segment's line by its longest segment."""
    same = [
        other
        for other in segments[max(0, one.index - 40) : one.index + 40]
        if other.line == one.line and other.kind is Kind.SPEECH
    ]
    return max(same, key=lambda other: len(other.text)).lang


def _from_labels(
    layout: Layout,
    segments: Sequence[Segment],
    mentions: Sequence[Mention],
    translations: frozenset[int],
    min_confidence: float,
) -> Attribution:
    cast = Cast()
    holders = gather_labels(layout, cast)
    gather_talk(mentions, segments, cast)
    join_introduced(cast, list(holders.values()))
    notes = " ".join(one.text for one in segments if one.kind in (Kind.NOTE, Kind.NOTICE))
    drafts = draft_turns(layout, segments, mentions, cast, holders, translations=translations, notes=notes)
    return _finished(drafts, cast, segments, [1] * len(drafts), 1, min_confidence)


def _from_talk(segments: Sequence[Segment], mentions: Sequence[Mention], min_confidence: float) -> Attribution:
    spoken = [one for one in segments if one.kind is Kind.SPEECH]
    starts = pass_starts(spoken)
    cast = Cast()
    cast.add("Operator", stand_in=True).vote(Role.OPERATOR, 8.0, "what operators say")
    gather_talk(mentions, segments, cast)
    _fill_floor(cast)
    interpreted = is_interpreted(spoken)
    drafts: list[Draft] = []
    passes: list[int] = []
    for number, start in enumerate(starts, 1):
        end = starts[number] if number < len(starts) else len(spoken)
        part = spoken[start:end]
        for stretch in decode(part, mentions, cast, interpreted=interpreted):
            drafts.append(_draft(stretch, part))
            passes.append(number)
    _join_markers(drafts, segments)
    return _finished(drafts, cast, segments, passes, max(1, len(starts)), min_confidence)


def _fill_floor(cast: Cast) -> None:
    """Give the decoder an IR officer and an executive to assign to where the talk introduces none."""
    roles = {person.role for person in cast.people}
    if Role.IR not in roles:
        cast.add("Investor Relations", stand_in=True).vote(Role.IR, 1.0, "what IR officers say")
    for role, name in ((Role.CEO, "Chief Executive"), (Role.CFO, "Chief Financial Officer")):
        if role not in roles:
            cast.add(name, stand_in=True).vote(role, 1.0, f"what a {role.value.upper()} says")


def _draft(stretch: Stretch, part: Sequence[Segment]) -> Draft:
    cues = [f"{name}" for name in stretch.cues[:4]] or ["place in the call"]
    return Draft(
        person=stretch.person,
        voice=stretch.voice,
        label=None,
        confidence=stretch.confidence,
        evidence=cues,
        segments=[part[at].index for at in stretch.segments],
        deliveries=list(stretch.deliveries),
    )


def _join_markers(drafts: Sequence[Draft], segments: Sequence[Segment]) -> None:
    """Put markers of label-less talk into the turn before them."""
    if not drafts:
        return
    turn_of = {index: draft for draft in drafts for index in draft.segments}
    last = drafts[0]
    for one in segments:
        last = turn_of.get(one.index, last)
        if one.kind is Kind.MARKER and one.block >= 0:
            last.segments.append(one.index)
            last.deliveries.append(last.deliveries[-1])


def _finished(
    drafts: Sequence[Draft],
    cast: Cast,
    segments: Sequence[Segment],
    passes: Sequence[int],
    count: int,
    min_confidence: float,
) -> Attribution:
    speaking = [draft.person for draft in drafts if draft.person is not None]
    people = _worth_keeping(cast, speaking)
    index_of = {id(person): index for index, person in enumerate(people)}
    turns: list[Turn] = []
    deliveries: dict[int, Delivery] = {}
    for draft, passage in zip(drafts, passes, strict=True):
        known = draft.person is not None and draft.confidence >= min_confidence
        main = _main_delivery(draft, segments)
        turn = Turn(
            index=len(turns), passage=passage, section=Section.PREPARED,
            speaker=index_of[id(draft.person)] if known else None,
            label=draft.label,
            role=draft.person.role if known and draft.person is not None else Role.UNKNOWN,
            voice=draft.voice, delivery=main, confidence=round(min(draft.confidence, 0.999), 3),
            evidence="; ".join(dict.fromkeys(draft.evidence)),
            segments=tuple(sorted(draft.segments)),
        )  # fmt: skip
        deliveries.update(
            {at: one for at, one in zip(draft.segments, draft.deliveries, strict=True) if one is not main}
        )
        turns.append(turn)
    turns.sort(key=lambda turn: turn.segments[0])
    numbered = [replace(turn, index=index) for index, turn in enumerate(turns)]
    return Attribution(with_sections(numbered), finish(people), deliveries, count)


def _worth_keeping(cast: Cast, speaking: Sequence[Person]) -> list[Person]:
    """Keep who speaks, and who is introduced by name; in the order met."""
    ids = {id(person) for person in speaking}
    return [person for person in cast.people if id(person) in ids or not person.stand_in]


def _main_delivery(draft: Draft, segments: Sequence[Segment]) -> Delivery:
    """Return the delivery of most characters, machine translations aside."""
    counts: Counter[Delivery] = Counter()
    for index, delivery in zip(draft.segments, draft.deliveries, strict=True):
        if delivery is not Delivery.MACHINE_TRANSLATION:
            counts[delivery] += len(segments[index].text)
    return counts.most_common(1)[0][0] if counts else Delivery.MACHINE_TRANSLATION


__all__ = ["Voice", "attribute", "translation_lines"]
