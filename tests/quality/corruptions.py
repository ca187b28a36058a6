"""Damage transcripts line by line and see whether passages away from the damage stay as they were.

    python tests/quality/corruptions.py [FILE ...] [--count 20]

A line is dropped, doubled, swapped with the next, or merged with it, at places drawn by seed. A passage is away from
the damage when none of its lines lies within two lines of it. Prints what changed; exit code 1 when anything did.
"""

from __future__ import annotations

import argparse
import random
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from duizhao.config import Settings
from duizhao.pipeline import process
from duizhao.reading import find_sources
from duizhao.records import Transcript
from duizhao.vocabulary import Level
from quality.floors import ROOT

_NEAR = 2
Passage = tuple[str, str, str]
# From a line's number in the damaged text to its number in the original.
Back = Callable[[int], int]


def damage(lines: Sequence[str], at: int, how: str) -> tuple[list[str], Back]:
    """Damage the line at an index; also return how lines are numbered back."""
    here, after = at + 1, lines[at + 1] if at + 1 < len(lines) else ""
    if how == "dropped":
        return [*lines[:at], *lines[at + 1 :]], lambda line: line if line < here else line + 1
    if how == "doubled":
        return [*lines[: at + 1], *lines[at:]], lambda line: line if line <= here else line - 1
    if how == "swapped":
        return [*lines[:at], after, lines[at], *lines[at + 2 :]], lambda line: line
    return [*lines[:at], f"{lines[at]} {after}", *lines[at + 2 :]], lambda line: line if line <= here else line + 1


def read(path: Path) -> Transcript:
    return process(find_sources([path])[0], settings=Settings())


def passages(one: Transcript, back: Back, at: int) -> dict[Passage, list[int]]:
    """Return the passages away from a line: their texts, and their lines in the original."""
    found: dict[Passage, list[int]] = {}
    for bead in one.alignments:
        if bead.level is Level.PASSAGE:
            lines = [back(one.segments[index].line) for index in (*bead.source, *bead.target)]
            if all(abs(line - (at + 1)) > _NEAR for line in lines):
                texts = [" ".join(one.segments[index].text for index in side) for side in (bead.source, bead.target)]
                found[bead.relation.value, texts[0], texts[1]] = lines
    return found


def changes(path: Path, count: int, folder: Path) -> list[str]:
    """Damage a transcript so many times; say what changed away from the damage."""
    whole = read(path)
    lines = path.read_text("utf-8").split("\n")
    speech = [at for at, line in enumerate(lines) if line.strip() and at + _NEAR < len(lines)]
    out: list[str] = []
    for seed in range(count if speech else 0):
        chance = random.Random(f"{path.name} {seed}")
        how, at = ("dropped", "doubled", "swapped", "merged")[seed % 4], chance.choice(speech)
        damaged, back = damage(lines, at, how)
        copy = folder / path.name
        copy.write_text("\n".join(damaged), encoding="utf-8")
        before, after = passages(whole, lambda line: line, at), passages(read(copy), back, at)
        for what, left in (("lost", before.keys() - after.keys()), ("new", after.keys() - before.keys())):
            held = before if what == "lost" else after
            out += [
                f"{path.name}: line {at + 1} {how}: {what} {key[0]} passage of lines {sorted(set(held[key]))}"
                for key in sorted(left)
            ]
    return out


def main() -> int:
    """Read the command line, damage, compare."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="*", type=Path)
    parser.add_argument("--count", type=int, default=20)
    given = parser.parse_args()
    files = given.files or [*(ROOT.parent / "shared" / "seeds").glob("*.txt"), *(ROOT / "corpus/samples").glob("*.txt")]
    with TemporaryDirectory() as folder:
        found = {path.name: changes(path, given.count, Path(folder)) for path in sorted(files)}
    for name, lines in found.items():
        print(f"{name}: {len(lines)} passages changed away from {given.count} corruptions")
        print("\n".join(lines[:20]))
    return 1 if any(found.values()) else 0


if __name__ == "__main__":
    sys.exit(main())
