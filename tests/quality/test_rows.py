"""The samples give the rows that were pinned, to the last digit."""

from dataclasses import replace

import pytest

from quality.pin import RefusedError, pin_rows
from quality.rows import Rows, changes, digest, load, other_libraries, sample_rows, save

OLD = Rows({"numpy": "1"}, {"a.txt": {"turns": "1", "segments": "2"}, "b.txt": {"turns": "3"}})


def changed(source, **tables):
    return replace(OLD, digests={**OLD.digests, source: {**OLD.digests.get(source, {}), **tables}})


def test_samples_have_the_pinned_rows(tmp_path):
    pinned, now = load(), sample_rows(tmp_path / "corpus")
    found = changes(pinned, now)
    others = other_libraries(pinned, now)
    if found and others:
        pytest.skip(f"rows were pinned with other libraries: {', '.join(others)}")
    assert not found, "\n".join([*found, "if that is meant: python tests/quality/pin.py --rows"])


def test_every_sample_and_table_is_pinned():
    pinned = load()
    assert len(pinned.digests) == 9
    assert all(len(tables) == 9 for tables in pinned.digests.values())
    # Of what no row was found, the digest is that of nothing.
    assert sum(len(set(tables.values())) for tables in pinned.digests.values()) > 60


def test_equal_rows_have_no_changes():
    assert changes(OLD, OLD) == []
    assert other_libraries(OLD, OLD) == []


@pytest.mark.parametrize(
    ("now", "message"),
    [
        (changed("a.txt", segments="4"), "a.txt: other rows in segments"),
        (changed("a.txt", measures="4"), "a.txt: other rows in measures"),
        (changed("c.txt", turns="3"), "c.txt: was not pinned"),
        (replace(OLD, digests={"a.txt": OLD.digests["a.txt"]}), "b.txt: is not there any more"),
    ],
)
def test_changes_name_transcript_and_table(now, message):
    assert changes(OLD, now) == [message]


def test_other_libraries_are_named():
    assert other_libraries(OLD, replace(OLD, libraries={"numpy": "2"})) == ["numpy is 2, was 1"]


@pytest.mark.parametrize(
    "other",
    [
        [{"x": 0.1, "y": "b"}, {"x": 0.30000000000000004, "y": None}],
        [{"x": 0.3, "y": None}, {"x": 0.1, "y": "b"}],
        [{"x": 0.1, "y": "b"}],
        [{"x": 0.1, "y": "b"}, {"x": 0.3, "y": "None"}],
    ],
)
def test_digest_follows_values_and_order(other):
    rows = [{"x": 0.1, "y": "b"}, {"x": 0.3, "y": None}]
    assert digest(iter(rows)) == digest({"y": row["y"], "x": row["x"]} for row in rows)
    assert digest(iter(other)) != digest(iter(rows))


def test_other_rows_are_pinned_only_where_that_is_asked_for():
    now = changed("a.txt", segments="4")
    assert pin_rows(None, now, allow=False) == now
    assert pin_rows(OLD, OLD, allow=False) == OLD
    with pytest.raises(RefusedError, match=r"a\.txt: other rows in segments"):
        pin_rows(OLD, now, allow=False)
    assert pin_rows(OLD, now, allow=True) == now


def test_what_is_saved_is_loaded(tmp_path):
    save(OLD, tmp_path / "rows.json")
    assert load(tmp_path / "rows.json") == OLD
    assert load(tmp_path / "none.json") is None
