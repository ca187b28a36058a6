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
# Formats known by their first bytes (tar: by bytes 257 to 262), each with what would help.
_SIGNATURES = {
    b"%PDF-": ("a PDF file", "rename it to end in .pdf"),
    b"PK\x03\x04": ("a ZIP or DOCX file", "rename it to end in .zip or .docx"),
    b"\x1f\x8b": ("a gzip file", "rename it to end in .gz, behind the suffix of what it holds (.txt.gz)"),
    b"BZh": ("a bzip2 file", "rename it to end in .bz2, behind the suffix of what it holds (.txt.bz2)"),
    b"\xfd7zXZ": ("an xz file", "rename it to end in .xz, behind the suffix of what it holds (.txt.xz)"),
    b"\xd0\xcf\x11\xe0": ("an old Word, Excel or other OLE file", "save it as .docx or text"),
    b"\x00\x05\x16\x07": ("a resource fork that macOS writes beside files", "remove it"),
}
# Escape sequences of ISO-2022: 7-bit, but no text.
_ISO_2022 = re.compile(rb"\x1b\$[@AB]|\x1b\(J")
# Control characters no text holds; a share above this is a binary file (real transcripts: 0).
_CONTROLS = frozenset(range(32)) - {9, 10, 12, 13, 27}
_MAX_CONTROL_SHARE = 0.02
# What browsers read under these names (WHATWG Encoding, section 4.2): the standard's characters and those that programs
# add to them. A page that can name its encoding in ASCII is not in UTF-16, whatever it says.
_BROADER = {
    **dict.fromkeys(("utf8", "utf-16", "utf-16le", "utf-16be", "unicode"), "utf-8"),
    **dict.fromkeys(("gb2312", "gbk", "x-gbk", "gb_2312-80", "chinese", "csgb2312"), "gb18030"),
    **dict.fromkeys(("big5", "big5-hkscs", "x-x-big5", "cn-big5", "csbig5"), "big5hkscs"),
    **dict.fromkeys(("iso-8859-1", "latin1", "ascii", "us-ascii", "windows-1252", "l1"), "cp1252"),
}
# A byte 80 between ASCII, or before it, is no lead or trail byte of a Chinese character.
_LONE_EURO = re.compile(rb"((?:\A|[\x00-\x7f])(?:[\x81-\xfe][\x40-\xfe])*)\x80(?=[\x00-\x39\x3a-\x3f]|\Z)")
# Overlong forms, surrogates and points beyond U+10FFFF are no damage: some program writes another form of UTF-8.
_FOREIGN_FORM = re.compile(rb"(?:[\xc0\xc1]|\xed[\xa0-\xbf]|\xf4[\x90-\xbf]|[\xf5-\xfd])[\x80-\xbf]?(?<=[\x80-\xbf])")
# More damaged stretches than this are no accident of copying.
_MOST_DAMAGED = 20
# Bytes other than ASCII that may happen to be UTF-8 in text of another encoding.
_CHANCE = 12
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


def decode(data: bytes, *, name: str, declared: str = "") -> Decoded:
    """Decode a file's bytes; nothing is replaced or dropped but byte-order marks at the start.

    Args:
        data: The file.
        name: What the corpus calls it.
        declared: The encoding that the file itself names (HTML, XML), empty where it names none. A byte-order mark
            outdoes it, and so does text that is UTF-8 beyond doubt.

    Raises:
        InputError: The bytes are a known binary format or hold control characters (``E_BINARY``) or several encodings
            (``E_ENCODING_MIXED``), or no codec decodes them (``E_ENCODING``).
    """
    for mark, codec in _MARKS:
        if data.startswith(mark):
            return _without_marks(_strict(data[len(mark) :], codec, name), codec)
    _refuse_binary(data, name)
    if data.count(0) > _WIDE[0] * len(data):
        return _wide(data, name)
    if declared and (decoded := _as_declared(data, declared)):
        return decoded
    try:
        decoded = Decoded(data.decode("utf-8"), "utf-8")
    except UnicodeDecodeError as fault:
        decoded = _guess(data, name, fault)
    if declared and not data.isascii() and decoded.codec != declared.lower():
        warning = f"W_ENCODING_DECLARED: the file says {declared}, which does not fit; decoded as {decoded.codec}"
        return Decoded(decoded.text, decoded.codec, (warning, *decoded.warnings))
    return decoded


