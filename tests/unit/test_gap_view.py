from __future__ import annotations

import csv
import json
import re
from dataclasses import replace
from io import StringIO
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from rich.cells import cell_len
from rich.console import Console

from duizhao.corpus.reader import Corpus
from duizhao.errors import UsageError
from duizhao.gap_view import (
    Choice,
    Gaps,
    chosen_measures,
    find_gaps,
    findings_csv,
    findings_view,
    page,
    summarise,
    summary_csv,
    summary_view,
    to_json,
)
from duizhao.gap_view.findings import SEVERITY
from duizhao.gap_view.passages import Stretch, line_numbers, make_side, shortened
from duizhao.gap_view.summary import Figure, Summary
from duizhao.vocabulary import Relation
from support.tiny_corpus import TRANSCRIPT, Row, Tables, tiny_tables, write_corpus

INTERPRETATION, TRANSLATION = Relation.INTERPRETATION, Relation.TRANSLATION
OTHER = "t0000other"
XSS = "<script>alert('\"&')</script><img src=x onerror=alert(1)>\x1b[31m\u202e ]]> -- &lt;"


def measure(scope: str, scope_id: str, name: str, pair: tuple[float, float], transcript: str = TRANSCRIPT) -> Row:
    value = pair[0] / pair[1] if pair[1] else None
    keys = ("scope", "scope_id", "measure", "value", "numerator", "denominator", "transcript_id", "unit", "n")
    return dict(zip(keys, (scope, scope_id, name, value, *pair, transcript, "ratio", 3), strict=True))


@pytest.fixture
def tables() -> Tables:
    """Two calls: the tiny one, with a translation error, and another with one omission."""
    tables = tiny_tables()
    for row, kind in zip(tables["discrepancies"], ("scale", "omitted-clause", "added-clause"), strict=True):
        row["kind"] = kind
    tables["discrepancies"].append(
        tables["discrepancies"][0]
        | {"discrepancy_id": "d4", "relation": "translation", "type": "entity", "kind": "entity"}
        | {"source_segments": ["g0302"], "target_segments": ["g0402"], "source_value": "go", "target_value": "开始"}
    )
    other = tiny_tables(OTHER, "calls/a_other.txt")
    for name in ("transcripts", "speakers", "turns", "segments"):
        for row in other[name]:
            for key in ("segment_id", "turn_id", "speaker_id"):
                if row.get(key):
                    row[key] = f"o-{row[key]}"
        tables[name] += other[name]
    lost = {"discrepancy_id": "o-d1", "kind": "omitted-clause", "source_segments": ["o-g0602"]}
    tables["discrepancies"].append(other["discrepancies"][1] | lost)
    tables["measures"] = [
        measure("transcript", TRANSCRIPT, "omission_rate", (10, 40)),
        measure("transcript", OTHER, "omission_rate", (5, 100), OTHER),
        measure("speaker", "s2", "omission_rate", (10, 40)),
        measure("passage", "a4", "omission_rate", (1, 2)),
        measure("transcript", TRANSCRIPT, "name_recall", (0, 0)),
        measure("transcript", TRANSCRIPT, "translation_name_recall", (1, 2)),
        measure("transcript", TRANSCRIPT, "hedge_shift", (3, 4)),
    ]
    return tables


def opened(folder: Path, tables: Tables) -> Corpus:
    return Corpus.open(write_corpus(folder / "out", tables))


def found(folder: Path, tables: Tables, **choice: Any) -> Gaps:
    return find_gaps(opened(folder, tables), Choice(**choice))


def ids(gaps: Gaps, relation: Relation = INTERPRETATION) -> list[str]:
    return [one.discrepancy_id for one in gaps.found[relation]]


def with_summary(folder: Path, tables: Tables, **choice: Any) -> tuple[Gaps, tuple[Summary, ...]]:
    gaps = found(folder, tables, **choice)
    measures = chosen_measures((), gaps.choice.relation)
    return gaps, summarise(Corpus.open(folder / "out"), gaps, measures)


def text_of(parts: Any, width: int = 80) -> str:
    held = StringIO()
    console = Console(width=width, file=held)
    for part in parts:
        console.print(part)
    return held.getvalue()


