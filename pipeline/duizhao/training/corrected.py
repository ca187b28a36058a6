"""Corpora that people corrected, as gold: which turns and beads somebody set right.

Only what was applied counts: a correction whose text has changed, that met nothing, or that another author's word
overruled says nothing of the rows as they are.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from duizhao.batch.standing import standing_corrections
from duizhao.corpus.corrected import dump_corrections
from duizhao.corpus.reader import Corpus
from duizhao.corpus.restoring import restore
from duizhao.correction_records import APPLIED, Correction, Place, Value
from duizhao.errors import UsageError
from duizhao.records import Transcript
from duizhao.training.cards import Value as Told
from duizhao.training.cards import digest_of_all
from duizhao.vocabulary import Kind

_TABLES = ("transcripts", "speakers", "turns", "segments", "alignments", "discrepancies", "measures")
#: Where something stood that was corrected: the places of its two sides, and what told it from others there.
About = tuple[tuple[Place, ...], tuple[Place, ...], tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class CorrectedCall:
    """A call of which something was corrected.

    Attributes:
        name: Its ``transcript_id``.
        transcript: As it was corrected.
        turns: Of each corrected turn, by index, the fields that somebody set.
        pairs: Of each corrected pair, what somebody set, by field.
    """

    name: str
    transcript: Transcript
    turns: Mapping[int, frozenset[str]]
    pairs: Mapping[About, Mapping[str, Value]]

    def places(self, indices: Iterable[int]) -> tuple[Place, ...]:
        """Return where segments stand."""
        held = (self.transcript.segments[at] for at in indices)
        return tuple((one.line, one.start, one.end) for one in held)


@dataclass(frozen=True, slots=True)
class Corrections:
    """What people corrected in some corpora.

    Attributes:
        digests: Of each corpus, its tables and corrections, in order.
        calls: Of all, in order of their names.
    """

    digests: tuple[str, ...] = ()
    calls: tuple[CorrectedCall, ...] = ()

    def card(self, counts: Mapping[str, int]) -> dict[str, dict[str, Told]]:
        """Return a section of a model's card; none where nothing was given.

        Args:
            counts: What was learned from, by name.
        """
        if not self.digests:
            return {}
        named = {f"corpus_{number}_sha256": digest for number, digest in enumerate(self.digests, 1)}
        return {"corrections": {**counts, **named}}


def read_corrected(places: Sequence[str]) -> Corrections:
    """Read corpora with what was corrected in them.

    Args:
        places: Folders or URLs; their order says nothing.

    Raises:
        CorpusError: There is none, or it cannot be read.
        UsageError: Two of them hold corrections of one call (``E_GOLD_TWICE``).
    """
    digests: list[str] = []
    calls: dict[str, tuple[str, CorrectedCall]] = {}
    for place in places:
        corpus = Corpus.open(place)
        held = standing_corrections(corpus.store)
        digests.append(_digest(corpus, held))
        for call in _calls(corpus, held):
            if call.name in calls:
                raise UsageError(
                    f"{place}: {call.transcript.document.source} was corrected in {calls[call.name][0]}, too",
                    code="E_GOLD_TWICE",
                    help="apply the patches of both to one corpus, and give that",
                )
            calls[call.name] = place, call
    return Corrections(tuple(sorted(digests)), tuple(calls[name][1] for name in sorted(calls)))


def _digest(corpus: Corpus, held: Sequence[Correction]) -> str:
    """Return the digest of a corpus: of the names and digests of its files, and of its corrections."""
    files = sorted((name, file.sha256.encode()) for name, file in corpus.info.files.items())
    return digest_of_all([*files, ("", hashlib.sha256(dump_corrections(held)).digest())])


def _calls(corpus: Corpus, held: Sequence[Correction]) -> list[CorrectedCall]:
    by_key = {one.key: one for one in held}
    applied: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for row in corpus.rows("corrections"):
        if row["status"] == APPLIED and row["field"] is not None:
            applied[row["transcript_id"]][row["correction_id"]].add(str(row["field"]))
    return [
        _call(corpus, name, {by_key[key]: fields for key, fields in of_call.items() if key in by_key})
        for name, of_call in applied.items()
    ]


def _call(corpus: Corpus, name: str, held: Mapping[Correction, set[str]]) -> CorrectedCall:
    rows: dict[str, list[dict[str, Any]]] = {table: corpus.rows(table, transcript=name) for table in _TABLES}
    call = CorrectedCall(name, restore(rows).transcript, {}, {})
    said: dict[str, dict[About, dict[str, Value]]] = {"turn": defaultdict(dict), "pair": defaultdict(dict)}
    for one, fields in held.items():
        if one.kind in said:
            said[one.kind][one.source, one.target, one.found].update({name: one.new[name] for name in fields})
    return CorrectedCall(name, call.transcript, _turns(call, said["turn"]), dict(said["pair"]))


def _turns(call: CorrectedCall, said: Mapping[About, Mapping[str, Value]]) -> dict[int, frozenset[str]]:
    """Find the turns that corrections are about: where boundaries were moved, they hold other words now."""
    segments = call.transcript.segments
    by_speech = {
        frozenset(call.places(at for at in one.segments if segments[at].kind is Kind.SPEECH)): one.index
        for one in call.transcript.attribution.turns
    }
    out: dict[int, frozenset[str]] = {}
    for (source, _, _), fields in said.items():
        moved = fields.get("segments", source)
        sought = frozenset(one for one in moved or () if not isinstance(one, str))
        if sought in by_speech:
            out[by_speech[sought]] = frozenset(fields)
    return out
