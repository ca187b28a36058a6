"""Limits of time and memory for one document."""

from __future__ import annotations

import gc
import signal
import threading
import time
from collections.abc import Callable, Generator
from pathlib import Path

import pytest

import duizhao
from duizhao.config import Settings
from duizhao.errors import InputError
from duizhao.layouts.grammar import parse_grammars
from duizhao.limits import limited, resident
from duizhao.pipeline import process
from duizhao.reading import Source

# Generous: a loaded machine must not make a test fail, and none of them waits for it.
LONGEST = 20.0
unix = pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="signals with a timer are Unix's")


@pytest.fixture(autouse=True)
def alarm() -> Generator[None]:
    """Check that handler and timer are after each test what they were before it."""
    if not hasattr(signal, "setitimer"):
        yield
        return
    before = signal.getsignal(signal.SIGALRM)
    yield
    assert signal.getsignal(signal.SIGALRM) is before
    assert signal.getitimer(signal.ITIMER_REAL) == (0.0, 0.0)


def spin() -> None:
    end = time.monotonic() + LONGEST
    while time.monotonic() < end:
        pass


@unix
def test_too_long_is_refused() -> None:
    with pytest.raises(InputError) as caught, limited("call.txt", Settings(max_seconds=0.05)):
        spin()
    assert (caught.value.code, caught.value.message) == ("E_LIMIT_TIME", "call.txt took longer than 0.05 seconds")
    assert "max_seconds" in caught.value.help


@unix
@pytest.mark.skipif(not resident(), reason="the system does not say how much memory a process holds")
def test_too_much_memory_is_refused() -> None:
    gc.collect()  # what other tests left must not be given back while this one looks
    held: list[bytes] = []

    def fill() -> None:
        held.append(b"\1" * 400_000_000)  # more than the tests before may give back meanwhile
        spin()

    with pytest.raises(InputError) as caught, limited("call.txt", Settings(max_memory=20_000_000)):
        fill()
    assert caught.value.code == "E_LIMIT_MEMORY"
    assert caught.value.message == "call.txt needs more than 20,000,000 bytes of memory"
    assert "max_memory" in caught.value.help


@unix
def test_no_memory_left_is_refused() -> None:
    def run_out() -> None:
        raise MemoryError

    with pytest.raises(InputError) as caught, limited("call.txt", Settings()):
        run_out()
    assert caught.value.code == "E_LIMIT_MEMORY"
    assert isinstance(caught.value.__cause__, MemoryError)


@unix
def test_within_the_limits_nothing_happens() -> None:
    with limited("call.txt", Settings()):
        end = time.monotonic() + 0.25  # two looks and more
        while time.monotonic() < end:
            pass


@unix
def test_other_faults_pass_unchanged() -> None:
    def fail() -> None:
        raise KeyError("x")

    with pytest.raises(KeyError), limited("call.txt", Settings()):
        fail()


@unix
def test_a_handler_of_the_callers_own_is_put_back() -> None:
    rung: list[int] = []
    before = signal.signal(signal.SIGALRM, lambda number, _frame: rung.append(number))
    try:
        with pytest.raises(InputError), limited("call.txt", Settings(max_seconds=0.05)):
            spin()
        signal.raise_signal(signal.SIGALRM)
        assert rung == [signal.SIGALRM]
    finally:
        signal.signal(signal.SIGALRM, before)


def in_thread(settings: Settings, action: Callable[[], None]) -> list[str]:
    """Run an action in a thread under limits; return the code of its rejection, or that it came to its end."""
    out: list[str] = []

    def work() -> None:
        try:
            with limited("call.txt", settings):
                action()
        except InputError as fault:
            out.append(fault.code)
        else:
            out.append("done")
        time.sleep(0.3)  # nothing may reach the thread afterwards
        out.append("after")

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    return out


def test_other_threads_are_limited_too() -> None:
    assert in_thread(Settings(max_seconds=0.05), spin) == ["E_LIMIT_TIME", "after"]
    assert in_thread(Settings(), lambda: None) == ["done", "after"]


def test_a_threads_limit_is_not_taken_by_what_it_interrupts() -> None:
    def stubborn() -> None:
        try:
            spin()
        except Exception:  # noqa: BLE001 - what a library may do
            spin()

    assert in_thread(Settings(max_seconds=0.05), stubborn) == ["E_LIMIT_TIME", "after"]


def test_a_thread_that_ends_as_its_limit_is_reached_ends_in_one_way() -> None:
    for wait in (0.095, 0.1, 0.105, 0.2):
        found = in_thread(Settings(max_seconds=0.0), lambda wait=wait: time.sleep(wait))  # type: ignore[misc]
        assert found in (["E_LIMIT_TIME", "after"], ["done", "after"])


# Each line is tried in every way to cut it into runs of letters: more than a processor's lifetime.
SLOW = "[[layout]]\nname = 'slow'\nlabels = [{ place = 'line', pattern = '(?P<label>(?:[a-z ]+)+)!' }]"


@unix
def test_a_users_slow_pattern_is_stopped(tmp_path: Path) -> None:
    call = tmp_path / "call.txt"
    call.write_text("we opened the yard in the month of may and it is large\n" * 4, "utf-8")
    settings = Settings(max_seconds=0.3)
    with pytest.raises(InputError) as caught, limited("call.txt", settings):
        process(Source(call, "call.txt"), settings=settings, grammars=parse_grammars(SLOW, name="own.toml"))
    assert caught.value.code == "E_LIMIT_TIME"


@unix
def test_a_build_goes_on_after_what_took_too_long(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("we opened the yard in the month of may and it is large\n" * 4, "utf-8")
    (tmp_path / "b.txt").write_text("Operator: Good day.\nInes Falk - CEO: We grew.\nOperator: Bye.\n", "utf-8")
    own = tmp_path / "own.toml"
    own.write_text(SLOW, "utf-8")
    duizhao.build([tmp_path / "b.txt"], tmp_path / "warm")  # loads the models, which is no document's time
    report = duizhao.build(
        [tmp_path / "a.txt", tmp_path / "b.txt"], tmp_path / "out", settings=Settings(max_seconds=1.5), layout=own
    )
    assert [(one.source, one.code) for one in report.rejected] == [("a.txt", "E_LIMIT_TIME")]
    assert report.counts["transcripts"] == 1
