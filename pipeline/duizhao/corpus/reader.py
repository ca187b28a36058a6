"""Read a built corpus: typed, lazy access to its tables.

Opening a corpus reads `corpus.json` and looks at file names only. A table is read when it is asked for, part
by part in the order of the parts' names, so that the rows come in the order in which they were written.
pyarrow and pandas are imported where they are used: `duizhao --help` must not pay for them.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from os import PathLike, fspath
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from duizhao.corpus.calls import Call, calls_of
from duizhao.corpus.choosing import EVERYTHING, Choice, Chosen
from duizhao.corpus.finding import find_transcript
from duizhao.corpus.manifest import REBUILD, CorpusInfo, info_of
from duizhao.corpus.parts import PartFile, read_columns, read_part
from duizhao.corpus.records import Pair, Turn
from duizhao.corpus.table_view import TableView
from duizhao.errors import CorpusError, choices
from duizhao.storage import LocalStore, Store, open_store

if TYPE_CHECKING:
    import pyarrow as pa

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Corpus:
    """A corpus, in a folder or an object store; or what `where` chose of one.

    Attributes:
        store: The place that holds `corpus.json`.
        info: What `corpus.json` says; of the whole corpus, whatever is chosen.
        choice: What is wanted of it.
    """

    store: Store
    info: CorpusInfo
    choice: Choice = EVERYTHING

    @classmethod
    def open(cls, path: str | PathLike[str]) -> Corpus:
        """Open the corpus in a folder or at a URL, without reading any table.

        Raises:
            CorpusError: There is no corpus (``E_CORPUS_MISSING``), its `corpus.json` cannot be read
                (``E_CORPUS_INFO``), it was written for another schema (``E_CORPUS_SCHEMA``), or a table is
                absent (``E_CORPUS_TABLE``).
            StorageError: The store cannot be reached.
        """
        from duizhao.corpus.schema import SCHEMA_VERSION, TABLES

        store = open_store(path)
        info = info_of(store)
        if info.schema_version != SCHEMA_VERSION:
            raise CorpusError(
                f"{store.url} has schema version {info.schema_version!r}, this duizhao reads {SCHEMA_VERSION!r}",
                code="E_CORPUS_SCHEMA",
                help=f"{REBUILD}, or read it with duizhao {info.version or 'of the version that built it'}",
            )
        corpus = cls(store, info)
        for name in TABLES:
            corpus.parts(name)
        return corpus

    @property
    def place(self) -> str:
        """The folder or URL, for messages."""
        return self.store.url

    def parts(self, name: str) -> tuple[PartFile, ...]:
        """Return the files of a table in reading order; none for a dataset folder without rows.

        Raises:
            CorpusError: No such table is part of a corpus, or this corpus lacks it (``E_CORPUS_TABLE``).
        """
        _columns(name)
        if self.info.files:
            listed = [file for file in self.info.files if file.startswith(f"{name}/")]
            return tuple(PartFile(self.store, file) for file in listed)
        # Made by other programs: whatever lies in the folder. Names that begin with a dot or underscore are a
        # writer's unfinished files.
        found = [file for file in self.store.names(name) if file.endswith(".parquet")]
        if not found and self.store.size(f"{name}.parquet") is not None:
            found = [f"{name}.parquet"]
        if not found and not self.store.has_folder(name):
            raise CorpusError(
                f"{self.place} has neither {name}/ nor {name}.parquet", code="E_CORPUS_TABLE", help=REBUILD
            )
        parts = (PartFile(self.store, file) for file in found)
        return tuple(part for part in parts if not part.name.startswith((".", "_")))

    def table(self, name: str, *, transcript: str | None = None) -> pa.Table:
        """Read a table.

        Args:
            name: One of the tables of the corpus contract.
            transcript: Keep this transcript's rows only, and read the part that holds them.

        Returns:
            The declared columns in declared order, then columns that the corpus has beyond them. A column
            that the schema gained after the corpus was built is null throughout.

        Raises:
            CorpusError: The table is absent (``E_CORPUS_TABLE``) or a part of it cannot be read as declared
                (``E_CORPUS_UNREADABLE``).
        """
        if transcript is not None:
            return self._rows_of(name, transcript, self._stem_of(transcript))
        return self._read(name, self.parts(name), None)

    def _rows_of(self, name: str, transcript: str, stem: str | None) -> pa.Table:
        parts = self.parts(name)
        if self.info.files:
            parts = tuple(part for part in parts if part.stem == stem)
        return self._read(name, parts, transcript)

    def _read(self, name: str, parts: tuple[PartFile, ...], transcript: str | None) -> pa.Table:
        import pyarrow as pa

        from duizhao.corpus.schema import arrow_schema

        schema = arrow_schema(name)
        tables = [read_part(part, schema, transcript) for part in parts] or [schema.empty_table()]
        try:
            return pa.concat_tables(tables, promote_options="default")
        except pa.ArrowInvalid as error:
            raise CorpusError(
                f"the parts of {self.place}/{name} do not fit together: {error}",
                code="E_CORPUS_UNREADABLE",
                help=REBUILD,
            ) from error

    def _stem_of(self, transcript: str) -> str | None:
        """Return the stem of the parts that hold a transcript's rows: those of all tables have one."""
        for part in self.parts("transcripts"):
            if transcript in read_columns(part, ["transcript_id"]).column(0).to_pylist():
                return part.stem
        return None

    def rows(self, name: str, *, transcript: str | None = None) -> list[Row]:
        """Read a table as one dict per row; nulls are ``None``. Arguments and errors as for `table`."""
        rows: list[Row] = self.table(name, transcript=transcript).to_pylist()
        return rows

    def tally(self, name: str) -> dict[str, int]:
        """Count a table's rows per transcript, reading one column; transcripts without rows are left out.

        Raises:
            CorpusError: As for `table`.
        """
        counts: Counter[str] = Counter()
        for part in self.parts(name):
            counts.update(str(value) for value in read_columns(part, ["transcript_id"]).column(0).to_pylist())
        return dict(counts)

    def files(self, name: str) -> tuple[str, ...]:
        """Return the paths of a table's files, where they lie in a folder of this machine; none elsewhere."""
        return tuple(str(part) for part in self.parts(name)) if self.folder else ()

    @property
    def folder(self) -> Path | None:
        """The folder of this machine in which the corpus lies; null where it lies elsewhere."""
        return Path(self.place) if isinstance(self.store, LocalStore) else None

    def where(self, **words: Any) -> Corpus:
        """Choose a part of the corpus, by one word or several for each of these names.

        ``role``, ``voice``, ``delivery``, ``language``, ``section``, ``speaker`` and ``min_confidence`` choose what is
        said; ``company`` (a part of its name), ``period``, ``since``, ``until`` and ``transcript`` choose calls.
        Everything that is read of the result is chosen so: ``corpus.where(role="cfo", section="qa").turns``.

        Raises:
            UsageError: There is no such name or word (``E_CHOICE``), or no such transcript.
        """
        if words.get("transcript"):
            named = words["transcript"]
            names = [named] if isinstance(named, str) else named
            words["transcript"] = [find_transcript(self, one)["transcript_id"] for one in names]
        return replace(self, choice=self.choice.and_also(**words))

    def chosen_parts(self) -> Iterator[Chosen]:
        """Give the chosen rows part by part, so that memory does not grow with the corpus.

        Raises:
            CorpusError: As for `table`, when a table is read.
        """
        stems = [part.stem for part in self.parts("transcripts")] if self.info.files else [None]
        for stem in stems:
            yield Chosen(partial(self._part, stem), self.choice)

    def _part(self, stem: str | None, name: str) -> pa.Table:
        from duizhao.corpus.schema import arrow_schema

        if stem is None:
            return self.table(name)
        # A part of one table is there wherever that of another is.
        (part,) = (one for one in self.parts(name) if one.stem == stem)
        return read_part(part, arrow_schema(name), None)

    def chosen_table(self, name: str) -> pa.Table:
        """Read what is chosen of a table; errors as for `table`."""
        import pyarrow as pa

        if self.choice == EVERYTHING:
            return self.table(name)
        _columns(name)
        return pa.concat_tables([part.table(name) for part in self.chosen_parts()], promote_options="default")

    def __iter__(self) -> Iterator[Call]:
        """Give the chosen calls in order of the corpus, a part of it in memory at a time."""
        from duizhao.corpus.schema import TABLES

        others = tuple(name for name in TABLES if name != "transcripts")
        whole = replace(self, choice=self.choice.only_calls)
        for part in whole.chosen_parts():
            yield from calls_of(part, self.choice, others)

    def __len__(self) -> int:
        """Count the chosen calls."""
        return len(self.transcripts)

    def __bool__(self) -> bool:
        """Be true even without calls: a corpus is there."""
        return True

    def call(self, name: str) -> Call:
        """Read one call, and no other.

        Args:
            name: Identifier or source, or the beginning or file name of one.

        Raises:
            UsageError: None is called so (``E_SHOW_UNKNOWN``), or several are (``E_SHOW_AMBIGUOUS``).
        """
        from duizhao.corpus.schema import TABLES

        row = find_transcript(self, name)
        key = row["transcript_id"]
        stem = self._stem_of(key)
        tables = {one: self._rows_of(one, key, stem) for one in TABLES if one != "transcripts"}
        return Call(row, tables, self.choice)

    def sample(
        self, number: int = 1, *, of: Literal["calls", "turns", "pairs"] = "calls", seed: int = 0
    ) -> list[Call] | list[Turn] | list[Pair]:
        """Draw calls, turns or pairs (of passages) at random, each as likely; the same ones for the same seed.

        Args:
            number: How many; all where there are fewer.
            of: What to draw.
            seed: Of the drawing.

        Returns:
            What was drawn, in order of the corpus.

        Raises:
            UsageError: Nothing of that name can be drawn (``E_CHOICE``).
        """
        from duizhao.corpus.sampling import sample

        return sample(self, number, of, random.Random(seed))  # noqa: S311 - a sample, no secret

    def sql(self, text: str, parameters: list[Any] | dict[str, Any] | None = None) -> Any:
        """Query the chosen rows with DuckDB; needs the extra ``[query]``, and nothing to be started.

        Args:
            text: SQL; the tables have their names. "end" and "pass" are words of SQL: quote them.
            parameters: Values for ``?`` or ``$name``.

        Returns:
            A relation of DuckDB: ``.df()`` gives a data frame, ``.arrow()``, ``.fetchall()``, and it prints itself.

        Raises:
            UsageError: DuckDB is not installed (``E_NO_EXTRA``), or it does not accept the query (``E_QUERY``).
        """
        from duizhao.corpus.querying import query

        return query(self, text, parameters)

    def __repr__(self) -> str:
        """Say what is here."""
        told = f"{len(self):,} calls" if self.choice != EVERYTHING else _told(self.info.counts)
        return f"<Corpus {fspath(self.place)!r}: {told}>"

    def _repr_html_(self) -> str:
        from duizhao.corpus.notebook import corpus_html

        return corpus_html(self)

    @property
    def transcripts(self) -> TableView:
        """One row per transcript."""
        return TableView(self, "transcripts")

    @property
    def speakers(self) -> TableView:
        """One row per speaker of a transcript."""
        return TableView(self, "speakers")

    @property
    def turns(self) -> TableView:
        """One row per turn, in order of the text."""
        return TableView(self, "turns")

    @property
    def segments(self) -> TableView:
        """One row per segment, in order of the text."""
        return TableView(self, "segments")

    @property
    def alignments(self) -> TableView:
        """One row per bead, of passages and of sentences."""
        return TableView(self, "alignments")

    @property
    def quantities(self) -> TableView:
        """One row per amount, share, count or date that is said."""
        return TableView(self, "quantities")

    @property
    def discrepancies(self) -> TableView:
        """One row per point where two sides of an alignment differ."""
        return TableView(self, "discrepancies")

    @property
    def measures(self) -> TableView:
        """One row per measured value."""
        return TableView(self, "measures")

    @property
    def corrections(self) -> TableView:
        """One row per field that somebody corrected."""
        return TableView(self, "corrections")


def _told(counts: Mapping[str, int]) -> str:
    words = {"transcripts": "calls"}
    shown = ("transcripts", "turns", "segments", "alignments", "discrepancies", "rejected")
    return ", ".join(f"{counts[name]:,} {words.get(name, name)}" for name in shown if name in counts)


def _columns(name: str) -> tuple[str, ...]:
    from duizhao.corpus.schema import TABLES

    if name not in TABLES:
        raise CorpusError(
            f"no table {name!r} is part of a corpus",
            code="E_CORPUS_TABLE",
            help=choices(name, TABLES),
        )
    return tuple(column.name for column in TABLES[name])
