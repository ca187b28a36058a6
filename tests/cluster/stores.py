"""A server of objects, builds that may be killed, and what they leave."""

from __future__ import annotations

import hashlib
import json
import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Protocol

import pytest

import duizhao
from duizhao.errors import CorpusError

HERE = Path(__file__).parent
TESTS = HERE.parent


class Put(Protocol):
    def __call__(self, files: Mapping[str, bytes], under: str = "calls") -> str: ...


class Server:
    """A running object store: what it is told, and what it was asked."""

    def __init__(self, address: str) -> None:
        self.address = address

    def fail(self, *faults: Mapping[str, Any]) -> None:
        self._call(json.dumps(faults).encode())

    def requests(self) -> list[str]:
        found: list[str] = json.loads(self._call(None))
        return found

    def _call(self, data: bytes | None) -> bytes:
        from urllib.request import Request, urlopen

        with urlopen(Request(f"{self.address}/__faults__", data=data)) as answer:  # noqa: S310
            return bytes(answer.read())


def python(script: str, *arguments: str, **options: Any) -> subprocess.Popen[str]:
    """Start a script of this folder."""
    return subprocess.Popen([sys.executable, str(HERE / script), *arguments], text=True, **options)


def written(folder: Path, objects: Mapping[str, bytes]) -> Path:
    """Write files into a folder."""
    for name, data in objects.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return folder


def tree(place: str | Path, files: Any = None) -> dict[str, str]:
    """Return the digest of everything under a folder or URL, by name."""
    if files is None:
        folder = Path(place)
        found = {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    else:
        top = str(place).removeprefix("s3://")
        found = {name.removeprefix(f"{top}/"): files.cat_file(name) for name in files.find(top)}
    return {name: hashlib.sha256(data).hexdigest() for name, data in sorted(found.items())}


class Builds:
    """Builds in processes of their own, which may be killed."""

    def __init__(self) -> None:
        self._process = python(
            "builds.py", stdin=subprocess.PIPE, stdout=subprocess.PIPE, env={**os.environ, "OPENBLAS_NUM_THREADS": "1"}
        )
        assert self._read() == "ready"

    def run(self, paths: list[str], out: str, *, kill: str = "", **options: Any) -> dict[str, Any]:
        assert self._process.stdin is not None
        request = {"paths": paths, "out": out, "kill": kill, "options": options}
        self._process.stdin.write(json.dumps(request) + "\n")
        self._process.stdin.flush()
        answer: dict[str, Any] = json.loads(self._read())
        return answer

    def end(self) -> None:
        self._process.communicate()

    def _read(self) -> str:
        assert self._process.stdout is not None
        return self._process.stdout.readline().strip()


def require_whole(url: str, files: Any, *others: dict[str, str]) -> None:
    """Require that nothing is read as a corpus that is none: what stands there is one of others, whole."""
    if not files.exists(f"{url}/corpus.json"):
        with pytest.raises(CorpusError, match="E_CORPUS_MISSING"):
            duizhao.open(url)
        return
    corpus, there = duizhao.open(url), tree(url, files)
    for name, file in corpus.info.files.items():
        assert there[name] == file.sha256, f"{name} is not what corpus.json says"
    assert {name: there[name] for name in (*corpus.info.files, "corpus.json")} in others
    for name in ("transcripts", "segments"):
        assert corpus.table(name).num_rows == corpus.info.counts[name]


def killed_everywhere(builds: Builds, bucket: str, files: Any, folder: Path, *, standing: bool, every: int = 1) -> int:
    """Kill a build of ``calls/`` at its steps, or of ``later/`` over a corpus of ``calls/``; returns their number."""
    paths = [f"{bucket}/{'later' if standing else 'calls'}"]
    old: dict[str, str] = {}
    if standing:
        assert builds.run([f"{bucket}/calls"], f"{bucket}/old") == {"ended": 0, "error": ""}
        old = tree(f"{bucket}/old", files)

    def start(name: str, kill: str) -> dict[str, Any]:
        for one in old:
            files.copy(f"{bucket}/old/{one}", f"{bucket}/{name}/{one}")
        return builds.run(paths, f"{bucket}/{name}", kill=kill)

    count = folder / "count"
    assert start("undisturbed", f"0:{count}") == {"ended": 0, "error": ""}
    steps, new = count.stat().st_size, tree(f"{bucket}/undisturbed", files)
    for step in range(1, steps + 1, every):
        count.unlink()
        name = f"killed-{step}"
        assert start(name, f"{step}:{count}") == {"ended": -signal.SIGKILL, "error": ""}, f"step {step}"
        require_whole(f"{bucket}/{name}", files, old, new)
        assert builds.run(paths, f"{bucket}/{name}") == {"ended": 0, "error": ""}, f"after step {step}"
        assert tree(f"{bucket}/{name}", files) == new, f"after step {step}"
        assert duizhao.verify(f"{bucket}/{name}") == [], f"after step {step}"
    return steps
