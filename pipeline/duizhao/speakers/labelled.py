"""Turns of a call with labels: inside each block, whose voice and which mode."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from duizhao.labels import is_placeholder, title_role
from duizhao.markers import Sign, find_markers
from duizhao.records import Block, Segment
from duizhao.speakers.blocks import OPENING, LabelledCall
from duizhao.speakers.cues import read_cues
from duizhao.speakers.drafts import Draft, mark_originals, mark_own_renditions, merge
from duizhao.speakers.mentions import Act
from duizhao.speakers.modes import INTERPRETERS_FOOTING, OWN_WORDS, SELF_TRANSLATION
from duizhao.speakers.people import Person
from duizhao.speakers.voices import Run, language_runs, may_render
from duizhao.vocabulary import MANAGEMENT, Delivery, Kind, Lang, Role, Voice

# Confidence by what a turn rests on; shares right on the labelled development transcripts, rounded down.
_SURE, _INFERRED, _GUESSED = 0.98, 0.9, 0.6
# From this vote of an opening sentence on, an IR officer speaks as such ("Operator, next question, please.").
_PROCEDURAL = 1.5
_NEVER_RENDERS = frozenset({Role.OPERATOR, Role.INTERPRETER, Role.ANALYST, Role.EDITOR})
_ENDED = re.compile(r"[.!?,;:。！？，；：…\"'\u201d\u2019)\]）】-]\s*$")


@dataclass(slots=True)
class _Part:
    """Pieces of a block between two markers about language, or two changes of voice.

    Attributes:
        block: Where they stand.
        signs: What the markers at their start say.
        pieces: Speech and markers.
        first: Whether the block starts with them.
        renders: Whose original stands right before them, where these words are its rendition.
    """

    block: Block
    signs: list[Sign] = field(default_factory=list[Sign])
    pieces: list[Segment] = field(default_factory=list[Segment])
    first: bool = False
    renders: Person | None = None


@dataclass(slots=True)
class _Floor:
    """What stands before a part.

    Attributes:
        person: Whom an interpreter renders.
        unheard: Whether somebody spoke whose words are not in the transcript: "[Foreign Language]".
        last: Who said the words right before; null after an interpreter's.
        run: Their last run of one language.
    """

    person: Person | None = None
    unheard: bool = False
    last: Person | None = None
    run: Run | None = None

    def passes(self, draft: Draft, part: _Part, call: LabelledCall) -> None:
        """Take in the turn that was just drafted."""
        rendition = draft.voice is Voice.INTERPRETER
        runs = [] if rendition else language_runs(part.pieces, call.translations)
        self.person = draft.person if rendition else self.person
        self.last, self.run = (draft.person, runs[-1]) if runs else (None, None)
        self.unheard = False


def draft_turns(call: LabelledCall, segments: Sequence[Segment]) -> list[Draft]:
    """Put turns together from labelled blocks.

    Args:
        call: The blocks and their holders.
        segments: All segments of the document.

    Returns:
        Drafts in order; a block gives more than one where the voice or the speaker changes inside it.
    """
    drafts: list[Draft] = []
    floor = _Floor()
    for block in call.blocks:
        person = call.holders.get(block.index)
        pieces = call.pieces.get(block.index, ())
        if pieces and not any(one.kind is Kind.SPEECH for one in pieces):
            floor.unheard = floor.unheard or (bool(drafts) and person is not drafts[-1].person)
        if person is not None and person.role not in (Role.OPERATOR, Role.INTERPRETER, Role.IR):
            floor.person = person
        for whole in _parts(block, call):
            for part in _voices(whole, person, floor, call):
                draft = _draft(part, person, floor.person, call)
                draft.apart = floor.unheard
                drafts.append(draft)
                floor.passes(draft, part, call)
    turns = merge(drafts)
    mark_originals(turns, segments)
    if call.bilingual:
        mark_own_renditions(turns, segments, call.translations)
    return turns


def _parts(block: Block, call: LabelledCall) -> Iterator[_Part]:
    """Cut a block at its markers of language; those of translation lines repeat the ones above."""
    part, spoken = _Part(block, first=True), False
    pieces = call.pieces.get(block.index, ())
    for at, one in enumerate(pieces):
        signs = [marker.sign for marker in find_markers(one.text)] if one.kind is Kind.MARKER else []
        turning = [sign for sign in signs if sign is not Sign.INSTRUCTIONS]
        if turning and one.line not in call.translations and not _inside_sentence(pieces, at):
            if spoken:
                yield part
                part, spoken = _Part(block), False
            part.signs += turning
        part.pieces.append(one)
        spoken = spoken or one.kind is Kind.SPEECH
    if spoken:
        yield part


def _inside_sentence(pieces: Sequence[Segment], at: int) -> bool:
    """Whether a marker stands for a word or two of its sentence: "a product called [Foreign Language] that sells"."""
    if not 0 < at < len(pieces) - 1:
        return False
    before, after = pieces[at - 1], pieces[at + 1]
    here = before.line == pieces[at].line == after.line and before.kind is after.kind is Kind.SPEECH
    return here and not _ENDED.search(before.text[-2:]) and after.text[0].islower()


def _voices(part: _Part, person: Person | None, floor: _Floor, call: LabelledCall) -> Iterator[_Part]:
    """Cut a part where an original ends and its rendition begins without a marker, and say whom a part renders."""
    if person is None or Sign.INTERPRETED in part.signs or person.role in _NEVER_RENDERS:
        yield part
        return
    spoken = _spoken(part, call)
    renders_others = person.role is Role.IR or id(person) in call.renderers
    if renders_others or (is_placeholder(person.name) and floor.last is not person):
        part.renders = _rendered_by_another(spoken, floor, call, person)
    own = any(OWN_WORDS.search(one.text) for one in spoken)
    if part.renders is not None or renders_others or own or not call.bilingual:
        yield part
        return
    run_before = floor.run if floor.last is person else None
    current = _Part(part.block, part.signs, first=part.first)
    for run in language_runs(part.pieces, call.translations) or [Run(Lang.NONE, tuple(part.pieces), 0)]:
        renders = person if run_before is not None and _renders(run_before, run, call) else None
        if current.pieces and renders is not current.renders:
            yield current
            current = _Part(part.block)
        current.renders = renders
        current.pieces += run.pieces
        run_before = run
    yield current


def _renders(original: Run, run: Run, call: LabelledCall) -> bool:
    """Whether a run of an executive's words renders the one before: by its footing, or as interpreters' do."""
    if original.lang is run.lang:
        return False
    opening = " ".join(one.text for one in run.pieces[:OPENING])
    return INTERPRETERS_FOOTING.search(opening) is not None or (
        original.lang is call.original and may_render(original, run)
    )


def _rendered_by_another(spoken: Sequence[Segment], floor: _Floor, call: LabelledCall, person: Person) -> Person | None:
    """Tell whom an IR officer, or somebody without a name, renders by what stands before: an original, or none heard.

    Calls whose interpreter has no label of his own print his words under that of the IR officer.
    """
    opening = spoken[:OPENING]
    footing = INTERPRETERS_FOOTING.search(" ".join(one.text for one in opening)) is not None
    if floor.unheard and footing:
        return floor.person
    runs = language_runs(spoken, call.translations)
    original, rendered = floor.run, floor.last
    if not runs or original is None or rendered is None or rendered is person or original.lang is runs[0].lang:
        return None
    if footing:
        return rendered
    procedural = sum(read_cues(one.text).votes.get(Role.IR, 0.0) for one in opening) >= _PROCEDURAL
    alternates = call.original is not None and rendered.role in MANAGEMENT | {Role.ANALYST}
    return rendered if alternates and may_render(original, runs[0]) and not procedural else None


def _spoken(part: _Part, call: LabelledCall) -> list[Segment]:
    return [one for one in part.pieces if one.kind is Kind.SPEECH and one.line not in call.translations]


def _draft(part: _Part, person: Person | None, floor: Person | None, call: LabelledCall) -> Draft:
    spoken = _spoken(part, call)
    rendered = _why_rendered(part, person, spoken, call)
    speaker = part.renders or (floor if person is not None and person.role is Role.INTERPRETER else person)
    why = rendered or "label"
    relayed = _relayed(spoken, call) if rendered else None
    if relayed is not None and speaker is not None and relayed is not speaker:
        speaker, why = relayed, f"the interpreter says whose remarks these are ({relayed.name})"
    own = not rendered and _renders_own(part, person, spoken)
    if own and not call.bilingual:
        why = "speaks in the other language first and renders it"
    inferred = part.renders is not None or person is None or is_placeholder(person.name)
    return Draft(
        person=speaker,
        voice=Voice.INTERPRETER if rendered else Voice.SELF,
        label=part.block.label.text if part.block.label else None,
        confidence=_GUESSED if speaker is None else min(_INFERRED if inferred else _SURE, speaker.certainty),
        evidence=[why],
        segments=[one.index for one in part.pieces],
        deliveries=list(_deliveries(part, call, rendered=bool(rendered), own=own)),
    )


def _why_rendered(part: _Part, person: Person | None, spoken: Sequence[Segment], call: LabelledCall) -> str:
    """Say why these words are an interpreter's; empty where they are not."""
    label = part.block.label
    opening = " ".join(one.text for one in spoken[:OPENING])
    if person is None:
        return ""
    if person.role is Role.INTERPRETER or (label is not None and title_role(label.title) is Role.INTERPRETER):
        return "label says interpreter"
    if Sign.INTERPRETED in part.signs:
        return "marked as interpreted"
    noted = id(person) in call.through_interpreter and Sign.FOREIGN not in part.signs
    may_say_so = person.role in MANAGEMENT or part.renders is not None
    why = ""
    if any(OWN_WORDS.search(one.text) for one in spoken):
        pass  # interpreters do not speak of themselves
    elif may_say_so and INTERPRETERS_FOOTING.search(opening):
        why = "the speaker says that this is a rendition"
    elif part.renders is not None:
        why = "follows its original in the other language"
    elif noted:
        why = "the transcript notes that the English is an interpreter's"
    return why


def _renders_own(part: _Part, person: Person | None, spoken: Sequence[Segment]) -> bool:
    """Whether somebody speaks in the other language first and then says it again himself."""
    if person is None or person.role not in MANAGEMENT | {Role.ANALYST}:
        return False
    if person.role in MANAGEMENT:
        return any(OWN_WORDS.search(one.text) for one in spoken)
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


def _deliveries(part: _Part, call: LabelledCall, *, rendered: bool, own: bool) -> Iterator[Delivery]:
    # Where both languages are printed, those of a speaker who renders himself tell original and rendition; where the
    # original is a marker only, all of his words are the rendition.
    heard = call.bilingual and (Sign.FOREIGN not in part.signs or any(one.lang is Lang.ZH for one in part.pieces))
    for one in part.pieces:
        if one.line in call.translations:
            yield Delivery.MACHINE_TRANSLATION
        elif rendered or (own and not heard):
            yield Delivery.INTERPRETATION
        else:
            yield Delivery.DIRECT
