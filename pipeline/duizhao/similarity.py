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
    found: Counter[str] = Counter()
    for word in english_words(text):
        if word[0].isdigit():
            digits = word.replace(".", "").strip("0")
            if len(digits) > 1:
                found["#" + digits] += 1
        elif word.lower() not in _STOP:
            found[stem(word)] += 1
    found.update(_HAN_PAIR.findall(text))
    return found


def rarity(bags: Sequence[Counter[str]]) -> dict[str, float]:
    """Return each term's inverse document frequency, ``ln((n + 1) / (df + 0.5))``, 0 and more."""
    frequency = Counter(term for bag in bags for term in bag)
    return {term: max(0.0, math.log((len(bags) + 1) / (count + 0.5))) for term, count in frequency.items()}


def matrix(bags: Sequence[Counter[str]], weights: Mapping[str, float], vocabulary: Mapping[str, int]) -> Floats:
    """Return a row of term weights per bag over a vocabulary."""
    rows = np.zeros((len(bags), len(vocabulary)))
    for row, bag in enumerate(bags):
        for term, count in bag.items():
            column = vocabulary.get(term)
            if column is not None:
                rows[row, column] = count * weights.get(term, 0.0)
    return rows


def cosines(first: Sequence[Counter[str]], second: Sequence[Counter[str]], weights: Mapping[str, float]) -> Floats:
    """Return the damped cosine of every pair of bags, shape ``(len(first), len(second))``, 0 to 1.

    Three is added to each norm, so that two short sentences ("Thank you.") are not alike for sharing a word.
    """
    shared = sorted(set().union(*first) & set().union(*second)) if first and second else []
    vocabulary = {term: column for column, term in enumerate(shared)}
    left, right = matrix(first, weights, vocabulary), matrix(second, weights, vocabulary)
    return left @ right.T / _norms(first, weights)[:, None] / _norms(second, weights)[None, :]


def _norms(bags: Sequence[Counter[str]], weights: Mapping[str, float]) -> Floats:
    return np.array(
        [math.sqrt(sum((count * weights.get(term, 0.0)) ** 2 for term, count in bag.items())) + 3.0 for bag in bags]
    )
