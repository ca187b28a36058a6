"""What the comparison looks at: passages with their beads, each side with its words, quantities and speakers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from duizhao.gap_records import Quantity
from duizhao.gaps.matching import CURRENCIES
from duizhao.records import Alignment, Attribution, Segment
from duizhao.tokens import size
from duizhao.vocabulary import Lang, Level, Relation

# Where the original and its rendition are in one language, the original is a recogniser's: where it is so much shorter
# than its rendition, the recogniser lost a part of it.
_LOST = 0.85
# Interpreters say less than originals do: half is a summary, less than that a loss.
_HALF_LOST = 0.5


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a bead or passage.

    Attributes:
        segments: Indices, in order; may be empty.
        text: Their clean text, joined by blanks.
        lang: The language of most of it.
        quantities: In order of the text.
    """

    segments: tuple[int, ...]
    text: str
    lang: Lang
    quantities: tuple[Quantity, ...]

    @property
    def words(self) -> float:
        """Length in English words; a Chinese character counts 1/1.48 of one."""
        return size(self.text)


@dataclass(frozen=True, slots=True)
class BeadView:
    """A sentence bead as it is compared.

    Attributes:
        index: Position among the transcript's alignments.
        bead: The alignment.
        source: What was said, or the text.
        target: The rendition, or the translation.
    """

    index: int
    bead: Alignment
    source: Side
    target: Side


@dataclass(frozen=True, slots=True)
class PassageView:
    """A passage and the beads inside it.

    Attributes:
        index: Position among the transcript's alignments.
        passage: The alignment.
        source: All of its source.
        target: All of its target.
        beads: Of the same relation, in order; one-sided ones included.
        turn: Index of the turn that the source begins in; null where it has none.
        speaker: Index of that turn's speaker; null where nobody could be named.
    """

    index: int
    passage: Alignment
    source: Side
    target: Side
    beads: tuple[BeadView, ...]
    turn: int | None = None
    speaker: int | None = None

    @property
    def relation(self) -> Relation:
        """What joins the two sides."""
        return self.passage.relation

    @property
    def original_is_lost(self) -> bool:
        """Whether a recogniser lost a part of the original: no addition of the interpreter's can be told then."""
        return self.source.lang is self.target.lang and self.source.words < _LOST * self.target.words

    @property
    def rendition_is_lost(self) -> bool:
        """Whether a recogniser lost a part of the rendition, or put it among the original."""
        return self.source.lang is self.target.lang and self.target.words < _HALF_LOST * self.source.words


@dataclass(frozen=True, slots=True)
class Views:
    """All passages of a transcript that can be compared, and its segments.

    Attributes:
        segments: The transcript's.
        passages: In order of the text; repetitions of a call are left out, they differ by recognition alone.
        currencies: Those of the amounts that stand in Chinese.
    """

    segments: Sequence[Segment]
    passages: tuple[PassageView, ...]
    currencies: frozenset[str] = frozenset()

    def around(self, one: Quantity) -> tuple[str, str]:
        """Return the text of a quantity's segment before and after it."""
        segment = self.segments[one.segment]
        return segment.text[: one.start - segment.start], segment.text[one.end - segment.start :]


def make_views(
    alignments: Sequence[Alignment],
    segments: Sequence[Segment],
    quantities: Sequence[Quantity],
    attribution: Attribution | None = None,
) -> Views:
    """Join alignments with what they point at.

    Args:
        alignments: Passages, each followed by the beads inside it.
        segments: The segments they point at.
        quantities: Of all segments.
        attribution: Turns and speakers, where passages are to know theirs.
    """
    held: dict[int, list[Quantity]] = defaultdict(list)
    for quantity in quantities:
        held[quantity.segment].append(quantity)
    lengths: dict[int, float] = {}
    turns = {} if attribution is None else {at: turn for turn in attribution.turns for at in turn.segments}

    def side(indices: tuple[int, ...]) -> Side:
        text = " ".join(segments[at].clean for at in indices if segments[at].clean)
        return Side(
            indices,
            text,
            _language(indices, segments, lengths),
            tuple(one for at in indices for one in held.get(at, ())),
        )

    out: list[PassageView] = []
    for index, passage, beads in _passages(alignments):
        if passage.relation is Relation.REPETITION:
            continue
        inside = tuple(
            BeadView(at, bead, side(bead.source), side(bead.target))
            for at, bead in beads
            if bead.relation is passage.relation
        )
        turn = next((turns[at] for at in passage.source if at in turns), None)
        out.append(
            PassageView(
                index,
                passage,
                side(passage.source),
                side(passage.target),
                inside,
                None if turn is None else turn.index,
                None if turn is None else turn.speaker,
            )
        )
    chinese = (one for at, found in held.items() if segments[at].lang is Lang.ZH for one in found)
    currencies = frozenset(one.unit for one in chinese if one.unit in CURRENCIES)
    return Views(segments, tuple(out), currencies)


def _passages(alignments: Sequence[Alignment]) -> Iterator[tuple[int, Alignment, list[tuple[int, Alignment]]]]:
    """Yield each passage with its position and the beads that follow it."""
    current: tuple[int, Alignment, list[tuple[int, Alignment]]] | None = None
    for at, bead in enumerate(alignments):
        if bead.level is Level.PASSAGE:
            if current is not None:
                yield current
            current = (at, bead, [])
        elif current is not None:
            current[2].append((at, bead))
    if current is not None:
        yield current


def _language(indices: Sequence[int], segments: Sequence[Segment], lengths: dict[int, float]) -> Lang:
    """Return the language of most of a side; lengths of segments, which beads and passages ask for, are kept."""
    sizes: dict[Lang, float] = defaultdict(float)
    for at in indices:
        if at not in lengths:
            lengths[at] = size(segments[at].clean)
        sizes[segments[at].lang] += lengths[at]
    return max(sizes, key=lambda lang: (sizes[lang], lang.value)) if sizes else Lang.NONE
