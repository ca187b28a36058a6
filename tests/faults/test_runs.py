"""Runs that are stopped, started twice, or find no room: what was done is kept, and nothing is mixed."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Generator
from pathlib import Path

import pytest

import duizhao
from faults import cli
from faults.archive import Digests, change_archive, digests, of_corpus, write_archive

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="signals, groups and mounts as on Linux")
root = pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="needs root")


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    write_archive(tmp_path / "calls")
    return tmp_path / "calls"


@pytest.fixture
def whole(archive: Path, tmp_path: Path) -> Digests:
    duizhao.build([archive], tmp_path / "whole")
    return digests(tmp_path / "whole")


def slow(archive: Path) -> None:
    """Add calls that take half a second each, where inputs may behave oddly."""
    text = (archive / "2031" / "labelled.txt").read_text("utf-8")
    for number in range(5):
        (archive / f"slow{number}").mkdir()
        (archive / f"slow{number}" / "slow.txt").write_text(f"{text}Operator\nNumber {number}.\n", "utf-8")


def units(out: Path) -> int:
    return len(list(out.glob(".build/units/*/*.zip")))


def assert_whole(out: Path, expected: Digests) -> None:
    assert digests(out) == expected
    assert duizhao.verify(out) == []


@pytest.mark.parametrize(
    ("which", "times", "code"),
    [(signal.SIGINT, 1, 130), (signal.SIGINT, 3, 130), (signal.SIGTERM, 1, 143), (signal.SIGHUP, 1, 129)],
)
def test_a_run_that_is_told_to_stop_stops_and_goes_on(
    which: signal.Signals, times: int, code: int, archive: Path, tmp_path: Path
) -> None:
    slow(archive)
    env = cli.odd(tmp_path / "marks")
    process = cli.start("build", archive, "--out", tmp_path / "out", "--jobs", 2, env=env)
    cli.wait_for(lambda: units(tmp_path / "out") >= 2)
    started = cli.children(process.pid)
    begun = time.monotonic()
    for _ in range(times):
        os.killpg(process.pid, which)
        time.sleep(0.05)
    out, err = process.communicate(timeout=30)
    assert time.monotonic() - begun < 10  # 2 seconds on a machine with nothing else to do; see benchmarks/faults.py
    assert (process.returncode, out) == (code, "")
    assert err == "interrupted: what is done is kept, the same command carries on\n"
    cli.wait_for(lambda: not cli.alive(started), seconds=10)
    kept = units(tmp_path / "out")
    assert kept >= 2
    duizhao.build([archive], tmp_path / "out")
    duizhao.build([archive], tmp_path / "again")
    assert_whole(tmp_path / "out", digests(tmp_path / "again"))


def test_ctrl_c_while_it_loads_prints_no_traceback(archive: Path, tmp_path: Path) -> None:
    for wait in (0.1, 0.4, 1.2):
        process = cli.start("build", archive, "--out", tmp_path / "out", "--jobs", 2)
        time.sleep(wait)
        os.killpg(process.pid, signal.SIGINT)
        _, err = process.communicate(timeout=30)
        # Python itself, before it runs a line of ours, says so in its own way.
        assert "duizhao" not in err or "Traceback" not in err, err
    assert cli.run("build", archive, "--out", tmp_path / "out", "--jobs", 2)[0] == 1


def test_a_second_run_names_the_first_and_leaves(archive: Path, tmp_path: Path) -> None:
    slow(archive)
    first = cli.start("build", archive, "--out", tmp_path / "out", "--jobs", 1, env=cli.odd(tmp_path / "marks"))
    cli.wait_for(lambda: units(tmp_path / "out") >= 1)
    os.kill(first.pid, signal.SIGSTOP)  # it must not come to its end before the second has started
    code, out, err = cli.run("build", archive, "--out", tmp_path / "out", "--min-confidence", "0.5", seconds=60)
    assert (code, out) == (2, "")
    assert err.startswith("E_OUT_LOCKED")
    assert f"process {first.pid}" in err
    assert first.poll() is None
    os.killpg(first.pid, signal.SIGKILL)
    first.communicate()
    # The kernel freed the lock: nothing has to be removed by hand.
    assert cli.run("build", archive, "--out", tmp_path / "out", "--jobs", 0)[0] == 1
    assert duizhao.verify(tmp_path / "out") == []


def test_runs_that_are_killed_again_and_again_come_to_an_end(archive: Path, tmp_path: Path) -> None:
    slow(archive)
    duizhao.build([archive], tmp_path / "whole")
    rng, done = random.Random(7), [0]  # noqa: S311
    env = cli.odd(tmp_path / "marks")
    for _ in range(4):
        process = cli.start("build", archive, "--out", tmp_path / "out", "--jobs", 2, env=env)
        time.sleep(rng.uniform(0.5, 4.0))
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
        if (tmp_path / "out" / "corpus.json").exists():
            break
        done.append(units(tmp_path / "out"))
    assert done == sorted(done)  # what is done stays done
    cli.run("build", archive, "--out", tmp_path / "out", "--jobs", 2)
    assert_whole(tmp_path / "out", digests(tmp_path / "whole"))


def test_inputs_may_change_between_stop_and_resume(archive: Path, tmp_path: Path) -> None:
    slow(archive)
    process = cli.start("build", archive, "--out", tmp_path / "out", "--jobs", 2, env=cli.odd(tmp_path / "marks"))
    cli.wait_for(lambda: units(tmp_path / "out") > 3)
    os.killpg(process.pid, signal.SIGKILL)
    process.communicate()
    change_archive(archive)
    duizhao.build([archive], tmp_path / "whole")
    duizhao.build([archive], tmp_path / "out")
    assert_whole(tmp_path / "out", digests(tmp_path / "whole"))


@pytest.fixture
def small_disk(tmp_path: Path) -> Generator[Path]:
    place = tmp_path / "disk"
    place.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", place], check=False)
    if mounted.returncode:
        pytest.skip("nothing can be mounted here")
    yield place
    subprocess.run(["umount", place], check=True)


@root
@pytest.mark.parametrize("jobs", [0, 2])
def test_a_full_disk_ends_the_run_and_room_lets_it_go_on(
    jobs: int, archive: Path, small_disk: Path, whole: Digests
) -> None:
    out = small_disk / "out"
    said = set()
    for size in (64, 128, 192, 256, 320):
        subprocess.run(["mount", "-o", f"remount,size={size}k", small_disk], check=True)
        code, _, err = cli.run("build", archive, "--out", out, "--jobs", jobs)
        if code == 1:
            break
        assert code in {2, 3}
        assert "Traceback" not in err
        assert "No space left on device" in err
        assert str(out) in err
        assert not (out / "corpus.json").exists()
        said.add(code)
    assert said
    subprocess.run(["mount", "-o", "remount,size=8m", small_disk], check=True)
    assert cli.run("build", archive, "--out", out, "--jobs", jobs)[0] == 1
    assert_whole(out, whole)


@root
def test_an_output_that_cannot_be_written_is_told_before_any_work(archive: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "ro", "tmpfs", out], check=False).returncode:
        pytest.skip("nothing can be mounted here")
    try:
        code, _, err = cli.run("build", archive, "--out", out, "--log", tmp_path / "log")
    finally:
        subprocess.run(["umount", out], check=True)
    assert code == 2
    assert err.startswith("E_OUT_TAKEN")
    assert "Read-only file system" in err
    assert (tmp_path / "log").read_text() == ""


@pytest.mark.parametrize("shell", ["| head -n 1", "> /dev/full", ">&-", "2>&- | cat"])
def test_a_closed_or_full_output_gives_no_traceback(shell: str, archive: Path, tmp_path: Path) -> None:
    line = f"{sys.executable} -m duizhao build {archive} --out {tmp_path / 'out'} --jobs 0 {shell}"
    done = subprocess.run(line, shell=True, capture_output=True, text=True, check=False)  # noqa: S602
    assert "Traceback" not in done.stderr, done.stderr
    assert "Exception" not in done.stderr, done.stderr
    assert duizhao.verify(tmp_path / "out") == []


def test_few_open_files_are_enough(archive: Path, tmp_path: Path, whole: Digests) -> None:
    line = f"ulimit -n 40; {sys.executable} -m duizhao build {archive} --out {tmp_path / 'out'} --jobs 2"
    done = subprocess.run(line, shell=True, capture_output=True, text=True, check=False)  # noqa: S602
    assert done.returncode == 1, done.stderr
    assert_whole(tmp_path / "out", whole)


@pytest.mark.parametrize("seed", range(10))
def test_neither_hash_seed_nor_locale_nor_time_zone_change_a_byte(
    seed: int, archive: Path, tmp_path: Path, whole: Digests
) -> None:
    env = cli.environment(PYTHONHASHSEED=str(seed), TZ="Asia/Shanghai" if seed % 3 else "America/New_York")
    if seed % 2:
        env |= {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    code, _, err = cli.run("build", archive, "--out", tmp_path / "out", "--jobs", 0, env=env)
    assert (code, err) == (1, "")
    assert digests(tmp_path / "out") == whole


@pytest.mark.parametrize(
    ("jobs", "method"), [(1, "forkserver"), (2, "forkserver"), (4, "forkserver"), (2, "fork"), (2, "spawn")]
)
def test_neither_workers_nor_how_they_start_change_a_byte(
    jobs: int, method: str, archive: Path, tmp_path: Path, whole: Digests
) -> None:
    code, _, err = cli.run("build", archive, "--out", tmp_path / "out", "--jobs", jobs, "--start-method", method)
    assert (code, err) == (1, "")
    assert_whole(tmp_path / "out", whole)


def test_shards_that_are_merged_are_the_whole(archive: Path, tmp_path: Path, whole: Digests) -> None:
    for number in (1, 2, 3):
        cli.run("build", archive, "--out", tmp_path / "shards", "--shard", f"{number}/3", "--jobs", 0)
    code, out, _ = cli.run("merge", tmp_path / "shards", "--out", tmp_path / "out", "--json")
    assert (code, json.loads(out)["counts"]["transcripts"]) == (1, 4)
    assert_whole(tmp_path / "out", whole)


def test_the_old_corpus_can_be_read_while_a_new_one_is_made(archive: Path, tmp_path: Path, whole: Digests) -> None:
    out = tmp_path / "out"
    duizhao.build([archive], out)
    slow(archive)
    process = cli.start("build", archive, "--out", out, "--jobs", 2, env=cli.odd(tmp_path / "marks"))
    cli.wait_for(lambda: units(out) >= 2)
    assert of_corpus(digests(out)) == whole
    assert len(duizhao.open(out).transcripts) == 4
    os.killpg(process.pid, signal.SIGKILL)
    process.communicate()
