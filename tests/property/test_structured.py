"""Structured formats: any file gives lines or an `InputError`, and no word of a valid one is lost."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from duizhao.config import Settings
from duizhao.errors import InputError
from duizhao.reading import READERS
from duizhao.reading.formats import Extract, File
from duizhao.reading.spoken import Spoken, lay_out, speaker_label
from duizhao.reading.words import Word, reconcile

LIMITS = Settings(max_bytes=200_000)
_WORD = st.sampled_from(["We", "grew", "a", "lot.", "and", "Why?", "船厂", "增长了。", "5%", "R&D", "12:30", "x<y"])
_TEXT = st.lists(_WORD, min_size=1, max_size=6).map(" ".join)
_NAMES = st.sampled_from(["Ines Falk", "Otto Brandt", "SPEAKER_00", "主持人"])
_TURNS = st.lists(st.tuples(_NAMES, _TEXT), min_size=1, max_size=6)
RTTM = b"SPEAKER call 1 0.0 2.0 <NA> <NA> 0 <NA> <NA>\nSPEAKER call 1 2.0 3.0 <NA> <NA> 1 <NA> <NA>\n"

VALID: dict[str, str] = {
    "a.srt": "1\n00:00:01,000 --> 00:00:02,500\n<i>We grew.</i>\n\n2\n00:00:02,500 --> 00:00:04,000\nThanks.\n",
    "a.vtt": "WEBVTT - x\n\nNOTE y\n\n1\n00:01.000 --> 00:02.500 line:0\n<v Ines>We &amp; you.</v>\n\n"
    "00:03.000 --> 00:04.000\nSo.\n",
    "a.csv": 'text,speaker,begin,finish\n"We grew, yes.",Ines,0,1.5\nWhy?,,00:00:02,3\n',
    "a.tsv": "text\ttranslation\nWe grew.\t我们增长了。\n",
    "a.jsonl": '{"text": "We grew.", "speaker": "Ines", "begin": 0}\n{"content": "Why?", "finish": "00:00:02"}\n',
    "a.rttm": RTTM.decode(),
}
_ITEM = {"type": "pronunciation", "start_time": "0.5", "end_time": "1", "alternatives": [{"content": "We"}]}
SHAPES: dict[str, Any] = {
    "whisperx": {
        "segments": [
            {"start": 0, "end": 1, "text": "We", "speaker": "A", "words": [{"word": "We", "start": 0, "end": 1}]}
        ]
    },
    "aws": {
        "results": {
            "transcripts": [{"transcript": "We"}],
            "items": [_ITEM],
            "speaker_labels": {"segments": [{"items": [_ITEM]}]},
        }
    },
    "assemblyai": {
        "text": "We",
        "utterances": [
            {"speaker": "A", "start": 0, "end": 9, "text": "We", "words": [{"text": "We", "start": 1, "end": 2}]}
        ],
    },
    "deepgram": {
        "results": {
            "channels": [
                {"alternatives": [{"transcript": "We", "words": [{"word": "We", "start": 0, "end": 1, "speaker": 0}]}]}
            ],
            "utterances": [{"transcript": "We", "start": 0, "end": 1}],
        }
    },
    "earningscall": {
        "event": {"year": 2024, "quarter": 1},
        "speaker_name_map_v2": {"s": {"name": "Ines"}},
        "speakers": [{"speaker": "s", "words": ["We"], "start_times": [0.5]}],
    },
    "turns": [{"text": "We", "begin": 0}],
}
VALID |= {f"{name}.json": json.dumps(shape) for name, shape in SHAPES.items()}


def extract(name: str, data: bytes, *, rttm: bytes | None = RTTM) -> Extract:
    suffix = "." + name.rpartition(".")[2]
    (reader,) = [reader for reader in READERS.values() if suffix in reader.suffixes]
    return reader.read(File(data, name, LIMITS, rttm))


def survives(name: str, data: bytes, *, rttm: bytes | None = RTTM) -> None:
    try:
        found = extract(name, data, rttm=rttm)
    except InputError:
        return
    for number, line in enumerate(found.lines, 1):
        assert line.number == number
        assert "\n" not in line.text
        assert 0 <= line.label_end <= len(line.text)
        assert all(line.label_end <= at < len(line.text) for at, _, _ in line.words)
        assert line.partner is None or found.lines[line.partner - 1].partner == number


@pytest.mark.parametrize("name", sorted(VALID))
@settings(deadline=None, max_examples=120)
@given(st.data())
def test_mutations_are_read_or_refused(name: str, data: st.DataObject) -> None:
    raw = bytearray(VALID[name].encode())
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(raw)))
        cut = data.draw(st.integers(0, 12))
        raw[at : at + cut] = data.draw(
            st.one_of(
                st.binary(max_size=4),
                st.sampled_from(
                    [
                        b"-->",
                        b"<",
                        b"{",
                        b"[",
                        b'"',
                        b"null",
                        b"1e999",
                        b"\n\n",
                        b"\r",
                        b"9" * 30,
                        b"\\ud800",
                        b"<v",
                        b"true",
                    ]
                ),
            )
        )
    survives(name, bytes(raw))


@pytest.mark.parametrize("name", sorted(VALID))
def test_every_head_of_a_file_is_read_or_refused(name: str) -> None:
    raw = VALID[name].encode()
    for end in range(len(raw)):
        survives(name, raw[:end])


@settings(deadline=None, max_examples=150)
@given(st.binary(max_size=120))
@example(b"SPEAKER a 1 1e5 2 x x n")
def test_any_rttm_is_read_or_refused(rttm: bytes) -> None:
    survives("a.srt", VALID["a.srt"].encode(), rttm=rttm)


_ODD = st.sampled_from(
    [None, True, -1, 0, 10**30, 1.5, "", "We", "-1", [], {}, [[]], [{}], {"a": []}, [None], ["We"], "\ud800"]
)


@pytest.mark.parametrize("name", sorted(SHAPES))
@settings(deadline=None, max_examples=200)
@given(st.data())
def test_odd_values_anywhere_are_read_or_refused(name: str, data: st.DataObject) -> None:
    """Replace a value, or drop one, at any depth of each shape."""
    shape = json.loads(json.dumps(SHAPES[name]))
    parents: list[tuple[Any, Any]] = []

    def walk(value: Any) -> None:
        pairs = (
            list(value.items())
            if isinstance(value, dict)
            else list(enumerate(value))
            if isinstance(value, list)
            else []
        )
        for key, inner in pairs:
            parents.append((value, key))
            walk(inner)

    walk(shape)
    for _ in range(data.draw(st.integers(1, 3))):
        parent, key = data.draw(st.sampled_from(parents))
        if isinstance(parent, dict) and data.draw(st.booleans()):
            parent.pop(key, None)
        else:
            parent[key] = data.draw(_ODD)
    survives(f"{name}.json", json.dumps(shape).encode(), rttm=data.draw(st.sampled_from([None, RTTM])))


def words_of(found: Extract) -> list[str]:
    return [word for line in found.lines for word in line.text[line.label_end :].split()]


def _files(turns: list[tuple[str, str]]) -> dict[str, str]:
    rows = io.StringIO()
    csv.writer(rows).writerows([("speaker", "text"), *turns])
    escaped = [(name, text.replace("&", "&amp;").replace("<", "&lt;")) for name, text in turns]
    return {
        "a.csv": rows.getvalue(),
        "a.jsonl": "\n".join(json.dumps({"speaker": name, "text": text}) for name, text in turns),
        "a.json": json.dumps(
            {"segments": [{"speaker": name, "text": text, "start": 0, "end": 1} for name, text in turns]}
        ),
        "a.vtt": "WEBVTT\n\n" + "\n\n".join(f"00:00.000 --> 00:01.000\n<v {name}>{text}</v>" for name, text in escaped),
    }


@settings(deadline=None, max_examples=100)
@given(_TURNS)
def test_formats_say_the_same(turns: list[tuple[str, str]]) -> None:
    for name, text in _files(turns).items():
        found = extract(name, text.encode(), rttm=None)
        assert [(line.label and line.label.text, line.text[line.label_end :]) for line in found.lines] == turns


@settings(deadline=None, max_examples=100)
@given(_TURNS, st.booleans(), st.booleans(), st.booleans())
def test_subtitles_lose_no_word(turns: list[tuple[str, str]], blank: bool, indexed: bool, crlf: bool) -> None:
    # A bare number is an index where rows are missing; "12:30" alone is not among the texts' first rows.
    rows = ["\ufeff"]
    for number, (_, text) in enumerate(turns, 1):
        rows += [str(number)] * indexed + [f"00:00:{number:02},000 --> 00:00:{number:02},900", text] + [""] * blank
    raw = ("\r\n" if crlf else "\n").join(rows)
    assume("\n\n12:30" not in raw)
    for name in ("a.srt", "a.vtt"):
        found = extract(name, raw.encode(), rttm=None)
        assert words_of(found) == " ".join(text for _, text in turns).split()
        assert [line.begin for line in found.lines] == list(range(1, len(turns) + 1))


@settings(deadline=None, max_examples=200)
@given(st.lists(st.tuples(_WORD, st.sampled_from(["A", "B"])), min_size=1, max_size=12), st.data())
def test_words_and_text_make_one_talk(said: list[tuple[str, str]], data: st.DataObject) -> None:
    words = [Word(text, at, at + 0.5, name) for at, (text, name) in enumerate(said)]
    whole = "  ".join(text for text, _ in said)
    assert "".join(one.text for one in reconcile((), words, whole).stretches).split() == whole.split()
    # A word that was lost is still in the text; its time is not.
    lost = [word for word in words if data.draw(st.booleans())]
    talk = reconcile((), lost, whole)
    assert "".join(one.text for one in talk.stretches).split() == whole.split()
    for one in talk.stretches:
        for place, begin, _ in one.words:
            assert one.text.startswith(said[int(begin)][0], place)


@settings(deadline=None, max_examples=200)
@given(st.lists(st.tuples(_NAMES, st.text(st.sampled_from("ab \n\r\u3000\u2028："), max_size=12)), max_size=5))
def test_lines_hold_the_text_of_the_stretches(turns: list[tuple[str, str]]) -> None:
    lines, warnings = lay_out([Spoken(text, speaker_label(name)) for name, text in turns])
    assert (
        " ".join(line.text[line.label_end :] for line in lines).split() == " ".join(text for _, text in turns).split()
    )
    blank = sum(not text.strip() for _, text in turns)
    assert bool(warnings) == bool(blank)
