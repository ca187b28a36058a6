"""A transcript's rows as people corrected them, made of the rows that were found, wherever those come from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from duizhao.alignment import Lexicon, Resources
from duizhao.corpus.inputs import Entry
from duizhao.corpus.part_files import to_arrow
from duizhao.corpus.restoring import restore, with_digest
from duizhao.correction_records import Correction
from duizhao.gaps import Glossary
from duizhao.records import Transcript
from duizhao.revising import revise
from duizhao.vocabulary import Level

if TYPE_CHECKING:
    import pyarrow as pa

#: A transcript and its tables.
Made = tuple[Transcript, "dict[str, pa.Table]"]


def correct(
    tables: Mapping[str, pa.Table],
    corrections: Sequence[Correction],
    *,
    lexicon: Lexicon | None = None,
    glossary: Glossary | None = None,
) -> Made:
    """Apply corrections to rows.

    Args:
        tables: The transcript's, as they were found.
        corrections: All of this transcript.
        lexicon: Translation probabilities; those that ship with duizhao where none are given.
        glossary: Terms with the renderings that are right for them.

    Raises:
        CorpusError: The rows are not as they were written.
    """
    found = restore({name: table.to_pylist() for name, table in tables.items()})
    transcript = revise(found.transcript, corrections, held=Resources(lexicon), glossary=glossary)
    return transcript, to_arrow(with_digest(transcript, found.text_sha256))


def counted(entry: Entry, transcript: Transcript, tables: Mapping[str, pa.Table]) -> Entry:
    """Return an entry that says how much there is of what."""
    turns = Counter(turn.role.value for turn in transcript.attribution.turns)
    passages = Counter(bead.relation.value for bead in transcript.alignments if bead.level is Level.PASSAGE)
    return replace(
        entry,
        rows={name: table.num_rows for name, table in tables.items()},
        roles=dict(sorted(turns.items())),
        passages=dict(sorted(passages.items())),
        layout=str(tables["transcripts"]["layout"][0].as_py()),
    )
