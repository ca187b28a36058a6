"""Words of a closed list found in a text, and lengths of texts.

Every measure of words asks the same few questions of the same texts, so the answers are kept: a bead's text is
simplified and searched once for each list.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from duizhao.tokens import sentences, simplified, size

#: Enough for the beads of a long call; what is dropped is counted again.
_KEPT = 8192
# A part of a pattern whose case matters; only then is the text searched as it is, which takes twice as long.
_EXACT = "(?-i:"
_HAN = re.compile(r"[\u4e00-\u9fff]")


@dataclass(frozen=True, slots=True)
class Words:
    """A closed list of words in both languages.

    All four are alternations of a regular expression, in lower case and in Simplified characters. English ones match
    whole words, whatever their case, except in ``(?-i:May)``; Chinese ones match anywhere.

    Attributes:
        english: Words of the list.
        chinese: Words of the list.
        not_english: Stretches that hold such a word and mean something else ("this kind of"); they are passed over.
        not_chinese: The same in Chinese (可能性).
    """

    english: str
    chinese: str
    not_english: str = ""
    not_chinese: str = ""

    def find(self, text: str) -> tuple[str, ...]:
        """Return the words of the list in a text, in lower case, English ones before Chinese ones."""
        return _find(self, text)

    def count(self, text: str) -> int:
        """Return how often a text has words of the list."""
        return len(_find(self, text))


@lru_cache(maxsize=_KEPT)
def length(text: str) -> float:
    """Return a text's length in English words; a Chinese character counts 1/1.48 of one."""
    return size(text)


@lru_cache(maxsize=_KEPT)
def sentence_count(text: str) -> int:
    """Return how many sentences a text has; 0 for a blank one."""
    return sum(1 for _ in sentences(text))


@lru_cache(maxsize=_KEPT)
def _find(words: Words, text: str) -> tuple[str, ...]:
    plain, lower, has_chinese = _forms(text)
    english, chinese = _patterns(words)
    found = [match["word"] for match in english.finditer(plain if _EXACT in english.pattern else lower)]
    if has_chinese:
        found += [match["word"] for match in chinese.finditer(lower)]
    return tuple(word.lower() for word in found if word is not None)


@lru_cache(maxsize=64)
def _forms(text: str) -> tuple[str, str, bool]:
    """Return a text in Simplified characters, the same in lower case, and whether it has Chinese."""
    plain = simplified(text).replace("\u2019", "'")
    return plain, plain.lower(), _HAN.search(plain) is not None


@lru_cache(maxsize=64)
def _patterns(words: Words) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Compile a list for English and for Chinese.

    What is passed over comes first, and takes its stretch away from the words. That a word begins is tested before
    them all, and letters are told apart without a table of Unicode: both halve the time.
    """
    never = "(?!)"
    english = (
        rf"(?<![a-zA-Z0-9_])(?=\w)(?:(?:{words.not_english or never})(?![a-zA-Z0-9_])|"
        rf"(?P<word>{words.english or never})(?![a-zA-Z0-9_]))"
    )
    flags = re.ASCII | (re.IGNORECASE if _EXACT in english else re.NOFLAG)
    chinese = f"{words.not_chinese or never}|(?P<word>{words.chinese or never})"
    return re.compile(english, flags), re.compile(chinese)
