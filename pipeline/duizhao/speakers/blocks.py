"""A call with labels: its blocks, who holds each, and what holds for the document as a whole."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from duizhao.markers import Sign, find_markers
from duizhao.records import Block, Layout, Segment
from duizhao.speakers.cues import read_cues
from duizhao.speakers.gathering import announce
from duizhao.speakers.mentions import Act, Mention
from duizhao.speakers.modes import INTERPRETERS_FOOTING
from duizhao.speakers.people import Cast, Person
from duizhao.speakers.placing import is_one_voice
from duizhao.speakers.voices import Run, language_runs, may_render, own_original
from duizhao.vocabulary import MANAGEMENT, Kind, Lang, Role

# Segments at the start of a block in which an interpreter says so ("So I'll just summarise and translate.").
OPENING = 3


_INTERPRETING_OFFERED = re.compile(
    r"(?:提供|配有|安排|[进進]行|[会會]有).{0,8}(?:口[譯译]|[传傳][譯译]|翻[譯译])|(?:口[譯译]|翻[譯译])(?:[员員])?(?:[将將]|[会會])"
)
_FEWEST_RENDITIONS = 3
# A note that words were spoken by an interpreter; a list of participants names interpreters too.
_SPOKEN_BY_INTERPRETER = re.compile(
    r"\b(?:spoken|made|given) by an? interpreter|由.{0,12}(?:口[譯译]|翻[譯译])", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class LabelledCall:
    """What is known of a labelled call before its turns are drafted.

    Attributes:
        blocks: In order of the text.
        pieces: Block index to its speech and markers.
        said: Segment index to the names mentioned in it.
        cast: The people.
        holders: Block index to the person who holds it.
        translations: Lines that translate another.
        bilingual: Whether both languages are spoken in it.
        original: Language that an interpreter renders; null in a call that is not interpreted, or in one language.
        through_interpreter: Identities of people whose English is an interpreter's though no marker says so.
        renderers: Identities of people who render others under labels of their own, such as a company secretary.
    """

    blocks: tuple[Block, ...]
    pieces: Mapping[int, Sequence[Segment]]
    said: Mapping[int, Sequence[Mention]]
    cast: Cast
    holders: Mapping[int, Person]
    translations: frozenset[int]
    bilingual: bool = False
    original: Lang | None = None
    through_interpreter: frozenset[int] = frozenset()
    renderers: frozenset[int] = frozenset()


def read_blocks(
    layout: Layout,
    segments: Sequence[Segment],
    mentions: Sequence[Mention],
    cast: Cast,
    holders: Mapping[int, Person],
    *,
    translations: frozenset[int],
) -> LabelledCall:
    """Read a labelled call's blocks.

    Args:
        layout: Blocks with labels.
        segments: All segments of the document.
        mentions: Names in the talk.
        cast: The people; a stand-in label takes the name that the operator announced.
        holders: Block index to the person its label names.
        translations: Lines that translate another.
    """
    pieces: dict[int, list[Segment]] = {}
    for one in segments:
        if one.block >= 0 and one.kind in (Kind.SPEECH, Kind.MARKER):
            pieces.setdefault(one.block, []).append(one)
    said: dict[int, list[Mention]] = {}
    for mention in mentions:
        said.setdefault(mention.segment, []).append(mention)
    call = LabelledCall(layout.blocks, pieces, said, cast, holders, translations)
    call = replace(call, holders=_resolve(call))
    notes = " ".join(one.text for one in segments if one.kind is Kind.NOTE)
    spoken = [one for one in segments if one.kind is Kind.SPEECH and one.line not in translations]
    chinese = sum(one.lang is Lang.ZH for one in spoken)
    bilingual = bool(spoken) and 0.08 < chinese / len(spoken) < 0.92  # noqa: PLR2004
    through = frozenset() if bilingual else _through_interpreter(call, spoken, notes)
    renderers = _renderers(call) if bilingual else frozenset[int]()
    interpreted = bilingual and (bool(renderers) or _is_interpreted(call, spoken))
    original = _original_language(call) if interpreted else None
    return replace(call, bilingual=bilingual, original=original, through_interpreter=through, renderers=renderers)


def _renderers(call: LabelledCall) -> frozenset[int]:
    """Find who renders others by what they do: three times and more, and mostly, they follow an executive's remarks.

    The remarks are in Chinese alone and theirs in English alone, of a rendition's length. Without this a call whose
    company secretary interprets, announced in words no cue knows, holds neither an original nor a rendition.
    """
    follows: Counter[int] = Counter()
    blocks: Counter[int] = Counter()
    before: tuple[Person, list[Run]] | None = None
    for block in call.blocks:
        person = call.holders.get(block.index)
        runs = language_runs(call.pieces.get(block.index, ()), call.translations)
        if person is None or not runs:
            continue
        blocks[id(person)] += 1
        alone = before is not None and len(before[1]) == len(runs) == 1 and before[0] is not person
        if alone and before is not None and before[0].role in MANAGEMENT and may_render(before[1][0], runs[0]):
            # Two executives by turns: the one who speaks Chinese is who is rendered.
            follows[id(person)] += person.role is not Role.OPERATOR and before[1][0].lang is Lang.ZH
        before = person, runs
    return frozenset(at for at, count in follows.items() if count >= _FEWEST_RENDITIONS and 2 * count > blocks[at])


def _is_interpreted(call: LabelledCall, spoken: Sequence[Segment]) -> bool:
    """Whether an interpreter takes part: announced, marked or labelled."""
    if any(person.role is Role.INTERPRETER for person in call.holders.values()) or _marked(call):
        return True
    return any(
        "interpretation announced" in read_cues(one.text).names or _INTERPRETING_OFFERED.search(one.text)
        for one in spoken
    )


def _marked(call: LabelledCall) -> bool:
    """Whether markers say which passages are renditions."""
    markers = (one for pieces in call.pieces.values() for one in pieces if one.kind is Kind.MARKER)
    return any(marker.sign is Sign.INTERPRETED for one in markers for marker in find_markers(one.text))


def _original_language(call: LabelledCall) -> Lang:
    """Return the language that executives speak first where both are spoken under one label, Chinese in doubt."""
    votes = 0
    for index, person in call.holders.items():
        runs = language_runs(call.pieces.get(index, ()), call.translations)
        if person.role in MANAGEMENT and (found := own_original(runs)):
            votes += 1 if found[1] is Lang.ZH else -1
    return Lang.EN if votes < 0 else Lang.ZH


def _resolve(call: LabelledCall) -> dict[int, Person]:
    """Read each announcement against the block that follows it."""
    resolved = dict(call.holders)
    called: Mention | None = None
    stood_in: dict[str, Person] = {}  # whom a stand-in label meant since the operator last spoke
    voices: dict[str, Person] = {}  # whom a diariser's label means all through the call
    for block in call.blocks:
        person = call.holders.get(block.index)
        if person is None or person.role is Role.IR:
            continue
        if person.role is Role.OPERATOR:
            stood_in.clear()
            called = _announcement(call, block)
        elif person.name in voices:
            resolved[block.index], called = voices[person.name], None
        elif person.stand_in and called is None and person.name in stood_in:
            resolved[block.index] = stood_in[person.name]
        else:
            resolved[block.index] = _takes_floor(person, called, call.cast)
            if person.stand_in and resolved[block.index] is not person:
                (voices if is_one_voice(person.name) else stood_in)[person.name] = resolved[block.index]
            called = called if person.role is Role.INTERPRETER else None
    return resolved


def _announcement(call: LabelledCall, block: Block) -> Mention | None:
    named = [mention for one in call.pieces.get(block.index, ()) for mention in call.said.get(one.index, ())]
    return next((mention for mention in reversed(named) if mention.act is Act.ANNOUNCEMENT), None)


def _takes_floor(person: Person, called: Mention | None, cast: Cast) -> Person:
    """Return who speaks after an announcement: the label's person, or the announced one for a stand-in."""
    if called is None or person.role in MANAGEMENT | {Role.INTERPRETER, Role.EDITOR}:
        return person
    if person.stand_in:
        named = announce(called, cast)
        named.forms.add(person.name)
        return named
    if cast.find(called.name, among=[person]) is not None or person.role in (Role.UNKNOWN, Role.ANALYST):
        person.firm = person.firm or called.firm
        person.vote(Role.ANALYST, 4.0, "the operator calls this name for a question")
    return person


