"""Names and titles of one sentence joined: "our CEO, Ines Falk, and Otto Brandt, who is our CFO".

A list of people gives each a name and titles, now one first, now the other. Taken word by word ("... CEO; Otto Brandt,
CFO") a title seems to belong to the name after it as much as to the one before. All titles of a sentence are therefore
given out at once: each to the name on its left or on its right, at what the words between them cost, and every name
should get one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

# No name is longer; without a bound, a long run of capitals would be tried from each of its letters to its end.
WORD = r"[A-Z][A-Za-z\u00c0-\u024f'\u2019-]{0,40}\.?"
HONORIFIC = r"(?:Mr|Ms|Mrs|Dr|Miss|President|Chairman)\.?"
_HEAD = (
    r"(?:chief|C[EFOTSMIRPDLBG]O|CMD|chair(?:man|woman|person)?|vice|senior|executive|co-?\s?(?:CEO|founder|chair(?:man|woman|person)?|chief|president)|acting|interim|deputy|associate|"
    r"president|founder|[SE]?VP|IR|AR|head|director|investor relations|general|managing|corporate|group|finance|capital)"
)
_TAIL = (
    r"(?:chief|C[EFOTSMIRPDLBG]O|CMD|chair(?:man|woman|person)?|vice|senior|executive|co-?\s?(?:CEO|founder|chair(?:man|woman|person)?|chief|president)|acting|interim|deputy|associate|president|"
    r"founder|[SE]?VP|IR|AR|head|director|investor|general|managing|corporate|group|finance|capital|markets?|financial|operating|"
    r"technology|technical|strategy|marketing|product|officer|manager|relations|secretary|board|development|treasurer|"
    r"counsel|accounting|of|the|and|&|for)"
)
# A chief of anything: "Chief Sustainability and Impact Officer".
_CHIEF = r"chief(?:\s+(?:and\s+|&\s+)?[a-z]{2,20}){1,3}\s+officer"
TITLE = rf"(?i:(?:{_CHIEF}|{_HEAD})(?:[\s,]+(?:{_CHIEF}|{_TAIL})\b){{0,12}})\b"
_TITLES = re.compile(rf"\b{TITLE}")
LOOSE_END = re.compile(r"(?:[\s,]+(?:of|the|and|&|for))+$")
# "Vice President, Corporate Planning and Investor Relations": a unit's words go on to the next title.
_UNIT = r"[A-Z][\w&'\u2019-]*"
_BRIDGE = re.compile(rf"(?:[\s,]+(?:of|and|&|the|{_UNIT})){{1,7}}[\s,]+|,\s+|\s+(?:of|and|&)\s+(?:the\s+)?")
_NAMES = re.compile(
    rf"(?:\b{HONORIFIC}\s+)?\b(?:{WORD}\s+)(?:(?:{WORD}|de|da|van|von|der|den|del|la|le|bin|al|el)\s+){{0,3}}[A-Z][A-Za-z\u00c0-\u024f'\u2019-]{{1,40}}"
    rf"|\b{HONORIFIC}\s+[A-Z][A-Za-z\u00c0-\u024f'\u2019-]{{1,40}}|\b[A-Z][A-Za-z\u00c0-\u024f'\u2019-]{{1,40}}"
)
# Between a name and its title: ", who is our", ", Fjordline's"; between a title and its name: ",", " of the company,".
_AFTER_NAME = re.compile(
    r",?\s*(?:who\s+(?:is|heads|leads|runs)\s*)?(?:our|the|your|its|is(?: our| the)?|(?:the\s)?(?:[\w&.'\u2019-]+\s?){1,4}['\u2019]s?(?:\snew)?)?"
)
_BEFORE_NAME = re.compile(r"[,:-]?|of (?:(?:the )?(?:company|group)|(?:[A-Z][\w&.'\u2019-]*\s?){1,4}),?")
# "CEO of Fjordline": what follows is a firm.
_OF = re.compile(r"\s(?:of|at|for)\s(?:the\s)?")
# Words of firms, units and occasions, which stand where names do.
_NO_NAME = frozenset(
    (
        "investor relations corporate planning communications finance banking wealth management insurance marketing "
        "operations services products product technology development accounting counsel international global "
        "worldwide north america american asia europe european pacific china group company bank limited ltd inc corp "
        "corporation holdings website conference call earnings results quarter first second third fourth fiscal year "
        "gaap non-gaap q&a session today board directors joining with also present here on at in and our the we i "
        "participants leading both following from human resources research division capital markets risk digital "
        "legal officer secretary treasurer strategy strategic business personal commercial retail consumer catering "
        "then thank thanks please good now presenting speaking welcome hello ladies"
    ).split()
)
# What it costs (in no unit) to join a title to a name across the words between them.
_FAR, _LISTED, _APPOSITION, _TOUCHING = 9.0, 6.0, 0.5, 0.0
_BARE_NAME, _UNTITLED, _AGAINST_THE_LIST = 1.5, 3.0, 2.0
_LONGEST_GAP = 60


@dataclass(frozen=True, slots=True)
class Introduction:
    """A name with its title, as said; offsets are those of the name in the sentence."""

    name: str
    title: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Piece:
    start: int
    end: int
    text: str


def introductions(sentence: str) -> Iterator[Introduction]:
    """Yield the names that a sentence introduces with a title, in order.

    Args:
        sentence: English, or Chinese with romanised names.
    """
    titles = _titles(sentence)
    if not titles:
        return
    names = _names(sentence, titles)
    for name, held in zip(names, _given(sentence, names, titles), strict=True):
        if held:
            yield Introduction(name.text, ", ".join(title.text for title in held), name.start, name.end)


def _titles(sentence: str) -> list[_Piece]:
    """Find titles; those that only a unit's words or a comma part are one."""
    found = [(one.start(), one.end()) for one in _TITLES.finditer(sentence)]
    joined: list[tuple[int, int]] = []
    for start, end in found:
        between = sentence[joined[-1][1] : start] if joined else ""
        if joined and between and _BRIDGE.fullmatch(between) and not _holds_name(between):
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
    pieces = [(start, LOOSE_END.sub("", sentence[start:end])) for start, end in joined]
    return [_Piece(start, start + len(text), text) for start, text in pieces]


