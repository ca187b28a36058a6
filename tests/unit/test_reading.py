"""Reading sources: what is read, how it was decoded, and why something is refused."""

from __future__ import annotations

import codecs
import gzip
import hashlib
import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

import pytest

from duizhao.config import Settings, load_settings
from duizhao.errors import DuizhaoError, InputError, UsageError
from duizhao.reading import READERS, Source, files, find_sources, read

CHINESE = "各位投资者，大家晚上好。我们五月开了新的船厂，订单同比增长。\n接下来请大家提问，谢谢各位的参与。\n" * 4


def source(path: Path) -> Source:
    return Source(path, path.name)


def written(path: Path, data: bytes) -> Source:
    path.write_bytes(data)
    return source(path)


def code_of(one: Source, settings: Settings | None = None) -> str:
    with pytest.raises(InputError) as caught:
        read(one, settings=settings)
    assert caught.value.help
    assert one.name in caught.value.message or caught.value.code == "E_NO_CUES"
    return caught.value.code


def test_document_says_where_it_came_from(tmp_path: Path) -> None:
    data = b"Good day.\r\n\r\nThank you.\n"
    document = read(written(tmp_path / "call.txt", data))
    assert document.source == "call.txt"
    assert document.sha256 == hashlib.sha256(data).hexdigest()
    assert (document.encoding, document.reader, document.warnings) == ("utf-8", "text", ())
    assert [(line.number, line.text) for line in document.lines] == [
        (1, "Good day."),
        (2, ""),
        (3, "Thank you."),
        (4, ""),
    ]
    assert document.text == "Good day.\n\nThank you.\n"


@pytest.mark.parametrize("mark", ["\u2028", "\u0085", "\x0c", "\x1c", "\u2029"])
def test_other_separators_stay_inside_lines(tmp_path: Path, mark: str) -> None:
    text = "Good day to all of you." * 20 + mark + "Thank you."
    document = read(written(tmp_path / "call.txt", text.encode()))
    assert [line.text for line in document.lines] == [text]


@pytest.mark.parametrize("suffix", [".txt", ".TXT", ".md", ".text"])
def test_suffixes_of_plain_text(tmp_path: Path, suffix: str) -> None:
    assert read(written(tmp_path / f"call{suffix}", b"Good day.")).reader == "text"


def test_readers_take_each_suffix_once() -> None:
    suffixes = [suffix for reader in READERS.values() for suffix in reader.suffixes]
    assert len(suffixes) == len(set(suffixes))


def test_missing_file(tmp_path: Path) -> None:
    assert code_of(source(tmp_path / "none.txt")) == "E_OPEN"


def test_unreadable_file(tmp_path: Path) -> None:
    one = written(tmp_path / "call.txt", b"Good day.")
    one.path.chmod(0)
    if os.access(one.path, os.R_OK):
        pytest.skip("this user may read everything")
    assert code_of(one) == "E_OPEN"


def test_symbolic_link(tmp_path: Path) -> None:
    (tmp_path / "real.txt").write_text("Good day.")
    (tmp_path / "link.txt").symlink_to(tmp_path / "real.txt")
    assert code_of(source(tmp_path / "link.txt")) == "E_NOT_A_FILE"


def test_folder_with_a_suffix(tmp_path: Path) -> None:
    (tmp_path / "folder.txt").mkdir()
    assert code_of(source(tmp_path / "folder.txt")) == "E_NOT_A_FILE"


def test_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    assert code_of(source(tmp_path / "pipe.txt")) == "E_NOT_A_FILE"


@pytest.mark.parametrize("data", [b"", b"  \n\t\r\n ", "\u3000\n".encode(), codecs.BOM_UTF8])
def test_nothing_in_it(tmp_path: Path, data: bytes) -> None:
    assert code_of(written(tmp_path / "call.txt", data)) == "E_EMPTY"


