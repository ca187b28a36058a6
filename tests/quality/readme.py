"""Write the parts of the README that are output: an example, before and after, and the measured figures.

    python tests/quality/readme.py

They stand between comments ``<!-- NAME -->`` and ``<!-- end -->``; everything else is written by hand.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Mapping, Sequence
from itertools import accumulate
from pathlib import Path
from tempfile import TemporaryDirectory
from unicodedata import east_asian_width

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import duizhao
from duizhao.corpus.reader import Corpus
from quality.floors import ROOT, Pinned, Scores, load
from quality.samples import CORPUS, score_samples

README = ROOT / "README.md"
READMES = (README, ROOT / "README.zh.md")
EXAMPLE = "interpreted_planted_errors.txt"
FIRST_LINE, LAST_LINE = 3, 10
_WIDTH = 100
_HEADINGS = {
    "speaker": "speaker",
    "role": "role",
    "voice": "voice",
    "turn_f1": "turn starts",
    "translation.passage.strict_f1": "translation, passages",
    "interpretation.passage.strict_f1": "interpretation, passages",
    "interpretation.sentence.strict_f1": "interpretation, sentences",
    "repetition.passage.strict_f1": "repetition, passages",
    "discrepancy.quantity.p": "amounts, precision",
    "discrepancy.quantity.r": "amounts, recall",
    "discrepancy.rendition.r": "omissions and additions, recall",
}


def render(text: str, blocks: Mapping[str, str]) -> str:
    """Return a README with its blocks replaced.

    Raises:
        ValueError: A block has no place in the text.
    """
    for name, block in blocks.items():
        pattern = rf"(<!-- {name}\b[^>]*-->\n).*?(<!-- end -->)"
        text, places = re.subn(
            pattern, lambda found, block=block: f"{found[1]}{block}\n{found[2]}", text, flags=re.DOTALL
        )
        if places != 1:
            raise ValueError(f"README.md has {places} places for {name!r}")
    return text


def blocks(pinned: Mapping[str, Pinned], corpus: Path) -> dict[str, str]:
    """Return every block by its name; `corpus` was built from the samples."""
    return {
        "before": _before(),
        "after": _after(duizhao.open(corpus)),
        **{name: (_planted if name == "gaps" else _figures)(entry.floors) for name, entry in pinned.items()},
    }


def write(pinned: Mapping[str, Pinned], corpus: Path) -> None:
    """Bring the README up to date, in every language."""
    fresh = blocks(pinned, corpus)
    for path in READMES:
        path.write_text(render(path.read_text("utf-8"), fresh), "utf-8")


def _before() -> str:
    lines = (CORPUS / "samples" / EXAMPLE).read_text("utf-8").split("\n")[FIRST_LINE - 1 : LAST_LINE]
    return "\n".join(("```text", *(_cut(line) for line in lines), "```"))


def _after(corpus: Corpus) -> str:
    (transcript,) = [row["transcript_id"] for row in corpus.transcripts.rows() if row["source"] == EXAMPLE]
    rows = {
        name: corpus.rows(name, transcript=transcript)
        for name in ("speakers", "turns", "segments", "alignments", "discrepancies")
    }
    shown = {row["segment_id"]: row for row in rows["segments"] if FIRST_LINE <= row["line"] <= LAST_LINE}
    names = {row["speaker_id"]: row["name"] for row in rows["speakers"]}
    spoken = {row["turn_id"]: row for row in reversed(shown.values()) if row["turn_id"]}

    def text(ids: Iterable[str]) -> str:
        return _cut(" ".join(shown[one]["clean"] for one in ids), 72)

    def sides(name: str) -> list[dict[str, object]]:
        return [
            {**row, "source": text(row["source_segments"]), "target": text(row["target_segments"])}
            for row in rows[name]
            if set(shown).issuperset((*row["source_segments"], *row["target_segments"]))
        ]

    turns = [
        {
            **row,
            "speaker": names.get(row["speaker_id"], ""),
            "line": spoken[row["turn_id"]]["line"],
            "lang": spoken[row["turn_id"]]["lang"],
        }
        for row in rows["turns"]
        if row["turn_id"] in spoken
    ]
    beads = [row for row in sides("alignments") if row["level"] == "sentence"]
    return "\n".join(
        (
            *("`turns`, with the line and language of their segments:", ""),
            *_table(("line", "speaker", "role", "voice", "delivery", "lang", "section"), turns),
            *("", "`alignments` between sentences, with the text of their segments:", ""),
            *_table(("source", "target", "rendition"), beads),
            *("", "`discrepancies`:", ""),
            *_table(("type", "confidence", "explanation"), sides("discrepancies")),
        )
    )


def _figures(floors: Scores) -> str:
    keys = [key for key in _HEADINGS if any(key in values for values in floors.values())]
    rows = [{"": doc, **{_HEADINGS[key]: _figure(values.get(key)) for key in keys}} for doc, values in floors.items()]
    return "\n".join(_table(("", *(_HEADINGS[key] for key in keys)), rows))


def _planted(floors: Scores) -> str:
    """Put the shares of planted errors that are found into two rows."""
    shares = {key.removeprefix("found."): value for key, value in floors["gaps"].items() if key.startswith("found.")}
    kinds = [*sorted(kind for kind in shares if not kind.startswith("all")), "all figures", "all content", "all names"]
    return "\n".join(_table(("kind", *kinds), [{"kind": "found", **{kind: _figure(shares[kind]) for kind in kinds}}]))


def _figure(value: float | None) -> str:
    return "" if value is None else f"{value:.3f}"


def _table(columns: Sequence[str], rows: Iterable[Mapping[str, object]]) -> list[str]:
    body = [[str(row[column]).replace("|", "\\|") for column in columns] for row in rows]
    return [f"| {' | '.join(cells)} |" for cells in (columns, ["---"] * len(columns), *body)]


def _cut(text: str, width: int = _WIDTH) -> str:
    """Cut a text that is wider than so many columns; Chinese characters take two."""
    columns = accumulate(2 if east_asian_width(char) in "WF" else 1 for char in text)
    kept = sum(column < width for column in columns)
    return text if kept + 1 >= len(text) else f"{text[:kept].rstrip()}…"


def main() -> None:
    """Build the samples and bring the README up to date."""
    with TemporaryDirectory() as folder:
        score_samples(Path(folder) / "corpus")
        write(load(), Path(folder) / "corpus")


if __name__ == "__main__":
    main()
