"""Measure how a build grows: time, memory, processes, second builds.

    python benchmarks/scale.py [--full] [--sizes N,N,...] [--pairs N] [--repeat N] [--only PART] [--markdown]

Every build is a new process of the real command line into a new folder, over calls that `archive.py` makes of the
samples. Nothing is asserted: times are the machine's. What to read is how they change with the number of calls, and
ratios of builds that ran in turns. A build waits until the machine is at rest, and what others used meanwhile is shown.
Linux only: memory and processor time of each process are read from /proc.
"""

from __future__ import annotations

import argparse
import os
import platform
import shutil
import sys
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from math import log
from pathlib import Path
from statistics import linear_regression, median
from tempfile import TemporaryDirectory

from archive import write_archive
from run import aligned, markdown
from watching import Watched, rest, watch

SIZES, FULL_SIZES = (40, 80, 160), (250, 500, 1000, 2000)
PAIR, FULL_PAIR = 50, 500
_CHANGED = 0.01
Table = list[list[str]]


@dataclass(frozen=True, slots=True)
class Bench:
    """Where and with what is measured.

    Attributes:
        program: The command line.
        folder: Everything is written under it.
        jobs: Worker processes of a build.
        seed: Of the archives.
        patience: Seconds that a build waits for the machine to be at rest; below 0 it does not look.
        options: Further options of ``duizhao build``.
    """

    program: Path
    folder: Path
    jobs: int
    seed: int
    patience: float
    options: tuple[str, ...] = ()

    def archive(self, number: int) -> Path:
        """Return a folder with so many calls."""
        folder = self.folder / f"calls-{number}"
        if not folder.exists():
            write_archive(folder, number, seed=self.seed)
        return folder

    def build(self, calls: Path, out: Path, *, jobs: int | None = None, again: bool = False) -> Watched:
        """Build a corpus in a place where there is none, or once more where there is one."""
        if not again:
            shutil.rmtree(out, ignore_errors=True)
        chosen = self.jobs if jobs is None else jobs
        return self.run("build", calls, "--out", out, "--jobs", str(chosen), "--quiet", *self.options)

    def run(self, *arguments: str | Path) -> Watched:
        """Run the program once the machine is at rest."""
        if self.patience >= 0:
            rest(self.patience)
        taken = watch([self.program, *arguments])
        if taken.code:
            sys.exit(f"duizhao {' '.join(map(str, arguments))} ended with {taken.code}:\n{taken.errors}")
        print(".", end="", file=sys.stderr, flush=True)
        return taken


def growth(bench: Bench, sizes: Sequence[int]) -> tuple[Table, list[str]]:
    """Build archives of several sizes; first one with a call for each worker, which is start-up for the most part."""
    head = [
        "calls",
        "wall s",
        "CPU s",
        "wall ms/call",
        "CPU ms/call",
        "parent MB",
        "worker MB",
        "others' CPU s",
        "idle",
    ]
    taken = {
        number: bench.build(bench.archive(number), bench.folder / f"out-{number}") for number in (bench.jobs, *sizes)
    }
    start = taken.pop(bench.jobs)
    rows = [head, _grown(str(bench.jobs), start, start, 1)]
    rows += [_grown(f"{number:,}", one, start, number) for number, one in taken.items()]
    says = [f"ms/call: without what the build of {bench.jobs} calls takes, which is start-up"]
    if len(sizes) > 1:
        # With start-up time seems to grow by less than it does.
        times = {
            "wall time": [one.wall - start.wall for one in taken.values()],
            "CPU time": [one.cpu - start.cpu for one in taken.values()],
            "whole wall time": [one.wall for one in taken.values()],
        }
        slopes = (f"{name} {_slope(sizes, values):.2f}" for name, values in times.items())
        says.append(f"slope of log time over log calls (1 is linear): {', '.join(slopes)}")
    return rows, says


def _grown(name: str, one: Watched, start: Watched, number: int) -> list[str]:
    each = [f"{1000 * value / number:.1f}" for value in (one.wall - start.wall, one.cpu - start.cpu)]
    if one is start:
        each = ["-", "-"]
    return [
        name,
        f"{one.wall:.1f}",
        f"{one.cpu:.1f}",
        *each,
        *(f"{mb:.0f}" for mb in (one.parent, one.worker)),
        f"{one.others:.1f}",
        f"{one.idle:.0%}",
    ]


def _slope(sizes: Sequence[int], values: Sequence[float]) -> float:
    return linear_regression([log(size) for size in sizes], [log(max(value, 1e-3)) for value in values]).slope


def again(bench: Bench, sizes: Sequence[int]) -> tuple[Table, list[str]]:
    """Build what stands there once more: as it was, with some calls changed, with one more; then verify it.

    Follows `growth`, whose corpora and archives it changes.
    """
    rows = [["calls", "as it was s", "1% changed s", "files written", "one new s", "files written", "verify s"]]
    for number in sizes:
        calls, out = bench.archive(number), bench.folder / f"out-{number}"
        row = [f"{number:,}", f"{bench.build(calls, out, again=True).wall:.1f}"]
        for change in (_change, _add):
            before = _parts(out)
            change(bench, calls, number)
            taken = bench.build(calls, out, again=True)
            after = _parts(out)
            row += [f"{taken.wall:.1f}", f"{len(after - before)} of {len(after)}"]
        rows.append([*row, f"{bench.run('verify', out, '--quiet').wall:.1f}"])
    return rows, [
        "1%: every hundredth call, so that as many parts as can be are met; one new: in the middle of the archive",
        "files: Parquet files of parts, eight to a part; a build of nothing new writes none",
    ]


