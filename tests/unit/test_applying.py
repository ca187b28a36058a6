"""Patches applied to a corpus: exactly what was asked, nothing else, and all of it or nothing."""

from __future__ import annotations

import itertools
import json
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

import duizhao
from duizhao.cli import app
from duizhao.corpus.corrected import CORRECTIONS
from duizhao.corrections import Entry, Patch
from duizhao.errors import UsageError
from duizhao.storage import WORK
from support.correcting import Rows, judgement, pair_entry, turn_entry

SAMPLES = Path(__file__).resolve().parents[2] / "corpus" / "samples"
ARCHIVE = [SAMPLES / "interpreted_planted_errors.txt", SAMPLES / "asr_original_and_rendition.txt"]
Differences = set[tuple[str, str, str]]
#: Keys of rows; other tables' rows have none.
KEYS = {
    "transcripts": "transcript_id",
    "speakers": "speaker_id",
    "turns": "turn_id",
    "segments": "segment_id",
    "alignments": "alignment_id",
}


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("plain") / "out"
    duizhao.build(ARCHIVE, out)
    return out


@pytest.fixture
def out(plain: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(plain, tmp_path / "out"))


def files(out: Path) -> dict[str, bytes]:
    held = {path.relative_to(out).as_posix(): path.read_bytes() for path in out.rglob("*.*") if path.is_file()}
    return {name: data for name, data in held.items() if not name.startswith(f"{WORK}/")}


def rows_of(out: Path, source: str = ARCHIVE[0].name) -> Rows:
    """Return a transcript's rows."""
    corpus = duizhao.open(out)
    key = next(row["transcript_id"] for row in corpus.rows("transcripts") if row["source"] == source)
    return {
        name: [row for row in corpus.rows(name) if row["transcript_id"] == key]
        for name in (*KEYS, "discrepancies", "quantities", "measures", "corrections")
    }


def patch(folder: Path, author: str, *entries: Entry) -> Path:
    path = folder / f"{author or 'nobody'}-{len(list(folder.glob('*.json')))}.json"
    path.write_bytes(Patch(author, entries).dump())
    return path


def differences(before: Rows, after: Rows) -> Differences:
    """Return which columns of which rows differ, of rows with keys."""

    def told() -> Iterator[tuple[str, str, str]]:
        for table, key in KEYS.items():
            one, other = ({row[key]: row for row in held[table]} for held in (before, after))
            yield from ((table, name, "row") for name in one.keys() ^ other.keys())
            for name in one.keys() & other.keys():
                yield from ((table, name, column) for column in one[name] if one[name][column] != other[name][column])

    return set(told())


def refused(out: Path, *patches: Path, **options: Any) -> UsageError:
    before = files(out)
    with pytest.raises(UsageError) as caught:
        duizhao.apply_corrections(out, patches, **options)
    assert files(out) == before
    assert not [*out.glob(f"{WORK}/*.json")]
    return caught.value


def test_a_role_changes_that_role_and_nothing_else(out: Path, tmp_path: Path) -> None:
    before, other = rows_of(out), rows_of(out, ARCHIVE[1].name)
    turn = before["turns"][3]
    done = duizhao.apply_corrections(out, [patch(tmp_path, "mei", turn_entry(before, 3, role="other"))])
    after = rows_of(out)
    held = [row["segment_id"] for row in before["segments"] if row["speaker_id"] and row["turn_id"] == turn["turn_id"]]
    labels = {row["segment_id"] for row in before["segments"] if row["kind"] != "speech"}
    found = differences(before, after)
    assert {one for one in found if one[1] not in labels} == {
        ("turns", turn["turn_id"], "role"),
        ("turns", turn["turn_id"], "confidence"),
        ("turns", turn["turn_id"], "evidence"),
        *(("segments", name, "role") for name in held),
    }
    assert {(table, column) for table, name, column in found if name in labels} <= {("segments", "role")}
    assert [after[name] == before[name] for name in ("discrepancies", "quantities", "measures")] == [True] * 3
    assert rows_of(out, ARCHIVE[1].name) == other
    assert [call.rows.keys() for call in done.changed] == [{"turns", "segments"}]
    assert duizhao.verify(out) == []


def test_a_judgement_takes_that_discrepancy_away(out: Path, tmp_path: Path) -> None:
    before = rows_of(out)
    duizhao.apply_corrections(out, [patch(tmp_path, "mei", judgement(before, 2, judgement="false", note="checked"))])
    after = rows_of(out)
    ids = [row["discrepancy_id"] for row in before["discrepancies"]]
    left = [row for row in before["discrepancies"] if row["discrepancy_id"] != ids[2]]
    renumbered = [{**row, "discrepancy_id": name} for row, name in zip(left, ids, strict=False)]
    assert after["discrepancies"] == renumbered
    assert {one[0] for one in differences(before, after)} <= {"alignments"}
    (row,) = after["corrections"]
    assert (row["kind"], row["id"], row["field"], row["now"]) == ("discrepancy", ids[2], "judgement", "false")
    assert (row["author"], row["note"], row["status"]) == ("mei", "checked", "applied")


