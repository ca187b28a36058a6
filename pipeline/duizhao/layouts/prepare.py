"""A document made ready for the grammars: what is no speech whatever the labels, the roster, the tags."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import replace

from duizhao.layouts.around import is_end_heading
from duizhao.layouts.furniture import find_furniture, is_heading, is_rule
from duizhao.layouts.grammar import Grammar
from duizhao.layouts.page import LONGEST, Page
from duizhao.layouts.roster import find_roster
from duizhao.layouts.tags import Tags, find_tags
from duizhao.markers import is_marker_line
from duizhao.names import fold
from duizhao.records import Line

_LOWER = re.compile(r"\b[a-z]{2,}\b")
_CALLED = re.compile(
    r"\b(?:from|line of|over to|back to|introduce|invite|Mr\.|Ms\.|Mrs\.|Dr\.)\s+(?=([A-Z][\w'\u2019.-]*)\s)"
)


def look_at(lines: Sequence[Line], grammars: Sequence[Grammar]) -> Page:
    """Return a document as grammars see it.

    Args:
        lines: All lines.
        grammars: Those that will be tried; their headings, furniture and tags count.
    """
    own = [pattern for grammar in grammars for pattern in (*grammar.headings, *grammar.furniture)]
    furniture = find_furniture(lines) | {
        index for index, line in enumerate(lines) if any(pattern.fullmatch(line.text) for pattern in own)
    }
    patterns = [grammar.tag for grammar in grammars if grammar.tag is not None]
    pattern, tags = next(((tag, found) for tag in patterns if (found := find_tags(lines, tag))), (None, Tags()))
    lines = tuple(
        replace(line, partner=tags.partners[line.number]) if line.number in tags.partners else line for line in lines
    )
    translations = frozenset(number - 1 for number, other in tags.partners.items() if other < number)
    bare = [
        replace(line, text=line.text[tags.offsets[index] :]) if index in tags.offsets else line
        for index, line in enumerate(lines)
    ]
    roster = find_roster(bare, furniture | tags.echoes | translations)
    signs = {index for index, line in enumerate(bare) if is_sign(line.text)}
    unsaid = furniture | tags.echoes | roster.lines | signs
    # What translates a heading or an entry is no speech either.
    unsaid |= {index for index in translations if tags.partners[index + 1] - 1 in unsaid}
    bearers = Counter(fold(label.title) for label in roster.people)
    titles = ((fold(label.title), label) for label in roster.people if label.title)
    return Page(
        lines,
        frozenset(unsaid),
        {fold(label.name): label for label in roster.people},
        {title: label for title, label in titles if bearers[title] == 1},
        tags.offsets,
        pattern,
        furniture,
        frozenset(word for line in lines for word in _LOWER.findall(line.text)),
        _heads(bare, unsaid if pattern is None else unsaid | ({*range(len(lines))} - tags.offsets.keys())),
        [(found[1].lower(), line.text, found.start(1)) for line in lines for found in _CALLED.finditer(line.text)],
    )


def _heads(lines: Sequence[Line], unsaid: Collection[int]) -> dict[int, str]:
    """Return what lines begin with, blank ones and those that hold markers and nothing else aside."""
    heads = {index: line.text[:LONGEST] for index, line in enumerate(lines) if index not in unsaid}
    return {index: head for index, head in heads.items() if head.strip() and not is_marker_line(head)}


def is_sign(text: str) -> bool:
    """Whether a line is a rule or a heading whatever the layout."""
    return is_rule(text) or is_heading(text) or is_end_heading(text)
