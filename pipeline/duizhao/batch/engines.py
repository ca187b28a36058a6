"""Who does the work: this process, processes of this machine, or a cluster. All run the same functions.

An engine gives results as they come. A task whose process dies or hangs gives a `Failure`; what the function raises is
raised here and ends the build.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Protocol, Self, TypeVar

T = TypeVar("T")
R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a task gave no result.

    Attributes:
        code: ``E_LIMIT_TIME``, ``E_LIMIT_MEMORY``, ``E_INTERNAL``, or ``E_WORKER_DIED``.
        why: What happened to it.
    """

    code: str
    why: str


class Engine(Protocol):
    """Something that runs functions."""

    def run(self, function: Callable[[T], R], tasks: Iterable[T]) -> Iterator[tuple[T, R | Failure]]:
        """Run a function on tasks, each once, in any order.

        Args:
            function: Can be sent to another process.
            tasks: Taken as they are needed.
        """
        ...

    def alone(self, function: Callable[[T], R], task: T) -> R | Failure:
        """Run a function on a task with nothing beside it, in a process that did nothing before."""
        ...


Running = AbstractContextManager[Engine]


class Serial:
    """Everything in this process, one after the other: nothing is isolated, nothing is started."""

    def __enter__(self) -> Self:
        """Start nothing."""
        return self

    def __exit__(self, *_: object) -> None:
        """Stop nothing."""

    def run(self, function: Callable[[T], R], tasks: Iterable[T]) -> Iterator[tuple[T, R | Failure]]:
        """Run a function on each task in order."""
        for task in tasks:
            yield task, function(task)

    def alone(self, function: Callable[[T], R], task: T) -> R | Failure:
        """Run a function on a task."""
        return function(task)
