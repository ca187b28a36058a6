"""Sites are made by duizhao's own environment, and read here in a real browser, opened as files."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hostile import write
from playwright.sync_api import Browser, Page, sync_playwright

from support.program import ROOT, python, run

CHROMIUM = shutil.which(os.environ.get("CHROMIUM", "chromium"))


def pytest_configure() -> None:
    if CHROMIUM is None:
        raise pytest.UsageError("no Chromium: install it (Debian, Ubuntu: chromium), or name one in CHROMIUM")
    if not (Path(__file__).parent / "node_modules" / "axe-core").is_dir():
        raise pytest.UsageError("no axe-core: call `make test-browser`, which fetches it with npm")


class Watched:
    """A page, and what it did that no page may do."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.faults: list[str] = []
        self.requests: list[str] = []
        page.on("console", lambda told: self.faults.append(told.text) if told.type in {"error", "warning"} else None)
        page.on("pageerror", lambda fault: self.faults.append(str(fault)))
        page.on("dialog", lambda dialog: (self.faults.append(dialog.message), dialog.dismiss()))
        page.on("request", lambda one: self.requests.append(one.url))

    def open(self, path: Path, key: str = "") -> Page:
        self.page.goto(path.as_uri() + (f"#{key}" if key else ""))
        self.page.wait_for_selector("html[data-ready]")
        return self.page


class Site:
    """A site, and which page is whose."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def call(self, part: str) -> Path:
        """Return the page of the call whose file is called so."""
        for path in self.calls:
            if f'"source":"{part}"' in path.read_text("utf-8"):
                return path
        raise AssertionError(part)

    @property
    def calls(self) -> list[Path]:
        return sorted((self.folder / "site" / "calls").iterdir())

    @property
    def index(self) -> Path:
        return self.folder / "site" / "index.html"

    @property
    def plots(self) -> Path:
        return self.folder / "site" / "corpus.html"


def make(folder: Path, *inputs: Path) -> Site:
    run("build", *inputs, "--out", folder / "corpus", "--quiet", rejected=True)
    run("view", folder / "corpus", "--out", folder / "site")
    return Site(folder)


@pytest.fixture(scope="session")
def samples(tmp_path_factory: pytest.TempPathFactory) -> Site:
    return make(tmp_path_factory.mktemp("samples"), ROOT / "corpus" / "samples")


@pytest.fixture(scope="session")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Site:
    folder = tmp_path_factory.mktemp("hostile")
    write(folder / "calls")
    return make(folder, folder / "calls")


@pytest.fixture(scope="session")
def many(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """Return a site of one call with 300 speakers and 3,000 sentences."""
    folder = tmp_path_factory.mktemp("many")
    turns = (
        f"Ada Brandvold{chr(97 + at // 26)}{chr(97 + at % 26)}, Analyst\n"
        + " ".join(f"Sales in region {at * 10 + n} were RMB {at + n} million, up {n}%." for n in range(10))
        for at in range(300)
    )
    (folder / "calls").mkdir()
    (folder / "calls" / "many.txt").write_text("Operator\nWelcome to the call.\n" + "\n".join(turns), "utf-8")
    return make(folder, folder / "calls")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as driver:
        found = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield found
        found.close()


@pytest.fixture
def watched(browser: Browser) -> Iterator[Callable[..., Watched]]:
    """Give pages; at the end none may have failed, nor asked for anything but itself."""
    opened: list[tuple[Any, Watched]] = []

    def new(**settings: Any) -> Watched:
        context = browser.new_context(**{"viewport": {"width": 1280, "height": 900}} | settings)
        opened.append((context, Watched(context.new_page())))
        return opened[-1][1]

    yield new
    for context, one in opened:
        context.close()
        assert one.faults == []
        assert [url for url in one.requests if not url.startswith(("file:", "blob:", "data:"))] == []


def accepted(patch: Path) -> list[dict[str, Any]]:
    """Return the entries of a patch, as duizhao reads them."""
    code = (
        "import sys, json; from pathlib import Path; from duizhao.corrections import read_patch;"
        "p = read_patch(Path(sys.argv[1]).read_bytes(), 'patch');"
        "print(json.dumps([p.author, [e.to_dict() for e in p.entries]]))"
    )
    author, entries = json.loads(python(code, patch))
    return [{**entry, "author": author} for entry in entries]
