"""Structured formats: labels, word times, speakers from RTTM files, limits; and what no file may provoke."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from duizhao.config import Settings
from duizhao.errors import InputError
from duizhao.reading import Source, find_sources, read
from duizhao.reading.clock import seconds
from duizhao.reading.rttm import floors_of
from duizhao.reading.spoken import Spoken, lay_out, speaker_label
from duizhao.reading.words import Word, joined, locate, reconcile
from duizhao.records import Document, Line

RTTM = "SPEAKER call 1 0.0 2.0 <NA> <NA> 0 <NA> <NA>\nSPEAKER call 1 2.0 3.0 <NA> <NA> Otto <NA> <NA>\n"


def document(folder: Path, name: str, text: str, settings: Settings | None = None) -> Document:
    (folder / name).write_text(text, "utf-8")
    return read(Source(folder / name, name), settings=settings)


def code_of(folder: Path, name: str, text: str, settings: Settings | None = None) -> tuple[str, str]:
    with pytest.raises(InputError) as caught:
        document(folder, name, text, settings)
    return caught.value.code, caught.value.message


def labels(lines: tuple[Line, ...]) -> list[tuple[str | None, str]]:
    return [(line.label.name if line.label else None, line.text[line.label_end :]) for line in lines]


@pytest.mark.parametrize(
    ("said", "printed"),
    [
        (("Ines Falk", "CEO", ""), "Ines Falk - CEO"),
        (("Peter Lind", "Analyst", "Harbour Bank"), "Peter Lind - Harbour Bank - Analyst"),
        (("", "CEO", ""), "CEO"),
        (("Ines\n Falk", "", ""), "Ines Falk"),
        (("3", "", ""), "Speaker 3"),
        (("B", "", ""), "Speaker B"),
    ],
)
def test_labels_are_printed_with_title_and_firm(said: tuple[str, str, str], printed: str) -> None:
    label = speaker_label(*said)
    assert label is not None
    assert label.text == printed
    assert (label.title, label.firm) == said[1:]
    assert speaker_label(None) is speaker_label("  ") is None


def test_word_times_follow_the_words_through_labels_and_line_breaks() -> None:
    spoken = Spoken(
        " We grew.\r\n\n Thanks.", speaker_label("Ines"), 1.0, 4.0, ((1, 1.0, 1.5), (4, 1.5, 2.0), (13, 3.0, 4.0))
    )
    lines, warnings = lay_out([spoken, Spoken(" \n")])
    assert [line.text for line in lines] == ["Ines: We grew.", "Thanks."]
    assert [line.label_end for line in lines] == [6, 0]
    assert lines[0].label == lines[1].label == spoken.label
    assert [[(line.text[at : at + 2], begin) for at, begin, _ in line.words] for line in lines] == [
        [("We", 1.0), ("gr", 1.5)],
        [("Th", 3.0)],
    ]
    assert warnings == ("W_BLANK_STRETCHES: 1 without text",)


def test_half_a_surrogate_pair_is_replaced_and_reported(tmp_path: Path) -> None:
    found = document(tmp_path, "call.jsonl", '{"text": "We \\ud83d grew \\ud83d\\ude00.", "speaker": "I\\udc00"}')
    assert found.text == "I\ufffd: We \ufffd grew \U0001f600."
    assert [warning.partition(":")[0] for warning in found.warnings] == ["W_REPLACEMENT_CHARS"]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("1.5", 1.5),
        ("00:01:02,500", 62.5),
        ("01:02.5", 62.5),
        ("00:01:02,5", 62.005),
        ("1:00:00", 3600.0),
        ("00:00:01.123456", 1.123456),
        ("soon", None),
        ("1:2", None),
        ("-1", None),
        ("１.５", None),
        ("9" * 5000, None),
    ],
)
def test_times(text: str, wanted: float | None) -> None:
    assert seconds(text) == (wanted if wanted is None else pytest.approx(wanted))


def test_words_are_joined_as_they_are_written() -> None:
    assert joined([Word("We"), Word("grew"), Word(".", glued=True), Word(""), Word("Thanks.")]) == "We grew. Thanks."
    assert joined([Word("我们"), Word("增长"), Word("。"), Word("R"), Word("谢")]) == "我们增长。 R 谢"


def test_words_are_located_past_what_is_lost_on_either_side() -> None:
    text = "Thank you all. We, um, grew a lot."
    assert locate(text, ["Thank", "all", "We", "grew", "a", "lot"]) == [0, 10, 15, 23, 28, 30]
    assert locate(text, ["Thank", "zebra", "you", "a", "We"]) == [0, None, 6, None, 15]
    assert locate("", ["a"]) == [None]


def test_a_lost_word_does_not_lose_the_rest() -> None:
    sentence = "We opened the yard and the yard grew and we sold ships to the north. "
    words = (sentence * 50).split()
    places = locate(sentence * 50, [word for at, word in enumerate(words) if at % 7])
    assert sum(place is None for place in places) == 0
    kept = (sentence * 50).split()
    del kept[10:300:7]
    places = locate(" ".join(kept), words)
    assert sum(place is not None for place in places) >= 0.85 * len(words)


def test_the_fullest_text_is_taken() -> None:
    words = [Word("We", 0.0, 0.5, "A"), Word("grew.", 0.5, 1.0, "A"), Word("Why?", 2.0, 3.0, "B")]
    full = reconcile((), words, "We really grew. And why? Why?")
    assert [(one.text, one.label and one.label.name) for one in full.stretches] == [
        ("We really grew. And why? ", "Speaker A"),
        ("Why?", "Speaker B"),
    ]
    assert full.warnings == ("W_WORDS_LOST: 21 letters in the transcript text, 9 in the words",)
    short = reconcile((Spoken("We."), Spoken("Why?")), words, "We.")
    assert [one.text for one in short.stretches] == ["We grew.", "Why?"]
    assert len(short.warnings) == 1
    other = reconcile((Spoken("We grew."),), (), "Something else altogether was said.")
    assert [one.text for one in other.stretches] == ["Something else altogether was said."]
    assert reconcile((Spoken("We grew.", None, 1.0, 2.0),), ()).warnings == ()


def test_segments_have_word_times(tmp_path: Path) -> None:
    segment = {"start": 0, "end": 2, "text": " We grew.", "speaker": "S1"}
    segment["words"] = [{"word": "We", "start": 0, "end": 1}, {"word": "grew."}]
    (line,) = document(tmp_path, "call.json", json.dumps({"segments": [segment]})).lines
    assert (line.text, line.words) == ("S1: We grew.", ((4, 0.0, 1.0),))


def test_start_times_end_where_the_next_word_begins(tmp_path: Path) -> None:
    speakers = [
        {"speaker": "Ines", "words": ["We", "grew."], "start_times": [0.5, 1.0]},
        {"speaker": "Otto", "text": "Why?"},
    ]
    one, _ = document(tmp_path, "call.json", json.dumps({"speakers": speakers})).lines
    assert one.words == ((6, 0.5, 1.0), (9, 1.0, 1.0))
    speakers[0]["start_times"] = [0.5]
    short = document(tmp_path, "call.json", json.dumps({"speakers": speakers}))
    assert short.lines[0].words == ((6, 0.5, 0.5),)
    assert short.warnings[0].startswith("W_WORDS_LOST: speakers[0] has 2 words and 1 start_times")


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("call.srt", "1\n00:00:00,000 --> 00:00:01,500\nWe grew.\n\n2\n00:00:01,500 --> 00:00:04,000\nWhy?\n"),
        ("call.vtt", "WEBVTT\n\n00:00.000 --> 00:01.500\nWe grew.\n\n00:01.500 --> 00:04.000\nWhy?\n"),
        (
            "call.json",
            '{"segments": [{"start": 0, "end": 1.5, "text": "We grew."}, {"start": 1.5, "end": 4, "text": "Why?"}]}',
        ),
        ("call.csv", "text,begin,finish\nWe grew.,0,1.5\nWhy?,1.5,4\n"),
    ],
)
def test_speakers_from_an_rttm_file(tmp_path: Path, name: str, text: str) -> None:
    (tmp_path / "call.rttm").write_text(RTTM)
    found = document(tmp_path, name, text)
    assert labels(found.lines) == [("Speaker 0", "We grew."), ("Otto", "Why?")]
    assert found.warnings == ("W_RTTM_USED: call.rttm names the speakers of 2 of 2 stretches",)


def test_runs_of_words_are_cut_where_the_speaker_changes(tmp_path: Path) -> None:
    (tmp_path / "call.rttm").write_text(RTTM)
    words = [{"word": word, "start": at, "end": at + 1} for at, word in enumerate("We grew. And why? So.".split())]
    segments = [
        {"start": 0, "end": 5, "text": "We grew. And why? So.", "words": words},
        {"start": 9, "end": 10, "text": "Bye."},
    ]
    found = document(tmp_path, "call.json", json.dumps({"segments": segments}))
    assert labels(found.lines) == [("Speaker 0", "We grew."), ("Otto", "And why? So."), (None, "Bye.")]
    assert [(line.begin, line.finish) for line in found.lines] == [(0, 2), (2, 5), (9, 10)]
    assert [line.text[at : at + 3] for line in found.lines for at, _, _ in line.words] == [
        "We ",
        "gre",
        "And",
        "why",
        "So.",
    ]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("call.txt", "Good day.\n"),
        ("call.srt", "1\n00:00:00,000 --> 00:00:01,500\nInes Falk: We grew.\n"),
        ("call.vtt", "WEBVTT\n\n00:00.000 --> 00:01.500\n<v Ines>We grew.\n"),
        ("call.json", '{"text": "We grew."}'),
        ("call.jsonl", '{"text": "We grew.", "speaker": "Ines"}'),
    ],
)
def test_an_rttm_file_that_is_not_used_is_reported(tmp_path: Path, name: str, text: str) -> None:
    (tmp_path / "call.rttm").write_text(RTTM)
    (warning,) = document(tmp_path, name, text).warnings
    assert warning.startswith("W_RTTM_UNUSED: call.rttm: the ")


@pytest.mark.parametrize(
    ("rttm", "says"),
    [
        ("", "no SPEAKER line"),
        (";; comment\n\nNON-SPEECH call 1 0 2 <NA> <NA> x <NA>\n", "no SPEAKER line"),
        ("SPEAKER call 1 0.0\n", "line 1: 4 fields"),
        ("SPEAKER call 1 zero 2.0 <NA> <NA> 0 <NA>\n", "line 1: zero and 2.0"),
        ("SPEAKER call 1 0.0 -2.0 <NA> <NA> 0 <NA>\n", "line 1: 0.0 and -2.0"),
        ("Hello there\n", "line 1: Hello is no RTTM type"),
        ("SPEAKER a 1 0 2 <NA> <NA> 0 <NA>\nSPEAKER b 1 0 2 <NA> <NA> 0 <NA>\n", "no recording is called call (a, b)"),
        ("".join(f"SPEAKER a 1 0 2 <NA> <NA> {name} <NA>\n" for name in range(501)), "501 speakers"),
    ],
)
def test_malformed_rttm_files(tmp_path: Path, rttm: str, says: str) -> None:
    (tmp_path / "call.rttm").write_text(rttm)
    code, message = code_of(tmp_path, "call.vtt", "WEBVTT\n\n00:00.000 --> 00:01.500\nWe grew.\n")
    assert code == "E_RTTM"
    assert message.startswith("call.rttm")
    assert says in message


def test_overlapping_turns_of_one_speaker_count_once() -> None:
    rows = [("A", 0, 4), ("A", 2, 4), ("A", 10, 1), ("B", 0, 6.5)]
    data = "".join(f"SPEAKER x 1 {begin} {length} <NA> <NA> {name} <NA>\n" for name, begin, length in rows)
    one, other = floors_of(data.encode(), "call.rttm")
    # The slow plain way: hundredths of a second, one by one.
    for begin, finish in ((0, 20), (5, 10.5), (3, 4), (6, 9), (10.25, 10.5), (11, 30)):
        for floor in (one, other):
            ticks = [tick / 100 for tick in range(int(begin * 100), int(finish * 100))]
            plain = sum(any(name == floor.name and a <= tick < a + b for name, a, b in rows) for tick in ticks) / 100
            assert floor.overlap(begin, finish) == pytest.approx(plain)


def test_companions_are_no_sources(tmp_path: Path) -> None:
    for name in ("a.rttm", "a.json", "b.rttm", "c.rttm", "c.wav", "sub/a.rttm"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("x")
    assert [one.name for one in find_sources([tmp_path])] == ["a.json", "b.rttm", "c.rttm", "c.wav", "sub/a.rttm"]
    assert [one.name for one in find_sources([tmp_path / "a.rttm"])] == ["a.rttm"]


def test_deep_nesting_is_refused(tmp_path: Path) -> None:
    for text in ("[" * 100_000, "[" * 100_000 + "]" * 100_000, '{"a":' * 100_000 + "1" + "}" * 100_000):
        code, message = code_of(tmp_path, "call.json", text)
        assert code == "E_JSON"
        assert "nest too deep" in message


def test_long_numbers_are_refused(tmp_path: Path) -> None:
    assert code_of(tmp_path, "call.json", '{"segments": [{"start": ' + "9" * 5000 + "}]}") == (
        "E_JSON",
        "call.json: a number of 5,000 digits",
    )


@pytest.mark.parametrize("name", ["call.json", "call.jsonl", "call.csv"])
def test_crowds_are_refused(tmp_path: Path, name: str) -> None:
    text = {
        "call.json": json.dumps([{"text": "a"}] * 30),
        "call.jsonl": '{"text":"a"}\n' * 30,
        "call.csv": "text\n" + "a\n" * 30,
    }
    assert len(document(tmp_path, name, text[name], Settings(max_bytes=2000)).lines) == 30
    assert code_of(tmp_path, name, text[name], Settings(max_bytes=1000))[0] == "E_TOO_LARGE"


def test_long_cells_are_read(tmp_path: Path) -> None:
    assert len(document(tmp_path, "call.csv", 'text\n"' + "a" * 300_000 + '"\n').text) == 300_000


def test_json_in_other_encodings(tmp_path: Path) -> None:
    (tmp_path / "call.json").write_bytes('{"text": "我们增长了。"}'.encode("utf-16"))
    assert read(Source(tmp_path / "call.json", "call.json")).text == "我们增长了。"


def test_hostile_files_take_linear_time(tmp_path: Path) -> None:
    """Each of these took minutes, or would have, with quadratic matching."""
    head = "WEBVTT\n\n00:01.000 --> 00:02.000\na"
    for tail in ("<v" + " " * 300_000, "<v.a" * 80_000, "</v" + " " * 300_000, "<c" * 100_000):
        assert len(document(tmp_path, "call.vtt", head + tail).lines) == 1
    keys = ",".join(f'"{number}": 1' for number in range(100_000))
    assert code_of(tmp_path, "call.json", f'{{{keys}, "99999": 1}}')[0] == "E_JSON"
    words = json.dumps([{"text": "a", "start": 1, "end": 2}] * 2000)
    found = document(tmp_path, "call.json", '{"text": "' + "ba" * 200_000 + f'", "words": {words}}}')
    assert len(found.lines) == 1


def test_the_label_does_not_decide_the_language_of_a_cue(tmp_path: Path) -> None:
    voice = "<v Ines Falk of the Harbour Yards in the North>"
    cue = f"00:01.000 --> 00:02.000\n{voice}"
    found = document(tmp_path, "call.vtt", f"WEBVTT\n\n{cue}Good, thank you.\n\n{cue}好的。\n")
    assert [line.partner for line in found.lines] == [2, 1]


def test_cues_without_times_are_no_partners(tmp_path: Path) -> None:
    text = "1\n00:00:01,000 -->\nWe grew a lot.\n\n2\n00:00:02,000 -->\n我们增长了很多。\n"
    found = document(tmp_path, "call.srt", text)
    assert [(line.text, line.partner) for line in found.lines] == [("We grew a lot.", None), ("我们增长了很多。", None)]
