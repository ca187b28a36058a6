# Copyright (c) 2026 The duizhao authors. MIT licence.
"""Compile the annotated sources of the sample transcripts into samples and gold.

    python corpus/compile_gold.py [--check] [--counts] [NAME ...]

Every file ``annotated/NAME.txt`` becomes ``samples/NAME.txt`` (or ``.srt``) and ``gold/NAME.json``.
With ``--check`` nothing is written; the exit code is 1 when a committed file differs. With ``--counts`` the
table of ``README.md`` is printed.

Markup. A line that starts with ``@`` is a directive:

* ``@speaker KEY | name | role | firm | alias; alias``
* ``@labels single|double|none`` (how often a label line is printed), ``@srt``, ``@no-final-newline``
* ``@markers (Interpreted); (口譯)`` strings that are markers wherever they stand
* ``@disc d1 | type | note`` and ``@trap t1 | note`` describe the spans of the same name
* ``@notice``, ``@note``, ``@date`` TEXT: a line of that kind
* ``@qa``, ``@pass N``: valid from here on
* ``@turn KEY voice delivery | LABEL`` starts a turn, with a label line when LABEL is given

Every other line is speech of the current turn; ``= TEXT`` is the translation of the line above. Inline:

* ``<turn KEY voice delivery>``, ``<qa>``, ``<original>``, ``<interpretation>``, ``<direct>``: a change
  inside a line
* ``<label:TEXT>`` a label inside a line
* ``{1}`` starts the sentences of bead 1 (numbered anew in each original), ``{-}`` those without counterpart
* ``[d1:TEXT]``, ``[t1:TEXT]`` the span of a discrepancy or trap; ``[loop:TEXT]`` repeats of a loop
"""

from __future__ import annotations

import argparse
import itertools
import json
import re
import sys
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent
TOKEN = re.compile(r"\{(?P<bead>\d+|-)\}|\[(?P<open>[dt]\d+|loop):|(?P<close>\])|<(?P<tag>[^<>]+)>")
SENTENCE_END = re.compile(r"(?<!\bMr)(?<!\bMs)(?<!\bDr)[.?!]+(?=\s|$|[\u4e00-\u9fff])|[。！？]+[”」]?")
CJK = re.compile(r"[\u3400-\u9fff]")
LATIN_WORD = re.compile(r"[A-Za-z]+")

Place = tuple[int, int, int]
"""Line (from 1), start and end of a stretch of text."""


class MarkupError(ValueError):
    """The annotated source is not well formed."""


@dataclass
class Speaker:
    """One person of a call, as the gold lists them."""

    name: str
    aliases: list[str]
    role: str
    firm: str


@dataclass
class Turn:
    """One speaker's floor: whose, in whose voice, in which pass, and where its words stand."""

    number: int
    key: str
    voice: str
    pass_number: int
    places: list[Place] = field(default_factory=list)


@dataclass
class Group:
    """A stretch of original or interpretation: one side of a passage bead."""

    turn: Turn
    delivery: str
    places: list[Place] = field(default_factory=list)
    chunks: list[tuple[str, Place]] = field(default_factory=list)


@dataclass
class Gold:
    """What the compiler collects while it reads one annotated source."""

    lines: list[str] = field(default_factory=list)
    spans: list[dict[str, object]] = field(default_factory=list)
    speakers: dict[str, Speaker] = field(default_factory=dict)
    turns: list[Turn] = field(default_factory=list)
    groups: list[Group] = field(default_factory=list)
    translations: list[tuple[Place, Place]] = field(default_factory=list)
    marks: dict[str, dict[str, str]] = field(default_factory=dict)
    marked: dict[str, dict[str, list[Place]]] = field(default_factory=dict)
    loops: list[Place] = field(default_factory=list)


def language(text: str) -> str:
    """Return ``zh`` when Chinese characters outnumber Latin words, else ``en``."""
    return "zh" if len(CJK.findall(text)) > len(LATIN_WORD.findall(text)) else "en"