def _holds_name(between: str) -> bool:
    """Whether two words that may be a person's stand between two titles, with commas around them."""
    return any(_is_name(one[0]) for one in re.finditer(rf"(?:{HONORIFIC}\s+)?{WORD}(?:\s+{WORD})+", between))


def _names(sentence: str, titles: Sequence[_Piece]) -> list[_Piece]:
    """Find what may be names outside the titles; a single word only right beside a title."""
    out: list[_Piece] = []
    at = 0
    for piece in (*titles, _Piece(len(sentence), len(sentence), "")):
        for found in _NAMES.finditer(sentence, at, piece.start):
            name, start = _without_lead(found[0], found.start())
            if any(_OF.fullmatch(sentence, title.end, start) for title in titles):
                continue
            if name and _is_name(name) and (" " in name or _beside(sentence, start, start + len(name), titles)):
                out.append(_Piece(start, start + len(name), name.rstrip(".")))
        at = piece.end
    return out


def _without_lead(name: str, start: int) -> tuple[str, int]:
    """Cut off words at the head that begin the sentence rather than the name: "With Ines Falk"."""
    while name.split() and name.split(maxsplit=1)[0].lower() in _NO_NAME:
        word = name.split(maxsplit=1)[0]
        cut = name.index(word) + len(word)
        cut += len(name[cut:]) - len(name[cut:].lstrip())
        name, start = name[cut:], start + cut
    return name, start


def _is_name(name: str) -> bool:
    words = [word.strip(".,").lower().removesuffix("'s").removesuffix("\u2019s") for word in name.split()]
    possessive = re.search(r"['\u2019]s?$", name) is not None
    return bool(words) and not possessive and not any(word in _NO_NAME for word in words)