def test_a_bead_stands_and_others_stay(out: Path, tmp_path: Path) -> None:
    before = rows_of(out)
    pairs = before["alignments"]
    at = next(
        at
        for at, (one, other) in enumerate(itertools.pairwise(pairs))
        if all(row["level"] == "sentence" and row["source_segments"] for row in (one, other))
        and len(one["target_segments"]) == 1
        and len(other["target_segments"]) > 1
    )
    one, other = pairs[at : at + 2]
    moved = other["target_segments"][0]
    entries = (
        pair_entry(before, at, target_segments=(*one["target_segments"], moved)),
        pair_entry(before, at + 1, target_segments=tuple(other["target_segments"][1:])),
    )
    duizhao.apply_corrections(out, [patch(tmp_path, "mei", *entries)])
    after = rows_of(out)["alignments"]
    assert (after[at]["target_segments"], after[at]["score"]) == ([*one["target_segments"], moved], 1.0)
    assert (after[at + 1]["target_segments"], after[at + 1]["score"]) == (other["target_segments"][1:], 1.0)
    assert [*after[:at], *after[at + 2 :]] == [*pairs[:at], *pairs[at + 2 :]]


def test_apply_then_build_and_build_with_corrections_give_the_same_bytes(
    out: Path, plain: Path, tmp_path: Path
) -> None:
    rows = rows_of(out)
    duizhao.apply_corrections(
        out, [patch(tmp_path, "mei", turn_entry(rows, 1, role="other"), judgement(rows, 0, judgement="false"))]
    )
    applied = files(out)
    assert duizhao.build(ARCHIVE, out).made == 0
    assert files(out) == applied
    anew = Path(shutil.copytree(plain, tmp_path / "anew"))
    (anew / CORRECTIONS).write_bytes(applied[CORRECTIONS])
    assert duizhao.build(ARCHIVE, anew).made == 1
    assert files(anew) == applied
    duizhao.build(ARCHIVE, anew, fresh=True)
    assert files(anew) == applied


def test_removing_gives_back_what_was_found(out: Path, plain: Path, tmp_path: Path) -> None:
    rows = rows_of(out)
    duizhao.apply_corrections(out, [patch(tmp_path, "mei", turn_entry(rows, 1, role="other"))])
    one = files(out)
    again = rows_of(out)
    duizhao.apply_corrections(out, [patch(tmp_path, "li", judgement(again, 0, judgement="false"))])
    duizhao.remove_corrections(out, author="li")
    assert files(out) == one
    (key,) = {row["correction_id"] for row in rows_of(out)["corrections"]}
    done = duizhao.remove_corrections(out, [key])
    assert [made.author for made in done.removed] == ["mei"]
    assert files(out) == files(plain)
    with pytest.raises(UsageError, match="no correction"):
        duizhao.remove_corrections(out, [key])


def test_two_people_on_one_corpus(out: Path, tmp_path: Path) -> None:
    """The second patch was made before the first was applied: numbers have moved, and it still finds its rows."""
    rows = rows_of(out)
    first = patch(tmp_path, "mei", judgement(rows, 0, judgement="false"), turn_entry(rows, 1, role="other"))
    second = patch(tmp_path, "li", judgement(rows, 1, judgement="false"), turn_entry(rows, 1, voice="interpreter"))
    duizhao.apply_corrections(out, [first])
    done = duizhao.apply_corrections(out, [second])
    assert len(done.added) == 2
    after = rows_of(out)
    assert len(after["discrepancies"]) == len(rows["discrepancies"]) - 2
    assert {row["status"] for row in after["corrections"]} == {"applied"}
    assert (after["turns"][1]["role"], after["turns"][1]["voice"]) == ("other", "interpreter")
    assert after["turns"][1]["evidence"] in {"corrected by mei and li", "corrected by li and mei"}
    # What came in two steps might have come in one.
    shutil.rmtree(out)
    duizhao.build(ARCHIVE, out)
    duizhao.apply_corrections(out, [second, first])
    assert rows_of(out) == after


