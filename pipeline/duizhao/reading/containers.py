"""Containers: archives of many sources (ZIP, TAR) and compressed single ones.

Members are listed and read in memory; nothing is written to disk, and a member's name is never used as a path. Formats:
PKWARE APPNOTE.TXT 6.3 (ZIP), POSIX.1-2001 pax and GNU tar (TAR).
"""

from __future__ import annotations

import os
import re
import stat
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from typing import BinaryIO

from duizhao.config import Settings
from duizhao.errors import InputError
from duizhao.reading.compression import COMPRESSED, inflate, unpack
from duizhao.reading.files import Location, open_regular, state, too_large

#: Suffixes of archives, each with the compression of the whole (empty: none).
ARCHIVES: Mapping[str, str] = {
    ".zip": "",
    ".tar": "",
    ".tar.gz": ".gz",
    ".tgz": ".gz",
    ".tar.bz2": ".bz2",
    ".tar.xz": ".xz",
}
_MOST_MEMBERS = 100_000
# A compressed archive is unpacked whole to find its members, and kept while they are read.
_MOST_UNPACKED = 256_000_000
# The list at the end of a ZIP file that 100,000 members of long names need; zipfile takes 10 microseconds an entry.
_MOST_LISTED = 24_000_000
_STORED, _DEFLATED = 0, 8
_ENCRYPTED, _UTF8_NAME = 1, 0x800
_LOCAL_HEAD = 30
_CONTROLS = re.compile("[\x00-\x1f\x7f\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class _Member:
    """Where a member's bytes are: `packed` bytes from `start`, behind a local header in a ZIP file."""

    start: int
    packed: int
    size: int
    method: int = _STORED
    crc: int | None = None


def archive_suffix(name: str) -> str:
    """Return which of `ARCHIVES` a name ends in, or an empty string."""
    return max((suffix for suffix in ARCHIVES if name.lower().endswith(suffix)), key=len, default="")


def compressed_suffix(name: str) -> str:
    """Return which of `COMPRESSED` the name of a single compressed file ends in, or an empty string."""
    if archive_suffix(name):
        return ""
    return next((suffix for suffix in COMPRESSED if name.lower().endswith(suffix)), "")


def list_members(path: Location, *, name: str) -> tuple[str, ...]:
    """List the regular files in an archive, sorted; hidden ones, folders and what macOS adds are passed over.

    Args:
        path: The archive.
        name: What the corpus calls it.

    Raises:
        InputError: It is no such archive, cut or damaged, or holds what no archive of texts holds: links, devices, two
            members of one name, names that leave the archive, archives (``E_ARCHIVE``); it is encrypted
            (``E_ENCRYPTED``), too large (``E_TOO_LARGE``), or has no files in it (``E_EMPTY``).
    """
    with open_regular(path, name=name) as stream:
        names = tuple(sorted(_members(stream, path, name)))
    if not names:
        raise InputError(f"{name} holds no files", code="E_EMPTY", help="remove it, or pack it again")
    return names


def refuse_nested(member: str, *, name: str) -> None:
    """Refuse a member that is packed itself; that one alone, whoever packed a folder may have left an archive in it.

    Raises:
        InputError: Its name says that it is an archive or compressed (``E_ARCHIVE``).
    """
    if nested := archive_suffix(member) or compressed_suffix(member):
        raise _refusal(name, f"it is packed twice ({nested} in an archive)", "unpack what is inside, then pack once")


def read_member(path: Location, member: str, *, name: str, settings: Settings) -> bytes:
    """Return the bytes of one member.

    Args:
        path: The archive.
        member: One of `list_members`.
        name: What the corpus calls the member.
        settings: Limits.

    Raises:
        InputError: As `list_members`; the member is not in the archive or its data are damaged (``E_ARCHIVE``), or it
            is larger than ``max_bytes`` (``E_TOO_LARGE``).
    """
    archive = name.removesuffix(f"/{member}")
    with open_regular(path, name=name) as stream:
        found = _members(stream, path, archive).get(member)
        if found is None:
            raise _refusal(name, "the archive has no such member")
        if found.size > settings.max_bytes:
            raise too_large(name, f"is {found.size:,} bytes", settings.max_bytes)
        if ARCHIVES[archive_suffix(archive)]:
            whole = _unpacked(path, archive, *state(stream, path))
            return whole[found.start : found.start + found.size]
        return _data(stream, found, archive, name)


def _members(stream: BinaryIO, path: Location, name: str) -> Mapping[str, _Member]:
    return _indexed(path, name, *state(stream, path))


# Kept: an archive of n members is read n times, each time by another call.
@lru_cache(maxsize=2)
def _indexed(path: Location, name: str, changed: str, size: int) -> Mapping[str, _Member]:
    suffix = archive_suffix(name)
    if ARCHIVES[suffix]:
        return _visible(_tar_members(BytesIO(_unpacked(path, name, changed, size)), name), name)
    with open_regular(path, name=name) as stream:
        return _visible((_zip_members if suffix == ".zip" else _tar_members)(stream, name), name)


@lru_cache(maxsize=1)
def _unpacked(path: Location, name: str, _changed: str, _size: int) -> bytes:
    with open_regular(path, name=name) as stream:
        return unpack(stream, ARCHIVES[archive_suffix(name)], name=name, limit=_MOST_UNPACKED)


def _data(stream: BinaryIO, member: _Member, archive: str, name: str) -> bytes:
    suffix = archive_suffix(archive)
    if member.start < 0:
        raise _refusal(name, "the list puts it before the archive")
    stream.seek(member.start)
    if suffix == ".zip":
        head = stream.read(_LOCAL_HEAD)
        if len(head) < _LOCAL_HEAD or not head.startswith(b"PK\x03\x04"):
            raise _refusal(name, f"no member starts at byte {member.start:,}, where the list says so")
        stream.seek(int.from_bytes(head[26:28], "little") + int.from_bytes(head[28:30], "little"), os.SEEK_CUR)
    data = stream.read(member.packed)
    if len(data) != member.packed:
        raise _refusal(name, f"{member.packed:,} bytes are announced, {len(data):,} are there")
    if member.method == _DEFLATED:
        data = inflate(data, size=member.size, name=name)
    if member.crc is not None and zlib.crc32(data) != member.crc:
        raise _refusal(name, "its checksum is wrong")
    return data


def _visible(members: Iterator[tuple[str, _Member]], name: str) -> dict[str, _Member]:
    """Return the members that are sources, every name in the archive checked."""
    found: dict[str, _Member] = {}
    for number, (printed, member) in enumerate(members, 1):
        if number > _MOST_MEMBERS:
            raise _refusal(name, f"it has more than {_MOST_MEMBERS:,} members")
        inner = printed.removeprefix("./")
        parts = inner.split("/")
        if fault := _fault(inner, parts):
            raise _refusal(name, f"member {printed[:200]!r} {fault}")
        if inner in found:
            raise _refusal(name, f"it has two members {inner!r}")
        if any(part.startswith(".") or part == "__MACOSX" for part in parts):
            continue
        found[inner] = member
    return found


def _fault(name: str, parts: list[str]) -> str:
    """Say what is wrong with a member's name."""
    if _CONTROLS.search(name):
        return "has control characters or broken UTF-8 in its name"
    if "\\" in name:
        return "has a backslash in its name"
    if name.startswith("/") or re.match("[A-Za-z]:", name):
        return "has an absolute path"
    if ".." in parts:
        return "has a path that leaves the archive"
    return "has an empty name in its path" if "" in parts else ""


def _zip_members(stream: BinaryIO, name: str) -> Iterator[tuple[str, _Member]]:
    import struct
    import zipfile

    _bound_list(stream, name)
    try:
        with zipfile.ZipFile(stream) as archive:
            infos = archive.infolist()
    # What zipfile raises for lists that do not add up (or point before the file: OSError), for versions it does not
    # know, and for names that are no UTF-8.
    except (zipfile.BadZipFile, NotImplementedError, struct.error, ValueError, OverflowError, OSError) as fault:
        raise _refusal(name, f"it is no ZIP archive, or a damaged one ({fault})") from fault
    for info in infos:
        printed = _printed_name(info)
        if info.flag_bits & _ENCRYPTED:
            raise InputError(f"{name} is encrypted", code="E_ENCRYPTED", help="pack it without a password")
        kind = stat.S_IFMT(info.external_attr >> 16)
        if kind not in {0, stat.S_IFREG, stat.S_IFDIR}:
            raise _refusal(name, f"member {printed[:200]!r} is a link or a device")
        if printed.endswith("/"):
            continue
        if info.compress_type not in {_STORED, _DEFLATED}:
            raise _refusal(name, f"member {printed[:200]!r} is packed by method {info.compress_type}", "use Deflate")
        yield (
            printed,
            _Member(info.header_offset, info.compress_size, info.file_size, info.compress_type, info.CRC),
        )


def _printed_name(info: object) -> str:
    """Return a ZIP member's name; without the mark for UTF-8 it may be in UTF-8 all the same, or in GBK."""
    name = str(getattr(info, "orig_filename", ""))
    if int(getattr(info, "flag_bits", 0)) & _UTF8_NAME or name.isascii():
        return name
    raw = name.encode("cp437")
    for codec in ("utf-8", "gb18030"):
        try:
            return raw.decode(codec)
        except UnicodeDecodeError:
            continue
    return name


def _bound_list(stream: BinaryIO, name: str) -> None:
    """Refuse a ZIP archive whose list of members is so long that reading it alone takes seconds."""
    size = stream.seek(0, os.SEEK_END)
    stream.seek(max(0, size - 65_557))
    tail = stream.read()
    end = tail.rfind(b"PK\x05\x06")
    if end < 0:
        raise _refusal(name, "it is no ZIP archive, or it is cut: the list of its members is not at the end")
    listed = int.from_bytes(tail[end + 12 : end + 16], "little")
    wide = tail.rfind(b"PK\x06\x06", 0, end)
    if wide >= 0:
        listed = max(listed % 0xFFFFFFFF, int.from_bytes(tail[wide + 40 : wide + 48], "little"))
    if listed > _MOST_LISTED:
        raise _refusal(name, f"it has more than {_MOST_MEMBERS:,} members")


def _tar_members(stream: BinaryIO, name: str) -> Iterator[tuple[str, _Member]]:
    import tarfile

    size = stream.seek(0, os.SEEK_END)
    stream.seek(0)
    try:
        with tarfile.open(fileobj=stream, mode="r:") as archive:
            for info in archive:
                end = info.offset_data + info.size
                if info.size < 0 or info.issparse() or end > size:
                    raise _refusal(name, f"member {info.name[:200]!r} is cut, sparse or of a false size")
                if not info.isdir() and not info.isreg():
                    raise _refusal(name, f"member {info.name[:200]!r} is a link or a device")
                if info.isreg():
                    yield info.name, _Member(info.offset_data, info.size, info.size)
            rest = archive.offset
    # What tarfile raises for headers that are damaged, refer to each other without end, or announce false lengths
    # (below zero: OSError).
    except (tarfile.TarError, ValueError, OverflowError, OSError, RecursionError, KeyError, IndexError) as fault:
        if isinstance(fault, InputError):
            raise
        raise _refusal(name, f"it is no TAR archive, or a damaged one ({fault})") from fault
    _require_end(stream, rest, name)


def _require_end(stream: BinaryIO, offset: int, name: str) -> None:
    """Refuse a TAR archive with something behind its last member: tarfile takes a damaged header for the end."""
    stream.seek(offset)
    while piece := stream.read(1 << 20):
        if piece.strip(b"\0"):
            raise _refusal(name, f"damaged behind its last member, at byte {offset:,} or later")
        offset += len(piece)


def _refusal(name: str, what: str, remedy: str = "pack the files again, or give the folder they are in") -> InputError:
    return InputError(f"{name}: {what}", code="E_ARCHIVE", help=remedy)
