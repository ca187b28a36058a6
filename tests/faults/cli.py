"""Builds as a user starts them: processes of their own, in a group of their own, that can be killed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path

PLUGIN = Path(__file__).parent / "plugin"
SOURCES = [str(Path(__file__).resolve().parents[2] / root) for root in ("pipeline", "models")]


def environment(**more: str) -> dict[str, str]:
    """Return this process's environment with more in it."""
    return {**os.environ, **more}


def odd(folder: Path) -> dict[str, str]:
    """Return an environment in which inputs of certain names behave badly; `folder` is theirs."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = os.pathsep.join([str(PLUGIN), *SOURCES, os.environ.get("PYTHONPATH", "")])
    return environment(PYTHONPATH=paths, DUIZHAO_TEST_ODD=str(folder))


def start(*arguments: object, env: dict[str, str] | None = None) -> subprocess.Popen[str]:
    """Start the command line in a session of its own."""
    return subprocess.Popen(
        [sys.executable, "-m", "duizhao", *map(str, arguments)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=env,
        start_new_session=True,
    )


def run(*arguments: object, env: dict[str, str] | None = None, seconds: float = 120) -> tuple[int, str, str]:
    """Run the command line to its end; returns exit code, standard output and standard error."""
    process = start(*arguments, env=env)
    try:
        out, err = process.communicate(timeout=seconds)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        raise
    return process.returncode, out, err


def wait_for(found: Callable[[], object], *, seconds: float = 60) -> None:
    """Wait until something is true.

    Raises:
        TimeoutError: It does not become true.
    """
    end = time.monotonic() + seconds
    while not found():
        if time.monotonic() > end:
            raise TimeoutError
        time.sleep(0.01)


def children(process: int) -> set[int]:
    """Return the processes that a process started, and those that they started."""
    found: set[int] = set()
    for file in Path("/proc").glob("[0-9]*/stat"):
        try:
            pid, parent = int(file.parent.name), int(file.read_text().rpartition(")")[2].split()[1])
        except (OSError, ValueError):
            continue
        if parent == process:
            found |= {pid, *children(pid)}
    return found


def workers(process: int) -> list[int]:
    """Return the processes of a build that work on inputs: those that the server of processes started."""
    servers = {pid for pid in children(process) if "forkserver" in _command(pid)}
    return sorted(pid for server in servers for pid in children(server))


def _command(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_text("utf-8", "replace")
    except OSError:
        return ""


def alive(pids: Iterable[int]) -> list[int]:
    """Return the processes that run still."""
    out = []
    for pid in pids:
        try:
            state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
        except OSError:
            continue
        if state != "Z":
            out.append(pid)
    return out
