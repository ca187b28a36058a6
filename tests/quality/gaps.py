"""Measure discrepancies on the invented calls in corpus/gaps: as they are, and with their planted errors.

    python tests/quality/gaps.py [FOLDER] [--list]

prints what share of the planted errors of each kind is found, and what is reported in calls that hold none; `--list`
names each error that is missed and each finding that is none. A planted error is found where a discrepancy of its type
(quantity and direction count as one, omission and addition as one) points at its place on both sides.
"""

from __future__ import annotations

import json
import re
import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import duizhao
from quality.floors import ROOT, Scores, digest

CALLS = ROOT / "corpus" / "gaps"
#: Words of an hour of a call.
HOUR = 9000
_FAMILIES = {
    "quantity": "figures",
    "direction": "figures",
    "omission": "content",
    "addition": "content",
    "entity": "names",
}


@dataclass(slots=True)
class Result:
    """What was measured.

    Attributes:
        words: English words of the clean calls.
        found: Kind of error to (found, planted).
        false: Family to findings in clean calls.
        notes: A line per miss and per false finding.
    """

    words: int = 0
    found: dict[str, list[int]] = field(default_factory=lambda: defaultdict(lambda: [0, 0]))
    false: dict[str, int] = field(default_factory=lambda: dict.fromkeys(("figures", "content", "names"), 0))
    notes: list[str] = field(default_factory=list)

    def scores(self) -> Scores:
        """Return shares: of errors found, and of 1,000-word stretches of clean calls without a false finding."""
        stretches = self.words / 1000
        clean = {f"clean.{name}": 1 - count / stretches for name, count in self.false.items()}
        return {"gaps": {**clean, **{f"found.{kind}": one / all_ for kind, (one, all_) in sorted(self.found.items())}}}


def data_digest(folder: Path = CALLS) -> str:
    return digest([*folder.glob("calls/*.txt"), *folder.glob("errors/*.json")], folder)


def measure(work: Path, folder: Path = CALLS) -> Result:
    """Build the calls twice below `work`, and compare."""
    golds = {
        path.with_suffix(".txt").name: json.loads(path.read_text("utf-8"))
        for path in sorted((folder / "errors").glob("*.json"))
    }
    result = Result()
    for name, gold in golds.items():
        text = (folder / "calls" / name).read_text("utf-8")
        result.words += len(re.findall(r"[A-Za-z]+|\d[\d,.]*", text))
        for kind, content in (("clean", text), ("planted", planted(text, gold["edits"]))):
            (work / kind).mkdir(parents=True, exist_ok=True)
            (work / kind / name).write_text(content, "utf-8")
    for name, found, _ in discrepancies(work, "clean"):
        result.false[_FAMILIES[found["type"]]] += 1
        result.notes.append(f"false  {name}: {found['kind']}: {found['explanation']}")
    reported = defaultdict(list)
    for name, found, places in discrepancies(work, "planted"):
        reported[name].append((found, places))
    for name, gold in golds.items():
        lines = (work / "planted" / name).read_text("utf-8").split("\n")
        for edit in gold["edits"]:
            hit = any(matches(edit, found, places, lines) for found, places in reported[name])
            for key in (edit["kind"], f"all {_FAMILIES[edit['type']]}"):
                result.found[key][0] += hit
                result.found[key][1] += 1
            if not hit:
                what = f"{edit['find']!r} -> {edit['replace']!r}"
                result.notes.append(
                    f"missed {name}, line {edit['line']}: {edit['kind']}: {edit['source_text']}: {what}"
                )
    return result


def planted(text: str, edits: list[dict[str, Any]]) -> str:
    lines = text.split("\n")
    for edit in edits:
        line = lines[edit["line"] - 1]
        if edit["find"] not in line:
            raise AssertionError(f"line {edit['line']}: no {edit['find']!r}")
        lines[edit["line"] - 1] = line.replace(edit["find"], edit["replace"], 1)
    return "\n".join(lines)


def discrepancies(work: Path, kind: str) -> Iterator[tuple[str, dict[str, Any], Mapping[str, list[dict[str, Any]]]]]:
    report = duizhao.build([work / kind], work / f"corpus-{kind}")
    if report.rejected:
        raise AssertionError([one.message for one in report.rejected])
    corpus = duizhao.open(work / f"corpus-{kind}")
    sources = {one["transcript_id"]: Path(one["source"]).name for one in corpus.transcripts.rows()}
    segments = {one["segment_id"]: one for one in corpus.segments.rows()}
    for found in corpus.discrepancies.rows():
        places = {side: [segments[one] for one in found[f"{side}_segments"]] for side in ("source", "target")}
        yield sources[found["transcript_id"]], found, places


def matches(
    edit: dict[str, Any], found: dict[str, Any], places: Mapping[str, list[dict[str, Any]]], lines: list[str]
) -> bool:
    """Tell whether a discrepancy is of an error's type and touches its words on each side that has some."""
    if _FAMILIES[found["type"]] != _FAMILIES[edit["type"]]:
        return False
    touched = [
        _touches(places["source"], edit["source_line"], edit["source_text"], lines),
        _touches(places["target"], edit["line"], edit["replace"], lines),
    ]
    return False not in touched and True in touched


def _touches(segments: list[dict[str, Any]], line: int, words: str, lines: list[str]) -> bool | None:
    """Tell whether one of some segments overlaps words of a line; null where there are no words, or no segments."""
    start = lines[line - 1].find(words) if words else -1
    if start < 0 or not segments:
        return None
    return any(one["line"] == line and one["start"] < start + len(words) and start < one["end"] for one in segments)


def main() -> None:
    folder = next((Path(one) for one in sys.argv[1:] if not one.startswith("--")), CALLS)
    with TemporaryDirectory() as work:
        result = measure(Path(work), folder)
    if "--list" in sys.argv:
        print("\n".join(result.notes))
    for kind, (one, count) in sorted(result.found.items()):
        print(f"{kind:<16} {one:>3} of {count:>3}  {one / count:.3f}")
    print(f"in {result.words:,} words without errors, reported per {HOUR:,}:", end="")
    print("".join(f"  {name} {count * HOUR / result.words:.2f}" for name, count in result.false.items()))


if __name__ == "__main__":
    main()
