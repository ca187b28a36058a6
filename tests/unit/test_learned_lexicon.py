"""duizhao train lexicon: words learned from an archive, and their place beside the dictionary."""

from __future__ import annotations

import io
import zipfile
from collections import defaultdict
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from duizhao.alignment.learned import load_learned, merged, read_learned, write_learned
from duizhao.alignment.lexicon import Entries
from duizhao.alignment.texts import align_texts
from duizhao.cli import app
from duizhao.corpus.schema import SCHEMA_VERSION, TABLES, arrow_schema
from duizhao.errors import CorpusError, ModelError, UsageError
from duizhao.training import lexicon as training
from duizhao.training import model_one
from duizhao.training.lexicon import train_lexicon
from duizhao.training.model_one import Expected, Words, count, entries, iterate

# Invented: a maker of lamps. 灯塔云 is its product, in no dictionary.
LINES = [
    ("灯具销售增长。", "Lamp sales grew."),
    ("灯具价格下降。", "Lamp prices fell."),
    ("电池销售下降。", "Battery sales fell."),
    ("电池价格增长。", "Battery prices grew."),
    ("灯具工厂扩建。", "The lamp factory expanded."),
    ("电池工厂关闭。", "The battery factory closed."),
    ("价格稳定。", "Prices were stable."),
    ("销售稳定。", "Sales were stable."),
]


def corpus(folder: Path, lines: list[tuple[str, str]] = LINES, *, calls: int = 2, score: float = 0.95) -> Path:
    """Write the tables that are read; every second bead is turned round."""
    pa = pytest.importorskip("pyarrow")
    pq = pytest.importorskip("pyarrow.parquet")
    rows: dict[str, list[dict[str, object]]] = {name: [] for name in TABLES}
    for call in range(calls):
        for at, texts in enumerate(lines):
            names = [f"c{call}-{at}-{side}" for side in (0, 1)]
            for name, text in zip(names, texts, strict=True):
                rows["segments"].append(
                    {"transcript_id": f"c{call}", "segment_id": name, "kind": "speech", "clean": text}
                )
            one, two = names[:: -1 if at % 2 else 1]
            bead = {"transcript_id": f"c{call}", "relation": "translation", "level": "sentence", "score": score}
            rows["alignments"].append({**bead, "source_segments": [one], "target_segments": [two]})
            rows["alignments"].append({**bead, "source_segments": [one], "target_segments": []})
    for name, held in rows.items():
        (folder / name).mkdir(parents=True)
        schema = arrow_schema(name)
        full = [{column.name: row.get(column.name) for column in schema} for row in held]
        pq.write_table(pa.Table.from_pylist(full, schema=schema), folder / name / "part-00000.parquet")
    (folder / "corpus.json").write_text(f'{{"schema_version": "{SCHEMA_VERSION}"}}', "utf-8")
    return folder


def renderings(learned: Entries, word: str) -> dict[str, float]:
    at = learned.chinese.index(word)
    part = slice(learned.starts[at], learned.starts[at + 1])
    weights = learned.weights[part] / learned.weights[part].sum()
    return {learned.english[key]: share for key, share in zip(learned.keys[part], weights, strict=True)}


def test_the_right_pairs_come_out_on_top(tmp_path: Path) -> None:
    run = train_lexicon(corpus(tmp_path / "c"), tmp_path / "l.npz")
    learned, card = read_learned(tmp_path / "l.npz")
    assert run.beads == 16 == card["beads"]
    best = {word: max(found := renderings(learned, word), key=found.__getitem__) for word in learned.chinese}
    wanted = {"灯具": "lamp", "电池": "battery", "工厂": "factory", "销售": "sal", "增长": "grow"}
    assert {word: best[word] for word in wanted} == wanted
    # Words of structure took part, and are not kept.
    assert not {"the", "were", " the", " were"} & set(learned.english)


def test_a_bead_under_the_least_score_is_passed_over(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match="E_CORPUS_NO_BEADS"):
        train_lexicon(corpus(tmp_path / "c", score=0.5), tmp_path / "l.npz")
    assert not [one.name for one in tmp_path.iterdir() if one.name != "c"]


BEADS: list[Words] = [
    (["甲", "乙"], ["a", "b"]),
    (["甲", "丙", "甲"], ["a", "c"]),
    (["乙", "丙"], ["b", "c", "c"]),
]