def trim(text: str, start: int, end: int) -> tuple[int, int]:
    """Shrink a stretch of text until it neither starts nor ends with white space."""
    piece = text[start:end]
    return start + len(piece) - len(piece.lstrip()), start + len(piece.rstrip())


def sentences(text: str, place: Place) -> list[Place]:
    """Split a stretch of a line into its sentences."""
    line, start, end = place
    cuts = [start, *(start + m.end() for m in SENTENCE_END.finditer(text[start:end])), end]
    pieces = [trim(text, a, b) for a, b in itertools.pairwise(cuts)]
    return [(line, a, b) for a, b in pieces if a < b]


class Reader:
    """Reads one annotated source line by line into a `Gold`."""

    def __init__(self) -> None:
        """Start with an empty gold and no current turn."""
        self.gold = Gold()
        self.options: dict[str, str] = {"labels": "single"}
        self.section, self.pass_number = "prepared", 1
        self.turn: Turn | None = None
        self.delivery, self.bead = "", ""
        self.last: Place = (0, 0, 0)

    def read(self, source: str) -> Gold:
        """Read a whole annotated source."""
        for number, raw in enumerate(source.splitlines(), 1):
            try:
                if raw.startswith("@"):
                    self.directive(raw[1:])
                elif raw.strip() and not raw.startswith("#"):
                    self.speech(raw)
            except (KeyError, ValueError) as error:
                message = f"line {number}: {error!r}: {raw[:60]}"
                raise MarkupError(message) from error
        return self.gold

    def directive(self, text: str) -> None:
        """Obey one ``@`` line."""
        name, _, rest = text.partition(" ")
        parts = [part.strip() for part in rest.split("|")]
        if name == "speaker":
            key, full, role, firm, aliases = parts
            names = [a.strip() for a in aliases.split(";") if a.strip()]
            self.gold.speakers[key] = Speaker(full, names, role, firm)
        elif name in ("disc", "trap"):
            self.gold.marks[parts[0]] = {"type": parts[1] if name == "disc" else "", "note": parts[-1]}
        elif name in ("notice", "note", "date"):
            self.plain(name, rest)
        elif name == "qa":
            self.section = "qa"
        elif name == "pass":
            self.pass_number, self.section = int(rest), "prepared"
        elif name == "turn":
            self.start_turn(*parts[0].split())
            for _ in range({"single": 1, "double": 2}.get(self.options["labels"], 0) if parts[1:] else 0):
                self.plain("label", parts[1])
        elif name in ("labels", "markers", "srt", "no-final-newline"):
            self.options[name] = rest
        else:
            raise MarkupError(name)

    def start_turn(self, key: str, voice: str, delivery: str) -> None:
        """Begin a turn of the speaker with that key."""
        if key not in self.gold.speakers:
            raise MarkupError(key)
        number = len(self.gold.turns) + 1
        self.turn = Turn(number, key, voice, self.pass_number)
        self.gold.turns.append(self.turn)
        self.change(delivery)

    def change(self, delivery: str) -> None:
        """Set the delivery from here on; originals and interpretations open a group."""
        if delivery not in ("direct", "original", "interpretation") or self.turn is None:
            raise MarkupError(delivery)
        self.delivery, self.bead = delivery, ""
        if delivery != "direct":
            self.gold.groups.append(Group(self.turn, delivery))

    def plain(self, kind: str, text: str) -> None:
        """Add a line that holds one span of something that is not speech."""
        self.gold.lines.append(text)
        self.span(0, len(text), kind)

    def span(self, start: int, end: int, kind: str, delivery: str | None = None) -> None:
        """Add a span of the last line; spans of no speech carry no voice and no delivery."""
        text = self.gold.lines[-1][start:end]
        if not text.strip():
            return
        turn = self.turn if kind not in ("notice", "note", "date") else None
        named = turn if kind in ("speech", "label") else None
        speaker = self.gold.speakers[named.key] if named else None
        voice = named.voice if named and kind == "speech" and delivery != "machine-translation" else None
        self.gold.spans.append(
            {
                "line": len(self.gold.lines),
                "start": start,
                "end": end,
                "kind": kind,
                "lang": language(text),
                "turn": turn.number if turn else 0,
                "pass": self.pass_number,
                "section": self.section,
                "speaker": speaker.name if speaker else None,
                "role": speaker.role if speaker else "other" if kind == "notice" else None,
                "voice": voice,
                "delivery": delivery,
            }
        )

    def speech(self, raw: str) -> None:
        """Add a line of speech, or a translation of the line before."""
        translation = raw.startswith("= ")
        text, events = parse_inline(raw[2:] if translation else raw)
        self.gold.lines.append(text)
        opened: list[tuple[str, int]] = []
        begin = chunk = first = 0
        for position, name, value in [*events, (len(text), "end", "")]:
            if name == "open":
                opened.append((value, position))
            elif name == "close":
                self.mark(*opened.pop(), position, translation=translation)
            else:
                self.chunk(chunk, position)
                chunk = position
            if name in ("label", "tag", "end"):
                self.stretch(begin, position, translation=translation)
                begin = position
            if name == "label":
                begin = chunk = position + len(value)
                first = first or begin
                self.span(position, begin, "label")
            elif name == "tag":
                self.change_to(value)
            elif name == "bead":
                self.bead = value
        self.translated((len(self.gold.lines), *trim(text, first, len(text))), translation=translation)

    def change_to(self, tag: str) -> None:
        """Obey an inline ``<turn ...>`` or ``<delivery>``."""
        if tag.startswith("turn "):
            self.start_turn(*tag.split()[1:])
        elif tag == "qa":
            self.section = "qa"
        else:
            self.change(tag)

    def mark(self, name: str, start: int, end: int, *, translation: bool) -> None:
        """Record the marked span of a discrepancy, trap or loop."""
        place = (len(self.gold.lines), start, end)
        if name == "loop":
            self.gold.loops.append(place)
            return
        side = "target" if translation or self.delivery == "interpretation" else "source"
        self.gold.marked.setdefault(name, {"source": [], "target": []})[side].append(place)

    def chunk(self, start: int, end: int) -> None:
        """Add a stretch between two bead marks to the current group."""
        text = self.gold.lines[-1]
        if self.bead and text[start:end].strip():
            line = len(self.gold.lines)
            found = sentences(text, (line, start, end))
            self.gold.groups[-1].chunks += [(self.bead, place) for place in found]

    def stretch(self, start: int, end: int, *, translation: bool) -> None:
        """Add the spans of a stretch of speech of one turn and one delivery, split around markers."""
        text, line = self.gold.lines[-1], len(self.gold.lines)
        if not text[start:end].strip():
            return
        if self.turn is None:
            raise MarkupError("speech before the first turn")
        delivery = "machine-translation" if translation else self.delivery
        strings = [m.strip() for m in self.options.get("markers", "").split(";") if m.strip()]
        pattern = "|".join(re.escape(m) for m in strings) or r"(?!)"
        begin = start
        for match in re.finditer(pattern, text[start:end]):
            self.span(begin, start + match.start(), "speech", delivery)
            self.span(start + match.start(), start + match.end(), "marker")
            begin = start + match.end()
        self.span(begin, end, "speech", delivery)
        if not translation:
            place = (line, *trim(text, start, end))
            self.turn.places.append(place)
            if self.delivery != "direct":
                self.gold.groups[-1].places.append(place)

    def translated(self, place: Place, *, translation: bool) -> None:
        """Remember a line of speech, and join a translation with the line before it."""
        kinds = {s["kind"] for s in self.gold.spans if s["line"] == place[0]}
        if translation and "speech" in kinds and self.last[0] == place[0] - 1:
            self.gold.translations.append((self.last, place))
        self.last = place if "speech" in kinds else (0, 0, 0)


