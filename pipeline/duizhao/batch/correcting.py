"""Another set of corrections for a corpus that stands: its transcripts are made anew from what was found in them.

No source is read. A transcript that nobody corrected is what was found; of one that people corrected, the corpus keeps
that beside it. The result is, byte for byte, what a build of the archive makes of the same corrections.
"""

from __future__ import annotations

from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING

from duizhao.alignment import Lexicon
from duizhao.alignment.learned import load_learned
from duizhao.batch.building import Build
from duizhao.batch.committing import carry_out, clear_work, sweep
from duizhao.batch.compacting import Place, places_in
from duizhao.batch.engines import Serial
from duizhao.batch.events import nobody
from duizhao.batch.revisions import correct, counted
from duizhao.batch.standing import STATE, refuse_taken, refuse_unfinished, standing_corrections
from duizhao.batch.units import corrected_key, pack, read_entry, read_tables, uncorrected_name, unit_name
from duizhao.batch.work import Recipe
from duizhao.config import Settings
from duizhao.corpus.inputs import INPUTS, Entry, read_entries
from duizhao.corpus.manifest import CorpusInfo, info_of
from duizhao.corpus.part_files import to_arrow
from duizhao.corpus.parts import PartFile, read_columns
from duizhao.corpus.rows import transcript_id
from duizhao.corpus.schema import TABLES
from duizhao.correction_records import Correction, Outcome
from duizhao.errors import CorpusError, UsageError
from duizhao.gaps import Glossary, load_glossary
from duizhao.signature import Signature, differences, sign
from duizhao.storage import Owner, Store, open_store

if TYPE_CHECKING:
    import pyarrow as pa

Tables = Mapping[str, "pa.Table"]
# What corrected rows depend on; a user's own layouts do not matter any more.
_MAKERS = ("duizhao", "code", "models", "libraries")


@dataclass(frozen=True, slots=True)
class Revised:
    """A transcript that was made anew.

    Attributes:
        entry: What became of its input.
        units: Units to write, by name: of what was found, and of what is corrected.
    """

    entry: Entry
    units: Mapping[str, bytes] = field(hash=False)


@dataclass(frozen=True, slots=True)
class Correcting:
    """A corpus whose corrections are being changed; nobody else writes to it meanwhile.

    Attributes:
        store: Where it is.
        info: Its manifest.
        entries: What became of each input.
        corrections: What stands corrected in it.
        lexicon: Translation probabilities of the user's, as it was built with.
        glossary: The same of terms.
    """

    store: Store
    info: CorpusInfo
    entries: tuple[Entry, ...]
    corrections: tuple[Correction, ...]
    lexicon: Lexicon | None
    glossary: Glossary | None
    _places: dict[str, Place] = field(init=False)

    def __post_init__(self) -> None:
        """Look up where rows are."""
        held = {entry.key: place for entry, place in places_in(self.store, self.entries)}
        object.__setattr__(self, "_places", held)

    def entry(self, transcript: str) -> Entry | None:
        """Return what became of the input that a transcript was made of; null where there is no such transcript."""
        return next((one for one in self.entries if one.done and transcript_id(one.sha256) == transcript), None)

    def now(self, entry: Entry) -> Tables:
        """Return a transcript's tables as they are."""
        place = self._places[entry.key]
        held = {name: read_columns(PartFile(self.store, f"{name}/{place.part}.parquet")) for name in TABLES}
        first, rows = place.first or {}, place.rows or {}
        # As they were before they went into the part: the same rows are the same bytes.
        return to_arrow({name: table.slice(first[name], rows[name]).to_pylist() for name, table in held.items()})

    def found(self, entry: Entry) -> tuple[Entry, Tables]:
        """Return a transcript as it was before anybody corrected it.

        Raises:
            CorpusError: What the corpus kept of that is gone (``E_CORPUS_UNREADABLE``).
        """
        if not entry.base:
            return replace(entry, part=""), self.now(entry)
        name = uncorrected_name(entry.base)
        if (held := read_entry(self.store, name)) is None:
            raise CorpusError(
                f"{self.store.url}/{name} is missing or damaged",
                code="E_CORPUS_UNREADABLE",
                help="build the corpus again from its sources: corrections are kept",
            )
        return held, read_tables(self.store, name)

    def revise(self, entry: Entry, corrections: Sequence[Correction]) -> tuple[Revised, Tables, tuple[Outcome, ...]]:
        """Make a transcript anew from what was found in it; nothing is written.

        Returns:
            What `commit` takes, the tables, and what became of each correction.
        """
        found, tables = self.found(entry)
        units = {unit_name(found.key): pack(found, tables)}
        key = corrected_key(found.key, corrections)
        if key == found.key:
            return Revised(found, units), tables, ()
        made, corrected = correct(tables, corrections, lexicon=self.lexicon, glossary=self.glossary)
        new = counted(replace(found, key=key, base=found.key), made, corrected)
        units[unit_name(key)] = pack(new, corrected)
        return Revised(new, units), corrected, made.corrections

    def commit(self, corrections: Sequence[Correction], revised: Sequence[Revised]) -> None:
        """Put the corpus with other corrections in place, all at once.

        Args:
            corrections: All that it is to hold.
            revised: The transcripts in which they change.

        Raises:
            StorageError: Something cannot be read or written; the corpus is as it was.
        """
        signature = Signature(**self.info.made_with)
        recipe = Recipe(Settings(), str(signature))
        work = Build(self.store, recipe, signature, Serial(), nobody, self.info.shard, "corrections")
        work.begin()
        work.corrections = list(corrections)
        for one in revised:
            for name, data in one.units.items():
                self.store.write(name, data)
        made = {one.entry.source: one.entry for one in revised}
        entries = [made.get(one.source, one) for one in self.entries]
        work.finish(entries, {entry.key: self._places[entry.key] for entry in entries if entry.key in self._places})


