"""The viewer: every sentence once, no markup from texts, policies that match, the same bytes each time."""

from __future__ import annotations

import json
import re
from base64 import b64encode
from collections import Counter
from collections.abc import Callable
from hashlib import sha256
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

import duizhao
from duizhao.cli import app
from duizhao.corrections import digest_of
from duizhao.errors import CorpusError, UsageError
from duizhao.viewer import write_site
from duizhao.viewer.model import call_data
from duizhao.viewer.site import SCRIPTS, embedded, page, script, stylesheet
from support.correcting import judgement, pair_entry
from support.tiny_corpus import TRANSCRIPT, Tables, tiny_tables, write_corpus

STATIC = {one.name: one.read_text("utf-8") for one in (files("duizhao.viewer") / "static").iterdir()}
HOSTILE = "</script><img src=x onerror=alert(1)>\u202e\u2028 & <!--"


def corpus(folder: Path, change: Callable[[Tables], object] = lambda _: None) -> duizhao.Corpus:
    tables = tiny_tables()
    change(tables)
    return duizhao.open(write_corpus(folder / "corpus", tables))


def data(folder: Path, change: Callable[[Tables], object] = lambda _: None) -> dict[str, Any]:
    (call,) = corpus(folder, change)
    return call_data(call)


def shown(found: dict[str, Any]) -> Counter[str]:
    places = [at for row in found["rows"] for name in ("plain", "aside", "left", "right") for at in row.get(name, ())]
    return Counter(found["segments"][at]["id"] for at in places)


@pytest.fixture(scope="module")
def samples(tmp_path_factory: pytest.TempPathFactory) -> duizhao.Corpus:
    folder = tmp_path_factory.mktemp("samples")
    texts = Path(__file__).parents[2] / "corpus" / "samples"
    names = ("interpreted_planted_errors.txt", "asr_call_twice.txt", "labelled_machine_translation.txt")
    duizhao.build([texts / name for name in names], folder / "corpus", jobs=1)
    return duizhao.open(folder / "corpus")


def test_every_segment_is_on_the_page_once(samples: duizhao.Corpus) -> None:
    for call in samples:
        wanted = [one.segment_id for one in call.segments if one.kind != "label"]
        assert shown(call_data(call)) == Counter(wanted)


def test_sides_stand_beside_each_other(tmp_path: Path) -> None:
    found = data(tmp_path)
    assert shown(found) == Counter(one["id"] for one in found["segments"])
    assert [row["sides"] for row in found["rows"] if "sides" in row] == ["translation", "interpretation"]
    for row in found["rows"]:
        if row.get("bead", -1) >= 0:
            bead = found["beads"][row["bead"]]
            assert {*row["left"]} <= {*bead["source"]}
            assert {*row["right"]} <= {*bead["target"]}


def test_digests_are_those_of_patches(samples: duizhao.Corpus) -> None:
    for call in samples:
        found = call_data(call)
        turns = {turn.turn_id: digest_of(one.text for one in turn.segments) for turn in call.turns}
        assert {turn["id"]: turn["digest"] for turn in found["turns"]} == turns
        rows = {name: call.rows(name) for name in ("turns", "segments", "alignments", "discrepancies")}
        pairs = {row["alignment_id"]: pair_entry(rows, at).digest for at, row in enumerate(rows["alignments"])}
        assert {bead["id"]: bead["digest"] for bead in found["beads"]}.items() <= pairs.items()
        judged = {row["discrepancy_id"]: judgement(rows, at).digest for at, row in enumerate(rows["discrepancies"])}
        assert {one["id"]: one["digest"] for one in found["discrepancies"]} == judged


def test_marks_cut_a_text_and_lose_none_of_it(samples: duizhao.Corpus) -> None:
    marked = 0
    for call in samples:
        clean = {one.segment_id: one.clean for one in call.segments}
        found = call_data(call)
        for one in found["segments"]:
            text = one["text"] if isinstance(one["text"], str) else "".join(piece for piece, *_ in one["text"])
            assert text == clean[one["id"]].strip()
            marked += not isinstance(one["text"], str)
        numbers = {
            n for one in found["segments"] if one["text"] != str(one["text"]) for _, ns, _ in one["text"] for n in ns
        }
        assert numbers == set(range(1, len(found["discrepancies"]) + 1)) - {*found["unplaced"]}
    assert marked


def test_texts_cannot_leave_the_data(tmp_path: Path) -> None:
    def hostile(tables: Tables) -> None:
        for row in tables["segments"]:
            if row["kind"] == "speech":
                row["text"] = row["clean"] = HOSTILE
        tables["transcripts"][0]["company"] = tables["transcripts"][0]["title"] = HOSTILE
        tables["speakers"][0]["name"] = HOSTILE

    site = write_site(corpus(tmp_path, hostile), tmp_path / "out")
    for path in site.place.rglob("*.html"):
        text = path.read_text("utf-8")
        assert text.lower().count("</script>") == text.count("<script") == 2
        assert "<img" not in text.lower()
        assert "<!--" not in text
        assert "\u2028" not in text.replace(STATIC["dom.js"], "")
    held = json.loads(data_of((site.place / "calls" / f"{TRANSCRIPT}.html").read_text("utf-8")))
    assert any("<img src=x" in str(one["text"]) for one in held["segments"])
    assert not re.search("[\u202a-\u202e\u2066-\u2069]", json.dumps(held["segments"], ensure_ascii=False))


