"""duizhao: bilingual, interpreted calls as an aligned, speaker-attributed corpus.

```python
import duizhao

report = duizhao.build(["transcripts/"], "corpus")
corpus = duizhao.open("corpus")
corpus.turns.to_pandas().groupby("role").size()
```

Nothing heavy is imported before it is used: spaCy, jieba, pandas and pyarrow load on the first call that needs them.
"""

from __future__ import annotations

from collections.abc import Iterable
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from duizhao.batch import Progress, Report
    from duizhao.config import Settings
    from duizhao.corpus.reader import Corpus

__version__ = "0.1.0"
__all__ = ["__version__", "build", "open"]


def build(
    paths: Iterable[str | PathLike[str]],
    out: str | PathLike[str],
    *,
    settings: Settings | None = None,
    layout: str | PathLike[str] | None = None,
    lexicon: str | PathLike[str] | None = None,
    glossary: str | PathLike[str] | None = None,
    progress: Progress | None = None,
) -> Report:
    """Build a corpus from files and folders of transcripts.

    Args:
        paths: Files and folders.
        out: Where the corpus goes; a corpus that stands there is replaced when the new one is complete.
        settings: Limits and thresholds.
        layout: TOML file with layouts of your own (see `duizhao.layouts.load_grammars`).
        lexicon: File of ``duizhao train lexicon``, used beside the dictionary that ships.
        glossary: File of terms with the renderings that are right for them (see `duizhao.gaps.load_glossary`).
        progress: Called with (number of documents done, how many there are, name of the next).

    Returns:
        Counts, and the inputs that were rejected, each with a code and what would help.

    Raises:
        UsageError: A path does not exist, the layout file or the glossary is wrong, or something that is no corpus
            stands at `out`.
    """
    from duizhao import batch
    from duizhao.layouts import load_grammars

    return batch.build(
        [Path(path) for path in paths],
        Path(out),
        version=__version__,
        settings=settings,
        grammars=load_grammars(Path(layout)) if layout is not None else (),
        lexicon=Path(lexicon) if lexicon is not None else None,
        glossary=Path(glossary) if glossary is not None else None,
        progress=progress,
    )


def open(path: str | PathLike[str]) -> Corpus:  # noqa: A001 - duizhao.open, as in gzip.open
    """Open a corpus.

    Raises:
        CorpusError: No complete corpus of this schema version stands there.
    """
    from duizhao.corpus.reader import Corpus

    return Corpus.open(Path(path))
