"""Object stores: what a build makes of them, and in them, is what it makes of folders, byte for byte."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
import zipfile
from collections.abc import Generator
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any

import pytest

import duizhao
from cluster.calls import ARCHIVE, REJECTED, TINY, TRANSCRIPTS
from cluster.stores import Put, Server, tree, written
from duizhao.cli import main
from duizhao.config import Settings
from duizhao.corpus.schema import TABLES
from duizhao.errors import StorageError, UsageError
from duizhao.storage import open_store

pytest.importorskip("s3fs")
pytest.importorskip("moto")

# The library tries again, ever later; that is its own affair.
FEW = {"AWS_MAX_ATTEMPTS": "1"}


def cli(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the command line in this process: a new one takes seconds, and there are many."""
    import s3fs

    out, err = io.StringIO(), io.StringIO()
    s3fs.S3FileSystem.clear_instance_cache()
    with pytest.MonkeyPatch.context() as patch, redirect_stdout(out), redirect_stderr(err):
        for name, value in environment.items():
            patch.setenv(name, value)
        patch.setattr(sys, "argv", ["duizhao", *arguments])
        try:
            main()
            code = 0
        except SystemExit as end:
            code = int(end.code or 0)
    s3fs.S3FileSystem.clear_instance_cache()
    return subprocess.CompletedProcess(arguments, code, out.getvalue(), err.getvalue())


