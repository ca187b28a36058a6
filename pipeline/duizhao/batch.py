"""Many documents: the boundary at which one document's failure stops being everybody's."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from duizhao.alignment import Lexicon, load_learned
from duizhao.config import Settings
from duizhao.corpus.writer import Rejected, Writer
from duizhao.errors import InputError, printable
from duizhao.gaps import Glossary, load_glossary
from duizhao.layouts import Grammar, describe
from duizhao.limits import limited
from duizhao.models import digests
from duizhao.pipeline import process
from duizhao.reading import Source, find_sources
from duizhao.records import Transcript
from duizhao.vocabulary import Level, Relation

Progress = Callable[[int, int, str], None]


@dataclass(frozen=True, slots=True)
class Report:
    """What a build did.

    Attributes:
        out: Where the corpus is.
        counts: Rows per table, and ``rejected``.
        roles: Turns per role.
        passages: Aligned passages per relation.
        rejected: Inputs that are not in the corpus.
    """

    out: Path
    counts: dict[str, int]
    roles: dict[str, int]
    passages: dict[str, int]
    rejected: tuple[Rejected, ...] = ()


@dataclass(slots=True)
class _Tally:
    roles: Counter[str] = field(default_factory=Counter[str])
    passages: Counter[str] = field(default_factory=Counter[str])
    seen: dict[str, str] = field(default_factory=dict[str, str])
    rejected: list[Rejected] = field(default_factory=list[Rejected])


@dataclass(frozen=True, slots=True)
class _Work:
    """What every document is worked on with."""

    settings: Settings
    grammars: Sequence[Grammar]
    lexicon: Lexicon | None
    glossary: Glossary | None


def build(
    paths: Iterable[Path],
    out: Path,
    *,
    version: str,
    settings: Settings | None = None,
    grammars: Sequence[Grammar] = (),
    lexicon: Path | None = None,
    glossary: Path | None = None,
    progress: Progress | None = None,
) -> Report:
    """Build a corpus.

    Args:
        paths: Files and folders.
        out: Where the corpus goes; a corpus that stands there is replaced when the new one is complete.
        version: Of duizhao, for the signature.
        settings: What the build was told.
        grammars: A user's own layouts, tried beside those that ship.
        lexicon: File of ``duizhao train lexicon``, used beside the dictionary that ships.
        glossary: File of terms with the renderings that are right for them.
        progress: Called before each document with its number from 0, how many there are, and its name; and once after
            the last.

    Returns:
        What was done. Inputs that cannot be read are in `Report.rejected` and in the corpus's ``rejected.jsonl``.

    Raises:
        UsageError: A path does not exist, the glossary is wrong, or something that is no corpus stands at `out`.
        ModelError: The lexicon is no file of ``duizhao train lexicon``.
    """
    settings = settings or Settings()
    sources = find_sources(paths)
    layouts = "\n".join(map(describe, grammars))
    work = _Work(
        settings,
        grammars,
        load_learned(lexicon) if lexicon is not None else None,
        load_glossary(glossary) if glossary is not None else None,
    )
    signature = settings.signature(version, layouts=layouts, models=_models(own=lexicon, terms=glossary))
    writer = Writer(out, version=version, signature=signature)
    tally = _Tally()
    try:
        for number, source in enumerate(sources):
            if progress is not None:
                progress(number, len(sources), source.name)
            _one(source, writer, tally, work)
        if progress is not None:
            progress(len(sources), len(sources), "")
        counts = writer.finish()
    except BaseException:
        writer.abandon()
        raise
    return Report(out, dict(counts), dict(tally.roles.most_common()), dict(tally.passages), tuple(tally.rejected))


def _models(**files: Path | None) -> str:
    """Return what names the trained files of a build, the user's own files among them."""
    own = [f"{name}={hashlib.sha256(file.read_bytes()).hexdigest()[:12]}" for name, file in files.items() if file]
    return ",".join((digests("beads", "lexicon", "roles"), *own))


def _one(source: Source, writer: Writer, tally: _Tally, work: _Work) -> None:
    try:
        with limited(source.name, work.settings):
            transcript = process(
                source,
                settings=work.settings,
                grammars=work.grammars,
                lexicon=work.lexicon,
                glossary=work.glossary,
            )
    except InputError as fault:
        _reject(Rejected(source.name, fault.code, fault.message, fault.help), writer, tally)
        return
    except Exception as fault:  # noqa: BLE001 - the batch boundary: a defect of ours must not take the archive down
        message = printable(f"{source.name}: {type(fault).__name__}: {fault}")
        _reject(
            Rejected(source.name, "E_INTERNAL", message, "this is a defect of duizhao; please report it"),
            writer,
            tally,
        )
        return
    first = tally.seen.setdefault(transcript.document.sha256, source.name)
    if first != source.name:
        message = f"{source.name} holds the same bytes as {first}"
        _reject(Rejected(source.name, "E_DUPLICATE", message, "remove one of the two"), writer, tally)
        return
    writer.add(transcript)
    _count(transcript, tally)


def _reject(rejected: Rejected, writer: Writer, tally: _Tally) -> None:
    writer.reject(rejected)
    tally.rejected.append(rejected)


def _count(transcript: Transcript, tally: _Tally) -> None:
    tally.roles.update(turn.role.value for turn in transcript.attribution.turns)
    passages = [bead for bead in transcript.alignments if bead.level is Level.PASSAGE]
    tally.passages.update(
        {relation.value: sum(bead.relation is relation for bead in passages) for relation in Relation}
    )
