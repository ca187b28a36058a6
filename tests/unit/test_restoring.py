"""Records that are read back from a corpus's rows."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from duizhao.corpus.restoring import restore
from duizhao.corpus.rows import transcript_rows
from duizhao.errors import CorpusError
from duizhao.pipeline import process
from duizhao.reading import find_sources
from duizhao.records import Transcript
from duizhao.vocabulary import Delivery, Kind
from unit.calls import LABELLED, transcript

SAMPLES = Path(__file__).resolve().parents[2] / "corpus" / "samples"
NAMES = sorted(path.name for path in SAMPLES.iterdir() if path.suffix in {".txt", ".srt"})


def sample(name: str) -> Transcript:
    (source,) = find_sources([SAMPLES / name])
    return process(source)


def spoken(one: Transcript) -> dict[int, Delivery]:
    """Rows say of speech alone how it is delivered."""
    return {at: how for at, how in one.attribution.deliveries.items() if one.segments[at].kind is Kind.SPEECH}


def same(made: Transcript) -> None:
    rows = transcript_rows(made)
    restored = restore(rows)
    assert restored.rows() == rows
    again = restored.transcript
    assert again.attribution == replace(made.attribution, deliveries=spoken(made))
    assert again.quantities == made.quantities
    for one, other in zip(again.segments, made.segments, strict=True):
        assert replace(one, block=other.block) == other


@pytest.mark.parametrize("name", NAMES)
def test_the_same_rows_again(name: str) -> None:
    same(sample(name))


def test_a_call_with_labels_and_markers() -> None:
    same(transcript(LABELLED))


TIMED = """\
1
00:00:01,000 --> 00:00:04,000
Good morning, and welcome to the call.

2
00:00:05,000 --> 00:00:09,000
Revenue was RMB40 million. It grew by 5%.
"""


def test_times_stay() -> None:
    same(transcript(TIMED, ".srt"))


def test_timed_words_stay() -> None:
    made = transcript(TIMED, ".srt")
    words = tuple((at, at / 10, at / 10 + 0.05) for at in (0, 8, 28, 31))
    lines = tuple(replace(line, words=words) if line.text.startswith("Rev") else line for line in made.document.lines)
    same(replace(made, document=replace(made.document, lines=lines)))


def test_a_missing_segment_is_told() -> None:
    rows = {name: list(held) for name, held in transcript_rows(transcript(LABELLED)).items()}
    del rows["segments"][-1]
    with pytest.raises(CorpusError, match="do not add up") as raised:
        restore(rows)
    assert raised.value.code == "E_CORPUS_UNREADABLE"