def test_too_large(tmp_path: Path) -> None:
    one = written(tmp_path / "call.txt", b"a" * 101)
    assert code_of(one, Settings(max_bytes=100)) == "E_TOO_LARGE"
    assert read(one, settings=Settings(max_bytes=101)).text == "a" * 101


def test_line_too_long(tmp_path: Path) -> None:
    one = written(tmp_path / "call.txt", b"a" * 101)
    assert code_of(one, Settings(max_line=100)) == "E_LINE_TOO_LONG"
    assert read(one, settings=Settings(max_line=101)).text == "a" * 101


@pytest.mark.parametrize("name", ["call.xyz", "call.doc", "call.txt~"])
def test_suffix_that_no_reader_takes(tmp_path: Path, name: str) -> None:
    assert code_of(written(tmp_path / name, b"Good day.")) == "E_FORMAT"


@pytest.mark.parametrize(
    "data",
    [
        b"%PDF-1.7\nrest",
        b"PK\x03\x04rest of an archive",
        gzip.compress(b"Good day.", mtime=0),
        bytes(range(256)) * 4,
        b"Good day.\x00\x01\x02",
    ],
)
def test_binary(tmp_path: Path, data: bytes) -> None:
    assert code_of(written(tmp_path / "call.txt", data)) == "E_BINARY"


@pytest.mark.parametrize("codec", ["gb18030", "big5"])
def test_guessed_encoding_is_reported(tmp_path: Path, codec: str) -> None:
    text = CHINESE if codec == "gb18030" else "各位投資者，大家晚上好。我們五月開了新的船廠，訂單成長。\n" * 6
    document = read(written(tmp_path / "call.txt", text.encode(codec)))
    assert document.text == text
    assert len(document.warnings) == 1
    assert document.warnings[0].startswith("W_ENCODING_GUESSED")
    assert document.encoding in document.warnings[0]


@pytest.mark.parametrize(
    ("mark", "codec"),
    [
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
        (codecs.BOM_UTF32_LE, "utf-32-le"),
        (codecs.BOM_UTF32_BE, "utf-32-be"),
    ],
)
def test_byte_order_marks_are_dropped_and_nothing_else(tmp_path: Path, mark: bytes, codec: str) -> None:
    text = "Good day. 大家好。"
    document = read(written(tmp_path / "call.txt", mark + text.encode(codec)))
    assert (document.text, document.encoding, document.warnings) == (text, codec, ())


def test_a_second_mark_is_dropped_and_reported(tmp_path: Path) -> None:
    document = read(written(tmp_path / "call.txt", codecs.BOM_UTF8 * 2 + b"Good day.\n"))
    assert document.text == "Good day.\n"
    assert document.warnings == ("W_STRAY_BOM: 2 byte-order marks at the start",)


def test_a_mark_inside_stays_and_is_reported(tmp_path: Path) -> None:
    document = read(written(tmp_path / "call.txt", "Good day.\nHello \ufeffthere.\n".encode()))
    assert "\ufeffthere" in document.text
    assert document.warnings == ("W_STRAY_BOM: U+FEFF once, first in line 2, column 7",)


def test_damaged_text_behind_a_mark(tmp_path: Path) -> None:
    assert code_of(written(tmp_path / "call.txt", codecs.BOM_UTF8 + b"Good \xff\xff day")) == "E_ENCODING"
    assert code_of(written(tmp_path / "call.txt", codecs.BOM_UTF16_LE + b"odd")) == "E_ENCODING"


SRT = """\
1
00:00:01,000 --> 00:00:03,500
We opened the yard.

2
00:00:01,000 --> 00:00:03,500
我们开了船厂。

3
01:02:04.250 --> 01:02:06,000
Two lines
of one cue.
"""


def test_subtitles_have_times_and_partners(tmp_path: Path) -> None:
    document = read(written(tmp_path / "call.srt", SRT.encode()))
    assert document.reader == "srt"
    assert [(line.number, line.text, line.begin, line.finish, line.partner) for line in document.lines] == [
        (1, "We opened the yard.", 1.0, 3.5, 2),
        (2, "我们开了船厂。", 1.0, 3.5, 1),
        (3, "Two lines", 3724.25, 3726.0, None),
        (4, "of one cue.", 3724.25, 3726.0, None),
    ]


