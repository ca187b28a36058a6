"""What holds of every input: it is refused for a named reason, or gives a transcript whose layers fit together."""

from __future__ import annotations

import math
import tempfile
import traceback
import unicodedata
import warnings as python_warnings
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from duizhao.codes import REJECTIONS, WARNINGS
from duizhao.corpus.rows import transcript_rows
from duizhao.corpus.schema import TABLES
from duizhao.errors import InputError
from duizhao.pipeline import process
from duizhao.reading import Source, find_sources
from duizhao.records import Alignment, Document, Line, Transcript
from duizhao.vocabulary import Kind, Level, Relation
from fuzz.inputs import Input

# Characters that a terminal acts on, or that make a line look like another; `repr` escapes all of them.
_RAW = frozenset(("Cc", "Zl", "Zp", "Cs"))
_DIRECTIONS = frozenset("\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one source.

    Attributes:
        outcome: ``ok``, the code of the refusal, or ``defect``.
        broken: The laws that do not hold, each with what was found.
    """

    outcome: str
    broken: tuple[str, ...] = ()


def results(one: Input, folder: Path | None = None) -> list[Result]:
    """Process an input in a folder of its own, or in the given one: a result for each source in it."""
    with tempfile.TemporaryDirectory(dir=folder) as place:
        path = Path(place) / one.name
        path.write_bytes(one.data)
        for suffix, data in one.beside.items():
            path.with_name(f"{path.name.partition('.')[0]}{suffix}").write_bytes(data)
        return list(_results(path))


def broken(one: Input) -> list[str]:
    """Return the laws that an input breaks."""
    return [law for result in results(one) for law in result.broken]


def _results(path: Path) -> Iterator[Result]:
    try:
        sources = find_sources([path])
    except Exception as fault:  # noqa: BLE001 - whatever comes is what is looked for
        yield _defect(fault)
        return
    for source in sources:
        with python_warnings.catch_warnings():
            python_warnings.simplefilter("error")
            yield _result(source)


def _result(source: Source) -> Result:
    try:
        one = process(source)
    except InputError as fault:
        return Result(fault.code, tuple(_about_error(fault)))
    except Exception as fault:  # noqa: BLE001 - whatever comes is what is looked for
        return _defect(fault)
    try:
        return Result("ok", tuple(laws(one)))
    except Exception as fault:  # noqa: BLE001 - rows that cannot be written are a defect too
        return _defect(fault)


def _defect(fault: Exception) -> Result:
    """Name a defect by its type and the innermost of our places, so that each counts once."""
    frames = traceback.extract_tb(fault.__traceback__)
    ours = [frame for frame in frames if "duizhao" in frame.filename] or frames
    last = ours[-1]
    place = f"{Path(last.filename).name}:{last.name}"
    return Result("defect", (f"raises {type(fault).__name__} in {place}: {str(fault)[:300]!r} (line {last.lineno})",))


def _about_error(fault: InputError) -> Iterator[str]:
    if fault.code not in REJECTIONS or fault.code == "E_INTERNAL":
        yield f"unknown code: {fault.code}"
    if not fault.help:
        yield f"no help: {fault.code} {fault.message!r}"
    for text in (fault.message, fault.help):
        yield from _raw(f"raw character in {fault.code}", text)


def _raw(what: str, text: str) -> Iterator[str]:
    found = [one for one in text if unicodedata.category(one) in _RAW or one in _DIRECTIONS]
    if found:
        yield f"{what}: {found[:3]!r} in {text[:200]!r}"


def laws(one: Transcript) -> Iterator[str]:
    """Yield what does not hold of a transcript."""
    yield from _lines(one.document)
    yield from _tiles(one)
    yield from _turns(one)
    yield from _beads(one)
    yield from _passages(one)
    yield from _spans(one)
    yield from _numbers(one)
    yield from _warnings(one)
    yield from _rows(one)


def _lines(document: Document) -> Iterator[str]:
    for number, line in enumerate(document.lines, 1):
        where = f"line {line.number}"
        if line.number != number:
            yield f"line numbers: {where} stands at {number}"
        if "\n" in line.text or "\r" in line.text:
            yield f"line ending in a line: {where}"
        if not 0 <= line.label_end <= len(line.text):
            yield f"label end outside its line: {where}"
        if line.partner is not None and (line.partner == number or not 1 <= line.partner <= len(document.lines)):
            yield f"partner: {where} and {line.partner}"
        for at in (line.begin, line.finish):
            if at is not None and not math.isfinite(at):
                yield f"time: {where} {at!r}"
        yield from _words(line)


def _words(line: Line) -> Iterator[str]:
    last = -1
    for at, begin, finish in line.words:
        if not last < at < len(line.text) or not line.text[at].strip():
            yield f"word outside its line: line {line.number} {at}"
        if not (math.isfinite(begin) and math.isfinite(finish)):
            yield f"word time: line {line.number} {begin!r} {finish!r}"
        last = at


def _tiles(one: Transcript) -> Iterator[str]:
    covered = [bytearray(len(line.text)) for line in one.document.lines]
    before = (0, 0)
    for index, segment in enumerate(one.segments):
        if segment.index != index:
            yield f"segment index: {segment.index} at {index}"
        if (segment.line, segment.start) < before:
            yield f"segment order: {index}"
        before = (segment.line, segment.end)
        text = one.document.lines[segment.line - 1].text
        if segment.end > len(text) or segment.text != text[segment.start : segment.end]:
            yield f"segment text: {index} {segment.text!r}"
        for at in range(segment.start, min(segment.end, len(text))):
            covered[segment.line - 1][at] += 1
    for line, marks in zip(one.document.lines, covered, strict=True):
        wrong = [at for at, held in enumerate(marks) if held != 1 and (held > 1 or not line.text[at].isspace())]
        if wrong:
            yield f"tiling: line {line.number} at {wrong[:5]}, {line.text[wrong[0] : wrong[0] + 20]!r}"


def _turns(one: Transcript) -> Iterator[str]:
    turns = one.attribution.turns
    held = Counter(index for turn in turns for index in turn.segments)
    lost = [segment.index for segment in one.segments if segment.kind is Kind.SPEECH and not held[segment.index]]
    if lost:
        yield f"speech in no turn: {lost[:5]}"
    if any(count > 1 for count in held.values()):
        yield "segment in two turns"
    if [turn.index for turn in turns] != list(range(len(turns))):
        yield "turn indices"
    if any(not turn.segments or list(turn.segments) != sorted(turn.segments) for turn in turns):
        yield "order inside a turn"
    firsts = [turn.segments[0] for turn in turns if turn.segments]
    if firsts != sorted(firsts):
        yield "turn order"
    yield from _people(one)


def _people(one: Transcript) -> Iterator[str]:
    turns, people = one.attribution.turns, one.attribution.speakers
    for turn in turns:
        if turn.speaker is not None and not 0 <= turn.speaker < len(people):
            yield f"speaker of turn {turn.index}: {turn.speaker}"
        if not 1 <= turn.passage <= one.attribution.passes:
            yield f"pass of turn {turn.index}: {turn.passage} of {one.attribution.passes}"
        if not turn.evidence:
            yield f"no evidence for turn {turn.index}"
    if [person.index for person in people] != list(range(len(people))):
        yield "speaker indices"


def _beads(one: Transcript) -> Iterator[str]:
    # The first pass is the source of every later one: its segments count once for each.
    passes = {index: turn.passage for turn in one.attribution.turns for index in turn.segments}
    sides = (("source", 0), ("target", 1))
    held = Counter(
        (bead.relation, bead.level, side, passes.get(bead.target[0], 0) if bead.target else 0, index)
        for bead in one.alignments
        for side, at in sides
        for index in (bead.source, bead.target)[at]
    )
    for relation, level, side in {key[:3] for key, count in held.items() if count > 1}:
        yield f"segment twice in the {side} of {relation.value} {level.value} beads"
    if held and not 0 <= min(key[4] for key in held) <= max(key[4] for key in held) < len(one.segments):
        yield "index outside the segments in a bead"
    for bead in one.alignments:
        if set(bead.source) & set(bead.target):
            yield f"bead aligned with itself: {bead.relation.value} {bead.level.value}"


def _passages(one: Transcript) -> Iterator[str]:
    """Sentence beads cover the speech of the passage they stand under, once; repetitions pair whole passes."""
    speech = {segment.index for segment in one.segments if segment.kind is Kind.SPEECH}
    passage: Alignment | None = None
    inside: list[Alignment] = []
    for bead in (*one.alignments, None):
        if bead is not None and bead.level is not Level.PASSAGE:
            inside.append(bead)
            continue
        if passage is not None and passage.relation is not Relation.REPETITION:
            for side in ("source", "target"):
                covered = [index for each in inside for index in getattr(each, side)]
                if covered != [index for index in getattr(passage, side) if index in speech]:
                    yield f"sentence beads do not cover the {side} of a {passage.relation.value} passage"
        passage, inside = bead, []


def _spans(one: Transcript) -> Iterator[str]:
    for found in one.quantities:
        if not 0 <= found.segment < len(one.segments):
            yield f"segment of a quantity: {found.segment}"
            continue
        segment = one.segments[found.segment]
        text = one.document.lines[segment.line - 1].text
        if not segment.start <= found.start < found.end <= segment.end or text[found.start : found.end] != found.text:
            yield f"span of a quantity: {found.text!r} at {found.start} to {found.end}"
    for found in one.discrepancies:
        sides = (
            (found.source, found.source_span, found.source_value),
            (found.target, found.target_span, found.target_value),
        )
        for places, span, value in sides:
            if span and one.document.lines[one.segments[places[0]].line - 1].text[slice(*span)] != value:
                yield f"span of a discrepancy: {value!r} at {span}"
    for line, laid in zip(one.document.lines, one.layout.lines, strict=True):
        at = 0
        for span in laid.spans:
            if not at <= span.start <= span.end <= len(line.text):
                yield f"span of the layout: line {line.number} {span}"
            at = span.end


def _numbers(one: Transcript) -> Iterator[str]:
    shares = [
        *(("turn", turn.confidence) for turn in one.attribution.turns),
        *(("discrepancy", found.confidence) for found in one.discrepancies),
        *(("layout", value) for value in (one.layout.score, one.layout.margin)),
    ]
    for what, value in shares:
        if not 0.0 <= value <= 1.0:
            yield f"confidence of a {what}: {value!r}"
    for found in one.quantities:
        values = [value for value in (found.value, found.high, found.alternative_value) if value is not None]
        if not all(map(math.isfinite, values)) or (found.value is None and found.unit != "date"):
            yield f"value of a quantity: {found.value!r} {found.text!r}"
    for measure in one.measures:
        least = -math.inf if measure.measure.endswith("_shift") else 0.0
        if measure.value is not None and not (math.isfinite(measure.value) and measure.value >= least):
            yield f"measure {measure.measure}: {measure.value!r}"
    for bead in one.alignments:
        if not math.isfinite(bead.score):
            yield f"score of a bead: {bead.score!r}"


def _warnings(one: Transcript) -> Iterator[str]:
    for text in one.warnings:
        code, sign, said = text.partition(": ")
        if code not in WARNINGS or not sign or not said.strip():
            yield f"unknown warning: {text[:100]!r}"
        yield from _raw(f"raw character in {code}", text)


def _rows(one: Transcript) -> Iterator[str]:
    for name, rows in transcript_rows(one).items():
        for row in rows:
            if set(row) != {column.name for column in TABLES[name]}:
                yield f"columns of {name}"
            for column, value in row.items():
                if isinstance(value, str) and not value.isascii() and _has_surrogate(value):
                    yield f"text that UTF-8 cannot hold: {name}.{column} {value[:40]!r}"


def _has_surrogate(text: str) -> bool:
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return True
    return False
