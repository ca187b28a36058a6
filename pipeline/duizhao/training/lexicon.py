"""``duizhao train lexicon``: the renderings of words, learned from the confident beads of a built corpus.

Words of content are kept, and names on the English side. Words of structure take part only, for they stand beside
everything; figures and Latin words are compared as they are. The corpus is read once to count and once for each
iteration, a part of its tables at a time. What an iteration finds is kept in a file beside the output, so that a killed
run goes on.
"""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

import numpy as np

from duizhao.alignment.learned import FORMAT, write_learned
from duizhao.alignment.lexicon import Entries
from duizhao.alignment.texts import is_chinese
from duizhao.alignment.words import Kind, Token, chinese_tokens, english_tokens
from duizhao.corpus.manifest import REBUILD
from duizhao.corpus.parts import read_columns
from duizhao.corpus.reader import Corpus
from duizhao.durable import write_whole
from duizhao.errors import CorpusError
from duizhao.training.cards import digest_of_all
from duizhao.training.model_one import ASIDE, Expected, Words, count, entries, iterate
from duizhao.vocabulary import Kind as SegmentKind
from duizhao.vocabulary import Level, Relation

_RELATIONS = (Relation.INTERPRETATION.value, Relation.TRANSLATION.value)
_TABLES = ("segments", "alignments")
_SEGMENTS = ["transcript_id", "segment_id", "kind", "clean"]
_ALIGNMENTS = ["transcript_id", "relation", "level", "source_segments", "target_segments", "score"]
# Beads worked on at a time: some 20 MB.
_BATCH = 500


@dataclass(frozen=True, slots=True)
class LexiconRun:
    """What a run learned, and from what.

    Attributes:
        beads: Beads it read.
        learned: The table.
    """

    beads: int
    learned: Entries


@dataclass(frozen=True, slots=True)
class BeadWords:
    """The words of a corpus's confident sentence beads between Chinese and English; may be iterated over again.

    Attributes:
        corpus: The corpus.
        least: Least score of a bead, 0 to 1.
    """

    corpus: Corpus
    least: float

    def __iter__(self) -> Iterator[list[Words]]:
        """Yield batches in the order of the corpus.

        Raises:
            CorpusError: A part cannot be read, or lacks a bead's segments (``E_CORPUS_UNREADABLE``).
        """
        batch: list[Words] = []
        texts = self._by_transcript("segments", _SEGMENTS)
        name, held = "", dict[str, str]()
        for transcript, beads in self._by_transcript("alignments", _ALIGNMENTS):
            while name != transcript:
                name, rows = next(texts, ("", []))
                if not name:
                    raise self._torn(f"segments of transcript {transcript}")
                held = {str(row["segment_id"]): str(row["clean"] or "") for row in rows if _spoken(row)}
            for bead in beads:
                found = _words(bead, held) if self._wanted(bead) else None
                if found:
                    batch.append(found)
            if len(batch) >= _BATCH:
                yield batch
                batch = []
        if batch:
            yield batch

    def _wanted(self, bead: dict[str, Any]) -> bool:
        return bead["relation"] in _RELATIONS and bead["level"] == Level.SENTENCE and (bead["score"] or 0) >= self.least

    def _by_transcript(self, table: str, columns: list[str]) -> Iterator[tuple[str, list[dict[str, Any]]]]:
        """Yield each transcript's rows; a transcript lies in one part, and all tables have one order of them."""
        for part in self.corpus.parts(table):
            rows = read_columns(part, columns).to_pylist()
            for transcript, held in groupby(rows, key=lambda row: str(row["transcript_id"])):
                yield transcript, list(held)

    def _torn(self, what: str) -> CorpusError:
        return CorpusError(f"{self.corpus.place} lacks {what}", code="E_CORPUS_UNREADABLE", help=REBUILD)


def _spoken(row: dict[str, Any]) -> bool:
    return bool(row["kind"] == SegmentKind.SPEECH)


