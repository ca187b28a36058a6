"""Dask: the same corpus, whoever works on it, and whatever becomes of workers and scheduler."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

import duizhao
from cluster.calls import ARCHIVE, REJECTED, TRANSCRIPTS
from cluster.stores import HERE, Put, tree, written
from duizhao.batch import Event
from duizhao.config import Settings
from duizhao.errors import UsageError
from unit.calls import LABELLED

pytest.importorskip("distributed")


class Cluster:
    """A scheduler and two workers, processes of their own."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        where = folder / "scheduler.json"
        quiet = ["--dashboard-address", ":0"]
        self.scheduler = self._start(
            "scheduler", "--host", "127.0.0.1", "--port", "0", "--scheduler-file", str(where), *quiet
        )
        end = time.monotonic() + 30
        while not (where.exists() and where.stat().st_size) and time.monotonic() < end:
            time.sleep(0.05)
        self.address: str = json.loads(where.read_text("utf-8"))["address"]
        self._workers = [
            self._start("worker", self.address, "--nthreads", "1", "--preload", str(HERE / "dask_preload.py"), *quiet)
            for _ in range(2)
        ]

    def _start(self, *arguments: str) -> subprocess.Popen[bytes]:
        # One death of a worker is enough here; by default it takes four.
        environment = {**os.environ, "DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES": "0"}
        with (self._folder / "log").open("ab") as log:
            return subprocess.Popen(
                [sys.executable, "-m", "dask", *arguments], stdout=log, stderr=log, env=environment, cwd=self._folder
            )

    def end(self) -> None:
        for process in (*self._workers, self.scheduler):
            process.terminate()
        for process in (*self._workers, self.scheduler):
            try:
                process.wait(timeout=5)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


@contextmanager
def started(folder: Path) -> Generator[Cluster]:
    cluster = Cluster(folder)
    try:
        yield cluster
    finally:
        cluster.end()


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Generator[Cluster]:
    with started(tmp_path_factory.mktemp("cluster")) as running:
        yield running


@pytest.fixture(scope="module")
def calls(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return written(tmp_path_factory.mktemp("archive") / "calls", ARCHIVE)


@pytest.fixture(scope="module")
def plain(calls: Path) -> Path:
    report = duizhao.build([calls], calls.parent / "plain")
    assert (report.counts["transcripts"], len(report.rejected)) == (TRANSCRIPTS, REJECTED)
    return calls.parent / "plain"


def command(*arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "duizhao", *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


def test_a_cluster_of_this_machine_from_and_into_a_store(put: Put, bucket: str, plain: Path, files: Any) -> None:
    duizhao.build([put(ARCHIVE)], f"{bucket}/out", engine="dask", jobs=2)
    assert tree(f"{bucket}/out", files) == tree(plain)
    assert duizhao.verify(f"{bucket}/out") == []


def test_a_cluster_elsewhere(cluster: Cluster, calls: Path, plain: Path, tmp_path: Path) -> None:
    duizhao.build([calls], tmp_path / "out", engine="dask", scheduler=cluster.address)
    assert tree(tmp_path / "out") == tree(plain)
    assert duizhao.verify(tmp_path / "out") == []


def test_the_command_line(cluster: Cluster, calls: Path, plain: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    run = command("build", str(calls), "--out", str(out), "--engine", "dask", "--scheduler", cluster.address, "-q")
    said, errors = run.communicate(timeout=60)
    assert (run.returncode, said) == (1, "")
    assert [line.split(":")[0] for line in errors.splitlines()] == ["sheet.xls", "torn.zip"]
    assert tree(out) == tree(plain)


def test_documents_that_workers_do_not_survive(cluster: Cluster, tmp_path: Path) -> None:
    good = {f"good-{number}.txt": f"Operator\nGood day {number}.\n".encode() for number in range(6)}
    bad = {name: f"Operator\n{name.upper()}\n".encode() for name in ("poison", "defect", "endless")}
    calls = written(tmp_path / "calls", {**good, **bad})
    settings = Settings(max_seconds=1)
    report = duizhao.build([calls], tmp_path / "out", engine="dask", scheduler=cluster.address, settings=settings)
    assert {one.source: one.code for one in report.rejected} == {
        "poison": "E_WORKER_DIED",
        "defect": "E_INTERNAL",
        "endless": "E_LIMIT_TIME",
    }
    assert "ZeroDivisionError: as a test wants it" in report.rejected[0].message
    assert duizhao.open(tmp_path / "out").info.counts["transcripts"] == len(good)
    assert duizhao.verify(tmp_path / "out") == []
    again = duizhao.build([calls], tmp_path / "out", engine="dask", scheduler=cluster.address, settings=settings)
    assert (again.made, again.kept) == (0, len(good) + len(bad))


def test_a_scheduler_that_goes_away_condemns_no_document(calls: Path, plain: Path, tmp_path: Path) -> None:
    with started(tmp_path) as mortal:

        def end(event: Event) -> None:
            if event.kind == "look":
                mortal.scheduler.kill()

        with pytest.raises(UsageError, match="E_SCHEDULER"):
            duizhao.build([calls], tmp_path / "out", engine="dask", scheduler=mortal.address, listener=end)
    duizhao.build([calls], tmp_path / "out")
    assert tree(tmp_path / "out") == tree(plain)


def test_a_scheduler_that_does_not_answer(calls: Path, tmp_path: Path) -> None:
    run = command(
        "build", str(calls), "--out", str(tmp_path / "out"), "--engine", "dask", "--scheduler", "tcp://127.0.0.1:9"
    )
    said, errors = run.communicate(timeout=60)
    assert errors.startswith("E_SCHEDULER: no Dask scheduler answers at tcp://127.0.0.1:9: ")
    assert (run.returncode, said, errors.count("\n")) == (2, "", 1)
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(UsageError, match=r"E_SCHEDULER: .*that is no address"):
        duizhao.build([calls], tmp_path / "out", engine="dask", scheduler="headnode")


def test_without_dask(calls: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(UsageError, match=r"E_NO_EXTRA: .*duizhao\[dask\]"):
        duizhao.build([calls], tmp_path / "out", engine="dask")


def test_ctrl_c(tmp_path: Path) -> None:
    calls = written(
        tmp_path / "calls",
        {f"{number}.txt": f"Operator\nCall {number}.\n{LABELLED * 10}".encode() for number in range(12)},
    )
    arguments = ["build", str(calls), "--out", str(tmp_path / "out"), "-q"]
    log = tmp_path / "log"
    run = command(*arguments, "--engine", "dask", "--jobs", "2", "--log", str(log))
    end = time.monotonic() + 60
    while not (log.exists() and '"work"' in log.read_text("utf-8")) and time.monotonic() < end:
        time.sleep(0.05)
    run.send_signal(signal.SIGINT)
    said, errors = run.communicate(timeout=30)
    assert (run.returncode, said) == (130, "")
    assert errors == "interrupted: what is done is kept, the same command carries on\n"
    again = command(*arguments, "--jobs", "2")
    assert again.communicate(timeout=60) == ("", "")
    duizhao.build([calls], tmp_path / "plain", jobs=2)
    assert tree(tmp_path / "out") == tree(tmp_path / "plain")
