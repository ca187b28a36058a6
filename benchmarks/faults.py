"""Stop builds in every way a machine stops them, carry them on, and compare with one that was left in peace.

    python benchmarks/faults.py [PATH...] [--runs 50] [--seed N]

Without paths: `corpus/samples`. Each run is the real command line with two workers, in a process group of its own. For
each fault the table says how many runs were really stopped, how many ended with the same bytes, how many were found
whole by `duizhao verify`, and the longest time that stopping took.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests"))

from faults import cli  # noqa: E402
from faults.archive import digests  # noqa: E402

Digests = dict[str, str]


@dataclass(slots=True)
class Row:
    """What became of the runs of one fault."""

    fault: str
    runs: int = 0
    stopped: int = 0
    same: int = 0
    whole: int = 0
    longest: float = 0.0
    notes: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Bench:
    """An archive, where to work, and what an undisturbed build makes."""

    paths: list[Path]
    folder: Path
    expected: Digests
    seconds: float
    rng: random.Random

    def build(self, out: Path, *more: object) -> tuple[object, ...]:
        """Return the command line of a build."""
        return ("build", *self.paths, "--out", out, "--jobs", 2, "--quiet", *more)

    def judge(self, row: Row, out: Path) -> None:
        """Carry a build on, and compare."""
        code, _, err = cli.run(*self.build(out), seconds=600)
        if code not in {0, 1}:
            row.notes.append(f"carried on with exit code {code}: {err.strip()[-200:]}")
        self.compare(row, out)

    def compare(self, row: Row, out: Path) -> None:
        """Compare a corpus with the undisturbed one, and have it verified."""
        row.same += digests(out) == self.expected
        code, said, err = cli.run("verify", out)
        row.whole += code == 0
        if code:
            row.notes.append(f"verify ended with exit code {code}: {(said + err).strip()[-300:]}")

    def stop(self, row: Row, out: Path, how: Callable[[subprocess.Popen[str]], None], *, after: float) -> None:
        """Start a build, stop it, and note how long that took."""
        process = cli.start(*self.build(out))
        try:
            process.wait(timeout=after)
        except subprocess.TimeoutExpired:
            begun = time.monotonic()
            how(process)
            _, err = process.communicate(timeout=60)
            row.longest = max(row.longest, time.monotonic() - begun)
            row.stopped += 1
            if "Traceback" in err and "duizhao" in err:
                row.notes.append(f"traceback: {err[-300:]}")
        else:
            process.communicate()
        row.runs += 1


def group(which: signal.Signals, times: int = 1) -> Callable[[subprocess.Popen[str]], None]:
    """Return what sends a signal to a run's whole group."""

    def send(process: subprocess.Popen[str]) -> None:
        for _ in range(times):
            try:
                os.killpg(process.pid, which)
            except ProcessLookupError:
                return
            time.sleep(0.05 if times > 1 else 0.0)

    return send


def separate(bench: Bench, row: Row, how: Callable[[subprocess.Popen[str]], None], runs: int) -> Row:
    """Stop builds at random moments, each with an output of its own, until so many were really stopped."""
    while row.stopped < runs and row.runs < 2 * runs:
        out = bench.folder / "out"
        shutil.rmtree(out, ignore_errors=True)
        bench.stop(row, out, how, after=bench.rng.uniform(0.02, 1.0) * bench.seconds)
        bench.judge(row, out)
    return row


def in_a_row(bench: Bench, row: Row, runs: int) -> Row:
    """Stop builds of one output again and again; what is done must never become less."""
    out, done = bench.folder / "chain", 0
    for _ in range(runs):
        bench.stop(row, out, group(signal.SIGKILL), after=bench.rng.uniform(0.2, 0.6) * bench.seconds)
        now = len(list(out.glob(".build/units/*/*.zip")))
        if now < done and not (out / "corpus.json").exists():
            row.notes.append(f"{done} documents were done, then {now}")
        done = now
    bench.judge(row, out)
    row.same, row.whole = row.same * runs, row.whole * runs
    return row


