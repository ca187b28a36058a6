"""Archives and compressed files: what is listed, what is read, and what is refused without harm."""

from __future__ import annotations

import bz2
import gzip
import hashlib
import io
import lzma
import os
import tarfile
import time
import tracemalloc
import zipfile
from pathlib import Path

import pytest

from duizhao.config import Settings
from duizhao.errors import InputError
from duizhao.reading import Source, containers, find_sources, read
from duizhao.reading.sources import read_beside

CALL = b"Operator\nGood day.\n" * 20
MEMBERS = {"b/call.txt": CALL, "a.txt": b"Good evening.", "b/.hidden.txt": b"x", "__MACOSX/a.txt": b"x"}
ARCHIVES = (".zip", ".tar", ".tar.gz", ".tgz", ".tar.bz2", ".tar.xz")


def zipped(members: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return out.getvalue()


def tarred(members: dict[str, bytes | tarfile.TarInfo], mode: str = "") -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode=f"w:{mode}") as archive:
        for name, data in members.items():
            info = tarfile.TarInfo(name) if isinstance(data, bytes) else data
            info.size = len(data) if isinstance(data, bytes) else 0
            archive.addfile(info, io.BytesIO(data) if isinstance(data, bytes) else None)
    return out.getvalue()


def packed(suffix: str, members: dict[str, bytes]) -> bytes:
    return (
        zipped(members)
        if suffix == ".zip"
        else tarred({**members}, suffix[-3:].strip(".").replace("tgz", "gz").replace("tar", ""))
    )


def written(path: Path, data: bytes) -> Source:
    path.write_bytes(data)
    return Source(path, path.name)


def refusal(source: Source, settings: Settings | None = None) -> InputError:
    with pytest.raises(InputError) as caught:
        read(source, settings=settings)
    assert caught.value.help
    assert source.name in caught.value.message
    return caught.value


@pytest.mark.parametrize("suffix", ARCHIVES)
def test_members_are_sources(tmp_path: Path, suffix: str) -> None:
    one = written(tmp_path / f"calls{suffix}", packed(suffix, MEMBERS))
    sources = find_sources([one.path])
    assert [source.name for source in sources] == [f"calls{suffix}/a.txt", f"calls{suffix}/b/call.txt"]
    assert find_sources([tmp_path]) == sources
    document = read(sources[1])
    assert document.text.encode() == CALL
    assert document.sha256 == hashlib.sha256(CALL).hexdigest()
    assert document.source == f"calls{suffix}/b/call.txt"
    assert refusal(one).code == "E_ARCHIVE"
    assert "holds 2 files" in refusal(one).message


@pytest.mark.parametrize("suffix", ARCHIVES)
def test_an_archive_with_one_file_is_that_file(tmp_path: Path, suffix: str) -> None:
    one = written(tmp_path / f"call{suffix}", packed(suffix, {"call.txt": CALL}))
    assert read(one).text.encode() == CALL
    assert read(one) == read(find_sources([one.path])[0])


@pytest.mark.parametrize("suffix", ARCHIVES)
def test_an_archive_without_files(tmp_path: Path, suffix: str) -> None:
    one = written(tmp_path / f"call{suffix}", packed(suffix, {".hidden": b"x"}))
    assert find_sources([tmp_path]) == (one,)
    assert refusal(one).code == "E_EMPTY"