def test_three_cues_at_one_time_are_no_partners(tmp_path: Path) -> None:
    cue = "00:00:01,000 --> 00:00:02,000\n{}\n\n"
    document = read(written(tmp_path / "call.srt", "".join(map(cue.format, ["One.", "Two.", "Three."])).encode()))
    assert [line.partner for line in document.lines] == [None] * 3


def test_figures_in_a_cue_are_no_index(tmp_path: Path) -> None:
    text = "1\n00:00:01,000 --> 00:00:02,000\n1250\n\n2\n00:00:03,000 --> 00:00:04,000\nGood.\n"
    assert [line.text for line in read(written(tmp_path / "call.srt", text.encode())).lines] == ["1250", "Good."]


@pytest.mark.parametrize("data", [b"Good day.\n", b"1\n\n2\n"])
def test_subtitles_without_cues(tmp_path: Path, data: bytes) -> None:
    assert code_of(written(tmp_path / "call.srt", data)) == "E_NO_CUES"


def test_cues_without_text(tmp_path: Path) -> None:
    assert code_of(written(tmp_path / "call.srt", b"1\n00:00:01,000 --> 00:00:02,000\n\n")) == "E_NO_CUES"


def names(*paths: Path) -> list[str]:
    return [one.name for one in find_sources(paths)]


def test_sources_are_named_inside_their_folder_and_sorted(tmp_path: Path) -> None:
    for name in ("b.txt", "a/z.txt", "a/b/c.srt", "odd.bin", ".hidden.txt", ".folder/x.txt"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("Good day.")
    assert names(tmp_path) == ["a/b/c.srt", "a/z.txt", "b.txt", "odd.bin"]
    assert names(tmp_path / "a" / "z.txt", tmp_path / "b.txt") == ["b.txt", "z.txt"]
    assert names(tmp_path / "b.txt", tmp_path / "b.txt") == ["b.txt"]


def test_missing_path_is_a_wrong_call(tmp_path: Path) -> None:
    with pytest.raises(UsageError) as caught:
        find_sources([tmp_path / "none"])
    assert caught.value.code == "E_NO_SUCH_PATH"


def test_two_sources_of_one_name(tmp_path: Path) -> None:
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "call.txt").write_text("Good day.")
    with pytest.raises(UsageError) as caught:
        find_sources([tmp_path / "a", tmp_path / "b"])
    assert caught.value.code == "E_SAME_NAME"


def test_errors_say_code_message_and_help() -> None:
    fault = InputError("call.txt is odd", code="E_ODD", help="mend it")
    assert str(fault) == "E_ODD: call.txt is odd (mend it)"
    assert (fault.message, fault.code, fault.help) == ("call.txt is odd", "E_ODD", "mend it")
    assert isinstance(fault, DuizhaoError)
    assert isinstance(fault, ValueError)
    assert str(UsageError("odd", code="E_X")) == "E_X: odd"


def test_settings_come_from_toml(tmp_path: Path) -> None:
    path = tmp_path / "duizhao.toml"
    path.write_text("[duizhao]\nmax_bytes = 5\n")
    assert load_settings(path) == Settings(max_bytes=5)


@pytest.mark.parametrize("text", ["[duizhao]\nmax_byte = 5\n", "[duizhao\n"])
def test_wrong_settings(tmp_path: Path, text: str) -> None:
    path = tmp_path / "duizhao.toml"
    path.write_text(text)
    with pytest.raises(UsageError) as caught:
        load_settings(path)
    assert caught.value.code == "E_SETTINGS"


