"""A transcript's rows on their way into the corpus: one file, there whole or not at all.

A unit is a ZIP file with its entry as JSON and each table as an Arrow stream, named by its key: the digest of all that
its rows depend on. Whoever makes it twice makes the same bytes.
"""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Collection, Iterable, Mapping
from typing import TYPE_CHECKING

from duizhao.corpus.corrected import dump_corrections
from duizhao.corpus.inputs import Entry, entry_of
from duizhao.correction_records import Correction
from duizhao.reading import Loaded
from duizhao.storage import WORK, Store

if TYPE_CHECKING:
    import pyarrow as pa

UNITS = f"{WORK}/units"
UNCORRECTED = "uncorrected"
_ENTRY = "entry.json"
# The least date that ZIP knows: when a unit was made says nothing of it.
_NEVER = (1980, 1, 1, 0, 0, 0)


def unit_key(loaded: Loaded, signature: str) -> str:
    """Return the key of a source's rows: a digest of its name, bytes, speakers' file and signature."""
    digest = hashlib.sha256()
    for part in (signature.encode(), loaded.name.encode(), loaded.data, loaded.rttm):
        digest.update(b"-" if part is None else f"{len(part)}:".encode())
        digest.update(part or b"")
    return digest.hexdigest()[:40]


def corrected_key(base: str, corrections: Iterable[Correction]) -> str:
    """Return the key of corrected rows; that of the rows themselves where nobody corrected them."""
    held = dump_corrections(corrections)
    return hashlib.sha256(base.encode() + held).hexdigest()[:40] if held else base


def unit_name(key: str) -> str:
    """Return the name of a unit's file; spread over 256 folders."""
    return f"{UNITS}/{key[:2]}/{key}.zip"


def uncorrected_name(key: str) -> str:
    """Return the name under which a corpus keeps the unit of a transcript that people corrected."""
    return f"{UNCORRECTED}/{key}.zip"


def pack(entry: Entry, tables: Mapping[str, pa.Table]) -> bytes:
    """Return the bytes of a unit; of an input that is rejected there are no tables."""
    import pyarrow as pa

    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w") as archive:
        archive.writestr(zipfile.ZipInfo(_ENTRY, _NEVER), json.dumps(entry.to_dict()))
        for name, table in tables.items():
            stream = io.BytesIO()
            options = pa.ipc.IpcWriteOptions(compression="zstd", use_threads=False)
            with pa.ipc.new_stream(stream, table.schema, options=options) as writer:
                writer.write_table(table)
            archive.writestr(zipfile.ZipInfo(name, _NEVER), stream.getvalue())
    return whole.getvalue()


def read_entry(store: Store, name: str) -> Entry | None:
    """Return the entry of a unit's file; null where there is none, or a damaged one, which is made anew."""
    try:
        with zipfile.ZipFile(io.BytesIO(store.read(name))) as archive:
            # A damaged unit must be found now, not when its rows are asked for.
            return entry_of(json.loads(archive.read(_ENTRY))) if archive.testzip() is None else None
    except (FileNotFoundError, zipfile.BadZipFile, ValueError, KeyError):
        return None


def open_unit(store: Store, name: str) -> zipfile.ZipFile:
    """Open a unit's file, which is held as packed as it lies there: a tenth of what its tables take.

    Raises:
        FileNotFoundError: There is none.
        zipfile.BadZipFile: It is damaged.
    """
    return zipfile.ZipFile(io.BytesIO(store.read(name)))


def read_table(unit: zipfile.ZipFile, table: str) -> pa.Table:
    """Return one table of a unit.

    Raises:
        KeyError: It has no such table.
        zipfile.BadZipFile: It is damaged.
    """
    import pyarrow as pa

    # Arrow's threads may outlive the read with Python's bytes in their hands: see `duizhao.corpus.parts`.
    options = pa.ipc.IpcReadOptions(use_threads=False)
    return pa.ipc.open_stream(unit.read(table), options=options).read_all()


def read_tables(store: Store, name: str) -> dict[str, pa.Table]:
    """Return the tables of a unit's file.

    Raises:
        FileNotFoundError: There is none.
        zipfile.BadZipFile: It is damaged.
    """
    with open_unit(store, name) as unit:
        return {table: read_table(unit, table) for table in unit.namelist() if table != _ENTRY}


def forget_rejections(store: Store, codes: Collection[str]) -> None:
    """Remove the units of inputs that were rejected for certain reasons, so that they are tried again."""
    for name in store.names(UNITS):
        entry = read_entry(store, name)
        if entry is not None and entry.rejected is not None and entry.rejected.code in codes:
            store.remove([name])
