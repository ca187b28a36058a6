"""Several corpora made one: the shards of an archive, or archives that were built one by one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from os import PathLike

from duizhao.batch.building import Build, Report
from duizhao.batch.compacting import Place, places_in
from duizhao.batch.crew import Crew
from duizhao.batch.engines import Serial
from duizhao.batch.events import Listener, nobody
from duizhao.batch.planning import parse_shard, settle
from duizhao.batch.standing import refuse_taken, refuse_unfinished, standing_corrections
from duizhao.batch.work import Recipe
from duizhao.config import Settings
from duizhao.corpus.inputs import INPUTS, Entry, read_entries
from duizhao.corpus.manifest import CorpusInfo, info_of
from duizhao.errors import CorpusError, UsageError
from duizhao.signature import Signature, differences, sign
from duizhao.storage import MANIFEST, Owner, Store, open_store

_SHOWN = 10
# What the bytes of parts depend on.
_WRITERS = ("duizhao", "code", "libraries")
# A part is written in a second; what takes that long hangs.
_SECONDS = 600.0


@dataclass(frozen=True, slots=True)
class _Given:
    """A corpus to be merged."""

    store: Store
    info: CorpusInfo
    entries: tuple[Entry, ...]


def merge(
    corpora: Iterable[str | PathLike[str]],
    out: str | PathLike[str],
    *,
    version: str,
    jobs: int = 0,
    fresh: bool = False,
    listener: Listener = nobody,
) -> Report:
    """Make one corpus of several; see `duizhao.merge`."""
    given = [_open(place) for one in corpora for place in _expand(one)]
    if not given:
        raise UsageError(
            "there is no corpus to merge", code="E_NO_INPUTS", help="give corpora, or the folder they are in"
        )
    _require_whole(given)
    signature = _common(given, version)
    entries, places = _together(given)
    store = open_store(out)
    refuse_taken(store)
    engine = Crew(jobs, seconds=_SECONDS) if jobs > 0 else Serial()
    with store.hold(Owner()), engine as running:
        work = Build(store, Recipe(Settings(), str(signature)), signature, running, listener)
        known = work.begin(fresh=fresh, retry=False)
        held = {made.key: made for place in given for made in standing_corrections(place.store)}
        work.corrections = list({**{made.key: made for made in work.corrections}, **held}.values())
        # Rows that stand in the place already are taken from there: it may be one of the corpora.
        places |= {one.key: place for one, place in places_in(store, work.before.entries) if one.key in known}
        info = work.finish(entries, places)
        return work.report(entries, info, known)


def _expand(place: str | PathLike[str]) -> list[str]:
    """Return the corpora in a folder of corpora; the folder itself where it is one."""
    store = open_store(place)
    if store.size(MANIFEST) is not None:
        return [store.url]
    inside = [name for name in store.taken() if store.size(f"{name}/{MANIFEST}") is not None]
    if not inside:
        info_of(store)  # raises, and says what is wrong
    return [f"{store.url.rstrip('/')}/{name}" for name in inside]


def _open(place: str) -> _Given:
    store = open_store(place)
    info = info_of(store)
    refuse_unfinished(store)
    try:
        entries = tuple(read_entries(store.read(INPUTS), path=f"{store.url}/{INPUTS}"))
    except FileNotFoundError as fault:
        raise CorpusError(
            f"{store.url} has no {INPUTS}", code="E_CORPUS_INPUTS", help="build it again with this duizhao"
        ) from fault
    return _Given(store, info, entries)


def _require_whole(given: Sequence[_Given]) -> None:
    """Refuse shards of which some are missing.

    Raises:
        UsageError: Some are, or they are of different numbers (``E_SHARDS``).
    """
    shards = {parse_shard(one.info.shard): one.store.url for one in given if one.info.shard}
    if not shards:
        return
    counts = {count for _, count in shards}
    if len(counts) > 1:
        raise UsageError(
            f"shards of {' and of '.join(map(str, sorted(counts)))} are no one archive",
            code="E_SHARDS",
            help="merge the shards of one number at a time",
        )
    (count,) = counts
    missing = sorted(set(range(1, count + 1)) - {number for number, _ in shards})
    if missing:
        named = ", ".join(f"{number}/{count}" for number in missing[:_SHOWN])
        more = f" and {len(missing) - _SHOWN} more" if len(missing) > _SHOWN else ""
        raise UsageError(
            f"{len(missing)} of {count} shards are missing: {named}{more}",
            code="E_SHARDS",
            help="build them with --shard, then merge",
        )


def _common(given: Sequence[_Given], version: str) -> Signature:
    """Return the signature that all corpora have.

    Raises:
        UsageError: They differ, or were made by another duizhao than this (``E_SETTINGS_DIFFER``).
    """
    first = given[0]
    for one in given[1:]:
        if (one.info.signature, one.info.made_with) != (first.info.signature, first.info.made_with):
            found = "; ".join(differences(first.info.made_with, one.info.made_with))
            raise UsageError(
                f"{first.store.url} and {one.store.url} were made with different settings, code or models: {found}",
                code="E_SETTINGS_DIFFER",
                help="rows of two kinds must not mix: build one of them anew",
            )
    made = Signature(**first.info.made_with)
    here = sign(Settings(), version=version, files={})
    theirs, ours = ({name: one[name] for name in _WRITERS} for one in (made.to_dict(), here.to_dict()))
    if theirs != ours:
        raise UsageError(
            f"{first.store.url} was made by another duizhao, which writes parts otherwise: "
            + "; ".join(differences(theirs, ours)),
            code="E_SETTINGS_DIFFER",
            help="merge with the duizhao that built the corpora",
        )
    return made


def _together(given: Sequence[_Given]) -> tuple[list[Entry], dict[str, Place]]:
    """Return what became of each input of all corpora, and where the rows are.

    Raises:
        UsageError: Two inputs have one name (``E_SAME_NAME``).
    """
    found: dict[str, Entry] = {}
    made: dict[str, Entry] = {}
    homes: dict[str, str] = {}
    places: dict[str, Place] = {}
    for one in given:
        places |= {entry.key: place for entry, place in places_in(one.store, one.entries)}
        for entry in one.entries:
            home = homes.setdefault(entry.source, one.store.url)
            if entry.key != found.get(entry.source, entry).key:
                raise UsageError(
                    f"{entry.source!r} is another file in {home} than in {one.store.url}",
                    code="E_SAME_NAME",
                    help="rename one of them, or build from the folder that holds both archives",
                )
            double = entry.rejected is not None and entry.rejected.code == "E_DUPLICATE"
            found[entry.source] = Entry(entry.source, entry.sha256, entry.key) if double else entry
            if not double:
                made[entry.source] = entry
    # An entry that was rejected stays so; `settle` looks for doubles among the rest.
    looked = {name: Entry(one.source, one.sha256, one.key) if one.key else one for name, one in found.items()}
    return settle(looked, made), places
