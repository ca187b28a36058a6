"""The corpus's words: languages, kinds, roles, voices, deliveries, sections, relations, levels.

What each means is in the corpus contract, and in the data dictionary that lies in every corpus.
"""

from __future__ import annotations

from enum import StrEnum


class Lang(StrEnum):
    """Language of a line or segment."""

    EN = "en"
    ZH = "zh"
    MIXED = "mixed"
    OTHER = "other"
    NONE = "none"


class Kind(StrEnum):
    """What a stretch of text is."""

    SPEECH = "speech"
    LABEL = "label"
    MARKER = "marker"
    NOTICE = "notice"
    NOTE = "note"
    DATE = "date"


class Role(StrEnum):
    """Part that a speaker plays in the call."""

    OPERATOR = "operator"
    IR = "ir"
    CEO = "ceo"
    CFO = "cfo"
    EXECUTIVE = "executive"
    ANALYST = "analyst"
    INTERPRETER = "interpreter"
    EDITOR = "editor"
    OTHER = "other"
    UNKNOWN = "unknown"


#: Roles that speak for the company; they are who an interpreter stands in for.
MANAGEMENT = frozenset({Role.CEO, Role.CFO, Role.EXECUTIVE})


class Voice(StrEnum):
    """Whose mouth the words come from."""

    SELF = "self"
    INTERPRETER = "interpreter"


class Delivery(StrEnum):
    """How the words relate to another language."""

    DIRECT = "direct"
    ORIGINAL = "original"
    INTERPRETATION = "interpretation"
    MACHINE_TRANSLATION = "machine-translation"


class Section(StrEnum):
    """Part of the call."""

    PREPARED = "prepared"
    QA = "qa"


class Relation(StrEnum):
    """What joins the two sides of an alignment."""

    INTERPRETATION = "interpretation"
    TRANSLATION = "translation"
    REPETITION = "repetition"


class Level(StrEnum):
    """Grain of an alignment."""

    PASSAGE = "passage"
    SENTENCE = "sentence"