def test_the_worst_comes_first_and_ties_in_order_of_the_text(tmp_path: Path, tables: Tables) -> None:
    assert ids(found(tmp_path, tables)) == ["d1", "o-d1", "d2", "d3"]


def test_ties_are_broken_by_place_not_by_id(tmp_path: Path, tables: Tables) -> None:
    tables["discrepancies"][1]["discrepancy_id"] = "z"
    tables["discrepancies"][2]["discrepancy_id"] = "a"
    assert ids(found(tmp_path, tables)) == ["d1", "o-d1", "z", "a"]


def test_confidence_and_severity_make_the_rank_together(tmp_path: Path, tables: Tables) -> None:
    tables["discrepancies"][0]["confidence"] = 0.55  # .55 x .9 < .8 x .7
    tables["discrepancies"][1]["confidence"] = None
    gaps = found(tmp_path, tables)
    assert ids(gaps) == ["o-d1", "d3", "d1", "d2"]
    assert [one.rank for one in gaps.found[INTERPRETATION]] == [0.56, 0.56, 0.495, 0.0]


def test_severities_are_in_the_order_that_the_help_gives() -> None:
    assert list(SEVERITY.values()) == sorted(SEVERITY.values(), reverse=True)
    assert next(iter(SEVERITY)) == "sign"


def test_a_kind_that_nobody_knows_is_ranked_by_its_type(tmp_path: Path, tables: Tables) -> None:
    tables["discrepancies"][0]["kind"] = "odd"
    tables["discrepancies"][1]["kind"] = None
    gaps = found(tmp_path, tables)
    assert {one.discrepancy_id: one.severity for one in gaps.found[INTERPRETATION]} == {
        "d1": 0.85,
        "d2": 0.7,
        "o-d1": 0.7,
        "d3": 0.7,
    }
    assert ids(found(tmp_path / "b", tables, kinds=frozenset({"odd"}))) == ["d1"]


def test_relations_have_lists_of_their_own(tmp_path: Path, tables: Tables) -> None:
    gaps = found(tmp_path, tables)
    assert ids(gaps, TRANSLATION) == ["d4"]
    assert list(found(tmp_path / "b", tables, relation=TRANSLATION).found) == [TRANSLATION]


@pytest.mark.parametrize(
    ("choice", "wanted"),
    [
        ({"types": frozenset({"quantity", "addition"})}, ["d1", "d3"]),
        ({"kinds": frozenset({"omitted-clause"})}, ["o-d1", "d2"]),
        ({"types": frozenset({"addition"}), "kinds": frozenset({"scale"})}, []),
        ({"roles": frozenset({"ceo"})}, ["d1", "o-d1", "d2", "d3"]),
        ({"roles": frozenset({"operator"})}, []),
        ({"min_confidence": 0.81}, []),
        ({"transcript": OTHER}, ["o-d1"]),
    ],
)
def test_filters(choice: dict[str, Any], wanted: list[str], tmp_path: Path, tables: Tables) -> None:
    assert ids(found(tmp_path, tables, **choice)) == wanted


def test_the_speaker_is_that_of_the_original(tmp_path: Path, tables: Tables) -> None:
    gaps = found(tmp_path, tables)
    (error,) = gaps.found[TRANSLATION]
    assert (error.speaker.name, error.speaker.role) == ("Operator", "operator")
    addition = gaps.found[INTERPRETATION][-1]
    assert (addition.speaker.shown, addition.turn_id) == ("Qiu Mingzhe 邱明哲", "t3")


def test_nobody_is_said_to_be_unknown(tmp_path: Path, tables: Tables) -> None:
    tables["turns"][1].update(speaker_id=None, role="unknown", label="Speaker 3")
    one = found(tmp_path, tables).found[INTERPRETATION][0]
    assert one.speaker.shown == "[unknown speaker, labelled Speaker 3]"


@pytest.mark.parametrize(
    ("choice", "code", "said"),
    [
        ({"types": frozenset({"quantities"})}, "E_SHOW_TYPE", "did you mean quantity? all types: quantity, direction"),
        ({"types": frozenset({"scale"})}, "E_SHOW_TYPE", "did you mean --kind scale?"),
        ({"kinds": frozenset({"omitted_clause"})}, "E_SHOW_KIND", "did you mean omitted-clause? all kinds: sign"),
        ({"roles": frozenset({"boss"})}, "E_SHOW_ROLE", "all roles: operator, ir, ceo"),
    ],
)
def test_unknown_words_are_refused(
    choice: dict[str, Any], code: str, said: str, tmp_path: Path, tables: Tables
) -> None:
    with pytest.raises(UsageError) as caught:
        found(tmp_path, tables, **choice)
    assert caught.value.code == code
    assert said in caught.value.help


