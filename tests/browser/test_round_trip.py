"""From the page to the corpus and back: what was corrected changes, and nothing else does."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page
from test_corrections import PLANTED, downloaded

from conftest import Site, Watched
from support.program import python, run

New = Callable[..., Watched]
Tables = dict[str, list[dict[str, Any]]]
KEYS = {"speakers": "speaker_id", "turns": "turn_id", "segments": "segment_id", "alignments": "alignment_id"}


def tables(corpus: Path) -> Tables:
    code = (
        "import sys, json, duizhao; from duizhao.corpus.schema import TABLES; c = duizhao.open(sys.argv[1]);"
        "print(json.dumps({name: c.rows(name) for name in TABLES}))"
    )
    found: Tables = json.loads(python(code, corpus))
    return found


def changed(before: Tables, after: Tables) -> set[tuple[str, str, str]]:
    """Return which columns of which rows differ; tables whose rows have no lasting numbers are compared whole."""
    out: set[tuple[str, str, str]] = set()
    for name, rows in before.items():
        if name not in KEYS:
            out |= {(name, "", "")} if rows != after[name] else set()
            continue
        one, other = ({row[KEYS[name]]: row for row in held} for held in (rows, after[name]))
        out |= {(name, key, "row") for key in one.keys() ^ other.keys()}
        both = one.keys() & other.keys()
        out |= {(name, key, column) for key in both for column in one[key] if one[key][column] != other[key][column]}
    return out


@pytest.fixture
def corpus(samples: Site, tmp_path: Path) -> Path:
    return Path(shutil.copytree(samples.folder / "corpus", tmp_path / "corpus"))


class Trip:
    """A page, the corpus that it is of, and what applying its corrections changes."""

    def __init__(self, page: Page, corpus: Path, folder: Path) -> None:
        self.page, self.corpus, self.folder = page, corpus, folder
        self.before = tables(corpus)
        self.entries: list[dict[str, Any]] = []

    def apply(self) -> set[tuple[str, str, str]]:
        self.entries = downloaded(self.page, self.folder)
        (patch,) = self.folder.glob("*.json")
        run("corrections", "apply", self.corpus, patch)
        self.after = tables(self.corpus)
        found = changed(self.before, self.after)
        assert ("corrections", "", "") in found
        return found - {("corrections", "", "")}


@pytest.fixture
def trip(samples: Site, corpus: Path, watched: New, tmp_path: Path) -> Trip:
    page = watched(accept_downloads=True).open(samples.call(PLANTED))
    page.keyboard.press("n")
    return Trip(page, corpus, tmp_path)


def save(page: Page, opener: str, **fields: str) -> None:
    page.keyboard.press(opener)
    for name, value in fields.items():
        page.select_option(f"dialog select[name={name}]", value)
    page.click("text=Save")


def test_a_role(trip: Trip) -> None:
    save(trip.page, "s", role="cfo")
    found = trip.apply()
    (entry,) = trip.entries
    turn = entry["id"]
    spoken = {row["segment_id"] for row in trip.before["segments"] if row["turn_id"] == turn}
    labels = {row["segment_id"] for row in trip.before["segments"] if row["kind"] == "label"}
    assert {("turns", turn, name) for name in ("role", "confidence", "evidence")} == {
        one for one in found if one[0] == "turns"
    }
    rows = {one for one in found if one[0] != "turns"}
    assert {("segments", key, "role") for key in spoken} <= rows
    assert rows <= {("segments", key, "role") for key in spoken | labels}


def test_a_new_speaker(trip: Trip) -> None:
    trip.page.keyboard.press("s")
    trip.page.select_option("dialog select[name=speaker]", label="another name …")
    trip.page.fill("dialog input[name=another]", "Ottilie Brandt")
    trip.page.click("text=Save")
    found = trip.apply()
    (entry,) = trip.entries
    (new,) = {key for table, key, _ in found if table == "speakers"}
    assert next(row["name"] for row in trip.after["speakers"] if row["speaker_id"] == new) == "Ottilie Brandt"
    assert {key for table, key, column in found if (table, column) == ("turns", "speaker_id")} == {entry["id"]}


def test_a_boundary(trip: Trip) -> None:
    trip.page.keyboard.press("s")
    for _ in range(2):
        trip.page.get_by_label("The turn ends with").press("ArrowUp")
    trip.page.click("text=Save")
    found = trip.apply()
    one, two = trip.entries
    moved = set(one["was"]["segments"]) - set(one["set"]["segments"])
    assert len(moved) == 2
    assert {key for table, key, column in found if table == "segments" and column == "turn_id"} == moved
    assert {row["turn_id"] for row in trip.after["segments"] if row["segment_id"] in moved} == {two["id"]}
    # Whose words they are is the segment's; who the turns' speakers are, nobody touched.
    assert not {one for one in found if one[0] in {"speakers", "transcripts"}}


def test_a_bead(trip: Trip) -> None:
    trip.page.keyboard.press("[")
    found = trip.apply()
    pairs = {entry["id"]: entry["set"] for entry in trip.entries}
    touched = {key for table, key, _ in found if table == "alignments"}
    assert touched == {*pairs}
    rows = {row["alignment_id"]: row for row in trip.after["alignments"]}
    for key, said in pairs.items():
        assert (rows[key]["target_segments"], rows[key]["score"]) == (said["target_segments"], 1.0)
    assert {one[0] for one in found} <= {"alignments", "discrepancies", "measures"}


def test_a_judgement(trip: Trip) -> None:
    trip.page.keyboard.press("f")
    found = trip.apply()
    (entry,) = trip.entries
    gone = next(row for row in trip.before["discrepancies"] if row["discrepancy_id"] == entry["id"])
    numbered = "discrepancy_id"
    left = [{**row, numbered: ""} for row in trip.before["discrepancies"] if row is not gone]
    assert [{**row, numbered: ""} for row in trip.after["discrepancies"]] == left
    assert {one[0] for one in found} <= {"discrepancies", "measures", "alignments"}
    assert {column for table, _, column in found if table == "alignments"} <= {"rendition"}


def test_what_was_applied_is_what_the_corpus_says(trip: Trip) -> None:
    save(trip.page, "s", role="cfo")
    trip.page.keyboard.press("f")
    trip.apply()
    site = trip.folder / "site"
    run("view", trip.corpus, "--out", site)
    page = Site(trip.folder).call(PLANTED)
    # The page that is made anew takes the place of the old one, with what the browser kept for it.
    old = Path(trip.page.url.removeprefix("file://").partition("#")[0])
    kept = old.read_bytes()
    try:
        old.write_bytes(page.read_bytes())
        trip.page.reload()
        trip.page.wait_for_selector("html[data-ready]")
        count = (trip.page.locator(".corrections").text_content() or "").split()[-1]
        assert count in {"0", "1"}  # the judgement's row is gone, the role is the corpus's own
        assert not [one for one in downloaded(trip.page, trip.folder) if one["kind"] == "turn"]
        assert trip.page.locator(".part.role-cfo").count() > 0
    finally:
        old.write_bytes(kept)
