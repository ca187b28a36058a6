r"""SubRip subtitles (SRT), one language or two.

The extracted text is the text rows of the cues in the order of the file, without formatting tags (<i>, {\an8}). Two
cues with one time range, or two rows of one cue, in different languages are one utterance twice: their lines are
marked as partners. There is no standard; www.matroska.org/technical/subtitles.html describes what players read.
"""

from __future__ import annotations

import re

from duizhao.errors import InputError
from duizhao.reading import rttm
from duizhao.reading.cues import RANGE, Cue, find_cues, lay_out, outside_warning
from duizhao.reading.decoding import decode
from duizhao.reading.formats import Extract, File
from duizhao.reading.lines import split_lines as physical_lines
from duizhao.reading.spoken import Spoken, Talk
from duizhao.records import Line

_FEWEST_RANGES = 3
# Tags that players know, and Aegisub's override blocks; any other angle bracket is text ("revenue < 5").
_TAG = re.compile(r"</?(?:[bius]|font|em|strong)(?:\s[^<>]*)?>|\{\\[^{}]*\}|\{/?[bius]\}", re.IGNORECASE)
_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
# "NAME: words": the label is in the text, and a grammar of labels takes it from there.
_NAMED = re.compile(r"[^\s:：][^:：]{0,60}[:：]\s*\S")


def looks_like(text: str) -> bool:
    """Whether a text file holds subtitles: three time ranges and more."""
    return sum(1 for line in physical_lines(text) if RANGE.match(line.text)) >= _FEWEST_RANGES


def read(file: File) -> Extract:
    """Read subtitles; speakers come from an RTTM file beside them where the cues name none.

    Raises:
        InputError: The bytes are not text, or no cue stands in them (``E_NO_CUES``).
    """
    decoded = decode(file.data, name=file.name)
    found, warnings = _read(decoded.text, file)
    return Extract(found, decoded.codec, (*decoded.warnings, *warnings))


def lines(text: str) -> tuple[Line, ...]:
    """Return the text lines of the cues with their times (seconds) and partners.

    Raises:
        InputError: No time range stands in the text (``E_NO_CUES``).
    """
    return _read(text, None)[0]


def _read(text: str, file: File | None) -> tuple[tuple[Line, ...], tuple[str, ...]]:
    found = find_cues([line.text for line in physical_lines(text)], identifiers=False)
    spoken = {cue.line: _spoken(cue) for cue in found.cues}
    if not any(stretch.text for stretch in spoken.values()):
        raise InputError(
            "no subtitle cue was found",
            code="E_NO_CUES",
            help="an SRT cue has a line 00:00:01,000 --> 00:00:02,000",
        )
    used: tuple[str, ...] = ()
    if file is not None:
        spoken, used = with_speakers(spoken, file)
    out, warnings = lay_out(found.cues, lambda cue: (spoken[cue.line],))
    return out, (*outside_warning(found.outside), *found.warnings, *warnings, *used)


def with_speakers(spoken: dict[int, Spoken], file: File) -> tuple[dict[int, Spoken], tuple[str, ...]]:
    """Give cues the speakers of the RTTM file beside them, unless most of them name one in their text."""
    if file.rttm is None:
        return spoken, ()
    said = [stretch for stretch in spoken.values() if stretch.text]
    if 2 * sum(_NAMED.match(stretch.text) is not None for stretch in said) > len(said):
        return spoken, (rttm.unused(file, "the cues name their speakers"),)
    talk = rttm.join(Talk(tuple(spoken.values())), file)
    # Cues have no timed words: each stays in one piece.
    return dict(zip(spoken, talk.stretches, strict=True)), talk.warnings


def _spoken(cue: Cue) -> Spoken:
    texts = [_TAG.sub("", _BREAK.sub("\n", text)).strip() for _, text in cue.rows]
    return Spoken("\n".join(text for text in texts if text), None, cue.begin, cue.finish)
