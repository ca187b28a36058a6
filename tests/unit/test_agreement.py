"""Agreement between patches: what counts as a unit, and which values annotators gave."""

from __future__ import annotations

import csv
import json
import shutil
from pathlib import Path
from typing import Any

import pytest

import duizhao
from duizhao.corrections import Entry, Kind, Patch, digest_of, read_patch
from duizhao.corrections.agreement import NO_CORPUS, NOBODY_SET, Agreement, Measured, measure_agreement
from duizhao.corrections.judged import COMPARED, Judged
from duizhao.corrections.patch import FIELDS
from duizhao.corrections.seen import Seen
from duizhao.corrections.segmented import boundaries, sides
from duizhao.errors import UsageError
from unit.test_revising import PLANTED, SAMPLES

CALL = "call"
TURNS = ("t1 s1 s2 s3", "t2 s4 s5", "t3 s6")


def tables(**changes: Any) -> dict[str, list[dict[str, Any]]]:
    """Return the rows of a call: three turns, one passage of three beads, two discrepancies."""
    held = {one: turn.split()[0] for turn in TURNS for one in turn.split()[1:]}
    beads = {"p1": ("s1 s2 s3", "s4 s5 s6"), "b1": ("s1", "s4"), "b2": ("s2", "s5"), "b3": ("s3", "s6")}
    return {
        "turns": [
            {"turn_id": turn.split()[0], "speaker_id": "ada", "role": "ceo", "voice": "self"} | changes
            for turn in TURNS
        ],
        "segments": [
            {"segment_id": one, "turn_id": turn, "kind": "speech", "text": f"text of {one}"}
            for one, turn in held.items()
        ],
        "speakers": [
            {"speaker_id": "ada", "name": "Ada Lindqvist", "name_zh": "林阿达", "aliases": ["Ada", "Ms. Lind"]},
            {"speaker_id": "bo", "name": "Bo Tamm", "name_zh": "", "aliases": []},
            {"speaker_id": "who", "name": "", "name_zh": "", "aliases": []},
        ],
        "alignments": [
            {
                "alignment_id": key,
                "relation": "interpretation",
                "level": "passage" if key[0] == "p" else "sentence",
                "source_segments": source.split(),
                "target_segments": target.split(),
                "rendition": None if key[0] == "p" else "close",
            }
            for key, (source, target) in beads.items()
        ],
        "discrepancies": [{"discrepancy_id": key, "type": "quantity"} for key in ("d1", "d2")],
    }


def entry(kind: Kind, key: str, *, note: str = "", **new: Any) -> Entry:
    now = {"role": "ceo", "voice": "self", "type": "quantity", "fits": "yes", "rendition": None, "judgement": None}
    held = {turn.split()[0]: turn.split()[1:] for turn in TURNS}
    if kind is Kind.TURN:
        now |= {"segments": tuple(held[key]), "speaker": "Ada Lindqvist"}
        digest = digest_of(f"text of {one}" for one in held[key])
    else:
        row = next((one for one in tables()["alignments"] if one["alignment_id"] == key), {})
        now |= {name: tuple(value) if isinstance(value, list) else value for name, value in row.items()}
        digest = digest_of([key], [])
    return Entry(kind, CALL, key, digest, {name: now[name] for name in new}, new, note)


def turn(key: str, **new: Any) -> Entry:
    return entry(Kind.TURN, key, **new)


def pair(key: str, **new: Any) -> Entry:
    return entry(Kind.PAIR, key, **new)


def found(key: str, **new: Any) -> Entry:
    return entry(Kind.DISCREPANCY, key, **new)


def judged(*annotators: list[Entry], corpus: bool = True, every: bool = False) -> Judged:
    held = [{(one.kind, one.id): one for one in entries} for entries in annotators]
    return Judged(CALL, held, tables() if corpus else None, every)


def measured(*annotators: list[Entry], corpus: bool = True, every: bool = False) -> dict[str, Measured]:
    patches = [(f"{at}.json", Patch("", tuple(entries))) for at, entries in enumerate(annotators)]
    told = measure_agreement(patches, (lambda _: [tables()]) if corpus else None, every=every)
    return {one.name: one for one in told.fields}


