"""Corrections of turns and discrepancies, applied to what was found."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from duizhao.alignment import Resources
from duizhao.batch.revisions import correct
from duizhao.corpus.part_files import to_arrow
from duizhao.corpus.restoring import with_digest
from duizhao.corpus.rows import transcript_rows
from duizhao.correction_records import Correction
from duizhao.corrections.patch import Entry
from duizhao.corrections.resolving import Resolver
from duizhao.errors import UsageError
from duizhao.pipeline import process
from duizhao.reading import find_sources
from duizhao.records import Transcript
from duizhao.revising import revise
from duizhao.revising.aligning import groups
from support import correcting
from support.correcting import pair_entry, turn_entry

SAMPLES = Path(__file__).resolve().parents[2] / "corpus" / "samples"
NAMES = sorted(path.name for path in SAMPLES.iterdir() if path.suffix in {".txt", ".srt"})
PLANTED = "interpreted_planted_errors.txt"
Rows = Mapping[str, list[dict[str, Any]]]


@cache
def sample(name: str, *corrections: Correction) -> Transcript:
    (source,) = find_sources([SAMPLES / name])
    found = process(source)
    return correct(to_arrow(transcript_rows(found)), corrections)[0] if corrections else found


def resolve(rows: Rows, entry: Entry) -> Correction:
    return Resolver(rows, rows).resolve(entry, "mei")


def turn_correction(name: str, at: int, **new: Any) -> Correction:
    rows = transcript_rows(sample(name))
    return resolve(rows, turn_entry(rows, at, **new))


def judgement(name: str, at: int, **new: Any) -> Correction:
    rows = transcript_rows(sample(name))
    return resolve(rows, correcting.judgement(rows, at, **new))


def changed(one: Transcript, other: Transcript) -> Iterator[tuple[str, int, str]]:
    """Yield table, row and column of what differs."""
    before, after = transcript_rows(one), transcript_rows(other)
    for table, rows in before.items():
        if len(rows) != len(after[table]):
            yield table, -1, "rows"
            continue
        for at, (row, now) in enumerate(zip(rows, after[table], strict=True)):
            # Restored records do not hold the text as it was decoded; its digest goes with them (`with_digest`).
            told = (name for name in row if row[name] != now[name] and name != "text_sha256")
            yield from ((table, at, name) for name in told)


@pytest.mark.parametrize("name", NAMES)
def test_a_role_changes_that_role_alone(name: str) -> None:
    base = sample(name)
    made = sample(name, turn_correction(name, 1, role="other"))
    found = set(changed(base, made))
    columns = {"role", "confidence", "evidence"}
    assert {one for one in found if one[0] == "turns"} <= {("turns", 1, column) for column in columns}
    assert {one[0] for one in found} == {"turns", "segments", "corrections"}
    assert {column for table, _, column in found if table == "segments"} <= {"role"}
    turn = made.attribution.turns[1]
    assert (turn.role, turn.confidence, turn.evidence) == ("other", 1.0, "corrected by mei")
    assert [one.status for one in made.corrections] == ["applied"]


@pytest.mark.parametrize("name", NAMES)
def test_from_rows_as_from_the_source(name: str) -> None:
    corrections = [
        turn_correction(name, 0, speaker="Nobody Known"),
        turn_correction(name, 1, voice="interpreter", role="ceo"),
    ]
    if sample(name).discrepancies:
        corrections.append(judgement(name, 0, judgement="false"))
    inner = [at for at, one in enumerate(sample(name).alignments) if one.level == "sentence" and one.source]
    if inner:
        corrections.append(pair_correction(name, inner[-1], fits="no"))
    from_rows = transcript_rows(sample(name, *corrections))
    digest = from_rows["transcripts"][0]["text_sha256"]
    assert from_rows == with_digest(revise(sample(name), corrections, held=Resources(None)), digest)
    assert from_rows == transcript_rows(sample(name, *reversed(corrections)))


def test_names_are_those_of_the_call_or_new() -> None:
    base = sample(PLANTED)
    known = next(one for one in base.attribution.speakers if one.name)
    old = sample(PLANTED, turn_correction(PLANTED, 1, speaker=known.name.upper()))
    assert old.attribution.speakers == base.attribution.speakers
    assert old.attribution.turns[1].speaker == known.index
    new = sample(PLANTED, turn_correction(PLANTED, 1, speaker="林小五", role="cfo"))
    person = new.attribution.speakers[-1]
    assert (person.name, person.name_zh, person.role) == ("", "林小五", "cfo")
    assert new.attribution.speakers[:-1] == base.attribution.speakers
    nobody = sample(PLANTED, turn_correction(PLANTED, 1, speaker=None))
    assert nobody.attribution.turns[1].speaker is None


def test_a_false_discrepancy_goes_and_a_true_one_is_certain() -> None:
    base = sample(PLANTED)
    gone = sample(PLANTED, judgement(PLANTED, 0, judgement="false"))
    assert gone.discrepancies == base.discrepancies[1:]
    sure = sample(PLANTED, judgement(PLANTED, 0, judgement="true"))
    assert sure.discrepancies == (replace(base.discrepancies[0], confidence=1.0), *base.discrepancies[1:])
    other = sample(PLANTED, judgement(PLANTED, 0, judgement="other-type", type="addition"))
    assert other.discrepancies[0].type == "addition"
    assert gone.attribution == base.attribution


def test_a_boundary_moves_when_both_turns_say_so() -> None:
    rows = transcript_rows(sample(PLANTED))
    held: dict[str, list[str]] = {}
    for one in rows["segments"]:
        if one["turn_id"]:
            held.setdefault(one["turn_id"], []).append(one["segment_id"])
    turns = list(held.values())
    at = next(at for at in range(len(turns) - 1) if len(turns[at]) > 1)
    shorter = turn_correction(PLANTED, at, segments=tuple(turns[at][:-1]))
    longer = turn_correction(PLANTED, at + 1, segments=(turns[at][-1], *turns[at + 1]))
    made = transcript_rows(sample(PLANTED, shorter, longer))
    moved = next(one for one in made["segments"] if one["segment_id"] == turns[at][-1])
    assert moved["turn_id"] == rows["turns"][at + 1]["turn_id"]
    alone = sample(PLANTED, shorter)
    assert [one.status for one in alone.corrections] == ["unresolved"]
    assert alone.attribution == sample(PLANTED).attribution


def test_what_has_changed_is_stale() -> None:
    one = replace(turn_correction(PLANTED, 1, role="other"), digest="0" * 16)
    made = sample(PLANTED, one)
    assert [(two.correction, two.status) for two in made.corrections] == [(one, "stale")]
    assert made.attribution == sample(PLANTED).attribution
    assert made.warnings[-1].startswith("W_STALE_CORRECTION: 1 ")


def test_entries_are_checked_against_the_rows() -> None:
    rows = transcript_rows(sample(PLANTED))
    right = turn_entry(rows, 1, role="other")
    for wrong, what in (
        (replace(right, id=f"{right.transcript_id}-t99999"), "not in the corpus"),
        (replace(right, digest="0" * 16), "digest"),
        (replace(right, was={"role": "editor"}), "was.role"),
    ):
        with pytest.raises(UsageError, match=what):
            resolve(rows, wrong)


def pair_correction(name: str, at: int, **new: Any) -> Correction:
    rows = transcript_rows(sample(name))
    return resolve(rows, pair_entry(rows, at, **new))


def is_tiled(one: Transcript) -> bool:
    """Whether the beads inside each passage cover its speech once, in order."""
    for passage, *beads in groups(one.alignments):
        if beads:
            for side in ("source", "target"):
                speech = [at for at in getattr(passage, side) if one.segments[at].kind == "speech"]
                if [at for bead in beads for at in getattr(bead, side)] != speech:
                    return False
    return True


@pytest.mark.parametrize("name", NAMES)
def test_fixed_beads_stand_and_the_rest_tiles(name: str) -> None:
    base = sample(name)
    beads = [
        at
        for at, one in enumerate(base.alignments)
        if one.level == "sentence" and one.relation != "repetition" and one.source and one.target
    ]
    for at in beads[:: max(1, len(beads) // 2)]:
        bead, after = base.alignments[at : at + 2] if at + 1 < len(base.alignments) else (base.alignments[at], None)
        sure = sample(name, pair_correction(name, at, fits="yes"))
        assert sure.alignments[at] == replace(bead, score=1.0, rendition=sure.alignments[at].rendition)
        assert {one[:2] for one in changed(base, sure) if one[0] == "alignments"} <= {("alignments", at)}
        assert is_tiled(sure)
        apart = sample(name, pair_correction(name, at, fits="no"))
        assert not any(
            (one.source, one.target) == (bead.source, bead.target)
            for one in apart.alignments
            if one.level == "sentence"
        )
        assert is_tiled(apart)
        if after is not None and after.level == "sentence" and after.target:
            ids = transcript_rows(base)["alignments"]
            wide = (*ids[at]["target_segments"], *ids[at + 1]["target_segments"])
            made = sample(name, pair_correction(name, at, target_segments=wide))
            assert [one.status for one in made.corrections] == ["applied"]
            assert any(
                (one.source, one.target, one.score) == (bead.source, bead.target + after.target, 1.0)
                for one in made.alignments
            )
            assert is_tiled(made)


def test_crossing_beads_are_unresolved() -> None:
    base = sample(PLANTED)
    at = next(
        at
        for at, one in enumerate(base.alignments)
        if one.level == "sentence"
        and base.alignments[at + 1].level == "sentence"
        and one.target
        and base.alignments[at + 1].target
        and one.source
        and base.alignments[at + 1].source
    )
    ids = transcript_rows(base)["alignments"]
    one = pair_correction(PLANTED, at, target_segments=tuple(ids[at + 1]["target_segments"]))
    other = pair_correction(PLANTED, at + 1, target_segments=tuple(ids[at]["target_segments"]))
    made = sample(PLANTED, one, other)
    assert [two.status for two in made.corrections] == ["unresolved"] * 2
    assert made.alignments == base.alignments


def test_a_type_of_rendition_and_a_passage_that_is_none() -> None:
    base = sample(PLANTED)
    at = next(at for at, one in enumerate(base.alignments) if one.rendition == "close")
    made = sample(PLANTED, pair_correction(PLANTED, at, rendition="summarised"))
    assert made.alignments[at] == replace(base.alignments[at], rendition="summarised")
    inside = next(len(group) for group in groups(base.alignments))
    gone = sample(PLANTED, pair_correction(PLANTED, 0, fits="no"))
    assert [(one.source, one.target) for one in gone.alignments] == [
        (one.source, one.target) for one in base.alignments[inside:]
    ]


@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_sentences_that_go_to_a_neighbour_go_there(data: st.DataObject) -> None:
    """Two beads side by side, one of which gives its sentences to the other, down to the last: both stand so."""
    base = sample(PLANTED)
    beads = base.alignments
    neighbours = [
        at
        for at in range(len(beads) - 1)
        if beads[at].level == beads[at + 1].level == "sentence" and beads[at].source and beads[at + 1].source
    ]
    at = data.draw(st.sampled_from(neighbours))
    side = data.draw(st.sampled_from(("source", "target")))
    held = [*getattr(beads[at], side), *getattr(beads[at + 1], side)]
    other = {"source": "target", "target": "source"}[side]
    least, most = (0 if getattr(one, other) else 1 for one in (beads[at], beads[at + 1]))
    cut = data.draw(st.integers(least, len(held) - most))
    if cut == len(getattr(beads[at], side)):
        return
    ids = [f"{transcript_rows(base)['transcripts'][0]['transcript_id']}-s{one:06d}" for one in held]
    name = f"{side}_segments"
    made = sample(
        PLANTED,
        pair_correction(PLANTED, at, **{name: tuple(ids[:cut])}),
        pair_correction(PLANTED, at + 1, **{name: tuple(ids[cut:])}),
    )
    assert [one.status for one in made.corrections] == ["applied"] * 2
    assert [getattr(one, side) for one in made.alignments[at : at + 2]] == [tuple(held[:cut]), tuple(held[cut:])]
    assert [getattr(one, other) for one in made.alignments] == [getattr(one, other) for one in beads]
    assert is_tiled(made)
