"""Bitexts: what is read from two plain files, and what the three formats say of their beads."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from duizhao.alignment.engine import Aligned
from duizhao.bitexts.formats import FORMATS, Bitext, ladder, tmx, tsv
from duizhao.bitexts.sides import Side, read_side
from duizhao.bitexts.writing import check_out
from duizhao.cli_align import Format
from duizhao.config import Settings
from duizhao.durable import write_whole
from duizhao.errors import InputError, UsageError

LANG = "{http://www.w3.org/XML/1998/namespace}lang"
CHINESE = "各位晚上好。\n第三季度收入为3.2亿元。\n\n我们开了两家新工厂。\n"


def side(*texts: str, language: str = "en", numbers: tuple[int, ...] = ()) -> Side:
    return Side("file", texts, numbers or tuple(range(len(texts))), language)


def bitext() -> Bitext:
    source = side("甲。", "乙\u3000a\tb。", "丙。", language="zh", numbers=(0, 2, 3))
    target = side("One & two.", 'A <b> "c".', "Three.")
    beads = (
        Aligned(range(2), range(1), 0.75),
        Aligned(range(2, 2), range(1, 2), 0.5),
        Aligned(range(2, 3), range(2, 3), 1.0),
    )
    return Bitext(source, target, beads, "1.2.3")


def written(tmp_path: Path, data: str | bytes, name: str = "text.txt") -> Path:
    path = tmp_path / name
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return path


def test_a_line_is_a_sentence_and_blank_ones_are_counted(tmp_path: Path) -> None:
    read = read_side(written(tmp_path, "\nOne.\r\n  \u3000\r\n Two. Three.\n\n"))
    assert read.texts == ("One.", "Two. Three.")
    assert read.numbers == (1, 3)
    assert read.language == "en"


def test_what_other_programs_take_for_line_ends_is_none(tmp_path: Path) -> None:
    assert read_side(written(tmp_path, "One\u2028two\x0cthree\x85four\nfive")).numbers == (0, 1)


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "big5"])
def test_encodings(codec: str, tmp_path: Path) -> None:
    text = CHINESE if codec != "big5" else "各位晚上好。\n第三季度收入為三億元。\n\n我們開了兩家新工廠。\n"
    text *= 3 if codec in {"gb18030", "big5"} else 1  # a guess needs something to go by
    read = read_side(written(tmp_path, text.encode(codec)))
    assert read.texts == tuple(line for line in text.split("\n") if line)
    assert read.language == "zh"
    assert bool(read.warnings) == (codec in {"gb18030", "big5"})
    assert all(one.startswith("text.txt: W_ENCODING_GUESSED") for one in read.warnings)


def test_packed_files_are_read(tmp_path: Path) -> None:
    assert read_side(written(tmp_path, gzip.compress(b"One.\nTwo.\n"), "text.txt.gz")).texts == ("One.", "Two.")


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "E_EMPTY"),
        ("\n \u3000\n\t\n".encode(), "E_EMPTY"),
        (b"\xef\xbb\xbf", "E_EMPTY"),
        (b"PK\x03\x04 and so on", "E_BINARY"),
        (bytes(range(256)), "E_BINARY"),
        ("好".encode() * 9 + b"\n" + "\u597d\u4eba".encode("gb18030") * 9, "E_ENCODING_MIXED"),
    ],
)
@pytest.mark.parametrize("running", [False, True])
def test_what_cannot_be_read(data: bytes, code: str, tmp_path: Path, *, running: bool) -> None:
    with pytest.raises(InputError) as caught:
        read_side(written(tmp_path, data), running=running)
    assert caught.value.code == code
    assert "rename" not in caught.value.help


def test_limits_and_missing_files(tmp_path: Path) -> None:
    path = written(tmp_path, "One.\nTwo.\nThree.")
    with pytest.raises(InputError, match="3 lines"):
        read_side(path, settings=Settings(max_lines=2))
    for missing in (tmp_path / "none", tmp_path / ("n" * 300)):
        with pytest.raises(UsageError) as caught:
            read_side(missing)
        assert caught.value.code == "E_NO_SUCH_PATH"
    with pytest.raises(InputError):
        read_side(tmp_path)


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        # Broken at a column: lines are joined, blank lines end sentences.
        (
            "The Yard\n\nWe opened a yard\nin May. It holds\nten cranes. They\nare new.",
            ["The Yard", "We opened a yard in May.", "It holds ten cranes.", "They are new."],
        ),
        ("公司在四月\n开了工厂。产量\n增加了两\n成。", ["公司在四月开了工厂。", "产量增加了两成。"]),
        # A paragraph per line: a heading is not joined with what follows.
        (
            "新工厂\n公司在四月开了工厂。产量增加了。\n谢谢大家。",
            ["新工厂", "公司在四月开了工厂。", "产量增加了。", "谢谢大家。"],
        ),
    ],
)
def test_running_text(text: str, sentences: list[str], tmp_path: Path) -> None:
    read = read_side(written(tmp_path, text), running=True)
    assert list(read.texts) == sentences
    assert read.numbers == tuple(range(len(sentences)))


def parse_ladder(text: str) -> list[tuple[list[int], list[int], float]]:
    rows = [line.split(":") for line in text.splitlines()]
    return [(json.loads(a), json.loads(b), float(cost)) for a, b, cost in rows]


def test_ladder() -> None:
    rendered = ladder(bitext())
    assert rendered.text == "[0, 2]:[0]:0.250000\n[]:[1]:0.500000\n[3]:[2]:0.000000\n"
    assert parse_ladder(rendered.text) == [([0, 2], [0], 0.25), ([], [1], 0.5), ([3], [2], 0.0)]


def test_tsv() -> None:
    rows = [line.split("\t") for line in tsv(bitext()).text.split("\n")]
    assert rows == [
        ["source", "target", "confidence", "source_indices", "target_indices"],
        ["甲。乙\u3000a b。", "One & two.", "0.750000", "0 2", "0"],
        ["", 'A <b> "c".', "0.500000", "", "1"],
        ["丙。", "Three.", "1.000000", "3", "2"],
        [""],
    ]


def test_tsv_has_a_line_per_bead_for_every_program() -> None:
    odd = side("a\tb\u2028c\x0cd\x85e\x1df")
    assert len(tsv(Bitext(odd, odd, (Aligned(range(1), range(1), 1.0),), "1")).text.splitlines()) == 2


def test_tmx() -> None:
    rendered = tmx(bitext())
    assert rendered.warnings == ()
    root = ET.fromstring(rendered.text)  # noqa: S314 - our own
    header = root.find("header")
    assert root.attrib == {"version": "1.4"}
    assert header is not None
    assert (header.get("srclang"), header.get("creationtoolversion")) == ("zh", "1.2.3")
    required = {"creationtool", "creationtoolversion", "segtype", "o-tmf", "adminlang", "srclang", "datatype"}
    assert set(header.attrib) == required
    units = [
        (unit.findtext("prop"), *((one.get(LANG), one.findtext("seg")) for one in unit.iter("tuv")))
        for unit in root.iter("tu")
    ]
    assert units == [
        ("0.750000", ("zh", "甲。乙\u3000a\tb。"), ("en", "One & two.")),
        ("1.000000", ("zh", "丙。"), ("en", "Three.")),
    ]


def test_tmx_replaces_what_xml_forbids_and_says_so() -> None:
    odd = side("a\x0bb\uffffc\ud800d\U0001f600 ]]> &amp;")
    rendered = tmx(Bitext(odd, side("x\x00"), (Aligned(range(1), range(1), 1.0),), "1"))
    assert [one.text for one in ET.fromstring(rendered.text).iter("seg")] == [  # noqa: S314 - our own
        "a\ufffdb\ufffdc\ufffdd\U0001f600 ]]> &amp;",
        "x\ufffd",
    ]
    (warning,) = rendered.warnings
    assert "4 characters" in warning


def test_formats_of_the_command_are_those_of_the_library() -> None:
    assert {one.value for one in Format} == set(FORMATS)


def test_sentences_and_numbers_go_together() -> None:
    with pytest.raises(ValueError, match="1 sentences have 2 numbers"):
        Side("file", ("One.",), (0, 1), "en")


def test_a_file_is_written_whole_or_not_at_all(tmp_path: Path, monkeypatch) -> None:
    out = written(tmp_path, "old")

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr("os.fsync", full)
        with pytest.raises(UsageError, match="No space left"):
            write_whole(out, b"new")
    assert out.read_text() == "old"
    write_whole(out, b"new")
    assert out.read_text() == "new"
    assert [path.name for path in tmp_path.iterdir()] == ["text.txt"]


def test_places_that_are_taken(tmp_path: Path) -> None:
    path = written(tmp_path, "One.")
    (tmp_path / "link").symlink_to(path)
    for out in (path, tmp_path / "link", tmp_path, Path("/dev/null"), tmp_path / "no" / "out"):
        with pytest.raises(UsageError) as caught:
            check_out(out, (path,))
        assert caught.value.code == "E_OUT_TAKEN"
    long = tmp_path / ("n" * 300)
    for out in (tmp_path / "new", long):
        check_out(out, (path,))
    with pytest.raises(UsageError, match="too long"):
        write_whole(long, b"")