def parse_inline(raw: str) -> tuple[str, list[tuple[int, str, str]]]:
    """Strip the inline markup of a line; return the text and what stands where."""
    text, events, begin = "", [], 0
    for match in TOKEN.finditer(raw):
        text += raw[begin : match.start()]
        begin = match.end()
        tag = match["tag"] or ""
        if tag.startswith("label:"):
            events.append((len(text), "label", tag.removeprefix("label:")))
            text += tag.removeprefix("label:")
        else:
            name = next(k for k, v in match.groupdict().items() if v is not None)
            events.append((len(text), name, match[name]))
    return text + raw[begin:], events


def bead(relation: str, level: str, source: list[Place], target: list[Place]) -> dict[str, object]:
    """Return one bead in the form of the gold."""
    return {"relation": relation, "level": level, "source": source, "target": target}


def interpretation_beads(gold: Gold) -> list[dict[str, object]]:
    """Pair every interpretation with the original before it, as passages and as sentences."""
    beads: list[dict[str, object]] = []
    for before, after in itertools.pairwise(gold.groups):
        if (before.delivery, after.delivery) != ("original", "interpretation"):
            continue
        if before.turn.key != after.turn.key:
            raise MarkupError(f"turns {before.turn.number} and {after.turn.number} are not of one speaker")
        beads.append(bead("interpretation", "passage", before.places, after.places))
        check_chunks(before)
        check_chunks(after)
        keys = dict.fromkeys(key for key, _ in before.chunks + after.chunks if key != "-")
        sides = [[[p for k, p in g.chunks if k == key] for key in keys] for g in (before, after)]
        pairs = [*zip(*sides, strict=True)]
        pairs += [([p], []) for k, p in before.chunks if k == "-"]
        pairs += [([], [p]) for k, p in after.chunks if k == "-"]
        pairs.sort(key=lambda pair: (pair[0] or pair[1])[0])
        beads += [bead("interpretation", "sentence", *pair) for pair in pairs]
    return beads


