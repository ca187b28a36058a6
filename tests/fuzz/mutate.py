"""Changes to text and bytes: each takes what is to be changed and a seeded source of chance, and returns the changed.

None looks at what `duizhao` makes of its input, so a number and a seed give the same input in every version.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from random import Random

from fuzz import fragments
from fuzz.documents import CALL, FORMS, TONGUES

_CASES = Path(__file__).parents[1] / "golden" / "cases"
_TIME = re.compile(r"\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d{1,3})?)?|\d+\.\d+")
_BRACKETS = re.compile(r"[\[\](){}<>【】（）「」]")
# Long enough to show a programme that is worse than linear, short enough to stay quick where it is not.
_MOST_COPIES = 400


@cache
def golden_texts() -> tuple[str, ...]:
    """Return the sources of the golden cases about text: cues, mentions, quantities, labels, markers, sentences."""
    names = ("cues", "labels", "markers", "mentions", "quantities", "sentences")
    found = (case["source"] for name in names for case in json.loads((_CASES / f"{name}.json").read_text("utf-8")))
    return tuple(text for text in found if isinstance(text, str))


def _place(random: Random, held: Sequence[object] | str) -> int:
    return random.randint(0, len(held))


# --- lines -----------------------------------------------------------------------------------------------------------
def drop(lines: list[str], random: Random) -> list[str]:
    at = _place(random, lines)
    return lines[:at] + lines[at + random.choice((1, 1, 2, 5)) :]


def double(lines: list[str], random: Random) -> list[str]:
    at = _place(random, lines)
    return lines[:at] + lines[at : at + random.choice((1, 1, 2, 6))] * random.choice((2, 3)) + lines[at + 1 :]


def swap(lines: list[str], random: Random) -> list[str]:
    out = list(lines)
    if out:
        a, b = random.randrange(len(out)), random.randrange(len(out))
        out[a], out[b] = out[b], out[a]
    return out


def join(lines: list[str], random: Random) -> list[str]:
    at, count = _place(random, lines), random.choice((2, 2, 3, 8))
    return [*lines[:at], random.choice((" ", "", "\t", "\u3000")).join(lines[at : at + count]), *lines[at + count :]]


def split(lines: list[str], random: Random) -> list[str]:
    at = _place(random, lines)
    text = "".join(lines[at : at + 1])
    cut = _place(random, text)
    return [*lines[:at], text[:cut], text[cut:], *lines[at + 1 :]]


def shuffle(lines: list[str], random: Random) -> list[str]:
    at = _place(random, lines)
    part = lines[at : at + 6]
    random.shuffle(part)
    return lines[:at] + part + lines[at + 6 :]


def relabel(lines: list[str], random: Random) -> list[str]:
    """Put a turn in the form of some layout between the lines."""
    form, tongue = random.choice(list(FORMS.values())), random.choice(list(TONGUES.values()))
    one, at = random.choice(CALL), _place(random, lines)
    return [*lines[:at], *form(one, tongue(one), random.randrange(20)), *lines[at:]]


def label_lines(lines: list[str], random: Random) -> list[str]:
    """Print a line as the name, or with the label, of a layout."""
    if not lines:
        return lines
    at, form = random.randrange(len(lines)), random.choice(list(FORMS.values()))
    return [*lines[:at], *form(random.choice(CALL), [lines[at]], at), *lines[at + 1 :]]


def known(lines: list[str], random: Random) -> list[str]:
    """Put the source of a golden case between the lines, or into one."""
    at, text = _place(random, lines), random.choice(golden_texts())
    if random.random() < 0.5 or at == len(lines):
        return [*lines[:at], text, *lines[at:]]
    cut = _place(random, lines[at])
    return [*lines[:at], f"{lines[at][:cut]}{text}{lines[at][cut:]}", *lines[at + 1 :]]


def blank(lines: list[str], random: Random) -> list[str]:
    at = _place(random, lines)
    return lines[:at] + [random.choice(("", " ", "\t", "\u3000", "\u200b"))] * random.choice((1, 2, 9)) + lines[at:]


LINES: tuple[Callable[[list[str], Random], list[str]], ...] = (
    *(drop, double, swap, join, split, shuffle, relabel, relabel, label_lines, known, known, blank),
)


# --- text ------------------------------------------------------------------------------------------------------------
def insert(text: str, random: Random) -> str:
    at = _place(random, text)
    return text[:at] + random.choice(fragments.ALL) + text[at:]


def insert_several(text: str, random: Random) -> str:
    for _ in range(random.randint(2, 8)):
        text = insert(text, random)
    return text


def cut(text: str, random: Random) -> str:
    at = _place(random, text)
    return text[:at] + text[at + random.choice((1, 1, 3, 20)) :]


def end(text: str, random: Random) -> str:
    at = _place(random, text)
    return random.choice((text[:at], text[at:]))


def repeat(text: str, random: Random) -> str:
    at, piece = _place(random, text), random.choice(fragments.REPEATED)
    return text[:at] + piece * random.choice((2, 10, 50, _MOST_COPIES)) + text[at:]


def repeat_own(text: str, random: Random) -> str:
    at = _place(random, text)
    return text[:at] + text[at : at + random.choice((1, 5, 30))] * random.choice((3, 8, 20)) + text[at:]


def unbalance(text: str, random: Random) -> str:
    found = [match.start() for match in _BRACKETS.finditer(text)]
    if not found:
        return insert(text, random)
    at = random.choice(found)
    return text[:at] + random.choice(("", "(", "]", "【", ">", text[at] * 2)) + text[at + 1 :]


def damage_time(text: str, random: Random) -> str:
    found = list(_TIME.finditer(text))
    if not found:
        return insert(text, random)
    one = random.choice(found)
    return text[: one.start()] + random.choice(fragments.TIMES) + text[one.end() :]


def move(text: str, random: Random) -> str:
    at, to = _place(random, text), _place(random, text)
    piece = text[at : at + random.choice((1, 5, 40))]
    rest = text[:at] + text[at + len(piece) :]
    return rest[:to] + piece + rest[to:]


def change_case(text: str, random: Random) -> str:
    return random.choice((text.upper(), text.lower(), text.swapcase(), text.title()))


def endings(text: str, random: Random) -> str:
    return text.replace("\n", random.choice(("\r\n", "\r", "\n\r", "\n\n", "\u2028", " ", "\x0b", "\n \n")))


TEXT: tuple[Callable[[str, Random], str], ...] = (
    *(insert, insert, insert_several, cut, end, repeat, repeat_own, unbalance, unbalance, damage_time, move),
    *(change_case, endings),
)


# --- JSON ------------------------------------------------------------------------------------------------------------
def json_value(text: str, random: Random) -> str:
    """Replace, remove or repeat a value of a JSON document, wherever it stands; other text gets a fragment."""
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return insert(text, random)
    places = list(_places(value))
    if not places:
        return random.choice(fragments.JSON)
    holder, key = random.choice(places)
    what = random.random()
    if what < 0.15:
        del holder[key]
    elif what < 0.3:
        other, at = random.choice(places)
        holder[key] = json.loads(json.dumps(other[at]))
    elif what < 0.4 and isinstance(holder, dict):
        holder[random.choice(("speaker", "text", "start", "words", "", "\ud800", "x" * 99, "\n"))] = holder.pop(key)
    else:
        holder[key] = "@@HERE@@"
    return json.dumps(value, ensure_ascii=random.random() < 0.8).replace('"@@HERE@@"', random.choice(fragments.JSON))


def _places(value: object) -> list[tuple[object, object]]:
    found: list[tuple[object, object]] = []
    if isinstance(value, dict | list):
        for key, held in value.items() if isinstance(value, dict) else enumerate(value):
            found.append((value, key))
            found += _places(held)
    return found


# --- bytes -----------------------------------------------------------------------------------------------------------
def flip(data: bytes, random: Random) -> bytes:
    out = bytearray(data)
    for _ in range(random.choice((1, 1, 3, 12))):
        if out:
            out[random.randrange(len(out))] ^= 1 << random.randrange(8)
    return bytes(out)


def replace(data: bytes, random: Random) -> bytes:
    at = _place(random, data)
    return data[:at] + random.choice(fragments.BYTES) + data[at + random.choice((0, 0, 1, 4)) :]


def cut_bytes(data: bytes, random: Random) -> bytes:
    at = _place(random, data)
    return random.choice((data[:at], data[at:], data[:at] + data[at + random.randint(1, 9) :]))


def repeat_bytes(data: bytes, random: Random) -> bytes:
    at = _place(random, data)
    return data[:at] + data[at : at + random.choice((1, 4, 64))] * random.choice((2, 9)) + data[at:]


def mark(data: bytes, random: Random) -> bytes:
    return random.choice(fragments.BYTES[:5]) + data


def recode_part(data: bytes, random: Random) -> bytes:
    """Encode the rest of the bytes otherwise: a file joined from two."""
    at = _place(random, data)
    rest = data[at:].decode("utf-8", "replace")
    return data[:at] + rest.encode(random.choice(fragments.CODECS), "replace")


BYTES: tuple[Callable[[bytes, Random], bytes], ...] = (
    flip,
    replace,
    replace,
    cut_bytes,
    repeat_bytes,
    mark,
    recode_part,
)