def _as_nobody(work: Callable[[], str]) -> str:
    """Return what some work gives for a user who may not read everything."""
    if os.geteuid():
        return work()
    out, into = os.pipe()
    child = os.fork()
    if not child:
        os.setuid(65534)
        os.write(into, work().encode())
        os._exit(0)
    os.close(into)
    os.waitpid(child, 0)
    with os.fdopen(out) as stream:
        return stream.read()


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs users")
def test_what_is_closed_to_the_user_is_refused_and_the_rest_is_read() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        (folder / "open.txt").write_text("Good day.")
        (folder / "shut.txt").write_text("Good day.")
        (folder / "shut").mkdir()
        (folder / "shut" / "call.txt").write_text("Good day.")

        def codes() -> str:
            found = []
            for one in find_sources([folder]):
                try:
                    found.append(f"{one.name} {read(one).reader}")
                except InputError as fault:
                    found.append(f"{one.name} {fault.code}")
            return ", ".join(found)

        for closed in ("shut.txt", "shut"):
            (folder / closed).chmod(0)
        try:
            assert _as_nobody(codes) == "open.txt text, shut E_NOT_A_FILE, shut.txt E_OPEN"
        finally:
            (folder / "shut").chmod(0o700)


@pytest.mark.parametrize(
    ("data", "settings", "code"),
    [
        (b"a\n" * 11, Settings(max_lines=10), "E_TOO_MANY_LINES"),
        (b"a\r" * 11, Settings(max_lines=10), "E_TOO_MANY_LINES"),
        (b"a" * 41 + b"\nb", Settings(max_line=10), "E_LINE_TOO_LONG"),
        ("\u00e9".encode() * 11, Settings(max_line=10), "E_LINE_TOO_LONG"),
    ],
)
def test_far_too_much_is_refused(tmp_path: Path, data: bytes, settings: Settings, code: str) -> None:
    assert code_of(written(tmp_path / "call.txt", data), settings) == code


def test_just_enough_is_read(tmp_path: Path) -> None:
    one = written(tmp_path / "call.txt", b"aaaaaaaaa\r\n" * 9)
    assert len(read(one, settings=Settings(max_lines=10, max_line=9)).lines) == 10


@pytest.mark.parametrize(
    ("first", "second", "paired"),
    [
        (
            "a is n times b, where a, b and n are integers",
            "对于整数 a、b 和 n，a 等于 n 乘以 b，例如 ferry 和 yard",
            True,
        ),
        ("我们在 Fjordline 的 Harbour yard 开工", "We opened the yard.", True),
        ("I know.", "So do I.", False),
        ("我知道。", "我也知道。", False),
    ],
)
def test_cues_of_one_time_are_partners_where_one_is_more_chinese(
    tmp_path: Path, first: str, second: str, paired: bool
) -> None:
    time = "00:00:01,000 --> 00:00:02,000"
    one = written(tmp_path / "call.srt", f"1\n{time}\n{first}\n\n1\n{time}\n{second}\n".encode())
    assert [line.partner for line in read(one).lines] == ([2, 1] if paired else [None, None])


def test_a_file_that_changes_while_it_is_read_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "call.txt"
    path.write_text("Operator\nGood day.\n")
    whole = files.state

    def grows(stream: BinaryIO, place: files.Location) -> tuple[str, int]:
        before = whole(stream, place)
        with path.open("a") as more:
            more.write("Good evening.\n")
        return before

    monkeypatch.setattr(files, "state", grows)
    with pytest.raises(InputError) as caught:
        read(Source(path, "call.txt"))
    assert (caught.value.code, caught.value.message) == ("E_CHANGED", "call.txt changed while it was read")


def test_names_that_are_no_utf_8_are_written_out(tmp_path: Path) -> None:
    name = os.fsencode(tmp_path) + b"/caf\xe9.txt"
    with open(name, "w") as file:  # noqa: PTH123 - bytes
        file.write("Operator\nGood day.\n")
    (source,) = find_sources([tmp_path])
    assert source.name == "caf\\xe9.txt"
    assert read(source).source == "caf\\xe9.txt"
