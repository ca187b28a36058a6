"""Which inputs must be worked on, which are the same bytes twice, and which rows go into which part.

All of it depends on the inputs alone, in order of their names: never on who was ready first.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from duizhao.corpus.inputs import Entry, Rejected
from duizhao.errors import UsageError

# Rows of segments in a part: at most the first (about 270 calls, 12 MB), but for one transcript that has more; from
# the second on, a part ends where the key of its last transcript says so. So parts before and behind an input that
# comes or goes are the parts they were (content-defined chunking: Muthitacharoen et al., SOSP 2001, section 3.1).
PART_ROWS, LEAST_ROWS = 100_000, 25_000
_ENDS_ONE_IN = 64
_SHARD_DIGITS = 12


@dataclass(frozen=True, slots=True)
class Part:
    """Transcripts whose rows stand in the same files, one of each table.

    Attributes:
        name: What the files are called; sorts like the parts, and says what is in them.
        entries: The transcripts, in order.
    """

    name: str
    entries: tuple[Entry, ...]


def parse_shard(text: str) -> tuple[int, int]:
    """Read ``3/40``: the third share of forty.

    Raises:
        UsageError: It is no such thing (``E_SHARD``).
    """
    found = re.fullmatch(r"(\d+)/(\d+)", text)
    if not found or not 1 <= int(found[1]) <= int(found[2]):
        raise UsageError(f"{text!r} is no shard", code="E_SHARD", help="3/40 is the third of forty, counted from 1")
    return int(found[1]), int(found[2])


def in_shard(name: str, shard: tuple[int, int]) -> bool:
    """Tell whether an input belongs to shard ``(i, n)``, counted from 1.

    By a digest of its name, so that an input that comes or goes moves no other one.
    """
    number, count = shard
    return int(hashlib.sha256(name.encode()).hexdigest()[:_SHARD_DIGITS], 16) % count == number - 1


def still_needed(found: Mapping[str, Entry], made: Mapping[str, Entry]) -> list[str]:
    """Return the names of inputs to work on next, in order.

    Of inputs with the same bytes only the first is worked on, and another one where that is rejected.

    Args:
        found: What each input is; those that cannot be read are rejected.
        made: What became of those that were worked on.
    """
    out: list[str] = []
    for names in _by_content(found, made).values():
        for name in names:
            if name not in made:
                out.append(name)
                break
            if made[name].done:
                break
    return sorted(out)


def settle(found: Mapping[str, Entry], made: Mapping[str, Entry]) -> list[Entry]:
    """Return what became of each input, in order of their names; the same bytes count once."""
    first: dict[str, str] = {}
    for names in _by_content(found, made).values():
        kept = next((name for name in names if name in made and made[name].done), None)
        first |= {name: kept for name in names if kept is not None and name != kept}
    return [
        _duplicate(found[name], first[name]) if name in first and not _fails(made.get(name)) else made.get(name, entry)
        for name, entry in sorted(found.items())
    ]


def _fails(entry: Entry | None) -> bool:
    return entry is not None and entry.rejected is not None


def _by_content(found: Mapping[str, Entry], made: Mapping[str, Entry]) -> dict[str, list[str]]:
    groups: dict[str, list[str]] = {}
    for name, entry in sorted(found.items()):
        # A file may have changed since it was looked at: what it was when it was worked on counts.
        digest = made.get(name, entry).sha256
        if entry.done and digest:
            groups.setdefault(digest, []).append(name)
    return groups


def _duplicate(entry: Entry, first: str) -> Entry:
    message = f"{entry.source} holds the same bytes as {first}"
    return Entry(
        entry.source,
        entry.sha256,
        entry.key,
        Rejected(entry.source, "E_DUPLICATE", message, "remove one of the two"),
    )


def cut_parts(entries: Iterable[Entry]) -> Iterator[Part]:
    """Cut the transcripts of a corpus, in order, into parts; a corpus without any has one empty part."""
    held: list[Entry] = []
    rows = number = 0
    for entry in entries:
        if not entry.done:
            continue
        if held and rows + entry.rows["segments"] > PART_ROWS:
            yield _part(number, held)
            held, rows, number = [], 0, number + 1
        held.append(entry)
        rows += entry.rows["segments"]
        if rows >= LEAST_ROWS and int(entry.key[:8], 16) % _ENDS_ONE_IN == 0:
            yield _part(number, held)
            held, rows, number = [], 0, number + 1
    if held or number == 0:
        yield _part(number, held)


def _part(number: int, entries: Sequence[Entry]) -> Part:
    digest = hashlib.sha256(" ".join(entry.key for entry in entries).encode()).hexdigest()[:12]
    name = f"part-{number:05d}-{digest}"
    return Part(name, tuple(replace(entry, part=name) for entry in entries))
