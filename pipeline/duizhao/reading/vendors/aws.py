"""Amazon Transcribe: ``results`` with ``transcripts``, ``items`` and, by version, ``audio_segments``.

Reference: docs.aws.amazon.com/transcribe/latest/dg/how-input.html and diarization-output-batch.html. Times are text, in
seconds; punctuation is an item without times.
"""

from __future__ import annotations

from duizhao.reading.fields import Field
from duizhao.reading.spoken import Spoken, Talk, speaker_label
from duizhao.reading.vendors.shapes import members
from duizhao.reading.words import Word, reconcile


def recognises(value: object) -> bool:
    """Whether the document has results with items, transcripts or audio segments."""
    results = members(members(value).get("results"))
    return any(isinstance(results.get(key), list) for key in ("items", "transcripts", "audio_segments"))


def spoken(value: object, name: str) -> Talk:
    """Return a stretch per run of items by one speaker; audio segments where items name no speaker."""
    results = Field(value, "", name).of("results")
    labels = _speakers(results)
    others = 0
    words: list[Word] = []
    for item in results.of("items").items():
        alternatives = list(item.of("alternatives").items())
        others += len(alternatives) > 1
        if alternatives:
            words.append(_word(item, alternatives[0], labels))
    segments = [_segment(segment) for segment in results.of("audio_segments").items()]
    if any(word.speaker for word in words):
        segments = []
    text = " ".join(one.of("transcript").text() for one in results.of("transcripts").items())
    talk = reconcile(segments, words, text)
    more = (f"W_ALTERNATIVES: {others:,} words have several readings; the first is taken",) if others else ()
    return Talk(talk.stretches, (*talk.warnings, *more))


def _speakers(results: Field) -> dict[str, str]:
    """Return the speaker at each start time, as files without a speaker on each item have them."""
    found: dict[str, str] = {}
    for segment in results.of("speaker_labels").of("segments").items():
        for item in segment.of("items").items():
            speaker = item.of("speaker_label").name() or segment.of("speaker_label").name()
            if speaker:
                found[str(item.of("start_time").value)] = speaker
    return found


def _word(item: Field, reading: Field, labels: dict[str, str]) -> Word:
    begin = item.of("start_time")
    return Word(
        reading.of("content").text(),
        begin.seconds(),
        item.of("end_time").seconds(),
        item.of("speaker_label", "channel_label").name() or labels.get(str(begin.value)),
        glued=item.of("type").text() == "punctuation",
    )


def _segment(segment: Field) -> Spoken:
    return Spoken(
        segment.of("transcript").text(),
        speaker_label(segment.of("speaker_label", "channel_label").name()),
        segment.of("start_time").seconds(),
        segment.of("end_time").seconds(),
    )
