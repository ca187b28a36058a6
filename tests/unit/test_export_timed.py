"""ELAN and TextGrid: which annotations there are, on which tiers, and what is said of those that do not fit."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections import Counter
from itertools import pairwise
from pathlib import Path

import pytest

import duizhao
from duizhao.errors import UsageError
from duizhao.exports.timed import Tier, tiers_of
from support.tiny_corpus import Row, Tables, tiny_tables, write_corpus

TIMES = {
    "g0301": (1.0, 4.5),
    "g0302": (1.0, 4.5),
    "g0401": (1.0, 4.5),
    "g0402": (1.0, 4.5),
    "g0501": (4.5, 5.0),
    "g0601": (5.0, 8.0),
    "g0602": (8.0, 9.25),
    "g0701": (9.0, 12.0),
}


def timed(times: dict[str, tuple[float | None, float | None]] | None = None) -> Tables:
    tables = tiny_tables()
    for row in tables["segments"]:
        row["begin"], row["finish"] = {**TIMES, **(times or {})}.get(row["segment_id"], (None, None))
        row["pass"] = 1
    for row in tables["turns"]:
        row["pass"] = 1
    return tables


def laid(folder: Path, tables: Tables) -> tuple[dict[str, list[tuple[int, int, str]]], Counter[str]]:
    (call,) = duizhao.open(write_corpus(folder / "corpus", tables))
    left: Counter[str] = Counter()
    tiers: tuple[Tier, ...] = tiers_of(call, left)
    assert len({one.name for one in tiers}) == len(tiers)
    return {one.name: [(it.begin, it.finish, it.text) for it in one.annotations] for one in tiers}, left


def segment(tables: Tables, key: str) -> Row:
    return next(row for row in tables["segments"] if row["segment_id"] == key)


def test_a_tier_for_each_voice_and_one_for_translations(tmp_path: Path) -> None:
    tiers, left = laid(tmp_path, timed())
    assert tiers == {
        "Operator": [(1000, 4500, "Welcome to the call. Please go ahead.")],
        "Operator / translation": [(1000, 4500, "欢迎参加电话会议。请开始。")],
        "notes": [(4500, 5000, "(foreign language)")],
        "Qiu Mingzhe": [(5000, 8000, "二季度收入27.3亿元，同比增长12%。"), (8000, 9250, "我们对下半年有信心。")],
        "Qiu Mingzhe / interpreter": [(9000, 12000, "Revenue was RMB27.3 billion, up 12%.")],
    }
    # One in the original, two in the rendition, the heading, four lines at the end; the label stands in tiers' names.
    assert left == Counter(segment=8)


def test_what_overlaps_stands_in_a_further_tier(tmp_path: Path) -> None:
    tiers, left = laid(tmp_path, timed({"g0602": (7.5, 9.0), "g0603": (8.0, 9.5)}))
    assert [one[:2] for one in tiers["Qiu Mingzhe"]] == [(5000, 8000), (8000, 9500)]
    assert [one[:2] for one in tiers["Qiu Mingzhe (2)"]] == [(7500, 9000)]
    assert left["overlap"] == 1


def test_what_takes_no_time_is_a_millisecond_long(tmp_path: Path) -> None:
    tiers, left = laid(tmp_path, timed({"g0601": (5.0, 5.0), "g0602": (8.0, 7.0)}))
    assert [one[:2] for one in tiers["Qiu Mingzhe"][:2]] == [(5000, 5001), (8000, 8001)]
    assert left["instant"] == 2


def test_what_has_no_time_is_left_out_and_counted(tmp_path: Path) -> None:
    _, before = laid(tmp_path / "a", timed())
    tiers, left = laid(tmp_path / "b", timed({"g0601": (5.0, None), "g0602": (-1.0, 2.0)}))
    assert "二季度收入27.3亿元，同比增长12%。" not in str(tiers)
    assert left["segment"] == before["segment"] + 2


def test_people_of_one_name_and_passes_have_tiers_of_their_own(tmp_path: Path) -> None:
    tables = timed()
    for row in tables["speakers"]:
        row["name"] = "notes"
    tiers, _ = laid(tmp_path / "names", tables)
    assert [*tiers] == ["notes [1]", "notes [1] / translation", "notes", "notes [2]", "notes [2] / interpreter"]
    tables = timed()
    tables["speakers"][0]["name"] = "notes"
    tiers, _ = laid(tmp_path / "clash", tables)
    assert [*tiers][:3] == ["notes", "notes / translation", "notes #2"]
    tables = timed({"g1001": (20.0, 21.0)})
    tables["speakers"][0]["name"] = "notes"
    tables["turns"][-1]["pass"] = segment(tables, "g1001")["pass"] = 2
    tables["segments"][0]["begin"], tables["segments"][0]["finish"] = 0.0, 0.5
    tiers, _ = laid(tmp_path / "passes", tables)
    assert [*tiers][:2] == ["notes", "notes / pass 1"]
    assert tiers["notes / pass 2"] == [(20000, 21000, "Welcome to the call.")]


def test_a_corpus_without_times_is_refused(tmp_path: Path) -> None:
    corpus = duizhao.open(write_corpus(tmp_path / "corpus", tiny_tables()))
    for name in ("elan", "textgrid"):
        with pytest.raises(UsageError, match=r"E_NOT_TIMED.*\.srt, \.vtt.*\.json"):
            duizhao.export(corpus, name, tmp_path / name)
        assert not (tmp_path / name).exists()


def both(tables: Tables, others: Tables) -> Tables:
    return {name: rows + others[name] for name, rows in tables.items()}


@pytest.mark.parametrize(("name", "suffix"), [("elan", "eaf"), ("textgrid", "TextGrid")])
def test_calls_without_times_are_told_and_files_named_by_identifiers(tmp_path: Path, name: str, suffix: str) -> None:
    tables = both(timed(), tiny_tables("u5f0c1a2b3d4e", "calls/../second.txt"))
    done = duizhao.export(duizhao.open(write_corpus(tmp_path / "corpus", tables)), name, tmp_path / "out")
    assert [path.name for path in (tmp_path / "out").iterdir()] == [f"t5f0c1a2b3d4e.{suffix}"]
    assert done.counts == {"calls": 1, "tiers": 5, "annotations": 6}
    assert done.notes[0] == "1 calls without times are left out"


def test_an_elan_file_names_times_in_their_order(tmp_path: Path) -> None:
    duizhao.export(duizhao.open(write_corpus(tmp_path / "corpus", timed())), "elan", tmp_path / "out")
    root = ET.parse(tmp_path / "out" / "t5f0c1a2b3d4e.eaf").getroot()  # noqa: S314 - written here
    slots = {one.get("TIME_SLOT_ID"): int(one.get("TIME_VALUE", "")) for one in root.iter("TIME_SLOT")}
    assert [*slots.values()] == sorted(slots.values())
    for one in root.iter("ALIGNABLE_ANNOTATION"):
        assert slots[one.get("TIME_SLOT_REF1")] < slots[one.get("TIME_SLOT_REF2")]
    assert len(slots) == 2 * len([*root.iter("ANNOTATION")])
    types = {one.get("LINGUISTIC_TYPE_ID") for one in root.iter("LINGUISTIC_TYPE")}
    assert {one.get("LINGUISTIC_TYPE_REF") for one in root.iter("TIER")} == types
    assert root.get("DATE") == "1970-01-01T00:00:00Z"


def test_a_textgrid_s_intervals_cover_every_tier(tmp_path: Path) -> None:
    tables = timed()
    segment(tables, "g0601")["text"] = 'say "x"\n\x00a'
    done = duizhao.export(duizhao.open(write_corpus(tmp_path / "corpus", tables)), "textgrid", tmp_path / "out")
    text = (tmp_path / "out" / "t5f0c1a2b3d4e.TextGrid").read_text("utf-8")
    assert 'text = "say ""x""\u240a\u2400a"' in text
    assert any(note.startswith("2 control characters") for note in done.notes)
    for tier in text.split("    item [")[2:]:
        ends = re.findall(r"intervals \[\d+\]:\s+xmin = ([\d.]+)\s+xmax = ([\d.]+)", tier)
        assert (ends[0][0], ends[-1][1]) == ("0.000", "12.000")
        assert all(one[1] == other[0] for one, other in pairwise(ends))
        assert f"intervals: size = {len(ends)}" in tier
