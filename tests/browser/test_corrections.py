"""Corrections in the page: kept, undone, downloaded, and accepted by duizhao."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

from conftest import Site, Watched, accepted

New = Callable[..., Watched]
PLANTED = "interpreted_planted_errors.txt"


def opened(samples: Site, watched: New) -> Page:
    page = watched(accept_downloads=True).open(samples.call(PLANTED))
    page.keyboard.press("n")
    return page


def downloaded(page: Page, folder: Path) -> list[dict[str, Any]]:
    page.keyboard.press("c")
    with page.expect_download() as waiting:
        page.click("text=Download patch")
    path = folder / waiting.value.suggested_filename
    waiting.value.save_as(path)
    page.keyboard.press("Escape")
    return accepted(path)


def count(page: Page) -> str:
    return (page.locator(".corrections").text_content() or "").split()[-1]


def test_nothing_corrected_is_an_empty_patch(samples: Site, watched: New, tmp_path: Path) -> None:
    assert downloaded(opened(samples, watched), tmp_path) == []


def test_a_turn(samples: Site, watched: New, tmp_path: Path) -> None:
    page = opened(samples, watched)
    page.keyboard.press("s")
    page.select_option("dialog select[name=role]", "cfo")
    page.select_option("dialog select[name=voice]", "interpreter")
    page.select_option("dialog select[name=speaker]", label="another name …")
    page.fill("dialog input[name=another]", "Ottilie \U0001f600 <b>")
    page.fill("dialog textarea", "heard 再听")
    page.click("text=Save")
    assert page.locator(".part:has([aria-current])").get_attribute("class") == "part role-cfo by-interpreter"
    assert "Ottilie \U0001f600 <b>" in (page.locator(".part:has([aria-current]) h3").text_content() or "")
    page.keyboard.press("c")
    page.fill("dialog input[name=author]", "mei@example.org")
    page.keyboard.press("Escape")
    (entry,) = downloaded(page, tmp_path)
    assert entry["set"] == {"speaker": "Ottilie \U0001f600 <b>", "role": "cfo", "voice": "interpreter"}
    assert entry["was"] == {"speaker": "Zhong Boyang", "role": "ceo", "voice": "self"}
    assert (entry["author"], entry["note"], entry["kind"]) == ("mei@example.org", "heard 再听", "turn")


def test_a_renditions_turn(samples: Site, watched: New, tmp_path: Path) -> None:
    page = opened(samples, watched)
    page.keyboard.press("Shift+S")
    page.select_option("dialog select[name=voice]", "self")
    page.click("text=Save")
    (entry,) = downloaded(page, tmp_path)
    assert (entry["was"], entry["set"]) == ({"voice": "interpreter"}, {"voice": "self"})
    page.keyboard.press("c")
    page.click("dialog .entries >> text=Undo")
    page.keyboard.press("Escape")
    assert count(page) == "0"


def test_what_is_set_back_is_not_in_the_patch(samples: Site, watched: New, tmp_path: Path) -> None:
    page = opened(samples, watched)
    for role in ("cfo", "ceo"):
        page.keyboard.press("s")
        page.select_option("dialog select[name=role]", role)
        page.click("text=Save")
    assert count(page) == "0"
    assert downloaded(page, tmp_path) == []


def test_a_turns_boundary(samples: Site, watched: New, tmp_path: Path) -> None:
    page = opened(samples, watched)
    page.keyboard.press("s")
    page.get_by_label("The turn ends with").focus()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    assert "Given to the next turn: 2." in (page.locator("dialog fieldset [role=status]").text_content() or "")
    page.click("text=Save")
    one, two = downloaded(page, tmp_path)
    assert one["set"]["segments"] == one["was"]["segments"][:-2]
    assert two["set"]["segments"] == [*one["was"]["segments"][-2:], *two["was"]["segments"]]
    assert set(one["set"]) == set(two["set"]) == {"segments"}
    away, more = page.locator(".heading .corrected, .heads .corrected").all_text_contents()[1::2]
    assert (away, more) == ("✎ 2 moved away", "✎ 2 more")
    assert (
        page.locator(".segment + .corrected").all_text_contents()
        == [" ✎ moved to Zhong Boyang, interpreter's voice"] * 2
    )
    page.keyboard.press("u")
    assert count(page) == "0"
    assert page.locator(".segment + .corrected").count() == 0


def test_half_of_a_move_is_not_undone(samples: Site, watched: New, tmp_path: Path) -> None:
    page = opened(samples, watched)
    page.keyboard.press("s")
    page.get_by_label("The turn ends with").press("ArrowUp")
    page.click("text=Save")
    page.keyboard.press("Shift+S")
    page.select_option("dialog select[name=role]", "cfo")
    page.click("text=Save")
    page.keyboard.press("c")
    page.locator("dialog .entries >> text=Undo").first.click()
    page.keyboard.press("Escape")
    (entry,) = downloaded(page, tmp_path)
    assert entry["set"] == {"role": "cfo"}
    page.keyboard.press("u")
    assert [sorted(entry["set"]) for entry in downloaded(page, tmp_path)] == [["segments"], ["role", "segments"]]


def test_no_turn_is_left_without_words(samples: Site, watched: New, tmp_path: Path) -> None:
    page = opened(samples, watched)
    page.keyboard.press("s")
    begins, ends = page.get_by_label("The turn begins with"), page.get_by_label("The turn ends with")
    begins.select_option(index=0)
    ends.select_option(index=ends.locator("option").count() - 1)
    page.click("text=Save")
    before, own, after = sorted(downloaded(page, tmp_path), key=lambda one: str(one["id"]))
    assert before["set"]["segments"] == before["was"]["segments"][:1]
    assert after["set"]["segments"] == after["was"]["segments"][-1:]
    whole = [*before["was"]["segments"], *own["was"]["segments"], *after["was"]["segments"]]
    assert own["set"]["segments"] == whole[1:-1]
    page.keyboard.press("s")
    begins.select_option(index=begins.locator("option").count() - 1)
    assert ends.locator("option:not([disabled])").count() == 1
    page.click("text=Save")
    entries = downloaded(page, tmp_path)
    assert all(entry["set"]["segments"] for entry in entries)
    assert sum(len(entry["set"]["segments"]) for entry in entries) == len(whole)


def test_a_beads_boundary(samples: Site, watched: New, tmp_path: Path) -> None:
    page = opened(samples, watched)
    text = page.locator(".row[aria-current] .right .segment").first.text_content()
    before = page.locator(".row[aria-current]").get_attribute("id")
    page.keyboard.press("[")
    one, two = downloaded(page, tmp_path)
    assert (one["kind"], two["kind"]) == ("pair", "pair")
    moved = two["was"]["target_segments"][0]
    assert one["set"]["target_segments"] == [*one["was"]["target_segments"], moved]
    assert two["set"]["target_segments"] == two["was"]["target_segments"][1:]
    assert f"at-{two['id']}" == before
    assert text in (page.locator(f"[id='at-{one['id']}'] .right").text_content() or "")
    page.keyboard.press("{")  # and back: the patch is empty again
    assert downloaded(page, tmp_path) == []
    page.keyboard.press("]")
    assert count(page) == "2"
    page.keyboard.press("}")
    assert count(page) == "0"
    page.keyboard.press("[")
    page.keyboard.press("u")
    assert count(page) == "0"


def test_a_bead(samples: Site, watched: New, tmp_path: Path) -> None:
    page = opened(samples, watched)
    page.keyboard.press("b")
    page.select_option("dialog select[name=fits]", "partly")
    page.select_option("dialog select[name=rendition]", "")
    page.click("text=Save")
    (entry,) = downloaded(page, tmp_path)
    assert entry["set"] == {"fits": "partly", "rendition": None}


def test_discrepancies_are_judged(samples: Site, watched: New, tmp_path: Path) -> None:
    page = opened(samples, watched)
    page.keyboard.press("t")
    row = page.locator(".row[aria-current]")
    assert row.locator("button[aria-pressed=true]").text_content() == "true"
    row.locator(".judge select").nth(1).select_option("direction")
    one, two = downloaded(page, tmp_path)
    assert one["set"] == {"judgement": "true"}
    assert two["set"] == {"judgement": "other-type", "type": "direction"}
    page.keyboard.press("f")
    assert [entry["set"]["judgement"] for entry in downloaded(page, tmp_path)] == ["false", "other-type"]
    page.keyboard.press("f")
    row.locator(".judge select").nth(1).select_option("")
    assert count(page) == "0"


def test_the_browser_keeps_them(samples: Site, watched: New) -> None:
    page = opened(samples, watched)
    page.keyboard.press("t")
    page.reload()
    page.wait_for_selector("html[data-ready]")
    assert count(page) == "1"
    page.check("input[value=corrected]")
    assert page.locator(".row[data-row]:visible").count() == 1
    page.goto(samples.index.as_uri())
    page.wait_for_selector("html[data-ready]")
    with page.expect_download() as waiting:
        page.click("text=Download all corrections")
    assert len(accepted(waiting.value.path())) == 1


def test_what_others_put_there_is_not_taken(samples: Site, watched: New, tmp_path: Path) -> None:
    page = opened(samples, watched)
    page.keyboard.press("t")
    foreign = """() => { const key = Object.keys(localStorage).find((name) => name.split(":").length === 3);
      const held = JSON.parse(localStorage.getItem(key));
      held.entries.push({ ...held.entries[0], id: "else" }, { ...held.entries[0], digest: "0".repeat(16) }, null);
      localStorage.setItem(key, JSON.stringify(held)); }"""
    page.evaluate(foreign)
    page.reload()
    page.wait_for_selector("html[data-ready]")
    assert len(downloaded(page, tmp_path)) == 1
    page.evaluate("() => localStorage.setItem(Object.keys(localStorage).find((n) => n.split(':').length === 3), '{')")
    page.reload()
    page.wait_for_selector("html[data-ready]")
    assert json.loads(page.locator("#data").text_content() or "")["call"]
