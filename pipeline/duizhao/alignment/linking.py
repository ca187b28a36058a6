"""Word links of one bead: each content token of one side with at most one of the other, the surest first.

What no link takes was either said in words that no dictionary pairs, or not said. Which of the two, `unrendered` asks.

References:
    Melamed (2000), "Models of Translational Equivalence among Words", Computational Linguistics 26(2), section 4:
    competitive linking.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from rapidfuzz import fuzz

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


@dataclass(slots=True)
class Linker:
    """Scores of word pairs, looked up once per word and document.

    Attributes:
        lexicon: Translation probabilities.
    """

    lexicon: Lexicon
    _english: tuple[str, ...] = ()
    _chinese: tuple[str, ...] = ()
    _held: dict[str, Scores] = field(default_factory=dict[str, Scores])

    def __post_init__(self) -> None:
        """Put the dictionary's words in the order of their numbers."""
        self._english, self._chinese = tuple(self.lexicon.english), tuple(self.lexicon.chinese)

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
            self._keep(out, lexicon.chinese_of(number), lexicon.chinese_share, self._chinese)
            self._keep(out, lexicon.synonyms_of(number), lexicon.english_share, self._english)
            return out
        for row in lexicon.english_of(token.key):
            self._keep(out, row, lexicon.english_share, self._english)
        if not out:
            for one in token.key:
                keys, shares = lexicon.english_of_character(one)
                self._keep(out, (keys, _BY_CHARACTER * shares), lexicon.english_share, self._english)
        return out

    @staticmethod
    def _keep(out: Scores, row: Row, common: Floats, names: Sequence[str]) -> None:
        """Keep the words of a row that are likely enough beside how common they are."""
        keys, shares = row
        scores = shares / np.maximum(common[keys], _RAREST) * _THOUSAND
        high = scores >= _FLOOR
        for key, score in zip(keys[high].tolist(), scores[high].tolist(), strict=True):
            name = names[key]
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
