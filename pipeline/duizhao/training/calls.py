"""Calls with gold to train on and to score: archives of transcripts, and corpora annotated by hand."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from duizhao.config import Settings
from duizhao.errors import UsageError
from duizhao.language import languages
from duizhao.layouts import lay_out
from duizhao.reading import find_sources, read
from duizhao.records import Document, Segment
from duizhao.segmentation import segment
from duizhao.vocabulary import Kind, Role

#: Views of an archive's transcripts without labels: a paragraph a line, and all in one line.
VIEWS = ("stripped", "flat")
_COMPANY_ROLES = frozenset({"ceo", "cfo", "executive", "ir"})
_UNNAMED = re.compile(r"unidentified|unknown|company|representative|operator|executive|speaker", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class GoldTurn:
    """A turn as annotated.

    Attributes:
        speaker: Name.
        role: Part in the call; ``unknown`` where the annotators could not tell.
        accept: Roles that are defensible; empty where any is.
    """

    speaker: str
    role: Role
    accept: frozenset[Role]


@dataclass(frozen=True, slots=True)
class TrainingCall:
    """A call's sentences with the turn that each belongs to.

    Attributes:
        name: Of the gold file and the view.
        company: Calls of one company have one; no fold trains on the company that it is scored on.
        segments: Speech, in order.
        turn_of: Position in `turns` of each sentence.
        turns: As annotated.
    """

    name: str
    company: str
    segments: tuple[Segment, ...]
    turn_of: tuple[int, ...]
    turns: tuple[GoldTurn, ...]


def load_archive(root: Path, views: Sequence[str] = VIEWS) -> list[TrainingCall]:
    """Read an archive: ``gold/ID.json``, and the texts of each view in ``VIEW/LAYOUT/ID.txt``.

    Raises:
        UsageError: There is no gold, or a gold file lacks what training needs.
    """
    paths = sorted((root / "gold").glob("*.json"))
    if not paths:
        raise UsageError(f"{root} has no gold/*.json", code="E_NO_GOLD", help="give the root of an annotated archive")
    golds = [_read_json(path) for path in paths]
    companies = _companies(golds)
    return [
        call
        for view in views
        for gold in golds
        for call in _archive_call(root / view / gold["layout"] / f"{gold['id']}.txt", gold, view, companies[gold["id"]])
    ]


def _read_json(path: Path) -> dict[str, Any]:
    try:
        gold: dict[str, Any] = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as fault:
        raise UsageError(f"{path}: {fault}", code="E_NO_GOLD", help="gold files are JSON in UTF-8") from fault
    return gold


def _archive_call(path: Path, gold: dict[str, Any], view: str, company: str) -> Iterator[TrainingCall]:
    document, segments = sentences_of(path)
    starts = _line_starts(document)
    spans = [(turn[view][0], turn[view][1], at) for at, turn in enumerate(gold["turns"]) if turn.get(view)]
    if not spans or not segments:
        return
    turns = tuple(
        GoldTurn(str(turn["speaker"]), Role(turn["role"]), frozenset(Role(role) for role in turn["accept"]))
        for turn in gold["turns"]
    )
    turn_of = tuple(
        max(spans, key=lambda span: min(end, span[1]) - max(start, span[0]))[2]
        for start, end in ((starts[one.line - 1] + one.start, starts[one.line - 1] + one.end) for one in segments)
    )
    yield TrainingCall(f"{view}/{gold['id']}", company, segments, turn_of, turns)


def load_samples(texts: Path, golds: Path) -> list[TrainingCall]:
    """Read calls annotated in the form of the corpus contract, as our own samples are; labelled ones are left out."""
    out: list[TrainingCall] = []
    for path in sorted(golds.glob("*.json")):
        gold = _read_json(path)
        source = texts / str(gold["file"])
        document, segments = sentences_of(source)
        if lay_out(document).labelled:
            continue
        first: dict[int, dict[str, Any]] = {}
        places = []
        for span in gold["spans"]:
            if span["kind"] == "speech" and span.get("turn") is not None:
                first.setdefault(span["turn"], span)
                places.append((span["line"], span["start"], span["end"], span["turn"]))
        order = {turn: at for at, turn in enumerate(first)}
        kept = [(one, owner) for one in segments if (owner := _owner(one, places)) is not None]
        turns = tuple(_sample_turn(span) for span in first.values())
        if kept:
            out.append(
                TrainingCall(
                    f"sample/{path.stem}",
                    f"sample {path.stem}",
                    tuple(replace(one, index=at) for at, (one, _) in enumerate(kept)),
                    tuple(order[owner] for _, owner in kept),
                    turns,
                )
            )
    return out


def _owner(one: Segment, places: Iterable[tuple[int, int, int, int]]) -> int | None:
    best, owner = 0, None
    for line, start, end, turn in places:
        if line == one.line and min(end, one.end) - max(start, one.start) > best:
            best, owner = min(end, one.end) - max(start, one.start), turn
    return owner


def _sample_turn(span: dict[str, Any]) -> GoldTurn:
    role = Role(span.get("role") or "unknown")
    return GoldTurn(str(span.get("speaker") or ""), role, frozenset({role} - {Role.UNKNOWN}))


def sentences_of(path: Path) -> tuple[Document, tuple[Segment, ...]]:
    """Read a transcript and its sentences of speech, numbered from 0."""
    document = read(find_sources([path])[0], settings=Settings())
    segments = segment(document, lay_out(document), languages(document))
    spoken = (one for one in segments if one.kind is Kind.SPEECH)
    return document, tuple(replace(one, index=at) for at, one in enumerate(spoken))


def _line_starts(document: Document) -> list[int]:
    starts = [0]
    for line in document.lines:
        starts.append(starts[-1] + len(line.text) + 1)
    return starts


def _companies(golds: Sequence[dict[str, Any]]) -> dict[str, str]:
    """Group calls that share somebody of the company; each group goes by its first call's name."""
    group = {str(gold["id"]): str(gold["id"]) for gold in golds}

    def head(name: str) -> str:
        while group[name] != name:
            name = group[name]
        return name

    seen: dict[str, str] = {}
    for gold in golds:
        for turn in gold["turns"]:
            if person := insider(str(turn["speaker"]), str(turn["role"])):
                group[head(gold["id"])] = head(seen.setdefault(person, gold["id"]))
    return {name: head(name) for name in group}


def insider(speaker: str, role: str) -> str:
    """Return by what name a speaker gives their company away; empty for outsiders and those without a full name."""
    person = " ".join(sorted(re.findall(r"[a-z]+", speaker.lower())))
    return person if role in _COMPANY_ROLES and " " in person and not _UNNAMED.search(person) else ""
