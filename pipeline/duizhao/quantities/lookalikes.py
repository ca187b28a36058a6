"""What has figures and is no quantity: names, codes, keypad strokes, clock times, the pronoun "one", idioms."""

from __future__ import annotations

import re

_WINDOW = 40
# What a figure names when it stands behind these: an edition, a level, a form, a key.
_NAMING = re.compile(
    r"(?:(?<![A-Za-z])(?:[Ss]tar|[Ll]evel|[Tt]ier|[Pp]hase|[Vv]ersion|[Cc]lass|[Tt]ype|[Ss]eries|[Mm]ark|[Mm]odel|[Ff]orm|[Ss]ection|[Rr]ule|[Aa]rticle|[Ii]tem|[Nn]ote|[Gg]eneration|"
    r"[Nn]umber|[Nn]os?\.?|Q|ID|[Pp]asscode|PIN|code|[Pp]ress(?:ing)?|[Dd]ial(?:ing)?|[Ss]tar key|key|pound|hash|ISO|COVID|[Ww]eb|[Ww]indows|[Rr]oute|[Ff]light|[Cc]hannel|[Cc]hapter|"
    r"[Ll]ine|[Ss]tage|[Rr]ound|[Gg]rade|[Ss]tep|[Oo]ption|[Qq]uestion|[Pp]art|[Pp]oint|[Zz]one|[Dd]ouble|extension|[Rr]oom)[ -]|[#*\u300a]\s?|[A-Za-z]-|TOP )$"
)
_TOP = re.compile(r"\bTOP $")
_NAMED = re.compile(r"(?<![.!?] )(?<!^)(?<![A-Za-z])([A-Z][A-Za-z&]+)[ -]$")
_NO_NAMES = frozenset(
    (
        "In The We Our At To About Over Around Some And With From These Those Only All Another Nearly Almost By For Of "
        "That This There Their It Is Are But So On Or As If When While Within Up Up Under Below Above Roughly Approximately "
        "They You I Now Then Both Another First Top TOP RMB January February March April May June July August September "
        "October November December Has Have Had Was Were"
    ).split()
)
_CLOCK = re.compile(r"\s?(?::\d\d|[ap]\.?m\b|o'clock)|:\d", re.IGNORECASE)
_CLOCK_BEFORE = re.compile(r"\d:$")
_TELEPHONE = re.compile(r"[ -]\(?\d{3}\)?[ -]\d|-\d{3,4}\b(?!,)")
_TELEPHONE_BEFORE = re.compile(r"(?:\+|\d[ /\u00d7-]|\d\) ?)$")
_SLASH = re.compile(r"/\d")
# "One" is counted only where a thing follows; so are the smaller words, which idioms are full of.
_PRONOUN_BEFORE = re.compile(
    r"\b(?:this|that|the|each|every|no|which|any|first|second|third|last|next|other|another|some|by|new|big|small|"
    r"good|right|day|for|our|my|your|a|an|square|as|at|phase)[ -]$",
    re.IGNORECASE,
)
_PRONOUN_AFTER = re.compile(
    r"[ -](?:of|is|was|were|are|by|and|to|that|which|who|can|could|would|should|will|has|have|had|more|another|last|"
    r"hand|thing|day|side|on|in|at|from|with|for|another|the|after|way|final|quick|single|side|and|step|stop|off|time\b)\b|[,.;:?!)]|$|['\u2019]s",
    re.IGNORECASE,
)
_NOUN = re.compile(r"[ -]\(?[A-Za-z]{2,}")
_GLUED = re.compile(
    r"[A-Za-z_]|-(?:\d(?![\d.,]* ?(?:%|percent|million|billion|thousand|times|years?\b|months?\b|weeks?\b|days?\b|hours?\b|basis|bps?\b|points?\b|pp\b|x\b|yuan|dollars|bn\b|mn\b|\w+ (?:stores|people|units)))|[A-Z])|(?:st|nd|rd|th)\b"
)
_FESTIVAL = re.compile(r" (?:shopping|festival|promotion|campaign|sales? festival)\b")
# A figure so long without a separator is a number to dial or to type.
_LONGEST_FIGURE = 7


def is_name_or_code(text: str, found: re.Match[str], end: int, *, counted: bool = False) -> bool:
    """Tell whether a bare figure belongs to a name, a code, a clock time or a telephone number.

    Args:
        text: The sentence.
        found: The number in it.
        end: Where the number with its scale ends.
        counted: Whether a unit follows; then a capital word before it names nothing.
    """
    start = found.start()
    before, after = text[max(0, start - _WINDOW) : start], text[end : end + _WINDOW]
    if _TOP.search(before) and _NOUN.match(after):  # "TOP 88 companies" are counted
        return False
    if _NAMING.search(before) or _CLOCK_BEFORE.search(before) or _TELEPHONE_BEFORE.search(before):
        return True
    if _CLOCK.match(after) or _TELEPHONE.match(after) or _GLUED.match(after) or _SLASH.match(after):
        return True
    if counted:
        return False
    if _FESTIVAL.match(after) or ((found["figure"] or "").isdecimal() and len(found["figure"]) >= _LONGEST_FIGURE):
        return True
    named = _NAMED.search(before)
    return bool(named and named[1] not in _NO_NAMES and not named[1].endswith("ly"))


def is_pronoun(text: str, found: re.Match[str]) -> bool:
    """Tell whether a number word counts nothing: "this one", "one by one"."""
    before, after = text[max(0, found.start() - _WINDOW) : found.start()], text[found.end() : found.end() + _WINDOW]
    if found["words"] and found["words"].lower() == "one":
        if re.match(r" (?:or|to) two\b", after):
            return False
        return bool(_PRONOUN_BEFORE.search(before) or _PRONOUN_AFTER.match(after))
    return False
