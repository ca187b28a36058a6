"""Persons out of names: whom a name means, and when two records are one person."""

from __future__ import annotations

import pytest

from duizhao.labels import parse_label
from duizhao.records import Block, LaidLine, Layout
from duizhao.speakers.gathering import announce, gather_labels, gather_talk, join_introduced, misheard
from duizhao.speakers.mentions import Act, Mention, read_mentions
from duizhao.speakers.people import Cast, Person, finish
from duizhao.vocabulary import Kind, Role
from golden.loading import speech


def cast_of(*people: tuple[str, Role | None]) -> Cast:
    cast = Cast()
    for name, role in people:
        person = cast.add(name)
        if role is not None:
            person.vote(role, 3.0, "given")
    return cast


def found(cast: Cast, name: str, role: Role | None = None) -> str | None:
    person = cast.find(name, role=role)
    return person.name if person else None


STAFF = cast_of(
    ("Ines Falk", Role.CEO), ("Timothy Moe", Role.CFO), ("Peter Lindqvist", Role.ANALYST), ("Lu Mingyuan", None)
)


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("Ines Falk", "Ines Falk"),
        ("Falk Ines", "Ines Falk"),
        ("Ms. Falk", "Ines Falk"),
        ("Ines", "Ines Falk"),
        ("Tim", "Timothy Moe"),
        ("Tim Moe", "Timothy Moe"),
        ("Ti", None),
        ("Mingyuan Lu", "Lu Mingyuan"),
        ("陆明远", "Lu Mingyuan"),
        ("陆总", "Lu Mingyuan"),
        ("陆先生", "Lu Mingyuan"),
        ("何总", None),
        ("Otto", None),
        ("Inez Falk", None),
    ],
)
def test_find_without_a_role(name: str, wanted: str | None) -> None:
    assert found(STAFF, name) == wanted


def test_two_people_of_one_surname_are_nobody() -> None:
    cast = cast_of(("Ines Falk", Role.CEO), ("Otto Falk", Role.EXECUTIVE))
    assert found(cast, "Mr. Falk") is None
    assert found(cast, "Otto") == "Otto Falk"


def test_the_role_tells_two_people_of_one_surname_apart() -> None:
    cast = cast_of(("Ines Falk", Role.CEO), ("Otto Falk", Role.ANALYST))
    assert found(cast, "Falk", Role.ANALYST) == "Otto Falk"
    assert found(cast, "Falk", Role.CEO) == "Ines Falk"
    assert found(cast, "Falk") is None


@pytest.mark.parametrize(
    ("name", "role", "wanted"),
    [
        ("Falk", Role.ANALYST, None),  # the CEO asks no questions
        ("President Falk", Role.EXECUTIVE, "Ines Falk"),
        ("Ingrid", Role.CFO, "Timothy Moe"),  # one CFO holds the title, however the name was heard
        ("Ingrid", Role.EXECUTIVE, None),
        ("Ingrid", None, None),
        ("Peter", Role.CEO, "Ines Falk"),
    ],
)
def test_find_with_a_role(name: str, role: Role | None, wanted: str | None) -> None:
    assert found(STAFF, name, role) == wanted


def test_sound_counts_only_where_the_role_agrees() -> None:
    cast = cast_of(("Qian Bo", Role.EXECUTIVE))
    assert found(cast, "Chian Bo", Role.EXECUTIVE) == "Qian Bo"
    assert found(cast, "Chian Bo", Role.ANALYST) is None
    assert found(cast, "Chian Bo") is None


def test_two_who_sound_alike_stay_two() -> None:
    cast = cast_of(("Mabel Teng", Role.ANALYST), ("Mabel Deng", Role.ANALYST))
    assert found(cast, "Mabel Teng") == "Mabel Teng"
    assert found(cast, "Mabel", Role.ANALYST) is None


def test_stand_ins_are_never_found() -> None:
    cast = Cast()
    cast.add("Unidentified Analyst", stand_in=True)
    assert cast.find("Unidentified Analyst") is None


def test_among_restricts_the_candidates() -> None:
    cast = cast_of(("Ines Falk", None), ("Otto Brandt", None))
    assert cast.find("Otto Brandt", among=[cast.people[0]]) is None


def test_votes_count_a_reason_once() -> None:
    person = Person("Ines Falk")
    for _ in range(5):
        person.vote(Role.EXECUTIVE, 3.0, "label says Director")
    person.vote(Role.CFO, 4.0, "introduced as CFO")
    assert person.role is Role.CFO
    assert person.votes == {Role.EXECUTIVE: 3.0, Role.CFO: 4.0}
    assert person.evidence() == "introduced as CFO (outvoted: executive: label says Director)"


def test_nobody_votes() -> None:
    assert Person("Ines Falk").role is Role.UNKNOWN
    assert Person("Ines Falk").evidence()


