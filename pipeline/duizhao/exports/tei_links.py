"""What stands beside the text of a TEI file: alignments, discrepancies, questions with their answers, times."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from duizhao.corpus.calls import Call
from duizhao.corpus.records import Pair, Segment, Turn
from duizhao.exports.bilingual import grouped_pairs
from duizhao.exports.xml_text import XmlWriter, pointers, xml_id
from duizhao.vocabulary import Level, Relation

_ORIGIN = "0"


class Links:
    """What joins the segments of a call that are written.

    Attributes:
        left: How many pairs are not, because a part of them was not chosen.
        opposite: Segment to those that say the same in the other language, in their order.
        omitted_before: Segment to what was left out of a rendition before it: the segments of the original.
        omitted_after: The same, after it.
    """

    def __init__(self, call: Call) -> None:
        """Join them."""
        self._call = call
        self._written = {one.segment_id for one in call.segments}
        self.left = 0
        self.opposite: dict[str, list[str]] = defaultdict(list)
        self.omitted_before: dict[str, list[list[str]]] = defaultdict(list)
        self.omitted_after: dict[str, list[list[str]]] = defaultdict(list)
        for passage, pairs in grouped_pairs(call):
            self._place(passage, [pair for pair in pairs if self._whole(pair)])

    def _whole(self, pair: Pair) -> bool:
        return self._written.issuperset(_keys((*pair.source, *pair.target)))

    def _place(self, passage: Pair | None, pairs: Sequence[Pair]) -> None:
        last: str | None = None
        following = [one for one in _keys(passage.target) if one in self._written] if passage else []
        for pair in pairs:
            source, target = _keys(pair.source), _keys(pair.target)
            if pair.relation != Relation.REPETITION:
                for one, others in ((source, target), (target, source)):
                    for key in one:
                        self.opposite[key] += others
            if target:
                last = target[-1]
            elif pair.rendition == "zero" and last is None and following:
                self.omitted_before[following[0]].append(source)
            elif pair.rendition == "zero":
                # Where no rendition is, the omission stands after what was left out.
                self.omitted_after[last or source[-1]].append(source)

    def write(self, xml: XmlWriter, times: Mapping[int, str]) -> None:
        """Write ``standOff``, if there is anything to stand in it."""
        groups = [(relation, level) for relation in Relation for level in Level]
        found = {group: self._call.pairs(group[0], level=group[1]) for group in groups}
        whole = {group: [pair for pair in pairs if self._whole(pair)] for group, pairs in found.items()}
        self.left = sum(map(len, found.values())) - sum(map(len, whole.values()))
        questions = _questions(self._call.turns)
        if not (any(whole.values()) or questions or self._call.discrepancies or times):
            return
        with xml.inside("standOff"):
            _write_timeline(xml, times)
            for (relation, level), pairs in whole.items():
                if pairs:
                    with xml.inside("linkGrp", {"type": relation, "subtype": level, "targFunc": "source target"}):
                        for pair in pairs:
                            _write_link(xml, pair)
            if questions:
                with xml.inside("linkGrp", {"type": "question"}):
                    for question, turns in questions.items():
                        tag = "link" if len(turns) > 1 else "ptr"
                        xml.leaf(tag, attributes={"xml:id": xml_id(question), "target": pointers(turns)})
            self._write_discrepancies(xml)

    def _write_discrepancies(self, xml: XmlWriter) -> None:
        for one in self._call.discrepancies:
            about = {
                "xml:id": xml_id(one.discrepancy_id),
                "type": "discrepancy",
                "subtype": one.kind or one.type,
                "cert": str(one.confidence),
                "target": pointers((*one.source_segments, *one.target_segments)),
            }
            xml.leaf("note", one.explanation, about)


def _keys(segments: Iterable[Segment]) -> list[str]:
    return [one.segment_id for one in segments]


def _questions(turns: Iterable[Turn]) -> dict[str, list[str]]:
    out: dict[str, list[str]] = defaultdict(list)
    for turn in turns:
        if turn.question_id:
            out[turn.question_id].append(turn.turn_id)
    return out


def _write_link(xml: XmlWriter, pair: Pair) -> None:
    """Write a pair as a link, a pointer before it for each side of several; as a pointer where one side is empty."""
    about = {"xml:id": xml_id(pair.alignment_id), "type": pair.rendition, "cert": str(pair.score)}
    sides = {"source": _keys(pair.source), "target": _keys(pair.target)}
    held = {name: keys for name, keys in sides.items() if keys}
    if len(held) == 1:
        for name, keys in held.items():
            xml.leaf("ptr", attributes={**about, "subtype": name, "target": pointers(keys)})
        return
    ends = []
    for name, keys in held.items():
        end = keys[0]
        if len(keys) > 1:
            end = f"{pair.alignment_id}-{name}"
            side = {"xml:id": xml_id(end), "type": "side", "subtype": name, "target": pointers(keys)}
            xml.leaf("ptr", attributes=side)
        ends.append(end)
    xml.leaf("link", attributes={**about, "target": pointers(ends)})


def times_of(call: Call) -> dict[int, str]:
    """Return the points of a call's time line: milliseconds to what the point is called."""
    seconds = {time for one in call.segments for time in (one.begin, one.finish) if time is not None and time >= 0}
    times = sorted({round(1000 * one) for one in seconds})
    return {time: f"{call.transcript_id}-T{number}" for number, time in enumerate(times, 1)}


def _write_timeline(xml: XmlWriter, times: Mapping[int, str]) -> None:
    if not times:
        return
    origin = f"{next(iter(times.values())).rpartition('T')[0]}T{_ORIGIN}"
    with xml.inside("timeline", {"unit": "s", "origin": pointers([origin])}):
        xml.leaf("when", attributes={"xml:id": xml_id(origin), "absolute": "00:00:00"})
        for time, name in times.items():
            held = {"xml:id": xml_id(name), "interval": f"{time / 1000:.3f}", "since": pointers([origin])}
            xml.leaf("when", attributes=held)
