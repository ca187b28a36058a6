"""Label Studio's own validation takes every task, every prediction and every interface."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from conftest import Made

sdk = pytest.importorskip("label_studio_sdk.label_interface")
PROJECTS = ("turns", "pairs", "discrepancies")


def project(folder: Path, name: str) -> tuple[Any, list[dict[str, Any]]]:
    return sdk.LabelInterface((folder / f"{name}.xml").read_text("utf-8")), json.loads(
        (folder / f"{name}.json").read_text("utf-8")
    )


@pytest.mark.parametrize("name", PROJECTS)
def test_label_studio_takes_it(made: Made, name: str) -> None:
    interface, tasks = project(made.export("labelstudio"), name)
    interface.validate()
    for task in tasks:
        # With predictions in the task, validate_task of the SDK calls validate_prediction without one.
        assert interface.validate_task({"data": task["data"]}) is True
        (prediction,) = task["predictions"]
        assert interface.validate_prediction(prediction, return_errors=True) == []


def test_a_wrong_prediction_is_refused(samples: Made) -> None:
    interface, tasks = project(samples.export("labelstudio"), "turns")
    (prediction,) = tasks[0]["predictions"]
    prediction["result"][0]["value"]["choices"] = ["boss"]
    assert interface.validate_prediction(prediction) is False
    del tasks[0]["data"]["text"]
    assert interface.validate_task({"data": tasks[0]["data"]}) is False


def test_the_same_turns(made: Made) -> None:
    _, tasks = project(made.export("labelstudio"), "turns")
    rows = [(one["data"]["row_id"], one["data"]["text"], one["predictions"][0]["score"]) for one in tasks]
    assert rows == [(row["turn_id"], row["clean"], row["confidence"]) for row in made.truth["utterances"]]


def test_the_same_pairs(made: Made) -> None:
    _, tasks = project(made.export("labelstudio"), "pairs")
    truth = [row for row in made.truth["pairs"] if row["level"] == "passage" and row["relation"] != "repetition"]
    rows = [(one["data"]["row_id"], one["data"]["source_text"], one["data"]["target_text"]) for one in tasks]
    assert rows == [(row["alignment_id"], row["source_text"], row["target_text"]) for row in truth]


def test_the_same_discrepancies(made: Made) -> None:
    _, tasks = project(made.export("labelstudio"), "discrepancies")
    rows = [(one["data"]["row_id"], one["data"]["explanation"]) for one in tasks]
    assert rows == [(row["discrepancy_id"], row["explanation"]) for row in made.truth["discrepancies"]]


def test_nothing_shown_is_empty_where_the_interface_breaks(made: Made) -> None:
    """`Paragraphs` reads the first element of its list; a null in a text is refused by the server."""
    folder = made.export("labelstudio")
    for name in PROJECTS:
        interface, tasks = project(folder, name)
        for task in tasks:
            for shown in interface.objects:
                value = task["data"][shown.value_name]
                assert isinstance(value, list if shown.tag == "Paragraphs" else str)
                assert value or shown.tag != "Paragraphs"
