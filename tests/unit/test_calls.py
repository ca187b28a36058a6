"""A corpus as people read one: calls, turns, pairs, and what is chosen of them."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pyarrow.parquet as pq
import pytest

import duizhao
from duizhao.corpus.calls import Call
from duizhao.corpus.parts import PartFile
from duizhao.corpus.reader import Corpus
from duizhao.corpus.records import running_text
from duizhao.corpus.schema import TABLES
from duizhao.errors import UsageError
from support.tiny_corpus import TRANSCRIPT, tiny_tables, write_corpus

SAMPLES = Path(__file__).resolve().parents[2] / "corpus" / "samples"


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Corpus:
    out = tmp_path_factory.mktemp("calls") / "out"
    duizhao.build([SAMPLES], out)
    return duizhao.open(out)


@pytest.fixture(scope="module")
def call(corpus: Corpus) -> Call:
    return corpus.call("interpreted_planted_errors")


def test_a_corpus_gives_its_calls_in_order(corpus: Corpus) -> None:
    rows = corpus.transcripts.rows()
    assert [one.transcript_id for one in corpus] == [row["transcript_id"] for row in rows]
    assert len(corpus) == len(rows) == 9
    for one, row in zip(corpus, rows, strict=True):
        assert (one.source, one.company, one.date) == (row["source"], row["company"], row["date"])


def test_all_rows_are_in_some_call(corpus: Corpus) -> None:
    for name in TABLES:
        assert [row for one in corpus for row in one.rows(name)] == corpus.rows(name)


def test_one_call_is_the_same_as_among_the_others(corpus: Corpus) -> None:
    for one in corpus:
        single = corpus.call(one.source)
        assert all(single.rows(name) == one.rows(name) for name in TABLES)


def test_one_call_is_read_from_its_part_alone(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr("duizhao.batch.planning.PART_ROWS", 1)
    duizhao.build([SAMPLES], tmp_path / "out")
    opened = duizhao.open(tmp_path / "out")
    read: list[str] = []
    whole = PartFile.opened
    monkeypatch.setattr(PartFile, "opened", lambda part: read.append(part.file) or whole(part))
    found = opened.call("chinese_only.txt")
    assert len(found.turns) == 17
    others = [file for file in read if not file.startswith("transcripts/")]
    assert len(others) == len(set(others)) == len(TABLES) - 1


def test_a_turn_has_its_speaker_and_text(call: Call) -> None:
    turn = next(one for one in call.turns if one.role == "ceo" and one.voice == "self")
    assert turn.called == turn.speaker.name == "Zhong Boyang"
    assert turn.text.startswith("谢谢Irene，各位晚上好。")
    assert {one.turn_id for one in turn.segments} == {turn.turn_id}
    assert all(one.delivery and one.voice for one in turn.segments)


def test_a_translation_that_was_added_is_not_what_was_said(corpus: Corpus) -> None:
    turns = corpus.call("labelled_machine_translation").turns
    first = turns[0]
    assert any(one.delivery == "machine-translation" for one in first.segments)
    assert "早安" not in first.clean
    assert first.clean.startswith("Good")


def test_pairs_have_both_sides_and_their_discrepancies(call: Call) -> None:
    pairs = call.pairs("interpretation")
    assert {one.relation for one in pairs} == {"interpretation"}
    assert {one.level for one in pairs} == {"passage"}
    first = pairs[0]
    assert "收入6.3亿元" in first.source_text
    assert "RMB6.3 billion" in first.target_text
    assert first.speaker.name == "Zhong Boyang"
    assert {one.kind for one in first.discrepancies} >= {"scale", "unit"}
    listed = [one.discrepancy_id for pair in pairs for one in pair.discrepancies]
    assert len(listed) == len(set(listed)) == len(call.discrepancies)
    beads = call.pairs("interpretation", level="sentence")
    assert len(beads) > len(pairs)
    with pytest.raises(UsageError, match=r"there is no relation 'rendition'.*interpretation"):
        call.pairs("rendition")


def test_a_choice_of_talk_holds_together(corpus: Corpus) -> None:
    chosen = corpus.where(role=["ceo", "cfo"], section="qa")
    turns, segments = chosen.turns.rows(), chosen.segments.rows()
    everything = corpus.turns.rows()
    wanted = [row for row in everything if row["role"] in {"ceo", "cfo"} and row["section"] == "qa"]
    assert turns == wanted
    kept = {row["segment_id"] for row in segments}
    assert {row["turn_id"] for row in segments} == {row["turn_id"] for row in turns}
    for row in chosen.alignments.rows() + chosen.discrepancies.rows():
        assert {*row["source_segments"], *row["target_segments"]} <= kept
    assert {row["segment_id"] for row in chosen.quantities.rows()} <= kept
    assert {row["speaker_id"] for row in chosen.speakers.rows()} == {row["speaker_id"] for row in turns}
    scopes = {"turn": {row["turn_id"] for row in turns}, "speaker": {row["speaker_id"] for row in turns}}
    scopes["passage"] = {row["alignment_id"] for row in chosen.alignments.rows()}
    assert all(row["scope_id"] in scopes[row["scope"]] for row in chosen.measures.rows())
    assert len(chosen.turns) == len(turns) < len(everything)
    assert [turn.turn_id for one in chosen for turn in one.turns] == [row["turn_id"] for row in turns]


def test_a_segments_own_delivery_counts(corpus: Corpus) -> None:
    translated = corpus.where(delivery="machine-translation", transcript="labelled_machine_translation")
    assert {row["lang"] for row in translated.segments.rows()} == {"zh"}
    assert {row["delivery"] for row in translated.turns.rows()} > {"direct"}
    assert len(translated.where(language="en").segments) == 0


def test_pairs_of_one_voice_keep_the_other_side(call: Call, corpus: Corpus) -> None:
    spoken = corpus.where(voice="interpreter")
    left = [row for row in spoken.alignments.rows() if row["relation"] == "interpretation"]
    assert not any(row["source_segments"] and row["target_segments"] for row in left)
    pairs = spoken.call(call.source).pairs("interpretation")
    rendered = [
        one.alignment_id for one in call.pairs("interpretation") if "interpreter" in {side.voice for side in one.target}
    ]
    assert [one.alignment_id for one in pairs] == rendered
    assert len(rendered) >= 7
    assert all(one.source and one.target for one in pairs)
    assert {one.voice for one in spoken.call(call.source).segments} == {"interpreter"}


@pytest.mark.parametrize(
    ("words", "sources"),
    [
        ({"company": "hydrogen"}, []),
        ({"company": "失败"}, []),
        ({"company": ["failing", "xunquan"]}, ["asr_original_and_rendition.txt"]),
        ({"since": "2030", "until": "2030-10"}, ["chinese_only.txt"]),
        ({"until": "2028-03-28"}, ["chinese_original_english_rendition.txt"]),
        ({"since": "2031-05-06"}, ["english_only.txt"]),
        ({"period": "2030Q3"}, ["asr_call_twice.txt", "chinese_only.txt"]),
        ({"transcript": "english_only"}, ["english_only.txt"]),
        ({"transcript": ["english_only.txt", "asr_one_line"]}, ["asr_one_line.txt", "english_only.txt"]),
        ({"transcript": "english_only", "period": "2030Q3"}, []),
    ],
)
def test_calls_are_chosen(corpus: Corpus, words: dict[str, object], sources: list[str]) -> None:
    chosen = corpus.where(**words)
    assert [row["source"] for row in chosen.transcripts.rows()] == sources
    assert [one.source for one in chosen] == sources
    assert {row["transcript_id"] for row in chosen.turns.rows()} == {one.transcript_id for one in chosen}


def test_choices_narrow_each_other(corpus: Corpus) -> None:
    both = corpus.where(role=["ceo", "cfo"]).where(role=["cfo", "ir"], min_confidence=0.5)
    assert {row["role"] for row in both.turns.rows()} == {"cfo"}
    assert min(row["confidence"] for row in both.turns.rows()) >= 0.5
    assert len(corpus.where(role="ceo").where(role="cfo").turns) == 0
    dates = corpus.where(since="2028", until="2031").where(since="2027", until="2030")
    assert (dates.choice.since, dates.choice.until) == ("2028", "2030")


def test_a_speaker_is_chosen_by_any_name(corpus: Corpus) -> None:
    one = corpus.where(speaker="zhong boyang")
    assert {row["name"] for row in one.speakers.rows()} == {"Zhong Boyang"}
    again = corpus.where(speaker="Mr. Zhong Boyang")
    assert again.turns.rows() == one.turns.rows()


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ({"rol": "ceo"}, "nothing can be chosen by 'rol'.*did you mean role"),
        ({"role": "analist"}, "no role 'analist'.*did you mean analyst"),
        ({"role": "zzz"}, r"no role 'zzz' \(there are analyst"),
        ({"voice": "interpretor"}, "no voice.*interpreter"),
        ({"since": "May 2031"}, "'May 2031' is no date.*2031-05"),
        ({"until": "2031-5"}, "is no date"),
        ({"transcript": "nothing"}, "no transcript 'nothing'"),
    ],
)
def test_a_wrong_choice_says_what_there_is(corpus: Corpus, words: dict[str, str], message: str) -> None:
    with pytest.raises(UsageError, match=message):
        corpus.where(**words)


def test_a_sample_is_the_same_for_the_same_seed(corpus: Corpus) -> None:
    names = [one.source for one in corpus.sample(4, seed=1)]
    assert names == [one.source for one in corpus.sample(4, seed=1)]
    assert names == sorted(names)
    drawn = {tuple(one.source for one in corpus.sample(4, seed=seed)) for seed in range(8)}
    assert len(drawn) > 4
    assert len(corpus.sample(1000)) == len(corpus)
    assert len({one.turn_id for one in corpus.sample(20, of="turns")}) == 20
    assert {one.level for one in corpus.sample(9, of="pairs")} == {"passage"}
    with pytest.raises(UsageError, match="no 'words' can be drawn"):
        corpus.sample(1, of="words")


def test_each_is_drawn_as_often(corpus: Corpus) -> None:
    # Of 9 calls 3 in 300 drawings: each 100 times, standard deviation 8.
    times = dict.fromkeys((one.source for one in corpus), 0)
    rows = list(corpus)
    fake = type("Fake", (), {"__iter__": lambda _: iter(rows)})()
    from random import Random

    from duizhao.corpus.sampling import sample

    for seed in range(300):
        for one in sample(fake, 3, "calls", Random(seed)):  # noqa: S311 - a sample, no secret
            times[one.source] += 1
    assert all(65 < number < 135 for number in times.values()), times


def test_sql_sees_what_is_chosen(corpus: Corpus) -> None:
    pytest.importorskip("duckdb")
    query = "select count(*), min(role), max(role) from turns where confidence >= ?"
    assert corpus.sql(query, [0.0]).fetchall() == [(len(corpus.turns), "analyst", "operator")]
    chosen = corpus.where(role="cfo")
    assert chosen.sql(query, [0.0]).fetchall() == [(len(chosen.turns), "cfo", "cfo")]
    joined = (
        "select count(*) from alignments a, unnest(a.source_segments) as u(id) join segments s on s.segment_id = u.id"
    )
    assert corpus.sql(joined).fetchall()[0][0] == sum(len(row["source_segments"]) for row in corpus.alignments.rows())
    with pytest.raises(UsageError, match=r'E_QUERY.*"end" and "pass" stand in quotes'):
        corpus.sql("select end from segments")


def test_a_corpus_in_a_store_can_be_queried() -> None:
    pytest.importorskip("duckdb")
    duizhao.build([SAMPLES / "english_only.txt"], "memory://calls/out")
    assert duizhao.open("memory://calls/out").sql("select count(*) from turns").fetchall() == [(19,)]


def test_what_is_shown_says_what_is_there(corpus: Corpus, call: Call) -> None:
    assert "9 calls, 190 turns" in repr(corpus)
    assert repr(corpus.where(role="cfo")).endswith("9 calls>")
    assert "interpreted_planted_errors.txt" in repr(call)
    assert "190 rows" in repr(corpus.turns)
    assert "Solvane" in corpus._repr_html_()
    assert "Zhong Boyang" in call._repr_html_()
    assert "<table" in corpus.turns._repr_html_()
    assert "operator" in corpus.call("english_only")._repr_html_()


def test_texts_are_escaped_for_notebooks(tmp_path: Path) -> None:
    tables = tiny_tables()
    tables["segments"][5]["clean"] = "<script>alert(1)</script>"
    tables["transcripts"][0]["company"] = "<b>R&D"
    opened = duizhao.open(write_corpus(tmp_path, tables))
    for html in (opened._repr_html_(), opened.call(TRANSCRIPT)._repr_html_(), opened.segments._repr_html_()):
        assert "<script" not in html
        assert "<b>" not in html


def test_rows_of_other_programs_need_no_order(tmp_path: Path) -> None:
    first, second = tiny_tables(), tiny_tables("t77", "calls/other.txt")
    mixed = {name: [row for pair in zip(first[name], second[name], strict=True) for row in pair] for name in first}
    for one in duizhao.open(write_corpus(tmp_path, mixed)):
        expected = first if one.transcript_id == TRANSCRIPT else second
        assert [row["segment_id"] for row in one.rows("segments")] == [
            row["segment_id"] for row in expected["segments"]
        ]


@pytest.mark.parametrize(
    ("pieces", "text"),
    [
        (["We grew.", "Thank you."], "We grew. Thank you."),
        (["谢谢。", "请讲。"], "谢谢。请讲。"),
        (["我们的", "ROE", "很高。"], "我们的 ROE 很高。"),
        ([" a ", "", "  ", "b"], "a b"),
        ([], ""),
    ],
)
def test_pieces_run_on(pieces: list[str], text: str) -> None:
    assert running_text(pieces) == text


def test_a_part_says_what_its_columns_mean(corpus: Corpus) -> None:
    for name, columns in TABLES.items():
        schema = pq.read_schema(corpus.files(name)[0])
        assert schema.metadata[b"duizhao.schema_version"] == b"1"
        assert [schema.field(one.name).metadata[b"meaning"].decode() for one in columns] == [
            one.meaning for one in columns
        ]


def test_duizhao_is_imported_without_what_is_heavy() -> None:
    heavy = ("pandas", "pyarrow", "spacy", "jieba", "numpy", "duckdb", "fsspec")
    code = f"import sys, json, duizhao; print(json.dumps([one for one in {heavy} if one in sys.modules]))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert json.loads(done.stdout) == []
