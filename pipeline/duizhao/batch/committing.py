"""Putting a corpus in place: all of it is written aside, its manifest last; from then on it is the corpus.

A run that is killed before the manifest is written has changed nothing that anybody reads. One that is killed after it
is carried on by the next: what is still aside is moved, what the manifest does not name is removed. The old
`corpus.json` goes first, so that a half-moved corpus is never read as one. In an object store, where nothing can be
moved at no cost, parts were written under their final names, which no other corpus has, and only the texts are moved.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from duizhao.batch.units import UNCORRECTED
from duizhao.corpus.manifest import CorpusInfo, file_info, read_info
from duizhao.corpus.schema import TABLES
from duizhao.errors import CorpusError
from duizhao.storage import LOCK, MANIFEST, WORK, Store

ASIDE = f"{WORK}/new/"
_PART = re.compile(rf"(?:{'|'.join(TABLES)})/part-[0-9a-f-]+\.parquet|{UNCORRECTED}/[0-9a-f]+\.zip")


def parts_folder(store: Store) -> str:
    """Return what goes before the names of parts that are being written."""
    return ASIDE if store.renames else ""


def with_texts(info: CorpusInfo, texts: Mapping[str, bytes]) -> CorpusInfo:
    """Return a manifest that names the files that are no parts, too."""
    named = {name: file_info(data) for name, data in texts.items()}
    return replace(info, files={**info.files, **named})


def prepare(store: Store, info: CorpusInfo, texts: Mapping[str, bytes]) -> None:
    """Write the files that are no parts, and the manifest last: from here on the corpus is the new one.

    Raises:
        StorageError: Something cannot be written.
    """
    for name, data in texts.items():
        store.write(ASIDE + name, data)
    store.write(ASIDE + MANIFEST, info.dump())


def carry_out(store: Store) -> bool:
    """Put a prepared corpus in place, from wherever an earlier try came to; tells whether there was one.

    Raises:
        StorageError: Something cannot be moved or removed.
    """
    try:
        info = read_info(store.read(ASIDE + MANIFEST), path=f"{store.url}/{ASIDE}{MANIFEST}")
    except (FileNotFoundError, CorpusError):
        return False
    there = set(store.names(ASIDE.rstrip("/")))
    waiting = [(ASIDE + name, name) for name in info.files if ASIDE + name in there]
    # What is moved may have the name of a file of the old corpus: till the new manifest stands, there is none.
    if waiting:
        store.remove([MANIFEST])
    store.move(waiting)
    if store.renames:
        sweep(store, info)
        store.move([(ASIDE + MANIFEST, MANIFEST)])
    else:
        store.move([(ASIDE + MANIFEST, MANIFEST)])
        sweep(store, info)
    clear_work(store)
    return True


def sweep(store: Store, info: CorpusInfo) -> None:
    """Remove parts that a manifest does not name: those of an earlier corpus, or of a build that was killed.

    Raises:
        StorageError: Something cannot be removed.
    """
    if info.files:
        folders = (*TABLES, UNCORRECTED)
        store.remove([name for folder in folders for name in store.names(folder) if _stray(name, info)])


def _stray(name: str, info: CorpusInfo) -> bool:
    """Tell whether a file is a part of an earlier corpus; what else a user keeps there is his."""
    return name not in info.files and _PART.fullmatch(name) is not None


def clear_work(store: Store) -> None:
    """Remove what an unfinished build left, but the lock."""
    for folder in (f"{WORK}/new", f"{WORK}/units"):
        store.clear(folder)
    store.remove([name for name in store.names(WORK) if name != LOCK])
