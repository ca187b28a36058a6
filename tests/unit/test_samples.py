# Copyright (c) 2026 The duizhao authors. MIT licence.
"""The invented samples: their gold is what the annotated sources say, and it is well formed."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

CORPUS = Path(__file__).resolve().parents[2] / "corpus"
NAMES = sorted(path.stem for path in (CORPUS / "annotated").glob("*.txt"))
SPAN_KEYS = {
    "line",
    "start",
    "end",
    "kind",
    "lang",
    "turn",
    "pass",
    "section",
    "speaker",
    "role",
    "voice",
    "delivery",
}
KINDS = {"speech", "label", "marker", "notice", "note", "date"}
ROLES = {"operator", "ir", "ceo", "cfo", "executive", "analyst", "interpreter", "editor", "other", "unknown"}
DELIVERIES = {"direct", "original", "interpretation", "machine-translation"}


@pytest.fixture(params=NAMES)
def gold(request):
    return json.loads((CORPUS / "gold" / f"{request.param}.json").read_text("utf-8"))


@pytest.fixture
def lines(gold):
    return (CORPUS / "gold" / gold["text"]).read_text("utf-8").split("\n")


def compile_gold(option):
    command = [sys.executable, "-X", "utf8", str(CORPUS / "compile_gold.py"), option]
    return subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)


def test_committed_files_are_what_the_annotated_sources_compile_to():
    done = compile_gold("--check")
    assert done.returncode == 0, done.stdout + done.stderr


def test_readme_holds_the_counts():
    rows = compile_gold("--counts").stdout.splitlines()
    assert len(rows) == len(NAMES)
    assert set(rows) <= set((CORPUS / "README.md").read_text("utf-8").splitlines())


def test_every_source_has_its_sample_and_its_gold():
    assert {path.stem for path in (CORPUS / "samples").iterdir()} == set(NAMES)
    assert {path.stem for path in (CORPUS / "gold").iterdir()} == set(NAMES)


def test_spans_lie_in_their_lines_and_cover_them(gold, lines):
    covered = [[0] * len(line) for line in lines]
    for span in gold["spans"]:
        assert 0 <= span["start"] < span["end"] <= len(lines[span["line"] - 1])
        for char in range(span["start"], span["end"]):
            covered[span["line"] - 1][char] += 1
    for line, counts in zip(lines, covered, strict=True):
        assert max(counts, default=0) <= 1
        assert all(count for char, count in zip(line, counts, strict=True) if not char.isspace())


def test_span_values_are_those_of_the_contract(gold):
    speakers = {speaker["name"]: speaker["role"] for speaker in gold["speakers"]}
    for span in gold["spans"]:
        assert set(span) == SPAN_KEYS
        assert span["kind"] in KINDS
        assert span["lang"] in {"en", "zh"}
        assert span["section"] in {"prepared", "qa"}
        if span["kind"] == "speech":
            assert span["role"] == speakers[span["speaker"]]
            assert span["delivery"] in DELIVERIES
            assert (span["voice"] is None) == (span["delivery"] == "machine-translation")


def test_speakers_are_called_what_the_gold_says(gold, lines):
    text = "\n".join(lines)
    for speaker in gold["speakers"]:
        assert speaker["role"] in ROLES
        for alias in speaker["aliases"]:
            assert alias in text


def test_turns_follow_each_other(gold):
    numbers = [span["turn"] for span in gold["spans"] if span["kind"] == "speech"]
    assert numbers == sorted(numbers)
    for number in set(numbers):
        turn = [s for s in gold["spans"] if s["turn"] == number and s["kind"] == "speech"]
        assert len({(s["speaker"], s["pass"], s["section"]) for s in turn}) == 1
        assert len({s["voice"] for s in turn} - {None}) == 1


def test_beads_lie_on_speech_and_markers(gold):
    spoken = {
        (span["line"], char)
        for span in gold["spans"]
        if span["kind"] in ("speech", "marker")
        for char in range(span["start"], span["end"])
    }
    for bead in gold["beads"]:
        assert bead["source"] or bead["target"]
        for line, start, end in bead["source"] + bead["target"]:
            assert {(line, char) for char in range(start, end)} <= spoken


def test_sentence_beads_use_every_sentence_of_their_passage_once(gold, lines):
    for side in ("source", "target"):
        wanted, found = [], []
        for bead in gold["beads"]:
            if bead["relation"] == "interpretation":
                places = wanted if bead["level"] == "passage" else found
                places += [
                    (line, char)
                    for line, start, end in bead[side]
                    for char in range(start, end)
                    if not lines[line - 1][char].isspace()
                ]
        assert sorted(found) == sorted(wanted)


def test_discrepancies_quote_the_text(gold, lines):
    for row in [*gold["discrepancies"], *gold["traps"]]:
        kind = "value" if "source_value" in row else "text"
        for side in ("source", "target"):
            quoted = " ".join(lines[line - 1][start:end] for line, start, end in row[side])
            assert quoted == row[f"{side}_{kind}"]


def test_loops_are_repetitions(gold, lines):
    for line, start, end, unit in gold["loops"]:
        words, size = lines[line - 1][start:end].split(), len(unit.split())
        assert words == unit.split() * (len(words) // size)


def test_subtitle_text_is_the_text_lines_of_the_cues():
    blocks = (CORPUS / "samples" / "dual_language_subtitles.srt").read_text("utf-8").strip().split("\n\n")
    text = "".join(f"{line}\n" for block in blocks for line in block.split("\n")[2:])
    assert text == (CORPUS / "gold" / "dual_language_subtitles.txt").read_text("utf-8")