def test_every_field_of_a_patch_is_compared() -> None:
    named = {"segments": "boundaries", "source_segments": "sides", "target_segments": "sides"}
    for kind, fields in FIELDS.items():
        assert {named.get(name, name) for name in fields} == set(COMPARED[kind])


def test_units_are_rows_that_somebody_touched() -> None:
    one, other = [turn("t1", role="cfo"), turn("t2", voice="interpreter")], [turn("t1", role="cfo")]
    call = judged(one, other)
    assert call.units(Kind.TURN, "role") == [("cfo", "cfo"), ("ceo", "ceo")]
    assert call.units(Kind.TURN, "voice") == [("self", "self"), ("interpreter", "self")]
    assert judged(one, other, every=True).units(Kind.TURN, "role") == [("cfo", "cfo"), ("ceo", "ceo"), ("ceo", "ceo")]
    # Without the corpus, only what both say.
    assert judged(one, other, corpus=False).units(Kind.TURN, "role") == [("cfo", "cfo")]
    assert judged(one, other, corpus=False).units(Kind.TURN, "voice") == []


def test_who_has_no_entry_of_a_kind_did_not_annotate_it() -> None:
    one, other = [turn("t1", role="cfo")], [pair("b1", fits="no")]
    assert judged(one, other).units(Kind.TURN, "role") == []
    assert judged(one, [turn("t3", note="heard twice"), *other]).units(Kind.TURN, "role") == [
        ("cfo", "ceo"),
        ("ceo", "ceo"),
    ]
    third = judged(one, other, [turn("t1", role="ir")])
    assert third.units(Kind.TURN, "role") == [("cfo", None, "ir")]


def test_a_speaker_is_one_person_under_all_names() -> None:
    one, other = [turn("t1", speaker="BO TAMM"), turn("t2", speaker="New One")], [turn("t1", speaker="Ms. Lind")]
    assert judged(one, other).units(Kind.TURN, "speaker") == [("bo", "ada"), ("call new one", "ada")]
    assert judged(one, [turn("t2", speaker="new one ")]).units(Kind.TURN, "speaker")[1] == ("call new one",) * 2
    assert judged(one, [turn("t1", speaker=None)]).units(Kind.TURN, "speaker")[0] == ("bo", "nobody")


def test_a_pair_that_was_left_fits_and_a_discrepancy_is_not_judged() -> None:
    one = [pair("b1", fits="no"), pair("b2", rendition="reduced"), found("d1", judgement="false")]
    other = [
        pair("b3", target_segments=()),
        found("d1", judgement="true"),
        found("d2", judgement="other-type", type="entity"),
    ]
    call = judged(one, other)
    assert call.units(Kind.PAIR, "fits") == [("no", "yes"), ("yes", "yes"), ("yes", "yes")]
    # What does not fit has no type.
    assert call.units(Kind.PAIR, "rendition") == [("reduced", "close"), ("close", "close")]
    assert call.units(Kind.DISCREPANCY, "judgement") == [("false", "true")]
    assert call.units(Kind.DISCREPANCY, "type") == []
    every = judged(one, other, every=True)
    assert every.units(Kind.DISCREPANCY, "judgement") == [("false", "true"), ("true", "other-type")]
    assert every.units(Kind.DISCREPANCY, "type") == [("quantity", "entity")]


def test_boundaries_are_compared_segment_by_segment() -> None:
    one = [turn("t1", segments=("s1", "s2")), turn("t2", segments=("s3", "s4", "s5"))]
    other = [turn("t1", segments=("s1", "s2"))]
    units = boundaries(judged(one, other))
    assert units == [("t1", "t1"), ("t1", "t1"), ("t2", "elsewhere"), ("t2", "t2"), ("t2", "t2")]
    assert boundaries(judged(one, one))[2] == ("t2", "t2")
    # Without the corpus nothing is known of what the second left.
    assert boundaries(judged(one, other, corpus=False)) == units[:3]
    both = [turn("t1", segments=("s1", "s2", "s4")), turn("t2", segments=("s3", "s4", "s5"))]
    assert boundaries(judged(both, one)) == [("t1", "t1"), ("t1", "t1"), ("t2", "t2"), ("t2", "t2")]


