"""What stands where a corpus is to go: a corpus, an unfinished build, both, nothing, or something else."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from duizhao.batch.units import uncorrected_name
from duizhao.corpus.corrected import CORRECTIONS, read_corrections
from duizhao.corpus.inputs import INPUTS, Entry, read_entries
from duizhao.corpus.manifest import CorpusInfo, info_of
from duizhao.corpus.schema import SCHEMA_VERSION, TABLES
from duizhao.correction_records import Correction
from duizhao.errors import CorpusError, UsageError
from duizhao.signature import Signature, differences
from duizhao.storage import MANIFEST, WORK, Store

STATE = f"{WORK}/build.json"


@dataclass(frozen=True, slots=True)
class Standing:
    """A corpus that a build starts from.

    Attributes:
        info: Its manifest; null where there is none.
        entries: What became of each input in it.
    """

    info: CorpusInfo | None = None
    entries: tuple[Entry, ...] = ()

    def without_lost(self, store: Store) -> Standing:
        """Return the part of the corpus that is there: files that are gone or cut, and their rows, are made anew."""
        if self.info is None:
            return self
        sizes = store.sizes()
        files = {name: file for name, file in self.info.files.items() if sizes.get(name) == file.bytes}
        done = [entry for entry in self.entries if entry.done]
        parts = {entry.part for entry in done}
        lost = {part for part in parts if not all(f"{table}/{part}.parquet" in files for table in TABLES)}
        # Rows are counted from the beginning of a part: it goes with all that is in it.
        lost |= {entry.part for entry in done if entry.base and uncorrected_name(entry.base) not in files}
        entries = tuple(entry for entry in self.entries if entry.part not in lost)
        return Standing(replace(self.info, files=files), entries)


@dataclass(frozen=True, slots=True)
class State:
    """What an unfinished build was told.

    Attributes:
        signature: Its signature in one line.
        made_with: The signature spelt out.
        fresh: It takes nothing over from the corpus that stands there.
        task: ``build`` (or merge), or ``corrections``, which only goes on by being asked for again.
    """

    signature: str
    made_with: Mapping[str, Any] = field(default_factory=dict[str, Any])
    fresh: bool = False
    task: str = "build"

    def dump(self) -> bytes:
        """Return it as JSON."""
        return json.dumps(asdict(self)).encode()


def refuse_taken(store: Store) -> None:
    """Refuse a place where something stands that is no corpus.

    Raises:
        UsageError: It does (``E_OUT_TAKEN``); nothing was touched.
    """
    taken = store.taken()
    if taken and not {MANIFEST, WORK} & set(taken):
        raise UsageError(
            f"{store.url} exists and is no corpus: it holds {taken[0]!r}",
            code="E_OUT_TAKEN",
            help="give a new folder; nothing was touched",
        )


def standing(store: Store, signature: Signature, *, fresh: bool) -> Standing:
    """Read what stands in a place, and refuse to mix it with what is to be built.

    Args:
        store: The place.
        signature: What the build makes rows with.
        fresh: The user wants everything made anew.

    Raises:
        UsageError: What stands there was made with something else (``E_SETTINGS_DIFFER``).
        CorpusError: It cannot be read.
    """
    if fresh:
        return Standing()
    try:
        info = info_of(store)
    except CorpusError as fault:
        if fault.code == "E_CORPUS_MISSING":
            return Standing()
        raise
    if info.schema_version != SCHEMA_VERSION or not _goes_on(info.signature, info.made_with, signature):
        raise _differ(store.url, "made", info.made_with, signature)
    try:
        entries = read_entries(store.read(INPUTS), path=f"{store.url}/{INPUTS}")
    except FileNotFoundError:
        return Standing()
    return Standing(info, tuple(entries))


def standing_corrections(store: Store) -> list[Correction]:
    """Read what people corrected in the corpus that stands in a place.

    Raises:
        CorpusError: The file is not as it was written.
    """
    try:
        return read_corrections(store.read(CORRECTIONS), path=f"{store.url}/{CORRECTIONS}")
    except FileNotFoundError:
        return []


def refuse_unfinished(store: Store) -> None:
    """Refuse a corpus that is being built, or whose build was stopped.

    Raises:
        UsageError: It is (``E_UNFINISHED``).
    """
    state = _state(store)
    if state is not None and state.task == "build":
        raise UsageError(
            f"{store.url}: a build of it is under way, or was stopped",
            code="E_UNFINISHED",
            help="let it come to its end: run the same `duizhao build` again",
        )


def _state(store: Store) -> State | None:
    """Return what an unfinished build was told; null where there is none, or half of one."""
    try:
        return State(**json.loads(store.read(STATE)))
    except (FileNotFoundError, ValueError, TypeError):
        return None


def unfinished(store: Store, signature: Signature, *, fresh: bool) -> State | None:
    """Read what an unfinished build was told; null where there is none, or half of one.

    Raises:
        UsageError: It was told something else (``E_SETTINGS_DIFFER``).
    """
    state = _state(store)
    if state is None:
        return None
    if not fresh and not _goes_on(state.signature, state.made_with, signature):
        raise _differ(store.url, "begun", state.made_with, signature)
    return state


def _goes_on(line: str, made_with: Mapping[str, Any], signature: Signature) -> bool:
    """Tell whether what was made under one signature may stand under another: limits may be raised, not lowered."""
    before = limits_of(made_with)
    return line == str(signature) and all(before.get(name, 0) <= value for name, value in signature.limits.items())


def limits_of(made_with: Mapping[str, Any]) -> dict[str, float]:
    """Return the limits that something was made under."""
    return {str(name): float(value) for name, value in dict(made_with.get("limits") or {}).items()}


def _differ(place: str, what: str, old: Mapping[str, Any], new: Signature) -> UsageError:
    found = "; ".join(differences(old, new.to_dict())) if old else "made by an older duizhao"
    return UsageError(
        f"{place} was {what} with other settings, code or models, and rows of two kinds must not mix: {found}",
        code="E_SETTINGS_DIFFER",
        help="--fresh makes all of it anew; or give another folder",
    )
