"""Time the pipeline per stage and per transcript, beside the script that a user writes in an afternoon.

    python benchmarks/run.py [PATH...] [--repeat N] [--naive SCRIPT] [--markdown]

Without paths: `corpus/samples` and, where they lie beside the checkout, `../shared/seeds`. Each repetition starts one
process per program, one after the other, so that a busy spell of the machine meets both. Every process takes all
files twice and reports the second round: dictionaries and models that load on first use are start-up, not cost per
transcript. That of duizhao is equipped as a build's worker is; before a file is timed it forgets all results that it
remembers and takes the file before it: as in an archive, it knows words of another call, and nothing of this one. The
other script remembers what it likes. Seconds are CPU seconds, medians over the repetitions. `floor` is what tokenising
alone costs: sentences and words of every line in its language.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import resource
import shutil
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from duizhao.pipeline import Meter

ROOT = Path(__file__).resolve().parents[1]
SHARED = (ROOT.parent / "shared").resolve()
LEAST_REPEATS = 7
FLOOR = "floor"
Run = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Timed:
    """A transcript: median milliseconds per stage and of the other script, peak megabytes per stage."""

    name: str
    kilobytes: float
    stages: dict[str, float]
    naive: float | None
    floor: float
    peaks: dict[str, float]

    @property
    def total(self) -> float:
        """Milliseconds of all stages."""
        return sum(self.stages.values())

    @property
    def ratio(self) -> float | None:
        """How many times as long the other script takes."""
        return self.naive / self.total if self.naive is not None and self.total else None


def worker(paths: list[Path], out: Path) -> None:
    """Process every file twice; print each one's seconds per stage in the second round and the peak memory as JSON."""
    from duizhao.batch.work import equip
    from duizhao.pipeline import Meter

    equip()
    docs = {}
    for path in paths:
        take(path, out, Meter())
    for number, path in enumerate(paths):
        forget()
        if len(paths) > 1:
            take(paths[number - 1], out, Meter())
        meter = Meter()
        take(path, out, meter)
        forget()
        with meter.stage(FLOOR):
            tokenise(path.read_text("utf-8"))
        docs[path.name[:3]] = {"seconds": meter.seconds, "peaks": meter.peaks}
    print(json.dumps({"docs": docs, "peak_mb": peak_mb()}))


def take(path: Path, out: Path, meter: Meter) -> None:
    """Process one file and write it, as a build does."""
    from duizhao.batch.units import pack
    from duizhao.config import Settings
    from duizhao.corpus.inputs import Entry
    from duizhao.corpus.part_files import encode_part, to_arrow
    from duizhao.corpus.rows import row_streams
    from duizhao.durable import write_durably
    from duizhao.pipeline import process
    from duizhao.reading import find_sources

    (source,) = find_sources([path])
    transcript = process(source, settings=Settings(), meter=meter)
    with meter.stage("write"):
        tables = to_arrow(row_streams(transcript))
        write_durably(out, pack(Entry(source.name, transcript.document.sha256, "0"), tables))
        for name, table in tables.items():
            encode_part(name, [table])


def tokenise(text: str) -> None:
    """Cut every line into sentences and words of its language: what no way of doing the job can leave out."""
    from duizhao.tokens import chinese_words, english_words, sentences

    for line in text.splitlines():
        for start, end in sentences(line):
            cut = chinese_words if any("\u4e00" <= one <= "\u9fff" for one in line[start:end]) else english_words
            cut(line[start:end])


def forget() -> None:
    """Clear the bounded caches of duizhao, which hold results; unbounded ones hold what was loaded, and stay."""
    from duizhao.batch import memory

    memory.forget()