def test_contradictions_are_reported_and_settled_by_name_alone(out: Path, tmp_path: Path) -> None:
    rows = rows_of(out)
    first = patch(tmp_path, "mei", turn_entry(rows, 1, role="cfo"))
    second = patch(tmp_path, "li", turn_entry(rows, 1, role="ceo"), turn_entry(rows, 2, role="other"))
    fault = refused(out, first, second)
    assert (fault.code, fault.details) == (
        "E_CONFLICT",
        (f"turn {rows['turns'][1]['turn_id']}: role: mei says cfo, li says ceo",),
    )
    duizhao.apply_corrections(out, [first])
    assert refused(out, second).code == "E_CONFLICT"
    done = duizhao.apply_corrections(out, [second], prefer="li")
    assert done.overruled == 1
    after = rows_of(out)
    assert [row["role"] for row in after["turns"][1:3]] == ["ceo", "other"]
    assert sorted((row["author"], row["now"], row["status"]) for row in after["corrections"]) == [
        ("li", "ceo", "applied"),
        ("li", "other", "applied"),
        ("mei", "cfo", "overruled"),
    ]
    # Nothing new: neither what was overruled nor what won.
    assert duizhao.apply_corrections(out, [first, second]).repeated == 3
    assert rows_of(out) == after


def test_unnamed_patches_may_be_of_two_people(out: Path, tmp_path: Path) -> None:
    rows = rows_of(out)
    first = patch(tmp_path, "", turn_entry(rows, 1, role="cfo"))
    second = patch(tmp_path, "", turn_entry(rows, 1, role="ceo"))
    assert refused(out, first, second).code == "E_CONFLICT"
    duizhao.apply_corrections(out, [first])
    assert len(duizhao.apply_corrections(out, [second]).replaced) == 1


def test_what_somebody_says_later_replaces_what_he_said(out: Path, tmp_path: Path) -> None:
    rows = rows_of(out)
    duizhao.apply_corrections(out, [patch(tmp_path, "mei", turn_entry(rows, 1, role="cfo", voice="interpreter"))])
    again = rows_of(out)
    done = duizhao.apply_corrections(out, [patch(tmp_path, "mei", turn_entry(again, 1, role="ceo"))])
    assert (len(done.added), len(done.replaced)) == (1, 1)
    after = rows_of(out)
    assert (after["turns"][1]["role"], after["turns"][1]["voice"]) == ("ceo", "interpreter")
    told = {row["field"]: row["was"] for row in after["corrections"]}
    assert told == {"role": rows["turns"][1]["role"], "voice": rows["turns"][1]["voice"]}


def test_a_bead_that_was_corrected_is_corrected_again(out: Path, tmp_path: Path) -> None:
    rows = rows_of(out)
    at = next(at for at, row in enumerate(rows["alignments"]) if row["level"] == "sentence" and row["rendition"])
    bead = rows["alignments"][at]
    both = (*bead["target_segments"], *rows["alignments"][at + 1]["target_segments"])
    duizhao.apply_corrections(out, [patch(tmp_path, "mei", pair_entry(rows, at, target_segments=both))])
    now = rows_of(out)
    here = next(n for n, row in enumerate(now["alignments"]) if row["target_segments"] == [*both] and row["score"] == 1)
    duizhao.apply_corrections(out, [patch(tmp_path, "li", pair_entry(now, here, rendition="summarised"))])
    after = rows_of(out)
    assert after["alignments"][here] == {**now["alignments"][here], "rendition": "summarised"}
    assert {row["status"] for row in after["corrections"]} == {"applied"}
    back = pair_entry(after, here, target_segments=tuple(bead["target_segments"]))
    duizhao.apply_corrections(out, [patch(tmp_path, "mei", back)])
    last = rows_of(out)["alignments"][at]
    assert (last["target_segments"], last["rendition"]) == (bead["target_segments"], "summarised")


def test_what_does_not_fit_is_refused_entry_by_entry(out: Path, tmp_path: Path) -> None:
    rows = rows_of(out)
    good = turn_entry(rows, 1, role="other")
    entries = (
        good,
        Entry(good.kind, good.transcript_id, f"{good.transcript_id}-t99999", good.digest, good.was, good.new),
        Entry(good.kind, good.transcript_id, rows["turns"][2]["turn_id"], "0" * 16, {"role": None}, {"role": "cfo"}),
        Entry(good.kind, "f" * 16, "f" * 16 + "-t00001", good.digest, good.was, good.new),
    )
    fault = refused(out, patch(tmp_path, "mei", *entries))
    assert fault.code == "E_PATCH"
    assert [detail.partition(": ")[2][:9] for detail in fault.details] == ["entry 2: ", "entry 3: ", "entry 4: "]
    assert "digest" in fault.details[1]


