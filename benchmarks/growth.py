"""Measure how time and memory grow with the length of one transcript.

    python benchmarks/growth.py [PATH...] [--times 1,10,100] [--timeout SECONDS] [--stages] [--markdown]

A transcript of N times the length is N of them, one behind the other: of a sample, N calls that `archive.py` makes of
it, with other names, figures and order; of a path, the file N times, with other figures each time. Each length is a
process of its own, with one thread, without the limits that a build sets. Linux only: memory is read from /proc.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from archive import SAMPLES, another, refigured
from run import SHARED, Run, aligned, forget, markdown
from watching import high_water, resident_mb

# Each kind of text that has its own way through the pipeline: labels, none, both languages line by line.
DEFAULT = ("asr_original_and_rendition", "interpreted_planted_errors", "labelled_machine_translation")
_NO_LIMIT = 10**9
# What takes longer is not done twice: loading the last libraries, 0.1 seconds, does not show in it.
_LONG = 20.0
#: What is wanted: time for N times the length, and megabytes over those of a process that waits.
SLACK, BASE_MB, MB_PER_MB = 1.2, 60.0, 12.0


@dataclass(frozen=True, slots=True)
class Grown:
    """A transcript of some length: megabytes, CPU seconds, by stage too, peak megabytes over an idle process."""

    name: str
    times: int
    size: float
    seconds: float
    stages: dict[str, float]
    peak: float

    @property
    def wanted_peak(self) -> float:
        """Megabytes that it may take."""
        return BASE_MB + MB_PER_MB * self.size


def worker(path: Path) -> None:
    """Process a file in a process like a build's worker, and print what it took as JSON."""
    from duizhao.batch.units import pack
    from duizhao.batch.work import equip, make_room
    from duizhao.config import Settings
    from duizhao.corpus.inputs import Entry
    from duizhao.corpus.part_files import to_arrow
    from duizhao.corpus.rows import row_streams
    from duizhao.pipeline import Meter, process
    from duizhao.reading import find_sources

    settings = Settings(_NO_LIMIT, _NO_LIMIT, _NO_LIMIT, _NO_LIMIT)
    (source,) = find_sources([path])
    equip()
    idle = resident_mb()
    with high_water() as peak:
        first, start = Meter(), time.process_time()
        transcript = process(source, settings=settings, meter=first)
        seconds = time.process_time() - start
        make_room(transcript)
        pack(Entry(source.name, "0", "0"), to_arrow(row_streams(transcript)))
    del transcript
    meter = first
    if seconds < _LONG:
        forget()
        meter, start = Meter(), time.process_time()
        process(source, settings=settings, meter=meter)
        seconds = time.process_time() - start
    print(json.dumps({"seconds": seconds, "stages": meter.seconds, "peak": peak[0] - idle}))


def lengthened(path: Path, times: int) -> str:
    """Return the text of a file so many times, with other figures; of a sample, other names and another order too."""
    text = path.read_text("utf-8")
    if times == 1:
        return text
    randoms = (Random(f"{path.name} {index}") for index in range(times))  # noqa: S311 - no secret
    change = (lambda rng: another(path.stem, text, rng)) if path.parent == SAMPLES else lambda rng: refigured(text, rng)
    return "\n".join(change(rng).rstrip("\n") for rng in randoms) + "\n"


def measure(path: Path, times: int, folder: Path, timeout: float) -> Grown | None:
    """Measure one length; null where it takes too long."""
    made = folder / f"{times}_{path.name}"
    made.write_text(lengthened(path, times), "utf-8", newline="")
    environment = {**os.environ, "OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
    command = [sys.executable, __file__, "--worker", made]
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment, timeout=timeout)
    except subprocess.TimeoutExpired:
        return None
    if done.returncode:
        sys.exit(f"{made.name}: failed with {done.returncode}:\n{done.stderr}")
    found: Run = json.loads(done.stdout.strip().splitlines()[-1])
    name = f"seed {path.name[:3]}" if SHARED in path.parents else path.name
    return Grown(name, times, made.stat().st_size / 1e6, found["seconds"], found["stages"], found["peak"])


def table(lengths: Sequence[Grown]) -> list[list[str]]:
    """Return one row for each length, the ratios to the first one beside what is wanted of them."""
    rows = [["transcript", "times", "MB", "CPU s", "ratio", "wanted", "peak MB over idle", "wanted"]]
    first = lengths[0]
    for one in lengths:
        ratio, wanted = one.seconds / first.seconds, SLACK * one.times / first.times
        shown = ["-", "-"] if one is first else [f"{ratio:.1f}", f"{wanted:.0f}"]
        peaks = [f"{one.peak:.0f}", f"{one.wanted_peak:.0f}"]
        rows.append([one.name, str(one.times), f"{one.size:.2f}", f"{one.seconds:.2f}", *shown, *peaks])
    return rows


def stage_table(lengths: Sequence[Grown]) -> list[list[str]]:
    """Return one row for each stage: seconds of the first length, then of each how many times as long it took."""
    first = lengths[0]
    rows = [["stage", f"x{first.times} s", *(f"x{one.times} ratio" for one in lengths[1:])]]
    for stage, seconds in first.stages.items():
        grown = (one.stages[stage] / max(seconds, 1e-6) for one in lengths[1:])
        rows.append([stage, f"{seconds:.3f}", *(f"{ratio:.1f}" for ratio in grown)])
    return rows


def main() -> None:
    """Read the command line, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("paths", nargs="*", type=Path)
    parser.add_argument("--times", default="1,10,100", help="lengths, the first one is what the others are set against")
    parser.add_argument("--timeout", type=float, default=600.0, help="seconds for one length")
    parser.add_argument("--stages", action="store_true", help="show how each stage grows")
    parser.add_argument("--markdown", action="store_true")
    parser.add_argument("--worker", type=Path, help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.worker:
        worker(args.worker)
        return
    paths = [path.resolve() for path in args.paths] or [SAMPLES / f"{name}.txt" for name in DEFAULT]
    show = markdown if args.markdown else aligned
    with TemporaryDirectory() as name:
        for path in paths:
            lengths: list[Grown] = []
            for times in map(int, args.times.split(",")):
                one = measure(path, times, Path(name), args.timeout)
                if one is None:
                    print(f"{path.name} x{times}: no end after {args.timeout:g} seconds", file=sys.stderr)
                    break
                lengths.append(one)
            if lengths:
                tables = [table(lengths), *([stage_table(lengths)] if args.stages else [])]
                print("\n\n".join("\n".join(show(rows)) for rows in tables), end="\n\n", flush=True)
    print(
        f"Python {platform.python_version()}, {platform.system()} {platform.machine()}, load {os.getloadavg()[0]:.1f}"
    )


if __name__ == "__main__":
    main()
