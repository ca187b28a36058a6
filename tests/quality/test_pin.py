"""Pinning never lowers a floor by itself."""

import pytest

from quality.floors import Pinned, load, save
from quality.pin import RefusedError, pin

OLD = Pinned("d", {"a": {"kind": 0.9, "lang": 0.5}})


def pinned(scores, *, old=OLD, digest="d", allow=False):
    return pin("samples", old, digest, scores, allow_regression=allow)


def test_first_pin_takes_what_is_reached():
    assert pinned({"a": {"kind": 0.12345}}, old=None) == Pinned("d", {"a": {"kind": 0.123}})


def test_floors_rise():
    assert pinned({"a": {"kind": 0.95, "lang": 0.5009}}).floors == {"a": {"kind": 0.95, "lang": 0.5}}


def test_new_measures_and_documents_are_added():
    scores = {"a": {"kind": 0.9, "lang": 0.5, "role": 0.1}, "b": {"kind": 1.0}}
    assert pinned(scores).floors == scores


@pytest.mark.parametrize(
    ("scores", "digest", "named"),
    [
        ({"a": {"kind": 0.8999, "lang": 0.9}}, "d", "a kind: 0.900 would become 0.899"),
        ({"a": {"kind": 0.9}}, "d", "a lang: 0.500 would become nothing"),
        ({}, "d", "a kind: 0.900 would become nothing"),
        ({"a": {"kind": 0.9, "lang": 0.5}}, "other", "the data are not those"),
    ],
)
def test_regressions_are_refused_unless_allowed(scores, digest, named):
    with pytest.raises(RefusedError, match=named):
        pinned(scores, digest=digest)
    assert pinned(scores, digest=digest, allow=True).digest == digest


def test_what_is_saved_is_loaded(tmp_path):
    save({"samples": OLD}, tmp_path / "floors.json")
    assert load(tmp_path / "floors.json") == {"samples": OLD}
    assert load(tmp_path / "none.json") == {}