def test_what_cannot_be_applied_is_refused_or_waits(out: Path, tmp_path: Path) -> None:
    rows = rows_of(out)
    lone = next(at for at in range(len(rows["turns"])) if len(turn_entry(rows, at, segments=()).was["segments"]) > 1)  # type: ignore[arg-type]
    half = turn_entry(rows, lone, segments=turn_entry(rows, lone, segments=()).was["segments"][:1])  # type: ignore[index]
    path = patch(tmp_path, "mei", half, turn_entry(rows, lone + 1, role="other"))
    fault = refused(out, path)
    assert (fault.code, len(fault.details)) == ("E_PATCH", 1)
    done = duizhao.apply_corrections(out, [path], partly=True)
    assert [(one.row, one.author) for one, _ in done.waiting] == [(half.id, "mei")]
    after = rows_of(out)
    assert [row["status"] for row in after["corrections"]] == ["unresolved", "applied"]
    assert after["turns"][lone + 1]["role"] == "other"
    # It stands there, and stands in nobody's way.
    duizhao.apply_corrections(out, [patch(tmp_path, "li", turn_entry(after, lone + 2, role="other"))])


def test_a_corpus_of_another_program_is_refused(out: Path, tmp_path: Path) -> None:
    path = patch(tmp_path, "mei", turn_entry(rows_of(out), 1, role="other"))
    told = json.loads((out / "corpus.json").read_bytes())
    told["made_with"]["code"] = "000000000000"
    (out / "corpus.json").write_text(json.dumps(told))
    assert "code is" in refused(out, path).message
    (out / WORK).mkdir(exist_ok=True)
    (out / WORK / "build.json").write_text(json.dumps({"signature": "x"}))
    with pytest.raises(UsageError, match="E_UNFINISHED"):
        duizhao.apply_corrections(out, [path])


def test_a_lost_transcript_is_built_again(out: Path, tmp_path: Path) -> None:
    duizhao.apply_corrections(out, [patch(tmp_path, "mei", turn_entry(rows_of(out), 1, role="other"))])
    whole = files(out)
    (kept,) = (out / "uncorrected").iterdir()
    kept.unlink()
    assert [one.code for one in duizhao.verify(out)] == ["V_MISSING"]
    duizhao.build(ARCHIVE, out)
    assert files(out) == whole


def test_the_command(out: Path, tmp_path: Path) -> None:
    runner = CliRunner()
    path = patch(tmp_path, "mei", turn_entry(rows_of(out), 1, role="other", note="a\nremark"))
    before = files(out)
    tried = runner.invoke(app, ["corrections", "apply", str(out), str(path), "--dry-run"])
    assert tried.output.startswith("corrections: 1 new (nothing was written)\n")
    assert files(out) == before
    done = runner.invoke(app, ["corrections", "apply", str(out), str(path)])
    assert "changed 1 of turns" in done.output
    listed = runner.invoke(app, ["corrections", "list", str(out)]).output
    assert "role: " in listed
    assert r"(mei; a\nremark)" in listed
    gone = runner.invoke(app, ["corrections", "remove", str(out), "--author", "mei"])
    assert gone.output.startswith("corrections: 1 removed\n")
    assert runner.invoke(app, ["corrections", "list", str(out)]).output == "nobody corrected anything\n"


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_any_corrections_in_any_order(
    plain: Path, tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    """An empty patch changes no byte; the order of entries and of patches says nothing; removed is as never made."""
    rows = rows_of(plain)
    beads = [at for at, row in enumerate(rows["alignments"]) if row["level"] == "sentence"]
    choices: Mapping[str, Any] = {
        "turn": st.builds(
            lambda at, role, voice: turn_entry(rows, at, role=role, voice=voice),
            st.integers(0, len(rows["turns"]) - 1),
            st.sampled_from(("ceo", "analyst", "unknown")),
            st.sampled_from(("self", "interpreter")),
        ),
        "pair": st.builds(
            lambda at, fits: pair_entry(rows, at, fits=fits), st.sampled_from(beads), st.sampled_from(("partly", "no"))
        ),
        "discrepancy": st.builds(
            lambda at, said: judgement(rows, at, judgement=said),
            st.integers(0, len(rows["discrepancies"]) - 1),
            st.sampled_from(("true", "false")),
        ),
    }
    drawn = data.draw(st.lists(st.one_of(*choices.values()), max_size=5, unique_by=lambda one: one.row))
    shuffled = data.draw(st.permutations(drawn))
    folder = tmp_path_factory.mktemp("any")
    one, other = (Path(shutil.copytree(plain, folder / name)) for name in ("one", "other"))
    duizhao.apply_corrections(one, [patch(folder, "mei", *drawn)], partly=True)
    for entry in shuffled:
        duizhao.apply_corrections(other, [patch(folder, "mei", entry)], partly=True)
    assert files(one) == files(other)
    assert duizhao.verify(one) == []
    if drawn:
        assert files(one) != files(plain)
        duizhao.remove_corrections(one, author="mei")
    assert files(one) == files(plain)
