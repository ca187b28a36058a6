from __future__ import annotations

import re
from io import StringIO
from typing import TYPE_CHECKING, Any

import pytest
from rich.cells import cell_len
from rich.console import Console, RenderableType

from duizhao.corpus.finding import find_transcript
from duizhao.corpus.reader import Corpus
from duizhao.errors import UsageError
from duizhao.reading_view import overview, transcript_view
from duizhao.reading_view.arrangement import Aside, Pair, Plain, arrange
from support.tiny_corpus import TRANSCRIPT, Row, Tables, tiny_tables, write_corpus

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path


@pytest.fixture
def tables() -> Tables:
    return tiny_tables()


def opened(folder: Path, tables: Tables) -> Corpus:
    return Corpus.open(write_corpus(folder / "out", tables))


def lines_of(renderables: Iterable[RenderableType], *, width: int = 100, colour: bool = False) -> list[str]:
    console = Console(width=width, file=StringIO(), force_terminal=colour, color_system="truecolor" if colour else None)
    for renderable in renderables:
        console.print(renderable)
    assert isinstance(console.file, StringIO)
    return console.file.getvalue().split("\n")


def shown(folder: Path, tables: Tables, **options: Any) -> list[str]:
    return lines_of(transcript_view(opened(folder, tables), TRANSCRIPT, **options))


def segment(tables: Tables, key: str) -> Row:
    return next(row for row in tables["segments"] if row["segment_id"] == key)


def test_a_rendition_stands_beside_its_original_and_nowhere_else(tmp_path: Path, tables: Tables) -> None:
    lines = shown(tmp_path, tables)
    beside = [re.split(r"\s*│\s*", line.strip()) for line in lines if "│" in line]
    assert ["谢谢大家。", "Thank you."] in beside
    assert ["Please go ahead.", "请开始。"] in beside
    assert ["我们对下半年有信心。‡2", "(not rendered)"] in beside
    assert ["(no original)", "Next slide, please.‡3"] in beside
    assert sum("Thank you." in line for line in lines) == 1
    assert not any(line.startswith("■") and line.endswith("t3") for line in lines)


def test_headings_say_who_how_and_how_surely(tmp_path: Path, tables: Tables) -> None:
    lines = shown(tmp_path, tables)
    wanted = "■ Qiu Mingzhe 邱明哲 · ceo · self · original · prepared · pass 1 · confidence 0.93 · t2"
    assert wanted in lines
    assert any("voice interpreter" in line for line in lines)
    assert any("confidence 0.88 · t3" in line for line in lines)


def test_unknown_speakers_and_low_confidence_are_marked_without_colours(tmp_path: Path, tables: Tables) -> None:
    tables["turns"][4]["label"] = "Speaker 3"
    lines = shown(tmp_path, tables)
    assert any(line.startswith("■ [unknown speaker, labelled Speaker 3] · unknown") for line in lines)
    words = " ".join(" ".join(lines).split())
    assert "[low confidence 0.31]" in words
    assert words.count("[low") == words.count("[unknown") == 1


def test_low_confidence_of_a_rendition_is_marked_beside_it(tmp_path: Path, tables: Tables) -> None:
    tables["turns"][2].update(confidence=0.2, speaker_id=None)
    text = " ".join(shown(tmp_path, tables))
    assert "[low confidence 0.20]" in text
    assert text.count("[unknown speaker]") == 2


def test_discrepancies_are_marked_in_the_text_and_explained_below(tmp_path: Path, tables: Tables) -> None:
    lines = shown(tmp_path, tables)
    row = next(n for n, line in enumerate(lines) if "27.3亿元‡1，" in line)
    assert "RMB27.3 billion‡1, up 12%." in lines[row]
    explanation = next(n for n, line in enumerate(lines) if line.strip().startswith("‡1 quantity (0.80)"))
    assert explanation > row
    assert "27.3亿元 → RMB27.3 billion: 27.3亿元 is 2.73 billion, not 27.3." in lines[explanation]


def test_a_value_is_not_marked_inside_a_longer_number(tmp_path: Path, tables: Tables) -> None:
    tables["discrepancies"] = [dict(tables["discrepancies"][0], source_value="8.6", target_value="18")]
    lines = shown(tmp_path, tables)
    assert any("二季度收入27.3亿元，同比增长12%。‡1" in line for line in lines)
    assert any("up 12%.‡1" in line for line in lines)


def test_sentences_are_joined_as_their_script_does(tmp_path: Path, tables: Tables) -> None:
    tables["alignments"].clear()
    tables["discrepancies"].clear()
    lines = [line.strip() for line in shown(tmp_path, tables)]
    assert "Welcome to the call. Please go ahead." in lines
    assert "欢迎参加电话会议。请开始。" in lines


