"""Builds over what stands there: what is kept, what is made again, what leaves, what is refused."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

import duizhao
from duizhao.batch import Event, work
from duizhao.batch.units import unit_name
from duizhao.config import Settings
from duizhao.durable import write_durably
from duizhao.errors import UsageError
from duizhao.storage import LocalStore, Owner
from faults.archive import digests
from unit.calls import LABELLED, TRANSLATED, UNLABELLED

CALLS = {"a.txt": LABELLED, "b.txt": TRANSLATED, "c/d.txt": UNLABELLED}


@pytest.fixture
def calls(tmp_path: Path) -> Path:
    for name, text in CALLS.items():
        path = tmp_path / "calls" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return tmp_path / "calls"


def worked_on(calls: Path, out: Path, **given: Any) -> list[str]:
    """Build, and return what was worked on."""
    told: list[Event] = []
    duizhao.build([calls], out, listener=told.append, **given)
    return [event.source for event in told if event.kind == "work"]


def test_nothing_is_worked_on_twice(calls: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert worked_on(calls, out) == sorted(CALLS)
    before = digests(out)
    assert worked_on(calls, out) == []
    assert digests(out) == before
    # Nor written: who reads meanwhile notices nothing.
    written = (out / "corpus.json").stat().st_ino
    report = duizhao.build([calls], out)
    assert (report.kept, report.made, report.gone) == (3, 0, ())
    assert (out / "corpus.json").stat().st_ino == written
    assert not (out / ".build").exists()


def test_what_changed_is_made_again_and_what_is_gone_leaves(calls: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    duizhao.build([calls], out)
    (calls / "a.txt").write_text(LABELLED + "Operator\nGoodbye.\n", "utf-8")
    (calls / "b.txt").unlink()
    (calls / "c" / "d.txt").rename(calls / "c" / "e.txt")
    os.utime(calls / "a.txt", (0, 0))  # times say nothing
    assert worked_on(calls, out) == ["a.txt", "c/e.txt"]
    duizhao.build([calls], tmp_path / "new")
    assert digests(out) == digests(tmp_path / "new")
    (calls / "c" / "e.txt").unlink()
    report = duizhao.build([calls], out)
    assert (report.kept, report.made, report.gone) == (1, 0, ("c/e.txt",))
    assert duizhao.verify(out) == []


def test_times_of_files_say_nothing(calls: Path, tmp_path: Path) -> None:
    duizhao.build([calls], tmp_path / "out")
    for name in CALLS:
        os.utime(calls / name, (2_000_000_000, 2_000_000_000))
    assert worked_on(calls, tmp_path / "out") == []


def test_speakers_in_a_file_beside_count_as_part_of_the_input(tmp_path: Path) -> None:
    calls = tmp_path / "calls"
    calls.mkdir()
    (calls / "call.srt").write_text("1\n00:00:01,000 --> 00:00:04,000\nGood day, and welcome to the call.\n", "utf-8")
    assert worked_on(calls, tmp_path / "out") == ["call.srt"]
    (calls / "call.rttm").write_text("SPEAKER call 1 0.0 5.0 <NA> <NA> A <NA> <NA>\n", "utf-8")
    assert worked_on(calls, tmp_path / "out") == ["call.srt"]
    assert worked_on(calls, tmp_path / "out") == []


def test_the_first_of_two_alike_may_leave(calls: Path, tmp_path: Path) -> None:
    (calls / "A copy.txt").write_text(LABELLED, "utf-8")
    out = tmp_path / "out"
    assert worked_on(calls, out) == ["A copy.txt", "b.txt", "c/d.txt"]
    (calls / "A copy.txt").unlink()
    assert worked_on(calls, out) == ["a.txt"]
    assert "a.txt" in duizhao.open(out).transcripts.to_pandas()["source"].tolist()


def test_other_settings_do_not_mix(calls: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    duizhao.build([calls], out)
    before = digests(out)
    other = Settings(min_confidence=0.5)
    with pytest.raises(UsageError) as caught:
        duizhao.build([calls], out, settings=other)
    assert caught.value.code == "E_SETTINGS_DIFFER"
    assert "settings.min_confidence is 0.5, was 0.0" in caught.value.message
    assert "--fresh" in caught.value.help
    assert digests(out) == before
    assert worked_on(calls, out, settings=other, fresh=True) == sorted(CALLS)
    duizhao.build([calls], tmp_path / "new", settings=other)
    assert digests(out) == digests(tmp_path / "new")


def test_a_library_of_another_version_does_not_mix(calls: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    duizhao.build([calls], out)
    info = json.loads((out / "corpus.json").read_text("utf-8"))
    info["made_with"]["libraries"]["jieba"] = "0.1"
    info["signature"] = info["signature"].replace("libraries:", "libraries:0")
    (out / "corpus.json").write_text(json.dumps(info))
    with pytest.raises(UsageError, match=r"libraries.jieba is .*, was 0\.1"):
        duizhao.build([calls], out)


class StopError(Exception):
    """Ends a build in the middle."""


def stop_after(number: int, event: Event) -> None:
    if event.kind == "work" and event.done == number:
        raise StopError


def test_other_settings_do_not_mix_with_an_unfinished_build(calls: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    with pytest.raises(StopError):
        duizhao.build([calls], out, listener=lambda event: stop_after(2, event))
    with pytest.raises(UsageError) as caught:
        duizhao.build([calls], out, settings=Settings(min_confidence=0.5))
    assert caught.value.code == "E_SETTINGS_DIFFER"
    assert worked_on(calls, out, settings=Settings(min_confidence=0.5), fresh=True) == sorted(CALLS)


def test_a_fresh_build_that_was_stopped_goes_on_being_fresh(calls: Path, tmp_path: Path, monkeypatch) -> None:
    out = tmp_path / "out"
    duizhao.build([calls], out)
    whole, made = work.process, list[str]()

    def process(source: Any, **settings: Any) -> Any:
        made.append(source.name)
        return whole(source, **settings)

    monkeypatch.setattr(work, "process", process)
    with pytest.raises(StopError):
        duizhao.build([calls], out, fresh=True, listener=lambda event: stop_after(2, event))
    assert len(made) == 2
    duizhao.build([calls], out)
    assert sorted(made) == sorted(CALLS)


def test_higher_limits_try_again_what_they_rejected_and_nothing_else(calls: Path, tmp_path: Path) -> None:
    out, low, high = tmp_path / "out", Settings(max_turns=8), Settings(max_turns=1000)
    report = duizhao.build([calls], out, settings=low)
    assert [(one.source, one.code) for one in report.rejected] == [("a.txt", "E_TOO_MANY_TURNS")]
    assert worked_on(calls, out, settings=high) == ["a.txt"]
    duizhao.build([calls], tmp_path / "new", settings=high)
    assert digests(out) == digests(tmp_path / "new")
    with pytest.raises(UsageError, match=r"limits.max_turns is 8, was 1000"):
        duizhao.build([calls], out, settings=low)


def test_higher_limits_hold_for_an_unfinished_build_too(calls: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    with pytest.raises(StopError):
        duizhao.build([calls], out, settings=Settings(max_turns=8), listener=lambda event: stop_after(2, event))
    duizhao.build([calls], out)
    duizhao.build([calls], tmp_path / "new")
    assert digests(out) == digests(tmp_path / "new")


def test_what_a_defect_rejected_is_tried_again_when_asked(calls: Path, tmp_path: Path, monkeypatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise ZeroDivisionError

    with monkeypatch.context() as patch:
        patch.setattr(work, "process", fail)
        assert len(duizhao.build([calls], tmp_path / "out").rejected) == 3
    assert worked_on(calls, tmp_path / "out") == []
    assert worked_on(calls, tmp_path / "out", retry=True) == sorted(CALLS)
    assert duizhao.build([calls], tmp_path / "out").rejected == ()


def test_a_part_that_was_lost_or_cut_is_made_again(calls: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    duizhao.build([calls], out)
    before = digests(out)
    for damage in (lambda file: file.unlink(), lambda file: file.write_bytes(file.read_bytes()[:-9])):
        (file,) = (out / "turns").iterdir()
        damage(file)
        assert worked_on(calls, out) == sorted(CALLS)
        assert digests(out) == before


def test_a_damaged_unit_is_made_again(calls: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    with pytest.raises(StopError):
        duizhao.build([calls], out, listener=lambda event: stop_after(3, event))
    files = sorted(out.glob(".build/units/*/*.zip"))
    assert len(files) == 3
    files[0].write_bytes(files[0].read_bytes()[:-40])
    # In the rows, far behind what says whose they are.
    data = files[1].read_bytes()
    place = len(data) * 2 // 3
    files[1].write_bytes(data[:place] + bytes(one ^ 255 for one in data[place : place + 4]) + data[place + 4 :])
    duizhao.build([calls], out)
    duizhao.build([calls], tmp_path / "new")
    assert digests(out) == digests(tmp_path / "new")


def test_no_inputs_do_not_empty_a_corpus_by_mistake(calls: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    duizhao.build([calls], out)
    (tmp_path / "empty").mkdir()
    with pytest.raises(UsageError) as caught:
        duizhao.build([tmp_path / "empty"], out)
    assert caught.value.code == "E_NO_INPUTS"
    assert len(duizhao.open(out).transcripts) == 3
    assert duizhao.build([tmp_path / "empty"], out, fresh=True).counts["transcripts"] == 0


def test_files_of_the_users_stay(calls: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    duizhao.build([calls], out)
    (out / "notes.txt").write_text("mine")
    (out / "turns" / "mine.parquet").write_bytes(b"mine")
    (calls / "b.txt").unlink()
    duizhao.build([calls], out)
    assert (out / "notes.txt").read_text() == "mine"
    assert (out / "turns" / "mine.parquet").read_bytes() == b"mine"
    # Nobody reads them as part of the corpus.
    assert len(duizhao.open(out).transcripts) == 2


def test_one_transcript_is_read_from_its_part_alone(calls: Path, tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr("duizhao.batch.planning.PART_ROWS", 1)
    duizhao.build([calls], tmp_path / "out")
    corpus = duizhao.open(tmp_path / "out")
    read: list[str] = []
    whole = pq.ParquetFile
    monkeypatch.setattr(pq, "ParquetFile", lambda stream: read.append(stream.name) or whole(stream))
    for row in corpus.transcripts.rows():
        read.clear()
        rows = corpus.rows("turns", transcript=row["transcript_id"])
        assert {one["transcript_id"] for one in rows} == {row["transcript_id"]}
        assert [Path(name).parent.name for name in read if "turns" in Path(name).parts] == ["turns"]
    assert corpus.rows("turns", transcript="0" * 16) == []


def test_a_write_that_fails_leaves_what_stood_there(tmp_path: Path, monkeypatch) -> None:
    file = tmp_path / "file"
    write_durably(file, b"old")

    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    for name in ("fsync", "replace"):
        with monkeypatch.context() as patch:
            patch.setattr(os if name == "fsync" else Path, name, fail)
            with pytest.raises(OSError, match="No space"):
                write_durably(file, b"new")
        assert file.read_bytes() == b"old"
        assert list(tmp_path.iterdir()) == [file]


def test_a_place_is_held_once(tmp_path: Path) -> None:
    store = LocalStore(tmp_path / "out")
    with store.hold(Owner(run="first")):
        with pytest.raises(UsageError, match=f"run first, process {os.getpid()}"), store.hold(Owner()):
            pass
        # Another store of the same folder is the same place.
        with pytest.raises(UsageError), LocalStore(tmp_path / "out").hold(Owner()):
            pass
    assert not (tmp_path / "out").exists()
    with store.hold(Owner()):
        pass


def test_a_forked_process_does_not_hold_what_its_parent_holds(tmp_path: Path) -> None:
    store = LocalStore(tmp_path / "out")
    with store.hold(Owner()):
        reader, writer = os.pipe()
        child = os.fork()
        if not child:
            os.close(writer)
            os.read(reader, 1)
            os._exit(0)
    try:
        with store.hold(Owner()):
            pass
    finally:
        os.close(writer)
        os.waitpid(child, 0)
        os.close(reader)


def test_names_of_units_are_spread() -> None:
    assert unit_name("abcdef") == ".build/units/ab/abcdef.zip"
