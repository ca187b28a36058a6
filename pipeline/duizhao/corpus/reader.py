"""Read a built corpus: typed, lazy access to its tables.

Opening a corpus reads `corpus.json` and looks at file names only. A table is read when it is asked for, part
by part in the order of the parts' names, so that the rows come in the order in which they were written.
pyarrow and pandas are imported where they are used: `duizhao --help` must not pay for them.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from os import PathLike
from typing import TYPE_CHECKING, Any

from duizhao.corpus.manifest import REBUILD, CorpusInfo, read_info
from duizhao.corpus.parts import PartFile, count_rows, read_columns, read_part
from duizhao.errors import CorpusError
from duizhao.storage import MANIFEST, WORK, Store, open_store

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

Row = dict[str, Any]

_BUILD = "build it with `duizhao build`"


@dataclass(frozen=True, slots=True)
class Corpus:
    """A corpus, in a folder or an object store.

    Attributes:
        store: The place that holds `corpus.json`.
        info: What `corpus.json` says.
    """

    store: Store
    info: CorpusInfo

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
        import pyarrow as pa

        from duizhao.corpus.schema import arrow_schema

        parts = self.parts(name)
        if transcript is not None and self.info.files:
            stem = self._stem_of(transcript)
            parts = tuple(part for part in parts if part.stem == stem)
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


@dataclass(frozen=True, slots=True)
class TableView:
    """One table of a corpus, read when its content is asked for; every method may raise CorpusError."""

    corpus: Corpus
    name: str

    def to_arrow(self) -> pa.Table:
        """Read the table as Arrow."""
        return self.corpus.table(self.name)

    def to_pandas(self) -> pd.DataFrame:
        """Read the table as a data frame; list columns become arrays."""
        frame: pd.DataFrame = self.to_arrow().to_pandas()
        return frame

    def rows(self) -> list[Row]:
        """Read the table as one dict per row."""
        return self.corpus.rows(self.name)

    def __len__(self) -> int:
        """Count the rows from the files' footers, reading no column."""
        return sum(count_rows(part) for part in self.corpus.parts(self.name))


def _columns(name: str) -> tuple[str, ...]:
    from duizhao.corpus.schema import TABLES

    if name not in TABLES:
        raise CorpusError(
            f"no table {name!r} is part of a corpus",
            code="E_CORPUS_TABLE",
            help=f"tables: {', '.join(TABLES)}",
        )
    return tuple(column.name for column in TABLES[name])


def info_of(store: Store) -> CorpusInfo:
    """Read what `corpus.json` says.

    Raises:
        CorpusError: There is none (``E_CORPUS_MISSING``), or it cannot be read (``E_CORPUS_INFO``).
        StorageError: The store cannot be reached.
    """
    try:
        data = store.read(MANIFEST)
    except FileNotFoundError as error:
        remedy = f"give a corpus folder, or {_BUILD}"
        if store.names(WORK):
            remedy = "its build did not come to an end: run the same `duizhao build` again"
        raise CorpusError(f"{store.url} holds no {MANIFEST}", code="E_CORPUS_MISSING", help=remedy) from error
    return read_info(data, path=f"{store.url}/{MANIFEST}")
