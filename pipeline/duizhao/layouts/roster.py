"""Rosters: the participants that a transcript lists before or after the talk, with titles and firms."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace

from duizhao.labels import is_generic, parse_detail, parse_label, title_role
from duizhao.layouts.furniture import is_heading, is_rule
from duizhao.names import bare, fold
from duizhao.records import Label, Line

_PARTICIPANTS = re.compile(
    r"[\W_]*(?:(?:company|corporate|conference call|call|event|other|earnings call|management|analysts?|investors?|conference) parti?ci?i?pi?ants?|participants?|"
    r"hosts?|speakers?|executives|analysts|management(?: team)?|company representatives|moderator|attendees|"
    r"[参參][会會加與与](?:者|人[员員]|嘉[宾賓])|[与與][会會]者|出席(?:者|人[员員])|公司(?:代表|管理[层層]))[\W_]*",
    re.IGNORECASE,
)
# "MANAGEMENT: MR. ..." opens a roster in its own line.
_OPENED = re.compile(r"\s*(?P<head>MANAGEMENT|PARTICIPANTS|SPEAKERS|HOST|MODERATOR|ANALYST)\s*:\s*(?=[A-Z]{2,})")
_LONGEST_ENTRY = 140
_COMPANY_SIDE = re.compile(r"[\W_]*(?:company|corporate|management|executives|公司|管理[层層])", re.IGNORECASE)
_HONORIFIC = re.compile(r"\s*(?:Mr|Ms|Mrs|Dr)\.?\s", re.IGNORECASE)
# Speech is longer than the entries of a roster, or ends as sentences do.
_SPEECH_WORDS = 8
_BULLET = re.compile(r"^\s*(?:[-*•·]|\d{1,2}[.)])\s+")
_TITLE_FIRST = re.compile(r"(?P<title>.{2,90}?)\s+(?:[-–—]{1,3}|\||:)\s+(?P<name>[^–—|:]{2,60})")


@dataclass(frozen=True, slots=True)
class Roster:
    """The listed participants.

    Attributes:
        people: In order of the text, each once.
        lines: Indices of the lines that list them, headings included.
    """

    people: tuple[Label, ...] = ()
    lines: frozenset[int] = frozenset()


def find_roster(lines: Sequence[Line], skipped: frozenset[int]) -> Roster:
    """Find the rosters of a document.

    Args:
        lines: All lines.
        skipped: Indices of page furniture.
    """
    people: dict[str, Label] = {}
    listed: set[int] = set()
    index = 0
    while index < len(lines):
        text = lines[index].text
        opened = _OPENED.match(text)
        if index in skipped or not (opened or _heads_roster(text)):
            index += 1
            continue
        end = _end(lines, index + (0 if opened else 1), skipped)
        found = [at for at in range(index, end) if lines[at].text.strip() and at not in skipped]
        for company, entries in _sides([lines[at].text for at in found], opened=opened is not None):
            for label in _people(_joined(entries)):
                # A company lists its own people by title, in whatever words; a firm alone stands for an analyst.
                own = replace(label, title=label.firm, firm="") if company and not label.title else label
                known = people.get(fold(own.name))
                people[fold(own.name)] = own if known is None else _fuller(known, own)
        listed |= set(found)
        index = max(end, index + 1)
    return Roster(tuple(people.values()), frozenset(listed))


def _sides(texts: Sequence[str], *, opened: bool) -> Iterator[tuple[bool, list[str]]]:
    """Yield the entries under each heading, with whether they are the company's people."""
    company, entries = _COMPANY_SIDE.match(texts[0].strip()) is not None, list[str]()
    for at, text in enumerate(texts):
        head = _OPENED.match(text)
        if head and entries:
            yield company, entries
            entries = []
        company = head["head"].upper() == "MANAGEMENT" if head else company
        if head or at or opened:
            entries.append(_OPENED.sub("", text))
    yield company, entries


def _heads_roster(text: str) -> bool:
    return len(text) <= 60 and _PARTICIPANTS.fullmatch(text.strip()) is not None  # noqa: PLR2004


def _fuller(one: Label, other: Label) -> Label:
    return replace(one, title=one.title or other.title, firm=one.firm or other.firm)


