"""What workers do: functions of what they are given, which any process on any machine can run, once or twice."""

from __future__ import annotations

import hashlib
import platform
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field, replace
from functools import lru_cache
from os import PathLike, fspath
from pathlib import Path
from typing import TYPE_CHECKING

from duizhao.alignment import Lexicon, load_learned
from duizhao.batch.memory import plain_heap, settle, share_readings, spare_pandas, trim
from duizhao.batch.revisions import Made, correct, counted
from duizhao.batch.units import corrected_key, pack, read_entry, read_tables, unit_key, unit_name
from duizhao.config import Settings
from duizhao.corpus.inputs import Entry, Rejected
from duizhao.corpus.part_files import to_arrow
from duizhao.corpus.rows import row_streams, transcript_id
from duizhao.correction_records import Correction
from duizhao.errors import InputError, UsageError, printable
from duizhao.gaps import Glossary, load_glossary
from duizhao.layouts import Grammar
from duizhao.limits import fenced, limited
from duizhao.pipeline import process
from duizhao.reading import Loaded, Source, find_sources, load
from duizhao.records import Transcript
from duizhao.signature import foreign
from duizhao.storage import Store

if TYPE_CHECKING:
    import pyarrow as pa

#: Rejections that may be due to the state of the machine: the input is worked on again, alone.
PASSING = frozenset(("E_LIMIT_TIME", "E_LIMIT_MEMORY", "E_CHANGED"))
#: Rejections that higher limits may undo.
LIMITED = frozenset(
    (
        "E_LIMIT_TIME",
        "E_LIMIT_MEMORY",
        "E_TOO_LARGE",
        "E_LINE_TOO_LONG",
        "E_TOO_MANY_LINES",
        "E_TOO_MANY_TURNS",
        "E_ARCHIVE",
    )
)
#: Rejections that a user may want to see tried again on another machine, or after a mended defect.
DOUBTFUL = PASSING | {"E_WORKER_DIED", "E_INTERNAL"}

# Segments from which on a look for free memory is worth its millisecond: four times those of a call of an hour.
_LONG = 2_000


@dataclass(frozen=True, slots=True)
class Recipe:
    """What every document of a build is worked on with.

    Attributes:
        settings: What the build was told.
        signature: Names all of this and the code.
        grammars: A user's own layouts.
        lexicon: File of translation probabilities; loaded once in each process.
        glossary: File of terms.
        isolated: Each document is worked on in a process that does nothing else, and that the kernel may end.
        corrections: What people corrected, by transcript.
    """

    settings: Settings
    signature: str
    grammars: tuple[Grammar, ...] = ()
    lexicon: Path | None = None
    glossary: Path | None = None
    isolated: bool = False
    corrections: Mapping[str, tuple[Correction, ...]] = field(default_factory=dict[str, tuple[Correction, ...]])


def identify(recipe: Recipe, source: Source) -> Entry:
    """Read a source and say what it is; where it cannot be read, why not.

    Raises:
        StorageError: The store it is in cannot be reached.
    """
    return _read(recipe, source)[0]


def produce(recipe: Recipe, store: Store, source: Source, *, last: bool) -> Entry:
    """Make a unit of a source, and write it, unless it is there.

    Args:
        recipe: What to work with.
        store: Where units go.
        source: The file.
        last: The input will not be tried again: what speaks against it holds.

    Raises:
        StorageError: The unit cannot be written, or the source's store not be reached.
    """
    _require_same(recipe.signature)
    entry, loaded = _read(recipe, source)
    if loaded is None:
        return entry
    if (made := read_entry(store, unit_name(entry.key))) is not None:
        return made
    found = _find(recipe, store, source, loaded, replace(entry, key=entry.uncorrected, base=""), last=last)
    return _correct(recipe, store, source, entry, found, last=last) if entry.base else found


def _find(recipe: Recipe, store: Store, source: Source, loaded: Loaded, entry: Entry, *, last: bool) -> Entry:
    """Make the unit of what is found in a source, corrected or not."""
    if (made := read_entry(store, unit_name(entry.key))) is not None:
        return made

    def make() -> Made:
        transcript = process(
            loaded,
            settings=recipe.settings,
            grammars=recipe.grammars,
            lexicon=_lexicon(recipe.lexicon, recipe.signature),
            glossary=_glossary(recipe.glossary, recipe.signature),
        )
        if recipe.isolated:
            make_room(transcript)
        return transcript, to_arrow(row_streams(transcript))

    return _keep(store, *_guarded(recipe, source, entry, make), last=last)


def _correct(recipe: Recipe, store: Store, source: Source, entry: Entry, found: Entry, *, last: bool) -> Entry:
    """Make the unit of what people corrected in what was found."""
    if found.rejected:
        return _keep(store, replace(entry, rejected=found.rejected), {}, last=last)

    def make() -> Made:
        return correct(
            read_tables(store, unit_name(found.key)),
            recipe.corrections[transcript_id(entry.sha256)],
            lexicon=_lexicon(recipe.lexicon, recipe.signature),
            glossary=_glossary(recipe.glossary, recipe.signature),
        )

    return _keep(store, *_guarded(recipe, source, entry, make), last=last)


