"""The stage: from segments to turns with speakers."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from duizhao.labels import is_generic, is_placeholder
from duizhao.records import Attribution, Document, Layout, Segment, Turn
from duizhao.speakers.blocks import read_blocks
from duizhao.speakers.casting import cast_of
from duizhao.speakers.cues import read_cues
from duizhao.speakers.drafts import Draft, obey_markers
from duizhao.speakers.echo import pass_starts
from duizhao.speakers.gathering import gather_labels, gather_talk, join_introduced
from duizhao.speakers.labelled import draft_turns
from duizhao.speakers.mentions import Mention, read_mentions
from duizhao.speakers.people import Cast, Person, finish
from duizhao.speakers.placing import place_voices
from duizhao.speakers.role_model import RoleModel, load_roles
from duizhao.speakers.sections import with_sections
from duizhao.speakers.stretches import Stretch
from duizhao.speakers.unlabelled import decode_call
from duizhao.vocabulary import Delivery, Kind, Lang, Role, Section

# A document whose lines are translated has this many pairs and more, and hardly a line without one.
_FEWEST_FOLLOWED, _SHARE_FOLLOWED = 3, 0.7
# Without labels, that every line is followed by one in the other language is all that shows translation.
_FEWEST_ALTERNATING, _SHARE_ALTERNATING = 6, 0.9
# Nothing automatic is certain.
_MOST_CONFIDENT = 0.999
# A name is given to words without a label from this probability on. A role may be a guess; putting words into the mouth
# of somebody by name may not.
_NAMED_FROM = 0.6


def attribute(
    document: Document,
    layout: Layout,
    segments: Sequence[Segment],
    *,
    min_confidence: float = 0.0,
    model: RoleModel | None = None,
) -> Attribution:
    """Tell who speaks, as whom and in whose voice.

    Args:
        document: The source; partners of its lines say which translate which.
        layout: Its layout; with labels their blocks become turns, without any the talk is decoded.
        segments: Its segments.
        min_confidence: Turns below it get the role ``unknown`` and no speaker.
        model: Learned weights; those that ship with duizhao where none are given.

    Returns:
        Turns that hold every speech segment once, in order, and everyone who speaks or is introduced.
    """
    translations = translation_lines(document, layout, segments)
    mentions = read_mentions([one for one in segments if one.line not in translations])
    model = model or load_roles()
    if layout.labelled and not _names_questioners_only(layout, segments):
        return _from_labels(layout, segments, mentions, translations, model=model, min_confidence=min_confidence)
    partners = {
        line.number: line.partner or _line_above(document, line.number)
        for line in document.lines
        if line.number in translations
    }
    return _from_talk(segments, mentions, partners, model=model, min_confidence=min_confidence)


def attribute_talk(segments: Sequence[Segment], *, model: RoleModel | None = None) -> Attribution:
    """Tell who speaks in sentences without labels, whatever document they are from."""
    return _from_talk(segments, read_mentions(segments), {}, model=model or load_roles(), min_confidence=0.0)


# The operator calls questioners under the labels of so many people; a host who does so is one.
_CALLERS = 3


def _names_questioners_only(layout: Layout, segments: Sequence[Segment]) -> bool:
    """Whether labels stand before questions only, and run on over the answers and the operator's next call.

    A page may have lost all but its questioners' labels: none has a title, none is the operator's, and the next
    questioner is called under the one before. Without this everything up to the next question counts as the
    questioner's.
    """
    held = {block.index: block.label for block in layout.blocks if block.label is not None}
    if any(label.title or is_generic(label.name) or is_placeholder(label.name) for label in held.values()):
        return False
    under = {
        held[one.block].name
        for one in segments
        if one.kind is Kind.SPEECH and one.block in held and "operator calls a questioner" in read_cues(one.text).names
    }
    return len(under) >= _CALLERS


def _line_above(document: Document, number: int) -> int | None:
    return next((above for above in range(number - 1, 0, -1) if document.lines[above - 1].text.strip()), None)


def translation_lines(document: Document, layout: Layout, segments: Sequence[Segment]) -> frozenset[int]:
    """Find the lines that only translate the line before them.

    Sources with partners (two subtitle cues at one time) say so themselves. Elsewhere lines are translations when,
    within blocks, nearly every line is followed by one in the other language; originals and renditions stand in longer
    runs, or under labels of their own.
    """
    said = {one.line for one in segments if one.kind is Kind.SPEECH}
    # What translates a label or an empty tag is the only text there is.
    partners = {
        line.number
        for line in document.lines
        if line.partner is not None and line.partner < line.number and line.partner in said
    }
    if partners:
        return frozenset(partners)
    spoken = _spoken_lines(segments)
    if not layout.labelled:
        return _alternating(spoken)
    into = _translated_into(spoken)
    followed = [
        one
        for one, after in pairwise(spoken)
        if one.lang is not into and (after.block, after.lang) == (one.block, into)
    ]
    # Up to the last translated line: translators stop half-way too.
    last = max((line.number for line in followed), default=0)
    translated = sum(line.lang is not into and line.number <= last for line in spoken)
    if len(followed) < _FEWEST_FOLLOWED or len(followed) < _SHARE_FOLLOWED * translated:
        return frozenset()
    # The rule holds, so it holds for every line of that language in a block, doubled or stray ones too, and for its
    # markers.
    numbers = {line.number for line in spoken}
    speech = {line.number for line in spoken if line.lang is into}
    markers = {one.line for one in segments if one.kind is Kind.MARKER and (one.lang is Lang.ZH) == (into is Lang.ZH)}
    return frozenset(speech | (markers - numbers))


def _alternating(spoken: Sequence[_SpokenLine]) -> frozenset[int]:
    """Return the Chinese lines of unlabelled talk in which every English line is followed by one.

    An interpreter renders the executives' passages, not what the operator says: there hardly half of the lines are.
    """
    english = [one for one in spoken if one.lang is Lang.EN]
    followed = [after for one, after in pairwise(spoken) if one.lang is Lang.EN and after.lang is Lang.ZH]
    chinese = sum(one.lang is Lang.ZH for one in spoken)
    least = max(_FEWEST_ALTERNATING, _SHARE_ALTERNATING * max(len(english), chinese))
    if not spoken or spoken[0].lang is not Lang.EN or len(followed) < least:
        return frozenset()
    return frozenset(one.number for one in spoken if one.lang is Lang.ZH)


def _translated_into(spoken: Sequence[_SpokenLine]) -> Lang:
    """Return the language of the translations, if lines are translated: the one that does not open the blocks."""
    openers: dict[int, Lang] = {}
    for line in spoken:
        openers.setdefault(line.block, line.lang)
    chinese_first = sum(lang is Lang.ZH for lang in openers.values())
    return Lang.EN if 2 * chinese_first > len(openers) else Lang.ZH


@dataclass(frozen=True, slots=True)
class _SpokenLine:
    number: int
    block: int
    lang: Lang


def _spoken_lines(segments: Sequence[Segment]) -> list[_SpokenLine]:
    """Return the lines of speech inside blocks, each with the language of most of its characters."""
    sizes: dict[tuple[int, int], Counter[Lang]] = {}
    for one in segments:
        if one.kind is Kind.SPEECH and one.block >= 0:
            sizes.setdefault((one.line, one.block), Counter())[one.lang] += len(one.text)
    return [_SpokenLine(line, block, counts.most_common(1)[0][0]) for (line, block), counts in sorted(sizes.items())]


def _from_labels(
    layout: Layout,
    segments: Sequence[Segment],
    mentions: Sequence[Mention],
    translations: frozenset[int],
    *,
    model: RoleModel,
    min_confidence: float,
) -> Attribution:
    cast = Cast()
    holders = gather_labels(layout, cast)
    gather_talk(mentions, segments, cast)
    join_introduced(cast, list(holders.values()))
    said = [one for one in segments if one.line not in translations]
    holders = place_voices(holders, said, cast, model)
    call = read_blocks(layout, segments, mentions, cast, holders, translations=translations)
    drafts = draft_turns(call, segments)
    spoken = [one for one in segments if one.kind is Kind.SPEECH and one.block >= 0 and one.line not in translations]
    starts = [spoken[position].index for position in pass_starts(spoken)]
    passes = [max(1, bisect_right(starts, max(draft.segments))) for draft in drafts]
    return _finished(list(zip(drafts, passes, strict=True)), cast, segments, min_confidence)


def _from_talk(
    segments: Sequence[Segment],
    mentions: Sequence[Mention],
    partners: Mapping[int, int | None],
    *,
    model: RoleModel,
    min_confidence: float,
) -> Attribution:
    spoken = [one for one in segments if one.kind is Kind.SPEECH and one.line not in partners]
    cast = cast_of(segments, mentions)
    drafts = [
        (draft, number)
        for number, reading in enumerate(decode_call(spoken, cast, mentions, model), 1)
        for stretch in reading.stretches
        for draft in obey_markers(_draft(stretch, reading.segments), segments)
    ]
    _join_translations([draft for draft, _ in drafts], segments, partners)
    _join_markers([draft for draft, _ in drafts], segments)
    return _finished(drafts, cast, segments, min_confidence)


def _draft(stretch: Stretch, part: Sequence[Segment]) -> Draft:
    cues = list(stretch.cues[:4]) or ["place in the call"]
    return Draft(
        person=stretch.person,
        voice=stretch.voice,
        label=None,
        confidence=stretch.confidence,
        evidence=cues,
        segments=[part[at].index for at in stretch.segments],
        deliveries=list(stretch.deliveries),
        role=stretch.role,
    )


def _join_translations(
    drafts: Sequence[Draft], segments: Sequence[Segment], partners: Mapping[int, int | None]
) -> None:
    """Put lines that translate another into its turn."""
    turn_of = {segments[index].line: draft for draft in drafts for index in draft.segments}
    for one in segments:
        draft = turn_of.get(partners.get(one.line) or 0)
        if one.kind is Kind.SPEECH and draft is not None:
            draft.segments.append(one.index)
            draft.deliveries.append(Delivery.MACHINE_TRANSLATION)
            turn_of[one.line] = draft  # a third line may translate this one


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
    drafts: Sequence[tuple[Draft, int]], cast: Cast, segments: Sequence[Segment], min_confidence: float
) -> Attribution:
    named = {id(draft): _named(draft, cast) for draft, _ in drafts}
    people = _worth_keeping(cast, [person for person in named.values() if person is not None])
    place = {id(person): index for index, person in enumerate(people)}
    deliveries: dict[int, Delivery] = {}
    turns: list[Turn] = []
    for draft, passage in sorted(drafts, key=lambda pair: min(pair[0].segments)):
        sure = draft.confidence >= min_confidence
        person = named[id(draft)] if sure else None
        main = draft.main_delivery(segments)
        deliveries.update(
            {at: one for at, one in zip(draft.segments, draft.deliveries, strict=True) if one is not main}
        )
        turns.append(
            Turn(
                index=len(turns),
                passage=passage,
                section=Section.PREPARED,
                speaker=place[id(person)] if person is not None else None,
                label=draft.label,
                role=(person.role if person is not None else draft.role) if sure else Role.UNKNOWN,
                voice=draft.voice,
                delivery=main,
                confidence=round(min(draft.confidence, _MOST_CONFIDENT), 3),
                evidence="; ".join(dict.fromkeys(draft.evidence)),
                segments=tuple(sorted(draft.segments)),
            )
        )
    passes = max((passage for _, passage in drafts), default=1)
    return Attribution(with_sections(turns, segments), finish(people), deliveries, passes)


def _named(draft: Draft, cast: Cast) -> Person | None:
    """Return whose a turn is; of a reading that is too doubtful for a name, somebody unnamed of the role.

    An original and its rendition vouch for each other: they keep their name.
    """
    person = draft.person
    sure = draft.label is not None or draft.confidence >= _NAMED_FROM or set(draft.deliveries) != {Delivery.DIRECT}
    if person is None or sure or person.role is Role.OPERATOR:
        return person
    return next((one for one in cast.people if not one.name and one.role is person.role), None)


def _worth_keeping(cast: Cast, speaking: Sequence[Person]) -> list[Person]:
    """Keep who speaks, and who is introduced by name; in the order met."""
    ids = {id(person) for person in speaking}
    return [person for person in cast.people if id(person) in ids or not person.stand_in]
