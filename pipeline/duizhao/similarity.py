"""Likeness of two stretches of text in one language: shared stems and figures, weighted by rarity.

Figures are compared by their significant digits, so that 27.3 billion and 2.73 billion count as shared: they align, and
then they are a discrepancy.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import chain
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from duizhao.tokens import english_words, stem

Floats = NDArray[np.float64]

_STOP = frozenset(
    (
        "the a an of and to in is that we our for on with as it this are be have has will by from at was were i you "
        "your so not also can which their they more than but or its these those there very do if about us been "
        "would could should one up into such what how when where who all any some may might just well going get "
        "then"
    ).split()
)
_HAN_PAIR = re.compile(r"(?=([\u4e00-\u9fff]{2}))")


@lru_cache(maxsize=16384)
def terms(text: str) -> Counter[str]:
    """Return the terms of a text: stems of English content words, significant digits of figures, Chinese pairs.

    The same text is asked for by several steps: the answer is kept, and must not be changed.
    """
    found: list[str] = []
    for word in english_words(text):
        if word[0].isdigit():
            digits = word.replace(".", "").strip("0")
            if len(digits) > 1:
                found.append("#" + digits)
        elif word.lower() not in _STOP:
            found.append(stem(word))
    return Counter(found + _HAN_PAIR.findall(text))


def rarity(bags: Sequence[Counter[str]]) -> dict[str, float]:
    """Return each term's inverse document frequency, ``ln((n + 1) / (df + 0.5))``, 0 and more."""
    frequency = Counter(chain.from_iterable(bags))
    return {term: max(0.0, math.log((len(bags) + 1) / (count + 0.5))) for term, count in frequency.items()}


class Weighed(NamedTuple):
    """A bag of terms with their weights.

    Attributes:
        terms: Each once, with its weight.
        norm: Root of the sum of the squares of the weights, and three.
    """

    terms: Sequence[tuple[str, float]]
    norm: float


def weigh(bags: Sequence[Counter[str]], weights: Mapping[str, float]) -> list[Weighed]:
    """Weigh bags for `cosines`: counts times weights.

    Three is added to each norm, so that two short sentences ("Thank you.") are not alike for sharing a word.
    """
    held = [[(term, count * weights.get(term, 0.0)) for term, count in bag.items()] for bag in bags]
    return [Weighed(terms, math.sqrt(sum([weight**2 for _, weight in terms])) + 3.0) for terms in held]


def cosines(first: Sequence[Weighed], second: Sequence[Weighed]) -> Floats:
    """Return the damped cosine of every pair of bags, shape ``(len(first), len(second))``, 0 to 1."""
    sides = [{term for bag in side for term, _ in bag.terms} for side in (first, second)]
    vocabulary = {term: column for column, term in enumerate(sorted(sides[0] & sides[1]))}
    left, right = _matrix(first, vocabulary), _matrix(second, vocabulary)
    norms = [np.array([bag.norm for bag in side]) for side in (first, second)]
    return np.asarray(left @ right.T / norms[0][:, None] / norms[1][None, :])


def _matrix(bags: Sequence[Weighed], vocabulary: Mapping[str, int]) -> Floats:
    """Return a row of term weights per bag over a vocabulary."""
    out = np.zeros((len(bags), len(vocabulary)))
    held = [
        (row, vocabulary[term], weight)
        for row, bag in enumerate(bags)
        for term, weight in bag.terms
        if term in vocabulary
    ]
    if held:
        rows, columns, weights = zip(*held, strict=True)
        out[list(rows), list(columns)] = weights
    return out
