"""What commands share: what a build shows and logs, how it is stopped, and what a shell completes."""

from __future__ import annotations

import json
import signal
import sys
import threading
import time
from collections.abc import Callable, Generator
from contextlib import ExitStack, contextmanager
from enum import StrEnum
from itertools import islice
from pathlib import Path
from types import FrameType
from typing import IO, TYPE_CHECKING, Any, Self

import typer

from duizhao.errors import UsageError, printable
from duizhao.errors.languages import said

if TYPE_CHECKING:
    from duizhao.batch import Event

_SAYS = {"look": "reading", "work": "working", "write": "writing", "retry": "once more"}
_WIDTH = 40
# Seconds in which Ctrl-C pressed several times is meant once.
_SAME = 1.0
# Lines of a list of inputs; a shell cannot show more, and waits.
_MOST = 5_000


#: Gives a shell the words that an option takes.
Completion = Callable[[], list[str]]


def words_of(kind: type[StrEnum]) -> Completion:
    """Return what completes the words of a vocabulary."""
    return lambda: [one.value for one in kind]


def transcripts(ctx: typer.Context) -> list[str]:
    """Complete the names of a corpus's transcripts; of a corpus that cannot be read on this machine there are none."""
    try:
        # Behind an option without its value the words before it are not read yet.
        place = ctx.params.get("corpus") or next(iter(ctx.args), "")
        with Path(place, "inputs.jsonl").open(encoding="utf-8") as lines:
            rows = [json.loads(line) for line in islice(lines, _MOST)]
        return [row["source"] for row in rows if row["outcome"] == "done"]
    except (OSError, ValueError, KeyError):
        return []


class Stopped(BaseException):
    """The user or the system asked the run to end."""

    def __init__(self, number: int) -> None:
        """Keep the signal's number."""
        super().__init__()
        self.code = 128 + number


@contextmanager
def stoppable() -> Generator[None]:
    """Have Ctrl-C and the ends that a system asks for end what runs inside, wherever it is.

    Raises:
        Stopped: One of them came. Others within a second count as the same: the process is about to end. Later ones
            are raised again, for the first may have come where nothing can be raised.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    numbers = [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)]
    asked: list[float] = []

    def stop(number: int, _frame: FrameType | None) -> None:
        if not asked or time.monotonic() - asked[-1] > _SAME:
            asked.append(time.monotonic())
            raise Stopped(number)

    before = {number: signal.signal(number, stop) for number in numbers}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, signal.SIG_IGN if asked else handler)


@contextmanager
def listening(log: Path | None, *, shown: bool) -> Generator[Callable[[Event], None]]:
    """Give a listener that shows a bar on a terminal and appends to a log; say so where the run is asked to end.

    Raises:
        UsageError: The log cannot be written (``E_OUT_TAKEN``).
        Exit: The run was asked to end: with 128 and the signal's number, 130 for Ctrl-C.
    """
    try:
        with ExitStack() as stack:
            listeners: list[Callable[[Event], None]] = []
            if log is not None:
                listeners.append(_Log(stack.enter_context(_opened(log))))
            # A program can be started with its streams closed.
            if shown and sys.stderr is not None and sys.stderr.isatty():
                listeners.append(stack.enter_context(_Bar()))

            def tell(event: Event) -> None:
                for listener in listeners:
                    listener(event)

            yield tell
    except (KeyboardInterrupt, Stopped) as stop:
        typer.echo(said("interrupted: what is done is kept, the same command carries on"), err=True)
        raise typer.Exit(stop.code if isinstance(stop, Stopped) else 128 + signal.SIGINT) from None


@contextmanager
def _opened(path: Path) -> Generator[IO[str]]:
    try:
        stream = path.open("a", encoding="utf-8", newline="\n")
    except OSError as fault:
        raise UsageError(f"{path}: {fault.strerror}", code="E_OUT_TAKEN", help="give a file for the log") from fault
    with stream:
        yield stream


class _Log:
    """Lines of JSON: time in seconds since 1970, what happened, to what."""

    def __init__(self, stream: IO[str]) -> None:
        self._stream = stream

    def __call__(self, event: Event) -> None:
        line: dict[str, Any] = {"time": round(time.time(), 3), "event": event.kind, "done": event.done}
        line |= {"total": event.total, "source": event.source, **event.facts}
        self._stream.write(json.dumps(line, ensure_ascii=False) + "\n")
        self._stream.flush()


class _Bar:
    """A bar on standard error: how far, how fast, how long still, how many rejected."""

    def __enter__(self) -> Self:
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

        columns = (
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn("{task.fields[rate]}"),
            TimeRemainingColumn(),
            TextColumn("{task.fields[rejected]}"),
        )
        self._bar = Progress(*columns, console=Console(stderr=True), transient=True)
        self._bar.start()
        self._task = self._bar.add_task(said("starting"), total=None, rate="", rejected="")
        self._began, self._rejected, self._rate = time.monotonic(), 0, ""
        return self

    def __exit__(self, *_: object) -> None:
        self._bar.stop()

    def __call__(self, event: Event) -> None:
        if event.kind == "stage":
            self._began, self._rate = time.monotonic(), ""
            self._bar.reset(self._task, total=event.total)
        elif event.kind not in _SAYS:
            return
        counted = event.kind in _SAYS and event.kind != "retry"
        if counted:
            self._rejected += "code" in event.facts
            self._rate = f"{event.done / max(time.monotonic() - self._began, 0.1):.1f}/s"
        says = _SAYS[event.facts["stage"] if event.kind == "stage" else event.kind]
        self._bar.update(
            self._task,
            description=f"{said(says)} {printable(event.source)[-_WIDTH:]}",
            completed=event.done if counted else None,
            rate=self._rate,
            rejected=said(f"rejected: {self._rejected:,}") if self._rejected else "",
        )
