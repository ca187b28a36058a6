"""The whole pipeline on random small texts: laws that hold whatever stands in them."""

from __future__ import annotations

import tempfile
from collections import Counter
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from duizhao.corpus.rows import transcript_rows
from duizhao.corpus.schema import TABLES
from duizhao.errors import DuizhaoError
from duizhao.pipeline import process
from duizhao.reading import Source
from duizhao.records import Alignment, Transcript
from duizhao.vocabulary import Kind, Level, Relation
from property.texts import TEXTS, labelled

MODEST = settings(deadline=None, max_examples=80, suppress_health_check=[HealthCheck.too_slow])


def processed(text: str, suffix: str = ".txt") -> Transcript | None:
    """Return the transcript of a text, null where the source is refused."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"call{suffix}"
        path.write_bytes(text.encode())
        try:
            return process(Source(path, path.name))
        except DuizhaoError:
            return None


def check_turns(one: Transcript) -> None:
    held = Counter(index for turn in one.attribution.turns for index in turn.segments)
    speech = [segment.index for segment in one.segments if segment.kind is Kind.SPEECH]
    assert {index: held[index] for index in speech} == dict.fromkeys(speech, 1)
    assert all(count == 1 for count in held.values())
    assert [turn.index for turn in one.attribution.turns] == list(range(len(one.attribution.turns)))
    firsts = [turn.segments[0] for turn in one.attribution.turns]
    assert firsts == sorted(firsts)
    for turn in one.attribution.turns:
        assert 0.0 <= turn.confidence <= 1.0
        assert turn.evidence
        if turn.speaker is not None:
            assert one.attribution.speakers[turn.speaker].role is turn.role


def check_alignments(one: Transcript) -> None:
    speech = {segment.index for segment in one.segments if segment.kind is Kind.SPEECH}
    passage: Alignment | None = None
    inside: list[Alignment] = []
    for bead in (*one.alignments, None):
        if bead is None or bead.level is Level.PASSAGE:
            # Beads of repetition pair whole passes; their passages are turns that stand before all of them.
            if passage is not None and passage.relation is not Relation.REPETITION:
                for side in ("source", "target"):
                    covered = [index for each in inside for index in getattr(each, side)]
                    assert covered == [index for index in getattr(passage, side) if index in speech]
            passage, inside = bead, []
        else:
            inside.append(bead)


def check_layers(one: Transcript) -> None:
    check_turns(one)
    check_alignments(one)
    for measure in one.measures:
        assert measure.value is None or measure.value >= 0.0
    for found in one.discrepancies:
        assert 0.0 <= found.confidence <= 1.0
        assert found.explanation
    for quantity in one.quantities:
        assert one.segments[quantity.segment].kind is Kind.SPEECH
    for name, rows in transcript_rows(one).items():
        for row in rows:
            assert set(row) == {column.name for column in TABLES[name]}


@MODEST
@given(TEXTS)
def test_any_text_gives_a_whole_transcript_or_a_named_error(texts: list[str]) -> None:
    one = processed("\n".join(texts))
    if one is not None:
        check_layers(one)


_PAIRS = st.lists(
    st.sampled_from(
        [
            ("We opened a yard in May. It cost RMB12 million.", "我们五月开了船厂。花了1200万元。"),
            ("Orders grew 18% from last year.", "订单同比增长18%。"),
            ("[Interpreted]", "[翻譯]"),
            ("Thank you.", "谢谢。"),
            ("We sell boats. We sell boats. We sell boats. We sell boats. And nets.", "我们卖船。"),
            ("Our ferries are full in summer, and empty in winter.", "我们的渡轮夏天满员。冬天空载。"),
        ]
    ),
    min_size=1,
    max_size=5,
)
_PEOPLE = ["Operator", "Ines Falk - CEO", "Otto Brandt - CFO", "Peter Lindqvist - Analyst"]


@MODEST
@given(st.lists(st.tuples(st.sampled_from(_PEOPLE), _PAIRS), min_size=2, max_size=5))
def test_translated_lines_give_whole_transcripts(blocks: list[tuple[str, list[tuple[str, str]]]]) -> None:
    texts = labelled([(label, [line for pair in pairs for line in pair]) for label, pairs in blocks])
    one = processed("\n".join(texts))
    spoken = any(not line.startswith("[") for _, pairs in blocks for pair in pairs for line in pair)
    assert one is not None or not spoken  # markers alone are no speech
    if one is not None:
        check_layers(one)


_SAID = st.sampled_from(["Ines Falk: We grew 5%.", "我们增长5%。", "Thank you."])


@MODEST
@given(st.lists(st.tuples(st.integers(0, 3), _SAID), min_size=1))
def test_subtitles_give_whole_transcripts(cues: list[tuple[int, str]]) -> None:
    rows = [f"{n}\n00:00:0{at},000 --> 00:00:0{at},500\n{text}\n" for n, (at, text) in enumerate(cues, 1)]
    one = processed("\n".join(rows), ".srt")
    if one is not None:
        check_layers(one)


@settings(deadline=None, max_examples=25)
@given(TEXTS)
def test_processing_twice_gives_the_same(texts: list[str]) -> None:
    assert processed("\n".join(texts)) == processed("\n".join(texts))
