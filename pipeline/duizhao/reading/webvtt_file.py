"""WebVTT (.vtt): cues whose voice spans name the speakers.

Reference: W3C, WebVTT: The Web Video Text Tracks Format, sections 4 (syntax) and 6 (parsing). The parser differs from
the standard's where that would lose words: a "<" that opens no tag is text, a character reference needs its
semicolon, text after a blank row inside a cue is text, and time ranges are read in SubRip's spelling too. The library
webvtt-py was looked at: it names the voice of a cue's first row alone, and passes over what it cannot parse in silence.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import replace

from duizhao.errors import InputError
from duizhao.reading import rttm
from duizhao.reading.cues import Cue, find_cues, lay_out, outside_warning
from duizhao.reading.decoding import decode
from duizhao.reading.formats import Extract, File
from duizhao.reading.lines import split_lines
from duizhao.reading.spoken import Spoken, speaker_label
from duizhao.reading.subtitles import with_speakers

_HEADER = re.compile(r"WEBVTT(?:[ \t]+(?P<title>.*))?")
_BLOCK = re.compile(r"(?P<kind>NOTE|STYLE|REGION)(?:\s|$)")
# Voice spans (with the classes after a dot), and every other tag of the standard, times included. One blank and then
# anything: two open-ended parts side by side would take quadratic time on blanks.
_VOICE = re.compile(r"<v(?:\.[^\s<>]*)?[ \t\n](?P<name>[^<>]*)>|(?P<end></v\s*>)")
_TAG = re.compile(r"</?(?:[cbiuv]|ruby|rt|lang)(?:[.\s][^<>]*)?>|<[0-9:.]+>")
_CUT_TAG = re.compile(r"</?[a-z][^<>]*\Z|<[0-9:.]*\Z")
_REFERENCE = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")


def read(file: File) -> Extract:
    """Read a WebVTT file; speakers come from an RTTM file beside it where it has no voices.

    Raises:
        InputError: The bytes are not text, or no cue stands in them (``E_NO_CUES``).
    """
    decoded = decode(file.data, name=file.name)
    texts = [line.text for line in split_lines(decoded.text)]
    start, outside, warnings = _header(texts)
    kept, notes = _without_blocks(texts, start)
    found = find_cues(kept, identifiers=True)
    spoken = {cue.line: tuple(_voices(cue)) for cue in found.cues}
    if not any(stretches for stretches in spoken.values()):
        raise InputError(
            f"{file.name}: no cue was found",
            code="E_NO_CUES",
            help="a WebVTT cue has a line 00:00:01.000 --> 00:00:02.000",
        )
    last = found.cues[-1]
    if spoken[last.line] and _CUT_TAG.search(last.rows[-1][1]):
        warnings.append(f"W_TRUNCATED: line {last.rows[-1][0]} ends the file inside a tag")
    if not any(stretch.label for stretches in spoken.values() for stretch in stretches):
        flat, used = with_speakers({line: _one(stretches) for line, stretches in spoken.items()}, file)
        spoken = {line: (stretch,) for line, stretch in flat.items()}
        warnings += used
    elif file.rttm is not None:
        warnings.append(rttm.unused(file, "the cues name their speakers"))
    lines, more = lay_out(found.cues, lambda cue: spoken[cue.line])
    rows = sorted((*outside, *notes, *found.outside))
    return Extract(lines, decoded.codec, (*decoded.warnings, *warnings, *outside_warning(rows), *found.warnings, *more))


def _header(texts: list[str]) -> tuple[int, list[tuple[int, str]], list[str]]:
    """Return the row after the header, its title, and a warning where there is none."""
    found = _HEADER.fullmatch(texts[0])
    if found is None:
        return 0, [], [f"W_CUE_FORM: line 1 is {texts[0].strip()!r:.40}, not WEBVTT"]
    title = [(1, found["title"])] if (found["title"] or "").strip(" -\t") else []
    row = 1
    while row < len(texts) and texts[row].strip() and "-->" not in texts[row]:
        row += 1  # metadata: "Kind: captions"
    # An identifier may stand before the first time range without a blank row.
    return (row - 1 if 1 < row < len(texts) and "-->" in texts[row] else row), title, []


def _without_blocks(texts: list[str], start: int) -> tuple[list[str], list[tuple[int, str]]]:
    """Blank out the header and NOTE, STYLE and REGION blocks; return the rows, and those of notes."""
    kept = ["" if row < start else text for row, text in enumerate(texts)]
    notes: list[tuple[int, str]] = []
    kind = ""
    for row in range(start, len(kept)):
        text = kept[row]
        if not text.strip() or "-->" in text:
            kind = ""
        elif not kind and (row == start or not texts[row - 1].strip()):
            found = _BLOCK.match(text)
            # A cue may be identified as "NOTE 7"; only what has no time range under it is a block.
            is_cue = row + 1 < len(texts) and "-->" in texts[row + 1]
            kind = found["kind"] if found and not is_cue else ""
        if kind:
            kept[row] = ""
            if kind == "NOTE":
                notes.append((row + 1, text))
    return kept, notes


def _voices(cue: Cue) -> Iterator[Spoken]:
    """Yield the stretches of a cue: a voice span each, and the text between them."""
    text = "\n".join(row for _, row in cue.rows)
    name: str | None = None
    at = 0
    for found in _VOICE.finditer(text):
        yield from _stretch(cue, text[at : found.start()], name)
        name = None if found["end"] else _plain(found["name"])
        at = found.end()
    yield from _stretch(cue, text[at:], name)


def _stretch(cue: Cue, text: str, name: str | None) -> Iterator[Spoken]:
    plain = _plain(text)
    if plain.strip():
        yield Spoken(plain, speaker_label(name), cue.begin, cue.finish)


def _plain(text: str) -> str:
    """Return text without tags, its character references resolved; an unknown reference stays as it stands."""
    return _REFERENCE.sub(lambda found: html.unescape(found[0]) or found[0], _TAG.sub("", text))


def _one(stretches: tuple[Spoken, ...]) -> Spoken:
    if not stretches:
        return Spoken("")
    return replace(stretches[0], text="\n".join(stretch.text for stretch in stretches))
