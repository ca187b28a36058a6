"""Documents with what each of their lines is, from tests/golden/cases/layouts/*.txt.

A case opens with ``== `` and what it shows; then come fields (``comment:``, ``layout:``, ``names:`` of the blocks in
order, ``details:`` of the labels that have a title or firm, as ``Name = title @ firm``, ``roster:`` in the same form,
``partners:``, ``begins:``, ``warnings:``, ``expect: fail``), a line ``--`` and the document. Before each of its lines
stands what the line is:

====== ==========================================================
``L``  a label that fills its line and opens a block
``l``  a label that opens none: the second of two, a title below
``s``  speech
``m``  a stage direction
``n``  a notice, a heading, page furniture, a roster
``N``  a note
``d``  a date
====== ==========================================================

In a line ⟦label⟧ marks a label that opens a block, ⟦=label⟧ one that opens none, ⟪notice⟫ and ⟬note⟭ what is neither
speech nor label. A blank line is a blank line; what it is does not matter. ``\\t`` in a line is a tabulator.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

from duizhao.records import Document, Layout, Line
from duizhao.vocabulary import Kind

FOLDER = Path(__file__).parent / "cases" / "layouts"
KINDS = {
    "L": Kind.LABEL, "l": Kind.LABEL, "s": Kind.SPEECH, "m": Kind.MARKER, "n": Kind.NOTICE, "N": Kind.NOTE,
    "d": Kind.DATE,
}  # fmt: skip
FIELDS = ("comment", "layout", "names", "details", "roster", "partners", "begins", "warnings", "expect")
_MARK = re.compile(r"⟦=?(?P<label>[^⟦⟧]*)⟧|⟪(?P<notice>[^⟪⟫]*)⟫|⟬(?P<note>[^⟬⟭]*)⟭")


@dataclass(frozen=True)
class Case:
    """A document and what is expected of it.

    Attributes:
        file: Name of its file: a grammar's, or a mechanism's.
        title: What it shows.
        fields: As written.
        lines: As written, marks included.
    """

    file: str
    title: str
    fields: dict[str, str] = field(default_factory=dict)
    lines: tuple[str, ...] = ()

    @property
    def document(self) -> Document:
        """The document without marks."""
        texts = [_MARK.sub(lambda found: found[found.lastgroup or 0], line[2:]) for line in self.lines]
        lines = tuple(Line(number, text.replace("\\t", "\t")) for number, text in enumerate(texts, 1))
        return Document(f"{self.file}.txt", "0" * 64, "utf-8", "text", lines)

    def listed(self, name: str) -> list[str]:
        """Return the items of a field."""
        return [item.strip() for item in self.fields.get(name, "").split(";") if item.strip()]


def load(path: Path) -> list[Case]:
    """Return the cases of a file."""
    out: list[Case] = []
    for text in re.split(r"^== ", path.read_text("utf-8"), flags=re.MULTILINE)[1:]:
        head, _, body = text.partition("\n--\n")
        title, *rows = head.splitlines()
        fields = {key: value.strip() for key, _, value in (row.partition(":") for row in rows)}
        out.append(Case(path.stem, title.strip(), fields, tuple(body.rstrip("\n").splitlines())))
    return out


def load_all() -> list[Case]:
    """Return every case."""
    return [case for path in sorted(FOLDER.glob("*.txt")) for case in load(path)]


def expected(case: Case) -> list[str]:
    """Return the lines as written, but for blank ones."""
    return [line if line.strip() else "" for line in case.lines]


def found(case: Case, layout: Layout) -> list[str]:
    """Write the lines of a document with the marks of what a layout makes of them."""
    opened: dict[int, set[int]] = {}
    for block in layout.blocks:
        if block.label is not None:
            opened.setdefault(block.first_line, set()).add(block.index)
    out: list[str] = []
    for line, laid in zip(case.document.lines, layout.lines, strict=True):
        if not line.text.strip():
            out.append("")
            continue
        new = opened.get(line.number, set())
        text, at = "", 0
        for span in laid.spans:
            inside = line.text[span.start : span.end]
            text += line.text[at : span.start] + {
                Kind.LABEL: f"⟦{'' if span.block in new else '='}{inside}⟧",
                Kind.NOTICE: f"⟪{inside}⟫",
                Kind.NOTE: f"⟬{inside}⟭",
            }[span.kind]  # fmt: skip
            new = new - {span.block} if span.kind is Kind.LABEL else new
            at = span.end
        letter = "N" if laid.kind is Kind.NOTE else laid.kind.value[0]
        filled = len(laid.spans) == 1 and laid.kind is Kind.LABEL and text == f"⟦{line.text}⟧"
        text = line.text if filled else text
        whole = filled or (laid.kind is Kind.LABEL and laid.block in new)
        out.append(f"{'L' if whole else letter} {text}{line.text[at:]}".replace("\t", "\\t"))
    return out


def facts(layout: Layout) -> dict[str, list[str]]:
    """Return what fields say of a layout, each as the items that a case would write."""
    labels = [block.label for block in layout.blocks if block.label is not None]
    return {
        "layout": [layout.name],
        "names": [label.name for label in labels],
        "details": list(dict.fromkeys(_person(*parts) for parts in _detailed(labels))),
        "roster": [_person(label.name, label.title, label.firm) for label in layout.roster],
        "partners": [f"{one}-{other}" for one, other in sorted(layout.partners.items()) if one < other],
        "begins": [f"{number}={seconds:g}" for number, seconds in sorted(layout.begins.items())],
        "warnings": [warning.partition(":")[0] for warning in layout.warnings],
    }


def _detailed(labels: list) -> list[tuple[str, str, str]]:
    return [(label.name, label.title, label.firm) for label in labels if label.title or label.firm]


def _person(name: str, title: str, firm: str) -> str:
    return name + (f" = {title}" if title else "") + (f" @ {firm}" if firm else "")
