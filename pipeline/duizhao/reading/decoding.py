"""From bytes to text: byte-order mark, strict UTF-8, then a guess that is reported."""

from __future__ import annotations

import codecs
from dataclasses import dataclass

from duizhao.errors import InputError

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_SIGNATURES = {
    b"%PDF-": "PDF",
    b"PK\x03\x04": "ZIP or DOCX",
    b"\x1f\x8b": "gzip",
    b"BZh": "bzip2",
    b"\xfd7zXZ": "xz",
}
# Control characters no text holds; a share above this is a binary file (real transcripts: 0).
_CONTROLS = frozenset(range(32)) - {9, 10, 12, 13, 27}
_MAX_CONTROL_SHARE = 0.005
# East Asian and Windows codecs that transcripts come in; a guess outside the list does not win.
_CODECS = ["gb18030", "big5", "big5hkscs", "utf_16", "utf_16_le", "utf_16_be", "cp1252", "cp950", "shift_jis"]


@dataclass(frozen=True, slots=True)
class Decoded:
    """Text, the codec it came by, and what a user should know of that."""

    text: str
    codec: str
    warnings: tuple[str, ...] = ()


def decode(data: bytes, *, name: str) -> Decoded:
    """Decode a file's bytes; nothing is replaced or dropped but a byte-order mark.

    Raises:
        InputError: The bytes are a known binary format or hold control characters (``E_BINARY``), or no codec
            decodes them (``E_ENCODING``).
    """
    for mark, codec in _MARKS:
        if data.startswith(mark):
            return Decoded(_strict(data[len(mark) :], codec, name), codec)
    _refuse_binary(data, name)
    try:
        return Decoded(data.decode("utf-8"), "utf-8")
    except UnicodeDecodeError as fault:
        return _guess(data, name, fault)


def _strict(data: bytes, codec: str, name: str) -> str:
    try:
        return data.decode(codec)
    except UnicodeDecodeError as fault:
        raise InputError(
            f"{name}: its byte-order mark says {codec}, but byte {fault.start} does not fit",
            code="E_ENCODING",
            help="the file is cut or damaged; export it again",
        ) from fault


def _refuse_binary(data: bytes, name: str) -> None:
    for signature, what in _SIGNATURES.items():
        if data.startswith(signature):
            raise InputError(f"{name} is a {what} file", code="E_BINARY", help="give the text it holds")
    wide = data[:4096].count(0) > len(data[:4096]) // 4  # UTF-16 without a mark: every other byte is zero
    if not wide and data and sum(data.count(control) for control in _CONTROLS) > _MAX_CONTROL_SHARE * len(data):
        raise InputError(f"{name} holds control characters: it is no text", code="E_BINARY", help="give a text file")


def _guess(data: bytes, name: str, fault: UnicodeDecodeError) -> Decoded:
    from charset_normalizer import from_bytes

    best = from_bytes(data, cp_isolation=_CODECS).best()
    if best is None:
        raise InputError(
            f"{name}: byte {fault.start} is not UTF-8, and no other encoding fits",
            code="E_ENCODING",
            help="save the file as UTF-8",
        ) from fault
    text = data.decode(best.encoding)
    warning = f"W_ENCODING_GUESSED: not UTF-8 (byte {fault.start}); decoded as {best.encoding}"
    return Decoded(text, best.encoding, (warning,))
