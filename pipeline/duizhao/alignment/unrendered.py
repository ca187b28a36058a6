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
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from duizhao.alignment.lexicon import Lexicon
from duizhao.alignment.linking import Linker, content_tokens
from duizhao.alignment.resources import Resources
from duizhao.alignment.texts import is_chinese
from duizhao.alignment.words import Token
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
# Content of the rarest words; commoner ones count as the logarithm of their share does.
_RAREST = 1e-5
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
    clauses: Sequence[Clause]
    tokens: Sequence[Token]
    owner: Sequence[int]
    content: Floats


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
    groups = list(_groups(alignments))
    linker = Linker(held.lexicon) if groups else None
    out: list[Unrendered] = []
    for group in groups:
        if linker is not None:
            out += _of_group(group, segments, linker, least)
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


def _of_group(
    group: Sequence[tuple[int, Alignment]], segments: Sequence[Segment], linker: Linker, least: float
) -> Iterator[Unrendered]:
    held = [
        [(index, clause) for index, bead in group for clause in clauses_of(bead.source, segments)],
        [(index, clause) for index, bead in group for clause in clauses_of(bead.target, segments)],
    ]
    sides = [[clause for _, clause in side] for side in held]
    judged = judge(sides[0], sides[1], linker, alone=not group[0][1].source or not group[0][1].target)
    for target, (owned, chances) in enumerate(zip(held, judged, strict=True)):
        for (index, clause), chance in zip(owned, chances, strict=True):
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
            if text.strip():
                left = start + len(text) - len(text.lstrip())
                yield Clause(at, one.start + left, one.start + left + len(text.strip()), text.strip())
            start = after


def judge(
    first: Sequence[Clause], second: Sequence[Clause], linker: Linker, *, alone: bool = False
) -> tuple[list[float], list[float]]:
    """Return how likely each clause of two sides is rendered by nothing on the other, 0 to 1; 0 for short ones.

    Args:
        first: Clauses of one side.
        second: Of the other.
        linker: Scores of word pairs.
        alone: Whether all of them stand in sentences that were paired with nothing: then what the other side has left
            over, and how long it is, says little, and links decide.
    """
    sides = _side(first, linker.lexicon), _side(second, linker.lexicon)
    features = clause_features(sides[0], sides[1], linker)
    across = is_chinese([clause.text for clause in first]) is not is_chinese([clause.text for clause in second])
    if alone and across:
        for row in (row for side in features for row in side if len(row)):
            row[_SURPLUS], row[_MISSING] = row[_FREE], 1.0
    return [_chance(row) for row in features[0]], [_chance(row) for row in features[1]]


def features_of(first: Sequence[Clause], second: Sequence[Clause], linker: Linker) -> tuple[list[Floats], list[Floats]]:
    """Return the features that `WEIGHTS` weigh, one row per clause; empty rows for clauses that are too short."""
    return clause_features(_side(first, linker.lexicon), _side(second, linker.lexicon), linker)


def clause_features(first: _Side, second: _Side, linker: Linker) -> tuple[list[Floats], list[Floats]]:
    """Work out the features of both sides' clauses."""
    links = linker.link(first.tokens, second.tokens)
    taken = {row for row, _ in links}, {column for _, column in links}
    left = [_left(side, used) for side, used in zip((first, second), taken, strict=True)]
    lengths = [sum(size(clause.text) for clause in side.clauses) for side in (first, second)]
    return (
        list(_rows(first, taken[0], left[1], lengths[0] - lengths[1])),
        list(_rows(second, taken[1], left[0], lengths[1] - lengths[0])),
    )


def _side(clauses: Sequence[Clause], lexicon: Lexicon) -> _Side:
    chinese = is_chinese([clause.text for clause in clauses])
    tokens = [
        (token, at) for at, clause in enumerate(clauses) for token in content_tokens(clause.text, chinese=chinese)
    ]
    content = np.array([_content(token, lexicon) for token, _ in tokens])
    return _Side(clauses, [token for token, _ in tokens], [at for _, at in tokens], content)


def _content(token: Token, lexicon: Lexicon) -> float:
    """Return how much a token says, 0 to 1: the rarer, the more."""
    english, chinese = lexicon.english.get(token.key), lexicon.chinese.get(token.key)
    share = _RAREST
    if english is not None:
        share = float(lexicon.english_share[english])
    elif chinese is not None:
        share = float(lexicon.chinese_share[chinese])
    return math.log(max(share, _RAREST)) / math.log(_RAREST)


def _left(side: _Side, taken: set[int]) -> float:
    return float(sum(content for at, content in enumerate(side.content) if at not in taken))


def _rows(side: _Side, taken: set[int], other: float, missing: float) -> Iterator[Floats]:
    places: list[list[int]] = [[] for _ in side.clauses]
    for at, owner in enumerate(side.owner):
        places[owner].append(at)
    for clause, own in zip(side.clauses, places, strict=True):
        if len(own) < FEWEST:
            yield np.zeros(0)
            continue
        total = float(sum(side.content[at] for at in own))
        free = float(sum(side.content[at] for at in own if at not in taken))
        yield np.array(
            [
                1.0,
                free / max(total, 0.1),
                min(free, _MOST_UNLINKED),
                float(np.clip(free - other, _LEAST_SURPLUS, _MOST_UNLINKED)),
                float(np.clip(missing / max(size(clause.text), 1.0), -_MOST_MISSING, _MOST_MISSING)),
                math.log(len(own) + 1),
            ]
        )


def _chance(row: Floats) -> float:
    return 1.0 / (1.0 + math.exp(-float(row @ np.array(WEIGHTS)))) if len(row) else 0.0
