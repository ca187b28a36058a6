"""TMX, opened by translate-toolkit as translators' programs open it."""

from __future__ import annotations

from typing import Any

import pytest
from translate.storage import factory
from translate.storage.tmx import tmxfile

from conftest import Made, in_xml


def wanted(made: Made) -> dict[str, dict[str, Any]]:
    """Return the pairs of two languages, of sentences: samples have these in each of their passages."""
    return {
        row["alignment_id"]: row
        for row in made.truth["pairs"]
        if row["level"] == "sentence"
        and row["relation"] != "repetition"
        and {row["source_lang"], row["target_lang"]} == {"en", "zh"}
        and row["source_text"]
        and row["target_text"]
    }


def test_it_finds_every_pair_and_both_its_texts(made: Made) -> None:
    expected = wanted(made)
    units = factory.getobject(str(made.export("tmx", suffix=".tmx"))).units
    assert [unit.getid() for unit in units] == list(expected)
    for unit, row in zip(units, expected.values(), strict=True):
        assert (unit.source, unit.target) == (in_xml(row["source_text"]), in_xml(row["target_text"]))
        props = {one.get("type"): one.text for one in unit.xmlelement.iter("prop")}
        assert props["x-transcript_id"] == row["transcript_id"]
        assert props["x-relation"] == row["relation"]
        assert float(props["x-score"]) == row["score"]
        assert props.get("x-rendition") == row["rendition"]
        assert props.get("x-discrepancies", "") == row["discrepancies"]
        assert bool(unit.getnotes()) == bool(row["discrepancies"])


@pytest.mark.parametrize("chinese", ["zh-Hans", "zh-Hant"])
def test_each_script_can_be_asked_for(samples: Made, chinese: str) -> None:
    path = samples.export("tmx", suffix=".tmx")
    with path.open("rb") as stream:
        units = tmxfile(stream, sourcelanguage=chinese, targetlanguage="en").units
    found = [unit for unit in units if unit.source and unit.target]
    assert len(found) > 20
    expected = wanted(samples)
    for unit in found:
        row = expected[unit.getid()]
        texts = {row["source_lang"]: row["source_text"], row["target_lang"]: row["target_text"]}
        assert (unit.source, unit.target) == (texts["zh"], texts["en"])
