"""Clauses that nothing on the other side renders: by content that no link takes, not by length alone.

A clause of a two-sided bead is judged by how much of its content is linked to words of the other side, by whether the
other side has as much content left over that might render it freely, and by how much shorter the other side is than a
full rendition. The weights are those of a logistic regression over the clauses of invented calls in ``corpus/gaps``,
from which single clauses were taken away (``python tests/quality/clauses.py`` fits them anew and prints what they
reach).

References:
    Barik (1971), Meta 16(4): omissions and additions as categories of departure. Wadensjö (1998), chapter 6.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from operator import mul

import numpy as np

from duizhao.alignment.linking import Linker, content_tokens
from duizhao.alignment.resources import Resources
from duizhao.alignment.texts import is_chinese
from duizhao.alignment.words import HAN, Token
from duizhao.gap_records import Unrendered
from duizhao.records import Alignment, Segment
from duizhao.similarity import Floats
from duizhao.tokens import size
from duizhao.vocabulary import Kind, Level, Relation

_STOP = re.compile(r"[，。；：？！;:?!、]|,(?!\d{3})|\.(?=\s|$)")
# What the recording doubled or lost is nobody's addition or omission.
_OF_THE_RECORDING = frozenset({"loop", "truncated", "noise", "inaudible"})
#: Intercept; share of content unlinked; content unlinked; that less what the other side has left; missing length per
#: length of the clause; logarithm of the number of content words.
WEIGHTS = (0.54, 7.33, 1.50, 0.32, 1.49, -6.59)
#: Content words of the shortest clause that is judged: greetings and fillers are rendered in many ways.
FEWEST = 4
_FREE, _SURPLUS, _MISSING = 2, 3, 4
_MOST_UNLINKED, _LEAST_SURPLUS, _MOST_MISSING = 6.0, -4.0, 2.0


@dataclass(frozen=True, slots=True)
class Clause:
    """A clause: its segment, where it stands in the segment's line, and its words."""

    segment: int
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class _Side:
    """Clauses of one side of a group.

    Attributes:
        beads: Position of each clause's bead.
        clauses: In order.
        chinese: Whether the side is Chinese.
        tokens: What carries content, in order.
        owner: Which clause each token stands in.
    """

    beads: Sequence[int]
    clauses: Sequence[Clause]
    chinese: bool
    tokens: Sequence[Token]
    owner: Sequence[int]

    @property
    def is_judged(self) -> bool:
        """Whether a clause is long enough to be judged."""
        return max(Counter(self.owner).values(), default=0) >= FEWEST


def unrendered(
    alignments: Sequence[Alignment], segments: Sequence[Segment], held: Resources, *, least: float = 0.5
) -> tuple[Unrendered, ...]:
    """Judge the clauses of all sentence beads of interpretations and translations.

    Clauses of two-sided beads are judged against the other side of the bead; those of sentences that stand alone,
    against the sentences that stand alone on the other side of the passage: what the beads did not pair may still be a
    pair.

    Args:
        alignments: Passages and the beads inside them.
        segments: The segments they point at.
        held: Dictionary.
        least: Clauses less likely unrendered than this are left out.

    Returns:
        One record per clause that is likely rendered by nothing, in order of the beads, source before target.
    """
    groups = [_sides(group, segments) for group in _groups(alignments)]
    if not groups:
        return ()
    said = {token.key for _, sides in groups for side in sides for token in side.tokens}
    linker = Linker(held.lexicon, said)
    out = [one for alone, sides in groups for one in _of_group(sides, linker, least, alone=alone)]
    return tuple(sorted(out, key=lambda one: (one.alignment, one.in_target, one.segment, one.start)))


def _groups(alignments: Sequence[Alignment]) -> Iterator[list[tuple[int, Alignment]]]:
    """Yield beads that are judged together: each two-sided one, and a passage's one-sided ones."""
    alone: list[tuple[int, Alignment]] = []
    for index, bead in enumerate(alignments):
        if bead.level is Level.PASSAGE:
            if alone:
                yield alone
            alone = []
        elif bead.relation is Relation.REPETITION:
            continue
        elif bead.source and bead.target:
            yield [(index, bead)]
        else:
            alone.append((index, bead))
    if alone:
        yield alone


def _sides(group: Sequence[tuple[int, Alignment]], segments: Sequence[Segment]) -> tuple[bool, tuple[_Side, _Side]]:
    """Return whether the sentences of a group stand alone, and its two sides."""
    held = [
        [(index, clause) for index, bead in group for clause in clauses_of(bead.source, segments)],
        [(index, clause) for index, bead in group for clause in clauses_of(bead.target, segments)],
    ]
    first, second = (_side([clause for _, clause in side], [index for index, _ in side]) for side in held)
    return not group[0][1].source or not group[0][1].target, (first, second)