def _change(bench: Bench, calls: Path, number: int) -> None:
    step = round(1 / _CHANGED)
    for index in range(0, number, step):
        write_archive(calls, 1, seed=bench.seed + 1, first=index)


def _add(bench: Bench, calls: Path, number: int) -> None:
    middle = number // 2
    (made,) = write_archive(bench.folder / "new", 1, seed=bench.seed + 2, first=middle)
    new = calls / made.parent.name / f"{made.stem}_new{made.suffix}"
    shutil.move(made, new)


def _parts(out: Path) -> set[str]:
    return {str(path.relative_to(out)) for path in out.glob("*/part-*.parquet")}


def throughput(bench: Bench, number: int, repeat: int) -> tuple[Table, list[str]]:
    """Build the same calls with one worker and with several, in turns; then what the machine itself can give.

    That is: two builds with one worker each at once, against one alone. Where two processes that know nothing of each
    other slow each other down, no way to divide the work is faster.
    """
    calls, out = bench.archive(number), bench.folder / "pair"
    start = {jobs: bench.build(bench.archive(jobs), out, jobs=jobs).wall for jobs in (1, bench.jobs)}
    head = ["pair", "--jobs 1 s", f"--jobs {bench.jobs} s", "ratio", "without start-up", "machine's own"]
    rows = [[*head, "CPU s", "CPU s", "others' CPU s", "others' CPU s", "idle"]]
    ratios: list[tuple[float, float, float]] = []
    for turn in range(1, repeat + 1):
        one = bench.build(calls, out, jobs=1)
        many = bench.build(calls, out, jobs=bench.jobs)
        both = _at_once(bench, calls)
        net = (one.wall - start[1]) / (many.wall - start[bench.jobs])
        ratios.append((one.wall / many.wall, net, bench.jobs * one.wall / both))
        shown = [f"{ratio:.2f}" for ratio in ratios[-1]]
        spent = [f"{value:.1f}" for value in (one.cpu, many.cpu, one.others, many.others)]
        rows.append([str(turn), f"{one.wall:.1f}", f"{many.wall:.1f}", *shown, *spent, f"{many.idle:.0%}"])
        print(f" {turn}: {shown[0]}", end="", file=sys.stderr, flush=True)
    for name, choose in {"min": min, "median": median, "max": max}.items():
        rows.append([name, "", "", *(f"{choose(values):.2f}" for values in zip(*ratios, strict=True)), *[""] * 5])
    starts = ", ".join(f"{seconds:.1f} s with --jobs {jobs}" for jobs, seconds in start.items())
    return rows, [
        f"{number:,} calls; a build of a call for each worker takes {starts}",
        f"machine's own: {bench.jobs} builds with --jobs 1 at once, against one alone",
        f"CPU s, others' CPU s: with --jobs 1, with --jobs {bench.jobs}; idle: with --jobs {bench.jobs}",
    ]


def _at_once(bench: Bench, calls: Path) -> float:
    """Return the seconds that as many builds as there are jobs take, all at once, with a worker each."""
    outs = [bench.folder / f"pair-{number}" for number in range(bench.jobs)]
    rest(bench.patience)
    at_once = replace(bench, patience=-1)
    with ThreadPoolExecutor(bench.jobs) as pool:
        return max(one.wall for one in pool.map(lambda out: at_once.build(calls, out, jobs=1), outs))


def _numbers(text: str) -> list[int]:
    return sorted(int(part) for part in text.split(","))


def main() -> None:
    """Read the command line, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", type=_numbers, metavar="N,N,...", help="numbers of calls")
    parser.add_argument("--pairs", type=int, metavar="N", help="calls that one worker and several are compared on")
    parser.add_argument("--repeat", type=int, default=3, help="pairs")
    parser.add_argument(
        "--only", choices=("growth", "throughput"), help="leave the other out; growth has second builds"
    )
    parser.add_argument("--full", action="store_true", help="up to 2,000 calls, pairs of 500")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--patience", type=float, default=5, help="seconds each build waits for a machine at rest")
    parser.add_argument("--program", type=Path, default=Path(sys.executable).with_name("duizhao"))
    parser.add_argument("--folder", type=Path, help="where to write; else a temporary folder")
    parser.add_argument("--markdown", action="store_true")
    args = parser.parse_args()
    sizes = args.sizes or list(FULL_SIZES if args.full else SIZES)
    pairs = args.pairs or (FULL_PAIR if args.full else PAIR)
    with TemporaryDirectory(dir=args.folder) as name:
        bench = Bench(args.program, Path(name), args.jobs, args.seed, args.patience)
        steps: dict[str, list[Callable[[], tuple[Table, list[str]]]]] = {
            "growth": [lambda: growth(bench, sizes), lambda: again(bench, sizes)],
            "throughput": [lambda: throughput(bench, pairs, args.repeat)],
        }
        print(f"load before: {os.getloadavg()[0]:.2f}", file=sys.stderr)
        for step in (step for name, those in steps.items() if args.only in (None, name) for step in those):
            rows, says = step()
            print(file=sys.stderr)
            print("\n".join((markdown if args.markdown else aligned)(rows)), *says, sep="\n\n", end="\n\n", flush=True)
    print(f"Python {platform.python_version()}, {platform.system()} {platform.machine()}, {os.cpu_count()} cores")


if __name__ == "__main__":
    main()
