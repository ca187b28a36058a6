"""Evidence of a label-less call as scores: what sentences say, and what it takes to go from one speaker to the next.

The weights are nats, set by hand on the development transcripts (seed 000, the invented ASR samples and the invented
label-less call); each says what it stands for.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from duizhao.records import Segment
from duizhao.similarity import Floats
from duizhao.speakers.cues import Reading, read_cues
from duizhao.speakers.mentions import Act, Mention
from duizhao.speakers.modes import SELF_TRANSLATION
from duizhao.speakers.people import Cast, Person
from duizhao.vocabulary import MANAGEMENT, Delivery, Role

Mask = NDArray[np.bool_]

# A change of state inside a paragraph, and going on past the end of one.
_INSIDE = -4.5
_PAST = -0.7
# Where a call has no paragraphs, every change is inside one, and openers are all that shows it; an answer follows a
# question mark. Chosen on one-line views of 62 development calls: together they raise the turns' F1 from .35 to .61 and
# the role's share from .51 to .57. Without them the better part of the turns run into the one before.
_RUN_ON, _OPENER_RUN_ON, _ANSWERED = -2.0, 4.5, 2.0
# A paragraph in so many sentences shows that the text has any.
_PARAGRAPH = 40
# Entering whom the last words handed the call to; entering anyone else then; staying then.
_HANDED = 5.0
_PASSED_OVER = -2.0
_NOT_HANDED = -1.5
# A question needs an operator's announcement, but for an analyst's last words.
_UNANNOUNCED = -4.0
# An opener starts a turn, a closer ends one.
_OPENER, _CLOSER, _ENDED = 2.0, -3.5, 0.7
# Words cut off ("This is really...") end a turn more often than not: the interpreter takes over.
_BROKEN_OFF = 2.0
# "Thank you, Felix": it is not Felix who speaks.
_NOT_THANKED, _THANKS_OTHER = -6.0, 3.0
_SELF_NAMED = 5.0
# After "I will translate myself": to one's own rendition, and staying in the original.
_TO_OWN, _STAY_IN_ORIGINAL = 5.0, -3.0
# Operators and IR officers speak in formulas: a sentence with none of theirs counts against them. Without this they
# take over answers in which nothing speaks for anybody.
_UNFORMULAIC = {Role.OPERATOR: -0.8, Role.IR: -0.2}
# A call to speak reaches over this many closing words ("Please go ahead. Thank you.").
_REACH = 3


@dataclass(frozen=True, slots=True)
class State:
    """A person in a mode; the analyst is one slot whoever asks."""

    person: int
    role: Role
    delivery: Delivery


class Evidence:
    """Cues and mentions of one pass as scores (nats)."""

    def __init__(
        self,
        segments: Sequence[Segment],
        mentions: Sequence[Mention],
        cast: Cast,
        people: list[Person],
        states: list[State],
        *,
        breaks: Mask,
    ) -> None:
        """Read the cues of every sentence.

        Args:
            segments: Speech of the pass.
            mentions: Names in the talk.
            cast: Everybody.
            people: Those who have states of their own, in the order of the states' person numbers.
            states: What a sentence may be.
            breaks: Whether a paragraph starts at each sentence, here or in another recording.
        """
        self.segments, self.cast, self.people, self.states, self.breaks = segments, cast, people, states, breaks
        self.readings: list[Reading] = [read_cues(one.text) for one in segments]
        self.position = {one.index: at for at, one in enumerate(segments)}
        self.mentions = [(self.position[m.segment], m) for m in mentions if m.segment in self.position]
        self.slot = len(people)  # the analysts'
        self._runs_on = _PARAGRAPH * int(breaks.sum()) < len(segments)
        self._same = np.eye(len(states), dtype=bool)
        self._same_person = np.array([[one.person == other.person for other in states] for one in states])
        self._inherent = np.array([[_inherent(one, other) for other in states] for one in states])
        self._own_rendition = self._to_own_rendition()
        self._enter = self._entering()

    def emissions(self) -> Floats:
        """Return what each sentence's words say of each state."""
        out = np.zeros((len(self.segments), len(self.states)))
        for at, reading in enumerate(self.readings):
            for column, state in enumerate(self.states):
                out[at, column] = reading.votes.get(state.role, 0.0) or _UNFORMULAIC.get(state.role, 0.0)
        for at, mention in self.mentions:
            person = self._slot_of(mention)
            if mention.act is Act.SELF and person is not None:
                out[at] += [_SELF_NAMED if state.person == person else 0.0 for state in self.states]
        return np.clip(out, -6.0, 8.0)

    def _slot_of(self, mention: Mention) -> int | None:
        """Return the slot of the person a mention means; the analysts' slot for one of them."""
        person = self.cast.find(mention.name, role=mention.role) if mention.name else None
        if person is None and mention.role is not None:
            person = next((one for one in self.people if one.role is mention.role), None)
        if person is None:
            return None
        return self.people.index(person) if person in self.people else self.slot

    def step(self, at: int) -> Floats:
        """Return the scores of going from each state to each into sentence `at`, shape ``(S, S)``."""
        breaks = bool(self.breaks[at])
        enter = self._enter[at]
        edge = self._edge(at) + (0.0 if breaks else _RUN_ON if self._runs_on else _INSIDE)
        change = self._inherent + edge + np.where(self._same_person, 0.0, enter[None, :])
        stay = (_PAST if breaks else 0.0) + (_NOT_HANDED if np.any(enter >= _HANDED - 1) else 0.0)
        step = np.where(self._same, stay, change)
        return step + self._own_rendition if SELF_TRANSLATION.search(self.segments[at - 1].text) else step

    def _edge(self, at: int) -> float:
        """Return what the words on both sides of an edge say for a new turn there."""
        reading, before = self.readings[at], self.readings[at - 1]
        # "Thank you." ends a turn inside a paragraph; a paragraph may well start with it.
        inside = not self.breaks[at]
        # "Thanks, Ines. Hi, everyone.": the second opener goes with the first.
        opener = _OPENER if not self._runs_on else 0.0 if before.opens else _OPENER_RUN_ON
        opens = opener if reading.opens else _CLOSER if reading.closes and inside else 0.0
        ends = _ENDED if before.closes else 0.0
        broken_off = _BROKEN_OFF if self.segments[at - 1].text.endswith(("...", "\u2026")) else 0.0
        asked = self._runs_on and self.segments[at - 1].text.endswith("?")
        answered = _ANSWERED if asked and not self.segments[at].text.endswith("?") else 0.0
        return opens + ends + broken_off + answered

    def _to_own_rendition(self) -> Floats:
        """Score the steps after "I will translate myself": on to the speaker's own rendition."""
        rendition = np.array([state.delivery is Delivery.INTERPRETATION for state in self.states])
        return np.where(self._same_person & rendition[None, :], _TO_OWN, np.where(self._same, _STAY_IN_ORIGINAL, 0.0))

    def _entering(self) -> Floats:
        """Return what it takes to enter each state's person at each sentence."""
        out = np.zeros((len(self.segments), len(self.states)))
        analysts = np.array([state.role is Role.ANALYST for state in self.states])
        out[:, analysts] += _UNANNOUNCED
        for at, reading in enumerate(self.readings):
            if "is helped" in reading.names:
                out[max(0, at - 1) : at + 1, analysts] -= _UNANNOUNCED
            if "IR calls the operator" in reading.names:
                self._call(out, at, np.array([state.role is Role.OPERATOR for state in self.states]))
        for at, mention in self.mentions:
            self._mention(out, at, mention, analysts)
        return out

    def _mention(self, out: Floats, at: int, mention: Mention, analysts: Mask) -> None:
        votes = self.readings[at].votes
        if mention.act is Act.ANNOUNCEMENT and votes.get(Role.OPERATOR, 0.0) > 0:
            out[at + 1 : at + 1 + _REACH, analysts] -= _UNANNOUNCED
            self._call(out, at, analysts)
        slot = self._slot_of(mention)
        theirs = np.array([state.person == slot for state in self.states])
        if mention.act is Act.HANDOVER and slot is not None:
            self._call(out, at, theirs)
        elif mention.act is Act.THANKS and self.segments[at].text.lower().startswith("thank"):
            out[at, theirs] += _NOT_THANKED
            managers = np.array([state.role in MANAGEMENT for state in self.states])
            out[at, managers & ~theirs] += _THANKS_OTHER

    def _call(self, out: Floats, at: int, theirs: Mask) -> None:
        """Score entering whom a sentence calls, over the few closing words that may follow it."""
        for ahead in range(at + 1, min(at + 1 + _REACH, len(self.segments))):
            out[ahead, theirs] = np.maximum(out[ahead, theirs], _HANDED)
            out[ahead, ~theirs] = np.minimum(out[ahead, ~theirs], _PASSED_OVER)
            if not self.readings[ahead].closes:
                break


