"""Deepgram: ``results`` with ``channels`` and, where asked for, ``utterances`` and paragraphs; times in seconds.

Reference: developers.deepgram.com/reference/speech-to-text/listen-pre-recorded.
"""

from __future__ import annotations

from dataclasses import replace

from duizhao.reading.fields import Field
from duizhao.reading.spoken import Spoken, Talk, speaker_label
from duizhao.reading.vendors.shapes import members
from duizhao.reading.words import Word, reconcile
from duizhao.records import Label


def recognises(value: object) -> bool:
    """Whether the document has results with channels or utterances."""
    results = members(members(value).get("results"))
    return any(isinstance(results.get(key), list) for key in ("channels", "utterances"))


def spoken(value: object, name: str) -> Talk:
    """Return a stretch per utterance, else per paragraph, else per run of words by one speaker.

    Several channels are merged in order of time and named in the labels.
    """
    results = Field(value, "", name).of("results")
    channels = list(results.of("channels").items())
    readings = [list(channel.of("alternatives").items()) for channel in channels]
    several = len(channels) > 1
    words: list[Word] = []
    paragraphs: list[Spoken] = []
    texts: list[str] = []
    for number, first in ((number, found[0]) for number, found in enumerate(readings) if found):
        words += [_word(word, number if several else None) for word in first.of("words").items()]
        paragraphs += _paragraphs(first, number if several else None)
        texts.append(first.of("transcript").text() or first.of("paragraphs").of("transcript").text())
    stretches = [_utterance(one, several=several) for one in results.of("utterances").items()] or paragraphs
    if several:
        words.sort(key=lambda word: word.begin or 0.0)
        stretches.sort(key=lambda stretch: stretch.begin or 0.0)
    # Texts of several channels follow each other where their words take turns.
    talk = reconcile(stretches, words, texts[0] if len(texts) == 1 else "")
    if several and not talk.stretches:
        talk = Talk(tuple(Spoken(text, _label(None, number)) for number, text in enumerate(texts)))
    others = sum(len(found) > 1 for found in readings)
    more = (f"W_ALTERNATIVES: {others:,} channels have several readings; the first is taken",) if others else ()
    return replace(talk, warnings=(*talk.warnings, *more))


def _speaker(speaker: str | None, channel: int | None) -> str | None:
    if channel is None:
        return speaker
    return f"Channel {channel}" if speaker is None else f"Channel {channel} Speaker {speaker}"


def _label(speaker: str | None, channel: int | None) -> Label | None:
    return speaker_label(_speaker(speaker, channel))


def _utterance(utterance: Field, *, several: bool) -> Spoken:
    channel = utterance.of("channel").name() if several else None
    return Spoken(
        utterance.of("transcript").text(),
        _label(utterance.of("speaker").name(), int(channel) if channel and channel.isdecimal() else None),
        utterance.of("start").seconds(),
        utterance.of("end").seconds(),
    )


def _paragraphs(reading: Field, channel: int | None) -> list[Spoken]:
    return [
        Spoken(
            " ".join(sentence.of("text").text() for sentence in paragraph.of("sentences").items()),
            _label(paragraph.of("speaker").name(), channel),
            paragraph.of("start").seconds(),
            paragraph.of("end").seconds(),
        )
        for paragraph in reading.of("paragraphs").of("paragraphs").items()
    ]


def _word(word: Field, channel: int | None) -> Word:
    return Word(
        word.of("punctuated_word", "word").text(),
        word.of("start").seconds(),
        word.of("end").seconds(),
        _speaker(word.of("speaker").name(), channel),
    )
