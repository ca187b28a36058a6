"""Word links of one bead: each content token of one side with at most one of the other, the surest first.

What no link takes was either said in words that no dictionary pairs, or not said. Which of the two, `unrendered` asks.

References:
    Melamed (2000), "Models of Translational Equivalence among Words", Computational Linguistics 26(2), section 4:
    competitive linking.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np
import numpy.typing as npt
from rapidfuzz import fuzz

from duizhao.alignment.band import Ints
from duizhao.alignment.expectations import spelling_of
from duizhao.alignment.lexicon import Lexicon, Row, runs
from duizhao.alignment.words import Kind, Token, chinese_tokens, english_tokens
from duizhao.similarity import Floats

# How much likelier than in running text a word must be made by the other, in thousands. Chosen on the calls in
# corpus/gaps: with a tenth of it function-like words link everything, with ten times as much half of the true links go.
_FLOOR = 0.03
_RAREST, _THOUSAND = 2e-5, 1e-3
_SAME, _SPELLED, _LIKE = 50.0, 30.0, 10.0
_LIKE_SPELLING, _SHORTEST = 80, 4
# Characters of a word that the dictionary does not hold count less than words.
_BY_CHARACTER = 0.3
# Content of the rarest words; commoner ones count as the logarithm of their share does.
_RAREST_CONTENT = 1e-5

Scores = dict[str, float]
Flags = npt.NDArray[np.bool_]
# Rows of the dictionary, one after the other: which row, and the number and share or score of each of its pairs.
_Rows = tuple[Ints, Ints, Floats]
# Keys looked up at once: their rows hold a hundred thousand pairs.
_TOGETHER = 256


@dataclass(frozen=True, slots=True)
class _Likely:
    """The pairs of a dictionary that are likely enough, sought out once for all documents.

    Attributes:
        english: Keys, in the order of their numbers.
        chinese: The same of words.
        given_english: First pair of each key, and the number of pairs; the words and scores of the pairs.
        given_chinese: First pair of each word, and the number of pairs; the keys and scores of the pairs.
    """

    english: tuple[str, ...]
    chinese: tuple[str, ...]
    given_english: tuple[Ints, Ints, Floats]
    given_chinese: tuple[Ints, Ints, Floats]


def _seek(lexicon: Lexicon) -> _Likely:
    def kept(starts: Ints, numbers: Ints, shares: Floats, common: Floats) -> tuple[Ints, Ints, Floats]:
        scores = _score((numbers, shares), common)
        high = scores >= _FLOOR
        return np.concatenate([[0], np.cumsum(high)])[starts], numbers[high], scores[high]

    by_english = lexicon.given_words()
    by_chinese = lexicon.starts, lexicon.keys, lexicon.given_chinese
    return _Likely(
        tuple(lexicon.english),
        tuple(lexicon.chinese),
        kept(*by_english, lexicon.chinese_share),
        kept(*by_chinese, lexicon.english_share),
    )


# Of each dictionary; it stands there too, so that its number is nobody else's.
_SOUGHT: dict[int, tuple[Lexicon, _Likely]] = {}


def _likely(lexicon: Lexicon) -> _Likely:
    found = _SOUGHT.get(id(lexicon))
    if found is None:
        _SOUGHT.clear()  # a process works with one
        found = _SOUGHT[id(lexicon)] = lexicon, _seek(lexicon)
    return found[1]


def _score(row: Row, common: Floats) -> Floats:
    """Return how much likelier than in running text the words of a row are, in thousands."""
    numbers, shares = row
    return np.asarray(shares / np.maximum(common[numbers], _RAREST) * _THOUSAND)


@dataclass(slots=True)
class Linker:
    """Scores of word pairs, looked up once per word and document.

    Attributes:
        lexicon: Translation probabilities.
        said: Keys of the tokens that will be linked, all of both sides; any where null. Of a word's hundred likely
            renderings a document says one or two: the others need not be kept.
    """

    lexicon: Lexicon
    said: Collection[str] | None = None
    _likely: _Likely = field(init=False)
    _english: Flags = field(init=False)
    _chinese: Flags = field(init=False)
    _held: dict[str, Scores] = field(default_factory=dict[str, Scores])
    _contents: dict[str, float] = field(default_factory=dict[str, float])

    def __post_init__(self) -> None:
        """Find the likely pairs of the dictionary, which of its keys and words are said, and the pairs of those."""
        self._likely = _likely(self.lexicon)
        every = self.said is None
        self._english = np.full(len(self.lexicon.english), every)
        self._chinese = np.full(len(self.lexicon.chinese), every)
        keys = list(self.said or ())
        english, chinese = _numbers(self.lexicon.english, keys), _numbers(self.lexicon.chinese, keys)
        self._english[list(english.values())] = self._chinese[list(chinese.values())] = True
        for start in range(0, len(keys), _TOGETHER):
            self._look_up(keys[start : start + _TOGETHER], english, chinese)

    def link(self, first: Sequence[Token], second: Sequence[Token]) -> list[tuple[int, int]]:
        """Return the links of two sides as places in them, the surest first."""
        found = [(-score, row, column) for (row, column), score in self._scores(first, second).items()]
        rows: set[int] = set()
        columns: set[int] = set()
        out: list[tuple[int, int]] = []
        # Of links as sure as each other, the one whose words stand in like places comes first.
        share = len(second) / max(len(first), 1)
        for _, row, column in sorted(found, key=lambda one: (one[0], abs(one[1] * share - one[2]), one[1], one[2])):
            if row not in rows and column not in columns:
                rows.add(row)
                columns.add(column)
                out.append((row, column))
        return out

    def content(self, key: str) -> float:
        """Return how much a token says, 0 to 1: the rarer, the more."""
        held = self._contents.get(key)
        if held is None:
            english, chinese = self.lexicon.english.get(key), self.lexicon.chinese.get(key)
            share = _RAREST_CONTENT
            if english is not None:
                share = float(self.lexicon.english_share[english])
            elif chinese is not None:
                share = float(self.lexicon.chinese_share[chinese])
            held = math.log(max(share, _RAREST_CONTENT)) / math.log(_RAREST_CONTENT)
            self._contents[key] = held
        return held

    def _scores(self, first: Sequence[Token], second: Sequence[Token]) -> dict[tuple[int, int], float]:
        """Score the pairs of two sides that have one: the better of both directions."""
        rows, columns = _places(first), _places(second)
        names = {(one.key, one.spelling): None for one in second if one.spelling}
        best: dict[tuple[int, int], float] = {}
        for row, token in enumerate(first):
            scores = self._known(token)
            found = {key: scores[key] for key in columns if key in scores}
            if names:
                _add_forms(found, token, names)
            if token.key in columns:
                found[token.key] = _SAME
            for key, score in found.items():
                for column in columns[key]:
                    best[row, column] = score
        for column, token in enumerate(second):
            scores = self._known(token)
            for key in rows:
                if key in scores:
                    for row in rows[key]:
                        best[row, column] = max(scores[key], best.get((row, column), 0.0))
        return best

    def _known(self, token: Token) -> Scores:
        if token.kind is Kind.FIGURE:
            return {}
        if token.key not in self._held:
            self._look_up([token.key], self.lexicon.english, self.lexicon.chinese)
        return self._held[token.key]

    def _look_up(self, keys: Sequence[str], in_english: Mapping[str, int], in_chinese: Mapping[str, int]) -> None:
        """Look up keys, each in the direction of its language; words that the dictionary lacks by their pieces.

        All of them at once: most rows are short, and a few operations on each take longer than all of the numbers.

        Args:
            keys: Of tokens that are no figures.
            in_english: Numbers of those that are keys of the dictionary, or of all of it.
            in_chinese: Numbers of those that are words of the dictionary, or of all of it.
        """
        lexicon, likely = self.lexicon, self._likely
        self._held |= {key: {} for key in keys}
        english = _numbers(in_english, keys)
        self._keep(list(english), _rows(likely.given_english, list(english.values())), self._chinese, likely.chinese)
        self._keep_likely({key: [lexicon.synonyms_of(number)] for key, number in english.items()})
        others = [key for key in keys if key not in english]
        chinese = _numbers(in_chinese, others)
        rows = _rows(likely.given_chinese, list(chinese.values()))
        lacking = self._keep(list(chinese), rows, self._english, likely.english)
        lacking |= self._keep_likely({key: lexicon.english_of(key) for key in others if key not in chinese})
        self._keep_likely({key: [self._of_character(one) for one in key] for key in lacking})

    def _of_character(self, one: str) -> Row:
        keys, shares = self.lexicon.english_of_character(one)
        return keys, _BY_CHARACTER * shares

    def _keep_likely(self, rows: Mapping[str, Sequence[Row]]) -> set[str]:
        """Keep what is likely enough beside how common it is, of English keys; return what has none, said or not."""
        held = [(at, row) for at, own in enumerate(rows.values()) for row in own]
        if not held:
            return set(rows)
        numbers, shares = (np.concatenate([row[part] for _, row in held]) for part in (0, 1))
        owner = np.repeat([at for at, _ in held], [len(row[0]) for _, row in held])
        scores = _score((numbers, shares), self.lexicon.english_share)
        high = scores >= _FLOOR
        return self._keep(list(rows), (owner[high], numbers[high], scores[high]), self._english, self._likely.english)

    def _keep(self, keys: Sequence[str], rows: _Rows, said: Flags, names: Sequence[str]) -> set[str]:
        """Keep the better scores of what is said; return the keys that have none, said or not."""
        owner, numbers, _ = rows
        places = said[numbers].nonzero()[0]
        for at, number, score in zip(*(column[places].tolist() for column in rows), strict=True):
            out, name = self._held[keys[at]], names[number]
            if score > out.get(name, 0.0):
                out[name] = score
        return {keys[at] for at in (np.bincount(owner, minlength=len(keys)) == 0).nonzero()[0].tolist()}


def _numbers(held: Mapping[str, int], keys: Iterable[str]) -> dict[str, int]:
    """Return the numbers of the keys that have one."""
    return {key: number for key in keys if (number := held.get(key)) is not None}


def _rows(held: tuple[Ints, Ints, Floats], wanted: Sequence[int]) -> _Rows:
    """Return rows of likely pairs."""
    starts, numbers, scores = held
    at, sizes = runs(starts, np.array(wanted, np.int64))
    return np.repeat(np.arange(len(wanted)), sizes), numbers[at], scores[at]


def _add_forms(found: Scores, token: Token, names: Iterable[tuple[str, str]]) -> None:
    """Score names spelled the same, names whose pinyin spells a word or a part of it, and names heard differently.

    Args:
        found: What the dictionary says of the token; changed.
        token: Of one side.
        names: Key and spelling of the names of the other side.
    """
    spelled = "" if token.spelling else _syllables(token.key)
    for key, spelling in names:
        if spelling == token.spelling:
            found[key] = _SAME
        elif len(spelling) >= _SHORTEST - 1:
            alike = _alike(token.spelling, spelling) if token.spelling else _spells(spelled, spelling)
            if alike > found.get(key, 0.0):
                found[key] = alike


def _alike(one: str, other: str) -> float:
    same = one[0] == other[0] and len(one) >= _SHORTEST
    return _LIKE if same and fuzz.ratio(one, other) >= _LIKE_SPELLING else 0.0


def _spells(spelled: str, name: str) -> float:
    inside = len(spelled) >= _SHORTEST and spelled in name
    holds = len(name) >= _SHORTEST and name in spelled
    return _SPELLED if spelled == name or inside or holds else 0.0


@lru_cache(maxsize=16384)
def _syllables(key: str) -> str:
    return "".join(map(spelling_of, key))


def _places(side: Sequence[Token]) -> dict[str, list[int]]:
    """Return the places of each key."""
    out: dict[str, list[int]] = {}
    for at, token in enumerate(side):
        out.setdefault(token.key, []).append(at)
    return out


def content_tokens(text: str, *, chinese: bool) -> list[Token]:
    """Return the tokens of a text that carry content."""
    tokens, function = chinese_tokens(text).words if chinese else english_tokens(text), Kind.FUNCTION
    return [one for one in tokens if one.kind is not function]
