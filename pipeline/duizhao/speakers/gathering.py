"""Who is in the call: people gathered from labels and from the talk, with votes for their roles."""

from __future__ import annotations

import re
from collections.abc import Sequence

from duizhao.labels import is_generic, is_placeholder, title_role
from duizhao.names import bare, fold, similar, words
from duizhao.records import Label, Layout, Segment
from duizhao.speakers.cues import read_cues
from duizhao.speakers.mentions import Act, Mention
from duizhao.speakers.people import Cast, Person
from duizhao.vocabulary import MANAGEMENT, Role

# Votes for roles. A title in a label is outvoted by an introduction: vendors print board seats ("Independent
# Director") for people whom the call introduces as its CFO.
_LABEL_TITLE = 3.0
_FUNCTION = 8.0
_LISTED = 2.0
_INTRODUCED = 4.0
_ANNOUNCED = 4.0
_FLOOR = frozenset({Role.OPERATOR, Role.IR}) | MANAGEMENT
# How alike a handed-over name must be to a known one: "Kathy Mong" and "Cathy Mung" are .78.
_MISHEARD = 0.7


def gather_labels(layout: Layout, cast: Cast) -> dict[int, Person]:
    """Make people of labels.

    Returns:
        Block index to the person its label names.
    """
    out: dict[int, Person] = {}
    for block in layout.blocks:
        if block.label is not None:
            out[block.index] = _label_person(block.label, cast)
            out[block.index].forms.update(form for label in block.also for form in (label.name, label.text))
            for label in block.also:
                _vote_by_title(out[block.index], label)
    for label in layout.roster:
        # A listed firm without a title is an analyst's: companies list their own people by title.
        person = _label_person(label, cast)
        if not label.title and label.firm:
            person.vote(Role.ANALYST, _LISTED, f"listed as of {label.firm}")
    return out


def _label_person(label: Label, cast: Cast) -> Person:
    generic = is_generic(label.name)
    stand_in = is_placeholder(label.name) and not generic
    known = [
        person for person in cast.people if label.name in person.forms and person.stand_in == (stand_in or generic)
    ]
    person = known[0] if known else (None if generic or stand_in else cast.find(label.name))
    if person is None:
        person = cast.add(label.name, stand_in=stand_in or generic)
    person.printed = True
    person.forms.add(label.name)
    person.forms.add(label.text)
    person.title = person.title or label.title
    person.firm = person.firm or label.firm
    _vote_by_title(person, label)
    return person


def _vote_by_title(person: Person, label: Label) -> None:
    generic = is_generic(label.name)
    # "Unidentified Analyst" and "Q" say a role too; they say it as a title does.
    said = label.name if generic or (not label.title and is_placeholder(label.name)) else label.title
    role = title_role(said) if said else None
    # "Ms. Berg (interpreter)" is Ms. Berg through an interpreter, not an interpreter of that name.
    if role is not None and (generic or role is not Role.INTERPRETER):
        person.vote(role, _FUNCTION if generic else _LABEL_TITLE, f"label says {label.title or label.name}")


def join_introduced(cast: Cast, holders: Sequence[Person]) -> None:
    """Make one of who is introduced and who is labelled, where the family name and the place say so.

    "Our CFO, Mr. Felix Lu" and a label "Mingyuan Lu - Independent Director" are one person when no label names another
    CFO and nobody else labelled as management is called Lu. Without this the CFO's turns have the role of the label's
    board seat.
    """
    labelled = list({id(person): person for person in holders}.values())
    ids = {id(person) for person in labelled}
    unique = {Role.CEO, Role.CFO, Role.IR}
    for introduced in [person for person in cast.people if id(person) not in ids and person.role in unique]:
        rivals = [person for person in labelled if person.role is introduced.role]
        kin = [
            person
            for person in labelled
            if person.role in {Role.EXECUTIVE, Role.UNKNOWN}
            and not person.stand_in
            and set(words(person.name)) & set(words(introduced.name))
        ]
        if len(kin) == 1 and not rivals:
            cast.absorb(kin[0], introduced)


