"""What is read off each sentence for the decoder: words, cues, place, and what stands on both sides of an edge.

A feature is a short string, held once however many sentences have it; the model gives each a weight per role. Words are
kept only where the model knows them as common words of many companies' calls; what else is capitalised counts as a
name, what else is not is left out. So no name of a person or a product is a feature, and none is in the model.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from sys import intern

from duizhao.records import Segment
from duizhao.speakers.addressing import Address
from duizhao.speakers.cues import Reading

_TOKEN = re.compile(r"[A-Za-z]+(?:['\u2019][a-z]+)?|\d[\d,.]*%?|[?!;:]|\.\.\.|[\u4e00-\u9fff]")
NAME, NUMBER = "<name>", "<number>"
# A paragraph in so many sentences shows that the text has any.
_PARAGRAPH = 40
_WHOLE = 5
_ASKS = ("?", "\uff1f")
# Sentences around an edge whose cues count, in the order of the features; names count next to it only.
_AROUND = {0: "here", -1: "before", 1: "after", 2: "second after", -2: "second before"}
_NAMES_AROUND = 1


@dataclass(frozen=True, slots=True)
class _Words:
    """One pass, per sentence: its words, its cues, the ways in which people are named."""

    segments: Sequence[Segment]
    words: Sequence[Sequence[str]]
    readings: Sequence[Reading]
    ways: Sequence[list[str]]


@dataclass(frozen=True, slots=True)
class Sheet:
    """Features of the sentences of one pass.

    Attributes:
        said: Per sentence, what it says of who speaks it.
        edges: Per sentence, what its start says of a new turn there; the first has only the bias.
    """

    said: list[list[str]]
    edges: list[list[str]]
    _call: _Words
    _breaks: Sequence[bool]

    def with_breaks(self, breaks: Sequence[bool]) -> Sheet:
        """Return the features with paragraphs that start elsewhere; only what they change is read again."""
        on = runs_on(breaks)
        same = on is runs_on(self._breaks)
        edges = [
            held if same and one is other else _edge(self._call, at, breaks=other, paragraphs=not on)
            for at, (held, one, other) in enumerate(zip(self.edges, self._breaks, breaks, strict=True))
        ]
        return Sheet(self.said, edges, self._call, breaks)


def tokens(text: str, known: Collection[str]) -> list[str]:
    """Return the words of a sentence: known words lower-cased, names and numbers as such, other words left out."""
    out: list[str] = []
    for found in _TOKEN.finditer(text):
        word = found[0]
        if word[0].isdigit():
            out.append(NUMBER)
            continue
        plain = word.lower().replace("\u2019", "'")
        if plain in known or not plain[0].isalpha():
            out.append(plain)
        elif word[0].isupper() and out[-1:] != [NAME]:
            out.append(NAME)
    return out


@lru_cache(maxsize=2048)
def _kept(text: str, known: frozenset[str]) -> tuple[str, ...]:
    """Keep the words of sentences: the first pass of a call is read up to three times."""
    return tuple(tokens(text, known))


def raw_words(text: str) -> Iterator[str]:
    """Yield the words of a sentence as spelled, numbers and marks aside."""
    for found in _TOKEN.finditer(text):
        if found[0][0].isalpha():
            yield found[0].replace("\u2019", "'")


def read_features(
    segments: Sequence[Segment],
    readings: Sequence[Reading],
    named: Sequence[tuple[Address, ...]],
    *,
    breaks: Sequence[bool],
    analysts_from: int,
    known: frozenset[str],
) -> Sheet:
    """Read the features of one pass.

    Args:
        segments: Its speech, in order.
        readings: Cues of each sentence.
        named: People named in each sentence.
        breaks: Whether a paragraph starts at each sentence.
        analysts_from: Positions of people from here on are questioners'.
        known: Words that the model knows.
    """
    words = [_kept(one.text, known) for one in segments]
    ways = [_ways(found, analysts_from) for found in named]
    call = _Words(segments, words, readings, ways)
    return Sheet(list(_said(words, readings, ways)), _edges(call, breaks), call, breaks)


def runs_on(breaks: Sequence[bool]) -> bool:
    """Whether a text has no paragraphs to speak of."""
    return _PARAGRAPH * sum(breaks) < len(breaks)


def _ways(found: Sequence[Address], analysts_from: int) -> list[str]:
    """Name the ways in which questioners and members of the company are named in a sentence."""
    sides = {f"{'analyst' if one.person >= analysts_from else 'company'} {one.kind}" for one in found}
    return sorted(sides)


def _said(
    words: Sequence[Sequence[str]], readings: Sequence[Reading], ways: Sequence[list[str]]
) -> Iterator[list[str]]:
    count, called = len(words), 0
    for at, (own, reading) in enumerate(zip(words, readings, strict=True)):
        pairs = {f"{one}_{other}" for one, other in pairwise(own)}
        out = [intern(f"w {word}") for word in sorted(set(own) | pairs)]
        out += [f"cue {name}" for name in reading.names]
        out += [f"cue {way}" for way in ways[at]]
        out += [
            f"place {min(10 * at // count, 9)}",
            f"questions called {min(called, 2)}",
            f"length {min(len(own) // 5, 6)}",
        ]
        if at < 3:  # noqa: PLR2004
            out.append(f"sentence {at}")
        if count - at <= 4:  # noqa: PLR2004
            out.append(f"sentence -{count - at}")
        called += "operator calls a questioner" in reading.names or "operator explains how to ask" in reading.names
        yield out


def _edges(call: _Words, breaks: Sequence[bool]) -> list[list[str]]:
    paragraphs = not runs_on(breaks)
    return [_edge(call, at, breaks=here, paragraphs=paragraphs) for at, here in enumerate(breaks)]


def _edge(call: _Words, at: int, *, breaks: bool, paragraphs: bool) -> list[str]:
    """List what the sentences around an edge say: the words next to it, cues two sentences each way."""
    if at == 0:
        return ["bias", f"paragraphs {paragraphs} break False"]
    place = ("break" if breaks else "inside") if paragraphs else "one line"
    return [
        "bias",
        f"paragraphs {paragraphs} break {breaks}",
        f"bias {place}",
        *map(intern, _words_beside(call.words, at, place)),
        *map(intern, _cues_around(call, at)),
        *map(intern, _marks(call, at)),
    ]


def _words_beside(words: Sequence[Sequence[str]], at: int, place: str) -> Iterator[str]:
    after, before = words[at], words[at - 1]
    for length in (1, 2, 3):
        if len(after) >= length:
            yield f"w starts {length} {'_'.join(after[:length])}"
        if len(before) >= length:
            yield f"w ends {length} {'_'.join(before[-length:])}"
    if len(after) <= _WHOLE:
        yield f"w all {'_'.join(after)}"
    if len(before) <= _WHOLE:
        yield f"w all before {'_'.join(before)}"
    if after:
        yield f"w starts {place} {after[0]}"
    then = words[at + 1] if at + 1 < len(words) else ()
    for length in (1, 2):
        if len(then) >= length:
            yield f"w then {length} {'_'.join(then[:length])}"


def _cues_around(call: _Words, at: int) -> Iterator[str]:
    for shift, where in _AROUND.items():
        if 0 <= at + shift < len(call.words):
            ways = call.ways[at + shift] if abs(shift) <= _NAMES_AROUND else []
            yield from (f"cue {where} {name}" for name in (*call.readings[at + shift].names, *ways))


def _marks(call: _Words, at: int) -> Iterator[str]:
    before, here = call.segments[at - 1].text.rstrip()[-1:], call.segments[at].text
    yield f"mark {before if not before.isalnum() else 'none'}"
    yield f"asked {before in _ASKS} asks {here.rstrip().endswith(_ASKS)}"
    yield f"capital {here[:1].isupper()}"
    yield f"length before {min(len(call.words[at - 1]) // 4, 6)}"
    yield f"length {min(len(call.words[at]) // 4, 6)}"
