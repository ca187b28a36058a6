"""Who is named in a sentence, and how."""

from __future__ import annotations

from typing import Any

import pytest

from duizhao.speakers.addressing import addresses
from duizhao.speakers.people import Person
from golden.loading import cases, load, speech

PEOPLE = [Person(name, {name}) for name in ("Ines Falk", "Otto Brandt", "Mira Dahl", "Dana Reed", "陆明远", "何思雨")]
WAYS = ("self", "told of", "called", "thanked", "opens", "closes", "for", "called to", "named")
IN_CHINESE = ("called", "thanked", "named")


def read(source: str, people: list[Person]) -> list[list[str]]:
    (found,) = addresses([speech(source)], people)
    return [[people[one.person].name, one.kind] for one in found]


@pytest.mark.parametrize("case", cases("addressing"))
def test_addressing(case: dict[str, Any]) -> None:
    assert read(case["source"], PEOPLE) == case["expected"]


@pytest.mark.parametrize("way", WAYS)
def test_every_way_has_cases_of_both_kinds(way: str) -> None:
    held = [case for case in load("addressing") if case["expect"] == "pass"]
    is_so = {case["source"]: way in [kind for _, kind in case["expected"]] for case in held if case["label"] == way}
    for chinese in (False, True) if way in IN_CHINESE else (False,):
        some = [found for source, found in is_so.items() if source.isascii() != chinese]
        assert sum(some) >= 3
        assert len(some) - sum(some) >= 3


def test_a_name_of_two_people_is_in_doubt() -> None:
    people = [Person("Ines Falk", {"Ines Falk"}), Person("Lars Falk", {"Lars Falk"})]
    assert read("Mr. Falk, please.", people) == [["Ines Falk", "opens?"], ["Lars Falk", "opens?"]]
    assert read("Lars Falk, please.", people) == [["Lars Falk", "opens"]]


def test_any_form_names_its_bearer() -> None:
    people = [Person("Lu Mingyuan", {"Lu Mingyuan", "陆明远", "陆总"})]
    for source in ("Thank you, Mingyuan.", "Thank you, Mr. Lu.", "谢谢陆总。", "谢谢陆明远。"):
        assert read(source, people) == [["Lu Mingyuan", "thanked"]]


def test_nobody_to_look_for() -> None:
    assert addresses([speech("Thank you, Ines."), speech("Yes.")], []) == [(), ()]