def test_one_transcript_is_read_without_the_others(
    tmp_path: Path, tables: Tables, monkeypatch: pytest.MonkeyPatch
) -> None:
    corpus = opened(tmp_path, tables)
    read: list[str] = []
    monkeypatch.setattr("duizhao.corpus.parts.read_columns", lambda part, *_: read.append(part.name))
    gaps = find_gaps(corpus, Choice(transcript=OTHER))
    summarise(corpus, gaps, chosen_measures((), None))
    assert (ids(gaps), read) == (["o-d1"], [])


def test_values_are_marked_where_they_stand(tmp_path: Path, tables: Tables) -> None:
    tables["discrepancies"][0].update(source_start=4, source_end=10)
    gap = found(tmp_path, tables).found[INTERPRETATION][0]
    assert [stretch.text for stretch in gap.source.stretches if stretch.marked] == ["27.3亿元"]
    assert [stretch.text for stretch in gap.target.stretches if stretch.marked] == ["RMB27.3 billion"]
    assert (gap.source.text, gap.source.lines) == ("二季度收入27.3亿元，同比增长12%。", (6,))


def side(value: str, *segments: tuple[int, int, str, str], start: int | None = None) -> list[tuple[str, bool]]:
    rows: dict[str, Row] = {
        str(n): {"segment_id": str(n), "line": line, "start": at, "lang": lang, "text": text}
        for n, (line, at, lang, text) in enumerate(segments)
    }
    made = make_side({"source_segments": [*rows], "source_value": value, "source_start": start}, "source", rows)
    return [(stretch.text, stretch.marked) for stretch in made.stretches]


def test_a_place_says_which_of_two_values_is_meant() -> None:
    assert side("2%", (1, 10, "en", " up 2% and 2% "), start=21) == [("up 2% and ", False), ("2%", True)]


def test_without_a_place_a_value_is_no_part_of_a_longer_number() -> None:
    assert side("12", (1, 0, "en", "In 2012, 12.5 and 12 more")) == [
        ("In 2012, 12.5 and ", False),
        ("12", True),
        (" more", False),
    ]


def test_a_value_of_several_segments_marks_all_of_them() -> None:
    assert side("One two. Three.", (1, 0, "en", "One two. "), (1, 9, "en", "Three.")) == [
        ("One two.", True),
        (" ", False),
        ("Three.", True),
    ]
    assert side("", (1, 0, "zh", "收入。"), (2, 0, "zh", "利润。")) == [("收入。", False), ("利润。", False)]


def test_a_long_passage_is_cut_around_what_is_marked() -> None:
    parts = (Stretch("a" * 500, "en"), Stretch("mark", "en", marked=True), Stretch("b" * 500, "en"))
    cut = shortened(parts, 100)
    assert [stretch.text[0] for stretch in cut] == ["…", "a", "m", "b", "…"]
    assert sum(len(stretch.text) for stretch in cut) == 102
    assert [stretch.text for stretch in shortened(parts[:1], 10)] == ["a" * 10, "…"]
    assert shortened(parts, 2000) == parts
    whole = shortened((Stretch("m" * 50, "en", marked=True),), 10)
    assert [stretch.text for stretch in whole] == ["m" * 10, "…"]


def test_line_numbers() -> None:
    assert [line_numbers(lines) for lines in ((), (4,), (4, 5, 6, 9))] == ["", "line 4", "lines 4–6, 9"]


@pytest.mark.parametrize("width", [40, 80, 120])
def test_the_table_fits_and_says_what_it_is(width: int, tmp_path: Path, tables: Tables) -> None:
    text = text_of(findings_view(found(tmp_path, tables), limit=2), width)
    assert all(cell_len(line) <= width for line in text.split("\n"))
    flat = " ".join(text.split())
    assert flat.index("Interpretation gaps: 4") < flat.index("Translation errors: 1")
    assert "Shown: 2 of 4 interpretation gaps, 1 of 1 translation errors. They are candidates" in flat
    assert flat.count("confidence 0.80") == 3


