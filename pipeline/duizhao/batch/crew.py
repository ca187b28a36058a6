"""Processes of this machine that may die: each has a pipe of its own and one task at a time.

So a process that is killed takes one task with it, and nobody waits for a lock that it held: the pools of the standard
library and of pebble share queues (with the first, a killed worker ends all open tasks or hangs the run; in the
second, one killed inside its queue's lock stalls the others for a minute; pebble also measures time by a clock that
can be set). Time is measured by a clock that cannot.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import nullcontext, suppress
from itertools import islice
from multiprocessing import resource_tracker
from multiprocessing.connection import wait
from typing import Any, Self, TypeVar

from duizhao.batch.engines import Failure
from duizhao.batch.workers import Signal, serve
from duizhao.errors import DuizhaoError, UsageError
from duizhao.processes import METHODS, deaf, start_server

T = TypeVar("T")
R = TypeVar("R")
_TICK = 0.5
# Loading everything takes 3 seconds, on a busy machine or a slow disk many times that.
_START_SECONDS = 300.0
# A process that ends before it was ready that often in a row will never start.
_FALSE_STARTS = 3


class _Worker:
    """A process, its pipe, and its task."""

    def __init__(self, context: Any, setup: Callable[[], None] | None) -> None:
        self.pipe, far = context.Pipe()
        # Ctrl-C reaches the whole group: this process decides what becomes of the others. The server was started deaf,
        # and so are those that it starts: waiting for it, which may be loading for seconds, this process listens.
        with nullcontext() if context.get_start_method() == "forkserver" else deaf():
            # The server that starts processes has the environment it was started in: credentials may have come since.
            self.process = context.Process(target=serve, args=(far, setup, dict(os.environ)), daemon=True)
            self.process.start()
        far.close()
        self.ready = False
        self.task: Any = None
        self.busy = False
        self.deadline = time.monotonic() + _START_SECONDS

    def give(self, function: Callable[[Any], Any], task: Any, seconds: float) -> None:
        self.task, self.busy, self.deadline = task, True, time.monotonic() + seconds
        with suppress(OSError):  # it is dead, which will be seen
            self.pipe.send((function, task))

    def take(self) -> Any:
        """Return a message, or that there will be none."""
        try:
            return self.pipe.recv()
        except (EOFError, OSError):
            return Signal.GONE

    def stop(self) -> None:
        self.process.kill()
        self.process.join()
        self.pipe.close()


class Crew:
    """A number of processes, started again when they die."""

    def __init__(
        self, jobs: int, *, seconds: float, setup: Callable[[], None] | None = None, method: str | None = None
    ) -> None:
        """Name the crew; its processes start with the first task.

        Args:
            jobs: How many processes, at least 1.
            seconds: After which a task is given up, by the clock on the wall.
            setup: Called in each process before its first task.
            method: One of ``fork``, ``spawn``, ``forkserver``.

        Raises:
            UsageError: The system has no such method (``E_START_METHOD``).
        """
        known = multiprocessing.get_all_start_methods()
        method = method or next(one for one in METHODS if one in known)
        if method not in known:
            raise UsageError(
                f"processes cannot be started by {method!r}", code="E_START_METHOD", help=f"one of {', '.join(known)}"
            )
        self._context: Any = multiprocessing.get_context(method)
        self._jobs, self._seconds, self._setup = jobs, seconds, setup
        self._workers: list[_Worker] = []
        self._false_starts = 0

    def __enter__(self) -> Self:
        """Start nothing yet: a build that finds nothing to do needs no process."""
        return self

    def __exit__(self, *_: object) -> None:
        """Kill the processes: what they were at is made again, or was never there."""
        for worker in self._workers:
            worker.process.kill()
        while self._workers:
            self._workers.pop().stop()

    def run(self, function: Callable[[T], R], tasks: Iterable[T]) -> Iterator[tuple[T, R | Failure]]:
        """Run a function on tasks; see `duizhao.batch.engines.Engine`.

        Raises:
            DuizhaoError: The function raised it.
            UsageError: No process starts (``E_WORKERS``).
        """
        waiting = iter(tasks)
        following: deque[T] = deque()
        while True:
            following.extend(islice(waiting, self._jobs - len(following)))
            busy = sum(worker.busy for worker in self._workers)
            if not following and not busy:
                return
            while len(self._workers) < min(self._jobs, busy + len(following)):
                self._hire()
            for worker in self._workers:
                if following and worker.ready and not worker.busy:
                    worker.give(function, following.popleft(), self._seconds)
            yield from self._listen()

    def alone(self, function: Callable[[T], R], task: T) -> R | Failure:
        """Run a function on a task in a new process; see `duizhao.batch.engines.Engine`."""
        with Crew(1, seconds=self._seconds, setup=self._setup, method=self._context.get_start_method()) as single:
            return next(result for _, result in single.run(function, [task]))

    def _hire(self) -> None:
        if not self._workers:
            if self._context.get_start_method() == "forkserver":
                start_server(loaded=self._setup is not None)
            else:
                resource_tracker.ensure_running()
        self._workers.append(_Worker(self._context, self._setup))

    def _listen(self) -> Iterator[tuple[Any, Any]]:
        """Wait for a message, a death or a deadline; give what tasks came to."""
        now = time.monotonic()
        nearest = min((worker.deadline for worker in self._workers), default=now) - now
        pipes = {worker.pipe: worker for worker in self._workers}
        heard = wait([*pipes], timeout=max(0.0, min(_TICK, nearest)))
        for pipe in heard:
            yield from self._hear(pipes[pipe])
        for worker in [one for one in self._workers if time.monotonic() > one.deadline]:
            self._dismiss(worker)
            if worker.busy:
                yield worker.task, Failure("E_LIMIT_TIME", f"no end after {self._seconds:g} seconds")
            else:
                self._count_false_start(worker)

    def _hear(self, worker: _Worker) -> Iterator[tuple[Any, Any]]:
        message = worker.take()
        if message is Signal.READY:
            worker.ready, worker.deadline, self._false_starts = True, float("inf"), 0
        elif message is Signal.GONE:
            self._dismiss(worker)
            if worker.busy:
                yield worker.task, _death(worker.process.exitcode)
            else:
                self._count_false_start(worker)
        else:
            task, worker.busy, worker.deadline = worker.task, False, float("inf")
            worker.task = None
            if isinstance(message, DuizhaoError):
                raise message
            yield task, message

    def _dismiss(self, worker: _Worker) -> None:
        self._workers.remove(worker)
        worker.stop()

    def _count_false_start(self, worker: _Worker) -> None:
        if worker.ready:
            return
        self._false_starts += 1
        if self._false_starts >= _FALSE_STARTS:
            raise UsageError(
                f"worker processes do not start ({_death(worker.process.exitcode).why})",
                code="E_WORKERS",
                help='in a script, call build() under `if __name__ == "__main__":`; or use jobs=0',
            )


def _death(code: int | None) -> Failure:
    """Say what an exit code means; the kernel ends what passes its limit of processor time by SIGXCPU."""
    if code is None or code >= 0:
        return Failure("E_WORKER_DIED", f"it ended with exit code {code}")
    try:
        name = signal.Signals(-code).name
    except ValueError:
        name = f"signal {-code}"
    if name == "SIGXCPU":
        return Failure("E_LIMIT_TIME", "ended by the system's limit of processor time")
    return Failure("E_WORKER_DIED", f"ended by {name}")


def available() -> int:
    """Return how many processors this process may use."""
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:  # macOS, Windows
        return os.cpu_count() or 1
