"""What a worker process does to hold little memory."""

import gc
import subprocess
import sys

import pytest

import duizhao
from duizhao.alignment import lexicon
from duizhao.batch import memory, work
from duizhao.batch.memory import _release, forget, tidy, trim
from duizhao.config import Settings
from duizhao.names import fold
from duizhao.reading import containers, find_sources
from duizhao.signature import sign
from duizhao.storage import open_store
from duizhao.tokens import _t2s, simplified

# In a process of its own: the one that runs the tests has loaded pandas.
SPARED = """
import sys
import duizhao.batch.preload
assert "pandas" not in sys.modules, "pandas was loaded"
import pyarrow as pa
frame = pa.table({"a": [1, 2]}).to_pandas()
assert list(frame.a) == [1, 2]
assert pa.array(frame.a).to_pylist() == [1, 2]
assert pa.Table.from_pandas(frame).num_rows == 2
"""
LOADED = """
import pandas, sys
from duizhao.batch.memory import spare_pandas
spare_pandas()
import pyarrow as pa
assert pa.array(pandas.Series([1])).to_pylist() == [1]
assert sys.modules["pandas"] is pandas
"""


@pytest.mark.parametrize("code", [SPARED, LOADED])
def test_workers_do_without_pandas_and_pyarrow_still_knows_it(code):
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_what_a_worker_has_loaded_is_not_collected_again():
    code = "import duizhao.batch.preload, gc; print(gc.get_freeze_count(), len(gc.get_objects()))"
    frozen, young = map(int, subprocess.check_output([sys.executable, "-c", code], text=True).split())
    assert frozen > 100_000
    assert young < 10_000


# Read before and after, in a process of its own: what is shared stays so.
SHARED = """
import copy
from pypinyin import constants, lazy_pinyin
before = copy.deepcopy(constants.PHRASES_DICT)
phrases = list(before)
spelled = lazy_pinyin(phrases)
from duizhao.batch.memory import share_readings
share_readings()
assert constants.PHRASES_DICT == before
assert lazy_pinyin(phrases) == spelled
lists = [id(one) for readings in constants.PHRASES_DICT.values() for one in readings]
assert len(set(lists)) < 2_000 < 100_000 < len(lists), (len(set(lists)), len(lists))
"""


def test_phrases_that_are_read_alike_share_their_readings():
    done = subprocess.run([sys.executable, "-c", SHARED], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_results_are_forgotten_when_there_are_many():
    fold("Anna Berg")
    simplified("訂單")
    held = sum(one.cache_info().currsize for one in memory._caches(len(sys.modules)))
    forget(held)
    assert fold.cache_info().currsize
    forget(held - 1)
    assert not fold.cache_info().currsize
    assert not simplified.cache_info().currsize


def test_what_was_loaded_and_opened_is_not_forgotten():
    simplified("訂單")
    caches = memory._caches(len(sys.modules))
    assert _t2s not in caches
    assert not {work._lexicon, work._glossary, containers._indexed, containers._unpacked} & set(caches)
    forget()
    assert _t2s.cache_info().currsize


def test_a_worker_forgets_by_itself(monkeypatch):
    monkeypatch.setattr(memory, "_MOST_RESULTS", 0)
    fold("Anna Berg")
    tidy()
    assert not fold.cache_info().currsize


def test_rows_of_the_lexicon_are_bounded_and_stay_the_same(monkeypatch):
    plain, bounded = (
        lexicon.make_lexicon(lexicon.unpack(lexicon.read_file(lexicon.MODEL, lexicon.TABLE))) for _ in "ab"
    )
    kept = [plain.synonyms_of(key) for key in range(50)]
    monkeypatch.setattr(lexicon, "_MOST_KEPT", 10)
    for key, (keys, shares) in enumerate(kept):
        found = bounded.synonyms_of(key)
        assert (found[0].tolist(), found[1].tolist()) == (keys.tolist(), shares.tolist())
        assert len(bounded._cache) <= 10
    assert len(plain._cache) == 50


@pytest.mark.parametrize(("isolated", "most", "times"), [(True, 1, 1), (True, 1_000, 0), (False, 1, 0)])
def test_a_worker_gives_back_what_a_long_transcript_left_free(monkeypatch, tmp_path, isolated, most, times):
    given_back = []
    monkeypatch.setattr(work, "trim", lambda: given_back.append(1))
    monkeypatch.setattr(work, "_LONG", most)
    (tmp_path / "call.txt").write_text("Operator\nGood day. Thank you for standing by.\n", "utf-8")
    recipe = work.Recipe(Settings(), str(sign(Settings(), version=duizhao.__version__, files={})), isolated=isolated)
    (source,) = find_sources([tmp_path / "call.txt"])
    assert not work.produce(recipe, open_store(tmp_path / "out"), source, last=True).rejected
    assert len(given_back) == times


@pytest.mark.skipif(_release() is None, reason="malloc_trim is the GNU C library's")
def test_what_is_free_is_given_back():
    from duizhao.limits import resident

    held = [bytearray(2_000) for _ in range(30_000)]
    kept = held[::10]  # one of ten holds the heap's end, so that the system gets nothing back by itself
    full = resident()
    del held
    gc.collect()
    trim()
    assert resident() < full - 20_000_000
    assert len(kept) == 3_000
