"""Reading loses nothing: text round-trips through bytes, lines through their endings."""

from __future__ import annotations

import codecs

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from duizhao.errors import InputError
from duizhao.reading import subtitles
from duizhao.reading.decoding import Decoded, decode
from duizhao.reading.lines import split_lines as lines
from property.texts import PIECES

# Control characters other than tab, line feed, form feed, carriage return and escape say "binary"; \x00 too.
_TEXT = st.text(st.characters(exclude_categories=("Cs", "Cc"), include_characters="\t\n\r\u0085"), max_size=80)
_MARKS = {
    "utf-8": codecs.BOM_UTF8,
    "utf-16-le": codecs.BOM_UTF16_LE,
    "utf-16-be": codecs.BOM_UTF16_BE,
    "utf-32-le": codecs.BOM_UTF32_LE,
    "utf-32-be": codecs.BOM_UTF32_BE,
}


@settings(deadline=None, max_examples=300)
@given(_TEXT)
@example("\u2028\u0085\x0c line")
def test_utf8_round_trips(text: str) -> None:
    # What looks like a byte-order mark or an archive's signature is taken for one.
    assume(not text.startswith(("\ufeff", "%PDF-", "BZh", "PK")))
    # So is what opens like JSON, RTF or markup.
    assume(not text.lstrip().startswith(("[", "{", "<")))
    decoded = decode(text.encode(), name="call.txt")
    assert (decoded.text, decoded.codec, decoded.warnings) == (text, "utf-8", ())


@pytest.mark.parametrize("codec", sorted(_MARKS))
@settings(deadline=None, max_examples=60)
@given(_TEXT)
def test_marked_encodings_round_trip(codec: str, text: str) -> None:
    # UTF-16 text whose first character is U+0000 would carry the mark of UTF-32; no text begins so.
    decoded = decode(_MARKS[codec] + text.encode(codec), name="call.txt")
    assert (decoded.text, decoded.codec) == (text.lstrip("\ufeff"), codec)


def decoded_or_code(data: bytes) -> tuple[Decoded | None, str]:
    try:
        return decode(data, name="call.txt"), ""
    except InputError as fault:
        return None, fault.code


@settings(deadline=None, max_examples=300)
@given(st.binary(max_size=60))
def test_any_bytes_decode_or_are_refused(data: bytes) -> None:
    decoded, code = decoded_or_code(data)
    if decoded is None:
        assert code in {"E_BINARY", "E_ENCODING", "E_ENCODING_MIXED", "E_NOT_TEXT"}
    else:
        assert decoded.codec == "utf-8" or decoded.warnings or data.startswith(tuple(_MARKS.values()))


@settings(deadline=None, max_examples=300)
@given(st.text(st.sampled_from("ab\n\r\x0b\x0c\x1c\x1d\x85\u2028\u2029 "), max_size=40))
def test_lines_end_at_line_feeds_and_carriage_returns_alone(text: str) -> None:
    texts = [line.text for line in lines(text)]
    # The slow plain way: one kind of ending after the other.
    assert texts == text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    assert [line.number for line in lines(text)] == list(range(1, len(texts) + 1))


_CUES = st.lists(st.tuples(st.integers(0, 3), st.lists(PIECES.filter(str.strip), min_size=1, max_size=2)), max_size=6)


@settings(deadline=None, max_examples=150)
@given(_CUES)
def test_subtitles_keep_the_text_lines_in_order(cues: list[tuple[int, list[str]]]) -> None:
    words = [" ".join(text.split()) for _, texts in cues for text in texts]
    assume(words)
    assume(not any(text.isdigit() or "-->" in text for text in words))
    file, at = [], iter(words)
    for number, (second, texts) in enumerate(cues, 1):
        file += [str(number), f"00:00:0{second},000 --> 00:00:0{second},900", *(next(at) for _ in texts), ""]
    found = subtitles.lines("\n".join(file))
    assert [line.text for line in found] == words
    for line in found:
        if line.partner is not None:
            other = found[line.partner - 1]
            assert other.partner == line.number
            assert (other.begin, other.finish) == (line.begin, line.finish)
