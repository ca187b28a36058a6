"""Words and sentences: the one place that imports spaCy, jieba and opencc.

All are loaded on first use and kept for the process; cold, spaCy alone takes about two seconds.
"""

from __future__ import annotations

import logging
import re
import tempfile
from collections.abc import Iterator
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

_ZH_END = re.compile(r"[。！？!?]+[”’」』）)\"']*|\.{3,}|…+")
_CJK = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]")
_HAN = re.compile(r"[\u4e00-\u9fff]")
# Chinese characters per English word: mean, over 373 machine-translated pairs of lines.
_CHARACTERS_PER_WORD = 1.48
_LATIN = re.compile(r"[A-Za-z]")
# A lower-case word, a blank, and a clause's first words in capitals: no comma, no full stop.
_LOST_STOP = re.compile(
    r"(?<=[a-z]{2})\s+(?=(?:As (?:to|for|you|we)|So|And|But|We|In terms|That's|Thank you|Thanks|Hello|Okay|Now|Next|This is|Let me|"
    r"Moving on|Turning to|My (?:first|second|question))\b)"
)
# spaCy peels marks off a word one by one, in time that grows with the square of their number: what runs on this long
# without a blank is no sentence, and is passed by.
_ENDLESS = re.compile(r"\S{1000,}")
_STEM = re.compile(r"(?:ization|isation|ational|ations?|ments?|ingly|edly|ities|ity|ies|ing|ed|ly|es|s|al|ive|e)$")
# What jieba keeps inside a stretch besides Chinese characters, letters and digits, and how it cuts there; five words of
# its dictionary hold one of the rare ones ("C++").
_MARK, _RARE_MARK = re.compile(r"[+&#._%\-]"), re.compile(r"[+&#]")
_PIECE = re.compile(r"([a-zA-Z0-9]+(?:\.[0-9]+)?%?)")
_WORD = re.compile(r"[A-Za-z]+(?:['\u2019][A-Za-z]+)?|\d+(?:[.,]\d+)*")


@cache
def _english() -> Any:
    """Load spaCy's blank English pipeline: tokenizer and sentence splitter, no model."""
    import spacy

    pipeline = spacy.blank("en")
    # The default marks, and the ellipsis: an ASR line often ends a speaker's words with "..." and goes on with the
    # next speaker's.
    marks = [".", "!", "?", "...", "\u2026", "\u3002", "\uff01", "\uff1f"]
    pipeline.add_pipe("sentencizer", config={"punct_chars": marks})
    pipeline.max_length = 10_000_000
    return pipeline


def sentences(text: str) -> Iterator[tuple[int, int]]:
    """Yield the spans of the sentences of a stretch of text, English, Chinese or both.

    The spans are in order, do not overlap, and hold every non-blank character. Chinese is cut at its final marks;
    English by spaCy's rule-based splitter, with "No. 1" kept whole.
    """
    if not _CJK.search(text):
        yield from _english_sentences(text, 0)
        return
    start = 0
    for stretch_start, stretch_end in _chinese_stretches(text):
        stretch = text[stretch_start:stretch_end]
        if _is_chinese(stretch):
            yield from _trimmed(text, stretch_start, stretch_end)
        else:
            yield from _english_sentences(stretch, stretch_start)
        start = stretch_end
    yield from _trimmed(text, start, len(text))


def _chinese_stretches(text: str) -> Iterator[tuple[int, int]]:
    """Cut at final marks; neighbouring stretches without Chinese are given as one."""
    cuts = [mark.end() for mark in _ZH_END.finditer(text)]
    # An English sentence before a Chinese one ends with a full stop, which is no Chinese mark.
    cuts += [
        found.start() + 1
        for found in re.finditer(r"[.,;](?=\s*[\u4e00-\u9fff])", text)
        if _latin_before(text, found.start())
    ]
    cuts = sorted({*cuts, len(text)})
    start = 0
    pending: int | None = None
    for cut in cuts:
        if _is_chinese(text[start:cut]):
            if pending is not None:
                yield pending, start
                pending = None
            yield start, cut
        elif pending is None:
            pending = start
        start = cut
    if pending is not None:
        yield pending, len(text)


def _is_chinese(stretch: str) -> bool:
    """Whether a stretch is Chinese rather than English with a Chinese word in it."""
    return 3 * len(_CJK.findall(stretch)) > len(_LATIN.findall(stretch))


def _latin_before(text: str, at: int) -> bool:
    """Whether the words before a mark are a Latin-script sentence rather than one foreign word inside Chinese."""
    before = text[max(0, at - 40) : at]
    return len(before) >= 12 and not _CJK.search(before)  # noqa: PLR2004


def _english_sentences(text: str, offset: int) -> Iterator[tuple[int, int]]:
    start = 0
    for run in _ENDLESS.finditer(text):
        yield from _spacy_sentences(text[start : run.start()], offset + start)
        yield from _trimmed(text, run.start(), run.end(), offset)
        start = run.end()
    yield from _spacy_sentences(text[start:], offset + start)


