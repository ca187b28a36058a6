"""Whisper, WhisperX and those who write like them: ``segments`` in seconds, with or without speakers and words.

Reference: github.com/m-bain/whisperX (output of ``--output_format json``), github.com/openai/whisper.
"""

from __future__ import annotations

from duizhao.reading.fields import Field
from duizhao.reading.spoken import Spoken, Talk, speaker_label
from duizhao.reading.vendors.shapes import members, opening
from duizhao.reading.words import Word, reconcile


def recognises(value: object) -> bool:
    """Whether the document has a list of segments, or of words as Whisper writes them."""
    found = members(value)
    return isinstance(found.get("segments"), list) or "word" in opening(found.get("words"))


def spoken(value: object, name: str) -> Talk:
    """Return a stretch per segment, or per speaker where the words of a segment have speakers and it has none."""
    root = Field(value, "", name)
    stretches: list[Spoken] = []
    words: list[Word] = []
    for segment in root.of("segments").items():
        own = [_word(word) for word in segment.of("words").items()]
        words += own
        stretches += _segment(segment, own)
    if not words:
        words = [_word(word) for word in (*root.of("word_segments").items(), *root.of("words").items())]
    return reconcile(stretches, words, root.of("text").text())


def _segment(segment: Field, words: list[Word]) -> tuple[Spoken, ...]:
    text, speaker = segment.of("text").text(), segment.of("speaker").name()
    begin, finish = segment.of("start").seconds(), segment.of("end").seconds()
    if speaker is None and any(word.speaker for word in words):
        pieces = reconcile((), words, text).stretches
        if len(pieces) > 1:
            return pieces
        speaker = next(word.speaker for word in words if word.speaker)
    return (Spoken(text.strip(), speaker_label(speaker), begin, finish),)


def _word(word: Field) -> Word:
    return Word(
        word.of("word", "text").text(),
        word.of("start").seconds(),
        word.of("end").seconds(),
        word.of("speaker").name(),
    )
