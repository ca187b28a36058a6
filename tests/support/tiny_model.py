"""A model of who speaks, trained in a moment on eight orders of one invented call."""

from __future__ import annotations

import random
from functools import cache

from duizhao.speakers.role_model import RoleModel
from duizhao.training.calls import GoldTurn, TrainingCall
from duizhao.training.roles import train
from duizhao.vocabulary import Role
from golden.loading import speech

TALK = (
    (
        Role.OPERATOR,
        "Operator",
        (
            "Good day and welcome to the conference call.",
            "I now turn the call over to Mira Dahl, Head of Investor Relations.",
        ),
    ),
    (
        Role.IR,
        "Mira Dahl",
        (
            "Thank you, operator.",
            "With me are our CEO, Ines Falk, and our CFO, Otto Brandt.",
            "Ines, please go ahead.",
        ),
    ),
    (Role.CEO, "Ines Falk", ("Thank you, Mira.", "Our yard grew in the quarter.", "I hand over to Otto.")),
    (
        Role.CFO,
        "Otto Brandt",
        (
            "Thank you, Ines.",
            "Revenue was 12 million and the margin rose.",
            "Operator, we are ready for questions.",
        ),
    ),
    (Role.OPERATOR, "Operator", ("Our first question comes from Dana Reed of Harbour Bank.",)),
    (Role.ANALYST, "Dana Reed", ("Thanks for taking my question.", "Otto, how do you see the margin?")),
    (Role.CFO, "Otto Brandt", ("Thank you, Dana.", "We see it stable.")),
)


def call(name: str, company: str, *, seed: int = 0, turns: int = len(TALK)) -> TrainingCall:
    """Return the first turns of the call; with a seed, the sentences of each turn in another order."""
    rng = random.Random(seed)  # noqa: S311 - no secret
    segments, turn_of, gold = [], [], []
    for at, (role, speaker, sentences) in enumerate(TALK[:turns]):
        gold.append(GoldTurn(speaker, role, frozenset({role})))
        for text in rng.sample(sentences, len(sentences)) if seed else sentences:
            segments.append(speech(text, index=len(segments)))
            turn_of.append(at)
    return TrainingCall(name, company, tuple(segments), tuple(turn_of), tuple(gold))


def calls() -> list[TrainingCall]:
    """Return eight calls of eight companies."""
    return [call(f"call {number}", f"company {number}", seed=number) for number in range(8)]


@cache
def tiny_model() -> RoleModel:
    """Return the model trained on them."""
    return train(calls())
