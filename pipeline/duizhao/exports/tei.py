"""TEI P5: a file for each call, and one that includes them all, after the manner of ParlaMint.

Turns are ``u``, segments ``seg`` with ``corresp`` to what says the same in the other language; what is no speech is
``note``. ``standOff`` holds alignments, discrepancies, questions and times. ``tei.rng`` describes exactly this.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from importlib.resources import files
from itertools import groupby

from duizhao.corpus.calls import Call
from duizhao.corpus.reader import Corpus
from duizhao.corpus.records import Segment, Turn
from duizhao.exports.bilingual import chinese_tag, language_tag
from duizhao.exports.format import Format, Options, Output, Written
from duizhao.exports.tei_header import write_call_header, write_corpus_header
from duizhao.exports.tei_links import Links, times_of
from duizhao.exports.xml_text import Characters, XmlWriter, plain_name, pointers, xml_id

_SCHEMA = "tei.rng"
_CORPUS = "corpus.xml"
_MODEL = {"href": _SCHEMA, "type": "application/xml", "schematypens": "http://relaxng.org/ns/structure/1.0"}
_ROOT = {"xmlns": "http://www.tei-c.org/ns/1.0", "xml:lang": "en"}
_MACHINE = "machine-translation"


@dataclass(slots=True)
class _Totals:
    characters: Characters = field(default_factory=Characters)
    counts: Counter[str] = field(default_factory=lambda: Counter(calls=0, turns=0, speakers=0, pairs=0))
    flags: set[str] = field(default_factory=set[str])
    left: int = 0


def write(corpus: Corpus, output: Output, _options: Options) -> Written:
    """Write ``corpus.xml``, ``TRANSCRIPT.xml`` for each call, and the schema they are valid by."""
    totals, names = _Totals(), list[str]()
    with output.text(_SCHEMA) as stream:
        stream.write(files("duizhao.exports").joinpath(_SCHEMA).read_text("utf-8"))
    for call in corpus:
        names.append(f"{plain_name(call.transcript_id)}.xml")
        with output.text(names[-1]) as stream:
            _Document(XmlWriter(stream, totals.characters), call, totals).write()
    with output.text(_CORPUS) as stream:
        xml = XmlWriter(stream, totals.characters)
        xml.instruction("xml-model", _MODEL)
        with xml.inside("teiCorpus", {**_ROOT, "xmlns:xi": "http://www.w3.org/2001/XInclude"}):
            write_corpus_header(xml, len(names), sorted(totals.flags))
            for name in names:
                xml.leaf("xi:include", attributes={"href": name})
    parted = (f"{totals.left:,} pairs of which a part was not chosen are not in it",) if totals.left else ()
    return Written(totals.counts, parted + totals.characters.notes())


class _Document:
    """Writes the file of one call."""

    def __init__(self, xml: XmlWriter, call: Call, totals: _Totals) -> None:
        self._xml, self._call, self._totals = xml, call, totals
        self._turns: dict[str | None, Turn] = {one.turn_id: one for one in call.turns}
        self._links, self._times = Links(call), times_of(call)
        self._chinese = chinese_tag(call.segments)
        self._parts = Counter[str]()

    def write(self) -> None:
        """Write it, and count what it holds."""
        xml, call = self._xml, self._call
        tags = dict.fromkeys(map(self._tag, call.segments))
        xml.instruction("xml-model", _MODEL)
        with xml.inside("TEI", {**_ROOT, "xml:id": xml_id(call.transcript_id)}):
            write_call_header(xml, call, tags, self._chinese)
            with xml.inside("text"), xml.inside("body"):
                self._write_passes()
            self._links.write(xml, self._times)
        self._totals.counts.update(
            calls=1,
            turns=len(self._parts),
            speakers=len(call.speakers),
            pairs=len(call.rows("alignments")),
        )
        self._totals.left += self._links.left

    def _tag(self, one: Segment) -> str:
        return language_tag(one.lang, self._chinese)

    def _write_passes(self) -> None:
        placed = self._placed(self._call.segments)
        passes = [(number, [one[1:] for one in group]) for number, group in groupby(placed, lambda one: one[0])]
        for number, held in passes:
            if len(passes) == 1:
                self._write_sections(held)
            else:
                with self._xml.inside("div", {"type": "pass", "n": str(number)}):
                    self._write_sections(held)

    def _placed(self, segments: Iterable[Segment]) -> Iterator[tuple[int, str, Segment]]:
        """Give segments with the pass and section they stand in; of what is not speech, its neighbour's."""
        section, number = "prepared", 1
        for one in segments:
            turn = self._turns.get(one.turn_id)
            section = turn.section if turn else one.section or section
            number = turn.pass_number if turn else one.pass_number or number
            yield number, section, one

    def _write_sections(self, held: Sequence[tuple[str, Segment]]) -> None:
        for section, group in groupby(held, lambda one: one[0]):
            with self._xml.inside("div", {"type": section}):
                for turn, segments in _floors([one for _, one in group]):
                    if turn in self._turns:
                        self._write_turn(self._turns[turn], segments)
                    else:
                        for one in segments:
                            self._write_note(one)

    def _write_turn(self, turn: Turn, segments: Sequence[Segment]) -> None:
        self._parts[turn.turn_id] += 1
        part = self._parts[turn.turn_id]
        times = [time for one in segments for time in (one.begin, one.finish) if time is not None and time >= 0]
        about = {
            # A turn that another one interrupts is an element for each of its parts.
            "xml:id": xml_id(turn.turn_id if part == 1 else f"{turn.turn_id}.{part}"),
            "prev": pointers([turn.turn_id]) if part > 1 else None,
            "who": pointers([turn.speaker.speaker_id]) if turn.speaker else None,
            "ana": _words(role=turn.role, voice=turn.voice, delivery=turn.delivery),
            "cert": str(turn.confidence),
            "start": self._point(min(times, default=None)),
            "end": self._point(max(times, default=None)),
        }
        with self._xml.inside("u", about):
            for one in segments:
                if one.kind == "speech":
                    self._write_segment(one, turn)
                else:
                    self._write_note(one)

    def _point(self, seconds: float | None) -> str | None:
        time = None if seconds is None else self._times.get(round(1000 * seconds))
        return pointers([time]) if time else None

    def _write_segment(self, one: Segment, turn: Turn) -> None:
        links, key = self._links, one.segment_id
        own: Mapping[str, str | None] = {
            "voice": one.voice if one.voice != turn.voice else None,
            "delivery": one.delivery if one.delivery != turn.delivery else None,
        }
        self._totals.flags.update(one.flags)
        about = {
            "xml:id": xml_id(key),
            "xml:lang": self._tag(one),
            "type": _MACHINE if one.delivery == _MACHINE else None,
            "ana": " ".join(filter(None, (_words(**own), *(_words(flag=flag) for flag in one.flags)))) or None,
            "corresp": pointers(dict.fromkeys(links.opposite.get(key, ()))),
        }
        self._write_omissions(links.omitted_before.get(key, ()))
        begin, finish = self._point(one.begin), self._point(one.finish)
        if begin:
            self._xml.leaf("anchor", attributes={"synch": begin})
        self._xml.leaf("seg", one.text, about)
        if finish:
            self._xml.leaf("anchor", attributes={"synch": finish})
        if "inaudible" in one.flags:
            self._xml.leaf("gap", attributes={"reason": "inaudible", "corresp": pointers([key])})
        self._write_omissions(links.omitted_after.get(key, ()))

    def _write_omissions(self, omitted: Iterable[Sequence[str]]) -> None:
        for source in omitted:
            self._xml.leaf("gap", attributes={"reason": "omitted", "corresp": pointers(source)})

    def _write_note(self, one: Segment) -> None:
        about = {"type": one.kind, "xml:id": xml_id(one.segment_id), "xml:lang": self._tag(one)}
        self._xml.leaf("note", one.text, about)


def _floors(segments: Sequence[Segment]) -> Iterator[tuple[str | None, Sequence[Segment]]]:
    """Cut segments into turns and what stands between them: notes inside of a turn are its own."""
    turn: str | None = None
    held: list[Segment] = []
    after: list[Segment] = []
    for one in segments:
        if one.turn_id is None:
            after.append(one)
            continue
        if held and one.turn_id == turn:
            held += after
        else:
            yield from _both(turn, held, after)
            held = []
        held.append(one)
        turn, after = one.turn_id, []
    yield from _both(turn, held, after)


def _both(
    turn: str | None, held: Sequence[Segment], after: Sequence[Segment]
) -> Iterator[tuple[str | None, Sequence[Segment]]]:
    if held:
        yield turn, held
    if after:
        yield None, after


def _words(**held: str | None) -> str | None:
    """Return references to words of the taxonomies that the file of the whole holds."""
    return " ".join(f"{_CORPUS}#{name}.{word}" for name, word in held.items() if word) or None


FORMAT = Format("tei", "a file for each call, TEI P5 as in ParlaMint, with a schema; oXygen, TXM, XSLT", write)