def _as_declared(data: bytes, declared: str) -> Decoded | None:
    """Decode by the encoding the file names; null where its bytes say otherwise."""
    codec = _BROADER.get(declared.lower(), declared.lower())
    try:
        text = data.decode(codec)
    except (UnicodeDecodeError, LookupError):
        return None
    if codec != "utf-8" and not data.isascii():
        # In other encodings, text is UTF-8 by chance for a few characters, not for many.
        try:
            if len(data.decode("utf-8").encode("ascii", "ignore")) < len(data) - _CHANCE:
                return None
        except UnicodeDecodeError:
            pass
    return Decoded(text, codec)


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
    for signature, (what, remedy) in _SIGNATURES.items():
        if data.startswith(signature):
            raise InputError(f"{name} is {what}", code="E_BINARY", help=remedy)
    if data[257:262] == b"ustar":
        raise InputError(f"{name} is a tar archive", code="E_BINARY", help="rename it to end in .tar")
    if _ISO_2022.search(data):
        raise InputError(f"{name} is in an ISO-2022 encoding", code="E_ENCODING", help="save the file as UTF-8")
    low, high = _WIDE
    wide = low * len(data) < data.count(0) < high * len(data)
    if not wide and sum(data.count(control) for control in _CONTROLS) > _MAX_CONTROL_SHARE * len(data):
        raise InputError(f"{name} holds control characters: it is no text", code="E_BINARY", help="give a text file")


def _guess(data: bytes, name: str, fault: UnicodeDecodeError) -> Decoded:
    from charset_normalizer import from_bytes

    if (mended := _mostly_utf8(data)) is not None:
        return mended
    _refuse_mixed(data, name)
    best = from_bytes(data, cp_isolation=_CODECS).best()
    if best is None and b"\x80" in data:
        # Windows writes the euro sign of code page 936 as a single byte 80, which GB 18030 does not know.
        data = _LONE_EURO.sub(b"\\1\xa2\xe3", data)
        best = from_bytes(data, cp_isolation=["gb18030"]).best()
    text = data.decode(best.encoding) if best is not None else ""
    if best is None or not _plausible(text):
        raise InputError(
            f"{name}: byte {fault.start} is not UTF-8, and no other encoding fits",
            code="E_ENCODING",
            help="save the file as UTF-8",
        ) from fault
    warning = f"W_ENCODING_GUESSED: not UTF-8 (byte {fault.start}); decoded as {best.encoding}"
    return Decoded(text, best.encoding, (warning,))


def _mostly_utf8(data: bytes) -> Decoded | None:
    """Decode UTF-8 in which a few bytes are damaged; null where so many are that it is another encoding.

    Each damaged stretch becomes one U+FFFD, and is reported with its place.
    """
    places: list[tuple[int, bytes]] = []
    parts: list[str] = []
    at = 0
    while at < len(data):
        try:
            parts.append(data[at:].decode("utf-8"))
            break
        except UnicodeDecodeError as fault:
            start, end = at + fault.start, at + fault.end
            if _FOREIGN_FORM.match(data, start):
                return None
            places.append((start, data[start:end]))
            parts += [data[at:start].decode("utf-8"), "\ufffd"]
            at = end
        if len(places) > _MOST_DAMAGED:
            return None
    text = "".join(parts)
    # Characters of several bytes that are right show that the rest is UTF-8 indeed; ASCII alone shows nothing.
    right = sum(character > "\x7f" for character in text) - len(places)
    if right < _CHANCE * len(places):
        return None
    first, wrong = places[0]
    line = data.count(b"\n", 0, first) + 1
    found = f"{len(places)} damaged stretches of UTF-8, first at byte {first} ({wrong.hex(' ')}), line {line}"
    return Decoded(text, "utf-8", (f"W_INVALID_BYTES: {found}; each is U+FFFD in the text",))


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
