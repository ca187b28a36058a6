"""AssemblyAI: ``utterances`` with ``words``, or ``words`` alone, or ``text`` alone; times in milliseconds.

Reference: www.assemblyai.com/docs/api-reference/transcripts/get.
"""

from __future__ import annotations

from duizhao.reading.fields import Field
from duizhao.reading.spoken import Spoken, Talk, speaker_label
from duizhao.reading.vendors.shapes import members, opening
from duizhao.reading.words import Word, reconcile

_MILLISECOND = 0.001


def recognises(value: object) -> bool:
    """Whether the document has utterances, words as AssemblyAI writes them, or a text and the keys beside it."""
    found = members(value)
    if isinstance(found.get("utterances"), list) or {"text", "start"} <= opening(found.get("words")).keys():
        return True
    return isinstance(found.get("text"), str) and found.keys() >= {"id", "status"}


def spoken(value: object, name: str) -> Talk:
    """Return a stretch per utterance; per run of words by one speaker where there are no utterances."""
    root = Field(value, "", name)
    stretches: list[Spoken] = []
    words: list[Word] = []
    for utterance in root.of("utterances").items():
        stretches.append(
            Spoken(
                utterance.of("text").text(),
                speaker_label(utterance.of("speaker").name()),
                utterance.of("start").seconds(unit=_MILLISECOND),
                utterance.of("end").seconds(unit=_MILLISECOND),
            )
        )
        words += [_word(word) for word in utterance.of("words").items()]
    words = words or [_word(word) for word in root.of("words").items()]
    return reconcile(stretches, words, root.of("text").text())


def _word(word: Field) -> Word:
    return Word(
        word.of("text").text(),
        word.of("start").seconds(unit=_MILLISECOND),
        word.of("end").seconds(unit=_MILLISECOND),
        word.of("speaker").name(),
    )
