"""A small archive for faults: every kind of input that a build tells apart, and what may become of it later."""

from __future__ import annotations

import hashlib
from pathlib import Path

from unit.calls import LABELLED, TRANSLATED, UNLABELLED

Digests = dict[str, str]


def write_archive(folder: Path) -> None:
    """Write calls, one of them twice, an input that is no call, and one of a type that no reader takes."""
    for name, text in {
        "2031/labelled.txt": LABELLED,
        "2031/translated.txt": TRANSLATED,
        "2032/flat.txt": UNLABELLED,
        "2032/flat again.txt": UNLABELLED,
        "2032/empty.txt": "",
        "2032/会议.txt": TRANSLATED + "Operator\nGoodbye.\n再见。\n",
        "slides.pptx": "no call",
    }.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")


def change_archive(folder: Path) -> None:
    """Edit one call, remove one whose double is then the first, rename one, add one."""
    labelled = folder / "2031" / "labelled.txt"
    labelled.write_text(LABELLED + "Operator\nGoodbye.\n", "utf-8")
    (folder / "2032" / "flat.txt").unlink()
    (folder / "2031" / "translated.txt").rename(folder / "2031" / "renamed.txt")
    (folder / "2033").mkdir()
    (folder / "2033" / "new.txt").write_text(LABELLED.replace("Operator", "Moderator"), "utf-8")


def digests(folder: Path) -> Digests:
    """Return the digest of each file under a folder, by its path in it."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def of_corpus(found: Digests) -> Digests:
    """Leave out what is not seen of an unfinished build."""
    return {name: digest for name, digest in found.items() if not name.startswith(".build/")}
