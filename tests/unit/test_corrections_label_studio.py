"""Patches of what people did in Label Studio: in the shape of the server's own export, and what is none refused."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from duizhao.cli_corrections import app
from duizhao.corrections import from_label_studio, read_patch
from duizhao.errors import UsageError

DIGEST = "0123456789abcdef"


def refused(act: Callable[[], object]) -> str:
    with pytest.raises(UsageError) as fault:
        act()
    assert fault.value.code == "E_PATCH"
    return fault.value.message


def choice(name: str, *words: str) -> dict[str, Any]:
    found = {"id": name, "from_name": name, "to_name": "text", "type": "choices", "origin": "manual"}
    return found | {"value": {"choices": [*words]}}


def text(name: str, *words: str) -> dict[str, Any]:
    found = {"id": name, "from_name": name, "to_name": "text", "type": "textarea", "origin": "manual"}
    return found | {"value": {"text": [*words]}}


def annotation(*result: dict[str, Any], by: Any = 1, cancelled: bool = False) -> dict[str, Any]:
    """Return an annotation in the shape of Label Studio 1.23's export, with some of what else it holds."""
    return {
        "id": 7,
        "completed_by": by,
        "result": [*result],
        "was_cancelled": cancelled,
        "ground_truth": False,
        "created_at": "2033-02-01T10:00:00.000000Z",
        "lead_time": 3.2,
        "prediction": {"id": 3, "result": [], "score": 0.9},
        "result_count": len(result),
    }


WAS = {
    "turn": {"role": "ceo", "voice": "self", "speaker": "Qiu Mingzhe"},
    "pair": {"fits": "yes", "rendition": None},
    "discrepancy": {"judgement": None, "type": "quantity"},
}


def task(number: int, kind: str, *annotations: dict[str, Any]) -> dict[str, Any]:
    data = {"kind": kind, "transcript_id": "call", "row_id": f"call-{number}", "digest": DIGEST, "was": WAS[kind]}
    # Of predictions, the server exports the numbers only.
    return {"id": number, "annotations": [*annotations], "predictions": [number], "data": data, "meta": {}}


def imported(*tasks: dict[str, Any]) -> Any:
    return from_label_studio(json.dumps(tasks).encode(), "e.json")


def entry(*annotations: dict[str, Any], kind: str = "turn") -> dict[str, Any]:
    (patch,) = imported(task(1, kind, *annotations)).patches
    (found,) = patch.entries
    held: dict[str, Any] = found.to_dict()
    return held


def test_what_differs_becomes_an_entry() -> None:
    same = (choice("voice", "self"), text("speaker", "Qiu Mingzhe"))
    assert entry(annotation(choice("role", "cfo"), *same, text("note", "his title", "and his voice"))) == {
        "kind": "turn",
        "transcript_id": "call",
        "id": "call-1",
        "digest": DIGEST,
        "was": {"role": "ceo"},
        "set": {"role": "cfo"},
        "note": "his title\nand his voice",
    }


def test_what_agrees_becomes_none() -> None:
    same = annotation(choice("role", "ceo"), choice("voice", "self"), text("speaker", " Qiu Mingzhe\n"))
    found = imported(task(1, "turn", same), task(2, "pair", annotation(choice("fits", "yes"))), task(3, "turn"))
    assert (found.annotations, found.unchanged) == (2, 2)
    assert [patch.entries for patch in found.patches] == [()]


def test_an_empty_answer_says_nothing_and_a_question_mark_that_nobody_can_tell() -> None:
    assert imported(task(1, "turn", annotation(text("speaker", "")))).unchanged == 1
    assert imported(task(1, "turn", annotation())).unchanged == 1
    found = entry(annotation(text("speaker", "?")))
    assert (found["was"], found["set"]) == ({"speaker": "Qiu Mingzhe"}, {"speaker": None})


def test_judgements_are_always_kept() -> None:
    judged = annotation(choice("judgement", "true"), choice("type", "quantity"))
    assert entry(judged, kind="discrepancy")["set"] == {"judgement": "true"}
    other = entry(annotation(choice("judgement", "other-type"), choice("type", "entity")), kind="discrepancy")
    assert other["was"] == {"judgement": None, "type": "quantity"}
    assert other["set"] == {"judgement": "other-type", "type": "entity"}


def test_a_rendition_is_typed() -> None:
    found = entry(annotation(choice("fits", "partly"), choice("rendition", "reduced")), kind="pair")
    assert found["set"] == {"fits": "partly", "rendition": "reduced"}


def test_a_note_alone_is_kept() -> None:
    found = entry(annotation(text("note", "cannot tell")))
    assert (found["set"], found["note"]) == ({}, "cannot tell")


