"""What the text says about the call itself."""

from __future__ import annotations

import pytest

from duizhao.facts import _date, _period, read_facts
from duizhao.records import Attribution, Facts, Segment
from duizhao.vocabulary import Kind, Lang
from unit.calls import transcript


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("2024-05-12", "2024-05-12"),
        ("2024/5/2", "2024-05-02"),
        ("May 12, 2024", "2024-05-12"),
        ("12 May 2024", "2024-05-12"),
        ("Sept. 3, 2024", "2024-09-03"),
        ("2024年5月12日", "2024-05-12"),
        ("05/12/2024 9:30 am", "2024-05-12"),  # month first, as vendors print it
        ("13/05/2024", "2024-05-13"),
        ("Date: May 3 2024", "2024-05-03"),
        ("May 12, 2024 8:00 AM", "2024-05-12"),
        ("Monday, May 13, 2024", "2024-05-13"),
        ("2024/13/45", ""),
        ("31 Feb 2024", ""),
        ("soon", ""),
        ("", ""),
    ],
)
def test_dates(text: str, wanted: str) -> None:
    assert _date(text) == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("second quarter of 2024", "2024Q2"),
        ("Fourth Quarter 2023", "2023Q4"),
        ("Q3 2023", "2023Q3"),
        ("2023Q4", "2023Q4"),
        ("first half 2024", "2024H1"),
        ("2024年第三季度", "2024Q3"),
        ("2024年2季度", "2024Q2"),
        ("第二季度", ""),
        ("in 2024 we grew", ""),
        ("", ""),
    ],
)
def test_periods(text: str, wanted: str) -> None:
    assert _period(text) == wanted


CALL = """\
Fjordline Q2 2024 Earnings Call
May 12, 2024
Operator: Good day, and {welcome}.
Ines Falk - CEO: Thank you. We opened a yard in May.
Operator: That concludes the call.
"""


def facts(welcome: str) -> Facts:
    return transcript(CALL.format(welcome=welcome)).facts


def test_facts_of_a_call() -> None:
    found = facts("welcome to Fjordline Group's second quarter 2024 results call")
    assert (found.company, found.event) == ("Fjordline Group", "results call")
    assert (found.period, found.date) == ("2024Q2", "2024-05-12")


def test_title_of_a_call() -> None:
    assert facts("welcome").title == "Fjordline Q2 2024 Earnings Call"


def test_title_in_lower_case() -> None:
    one = transcript("Fjordline results call transcript\n" + CALL.format(welcome="welcome").split("\n", 1)[1])
    assert one.facts.title == "Fjordline results call transcript"


def test_events_of_two_words() -> None:
    found = facts("welcome to Fjordline Group's second quarter 2024 earnings conference call")
    assert found.event == "earnings conference call"


def test_welcome_at_the_start_of_a_sentence() -> None:
    assert facts("hello. Welcome to Fjordline Group's second quarter 2024 results call").company == "Fjordline Group"


def test_possessive_of_a_plural() -> None:
    assert facts("welcome to Fjordline Ferries' second quarter 2024 results call").company == "Fjordline Ferries"


def test_what_is_not_said_is_empty() -> None:
    one = transcript("Good day.\nWe opened a yard.\n")
    assert one.facts == Facts()
    assert read_facts((), Attribution((), ())) == Facts()


def test_a_long_notice_is_no_title() -> None:
    notice = Segment(0, 1, 0, 200, Kind.NOTICE, Lang.EN, "This transcript of a call " * 8, "x", -1)
    assert read_facts([notice], Attribution((), ())).title == ""
