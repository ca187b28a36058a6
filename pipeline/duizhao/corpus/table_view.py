"""One table of a corpus, as users read it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from duizhao.corpus.choosing import EVERYTHING
from duizhao.corpus.parts import count_rows

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

    from duizhao.corpus.reader import Corpus

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class TableView:
    """What is chosen of one table of a corpus, read when it is asked for; every method may raise CorpusError."""

    corpus: Corpus
    name: str

    def to_arrow(self) -> pa.Table:
        """Read the table as Arrow."""
        return self.corpus.chosen_table(self.name)

    def to_pandas(self) -> pd.DataFrame:
        """Read the table as a data frame; list columns become arrays."""
        frame: pd.DataFrame = self.to_arrow().to_pandas()
        return frame

    def rows(self) -> list[Row]:
        """Read the table as one dict per row."""
        rows: list[Row] = self.to_arrow().to_pylist()
        return rows

    def head(self, number: int = 5) -> list[Row]:
        """Read the first rows, and no more parts than hold them."""
        out: list[Row] = []
        for part in self.corpus.chosen_parts():
            out += part.table(self.name).slice(0, number - len(out)).to_pylist()
            if len(out) >= number:
                break
        return out

    def __len__(self) -> int:
        """Count the rows; without a choice from the files' footers, reading no column."""
        if self.corpus.choice == EVERYTHING:
            return sum(count_rows(part) for part in self.corpus.parts(self.name))
        return sum(part.table(self.name).num_rows for part in self.corpus.chosen_parts())

    def __repr__(self) -> str:
        """Say what is here."""
        return f"<{self.name} of {self.corpus.place!r}: {len(self):,} rows>"

    def _repr_html_(self) -> str:
        import pandas as pd

        from duizhao.corpus.schema import TABLES

        shown = pd.DataFrame(self.head(), columns=[column.name for column in TABLES[self.name]])
        return str(shown.to_html(escape=True)) + f"<p>{len(self):,} rows</p>"
