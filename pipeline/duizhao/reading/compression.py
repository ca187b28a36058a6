"""Compressed streams (gzip, bzip2, xz, raw deflate), unpacked piece by piece within a limit.

Formats: RFC 1952 (gzip: members may follow each other), RFC 1951 (deflate), the bzip2 and xz file formats (streams
may follow each other; xz streams and gzip files may be padded with zero bytes).
"""

from __future__ import annotations

import bz2
import lzma
import zlib
from collections.abc import Callable, Iterator, Mapping
from io import BytesIO
from types import MappingProxyType
from typing import BinaryIO, Protocol

from duizhao.errors import InputError
from duizhao.reading.files import too_large

_PIECE = 1 << 16
# An xz stream names the memory its dictionary takes; `xz -9` writes 64 MiB, and up to 4 GiB may be asked for.
_XZ_MEMORY = 128 << 20
# No text packs tighter than this (calls: 3 to 10 times, xz over many alike: 40); from _FAIR bytes on, more is a bomb.
_MOST_PACKED, _FAIR = 200, 16 << 20


class _Decompressor(Protocol):
    """What `bz2` and `lzma` offer, and `_Deflate` for zlib."""

    @property
    def eof(self) -> bool: ...
    @property
    def needs_input(self) -> bool: ...
    @property
    def unused_data(self) -> bytes: ...
    def decompress(self, data: bytes, max_length: int) -> bytes: ...


class _Deflate:
    """zlib's decompressor with the calls of `bz2.BZ2Decompressor`."""

    def __init__(self, wbits: int) -> None:
        self._zlib = zlib.decompressobj(wbits)

    @property
    def eof(self) -> bool:
        return self._zlib.eof

    @property
    def needs_input(self) -> bool:
        return not self._zlib.eof and not self._zlib.unconsumed_tail

    @property
    def unused_data(self) -> bytes:
        return self._zlib.unused_data

    def decompress(self, data: bytes, max_length: int) -> bytes:
        return self._zlib.decompress(self._zlib.unconsumed_tail + data, max_length)


_GZIP, _RAW = 16 + zlib.MAX_WBITS, -zlib.MAX_WBITS
_STREAMS: Mapping[str, Callable[[], _Decompressor]] = MappingProxyType(
    {
        ".gz": lambda: _Deflate(_GZIP),
        ".bz2": bz2.BZ2Decompressor,
        ".xz": lambda: lzma.LZMADecompressor(lzma.FORMAT_XZ, memlimit=_XZ_MEMORY),
    }
)
#: Suffixes of files that are one compressed stream.
COMPRESSED = tuple(_STREAMS)


def unpack(stream: BinaryIO, suffix: str, *, name: str, limit: int) -> bytes:
    """Unpack a compressed file whole.

    Args:
        stream: The packed bytes.
        suffix: One of `COMPRESSED`.
        name: What the corpus calls the file.
        limit: Most bytes that may come out.

    Returns:
        The unpacked bytes of all streams in the file.

    Raises:
        InputError: More than `limit` bytes, or 200 times the packed size, would come out (``E_TOO_LARGE``); a stream
            is cut or damaged, or something else follows it (``E_ARCHIVE``).
    """
    out = BytesIO()
    packed = 0
    pieces = iter(lambda: stream.read(_PIECE), b"")
    rest = next(pieces, b"")
    while rest:
        before = out.tell()
        one = _STREAMS[suffix]()
        for piece, read in _pieces(one, rest, pieces, name=name):
            packed += read
            out.write(piece)
            if out.tell() > limit:
                raise too_large(name, f"unpacks to more than {limit:,} bytes", limit)
            if out.tell() > _FAIR and out.tell() > _MOST_PACKED * packed:
                raise too_large(name, f"unpacks to more than {_MOST_PACKED} times its size", limit)
        if not one.eof:
            raise _damaged(name, f"the compressed data end early, after {out.tell() - before:,} unpacked bytes")
        rest = _following(one.unused_data, pieces, suffix)
    return out.getvalue()


def inflate(data: bytes, *, size: int, name: str) -> bytes:
    """Unpack raw deflate data whose unpacked size is known.

    Raises:
        InputError: They are cut or damaged, or unpack to another size (``E_ARCHIVE``).
    """
    one = _Deflate(_RAW)
    out = BytesIO()
    for piece, _ in _pieces(one, data, iter(()), name=name):
        out.write(piece)
        if out.tell() > size:
            break
    if out.tell() != size or not one.eof:
        raise _damaged(name, f"it does not unpack to the {size:,} bytes that the archive's list gives")
    return out.getvalue()


def _pieces(one: _Decompressor, data: bytes, more: Iterator[bytes], *, name: str) -> Iterator[tuple[bytes, int]]:
    """Yield what a stream unpacks to, in pieces of bounded size, each with how many packed bytes were fed for it."""
    try:
        while not one.eof:
            piece = one.decompress(data, _PIECE)
            if piece or data:
                yield piece, len(data)
            data = b""
            # More may come out without more going in.
            if not piece and one.needs_input and not (data := next(more, b"")):
                return
    except (zlib.error, lzma.LZMAError, OSError, EOFError, ValueError) as fault:
        raise _damaged(name, f"the compressed data are damaged ({fault})") from fault


def _following(rest: bytes, more: Iterator[bytes], suffix: str) -> bytes:
    """Return what follows a stream: the next stream, or nothing; padding with zero bytes is passed over."""
    if suffix == ".bz2":
        return rest or next(more, b"")
    while not (rest := rest.lstrip(b"\0")):
        if not (rest := next(more, b"")):
            return b""
    return rest


def _damaged(name: str, what: str) -> InputError:
    return InputError(f"{name}: {what}", code="E_ARCHIVE", help="pack it again, or give the unpacked file")
