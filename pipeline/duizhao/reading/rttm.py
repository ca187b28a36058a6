"""Speakers from an RTTM file beside a timed transcript.

Reference: NIST, Rich Transcription Evaluation Plan (RT-09), appendix A: ``SPEAKER file channel onset duration ortho
type name confidence``, times in seconds. Lines of other types (LEXEME, NON-SPEECH, SPKR-INFO ...) say nothing of who
speaks when.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, replace
from itertools import accumulate, groupby
from pathlib import PurePosixPath
from typing import Never

from duizhao.errors import InputError
from duizhao.reading.clock import seconds
from duizhao.reading.decoding import decode
from duizhao.reading.formats import File
from duizhao.reading.lines import split_lines
from duizhao.reading.spoken import Spoken, Talk, speaker_label

SUFFIX = ".rttm"
_FIELDS = 8
_TYPES = frozenset(
    "SEGMENT NOSCORE NO_RT_METADATA LEXEME NON-LEX NON-SPEECH FILLER EDIT IP SU CB A/P SPKR-INFO SPEAKER".split()
)
# No call has so many; more are another file, and would cost time in proportion.
_MOST_SPEAKERS = 500


@dataclass(frozen=True, slots=True)
class Floor:
    """When one speaker speaks: intervals in order that do not overlap, in seconds.

    Attributes:
        name: As the file calls them.
        begins: Of the intervals.
        ends: Of the intervals.
        before: Seconds spoken before each interval, and in all.
    """

    name: str
    begins: tuple[float, ...]
    ends: tuple[float, ...]
    before: tuple[float, ...]

    def overlap(self, begin: float, finish: float) -> float:
        """Return for how many seconds of an interval the speaker speaks."""
        return max(0.0, self._until(finish) - self._until(begin))

    def _until(self, time: float) -> float:
        at = bisect_right(self.begins, time)
        return self.before[at] - max(0.0, self.ends[at - 1] - time) if at else 0.0


def read(file: File) -> Never:
    """Refuse an RTTM file given as a transcript.

    Raises:
        InputError: Always (``E_RTTM_ALONE``): it holds no words.
    """
    raise InputError(
        f"{file.name} says who speaks when and holds no words",
        code="E_RTTM_ALONE",
        help="give the transcript beside it, under the same name (call.json, call.srt or call.vtt beside call.rttm)",
    )


def join(talk: Talk, file: File) -> Talk:
    """Take the speakers of stretches without any from the RTTM file beside their source.

    Each stretch, and each run of timed words, takes the speaker who speaks longest in its time; where nobody does, it
    keeps none (a stretch) or goes with the word before (a word).

    Raises:
        InputError: The RTTM file is malformed (``E_RTTM``).
    """
    data = file.rttm
    if data is None:
        return talk
    if any(spoken.label for spoken in talk.stretches):
        return replace(talk, warnings=(*talk.warnings, unused(file, "the transcript names its speakers")))
    if all(spoken.begin is None for spoken in talk.stretches):
        return replace(talk, warnings=(*talk.warnings, unused(file, "the transcript has no times")))
    floors = floors_of(data, _beside(file))
    stretches = tuple(piece for spoken in talk.stretches for piece in _pieces(spoken, floors))
    named = sum(spoken.label is not None for spoken in stretches)
    said = f"W_RTTM_USED: {_beside(file)} names the speakers of {named:,} of {len(stretches):,} stretches"
    return Talk(stretches, (*talk.warnings, said))


def unused(file: File, reason: str) -> str:
    """Return the warning that the RTTM file beside a transcript was not used."""
    return f"W_RTTM_UNUSED: {_beside(file)}: {reason}"


def _beside(file: File) -> str:
    return str(PurePosixPath(file.name).with_suffix(SUFFIX))


def floors_of(data: bytes, name: str) -> tuple[Floor, ...]:
    """Return who speaks when.

    Args:
        data: An RTTM file.
        name: Of the file. Of several recordings in it the one of that name is taken.

    Raises:
        InputError: A line is no RTTM, or the file holds several recordings, none of that name (``E_RTTM``).
    """
    recordings: dict[str, dict[str, list[tuple[float, float]]]] = {}
    for line in split_lines(decode(data, name=name).text):
        fields = line.text.split()
        if not fields or fields[0].startswith(";;"):
            continue
        if fields[0] == "SPEAKER":
            begin, finish = _interval(fields, f"{name}, line {line.number}")
            recordings.setdefault(fields[1], {}).setdefault(fields[7], []).append((begin, finish))
        elif fields[0] not in _TYPES:
            _refuse(f"{name}, line {line.number}: {fields[0]:.40} is no RTTM type")
    stem = PurePosixPath(name).stem
    if not recordings or (len(recordings) > 1 and stem not in recordings):
        listed = ", ".join(f"{one:.40}" for one in sorted(recordings)[:8])
        _refuse(f"{name}: no recording is called {stem} ({listed})" if listed else f"{name}: no SPEAKER line")
    speakers = recordings[stem] if stem in recordings else next(iter(recordings.values()))
    if len(speakers) > _MOST_SPEAKERS:
        _refuse(f"{name}: {len(speakers):,} speakers")
    return tuple(_floor(speaker, intervals) for speaker, intervals in speakers.items())


def _interval(fields: list[str], place: str) -> tuple[float, float]:
    if len(fields) < _FIELDS:
        _refuse(f"{place}: {len(fields)} fields, 8 and more are needed")
    begin, length = seconds(fields[3]), seconds(fields[4])
    if begin is None or length is None:
        _refuse(f"{place}: {fields[3]:.20} and {fields[4]:.20} are no onset and duration in seconds")
    return begin, begin + length


def _floor(name: str, intervals: list[tuple[float, float]]) -> Floor:
    merged: list[tuple[float, float]] = []
    for begin, finish in sorted(intervals):
        if merged and begin <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], finish))
        else:
            merged.append((begin, finish))
    before = tuple(accumulate((finish - begin for begin, finish in merged), initial=0.0))
    return Floor(name, tuple(begin for begin, _ in merged), tuple(finish for _, finish in merged), before)


def _longest(floors: tuple[Floor, ...], begin: float | None, finish: float | None) -> str | None:
    if begin is None or finish is None:
        return None
    times = [(floor.overlap(begin, finish), floor.name) for floor in floors]
    most, name = max(times, key=lambda pair: pair[0], default=(0.0, ""))
    return name if most > 0 else None


def _pieces(spoken: Spoken, floors: tuple[Floor, ...]) -> list[Spoken]:
    """Cut a stretch where the speaker of its words changes."""
    whole = _longest(floors, spoken.begin, spoken.finish)
    current = next((name for word in spoken.words if (name := _longest(floors, word[1], word[2]))), whole)
    said: list[tuple[str | None, tuple[int, float, float]]] = []
    for word in spoken.words:
        current = _longest(floors, word[1], word[2]) or current
        said.append((current, word))
    runs = [(name, [word for _, word in group]) for name, group in groupby(said, key=lambda pair: pair[0])]
    if len(runs) < 2:  # noqa: PLR2004
        return [replace(spoken, label=speaker_label(runs[0][0] if runs else whole))]
    starts = [0, *(words[0][0] for _, words in runs[1:]), len(spoken.text)]
    return [
        Spoken(
            spoken.text[starts[at] : starts[at + 1]],
            speaker_label(name),
            words[0][1],
            words[-1][2],
            tuple((place - starts[at], begin, finish) for place, begin, finish in words),
        )
        for at, (name, words) in enumerate(runs)
    ]


def _refuse(what: str) -> Never:
    raise InputError(what, code="E_RTTM", help="mend the RTTM file, or remove it to do without its speakers")
