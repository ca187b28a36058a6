"""The page of a call: filters, search, keys, links, marks."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from conftest import Site, Watched

New = Callable[..., Watched]
PLANTED, CHINESE, LINE = "interpreted_planted_errors.txt", "chinese_original_english_rendition.txt", "asr_one_line.txt"
SHOWN = ".row[data-row]:visible"


def planted(samples: Site, watched: New, **settings: Any) -> Page:
    return watched(**settings).open(samples.call(PLANTED))


def data(page: Page) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(page.locator("#data").text_content() or "")
    return found


def test_every_sentence_is_on_the_page(samples: Site, watched: New) -> None:
    page = planted(samples, watched)
    page.wait_for_selector("html[data-whole]")
    text = page.locator(".rows").text_content() or ""
    for one in data(page)["segments"]:
        pieces = [one["text"]] if isinstance(one["text"], str) else [piece for piece, *_ in one["text"]]
        assert all(piece in text for piece in pieces)


@pytest.mark.parametrize("role", ["operator", "ir", "ceo", "cfo", "executive", "analyst"])
def test_roles_filter(samples: Site, watched: New, role: str) -> None:
    page = planted(samples, watched)
    whole = page.locator(SHOWN).count()
    page.check(f"input[name=role][value={role}]")
    assert 0 < page.locator(SHOWN).count() < whole
    for part in page.locator(".part:visible").all():
        assert f"role-{role}" in (part.get_attribute("class") or "")
    page.click("text=Clear filters")
    assert page.locator(SHOWN).count() == whole


@pytest.mark.parametrize(
    ("name", "value"), [("voice", "interpreter"), ("voice", "self"), ("section", "qa"), ("section", "prepared")]
)
def test_voices_and_sections_filter(samples: Site, watched: New, name: str, value: str) -> None:
    page = planted(samples, watched)
    whole = page.locator(SHOWN).count()
    page.check(f"input[name={name}][value={value}]")
    assert 0 < page.locator(SHOWN).count() < whole
    assert page.locator(".shown").text_content() == f"{page.locator(SHOWN).count()} of {whole} rows shown"


def test_only_what_needs_an_eye(samples: Site, watched: New) -> None:
    page = planted(samples, watched)
    page.check("input[value=discrepancies]")
    assert page.locator(SHOWN).count() == page.locator(f"{SHOWN}:has(.found)").count() > 0
    page.uncheck("input[value=discrepancies]")
    page.check("input[value=corrected]")
    assert page.locator(SHOWN).count() == 0
    assert page.locator("h2.section:visible").count() == 0
    other = watched().open(samples.call(LINE))
    other.check("input[value=low]")
    assert 0 < other.locator(SHOWN).count() < other.locator(".row[data-row]").count()
    assert other.locator(".part:visible .low").count() > 0
    assert other.locator(".nobody").count() > 0  # nobody's words are said to be nobody's


def test_passes_and_speakers_filter(samples: Site, watched: New) -> None:
    page = watched().open(samples.call("asr_call_twice.txt"))
    whole = page.locator(SHOWN).count()
    page.check("input[name=pass][value='2']")
    second = page.locator(SHOWN).count()
    assert 0 < second < whole
    page.click("text=Clear filters")
    page.select_option("select[name=speaker]", index=1)
    assert 0 < page.locator(SHOWN).count() < whole


@pytest.mark.parametrize("words", ["REVENUE", "上半年", "ＲＭＢ"])
def test_search_in_both_languages(samples: Site, watched: New, words: str) -> None:
    page = planted(samples, watched)
    page.keyboard.press("/")
    page.keyboard.type(words)
    page.keyboard.press("Enter")
    page.wait_for_selector(".row.hit[aria-current]")
    hits = page.locator(".row.hit").count()
    assert (page.locator(".search [role=status]").text_content() or "").startswith(f"{hits} hit")
    assert page.evaluate("CSS.highlights.get('hits').size") >= hits
    first = page.locator("[aria-current]").get_attribute("id")
    page.keyboard.press("Enter")
    assert page.locator("[aria-current]").get_attribute("id") != first or hits == 1
    page.keyboard.press("Shift+Enter")
    assert page.locator("[aria-current]").get_attribute("id") == first
    page.check("input[value=hits]")
    assert page.locator(SHOWN).count() == hits


def test_keys_go_from_row_to_row(samples: Site, watched: New) -> None:
    page = planted(samples, watched)
    ids = page.locator(SHOWN).evaluate_all("rows => rows.map(row => row.id)")
    for at in (0, 1, 2):
        page.keyboard.press("j")
        assert page.locator("[aria-current]").get_attribute("id") == ids[at]
    page.keyboard.press("k")
    assert page.locator("[aria-current]").get_attribute("id") == ids[1]
    assert page.evaluate("document.activeElement.id") == ids[1]
    page.keyboard.press("n")
    assert page.locator("[aria-current] .found").count() > 0
    page.keyboard.press("p")
    page.keyboard.press("?")
    assert page.locator("dialog kbd").count() > 8
    page.keyboard.press("Escape")
    expect(page.locator("dialog")).to_have_count(0)  # it goes when the browser tells that it was closed


def test_a_link_names_a_bead(samples: Site, watched: New) -> None:
    page = planted(samples, watched)
    for _ in range(2):
        page.keyboard.press("n")
    here = page.locator("[aria-current]").get_attribute("id") or ""
    assert page.url.endswith(f"#{here.removeprefix('at-')}")
    other = watched().open(samples.call(PLANTED), here.removeprefix("at-"))
    assert other.locator("[aria-current]").get_attribute("id") == here


def test_marks_say_why_on_hover_and_focus(samples: Site, watched: New) -> None:
    page = planted(samples, watched)
    page.locator(".found").first.hover()
    assert "10 times larger" in (page.locator("#tip").text_content() or "")
    page.mouse.move(0, 0)
    assert not page.locator("#tip").is_visible()
    page.locator(".found").nth(1).focus()
    assert page.locator("#tip").is_visible()
    page.locator(".amount").first.hover()
    assert "2033" in (page.locator("#tip").text_content() or "")


def test_loops_are_folded(samples: Site, watched: New) -> None:
    page = watched().open(samples.call("asr_original_and_rendition.txt"))
    open_ = page.locator(".fold").first
    open_.scroll_into_view_if_needed()
    assert not page.locator(".loop").first.is_visible()
    open_.click()
    assert (page.locator(".loop").first.text_content() or "").count("near the vegetable market") > 2


def test_gaps_are_plotted(samples: Site, watched: New) -> None:
    page = planted(samples, watched)
    page.click(".gaps > summary")
    page.wait_for_selector(".gaps svg.plot")
    assert page.locator(".gaps svg.plot").count() >= 4
    assert page.locator(".gaps .plot .unit").first.text_content() == "Omission rate (ratio)"


@pytest.mark.parametrize("width", [360, 1600])
def test_pages_fit(samples: Site, watched: New, width: int) -> None:
    page = planted(samples, watched, viewport={"width": width, "height": 800})
    page.keyboard.press("n")
    for where in (None, samples.index, samples.plots):
        if where:
            page.goto(where.as_uri())
            page.wait_for_selector("html[data-ready]")
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_print_has_every_row(samples: Site, watched: New) -> None:
    page = planted(samples, watched)
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert page.locator(".row[data-row]").count() == int(page.locator("html").get_attribute("data-rows") or 0)


def test_long_calls_can_be_used_at_once(many: Site, watched: New) -> None:
    one = watched()
    page = one.open(many.call("many.txt"))
    page.keyboard.press("j")
    assert page.locator("[aria-current]").count() == 1
    page.wait_for_selector("html[data-whole]")
    assert page.locator(".row[data-row]").count() == int(page.locator("html").get_attribute("data-rows") or 0)
    last = page.locator(".row[data-row]").last.get_attribute("id") or ""
    linked = watched().open(many.call("many.txt"), last.removeprefix("at-"))
    assert linked.locator("[aria-current]").get_attribute("id") == last
    linked.keyboard.press("/")
    linked.keyboard.type("region 2999")
    linked.keyboard.press("Enter")
    linked.wait_for_selector(".row.hit[aria-current]")
    assert "1 hit" in (linked.locator(".search [role=status]").text_content() or "")
