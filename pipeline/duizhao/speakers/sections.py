"""Prepared remarks, questions and answers."""

from __future__ import annotations

from collections.abc import Container, Sequence
from dataclasses import replace

from duizhao.records import Segment, Turn
from duizhao.speakers.cues import read_cues
from duizhao.vocabulary import Role, Section

_NOBODYS = frozenset({Role.OPERATOR, Role.IR, Role.EDITOR})
# What the operator, or an IR officer who leads the questions, says where one question ends.
_ENDS_QUESTION = frozenset(
    {"operator calls a questioner", "operator explains how to ask", "operator closes", "operator gives the floor"}
)
_ENDS_QUESTION_BY_IR = frozenset({"operator calls a questioner", "operator closes", "closing by IR"})


def with_sections(turns: Sequence[Turn], segments: Sequence[Segment] = ()) -> tuple[Turn, ...]:
    """Set section and question of each turn.

    Questions and answers begin, in each pass, at the operator's turn that calls the first questioner, or at the first
    questioner's own turn where nobody calls. A question is a new one when another analyst speaks or the operator has
    called again: what one questioner asks while he has the floor, follow-ups included, is one question, and all that
    is answered to it joins it, originals and renditions alike. An operator who only interrupts ("Please hold.") ends
    nothing; turns of the operator and of IR officers belong to no question.

    Args:
        turns: Of all passes.
        segments: The document's; without them every turn of the operator counts as a call.
    """
    ends = {turn.index for turn in turns if _ends_question(turn, segments)}
    out: list[Turn] = []
    for passage in sorted({turn.passage for turn in turns}):
        part = [turn for turn in turns if turn.passage == passage]
        out += _one_pass(part, _last_question(out) + 1, ends - _interruptions(part, segments))
    return tuple(sorted(out, key=lambda turn: turn.index))


def _ends_question(turn: Turn, segments: Sequence[Segment]) -> bool:
    if turn.role is Role.OPERATOR:
        return True
    return turn.role is Role.IR and bool(_said(turn, segments) & _ENDS_QUESTION_BY_IR)


def _said(turn: Turn, segments: Sequence[Segment]) -> set[str]:
    """Return the names of the cues in a turn."""
    return {name for at in turn.segments if at < len(segments) for name in read_cues(segments[at].text).names}


def _interruptions(turns: Sequence[Turn], segments: Sequence[Segment]) -> set[int]:
    """Find the operator's turns between two of one speaker that neither call nor close.

    After the last questioner the operator closes, in whatever words.
    """
    last = max((turn.index for turn in turns if turn.role is Role.ANALYST), default=-1)
    return {
        turn.index
        for before, turn, after in zip(turns, turns[1:], turns[2:], strict=False)
        if segments
        and turn.role is Role.OPERATOR
        and before.speaker == after.speaker is not None
        and after.index <= last
        and not _said(turn, segments) & _ENDS_QUESTION
    }


def _last_question(turns: Sequence[Turn]) -> int:
    return max((turn.question or 0 for turn in turns), default=0)


def _one_pass(turns: Sequence[Turn], first_question: int, ends: Container[int]) -> list[Turn]:
    start = _start(turns)
    out: list[Turn] = []
    question, called, asker = first_question - 1, True, None
    for at, turn in enumerate(turns):
        section = Section.QA if at >= start else Section.PREPARED
        number: int | None = None
        if at >= start:
            if turn.index in ends:
                called = True
            elif turn.role is Role.ANALYST:
                if called or turn.speaker != asker:
                    question += 1
                called, asker, number = False, turn.speaker, question
            elif turn.role not in _NOBODYS and question >= first_question and not called:
                number = question
        out.append(replace(turn, section=section, question=number))
    return out


def _start(turns: Sequence[Turn]) -> int:
    """Return where questions and answers begin."""
    asked = next((at for at, turn in enumerate(turns) if turn.role is Role.ANALYST), None)
    start = len(turns) if asked is None else asked
    if asked and turns[asked - 1].role in (Role.OPERATOR, Role.IR):
        start = asked - 1
        if turns[start].role is Role.IR and start and turns[start - 1].role is Role.OPERATOR:
            start -= 1
    return start