def process(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the command line in a process of its own: what libraries say at the end is seen too."""
    return subprocess.run(
        [sys.executable, "-m", "duizhao", *arguments],
        check=False,
        capture_output=True,
        text=True,
        timeout=60,
        env={**os.environ, **environment},
    )


def one_line(done: subprocess.CompletedProcess[str], code: str, ended: int) -> None:
    """Require one line on standard error that begins with a code, and nothing else."""
    assert done.stderr.startswith(f"{code}: "), done.stderr
    assert done.stderr.count("\n") == 1, done.stderr
    assert (done.returncode, done.stdout) == (ended, "")


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What a build of the archive in a folder makes of it."""
    top = tmp_path_factory.mktemp("plain")
    report = duizhao.build([written(top / "calls", ARCHIVE)], top / "out")
    assert (report.counts["transcripts"], len(report.rejected)) == (TRANSCRIPTS, REJECTED)
    return top / "out"


def test_from_a_store_into_a_folder(put: Put, plain: Path, tmp_path: Path) -> None:
    duizhao.build([put(ARCHIVE)], tmp_path / "out")
    assert tree(tmp_path / "out") == tree(plain)


def test_from_a_folder_into_a_store(bucket: str, plain: Path, tmp_path: Path, files: Any) -> None:
    duizhao.build([written(tmp_path / "calls", ARCHIVE)], f"{bucket}/out/")
    assert tree(f"{bucket}/out", files) == tree(plain)


def test_from_a_store_into_a_store_with_worker_processes(put: Put, bucket: str, plain: Path, files: Any) -> None:
    out = f"{bucket}/[corpora]/out"
    duizhao.build([f"{put(ARCHIVE)}/"], out, jobs=2)
    assert tree(out, files) == tree(plain)
    assert duizhao.verify(out) == []
    assert duizhao.build([f"{bucket}/calls"], out).kept == TRANSCRIPTS
    assert tree(out, files) == tree(plain)


def test_worker_processes_have_the_credentials_of_now(
    put: Put, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What starts them may have been started long before, by another build."""
    import multiprocessing.forkserver

    url, local = put(TINY), written(tmp_path / "calls", TINY)
    multiprocessing.forkserver._forkserver._stop()  # type: ignore[attr-defined]
    with monkeypatch.context() as before:
        before.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
        duizhao.build([local], tmp_path / "one", jobs=1)
    duizhao.build([url], tmp_path / "two", jobs=1)
    assert tree(tmp_path / "one") == tree(tmp_path / "two")


def test_a_corpus_in_a_store_is_read_as_in_a_folder(put: Put, bucket: str, plain: Path) -> None:
    out = f"{bucket}/out"
    duizhao.build([put(ARCHIVE)], out)
    there, here = duizhao.open(out), duizhao.open(plain)
    for name in TABLES:
        assert there.table(name).equals(here.table(name))
        assert len(getattr(there, name)) == there.info.counts[name]
    transcript = here.transcripts.rows()[0]["transcript_id"]
    assert there.rows("turns", transcript=transcript) == here.rows("turns", transcript=transcript)


def test_the_command_line_takes_urls(put: Put, bucket: str, plain: Path, files: Any) -> None:
    out = f"{bucket}/out"
    built = cli("build", put(ARCHIVE), "--out", out, "--jobs", "0")
    assert (built.returncode, built.stderr) == (1, "")
    assert f"duizhao show {out}" in built.stdout
    assert tree(out, files) == tree(plain)
    for arguments in (["show", out], ["show", out, "labelled.txt"], ["gaps", out], ["verify", out]):
        done, there = cli(*arguments), cli(*[str(plain) if one == out else one for one in arguments])
        assert (done.returncode, done.stderr) == (0, "")
        # Columns are as wide as the place is long.
        assert done.stdout.replace(out, "OUT").split() == there.stdout.replace(str(plain), "OUT").split()


def test_one_object_and_one_packed_folder(put: Put, bucket: str, tmp_path: Path) -> None:
    url = put(ARCHIVE)
    names = [
        duizhao.open(duizhao.build([f"{url}/{one}"], tmp_path / str(number)).out).transcripts.rows()[0]["source"]
        for number, one in enumerate(["labelled.txt", "deep/spoken.srt"])
    ]
    assert names == ["labelled.txt", "spoken.srt"]
    with pytest.raises(UsageError, match="E_NO_SUCH_PATH"):
        duizhao.build([f"{bucket}/cals"], tmp_path / "out")


def test_what_consoles_leave_for_folders_is_passed_over(put: Put, bucket: str, files: Any) -> None:
    """They keep an object of no bytes, whose name ends in a slash."""
    url = put({**TINY, "": b"", "deep/": b""})
    files.pipe_file(f"{bucket}/out/", b"")
    report = duizhao.build([url], f"{bucket}/out")
    assert (report.made, report.rejected) == (len(TINY), ())
    assert duizhao.verify(f"{bucket}/out") == []


def test_a_taken_prefix_is_left_alone(put: Put, bucket: str, files: Any) -> None:
    url = put(TINY)
    put({"thesis.txt": b"years of work"}, "taken")
    for out in (f"{bucket}/taken", f"{bucket}/taken/thesis.txt"):
        with pytest.raises(UsageError, match="E_OUT_TAKEN"):
            duizhao.build([url], out)
    assert list(tree(f"{bucket}/taken", files)) == ["thesis.txt"]


def test_file_urls(plain: Path, tmp_path: Path) -> None:
    calls = written(tmp_path / "the calls", ARCHIVE)
    duizhao.build([f"file://{str(calls).replace(' ', '%20')}"], f"file://{tmp_path}/out")
    assert tree(tmp_path / "out") == tree(plain)
    assert duizhao.verify(f"file://{tmp_path}/out") == []
    with pytest.raises(UsageError, match="E_URL"):
        duizhao.open("file://calls/out")


@pytest.fixture
def memory() -> Generator[Any]:
    import fsspec

    files = fsspec.filesystem("memory")
    yield files
    files.rm("/", recursive=True)


def test_other_stores_of_fsspec(memory: Any, tmp_path: Path) -> None:
    for name, data in TINY.items():
        memory.pipe_file(f"/calls/deep/{name}", data)
    duizhao.build(
        [written(tmp_path / "calls", {f"deep/{name}": data for name, data in TINY.items()})], tmp_path / "out"
    )
    duizhao.build(["memory://calls"], "memory://out")
    assert tree("/out", memory) == tree(tmp_path / "out")
    assert duizhao.verify("memory://out") == []


def test_only_what_is_needed_is_fetched_of_an_archive(put: Put, store: Server, tmp_path: Path) -> None:
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w") as archive:
        archive.writestr("call.txt", TINY["a.txt"])
        for number in range(4):
            archive.writestr(f"{number}.bin", os.urandom(3_000_000))
    url = put({"big.zip": whole.getvalue()})
    store.fail()
    assert duizhao.build([url], tmp_path / "out").counts["transcripts"] == 1
    ranges = [one.rpartition("bytes=")[2].split("-") for one in store.requests() if "bytes=" in one]
    assert sum(int(last) - int(first) for first, last in ranges) < len(whole.getvalue())


def test_credentials_that_lapse_stop_the_run(put: Put, store: Server, tmp_path: Path) -> None:
    """They close one object after the other, and what these lie in."""
    url = put(TINY)
    store.fail({"method": "HEAD", "path": "/", "status": 403, "code": "ExpiredToken"})
    with pytest.raises(StorageError, match="E_STORAGE"):
        duizhao.build([url], tmp_path / "out")


@pytest.mark.usefixtures("store")
def test_a_bucket_that_does_not_exist(tmp_path: Path) -> None:
    calls = str(written(tmp_path / "calls", TINY))
    one_line(cli("build", calls, "--out", "s3://no-such-bucket-here/out", "-j", "0"), "E_STORAGE", 3)
    one_line(cli("build", "s3://no-such-bucket-here/calls", "--out", str(tmp_path / "out")), "E_NO_SUCH_PATH", 2)
    one_line(cli("show", "s3://no-such-bucket-here/out"), "E_CORPUS_MISSING", 2)
    one_line(cli("show", "s3://"), "E_URL", 2)
    one_line(cli("show", "gopher://calls/out"), "E_URL", 2)


@pytest.mark.parametrize("code", ["InvalidAccessKeyId", "ExpiredToken", "AccessDenied"])
def test_credentials_that_the_store_refuses(put: Put, bucket: str, store: Server, code: str) -> None:
    url = put(TINY)
    store.fail({"path": "/", "status": 403, "code": code})
    one_line(cli("build", url, "--out", f"{bucket}/out"), "E_STORAGE", 3)
    one_line(cli("verify", f"{bucket}/out"), "E_STORAGE", 3)


def test_no_credentials_at_all(put: Put, bucket: str, tmp_path: Path) -> None:
    empty = {"AWS_ACCESS_KEY_ID": "", "AWS_SECRET_ACCESS_KEY": "", "HOME": str(tmp_path)}
    one_line(cli("build", put(TINY), "--out", f"{bucket}/out", **empty), "E_STORAGE", 3)


def test_a_store_that_does_not_answer(put: Put, bucket: str) -> None:
    done = process("build", put(TINY), "--out", f"{bucket}/out", AWS_ENDPOINT_URL="http://127.0.0.1:9", **FEW)
    one_line(done, "E_STORAGE", 3)


def test_the_other_variable_for_the_address(put: Put, bucket: str, server: Server) -> None:
    other = {"AWS_ENDPOINT_URL": "http://127.0.0.1:9", "FSSPEC_S3_ENDPOINT_URL": server.address}
    done = process("build", put(TINY), "--out", f"{bucket}/out", "-j", "0", "--quiet", **other)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert duizhao.verify(f"{bucket}/out") == []


def test_a_library_that_is_not_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "s3fs", None)
    # It keeps what it has loaded.
    monkeypatch.delitem(sys.modules["fsspec.registry"]._registry, "s3", raising=False)
    with pytest.raises(UsageError, match=r"E_NO_EXTRA: .*duizhao\[s3\]"):
        open_store("s3://calls/out")
    monkeypatch.setitem(sys.modules, "fsspec", None)
    with pytest.raises(UsageError, match=r"E_NO_EXTRA: .*fsspec is not installed"):
        open_store("s3://calls/out")


@pytest.mark.parametrize("jobs", [0, 2])
def test_an_object_that_is_closed_is_rejected(put: Put, bucket: str, store: Server, jobs: int) -> None:
    url = put({**TINY, "closed.txt": b"Operator\nGood evening.\n", "spoken.srt": ARCHIVE["deep/spoken.srt"]})
    put({"spoken.rttm": ARCHIVE["deep/spoken.rttm"]})
    store.fail(*({"path": f"/calls/{one}", "status": 403, "code": "AccessDenied"} for one in ("closed", "spoken.rttm")))
    report = duizhao.build([url], f"{bucket}/out", jobs=jobs)
    assert [(one.source, one.code) for one in report.rejected] == [("closed.txt", "E_OPEN"), ("spoken.srt", "E_OPEN")]
    assert report.counts["transcripts"] == len(TINY)
    store.fail()
    assert duizhao.build([url], f"{bucket}/out").counts["rejected"] == 0


def test_an_object_that_goes_while_the_build_runs_is_rejected(put: Put, store: Server, tmp_path: Path) -> None:
    url = put(TINY)
    store.fail({"path": "/calls/a.txt", "status": 404, "code": "NoSuchKey"})
    assert [one.code for one in duizhao.build([url], tmp_path / "out").rejected] == ["E_OPEN"]


@pytest.mark.parametrize(
    "fault",
    [
        {"path": "a.txt", "status": 400, "code": "ExpiredToken"},
        {"path": "calls/", "status": 501, "code": "NotImplemented"},
        {"path": "a.rttm", "status": 400, "code": "ExpiredToken"},
        {"path": ".build/units", "status": 403, "code": "AccessDenied", "method": "PUT"},
        {"path": "part-00000", "status": 403, "code": "AccessDenied", "method": "PUT"},
    ],
)
def test_a_store_that_fails_stops_the_run(put: Put, bucket: str, store: Server, files: Any, fault: Any) -> None:
    """It says nothing of the document; the next run carries on."""
    url = put(TINY)
    store.fail(fault)
    with pytest.raises(StorageError, match="E_STORAGE"):
        duizhao.build([url], f"{bucket}/out")
    store.fail()
    duizhao.build([url], f"{bucket}/out")
    assert duizhao.verify(f"{bucket}/out") == []
    assert not files.exists(f"{bucket}/out/.build")


def test_a_stores_answer_that_is_no_answer(put: Put, bucket: str, store: Server) -> None:
    """What stands between may answer in its place."""
    url = put(TINY)
    store.fail({"path": "/", "status": 200, "code": "\x00<html>"})
    one_line(cli("build", url, "--out", f"{bucket}/out", **FEW), "E_STORAGE", 3)


def test_limits_hold_for_objects(put: Put, tmp_path: Path) -> None:
    report = duizhao.build([put(TINY)], tmp_path / "out", settings=Settings(max_bytes=20))
    assert [(one.source, one.code) for one in report.rejected] == [("b.txt", "E_TOO_LARGE")]


def test_json_of_a_build_in_a_store(put: Put, bucket: str) -> None:
    done = cli("build", put(TINY), "--out", f"{bucket}/out", "-j", "0", "--json")
    assert (json.loads(done.stdout)["out"], done.stderr) == (f"{bucket}/out", "")