def test_sides_are_what_stands_beside_each_source_segment() -> None:
    # The first moves s5 from the second bead to the first, the second takes the first bead apart.
    one = [pair("b1", target_segments=("s4", "s5")), pair("b2", target_segments=())]
    assert sides(judged(one, [pair("b1", fits="no")])) == [("s4 s5", "nothing"), ("nothing", "s5")]
    # What becomes of the second bead is left open, what both leave is not.
    assert sides(judged(one[:1], [pair("b2", rendition="reduced")])) == [("s4 s5", "s4")]
    assert sides(judged(one[:1], [pair("b3", fits="no")])) == [("s4 s5", "s4"), ("s6", "nothing")]
    # A passage and its sentences are units of their own.
    assert len(sides(judged([pair("p1", fits="no")], [pair("b1", fits="no")]))) == 4


def test_null_has_a_reason() -> None:
    told = measured([turn("t1", role="cfo")], [turn("t1", role="cfo")])
    assert told["role"].alpha.value is None
    assert "the same" in told["role"].alpha.why
    assert told["role"].alpha.observed == 1.0
    assert (told["voice"].alpha.units, told["voice"].alpha.why) == (0, NOBODY_SET)
    assert told["voice"].pairs[0].kappa.why == NOBODY_SET
    assert measured([pair("b1", fits="no")], [], corpus=False)["sides"].alpha.why == NO_CORPUS
    assert measured([turn("t1", role="cfo")], [turn("t2", role="ir")], every=True)["voice"].alpha.units == 3


def test_coefficients_are_over_annotators_and_pairs() -> None:
    told = measured(
        [turn("t1", role="cfo"), turn("t2", role="ir")],
        [turn("t1", role="cfo"), turn("t2", role="analyst")],
        [turn("t1", role="cfo"), turn("t2", role="ir"), turn("t3", note="sure")],
    )["role"]
    assert (told.alpha.units, told.alpha.values, told.annotators) == (3, 9, 3)
    # By hand: in one unit of three values four ordered pairs differ; of nine values 3, 2, 1 and 3 are alike.
    assert told.alpha.value == pytest.approx(1 - (9 - 1) * (4 / 2) / (81 - 9 - 4 - 1 - 9))
    assert [one.kappa.value for one in told.pairs] == pytest.approx([4 / 7, 1.0, 4 / 7])


def test_annotators_go_by_name_or_by_file() -> None:
    held = (turn("t1", role="cfo"),)
    patches = [("a.json", Patch("mei", held)), ("b.json", Patch("wen", held)), ("c.json", Patch("wen", held))]
    told = measure_agreement([*patches, ("d.json", Patch("", held))])
    assert told.annotators == ("mei", "wen (b.json)", "wen (c.json)", "(d.json)")
    assert (told.calls, told.alone) == (1, 0)


@pytest.mark.parametrize(
    ("act", "message"),
    [
        (lambda: measured([turn("t1", role="cfo")]), "there is 1 patch"),
        (lambda: judged([turn("t1", role="cfo")], [pair("x", fits="no")]), "pair x is not in the corpus"),
        (lambda: measured([turn("t1", role="cfo")], [], corpus=False, every=True), "E_CHOICE"),
    ],
)
def test_what_cannot_be_compared_is_refused(act: Any, message: str) -> None:
    with pytest.raises(UsageError, match=message):
        act()


