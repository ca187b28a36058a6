"""Notebooks as git holds them: without output, for any machine, listed. `make test-notebooks` runs them."""

from __future__ import annotations

import ast
import importlib.util
import json
import re
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

FOLDER = Path(__file__).resolve().parents[2] / "notebooks"
pytestmark = pytest.mark.skipif(not FOLDER.exists(), reason="the source distribution has no notebooks")
PATHS = sorted(FOLDER.glob("*.ipynb"))
notebooks = pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)


def read(path: Path) -> Any:
    return json.loads(path.read_text("utf-8"))


def source(cell: Any) -> str:
    return "".join(cell["source"])


def figures() -> ModuleType:
    spec = importlib.util.spec_from_file_location("figures", FOLDER / "figures.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_there_are_six() -> None:
    assert [path.stem[:3] for path in PATHS] == [f"0{number}_" for number in range(1, 7)]


@notebooks
def test_no_output_is_kept(path: Path) -> None:
    held = read(path)
    assert (held["nbformat"], held["nbformat_minor"]) == (4, 5)
    assert held["metadata"]["kernelspec"]["name"] == "python3"
    for cell in held["cells"]:
        assert cell["metadata"] == {}
        if cell["cell_type"] == "code":
            assert cell["outputs"] == []
            assert cell["execution_count"] is None
    ids = [cell["id"] for cell in held["cells"]]
    assert len(ids) == len(set(ids))


@notebooks
def test_cells_are_python_for_any_machine(path: Path) -> None:
    for cell in read(path)["cells"]:
        if cell["cell_type"] == "code":
            # Commands of a shell or of IPython would fail in silence, or where no program of that name is on the path.
            ast.parse(source(cell))
        assert not re.search(r"/home/|/root/|/tmp/|/Users/|[A-Z]:\\", source(cell))


@notebooks
def test_what_is_linked_to_is_there(path: Path) -> None:
    text = "\n".join(source(cell) for cell in read(path)["cells"] if cell["cell_type"] == "markdown")
    for link in re.findall(r"\]\(([^)#]+)", text):
        assert (FOLDER / link).exists(), link


@notebooks
def test_it_is_listed_under_its_title(path: Path) -> None:
    title = source(read(path)["cells"][0]).splitlines()[0].removeprefix("# ")
    assert f"[{title}]({path.name})" in (FOLDER / "README.md").read_text("utf-8")


def test_nothing_else_is_listed() -> None:
    listed = re.findall(r"\]\(([^)/]+\.ipynb)\)", (FOLDER / "README.md").read_text("utf-8"))
    assert sorted(listed) == [path.name for path in PATHS]


def test_figures_have_a_font_for_chinese_or_pinyin() -> None:
    held = figures()
    assert held.chinese_font({"DejaVu Sans", "SimHei", "PingFang SC"}) == "PingFang SC"
    assert held.chinese_font({"DejaVu Sans"}) is None
    assert held.romanised("陈屿安 (3)") == "Chenyuan (3)"
    assert held.romanised("Oliver Grant") == "Oliver Grant"
