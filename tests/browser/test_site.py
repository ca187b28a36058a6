"""The index, the page of plots, and what serves people who cannot see the page."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from conftest import Site, Watched

New = Callable[..., Watched]
AXE = Path(__file__).parent / "node_modules" / "axe-core" / "axe.min.js"
#: Rules whose breach keeps somebody out.
GRAVE = {"serious", "critical"}


def test_the_index_is_sorted_and_searched(samples: Site, watched: New) -> None:
    page = watched().open(samples.index)
    rows = page.locator("tbody tr")
    assert rows.count() == len(samples.calls)
    page.click("thead >> text=Interpretation gaps")
    assert page.locator("th[aria-sort]").get_attribute("aria-sort") == "descending"
    told = rows.locator("td:nth-child(8)").all_text_contents()
    gaps = [int(text) for text in told if text != "–"]  # where nothing is interpreted, there is no number of gaps
    assert told == [*map(str, sorted(gaps, reverse=True)), *["–"] * (len(told) - len(gaps))]
    assert 0 < len(gaps) < len(told)
    page.click("thead >> text=Date")
    dates = rows.locator("td:nth-child(3)").all_text_contents()
    known = [one for one in dates if one != "–"]
    assert dates == [*sorted(known), *["–"] * (len(dates) - len(known))]
    page.fill("input[type=search]", "失 not there")
    assert rows.count() == 0
    page.fill("input[type=search]", "光学")
    assert rows.count() == 1
    page.click("tbody a")
    page.wait_for_selector("html[data-ready]")
    assert "光学" in (page.locator("h1").text_content() or "")


def test_the_corpus_is_plotted(samples: Site, watched: New) -> None:
    page = watched().open(samples.plots)
    assert page.locator("h2").all_text_contents() == ["Interpretation gaps", "Translation errors"]
    assert page.locator("svg.plot").count() >= 8
    page.select_option("select[name=order]", "value")
    page.locator("summary").first.click()
    assert page.locator("details[open] tbody tr").count() > 3


def test_nothing_else_runs_in_a_page(samples: Site, watched: New) -> None:
    one = watched()
    page = one.open(samples.index)
    page.evaluate("""() => { const script = document.createElement("script");
      try { script.textContent = "window.hurt = 1"; } catch { return; } document.body.append(script); }""")
    assert page.evaluate("window.hurt") is None
    assert one.faults  # the policy says so
    one.faults.clear()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1600])
@pytest.mark.parametrize("name", ["index", "plots", "interpreted_planted_errors.txt", "asr_one_line.txt"])
def test_people_who_cannot_see_it_can_use_it(samples: Site, watched: New, name: str, width: int, scheme: str) -> None:
    page = watched(viewport={"width": width, "height": 900}, color_scheme=scheme).open(
        {"index": samples.index, "plots": samples.plots}.get(name) or samples.call(name)
    )
    if name.endswith(".txt"):
        page.keyboard.press("n")
        page.keyboard.press("t")
        page.click(".gaps > summary")
    page.evaluate(AXE.read_text("utf-8"))
    for dialog in ("", "s", "c", "?") if name.endswith("errors.txt") else ("",):
        if dialog:
            page.keyboard.press(dialog)
        found = page.evaluate("axe.run(document)")["violations"]
        grave = [(one["id"], one["nodes"][0]["html"], len(one["nodes"])) for one in found if one["impact"] in GRAVE]
        assert grave == []
        if dialog:
            page.keyboard.press("Escape")
