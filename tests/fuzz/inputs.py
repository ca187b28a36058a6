"""Inputs by number: a seed and a number give one input, the same on every machine."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from random import Random

from fuzz import formats, fragments, mutate
from fuzz.documents import document

_ROOT = Path(__file__).parents[2]
# Most lines of a sample that one input takes: the samples whole would make one input in ten slow.
_MOST_LINES = 8
_LONGEST = 400


@dataclass(frozen=True, slots=True)
class Input:
    """A file to process.

    Attributes:
        name: Its name.
        data: Its bytes.
        beside: Suffix and bytes of files beside it that have its name.
    """

    name: str
    data: bytes
    beside: dict[str, bytes] = field(default_factory=dict)


@cache
def _samples() -> tuple[tuple[str, ...], ...]:
    found = sorted((_ROOT / "corpus" / "samples").glob("*.txt"))
    return tuple(tuple(path.read_text("utf-8").split("\n")) for path in found)


@cache
def _structured() -> tuple[tuple[str, str], ...]:
    """Return name and text of the golden cases of structured formats and of pages."""
    cases = _ROOT / "tests" / "golden" / "cases"
    named = [case["source"].partition("\n") for case in json.loads((cases / "structured.json").read_text("utf-8"))]
    pages = [case["source"] for case in json.loads((cases / "html.json").read_text("utf-8"))]
    return (*((name, text) for name, _, text in named), *(("call.html", text) for text in pages))


def make(seed: int, number: int) -> Input:
    """Return an input."""
    random = Random(f"{seed}:{number}")  # noqa: S311 - chance that can be had again
    share = random.random()
    if share < 0.4:
        return _encoded("call.txt", "\n".join(_changed_lines(_lines(random), random)), random)
    if share < 0.85:
        return _structured_file(random)
    return _packed(random)


def _lines(random: Random) -> list[str]:
    if random.random() < 0.8:
        return document(random)
    lines = random.choice(_samples())
    at, cut = random.randrange(len(lines)), random.randrange(200)
    return [line[cut if len(line) > _LONGEST else 0 :][:_LONGEST] for line in lines[at : at + _MOST_LINES]]


def _changed_lines(lines: list[str], random: Random) -> list[str]:
    for _ in range(random.choice((0, 1, 1, 2, 3, 5))):
        lines = random.choice(mutate.LINES)(lines, random)
    return lines


def _changed_text(text: str, random: Random) -> str:
    for _ in range(random.choice((0, 1, 1, 2, 4))):
        text = random.choice(mutate.TEXT)(text, random)
    return text


def _changed_bytes(data: bytes, random: Random, share: float) -> bytes:
    while random.random() < share:
        data = random.choice(mutate.BYTES)(data, random)
        share /= 2
    return data


def _encoded(name: str, text: str, random: Random, *, bytes_share: float = 0.15) -> Input:
    text = _changed_text(text, random)
    codec = random.choice(fragments.CODECS) if random.random() < 0.08 else "utf-8"
    data = text.encode(codec, "replace")
    if random.random() < 0.05:
        name = f"call{random.choice(fragments.SUFFIXES)}"
    return Input(name, _changed_bytes(data, random, bytes_share))


def _structured_file(random: Random) -> Input:
    if random.random() < 0.4:
        name, text = random.choice(_structured())
    else:
        suffix, writer = random.choice(list(formats.WRITERS.items()))
        name, text = f"call.{suffix.rpartition('.')[2]}", writer(random)
    if name.endswith((".json", ".jsonl", ".ndjson")):
        text = _changed_json(text, random, lines=not name.endswith(".json"))
        one = _encoded(name, text, random) if random.random() < 0.2 else Input(name, text.encode("utf-8", "replace"))
    else:
        if random.random() < 0.5:
            text = "\n".join(_changed_lines(text.split("\n"), random))
        if random.random() < 0.4:
            text = mutate.damage_time(text, random)
        one = _encoded(name, text, random)
    if random.random() < 0.12 and "." in one.name[1:]:
        speakers = _changed_text(formats.rttm(random), random)
        return Input(one.name, one.data, {".rttm": speakers.encode("utf-8", "replace")})
    return one


def _changed_json(text: str, random: Random, *, lines: bool) -> str:
    for _ in range(random.choice((0, 1, 1, 2, 4))):
        if lines:
            rows = text.split("\n")
            at = random.randrange(len(rows))
            rows[at] = mutate.json_value(rows[at], random)
            text = "\n".join(rows)
        else:
            text = mutate.json_value(text, random)
    return text


def _packed(random: Random) -> Input:
    """Return a document of parts, an archive or a compressed file; few PDF files, as each costs a process."""
    text = "\n".join(_changed_lines(_lines(random), random))
    kind = random.random()
    if kind < 0.02:
        return Input("call.pdf", _changed_bytes(formats.portable(_changed_text(text, random).split("\n")), random, 0.9))
    if kind < 0.4:
        return Input("call.docx", _changed_bytes(formats.zipped(_document(text, random)), random, 0.2))
    if kind < 0.6:
        inner = _encoded("call.txt", text, random)
        suffix, pack = random.choice(list(formats.PACKERS.items()))
        return Input(f"{inner.name}{suffix}", _changed_bytes(pack(inner.data), random, 0.5))
    members = [(random.choice(("a.txt", "b/c.txt")), _encoded("a.txt", text, random).data)]
    while random.random() < 0.4:
        one = _structured_file(random)
        members += [(one.name, one.data), *((f"call{suffix}", data) for suffix, data in one.beside.items())]
    if random.random() < 0.4:
        at = random.randrange(len(members))
        members[at] = (random.choice(fragments.MEMBERS), members[at][1])
    suffix = random.choice((".zip", ".zip", ".tar", ".tar.gz", ".tar.xz"))
    data = formats.zipped(members) if suffix == ".zip" else formats.tarred(members)
    packer = formats.PACKERS.get(f".{suffix.rpartition('.')[2]}")
    return Input(f"calls{suffix}", _changed_bytes(packer(data) if packer else data, random, 0.3))


def _document(text: str, random: Random) -> list[tuple[str, bytes]]:
    """Return the parts of a Word document, some of them changed inside the ZIP."""
    parts = formats.document_parts(_changed_text(text, random).split("\n"))
    if random.random() < 0.6:
        at = random.choice([at for at, (name, _) in enumerate(parts) if "document" in name or random.random() < 0.2])
        parts[at] = (parts[at][0], _changed_bytes(parts[at][1], random, 0.9))
    if random.random() < 0.1:
        at = random.randrange(len(parts))
        parts[at] = (random.choice(fragments.MEMBERS), parts[at][1])
    return parts
