"""Many small pairs of passages at once: one pair, and a band that is a chain of blocks.

Most passages of a call are a few sentences. Scored one by one they cost more in set-up than in work, and each knows
only its own words; side by side they share the call's background, and no bead crosses from one into another.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from duizhao.alignment.band import Ints, full_band, joined
from duizhao.alignment.candidates import WHOLE
from duizhao.alignment.engine import Aligned, Beside, align_pair
from duizhao.alignment.lexicon import Lexicon
from duizhao.alignment.pairing import Pair
from duizhao.alignment.reading import Place, Reading
from duizhao.alignment.resources import Resources
from duizhao.alignment.texts import align_texts, is_chinese, pair_of
from duizhao.alignment.weights import BeadWeights

# What interpreters leave out and add beyond what translators do, in nats: the weights across languages were learned
# from translations. Chosen on the invented calls: sentences alone that are found (of 4) 2 at 0, 3 at 0.5, 4 at 1, where
# short greetings begin to stand alone too.
_INTERPRETED = 0.5
# Cells of blocks that are scored together: 5 MB. A call of an hour has 2,000 to 5,000.
_MOST_CELLS = 10_000


@dataclass(frozen=True, slots=True)
class Block:
    """Sentences of a passage and of its counterpart; either side may be empty.

    Attributes:
        source: What the sentences say.
        target: The same of the counterpart.
        place: Where they stand in a reading, if they were read.
    """

    source: Sequence[str]
    target: Sequence[str]
    place: Place | None = None

    @property
    def longest(self) -> int:
        """Number of sentences of the longer side."""
        return max(len(self.source), len(self.target))

    @property
    def chinese(self) -> tuple[bool, bool]:
        """Whether the source is Chinese, and whether the target is."""
        return is_chinese(self.source), is_chinese(self.target)


def align_blocks(
    blocks: Sequence[Block],
    held: Resources,
    *,
    interpreted: bool = False,
    reading: Reading | None = None,
) -> list[list[Aligned]]:
    """Align pairs of passages, each by itself.

    Args:
        blocks: The passages.
        held: Dictionary and weights.
        interpreted: Whether the targets are an interpreter's: more is left out, and added, than in a translation.
        reading: What was read of the text that the blocks stand in.

    Returns:
        The beads of each block, as `align_texts` gives them.
    """
    out: list[list[Aligned]] = [[] for _ in blocks]
    kinds: dict[tuple[bool, bool], list[int]] = defaultdict(list)
    for number, block in enumerate(blocks):
        if not block.source or not block.target:
            out[number] = _one_sided(len(block.source), len(block.target))
        else:
            kinds[block.chinese].append(number)
    for (chinese, rendered), numbers in kinds.items():
        beside = Beside(opening=_INTERPRETED if interpreted and chinese != rendered else 0.0)
        small = [number for number in numbers if blocks[number].longest <= WHOLE]
        for number in set(numbers) - set(small):
            sides = blocks[number].source, blocks[number].target
            out[number] = align_texts(*sides, lexicon=held.lexicon, model=held.model, beside=beside)
        read = reading if reading is not None and reading.chinese == (chinese, rendered) else None
        found = _together([blocks[number] for number in small], held, beside, read) if small else []
        for number, beads in zip(small, found, strict=True):
            out[number] = beads
    return out


def _one_sided(source: int, target: int) -> list[Aligned]:
    """Return the beads of a passage that has no other side."""
    return [
        *(Aligned(range(at, at + 1), range(0), 1.0) for at in range(source)),
        *(Aligned(range(0), range(at, at + 1), 1.0) for at in range(target)),
    ]


def _together(blocks: Sequence[Block], held: Resources, beside: Beside, reading: Reading | None) -> list[list[Aligned]]:
    pair, turned = _side_by_side(blocks, held.lexicon, reading)
    sizes = np.array([(len(one.source), len(one.target)) for one in blocks])
    sizes = sizes[:, ::-1] if turned else sizes
    ends = np.concatenate([[[0, 0]], np.cumsum(sizes, axis=0)])
    out: list[list[Aligned]] = []
    for first, last in _groups(sizes):
        (row, column), (row_end, column_end) = ends[first], ends[last]
        whole = last - first == len(blocks)
        part = pair if whole else pair.part(np.arange(row, row_end), np.arange(column, column_end))
        out += _align_group(part, sizes[first:last], held.model.of(pair), beside, turned=turned)
    return out


def _groups(sizes: Ints) -> Iterator[tuple[int, int]]:
    """Cut blocks into groups, first and after the last, that are not too many cells to be scored at once."""
    cells = np.cumsum(sizes[:, 0] * sizes[:, 1])
    first = 0
    while first < len(sizes):
        before = int(cells[first - 1]) if first else 0
        last = max(first + 1, int(np.searchsorted(cells, before + _MOST_CELLS, side="right")))
        yield first, last
        first = last


def _align_group(pair: Pair, sizes: Ints, weights: BeadWeights, beside: Beside, *, turned: bool) -> list[list[Aligned]]:
    band = joined([full_band(int(rows), int(cols)) for rows, cols in sizes])
    row_ends, column_ends = np.cumsum(sizes[:, 0]), np.cumsum(sizes[:, 1])
    out: list[list[Aligned]] = [[] for _ in sizes]
    for one in align_pair(pair, weights.weights, band=band, beside=beside):
        # Side by side the band leaves a sentence alone between two blocks to either; whose it is, its number says.
        ends, at = (row_ends, one.rows.start) if one.rows else (column_ends, one.columns.start)
        block = int(np.searchsorted(ends, at, side="right"))
        rows = _moved(one.rows, int(row_ends[block] - sizes[block, 0]))
        columns = _moved(one.columns, int(column_ends[block] - sizes[block, 1]))
        chance = weights.calibrated(one.chance)
        out[block].append(Aligned(columns, rows, chance) if turned else Aligned(rows, columns, chance))
    return out


def _side_by_side(blocks: Sequence[Block], lexicon: Lexicon, reading: Reading | None) -> tuple[Pair, bool]:
    places = [block.place for block in blocks if block.place is not None]
    if reading is not None and len(places) == len(blocks):
        return reading.part(places), reading.turned
    source = [text for block in blocks for text in block.source]
    return pair_of(source, [text for block in blocks for text in block.target], lexicon)


def _moved(one: range, offset: int) -> range:
    return range(one.start - offset, one.stop - offset) if one else range(0)
