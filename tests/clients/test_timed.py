"""ELAN files opened by pympi, TextGrids by Praat."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import pairwise
from pathlib import Path
from typing import Any

import parselmouth
import pympi
import pytest
from parselmouth.praat import call

from conftest import Made, make

Read = Callable[[Path], dict[str, list[tuple[int, int, str]]]]
#: Times of subtitles, on names and words that have broken other programs' files. The third overlaps the second.
HOSTILE = """\
1
00:00:01,000 --> 00:00:03,500
=A "Quote" <b>&amp;</b>: Revenue of "R&D" </ANNOTATION> was ]]> RMB 5 million, ""up"" 5%. &amp; stays.

2
00:00:03,500 --> 00:00:08,000
Dana 'Reed: +1-2, @SUM(A1) \\ct \\"a \u202etxt.exe and a tab\there.

3
00:00:06,000 --> 00:00:09,250
Dana 'Reed: \U0001f600 \U00020000 \u0391\u0301 plus \u200b zero width. text = "xmin = 3"

4
00:00:10,000 --> 00:00:10,000
=A "Quote" <b>&amp;</b>: At once. \u4e00\u5207\u90fd\u597d\u3002

5
00:00:11,000 --> 00:00:12,000
Dana 'Reed: That concludes the call. Thank you all very much for joining us today.
"""


@pytest.fixture(scope="module")
def timed(tmp_path_factory: pytest.TempPathFactory) -> Made:
    folder = tmp_path_factory.mktemp("timed")
    (folder / "calls").mkdir()
    (folder / "calls" / "=1+1 & <b>.srt").write_text(HOSTILE, "utf-8")
    return make(folder, folder / "calls")


@pytest.fixture(params=["samples", "timed"])
def spoken(request: pytest.FixtureRequest) -> Made:
    return request.getfixturevalue(request.param)


def solid(texts: Iterable[str]) -> list[str]:
    """Return words' characters without blanks, in an any order: annotations join the sentences of a subtitle."""
    return sorted("".join("".join(texts).split()))


def wanted(made: Made) -> dict[str, list[dict[str, Any]]]:
    out: dict[str, list[dict[str, Any]]] = {}
    for row in made.truth["segments"]:
        if row["begin"] is not None and row["kind"] != "label":
            out.setdefault(row["transcript_id"], []).append(row)
    return out


def stretches(rows: list[dict[str, Any]]) -> set[tuple[int, int]]:
    times = ((round(1000 * row["begin"]), round(1000 * row["finish"])) for row in rows)
    return {(begin, max(finish, begin + 1)) for begin, finish in times}


def read_elan(path: Path) -> dict[str, list[tuple[int, int, str]]]:
    file = pympi.Elan.Eaf(str(path))
    return {name: [one[:3] for one in file.get_annotation_data_for_tier(name)] for name in file.get_tier_names()}


def read_praat(path: Path) -> dict[str, list[tuple[int, int, str]]]:
    grid = parselmouth.read(str(path))
    out = {}
    for tier in range(1, call(grid, "Get number of tiers") + 1):
        found = []
        for number in range(1, call(grid, "Get number of intervals", tier) + 1):
            text = call(grid, "Get label of interval", tier, number)
            times = (call(grid, f"Get {end} time of interval", tier, number) for end in ("start", "end"))
            if text:
                found.append((*(round(1000 * time) for time in times), text))
        out[call(grid, "Get tier name", tier)] = found
    return out


@pytest.mark.parametrize(("name", "suffix", "read"), [("elan", "eaf", read_elan), ("textgrid", "TextGrid", read_praat)])
def test_every_timed_word_is_found_at_its_time(spoken: Made, name: str, suffix: str, read: Read) -> None:
    folder = spoken.export(name)
    expected = wanted(spoken)
    assert {path.name for path in folder.iterdir()} == {f"{key}.{suffix}" for key in expected}
    for key, rows in expected.items():
        tiers = read(folder / f"{key}.{suffix}")
        found = [one for held in tiers.values() for one in held]
        assert solid([text for _, _, text in found]) == solid([row["text"] for row in rows])
        assert {(begin, end) for begin, end, _ in found} == stretches(rows)
        for held in tiers.values():
            assert all(one[1] <= other[0] for one, other in pairwise(held))


def test_both_hold_the_same(spoken: Made) -> None:
    elan, praat = spoken.export("elan"), spoken.export("textgrid")
    for path in elan.iterdir():
        assert read_elan(path) == read_praat(praat / f"{path.stem}.TextGrid")


def test_a_translation_has_a_tier_of_its_own(samples: Made) -> None:
    (path,) = samples.export("elan").iterdir()
    tiers = read_elan(path)
    assert {name.partition(" / ")[0] for name in tiers} == {"沈若棠", "林德", "高景行", "阿贝贝"}
    assert [text for _, _, text in tiers["高景行"]][:1] == ["谢谢林德女士。我们现在有四条船，"]
    assert [text for _, _, text in tiers["高景行 / translation"]][:1] == [
        "Thank you, Ms. Lind. We have four ships now,"
    ]
    assert len([one for name in tiers for one in tiers[name]]) == 42
