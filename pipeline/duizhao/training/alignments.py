"""Hand-made alignments, and what real archives do to text: paragraphs of their own on each side, parts missing.

Aligned books lack nothing and are cut into sentences. Transcripts are neither, so each document is learned from three
times: as it is, with runs of beads dropped from one side, and as paragraphs whose breaks differ. Without the second
and third, a paragraph that one side lacks is melted into its neighbours (strict F1 on the de-interleaved calls: dropped
paragraphs .90, paragraphs .82; with them .96, .92).
"""

from __future__ import annotations

import json
import random
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from duizhao.alignment.lexicon import Lexicon
from duizhao.alignment.words import HAN
from duizhao.errors import InputError
from duizhao.tokens import chinese_words, simplified

# Chance that a run of beads starts to be dropped, and its length; a paragraph's beads; its chance to be dropped from
# one side, and to lose its break.
_DROP, _LONGEST_DROP = 0.018, 7
_PARAGRAPHS = (1, 1, 2, 3, 4, 5, 6, 8)
_MISSING, _UNBROKEN = 0.025, 0.2

#: Indices of rows and of columns that belong together; either may be empty.
Unit = tuple[Sequence[int], Sequence[int]]


@dataclass(frozen=True, slots=True)
class Bitext:
    """Two texts aligned by hand.

    Attributes:
        name: What it is called.
        first: Sentences; the Chinese ones across languages.
        second: Sentences; the English ones across languages.
        gold: Indices into `first` and `second` that belong together; either may be empty.
    """

    name: str
    first: tuple[str, ...]
    second: tuple[str, ...]
    gold: tuple[Unit, ...]


def load_bitexts(path: Path) -> list[Bitext]:
    """Read a JSON list of documents: ``name``, ``zh``, ``en``, and ``gold``, a list of [en_ids, zh_ids].

    Raises:
        InputError: The file is no such list.
    """
    try:
        rows = json.loads(path.read_text("utf-8"))
        return [
            Bitext(
                str(row["name"]),
                tuple(map(str, row["zh"])),
                tuple(map(str, row["en"])),
                tuple((tuple(map(int, zh)), tuple(map(int, en))) for en, zh in row["gold"]),
            )
            for row in rows
        ]
    except (OSError, UnicodeDecodeError, ValueError, KeyError, TypeError) as fault:
        raise InputError(
            f"{path}: no hand-made alignments: {type(fault).__name__}: {fault}",
            code="E_FORMAT",
            help="a JSON list of objects with name, en, zh (lists of sentences) and gold (list of [en_ids, zh_ids])",
        ) from fault


def with_gaps(text: Bitext, seed: int, *, rate: float = _DROP, longest: int = _LONGEST_DROP) -> Bitext:
    """Drop runs of whole beads from one side or the other.

    Args:
        text: The document.
        seed: The same seed drops the same.
        rate: Chance that a run starts at a bead.
        longest: Beads of a run, at most.
    """
    chance = random.Random(seed)  # noqa: S311 - nothing secret
    lost: tuple[set[int], set[int]] = (set(), set())
    beads = sorted(text.gold, key=lambda unit: _place(unit, text))
    at = 0
    while at < len(beads):
        if chance.random() < rate:
            length, side = chance.randint(1, longest), chance.randrange(2)
            for unit in beads[at : at + length]:
                lost[side].update(unit[side])
            at += length
        at += 1
    kept = [[number for number in range(len(side)) if number not in gone] for side, gone in _sides(text, lost)]
    new = [{old: number for number, old in enumerate(side)} for side in kept]
    units = [
        tuple(tuple(new[side][one] for one in unit[side] if one in new[side]) for side in (0, 1)) for unit in text.gold
    ]
    return Bitext(
        f"{text.name} with gaps",
        tuple(text.first[number] for number in kept[0]),
        tuple(text.second[number] for number in kept[1]),
        tuple((unit[0], unit[1]) for unit in units if unit[0] or unit[1]),
    )


def _sides(text: Bitext, lost: tuple[set[int], set[int]]) -> Iterator[tuple[Sequence[str], set[int]]]:
    yield text.first, lost[0]
    yield text.second, lost[1]


def _place(unit: Unit, text: Bitext) -> float:
    """Return where a unit stands in the first side."""
    return min(unit[0]) if unit[0] else min(unit[1]) * len(text.first) / len(text.second)


def as_paragraphs(text: Bitext, seed: int) -> Bitext:
    """Join beads to paragraphs; each side loses some of the breaks, and some of the paragraphs."""
    chance = random.Random(seed)  # noqa: S311 - nothing secret
    beads = sorted(text.gold, key=lambda unit: _place(unit, text))
    sides: tuple[list[tuple[list[str], list[int]]], ...] = ([], [])
    group = Groups()
    at = number = 0
    while at < len(beads):
        size = chance.choice(_PARAGRAPHS)
        held = beads[at : at + size]
        fate = chance.random()
        texts = _joined(held, text)
        for side, gone in enumerate((fate > 1 - _MISSING, fate < _MISSING)):
            if gone or not texts[side]:
                continue
            if sides[side] and chance.random() < _UNBROKEN:
                sides[side][-1][0].append(texts[side])
                group.join(sides[side][-1][1][0], number)
                sides[side][-1][1].append(number)
            else:
                sides[side].append(([texts[side]], [number]))
        at, number = at + size, number + 1
    units: dict[int, tuple[list[int], list[int]]] = defaultdict(lambda: ([], []))
    for side, paragraphs in enumerate(sides):
        for place, (_, numbers) in enumerate(paragraphs):
            units[group.of(numbers[0])][side].append(place)
    return Bitext(
        f"{text.name} in paragraphs",
        tuple("".join(texts) for texts, _ in sides[0]),
        tuple(" ".join(texts) for texts, _ in sides[1]),
        tuple((tuple(zh), tuple(en)) for zh, en in units.values()),
    )