def check_chunks(group: Group) -> None:
    """Raise when a group of a passage bead holds text outside its sentence beads."""
    if not group.chunks or min(p for _, p in group.chunks)[:2] != min(group.places)[:2]:
        raise MarkupError(f"turn {group.turn.number}: text before the first bead mark")


def repetition_beads(gold: Gold) -> list[dict[str, object]]:
    """Join the turns of the first pass with those of the second, in order."""
    first, second = ([t for t in gold.turns if t.pass_number == number] for number in (1, 2))
    if not second:
        return []
    if [(t.key, t.voice) for t in first] != [(t.key, t.voice) for t in second]:
        raise MarkupError("the passes do not hold the same turns")
    return [bead("repetition", "passage", a.places, b.places) for a, b in zip(first, second, strict=True)]


def marked(gold: Gold, first_letter: str) -> list[dict[str, object]]:
    """Return the discrepancies (``d``) or the traps (``t``)."""
    names = sorted((n for n in gold.marks if n[0] == first_letter), key=lambda n: int(n[1:]))
    form = ("source_value", "target_value") if first_letter == "d" else ("source_text", "target_text")
    out: list[dict[str, object]] = []
    for name in names:
        sides = gold.marked[name]
        row: dict[str, object] = {"id": name}
        if first_letter == "d":
            row["type"] = gold.marks[name]["type"]
        row |= sides
        for column, places in zip(form, sides.values(), strict=True):
            row[column] = " ".join(gold.lines[line - 1][a:b] for line, a, b in places)
        row["note"] = gold.marks[name]["note"]
        first = (sides["source"] or sides["target"])[0]
        if first_letter == "d":
            row["pass"] = next(s["pass"] for s in gold.spans if s["line"] == first[0])
        out.append(row)
    return out