def workers(bench: Bench, row: Row, runs: int) -> Row:
    """Kill one worker of a build; the build itself goes on."""
    while row.stopped < runs and row.runs < 2 * runs:
        out = bench.folder / "out"
        shutil.rmtree(out, ignore_errors=True)
        process = cli.start(*bench.build(out))
        cli.wait_for(lambda run=process: cli.workers(run.pid) or run.poll() is not None)
        time.sleep(bench.rng.uniform(0.0, 0.3) * bench.seconds)
        for pid in cli.workers(process.pid)[:1]:
            os.kill(pid, signal.SIGKILL)
            row.stopped += 1
        process.communicate(timeout=120)
        row.runs += 1
        bench.compare(row, out)
    return row


def two_at_once(bench: Bench, row: Row, runs: int) -> Row:
    """Start a second run beside the first; it must leave at once and change nothing."""
    for number in range(runs):
        out = bench.folder / "out"
        shutil.rmtree(out, ignore_errors=True)
        first = cli.start(*bench.build(out))
        cli.wait_for((out / ".build" / "build.json").exists)
        begun = time.monotonic()
        code, _, err = cli.run(*bench.build(out, *(("--min-confidence", 0.5) if number % 2 else ())))
        row.longest = max(row.longest, time.monotonic() - begun)
        row.runs += 1
        row.stopped += code == 2 and f"process {first.pid}" in err  # noqa: PLR2004
        first.communicate(timeout=120)
        bench.compare(row, out)
    return row


def every_step(bench: Bench) -> list[Row]:
    """Kill before every write, flush, move and removal; see tests/faults/every_step.py."""
    folder = bench.folder / "steps"
    script = ROOT / "tests" / "faults" / "every_step.py"
    done = subprocess.run([sys.executable, script, folder], capture_output=True, text=True, check=True)
    rows = []
    for name, run in json.loads(done.stdout.splitlines()[-1]).items():
        good = run["killed"] - len({note.partition(":")[0] for note in run["wrong"]})
        rows.append(Row(f"every step, {name}", run["killed"], run["killed"], good, good, 0.0, run["wrong"]))
    return rows


HEAD = f"{'fault':<34} {'runs':>5} {'stopped':>8} {'same bytes':>11} {'verified':>9} {'longest s':>10}"


def show(row: Row) -> None:
    """Print a row of the table."""
    longest = f"{row.longest:.2f}" if row.longest else "-"
    print(f"{row.fault:<34} {row.runs:>5} {row.stopped:>8} {row.same:>11} {row.whole:>9} {longest:>10}", flush=True)
    for note in row.notes[:5]:
        print(f"    {note}", flush=True)


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("paths", nargs="*", type=Path)
    parser.add_argument("--runs", type=int, default=50)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    paths = given.paths or [ROOT / "corpus" / "samples"]
    with TemporaryDirectory() as name:
        folder = Path(name)
        # The shortest of three: a longer one would let builds end before they are stopped.
        taken = []
        for number in range(3):
            begun = time.monotonic()
            cli.run("build", *paths, "--out", folder / f"whole{number}", "--jobs", 2)
            taken.append(time.monotonic() - begun)
        seconds = min(taken)
        print(f"an undisturbed build takes {seconds:.1f} s", flush=True)
        rng = random.Random(given.seed)  # noqa: S311
        bench = Bench(paths, folder, digests(folder / "whole0"), seconds, rng)
        print(HEAD)
        for row in all_faults(bench, given.runs):
            show(row)


def all_faults(bench: Bench, runs: int) -> Iterator[Row]:
    """Yield what became of the runs of each fault, as soon as it is known."""
    few = max(1, runs // 5)
    yield from every_step(bench)
    yield in_a_row(bench, Row("kill -9, in a row on one output"), runs)
    yield separate(bench, Row("kill -9 of the group, at random"), group(signal.SIGKILL), runs)
    yield workers(bench, Row("kill -9 of one worker"), few)
    yield separate(bench, Row("Ctrl-C once"), group(signal.SIGINT), few)
    yield separate(bench, Row("Ctrl-C three times"), group(signal.SIGINT, 3), few)
    yield separate(bench, Row("SIGTERM"), group(signal.SIGTERM), few)
    yield two_at_once(bench, Row("two runs at once"), few)


if __name__ == "__main__":
    main()