def peak_mb() -> float:
    """Return this process's peak resident memory in MB; macOS counts bytes, Linux kibibytes."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (2**20 if sys.platform == "darwin" else 2**10)


def run(command: list[str | Path]) -> Run:
    """Run one program and parse the JSON line that it prints last."""
    # One thread in numpy, as the command line sets it.
    environment = {**os.environ, "OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)
    if done.returncode:
        sys.exit(f"{' '.join(map(str, command[:3]))} ... failed with {done.returncode}:\n{done.stderr}")
    result: Run = json.loads(done.stdout.strip().splitlines()[-1])
    return result


def measure(files: list[Path], repeat: int, naive: Path | None) -> tuple[list[Run], list[Run], Run]:
    """Run both programs `repeat` times, in turns, and duizhao once more with its memory traced.

    The second list is empty without the other script.
    """
    ours: list[Run] = []
    theirs: list[Run] = []
    with TemporaryDirectory() as name:
        folder = Path(name)
        # The other script keys its figures by the first three characters of the file's name.
        copies = [folder / f"{number:03}_{file.name}" for number, file in enumerate(files)]
        for copy, file in zip(copies, files, strict=True):
            shutil.copyfile(file, copy)
        for _ in range(repeat):
            ours.append(run([sys.executable, __file__, "--worker", folder / "ours", *copies]))
            if naive:
                theirs.append(run([sys.executable, naive, folder / "naive", *copies, *copies]))
            print(".", end="", file=sys.stderr, flush=True)
        print(file=sys.stderr)
        traced = run([sys.executable, "-X", "tracemalloc", __file__, "--worker", folder / "traced", *copies])
    return ours, theirs, traced


def summarise(files: list[Path], ours: list[Run], theirs: list[Run], traced: Run) -> list[Timed]:
    """Take medians over the repetitions, for each stage by itself."""
    found: list[Timed] = []
    for number, file in enumerate(files):
        key = f"{number:03}"
        medians = {
            stage: 1000 * median(entry["docs"][key]["seconds"].get(stage, 0.0) for entry in ours)
            for stage in ours[0]["docs"][key]["seconds"]
        }
        found.append(
            Timed(
                file.name if SHARED not in file.parents else f"seed {file.name[:3]}",
                file.stat().st_size / 1000,
                {stage: value for stage, value in medians.items() if stage != FLOOR},
                1000 * median(entry["docs"][key]["s"]["total"] for entry in theirs) if theirs else None,
                medians[FLOOR],
                {stage: peak / 1e6 for stage, peak in traced["docs"][key]["peaks"].items() if stage != FLOOR},
            )
        )
    return found


def tables(timed: list[Timed]) -> list[list[list[str]]]:
    """Return the two tables, head first: per transcript, per stage."""
    by_file = [["transcript", "KB", "ms", "floor ms", "naive ms", "naive / duizhao", "peak MB"]]
    by_file += [
        [
            one.name,
            f"{one.kilobytes:.1f}",
            f"{one.total:.1f}",
            f"{one.floor:.1f}",
            _or_dash(one.naive),
            _or_dash(one.ratio),
            f"{max(one.peaks.values()):.1f}",
        ]
        for one in timed
    ]
    whole = sum(one.total for one in timed)
    by_stage = [["stage", "ms in all", "ms per transcript", "share", "peak MB"]]
    for stage in dict.fromkeys(stage for one in timed for stage in one.stages):
        spent = sum(one.stages.get(stage, 0.0) for one in timed)
        peak = max(one.peaks.get(stage, 0.0) for one in timed)
        by_stage.append([stage, f"{spent:.1f}", f"{spent / len(timed):.1f}", f"{spent / whole:.1%}", f"{peak:.1f}"])
    top = max(max(one.peaks.values()) for one in timed)
    by_stage.append(["all", f"{whole:.1f}", f"{whole / len(timed):.1f}", f"{1:.1%}", f"{top:.1f}"])
    for name, figure in (("floor", sum(one.floor for one in timed)), ("naive", sum(one.naive or 0 for one in timed))):
        by_stage.append([f"({name})", f"{figure:.1f}", f"{figure / len(timed):.1f}", f"{figure / whole:.1%}", "-"])
    return [by_file, by_stage]


def _or_dash(value: float | None) -> str:
    return "-" if value is None else f"{value:.1f}"


def aligned(rows: list[list[str]]) -> Iterable[str]:
    """Lay a table out for a terminal."""
    first, *rest = (max(map(len, column)) for column in zip(*rows, strict=True))
    for head, *cells in rows:
        yield "  ".join((head.ljust(first), *(cell.rjust(width) for cell, width in zip(cells, rest, strict=True))))


def markdown(rows: list[list[str]]) -> Iterable[str]:
    """Lay a table out as Markdown."""
    for row in (rows[0], ["---", *["--:"] * (len(rows[0]) - 1)], *rows[1:]):
        yield f"| {' | '.join(row)} |"


def collect(paths: list[Path]) -> list[Path]:
    """List the files to time: those given, or the samples and the seeds."""
    chosen = paths or [path for path in (ROOT / "corpus" / "samples", SHARED / "seeds") if path.is_dir()]
    files = [file for path in chosen for file in (sorted(path.rglob("*")) if path.is_dir() else [path])]
    return [file.resolve() for file in files if file.is_file() and file.suffix in {".txt", ".srt", ".md"}]


def main() -> None:
    """Read the command line, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("paths", nargs="*", type=Path)
    parser.add_argument("--repeat", type=int, default=LEAST_REPEATS)
    parser.add_argument("--naive", type=Path, default=SHARED / "bench" / "naive.py", help="the script to compare with")
    parser.add_argument("--markdown", action="store_true")
    parser.add_argument("--worker", type=Path, metavar="OUT", help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.worker:
        worker(args.paths, args.worker)
        return
    files = collect(args.paths)
    if not files:
        parser.error("no *.txt, *.srt or *.md under the paths")
    if args.repeat < LEAST_REPEATS:
        parser.error(f"medians need {LEAST_REPEATS} repetitions or more")
    ours, theirs, traced = measure(files, args.repeat, args.naive if args.naive.is_file() else None)
    for rows in tables(summarise(files, ours, theirs, traced)):
        print("\n".join((markdown if args.markdown else aligned)(rows)), end="\n\n")
    memory = {"duizhao": ours, "naive": theirs}
    peaks = (f"{name} {median(entry['peak_mb'] for entry in runs):.0f} MB" for name, runs in memory.items() if runs)
    print(
        f"peak memory: {', '.join(peaks)}; medians of {args.repeat} runs; Python {platform.python_version()},", end=" "
    )
    print(f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores")


if __name__ == "__main__":
    main()
