"""From units to parts: the rows of many transcripts in one file per table."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING
from zipfile import ZipFile

from duizhao.batch.planning import Part
from duizhao.batch.units import open_unit, read_table, uncorrected_name, unit_name
from duizhao.corpus.inputs import Entry
from duizhao.corpus.manifest import FileInfo, file_info
from duizhao.corpus.part_files import encode_part
from duizhao.corpus.parts import PartFile, read_columns
from duizhao.corpus.schema import TABLES
from duizhao.storage import Store

if TYPE_CHECKING:
    import pyarrow as pa


@dataclass(frozen=True, slots=True)
class Place:
    """Where the rows of a transcript are: in a unit of a store, or in a part of the corpus that stands there.

    Attributes:
        store: The store.
        key: Key of the unit.
        part: Name of the part; empty for a unit.
        first: Row in each table of the part at which the transcript begins.
        rows: How many there are of each.
    """

    store: Store
    key: str
    part: str = ""
    first: Mapping[str, int] | None = None
    rows: Mapping[str, int] | None = None


def places_in(store: Store, entries: Sequence[Entry]) -> Iterator[tuple[Entry, Place]]:
    """Say where the rows of each transcript of a standing corpus are."""
    done = [entry for entry in entries if entry.done]
    for part, held in groupby(done, key=lambda entry: entry.part):
        at = dict.fromkeys(TABLES, 0)
        for entry in held:
            yield entry, Place(store, entry.key, part, dict(at), entry.rows)
            at = {name: at[name] + entry.rows[name] for name in TABLES}


def compact(store: Store, part: Part, places: Sequence[Place], folder: str) -> dict[str, FileInfo]:
    """Write the files of a part.

    Args:
        store: Where to.
        part: Its transcripts.
        places: Where the rows of each are.
        folder: Put before the files' names: what is not to be seen yet is written elsewhere first.

    Returns:
        What was written, by final name.

    Raises:
        StorageError: Something cannot be read or written.
    """
    out: dict[str, FileInfo] = {}
    # What comes over a network is read once, and held packed; a file of this machine is soon read again.
    units = {
        place.key: open_unit(place.store, unit_name(place.key))
        for place in places
        if not (place.part or place.store.renames)
    }
    for table in TABLES:
        data, rows = encode_part(table, _pieces(table, places, units))
        name = f"{table}/{part.name}.parquet"
        store.write(folder + name, data)
        out[name] = file_info(data, rows)
    return out


def keep_uncorrected(
    store: Store,
    entries: Sequence[Entry],
    places: Mapping[str, Place],
    held: Mapping[str, FileInfo],
    folder: str,
) -> dict[str, FileInfo]:
    """Keep what was found in transcripts that people corrected: what is corrected next starts from there.

    Args:
        store: Where to.
        entries: What became of each input.
        places: Where rows are that are not in units of the store, by key.
        held: Files that stand in the store already.
        folder: Put before the names of what is written.

    Returns:
        The files of all of them, by final name.

    Raises:
        StorageError: Something cannot be read or written.
    """
    out: dict[str, FileInfo] = {}
    for entry in entries:
        name = uncorrected_name(entry.base)
        if not (entry.done and entry.base):
            continue
        if name not in held:
            place = places.get(entry.key)
            data = store.read(unit_name(entry.base)) if place is None else place.store.read(name)
            store.write(folder + name, data)
            out[name] = file_info(data)
        else:
            out[name] = held[name]
    return out


def _pieces(table: str, places: Sequence[Place], units: Mapping[str, ZipFile]) -> Iterator[pa.Table]:
    """Give the rows of one table, part by part: neighbours mostly come from the same old part, which is read once."""
    for part, held in groupby(places, key=lambda place: (place.store.url, place.part)):
        if not part[1]:
            for place in held:
                unit = units.get(place.key) or open_unit(place.store, unit_name(place.key))
                yield read_table(unit, table)
            continue
        old: pa.Table | None = None
        for place in held:
            if old is None:
                old = read_columns(PartFile(place.store, f"{table}/{place.part}.parquet"))
            if place.first is not None and place.rows is not None:
                yield old.slice(place.first[table], place.rows[table])
