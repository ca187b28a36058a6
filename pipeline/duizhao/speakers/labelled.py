"""Turns of a call with labels: whose block, and inside it whose voice and which mode."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from duizhao.labels import title_role
from duizhao.markers import Sign, find_markers
from duizhao.records import MANAGEMENT, Block, Delivery, Kind, Label, Lang, Layout, Role, Segment, Voice
from duizhao.speakers.cues import read_cues
from duizhao.speakers.gathering import announce
from duizhao.speakers.mentions import Act, Mention
from duizhao.speakers.modes import INTERPRETERS_FOOTING, SELF_TRANSLATION
from duizhao.speakers.people import Cast, Person

# Confidence by what a turn rests on; shares right on the labelled development transcripts, rounded down.
SURE, INFERRED, GUESSED = 0.98, 0.9, 0.6
# An interpreter says so in the first words ("Okay. So I'll just summarise and translate.").
_FOOTING_WITHIN = 3


@dataclass(slots=True)
class Draft:
    """A turn while it is put together."""

    person: Person | None
    voice: Voice
    label: str | None
    confidence: float
    evidence: list[str]
    segments: list[int] = field(default_factory=list[int])
    deliveries: list[Delivery] = field(default_factory=list[Delivery])


@dataclass(frozen=True, slots=True)
class Habits:
    """What holds for a whole document.

    Attributes:
        translated: Each line is followed by its machine translation.
        bilingual: Originals in one language stand beside renditions in the other.
        through_interpreter: People who speak through an interpreter throughout, though no marker says so.
    """

    translated: bool
    bilingual: bool
    through_interpreter: frozenset[int] = frozenset()


def draft_turns(
    layout: Layout,
    segments: Sequence[Segment],
    mentions: Sequence[Mention],
    cast: Cast,
    holders: Mapping[int, Person],
    *,
    translations: frozenset[int],
    notes: str,
) -> list[Draft]:
    """Put turns together from labelled blocks.

    Args:
        layout: Blocks with labels.
        segments: All segments of the document.
        mentions: Names in the talk.
        cast: The people; a stand-in label takes the name that the operator announced.
        holders: Block index to the person its label names.
        translations: Lines that translate another.
        notes: What the transcript's notes say.

    Returns:
        Drafts in order; a block gives more than one where the voice or the speaker changes inside it.
    """
    by_block: dict[int, list[Segment]] = {}
    for one in segments:
        if one.block >= 0 and one.kind in (Kind.SPEECH, Kind.MARKER):
            by_block.setdefault(one.block, []).append(one)
    resolved = _resolve_holders(layout, by_block, mentions, cast, dict(holders))
    habits = _habits(segments, resolved, by_block, translations, notes, cast)
    said = _by_segment(mentions)
    drafts: list[Draft] = []
    floor: Person | None = None
    for block in layout.blocks:
        person = resolved.get(block.index)
        if person is not None and person.role not in (Role.OPERATOR, Role.INTERPRETER, Role.IR):
            floor = person
        drafts += _block_turns(block, by_block.get(block.index, []), person, floor, cast, habits, said, translations)
        if drafts and drafts[-1].person is not None and drafts[-1].voice is Voice.INTERPRETER:
            floor = drafts[-1].person
    out = _merged(drafts)
    _mark_originals(out, segments)
    return out


def _mark_originals(drafts: Sequence[Draft], segments: Sequence[Segment]) -> None:
    """Make originals of the turns that an interpreter renders next; what nobody renders stays direct."""
    for draft, following in pairwise(drafts):
        rendered = (
            following.voice is Voice.INTERPRETER and following.person is draft.person and draft.voice is Voice.SELF
        )
        if rendered and _tongue(draft, segments) is not _tongue(following, segments):
            draft.deliveries = [Delivery.ORIGINAL if one is Delivery.DIRECT else one for one in draft.deliveries]


def _tongue(draft: Draft, segments: Sequence[Segment]) -> Lang:
    """Return the language of most of a turn, translation lines aside."""
    counts: Counter[Lang] = Counter()
    for index, delivery in zip(draft.segments, draft.deliveries, strict=True):
        if segments[index].kind is Kind.SPEECH and delivery is not Delivery.MACHINE_TRANSLATION:
            counts[segments[index].lang] += len(segments[index].text)
    return counts.most_common(1)[0][0] if counts else Lang.NONE


def _by_segment(mentions: Sequence[Mention]) -> dict[int, list[Mention]]:
    out: dict[int, list[Mention]] = {}
    for mention in mentions:
        out.setdefault(mention.segment, []).append(mention)
    return out


def _resolve_holders(
    layout: Layout,
    by_block: Mapping[int, Sequence[Segment]],
    mentions: Sequence[Mention],
    cast: Cast,
    holders: dict[int, Person],
) -> dict[int, Person]:
    """Read announcements and handovers against the block that follows them."""
    said = _by_segment(mentions)
    resolved = dict(holders)
    called: Mention | None = None
    stood_in: dict[str, Person] = {}  # who a stand-in label was last resolved to
    for block in layout.blocks:
        person = holders.get(block.index)
        if person is None:
            continue
        if person.stand_in and called is None and person.name in stood_in:
            resolved[block.index] = stood_in[person.name]
            continue
        if person.role in (Role.OPERATOR, Role.IR):
            here = [m for one in by_block.get(block.index, []) for m in said.get(one.index, [])]
            announced = [m for m in here if m.act is Act.ANNOUNCEMENT]
            if person.role is Role.OPERATOR:
                stood_in.clear()
                called = announced[-1] if announced else None
            continue
        _take_floor(block, person, called, cast, resolved)
        if person.stand_in and resolved[block.index] is not person:
            stood_in[person.name] = resolved[block.index]
        if person.role is not Role.INTERPRETER:
            called = None
    _vote_by_talk(layout, by_block, resolved)
    return resolved


def _take_floor(block: Block, person: Person, called: Mention | None, cast: Cast, resolved: dict[int, Person]) -> None:
    if called is None or person.role in MANAGEMENT | {Role.INTERPRETER, Role.EDITOR}:
        return
    if person.stand_in:
        named = announce(called, cast)
        named.forms.add(person.name)
        resolved[block.index] = named
    elif cast.find(called.name, among=[person]) is not None or person.role in (Role.UNKNOWN, Role.ANALYST):
        person.firm = person.firm or called.firm
        person.vote(Role.ANALYST, 4.0, "the operator calls this name for a question")


def _vote_by_talk(layout: Layout, by_block: Mapping[int, Sequence[Segment]], holders: Mapping[int, Person]) -> None:
    """Let what people say vote on the role of those whom nothing else names."""
    for block in layout.blocks:
        person = holders.get(block.index)
        if person is None or person.role is not Role.UNKNOWN:
            continue
        for one in by_block.get(block.index, [])[:12]:
            for role, weight in read_cues(one.text).votes.items():
                person.votes[role] += 0.3 * weight
                if weight > 1:
                    person.reasons[role].append(f"says: {one.text[:60]}")


def _habits(
    segments: Sequence[Segment],
    holders: Mapping[int, Person],
    by_block: Mapping[int, Sequence[Segment]],
    translations: frozenset[int],
    notes: str,
    cast: Cast,
) -> Habits:
    spoken = [one for one in segments if one.kind is Kind.SPEECH and one.line not in translations]
    chinese = sum(one.lang is Lang.ZH for one in spoken)
    bilingual = bool(spoken) and 0.08 < chinese / len(spoken) < 0.92  # noqa: PLR2004
    marked = any(
        m.sign is Sign.INTERPRETED for one in segments if one.kind is Kind.MARKER for m in find_markers(one.text)
    )
    through: set[int] = set()
    if not marked and not bilingual:
        announced = any("interpretation announced" in read_cues(one.text).names for one in spoken)
        for person in cast.people:
            if _speaks_through_interpreter(person, holders, by_block, announced=announced, notes=notes):
                through.add(id(person))
    return Habits(bool(translations), bilingual, frozenset(through))


def _speaks_through_interpreter(
    person: Person,
    holders: Mapping[int, Person],
    by_block: Mapping[int, Sequence[Segment]],
    *,
    announced: bool,
    notes: str,
) -> bool:
    """Whether a person's words are an interpreter's all through a transcript that marks no passage.

    Votes: the call announces interpreting (1); a note says that the English was spoken by an interpreter (1.5); the
    person is the CEO, for whom calls are interpreted first (1.5); the person speaks freely in answer to questions, with
    an interpreter's footing nowhere (-2). Three are needed. Without this the CEO's prepared remarks of seed 001 count
    as his own English.
    """
    if person.role not in MANAGEMENT:
        return False
    blocks = [by_block.get(index, []) for index, holder in holders.items() if holder is person]
    opening = [one.text for block in blocks for one in block[:_FOOTING_WITHIN]]
    score = 1.0 * announced + 1.5 * ("interpreter" in notes.lower()) + 1.5 * (person.role is Role.CEO)
    free = any(text.lower().startswith(("yeah", "sure,", "yes, ", "thank you, ", "thanks, ")) for text in opening)
    footing = any(INTERPRETERS_FOOTING.search(text) for text in opening)
    return score - 2.0 * (free and not footing) >= 3.0  # noqa: PLR2004


def _block_turns(
    block: Block,
    pieces: Sequence[Segment],
    person: Person | None,
    floor: Person | None,
    cast: Cast,
    habits: Habits,
    said: Mapping[int, Sequence[Mention]],
    translations: frozenset[int],
) -> Iterator[Draft]:
    for part in _parts(pieces, translations):
        if not any(one.kind is Kind.SPEECH for one in part.pieces):
            continue
        yield _part_turn(part, block.label, person, floor, cast, habits, said, translations)


@dataclass(slots=True)
class _Part:
    """Pieces of a block between two markers about language."""

    signs: list[Sign]
    first: bool
    pieces: list[Segment] = field(default_factory=list[Segment])


def _parts(pieces: Sequence[Segment], translations: frozenset[int]) -> list[_Part]:
    """Cut a block at its markers of language; those of translation lines repeat the ones above."""
    parts = [_Part([], first=True)]
    for one in pieces:
        signs = [m.sign for m in find_markers(one.text)] if one.kind is Kind.MARKER else []
        turning = [sign for sign in signs if sign is not Sign.INSTRUCTIONS]
        if turning and one.line not in translations:
            if any(piece.kind is Kind.SPEECH for piece in parts[-1].pieces):
                parts.append(_Part([], first=False))
            parts[-1].signs += turning
        parts[-1].pieces.append(one)
    return parts


def _part_turn(
    part: _Part,
    label: Label | None,
    person: Person | None,
    floor: Person | None,
    cast: Cast,
    habits: Habits,
    said: Mapping[int, Sequence[Mention]],
    translations: frozenset[int],
) -> Draft:
    spoken = [one for one in part.pieces if one.kind is Kind.SPEECH and one.line not in translations]
    opening = " ".join(one.text for one in spoken[:_FOOTING_WITHIN])
    is_analyst = person is not None and person.role is Role.ANALYST
    through_label = label is not None and title_role(label.title) is Role.INTERPRETER
    rendered, why = _rendered(part, person, habits, opening, through_label=through_label)
    speaker = floor if person is not None and person.role is Role.INTERPRETER else person
    if rendered:
        relayed = _relayed(spoken, said, cast)
        if relayed is not None and speaker is not None and relayed is not speaker:
            speaker, why = relayed, f"the interpreter says whose remarks these are ({relayed.name})"
    own = (
        is_analyst
        and not rendered
        and (
            SELF_TRANSLATION.search(" ".join(one.text for one in spoken)) or (Sign.FOREIGN in part.signs and part.first)
        )
    )
    if own and not habits.bilingual:
        why = "speaks in the other language first and renders it"
    sure = SURE if person is not None and not person.stand_in else INFERRED
    both = _both_languages(spoken)
    draft = Draft(
        speaker,
        Voice.INTERPRETER if rendered else Voice.SELF,
        label.text if label else None,
        sure if speaker is not None else GUESSED,
        [why] if why else ["label"],
    )
    for one in part.pieces:
        draft.segments.append(one.index)
        draft.deliveries.append(
            _delivery(
                one,
                habits,
                translations,
                rendered=rendered,
                own=bool(own),
                first=spoken[0].lang if spoken else Lang.NONE,
                both=both,
            )
        )
    return draft


def _rendered(
    part: _Part, person: Person | None, habits: Habits, opening: str, *, through_label: bool
) -> tuple[bool, str]:
    if person is None:
        return False, ""
    if person.role is Role.INTERPRETER or through_label:
        return True, "label says interpreter"
    if Sign.INTERPRETED in part.signs:
        return True, "marked as interpreted"
    if person.role in MANAGEMENT:
        if INTERPRETERS_FOOTING.search(opening):
            return True, "the speaker says that this is a rendition"
        if id(person) in habits.through_interpreter and Sign.FOREIGN not in part.signs:
            return True, "the transcript notes that the English is an interpreter's"
    return False, ""


def _relayed(spoken: Sequence[Segment], said: Mapping[int, Sequence[Mention]], cast: Cast) -> Person | None:
    for one in spoken[:_FOOTING_WITHIN]:
        for mention in said.get(one.index, ()):
            if mention.act is Act.RELAY:
                found = cast.find(mention.name, role=mention.role)
                if found is None and mention.role in MANAGEMENT and len(mention.name.split()) > 1:
                    found = cast.add(mention.name)
                    found.vote(mention.role, 4.0, f"introduced as {mention.title}")
                if found is not None and (found.role in MANAGEMENT or found.role is Role.UNKNOWN):
                    return found
    return None


def _both_languages(spoken: Sequence[Segment]) -> bool:
    """Whether both languages hold a quarter and more of the words: original and own rendition, not a foreign phrase."""
    sizes = {
        lang: sum(len(one.text) / (1 if lang is Lang.ZH else 3) for one in spoken if one.lang is lang)
        for lang in (Lang.ZH, Lang.EN)
    }
    total = sum(sizes.values())
    return bool(total) and min(sizes.values()) >= 0.25 * total


def _delivery(
    one: Segment,
    habits: Habits,
    translations: frozenset[int],
    *,
    rendered: bool,
    own: bool,
    first: Lang,
    both: bool,
) -> Delivery:
    if one.line in translations:
        return Delivery.MACHINE_TRANSLATION
    if rendered or (own and not habits.bilingual):
        return Delivery.INTERPRETATION
    if both and habits.bilingual:  # a speaker who renders himself
        return Delivery.ORIGINAL if one.lang is first else Delivery.INTERPRETATION
    return Delivery.DIRECT


def _merged(drafts: Sequence[Draft]) -> list[Draft]:
    """Join neighbours of one speaker, voice and label: a new label or voice starts a turn, a marker alone does not."""
    out: list[Draft] = []
    for draft in drafts:
        if out and out[-1].person is draft.person and out[-1].voice is draft.voice and draft.person is not None:
            out[-1].segments += draft.segments
            out[-1].deliveries += draft.deliveries
            out[-1].evidence += draft.evidence
        else:
            out.append(draft)
    return out
