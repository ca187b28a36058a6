"""How one file is read: what it is, which layout won, who was found, what to know."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rich import box
from rich.table import Table
from rich.text import Text

from duizhao.errors.languages import said
from duizhao.limits import limited
from duizhao.pipeline import process
from duizhao.reading_view.marks import WARN, visible
from duizhao.vocabulary import Kind, Level

if TYPE_CHECKING:
    from rich.console import Console, ConsoleOptions, RenderResult

    from duizhao.config import Settings
    from duizhao.layouts import Grammar
    from duizhao.reading import Source
    from duizhao.records import Speaker, Transcript

_LONGEST_EVIDENCE = 90


@dataclass(frozen=True, slots=True)
class Inspection:
    """What reading one file found; a terminal renders it.

    Attributes:
        source: What a corpus would call the file.
        transcript: Every layer.
    """

    source: str
    transcript: Transcript

    def to_dict(self) -> dict[str, object]:
        """Return the findings as values that JSON holds."""
        one = self.transcript
        return {
            "source": self.source,
            "reader": one.document.reader,
            "encoding": one.document.encoding,
            "lines": len(one.document.lines),
            "characters": sum(len(line.text) for line in one.document.lines),
            "layout": one.layout.name,
            "layout_score": round(one.layout.score, 4),
            "layout_margin": round(one.layout.margin, 4),
            "roster": [label.text for label in one.layout.roster],
            "kinds": dict(_kinds(one)),
            "languages": dict(_languages(one)),
            "passes": one.attribution.passes,
            "speakers": [
                {"name": person.name, "role": person.role.value, "title": person.title, "firm": person.firm}
                | {"turns": turns, "characters": size, "evidence": person.evidence}
                for person, turns, size in _speakers(one)
            ],
            "turns": len(one.attribution.turns),
            "aligned": dict(_aligned(one)),
            "discrepancies": len(one.discrepancies),
            "warnings": list(one.warnings),
        }

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """Render the findings: facts, people, warnings."""
        one = self.transcript
        yield Text(visible(self.source), style="bold")
        facts = Table.grid(padding=(0, 2, 0, 0))
        facts.add_column(style="dim", no_wrap=True)
        facts.add_column(overflow="fold")
        for name, value in _facts(one):
            facts.add_row(said(name), Text(visible(said(value))))
        yield facts
        if one.attribution.speakers:
            yield _people(one)
        for warning in one.warnings:
            yield Text(visible(said(warning)), style=WARN)
        yield Text("")


def inspect_source(source: Source, *, settings: Settings, grammars: Sequence[Grammar] = ()) -> Inspection:
    """Read one file as a build would.

    Raises:
        InputError: A build would reject it.
    """
    with limited(source.name, settings):
        return Inspection(source.name, process(source, settings=settings, grammars=grammars))


def numbered_text(one: Transcript) -> Iterator[Text]:
    """Yield the extracted text, each line with its number and what was taken of it."""
    kinds: dict[int, list[str]] = {}
    for segment in one.segments:
        kind = segment.kind.value
        kinds.setdefault(segment.line, [])
        if kind not in kinds[segment.line]:
            kinds[segment.line].append(kind)
    width = len(str(len(one.document.lines)))
    for line in one.document.lines:
        yield Text(f"{line.number:>{width}} {'+'.join(kinds.get(line.number, [])):<13} {visible(line.text)}")


def _facts(one: Transcript) -> Iterator[tuple[str, str]]:
    document, layout = one.document, one.layout
    size = sum(len(line.text) for line in document.lines)
    yield "read as", f"{document.reader}, {document.encoding}: {len(document.lines):,} lines, {size:,} characters"
    yield "languages", _shares(_languages(one)) or "none"
    yield "layout", _layout(one)
    if layout.roster:
        yield "roster", f"{len(layout.roster)} participants listed"
    yield "text", _shares(_kinds(one))
    facts = one.facts
    about = ", ".join(part for part in (facts.company or facts.title, facts.period, facts.date) if part)
    if about:
        yield "call", about
    turns = Counter(turn.voice.value for turn in one.attribution.turns)
    voices = said(f" ({turns['interpreter']} in the interpreter's voice)") if turns["interpreter"] else ""
    passes = said(f", {one.attribution.passes} passes") if one.attribution.passes > 1 else ""
    yield "turns", f"{len(one.attribution.turns)}{voices}{passes}"
    aligned = ", ".join(f"{relation} {number}" for relation, number in _aligned(one).items())
    if aligned:
        yield "aligned", f"passages: {aligned}; {len(one.discrepancies)} discrepancies"
    if document.lines and any(line.begin is not None for line in document.lines):
        last = max(line.finish or line.begin or 0.0 for line in document.lines)
        yield "times", f"to {int(last // 60)}:{int(last % 60):02d} (minutes, seconds)"


def _layout(one: Transcript) -> str:
    layout = one.layout
    if layout.name == "given":
        return "given: the source's structure names the speakers"
    if layout.name == "flat":
        return "flat: no labels were found; who speaks is worked out from the talk"
    return f"{layout.name}: explains {layout.score:.0%}, {layout.margin:.0%} more than the next best reading"


def _people(one: Transcript) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 1, 0, 0))
    table.add_column(said("role"), no_wrap=True)
    table.add_column(said("name"), overflow="fold")
    table.add_column(said("title, firm"), overflow="fold")
    table.add_column(said("turns"), justify="right", no_wrap=True)
    table.add_column(said("characters"), justify="right", no_wrap=True)
    table.add_column(said("evidence for the role"), overflow="fold")
    for person, turns, size in _speakers(one):
        about = ", ".join(part for part in (person.title, person.firm) if part) or "–"
        name = f"{person.name} {person.name_zh}" if person.name_zh not in person.name else person.name or "(unnamed)"
        evidence = person.evidence
        if len(evidence) > _LONGEST_EVIDENCE:
            evidence = evidence[: _LONGEST_EVIDENCE - 1] + "…"
        cells = (person.role.value, name, about, str(turns), f"{size:,}", evidence)
        table.add_row(*(Text(visible(cell)) for cell in cells))
    return table


def _speakers(one: Transcript) -> list[tuple[Speaker, int, int]]:
    """Return the people with their turns and characters of speech, in order of the first turn."""
    turns: Counter[int] = Counter()
    sizes: Counter[int] = Counter()
    first: dict[int, int] = {}
    for turn in one.attribution.turns:
        if turn.speaker is not None:
            turns[turn.speaker] += 1
            first.setdefault(turn.speaker, turn.index)
            sizes[turn.speaker] += sum(len(one.segments[index].text) for index in turn.segments)
    people = sorted(one.attribution.speakers, key=lambda person: first.get(person.index, len(one.attribution.turns)))
    return [(person, turns[person.index], sizes[person.index]) for person in people]


def _languages(one: Transcript) -> dict[str, int]:
    counts: Counter[str] = Counter()
    for segment in one.segments:
        if segment.kind is Kind.SPEECH:
            counts[segment.lang.value] += len(segment.text)
    return dict(counts.most_common())


def _kinds(one: Transcript) -> dict[str, int]:
    counts: Counter[str] = Counter()
    for segment in one.segments:
        counts[segment.kind.value] += len(segment.text)
    return dict(counts.most_common())


def _aligned(one: Transcript) -> dict[str, int]:
    beads = [bead.relation.value for bead in one.alignments if bead.level is Level.PASSAGE]
    return dict(Counter(beads).most_common())


def _shares(counts: dict[str, int]) -> str:
    total = sum(counts.values())
    return ", ".join(f"{name} {number / total:.0%}" for name, number in counts.items()) if total else ""