def test_the_table_shows_both_sides(tmp_path: Path, tables: Tables) -> None:
    text = text_of(findings_view(found(tmp_path, tables)), 120)
    assert "27.3亿元 → RMB27.3 billion" in text
    assert "original (zh), line 6" in text
    assert re.search(r"二季度收入«27.3亿元»，同比增长12%。 +│ Revenue was «RMB27.3 billion», up 12%\.", text)
    assert re.search(r"我们对下半年有信心。 +│ \(not rendered\)", text)
    assert re.search(r"\(no original\) +│ Next slide, please\.", text)
    assert "calls/lanyue.txt · Qiu Mingzhe 邱明哲 · ceo · d1" in text


def test_a_side_without_a_value_says_so(tmp_path: Path, tables: Tables) -> None:
    tables["discrepancies"][1].update(target_segments=["g0702"], source_value="信心")
    assert "(nothing of it in:) Thank you." in text_of(findings_view(found(tmp_path, tables)), 120)


def test_nothing_found_is_said_plainly(tmp_path: Path, tables: Tables) -> None:
    none = found(tmp_path, tables, min_confidence=1.0)
    assert text_of(findings_view(none)).split("\n")[0] == (
        "No discrepancies match: the corpus holds 5, and the filters leave none of them."
    )
    tables["discrepancies"].clear()
    assert found(tmp_path / "b", tables).nothing() == "No discrepancies: the corpus holds none."
    assert found(tmp_path / "c", tables, relation=TRANSLATION).nothing().startswith("No translation discrepancies")


def test_csv_has_a_row_for_each_finding(tmp_path: Path, tables: Tables) -> None:
    rows = list(csv.DictReader(StringIO(findings_csv(found(tmp_path, tables)))))
    assert [row["relation"] for row in rows] == ["interpretation"] * 4 + ["translation"]
    assert (rows[0]["source_value"], rows[0]["source_lines"], rows[0]["confidence"]) == ("27.3亿元", "6", "0.8")
    assert rows[1]["target_text"] == "(not rendered)"


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\t", "＝", "＋"])
def test_a_formula_is_disarmed(sign: str, tmp_path: Path, tables: Tables) -> None:
    tables["discrepancies"][0]["explanation"] = f'{sign}HYPERLINK("x","y")\nand a line'
    tables["transcripts"][0]["source"] = f"{sign}cmd.txt"
    row = next(csv.DictReader(StringIO(findings_csv(found(tmp_path, tables)))))
    assert row["explanation"] == f'\'{sign}HYPERLINK("x","y")\nand a line'
    assert row["transcript"] == f"'{sign}cmd.txt"


def test_json_keeps_the_relations_apart(tmp_path: Path, tables: Tables) -> None:
    gaps, summaries = with_summary(tmp_path, tables)
    held = json.loads(to_json(gaps, summaries, limit=1))
    assert {key: [one["discrepancy_id"] for one in found] for key, found in held["findings"].items()} == {
        "interpretation": ["d1"],
        "translation": ["d4"],
    }
    assert held["total"] == {"interpretation": 4, "translation": 1}
    one = held["findings"]["interpretation"][0]
    assert one["source"]["text"] == "二季度收入27.3亿元，同比增长12%。"
    assert (one["speaker"], one["role"], one["kind"]) == ("Qiu Mingzhe 邱明哲", "ceo", "scale")
    assert set(held["summary"]["translation"]["corpus"]["measures"]) == {
        f"translation_{name}" for name in held["summary"]["interpretation"]["corpus"]["measures"]
    }


def test_json_says_null_where_a_side_is_empty(tmp_path: Path, tables: Tables) -> None:
    held = json.loads(to_json(found(tmp_path, tables), ()))
    target = held["findings"]["interpretation"][1]["target"]
    assert target == {"value": None, "text": None, "lines": [], "languages": [], "segments": []}


def smuggle(tables: Tables) -> None:
    for name in ("explanation", "source_value", "kind", "type"):
        tables["discrepancies"][0][name] = XSS
    tables["transcripts"][0]["source"] = XSS
    tables["speakers"][1].update(name=XSS, role=XSS)
    for row in tables["segments"]:
        row["text"] = XSS


