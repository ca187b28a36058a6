"""Modes of a whole call: whether originals stand in it, who is used to be interpreted, which pairs are no pairs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from duizhao.records import Segment
from duizhao.similarity import Floats
from duizhao.speakers.cues import read_cues
from duizhao.speakers.echo import Echo
from duizhao.speakers.states import State
from duizhao.vocabulary import MANAGEMENT, Delivery, Lang

Mask = NDArray[np.bool_]
Path = NDArray[np.int64]

# Passages of this many sentences can be checked for order; true pairs of the development calls lie at .14 to .6, an
# overview and its details at .0 to .12.
_LONG, _IN_ORDER = 5, 0.13
#: What a doubted sentence loses as original or rendition (nats).
DOUBTED = -0.6
# Nats that going against all of somebody's habit costs a sentence.
_HABIT = 1.2


def is_interpreted(segments: Sequence[Segment]) -> bool:
    """Whether the talk announces interpreting, or a tenth and more of it is in either language."""
    if any("interpretation announced" in read_cues(one.text).names for one in segments):
        return True
    chinese = sum(len(one.text) for one in segments if one.lang is Lang.ZH)
    total = sum(len(one.text) for one in segments)
    return bool(total) and 0.1 < chinese / total < 0.9  # noqa: PLR2004


# Share of sentences that are said again, or say again, with this likeness: .09 to .26 where originals and renditions
# stand side by side in English, at most .07 in interpreted calls that hold the renditions alone, .03 elsewhere.
_SAID_AGAIN, _SHARE_AGAIN = 0.1, 0.08


def has_originals(segments: Sequence[Segment], echo: Echo, *, interpreted: bool) -> bool:
    """Whether originals stand in the text beside their renditions; where they do not, modes can only be wrong."""
    if any(one.lang is Lang.ZH or "code-switch" in one.flags for one in segments):
        return True
    again = np.abs(echo.later - echo.before) > _SAID_AGAIN
    return interpreted and bool(again.size) and float(again.mean()) >= _SHARE_AGAIN


def mode_scores(states: Sequence[State], modes: Floats) -> Floats:
    """Return each state's score of the modes direct, original, rendition; shape ``(n, S)``."""
    columns = {Delivery.DIRECT: 0, Delivery.ORIGINAL: 1, Delivery.INTERPRETATION: 2}
    return modes[:, [columns[state.delivery] for state in states]]


def habits(states: Sequence[State], path: Path, against: Mask) -> Floats:
    """Score each state by how its person was read to speak, executives only; doubted passages count as direct.

    Prepared remarks show it best: who answers is less sure than who had the floor.
    """
    taken = [(states[int(state)], bool(doubted)) for state, doubted in zip(path, against, strict=True)]
    asked = next((at for at, (state, _) in enumerate(taken) if state.asks), len(taken))
    out = np.zeros(len(states))
    for column, state in enumerate(states):
        own = [(at, one, doubted) for at, (one, doubted) in enumerate(taken) if one.person == state.person]
        prepared = [held for held in own if held[0] < asked]
        own = prepared if len(prepared) >= _LONG else own
        if state.role not in MANAGEMENT or not own:
            continue
        rendered = sum(one.delivery is not Delivery.DIRECT and not doubted for _, one, doubted in own) / len(own)
        likely = rendered if state.delivery is not Delivery.DIRECT else 1 - rendered
        # Against the habit, never for it: somebody's habit says nothing of who speaks.
        out[column] = _HABIT * (likely - max(rendered, 1 - rendered))
    return out


def doubtful(order: Callable[[range, range], float], states: Sequence[State], path: Path) -> Mask:
    """Mark the sentences of passages read as original and rendition that do not keep one order.

    Without this a CFO who gives an overview and then the details counts as his own interpreter.

    Args:
        order: Tells how far two passages, by the positions of their sentences, say the same in the same order.
        states: What a sentence may be.
        path: Number of the state of each sentence.
    """
    out = np.zeros(len(path), dtype=bool)
    changes = [0, *(np.flatnonzero(np.diff(path)) + 1).tolist(), len(path)]
    runs = [range(start, end) for start, end in pairwise(changes)]
    for one, other in pairwise(runs):
        first, second = states[int(path[one.start])], states[int(path[other.start])]
        pair = first.delivery is Delivery.ORIGINAL and second.delivery is Delivery.INTERPRETATION
        if pair and min(len(one), len(other)) >= _LONG and order(one, other) < _IN_ORDER:
            out[one.start : other.stop] = True
    return out
