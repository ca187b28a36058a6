"""What the page of a call shows, as data for its script.

The data name rows by their keys and segments by their places in the page's list. What stands where is decided by
`duizhao.reading_view.arrangement`, as for the terminal: every spoken segment is in the rows once.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from duizhao.corpus.calls import Call
from duizhao.corrections.patch import digest_of, discrepancy_told, pair_told
from duizhao.reading_view.arrangement import Aside, Block, Pair, PairRow, Plain, arrange
from duizhao.reading_view.marks import Marks, find_marks, visible
from duizhao.viewer.figures import of_call
from duizhao.viewer.spans import by_segment, pieces

Row = dict[str, Any]
#: Sentences of running text that are one paragraph of the page at most: a file may be one line.
_PARAGRAPH = 8
_LOOP = "loop"
_TOLD = ("relation", "level", "source_segments", "target_segments")


def call_data(call: Call) -> Row:
    """Return all that a call's page shows, ready for JSON.

    Args:
        call: The call; it is shown whole, whatever was chosen of it.
    """
    return _Page(Call(call.row, call.tables)).data()


class _Page:
    """The rows of one call, with what is looked up in them."""

    def __init__(self, call: Call) -> None:
        self.call = call
        self.segments = [row for row in call.rows("segments") if row["kind"] != "label"]
        self.alignments = [row for row in call.rows("alignments") if row["relation"] != "repetition"]
        self.turns, self.speakers = call.rows("turns"), call.rows("speakers")
        self.quantities = call.rows("quantities")
        self.marks: Marks = find_marks(self.segments, call.rows("discrepancies"))
        self.place = {row["segment_id"]: at for at, row in enumerate(self.segments)}
        self.turn_place = {row["turn_id"]: at for at, row in enumerate(self.turns)}
        self.beads: list[Row] = []
        self._bead_of = self._beads_by_segment()

    def data(self) -> Row:
        amounts = by_segment(self.quantities)
        rows = list(self._rows())
        return {
            "call": _head(self.call),
            "speakers": [_speaker(row) for row in self.speakers],
            "turns": [*self._turns()],
            "segments": [self._segment(row, amounts.get(row["segment_id"], ())) for row in self.segments],
            "beads": self.beads,
            "rows": rows,
            "quantities": [_quantity(row) for row in self.quantities],
            "discrepancies": [self._discrepancy(row) for row in self.marks.rows],
            "unplaced": list(self.marks.unplaced()),
            "figures": of_call(self.call),
        }

    def _turns(self) -> Iterator[Row]:
        inside: dict[str, list[Row]] = {}
        for row in self.segments:
            inside.setdefault(row["turn_id"] or "", []).append(row)
        places = {row["speaker_id"]: at for at, row in enumerate(self.speakers)}
        texts = {turn.turn_id: [one.text for one in turn.segments] for turn in self.call.turns}
        for row in self.turns:
            held = inside.get(row["turn_id"], [])
            yield {
                "id": row["turn_id"],
                "speaker": places.get(row["speaker_id"], -1),
                **{name: row[name] for name in ("role", "voice", "delivery", "section", "pass", "confidence")},
                "label": visible(row["label"] or ""),
                "evidence": visible(row["evidence"] or ""),
                "segments": [self.place[one["segment_id"]] for one in held],
                "digest": digest_of(texts[row["turn_id"]]),
            }

    def _segment(self, row: Row, amounts: Sequence[tuple[int, Row]]) -> Row:
        out: Row = {
            "id": row["segment_id"],
            "turn": self.turn_place.get(row["turn_id"], -1),
            "lang": row["lang"],
            "line": row["line"],
            "text": pieces(row, self.marks, amounts),
        }
        out |= {name: row[name] for name in ("voice", "delivery") if row[name]}
        if row["flags"]:
            out["flags"] = list(row["flags"])
        if _LOOP in (row["flags"] or ()) and row["clean"] is not None and row["clean"].strip() != row["text"].strip():
            out["folded"] = visible(row["text"]).strip()
        return out

    def _discrepancy(self, row: Row) -> Row:
        told = ("discrepancy_id", "relation", "type", "kind", "confidence")
        source, target = ([self._text(key) for key in row[f"{side}_segments"]] for side in ("source", "target"))
        return {
            **{name.removeprefix("discrepancy_"): row[name] for name in told},
            "source": visible(row["source_value"] or ""),
            "target": visible(row["target_value"] or ""),
            "explanation": visible(row["explanation"] or ""),
            "digest": digest_of(source, target, discrepancy_told(row)),
        }

    def _text(self, key: str) -> str:
        return str(self.segments[self.place[key]]["text"]) if key in self.place else ""

    def _rows(self) -> Iterator[Row]:
        """Yield the page's rows in reading order; a row with ``turn`` is a heading."""
        parts = arrange(self.segments, self.alignments)
        for part in parts:
            if part.speaks:
                yield {"turn": self.turn_place.get(part.turn_id or "", -1)}
            for block in part.blocks:
                yield from self._block(block)

    def _block(self, block: Block) -> Iterator[Row]:
        if isinstance(block, Aside):
            yield {"aside": self._places(block.segments)}
        elif isinstance(block, Plain):
            for held in _paragraphs(block.segments):
                yield {"plain": self._places(held), **({"relation": block.relation} if block.relation else {})}
        else:
            yield from self._pair(block)

    def _pair(self, pair: Pair) -> Iterator[Row]:
        target = next((row.target for row in pair.rows if row.target), ())
        turn = self.turn_place.get(target[0]["turn_id"], -1) if target else -1
        yield {"sides": pair.relation, "target": turn}
        for row in pair.rows:
            yield {"left": self._places(row.source), "right": self._places(row.target), "bead": self._bead(pair, row)}

    def _bead(self, pair: Pair, row: PairRow) -> int:
        """Return the place of a row's bead among those of the page; -1 for what no alignment holds."""
        found = next(
            (
                one
                for segment in (*row.source, *row.target)
                for one in self._bead_of.get((pair.relation, segment["segment_id"]), ())
                if {s["segment_id"] for s in (*row.source, *row.target)}
                <= {*one["source_segments"], *one["target_segments"]}
            ),
            None,
        )
        if found is None or not {*found["source_segments"], *found["target_segments"]} <= self.place.keys():
            return -1
        source, target = ([self.place[key] for key in found[f"{side}_segments"]] for side in ("source", "target"))
        said, rendered = ([self.segments[at]["text"] for at in side] for side in (source, target))
        self.beads.append(
            {
                "id": found["alignment_id"],
                "score": found["score"],
                "rendition": found["rendition"],
                "source": source,
                "target": target,
                "digest": digest_of(said, rendered, pair_told(*(found[name] for name in _TOLD))),
            }
        )
        return len(self.beads) - 1

    def _beads_by_segment(self) -> Mapping[tuple[str, str], list[Row]]:
        """Group alignments by segment, those of sentences first."""
        out: dict[tuple[str, str], list[Row]] = {}
        for level in ("sentence", "passage"):
            for row in self.alignments:
                if row["level"] == level:
                    for key in (*row["source_segments"], *row["target_segments"]):
                        out.setdefault((row["relation"], key), []).append(row)
        return out

    def _places(self, segments: Iterable[Row]) -> list[int]:
        return [self.place[row["segment_id"]] for row in segments]