def test_folded_loops_are_not_unfolded(tmp_path: Path, tables: Tables) -> None:
    segment(tables, "g0603")["clean"] = ""
    segment(tables, "g1002")["clean"] = ""
    lines = [line.strip() for line in shown(tmp_path, tables)]
    assert any(re.fullmatch(r"\(folded\)\s+│ Thank you\.", line) for line in lines)
    assert "Welcome to the call." in lines


def test_marks_are_coloured_where_there_are_colours(tmp_path: Path, tables: Tables) -> None:
    view = transcript_view(opened(tmp_path, tables), TRANSCRIPT)
    text = "\n".join(lines_of(view, colour=True))
    assert re.search(r"\x1b\[1;7;31m27\.3亿元", text)
    assert re.search(r"\x1b\[2m\(foreign language\)", text)


def test_labels_are_left_out_and_markers_stay(tmp_path: Path, tables: Tables) -> None:
    lines = [line.strip() for line in shown(tmp_path, tables)]
    assert "(foreign language)" in lines
    assert "Operator" not in lines


def test_markup_and_terminal_controls_in_the_text_are_shown_as_they_are(tmp_path: Path, tables: Tables) -> None:
    segment(tables, "g0801")["clean"] = "\x1b[31mred\u202e \x07[/red]"
    text = "\n".join(shown(tmp_path, tables))
    assert "Could you [bold]comment[/bold] on margins?" in text
    assert "␛[31mred� ␇[/red]" in text
    assert "\x1b" not in text


@pytest.mark.parametrize("width", [41, 60, 100, 163])
def test_columns_line_up_in_cells(tmp_path: Path, tables: Tables, width: int) -> None:
    long = "在本季度，我们的ABC业务收入为27.3亿元，毛利率提升了2个百分点，经营效率持续改善；"
    segment(tables, "g0601")["clean"] = long * 3
    segment(tables, "g0701")["clean"] = "Revenue was RMB27.3 billion, as 收入 rose, and margins improved. " * 3
    lines = lines_of(transcript_view(opened(tmp_path, tables), TRANSCRIPT), width=width)
    assert all(cell_len(line) <= width for line in lines)
    rules = {cell_len(line.partition("│")[0]) for line in lines if "│" in line}
    assert len(rules) == 1
    left = "".join(line.partition("│")[0].strip() for line in lines if "│" in line)
    assert long * 3 in left.replace("‡1", "")


def test_the_limit_counts_what_it_leaves_out(tmp_path: Path, tables: Tables) -> None:
    lines = shown(tmp_path, tables, limit=1)
    assert sum(line.startswith("■") for line in lines) == 1
    assert "… not shown: turns 4, discrepancies 3" in lines
    assert not any("not shown" in line for line in shown(tmp_path, tables, limit=5))
    assert "… not shown: turns 5, discrepancies 3" in shown(tmp_path, tables, limit=0)
    with pytest.raises(UsageError, match="E_SHOW_LIMIT"):
        transcript_view(opened(tmp_path, tables), TRANSCRIPT, limit=-1)


def test_only_discrepancies_keeps_rows_that_have_one(tmp_path: Path, tables: Tables) -> None:
    lines = shown(tmp_path, tables, only_discrepancies=True)
    text = "\n".join(lines)
    assert sum(line.startswith("■") for line in lines) == 1
    assert "(not rendered)" in text
    assert "谢谢大家" not in text
    assert "Welcome" not in text
    tables["discrepancies"].clear()
    assert "no discrepancies" in shown(tmp_path, tables, only_discrepancies=True)


def test_discrepancies_without_a_place_are_not_lost(tmp_path: Path, tables: Tables) -> None:
    tables["discrepancies"][1]["source_segments"] = ["gone"]
    lines = shown(tmp_path, tables)
    at = lines.index("Discrepancies without a place in the text")
    assert "is not rendered." in lines[at + 1]


def test_warnings_stand_in_the_head(tmp_path: Path, tables: Tables) -> None:
    assert "! W_UNKNOWN_SPEAKER: one turn has no speaker" in shown(tmp_path, tables)


def test_a_transcript_without_segments_has_a_head(tmp_path: Path, tables: Tables) -> None:
    for name in ("turns", "segments", "alignments", "discrepancies"):
        tables[name].clear()
    assert shown(tmp_path, tables)[0] == "Lanyue Instruments Q2 call"


