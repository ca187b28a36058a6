"""Who is named in a sentence, and how: thanked, called, asked, spoken of.

A name says who does not speak (people seldom name themselves), who spoke before ("Thank you, Ines") and who speaks
next ("Otto, would you take that?"). How it is said decides which; the weights are learned.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from duizhao.names import bare
from duizhao.records import Segment
from duizhao.speakers.people import Person

_LEAD = r"(?:(?:and|so|maybe|yeah|yes|sure|okay|ok|well|hi|hey|hello|good (?:morning|afternoon|evening)|no|great|oh|right),? ){0,2}"
# Ways of naming somebody, first match wins; @ stands for the name.
_KINDS = (
    ("self", r"\b(?:this is|i am|i'm|my name is)\s+@|@\s+(?:here|speaking)\b|我是@"),
    (
        "told of",
        r"\b(?:as|like|what|that|and)\s+@\s+(?:just\s+|also\s+|has\s+|had\s+)?(?:said|mention|talk|allud|describ|referenc|outlin|point|discuss|not|indicat|highlight|will|shared|cover|walk)|@['\u2019]s\b|\bboth\b.{0,20}@|\b(?:by|with|(?<!^)and) @",
    ),
    (
        "called",
        r"\b(?:turn|hand|pass|give|toss|throw|kick|send|back|let|ask|invite|welcome|introduc|defer|floor|line|call)\w*\b[^.?!]{0,60}@|\bover\b[^.?!]{0,60}@|(?:有请|[请請]|交[给給])@",
    ),
    ("thanked", r"\b(?:thanks|thank you)\b[^.?!]{0,25}@|^@,? (?:thanks|thank you)\b|(?:[谢謝感]{2}|多[谢謝])@"),
    ("opens", rf"^{_LEAD}@\s*(?:[,?.!\u2014-]|$)"),
    ("closes", r",? @[.?!]?\s*$"),
    ("for", r"\b(?:for|to)\s+@"),
    ("called to", r"(?:^|, |and |so )@, "),
    ("named", r"@"),
)
_MARK = "\x01"
_WAYS = tuple((kind, re.compile(pattern.replace("@", _MARK), re.IGNORECASE)) for kind, pattern in _KINDS)
#: Ways in which a questioner says whose answer is wanted.
ASKING = frozenset({"opens", "closes", "for", "called to"})
_SHORTEST = 2
_HAN = re.compile(r"[\u4e00-\u9fff]")


@dataclass(frozen=True, slots=True)
class Address:
    """A person named in a sentence.

    Attributes:
        person: Position among the people asked for.
        kind: How; one of the ways above, with ``?`` where several people bear the name.
    """

    person: int
    kind: str


def addresses(segments: Sequence[Segment], people: Sequence[Person]) -> list[tuple[Address, ...]]:
    """Find the people named in each sentence.

    Args:
        segments: Sentences.
        people: Whose names are looked for, by first name, last name, or any Chinese form.

    Returns:
        One tuple per sentence, in order of the text.
    """
    bearers: dict[str, set[int]] = {}
    for index, person in enumerate(people):
        for form in _forms(person):
            bearers.setdefault(form, set()).add(index)
    if not bearers:
        return [()] * len(segments)
    finder = _Finder(bearers)
    return [tuple(finder.find(one.text)) for one in segments]


def _forms(person: Person) -> set[str]:
    out: set[str] = set()
    for form in person.forms:
        if _HAN.search(form):
            out |= {form, bare(form)}
            continue
        words = re.findall(r"[A-Za-z\u00c0-\u024f'\u2019-]+", bare(form))
        out |= {words[0], words[-1]} if words else set()
    return {form for form in out if len(form) >= _SHORTEST}


class _Finder:
    """Names of one call as two patterns: as spelled, and for text without any capitals."""

    def __init__(self, bearers: dict[str, set[int]]) -> None:
        self._bearers = bearers
        self._lower: dict[str, set[int]] = {}
        for form, held in bearers.items():
            self._lower.setdefault(form.lower(), set()).update(held)
        either = "|".join(sorted(map(re.escape, bearers), key=lambda form: (-len(form), form)))
        # Word edges are those of Latin names; Chinese ones stand without blanks.
        pattern = rf"(?<![A-Za-z])(?:(?:Mr|Ms|Mrs|Dr)\.? )?((?:{either})(?: (?:{either}))*)(?![A-Za-z])"
        self._spelled, self._any = re.compile(pattern), re.compile(pattern, re.IGNORECASE)

    def find(self, text: str) -> list[Address]:
        pattern = self._spelled if re.search(r"[A-Z\u4e00-\u9fff]", text) else self._any
        out: list[Address] = []
        for found in pattern.finditer(text):
            people = self._meant(found[1].split())
            rest = text[: found.start()] + _MARK + text[found.end() :]
            kind = next(name for name, way in _WAYS if way.search(rest))
            out += [Address(person, kind if len(people) == 1 else f"{kind}?") for person in sorted(people)]
        return out

    def _meant(self, words: Sequence[str]) -> set[int]:
        people: set[int] = set()
        for word in words:
            own = self._bearers.get(word) or self._lower.get(word.lower(), set())
            people = (people & own) or own if people else own
        return people
