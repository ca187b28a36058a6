"""Hostile transcripts in every page: nothing runs, nothing leaves its place, and every text is shown as it is."""

from __future__ import annotations

import json
import os
import shutil
from collections import Counter
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from conftest import Site, Watched, make
from support.program import python

New = Callable[..., Watched]
CHECKS = Path(__file__).with_name("checks.js").read_text("utf-8")
#: A folder of files that are not ours, tried in the same way.
TORTURE = os.environ.get("DUIZHAO_TORTURE", "")
#: Where a focus outline may be painted around a box, in pixels.
ROOM = 6
DIALOGS = ("s", "S", "b", "c", "?")
_TEXTS = """
import json, sys, duizhao
from duizhao.reading_view.marks import plain_text, visible
out = {}
for call in duizhao.open(sys.argv[1]):
    shown = [row for row in call.rows("segments") if row["kind"] != "label"]
    out[call.transcript_id] = {
        "texts": [text for row in shown if (text := plain_text(row))],
        "names": [visible(name) for row in call.rows("speakers") for name in (row["name"], row["name_zh"]) if name],
        "heads": [visible(call.row[name]) for name in ("title", "company", "source") if call.row[name]],
    }
print(json.dumps(out))
"""
#: Every segment of the page, without the numbers of discrepancies.
_SHOWN = """() => [...document.querySelectorAll(".rows .segment")].map((node) => {
  const copy = node.cloneNode(true);
  for (const sign of copy.querySelectorAll("sup")) sign.remove();
  return copy.textContent; }).filter(Boolean)"""


def texts(site: Site) -> dict[str, dict[str, list[str]]]:
    """Return for each call what its page shows: sentences, names, heads."""
    found: dict[str, dict[str, list[str]]] = json.loads(python(_TEXTS, site.folder / "corpus"))
    return found


def faults_of_call(page: Page, path: Path, said: dict[str, list[str]]) -> list[str]:
    """Go through a call's page as a reader does, and return what is wrong with it."""
    page.goto(path.as_uri())
    page.wait_for_selector("html[data-whole]")
    shown = Counter(page.evaluate(_SHOWN))
    found = [
        f"shown otherwise: {text!r:.80}" for text in (Counter(said["texts"]) - shown) + (shown - Counter(said["texts"]))
    ]
    heads = page.locator(".call-top, .about").all_inner_texts()
    found += [
        f"not in the head: {one!r:.80}" for one in said["heads"] if not any(one.strip() in text for text in heads)
    ]
    called = {*page.locator(".name bdi").all_text_contents()} - {" ".join(said["names"])}
    found += [f"nobody is called {one!r:.80}" for one in called if not any(name in one for name in said["names"])]
    page.click(".gaps > summary")
    for values in page.locator(".gaps .values > summary").all()[:1]:
        values.click()
    page.keyboard.press("j")
    found += page.evaluate(CHECKS)
    for key in DIALOGS:
        page.keyboard.press(key)
        if page.locator("dialog").count():
            found += [f"{key}: {one}" for one in page.evaluate(CHECKS)]
            page.keyboard.press("Escape")
            page.wait_for_selector("dialog", state="detached")
    return found


def faults(site: Site, one: Watched) -> dict[str, list[str]]:
    """Go through every page of a site, and return what is wrong by page."""
    out = {}
    said = texts(site)
    for path in site.calls:
        out[said[path.stem]["heads"][-1]] = faults_of_call(one.page, path, said[path.stem])
    for path in (site.index, site.plots):
        page = one.open(path)
        shown = page.locator("body").inner_text()
        out[path.name] = page.evaluate(CHECKS)
        if path == site.index:
            missing = [head for call in said.values() for head in call["heads"][-1:] if head.strip() not in shown]
            out[path.name] += [f"not in the index: {head!r:.80}" for head in missing]
    return {name: found for name, found in out.items() if found} | ({"console": one.faults} if one.faults else {})


@pytest.mark.parametrize("width", [360, 1280])
def test_hostile_texts_are_texts(hostile: Site, watched: New, width: int) -> None:
    assert len(hostile.calls) == 17
    assert faults(hostile, watched(viewport={"width": width, "height": 900})) == {}


