"""Worker processes that are killed, hang, crash or eat memory: one document each, the others unharmed."""

from __future__ import annotations

import json
import os
import signal
import sys
import time
from pathlib import Path

import pytest

import duizhao
from duizhao.batch.crew import Crew
from duizhao.batch.engines import Failure
from duizhao.errors import InputError, UsageError
from faults import cli
from faults.archive import digests, write_archive

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the kernel's limits and /proc are Linux's")
#: What becomes of each input that behaves badly.
FATES = {
    "kill": "E_WORKER_DIED",
    "segfault": "E_WORKER_DIED",
    "exit": "E_WORKER_DIED",
    "hang": "E_LIMIT_TIME",
    "spin": "E_LIMIT_TIME",
    "loop": "E_LIMIT_TIME",
    "eat": "E_LIMIT_MEMORY",
    "eat-in-pieces": "E_LIMIT_MEMORY",
    "exhaust": "E_LIMIT_MEMORY",
    "defect": "E_INTERNAL",
    "kill-once": None,
    "hang-once": None,
}
# Touching memory takes processor time too: on a slow machine half a second for 300 MB.
SETTINGS = "[duizhao]\nmax_seconds = 1\nmax_memory = 100000000\n"


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    write_archive(tmp_path / "calls")
    text = (tmp_path / "calls" / "2031" / "labelled.txt").read_text("utf-8")
    (tmp_path / "calls" / "odd").mkdir()
    for name in FATES:
        (tmp_path / "calls" / "odd" / f"{name}.txt").write_text(f"{text}Operator\nThis is the {name} call.\n", "utf-8")
    (tmp_path / "settings.toml").write_text(SETTINGS)
    return tmp_path / "calls"


def test_each_bad_document_is_named_and_the_others_are_done(archive: Path, tmp_path: Path) -> None:
    given = ("build", archive, "--settings", tmp_path / "settings.toml", "--log", tmp_path / "log")
    code, out, err = cli.run(*given, "--out", tmp_path / "out", "--jobs", 3, env=cli.odd(tmp_path / "marks"))
    assert (code, err) == (1, ""), out
    rows = [json.loads(line) for line in (tmp_path / "out" / "rejected.jsonl").read_text("utf-8").splitlines()]
    codes = {Path(row["source"]).stem: row["code"] for row in rows if row["source"].startswith("odd/")}
    assert codes == {name: fate for name, fate in FATES.items() if fate}
    done = duizhao.open(tmp_path / "out").transcripts.to_pandas()["source"].tolist()
    assert {"odd/kill-once.txt", "odd/hang-once.txt", "2031/labelled.txt"} <= set(done)
    assert duizhao.verify(tmp_path / "out") == []
    events = [json.loads(line) for line in (tmp_path / "log").read_text("utf-8").splitlines()]
    retried = {Path(event["source"]).stem for event in events if event["event"] == "retry"}
    assert retried == set(FATES) - {"defect"}
    # The same again finds nothing to do: the bad ones are not tried at each run.
    assert cli.run(*given, "--out", tmp_path / "out", "--json", seconds=20)[0] == 1


def test_a_corpus_does_not_depend_on_workers_that_were_killed(tmp_path: Path) -> None:
    write_archive(tmp_path / "calls")
    for number in range(4):
        (tmp_path / "calls" / f"slow{number}").mkdir()
        text = (tmp_path / "calls" / "2031" / "labelled.txt").read_text("utf-8")
        (tmp_path / "calls" / f"slow{number}" / "slow.txt").write_text(f"{text}Operator\nNumber {number}.\n", "utf-8")
    duizhao.build([tmp_path / "calls"], tmp_path / "whole")
    process = cli.start(
        "build", tmp_path / "calls", "--out", tmp_path / "out", "--jobs", 2, env=cli.odd(tmp_path / "marks")
    )
    killed = 0
    while process.poll() is None and killed < 3:
        for pid in cli.workers(process.pid)[:1]:
            os.kill(pid, signal.SIGKILL)
            killed += 1
        time.sleep(0.7)
    out, err = process.communicate(timeout=60)
    assert (process.returncode, err, killed) == (1, "", 3), out
    assert digests(tmp_path / "out") == digests(tmp_path / "whole")


def test_no_process_is_left_when_a_run_is_killed(tmp_path: Path) -> None:
    write_archive(tmp_path / "calls")
    (tmp_path / "calls" / "hang.txt").write_text("Operator\nGood day.\n", "utf-8")
    process = cli.start(
        "build", tmp_path / "calls", "--out", tmp_path / "out", "--jobs", 2, env=cli.odd(tmp_path / "marks")
    )
    cli.wait_for(lambda: cli.workers(process.pid))
    started = cli.children(process.pid)
    process.kill()
    process.communicate()
    cli.wait_for(lambda: not cli.alive(started), seconds=10)


def double(number: int) -> int:
    if number == 13:
        os._exit(3)
    if number == 14:
        raise ZeroDivisionError("odd")
    if number == 15:
        raise InputError("fifteen", code="E_EMPTY")
    return 2 * number


@pytest.mark.parametrize("method", ["fork", "spawn", "forkserver"])
def test_a_crew_answers_every_task_once(method: str) -> None:
    with Crew(3, seconds=30, method=method) as crew:
        found = dict(crew.run(double, range(15)))
    expected: dict[int, int | Failure] = {number: 2 * number for number in range(13)}
    expected[13] = Failure("E_WORKER_DIED", "it ended with exit code 3")
    expected[14] = Failure("E_INTERNAL", "ZeroDivisionError: odd")
    assert found == expected


def test_an_error_of_ours_ends_the_crews_work() -> None:
    with Crew(2, seconds=30) as crew, pytest.raises(InputError) as caught:
        list(crew.run(double, range(15, 20)))
    assert (caught.value.message, caught.value.code) == ("fifteen", "E_EMPTY")


def sleep(seconds: float) -> None:
    time.sleep(seconds)


def test_a_task_that_takes_too_long_is_given_up() -> None:
    # Long enough for a process to come to the task, on a machine that does much else.
    with Crew(2, seconds=3.0) as crew:
        found = dict(crew.run(sleep, [0.0, 60.0]))
    assert found == {0.0: None, 60.0: Failure("E_LIMIT_TIME", "no end after 3.0 seconds")}


def fail_to_start() -> None:
    os._exit(1)


def test_processes_that_do_not_start_are_an_error() -> None:
    with Crew(1, seconds=30, setup=fail_to_start) as crew, pytest.raises(UsageError) as caught:
        list(crew.run(double, [1]))
    assert caught.value.code == "E_WORKERS"


def test_a_script_without_a_guard_is_told_what_to_do(tmp_path: Path) -> None:
    write_archive(tmp_path / "calls")
    script = tmp_path / "script.py"
    script.write_text(f"import duizhao\nduizhao.build([{str(tmp_path / 'calls')!r}], 'out', jobs=1)\n")
    done = cli.subprocess.run([sys.executable, script], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "E_WORKERS" in done.stderr
    assert '__name__ == "__main__"' in done.stderr
