"""Where annotators draw lines, segment by segment: in which turn each is said, and what it stands beside."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from duizhao.corrections.judged import Judged, Row, Values, fits_of, pairable
from duizhao.corrections.patch import Entry, Kind

#: The values of a segment that was taken from its turn and given to none, and of one that stands beside nothing.
ELSEWHERE, NOTHING = "elsewhere", "nothing"


def boundaries(judged: Judged) -> list[Values]:
    """Return for each segment of the turns that are units in which turn each annotator has it.

    One that several turns of a patch claim says nothing. Without a corpus, a patch says something of the segments only
    that its turns held and hold.
    """
    base = {str(one["segment_id"]): str(one["turn_id"]) for one in judged.spoken() if one["turn_id"] is not None}
    touched = set(judged.touched(Kind.TURN))
    said = [
        [entry for (kind, _), entry in held.items() if kind is Kind.TURN and "segments" in entry.new]
        for held in judged.entries
    ]
    units = dict.fromkeys(one for one, turn in base.items() if turn in touched)
    units |= dict.fromkeys(one for entries in said for entry in entries for one in _named(entry))
    there = judged.annotators(Kind.TURN)
    views = [_turns(entries, base) if at in there else {} for at, entries in enumerate(said)]
    return pairable([tuple(view.get(one) for view in views) for one in units])


def _named(entry: Entry) -> Iterator[str]:
    yield from entry.was["segments"] or ()
    yield from entry.new["segments"] or ()


def _turns(entries: Iterable[Entry], base: Mapping[str, str]) -> dict[str, str | None]:
    """Return in which turn each segment is; null for one that several turns claim."""
    out: dict[str, str | None] = dict(base)
    claims: dict[str, set[str]] = defaultdict(set)
    for entry in entries:
        out.update(dict.fromkeys(entry.was["segments"] or (), ELSEWHERE))
        for one in entry.new["segments"] or ():
            claims[one].add(entry.id)
    for one, turns in claims.items():
        out[one] = next(iter(turns)) if len(turns) == 1 else None
    return out


def sides(judged: Judged) -> list[Values]:
    """Return for each source segment of the pairs that are units which target segments each annotator has beside it.

    Passages and sentences, interpretations and translations are units of their own. What a correction leaves open (what
    becomes of a bead that lost a sentence to another) says nothing. There are none without a corpus.
    """
    there = judged.annotators(Kind.PAIR)
    speech = {one["segment_id"] for one in judged.spoken()}
    touched = set(judged.touched(Kind.PAIR))
    groups: dict[tuple[str, str], dict[str, Row]] = defaultdict(dict)
    for key, row in judged.rows[Kind.PAIR].items():
        groups[row["relation"], row["level"]][key] = row
    out: list[Values] = []
    for rows in groups.values():
        units = dict.fromkeys(one for key, row in rows.items() if key in touched for one in row["source_segments"])
        views = []
        for at in range(len(judged.entries)):
            said = {key: entry for key in rows if (entry := judged.of(at, Kind.PAIR, key)) is not None}
            views.append(_Beads(rows, said).beside() if at in there else {})
            units |= dict.fromkeys(one for entry in said.values() for one in entry.new.get("source_segments") or ())
        out += [tuple(view.get(one) for view in views) for one in units if one in speech]
    return pairable(out)


@dataclass(slots=True)
class _Beads:
    """The beads of one relation and level as one annotator has them.

    Attributes:
        rows: The corpus's, by identifier.
        said: What the annotator says of some of them.
    """

    rows: Mapping[str, Row]
    said: Mapping[str, Entry]
    claims: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    taken: set[str] = field(default_factory=set[str])
    lost: set[str] = field(default_factory=set[str])

    def beside(self) -> dict[str, str | None]:
        """Return what stands beside each source segment; null where it was left open."""
        left = {key: row for key, row in self.rows.items() if fits_of(self.said.get(key)) is None}
        for key, entry in self.said.items():
            if key not in left:
                self._claim(self.rows[key], entry)
        out: dict[str, str | None] = dict.fromkeys(self.lost)
        for row in left.values():
            targets = [str(one) for one in row["target_segments"]]
            open_ = not self.taken.isdisjoint(targets)
            out.update(dict.fromkeys(row["source_segments"], None if open_ else _told(targets)))
        out.update({one: next(iter(told)) if len(told) == 1 else None for one, told in self.claims.items()})
        return out

    def _claim(self, row: Row, entry: Entry) -> None:
        source, target = (
            [str(one) for one in (entry.new[side] if side in entry.new else row[side]) or ()]
            for side in ("source_segments", "target_segments")
        )
        apart = fits_of(entry) == "no"
        for one in source:
            self.claims[one].add(NOTHING if apart else _told(target))
        if not apart:
            self.taken.update(target)
        self.lost.update(set(row["source_segments"]) - set(source))


def _told(targets: Iterable[str]) -> str:
    return " ".join(sorted(targets)) or NOTHING
