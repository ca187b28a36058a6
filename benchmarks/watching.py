"""Run a program and watch it and all that it starts: time, processor time, peak memory of each process. Linux only."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

_PROC = Path("/proc")
_TICKS = os.sysconf("SC_CLK_TCK")
# Peaks and processor time only grow, so that a look now and then loses what comes after the last one, no more.
_LOOK = 0.05
# A machine whose processors are busy for less than this share is at rest.
_REST, _ASK = 0.05, 1.0


@dataclass(slots=True)
class Watched:
    """What a run took.

    Attributes:
        wall: Seconds from start to end.
        cpu: Processor seconds of all its processes.
        others: Processor seconds that the machine spent on everything else meanwhile.
        parent: Peak resident megabytes of the process that was started.
        worker: Of the largest among those that the others started; a server that starts them is none.
        code: Exit code.
        errors: What it wrote to standard error.
    """

    wall: float
    cpu: float
    others: float
    parent: float
    worker: float
    code: int
    errors: str

    @property
    def idle(self) -> float:
        """Share of the processors' time that nobody used: what a better division of the work could still gain."""
        return max(0.0, 1 - (self.cpu + self.others) / self.wall / (os.cpu_count() or 1))


@dataclass(slots=True)
class _Tree:
    """A process and those below it: processor seconds, peak kibibytes and depth of each that was seen."""

    root: int
    cpu: dict[int, float] = field(default_factory=dict[int, float])
    peak: dict[int, int] = field(default_factory=dict[int, int])
    depth: dict[int, int] = field(default_factory=dict[int, int])

    def look(self) -> None:
        for pid, depth in self._below(self.root, 0):
            self.depth[pid] = depth
            with suppress(OSError, IndexError, ValueError):
                # The name in parentheses may hold anything; behind it come state (field 3) and numbers.
                fields = (_PROC / str(pid) / "stat").read_text("utf-8", "replace").rpartition(")")[2].split()
                self.cpu[pid] = (int(fields[11]) + int(fields[12])) / _TICKS
                status = (_PROC / str(pid) / "status").read_text("utf-8", "replace")
                if "VmHWM:" in status:  # gone once the process is dead
                    self.peak[pid] = int(status.partition("VmHWM:")[2].split()[0])

    def _below(self, pid: int, depth: int) -> Iterator[tuple[int, int]]:
        yield pid, depth
        for listed in (_PROC / str(pid) / "task").glob("*/children"):
            with suppress(OSError):
                for child in listed.read_text("ascii").split():
                    yield from self._below(int(child), depth + 1)


def watch(command: Sequence[str | Path]) -> Watched:
    """Run a program to its end."""
    before, start = _busy(), time.perf_counter()
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True) as process:
        tree = _Tree(process.pid)
        while process.poll() is None:
            tree.look()
            with suppress(subprocess.TimeoutExpired):
                process.wait(_LOOK)
        wall = time.perf_counter() - start
        errors = process.stderr.read() if process.stderr else ""
    cpu = sum(tree.cpu.values())
    below = [tree.peak[pid] for pid, depth in tree.depth.items() if depth > 1 and pid in tree.peak]
    return Watched(
        wall,
        cpu,
        max(0.0, _busy() - before - cpu),
        tree.peak.get(process.pid, 0) / 1024,
        max(below, default=0) / 1024,
        process.returncode,
        errors,
    )


def resident_mb(pid: int | str = "self", *, peak: bool = False) -> float:
    """Return how many megabytes a process holds, or has held at most."""
    status = (_PROC / str(pid) / "status").read_text("utf-8", "replace")
    return int(status.partition("VmHWM:" if peak else "VmRSS:")[2].split()[0]) / 1024


@contextmanager
def high_water() -> Generator[list[float]]:
    """Give a list that holds, at the end, the most megabytes that this process held meanwhile."""
    found: list[float] = []
    (_PROC / "self" / "clear_refs").write_text("5", "ascii")  # proc(5): resets VmHWM to what is held now
    yield found
    found.append(resident_mb(peak=True))


def rest(patience: float) -> float:
    """Wait until the machine is at rest, at most so many seconds; return the share of its processors that is busy."""
    until = time.monotonic() + patience
    while True:
        before = _busy()
        time.sleep(_ASK)
        share = (_busy() - before) / _ASK / (os.cpu_count() or 1)
        if share < _REST or time.monotonic() > until:
            return share


def _busy() -> float:
    """Return the processor seconds that all processors worked since the machine started, or were taken from it."""
    first = (_PROC / "stat").read_text("ascii").splitlines()[0]
    user, nice, system, _idle, _waiting, hard, soft, stolen, *_ = map(int, first.split()[1:])
    return (user + nice + system + hard + soft + stolen) / _TICKS