def pieces(text: Bitext, widest: int) -> list[Bitext]:
    """Cut a document at the units that are too wide for any bead, and leave those out.

    Args:
        text: The document.
        widest: Sentences of both sides in a bead, at most.
    """
    out: list[Bitext] = []
    start: tuple[int, int] = (0, 0)
    beads = path(text.gold, len(text.first), len(text.second))
    wide = [(rows, cols) for rows, cols in beads if rows and cols and len(rows) + len(cols) > widest]
    end = (range(len(text.first), len(text.first)), range(len(text.second), len(text.second)))
    for rows, cols in [*wide, end]:
        if rows.start > start[0] and cols.start > start[1]:
            out.append(_part(text, range(start[0], rows.start), range(start[1], cols.start)))
        start = rows.stop, cols.stop
    return out


def _part(text: Bitext, rows: range, cols: range) -> Bitext:
    units = (
        (tuple(one - rows.start for one in zh if one in rows), tuple(one - cols.start for one in en if one in cols))
        for zh, en in text.gold
    )
    return Bitext(
        text.name,
        text.first[rows.start : rows.stop],
        text.second[cols.start : cols.stop],
        tuple((zh, en) for zh, en in units if zh or en),
    )


def path(gold: Sequence[Unit], count: int, width: int) -> list[tuple[range, range]]:
    """Return gold as a reading: units that cross are joined, what no unit holds stands alone."""
    units: list[tuple[int, int, int, int]] = []
    for rows, cols in sorted(((a, b) for a, b in gold if a and b), key=lambda unit: (min(unit[0]), min(unit[1]))):
        one = min(rows), max(rows) + 1, min(cols), max(cols) + 1
        while units and (one[0] < units[-1][1] or one[2] < units[-1][3]):
            last = units.pop()
            one = min(one[0], last[0]), max(one[1], last[1]), min(one[2], last[2]), max(one[3], last[3])
        units.append(one)
    beads: list[tuple[range, range]] = []
    row = column = 0
    for top, bottom, left, right in [*units, (count, count, width, width)]:
        beads += [(range(at, at + 1), range(column, column)) for at in range(row, top)]
        beads += [(range(top, top), range(at, at + 1)) for at in range(column, left)]
        if bottom > top:
            beads.append((range(top, bottom), range(left, right)))
        row, column = bottom, right
    return beads


def _joined(held: Sequence[Unit], text: Bitext) -> tuple[str, str]:
    chinese = sorted(one for unit in held for one in unit[0])
    english = sorted(one for unit in held for one in unit[1])
    return "".join(text.first[one] for one in chinese), " ".join(text.second[one] for one in english)


class Groups:
    """Numbers that belong together, directly or by way of others."""

    def __init__(self) -> None:
        """Begin with each number by itself."""
        self._of: dict[int, int] = {}

    def of(self, number: int) -> int:
        """Return the number that stands for the group."""
        while number in self._of:
            number = self._of[number]
        return number

    def join(self, one: int, other: int) -> None:
        """Put two numbers into one group."""
        if self.of(one) != self.of(other):
            self._of[self.of(other)] = self.of(one)


_MARKS = str.maketrans("\uff0c\u3002\uff1f\uff01\uff1a\uff1b\u3001", ",.?!:;,")
_PIECE = re.compile(r"[\u3400-\u9fff]+|[A-Za-z0-9.,%]+|[^\w\s]")


def glossed(text: Bitext, lexicon: Lexicon, seed: int) -> Bitext:
    """Put the Chinese side into broken English, word by word, as a recogniser that translates would.

    The sense of each word is drawn by its probability: about as much of the wording is lost as between an original that
    a machine put into English and its rendition.
    """
    chance = random.Random(seed)  # noqa: S311 - nothing secret
    keys = list(lexicon.english)

    def word(chinese: str) -> str:
        rows = lexicon.english_of(chinese)
        numbers = [int(number) for row in rows for number in row[0]]
        weights = [float(share) for row in rows for share in row[1]]
        return keys[chance.choices(numbers, weights)[0]] if numbers else ""

    def sentence(chinese: str) -> str:
        plain = simplified(chinese)
        parts = (
            " ".join(filter(None, map(word, chinese_words(piece)))) if HAN.match(piece) else piece.translate(_MARKS)
            for piece in _PIECE.findall(plain)
        )
        return " ".join(parts)

    return Bitext(f"{text.name} glossed", tuple(map(sentence, text.first)), text.second, text.gold)
