"""Many documents: the boundary at which one document's failure stops being everybody's.

Everything about scale is here and knows nothing of language. One transcript is one unit of work, keyed by what its rows
depend on (`units`); it is made by a function that any process on any machine can run (`work`), by an engine (`engines`,
`crew`, `cluster`). A build (`building`) asks what there is, makes what is missing, puts the rows together in parts
(`planning`, `compacting`), and puts the corpus in place at one stroke (`committing`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from os import PathLike
from pathlib import Path

from duizhao.alignment.learned import read_learned
from duizhao.batch.building import Build, Report
from duizhao.batch.compacting import places_in
from duizhao.batch.crew import Crew, available
from duizhao.batch.engines import Running, Serial
from duizhao.batch.events import Event, Listener, nobody
from duizhao.batch.merging import merge
from duizhao.batch.planning import in_shard, parse_shard
from duizhao.batch.standing import refuse_taken
from duizhao.batch.work import Recipe, equip
from duizhao.config import Settings
from duizhao.corpus.inputs import Rejected
from duizhao.errors import UsageError, choices
from duizhao.gaps import load_glossary
from duizhao.layouts import Grammar, describe
from duizhao.limits import PATIENCE
from duizhao.reading import find_sources
from duizhao.signature import sign
from duizhao.storage import Owner, open_store

__all__ = ["Event", "Listener", "Rejected", "Report", "available", "build", "merge", "nobody"]

Paths = Iterable[str | PathLike[str]]
# Seconds beyond its limit after which a process is given up that its own watch has not stopped.
_GRACE = 5.0


def build(
    paths: Paths,
    out: str | PathLike[str],
    *,
    version: str,
    settings: Settings | None = None,
    grammars: Sequence[Grammar] = (),
    lexicon: Path | None = None,
    glossary: Path | None = None,
    jobs: int = 0,
    method: str | None = None,
    engine: str = "local",
    scheduler: str | None = None,
    shard: str | None = None,
    fresh: bool = False,
    retry: bool = False,
    listener: Listener = nobody,
) -> Report:
    """Build a corpus, or bring one up to date; see `duizhao.build`."""
    settings = settings or Settings()
    share = parse_shard(shard) if shard else None
    if share:
        out = _shard_place(out, share)
    signature = sign(
        settings,
        version=version,
        layouts="\n".join(map(describe, grammars)),
        files=_checked(lexicon=lexicon, glossary=glossary),
    )
    recipe = Recipe(
        settings, str(signature), tuple(grammars), lexicon, glossary, isolated=engine == "local" and jobs > 0
    )
    sources = [one for one in find_sources(paths) if share is None or in_shard(one.name, share)]
    store = open_store(out)
    refuse_taken(store)
    with store.hold(Owner()), _engine(engine, jobs, settings, method=method, scheduler=scheduler) as running:
        work = Build(store, recipe, signature, running, listener, shard or "")
        known = work.begin(fresh=fresh, retry=retry, empty=not sources and not share)
        listener(Event("start", 0, len(sources), facts={"signature": str(signature), "jobs": jobs}))
        entries = work.gather(sources, known)
        places = {entry.key: place for entry, place in places_in(store, work.before.entries) if entry.key in known}
        info = work.finish(entries, places)
        report = work.report(entries, info, known)
        listener(Event("end", len(sources), len(sources), facts={"counts": report.counts}))
    return report


def _shard_place(out: str | PathLike[str], share: tuple[int, int]) -> str:
    number, count = share
    return f"{str(out).rstrip('/')}/{number:04d}-of-{count:04d}"


def _checked(*, lexicon: Path | None, glossary: Path | None) -> Mapping[str, Path | None]:
    """Read the user's files once, so that what is wrong with them is said before any work."""
    if lexicon is not None:
        read_learned(lexicon)
    if glossary is not None:
        load_glossary(glossary)
    return {"lexicon": lexicon, "glossary": glossary}


def _engine(name: str, jobs: int, settings: Settings, *, method: str | None, scheduler: str | None) -> Running:
    """Return what does the work.

    Raises:
        UsageError: There is no engine of that name (``E_ENGINE``), or its library is not installed (``E_NO_EXTRA``).
    """
    if name == "local":
        if jobs <= 0:
            return Serial()
        return Crew(jobs, seconds=PATIENCE * settings.max_seconds + _GRACE, setup=equip, method=method)
    if name == "dask":
        from duizhao.batch.cluster import Cluster

        return Cluster(scheduler, jobs=jobs or available())
    raise UsageError(f"there is no engine {name!r}", code="E_ENGINE", help=choices(name, ("local", "dask")))