def test_samples_pass_the_same_checks(samples: Site, watched: New) -> None:
    assert faults(samples, watched()) == {}


@pytest.mark.parametrize(
    ("spoilt", "told"),
    [
        ("row.append(document.createElement('img'))", "an element that nobody made"),
        ("row.setAttribute('src', 'x')", "attribute src"),
        (
            "row.append(Object.assign(document.createElement('a'), { href: 'javascript:1', textContent: 'x' }))",
            "address",
        ),
        ("document.body.append(document.createElement('script'))", "another script"),
        ("window.hurt = 1", "a script ran"),
        ("row.append('a\\u202eb')", "an override"),
        ("row.append('\\u05e9\\u05dc')", "not isolated"),
        ("document.querySelector('.rows bdi').style.unicodeBidi = 'normal'", "unicode-bidi"),
        ("document.querySelector('.heading').style.direction = 'rtl'", "out of order"),
        ("document.querySelector('.about p').style.width = '3000px'", "out of its box"),
        ("document.querySelector('h1').style.marginLeft = '4000px'", "wider than the window"),
    ],
)
def test_the_checks_find_what_they_look_for(samples: Site, watched: New, spoilt: str, told: str) -> None:
    one = watched()
    page = one.open(samples.call("english_only.txt"))
    assert page.evaluate(CHECKS) == []
    page.evaluate(f"() => {{ const row = document.querySelector('.row[data-row]'); {spoilt}; }}")
    assert [fault for fault in page.evaluate(CHECKS) if told in fault]
    one.faults.clear()


def stains(page: Page, selector: str) -> list[str]:
    """Return of which elements something is painted elsewhere: what hiding them changes outside of their boxes."""
    out = []
    for node in page.locator(selector).all():
        node.scroll_into_view_if_needed()
        box, size = node.bounding_box(), page.viewport_size
        if box is None or size is None:
            continue
        low = box["y"] + box["height"] + ROOM
        above = {"x": 0, "y": 0, "width": size["width"], "height": box["y"] - ROOM}
        below = {"x": 0, "y": low, "width": size["width"], "height": size["height"] - low}
        areas: list[Any] = [area for area in (above, below) if area["height"] > 1]
        before = [page.screenshot(clip=area) for area in areas]
        node.evaluate("node => { node.style.visibility = 'hidden'; }")
        if before != [page.screenshot(clip=area) for area in areas]:
            out.append(node.inner_text()[:60])
        node.evaluate("node => { node.style.visibility = ''; }")
    return out


def test_floods_of_marks_stay_in_their_boxes(hostile: Site, watched: New) -> None:
    page = watched().open(hostile.call("floods.txt"))
    page.wait_for_selector("html[data-whole]")
    assert page.locator(".row[data-row]").count() > 2
    assert stains(page, ".row[data-row], .heading") == []
    page = watched().open(hostile.index)
    assert stains(page, "tbody tr:has-text('floods') > *") == []


@pytest.fixture(scope="session")
def torture(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """Return a site of the folder's files; of those with the same bytes only the first would be in a corpus."""
    folder = tmp_path_factory.mktemp("torture")
    calls = folder / "calls"
    shutil.copytree(TORTURE, calls)
    seen: set[str] = set()
    for at, path in enumerate(sorted(one for one in calls.rglob("*") if one.is_file())):
        key = sha256(path.read_bytes()).hexdigest()
        if key in seen:
            with path.open("a", encoding="utf-8") as stream:
                stream.write(f"\nOperator\nThis is copy {at}.\n")
        seen.add(key)
    return make(folder, calls)


@pytest.mark.skipif(not TORTURE, reason="DUIZHAO_TORTURE names no folder of hostile files")
@pytest.mark.parametrize("width", [360, 1280])
def test_tortures(torture: Site, watched: New, width: int) -> None:
    assert torture.calls
    assert faults(torture, watched(viewport={"width": width, "height": 900})) == {}
