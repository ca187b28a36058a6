"""Jobs that process inputs in processes of their own: one that hangs or dies is named, and a new one goes on behind it.

A job says in shared memory which input it is at and how much CPU time it had taken when it began; the parent reads
what it has taken since from the system. Jobs are forked, so that each has the models at once.
"""

from __future__ import annotations

import gc
import multiprocessing as mp
import os
import signal
import tempfile
import time
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from fuzz.inputs import make
from fuzz.laws import broken, results
from fuzz.report import Report, signature
from fuzz.shrink import shrink

_CONTEXT = mp.get_context("fork")
# A job ends after so many inputs: what a library keeps from input to input does not add up.
_BATCH = 2_000
_LOOK = 0.25
# A file system in memory: each input is a file or two.
_MEMORY = Path("/dev/shm")  # noqa: S108 - a folder of our own is made in it
_SHRINK_SECONDS = 15.0


@dataclass(slots=True)
class _Job:
    process: Any
    pipe: Connection
    at: Any
    end: int
    cpu: float = 0.0
    seen: int = -1


def run(report: Report, numbers: range, *, jobs: int, seconds: float, limit: float) -> None:
    """Process inputs by number until all are done or the time is over."""
    until = time.monotonic() + seconds
    list(results(make(report.seed, numbers.start)))  # loads models before jobs are forked
    gc.freeze()
    todo = [range(at, min(at + _BATCH, numbers.stop)) for at in range(numbers.start, numbers.stop, _BATCH)][::-1]
    running: list[_Job] = []
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # a run in the background is ended by it
    try:
        _watch(report, todo, running, jobs=jobs, until=until, limit=limit)
    except KeyboardInterrupt:
        print("interrupted: what was done is counted", flush=True)
    for job in running:
        _take(job, report)
        job.process.kill()


def _watch(report: Report, todo: list[range], running: list[_Job], *, jobs: int, until: float, limit: float) -> None:
    while (todo or running) and time.monotonic() < until:
        while todo and len(running) < jobs:
            running.append(_start(report.seed, todo.pop(), frozenset(report.failures)))
        time.sleep(_LOOK)
        for job in list(running):
            _take(job, report)
            fault = _fault(job, limit)
            if fault:
                rest = _end(job, report, fault)
                if rest:
                    todo.append(rest)
            if fault is not None:
                running.remove(job)


def _start(seed: int, numbers: range, known: frozenset[str]) -> _Job:
    ours, theirs = _CONTEXT.Pipe(duplex=False)
    at = _CONTEXT.Value("q", numbers.start)
    process = _CONTEXT.Process(target=_work, args=(seed, numbers, theirs, at, known), daemon=True)
    process.start()
    theirs.close()
    return _Job(process, ours, at, numbers.stop)


def _work(seed: int, numbers: range, pipe: Connection, at: Any, known: frozenset[str]) -> None:
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    shown = set(known)
    with tempfile.TemporaryDirectory(dir=_MEMORY if _MEMORY.is_dir() else None) as folder:
        for number in numbers:
            at.value = number
            before = time.process_time()
            one = make(seed, number)
            found = results(one, Path(folder))
            taken = time.process_time() - before
            laws = [law for result in found for law in result.broken]
            pipe.send((number, [result.outcome for result in found], laws, taken, None))
            for law in laws:
                name = signature(law)
                if name not in shown:
                    shown.add(name)
                    at.value = -1  # making it small takes longer than an input may
                    small = shrink(
                        one,
                        lambda tried, name=name: name in map(signature, broken(tried)),
                        seconds=_SHRINK_SECONDS,
                    )
                    pipe.send((number, [], [law], 0.0, small))
    pipe.close()


def _take(job: _Job, report: Report) -> None:
    """Count what a job has sent."""
    try:
        while job.pipe.poll():
            number, outcomes, laws, taken, small = job.pipe.recv()
            if small is not None:
                report.write(number, laws[0], small)
            else:
                report.add(number, outcomes, laws, taken)
    except EOFError:
        job.process.join()


def _fault(job: _Job, limit: float) -> str | None:
    """Return why a job must end: what is wrong, nothing where it is done; null where it works."""
    if not job.process.is_alive():
        return "" if job.process.exitcode == 0 else f"process died: exit code {job.process.exitcode}"
    number, cpu = job.at.value, _cpu(job.process.pid)
    if number != job.seen:
        job.seen, job.cpu = number, cpu
    elif number >= 0 and cpu - job.cpu > limit:
        return f"too slow: more than {limit:g} CPU seconds"
    return None


def _cpu(pid: int) -> float:
    """Return the CPU seconds of a process and of its children that ended."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text("ascii").rpartition(")")[2].split()
    except OSError:
        return 0.0
    return sum(map(int, fields[11:15])) / os.sysconf("SC_CLK_TCK")


def _end(job: _Job, report: Report, fault: str) -> range:
    """Report the input a job was at, end the job, and return the numbers behind it."""
    job.process.kill()
    job.process.join()
    _take(job, report)
    number = job.at.value if job.at.value >= 0 else job.seen
    report.fail(number, fault)
    return range(number + 1, job.end)
