"""The decoder: the best consistent reading of a call, sentence by sentence.

A state is a person and a mode (speaking directly, speaking as an original, being interpreted). Evidence comes as
emissions (what a sentence says of each state) and as step scores (what it takes to go from one state to the next).
Viterbi gives the best path; forward-backward gives each sentence the probability of its state, which is the turns'
confidence.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from duizhao.similarity import Floats


@dataclass(frozen=True, slots=True)
class Lattice:
    """A call as scores (nats).

    Attributes:
        start: Per state, for the first sentence; shape ``(S,)``.
        emissions: Shape ``(n, S)``.
        step: Gives the scores of going into a sentence, shape ``(S, S)``, a row for each state that is entered, a
            column for each that is left; asked for 1 to n - 1. A function, because all of them at once would take n S²
            numbers; what it gives is not changed.
    """

    start: Floats
    emissions: Floats
    step: Callable[[int], Floats]


def viterbi(lattice: Lattice) -> NDArray[np.int64]:
    """Return the best state of each sentence, shape ``(n,)``."""
    count, states = lattice.emissions.shape
    best = lattice.start + lattice.emissions[0]
    back = np.zeros((count, states), dtype=np.int64)
    rows = np.arange(states) * states
    for at in range(1, count):
        scores = lattice.step(at) + best
        back[at] = before = scores.argmax(axis=1)
        best = scores.take(rows + before) + lattice.emissions[at]
    path = np.zeros(count, dtype=np.int64)
    path[-1] = int(best.argmax())
    for at in range(count - 1, 0, -1):
        path[at - 1] = back[at, path[at]]
    return path


def posteriors(lattice: Lattice) -> Floats:
    """Return the probability of each state at each sentence, shape ``(n, S)``, rows summing to 1."""
    count, states = lattice.emissions.shape
    forward = np.zeros((count, states))
    forward[0] = lattice.start + lattice.emissions[0]
    for at in range(1, count):
        forward[at] = _log_sum(lattice.step(at) + forward[at - 1], axis=1) + lattice.emissions[at]
    backward = np.zeros((count, states))
    for at in range(count - 2, -1, -1):
        after = lattice.emissions[at + 1] + backward[at + 1]
        backward[at] = _log_sum(lattice.step(at + 1) + after[:, None], axis=0)
    joint = forward + backward
    return np.asarray(np.exp(joint - _log_sum(joint, axis=1)[:, None]))


def _log_sum(values: Floats, axis: int) -> Floats:
    top = values.max(axis=axis, keepdims=True)
    return np.asarray(np.log(np.exp(values - top).sum(axis=axis)) + top.squeeze(axis))
