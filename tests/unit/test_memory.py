"""What a worker process does to hold little memory."""

import gc
import subprocess
import sys

import pytest

from duizhao.batch.memory import _release, trim

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