def _end(lines: Sequence[Line], start: int, skipped: frozenset[int]) -> int:
    """Return the index after a roster's last line: a heading, or a label with speech after it, ends it."""
    last, named = start, set[str]()
    for index in range(start, len(lines)):
        text = lines[index].text.strip()
        if not text or index in skipped or is_rule(text):
            continue
        if _heads_roster(text) or is_heading(text) or _is_speech(text):
            return last
        if _opens_speech(lines, index, skipped, named):
            return last
        entry = parse_entry(_BULLET.sub("", text).strip())
        named |= {fold(entry.name)} if entry is not None else set()
        last = index + 1
    return last


def _opens_speech(lines: Sequence[Line], index: int, skipped: frozenset[int], named: Collection[str]) -> bool:
    """Whether a line is a label, and what follows it is speech and no entry; `named` are the entries above."""
    text = lines[index].text
    if _is_inline(text):
        return True
    # Labels in the talk have the name first.
    numbered = re.search(r"\[\d+\]\s*$", text) is not None
    if _title_first(_BULLET.sub("", text)) is not None or (parse_label(text) is None and not numbered):
        return False
    following = [
        lines[at].text.strip()
        for at in range(index + 1, min(index + 6, len(lines)))
        if lines[at].text.strip() and at not in skipped and not is_rule(lines[at].text)
    ][:2]
    if not following or _OPENED.match(following[0]) or _is_inline(following[0]):
        return False
    return _is_speech(following[0]) or (_is_speech(following[-1]) and _belongs(following[0], text, named))


def _belongs(below: str, text: str, named: Collection[str]) -> bool:
    """Whether what stands under a label is its title, or the label once more, and not the first label of the talk."""
    label = parse_label(below)
    if label is None or fold(below) == fold(text):
        return True
    return not (is_generic(label.name) or title_role(label.title) is not None or fold(label.name) in named)


def _is_inline(text: str) -> bool:
    """Whether a line is a label and speech after its colon."""
    head, *rest = re.split("[:：]", text, maxsplit=1)
    return bool(rest) and parse_label(head) is not None and _is_speech(rest[0])


def _is_speech(text: str) -> bool:
    text = text.strip()
    if len(text) > _LONGEST_ENTRY:
        return True
    ends = text.endswith((".", "?", "!", "。", "？", "！", "]", ")"))
    words = text.split()
    if len(words) >= _SPEECH_WORDS and 5 * sum(word[0].islower() for word in words) >= 2 * len(words):
        return True
    spoken = len(words) >= _SPEECH_WORDS or any("\u4e00" <= character <= "\u9fff" for character in text)
    if ends and re.search(r"(?:Inc|Ltd|Co|Corp|Jr|Sr|L\.P|N\.A|N\.V|S\.A|plc)\.$", text):
        return False
    return ends and (spoken or text[0] in "[(")


def _joined(entries: Sequence[str]) -> list[str]:
    """Join entries that run over several lines, where each opens with Mr. or Ms."""
    opens = [_HONORIFIC.match(text) is not None for text in entries]
    if sum(opens) < 2 or not opens[0]:  # noqa: PLR2004
        return list(entries)
    out: list[str] = []
    for text, opened in zip(entries, opens, strict=True):
        if opened:
            out.append(text.strip())
        else:
            out[-1] = f"{out[-1]} {text.strip()}"
    return out


def _people(entries: Sequence[str]) -> list[Label]:
    """Read the entries: one a line, or a name and then title and firm in the next line."""
    out: list[Label] = []
    for text in entries:
        bulleted = _BULLET.match(text) is not None
        entry = _BULLET.sub("", text).strip()
        label = parse_entry(entry)
        previous = out[-1] if out else None
        if previous is not None and not previous.title and not previous.firm and not bulleted:
            title, firm = parse_detail(entry)
            if title_role(title) is not None or (label is None and (title or firm)):
                out[-1] = replace(previous, title=title, firm=firm)
                continue
        if label is not None:
            out.append(replace(label, name=bare(label.name)))
    return out


def parse_entry(text: str) -> Label | None:
    """Take an entry apart: as a label, or with the title before the name."""
    return _title_first(text) or parse_label(text)


def _title_first(text: str) -> Label | None:
    swapped = _TITLE_FIRST.fullmatch(text.strip())
    if swapped is None or _HONORIFIC.match(text) or not title_role(swapped["title"]) or title_role(swapped["name"]):
        return None
    named = parse_label(swapped["name"])
    return Label(text, named.name, swapped["title"]) if named is not None else None