def test_each_annotator_has_a_patch() -> None:
    mei, tom = {"id": 4, "email": "mei@example.org"}, 12
    found = imported(
        task(1, "turn", annotation(choice("role", "cfo"), by=mei), annotation(choice("role", "ir"), by=tom)),
        task(2, "turn", annotation(choice("voice", "interpreter"), by=mei), annotation(by=3, cancelled=True)),
        task(3, "turn", annotation(choice("role", "other"), by=None)),
    )
    assert {patch.author: [one.new for one in patch.entries] for patch in found.patches} == {
        "12": [{"role": "ir"}],
        "mei@example.org": [{"role": "cfo"}, {"voice": "interpreter"}],
        "unknown": [{"role": "other"}],
    }
    assert (found.annotations, found.cancelled) == (4, 1)


def test_answers_to_other_questions_are_counted() -> None:
    relation = {"type": "relation", "from_id": "a", "to_id": "b", "direction": "right"}
    found = imported(task(1, "turn", annotation(choice("mood", "glad"), choice("mood", "sad"), relation)))
    assert found.unread == {"mood": 2, "None": 1}


def test_twice_is_once_or_refused() -> None:
    one, other = annotation(choice("role", "cfo")), annotation(choice("role", "ir"))
    assert entry(one, one)["set"] == {"role": "cfo"}
    message = "e.json: task 1: annotator 1 annotated it twice, in two ways"
    assert refused(lambda: imported(task(1, "turn", one, other))) == message
    assert refused(lambda: imported(task(1, "turn", one, annotation()))) == message


@pytest.mark.parametrize(
    ("held", "message"),
    [
        ({}, "e.json: it is no export of Label Studio"),
        ([3], "e.json: task 1: it is no object"),
        (
            [{"id": 9, "text": "Good day.", "role": "ceo", "annotator": 1, "annotation_id": 4}],
            "e.json: task 9: it holds no data: this looks like the export JSON-MIN, which leaves half out",
        ),
        ([{"id": 9, "data": {"text": "x"}, "annotations": []}], "e.json: task 9: it is of another project"),
        ([task(1, "turn")], "e.json: it holds no annotation"),
        ([task(1, "turn", annotation(choice("role", "boss")))], "e.json: task 1: set.role: there is no 'boss'"),
        (
            [task(1, "turn", annotation(choice("role", "ceo", "cfo")))],
            "e.json: task 1: role: there are 2 answers, one is wanted",
        ),
        (
            [task(1, "turn", annotation(choice("role", "ceo"), choice("role", "cfo")))],
            "e.json: task 1: role: there are 2 answers, one is wanted",
        ),
        (
            [task(1, "turn", annotation({"from_name": "role", "value": {"rating": 3}}))],
            "e.json: task 1: value: it holds neither choices nor text",
        ),
    ],
)
def test_what_is_no_export_is_refused(held: Any, message: str) -> None:
    assert refused(lambda: from_label_studio(json.dumps(held).encode(), "e.json")) == message


def run(*words: object) -> Any:
    return CliRunner().invoke(app, [*map(str, words)])


@pytest.fixture
def file(tmp_path: Path) -> Path:
    two = task(1, "turn", annotation(choice("role", "cfo")), annotation(choice("role", "ir"), by="tom@example.org"))
    skipped = task(2, "turn", annotation(cancelled=True), annotation(choice("role", "ceo"), choice("mood", "sad")))
    (tmp_path / "export.json").write_text(json.dumps([two, skipped]), "utf-8")
    return tmp_path / "export.json"


def test_the_command_writes_a_patch_for_each_annotator(file: Path) -> None:
    done = run("import", file, "--out", file.with_name("p.json"))
    assert done.exit_code == 0
    patches = [read_patch(file.with_name(f"p-{number}.json").read_bytes(), "p") for number in (1, 2)]
    assert [(patch.author, len(patch.entries)) for patch in patches] == [("1", 1), ("tom@example.org", 1)]
    assert not file.with_name("p.json").exists()
    for told in ("1 of 3 annotations say what", "1 annotations were skipped", "1 answers to 'mood' are left out"):
        assert told in done.output


def test_the_command_writes_one_annotators_patch(file: Path) -> None:
    out = file.with_name("p.json")
    assert run("import", file, "--out", out, "--author", "tom@example.org").exit_code == 0
    assert read_patch(out.read_bytes(), "p").author == "tom@example.org"
    assert not file.with_name("p-1.json").exists()


def test_the_command_refuses(file: Path) -> None:
    before = file.read_bytes()
    nobody = run("import", file, "--out", file.with_name("p.json"), "--author", "eve")
    assert nobody.exception.code == "E_PATCH"
    assert nobody.exception.help == "there are 1, tom@example.org"
    assert run("import", file.with_name("none.json"), "--out", file).exception.code == "E_PATCH"
    assert run("import", file, "--out", file, "--author", "1").exception.code == "E_OUT_TAKEN"
    assert file.read_bytes() == before