@contextmanager
def correcting(
    place: str | PathLike[str], *, version: str, lexicon: Path | None = None, glossary: Path | None = None
) -> Generator[Correcting]:
    """Hold a corpus while its corrections are changed.

    Args:
        place: Folder or URL of the corpus.
        version: Of this duizhao.
        lexicon: The user's dictionary, where it was built with one.
        glossary: The same of terms.

    Raises:
        UsageError: It was made by another duizhao, or with other files (``E_SETTINGS_DIFFER``), its build has not come
            to an end (``E_UNFINISHED``), or somebody is at work on it.
        CorpusError: There is no corpus that can be read.
        StorageError: The place cannot be read or written.
    """
    store = open_store(place)
    refuse_taken(store)
    with store.hold(Owner()):
        carry_out(store)
        refuse_unfinished(store)
        info = info_of(store)
        if store.size(STATE) is not None:
            # An earlier change was killed before, or right after, it was carried out: what it left is of no use.
            sweep(store, info)
            clear_work(store)
        _require_same(store, info, sign(Settings(), version=version, files={"lexicon": lexicon, "glossary": glossary}))
        yield Correcting(
            store,
            info,
            tuple(read_entries(_inputs(store), path=f"{store.url}/{INPUTS}")),
            tuple(standing_corrections(store)),
            load_learned(lexicon) if lexicon else None,
            load_glossary(glossary) if glossary else None,
        )


def _inputs(store: Store) -> bytes:
    try:
        return store.read(INPUTS)
    except FileNotFoundError as fault:
        raise CorpusError(
            f"{store.url} has no {INPUTS}", code="E_CORPUS_INPUTS", help="build it again with this duizhao"
        ) from fault


def _require_same(store: Store, info: CorpusInfo, here: Signature) -> None:
    """Refuse to mix rows of two kinds.

    Raises:
        UsageError: The corpus was made with something else (``E_SETTINGS_DIFFER``).
    """
    theirs, ours = ({name: held.get(name) for name in _MAKERS} for held in (info.made_with, here.to_dict()))
    files = ({name: value for name, value in held.items() if name != "layouts"} for held in _files(info, here))
    found = [*differences(theirs, ours), *differences(*files, prefix="files.")]
    if found:
        raise UsageError(
            f"{store.url} was made with another duizhao or other files, and rows of two kinds must not mix: "
            + "; ".join(found),
            code="E_SETTINGS_DIFFER",
            help="give --lexicon and --glossary as in its build; or build it again first: corrections are kept",
        )


def _files(info: CorpusInfo, here: Signature) -> tuple[Mapping[str, str], Mapping[str, str]]:
    return dict(info.made_with.get("files") or {}), here.files
