"""TextGrid: a file for each call that has times, as Praat writes it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from duizhao.corpus.calls import Call
from duizhao.corpus.reader import Corpus
from duizhao.exports.format import Format, Options, Output, Written
from duizhao.exports.timed import Tier, write_timed
from duizhao.exports.xml_text import Characters, picture, plain_name

# Praat ends a text at the first of them, or takes it for the end of a line.
_CONTROLS = re.compile("[\x00-\x08\x0a-\x1f]")


def write(corpus: Corpus, output: Output, _options: Options) -> Written:
    """Write ``TRANSCRIPT.TextGrid`` for each call with times: a tier for each speaker and voice, one for translations.

    The stretches between annotations are intervals without text, as the format requires.
    """
    characters = Characters()
    done = write_timed(corpus, output, lambda call, tiers, place: _write_call(call, tiers, place, characters))
    return Written(done.counts, done.notes + characters.notes())


def _write_call(call: Call, tiers: Sequence[Tier], output: Output, characters: Characters) -> None:
    end = max(one.finish for tier in tiers for one in tier.annotations)
    with output.text(f"{plain_name(call.transcript_id)}.TextGrid") as stream:
        stream.write('File type = "ooTextFile"\nObject class = "TextGrid"\n\n')
        stream.write(f"xmin = 0\nxmax = {_seconds(end)}\ntiers? <exists>\nsize = {len(tiers)}\nitem []:\n")
        for number, tier in enumerate(tiers, 1):
            intervals = list(_intervals(tier, end))
            stream.write(f'    item [{number}]:\n        class = "IntervalTier"\n')
            stream.write(f"        name = {_quoted(tier.name, characters)}\n        xmin = 0\n")
            stream.write(f"        xmax = {_seconds(end)}\n        intervals: size = {len(intervals)}\n")
            for place, (begin, finish, text) in enumerate(intervals, 1):
                stream.write(f"        intervals [{place}]:\n            xmin = {_seconds(begin)}\n")
                stream.write(f"            xmax = {_seconds(finish)}\n            text = {_quoted(text, characters)}\n")


def _intervals(tier: Tier, end: int) -> Iterator[tuple[int, int, str]]:
    """Cover a tier from the start to the end."""
    at = 0
    for one in tier.annotations:
        if one.begin > at:
            yield at, one.begin, ""
        yield one.begin, one.finish, one.text
        at = one.finish
    if at < end:
        yield at, end, ""


def _seconds(milliseconds: int) -> str:
    return f"{milliseconds // 1000}.{milliseconds % 1000:03d}"


def _quoted(text: str, characters: Characters) -> str:
    held, lost = _CONTROLS.subn(lambda found: picture(found[0]), text)
    characters.lost += lost
    doubled = held.replace('"', '""')
    return f'"{doubled}"'


FORMAT = Format("textgrid", "a file for each call that has times; Praat, Montreal Forced Aligner", write)