def data_of(text: str) -> str:
    found = re.search(r'<script type="application/json" id="data">(.*?)</script>', text, re.DOTALL)
    assert found
    return found[1]


@pytest.mark.parametrize("kind", SCRIPTS)
def test_policies_name_what_stands_in_the_page(kind: str) -> None:
    text = page(kind, "<b>", {"x": "</script>"})
    found = re.search(r'http-equiv="Content-Security-Policy" content="(.*?)"', text)
    assert found
    assert found[1].startswith("default-src 'none'; ")
    assert "unsafe" not in found[1]
    for tag, directive in (('script type="module"', "script-src"), ("style", "style-src")):
        body = re.search(rf"<{tag}>(.*?)</{tag.split()[0]}>", text, re.DOTALL)
        assert body
        digest = b64encode(sha256(body[1].encode()).digest()).decode()
        assert f"{directive} 'sha256-{digest}'" in found[1]
    assert "<title>&lt;b&gt;" in text


@pytest.mark.parametrize("name", sorted(STATIC))
def test_scripts_make_no_markup_and_fetch_nothing(name: str) -> None:
    banned = r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\b|new Function|fetch\(|XMLHttp|https?://(?!www\.w3\.org/2000/svg)|@import|url\("
    assert not re.search(banned, STATIC[name])


@pytest.mark.parametrize("kind", SCRIPTS)
def test_modules_are_joined_in_the_order_they_need(kind: str) -> None:
    names = SCRIPTS[kind]
    for at, name in enumerate(names):
        needed = re.findall(r'^import .* from "\./(.*)";$', STATIC[name], re.MULTILINE)
        assert {*needed} <= {*names[:at]}
    joined = script(names)
    assert not re.search(r"^(import|export)\b", joined, re.MULTILINE)
    declared = Counter(re.findall(r"^(?:async )?(?:function|const|let|class) (\w+)", joined, re.MULTILINE))
    assert [name for name, count in declared.items() if count > 1] == []


def test_the_guide_and_the_help_name_every_key() -> None:
    guide = (Path(__file__).parents[2] / "docs" / "viewer.md").read_text("utf-8")
    table = guide[guide.index("| key |") : guide.index("## Corrections")]
    told = {key for cells in re.findall(r"^\| (`.*?) \|", table, re.MULTILINE) for key in re.findall(r"`(.+?)`", cells)}
    acts = STATIC["keyboard.js"][STATIC["keyboard.js"].index("const ACTS") :].split("};")[0]
    keys = set(re.findall(r"""(?:^|[{,])\s*"?([^\s",]+?)"?: (?=\(\)|open|hide)""", acts, re.MULTILINE))
    assert {*told} == {"Esc" if key == "Escape" else key for key in keys}
    shown = STATIC["dialogs.js"][STATIC["dialogs.js"].index("const KEYS") :].split("]];")[0]
    assert {key for held in re.findall(r'\["(.+?)", "', shown) for key in held.split(", ")} == told


def test_every_script_is_used() -> None:
    assert {name for names in SCRIPTS.values() for name in names} == {one for one in STATIC if one.endswith(".js")}
    assert all(STATIC[name] in stylesheet() for name in STATIC if name.endswith(".css"))


def test_the_same_bytes_each_time(samples: duizhao.Corpus, tmp_path: Path) -> None:
    one, two = (write_site(samples, tmp_path / name).place for name in ("one", "two"))
    names = sorted(path.relative_to(one).as_posix() for path in one.rglob("*.html"))
    calls = sorted(f"calls/{call.transcript_id}.html" for call in samples)
    assert names == sorted(["corpus.html", "index.html", *calls])
    for name in names:
        text = (one / name).read_bytes()
        assert text == (two / name).read_bytes()
        assert str(tmp_path).encode() not in text


def test_data_is_json_without_markup() -> None:
    held = {"text": "a<b>\u2028\u2029&"}
    written = embedded(held)
    assert json.loads(written) == held
    assert not {*"<>&\u2028\u2029"} & {*written}


def test_identifiers_that_name_no_file_are_refused(tmp_path: Path) -> None:
    def climb(tables: Tables) -> None:
        for rows in tables.values():
            for row in rows:
                row["transcript_id"] = "../up"

    with pytest.raises(CorpusError, match="cannot name a file"):
        write_site(corpus(tmp_path, climb), tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_a_place_that_is_taken(tmp_path: Path) -> None:
    held = corpus(tmp_path)
    for _ in range(2):
        write_site(held, tmp_path / "out", force=True)
    with pytest.raises(UsageError, match="exists"):
        write_site(held, tmp_path / "out")
    with pytest.raises(UsageError, match="lies in the corpus"):
        write_site(held, tmp_path / "corpus" / "site")


def test_the_command(tmp_path: Path) -> None:
    corpus(tmp_path)
    done = CliRunner().invoke(app, ["view", str(tmp_path / "corpus")])
    assert done.exit_code == 0, done.output
    assert (tmp_path / "corpus-view" / "index.html").is_file()
    assert done.output.endswith("index.html: 1 call\n")