def loops(gold: Gold) -> list[list[object]]:
    """Return line, start and end of the repeats of every loop, with what is repeated."""
    out: list[list[object]] = []
    for line, start, end in gold.loops:
        words = gold.lines[line - 1][start:end].split()
        size = next(n for n in range(1, len(words) + 1) if words[:n] * (len(words) // n) == words)
        out.append([line, start, end, " ".join(words[:size])])
    return out


def compile_one(source: str, name: str) -> dict[Path, str]:
    """Compile one annotated source into the contents of its files."""
    reader = Reader()
    gold = reader.read(source)
    text = "\n".join(gold.lines)
    for speaker in gold.speakers.values():
        missing = [known for known in [*speaker.aliases, speaker.firm] if known not in text]
        if missing:
            raise MarkupError(f"{name}: {speaker.name} is never called {missing}")
    if set(gold.marks) != set(gold.marked):
        raise MarkupError(f"{name}: described or marked only: {set(gold.marks) ^ set(gold.marked)}")
    srt = "srt" in reader.options
    beads = [bead("translation", "passage", [a], [b]) for a, b in gold.translations]
    document = {
        "doc": name,
        "file": f"{name}.srt" if srt else f"{name}.txt",
        "text": f"{name}.txt" if srt else f"../samples/{name}.txt",
        "spans": gold.spans,
        "speakers": [vars(speaker) for speaker in gold.speakers.values()],
        "beads": beads + interpretation_beads(gold) + repetition_beads(gold),
        "discrepancies": marked(gold, "d"),
        "traps": marked(gold, "t"),
        "loops": loops(gold),
    }
    files = {ROOT / "gold" / f"{name}.json": json.dumps(document, ensure_ascii=False, indent=1) + "\n"}
    if srt:
        files[ROOT / "gold" / f"{name}.txt"] = text + "\n"
        files[ROOT / "samples" / f"{name}.srt"] = subtitles(gold.lines)
    else:
        end = "" if "no-final-newline" in reader.options else "\n"
        files[ROOT / "samples" / f"{name}.txt"] = text + end
    return files


def counts(files: dict[Path, str]) -> str:
    """Return the row of the README's table for one sample."""
    document = json.loads(next(text for path, text in files.items() if path.suffix == ".json"))
    spans = document["spans"]
    beads = [(b["relation"], b["level"]) for b in document["beads"]]
    cells = [
        f"`{document['file']}`",
        max(s["line"] for s in spans),
        len({s["turn"] for s in spans if s["kind"] == "speech"}),
        len(document["speakers"]),
        beads.count(("interpretation", "passage")),
        beads.count(("interpretation", "sentence")),
        beads.count(("translation", "passage")),
        beads.count(("repetition", "passage")),
        len(document["discrepancies"]),
        len(document["traps"]),
    ]
    return "| " + " | ".join(map(str, cells)) + " |"


def subtitles(lines: list[str]) -> str:
    """Write the lines as SRT cues: each pair of lines shares one index and one time."""
    cues: list[str] = []
    clock = 2000
    for number, pair in enumerate(zip(lines[::2], lines[1::2], strict=True), 1):
        finish = clock + 900 + 55 * max(map(len, pair))
        times = f"{timestamp(clock)} --> {timestamp(finish)}"
        cues += [f"{number}\n{times}\n{line}\n" for line in pair]
        clock = finish + 140
    return "\n".join(cues)


def timestamp(milliseconds: int) -> str:
    """Format a time the way SRT does."""
    seconds, rest = divmod(milliseconds, 1000)
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02},{rest:03}"


def main() -> int:
    """Run the command line."""
    parser = argparse.ArgumentParser(description="Compile annotated samples into samples and gold.")
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 when a file differs")
    parser.add_argument("--counts", action="store_true", help="print what each sample holds; write nothing")
    parser.add_argument("names", nargs="*", help="the samples to compile; all when none is given")
    options = parser.parse_args()
    stale = 0
    for source in sorted((ROOT / "annotated").glob("*.txt")):
        if options.names and source.stem not in options.names:
            continue
        files = compile_one(source.read_text("utf-8"), source.stem)
        if options.counts:
            print(counts(files))
            continue
        for path, content in files.items():
            if path.is_file() and path.read_bytes() == content.encode("utf-8"):
                continue
            stale += 1
            print(f"{'differs' if options.check else 'written'}: {path.relative_to(ROOT)}")
            if not options.check:
                path.write_bytes(content.encode("utf-8"))
    return 1 if options.check and stale else 0


if __name__ == "__main__":
    sys.exit(main())
