"""Grammars in TOML: what is refused and how the message says it; a user's own among those that ship."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import duizhao
from duizhao.errors import InputError, UsageError
from duizhao.layouts import describe, lay_out, load_grammars, shipped
from duizhao.layouts.grammar import Place, parse_grammars
from duizhao.pipeline import process
from duizhao.reading import Source
from duizhao.records import Document, Layout, Line
from golden.layout_cases import expected, facts, found, load

LABELS = "labels = [{ place = 'line', pattern = '(?P<label>.+)' }]"
GUIDE = Path(__file__).parents[2] / "CONTRIBUTING.md"
GUIDE_LAYOUT = (
    GUIDE.read_text("utf-8").partition("**A label layout.**")[2].partition("**A cue**")[0] if GUIDE.exists() else ""
)
# An invented publisher's form, which no layout that ships reads.
OWN = r"""
[[layout]]
name = "harbourline"
labels = [
    { place = "line", sure = true, pattern = '## (?P<name>.+?) ## (?P<title>[^,]+)(?:, (?P<firm>.+))?' },
]
"""
CALL = (
    "## Operator ## conference desk",
    "Good day, and thank you for standing by.",
    "## Ines Falk ## chief executive officer, Fjordline",
    "We opened the yard in May.",
    "## Dana Reed ## analyst, Northlight",
    "How are the orders in the north?",
)
COLONS = ("Operator: Good day.", "Ines Falk: We opened the yard.", "Operator: Next, please.", "Ines Falk: Goodbye.")


def laid(texts: tuple[str, ...], own: str = "") -> Layout:
    lines = tuple(Line(number, text) for number, text in enumerate(texts, 1))
    grammars = parse_grammars(own, name="own.toml") if own else ()
    return lay_out(Document("call.txt", "0" * 64, "utf-8", "text", lines), grammars=grammars)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[", "own.toml: "),
        ("a = " + "[" * 20_000, "own.toml: "),
        ("", "own.toml: no table [[layout]]"),
        ("layout = []", "own.toml: no table [[layout]]"),
        ("[layout]\nname = 'a'", "own.toml: no table [[layout]]"),
        ("layout = 3", "own.toml: no table [[layout]]"),
        ("layout = [3]", "own.toml, layout 1: it has no name"),
        (f"[[layout]]\n{LABELS}", "own.toml, layout 1: it has no name"),
        (f"[[layout]]\nname = 3\n{LABELS}", "own.toml, layout 1: it has no name"),
        (f"[[layout]]\nname = ' '\n{LABELS}", "own.toml, layout 1: name is ' '"),
        (f"[[layout]]\nname = 'flat'\n{LABELS}", "own.toml, layout 1: name is 'flat'"),
        (f"[[layout]]\nname = 'given'\n{LABELS}", "own.toml, layout 1: name is 'given'"),
        (f"[[layout]]\nname = 'a'\n{LABELS}\n[[layout]]\n{LABELS}", "own.toml, layout 2: it has no name"),
        (f"[[layout]]\nname = 'a'\nlabel = 3\n{LABELS}", "own.toml, layout 1 (a): unknown key 'label'"),
        ("[[layout]]\nname = 'a'", "own.toml, layout 1 (a): it declares no labels"),
        ("[[layout]]\nname = 'a'\nlabels = []", "own.toml, layout 1 (a): it declares no labels"),
        ("[[layout]]\nname = 'a'\nlabels = 'x'", "own.toml, layout 1 (a): it declares no labels"),
        ("[[layout]]\nname = 'a'\nlabels = ['x']", "own.toml, layout 1 (a): 'x' declares no label"),
        (f"[[layout]]\nname = 'a'\ndoubled = 1\n{LABELS}", "own.toml, layout 1 (a): doubled is 1"),
        (f"[[layout]]\nname = 'a'\nlower_case = 'no'\n{LABELS}", "own.toml, layout 1 (a): lower_case is 'no'"),
        (f"[[layout]]\nname = 'a'\ncommon = 0\n{LABELS}", "own.toml, layout 1 (a): common is 0"),
        (f"[[layout]]\nname = 'a'\ntag = '('\n{LABELS}", "own.toml, layout 1 (a): tag '('"),
        (f"[[layout]]\nname = 'a'\ntag = 3\n{LABELS}", "own.toml, layout 1 (a): tag 3"),
        (f"[[layout]]\nname = 'a'\nheadings = 'x'\n{LABELS}", "own.toml, layout 1 (a): headings is 'x'"),
        (f"[[layout]]\nname = 'a'\nheadings = [3]\n{LABELS}", "own.toml, layout 1 (a): headings 3"),
        (f"[[layout]]\nname = 'a'\nfurniture = ['*']\n{LABELS}", "own.toml, layout 1 (a): furniture '*'"),
    ],
)
def test_a_wrong_file_is_refused(text: str, says: str) -> None:
    with pytest.raises(UsageError) as caught:
        parse_grammars(text, name="own.toml")
    assert caught.value.code == "E_LAYOUT_FILE"
    assert caught.value.message.startswith(says)
    assert caught.value.help


@pytest.mark.parametrize(
    ("label", "says"),
    [
        ("pattern = '(?P<label>.+)'", "place is None"),
        ("place = 'top', pattern = '(?P<label>.+)'", "place is 'top'"),
        ("place = 3, pattern = '(?P<label>.+)'", "place is 3"),
        ("place = 'line'", "pattern None"),
        ("place = 'line', pattern = 3", "pattern 3"),
        ("place = 'line', pattern = '(?P<label>.+'", "pattern '(?P<label>.+'"),
        ("place = 'line', pattern = '(?P<label>a{99999999999999999999})'", "pattern '(?P<label>a{9999"),
        (f"place = 'line', pattern = '{'(' * 20_000}(?P<label>a){')' * 20_000}'", "pattern '(((("),
        ("place = 'line', pattern = '(.+)'", "'(.+)' has no group named label or name"),
        ("place = 'line', pattern = '(?P<title>.+)'", "'(?P<title>.+)' has no group named label or name"),
        ("place = 'line', pattern = '(?P<label>.+)', sure = 'false'", "sure is 'false'"),
        ("place = 'line', pattern = '(?P<label>.+)', detail = 1", "detail is 1"),
        ("place = 'line', pattern = '(?P<label>.+)', key = 'x'", "key is 'x'"),
        ("place = 'line', pattern = '(?P<label>.+)', where = 'x'", "unknown key 'where'"),
    ],
)
def test_a_wrong_label_is_refused(label: str, says: str) -> None:
    text = f"[[layout]]\nname = 'a'\nlabels = [{{ place = 'line', pattern = '(?P<label>.+)' }}, {{ {label} }}]"
    with pytest.raises(UsageError) as caught:
        parse_grammars(text, name="own.toml")
    assert caught.value.code == "E_LAYOUT_FILE"
    assert caught.value.message.startswith(f"own.toml, layout 1 (a): {says}")
    assert caught.value.help


def test_a_wrong_place_is_told_which_there_are() -> None:
    text = "[[layout]]\nname = 'a'\nlabels = [{ place = 'top', pattern = '(?P<label>.+)' }]"
    with pytest.raises(UsageError) as caught:
        parse_grammars(text, name="own.toml")
    assert all(place in caught.value.help for place in Place)


@pytest.mark.parametrize("content", [None, b"\xff\xfe[", b"[[layout]]\nname = 'a\xff'"])
def test_a_file_that_cannot_be_read_is_refused(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "own.toml"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(UsageError) as caught:
        load_grammars(path)
    assert caught.value.code == "E_LAYOUT_FILE"
    assert caught.value.message.startswith(str(path))


def test_a_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError) as caught:
        load_grammars(tmp_path)
    assert caught.value.code == "E_LAYOUT_FILE"


def test_what_a_file_says_is_what_the_grammar_holds(tmp_path: Path) -> None:
    path = tmp_path / "own.toml"
    path.write_text(
        "[[layout]]\nname = 'a'\nabout = 'x'\ndoubled = true\nlower_case = true\ncommon = false\ntag = '#(?P<en>E)'\n"
        "headings = ['One', 'Two']\nfurniture = ['Page']\n"
        "labels = [{ place = 'end', pattern = '(?P<name>.+)', sure = true, detail = true, key = true }]\n"
        f"[[layout]]\nname = 'b'\n{LABELS}\n",
        "utf-8",
    )
    one, other = load_grammars(path)
    assert (one.name, one.doubled, one.lower_case, one.common) == ("a", True, True, False)
    assert one.tag is not None
    assert (one.tag.pattern, len(one.headings), len(one.furniture)) == ("#(?P<en>E)", 2, 1)
    (shape,) = one.shapes
    assert (shape.place, shape.sure, shape.detail, shape.key) == (Place.END, True, True, True)
    assert (other.name, other.doubled, other.lower_case, other.common, other.tag) == ("b", False, False, True, None)
    assert (other.shapes[0].sure, other.shapes[0].detail, other.shapes[0].key) == (False, False, False)


def test_those_that_ship_have_names_of_their_own() -> None:
    assert len({grammar.name for grammar in shipped()}) == len(shipped())


def test_a_form_of_ones_own_is_flat_without_and_read_with_it() -> None:
    assert laid(CALL).name == "flat"
    layout = laid(CALL, OWN)
    assert (layout.name, layout.score, layout.margin) == ("harbourline", 1.0, 1.0)
    assert [(one.label.name, one.label.title, one.label.firm) for one in layout.blocks if one.label] == [
        ("Operator", "conference desk", ""),
        ("Ines Falk", "chief executive officer", "Fjordline"),
        ("Dana Reed", "analyst", "Northlight"),
    ]


@pytest.mark.parametrize(("common", "name"), [("true", "mine"), ("false", "colon")])
def test_of_equals_a_users_wins(common: str, name: str) -> None:
    own = (
        f"[[layout]]\nname = 'mine'\ncommon = {common}\nlabels = [{{ place = 'start', pattern = '(?P<label>[^:]+):' }}]"
    )
    layout = laid(COLONS, own)
    # What few archives hold is not even tried where something common explains the document.
    assert layout.name == name
    # Both read the same labels; the margin is that over readings with other labels.
    assert layout.margin == laid(COLONS).margin == 1.0


def test_a_users_layout_that_explains_less_does_not_win() -> None:
    own = "[[layout]]\nname = 'mine'\nlabels = [{ place = 'line', pattern = '<(?P<label>.+)>' }]"
    assert laid(COLONS, own).name == "colon"


def test_margin_over_a_reading_with_other_labels() -> None:
    texts = (
        *("Operator", "Good day.", "Ines Falk", "We opened the yard in May.", "Otto Brandt", "It was cheap."),
        *("Operator: The next question.", "Dana Reed: How are the orders?", "Ines Falk: Very good.", "Dana Reed: Ah."),
    )
    layout = laid(texts)
    assert layout.name == "line-and-colon"
    assert 0.0 < layout.margin < 1.0


def test_headings_and_furniture_of_ones_own_are_no_speech() -> None:
    own = OWN + "headings = ['=> .+']\nfurniture = ['printed by .+']\n"
    layout = laid((*CALL[:2], "=> Our results", "printed by Harbourline", *CALL[2:]), own)
    assert [laid.kind.value for laid in layout.lines] == "label speech notice notice label speech label speech".split()


def test_a_tag_of_ones_own_makes_pairs() -> None:
    own = (
        "[[layout]]\nname = 'mine'\ntag = '(?:(?P<en>E)|(?P<zh>C))> '\n"
        "labels = [{ place = 'start', sure = true, pattern = '(?P<label>[^:：]+)[:：]' }]"
    )
    layout = laid(
        ("E> Operator: Good day.", "C> 操作员：各位好。", "E> Lu Ning: We grew.", "C> 陆宁：我们增长了。"), own
    )
    assert (layout.name, dict(layout.partners)) == ("mine", {1: 2, 2: 1, 3: 4, 4: 3})
    assert [(block.label.name, [one.name for one in block.also]) for block in layout.blocks if block.label] == [
        ("Operator", ["操作员"]),
        ("Lu Ning", ["陆宁"]),
    ]


@pytest.mark.parametrize(("time", "begin"), [("00:38", 38.0), ("1:00:01", 3601.0), ("soon", None), ("٣:٤", None)])
def test_a_time_that_is_none_is_no_time(time: str, begin: float | None) -> None:
    own = (
        "[[layout]]\nname = 'mine'\nlabels = [{ place = 'line', sure = true, pattern = '(?P<label>.+) @(?P<time>.+)' }]"
    )
    layout = laid((f"Operator @{time}", "Good day.", f"Ines Falk @{time}", "We grew."), own)
    assert layout.name == "mine"
    assert layout.begins.get(3) == begin


@pytest.mark.skipif(not GUIDE.exists(), reason="the source distribution has no CONTRIBUTING.md")
def test_the_guides_example_is_as_printed(tmp_path: Path) -> None:
    call, table, said, case = re.findall(r"^```(?:toml)?\n(.*?)^```$", GUIDE_LAYOUT, re.MULTILINE | re.DOTALL)
    layout = laid(tuple(call.splitlines()), table)
    assert f"{layout.name}: explains {layout.score:.0%}, {layout.margin:.0%} more" in said
    assert laid(tuple(call.splitlines())).name == "flat"
    for block in layout.blocks:
        assert block.label is not None
        about = ", ".join(part for part in (block.label.title, block.label.firm) if part)
        assert re.search(rf"{block.label.name} +{re.escape(about)} ", said)
    path = tmp_path / "harbourline.txt"
    path.write_text(case, "utf-8")
    (shown,) = load(path)
    layout = lay_out(shown.document, grammars=parse_grammars(table, name="own.toml"))
    assert found(shown, layout) == expected(shown)
    assert all(items == shown.listed(name) for name, items in facts(layout).items())


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    call, own = tmp_path / "calls" / "call.txt", tmp_path / "own.toml"
    call.parent.mkdir()
    call.write_text("\n".join(CALL) + "\n", "utf-8")
    own.write_text(OWN, "utf-8")
    return call, own


def test_build_with_a_layout_of_ones_own(files: tuple[Path, Path], tmp_path: Path) -> None:
    call, own = files
    layouts = []
    for layout in (None, own):
        report = duizhao.build([call.parent], tmp_path / "out", layout=layout, fresh=True)
        assert report.rejected == ()
        corpus = duizhao.open(tmp_path / "out")
        layouts.append(corpus.transcripts.to_pandas()["layout"].tolist())
        turns = corpus.turns.to_pandas()
    assert layouts == [["text/flat"], ["text/harbourline"]]
    assert turns["role"].tolist() == ["operator", "ceo", "analyst"]
    # As printed, without the signs around it.
    assert turns["label"].tolist() == [text.removeprefix("## ") for text in CALL[::2]]
    names = corpus.speakers.to_pandas()
    assert names["name"].tolist() == ["Operator", "Ines Falk", "Dana Reed"]
    assert names["firm"].fillna("").tolist() == ["", "Fjordline", "Northlight"]


def test_build_names_a_wrong_layout_file(files: tuple[Path, Path], tmp_path: Path) -> None:
    call, own = files
    own.write_text("[[layout]]\nname = 'a'\nlabels = 3\n", "utf-8")
    with pytest.raises(UsageError) as caught:
        duizhao.build([call.parent], tmp_path / "out", layout=own)
    assert caught.value.message == "own.toml, layout 1 (a): it declares no labels"
    assert not (tmp_path / "out").exists()


def test_labels_too_many_for_the_settings_are_refused(files: tuple[Path, Path]) -> None:
    from duizhao.config import Settings

    call, own = files
    with pytest.raises(InputError) as caught:
        process(Source(call, "call.txt"), settings=Settings(max_turns=2), grammars=load_grammars(own))
    assert caught.value.code == "E_TOO_MANY_TURNS"


def test_layouts_that_differ_far_into_a_pattern_are_told_apart() -> None:
    long = "a" * 300
    one, other = (
        parse_grammars(
            f"[[layout]]\nname = 'x'\nlabels = [{{ place = 'line', pattern = '(?P<label>{text})' }}]", name="x"
        )
        for text in (long + "b", long + "c")
    )
    assert describe(one[0]) != describe(other[0])
    assert describe(one[0]) == describe(one[0])
