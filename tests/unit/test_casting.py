"""Who may speak in a call without labels."""

from __future__ import annotations

from duizhao.records import Segment
from duizhao.speakers.casting import cast_of, floor_of
from duizhao.speakers.mentions import read_mentions
from duizhao.speakers.people import Cast, Person
from duizhao.speakers.role_model import COMPANY
from duizhao.vocabulary import Role
from golden.loading import speech

INTRODUCED = "With us are our CEO, Ines Falk, and our CFO, Otto Brandt."


def cast(*sentences: str) -> Cast:
    segments: list[Segment] = [speech(text, index=at) for at, text in enumerate(sentences)]
    return cast_of(segments, read_mentions(segments))


def named(*sentences: str) -> dict[str, Role]:
    """Return the people of some sentences who are not stand-ins."""
    return {person.name: person.role for person in cast(*sentences).people if not person.stand_in}


def test_a_call_that_names_nobody_has_an_operator_and_a_stand_in_per_role() -> None:
    people = cast("The yard is full.").people
    assert [person.role for person in people] == [Role.OPERATOR, *COMPANY]
    assert all(person.stand_in for person in people)


def test_who_is_introduced_has_the_role_of_the_title() -> None:
    assert named(INTRODUCED) == {"Ines Falk": Role.CEO, "Otto Brandt": Role.CFO}


def test_who_is_called_without_a_title_is_added() -> None:
    assert named("I will now turn the call over to Lars.", "The yard is full.") == {"Lars": Role.UNKNOWN}


def test_who_is_thanked_once_is_not() -> None:
    assert named("Thank you, Lars.", "The yard is full.") == {}
    assert named("Thank you, Lars.", "The yard is full.", "Thanks, Lars.") == {"Lars": Role.UNKNOWN}


def test_common_words_of_the_call_are_nobody() -> None:
    assert named("Over to Harbour.", "The harbour is full.") == {}
    assert named("Over to Harbour.", "The yard is full.") == {"Harbour": Role.UNKNOWN}
    assert named("Thank you, Everybody.", "Thank you, Everybody.") == {}


def test_who_is_known_by_title_is_not_added_again() -> None:
    said = named(INTRODUCED, "Over to Otto.", "Thank you, Mr. Brandt.", "Thank you, Ines.", "Thank you, Ines.")
    assert set(said) == {"Ines Falk", "Otto Brandt"}


def test_two_forms_of_a_name_that_is_called_are_one_person() -> None:
    said = cast("Over to Lars Moe.", "Thank you, Lars.", "Thank you, Lars.")
    (lars,) = [person for person in said.people if not person.stand_in]
    assert {"Lars", "Lars Moe"} <= lars.forms


def test_the_floor_has_the_operator_once_and_no_questioners() -> None:
    said = cast(INTRODUCED, "Over to Lars.", "Our first question comes from Dana Reed of Harbour Bank.")
    assert "Dana Reed" in [person.name for person in said.people]
    floor = floor_of(said)
    assert [person.role for person in floor].count(Role.OPERATOR) == 1
    assert [person.name for person in floor if person.name] == ["Operator", "Ines Falk", "Otto Brandt", "Lars"]


def test_the_floor_holds_a_few_of_those_without_a_title() -> None:
    names = ("Lars", "Nils", "Olaf", "Sven", "Ulla")
    said = cast(*(f"Over to {name}." for name in names))
    floor = [person.name for person in floor_of(said) if not person.stand_in]
    assert floor == list(names[:3])


def test_people_of_the_floor_are_those_of_the_cast() -> None:
    said = cast(INTRODUCED)
    held: list[Person] = floor_of(said)
    assert all(any(person is one for one in said.people) for person in held)
