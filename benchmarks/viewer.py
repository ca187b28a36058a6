"""How large a call's page is, and how long until it can be used: in chromium, opened as a file.

    python benchmarks/viewer.py SITE [SITE ...] [--chromium /usr/bin/chromium] [--runs 5]

Runs in the environment of tests/browser. SITE is what ``duizhao view`` wrote. Times are milliseconds from the start of
the navigation: `ready` when the page takes keys, `whole` when its last row is made; `key` and `filter` are what one
step and one filter take then, with the painting.
"""

from __future__ import annotations

import argparse
import statistics
from collections.abc import Sequence
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

_READY = """() => new Promise((done) => {
  const root = document.documentElement;
  const look = () => NAME in root.dataset ? done(performance.now()) : setTimeout(look, 1);
  look();
})"""
_PAINTED = """(key) => new Promise((done) => {
  const from = performance.now();
  if (key) document.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));
  else document.querySelector("input[value=discrepancies]")?.click();
  requestAnimationFrame(() => setTimeout(() => done(performance.now() - from), 0));
})"""


def measure(browser: Browser, path: Path) -> dict[str, float]:
    """Open a page once, in a profile of its own, and time it."""
    context = browser.new_context(viewport={"width": 1600, "height": 1000})
    try:
        page: Page = context.new_page()
        page.goto(path.as_uri(), wait_until="commit")
        ready = page.evaluate(_READY.replace("NAME", '"ready"'))
        whole = page.evaluate(_READY.replace("NAME", '"whole"'))
        key = max(page.evaluate(_PAINTED, "j") for _ in range(5))
        return {"ready": ready, "whole": whole, "key": key, "filter": page.evaluate(_PAINTED, "")}
    finally:
        context.close()


def main(arguments: Sequence[str] | None = None) -> None:
    """Print a line for each call's page."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sites", nargs="+", type=Path)
    parser.add_argument("--chromium", default="/usr/bin/chromium")
    parser.add_argument("--runs", type=int, default=5)
    given = parser.parse_args(arguments)
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=given.chromium, args=["--no-sandbox"])
        print(
            f"{'page':<24} {'kB':>7} {'ready':>7} {'whole':>7} {'key':>6} {'filter':>6}   (median ms of {given.runs})"
        )
        for path in sorted(one for site in given.sites for one in (site / "calls").glob("*.html")):
            found = [measure(browser, path.resolve()) for _ in range(given.runs)]
            times = {name: statistics.median(one[name] for one in found) for name in found[0]}
            print(
                f"{path.stem:<24} {path.stat().st_size / 1000:7.0f} {times['ready']:7.0f} {times['whole']:7.0f} "
                f"{times['key']:6.0f} {times['filter']:6.0f}"
            )
        browser.close()


if __name__ == "__main__":
    main()
