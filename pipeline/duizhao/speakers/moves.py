"""What it takes to go from one state to the next, whatever is said: the grammar of a call as scores, in nats."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from duizhao.similarity import Floats
from duizhao.speakers.role_model import RoleModel
from duizhao.speakers.states import State, step_features
from duizhao.vocabulary import MANAGEMENT, Delivery

Mask = NDArray[np.bool_]

# Another executive in the middle of originals and renditions; an original nobody was asked for.
_ANOTHER_EXECUTIVE, _INTO_ORIGINAL = -3.0, -1.5
# After "I will translate myself": to one's own rendition, and staying in the original.
_TO_OWN, _STAY_IN_ORIGINAL = 5.0, -3.0
#: Of a step that is none.
NEVER = -1e9


@dataclass(frozen=True, slots=True)
class Moves:
    """Steps between the states of a call; shape ``(S, S)`` each, from row to column.

    Attributes:
        states: What a sentence may be.
        steps: Of one person after another.
        modes: Of one person's change of mode.
        same: Whether both are one state.
        same_person: Whether both are one person's.
        own_rendition: After "I will translate myself", on to the speaker's own rendition.
    """

    states: Sequence[State]
    steps: Floats
    modes: Floats
    same: Mask
    same_person: Mask
    own_rendition: Floats


def make_moves(states: Sequence[State], model: RoleModel) -> Moves:
    """Score the steps between the states of a call."""
    same = np.eye(len(states), dtype=bool)
    same_person = np.array([[one.person == other.person for other in states] for one in states])
    rendition = np.array([state.delivery is Delivery.INTERPRETATION for state in states])
    return Moves(
        states,
        np.array([[_step(one, other, model) for other in states] for one in states]),
        np.array([[_mode_step(one, other) for other in states] for one in states]),
        same,
        same_person,
        np.where(same_person & rendition[None, :], _TO_OWN, np.where(same, _STAY_IN_ORIGINAL, 0.0)),
    )


def _step(one: State, other: State, model: RoleModel) -> float:
    features = step_features(one, other)
    if features is None:
        return NEVER
    return sum(model.steps.get(feature, 0.0) for feature in features) + _mode_between(one, other)


def _mode_between(one: State, other: State) -> float:
    """Score the modes of two people in a row: an original that nobody rendered, a rendition of nothing."""
    score = -2.5 if one.delivery is Delivery.ORIGINAL else 0.0
    # Originals and renditions of one executive follow each other; another one has the floor handed to him.
    rendered = Delivery.DIRECT not in (one.delivery, other.delivery)
    score += _ANOTHER_EXECUTIVE if rendered and {one.role, other.role} <= MANAGEMENT else 0.0
    return score + {Delivery.ORIGINAL: _INTO_ORIGINAL, Delivery.INTERPRETATION: -5.0}.get(other.delivery, 0.0)


_MODE_STEPS = {
    (Delivery.ORIGINAL, Delivery.INTERPRETATION): 0.0,
    (Delivery.INTERPRETATION, Delivery.ORIGINAL): -0.2,
    (Delivery.DIRECT, Delivery.ORIGINAL): -2.5,
    (Delivery.ORIGINAL, Delivery.DIRECT): -2.0,
    (Delivery.INTERPRETATION, Delivery.DIRECT): -1.5,
    (Delivery.DIRECT, Delivery.INTERPRETATION): -6.0,
}


def _mode_step(one: State, other: State) -> float:
    """Score one person's change of mode by the grammar of an interpreted call."""
    if one.person != other.person:
        return NEVER
    return _MODE_STEPS.get((one.delivery, other.delivery), NEVER)
