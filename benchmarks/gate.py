"""Find what became slower: each stage against a yardstick that runs beside it, in one process, on the samples.

    python benchmarks/gate.py            # compare with benchmarks/gate.json; exit code 1 when something is slower
    python benchmarks/gate.py --pin      # write what is measured now into it

The yardstick is the least that a program about these texts does: spaCy's tokens and sentences of every English line,
jieba's words of every Chinese one. What counts is how many yardsticks a stage takes, never a time: a slower machine,
or one that others use, slows both. `README.md` says what else is looked at, and how the margins were chosen.
"""

from __future__ import annotations

import argparse
import gc
import json
import platform
import re
import resource
import subprocess
import sys
import time
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from growth import DEFAULT, SLACK, lengthened
from run import ROOT, Run, aligned, forget, run, take

PINNED = Path(__file__).with_suffix(".json")
SAMPLES = ROOT / "corpus" / "samples"
ROUNDS, GROWTH_ROUNDS, TIMES = 7, 2, 10
#: What is measured may be so many times what is pinned: README.md, "The gate", has the spread that this is chosen by.
MARGIN = 1.5
HELP = "--help"
_LIBRARIES = ("jieba", "numpy", "pyarrow", "rjieba", "spacy")
_HAN = re.compile(r"[\u4e00-\u9fff]")
Yardstick = Callable[[Path], None]
#: Of each text CPU seconds, and those of one ten times as long, in each round.
Growth = Mapping[str, Sequence[tuple[float, float]]]


@dataclass(frozen=True, slots=True)
class Ratio:
    """How long something takes.

    Attributes:
        name: A stage, `all` of them, ``--help``, or a text that grows.
        unit: What it is measured in.
        value: How many units it takes.
        pinned: How many it took when it was pinned; null of what is held to a fixed bound.
        most: How many it may take.
    """

    name: str
    unit: str
    value: float
    pinned: float | None
    most: float

    @property
    def fails(self) -> bool:
        """Whether it takes more than it may."""
        return self.value > self.most


