"""Whose words these are: what somebody answers is about what he spoke of before.

A CFO answers with the words of the CFO's prepared remarks. Between two officers of one call this tells more than what
CFOs say in general: over 756 answers of CEO or CFO in the development calls, .76 of the words go to the right one by
this alone, .70 by general content alone, .80 by both.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

import numpy as np

from duizhao.records import Segment
from duizhao.similarity import Floats, terms

# Fewer words say nothing of anybody.
_FEWEST = 150
_SMOOTHING = 0.5
# A sentence of names and figures that somebody once listed must not decide on its own.
_MOST = 4.0


def own_words(segments: Sequence[Segment], spoken: Mapping[int, Sequence[int]], people: int) -> Floats:
    """Score how much each sentence is in the words of each person.

    Args:
        segments: Sentences.
        spoken: Person to the positions of sentences that are surely theirs.
        people: How many people there are.

    Returns:
        Nats above the mean of those whose words are known, shape ``(n, P)``; 0 for everybody else, and in the
        sentences of `spoken` themselves.
    """
    bags = [terms(one.clean) for one in segments]
    known = {person: bag for person, at in spoken.items() if (bag := _joined(bags, at)).total() >= _FEWEST}
    out = np.zeros((len(segments), people))
    if len(known) < 2:  # noqa: PLR2004
        return out
    order = sorted(known)
    vocabulary = set().union(*known.values())
    totals = np.array([known[person].total() + _SMOOTHING * len(vocabulary) for person in order])
    logs = np.log(np.array([[known[person][term] + _SMOOTHING for person in order] for term in vocabulary]) / totals)
    above = logs - logs.mean(axis=1, keepdims=True)
    row = {term: at for at, term in enumerate(vocabulary)}
    given = {at for positions in spoken.values() for at in positions}
    shared = [
        (at, row[term], count)
        for at, bag in enumerate(bags)
        if at not in given
        for term, count in bag.items()
        if term in row
    ]
    if shared:
        sentences, rows, counts = map(np.array, zip(*shared, strict=True))
        scores = [np.bincount(sentences, counts * column[rows], len(bags)) for column in above.T]
        out[:, order] = np.clip(np.stack(scores, axis=1), -_MOST, _MOST)
    return out


def _joined(bags: Sequence[Counter[str]], positions: Sequence[int]) -> Counter[str]:
    out: Counter[str] = Counter()
    for at in positions:
        out.update(bags[at])
    return out