def _head(call: Call) -> Row:
    told = {name: visible(call.row[name] or "") for name in ("title", "company", "event", "period", "date", "source")}
    return {
        "id": call.transcript_id,
        **told,
        "languages": list(call.languages),
        "passes": call.row["passes"],
        "warnings": [visible(one) for one in call.warnings],
    }


def _speaker(row: Row) -> Row:
    names = [row[key] for key in ("name", "name_zh") if row[key]]
    return {
        # What a patch calls the speaker: as in the corpus, character for character.
        "name": row["name"] or row["name_zh"] or None,
        "shown": visible(" ".join(dict.fromkeys(names))),
        "role": row["role"],
        "title": visible(row["title"] or ""),
        "firm": visible(row["firm"] or ""),
    }


def _quantity(row: Row) -> Row:
    names = ("value", "value_high", "unit", "approximate", "direction")
    return {name: row[name] for name in names if row[name] not in {None, False}} | (
        {"normalized": visible(row["normalized"])} if row["normalized"] else {}
    )


def _paragraphs(segments: Sequence[Row]) -> Iterator[list[Row]]:
    """Cut running text where a line of the source ends, and where a paragraph would be long."""
    held: list[Row] = []
    for row in segments:
        if held and (len(held) == _PARAGRAPH or row["line"] != held[-1]["line"]):
            yield held
            held = []
        held.append(row)
    if held:
        yield held