def test_every_spoken_segment_is_in_exactly_one_block(tables: Tables) -> None:
    beads = tables["alignments"]
    variants = {
        "as it is": beads,
        "without passages": [row for row in beads if row["level"] == "sentence"],
        "without sentences": [row for row in beads if row["level"] == "passage"],
        "without beads": [],
        "the rendition is translated": [
            *beads,
            dict(beads[0], source_segments=["g0701", "g0702"], target_segments=["g0801"]),
        ],
        "a passage claims another's": [
            *beads,
            dict(beads[3], source_segments=["g0301", "g0601"], target_segments=["g0801", "g0402"]),
        ],
        "a bead is incomplete": [row for row in beads if row["alignment_id"] not in {"a2", "a5", "a8"}],
        "an addition has a passage": [*beads[:3], dict(beads[3], source_segments=[])],
    }
    spoken = sorted(row["segment_id"] for row in tables["segments"] if row["kind"] == "speech")
    for name, variant in variants.items():
        blocks = [block for part in arrange(tables["segments"], variant) for block in part.blocks]
        speech = [block for block in blocks if not isinstance(block, Aside)]
        found = sorted(row["segment_id"] for block in speech for row in block.segments)
        assert found == spoken, name


def test_what_translates_a_rendition_follows_below_it(tables: Tables) -> None:
    tables["alignments"].append(
        dict(tables["alignments"][0], source_segments=["g0701", "g0702"], target_segments=["g0801"])
    )
    part = next(part for part in arrange(tables["segments"], tables["alignments"]) if part.turn_id == "t2")
    pair, below = part.blocks
    assert isinstance(pair, Pair)
    assert isinstance(below, Plain)
    assert (pair.relation, below.relation) == ("interpretation", "translation")


def test_a_sentence_that_no_bead_holds_keeps_its_place(tables: Tables) -> None:
    beads = [row for row in tables["alignments"] if row["alignment_id"] != "a6"]
    parts = arrange(tables["segments"], beads)
    pair = next(part for part in parts if part.turn_id == "t2").blocks[0]
    assert isinstance(pair, Pair)
    assert [[s["segment_id"] for s in row.source] for row in pair.rows] == [
        ["g0601"],
        ["g0602"],
        ["g0603"],
        [],
    ]


def test_overview_has_a_row_per_transcript(tmp_path: Path, tables: Tables) -> None:
    other = tiny_tables("t5f0c1a2ffff", "calls/[red]x.txt")
    other["transcripts"][0]["company"] = None
    both = {name: tables[name] + other[name] for name in tables}
    lines = lines_of([overview(opened(tmp_path, both))], width=160)
    first, second = (line for line in lines if "calls/" in line)
    assert re.split(r"\s{2,}", first.strip()) == [
        *("t5f0c1a2b", "calls/lanyue.txt", "Lanyue Instruments", "en zh", "2", "6", "3", "W_UNKNOWN_SPEAKER")
    ]
    assert "t5f0c1a2f" in second
    assert "calls/[red]x.txt" in second
    assert "Lanyue Instruments Q2 call" in second
    assert not any("rejected" in line for line in lines)


def test_overview_counts_rejected_inputs(tmp_path: Path, tables: Tables) -> None:
    corpus = opened(tmp_path, tables)
    corpus.store.write("rejected.jsonl", b'{"source": "a"}\n{"source": "b"}\n')
    assert any("rejected inputs: 2" in line for line in lines_of([overview(corpus)]))


@pytest.mark.parametrize(
    "wanted",
    [
        TRANSCRIPT,
        "t5f",
        "calls/lanyue.txt",
        "./calls/lanyue.txt",
        "calls\\lanyue.txt",
        "lanyue.txt",
        "lanyue",
    ],
)
def test_ways_to_name_a_transcript(tmp_path: Path, tables: Tables, wanted: str) -> None:
    assert find_transcript(opened(tmp_path, tables), wanted)["transcript_id"] == TRANSCRIPT


def test_a_full_id_wins_over_a_prefix(tmp_path: Path, tables: Tables) -> None:
    other = tiny_tables(TRANSCRIPT + "0", "calls/other.txt")
    corpus = opened(tmp_path, {name: tables[name] + other[name] for name in tables})
    assert find_transcript(corpus, TRANSCRIPT)["source"] == "calls/lanyue.txt"
    with pytest.raises(UsageError, match=r"means 2 transcripts: .*lanyue\.txt.*other\.txt") as caught:
        find_transcript(corpus, "t5")
    assert caught.value.code == "E_SHOW_AMBIGUOUS"


def test_an_unknown_transcript_lists_near_ones(tmp_path: Path, tables: Tables) -> None:
    corpus = opened(tmp_path, tables)
    with pytest.raises(UsageError, match=r"'lanyeu\.txt'.*near: t5f0c1a2b3d4e \(calls/lanyue\.txt\)") as caught:
        transcript_view(corpus, "lanyeu.txt")
    assert caught.value.code == "E_SHOW_UNKNOWN"
    for wanted in ("", "qqq"):
        with pytest.raises(UsageError, match=r"the corpus holds t5f0c1a2b3d4e"):
            find_transcript(corpus, wanted)