def _of_group(sides: tuple[_Side, _Side], linker: Linker, least: float, *, alone: bool) -> Iterator[Unrendered]:
    judged = _judge(sides, linker, alone=alone)
    for target, (side, chances) in enumerate(zip(sides, judged, strict=True)):
        for index, clause, chance in zip(side.beads, side.clauses, chances, strict=True):
            if chance >= least:
                yield Unrendered(index, clause.segment, clause.start, clause.end, bool(target), round(chance, 4))


def clauses_of(indices: Sequence[int], segments: Sequence[Segment]) -> Iterator[Clause]:
    """Cut the speech of segments into clauses, blanks at their edges left out."""
    for at in indices:
        one = segments[at]
        if one.kind is not Kind.SPEECH or not one.clean or one.flags & _OF_THE_RECORDING:
            continue
        start = 0
        for end, after in [*((found.start(), found.end()) for found in _STOP.finditer(one.text)), (len(one.text),) * 2]:
            text = one.text[start:end]
            held = text.strip()
            if held:
                left = one.start + start + len(text) - len(text.lstrip())
                yield Clause(at, left, left + len(held), held)
            start = after


def _judge(sides: tuple[_Side, _Side], linker: Linker, *, alone: bool) -> tuple[list[float], list[float]]:
    """Return how likely each clause of two sides is rendered by nothing on the other, 0 to 1; 0 for short ones.

    Args:
        sides: Clauses of both.
        linker: Scores of word pairs.
        alone: Whether all of them stand in sentences that were paired with nothing: then what the other side has left
            over, and how long it is, says little, and links decide.
    """
    features = _features(*sides, linker)
    if alone and sides[0].chinese is not sides[1].chinese:
        for row in (row for side in features for row in side if row):
            row[_SURPLUS], row[_MISSING] = row[_FREE], 1.0
    return [_chance(row) for row in features[0]], [_chance(row) for row in features[1]]


def features_of(first: Sequence[Clause], second: Sequence[Clause], linker: Linker) -> tuple[list[Floats], list[Floats]]:
    """Return the features that `WEIGHTS` weigh, one row per clause; empty rows for clauses that are too short."""
    rows = _features(_side(first), _side(second), linker)
    return [np.array(row) for row in rows[0]], [np.array(row) for row in rows[1]]


def _features(first: _Side, second: _Side, linker: Linker) -> tuple[list[list[float]], list[list[float]]]:
    """Work out the features of both sides' clauses."""
    if not (first.is_judged or second.is_judged):
        return [[] for _ in first.clauses], [[] for _ in second.clauses]
    links = linker.link(first.tokens, second.tokens)
    left = _weigh(first, {row for row, _ in links}, linker), _weigh(second, {column for _, column in links}, linker)
    lengths = [[size(clause.text) for clause in side.clauses] for side in (first, second)]
    missing = sum(lengths[0]) - sum(lengths[1])
    return (
        list(_rows(left[0], lengths[0], left[1].free, missing)),
        list(_rows(left[1], lengths[1], left[0].free, -missing)),
    )


def _side(clauses: Sequence[Clause], beads: Sequence[int] = ()) -> _Side:
    texts = [clause.text for clause in clauses]
    chinese = any(map(HAN.search, texts)) and is_chinese(texts)  # hardly a Latin side needs its letters counted
    tokens = [
        (token, at) for at, clause in enumerate(clauses) for token in content_tokens(clause.text, chinese=chinese)
    ]
    return _Side(beads, clauses, chinese, [token for token, _ in tokens], [at for _, at in tokens])


@dataclass(frozen=True, slots=True)
class _Content:
    """What no link takes of a side, and of each clause: its words, all that they say, and what no link takes."""

    free: float
    clauses: Sequence[tuple[int, float, float]]


def _weigh(side: _Side, taken: set[int], linker: Linker) -> _Content:
    left = 0.0
    words, total, free = [0] * len(side.clauses), [0.0] * len(side.clauses), [0.0] * len(side.clauses)
    for at, (token, owner) in enumerate(zip(side.tokens, side.owner, strict=True)):
        content = linker.content(token.key)
        words[owner] += 1
        total[owner] += content
        if at not in taken:
            free[owner] += content
            left += content
    return _Content(left, list(zip(words, total, free, strict=True)))


def _rows(side: _Content, lengths: Sequence[float], other: float, missing: float) -> Iterator[list[float]]:
    for (words, total, free), length in zip(side.clauses, lengths, strict=True):
        if words < FEWEST:
            yield []
            continue
        yield [
            1.0,
            free / max(total, 0.1),
            min(free, _MOST_UNLINKED),
            min(max(free - other, _LEAST_SURPLUS), _MOST_UNLINKED),
            min(max(missing / max(length, 1.0), -_MOST_MISSING), _MOST_MISSING),
            math.log(words + 1),
        ]


def _chance(row: Sequence[float]) -> float:
    return 1.0 / (1.0 + math.exp(-sum(map(mul, row, WEIGHTS)))) if row else 0.0
