"""Corrected turns, as calls to train the model of roles on.

Only turns that somebody corrected count as gold. The others are what the program found: to learn from those would
teach the model that it was right. Of them every sentence stands alone, in no known role: whatever the model reads
there fits, and a turn may begin anywhere. The fit sums over all such readings, so the corrected turns still say who
speaks before and after whom.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from duizhao.errors import UsageError
from duizhao.records import Segment, Speaker, Transcript
from duizhao.training.calls import GoldTurn, TrainingCall, insider
from duizhao.training.corrected import CorrectedCall, Corrections
from duizhao.vocabulary import Delivery, Kind, Role

# Who set one of these looked at who speaks.
_WHO = frozenset(("role", "speaker"))


def corrected_calls(found: Corrections, known: Sequence[TrainingCall]) -> list[TrainingCall]:
    """Make training calls of corrected ones.

    Args:
        found: Corpora that people corrected.
        known: The other calls that are trained on. A corrected call in which somebody of one of their companies speaks
            is of that company, so that no fold learns from the company that it is scored on.

    Returns:
        A call for each in which a turn was corrected: its speech, without labels and without machine translations.

    Raises:
        UsageError: Corpora were given, and no correction of a turn was applied in any (``E_NO_CORRECTIONS``).
    """
    company_of = {
        person: call.company for call in known for one in call.turns if (person := insider(one.speaker, one.role))
    }
    out = []
    for call in found.calls:
        people = [person for one in call.transcript.attribution.speakers if (person := insider(one.name, one.role))]
        name = call.transcript.facts.company or call.name
        company = next((company_of[one] for one in people if one in company_of), f"corrected {name}")
        if call.turns and (made := _call(call, company)) is not None:
            company_of.update(dict.fromkeys(people, company))
            out.append(made)
    if found.digests and not out:
        raise UsageError(
            "no correction of a turn was applied in the corpora given",
            code="E_NO_CORRECTIONS",
            help="apply patches with `duizhao corrections apply`, or train without --corrections",
        )
    return out


def learned_turns(calls: Iterable[TrainingCall]) -> int:
    """Count the turns whose role corrections tell."""
    return sum(turn.role is not Role.UNKNOWN for call in calls for turn in call.turns)


def _call(call: CorrectedCall, company: str) -> TrainingCall | None:
    transcript = call.transcript
    turn_of: list[int] = []
    turns: list[GoldTurn] = []
    kept: list[Segment] = []
    last: int | None = None
    for index, turn in _talk(transcript):
        fields = call.turns.get(turn)
        if fields is None or turn != last:
            turns.append(_gold(transcript, turn, fields or frozenset()))
        last = turn
        turn_of.append(len(turns) - 1)
        kept.append(replace(transcript.segments[index], index=len(kept)))
    # What is left of a call may be machine translations only.
    return TrainingCall(f"corrected/{call.name}", company, tuple(kept), tuple(turn_of), tuple(turns)) if kept else None


def _talk(transcript: Transcript) -> Iterator[tuple[int, int]]:
    """Yield each sentence that somebody said, with its turn, in order of the text."""
    attribution = transcript.attribution
    owner = {at: turn for turn in attribution.turns for at in turn.segments}
    for one in transcript.segments:
        turn = owner.get(one.index)
        if turn is None or one.kind is not Kind.SPEECH:
            continue
        if attribution.deliveries.get(one.index, turn.delivery) is not Delivery.MACHINE_TRANSLATION:
            yield one.index, turn.index


def _gold(transcript: Transcript, index: int, fields: frozenset[str]) -> GoldTurn:
    turn = transcript.attribution.turns[index]
    if not fields & _WHO:
        return GoldTurn("", Role.UNKNOWN, frozenset())
    person = None if turn.speaker is None else transcript.attribution.speakers[turn.speaker]
    return GoldTurn(_name(person), turn.role, frozenset({turn.role} - {Role.UNKNOWN}))


def _name(person: Speaker | None) -> str:
    return "" if person is None else person.name or person.name_zh
