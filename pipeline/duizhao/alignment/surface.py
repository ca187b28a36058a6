"""What of a sentence needs no dictionary: its length, its punctuation, where quotations open and close."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from duizhao.alignment.band import Ints
from duizhao.alignment.words import HAN
from duizhao.similarity import Floats

#: Marks that are counted, both widths together; dashes are counted by runs.
MARKS = {
    "question": "?\uff1f",
    "exclamation": "!\uff01",
    "quotation": '\u201c\u201d"\u300c\u300d\u300e\u300f\u00ab\u00bb',
    "colon": ":\uff1a",
    "semicolon": ";\uff1b",
    "ellipsis": "\u2026",
    "stop": "\u3002.",
    "comma": ",\uff0c\u3001",
}
_DASHES = re.compile("\u2014+|--+")
_CLOSING = "[\"\u201d\u2019\u300d\u300f)']*$"
#: How a sentence ends: asking, exclaiming, with a closing quotation mark.
ENDINGS = ("asks", "exclaims", "closes")
_ENDINGS = tuple(
    re.compile(pattern)
    for pattern in (f"[?\uff1f]{_CLOSING}", f"[!\uff01]{_CLOSING}", "[\"\u201d\u2019\u300d\u300f']$")
)
_OPENS = re.compile(r"\s*[\"\u201c\u2018\u300c\u300e']")
_OPENING, _DOUBLE, _SINGLE = "\u201c\u300c\u300e\u00ab\u2018", MARKS["quotation"], "'\u2018\u2019"
# A Chinese character is worth this many letters of English (development calls: 27,063 letters to 7,521 characters). A
# document's own ratio counts against that as if it had been seen on so many characters: in a short passage, what one
# side leaves out would bend it.
LETTERS_PER_CHARACTER, _SEEN = 3.6, 100.0
_LETTER = re.compile(r"[A-Za-z]")
_DIGIT = re.compile(r"\d")


@dataclass(frozen=True, slots=True)
class Surface:
    """What the sentences of one side look like, one row each.

    Attributes:
        lengths: In letters; a Chinese side still in characters, see `letters`.
        marks: Count of each mark and of dashes, shape ``(n, 9)``.
        endings: 1 where the sentence ends so, shape ``(n, 3)``.
        starts_quoted: 1 where it starts with an opening quotation mark.
        opens: Quotation marks that open in it.
        inside: 1 where a quotation is open at its end.
    """

    lengths: Floats
    marks: Floats
    endings: Floats
    starts_quoted: Floats
    opens: Floats
    inside: Floats

    def grouped(self, starts: Ints) -> Surface:
        """Read consecutive sentences as one: given the first of each group, and the number of sentences."""
        first, last = starts[:-1], starts[1:] - 1
        return Surface(
            np.add.reduceat(self.lengths, first),
            np.add.reduceat(self.marks, first),
            self.endings[last],
            self.starts_quoted[first],
            np.add.reduceat(self.opens, first),
            self.inside[last],
        )

    def part(self, sentences: Ints) -> Surface:
        """Return some of the sentences."""
        return Surface(
            self.lengths[sentences],
            self.marks[sentences],
            self.endings[sentences],
            self.starts_quoted[sentences],
            self.opens[sentences],
            self.inside[sentences],
        )


def surface(texts: Sequence[str], *, chinese: bool) -> Surface:
    """Describe the sentences of one side, in order; a quotation may run over several."""
    opens, inside = _quotations(texts)
    marks = [[*(sum(map(text.count, kind)) for kind in MARKS.values()), len(_DASHES.findall(text))] for text in texts]
    endings = [[float(bool(one.search(text.rstrip()))) for one in _ENDINGS] for text in texts]
    return Surface(
        lengths=np.array([_characters(text) if chinese else float(len(text)) for text in texts]),
        marks=np.array(marks, dtype=np.float64).reshape(len(texts), len(MARKS) + 1),
        endings=np.array(endings).reshape(len(texts), len(ENDINGS)),
        starts_quoted=np.array([float(bool(_OPENS.match(text))) for text in texts]),
        opens=opens,
        inside=inside,
    )


def _characters(text: str) -> float:
    """Return a length in Chinese characters; Latin letters count one each, digits two."""
    return float(len(HAN.findall(text)) + len(_LETTER.findall(text)) + 2 * len(_DIGIT.findall(text)))


def letters(chinese: Floats, english: Floats) -> Floats:
    """Return lengths in characters as lengths in letters, by the ratio of the document and of the languages."""
    return chinese * float((english.sum() + _SEEN * LETTERS_PER_CHARACTER) / (chinese.sum() + _SEEN))


def _quotations(texts: Sequence[str]) -> tuple[Floats, Floats]:
    opens, inside = np.zeros(len(texts)), np.zeros(len(texts))
    state = 0.0
    for row, text in enumerate(texts):
        for at, mark in enumerate(text):
            if mark not in _DOUBLE and mark not in _SINGLE:
                continue
            opening = _opens(mark, text[at - 1 : at] or " ", text[at + 1 : at + 2] or " ")
            if opening is not None:
                opens[row] += opening
                state = float(opening)
        inside[row] = state
    return opens, inside


def _opens(mark: str, before: str, after: str) -> bool | None:
    """Tell whether a quotation mark opens or closes; None for an apostrophe."""
    if mark in _DOUBLE:
        return before in " (\u2014-" and after != " " if mark == '"' else mark in _OPENING
    if mark != "\u2019" and before in ' (\u2014-\u201c"' and after.isalnum():
        return True
    if before in ".,!?\u2026\u2014:;" and not after.isalnum():
        return False
    return None