def plain(beads: list[Words], iterations: int, *, turned: bool) -> dict[tuple[str, str], float]:
    """Model 1 as the textbook has it: the other side, and a word that says what running text says."""
    sides = [(two, one) if turned else (one, two) for one, two in beads]
    text = [word for _, given in sides for word in given]
    table: dict[tuple[str, str], float] = {}
    counts: dict[tuple[str, str], float] = {}
    for number in range(iterations):
        counts = defaultdict(float)
        for giving, given in sides:
            for word in given:
                noise = text.count(word) / len(text) if number else 1.0
                whole = noise + sum(table.get((one, word), 0.0) if number else 1.0 for one in giving)
                for one in giving:
                    counts[one, word] += (table.get((one, word), 0.0) if number else 1.0) / whole
        sums: dict[str, float] = defaultdict(float)
        for (one, _), value in counts.items():
            sums[one] += value
        table = {pair: value / sums[pair[0]] for pair, value in counts.items()}
    return counts


@pytest.mark.parametrize("size", [1, 2, 3])
def test_model_1_is_that_of_the_textbook(size: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(model_one, "_LEAST_TOGETHER", 1)
    batches = [BEADS[at : at + size] for at in range(0, len(BEADS), size)]
    counted = count(batches)
    found: Expected | None = None
    for _ in range(4):
        found = iterate(batches, counted, found)
    assert found is not None
    chinese, english = list(counted.chinese), list(counted.english)
    pairs = [(chinese[code >> 32], english[code & (2**32 - 1)]) for code in counted.codes]
    forward, backward = plain(BEADS, 4, turned=False), plain(BEADS, 4, turned=True)
    np.testing.assert_allclose(found.forward, [forward[pair] for pair in pairs])
    np.testing.assert_allclose(found.backward, [backward[two, one] for one, two in pairs])
    assert set(pairs) == set(forward)


def test_nothing_in_nothing_out() -> None:
    for batches in ([], [[([], [])]], [[(["甲"], ["a"])]]):
        counted = count(batches)
        assert entries(counted, iterate(batches, counted, None)).chinese == []


@pytest.mark.parametrize("after", [1, 3])
def test_a_killed_run_goes_on_to_the_same_bytes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, after: int) -> None:
    folder = corpus(tmp_path / "c")
    train_lexicon(folder, tmp_path / "whole.npz")
    train_lexicon(folder, tmp_path / "again.npz")
    run = 0

    def killed(*args: object) -> Expected:
        nonlocal run
        run += 1
        if run > after:
            raise KeyboardInterrupt
        return iterate(*args)  # type: ignore[arg-type]

    with monkeypatch.context() as patch:
        patch.setattr(training, "iterate", killed)
        with pytest.raises(KeyboardInterrupt):
            train_lexicon(folder, tmp_path / "cut.npz")
    assert not (tmp_path / "cut.npz").exists()
    told: list[str] = []
    train_lexicon(folder, tmp_path / "cut.npz", tell=told.append)
    assert len(told) == 1 + 5 - after
    assert (tmp_path / "cut.npz").read_bytes() == (tmp_path / "whole.npz").read_bytes()
    assert (tmp_path / "again.npz").read_bytes() == (tmp_path / "whole.npz").read_bytes()
    assert sorted(one.name for one in tmp_path.iterdir()) == ["again.npz", "c", "cut.npz", "whole.npz"]


