"""A build: from an archive to a corpus, as often interrupted as may be."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any, TypeVar

from duizhao.batch.committing import ASIDE, carry_out, clear_work, parts_folder, prepare, sweep, with_texts
from duizhao.batch.compacting import Place, compact, keep_uncorrected
from duizhao.batch.engines import Engine, Failure, Serial
from duizhao.batch.events import Event, Listener
from duizhao.batch.planning import Part, cut_parts, settle, still_needed
from duizhao.batch.standing import STATE, Standing, State, limits_of, standing, standing_corrections, unfinished
from duizhao.batch.units import forget_rejections
from duizhao.batch.work import DOUBTFUL, LIMITED, PASSING, Recipe, condemn, identify, produce
from duizhao.corpus.corrected import CORRECTIONS, by_transcript, dump_corrections
from duizhao.corpus.datasheet import datasheet
from duizhao.corpus.inputs import INPUTS, REJECTED, Entry, Rejected, dump_entries, dump_rejected
from duizhao.corpus.manifest import CorpusInfo, FileInfo
from duizhao.corpus.schema import SCHEMA_VERSION, TABLES
from duizhao.correction_records import Correction
from duizhao.errors import StorageError, UsageError, printable
from duizhao.reading import Source
from duizhao.signature import Signature
from duizhao.storage import RemoteFile, Store

# So many files of this machine are read and told apart (0.3 ms each) before other processes would have started.
_FEW = 5_000
T = TypeVar("T")
R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Report:
    """What a build did.

    Attributes:
        out: Where the corpus is.
        counts: Rows per table, and ``rejected``.
        roles: Turns per role.
        passages: Aligned passages per relation.
        rejected: Inputs that are not in the corpus.
        kept: How many inputs stood in the corpus already and were not worked on again.
        made: How many were worked on.
        gone: Inputs of the corpus before that are no longer there; they left it.
    """

    out: str
    counts: dict[str, int]
    roles: dict[str, int]
    passages: dict[str, int]
    rejected: tuple[Rejected, ...] = ()
    kept: int = 0
    made: int = 0
    gone: tuple[str, ...] = ()


@dataclass(slots=True)
class Build:
    """One build, under way.

    Attributes:
        store: Where to; held by this build.
        recipe: What every document is worked on with.
        signature: What rows are made with.
        engine: Who does the work.
        tell: Is told of what happens.
        shard: ``3/40`` where this is a share of an archive.
        task: What it is done for, see `State`.
        before: What stands in the place, once the build has begun.
        listed: The inputs of it.
        corrections: What people corrected in it; kept whatever becomes of the inputs.
    """

    store: Store
    recipe: Recipe
    signature: Signature
    engine: Engine
    tell: Listener
    shard: str = ""
    task: str = "build"
    before: Standing = field(default_factory=Standing)
    listed: tuple[str, ...] = ()
    corrections: list[Correction] = field(default_factory=list[Correction])

    def begin(self, *, fresh: bool = False, retry: bool = False, empty: bool = False) -> dict[str, Entry]:
        """Take up what stands in the place.

        Args:
            fresh: Take nothing over.
            retry: Try again what was rejected for passing a limit or killing its process.
            empty: There are no inputs.

        Returns:
            What need not be made again, by key.

        Raises:
            UsageError: It was made with something else (``E_SETTINGS_DIFFER``), or would be emptied (``E_NO_INPUTS``).
            CorpusError: It cannot be read.
            StorageError: As it says.
        """
        carry_out(self.store)
        state = unfinished(self.store, self.signature, fresh=fresh)
        # An unfinished build that was to make everything anew goes on doing so.
        anew = fresh or (state is not None and state.fresh)
        found = standing(self.store, self.signature, fresh=anew)
        self.corrections = standing_corrections(self.store)
        self.recipe = replace(self.recipe, corrections=by_transcript(self.corrections))
        self.listed = tuple(entry.source for entry in found.entries)
        if empty and self.listed:
            raise UsageError(
                f"there is nothing to build from, and {self.store.url} holds {len(self.listed):,} inputs",
                code="E_NO_INPUTS",
                help="give the archive's path; --fresh makes an empty corpus",
            )
        if found.info is not None:
            sweep(self.store, found.info)
        self._take_up(None if fresh else state, anew=anew, retry=retry)
        again = self._again(found.info.made_with, retry=retry) if found.info else frozenset[str]()
        self.before = found.without_lost(self.store)
        known = (one for one in self.before.entries if one.key)
        return {one.key: one for one in known if not (one.rejected and one.rejected.code in again)}

    def _take_up(self, state: State | None, *, anew: bool, retry: bool) -> None:
        """Go on with what an unfinished build left, or remove it, and say what is being built."""
        if state is None:
            clear_work(self.store)
        elif again := self._again(state.made_with, retry=retry):
            forget_rejections(self.store, again)
        self.store.clear(ASIDE.rstrip("/"))
        self.store.write(STATE, State(str(self.signature), self.signature.to_dict(), anew, self.task).dump())

    def _again(self, made_with: Mapping[str, Any], *, retry: bool) -> frozenset[str]:
        """Return which rejections are to be tried again: those that higher limits may undo, or that the user doubts."""
        raised = limits_of(made_with) != self.signature.limits
        return (LIMITED if raised else frozenset()) | (DOUBTFUL if retry else frozenset())

    def gather(self, sources: Sequence[Source], known: Mapping[str, Entry]) -> list[Entry]:
        """Work on what is not known yet; returns what became of each source, in order of their names."""
        by_name = {source.name: source for source in sources}
        found = {source.name: entry for source, entry in self._look(sources)}
        made = {
            name: known[entry.key]
            for name, entry in found.items()
            if entry.key in known and _has_rows(known[entry.key])
        }
        while needed := [by_name[name] for name in still_needed(found, made)]:
            made |= {source.name: entry for source, entry in self._work(needed, found)}
        return settle(found, made)

    def _look(self, sources: Sequence[Source]) -> Iterator[tuple[Source, Entry]]:
        engine, recipe = self.engine, self.recipe
        if len(sources) <= _FEW and not any(isinstance(source.path, RemoteFile) for source in sources):
            engine, recipe = Serial(), replace(recipe, isolated=False)
        look = partial(identify, recipe)
        for source, result in self._twice("look", look, look, sources, engine):
            yield source, result if isinstance(result, Entry) else Entry(source.name, rejected=_fatal(source, result))

    def _work(self, sources: Sequence[Source], found: Mapping[str, Entry]) -> Iterator[tuple[Source, Entry]]:
        first, then = (partial(produce, self.recipe, self.store, last=last) for last in (False, True))
        for source, result in self._twice("work", first, then, sources, self.engine):
            if isinstance(result, Entry):
                yield source, result
            else:
                condemned = replace(found[source.name], rejected=_fatal(source, result))
                yield source, condemn(self.store, condemned)

    def _twice(
        self, kind: str, first: Callable[[T], R], then: Callable[[T], R], tasks: Sequence[T], engine: Engine
    ) -> Iterator[tuple[T, R | Failure]]:
        """Run a function on tasks; on those that fail for reasons of the moment once more, each alone."""
        again: list[T] = []
        done, total = 0, len(tasks)
        if tasks:
            self.tell(Event("stage", 0, total, facts={"stage": kind}))
        for task, result in engine.run(first, tasks):
            if _passes(result):
                again.append(task)
                self.tell(Event("retry", len(again), total, _name(task), _told(result)))
                continue
            done += 1
            self.tell(Event(kind, done, total, _name(task), _told(result)))
            yield task, result
        for task in sorted(again, key=_name):
            result = engine.alone(then, task)
            done += 1
            self.tell(Event(kind, done, total, _name(task), _told(result)))
            yield task, result

    def finish(self, entries: Sequence[Entry], places: Mapping[str, Place]) -> CorpusInfo:
        """Write the corpus and put it in place.

        Args:
            entries: What became of each input, in order.
            places: Where rows are that are not in units of this store, by key.
        """
        parts = list(cut_parts(entries))
        files = self._write_parts(parts, places)
        held = self.before.info.files if self.before.info else {}
        files |= keep_uncorrected(self.store, entries, places, held, parts_folder(self.store))
        entries = _with_parts(entries, parts)
        counts = {name: sum(entry.rows.get(name, 0) for entry in entries) for name in TABLES}
        counts["rejected"] = sum(not entry.done for entry in entries)
        version, signature = self.signature.duizhao, str(self.signature)
        info = CorpusInfo(SCHEMA_VERSION, version, signature, counts, self.signature.to_dict(), files, self.shard)
        texts = {
            "README.md": datasheet(info, entries).encode(),
            INPUTS: dump_entries(entries),
            REJECTED: dump_rejected(entries),
            CORRECTIONS: dump_corrections(self.corrections),
        }
        info = with_texts(info, texts)
        if info == self.before.info:
            clear_work(self.store)
        else:
            prepare(self.store, info, texts)
            carry_out(self.store)
        return info

    def report(self, entries: Sequence[Entry], info: CorpusInfo, known: Mapping[str, Entry]) -> Report:
        """Say what was done."""
        roles: Counter[str] = Counter()
        passages: Counter[str] = Counter()
        for entry in entries:
            roles.update(entry.roles)
            passages.update(entry.passages)
        names = {entry.source for entry in entries}
        kept = sum(entry.key in known for entry in entries)
        made = sum(bool(entry.key) and entry.key not in known and _has_rows(entry) for entry in entries)
        return Report(
            self.store.url,
            dict(info.counts),
            dict(roles.most_common()),
            dict(sorted(passages.items())),
            tuple(entry.rejected for entry in entries if entry.rejected),
            kept,
            made,
            tuple(name for name in self.listed if name not in names),
        )

    def _write_parts(self, parts: Sequence[Part], places: Mapping[str, Place]) -> dict[str, FileInfo]:
        held = self.before.info.files if self.before.info else {}
        written: dict[str, FileInfo] = {}
        fresh = [part for part in parts if not all(f"{table}/{part.name}.parquet" in held for table in TABLES)]
        tasks = [
            (part, tuple(places.get(entry.key) or Place(self.store, entry.key) for entry in part.entries))
            for part in fresh
        ]
        write = partial(_write_part, self.store)
        for (part, _), files in self._twice("write", write, write, tasks, self.engine):
            if isinstance(files, Failure):
                raise StorageError(
                    f"{self.store.url}: {part.name} cannot be written: {files.why}",
                    code="E_STORAGE",
                    help="nothing that was done is lost: mend that, then run the same command again",
                )
            written |= files
        names = [f"{table}/{part.name}.parquet" for table in TABLES for part in parts]
        return {name: written.get(name) or held[name] for name in names}


def _write_part(store: Store, task: tuple[Part, tuple[Place, ...]]) -> dict[str, FileInfo]:
    return compact(store, *task, parts_folder(store))


def _with_parts(entries: Sequence[Entry], parts: Sequence[Part]) -> list[Entry]:
    placed = {entry.source: entry for part in parts for entry in part.entries}
    return [placed.get(entry.source, entry) for entry in entries]


def _has_rows(entry: Entry) -> bool:
    """Tell whether an entry says what comes of an input: that it is another one's double is found out anew."""
    return entry.rejected is None or entry.rejected.code != "E_DUPLICATE"


def _passes(result: object) -> bool:
    rejected = result.rejected if isinstance(result, Entry) else None
    return isinstance(result, Failure) or (rejected is not None and rejected.code in PASSING)


def _fatal(source: Source, failure: Failure) -> Rejected:
    message = printable(f"{source.name}: the process that worked on it failed twice: {failure.why}")
    return Rejected(source.name, failure.code, message, "look at the file; --retry tries it again")


def _name(task: object) -> str:
    if isinstance(task, Source):
        return task.name
    return task[0].name if isinstance(task, tuple) else str(task)


def _told(result: object) -> dict[str, Any]:
    """Return what a log says of a result."""
    if isinstance(result, Failure):
        return {"code": result.code, "message": result.why}
    if isinstance(result, Entry):
        if result.rejected:
            return {"code": result.rejected.code, "message": result.rejected.message}
        return {"rows": dict(result.rows)} if result.rows else {}
    return {}
