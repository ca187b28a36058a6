"""Turns as people corrected them: who speaks, as whom, in whose voice, and from where to where."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from duizhao.correction_records import Correction
from duizhao.records import Attribution, Segment, Speaker, Turn
from duizhao.vocabulary import Delivery, Kind, Role, Voice

Wanted = Sequence[tuple[int, Correction]]


def revise_turns(attribution: Attribution, wanted: Wanted) -> Attribution:
    """Correct speakers, roles and voices.

    Args:
        attribution: As it was found.
        wanted: Corrections with the index of their turn, in order of the text, at most one for each turn.

    Returns:
        The same with the turns corrected. A name that no speaker of the call has is a new speaker, after the others. A
        turn that is said to be an interpreter's is an interpretation, and what its speaker says right before it an
        original.
    """
    speakers, turns = list(attribution.speakers), list(attribution.turns)
    for at, one in wanted:
        if not one.new.keys() & {"speaker", "role", "voice"}:
            continue
        turn = turns[at]
        role = one.new.get("role")
        if "speaker" in one.new:
            name = one.new["speaker"]
            person = None if name is None else _named(str(name), speakers, turn, role)
            turn = replace(turn, speaker=None if person is None else person.index, role=_role_of(person, turn))
        if role is not None:
            turn = replace(turn, role=Role(str(role)))
        if (voice := one.new.get("voice")) is not None:
            turn = replace(turn, voice=Voice(str(voice)))
        turns[at] = replace(turn, confidence=1.0, evidence=f"corrected by {one.author}")
    voiced = [at for at, one in wanted if "voice" in one.new]
    return _deliver(replace(attribution, turns=tuple(turns), speakers=tuple(speakers)), voiced)


def _role_of(person: Speaker | None, turn: Turn) -> Role:
    return turn.role if person is None or person.role is Role.UNKNOWN else person.role


def _named(name: str, speakers: list[Speaker], turn: Turn, role: object) -> Speaker:
    """Return the speaker of a name: by canonical names before aliases; a new one where nobody has it."""
    sought = name.casefold().strip()
    for forms in (
        lambda one: (one.name, one.name_zh),
        lambda one: one.aliases,
    ):
        if found := next((one for one in speakers if sought in {form.casefold() for form in forms(one)}), None):
            return found
    chinese = any("\u4e00" <= character <= "\u9fff" for character in name)
    known = Role(role) if isinstance(role, str) else turn.role
    speakers.append(
        Speaker(len(speakers), "" if chinese else name, name if chinese else "", (name,), known, "", "", "corrected")
    )
    return speakers[-1]


def _deliver(attribution: Attribution, voiced: Sequence[int]) -> Attribution:
    """Let deliveries follow the voices that were corrected; machine translations under a turn stay what they are."""
    turns, deliveries = list(attribution.turns), dict(attribution.deliveries)
    for at in voiced:
        turn = turns[at]
        if turn.voice is Voice.INTERPRETER:
            _set(turns, deliveries, at, Delivery.INTERPRETATION)
            before = turns[at - 1] if at else None
            if before and before.delivery is Delivery.DIRECT and _one_floor(before, turn):
                _set(turns, deliveries, at - 1, Delivery.ORIGINAL)
        elif turn.delivery is Delivery.INTERPRETATION:
            after = turns[at + 1] if at + 1 < len(turns) else None
            rendered = after is not None and after.delivery is Delivery.INTERPRETATION and _one_floor(turn, after)
            _set(turns, deliveries, at, Delivery.ORIGINAL if rendered else Delivery.DIRECT)
    return replace(attribution, turns=tuple(turns), deliveries=deliveries)


def _one_floor(one: Turn, other: Turn) -> bool:
    return (one.speaker, one.passage) == (other.speaker, other.passage) and one.voice is Voice.SELF


def _set(turns: list[Turn], deliveries: dict[int, Delivery], at: int, delivery: Delivery) -> None:
    for index in turns[at].segments:
        if deliveries.get(index) is not Delivery.MACHINE_TRANSLATION:
            deliveries.pop(index, None)
    if turns[at].delivery is not Delivery.MACHINE_TRANSLATION:
        turns[at] = replace(turns[at], delivery=delivery)


def move_boundaries(
    attribution: Attribution, segments: Sequence[Segment], wanted: Mapping[int, Sequence[int]]
) -> Attribution | None:
    """Move words from turn to turn.

    Args:
        attribution: As it was found.
        segments: The transcript's.
        wanted: For each turn that changes, the speech that it should hold.

    Returns:
        The same with other boundaries; null where words would be nobody's or two turns', or a turn be left without any.
    """
    owner = {at: turn.index for turn in attribution.turns for at in turn.segments}
    speech = {at for at in owner if segments[at].kind is Kind.SPEECH}
    left = {at: turn for at, turn in owner.items() if at not in speech or turn not in wanted}
    moved = [(at, turn) for turn, held in wanted.items() for at in held]
    if {at for at, _ in moved} != speech - left.keys() or len(moved) != len(speech - left.keys()):
        return None
    now = {**left, **dict(moved)}
    if not all(wanted.values()):
        return None
    inside: dict[int, list[int]] = {turn.index: [] for turn in attribution.turns}
    for at in sorted(now):
        inside[now[at]].append(at)
    turns = tuple(replace(turn, segments=tuple(inside[turn.index])) for turn in attribution.turns)
    kept = {
        at: how
        for at, how in attribution.deliveries.items()
        if how is Delivery.MACHINE_TRANSLATION or now.get(at) == owner.get(at)
    }
    return replace(attribution, turns=turns, deliveries=kept)
