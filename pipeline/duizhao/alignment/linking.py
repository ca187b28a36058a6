"""Word links of one bead: each content token of one side with at most one of the other, the surest first.

What no link takes was either said in words that no dictionary pairs, or not said. Which of the two, `unrendered` asks.

References:
    Melamed (2000), "Models of Translational Equivalence among Words", Computational Linguistics 26(2), section 4:
    competitive linking.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
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

Scores = dict[str, float]


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

    def words(self, key: int) -> Iterator[tuple[str, float]]:
        """Yield the words that are likely for a key."""
        return self._row(self.given_english, key, self.chinese)

    def keys(self, word: int) -> Iterator[tuple[str, float]]:
        """Yield the keys that are likely for a word."""
        return self._row(self.given_chinese, word, self.english)

    @staticmethod
    def _row(held: tuple[Ints, Ints, Floats], at: int, names: Sequence[str]) -> Iterator[tuple[str, float]]:
        starts, numbers, scores = held
        part = slice(int(starts[at]), int(starts[at + 1]))
        return zip([names[one] for one in numbers[part].tolist()], scores[part].tolist(), strict=True)


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
    """

    lexicon: Lexicon
    _likely: _Likely = field(init=False)
    _held: dict[str, Scores] = field(default_factory=dict[str, Scores])

    def __post_init__(self) -> None:
        """Find the likely pairs of the dictionary."""
        self._likely = _likely(self.lexicon)

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

    def _scores(self, first: Sequence[Token], second: Sequence[Token]) -> dict[tuple[int, int], float]:
        """Score the pairs of two sides that have one: the better of both directions."""
        rows, columns = _places(first), _places(second)
        best: dict[tuple[int, int], float] = {}
        for row, token in enumerate(first):
            scores = self._of(token, second)
            for key in scores.keys() & columns.keys():
                best |= dict.fromkeys(((row, column) for column in columns[key]), scores[key])
        for column, token in enumerate(second):
            scores = self._known(token)
            for key in scores.keys() & rows.keys():
                for row in rows[key]:
                    best[row, column] = max(scores[key], best.get((row, column), 0.0))
        return best

    def _of(self, token: Token, others: Sequence[Token]) -> Scores:
        scores = dict(self._known(token))
        for other in others:
            if other.key == token.key or (other.spelling and other.spelling == token.spelling):
                scores[other.key] = _SAME
            elif other.spelling and len(other.spelling) >= _SHORTEST - 1:
                alike = self._like(token, other)
                if alike:
                    scores[other.key] = max(alike, scores.get(other.key, 0.0))
        return scores

    def _like(self, token: Token, other: Token) -> float:
        """Score a name: a word whose pinyin spells it or a part of it, or one that was heard differently."""
        if token.spelling:
            same = token.spelling[0] == other.spelling[0] and len(token.spelling) >= _SHORTEST
            return _LIKE if same and fuzz.ratio(token.spelling, other.spelling) >= _LIKE_SPELLING else 0.0
        spelled = "".join(map(spelling_of, token.key))
        inside = len(spelled) >= _SHORTEST and spelled in other.spelling
        holds = len(other.spelling) >= _SHORTEST and other.spelling in spelled
        return _SPELLED if spelled == other.spelling or inside or holds else 0.0

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
            _keep(out, self._likely.words(number))
            self._weigh(out, lexicon.synonyms_of(number))
            return out
        word = lexicon.chinese.get(token.key)
        if word is not None:
            _keep(out, self._likely.keys(word))
        else:
            for row in lexicon.english_of(token.key):
                self._weigh(out, row)
        if not out:
            for one in token.key:
                keys, shares = lexicon.english_of_character(one)
                self._weigh(out, (keys, _BY_CHARACTER * shares))
        return out

    def _weigh(self, out: Scores, row: Row) -> None:
        """Keep the keys of a row that are likely enough beside how common they are."""
        scores = _score(row, self.lexicon.english_share)
        high = scores >= _FLOOR
        names = [self._likely.english[one] for one in row[0][high].tolist()]
        _keep(out, zip(names, scores[high].tolist(), strict=True))


def _keep(out: Scores, found: Iterable[tuple[str, float]]) -> None:
    for name, score in found:
        if score > out.get(name, 0.0):
            out[name] = score


def _places(side: Sequence[Token]) -> dict[str, list[int]]:
    """Return the places of each key."""
    out: dict[str, list[int]] = {}
    for at, token in enumerate(side):
        out.setdefault(token.key, []).append(at)
    return out


def content_tokens(text: str, *, chinese: bool) -> list[Token]:
    """Return the tokens of a text that carry content."""
    tokens = chinese_tokens(text).words if chinese else english_tokens(text)
    return [one for one in tokens if one.kind is not Kind.FUNCTION]
