"""Calls as annotations on a time line, for the formats of phonetics and of annotation by ear."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain, count, groupby

from duizhao.corpus.calls import Call
from duizhao.corpus.reader import Corpus
from duizhao.corpus.records import Segment, Turn, running_text
from duizhao.errors import UsageError
from duizhao.exports.format import Output, Written

#: What labels say is said by tiers.
_NO_ANNOTATION = "label"


@dataclass(frozen=True, slots=True)
class Annotation:
    """A stretch of text on the time line; milliseconds, `finish` is after `begin`."""

    begin: int
    finish: int
    text: str


@dataclass(frozen=True, slots=True)
class Tier:
    """Annotations that follow one another without overlapping.

    Attributes:
        name: Unique in the call: who speaks, and what kind of talk it is.
        person: Whose remarks they are; empty for what nobody says.
        annotations: In order of time.
    """

    name: str
    person: str
    annotations: tuple[Annotation, ...]


#: Writes a timed call to its file; returns nothing.
Writer = Callable[[Call, Sequence[Tier], Output], None]


def write_timed(corpus: Corpus, output: Output, write: Writer) -> Written:
    """Write the calls that have times.

    Raises:
        UsageError: No chosen call has (``E_NOT_TIMED``).
    """
    counts = Counter(calls=0, tiers=0, annotations=0)
    left: Counter[str] = Counter()
    for call in corpus:
        tiers = tiers_of(call, left)
        if not tiers:
            left["call"] += 1
            continue
        write(call, tiers, output)
        counts.update(calls=1, tiers=len(tiers), annotations=sum(len(one.annotations) for one in tiers))
    if not counts["calls"]:
        raise UsageError(
            "no chosen call says when things are said",
            code="E_NOT_TIMED",
            help="subtitles (.srt, .vtt) and .json with begin and end of its segments do: build a corpus of those",
        )
    told = {
        "call": "calls without times are left out",
        "segment": "segments without begin and end are left out of calls that have times",
        "instant": "annotations that end before or where they begin are written as one millisecond long",
        "overlap": "annotations that overlap another of their tier stand in further tiers, named (2) and on",
    }
    return Written(counts, tuple(f"{left[why]:,} {text}" for why, text in told.items() if left[why]))


def tiers_of(call: Call, left: Counter[str]) -> tuple[Tier, ...]:
    """Return a call's tiers, in order of what is said first; none for a call without times.

    Segments that follow one another in one tier and have one time between them, as the sentences of a subtitle have,
    are one annotation: nobody knows when each of them begins.

    Args:
        call: A call.
        left: Counts what could not be kept: ``segment``, ``instant``, ``overlap``.
    """
    if not call.timed:
        return ()
    names = _Names(call)
    held: dict[tuple[str, str], list[tuple[int, int, Segment]]] = defaultdict(list)
    for one in call.segments:
        if one.kind == _NO_ANNOTATION:
            continue
        if one.begin is None or one.finish is None or one.begin < 0:
            left["segment"] += 1
            continue
        held[names.of(one)].append((_milliseconds(one.begin), _milliseconds(one.finish), one))
    laid = (tier for (name, person), found in held.items() for tier in _laid(name, person, found, left))
    return tuple(_unique(laid))


def _unique(tiers: Iterable[Tier]) -> Iterator[Tier]:
    """Give tiers a name of their own: somebody may be called ``notes``."""
    taken: set[str] = set()
    for tier in tiers:
        name = next(name for name in chain([tier.name], (f"{tier.name} #{n}" for n in count(2))) if name not in taken)
        taken.add(name)
        yield replace(tier, name=name)


def _milliseconds(seconds: float) -> int:
    return round(seconds * 1000)


class _Names:
    """Names of tiers: one for each speaker, voice and pass, one more for the translations under the talk."""

    def __init__(self, call: Call) -> None:
        self._turns: dict[str | None, Turn] = {one.turn_id: one for one in call.turns}
        called = Counter(one.called for one in call.speakers)
        # Two people of one name are told apart by their number in the call.
        self._called = {
            one.speaker_id: one.called if called[one.called] == 1 else f"{one.called} [{number}]"
            for number, one in enumerate(call.speakers, 1)
        }
        self._passes = len({one.pass_number for one in call.turns})

    def of(self, one: Segment) -> tuple[str, str]:
        """Return the name of a segment's tier, and of the person."""
        turn = self._turns.get(one.turn_id)
        if turn is None:
            return "notes", ""
        person = self._called[turn.speaker.speaker_id] if turn.speaker else ""
        parts = [
            person or turn.role,
            "interpreter" if one.voice == "interpreter" else "",
            "translation" if one.delivery == "machine-translation" else "",
            f"pass {one.pass_number}" if self._passes > 1 else "",
        ]
        return " / ".join(filter(None, parts)), person


def _laid(name: str, person: str, found: list[tuple[int, int, Segment]], left: Counter[str]) -> Iterator[Tier]:
    """Lay annotations into as many tiers as it takes that none overlaps another of its tier."""
    lanes: list[list[Annotation]] = []
    for one in sorted(_merged(found, left), key=lambda one: (one.begin, one.finish)):
        lane = next((lane for lane in lanes if lane[-1].finish <= one.begin), None)
        if lane is None:
            lanes.append(lane := [])
        left["overlap"] += lane is not lanes[0]
        lane.append(one)
    for number, lane in enumerate(lanes, 1):
        yield Tier(name if number == 1 else f"{name} ({number})", person, tuple(lane))


def _merged(found: list[tuple[int, int, Segment]], left: Counter[str]) -> Iterator[Annotation]:
    for (begin, finish, _), group in groupby(found, lambda one: (one[0], one[1], one[2].turn_id)):
        left["instant"] += finish <= begin
        yield Annotation(begin, max(finish, begin + 1), running_text(one.text for _, _, one in group))
