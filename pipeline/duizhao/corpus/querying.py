"""SQL over a corpus with DuckDB, which runs inside this process; nothing is started."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from duizhao.corpus.choosing import EVERYTHING
from duizhao.errors import UsageError

if TYPE_CHECKING:
    from duizhao.corpus.reader import Corpus


def query(corpus: Corpus, text: str, parameters: list[Any] | dict[str, Any] | None) -> Any:
    """Run a query; see `duizhao.corpus.reader.Corpus.sql`."""
    from duizhao.corpus.schema import TABLES

    try:
        import duckdb
    except ImportError as fault:
        raise UsageError("DuckDB is not installed", code="E_NO_EXTRA", help='pip install "duizhao[query]"') from fault
    connection = duckdb.connect(":memory:")
    for name in TABLES:
        # Only what the query may mean is read.
        if re.search(rf"\b{name}\b", text, re.IGNORECASE):
            _offer(connection, corpus, name)
    try:
        return connection.sql(text, params=parameters)
    except duckdb.Error as fault:
        raise UsageError(
            f"the query fails: {fault}",
            code="E_QUERY",
            help=f'tables are {", ".join(TABLES)}; the columns "end" and "pass" stand in quotes',
        ) from fault


def _offer(connection: Any, corpus: Corpus, name: str) -> None:
    """Let a query see a table: files of this machine are read as far as the query needs them."""
    files = corpus.files(name)
    if files and corpus.choice == EVERYTHING:
        listed = ", ".join("'" + file.replace("'", "''") + "'" for file in files)
        connection.execute(f"create view {name} as select * from read_parquet([{listed}], union_by_name=true)")  # noqa: S608 - paths, quoted
    else:
        connection.register(name, corpus.chosen_table(name))
