"""`duizhao.process`: one document, for schedulers of one's own."""

from __future__ import annotations

import multiprocessing
import pickle
from pathlib import Path

import pytest

import duizhao
from duizhao.batch.work import Recipe, produce
from duizhao.config import Settings
from duizhao.corpus.schema import TABLES, arrow_schema
from duizhao.errors import DuizhaoError, InputError, StorageError, UsageError
from duizhao.reading import find_sources
from duizhao.signature import sign
from duizhao.storage import LocalStore
from unit.calls import LABELLED


def test_tables_are_those_of_a_corpus(tmp_path: Path) -> None:
    (tmp_path / "call.txt").write_text(LABELLED, "utf-8")
    tables = duizhao.process(tmp_path / "call.txt")
    duizhao.build([tmp_path / "call.txt"], tmp_path / "out")
    corpus = duizhao.open(tmp_path / "out")
    assert list(tables) == list(TABLES)
    for name, table in tables.items():
        assert table.schema.equals(arrow_schema(name))
        assert table.equals(corpus.table(name))


def test_bytes_do_as_well_as_a_path(tmp_path: Path) -> None:
    (tmp_path / "call.txt").write_text(LABELLED, "utf-8")
    by_path, by_bytes = duizhao.process(tmp_path / "call.txt"), duizhao.process(("call.txt", LABELLED.encode()))
    assert all(by_path[name].equals(by_bytes[name]) for name in TABLES)


def test_it_goes_to_other_processes_and_back() -> None:
    here = duizhao.process(("call.txt", LABELLED.encode()))
    function = pickle.loads(pickle.dumps(duizhao.process))  # noqa: S301
    assert function is duizhao.process
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        there = pool.apply(function, (("call.txt", LABELLED.encode()), Settings()))
    assert all(here[name].equals(there[name]) for name in TABLES)


def test_limits_and_errors(tmp_path: Path) -> None:
    for document, settings, code in (
        (("call.mp3", b"x"), None, "E_FORMAT"),
        (("call.txt", b""), None, "E_EMPTY"),
        (("call.txt", LABELLED.encode()), Settings(max_turns=2), "E_TOO_MANY_TURNS"),
        (("call.txt", LABELLED.encode() * 50), Settings(max_seconds=0.01), "E_LIMIT_TIME"),
    ):
        with pytest.raises(InputError) as caught:
            duizhao.process(document, settings)
        assert caught.value.code == code
    with pytest.raises(UsageError):
        duizhao.process(tmp_path / "nowhere.txt")
    (tmp_path / "a.txt").write_text("a")
    (tmp_path / "b.txt").write_text("b")
    with pytest.raises(UsageError, match="holds 2 documents"):
        duizhao.process(tmp_path)


def test_a_worker_with_another_duizhao_refuses_the_work(tmp_path: Path) -> None:
    (tmp_path / "call.txt").write_text(LABELLED, "utf-8")
    line = str(sign(Settings(), version="1", files={}))
    store, (source,) = LocalStore(tmp_path / "out"), find_sources([tmp_path / "call.txt"])
    assert produce(Recipe(Settings(), line), store, source, last=True).done
    for name in ("code", "models", "libraries"):
        with pytest.raises(UsageError, match=f"has other {name} than the build") as caught:
            produce(Recipe(Settings(), line.replace(f"{name}:", f"{name}:0")), store, source, last=True)
        assert caught.value.code == "E_WORKERS"


@pytest.mark.parametrize("kind", [InputError, StorageError, UsageError])
def test_errors_go_to_other_processes_whole(kind: type[DuizhaoError]) -> None:
    fault = pickle.loads(pickle.dumps(kind("what \x00 was found", code="E_EMPTY", help="what helps")))  # noqa: S301
    assert type(fault) is kind
    assert (fault.message, fault.code, fault.help) == ("what \\x00 was found", "E_EMPTY", "what helps")