@pytest.mark.parametrize("suffix", ARCHIVES)
def test_cut_archives(tmp_path: Path, suffix: str) -> None:
    data = packed(suffix, {"call.txt": os.urandom(4000), "other.txt": os.urandom(4000)})
    # The end of a TAR archive is zero bytes, and may be shorter than programs write it.
    for size in (1, 20, len(data) // 3, len(data) // 2, 7000 if suffix == ".tar" else len(data) - 8):
        one = written(tmp_path / f"call{suffix}", data[:size])
        assert find_sources([tmp_path]) == (one,)
        assert refusal(one).code == "E_ARCHIVE"


@pytest.mark.parametrize(
    "name",
    [
        "../out.txt",
        "/etc/out.txt",
        "a/../../out.txt",
        "C:/out.txt",
        "a\\..\\out.txt",
        "a//b.txt",
        "a\nb.txt",
    ],
)
@pytest.mark.parametrize("suffix", [".zip", ".tar"])
def test_names_that_no_archive_of_texts_has(tmp_path: Path, suffix: str, name: str) -> None:
    one = written(tmp_path / f"calls{suffix}", packed(suffix, {"call.txt": CALL, name: CALL}))
    assert find_sources([tmp_path]) == (one,)
    assert refusal(one).code == "E_ARCHIVE"
    assert list(tmp_path.iterdir()) == [one.path]


@pytest.mark.parametrize("kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.CHRTYPE, tarfile.FIFOTYPE])
def test_links_and_devices(tmp_path: Path, kind: bytes) -> None:
    info = tarfile.TarInfo("call.txt")
    info.type, info.linkname = kind, "/etc/passwd"
    one = written(tmp_path / "calls.tar", tarred({"a.txt": CALL, "call.txt": info}))
    assert find_sources([tmp_path]) == (one,)
    assert "link or a device" in refusal(one).message


def test_link_in_a_zip_archive(tmp_path: Path) -> None:
    info = zipfile.ZipInfo("call.txt")
    info.external_attr = 0o120777 << 16
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(info, "/etc/passwd")
    assert "link or a device" in refusal(written(tmp_path / "calls.zip", out.getvalue())).message


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_two_members_of_one_name(tmp_path: Path) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("call.txt", "one")
        archive.writestr("call.txt", "two")
    assert "two members" in refusal(written(tmp_path / "calls.zip", out.getvalue())).message
    members = tarred({"call.txt": CALL, "./call.txt": CALL})
    assert "two members" in refusal(written(tmp_path / "calls.tar", members)).message


def test_encrypted_member(tmp_path: Path) -> None:
    data = bytearray(zipped({"call.txt": CALL}))
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(mark) + offset] |= 1
    assert refusal(written(tmp_path / "calls.zip", bytes(data))).code == "E_ENCRYPTED"


def test_method_that_is_not_read(tmp_path: Path) -> None:
    one = written(tmp_path / "calls.zip", zipped({"call.txt": CALL}, zipfile.ZIP_LZMA))
    assert "method 14" in refusal(one).message


def test_member_names_in_gbk(tmp_path: Path) -> None:
    data = zipped({"xxxx.txt": CALL}).replace(b"xxxx", "电话".encode("gb18030"))
    written(tmp_path / "calls.zip", data)
    (found,) = find_sources([tmp_path])
    assert found.name == "calls.zip/电话.txt"
    assert read(found).text.encode() == CALL


@pytest.mark.parametrize("suffix", [".zip", ".tar.gz", ".tar.bz2", ".tar.xz"])
def test_damaged_member(tmp_path: Path, suffix: str) -> None:
    data = bytearray(packed(suffix, {"call.txt": os.urandom(4000)}))
    data[len(data) // 2] ^= 0xFF
    written(tmp_path / f"calls{suffix}", bytes(data))
    (one,) = find_sources([tmp_path])
    assert refusal(one).code == "E_ARCHIVE"


def test_damaged_header_is_no_end(tmp_path: Path) -> None:
    data = bytearray(tarred({"a.txt": CALL, "b.txt": CALL}))
    data[data.index(b"b.txt")] ^= 1
    one = written(tmp_path / "calls.tar", bytes(data))
    assert find_sources([tmp_path]) == (one,)
    assert "damaged behind its last member" in refusal(one).message


def test_a_member_without_a_name(tmp_path: Path) -> None:
    data = bytearray(zipped({"call.txt": CALL}))
    at = data.index(b"PK\x01\x02") + 28
    # The name's eight bytes become those of a comment.
    data[at : at + 6] = b"\x00\x00\x00\x00\x08\x00"
    assert refusal(written(tmp_path / "calls.zip", bytes(data))).code == "E_ARCHIVE"


def test_a_list_that_lies_about_the_size(tmp_path: Path) -> None:
    data = bytearray(zipped({"call.txt": bytes(5_000_000)}))
    at = data.index(b"PK\x01\x02") + 24
    data[at : at + 4] = (100).to_bytes(4, "little")
    assert refusal(written(tmp_path / "calls.zip", bytes(data))).code == "E_ARCHIVE"


@pytest.mark.parametrize("suffix", [".zip", ".txt.gz", ".txt.bz2", ".txt.xz", ".tar.gz", ".tar.xz"])
def test_bombs_are_stopped_early(tmp_path: Path, suffix: str) -> None:
    zeros = bytes(200_000_000)
    if suffix.startswith(".txt"):
        packers = {"gz": gzip.compress, "bz2": bz2.compress, "xz": lambda data: lzma.compress(data, preset=0)}
        data = packers[suffix[5:]](zeros)
    else:
        data = packed(suffix, {"call.txt": zeros})
    del zeros
    one = written(tmp_path / f"call{suffix}", data)
    del data
    started = time.process_time()
    sources = find_sources([tmp_path])
    codes = {refusal(source).code for source in sources}
    assert time.process_time() - started < 2.0
    assert codes == {"E_TOO_LARGE"}
    for kept in (containers._indexed, containers._unpacked):
        kept.cache_clear()
    tracemalloc.start()
    assert refusal(one, Settings(max_bytes=1_000_000)).code == "E_TOO_LARGE"
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 70_000_000


@pytest.mark.parametrize(("suffix", "pack"), [(".gz", gzip.compress), (".bz2", bz2.compress), (".xz", lzma.compress)])
class TestCompressed:
    def test_is_read_by_the_inner_suffix(self, tmp_path: Path, suffix: str, pack: object) -> None:
        assert callable(pack)
        one = written(tmp_path / f"call.txt{suffix}", pack(CALL))
        assert find_sources([tmp_path]) == (one,)
        document = read(one)
        assert (document.text.encode(), document.source) == (CALL, one.name)
        assert document.sha256 == hashlib.sha256(CALL).hexdigest()
        assert refusal(written(tmp_path / f"call.xyz{suffix}", pack(CALL))).code == "E_FORMAT"

    def test_streams_may_follow_each_other(self, tmp_path: Path, suffix: str, pack: object) -> None:
        assert callable(pack)
        data = pack(CALL) + pack(b"End.")
        assert read(written(tmp_path / f"call.txt{suffix}", data)).text.encode() == CALL + b"End."

    def test_nothing_else_may(self, tmp_path: Path, suffix: str, pack: object) -> None:
        assert callable(pack)
        assert refusal(written(tmp_path / f"call.txt{suffix}", pack(CALL) + b"garbage")).code == "E_ARCHIVE"

    def test_cut_anywhere(self, tmp_path: Path, suffix: str, pack: object) -> None:
        assert callable(pack)
        data = pack(os.urandom(500))
        for size in range(1, len(data)):
            assert refusal(written(tmp_path / f"call.txt{suffix}", data[:size])).code == "E_ARCHIVE"

    def test_damaged(self, tmp_path: Path, suffix: str, pack: object) -> None:
        assert callable(pack)
        data = bytearray(pack(os.urandom(500)))
        data[250] ^= 0xFF
        assert refusal(written(tmp_path / f"call.txt{suffix}", bytes(data))).code == "E_ARCHIVE"

    def test_limit(self, tmp_path: Path, suffix: str, pack: object) -> None:
        assert callable(pack)
        one = written(tmp_path / f"call.txt{suffix}", pack(b"a" * 101))
        assert refusal(one, Settings(max_bytes=100)).code == "E_TOO_LARGE"
        assert read(one, settings=Settings(max_bytes=101)).text == "a" * 101


def test_padding_of_gzip(tmp_path: Path) -> None:
    assert read(written(tmp_path / "call.txt.gz", gzip.compress(CALL) + bytes(512))).text.encode() == CALL


def test_an_archive_that_changed_is_listed_again(tmp_path: Path) -> None:
    one = written(tmp_path / "calls.zip", zipped({"a.txt": CALL}))
    assert [source.member for source in find_sources([tmp_path])] == ["a.txt"]
    written(one.path, zipped({"b.txt": CALL, "c.txt": CALL}))
    assert [source.member for source in find_sources([tmp_path])] == ["b.txt", "c.txt"]
    assert refusal(Source(one.path, "calls.zip/a.txt", "a.txt")).code == "E_ARCHIVE"


def test_files_beside(tmp_path: Path) -> None:
    written(tmp_path / "calls.zip", zipped({"b/call.txt": CALL, "b/call.rttm": b"times"}))
    written(tmp_path / "call.txt.gz", gzip.compress(CALL))
    written(tmp_path / "call.rttm", b"times")
    inner = Source(tmp_path / "calls.zip", "calls.zip/b/call.txt", "b/call.txt")
    for one in (inner, Source(tmp_path / "call.txt.gz", "call.txt.gz")):
        assert read_beside(one, ".rttm", settings=Settings()) == b"times"
        assert read_beside(one, ".json", settings=Settings()) is None


@pytest.mark.parametrize("suffix", [".zip", ".tar", ".txt.gz"])
def test_links_and_pipes_with_the_suffix_of_an_archive(tmp_path: Path, suffix: str) -> None:
    os.mkfifo(tmp_path / f"pipe{suffix}")
    (tmp_path / f"link{suffix}").symlink_to("/dev/zero")
    for one in find_sources([tmp_path]):
        assert refusal(one).code == "E_NOT_A_FILE"


def test_too_many_members(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("duizhao.reading.containers._MOST_MEMBERS", 2)
    for suffix in (".zip", ".tar"):
        one = written(tmp_path / f"calls{suffix}", packed(suffix, {f"{n}.txt": CALL for n in range(3)}))
        assert "more than 2 members" in refusal(one).message


def test_a_long_list_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("duizhao.reading.containers._MOST_LISTED", 100)
    one = written(tmp_path / "calls.zip", zipped({f"{n}.txt": CALL for n in range(3)}))
    assert "members" in refusal(one).message


@pytest.mark.parametrize("inner", ["in.zip", "in.txt.gz"])
def test_what_is_packed_twice_is_refused_alone(tmp_path: Path, inner: str) -> None:
    written(tmp_path / "calls.zip", zipped({"a.txt": CALL, inner: CALL}))
    good, bad = find_sources([tmp_path])
    assert read(good).text.encode() == CALL
    assert (refusal(bad).code, bad.name) == ("E_ARCHIVE", f"calls.zip/{inner}")