def _spacy_sentences(text: str, offset: int) -> Iterator[tuple[int, int]]:
    if not text.strip():
        return
    start = 0
    for sentence in _english()(text).sents:
        end = int(sentence.end_char)
        if _unfinished(text, start, end):
            continue
        for first, last in _at_lost_stops(text, start, end):
            yield from _trimmed(text, first, last, offset)
        start = end
    yield from _trimmed(text, start, len(text), offset)


def _at_lost_stops(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Cut where a recogniser left out a full stop: "many projects that are also As to your second question"."""
    for found in _LOST_STOP.finditer(text, start, end):
        yield start, found.start()
        start = found.end()
    yield start, end


def _unfinished(text: str, start: int, end: int) -> bool:
    """Whether a full stop belongs to "No." before a figure, or no letter or digit has come yet."""
    piece = text[start:end].rstrip()
    if re.search(r"\b[Nn]os?\.$", piece) and re.match(r"\s*\d", text[end:]):
        return True
    return not any(character.isalnum() for character in piece) and bool(text[end:].strip())


def _trimmed(text: str, start: int, end: int, offset: int = 0) -> Iterator[tuple[int, int]]:
    piece = text[start:end]
    if piece.strip():
        left = len(piece) - len(piece.lstrip())
        yield offset + start + left, offset + end - (len(piece) - len(piece.rstrip()))


@lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """Return a crude stem of an English word, enough to match "optimising" with "optimised"."""
    word = word.lower().replace("\u2019", "'").removesuffix("'s")
    for _ in range(2):
        shorter = _STEM.sub("", word)
        if len(shorter) < 3 or shorter == word:  # noqa: PLR2004 - below three letters stems collide
            break
        word = shorter
    return word


def english_words(text: str) -> list[str]:
    """Return the words and figures of English text, figures without thousands separators."""
    return [word.replace(",", "") if word[0].isdigit() else word for word in _WORD.findall(text)]


def size(text: str) -> float:
    """Return a text's length in English words, 0 and more; a Chinese character counts as 1/1.48 word."""
    characters = 0 if text.isascii() else len(_HAN.findall(text))
    return len(_WORD.findall(text)) + characters / _CHARACTERS_PER_WORD


@cache
def _jieba() -> Any:
    """Load a private jieba tokenizer.

    jieba's shared one writes a cache of a fixed name into the temp folder, which breaks machines with several users.
    """
    import warnings

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import jieba

    jieba.setLogLevel(logging.WARNING)
    tokenizer = jieba.Tokenizer()
    # setattr: jieba declares both as None.
    setattr(tokenizer, "tmp_dir", str(Path(tempfile.gettempdir())))  # noqa: B010
    setattr(tokenizer, "cache_file", f"duizhao-jieba-{_user()}.cache")  # noqa: B010
    return tokenizer


def _user() -> str:
    import os

    return str(os.getuid()) if hasattr(os, "getuid") else "user"


@lru_cache(maxsize=4096)
def chinese_words(text: str) -> tuple[str, ...]:
    """Return jieba's words of Chinese text (Simplified; convert with `simplified` first).

    jieba cuts what stands between punctuation by itself. Passages, sentences and clauses, which several stages ask for,
    are made of the same stretches: each is cut once.
    """
    return tuple(word for stretch in _stretches(text) for word in _cut(stretch))


def _stretches(text: str) -> list[str]:
    import jieba

    found: list[str] = jieba.re_han_default.split(text)
    return found


@lru_cache(maxsize=16384)
def _cut(stretch: str) -> tuple[str, ...]:
    return tuple(_fast_cut(stretch) or _jieba().lcut(stretch))


def _fast_cut(stretch: str) -> list[str]:
    """Return jieba's words by rjieba, six times as fast; none where it is not installed or may cut another way.

    Where marks stand between letters and figures ("e-commerce") the two differ, and rjieba's words are cut once more. In
    32,854 stretches of calls and news, and in 656,904 of words put together at random, all are then the same; of
    344,555 of characters put together at random, one was not, whose cuts are equally likely. A corpus's signature says
    whether rjieba was there.
    """
    cutter = _rjieba()
    if cutter is None:
        return []
    words: list[str] = cutter.cut(stretch)
    if not _MARK.search(stretch):
        return words
    if any(_RARE_MARK.search(word) and len(word) > 1 for word in words):
        return []
    return [piece for word in words for piece in (_PIECE.split(word) if _MARK.search(word) else (word,)) if piece]


@cache
def _rjieba() -> Any:
    try:
        import rjieba
    except ImportError:
        return None
    return rjieba


@cache
def _t2s() -> Any:
    import opencc

    return opencc.OpenCC("t2s")


@lru_cache(maxsize=4096)
def simplified(text: str) -> str:
    """Return text in Simplified characters, character by character: offsets are those of the original.

    Text without Chinese comes back as it is, and does not load opencc.
    """
    if text.isascii() or not _HAN.search(text):
        return text
    converted = str(_t2s().convert(text))
    return converted if len(converted) == len(text) else text
