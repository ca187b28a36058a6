"""Merging: byte for byte what one build of all the inputs makes, or a clear refusal."""

from __future__ import annotations

from pathlib import Path

import pytest

import duizhao
from duizhao.batch import Event
from duizhao.batch.planning import parse_shard
from duizhao.config import Settings
from duizhao.errors import CorpusError, UsageError
from faults.archive import digests, write_archive
from unit.calls import LABELLED, TRANSLATED


@pytest.fixture
def calls(tmp_path: Path) -> Path:
    write_archive(tmp_path / "calls")
    return tmp_path / "calls"


def refused(*corpora: Path, out: Path) -> UsageError:
    with pytest.raises(UsageError) as caught:
        duizhao.merge(corpora, out)
    assert not out.exists()
    return caught.value


@pytest.mark.parametrize("count", [1, 2, 5])
def test_shards_are_the_whole(count: int, calls: Path, tmp_path: Path) -> None:
    for number in range(1, count + 1):
        duizhao.build([calls], tmp_path / "shards", shard=f"{number}/{count}")
    report = duizhao.merge([tmp_path / "shards"], tmp_path / "merged")
    whole = duizhao.build([calls], tmp_path / "whole")
    assert digests(tmp_path / "merged") == digests(tmp_path / "whole")
    assert (report.counts, report.roles, report.rejected) == (whole.counts, whole.roles, whole.rejected)
    # Again, with nothing new: nothing is written.
    assert duizhao.merge([tmp_path / "shards"], tmp_path / "merged").made == 0


def test_each_shard_is_a_corpus_of_its_own(calls: Path, tmp_path: Path) -> None:
    report = duizhao.build([calls], tmp_path / "shards", shard="1/2")
    assert report.out.endswith("shards/0001-of-0002")
    assert duizhao.verify(report.out) == []
    assert duizhao.open(report.out).info.shard == "1/2"


def test_missing_shards_are_named(calls: Path, tmp_path: Path) -> None:
    for number in (1, 3):
        duizhao.build([calls], tmp_path / "shards", shard=f"{number}/4")
    fault = refused(tmp_path / "shards", out=tmp_path / "merged")
    assert (fault.code, fault.message) == ("E_SHARDS", "2 of 4 shards are missing: 2/4, 4/4")
    duizhao.build([calls], tmp_path / "shards", shard="1/2")
    assert refused(tmp_path / "shards", out=tmp_path / "merged").code == "E_SHARDS"


def test_a_shard_whose_build_was_stopped_is_refused(calls: Path, tmp_path: Path) -> None:
    for number in (1, 2):
        duizhao.build([calls], tmp_path / "shards", shard=f"{number}/2")
    (calls / "2031" / "labelled.txt").write_text(LABELLED + "Operator\nGoodbye.\n", "utf-8")

    def stop(event: Event) -> None:
        if event.kind == "work":
            raise KeyboardInterrupt

    stopped = 0
    for number in (1, 2):
        try:
            duizhao.build([calls], tmp_path / "shards", shard=f"{number}/2", listener=stop)
        except KeyboardInterrupt:
            stopped += 1
    assert stopped == 1
    fault = refused(tmp_path / "shards", out=tmp_path / "merged")
    assert (fault.code, "was stopped" in fault.message) == ("E_UNFINISHED", True)


def test_archives_that_were_built_one_by_one(calls: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    (other / "harbour.txt").write_text(LABELLED.replace("yard", "harbour"), "utf-8")
    # The same bytes as a call of the first archive, under a name that sorts before it.
    (other / "0 copy.txt").write_text(TRANSLATED, "utf-8")
    for archive in (calls, other):
        duizhao.build([archive], tmp_path / f"corpus of {archive.name}")
    duizhao.merge([tmp_path / "corpus of calls", tmp_path / "corpus of other"], tmp_path / "merged")
    duizhao.build([calls, other], tmp_path / "whole")
    assert digests(tmp_path / "merged") == digests(tmp_path / "whole")
    assert duizhao.verify(tmp_path / "merged") == []
    # Into one of them.
    duizhao.merge([tmp_path / "corpus of calls", tmp_path / "corpus of other"], tmp_path / "corpus of calls")
    assert digests(tmp_path / "corpus of calls") == digests(tmp_path / "whole")


def test_different_settings_do_not_mix(calls: Path, tmp_path: Path) -> None:
    duizhao.build([calls / "2031"], tmp_path / "a")
    duizhao.build([calls / "2032"], tmp_path / "b", settings=Settings(min_confidence=0.5))
    fault = refused(tmp_path / "a", tmp_path / "b", out=tmp_path / "merged")
    assert (fault.code, "min_confidence is 0.5, was 0.0" in fault.message) == ("E_SETTINGS_DIFFER", True)


def test_two_inputs_of_one_name_are_refused(calls: Path, tmp_path: Path) -> None:
    duizhao.build([calls / "2031"], tmp_path / "a")
    (calls / "2031" / "labelled.txt").write_text(LABELLED + "Operator\nGoodbye.\n", "utf-8")
    duizhao.build([calls / "2031"], tmp_path / "b")
    assert refused(tmp_path / "a", tmp_path / "b", out=tmp_path / "merged").code == "E_SAME_NAME"


def test_what_is_no_corpus_is_refused(calls: Path, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    for place in (tmp_path / "empty", tmp_path / "nowhere", calls):
        with pytest.raises(CorpusError) as caught:
            duizhao.merge([place], tmp_path / "merged")
        assert caught.value.code == "E_CORPUS_MISSING"
    with pytest.raises(UsageError):
        duizhao.merge([], tmp_path / "merged")


@pytest.mark.parametrize("text", ["0/3", "4/3", "1", "a/b", "1/0", "-1/3", ""])
def test_no_shard(text: str) -> None:
    with pytest.raises(UsageError) as caught:
        parse_shard(text)
    assert caught.value.code == "E_SHARD"
