"""What is read once and used twice, and what is searched only between anchors, is as if it were not."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from duizhao.alignment import blocks
from duizhao.alignment.band import full_band
from duizhao.alignment.blocks import Block, align_blocks
from duizhao.alignment.candidates import candidates
from duizhao.alignment.engine import Beside, align_pair
from duizhao.alignment.lexical import KINDS
from duizhao.alignment.lexicon import load_lexicon
from duizhao.alignment.pairing import Pair, across, within
from duizhao.alignment.resources import Resources
from duizhao.alignment.weights import load_weights
from duizhao.corpus import part_files
from duizhao.corpus.schema import TABLES

PLACES = "north south east west harbour river mountain island".split()
THINGS = "ships ferries engines cranes lamps sails anchors nets".split()
PLACES_ZH = "北方 南方 东方 西方 港口 河边 山上 岛上".split()
THINGS_ZH = "船 渡轮 发动机 起重机 灯 帆 锚 网".split()


def lines(count: int) -> tuple[list[str], list[str]]:
    """Make lines that differ from each other, and their translations."""
    english = [
        f"In the {PLACES[at % 8]} we built {7 * at + 3} {THINGS[at // 8 % 8]}. They cost {11 * at} yuan."
        for at in range(count)
    ]
    chinese = [
        f"我们在{PLACES_ZH[at % 8]}造了{7 * at + 3}个{THINGS_ZH[at // 8 % 8]}。它们花了{11 * at}元。"
        for at in range(count)
    ]
    return english, chinese


def beneath(rows: np.ndarray, columns: np.ndarray) -> np.ndarray:
    """Tell what it is worth that line `n` stands beside line `n`."""
    return np.where(rows == columns, 4.0, 0.0)


def search(pair: Pair, meeting, *, anchors: bool) -> tuple[list[tuple[range, range]], list[float], int]:
    band = candidates(pair, meeting) if anchors else candidates(pair)
    weights = load_weights().of(pair).weights
    found = align_pair(pair, weights, band=band, beside=Beside(meeting, wider=4.0))
    return [(one.rows, one.columns) for one in found], [one.chance for one in found], len(band.rows)


@pytest.mark.parametrize("lost", [[], [0], [20], [39], [12, 13], [5, 30]])
@pytest.mark.parametrize("doubled", [[], [25]])
def test_anchors_change_no_bead(lost: list[int], doubled: list[int]) -> None:
    english, chinese = lines(40)
    texts = [text for at, text in enumerate(english) for _ in range(1 + (at in doubled))]
    under = [at + sum(one < at for one in doubled) for at in range(40)]
    kept = [at for at in range(40) if at not in lost]
    places = np.array([under[at] for at in kept])

    def meeting(rows: np.ndarray, columns: np.ndarray) -> np.ndarray:
        return np.where(places[rows] == columns, 4.0, 0.0)

    pair = across([chinese[at] for at in kept], texts, load_lexicon())
    beads, chances, cells = search(pair, meeting, anchors=True)
    others, before, all_cells = search(pair, meeting, anchors=False)
    assert beads == others
    assert chances == pytest.approx(before, abs=0.01)
    assert cells < all_cells / (1.5 if lost or doubled else 10)


def test_nothing_is_an_anchor_where_lines_do_not_meet() -> None:
    english, chinese = lines(40)
    pair = across(chinese, english, load_lexicon())
    assert len(candidates(pair, lambda rows, _: np.zeros(len(rows))).rows) == 40 * 40


@given(st.integers(1, 30), st.integers(1, 30), st.booleans())
@settings(max_examples=40, deadline=None)
def test_the_band_between_anchors_leads_from_corner_to_corner(count: int, width: int, chinese: bool) -> None:
    english, other = lines(max(count, width))
    pair = (
        across(other[:count], english[:width], load_lexicon())
        if chinese
        else within(english[:count], english[:width], load_lexicon())
    )
    band = candidates(pair, beneath)
    assert (band.low[0], band.high[-1]) == (0, width)
    assert (np.diff(band.low) >= 0).all()
    assert (np.diff(band.high) >= 0).all()
    assert (band.high > band.low).all()
    assert (band.low[1:] <= band.high[:-1]).all()  # no column lies between two rows


def sizes(draw: st.DrawFn, count: int) -> list[int]:
    cuts = sorted(draw(st.sets(st.integers(1, count - 1)))) if count > 1 else []
    return [0, *cuts, count]


@given(st.data(), st.booleans())
@settings(max_examples=40, deadline=None)
def test_grouped_sentences_hold_the_same_tokens(data: st.DataObject, alike: bool) -> None:
    english, chinese = lines(12)
    pair = (within if alike else across)(english if alike else chinese, english, load_lexicon())
    rows, columns = (np.array(sizes(data.draw, 12)) for _ in range(2))
    grouped = pair.grouped(rows, columns)
    for one, other in zip(pair.directions, grouped.directions, strict=True):
        starts, giving = (columns, rows) if one.columns else (rows, columns)
        for at, (first, last) in enumerate(pairwise(starts)):
            for kind in range(KINDS):
                whole = [token for sentence in range(first, last) for token in tokens(one.stream, sentence, kind)]
                assert tokens(other.stream, at, kind) == whole
        counts = one.expected.rows.counts(0, 12, len(one.stream.vocabulary))
        summed = other.expected.rows.counts(0, len(giving) - 1, len(one.stream.vocabulary))
        assert summed == pytest.approx(np.add.reduceat(counts, giving[:-1], axis=0))
    assert grouped.rows.lengths.sum() == pytest.approx(pair.rows.lengths.sum())


def tokens(stream, sentence: int, kind: int) -> list[int]:
    first, last = stream.bounds[KINDS * sentence + kind : KINDS * sentence + kind + 2]
    return stream.tokens[first:last].tolist()


def test_a_part_is_scored_as_in_the_whole() -> None:
    english, chinese = lines(9)
    pair = across(chinese, english, load_lexicon())
    whole = pair.part(np.arange(9), np.arange(9))
    part = pair.part(np.array([2, 3, 7]), np.array([2, 3, 4, 7]))
    weights = load_weights().of(pair).weights
    assert align_pair(whole, weights, band=full_band(9, 9)) == align_pair(pair, weights, band=full_band(9, 9))
    assert [one.directions[0].stream.background.max() for one in (part, pair)] == pytest.approx(
        [pair.directions[0].stream.background.max()] * 2
    )
    beads = [(one.rows, one.columns) for one in align_pair(part, weights, band=full_band(3, 4))]
    assert beads[0] == (range(1), range(1))
    assert beads[-1] == (range(2, 3), range(3, 4))


def test_blocks_are_aligned_alike_in_groups_of_any_size(monkeypatch: pytest.MonkeyPatch) -> None:
    english, chinese = lines(30)
    held = [Block(chinese[at : at + 3], english[at : at + 3]) for at in range(0, 30, 3)]
    whole = align_blocks(held, Resources())
    for most in (1, 20, 50):
        monkeypatch.setattr(blocks, "_MOST_CELLS", most)
        found = align_blocks(held, Resources())
        assert [[(one.rows, one.columns) for one in beads] for beads in found] == [
            [(one.rows, one.columns) for one in beads] for beads in whole
        ]
        chances = [one.chance for beads in found for one in beads]
        assert chances == pytest.approx([one.chance for beads in whole for one in beads], abs=1e-3)


@pytest.mark.parametrize("count", [0, 1, 4, 5, 6, 11])
def test_tables_are_the_same_however_many_rows_are_taken_at_once(count: int, monkeypatch: pytest.MonkeyPatch) -> None:
    empty = dict.fromkeys(part_files.arrow_schema("speakers").names)
    rows = {name: [] for name in TABLES}
    rows["speakers"] = [{**empty, "name": str(at)} for at in range(count)]
    whole = part_files.to_arrow(rows)
    monkeypatch.setattr(part_files, "_AT_ONCE", 5)
    assert all(part_files.to_arrow(rows)[name].equals(whole[name]) for name in TABLES)
    assert [one["name"] for one in part_files.to_arrow(rows)["speakers"].to_pylist()] == [
        str(at) for at in range(count)
    ]
