"""TEI: what each row becomes, and that everything that is pointed to is there."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Any

import pytest

import duizhao
from duizhao.corpus.reader import Corpus
from duizhao.exports.xml_text import plain_name, xml_id
from support.tiny_corpus import Tables, tiny_tables, write_corpus

SAMPLES = Path(__file__).resolve().parents[2] / "corpus" / "samples"
NS = {"t": "http://www.tei-c.org/ns/1.0"}
ID, LANG = (f"{{http://www.w3.org/XML/1998/namespace}}{name}" for name in ("id", "lang"))
POINTING = ("corresp", "target", "who", "start", "end", "synch", "since", "origin", "prev")


def exported(folder: Path, tables: Tables, **choice: Any) -> tuple[ET.Element, Any]:
    corpus = duizhao.open(write_corpus(folder / "corpus", tables)).where(**choice)
    done = duizhao.export(corpus, "tei", folder / "out")
    (path,) = (folder / "out").glob("t*.xml")
    return parsed(path), done


def parsed(path: Path) -> ET.Element:
    return ET.parse(path).getroot()  # noqa: S314 - written here


def every(root: ET.Element, tag: str) -> list[ET.Element]:
    return root.findall(f".//t:{tag}", NS)


def own(pointers: str | None) -> list[str]:
    return [one.lstrip("#_") for one in (pointers or "").split()]


@pytest.fixture(scope="module")
def samples(tmp_path_factory: pytest.TempPathFactory) -> tuple[Corpus, Path]:
    folder = tmp_path_factory.mktemp("tei")
    duizhao.build([SAMPLES], folder / "corpus")
    corpus = duizhao.open(folder / "corpus")
    duizhao.export(corpus, "tei", folder / "out")
    return corpus, folder / "out"


def test_every_call_is_included_with_every_turn_segment_and_pair(samples: tuple[Corpus, Path]) -> None:
    corpus, folder = samples
    whole = parsed(folder / "corpus.xml")
    included = [one.get("href") for one in whole if one.tag == "{http://www.w3.org/2001/XInclude}include"]
    assert included == [f"{call.transcript_id}.xml" for call in corpus]
    for call in corpus:
        root = parsed(folder / f"{call.transcript_id}.xml")
        assert [own(one.get(ID)) for one in every(root, "u")] == [[one.turn_id] for one in call.turns]
        texts = {own(one.get(ID))[0]: one.text for one in (*every(root, "seg"), *root.findall(".//t:body//t:note", NS))}
        assert texts == {one.segment_id: one.text for one in call.segments}
        pairs = [*every(root, "link"), *(one for one in every(root, "ptr") if one.get("cert"))]
        beads = {own(one.get(ID))[0] for one in pairs if "-q" not in one.get(ID, "")}
        assert beads == {row["alignment_id"] for row in call.rows("alignments")}


def test_everything_that_is_pointed_to_is_there(samples: tuple[Corpus, Path]) -> None:
    _, folder = samples
    roots = [parsed(path) for path in sorted(folder.glob("*.xml"))]
    named = [one.get(ID) for root in roots for one in root.iter() if one.get(ID)]
    assert len(named) == len(set(named))
    assert all(re.fullmatch(r"[A-Za-z_][\w.-]*", str(one), re.ASCII) for one in named)
    pointed = {at for root in roots for one in root.iter() for name in POINTING for at in one.get(name, "").split()}
    words = {at for root in roots for one in root.iter() for at in one.get("ana", "").split()}
    assert all(one.startswith("corpus.xml#") for one in words)
    assert {one.partition("#")[2] for one in pointed | words} <= set(named)
    assert len(pointed) > 500


def test_a_turn_says_who_in_whose_voice(tmp_path: Path) -> None:
    root, done = exported(tmp_path, tiny_tables())
    turns = {own(one.get(ID))[0]: one for one in every(root, "u")}
    assert (turns["t3"].get("who"), turns["t3"].get("cert")) == ("#_s2", "0.88")
    assert turns["t3"].get("ana") == (
        "corpus.xml#role.ceo corpus.xml#voice.interpreter corpus.xml#delivery.interpretation"
    )
    assert turns["t5"].get("who") is None
    assert [one.get("ident") for one in every(root, "language")] == ["en", "zh"]
    assert [one.text for one in every(root, "persName")] == ["Operator", "Qiu Mingzhe", "邱明哲", "Mr. Qiu"]
    assert [(one.get("type"), one.get("n")) for one in every(root, "div")] == [
        ("pass", "1"),
        ("prepared", None),
        ("qa", None),
        ("pass", "2"),
        ("prepared", None),
    ]
    assert (done.counts["turns"], done.counts["speakers"], done.counts["pairs"]) == (6, 2, 9)


def test_a_name_in_chinese_alone_is_written_once(tmp_path: Path) -> None:
    tables = tiny_tables()
    tables["speakers"][1] |= {"name": "邱明哲", "aliases": ["邱明哲", "邱总"]}
    root, _ = exported(tmp_path, tables)
    names = [(one.get(LANG), one.get("type"), one.text) for one in every(root, "persName")]
    assert names == [(None, None, "Operator"), ("zh", None, "邱明哲"), (None, "alias", "邱总")]


def test_segments_point_at_the_other_side_in_the_finest_grain(tmp_path: Path) -> None:
    root, _ = exported(tmp_path, tiny_tables())
    found = {own(one.get(ID))[0]: one for one in every(root, "seg")}
    assert own(found["g0301"].get("corresp")) == ["g0401"]
    assert own(found["g0601"].get("corresp")) == ["g0701"]
    assert found["g0602"].get("corresp") is None
    assert found["g0401"].get("type") == "machine-translation"
    assert found["g0401"].get("ana") == "corpus.xml#delivery.machine-translation"
    # The turn is that of both languages; a label before it is none of its own.
    turn = next(one for one in every(root, "u") if one.get(ID) == "_t1")
    assert [one.tag.partition("}")[2] for one in turn] == ["seg"] * 4


def test_an_omission_stands_in_the_rendition(tmp_path: Path) -> None:
    root, _ = exported(tmp_path, tiny_tables())
    turn = next(one for one in every(root, "u") if one.get(ID) == "_t3")
    assert [(one.get(ID), one.get("reason"), own(one.get("corresp"))) for one in turn][:2] == [
        ("_g0701", None, ["g0601"]),
        (None, "omitted", ["g0602"]),
    ]


def test_an_omission_at_the_start_stands_before_the_rendition_and_without_one_after_the_original(
    tmp_path: Path,
) -> None:
    tables = tiny_tables()
    beads = {row["alignment_id"]: row for row in tables["alignments"]}
    beads["a5"]["target_segments"], beads["a5"]["rendition"] = [], "zero"
    beads["a6"]["target_segments"], beads["a6"]["rendition"] = ["g0701"], "close"
    root, _ = exported(tmp_path / "start", tables)
    turn = next(one for one in every(root, "u") if one.get(ID) == "_t3")
    assert (turn[0].get("reason"), own(turn[0].get("corresp"))) == ("omitted", ["g0601"])
    tables["alignments"] = [beads["a4"] | {"target_segments": [], "rendition": "zero"}]
    root, _ = exported(tmp_path / "none", tables)
    turn = next(one for one in every(root, "u") if one.get(ID) == "_t2")
    assert (turn[-1].get("reason"), own(turn[-1].get("corresp"))) == ("omitted", ["g0601", "g0602", "g0603"])


def test_pairs_and_discrepancies_stand_beside_the_text(tmp_path: Path) -> None:
    root, _ = exported(tmp_path, tiny_tables())
    groups = {(one.get("type"), one.get("subtype")): one for one in every(root, "linkGrp")}
    passage = groups["translation", "passage"]
    assert [(own(one.get(ID))[0], one.get("subtype"), own(one.get("target"))) for one in passage] == [
        ("a1-source", "source", ["g0301", "g0302"]),
        ("a1-target", "target", ["g0401", "g0402"]),
        ("a1", None, ["a1-source", "a1-target"]),
    ]
    sentences = {own(one.get(ID))[0]: one for one in groups["interpretation", "sentence"]}
    assert (sentences["a6"].get("type"), sentences["a6"].get("subtype")) == ("zero", "source")
    assert (sentences["a8"].get("type"), sentences["a8"].get("subtype")) == ("non-rendition", "target")
    (first, *_) = [one for one in every(root, "note") if one.get("type") == "discrepancy"]
    assert (own(first.get("target")), first.text) == (["g0601", "g0701"], "27.3亿元 is 2.73 billion, not 27.3.")


def test_a_turn_that_another_interrupts_is_written_in_parts(tmp_path: Path) -> None:
    tables = tiny_tables()
    tables["segments"][-1]["turn_id"] = "t1"
    tables["segments"][-1]["flags"] = ["inaudible", "loop"]
    root, done = exported(tmp_path, tables)
    (part,) = [one for one in every(root, "u") if one.get("prev")]
    assert (part.get(ID), part.get("prev")) == ("_t1.2", "#_t1")
    assert part[0].get("ana") == "corpus.xml#flag.inaudible corpus.xml#flag.loop"
    assert (part[1].get("reason"), part[1].get("corresp")) == ("inaudible", part[0].get(ID, "").replace("_", "#_"))
    assert done.counts["turns"] == 6
    whole = parsed(tmp_path / "out" / "corpus.xml")
    assert {"flag.inaudible", "flag.loop"} <= {one.get(ID) for one in every(whole, "category")}


def test_times_are_points_of_a_time_line(tmp_path: Path) -> None:
    tables = tiny_tables()
    for number, row in enumerate(tables["segments"]):
        if row["turn_id"] == "t3":
            row["begin"], row["finish"] = number + 0.25, number + 1.25
    root, _ = exported(tmp_path, tables)
    at = {f"#{one.get(ID)}": one.get("interval") for one in every(root, "when")}
    turn = next(one for one in every(root, "u") if one.get("start"))
    assert (at[turn.get("start", "")], at[turn.get("end", "")]) == ("10.250", "13.250")
    assert [at[one.get("synch", "")] for one in turn if one.get("synch")] == [
        "10.250",
        "11.250",
        "11.250",
        "12.250",
        "12.250",
        "13.250",
    ]


def test_of_a_choice_nothing_points_outside(tmp_path: Path) -> None:
    root, done = exported(tmp_path, tiny_tables(), voice="interpreter")
    named = {own(one.get(ID))[0] for one in root.iter() if one.get(ID)}
    assert named >= {at for one in root.iter() for name in POINTING for at in own(one.get(name))}
    assert done.counts["pairs"] == 1
    assert done.notes == ("3 pairs of which a part was not chosen are not in it",)


def test_names_of_the_corpus_are_names_of_files_and_elements() -> None:
    assert plain_name("../a b/é") == ".._a_b__"
    assert xml_id("7a") == "_7a"
