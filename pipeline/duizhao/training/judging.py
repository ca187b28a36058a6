"""How well a model reads calls that it never saw, and how far its confidence can be trusted."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, fields
from itertools import pairwise

import numpy as np

from duizhao.names import words
from duizhao.similarity import Floats
from duizhao.speakers import RoleModel, attribute_talk
from duizhao.speakers.role_model import COMPANY
from duizhao.tokens import size
from duizhao.training.calls import TrainingCall
from duizhao.vocabulary import Role

_BINS = 10
# Bins of the curve, before those that fall are joined: over companies, 6 have an error of .052, 20 of .058.
_STEPS = 6


@dataclass(slots=True)
class Tally:
    """Words and turns, right and wrong.

    Attributes:
        words: Of turns whose role gold knows.
        role: Of them, words with an acceptable role.
        coarse: The same with operator, company, analyst.
        named: Of them, words of a turn with a named speaker.
        name: Of those, words whose speaker's last name is right.
        starts: Turn starts of gold but the first.
        found: Turn starts read.
        both: Starts that are in both.
        trusted: Confidence, words and words right of each turn read.
    """

    words: float = 0.0
    role: float = 0.0
    coarse: float = 0.0
    named: float = 0.0
    name: float = 0.0
    starts: int = 0
    found: int = 0
    both: int = 0
    trusted: list[tuple[float, float, float]] = field(default_factory=list[tuple[float, float, float]])

    def add(self, other: Tally) -> None:
        """Add another tally to this one."""
        for one in fields(self):
            setattr(self, one.name, getattr(self, one.name) + getattr(other, one.name))

    def shares(self) -> dict[str, float]:
        """Return the shares right, and the F1 of turn starts."""
        precision, recall = self.both / max(self.found, 1), self.both / max(self.starts, 1)
        return {
            "role": self.role / max(self.words, 1),
            "coarse": self.coarse / max(self.words, 1),
            "named": self.named / max(self.words, 1),
            "name": self.name / max(self.named, 1),
            "turn_f1": 2 * precision * recall / (precision + recall) if self.both else 0.0,
        }


def judge(call: TrainingCall, model: RoleModel) -> Tally:
    """Read a call and compare it with its gold."""
    attribution = attribute_talk(call.segments, model=model)
    turn_of = {index: turn for turn in attribution.turns for index in turn.segments}
    read = [turn_of[one.index] for one in call.segments]
    out = Tally()
    trusted: dict[int, list[float]] = {}
    for one, turn, gold_at in zip(call.segments, read, call.turn_of, strict=True):
        gold, weight = call.turns[gold_at], size(one.text)
        if gold.role is Role.UNKNOWN:
            continue
        right = turn.role in gold.accept
        out.words += weight
        out.role += weight * right
        out.coarse += weight * (right or _side(turn.role) == _side(gold.role))
        names = attribution.speakers[turn.speaker] if turn.speaker is not None else None
        if names is not None and names.name:
            out.named += weight
            out.name += weight * any(_last(form) == _last(gold.speaker) for form in (names.name, *names.aliases))
        held = trusted.setdefault(turn.index, [turn.confidence, 0.0, 0.0])
        held[1] += weight
        held[2] += weight * right
    out.trusted = [(confidence, weight, right) for confidence, weight, right in trusted.values()]
    starts = {at for at, (one, other) in enumerate(pairwise(call.turn_of), 1) if one != other}
    found = {at for at, (one, other) in enumerate(pairwise(read), 1) if one is not other}
    out.starts, out.found, out.both = len(starts), len(found), len(starts & found)
    return out


def _side(role: Role) -> str:
    return "company" if role in COMPANY else role.value


def _last(name: str) -> str:
    return words(name)[-1] if words(name) else ""


def reliability(trusted: Iterable[tuple[float, float, float]], *, bins: int = _STEPS) -> Floats:
    """Map confidence to the share right: rising steps over bins of equal weight, shape ``(B, 2)``.

    Bins that fall are joined until none does (pool adjacent violators; Zadrozny & Elkan 2002, KDD).

    Args:
        trusted: Confidence, words and words right of each turn.
        bins: How many to begin with.
    """
    rows = sorted(trusted)
    total = sum(weight for _, weight, _ in rows)
    pools: list[list[float]] = []  # confidence times words, words, words right
    filled = 0.0
    for confidence, weight, right in rows:
        if not pools or filled >= total * len(pools) / bins:
            pools.append([0.0, 0.0, 0.0])
        for place, value in enumerate((confidence * weight, weight, right)):
            pools[-1][place] += value
        filled += weight
    at = 0
    while at < len(pools) - 1:
        one, other = pools[at], pools[at + 1]
        if one[2] / one[1] > other[2] / other[1]:
            pools[at : at + 2] = [[a + b for a, b in zip(one, other, strict=True)]]
            at = max(0, at - 1)
        else:
            at += 1
    points = [(summed / weight, right / weight) for summed, weight, right in pools]
    return np.array([(0.0, points[0][1] * 0.5), *points, (1.0, max(points[-1][1], points[-1][0]))])


def calibration_error(trusted: Sequence[tuple[float, float, float]], *, bins: int = _BINS) -> float:
    """Return the expected calibration error over bins of equal width, 0 to 1.

    References:
        Naeini, Cooper & Hauskrecht (2015), AAAI: the mean distance of confidence and share right, by weight.
    """
    sums = np.zeros((bins, 3))
    for confidence, weight, right in trusted:
        sums[min(int(confidence * bins), bins - 1)] += (confidence * weight, weight, right)
    total = sums[:, 1].sum()
    return float(np.abs(sums[:, 0] - sums[:, 2]).sum() / total) if total else 0.0