def _words(bead: dict[str, Any], texts: dict[str, str]) -> Words | None:
    """Return the words of a bead, Chinese first; None where it is not between both languages."""
    sides = [
        " ".join(texts[one] for one in bead[name] or () if texts.get(one))
        for name in ("source_segments", "target_segments")
    ]
    if not all(sides):
        return None
    chinese = [is_chinese([side]) for side in sides]
    if chinese[0] == chinese[1]:
        return None
    first, second = sides if chinese[0] else sides[::-1]
    return (
        [_named(one) for one in chinese_tokens(first).words if one.kind in (Kind.CONTENT, Kind.FUNCTION)],
        [_named(one) for one in english_tokens(second) if one.kind is not Kind.FIGURE],
    )


def _named(one: Token) -> str:
    return ASIDE + one.key if one.kind is Kind.FUNCTION else one.key


def train_lexicon(
    corpus: Path,
    out: Path,
    *,
    least: float = 0.9,
    iterations: int = 5,
    tell: Callable[[str], None] = lambda _: None,
) -> LexiconRun:
    """Learn a lexicon from a built corpus and write it; same corpus and settings, same bytes.

    Args:
        corpus: Folder of the corpus.
        out: File to write.
        least: Least score of a bead, 0 to 1.
        iterations: Of expectation-maximisation, at least 1.
        tell: Is told what is done.

    Raises:
        CorpusError: There is no corpus, it cannot be read, or no word of it can be learned (``E_CORPUS_NO_BEADS``).
        UsageError: The file cannot be written (``E_OUT_TAKEN``).
    """
    opened = Corpus.open(corpus)
    digest = digest_of_all((part.file, part.store.read(part.file)) for name in _TABLES for part in opened.parts(name))
    beads = BeadWords(opened, least)
    counted = count(beads)
    tell(f"{counted.total:,} beads, {len(counted.codes):,} pairs of words")
    kept = out.with_name(f".{out.name}.partial")
    key = hashlib.sha256(f"{FORMAT} {digest} {least!r} {iterations}".encode()).hexdigest()
    done, found = _kept(kept, key, len(counted.codes))
    for number in range(done, iterations):
        found = iterate(beads, counted, found)
        write_whole(kept, _packed(key, number + 1, found), make_folder=True)
        tell(f"iteration {number + 1} of {iterations}")
    learned = entries(counted, found) if found is not None else None
    if learned is None or not learned.chinese:
        kept.unlink(missing_ok=True)
        raise CorpusError(
            f"{corpus}: {counted.total} beads between Chinese and English score {least} or more: no word comes often "
            "enough to be learned",
            code="E_CORPUS_NO_BEADS",
            help="give a larger corpus, or a smaller --min-score",
        )
    card = _card(digest, least, iterations, counted.total, learned)
    write_whole(out, write_learned(learned, card), make_folder=True)
    kept.unlink(missing_ok=True)
    return LexiconRun(counted.total, learned)


def _card(digest: str, least: float, iterations: int, beads: int, learned: Entries) -> str:
    rows = {
        "format": FORMAT,
        "task": '"words that render each other, learned from an archive"',
        "method": '"IBM Model 1, both directions; see duizhao.training.model_one"',
        "command": f'"duizhao train lexicon OUT --min-score {least} --iterations {iterations}"',
        "corpus": f'"{digest}"',
        "beads": beads,
        "words": len(learned.chinese),
        "keys": len(learned.english),
        "pairs": len(learned.keys),
    }
    return "[lexicon]\n" + "".join(f"{name} = {value}\n" for name, value in rows.items())


def _packed(key: str, done: int, found: Expected) -> bytes:
    out = io.BytesIO()
    np.savez(out, allow_pickle=False, key=np.array(key), done=done, forward=found.forward, backward=found.backward)
    return out.getvalue()


def _kept(path: Path, key: str, pairs: int) -> tuple[int, Expected | None]:
    """Return how many iterations a killed run of the same inputs and settings did, and what it found."""
    # What cannot be read is no unfinished run: it is written anew.
    with suppress(OSError, ValueError, KeyError, zipfile.BadZipFile), np.load(io.BytesIO(path.read_bytes())) as held:
        if str(held["key"]) == key and held["forward"].shape == held["backward"].shape == (pairs,):
            return int(held["done"]), Expected(held["forward"], held["backward"])
    return 0, None
