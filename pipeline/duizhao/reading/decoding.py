"""From bytes to text: byte-order mark, strict UTF-8, then a guess that is reported."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from duizhao.errors import InputError

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# Formats known by their first bytes (or, for tar, by bytes 257 to 262).
_SIGNATURES = {
    b"%PDF-": "a PDF file",
    b"PK\x03\x04": "a ZIP or DOCX file",
    b"\x1f\x8b": "a gzip file",
    b"BZh": "a bzip2 file",
    b"\xfd7zXZ": "an xz file",
    b"\x00\x05\x16\x07": "a resource fork that macOS writes beside files",
}
# Escape sequences of ISO-2022: 7-bit, but no text.
_ISO_2022 = re.compile(rb"\x1b\$[@AB]|\x1b\(J")
# Control characters no text holds; a share above this is a binary file (real transcripts: 0).
_CONTROLS = frozenset(range(32)) - {9, 10, 12, 13, 27}
_MAX_CONTROL_SHARE = 0.02
# UTF-16 without a mark: about every other byte of its ASCII is zero.
_WIDE = (0.2, 0.6)
_STRAY_ZEROS = 0.05
# East Asian and Windows codecs that transcripts come in; a guess outside the list does not win.
_CODECS = ["gb18030", "big5", "big5hkscs", "utf_16", "utf_16_le", "utf_16_be", "cp1252", "cp950"]
# The characters that a third and more of any Chinese text consists of, Simplified and Traditional. Korean or Japanese
# bytes decode as GB18030 too, into characters that nobody uses: below this share a guess is no Chinese.
_COMMON_HAN = frozenset(
    "的一是了我不人在他有这個个们們来來到时時大地为為中你说說国國年和要也得里後后自以会會家可下而过過能对對小多都好看起发發没沒成只如事把还還用第样樣"
    "想作种種开開总總从從面最但现現前些所同日手又行意动動方期经經长長位分因很给給名法间間什两兩次使者被高已其进進此与與公司季度收入增加利润潤业業务務"
    "市场場客户戶产產品管理层層问問题題谢謝请請今天今电電话話位我们本元亿億万萬月"
)
_LEAST_COMMON, _ENOUGH_HAN = 0.15, 10
# Share of the lines with other than ASCII characters that must be in each encoding for a file to be mixed.
_MIXED = 0.1


@dataclass(frozen=True, slots=True)
class Decoded:
    """Text, the codec it came by, and what a user should know of that."""

    text: str
    codec: str
    warnings: tuple[str, ...] = ()


def decode(data: bytes, *, name: str) -> Decoded:
    """Decode a file's bytes; nothing is replaced or dropped but byte-order marks at the start.

    Raises:
        InputError: The bytes are a known binary format or hold control characters (``E_BINARY``), several
            encodings (``E_ENCODING_MIXED``), or no codec decodes them
            (``E_ENCODING``).
    """
    for mark, codec in _MARKS:
        if data.startswith(mark):
            return _without_marks(_strict(data[len(mark) :], codec, name), codec)
    _refuse_binary(data, name)
    if data.count(0) > _WIDE[0] * len(data):
        return _wide(data, name)
    try:
        return Decoded(data.decode("utf-8"), "utf-8")
    except UnicodeDecodeError as fault:
        return _guess(data, name, fault)


def _wide(data: bytes, name: str) -> Decoded:
    """Decode UTF-16 without a mark: the zero bytes of its ASCII stand at odd places, or at even ones."""
    even, odd = data[::2].count(0), data[1::2].count(0)
    codec = "utf-16-le" if odd > even else "utf-16-be"
    text = data.decode(codec, "replace")
    strange = sum(not character.isprintable() and not character.isspace() for character in text) + text.count("\ufffd")
    if min(even, odd) > _STRAY_ZEROS * max(even, odd) or strange > _MAX_CONTROL_SHARE * len(text):
        raise InputError(f"{name} holds zero bytes: it is no text", code="E_BINARY", help="give a text file")
    return Decoded(text, codec, (f"W_ENCODING_GUESSED: zero bytes and no byte-order mark; decoded as {codec}",))


def _without_marks(text: str, codec: str) -> Decoded:
    """Drop further byte-order marks at the start: the file was saved twice."""
    bare = text.lstrip("\ufeff")
    if bare == text:
        return Decoded(text, codec)
    return Decoded(bare, codec, (f"W_STRAY_BOM: {len(text) - len(bare) + 1} byte-order marks at the start",))


def _strict(data: bytes, codec: str, name: str) -> str:
    try:
        return data.decode(codec)
    except UnicodeDecodeError as fault:
        raise InputError(
            f"{name} looks like {codec}, but byte {fault.start} does not fit",
            code="E_ENCODING",
            help="the file is cut or damaged; export it again",
        ) from fault


def _refuse_binary(data: bytes, name: str) -> None:
    for signature, what in _SIGNATURES.items():
        if data.startswith(signature):
            raise InputError(f"{name} is {what}", code="E_BINARY", help="give the text it holds")
    if data[257:262] == b"ustar":
        raise InputError(f"{name} is a tar archive", code="E_BINARY", help="give the files it holds")
    if _ISO_2022.search(data):
        raise InputError(f"{name} is in an ISO-2022 encoding", code="E_ENCODING", help="save the file as UTF-8")
    low, high = _WIDE
    wide = low * len(data) < data.count(0) < high * len(data)
    if not wide and sum(data.count(control) for control in _CONTROLS) > _MAX_CONTROL_SHARE * len(data):
        raise InputError(f"{name} holds control characters: it is no text", code="E_BINARY", help="give a text file")


def _guess(data: bytes, name: str, fault: UnicodeDecodeError) -> Decoded:
    from charset_normalizer import from_bytes

    _refuse_mixed(data, name)
    best = from_bytes(data, cp_isolation=_CODECS).best()
    text = data.decode(best.encoding) if best is not None else ""
    if best is None or not _plausible(text):
        raise InputError(
            f"{name}: byte {fault.start} is not UTF-8, and no other encoding fits",
            code="E_ENCODING",
            help="save the file as UTF-8",
        ) from fault
    warning = f"W_ENCODING_GUESSED: not UTF-8 (byte {fault.start}); decoded as {best.encoding}"
    return Decoded(text, best.encoding, (warning,))


def _refuse_mixed(data: bytes, name: str) -> None:
    """Refuse a file whose lines are in several encodings: as a whole it decodes, and every other line is wrong."""
    rows = [row for row in data.split(b"\n") if not row.isascii()]
    good = sum(_is_utf8(row) for row in rows)
    if good and len(rows) - good and min(good, len(rows) - good) >= _MIXED * len(rows):
        first = next(number for number, row in enumerate(data.split(b"\n"), 1) if not _is_utf8(row))
        raise InputError(
            f"{name}: {good} lines are UTF-8 and {len(rows) - good} are not (the first: line {first})",
            code="E_ENCODING_MIXED",
            help="the file was joined from several; convert each part to UTF-8",
        )


def _is_utf8(row: bytes) -> bool:
    try:
        row.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _plausible(text: str) -> bool:
    """Whether Chinese text that a guess gave is made of the characters that Chinese is made of."""
    han = [character for character in text if "\u3400" <= character <= "\u9fff"]
    return len(han) < _ENOUGH_HAN or sum(character in _COMMON_HAN for character in han) >= _LEAST_COMMON * len(han)
