"""What was measured: of a call and its speakers for its page, of all calls for the page of plots."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from duizhao.corpus.calls import Call
from duizhao.gap_view.labels import HEADINGS
from duizhao.gap_view.summary import chosen_measures
from duizhao.reading_view.marks import visible
from duizhao.vocabulary import Relation, Section

if TYPE_CHECKING:
    from duizhao.gaps.measures import Interval

Row = dict[str, Any]
#: A turn below this is more likely wrong than right.
LOW = 0.5


def of_call(call: Call) -> list[Row]:
    """Return the measures of a call and its speakers, relation by relation; those without a value are left out."""
    rows = {(one.scope_id, one.measure): one for one in call.measures if one.scope in {"transcript", "speaker"}}
    scopes = {
        call.transcript_id: ("call", ""),
        **{one.speaker_id: (visible(one.called), one.role) for one in call.speakers},
    }
    out = []
    for relation, names in chosen_measures((), None).items():
        for name in names:
            found = [
                {"name": who, "role": role, "value": one.value, "over": one.denominator, "unit": one.unit}
                for key, (who, role) in scopes.items()
                if (one := rows.get((key, name))) is not None and one.value is not None
            ]
            if found:
                out.append({"relation": str(relation), "measure": name, "values": found})
    return out


class Gathered:
    """Counts and measures of the calls that are added to it, for the index and the page of plots."""

    def __init__(self) -> None:
        """Hold nothing yet."""
        self.calls: list[Row] = []
        self._pairs: dict[str, list[tuple[float, float]]] = {}
        self._figures: list[list[Row]] = []

    def add(self, call: Call, figures: list[Row]) -> None:
        """Count a call."""
        self.calls.append(_summary(call))
        self._figures.append(figures)
        for one in call.measures:
            if one.scope == "transcript" and one.numerator is not None and one.denominator is not None:
                self._pairs.setdefault(one.measure, []).append((one.numerator, one.denominator))

    def plots(self) -> list[Row]:
        """Return for each measure its value over all calls, with the interval, and the values of each call."""
        from duizhao.gaps.measures import definition, interval

        out = []
        for relation, names in chosen_measures((), None).items():
            for name in names:
                known = definition(name)
                calls = [self._values(at, name) for at in range(len(self.calls))]
                if not any(calls):
                    continue
                found = interval(self._pairs.get(name, ()), factor=known.factor)
                head = {"relation": str(relation), "heading": HEADINGS[relation], "measure": name, "unit": known.unit}
                out.append(head | {"all": _told(found), "calls": calls})
        return out

    def _values(self, at: int, measure: str) -> list[Row]:
        return next((one["values"] for one in self._figures[at] if one["measure"] == measure), [])


def _told(found: Interval | None) -> Row | None:
    if found is None:
        return None
    return {"value": found.value, "low": found.low, "high": found.high, "calls": found.calls}


def _summary(call: Call) -> Row:
    spoken = [one for one in call.segments if one.turn_id and one.delivery != "machine-translation"]
    length: dict[str, int] = {}
    for one in spoken:
        length[one.role or "unknown"] = length.get(one.role or "unknown", 0) + len(one.clean)
    characters = {turn.turn_id: sum(len(one.clean) for one in turn.segments) for turn in call.turns}
    total = sum(characters.values())
    weighed = sum(turn.confidence * characters[turn.turn_id] for turn in call.turns)
    times = [one.finish for one in call.segments if one.finish is not None]
    return {
        "id": call.transcript_id,
        **{name: visible(call.row[name] or "") for name in ("source", "title", "company", "period", "date")},
        "languages": list(call.languages),
        "turns": len(call.turns),
        "questions": len({turn.question_id for turn in call.turns if turn.section == Section.QA and turn.question_id}),
        "characters": sum(length.values()),
        "seconds": round(max(times), 3) if times else None,
        "roles": dict(sorted(length.items())),
        "discrepancies": _counted(call),
        "confidence": round(weighed / total, 4) if total else None,
        "low": sum(turn.confidence < LOW for turn in call.turns),
        "warnings": len(call.warnings),
    }


def _counted(call: Call) -> Mapping[str, int | None]:
    """Count discrepancies; null where no text stands beside another, and so nothing could differ."""
    compared = {row["relation"] for row in call.rows("alignments")}
    return {
        str(relation): sum(one.relation == relation for one in call.discrepancies) if relation in compared else None
        for relation in (Relation.INTERPRETATION, Relation.TRANSLATION)
    }