def _beside(sentence: str, start: int, end: int, titles: Sequence[_Piece]) -> bool:
    """Whether a single word stands as a name would: "our CFO, Otto", "Otto, our CFO"."""
    return any(
        re.fullmatch(r",?\s+", sentence[title.end : start]) is not None
        or re.fullmatch(r",\s+(?:our|the)\s+", sentence[end : title.start]) is not None
        for title in titles
    )


def _given(sentence: str, names: Sequence[_Piece], titles: Sequence[_Piece]) -> list[list[_Piece]]:
    """Give each title to the name before or after it, at the least cost over the whole sentence."""
    gaps = [
        [title for title in titles if left <= title.start < right]
        for left, right in pairwise((-1, *(name.start for name in names), len(sentence) + 1))
    ]
    if not names:
        return []
    # A list keeps its order: what stands first in it, name or title, stands first in each of its entries.
    title_first = bool(gaps[0])
    best: list[tuple[float, list[list[_Piece]]]] = [
        (_right_cost(sentence, gaps[0], names[0], title_first=title_first), [list(gaps[0])])
    ]
    if gaps[0]:
        best.append((0.0, [[]]))
    for number, gap in enumerate(gaps[1:-1], 1):
        step: dict[int, tuple[float, list[list[_Piece]]]] = {}
        for cost, held in best:
            for split in range(len(gap) + 1):
                left, right = gap[:split], gap[split:]
                total = (
                    cost
                    + _left_cost(sentence, names[number - 1], left, title_first=title_first)
                    + _right_cost(sentence, right, names[number], title_first=title_first)
                    + _name_cost(held[-1], left)
                )
                kept = step.get(len(right))
                if kept is None or total < kept[0]:
                    step[len(right)] = (total, [*held[:-1], held[-1] + left, list(right)])
        best = list(step.values())
    ends = [
        (
            cost + _left_cost(sentence, names[-1], gaps[-1], title_first=title_first) + _name_cost(held[-1], gaps[-1]),
            [*held[:-1], held[-1] + gaps[-1]],
        )
        for cost, held in best
    ] + [(cost + _name_cost(held[-1], []), held) for cost, held in best]
    chosen = min(ends, key=lambda end: end[0])[1]
    return [_near(sentence, name, own) for name, own in zip(names, chosen, strict=True)]


def _name_cost(right: Sequence[_Piece], left: Sequence[_Piece]) -> float:
    if right and left:
        return _BARE_NAME  # titles on both sides of a name are rare
    return 0.0 if right or left else _UNTITLED


def _left_cost(sentence: str, name: _Piece, titles: Sequence[_Piece], *, title_first: bool) -> float:
    if not titles:
        return 0.0
    return _between_cost(sentence[name.end : titles[0].start], after=True) + _AGAINST_THE_LIST * title_first


def _right_cost(sentence: str, titles: Sequence[_Piece], name: _Piece, *, title_first: bool) -> float:
    if not titles:
        return 0.0
    return _between_cost(sentence[titles[-1].end : name.start], after=False) + _AGAINST_THE_LIST * (not title_first)


def _between_cost(between: str, *, after: bool) -> float:
    """Say what joining a title to a name across these words costs; `after`: the name stands first."""
    if len(between) > _LONGEST_GAP or re.search(r"[.?!](?:\s|$)", between.replace("Mr.", "").replace("Ms.", "")):
        return _FAR
    if ";" in between:
        return _LISTED + 1
    if re.search(r",?\s(?:and|&|followed|then|after|along|including|by|to)\s", f" {between} "):
        return _LISTED
    plain = between.strip()
    if after:
        return (_TOUCHING if plain else _APPOSITION) if _AFTER_NAME.fullmatch(plain) else _LISTED - 1
    if _BEFORE_NAME.fullmatch(plain):
        return _APPOSITION if plain else _TOUCHING
    return _LISTED - 1


def _near(sentence: str, name: _Piece, titles: Sequence[_Piece]) -> list[_Piece]:
    """Keep the titles that stand so near a name that they may be its own."""
    out: list[_Piece] = []
    for title in titles:
        after = title.start >= name.end
        between = sentence[name.end : title.start] if after else sentence[title.end : name.start]
        if out or _between_cost(between, after=after) < _LISTED - 1:
            out.append(title)
    return out