def test_the_page_is_well_formed_and_holds_no_text_as_markup(tmp_path: Path, tables: Tables) -> None:
    smuggle(tables)
    gaps, summaries = with_summary(tmp_path, tables)
    text = page(gaps, summaries)
    root = ET.fromstring(text)  # noqa: S314 - our own output
    names = {element.tag for element in root.iter()}
    assert not names & {"script", "img", "iframe", "link", "object", "form", "svg"}
    assert not any(key.startswith("on") or key in {"src", "style"} for element in root.iter() for key in element.attrib)
    assert "\x1b" not in text
    assert "\u202e" not in text
    assert "alert('\"&')</script>" in "".join(root.itertext())


def test_the_page_lets_nothing_in(tmp_path: Path, tables: Tables) -> None:
    gaps, summaries = with_summary(tmp_path, tables)
    text = page(gaps, summaries)
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', text)
    assert policy
    assert policy[1].startswith("default-src 'none'; style-src 'sha256-")
    assert "unsafe" not in policy[1]
    assert not re.search(r"https?:|url\(|@import", text)


def test_the_page_says_what_language_a_text_is_in(tmp_path: Path, tables: Tables) -> None:
    gaps, summaries = with_summary(tmp_path, tables)
    root = ET.fromstring(page(gaps, summaries))  # noqa: S314 - our own output
    assert root.get("lang") == "en"
    spoken = {"".join(one.itertext()): one.get("lang") for one in root.iter("span") if one.get("lang") is not None}
    assert spoken["二季度收入"] == "zh"
    assert spoken["Revenue was "] == "en"
    assert spoken["邱明哲"] == "zh"
    marks = ["".join(one.itertext()) for one in root.iter("mark")]
    assert marks[:2] == ["27.3亿元", "RMB27.3 billion"]


def test_the_page_keeps_the_relations_apart_and_filters_by_type(tmp_path: Path, tables: Tables) -> None:
    gaps, summaries = with_summary(tmp_path, tables)
    root = ET.fromstring(page(gaps, summaries, limit=2))  # noqa: S314 - our own output
    first, second = root.iter("section")
    assert [section.findtext("h2") for section in (first, second)] == [
        "Interpretation gaps: 4",
        "Translation errors: 1",
    ]
    assert [one.get("class") for one in first.iter("article")] == ["type-quantity", "type-omission"]
    assert [one.get("class") for one in second.iter("article")] == ["type-entity"]
    assert [one.get("id") for one in root.iter("input")] == ["type-quantity", "type-entity", "type-omission"]
    assert "#type-quantity:not(:checked) ~ main .type-quantity { display: none }" in (root.findtext("head/style") or "")


def test_an_empty_page_says_so(tmp_path: Path, tables: Tables) -> None:
    tables["discrepancies"].clear()
    tables["measures"].clear()
    root = ET.fromstring(page(*with_summary(tmp_path, tables)))  # noqa: S314 - our own output
    assert "No discrepancies: the corpus holds none." in "".join(root.itertext())
    assert not list(root.iter("input"))


def figures(summary: Summary) -> dict[str, Figure]:
    return {figure.measure: figure for figure in summary.corpus.figures}


def test_a_summary_counts_and_measures_call_by_call(tmp_path: Path, tables: Tables) -> None:
    _, (gaps, errors) = with_summary(tmp_path, tables)
    rate = figures(gaps)["omission_rate"]
    assert (rate.value, rate.numerator, rate.denominator, rate.calls) == (15 / 140, 15, 140, 2)
    assert (rate.low, rate.high) == (0.05, 0.25)
    assert [(call.transcript, call.total) for call, _ in gaps.calls] == [
        ("calls/a_other.txt", 1),
        ("calls/lanyue.txt", 3),
    ]
    ((one,), (two,)) = (speakers for _, speakers in gaps.calls)
    assert two.speaker is not None
    assert (two.speaker.shown, two.speaker.role, two.counts["quantity"]) == ("Qiu Mingzhe 邱明哲", "ceo", 1)
    assert [figure.value for figure in one.figures] == [None] * 5
    assert errors.corpus.total == 1
    assert figures(errors)["translation_name_recall"].value == 0.5