def yardstick() -> Yardstick:
    """Load the yardstick's libraries, apart from those that duizhao has loaded: nothing of duizhao's changes it."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # jieba's regular expressions
        import jieba
    import spacy

    english = spacy.blank("en")
    english.add_pipe("sentencizer")
    english.max_length = 10**7
    chinese = jieba.Tokenizer()
    chinese.initialize()

    def read(path: Path) -> None:
        for line in path.read_text("utf-8").splitlines():
            _ = list(chinese.cut(line)) if _HAN.search(line) else [*english(line).sents]

    return read


def worker(out: Path) -> None:
    """Measure in one process: rounds of yardstick and stages, and of samples and ten times as long ones, as JSON."""
    from duizhao.batch.work import equip

    paths, read = sorted(SAMPLES.iterdir()), yardstick()
    equip()
    for path in paths:  # what loads on first use is loaded
        read(path)
        _stages(path, out / "unit")
    rounds = [_round(paths, read, out / "unit") for _ in range(ROUNDS)]
    grown = {name: _grown(SAMPLES / f"{name}.txt", out) for name in DEFAULT}
    print(json.dumps({"rounds": rounds, "growth": grown}))


def _round(paths: Sequence[Path], read: Yardstick, unit: Path) -> dict[str, float]:
    """Return the CPU seconds of the yardstick and of each stage, added up over the files.

    The yardstick takes each file before the stages and behind them: half of its time is one.
    """
    forget()
    seconds = {"yardstick": 0.0}
    for path in paths:
        seconds["yardstick"] += _timed(lambda path=path: read(path)) / 2
        gc.collect()
        for stage, spent in _stages(path, unit).items():
            seconds[stage] = seconds.get(stage, 0.0) + spent
        seconds["yardstick"] += _timed(lambda path=path: read(path)) / 2
    return seconds


def _stages(path: Path, unit: Path) -> dict[str, float]:
    from duizhao.pipeline import Meter

    meter = Meter()
    take(path, unit, meter)
    return meter.seconds


def _grown(path: Path, out: Path) -> list[tuple[float, float]]:
    """Return CPU seconds of a text, and of one that is ten times as long, in turns."""
    longer = out / path.name
    longer.write_text(lengthened(path, TIMES), "utf-8", newline="")
    return [(_afresh(path, out / "unit"), _afresh(longer, out / "unit")) for _ in range(GROWTH_ROUNDS)]


def _afresh(path: Path, unit: Path) -> float:
    forget()
    gc.collect()
    return sum(_stages(path, unit).values())


def _timed(function: Callable[[], None]) -> float:
    gc.collect()
    start = time.process_time()
    function()
    return time.process_time() - start


def start_up() -> float:
    """Return how many times as long ``duizhao --help`` takes as an interpreter that does nothing: CPU, a median."""
    commands = ([sys.executable, "-c", "pass"], [sys.executable, "-m", "duizhao", HELP])
    ratios: list[float] = []
    for _ in range(ROUNDS):
        nothing, shown = map(_of_child, commands)
        ratios.append(shown / nothing)
    return median(ratios)


def _of_child(command: Sequence[str]) -> float:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def in_yardsticks(rounds: Sequence[Mapping[str, float]]) -> dict[str, float]:
    """Return how many yardsticks each stage takes, and all of them: medians of the ratios within each round."""
    stages = [name for name in rounds[0] if name != "yardstick"]
    ratios = {name: median(one[name] / one["yardstick"] for one in rounds) for name in stages}
    whole = median(sum(one[name] for name in stages) / one["yardstick"] for one in rounds)
    return {**ratios, "all": whole}


def compare(measured: Mapping[str, float], pinned: Mapping[str, float]) -> Iterator[Ratio]:
    """Set what is measured against what is pinned, where both have it."""
    for name, value in measured.items():
        if name in pinned:
            unit = "python -c pass" if name == HELP else "yardstick"
            yield Ratio(name, unit, value, pinned[name], MARGIN * pinned[name])


def compare_growth(growth: Growth) -> Iterator[Ratio]:
    """Set the time of texts that are ten times as long against the bound."""
    for name, pairs in growth.items():
        ratio = median(longer / short for short, longer in pairs)
        yield Ratio(f"{name} x{TIMES}", "x1", ratio, None, SLACK * TIMES)


def complaints(ratios: Sequence[Ratio], strangers: Sequence[str], differing: Sequence[str]) -> Iterator[str]:
    """Say of each failure what was found and what helps.

    Args:
        ratios: All that was compared.
        strangers: Names that are only measured, or only pinned.
        differing: What the pinned figures were measured with that is another here.
    """
    slower = [one for one in ratios if one.fails and one.pinned is not None]
    growing = [one for one in ratios if one.fails and one.pinned is None]
    for one in slower:
        was = f"{one.pinned:.3g} pinned, at most {one.most:.3g} allowed"
        yield f"{one.name} takes {one.value:.3g} times the CPU time of {one.unit}: {was}"
    if slower:
        yield "  `python benchmarks/run.py` times each transcript; where it is meant: `python benchmarks/gate.py --pin`"
    if slower and differing:
        yield f"  pinned with {', '.join(differing)}: here are others, which may be why"
    for one in growing:
        yield f"{one.name} takes {one.value:.3g} times the CPU time of {one.unit}: at most {one.most:.3g} allowed"
    if growing:
        yield "  `python benchmarks/growth.py --times 1,10 --stages` tells which stage grows faster than its text"
    if strangers:
        yield f"not both measured and pinned: {', '.join(strangers)}; `python benchmarks/gate.py --pin`"


def table(ratios: Sequence[Ratio]) -> list[list[str]]:
    """Return one row for each ratio."""
    rows = [["", "unit", "measured", "pinned", "at most"]]
    for one in ratios:
        was = "-" if one.pinned is None else f"{one.pinned:.3g}"
        rows.append([one.name, one.unit, f"{one.value:.3g}", was, f"{one.most:.3g}"])
    return rows


def installed() -> dict[str, str]:
    """Return the versions that ratios depend on; `none` of a library that is not installed."""
    out = {"python": platform.python_version()}
    for name in _LIBRARIES:
        try:
            out[name] = version(name)
        except PackageNotFoundError:
            out[name] = "none"
    return out


def differing(pinned: Mapping[str, str], here: Mapping[str, str]) -> list[str]:
    """Name the pinned versions that are others here."""
    return [f"{name} {was}" for name, was in pinned.items() if here.get(name) != was]


def as_json(measured: Mapping[str, float], versions: Mapping[str, str]) -> str:
    """Return the file of pinned figures: three digits tell more than a run can."""
    rounded = {name: float(f"{value:.3g}") for name, value in measured.items()}
    return json.dumps({"ratios": rounded, "versions": dict(versions)}, indent=2) + "\n"


def measure() -> tuple[dict[str, float], Growth]:
    """Return what is compared with what is pinned, and the seconds of texts that grow."""
    with TemporaryDirectory() as folder:
        found: Run = run([sys.executable, __file__, "--worker", folder])
    return {**in_yardsticks(found["rounds"]), HELP: start_up()}, found["growth"]


def main(arguments: Sequence[str] | None = None) -> None:
    """Read the command line, measure, then compare or pin."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pin", action="store_true", help="write what is measured into gate.json")
    parser.add_argument("--worker", type=Path, help=argparse.SUPPRESS)
    args = parser.parse_args(arguments)
    if args.worker:
        worker(args.worker)
        return
    measured, grown = measure()
    if args.pin:
        PINNED.write_text(as_json(measured, installed()), "utf-8", newline="\n")
        print(f"pinned in {PINNED}")
    pinned = json.loads(PINNED.read_text("utf-8"))
    ratios = [*compare(measured, pinned["ratios"]), *compare_growth(grown)]
    print("\n".join(aligned(table(ratios))))
    strangers = sorted(measured.keys() ^ pinned["ratios"].keys())
    if wrong := [*complaints(ratios, strangers, differing(pinned["versions"], installed()))]:
        sys.exit("\n" + "\n".join(wrong))


if __name__ == "__main__":
    main()
