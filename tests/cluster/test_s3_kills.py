"""The lock of a place without locks, and builds that are killed there at every step."""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Generator
from pathlib import Path
from typing import Any

import pytest

import duizhao
from cluster.calls import LATER, TINY
from cluster.stores import Builds, Put, killed_everywhere, tree
from duizhao.batch import Event
from duizhao.errors import StorageError, UsageError
from duizhao.storage import Owner, lease, open_store

pytest.importorskip("s3fs")
pytest.importorskip("moto")

# The whole of it is in benchmarks/faults_s3.py.
EVERY = 6


@pytest.mark.parametrize("standing", [False, True])
def test_a_build_that_is_killed_anywhere(
    builds: Builds, put: Put, files: Any, tmp_path: Path, *, standing: bool
) -> None:
    bucket = put(TINY).removesuffix("/calls")
    put({**TINY, **LATER}, "later")
    steps = killed_everywhere(builds, bucket, files, tmp_path, standing=standing, every=EVERY)
    assert steps > 20


@pytest.fixture
def held(bucket: str) -> Generator[Owner]:
    """A place where somebody else builds."""
    owner = Owner(host="elsewhere.example", process=4711)
    store = open_store(f"{bucket}/out")
    with store.hold(owner):
        yield owner


def sign(files: Any, bucket: str, owner: Owner) -> None:
    files.pipe_file(f"{bucket}/out/.build/lock", owner.dump())


def test_a_second_run_is_refused_at_once(held: Owner, put: Put, bucket: str, files: Any) -> None:
    url, before = put(TINY), tree(f"{bucket}/out", files)
    since = time.monotonic()
    with pytest.raises(UsageError, match="E_OUT_LOCKED") as caught:
        duizhao.build([url], f"{bucket}/out")
    assert time.monotonic() - since < 5
    for fact in (held.run, "process 4711", "elsewhere.example"):
        assert fact in str(caught.value)
    assert tree(f"{bucket}/out", files) == before


def test_a_lock_goes_with_its_run(put: Put, bucket: str, files: Any) -> None:
    url = put(TINY)
    duizhao.build([url], f"{bucket}/out")
    assert not files.exists(f"{bucket}/out/.build")
    with pytest.raises(UsageError, match="E_NO_INPUTS"):
        duizhao.build([], f"{bucket}/out")
    assert not files.exists(f"{bucket}/out/.build/lock")


def test_the_lock_of_a_dead_process_is_taken_over(put: Put, bucket: str, files: Any) -> None:
    import subprocess
    import sys

    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    sign(files, bucket, Owner(process=gone.pid, seen=time.time()))
    duizhao.build([put(TINY)], f"{bucket}/out")
    assert duizhao.verify(f"{bucket}/out") == []


@pytest.mark.parametrize("ago", [1000.0, -1000.0])
def test_a_silent_lock_is_taken_over(
    put: Put, bucket: str, files: Any, monkeypatch: pytest.MonkeyPatch, ago: float
) -> None:
    """Also one from the future: clocks of machines differ."""
    monkeypatch.setattr(lease, "BEAT", 0.1)
    sign(files, bucket, Owner(host="elsewhere.example", seen=time.time() - ago))
    duizhao.build([put(TINY)], f"{bucket}/out")
    assert not files.exists(f"{bucket}/out/.build")


def test_a_lock_that_is_signed_while_we_look_is_alive(
    put: Put, bucket: str, files: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By a machine whose clock is an hour behind."""
    owner = Owner(host="elsewhere.example", seen=time.time() - 3600)
    sign(files, bucket, owner)
    later = Owner(owner.run, owner.process, owner.host, owner.since, owner.seen + 15)
    looks = iter([later])
    monkeypatch.setattr(time, "sleep", lambda _: [sign(files, bucket, one) for one in looks])
    with pytest.raises(UsageError, match=f"E_OUT_LOCKED.*{owner.run}"):
        duizhao.build([put(TINY)], f"{bucket}/out")


def test_a_torn_lock_locks_nobody_out(put: Put, bucket: str, files: Any) -> None:
    files.pipe_file(f"{bucket}/out/.build/lock", b"{")
    duizhao.build([put(TINY)], f"{bucket}/out")
    assert not files.exists(f"{bucket}/out/.build")


def test_of_two_that_come_at_one_instant_one_builds(bucket: str) -> None:
    """Neither found a lock; the store writes the first one's only."""
    first, second = open_store(f"{bucket}/out"), open_store(f"{bucket}/out")
    one, other = lease.Lease(first, Owner()), lease.Lease(second, Owner())  # type: ignore[arg-type]
    looked = other._lapsed()
    one.take()
    assert looked is False
    other._lapsed = lambda: False  # type: ignore[method-assign]
    with pytest.raises(UsageError, match=f"E_OUT_LOCKED.*{one._owner.run}"):
        other.take()
    one.release()


def test_a_run_that_slept_stops_when_another_took_over(
    put: Put, bucket: str, files: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It must not put its corpus over the other's, nor remove the other's lock."""
    monkeypatch.setattr(lease, "BEAT", 1000.0)
    other = Owner(host="elsewhere.example", seen=time.time())

    def overtaken(event: Event) -> None:
        if event.kind == "work":
            sign(files, bucket, other)

    with pytest.raises(StorageError, match=f"E_OUT_LOCKED.*{other.run}"):
        duizhao.build([put(TINY)], f"{bucket}/out", listener=overtaken)
    assert not files.exists(f"{bucket}/out/corpus.json")
    assert json.loads(files.cat_file(f"{bucket}/out/.build/lock"))["run"] == other.run


def test_a_long_run_signs_its_lock(bucket: str, files: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lease, "BEAT", 0.05)
    with open_store(f"{bucket}/out").hold(Owner()):
        seen = {hashlib.sha256(files.cat_file(f"{bucket}/out/.build/lock")).digest() for _ in _during(1.0)}
    assert len(seen) > 2


def _during(seconds: float) -> Generator[None]:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        time.sleep(0.05)
        yield
