"""Word links of one bead: each content token of one side with at most one of the other, the surest first.

What no link takes was either said in words that no dictionary pairs, or not said. Which of the two, `unrendered` asks.

References:
    Melamed (2000), "Models of Translational Equivalence among Words", Computational Linguistics 26(2), section 4:
    competitive linking.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np
import numpy.typing as npt
from rapidfuzz import fuzz

from duizhao.alignment.band import Ints
from duizhao.alignment.expectations import spelling_of
from duizhao.alignment.lexicon import Lexicon, Row
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
        """Find the likely pairs of the dictionary, and which of its keys and words are said."""
        self._likely = _likely(self.lexicon)
        self._english = _said(self.lexicon.english, self.said)
        self._chinese = _said(self.lexicon.chinese, self.said)

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
            found = {key: scores[key] for key in scores.keys() & columns.keys()}
            _add_forms(found, token, columns, names)
            for key, score in found.items():
                for column in columns[key]:
                    best[row, column] = score
        for column, token in enumerate(second):
            scores = self._known(token)
            for key in scores.keys() & rows.keys():
                for row in rows[key]:
                    best[row, column] = max(scores[key], best.get((row, column), 0.0))
        return best

    def _known(self, token: Token) -> Scores:
        held = self._held.get(token.key)
        if held is None:
            held = self._held[token.key] = self._look_up(token)
        return held

    def _look_up(self, token: Token) -> Scores:
        """Look a token up in the direction of its language; what the dictionary lacks, by its characters."""
        lexicon, out = self.lexicon, Scores()
        if token.kind is Kind.FIGURE:
            return out
        number = lexicon.english.get(token.key)
        if number is not None:
            _keep(out, _of(self._likely.given_english, number), self._chinese, self._likely.chinese)
            self._weigh(out, lexicon.synonyms_of(number))
            return out
        word = lexicon.chinese.get(token.key)
        if word is not None:
            row = _of(self._likely.given_chinese, word)
            known = _keep(out, row, self._english, self._likely.english)
        else:
            known = sum(self._weigh(out, row) for row in lexicon.english_of(token.key)) > 0
        if not known:
            for one in token.key:
                keys, shares = lexicon.english_of_character(one)
                self._weigh(out, (keys, _BY_CHARACTER * shares))
        return out

    def _weigh(self, out: Scores, row: Row) -> bool:
        """Keep the keys of a row that are likely enough beside how common they are; tell whether there are any."""
        scores = _score(row, self.lexicon.english_share)
        high = scores >= _FLOOR
        return _keep(out, (row[0][high], scores[high]), self._english, self._likely.english)


def _said(numbers: Mapping[str, int], said: Collection[str] | None) -> Flags:
    """Tell of each word of a dictionary whether it is said."""
    if said is None:
        return np.ones(len(numbers), np.bool_)
    out = np.zeros(len(numbers), np.bool_)
    out[[numbers[key] for key in said if key in numbers]] = True
    return out


def _of(held: tuple[Ints, Ints, Floats], at: int) -> Row:
    """Return one row of likely pairs."""
    starts, numbers, scores = held
    return numbers[starts[at] : starts[at + 1]], scores[starts[at] : starts[at + 1]]


def _keep(out: Scores, row: Row, said: Flags, names: Sequence[str]) -> bool:
    """Keep the better scores of what is said; tell whether there is anything at all, said or not."""
    numbers, scores = row
    places = said[numbers].nonzero()[0]
    for number, score in zip(numbers[places].tolist(), scores[places].tolist(), strict=True):
        if score > out.get(names[number], 0.0):
            out[names[number]] = score
    return len(numbers) > 0


def _add_forms(found: Scores, token: Token, columns: Container[str], names: Iterable[tuple[str, str]]) -> None:
    """Score what is the same word, or a name whose pinyin spells it or a part of it, or that was heard differently.

    Args:
        found: What the dictionary says of the token; changed.
        token: Of one side.
        columns: Keys of the other side.
        names: Key and spelling of its names.
    """
    spelled = "" if token.spelling else _syllables(token.key)
    same = {key for key, spelling in names if spelling == token.spelling}
    if token.key in columns:
        same.add(token.key)
    for key, spelling in names:
        if len(spelling) >= _SHORTEST - 1 and key not in same:
            alike = _alike(token.spelling, spelling) if token.spelling else _spells(spelled, spelling)
            if alike > found.get(key, 0.0):
                found[key] = alike
    found.update(dict.fromkeys(same, _SAME))


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
