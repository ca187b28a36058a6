"""Two texts read once and aligned twice: as lines, and sentence by sentence inside the lines that belong together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from duizhao.alignment.band import Ints
from duizhao.alignment.lexicon import Lexicon
from duizhao.alignment.pairing import Pair
from duizhao.alignment.passages import Passage
from duizhao.alignment.sentences import Unit, texts_of, units
from duizhao.alignment.texts import is_chinese, pair_of
from duizhao.records import Segment

#: The sentences of a passage and of its counterpart, as numbers in a reading.
Place = tuple[Ints, Ints]


@dataclass(frozen=True, slots=True)
class Reading:
    """The sentences of two sides, ready to be scored.

    Attributes:
        pair: Its rows are the source, or, where it is turned, the target.
        turned: Whether they are.
        chinese: Whether the source is Chinese, and whether the target is.
        starts: First sentence of each line of the source, and the number of sentences; the same of the target.
        numbers: The units of the source and their numbers; the same of the target.
    """

    pair: Pair
    turned: bool
    chinese: tuple[bool, bool]
    starts: Place
    numbers: tuple[Mapping[Unit, int], Mapping[Unit, int]]

    def lines(self) -> Pair:
        """Return the pair of the lines, each read as one sentence."""
        return self.pair.grouped(*_turned(self.starts, self.turned))

    def place(self, source: Sequence[Unit], target: Sequence[Unit]) -> Place | None:
        """Return where two lists of sentences stand; null where they were not read so."""
        numbers, others = self.numbers
        first = np.array([numbers.get(unit, -1) for unit in source], dtype=np.int64)
        second = np.array([others.get(unit, -1) for unit in target], dtype=np.int64)
        return None if (first < 0).any() or (second < 0).any() else (first, second)

    def part(self, places: Sequence[Place]) -> Pair:
        """Return the pair of the sentences of some passages, in order."""
        sides = (np.concatenate([place[0] for place in places]), np.concatenate([place[1] for place in places]))
        rows, columns = _turned(sides, self.turned)
        whole = len(rows) == len(self.pair.rows.lengths) and len(columns) == len(self.pair.columns.lengths)
        return self.pair if whole else self.pair.part(rows, columns)


def read(
    source: Sequence[Sequence[int]], target: Sequence[Sequence[int]], segments: Sequence[Segment], lexicon: Lexicon
) -> Reading:
    """Read two sides.

    Args:
        source: Segments of each line, at least one of them speech.
        target: The same of the other side.
        segments: The transcript's.
        lexicon: Translation probabilities.
    """
    held = [[units(Passage(tuple(line)), segments) for line in side] for side in (source, target)]
    texts = [[text for line in side for text in texts_of(line, segments)] for side in held]
    pair, turned = pair_of(texts[0], texts[1], lexicon)
    starts = [np.concatenate([[0], np.cumsum([len(line) for line in side], dtype=np.int64)]) for side in held]
    numbers = [{unit: at for at, unit in enumerate(unit for line in side for unit in line)} for side in held]
    chinese = is_chinese(texts[0]), is_chinese(texts[1])
    return Reading(pair, turned, chinese, (starts[0], starts[1]), (numbers[0], numbers[1]))


def _turned(place: Place, turned: bool) -> Place:
    return place[::-1] if turned else place