def _inherent(one: State, other: State) -> float:
    """Score a step by the grammar of an interpreted call, whatever the words."""
    before, after = one.delivery, other.delivery
    if one.person == other.person:
        steps = {
            (Delivery.ORIGINAL, Delivery.INTERPRETATION): 0.0,
            (Delivery.INTERPRETATION, Delivery.ORIGINAL): -0.2,
            (Delivery.DIRECT, Delivery.ORIGINAL): -2.5,
            (Delivery.ORIGINAL, Delivery.DIRECT): -2.0,
            (Delivery.INTERPRETATION, Delivery.DIRECT): -1.5,
            (Delivery.DIRECT, Delivery.INTERPRETATION): -6.0,
        }
        return steps.get((before, after), 0.0)
    score = _BETWEEN.get((_group(one.role), _group(other.role)), -1.0)
    score += -2.5 if before is Delivery.ORIGINAL else 0.0  # an original nobody rendered
    return score + {Delivery.ORIGINAL: -0.4, Delivery.INTERPRETATION: -5.0}.get(after, 0.0)


def _group(role: Role) -> str:
    return "exec" if role in MANAGEMENT else role.value


# Who follows whom; what is not listed costs one nat.
_BETWEEN = {
    ("operator", "ir"): 0.0,
    ("operator", "analyst"): 0.0,
    ("operator", "exec"): -2.0,
    ("ir", "exec"): 0.0,
    ("ir", "operator"): 0.0,
    ("ir", "analyst"): -3.0,
    ("exec", "analyst"): -2.0,
    ("exec", "operator"): 0.0,
    ("exec", "ir"): -1.5,
    ("exec", "exec"): -4.0,
    ("analyst", "exec"): 0.0,
    ("analyst", "operator"): -1.5,
    ("analyst", "ir"): -2.0,
}
