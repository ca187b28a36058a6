"""ConvoKit: the folder that ``Corpus(filename=...)`` opens; a conversation is a call, an utterance a turn.

Written is what the loader of convokit 5 needs, not all of which it asks for: every field of an utterance (a missing
one is filled in silently), one root in each conversation (with two, `check_integrity` is false), and nothing but ASCII
(it opens files in the encoding of the locale).
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from contextlib import ExitStack
from typing import Any, TextIO

from duizhao.corpus.calls import Call, Row
from duizhao.corpus.reader import Corpus
from duizhao.corpus.records import Turn
from duizhao.corpus.schema import TABLES
from duizhao.exports.format import Format, Options, Output, Written
from duizhao.vocabulary import Relation

#: What a turn is to the turns of the other side, by relation.
_ASIDE = {
    Relation.INTERPRETATION: "rendition_of",
    Relation.TRANSLATION: "translation_of",
    Relation.REPETITION: "repetition_of",
}
#: Tables whose rows belong below an utterance, where ConvoKit has no place.
_BELOW = ("quantities", "discrepancies", "measures")


def write(corpus: Corpus, output: Output, _options: Options) -> Written:
    """Write ``utterances.jsonl``, ``speakers.json``, ``conversations.json``, ``corpus.json`` and ``index.json``.

    The text of an utterance is what was said, cleaned for reading; a translation that stands under it is in its meta.
    Each turn replies to the one before it, those of a second pass too: one call is one chain.
    """
    counts: dict[str, int] = {"turns": 0, "speakers": 0, "calls": 0}
    lost: dict[str, int] = dict.fromkeys(
        ("calls without turns", "speakers without turns", "calls timed in parts", *_BELOW), 0
    )
    index = _Index()
    with ExitStack() as stack:
        utterances = stack.enter_context(output.text("utterances.jsonl"))
        speakers = _Members(stack.enter_context(output.text("speakers.json")))
        conversations = _Members(stack.enter_context(output.text("conversations.json")))
        for call in corpus:
            _count_lost(call, lost)
            if not call.turns:
                continue
            for row in _utterances(call):
                index.add("utterances", row["meta"])
                utterances.write(f"{_json(row)}\n")
                counts["turns"] += 1
            for key, meta in _speakers(call).items():
                speakers.add(key, index.add("speakers", meta))
                counts["speakers"] += 1
            conversations.add(call.turns[0].turn_id, index.add("conversations", _of_call(call)))
            counts["calls"] += 1
        speakers.close()
        conversations.close()
    about = index.add("overall", _about(corpus))
    for name, held in (("corpus", about), ("index", index.to_dict())):
        with output.text(f"{name}.json") as stream:
            stream.write(f"{_json(held)}\n")
    return Written(counts, tuple(_notes(lost)))


def _of_call(call: Call) -> Row:
    return {column.name: call.row[column.name] for column in TABLES["transcripts"]}


def _json(held: Any) -> str:
    return json.dumps(held, ensure_ascii=True, allow_nan=False)


def _about(corpus: Corpus) -> Row:
    info = corpus.info
    return {
        "name": "duizhao",
        "duizhao": info.version,
        "schema_version": info.schema_version,
        "signature": info.signature,
    }


class _Members:
    """A JSON object that is written member by member."""

    def __init__(self, stream: TextIO) -> None:
        self._stream, self._between = stream, "{\n"

    def add(self, key: str, meta: Mapping[str, Any]) -> None:
        self._stream.write(f"{self._between}{_json(key)}: {_json({'meta': meta, 'vectors': []})}")
        self._between = ",\n"

    def close(self) -> None:
        self._stream.write("{}\n" if self._between == "{\n" else "\n}\n")


class _Index:
    """Types of the values that were met under each key of meta, as ConvoKit itself notes them."""

    def __init__(self) -> None:
        self._types: dict[str, dict[str, list[str]]] = {
            name: {} for name in ("utterances", "speakers", "conversations", "overall")
        }

    def add(self, kind: str, meta: Row) -> Row:
        """Note the types, and return the meta."""
        for key, value in meta.items():
            types = self._types[kind].setdefault(key, [])
            if value is not None and (name := str(type(value))) not in types:
                types.append(name)
        return meta

    def to_dict(self) -> Row:
        return {**{f"{kind}-index": types for kind, types in self._types.items()}, "version": 1, "vectors": []}


def _utterances(call: Call) -> Iterable[Row]:
    timed = all(_begin(turn) is not None for turn in call.turns)
    aside, kinds = _aside(call), _kinds(call)
    conversation, before = call.turns[0].turn_id, None
    for turn in call.turns:
        yield {
            "id": turn.turn_id,
            "conversation_id": conversation,
            "text": turn.clean,
            "speaker": turn.speaker.speaker_id if turn.speaker else _nobody(call),
            "reply-to": before,
            # ConvoKit sorts by time, and cannot compare a number with null: all of a call's turns have one, or none.
            "timestamp": _begin(turn) if timed else None,
            "meta": _meta(turn, aside[turn.turn_id], kinds[turn.turn_id]),
            "vectors": [],
        }
        before = turn.turn_id


def _meta(turn: Turn, aside: Mapping[str, list[str]], kinds: set[str]) -> Row:
    spoken = turn.spoken
    return {
        "role": turn.role,
        "voice": turn.voice,
        "delivery": turn.delivery,
        "section": turn.section,
        "confidence": turn.confidence,
        "evidence": turn.evidence,
        "question_id": turn.question_id,
        "pass": turn.pass_number,
        "label": turn.label,
        "langs": sorted({one.lang for one in spoken if one.kind == "speech"}),
        "translation": turn.translation,
        "begin": _begin(turn),
        "finish": max((one.finish for one in spoken if one.finish is not None), default=None),
        **{name: aside.get(name, []) for name in _ASIDE.values()},
        "discrepancies": sorted(kinds),
    }


def _begin(turn: Turn) -> float | None:
    return min((one.begin for one in turn.spoken if one.begin is not None), default=None)


def _aside(call: Call) -> Mapping[str, dict[str, list[str]]]:
    """Return the turns of the other side, by turn and relation, as the beads of passages join them."""
    out: dict[str, dict[str, list[str]]] = defaultdict(dict)
    for pair in call.pairs():
        for target in dict.fromkeys(one.turn_id for one in pair.target if one.turn_id):
            held = out[target].setdefault(_ASIDE[Relation(pair.relation)], [])
            for one in pair.source:
                # A person who renders their own words does so within one turn.
                if one.turn_id not in {None, target, *held}:
                    held.append(str(one.turn_id))
    return out


def _kinds(call: Call) -> Mapping[str, set[str]]:
    """Return the kinds of the discrepancies that a side of stands in a turn."""
    turns = {one.segment_id: one.turn_id for one in call.segments}
    out: dict[str, set[str]] = defaultdict(set)
    for found in call.discrepancies:
        for key in (*found.source_segments, *found.target_segments):
            if turn := turns.get(key):
                out[turn].add(found.kind or found.type)
    return out


def _nobody(call: Call) -> str:
    """Return the key of who says what nobody could be told of: ConvoKit needs a speaker for each utterance."""
    return f"{call.transcript_id}-unknown"


def _speakers(call: Call) -> Mapping[str, Row]:
    out: dict[str, Row] = {}
    for one in call.speakers:
        names = {"name": one.name, "name_zh": one.name_zh, "aliases": list(one.aliases)}
        told = {"role": one.role, "title": one.title, "firm": one.firm, "evidence": one.evidence}
        out[one.speaker_id] = {"transcript_id": call.transcript_id, **names, **told}
    if any(turn.speaker is None for turn in call.turns):
        names = {"name": "", "name_zh": "", "aliases": []}
        told = {"role": "unknown", "title": None, "firm": None, "evidence": None}
        out[_nobody(call)] = {"transcript_id": call.transcript_id, **names, **told}
    return out


def _count_lost(call: Call, lost: dict[str, int]) -> None:
    lost["calls without turns"] += not call.turns
    if call.turns:
        heard = {turn.speaker.speaker_id for turn in call.turns if turn.speaker}
        lost["speakers without turns"] += sum(one.speaker_id not in heard for one in call.speakers)
        times = {_begin(turn) is None for turn in call.turns}
        lost["calls timed in parts"] += len(times) > 1
    for name in _BELOW:
        lost[name] += len(call.rows(name))


def _notes(lost: Mapping[str, int]) -> Iterable[str]:
    if number := lost["calls without turns"]:
        yield f"{number:,} calls are left out: nobody speaks in them"
    if number := lost["speakers without turns"]:
        yield f"{number:,} speakers say nothing: they are in speakers.json, and ConvoKit gives only who speaks"
    if number := lost["calls timed in parts"]:
        yield f"{number:,} calls have turns without a time: all their timestamps are null, the known times are in meta"
    if any(lost[name] for name in _BELOW):
        told = ", ".join(f"{lost[name]:,} {name}" for name in _BELOW)
        yield f"{told} are not in it: ConvoKit has no place below the utterance (meta names the kinds of discrepancies)"


FORMAT = Format("convokit", "a conversation for each call, an utterance for each turn; ConvoKit", write)