def test_a_null_is_a_dash_and_never_0(tmp_path: Path, tables: Tables) -> None:
    gaps, summaries = with_summary(tmp_path, tables)
    recall = figures(summaries[0])["name_recall"]
    assert (recall.value, recall.low, recall.calls) == (None, None, 0)
    (line,) = (row for row in text_of(summary_view(gaps, summaries)).split("\n") if row.startswith("name_recall"))
    assert line.split() == ["name_recall", "–", "–", "0", "–", "–"]
    held = json.loads(to_json(gaps, summaries))["summary"]["interpretation"]["corpus"]["measures"]
    assert held["name_recall"]["value"] is None
    rows = list(csv.DictReader(StringIO(summary_csv(summaries))))
    (row,) = (row for row in rows if row["measure"] == "name_recall" and row["scope"] == "corpus")
    assert (row["value"], row["calls"]) == ("", "0")
    root = ET.fromstring(page(gaps, summaries))  # noqa: S314 - our own output
    cells = [[cell.text for cell in row] for row in root.iter("tr") if "".join(row[0].itertext()) == "name_recall"]
    assert cells == [["name_", "–", "–", "0", "–", "–"]]


def test_one_call_has_no_interval(tmp_path: Path, tables: Tables) -> None:
    gaps, (summary, _) = with_summary(tmp_path, tables, transcript=TRANSCRIPT)
    rate = figures(summary)["omission_rate"]
    assert (rate.value, rate.low, rate.high, rate.calls) == (0.25, None, None, 1)
    assert "95 % interval" not in text_of(summary_view(gaps, (summary,)))


def test_filters_hold_for_counts_and_speakers_and_the_summary_says_so(tmp_path: Path, tables: Tables) -> None:
    gaps, (summary, _) = with_summary(tmp_path, tables, types=frozenset({"omission"}), roles=frozenset({"analyst"}))
    assert summary.corpus.total == 0
    assert [speakers for _, speakers in summary.calls] == [(), ()]
    assert "discrepancies that the filters leave" in " ".join(text_of(summary_view(gaps, (summary,))).split())


@pytest.mark.parametrize("width", [80, 120])
def test_the_summary_fits(width: int, tmp_path: Path, tables: Tables) -> None:
    text = text_of(summary_view(*with_summary(tmp_path, tables)), width)
    assert all(cell_len(line) <= width for line in text.split("\n"))
    assert "…" not in text
    assert text.index("Interpretation gaps") < text.index("Translation errors")


def test_measures_are_picked_for_the_relation_they_are_of() -> None:
    picked = chosen_measures(["hedge_shift", "translation_name_recall", "hedge_shift"], None)
    assert picked == {INTERPRETATION: ("hedge_shift",), TRANSLATION: ("translation_name_recall",)}
    assert chosen_measures([], TRANSLATION)[TRANSLATION][0] == "translation_omission_rate"


@pytest.mark.parametrize(
    ("name", "relation", "code"),
    [
        ("omission_rate", TRANSLATION, "E_MEASURE_RELATION"),
        ("translation_name_recall", INTERPRETATION, "E_MEASURE_RELATION"),
        ("no_such", None, "E_MEASURE"),
    ],
)
def test_a_measure_of_the_other_relation_is_refused(name: str, relation: Relation | None, code: str) -> None:
    with pytest.raises(UsageError) as caught:
        chosen_measures([name], relation)
    assert caught.value.code == code


def test_a_summary_of_nothing_says_so(tmp_path: Path, tables: Tables) -> None:
    tables["discrepancies"].clear()
    tables["measures"].clear()
    assert "No call has interpretations" in text_of(summary_view(*with_summary(tmp_path, tables)))


def test_the_seed_decides_the_interval(tmp_path: Path, tables: Tables) -> None:
    tables["measures"] = [measure("transcript", f"t{n}", "omission_rate", (n % 7, 40 + n), f"t{n}") for n in range(30)]
    corpus = opened(tmp_path, tables)
    gaps = find_gaps(corpus, Choice())
    measures = chosen_measures(["omission_rate"], None)
    first, again, other = (summarise(corpus, gaps, measures, seed=seed)[0].corpus.figures[0] for seed in (0, 0, 1))
    assert first == again
    assert (first.low, first.high) != (other.low, other.high)
    assert replace(first, low=0, high=0) == replace(other, low=0, high=0)
