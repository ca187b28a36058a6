"""Persons out of names: labels and mentions that are one person become one.

Similarity alone never merges two people. What may join a mention to a person: the same name in any order; words of
the name ("Mr. Lu" and "Lu Min"), a given name's short form ("Ben" and "Benjamin"), or its pinyin, where one candidate
alone fits; a unique role ("our CFO, Felix" where there is one CFO); a similar sound where the role agrees too.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from duizhao.labels import is_generic
from duizhao.names import bare, fold, letters, pinyin, pinyin_key, similar, words
from duizhao.records import Speaker
from duizhao.vocabulary import MANAGEMENT, Role

# Roles that one person of a call holds.
_UNIQUE = frozenset({Role.CEO, Role.CFO, Role.OPERATOR, Role.IR})
# Two romanisations of one Mandarin name as recognisers write them lie above this ("Zhen Li" and "Zen Li" are equal to
# the ear); of two people of one call rarely. Only used together with an agreeing role.
_SOUNDS_LIKE = 0.72
_LONGEST_HAN_NAME = 4


@dataclass(slots=True)
class Person:
    """A person while the evidence is gathered.

    Attributes:
        name: Canonical name.
        forms: Every surface form met.
        votes: Role to summed weight.
        reasons: Role to the cues that voted for it.
        title: As printed or said.
        firm: Employer.
        stand_in: Whether the name is a label's stand-in ("Unidentified Participant").
        certainty: Probability that the role is right where it was only inferred.
        printed: Whether a label prints the name.
    """

    name: str
    forms: set[str] = field(default_factory=set[str])
    votes: dict[Role, float] = field(default_factory=lambda: defaultdict[Role, float](float))
    reasons: dict[Role, list[str]] = field(default_factory=lambda: defaultdict[Role, list[str]](list))
    title: str = ""
    firm: str = ""
    stand_in: bool = False
    certainty: float = 1.0
    printed: bool = False

    def vote(self, role: Role, weight: float, reason: str) -> None:
        """Add a cue's weight to a role; one that is met again (a label in every block) counts once."""
        if reason not in self.reasons[role]:
            self.votes[role] += weight
            self.reasons[role].append(reason)

    @property
    def role(self) -> Role:
        """The role with most weight, ``unknown`` without any."""
        positive = {role: weight for role, weight in self.votes.items() if weight > 0}
        return max(positive, key=lambda role: (positive[role], -list(Role).index(role))) if positive else Role.UNKNOWN

    def evidence(self) -> str:
        """Say what the role rests on, and what was outvoted."""
        if self.role is Role.UNKNOWN:
            return "no cue names a role"
        against = "; ".join(
            f"{role}: {reason}"
            for role, weight in self.votes.items()
            if role is not self.role and weight > 0
            for reason in dict.fromkeys(self.reasons[role])
        )
        own = "; ".join(dict.fromkeys(self.reasons[self.role]))
        return f"{own} (outvoted: {against})" if against else own


class Cast:
    """The people of one transcript while they are gathered."""

    def __init__(self) -> None:
        """Start with nobody."""
        self.people: list[Person] = []

    def add(self, name: str, *, stand_in: bool = False) -> Person:
        """Add a person."""
        person = Person(name, {name}, stand_in=stand_in)
        self.people.append(person)
        return person

    def absorb(self, person: Person, other: Person) -> None:
        """Make one person of two: `person` takes names and votes of `other`, who leaves."""
        person.forms |= other.forms
        for role, weight in other.votes.items():
            person.votes[role] += weight
            person.reasons[role] += other.reasons[role]
        person.title = person.title or other.title
        person.firm = person.firm or other.firm
        person.certainty = min(person.certainty, other.certainty)
        self.people = [one for one in self.people if one is not other]

    def find(self, name: str, *, role: Role | None = None, among: Iterable[Person] | None = None) -> Person | None:
        """Return the person a name means, null where nobody or several fit.

        Args:
            name: As said or printed.
            role: That stands beside it; people of another group (management, analysts, operator) are left out.
            among: Candidates; everyone by default.
        """
        pool = [person for person in (self.people if among is None else among) if not person.stand_in]
        key = fold(bare(name))
        exact = [person for person in pool if any(fold(bare(form)) == key for form in person.forms)]
        if len(exact) == 1:
            return exact[0]
        fitting = [person for person in (exact or pool) if _compatible(person.role, role)]
        for test in (_shares_words, _shares_sound):
            found = [person for person in fitting if any(test(name, form) for form in person.forms)]
            if len(found) > 1 and role is not None:
                found = [person for person in found if person.role is role] or found
            if len(found) == 1:
                return found[0]
            if found:
                return None
        return self._by_role(name, role, fitting)

    def _by_role(self, name: str, role: Role | None, pool: list[Person]) -> Person | None:
        if role is None:
            return None
        holders = [person for person in pool if person.role is role]
        if role in _UNIQUE and len(holders) == 1:
            return holders[0]
        close = [person for person in pool if max(similar(name, form) for form in person.forms) >= _SOUNDS_LIKE]
        return close[0] if len(close) == 1 else None


def _compatible(one: Role, other: Role | None) -> bool:
    if other is None or Role.UNKNOWN in (one, other) or one is other:
        return True
    if one in MANAGEMENT and other in MANAGEMENT:
        # A CEO is no CFO; "President Lu" may be the CEO.
        return Role.EXECUTIVE in (one, other)
    return False


def _shares_words(name: str, form: str) -> bool:
    """Whether one name's words are all among the other's, short forms of three letters and more included."""
    short, long = sorted((set(words(name)), set(words(form))), key=len)
    return bool(short) and all(any(_short_for(word, other) for other in long) for word in short)


def _short_for(word: str, other: str) -> bool:
    if word == other:
        return True
    short, long = sorted((word, other), key=len)
    return len(short) >= 3 and short.isascii() and long.startswith(short)  # noqa: PLR2004


def _shares_sound(name: str, form: str) -> bool:
    """Whether a Chinese form and a romanised one are one name: whole, or the surname of 陆总 or 陆先生."""
    han, latin = (name, form) if not name.isascii() else (form, name)
    if han.isascii() or not latin.isascii():
        return False
    core = bare(han)
    if len(core) == 1:
        return pinyin(core)[0] in words(latin)
    run = letters(latin)
    syllables = pinyin(core)
    return (
        pinyin_key(core) == run
        or "".join(syllables[1:]) + syllables[0] == run
        or all(s in words(latin) for s in syllables)
    )


def finish(people: Iterable[Person]) -> tuple[Speaker, ...]:
    """Freeze the gathered people, in their order."""
    return tuple(
        Speaker(
            index=index,
            name=person.name if _is_full(person) else "",
            name_zh=_chinese_name(person),
            aliases=tuple(sorted(form for form in person.forms if form)),
            role=person.role,
            title=person.title,
            firm=person.firm,
            evidence=person.evidence(),
        )
        for index, person in enumerate(people)
    )


def _is_full(person: Person) -> bool:
    """Whether a name says who somebody is: "Thank you, Otto" does not, and is an alias only."""
    called = [form for form in person.forms if bare(form) != form]
    return (
        person.printed or person.stand_in or len(words(person.name)) != 1 or not person.name.isascii() or bool(called)
    )


def _chinese_name(person: Person) -> str:
    full = [
        bare(form)
        for form in person.forms
        if re.fullmatch(r"[\u4e00-\u9fff·‧]{2,8}", bare(form)) and not is_generic(form)
    ]
    return max(
        (form for form in full if len(form) <= _LONGEST_HAN_NAME or "·" in form),
        key=lambda form: (len(form), form),
        default="",
    )