def test_absorb_takes_names_and_votes() -> None:
    cast = cast_of(("Lu Mingyuan", None), ("陆明远", Role.CEO))
    one, other = cast.people
    cast.absorb(one, other)
    assert cast.people == [one]
    assert (one.forms, one.role) == ({"Lu Mingyuan", "陆明远"}, Role.CEO)
    (speaker,) = finish(cast.people)
    assert (speaker.name, speaker.name_zh, speaker.aliases) == ("Lu Mingyuan", "陆明远", ("Lu Mingyuan", "陆明远"))


@pytest.mark.parametrize("form", ["主持人", "陆总"])
def test_no_chinese_name_of_functions_and_bare_surnames(form: str) -> None:
    person = Person("Operator", {"Operator", form})
    assert finish([person])[0].name_zh == ""


def layout_of(*labels: str) -> Layout:
    blocks = tuple(Block(index, parse_label(text), index + 1) for index, text in enumerate(labels))
    return Layout("name-line", 1.0, tuple(LaidLine(Kind.LABEL) for _ in blocks), blocks)


def test_labels_of_one_person_are_one_person() -> None:
    cast = Cast()
    holders = gather_labels(
        layout_of("Ines Falk - CEO", "Operator", "Ines Falk", "Operator", "陆明远（首席财务官）"), cast
    )
    assert [person.name for person in cast.people] == ["Ines Falk", "Operator", "陆明远"]
    assert holders[0] is holders[2]
    assert holders[1] is holders[3]
    assert [person.role for person in cast.people] == [Role.CEO, Role.OPERATOR, Role.CFO]


def test_an_interpreter_beside_a_name_is_not_its_role() -> None:
    cast = Cast()
    gather_labels(layout_of("Ines Falk (interpreter)", "Interpreter"), cast)
    assert [person.role for person in cast.people] == [Role.UNKNOWN, Role.INTERPRETER]


def introduced(*labels: str, said: str) -> Cast:
    cast = Cast()
    holders = gather_labels(layout_of(*labels), cast)
    segments = [speech(said)]
    gather_talk(read_mentions(segments), segments, cast)
    join_introduced(cast, list(holders.values()))
    return cast


def test_the_introduced_officer_and_the_labelled_director_of_one_surname_are_one() -> None:
    cast = introduced("Mingyuan Lu - Independent Director", "Ines Falk - CEO", said="With us is our CFO, Mr. Felix Lu.")
    assert [person.name for person in cast.people] == ["Mingyuan Lu", "Ines Falk"]
    assert cast.people[0].role is Role.CFO
    assert "Mr. Felix Lu" in cast.people[0].forms


@pytest.mark.parametrize(
    "labels",
    [
        ("Mingyuan Lu - Independent Director", "Wei Lu - Vice President"),  # two of the surname
        ("Mingyuan He - Independent Director",),  # another surname
        ("Mingyuan Lu - Analyst",),  # who asks is no officer
    ],
)
def test_the_introduced_officer_joins_nobody_in_doubt(labels: tuple[str, ...]) -> None:
    cast = introduced(*labels, said="With us is our CFO, Mr. Felix Lu.")
    assert len(cast.people) == len(labels) + 1
    assert cast.people[-1].role is Role.CFO
    assert all(person.role is not Role.CFO for person in cast.people[:-1])


def test_a_labelled_officer_keeps_out_another() -> None:
    cast = introduced("Mingyuan Lu - Director", "Otto Brandt - CFO", said="With us is our CFO, Mr. Felix Lu.")
    director = next(person for person in cast.people if person.name == "Mingyuan Lu")
    assert director.role is Role.EXECUTIVE


def test_announced_analysts_are_made_once() -> None:
    cast = Cast()
    for name in ("Peter Lindqvist", "Peter Lindquist", "Dana Reed"):
        announce(Mention(0, Act.ANNOUNCEMENT, name, firm="Harbour Bank"), cast)
    assert [person.name for person in cast.people] == ["Peter Lindqvist", "Dana Reed"]
    assert all(person.role is Role.ANALYST for person in cast.people)


def test_analysts_of_two_firms_stay_two_however_alike_their_names() -> None:
    cast = Cast()
    announce(Mention(0, Act.ANNOUNCEMENT, "Mabel Teng", firm="Harbour Bank"), cast)
    announce(Mention(0, Act.ANNOUNCEMENT, "Mabel Deng", firm="Northlight"), cast)
    assert len(cast.people) == 2


def test_the_operator_says_her_name() -> None:
    cast = cast_of(("Operator", Role.OPERATOR))
    cast.people[0].stand_in = True
    segments = [speech("My name is Dana and I will be your operator today.")]
    gather_talk(read_mentions(segments), segments, cast)
    assert "Dana" in cast.people[0].forms


def test_misheard_names_need_one_candidate() -> None:
    cast = cast_of(("Ines Falk", Role.CEO), ("Lu Mingyuan", Role.CFO))
    assert misheard("Inez Falc", cast.people) is cast.people[0]
    assert misheard("Luzong", cast.people) is cast.people[1]
    assert misheard("Peter Lindqvist", cast.people) is None
