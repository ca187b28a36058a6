"""Footing: whether the interpreter speaks as the speaker, or about him.

Formulas: `footing_report` = beads whose target reports ("Mr. Zou said", "let me translate for", 他表示) what the source
does not report / beads with a target. `footing_person` = beads whose source is in the first person alone and the target
in the third alone, or the reverse / beads with both sides. A bead in which a side has both persons, or none (Chinese
drops pronouns), counts as no shift.
Unit and range: ratio, 0 to 1.
Literature: Goffman (1981), Forms of Talk; Wadensjö (1998), Interpreting as Interaction; Xu & Liang (2023) on shifts of
person. Somebody else may be reported: both are candidates.
Null: no bead has a target (report), or both sides (person).
"""

from __future__ import annotations

from functools import partial

from duizhao.gaps.measures.counting import Words
from duizhao.gaps.measures.definition import INTERPRETATION, BeadContext, Definition, Pair
from duizhao.gaps.measures.lists import FIRST_PERSON, REPORTS, THIRD_PERSON


def reports(words: Words, context: BeadContext) -> Pair | None:
    """Return 1 if the target alone reports, and 1 if there is a target."""
    source, target = context.view.source.text, context.view.target.text
    if not target:
        return None
    return float(bool(words.count(target)) and not words.count(source)), 1.0


def changes_person(context: BeadContext) -> Pair | None:
    """Return 1 if one side is in the first person and the other in the third, and 1 if there are both sides."""
    if not context.two_sided:
        return None
    sides = {person(context.view.source.text), person(context.view.target.text)}
    return float(sides == {"first", "third"}), 1.0


def person(text: str) -> str | None:
    """Return the one person, ``first`` or ``third``, that a text speaks in; null where it has both, or none."""
    first, third = FIRST_PERSON.count(text) > 0, THIRD_PERSON.count(text) > 0
    if first == third:
        return None
    return "first" if first else "third"


DEFINITIONS = (
    Definition(
        name="footing_report",
        unit="ratio",
        formula="beads whose target reports and whose source does not / beads with a target",
        literature="Goffman (1981); Wadensjö (1998)",
        null="no bead has a target",
        relations=INTERPRETATION,
        needs_human=True,
        count=partial(reports, REPORTS),
    ),
    Definition(
        name="footing_person",
        unit="ratio",
        formula="beads of first person on one side and third on the other / two-sided beads",
        literature="Wadensjö (1998); Xu & Liang (2023)",
        null="no bead has both sides",
        relations=INTERPRETATION,
        needs_human=True,
        count=changes_person,
    ),
)