def test_patches_of_another_corpus_are_refused() -> None:
    one = turn("t1", role="cfo")
    changed = Entry(one.kind, CALL, "t1", "0" * 16, one.was, one.new)
    with pytest.raises(UsageError, match="different texts"):
        judged([one], [changed], corpus=False)
    with pytest.raises(UsageError, match="its text is another"):
        judged([changed], [changed])
    applied = [{(one.kind, one.id): one}, {}]
    with pytest.raises(UsageError, match="role is 'cfo', the patch saw 'ceo'"):
        Judged(CALL, applied, tables(role="cfo"))


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("agreement") / "out"
    duizhao.build([SAMPLES / PLANTED, SAMPLES / "english_only.txt"], out)
    return out


def patch_of(corpus: Path, author: str, roles: dict[int, str]) -> bytes:
    """Return a patch that gives some turns of each call other roles."""
    opened = duizhao.open(corpus)
    entries = []
    for call in opened:
        for at, role in roles.items():
            row = call.turns[at]
            texts = [one.text for one in row.segments if one.kind == "speech"]
            new, was = {"role": role}, {"role": row.role}
            entries.append(Entry(Kind.TURN, call.transcript_id, row.turn_id, digest_of(texts), was, new))
    return Patch(author, tuple(entries)).dump()


def test_the_command(corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Any) -> None:
    from duizhao.__main__ import main

    one, other = tmp_path / "mei.json", tmp_path / "wen.json"
    one.write_bytes(patch_of(corpus, "mei", {0: "editor", 1: "other"}))
    other.write_bytes(patch_of(corpus, "wen", {0: "editor", 2: "other"}))

    def run(*arguments: object) -> tuple[int, str, str]:
        monkeypatch.setattr("sys.argv", ["duizhao", "corrections", "agreement", *map(str, arguments)])
        with pytest.raises(SystemExit) as done:
            main()
        told = capsys.readouterr()
        return int(done.value.code or 0), told.out, told.err

    code, out, _ = run(one, other, "--corpus", corpus, "--format", "json")
    assert code == 0
    told = json.loads(out)
    assert told["annotators"] == ["mei", "wen"]
    (role,) = (field for field in told["fields"] if field["field"] == "role")
    assert (role["units"], role["values"], role["calls"], role["observed"]) == (6, 12, 2, pytest.approx(1 / 3))
    assert role["low"] <= role["alpha"] <= role["high"]
    _, out, _ = run(one, other, "--corpus", corpus, "--format", "csv")
    (row,) = (row for row in csv.DictReader(out.splitlines()) if (row["field"], row["measure"]) == ("role", "kappa"))
    assert float(row["value"]) == role["kappa"][0]["value"]
    _, out, _ = run(one, other)
    assert "2 annotated by two" in out
    assert "-" in next(line for line in out.splitlines() if line.split()[:1] == ["role"])
    assert run(one, one)[0] == 2
    assert "E_CHOICE" in run(one, other, "--all")[2]


def test_patches_are_compared_after_one_was_applied(corpus: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    shutil.copytree(corpus, out)
    patches = [
        (author, read_patch(patch_of(corpus, author, roles), author))
        for author, roles in (("mei", {1: "other"}), ("wen", {2: "other"}))
    ]
    (tmp_path / "mei.json").write_bytes(patches[0][1].dump())
    before = measure_agreement(patches, Seen(duizhao.open(out)).rows)
    duizhao.apply_corrections(str(out), [tmp_path / "mei.json"])
    seen = Seen(duizhao.open(out))
    assert measure_agreement(patches, seen.rows) == before
    # Both made on the corrected corpus: its rows as they are.
    later = [(author, read_patch(patch_of(out, author, {1: "editor"}), author)) for author in ("mei", "wen")]
    (role,) = (one for one in measure_agreement(later, seen.rows).fields if one.name == "role")
    assert role.alpha.units == 2
    with pytest.raises(UsageError, match="the patch saw"):
        measure_agreement([patches[0], later[1]], seen.rows)


def test_agreement_is_a_record_of_what_it_rests_on() -> None:
    told = measure_agreement([("a", Patch("a", (turn("t1", role="cfo"),))), ("b", Patch("b", ()))])
    assert isinstance(told, Agreement)
    assert (told.calls, told.alone) == (0, 1)
    assert {one.alpha.units for one in told.fields} == {0}
