"""Measure the development transcripts, which may not be shipped, with the scorer that lies beside them.

    python tests/quality/seeds.py

prints every value beside its floor and, where one is set, its goal; the exit code is 1 when a floor is not kept.
Transcripts are called by their numbers. The gold of 000 knows the first of its two passes only, so that this one is
scored on a copy of the corpus that holds nothing of the second.
"""

from __future__ import annotations

import runpy
import shutil
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import pandas as pd

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import duizhao
from quality.floors import ROOT, Pinned, Scores, digest, load, shortfalls

SHARED = ROOT.parent / "shared"
SCORER = "score/score.py"
FIRST_ONLY = "000"
TABLES = ("transcripts", "speakers", "turns", "segments", "alignments", "discrepancies")

_FIELDS = ("kind", "lang", "speaker", "role", "voice", "delivery", "section", "turn_f1")
_LABELLED = dict.fromkeys((*_FIELDS, "translation.passage.strict_f1"), 0.99)
GOALS: Scores = {
    "000": {
        "pass": 0.99,
        **dict.fromkeys(("turn_f1", "speaker", "role", "voice", "delivery"), 0.85),
        "interpretation.passage.lax_f1": 0.90,
        "interpretation.sentence.lax_f1": 0.75,
    },
    "001": _LABELLED,
    "003": _LABELLED,
}
"""What is to be reached. Missing a goal fails nothing; falling under a floor does."""


def absent(shared: Path = SHARED) -> str | None:
    """Say what is missing for measuring, None when nothing is."""
    missing = [name for name in ("seeds", "gold", SCORER) if not (shared / name).exists()]
    return f"the development transcripts are not here: no {', '.join(missing)} in {shared}" if missing else None


def seed_digest(shared: Path = SHARED) -> str:
    """Return the digest over annotated transcripts, gold and scorer."""
    return digest([*_annotated(shared), *(shared / "gold").glob("*.json"), shared / SCORER], shared)


def score_seeds(folder: Path, shared: Path = SHARED) -> Scores:
    """Build the annotated transcripts below `folder` and score them."""
    report = duizhao.build(_annotated(shared), folder / "whole")
    if report.rejected:
        raise AssertionError([f"{one.source}: {one.message}" for one in report.rejected])
    first_pass(folder / "whole", folder / "first")
    # run_path, because an import would leave compiled files beside the scorer.
    score = runpy.run_path(str(shared / SCORER))["score"]
    whole, first = (score(folder / name, shared / "gold") for name in ("whole", "first"))
    return {**whole, FIRST_ONLY: first[FIRST_ONLY]}


def first_pass(corpus: Path, out: Path) -> None:
    """Copy of a corpus what belongs to the first pass, or to none."""
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir(parents=True)
    tables = {name: pd.read_parquet(corpus / name) for name in TABLES}
    turns, segments = tables["turns"], tables["segments"]
    tables["turns"] = turns[turns["pass"] == 1]
    tables["segments"] = segments[segments["pass"].isna() | (segments["pass"] == 1)]
    kept = set(tables["segments"]["segment_id"])
    for name in ("alignments", "discrepancies"):
        rows = tables[name]
        inside = [kept.issuperset((*a, *b)) for a, b in zip(rows.source_segments, rows.target_segments, strict=True)]
        tables[name] = rows[pd.Series(inside, index=rows.index, dtype=bool)]
    for name, rows in tables.items():
        rows.to_parquet(out / f"{name}.parquet", index=False)


def table(scores: Scores, floors: Scores) -> list[str]:
    """Return lines that set each value beside its floor and goal."""
    lines = [f"{'seed':4}  {'measure':34} {'value':>7} {'floor':>7} {'goal':>6}"]
    for doc, values in scores.items():
        for key, value in values.items():
            floor, goal = floors.get(doc, {}).get(key), GOALS.get(doc, {}).get(key)
            shown = "" if goal is None else f"{goal:6.2f}{'' if value >= goal else '  not reached'}"
            lines.append(
                f"{doc:4}  {key:34} {value:7.4f} {'-' if floor is None else f'{floor:.3f}':>7} {shown}".rstrip()
            )
    return lines


def _annotated(shared: Path) -> list[Path]:
    return [
        file for gold in sorted((shared / "gold").glob("*.json")) for file in (shared / "seeds").glob(f"{gold.stem}_*")
    ]


def main() -> int:
    """Measure, print, compare."""
    reason = absent()
    if reason:
        print(reason)
        return 1
    pinned = load().get("seeds", Pinned("", {}))
    with TemporaryDirectory() as folder:
        scores = score_seeds(Path(folder))
    print("\n".join(table(scores, pinned.floors)))
    found = shortfalls(pinned.floors, scores)
    if pinned.digest != seed_digest():
        found.insert(0, "transcripts, gold or scorer are not those that the floors were pinned on")
    print("\n".join(found) or f"all of {sum(map(len, scores.values()))} values at or above their floors")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