def _guarded(
    recipe: Recipe, source: Source, entry: Entry, make: Callable[[], Made]
) -> tuple[Entry, dict[str, pa.Table]]:
    """Make tables; returns what became of the input, and them, or none where it is rejected."""
    try:
        with _held(recipe, source):
            transcript, tables = make()
    except InputError as fault:
        return replace(entry, rejected=_rejected(source, fault)), {}
    except Exception as fault:  # noqa: BLE001 - the batch boundary: a defect of ours must not take the archive down
        return replace(entry, rejected=_defect(source, fault)), {}
    return counted(entry, transcript, tables), tables


def _keep(store: Store, entry: Entry, tables: Mapping[str, pa.Table], *, last: bool) -> Entry:
    if last or entry.rejected is None or entry.rejected.code not in PASSING:
        store.write(unit_name(entry.key), pack(entry, tables))
    return entry


def condemn(store: Store, entry: Entry) -> Entry:
    """Write the unit of an input that no process survives, so that no later run tries it again unasked."""
    if entry.key:
        store.write(unit_name(entry.key), pack(entry, {}))
    return entry


def tables_of(document: str | PathLike[str] | tuple[str, bytes], settings: Settings | None) -> dict[str, pa.Table]:
    """Turn one document into tables; see `duizhao.process`."""
    settings = settings or Settings()
    if isinstance(document, tuple):
        source: Source | Loaded = Loaded(*document)
    else:
        sources = find_sources([document])
        if len(sources) != 1:
            raise UsageError(
                f"{fspath(document)} holds {len(sources):,} documents", code="E_NOT_ONE", help="give them one by one"
            )
        source = sources[0]
    with limited(source.name, settings):
        return to_arrow(row_streams(process(source, settings=settings)))


# Holds whatever loads something: labels, both scripts, a word of neither language, an original with its rendition, a
# translation, an amount, a place.
_WARM = """Operator
Good day. I will now turn the call over to Anna Berg.
Anna Berg - Chief Executive Officer
[Foreign Language] 我們五月在上海開了新的船廠，花了1200萬元。訂單同比增長18%。
[Interpreted] We opened a new yard in Shanghai in May, which cost RMB12 million. Orders grew 18% year on year.
Revenue was RMB40 million, up 5%.
收入4000萬元，增長5%。
Zufriedenstellend verlaufene Bauvorhaben beschleunigten Auftragseingang.
"""


def warm() -> None:
    """Load what every document needs, before the first one's time is counted."""
    pack(Entry("warm.txt", "0", "0"), tables_of(("warm.txt", _WARM.encode()), None))


def equip() -> None:
    """Make a process ready that does nothing but work for us."""
    spare_pandas()
    plain_heap()
    share_readings()
    warm()
    settle()


def make_room(transcript: Transcript) -> None:
    """Give back what finding things in a long transcript has left free, before its rows take as much again."""
    if len(transcript.segments) > _LONG:
        trim()


@contextmanager
def _held(recipe: Recipe, source: Source) -> Generator[None]:
    with fenced(recipe.settings) if recipe.isolated else nullcontext(), limited(source.name, recipe.settings):
        yield


def _read(recipe: Recipe, source: Source) -> tuple[Entry, Loaded | None]:
    try:
        with _held(recipe, source):
            loaded = load(source, settings=recipe.settings)
    except InputError as fault:
        return Entry(source.name, rejected=_rejected(source, fault)), None
    digest = hashlib.sha256(loaded.data).hexdigest()
    key = unit_key(loaded, recipe.signature)
    corrected = corrected_key(key, recipe.corrections.get(transcript_id(digest), ()))
    return Entry(source.name, digest, corrected, base=key if corrected != key else ""), loaded


@lru_cache(maxsize=1)
def _require_same(signature: str) -> None:
    """Refuse to work for a build of another duizhao: its rows would go as that one's.

    Raises:
        UsageError: This is another one (``E_WORKERS``).
    """
    if found := foreign(signature):
        raise UsageError(
            f"a worker on {platform.node()} has other {' and '.join(found)} than the build",
            code="E_WORKERS",
            help="install the same duizhao and libraries everywhere",
        )


def _rejected(source: Source, fault: InputError) -> Rejected:
    return Rejected(source.name, fault.code, fault.message, fault.help)


def _defect(source: Source, fault: Exception) -> Rejected:
    message = printable(f"{source.name}: {type(fault).__name__}: {fault}")
    return Rejected(source.name, "E_INTERNAL", message, "this is a defect of duizhao; please report it")


# One of each per process; the signature holds their digests.
@lru_cache(maxsize=1)
def _lexicon(path: Path | None, _signature: str) -> Lexicon | None:
    return None if path is None else load_learned(path)


@lru_cache(maxsize=1)
def _glossary(path: Path | None, _signature: str) -> Glossary | None:
    return None if path is None else load_glossary(path)