def gather_talk(mentions: Sequence[Mention], segments: Sequence[Segment], cast: Cast) -> None:
    """Make people of introductions, handovers and announcements, and vote on their roles."""
    texts = {one.index: one.text for one in segments}
    for mention in mentions:
        if mention.act in (Act.INTRODUCTION, Act.HANDOVER) and mention.role in _FLOOR:
            _introduce(mention, cast)
    for mention in mentions:
        called = mention.act is Act.ANNOUNCEMENT and read_cues(texts[mention.segment]).votes.get(Role.OPERATOR, 0.0) > 0
        if called:
            announce(mention, cast)
    for mention in mentions:
        if mention.act is Act.SELF and re.search(r"\b(?:operator|moderator|coordinator)\b", texts[mention.segment]):
            _name_operator(mention, cast)
    for mention in mentions:
        if mention.act in (Act.HANDOVER, Act.THANKS, Act.SELF, Act.INTRODUCTION, Act.RELAY) and mention.name:
            _add_alias(mention, cast)


def _name_operator(mention: Mention, cast: Cast) -> None:
    """Give the operator a name: "My name is Dana and I'll be the operator"."""
    operators = [person for person in cast.people if person.role is Role.OPERATOR]
    if operators and cast.find(mention.name) is None:
        operators[0].forms.add(mention.name)
        operators[0].stand_in = False


def _introduce(mention: Mention, cast: Cast) -> None:
    if mention.role is None or not mention.name:
        return
    person = cast.find(mention.name, role=mention.role)
    if person is None:
        if cast.find(mention.name) is not None:
            return  # a name that somebody of another group bears
        person = cast.add(bare(mention.name))
    elif len(words(mention.name)) > len(words(person.name)) and not any(
        form.isascii() and " - " in form for form in person.forms
    ):
        person.name = bare(mention.name)  # a fuller introduction names better, unless a label did
    person.forms.add(mention.name)
    person.title = person.title or mention.title
    person.vote(mention.role, _INTRODUCED, f"introduced as {mention.title}")


def announce(mention: Mention, cast: Cast, *, among: Sequence[Person] | None = None) -> Person:
    """Make an analyst of a name that the operator calls."""
    person = cast.find(mention.name, role=Role.ANALYST, among=among)
    if person is not None and _another_firm(person, mention):
        person = None
    if person is None:
        analysts = [
            one for one in (cast.people if among is None else among) if one.role is Role.ANALYST and not one.stand_in
        ]
        alike = [one for one in analysts if max(similar(mention.name, form) for form in one.forms) >= 0.8]  # noqa: PLR2004
        same_firm = [one for one in alike if not one.firm or not mention.firm or one.firm == mention.firm]
        person = same_firm[0] if len(same_firm) == 1 else cast.add(bare(mention.name))
    person.forms.add(mention.name)
    person.firm = person.firm or mention.firm
    person.vote(Role.ANALYST, _ANNOUNCED, "the operator calls this name for a question")
    return person


def _another_firm(person: Person, mention: Mention) -> bool:
    """Whether a name that only sounds like a person's comes with another employer."""
    spelled = {fold(bare(form)) for form in person.forms}
    return (
        bool(person.firm and mention.firm) and person.firm != mention.firm and fold(bare(mention.name)) not in spelled
    )


def _add_alias(mention: Mention, cast: Cast) -> None:
    """Give a known person another surface form; nobody is added."""
    person = cast.find(mention.name, role=mention.role)
    if person is None:
        person = misheard(mention.name, [one for one in cast.people if one.role in _FLOOR and not one.stand_in])
    if person is not None and not person.stand_in:
        person.forms.add(mention.name)


def misheard(name: str, pool: Sequence[Person]) -> Person | None:
    """Return whose name a recogniser may have meant: like one person's, or a surname run into 总 ("Luzong")."""
    close = [one for one in pool if max(similar(name, form) for form in one.forms) >= _MISHEARD]
    if not close and len(words(name)) == 1:
        run = words(name)[0].replace("zh", "z").replace("sh", "s").replace("ch", "c")
        close = [one for one in pool if any(_opens_with(run, form) for form in one.forms)]
    return close[0] if len(close) == 1 else None


def _opens_with(run: str, form: str) -> bool:
    """Whether a run of letters is a word of a name and at most four letters more."""
    plain = [word.replace("zh", "z").replace("sh", "s").replace("ch", "c") for word in words(form)]
    return any(len(word) >= 2 and run.startswith(word) and 0 < len(run) - len(word) <= 4 for word in plain)  # noqa: PLR2004