@pytest.mark.parametrize("left", ["other settings", "torn"])
def test_what_a_killed_run_left_is_not_trusted_blindly(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, left: str
) -> None:
    folder = corpus(tmp_path / "c")
    train_lexicon(folder, tmp_path / "whole.npz")
    kept = tmp_path / ".l.npz.partial"
    with monkeypatch.context() as patch:
        patch.setattr(training, "entries", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            train_lexicon(folder, tmp_path / "l.npz", least=0.5)
    if left == "torn":
        kept.write_bytes(kept.read_bytes()[:100])
    told: list[str] = []
    train_lexicon(folder, tmp_path / "l.npz", tell=told.append)
    assert len(told) == 6
    assert (tmp_path / "l.npz").read_bytes() == (tmp_path / "whole.npz").read_bytes()


def table(rows: dict[str, dict[str, float]], counts: dict[str, float]) -> Entries:
    english = sorted({key for row in rows.values() for key in row})
    return Entries(
        chinese=list(rows),
        english=english,
        counts=np.array([counts[word] for word in rows]),
        starts=np.cumsum([0, *map(len, rows.values())]),
        keys=np.array([english.index(key) for row in rows.values() for key in row]),
        weights=np.array([value for row in rows.values() for value in row.values()]),
    )


def test_both_tables_are_mixed_by_how_often_a_word_was_seen() -> None:
    base = table({"灯": {"lamp": 3, "light": 1}, "山": {"hill": 2}}, {"灯": 50, "山": 10})
    learned = table({"灯塔云": {"beacon": 2}, "灯": {"lantern": 1, "lamp": 1}}, {"灯": 60, "灯塔云": 2})
    lexicon = merged(base, learned, halfway=20)
    keys = list(lexicon.english)

    def row(word: str) -> dict[str, float]:
        ((numbers, shares),) = lexicon.english_of(word)
        return {keys[number]: round(float(share), 6) for number, share in zip(numbers, shares, strict=True)}

    assert row("灯") == {"lamp": 0.25 * 0.75 + 0.75 * 0.5, "light": 0.25 * 0.25, "lantern": 0.75 * 0.5}
    assert row("山") == {"hill": 1.0}
    assert row("灯塔云") == {"beacon": 1.0}
    words = np.repeat(np.arange(len(lexicon.chinese)), np.diff(lexicon.starts))
    np.testing.assert_allclose(np.bincount(words, lexicon.given_chinese), 1)
    np.testing.assert_allclose(np.bincount(lexicon.keys, lexicon.given_english), 1)


def test_the_file_serves_alignment(tmp_path: Path) -> None:
    said = CliRunner().invoke(app, ["train", "lexicon", str(corpus(tmp_path / "c")), "-o", str(tmp_path / "l.npz")])
    assert said.exit_code == 0
    lexicon = load_learned(tmp_path / "l.npz")
    words = np.repeat(np.arange(len(lexicon.chinese)), np.diff(lexicon.starts))
    np.testing.assert_allclose(np.bincount(words, lexicon.given_chinese), 1)
    beads = align_texts([one for one, _ in LINES], [two for _, two in LINES], lexicon=lexicon)
    assert [(list(one.rows), list(one.columns)) for one in beads] == [([at], [at]) for at in range(len(LINES))]


def test_a_file_that_is_no_lexicon_is_refused(tmp_path: Path) -> None:
    learned = table({"灯": {"lamp": 1}}, {"灯": 3})
    plain_zip = io.BytesIO()
    with zipfile.ZipFile(plain_zip, "w") as held:
        held.writestr("a.txt", "no lexicon")
    for number, (data, message) in enumerate(
        (
            (b"", "no lexicon file"),
            (b"\x00" * 200, "no lexicon file"),
            (plain_zip.getvalue(), "no lexicon file"),
            (write_learned(learned, "[lexicon\n"), "no lexicon file"),
            (write_learned(learned, "[other]\n"), "no lexicon file"),
            (write_learned(learned, "lexicon = 1\n"), "no lexicon file"),
            (write_learned(learned, "[lexicon]\nformat = 99\n"), "format 99"),
            (write_learned(learned, "[lexicon]\nformat = 1\n")[:-30], "no lexicon file"),
        )
    ):
        path = tmp_path / f"{number}.npz"
        path.write_bytes(data)
        with pytest.raises(ModelError, match=message) as fault:
            load_learned(path)
        assert fault.value.code == "E_MODEL"
        assert str(path) in fault.value.message
    with pytest.raises(ModelError, match="No such file"):
        load_learned(tmp_path / "none.npz")


def test_a_corpus_without_its_segments_and_a_place_that_is_taken(tmp_path: Path) -> None:
    pq = pytest.importorskip("pyarrow.parquet")
    folder = corpus(tmp_path / "c")
    (tmp_path / "l.npz").mkdir()
    with pytest.raises(UsageError, match="E_OUT_TAKEN"):
        train_lexicon(folder, tmp_path / "l.npz")
    part = folder / "segments" / "part-00000.parquet"
    pq.write_table(pq.read_table(part)[:0], part)
    with pytest.raises(CorpusError, match="segments of transcript c0"):
        train_lexicon(folder, tmp_path / "m.npz")
