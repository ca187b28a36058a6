"""The rows of a call as annotators may have seen them: as they were found, and as they were corrected."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from duizhao.batch.units import read_tables, uncorrected_name
from duizhao.corpus.inputs import INPUTS, read_entries
from duizhao.corpus.reader import Corpus, Row
from duizhao.corpus.rows import transcript_id

_READ = ("turns", "segments", "speakers", "alignments", "discrepancies")


@dataclass(frozen=True, slots=True)
class Seen:
    """A corpus that patches were made on.

    Attributes:
        corpus: The corpus.
    """

    corpus: Corpus
    _kept: Mapping[str, str] = field(init=False)

    def __post_init__(self) -> None:
        """Look up where the corpus keeps what was found in calls that were corrected.

        Raises:
            CorpusError: Its list of inputs is not as it was written (``E_CORPUS_INPUTS``).
        """
        store = self.corpus.store
        try:
            entries = read_entries(store.read(INPUTS), path=f"{store.url}/{INPUTS}")
        except FileNotFoundError:
            entries = []
        kept = {transcript_id(one.sha256): uncorrected_name(one.base) for one in entries if one.done and one.base}
        object.__setattr__(self, "_kept", kept)

    def rows(self, call: str) -> list[Mapping[str, list[Row]]]:
        """Return the rows of a call by table: before anybody corrected it, where somebody did, and as they are.

        Args:
            call: Its ``transcript_id``.
        """
        now = {name: self.corpus.rows(name, transcript=call) for name in _READ}
        if call not in self._kept or self.corpus.store.size(self._kept[call]) is None:
            return [now]
        tables = read_tables(self.corpus.store, self._kept[call])
        return [{name: tables[name].to_pylist() for name in _READ}, now]
