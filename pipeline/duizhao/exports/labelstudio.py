"""Label Studio: three projects of annotation, each a file of tasks and its labelling interface.

What people correct there comes back with ``duizhao corrections import``.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from typing import TextIO

from duizhao.corpus.calls import Call, Row
from duizhao.corpus.reader import Corpus
from duizhao.corpus.records import Discrepancy, Pair, Segment, Turn, running_text
from duizhao.corrections.patch import Kind, digest_of, discrepancy_told, pair_told
from duizhao.exports.format import Format, Options, Output, Written
from duizhao.exports.labelling import DISCREPANCIES, PAIRS, TURNS
from duizhao.exports.tables import main_language
from duizhao.vocabulary import Relation

_BEFORE, _AFTER = 2, 1
_ASKED = (Relation.INTERPRETATION, Relation.TRANSLATION)


def write(corpus: Corpus, output: Output, _options: Options) -> Written:
    """Write ``turns``, ``pairs`` and ``discrepancies``: NAME.json holds the tasks, NAME.xml the labelling interface.

    A task's data names its row, with a digest of the texts that are judged and what the corpus says of them; its
    prediction says the same in the interface, with the confidence as its score. Turns and passages are shown whole,
    even where a part of their talk was chosen: nobody can judge a part.
    """
    repeated = 0
    with ExitStack() as stack:
        files = {name: _Tasks(stack.enter_context(output.text(f"{name}.json"))) for name in _PROJECTS}
        for call in corpus:
            # Without the choice of talk: sides and turns with all their segments.
            whole = Call(call.row, call.tables)
            for name, project in _PROJECTS.items():
                for data, score, said in project.tasks(call, whole):
                    files[name].add({"data": data, "predictions": [_prediction(corpus, project, score, said)]})
            repeated += len(call.pairs(Relation.REPETITION))
        for file in files.values():
            file.close()
    for name, project in _PROJECTS.items():
        with output.text(f"{name}.xml") as stream:
            stream.write(project.interface)
    counts = {name: file.number for name, file in files.items()}
    notes = [f"{name}.json holds no task: Label Studio imports no empty file" for name in counts if not counts[name]]
    if repeated:
        notes.append(f"{repeated:,} pairs of two passes are left out: they are no renditions to judge")
    return Written(counts, tuple(notes))


class _Tasks:
    """A JSON array that is written task by task."""

    def __init__(self, stream: TextIO) -> None:
        self._stream, self.number = stream, 0

    def add(self, task: Row) -> None:
        self._stream.write(",\n" if self.number else "[\n")
        self._stream.write(json.dumps(task, ensure_ascii=False, allow_nan=False))
        self.number += 1

    def close(self) -> None:
        self._stream.write("\n]\n" if self.number else "[]\n")


def _prediction(corpus: Corpus, project: _Project, score: float, said: Mapping[str, str | None]) -> Row:
    result = [
        {
            "id": name,
            "from_name": name,
            "to_name": project.shown,
            "type": "textarea" if name == "speaker" else "choices",
            "value": {"text" if name == "speaker" else "choices": [word]},
        }
        for name, word in said.items()
        if word is not None
    ]
    return {"model_version": f"duizhao {corpus.info.version}", "score": score, "result": result}


#: Data of a task, its score, and what the corpus says, by field.
_Task = tuple[Row, float, Mapping[str, str | None]]


def _row(call: Call, kind: Kind, key: str, digest: str, was: Mapping[str, str | None]) -> Row:
    # No key may be called `source`: the interface of Label Studio shows the whole task as JSON in its place.
    told = filter(None, (call.company or call.title, call.period, call.date, call.source))
    return {
        "kind": str(kind),
        "transcript_id": call.transcript_id,
        "row_id": key,
        "digest": digest,
        "was": dict(was),
        "call": " · ".join(told),
    }


def _turns(call: Call, whole: Call) -> Iterator[_Task]:
    chosen = {turn.turn_id for turn in call.turns}
    for at, turn in enumerate(whole.turns):
        if turn.turn_id not in chosen:
            continue
        name = turn.speaker.full_name if turn.speaker else None
        was = {"role": turn.role, "voice": turn.voice, "speaker": name or None}
        around = range(max(0, at - _BEFORE), min(len(whole.turns), at + _AFTER + 1))
        data = _row(call, Kind.TURN, turn.turn_id, digest_of(one.text for one in turn.segments), was) | {
            "label": turn.label or "",
            "text": turn.clean,
            "translation": turn.translation,
            # The turn stands among its neighbours: the interface breaks on an empty list.
            "context": [_line(whole.turns[one], here=one == at) for one in around],
            "told": f"{turn.section}, pass {turn.pass_number}, {turn.delivery}; {turn.evidence or ''}".rstrip("; "),
        }
        yield data, turn.confidence, was


def _line(turn: Turn, *, here: bool) -> Row:
    who = f"{turn.called} ({turn.role}, {turn.voice})"
    return {"speaker": f"▶ {who}" if here else who, "text": turn.clean}


def _pairs(call: Call, whole: Call) -> Iterator[_Task]:
    asked = {pair.alignment_id for relation in _ASKED for pair in call.pairs(relation)}
    for pair in whole.pairs():
        if pair.alignment_id not in asked:
            continue
        was = {"fits": "yes", "rendition": pair.rendition}
        told = pair_told(
            pair.relation,
            pair.level,
            (one.segment_id for one in pair.source),
            (one.segment_id for one in pair.target),
        )
        digest = digest_of((one.text for one in pair.source), (one.text for one in pair.target), told)
        data = _row(call, Kind.PAIR, pair.alignment_id, digest, was) | {
            "source_text": _text(pair.source),
            "target_text": _text(pair.target),
            "told": " · ".join((pair.relation, pair.speaker.called if pair.speaker else "?", _languages(pair))),
        }
        yield data, pair.score, was


def _languages(pair: Pair) -> str:
    return " → ".join(main_language(side) or "?" for side in (pair.source, pair.target))


def _text(segments: Iterable[Segment]) -> str:
    """Return a side for reading: its speech, or where there is none what stands there, such as a marker."""
    held = tuple(segments)
    spoken = running_text(one.clean for one in held if one.kind == "speech")
    return spoken or running_text(one.text for one in held)


def _discrepancies(call: Call, whole: Call) -> Iterator[_Task]:
    segments = {one.segment_id: one for one in whole.segments}
    passages: dict[tuple[str, str], Pair] = {}
    for pair in whole.pairs():
        passages.update({(pair.relation, one.segment_id): pair for one in (*pair.source, *pair.target)})
    for found in call.discrepancies:
        source, target = (
            tuple(segments[key] for key in side) for side in (found.source_segments, found.target_segments)
        )
        passage = next(
            (held for one in (*source, *target) if (held := passages.get((found.relation, one.segment_id)))), None
        )
        was = {"judgement": None, "type": found.type}
        told = discrepancy_told(asdict(found))
        digest = digest_of((one.text for one in source), (one.text for one in target), told)
        data = _row(call, Kind.DISCREPANCY, found.discrepancy_id, digest, was) | {
            "source_text": _text(source),
            "target_text": _text(target),
            "source_passage": _text(passage.source) if passage else "",
            "target_passage": _text(passage.target) if passage else "",
            "values": _values(found),
            "explanation": found.explanation,
            "told": f"{found.relation} · {found.type} · {found.kind or found.type}",
        }
        yield data, found.confidence, was


def _values(found: Discrepancy) -> str:
    return " ↔ ".join(value or "—" for value in (found.source_value, found.target_value))


@dataclass(frozen=True, slots=True)
class _Project:
    """A project of annotation.

    Attributes:
        interface: Its labelling interface.
        shown: The object of the interface that the controls belong to.
        tasks: Gives the tasks of a call: of what is chosen of it, with the whole call to show.
    """

    interface: str
    shown: str
    tasks: Callable[[Call, Call], Iterator[_Task]]


_PROJECTS: Mapping[str, _Project] = {
    "turns": _Project(TURNS, "text", _turns),
    "pairs": _Project(PAIRS, "target_text", _pairs),
    "discrepancies": _Project(DISCREPANCIES, "explanation", _discrepancies),
}

FORMAT = Format("labelstudio", "tasks with predictions for people to correct, three projects; Label Studio", write)
