"""``duizhao align``: two plain files, from the command line."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from types import ModuleType
from xml.etree import ElementTree as ET

import numpy as np
import pytest

from duizhao import cli
from duizhao.alignment.learned import write_learned
from duizhao.alignment.lexicon import Entries

CHINESE = (
    "各位晚上好，欢迎参加云河风电的业绩会。",
    "第三季度收入为3.2亿元，同比增长18%。",
    "我们在四月开了两家新工厂。",
    "毛利率是21.5%。",
    "谢谢大家。",
)
ENGLISH = (
    "Good evening, everyone.",
    "Welcome to the results call of Yunhe Wind.",
    "Revenue in the third quarter was RMB320 million, up 18% year over year.",
    "We opened two new factories in April, and the gross margin was 21.5%.",
    "Thank you all.",
)
BEADS = [([0], [0, 1]), ([1], [2]), ([2, 3], [3]), ([4], [4])]


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    paths = tmp_path / "zh.txt", tmp_path / "en.txt"
    for path, lines in zip(paths, (CHINESE, ENGLISH), strict=True):
        path.write_text("\n".join(lines) + "\n", "utf-8")
    return paths


def run(monkeypatch: pytest.MonkeyPatch, *arguments: object) -> int:
    """Return the exit code of a call in this process."""
    monkeypatch.setattr(sys, "argv", ["duizhao", "align", *map(str, arguments)])
    with pytest.raises(SystemExit) as caught:
        cli.main()
    return int(caught.value.code or 0)


def beads(text: str) -> list[tuple[list[int], list[int]]]:
    assert all(re.fullmatch(r"\[[\d, ]*\]:\[[\d, ]*\]:\d\.\d{6}", line) for line in text.splitlines())
    return [(json.loads(one), json.loads(two)) for one, two, _ in (line.split(":") for line in text.splitlines())]


def test_the_ladder_goes_to_standard_output(files, monkeypatch, capsys) -> None:
    assert run(monkeypatch, *files) == 0
    said = capsys.readouterr()
    assert beads(said.out) == BEADS
    assert said.err == ""


def test_turned_round_it_is_mirrored(files, monkeypatch, capsys) -> None:
    run(monkeypatch, *files)
    forth = capsys.readouterr().out
    run(monkeypatch, *files[::-1])
    back = capsys.readouterr().out
    assert [":".join((*line.split(":")[1::-1], line.split(":")[2])) for line in back.splitlines()] == forth.splitlines()


def test_one_language_on_both_sides(files, tmp_path: Path, monkeypatch, capsys) -> None:
    other = tmp_path / "other.txt"
    other.write_text("\n".join(ENGLISH).replace("call of Yunhe", "briefing of Yunhe"), "utf-8")
    assert run(monkeypatch, files[1], other) == 0
    assert beads(capsys.readouterr().out) == [([one], [one]) for one in range(5)]


def test_blank_lines_are_counted_and_in_no_bead(files, monkeypatch, capsys) -> None:
    files[0].write_text("\n" + "\n\n".join(CHINESE), "utf-8")
    assert run(monkeypatch, *files) == 0
    assert beads(capsys.readouterr().out) == [([2 * one + 1 for one in rows], columns) for rows, columns in BEADS]


@pytest.mark.parametrize("codec", ["gb18030", "utf-8-sig", "utf-16"])
def test_encodings(codec: str, files, monkeypatch, capsys) -> None:
    files[0].write_bytes("\n".join(CHINESE).encode(codec))
    assert run(monkeypatch, *files) == 0
    said = capsys.readouterr()
    assert beads(said.out) == BEADS
    assert ("zh.txt: W_ENCODING_GUESSED" in said.err) == (codec == "gb18030")


def test_running_text(files, monkeypatch, capsys) -> None:
    files[0].write_text("".join(CHINESE), "utf-8")
    files[1].write_text(" ".join(ENGLISH).replace(" in ", "\nin ").replace(" to ", "\nto "), "utf-8")
    assert run(monkeypatch, *files, "--running", "--most-likely", "--format", "tsv") == 0
    rows = [line.split("\t") for line in capsys.readouterr().out.splitlines()[1:]]
    assert [(row[3], row[4]) for row in rows] == [("0", "0 1"), ("1", "2"), ("2 3", "3"), ("4", "4")]
    assert rows[2][:2] == ["".join(CHINESE[2:4]), ENGLISH[3]]


def test_the_suffix_tells_the_format(files, tmp_path: Path, monkeypatch, capsys) -> None:
    for name in ("out.tmx", "out.tsv", "out.txt", "OUT.TSV"):
        assert run(monkeypatch, *files, "--out", tmp_path / name) == 0
    units = list(ET.parse(tmp_path / "out.tmx").getroot().iter("tu"))  # noqa: S314 - our own
    assert ["".join(one.itertext()).count("。") for one in units] == [1, 1, 2, 1]
    table = (tmp_path / "out.tsv").read_text("utf-8")
    assert table.startswith("source\ttarget\tconfidence")
    assert (tmp_path / "OUT.TSV").read_text("utf-8") == table
    assert beads((tmp_path / "out.txt").read_text("utf-8")) == BEADS
    assert run(monkeypatch, *files, "--out", tmp_path / "out.tmx", "--format", "ladder") == 0
    assert beads((tmp_path / "out.tmx").read_text("utf-8")) == BEADS
    assert capsys.readouterr() == ("", "")


def test_what_xml_forbids_is_told(files, tmp_path: Path, monkeypatch, capsys) -> None:
    files[1].write_text("\n".join(ENGLISH).replace("evening", "eve\x0bning"), "utf-8")
    assert run(monkeypatch, *files, "--out", tmp_path / "out.tmx") == 0
    assert "W_CONTROL_CHARS: 1 characters" in capsys.readouterr().err


@pytest.mark.parametrize(("data", "code"), [(b"\n\n", "E_EMPTY"), (b"%PDF-1.7", "E_BINARY")])
def test_a_file_that_cannot_be_read_is_1(data: bytes, code: str, files, monkeypatch, capsys) -> None:
    files[1].write_bytes(data)
    assert run(monkeypatch, *files, "--out", files[0].with_name("out.txt")) == 1
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.startswith(f"{code}: en.txt")
    assert said.err.count("\n") == 1
    assert not files[0].with_name("out.txt").exists()


def test_wrong_calls_are_2(files, tmp_path: Path, monkeypatch, capsys) -> None:
    assert run(monkeypatch, files[0]) == 2
    assert run(monkeypatch, files[0], tmp_path / "none") == 2
    assert "E_NO_SUCH_PATH" in capsys.readouterr().err
    assert run(monkeypatch, *files, "--out", files[0]) == 2
    assert "E_OUT_TAKEN" in capsys.readouterr().err
    assert files[0].read_text("utf-8").startswith(CHINESE[0])
    assert run(monkeypatch, *files, "--format", "xliff") == 2
    assert run(monkeypatch, *files, "--encoder", tmp_path / "none") == 2
    assert "E_MODEL" in capsys.readouterr().err
    assert run(monkeypatch, *files, "--download") == 2


def test_an_encoder_is_asked_once_for_each_text(files, tmp_path: Path, monkeypatch, capsys) -> None:
    asked = []

    class SentenceTransformer:
        def __init__(self, path: str, *, local_files_only: bool) -> None:
            assert (path, local_files_only) == (str(tmp_path), True)

        def encode(self, texts: list[str], **_: object) -> np.ndarray:
            asked.extend(texts)
            return np.ones((len(texts), 2))

    module = ModuleType("sentence_transformers")
    module.SentenceTransformer = SentenceTransformer  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "sentence_transformers", module)
    # Outside the model's folder: the cache must not change what the model is known by.
    cache = tmp_path.with_name(f"{tmp_path.name}-vectors")
    for _ in range(2):
        assert run(monkeypatch, *files, "--encoder", tmp_path, "--encoder-cache", cache) == 0
        assert beads(capsys.readouterr().out) == BEADS
    assert asked == [*CHINESE, *ENGLISH]


def test_a_learned_lexicon_is_used_and_refused_when_it_is_none(files, tmp_path: Path, monkeypatch, capsys) -> None:
    entries = Entries(["船厂"], ["yard"], np.array([50.0]), np.array([0, 1]), np.array([0]), np.array([1.0]))
    words = tmp_path / "words.npz"
    words.write_bytes(write_learned(entries, "[lexicon]\nformat = 1\n"))
    assert run(monkeypatch, *files, "--lexicon", words) == 0
    assert beads(capsys.readouterr().out) == BEADS
    words.write_bytes(b"no lexicon")
    assert run(monkeypatch, *files, "--lexicon", words) == 2
    assert "E_MODEL" in capsys.readouterr().err
