"""Names in the talk: who is introduced, handed over to, announced, thanked."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from duizhao.labels import is_company, parse_label, title_role
from duizhao.names import has_surname
from duizhao.records import Segment
from duizhao.speakers.introductions import HONORIFIC, LOOSE_END, TITLE, WORD, introductions
from duizhao.vocabulary import Kind, Role


class Act(StrEnum):
    """What is done with a name."""

    INTRODUCTION = "introduction"
    HANDOVER = "handover"
    ANNOUNCEMENT = "announcement"
    THANKS = "thanks"
    SELF = "self"
    RELAY = "relay"


@dataclass(frozen=True, slots=True)
class Mention:
    """A name in the talk.

    Attributes:
        segment: Index of the segment it stands in.
        act: What is done with it.
        name: As said; empty where only a role is named ("I pass the call to our CFO").
        role: That a title beside it says; null where none stands there.
        title: The title, as said.
        firm: Employer, as said.
    """

    segment: int
    act: Act
    name: str
    role: Role | None = None
    title: str = ""
    firm: str = ""


_NAME = rf"(?:{HONORIFIC}\s+)?(?:{WORD}\s+){{0,3}}[A-Z][A-Za-z\u00c0-\u024f'\u2019-]{{1,40}}"
_NOT_NAMES = frozenset(
    (
        "i we our thank thanks please good now first second third operator management today this that the and so "
        "hello hi your for ladies everyone earnings conference call mandarin chinese english q ceo cfo coo okay ok "
        "yes also with company group revenue investor relations chief executive financial officer manager vice chairman "
        "president director let those further it"
    ).split()
)


class _Way(NamedTuple):
    """How a name is said; `needs`: one of these, in lower case, stands wherever the pattern finds something."""

    needs: tuple[str, ...]
    pattern: re.Pattern[str]


def _way(needs: str, pattern: str) -> _Way:
    return _Way(tuple(needs.split("|")), re.compile(pattern))


# "Turning to overseas orders" hands nothing over: a call, a floor or an "over" must be in it.
_HAND_VERB = (
    r"(?i:hand|turn|pass|transfer|give)(?:ing)?\b[^.?!]{0,40}?\b(?i:over|back|call|conference|floor|line|microphone|mic|it|meeting)\s+"
    r"(?:(?:over|back|on)\s+)?(?:over\s+)?to\s+(?:you,?\s+)?"
    r"(?:your (?:first |host |speakers? )?(?:speaker |host )?(?:today|for today)?,?\s*)?"
)
_HANDOVERS = (
    _way(
        "hand|turn|pass|transfer|give",
        rf"{_HAND_VERB}(?:(?:our|the|your)\s+)?(?:(?P<title>{TITLE}),?\s*)?(?P<name>{_NAME})?",
    ),
    _way(
        "introduce|invite|welcome",
        rf"(?i:introduce|invite|welcome)\s+(?:our|the)\s+(?P<title>{TITLE}),?\s*(?P<name>{_NAME})",
    ),
    _way("with that,|now,", rf"(?i:with that|now),\s+(?P<name>{_NAME}),\s+(?i:please|over to you|the floor)"),
    _way(
        "please|over to you|the floor|go ahead",
        rf"^(?P<name>{_NAME}),\s+(?i:please(?= go ahead|\W*$)|over to you|the floor is yours|you have the floor|go ahead)",
    ),
    _way("over to", rf"(?i:over to)\s+(?P<name>{_NAME})"),
    _way("yours|go for it", rf"^(?P<name>{_NAME}),\s+(?i:it's all yours|the (?:call|stage|line) is yours|go for it)"),
    _way("?", r"^(?P<name>[A-Z][a-z]{2,})\?$"),  # "Jasper?": over to Jasper
    _way("back to", rf"^(?i:back to)\s+(?P<name>{_NAME})"),
    _way(
        "has the |will take you through",
        rf"^(?P<name>{_NAME}) (?i:has the (?:numbers|figures|details)|will take you through)",
    ),
)
_LINE_OF = r"(?:the\s+)?(?:line\s+of\s+)?"
_ANNOUNCEMENTS = (
    _way(
        "question|follow|next |first |turn|go |going |move",
        rf"(?i:\bquestions?\b|\bfollow-?\s?up\b|\bnext (?:up )?(?=is|we have)|\bfirst (?:up )?(?=is|we have)|\b(?:turn|go|move)(?:ing)?(?: now| next| on)?(?= to))"
        rf"[^?!]{{0,60}}?(?i:\bfrom\b|\bis\b|\bby\b|\bhave\b|(?<=go )to\b|(?<=going )to\b|(?<=next )to\b|(?<=now )to\b|(?<=on )to\b)\s+(?i:{_LINE_OF})(?P<name>{_NAME})"
        r"(?:,?\s+(?:(?:from|of|with|at)\s+)?(?:the\s+)?(?P<firm>[A-Z][\w&.'-]*(?:\s+(?:[A-Z&][\w&.'-]*|of|and))*))?",
    ),
    _way(
        "s from|s coming from|from the line of",
        rf"(?i:\b(?:this|it)(?:'s| is)(?: coming)? from|\bfrom the line of)\s+(?i:{_LINE_OF})(?P<name>{_NAME})"
        r"(?:,?\s+(?:from|of|with|at)\s+(?:the\s+)?(?P<firm>[A-Z][\w&.'-]*(?:\s+(?:[A-Z&][\w&.'-]*|of|and))*))?",
    ),
    _way(",", rf"^\W*(?P<name>{_NAME})\s*,\s*(?:from\s+|of\s+|with\s+)?(?P<firm>[A-Z][\w&.' -]{{1,40}}?)\W*$"),
    _way(
        "问|問",
        r"(?:提问|問題|问题|提問)(?:是|將|将)?(?:来自|來自)(?:于|於)?(?P<firm>[\w&·]{2,16}?)(?:的|分析[师師])+(?P<name>[\u4e00-\u9fff]{2,4}?|[A-Z][a-z]+(?: [A-Z][a-z]+)?)(?=先生|女士|[,，。.]|$)",
    ),
)
_THANKS = (
    _way("thank", rf"\b(?i:thanks|thank you)(?:\s+(?i:so much|very much|a lot|again))?,?\s+(?P<name>{_NAME})"),
    _way("thank", rf"^(?P<name>{_NAME}),\s+(?i:thanks|thank you)\b"),
    _way("谢|謝", r"(?:谢谢|感谢|謝謝|感謝)(?P<name>[\u4e00-\u9fff]{2,3})(?=[,，。！]|$)"),
)
_SELF = (
    _way("i am|i'm|this is|my name is", rf"\b(?:I am|I'm|[Tt]his is|[Mm]y name is)\s+(?P<name>{_NAME})"),
    _way("我是", r"我是(?P<name>[\u4e00-\u9fff]{2,4}?)(?=[,，。！、]|$)"),
    _way("我是", r"我是(?P<firm>[\u4e00-\u9fff]{2,12}?)的(?P<name>[\u4e00-\u9fff]{2,4}?|[A-Z][a-z]+)(?=[,，。！、]|$)"),
)
_ZH_TITLE = r"(?:董事[长長会會]{0,2}(?:[秘祕][书書]|主席)?|首席[\u4e00-\u9fff]{2,4}官|[执執]行[长長]|[财財][务務](?:[长長总監监總]{1,2})|CEO|CFO|COO|CTO|副?[总總]裁|[总總][经經]理|投[资資]者[关關][系係](?:[总總][监監]|[负負][责責]人|主管|[经經]理)?)"
_ZH_INTRODUCTION = _way(
    "董|首席|执|執|财|財|ceo|cfo|coo|cto|裁|理|投",
    rf"(?P<title>(?:{_ZH_TITLE}[兼、和及]?)+)(?:[^，。；]{{0,2}}?)(?P<name>[\u4e00-\u9fff]{{2,3}})(?=先生|女士|[,，。、；和]|$)",
)
_ZH_HANDOVERS = (
    _way(
        "请|請|交",
        r"(?:有[请請]|下面[请請]|接下[来來][请請]|交[给給]|[请請])(?P<title>"
        + _ZH_TITLE
        + r")?(?P<name>[\u4e00-\u9fff]{1,3}(?:总|總|董)|[\u4e00-\u9fff]{2,3}(?=先生|女士|[来來为為给給讲講发發])|[A-Z][a-z]+)",
    ),
)
# "... to translate Mr. Lu's answer", "my answer comes from our SVP, Mr. Lu": whose remarks an interpreter renders.
_RELAYS = (
    _way(
        "translate|interpret|summari",
        rf"(?i:translate|interpret|summari[sz]e)\b[^.?!]{{0,30}}?\b(?i:for\s+)?(?P<name>(?:(?:Mr|Ms|Mrs|Dr)\.?\s+){_NAME})"
        r"(?:['\u2019]s)?(?:\s+(?:answer|response|remarks|comments?|reply|points?|speech))?",
    ),
    _way(
        "answer|response|remarks|reply|comment",
        rf"(?i:answers?|response|remarks|reply|comments?)\b[^.?!]{{0,40}}?\b(?i:com(?:es?|ing)|is|was)\b[^.?!]{{0,20}}?\b(?i:from|by)\s+"
        rf"(?:(?i:our|the)\s+)?(?:(?P<title>{TITLE}),?\s*)?(?P<name>{_NAME})",
    ),
)


# A sentence or two about the document; disclaimers are longer.
_LONGEST_NOTICE = 300


def read_mentions(segments: Sequence[Segment]) -> tuple[Mention, ...]:
    """Read the names out of the talk, in order of the text; and out of notices who is introduced there.

    A page may name its speakers in a sentence above the talk ("Speeches by Ines Falk, Chief Executive Officer, and
    ..."). Without this such labels have no titles.
    """
    return tuple(
        mention
        for one in segments
        if one.kind is Kind.SPEECH or _introduces(one)
        for mention in _of_segment(one)
        if one.kind is Kind.SPEECH or mention.act is Act.INTRODUCTION
    )


def _introduces(one: Segment) -> bool:
    """Whether a notice may introduce somebody; the entries of a roster are read as labels."""
    return one.kind is Kind.NOTICE and len(one.text) <= _LONGEST_NOTICE and parse_label(one.text) is None


# No word of any language: a run that patterns of capitalised words would try at each of its letters.
_RUN = re.compile(r"[A-Za-z0-9_]{80,}")


def _of_segment(one: Segment) -> Iterator[Mention]:
    text = _RUN.sub(" ", one.text)
    for found in introductions(text):
        yield from _mention(one, Act.INTRODUCTION, found.name, found.title)
    lower = text.lower()
    for number in sorted({number for need, number in _NEEDS if need in lower}):
        act, way = _WAYS[number]
        yield from _found(one, act, way.pattern, text)


_WAYS = (
    (Act.INTRODUCTION, _ZH_INTRODUCTION),
    *((Act.HANDOVER, way) for way in (*_HANDOVERS, *_ZH_HANDOVERS)),
    *((Act.ANNOUNCEMENT, way) for way in _ANNOUNCEMENTS),
    *((Act.THANKS, way) for way in _THANKS),
    *((Act.SELF, way) for way in _SELF),
    *((Act.RELAY, way) for way in _RELAYS),
)
# Each need with the number of its way; one pass over them for each segment.
_NEEDS = tuple((need, number) for number, (_, way) in enumerate(_WAYS) for need in way.needs)


def _found(one: Segment, act: Act, pattern: re.Pattern[str], text: str) -> Iterator[Mention]:
    for found in pattern.finditer(text):
        groups = found.groupdict()
        yield from _mention(one, act, groups.get("name") or "", groups.get("title") or "", groups.get("firm") or "")


def _mention(one: Segment, act: Act, name: str, title: str, firm: str = "") -> Iterator[Mention]:
    title = LOOSE_END.sub("", title.strip(" ,"))
    # "AR manager" is how recognisers hear "IR manager".
    role = Role.IR if re.match(r"AR\b", title) else title_role(title) if title else None
    name = _trim(name)
    if act is Act.INTRODUCTION and role is None:
        return
    if name or (act is Act.HANDOVER and role):
        yield Mention(one.index, act, name, role, title, firm.strip(" ."))


def _trim(name: str) -> str:
    """Cut a name at the first word that is none; empty when nothing is left."""
    if re.search(r"[\u4e00-\u9fff]", name):
        called = name[-1:] in "总總董" and has_surname(name[:1] + "一")
        return name if called or (has_surname(name) and not name.endswith("先生")) else ""
    kept: list[str] = []
    for word in name.split():
        plain = word.lower().strip(".,").removesuffix("'s").removesuffix("\u2019s")
        if plain in _NOT_NAMES:
            break
        kept.append(word.removesuffix("'s").removesuffix("\u2019s"))
    trimmed = " ".join(kept).strip(" .,")
    if is_company(trimmed):
        return ""
    return "" if re.fullmatch(HONORIFIC, trimmed) else trimmed
