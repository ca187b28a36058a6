"""TEI, checked by jing and by lxml against the schema that lies beside it, and read with XPath."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from lxml import etree

from conftest import Made, in_xml

Jar = Callable[..., subprocess.CompletedProcess[str]]
NS = {"t": "http://www.tei-c.org/ns/1.0"}
ID = "{http://www.w3.org/XML/1998/namespace}id"


def test_jing_finds_every_file_valid(made: Made, jar: Jar) -> None:
    folder = made.export("tei")
    files = sorted(folder.glob("*.xml"))
    assert len(files) == len(made.truth["transcripts"]) + 1
    done = jar(folder / "tei.rng", *files)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_lxml_finds_the_whole_valid_and_all_that_the_tables_hold(made: Made) -> None:
    folder = made.export("tei")
    schema = etree.RelaxNG(etree.parse(folder / "tei.rng"))
    whole = etree.parse(folder / "corpus.xml")
    schema.assertValid(whole)
    whole.xinclude()
    schema.assertValid(whole)

    truth = made.truth
    assert [one.get(ID) for one in whole.findall(".//t:u", NS)] == [f"_{row['turn_id']}" for row in truth["turns"]]
    people = {
        one.get(ID): {name.text for name in one.findall("t:persName", NS)} for one in whole.iterfind(".//t:person", NS)
    }
    assert people == {
        f"_{row['speaker_id']}": {in_xml(name) for name in (row["name"], row["name_zh"], *row["aliases"]) if name}
        for row in truth["speakers"]
    }
    texts = {one.get(ID): one.text for one in whole.xpath("//t:seg | //t:body//t:note", namespaces=NS)}
    assert texts == {f"_{row['segment_id']}": in_xml(row["text"]) for row in truth["segments"]}
    pairs = whole.xpath("//t:linkGrp[@subtype]/*[@cert]", namespaces=NS)
    assert sorted(one.get(ID) for one in pairs) == sorted(f"_{row['alignment_id']}" for row in truth["alignments"])
    told = whole.xpath("//t:standOff/t:note[@type='discrepancy']", namespaces=NS)
    assert [one.text for one in told] == [in_xml(row["explanation"]) for row in truth["discrepancies"]]


def test_a_pair_leads_to_both_its_texts(samples: Made) -> None:
    folder = samples.export("tei")
    by_id = {row["segment_id"]: row["text"] for row in samples.truth["segments"]}
    beads = {row["alignment_id"]: row for row in samples.truth["alignments"]}
    number = 0
    for path in folder.glob("*.xml"):
        root = etree.parse(path).getroot()
        named = {one.get(ID): one for one in root.iter(etree.Element) if one.get(ID)}

        def said(pointer: str, named: dict[str, etree._Element] = named) -> list[str]:
            one = named[pointer.removeprefix("#")]
            ends = one.get("target", "").split()
            return [text for at in ends for text in said(at)] if ends else [one.text]

        for link in root.findall(".//t:linkGrp[@subtype]/t:link", NS):
            row = beads[link.get(ID)[1:]]
            ends = [said(pointer) for pointer in link.get("target").split()]
            assert ends == [[by_id[key] for key in row[side]] for side in ("source_segments", "target_segments")]
            number += 1
    assert number == sum(bool(row["source_segments"] and row["target_segments"]) for row in beads.values()) > 300


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("<u xml:id=", '<u whom="#x" xml:id='),
        ("</seg>", "</segg>"),
        ('role="ceo"', 'role="boss"'),
        ('cert="0.98"', 'cert="1.98"'),
        ('target="#_', 'target="_'),
        ("<text>\n", '<text rend="x">\n'),
    ],
)
def test_a_wrong_file_is_refused(samples: Made, jar: Jar, tmp_path: Path, right: str, wrong: str) -> None:
    folder = samples.export("tei")
    schema = etree.RelaxNG(etree.parse(folder / "tei.rng"))
    (path,) = [one for one in folder.glob("*.xml") if "planted" in one.read_text("utf-8")]
    text = path.read_text("utf-8")
    assert right in text
    bad = tmp_path / "bad.xml"
    bad.write_text(text.replace(right, wrong, 1).replace("<seg ", "<segg ", 1 if "segg" in wrong else 0), "utf-8")
    assert jar(folder / "tei.rng", bad).returncode == 1
    assert not schema.validate(etree.parse(bad))
