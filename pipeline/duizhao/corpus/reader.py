"""Read a built corpus: typed, lazy access to its tables.

Opening a corpus reads `corpus.json` and looks at file names only. A table is read when it is asked for, part
by part in the order of the parts' names, so that the rows come in the order in which they were written.
pyarrow and pandas are imported where they are used: `duizhao --help` must not pay for them.
"""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from duizhao.corpus.parts import REBUILD, count_rows, read_columns, read_part
from duizhao.errors import CorpusError

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd
    import pyarrow as pa

Row = dict[str, Any]

_BUILD = "build it with `duizhao build`"


@dataclass(frozen=True, slots=True)
class CorpusInfo:
    """What `corpus.json` says of a corpus.

    Attributes:
        schema_version: Version of the tables' binding columns.
        version: The duizhao that built the corpus.
        signature: Settings and model digests that the tables depend on.
        counts: Rows per table, and whatever else was counted.
    """

    schema_version: str
    version: str
    signature: str
    counts: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Corpus:
    """A corpus on disk.

    Attributes:
        path: The folder that holds `corpus.json`.
        info: What `corpus.json` says.
    """

    path: Path
    info: CorpusInfo

    @classmethod
    def open(cls, path: str | Path) -> Corpus:
        """Open the corpus in a folder, without reading any table.

        Raises:
            CorpusError: There is no corpus (``E_CORPUS_MISSING``), its `corpus.json` cannot be read
                (``E_CORPUS_INFO``), it was written for another schema (``E_CORPUS_SCHEMA``), or a table is
                absent (``E_CORPUS_TABLE``).
        """
        from duizhao.corpus.schema import SCHEMA_VERSION, TABLES

        folder = Path(path)
        info = _read_info(folder / "corpus.json")
        if info.schema_version != SCHEMA_VERSION:
            raise CorpusError(
                f"{folder} has schema version {info.schema_version!r}, this duizhao reads {SCHEMA_VERSION!r}",
                code="E_CORPUS_SCHEMA",
                help=f"{REBUILD}, or read it with duizhao {info.version or 'of the version that built it'}",
            )
        corpus = cls(folder, info)
        for name in TABLES:
            corpus.parts(name)
        return corpus

    def parts(self, name: str) -> tuple[Path, ...]:
        """Return the files of a table in reading order; none for a dataset folder without rows.

        Raises:
            CorpusError: No such table is part of a corpus, or this corpus lacks it (``E_CORPUS_TABLE``).
        """
        _columns(name)
        folder, single = self.path / name, self.path / f"{name}.parquet"
        if folder.is_dir():
            # Names that begin with a dot or underscore are a writer's unfinished files.
            found = (part for part in folder.glob("*.parquet") if not part.name.startswith((".", "_")))
            return tuple(sorted(found, key=lambda part: part.name))
        if single.is_file():
            return (single,)
        raise CorpusError(f"{self.path} has neither {name}/ nor {name}.parquet", code="E_CORPUS_TABLE", help=REBUILD)

    def table(self, name: str, *, transcript: str | None = None) -> pa.Table:
        """Read a table.

        Args:
            name: One of the tables of the corpus contract.
            transcript: Keep this transcript's rows only; other rows are dropped part by part, so that memory
                does not grow with the corpus.

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
        schema = arrow_schema(name)
        tables = [read_part(part, schema, transcript) for part in parts] or [schema.empty_table()]
        try:
            return pa.concat_tables(tables, promote_options="default")
        except pa.ArrowInvalid as error:
            raise CorpusError(
                f"the parts of {self.path / name} do not fit together: {error}",
                code="E_CORPUS_UNREADABLE",
                help=REBUILD,
            ) from error

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


def _read_info(path: Path) -> CorpusInfo:
    try:
        raw = json.loads(path.read_text("utf-8"))
    except (FileNotFoundError, NotADirectoryError) as error:
        raise CorpusError(
            f"{path.parent} holds no corpus.json",
            code="E_CORPUS_MISSING",
            help=f"give a corpus folder, or {_BUILD}",
        ) from error
    except (OSError, ValueError) as error:
        raise CorpusError(f"{path} cannot be read: {error}", code="E_CORPUS_INFO", help=REBUILD) from error
    if not isinstance(raw, dict) or not isinstance(raw.get("schema_version"), str | int):
        raise CorpusError(f"{path} names no schema_version", code="E_CORPUS_INFO", help=REBUILD)
    counts = raw.get("counts")
    return CorpusInfo(
        schema_version=str(raw["schema_version"]),
        version=str(raw.get("version") or ""),
        signature=str(raw.get("signature") or ""),
        counts={str(k): int(v) for k, v in counts.items()} if isinstance(counts, dict) else {},
    )
