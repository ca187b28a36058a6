"""Patches of corrections: read as written, wrong places named."""

from __future__ import annotations

import json
from collections.abc import Callable
from copy import deepcopy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duizhao.corrections import Entry, Kind, Patch, digest_of, read_patch
from duizhao.corrections.patch import FIELDS
from duizhao.errors import UsageError

DIGEST = "0123456789abcdef"
ENTRY = {
    "kind": "turn",
    "transcript_id": "call",
    "id": "call-t00003",
    "digest": DIGEST,
    "was": {"role": "unknown", "speaker": None},
    "set": {"role": "cfo", "speaker": "Ottilie Brandvold"},
    "note": "introduced in line 12",
}
PATCH = {"format": "duizhao-corrections", "version": 1, "author": "mei@example.org", "entries": [ENTRY]}


def read(held: Any) -> Patch:
    return read_patch(json.dumps(held).encode(), "p.json")


def refused(act: Callable[[], object]) -> str:
    with pytest.raises(UsageError) as fault:
        act()
    assert fault.value.code == "E_PATCH"
    return fault.value.message


def test_digests_are_of_texts_without_blanks() -> None:
    assert digest_of(["Good day. ", "We　grew\u2028."]) == digest_of(["Good", " day.Wegrew."])
    assert digest_of(["a"], ["b"]) != digest_of(["ab"], []) != digest_of([], ["ab"]) != digest_of(["ab"])
    # Pinned: the viewer and older patches hold such digests.
    assert digest_of(["二季度收入 27.3亿元。"], ["Revenue was RMB2.73 billion."]) == "2b8b4c34a31c4e4d"


def test_a_turn_may_be_given_other_segments() -> None:
    entry = {**ENTRY, "was": {"segments": ["s1", "s2"]}, "set": {"segments": ["s1"]}}
    (found,) = read({**PATCH, "entries": [entry]}).entries
    assert found.new == {"segments": ("s1",)}
    assert "list" in refused(lambda: read({**PATCH, "entries": [{**entry, "set": {"segments": "s1"}}]}))


def values(many: bool, words: tuple[str, ...]) -> st.SearchStrategy[Any]:
    text = st.sampled_from(words) if words else st.text(min_size=1)
    return st.lists(st.text(), max_size=3).map(tuple) if many else text


@st.composite
def entries(draw: st.DrawFn) -> Entry:
    kind = draw(st.sampled_from(Kind))
    names = draw(st.lists(st.sampled_from(sorted(FIELDS[kind])), unique=True))
    was, new = {}, {}
    for name in names:
        field = FIELDS[kind][name]
        was[name] = draw(st.none() | values(field.many, field.words))
        new[name] = draw(values(field.many, field.words) | (st.none() if field.null else st.nothing()))
    note = draw(st.text(min_size=0 if new else 1))
    key = st.text(min_size=1)
    return Entry(kind, draw(key), draw(key), digest_of([draw(key)]), was, new, note)


@given(st.builds(Patch, st.text(), st.lists(entries(), unique_by=lambda one: one.row, max_size=4).map(tuple)))
def test_a_patch_is_read_as_it_was_written(patch: Patch) -> None:
    assert read_patch(patch.dump(), "p.json") == patch
    assert read_patch(patch.dump(), "p.json").dump() == patch.dump()


def test_the_file_is_as_documented() -> None:
    patch = read(PATCH)
    (entry,) = patch.entries
    assert (entry.kind, entry.id, entry.new["role"], entry.was["speaker"]) == (Kind.TURN, "call-t00003", "cfo", None)
    assert json.loads(patch.dump()) == PATCH


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda e: e["set"].update(role="boss"), "p.json: entry 2: set.role: there is no 'boss'"),
        (lambda e: e["set"].update(role=None), "p.json: entry 2: set.role: it is null"),
        (lambda e: e["set"].update(fits="yes"), "p.json: entry 2: set.fits: no field of a turn"),
        (
            lambda e: e["set"].update(speaker=3),
            "p.json: entry 2: set.speaker: it should be a text, a list of texts or null",
        ),
        (lambda e: e["set"].update(speaker=["a"]), "p.json: entry 2: set.speaker: it should be a text"),
        (lambda e: e["set"].update(voice="self"), "p.json: entry 2: was.voice: it is missing"),
        (lambda e: e["was"].update(role="boss"), "p.json: entry 2: was.role: there is no 'boss'"),
        (lambda e: e.update(digest="0123456789ABCDEF"), "p.json: entry 2: digest: '0123456789ABCDEF' is none"),
        (lambda e: e.update(kind="segment"), "p.json: entry 2: kind: there is no 'segment'"),
        (lambda e: e.update(id=7), "p.json: entry 2: id: it should be a text"),
        (lambda e: e.update(id=""), "p.json: entry 2: id: it is empty"),
        (lambda e: e.update(note="\ud800"), "p.json: entry 2: note: it holds half a surrogate pair"),
        (lambda e: e.update(set=[]), "p.json: entry 2: set: it should be an object"),
        (lambda e: e.update(set={}, note=""), "p.json: entry 2: set: it is empty, and so is the note"),
        (lambda e: e.update(reason="x"), "p.json: entry 2: reason: there is no such thing in a patch"),
        (lambda e: e.pop("was"), "p.json: entry 2: was: it is missing"),
        (lambda e: e.update(id="call-t00003"), "p.json: entry 2: turn call-t00003 stands in entry 1 already"),
    ],
)
def test_a_wrong_place_is_named(change: Callable[[dict[str, Any]], object], message: str) -> None:
    wrong = deepcopy(ENTRY) | {"id": "call-t00004"}
    change(wrong)
    assert refused(lambda: read(PATCH | {"entries": [ENTRY, wrong]})) == message


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"<patch/>", "p.json: it is no JSON: Expecting value (line 1, column 1)"),
        ("{}".encode("utf-16"), "p.json: it is no UTF-8"),
        (b"[]", "p.json: it is no patch of corrections"),
        (b"[" * 100_000, "p.json: it is no patch: lists or objects nest too deep"),
        (b"9" * 5000, "p.json: a number of 5,000 digits"),
        (b'{"a": 1, "a": 2}', "p.json: the key 'a' stands twice in one object"),
        (json.dumps(PATCH | {"version": 2}).encode(), "p.json: version: 2 is none that this duizhao reads"),
        (json.dumps(PATCH | {"version": True}).encode(), "p.json: version: True is none that this duizhao reads"),
        (json.dumps(PATCH | {"corpus": "x"}).encode(), "p.json: corpus: there is no such thing in a patch"),
        (json.dumps(PATCH | {"entries": {}}).encode(), "p.json: entries: it should be a list"),
        (json.dumps(PATCH | {"entries": [1]}).encode(), "p.json: entry 1: it is no object"),
        (json.dumps(PATCH | {"author": None}).encode(), "p.json: author: it should be a text"),
    ],
)
def test_what_is_no_patch_is_refused(data: bytes, message: str) -> None:
    assert refused(lambda: read_patch(data, "p.json")) == message
