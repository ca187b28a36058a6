"""Prepared remarks, questions and answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from duizhao.records import Turn
from duizhao.vocabulary import Role, Section


def with_sections(turns: Sequence[Turn]) -> tuple[Turn, ...]:
    """Set section and question of each turn.

    Questions and answers begin, in each pass, at the operator's turn that calls the first questioner, or at the first
    questioner's own turn where nobody calls. A question is a new one when another analyst speaks or the operator has
    called again.
    """
    out: list[Turn] = []
    for passage in sorted({turn.passage for turn in turns}):
        out += _one_pass([turn for turn in turns if turn.passage == passage], first_question=_last_question(out) + 1)
    return tuple(sorted(out, key=lambda turn: turn.index))


def _last_question(turns: Sequence[Turn]) -> int:
    return max((turn.question or 0 for turn in turns), default=0)


def _one_pass(turns: Sequence[Turn], first_question: int) -> list[Turn]:
    asked = next((at for at, turn in enumerate(turns) if turn.role is Role.ANALYST), None)
    start = len(turns) if asked is None else asked
    if asked and turns[asked - 1].role in (Role.OPERATOR, Role.IR):
        start = asked - 1
        if turns[start].role is Role.IR and start and turns[start - 1].role is Role.OPERATOR:
            start -= 1
    out: list[Turn] = []
    question, called, asker = first_question - 1, True, None
    for at, turn in enumerate(turns):
        section = Section.QA if at >= start else Section.PREPARED
        number: int | None = None
        if at >= start:
            if turn.role is Role.OPERATOR:
                called = True
            elif turn.role is Role.ANALYST:
                if called or turn.speaker != asker:
                    question += 1
                called, asker, number = False, turn.speaker, question
            elif turn.role not in (Role.IR, Role.EDITOR) and question >= first_question and not called:
                number = question
        out.append(replace(turn, section=section, question=number))
    return out