def _through_interpreter(call: LabelledCall, spoken: Sequence[Segment], notes: str) -> frozenset[int]:
    if _marked(call):
        return frozenset()
    announced = any("interpretation announced" in read_cues(one.text).names for one in spoken)
    noted = _SPOKEN_BY_INTERPRETER.search(notes) is not None
    return frozenset(
        id(person)
        for person in call.cast.people
        if _speaks_through_interpreter(person, call, announced=announced, noted=noted)
    )


def _speaks_through_interpreter(person: Person, call: LabelledCall, *, announced: bool, noted: bool) -> bool:
    """Whether a person's words are an interpreter's all through a transcript that marks no passage.

    Votes: the call announces interpreting (1); a note says that the English was spoken by an interpreter (1.5); the
    person is the CEO, for whom calls are interpreted first (1.5); the person talks freely ("Yeah.", "Sure,") with an
    interpreter's footing nowhere (-2). Three are needed. Without this the CEO's prepared remarks of seed 001 count as
    his own English.
    """
    if person.role not in MANAGEMENT:
        return False
    blocks = [call.pieces.get(index, ()) for index, holder in call.holders.items() if holder is person]
    opening = [one.text for pieces in blocks for one in pieces[:OPENING]]
    free = any(text.lower().startswith(("yeah", "sure,", "yes, ")) for text in opening)
    footing = any(INTERPRETERS_FOOTING.search(text) for text in opening)
    votes = 1.0 * announced + 1.5 * noted + 1.5 * (person.role is Role.CEO) - 2.0 * (free and not footing)
    return votes >= 3.0  # noqa: PLR2004
