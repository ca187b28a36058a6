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
    import pyarrow as pa

    from duizhao.batch import Listener, Report
    from duizhao.config import Settings
    from duizhao.corpus.reader import Corpus
    from duizhao.corpus.verifying import Finding
    from duizhao.corrections import Applied
    from duizhao.exports import Exported

__version__ = "0.1.0"
__all__ = [
    "__version__",
    "apply_corrections",
    "build",
    "export",
    "merge",
    "open",
    "process",
    "remove_corrections",
    "verify",
]

Place = str | PathLike[str]


def build(
    paths: Iterable[Place],
    out: Place,
    *,
    settings: Settings | None = None,
    layout: Place | None = None,
    lexicon: Place | None = None,
    glossary: Place | None = None,
    jobs: int = 0,
    engine: str = "local",
    scheduler: str | None = None,
    shard: str | None = None,
    fresh: bool = False,
    retry: bool = False,
    listener: Listener | None = None,
) -> Report:
    """Build a corpus from files and folders of transcripts, or bring one up to date.

    A build that was stopped, however, is carried on by calling this again. Inputs that are as they were are not worked
    on again; changed ones are; the rows of those that are gone leave the corpus. Until the new corpus is complete, the
    one that stood in the place is what anybody reads.

    Args:
        paths: Files, folders and URLs (``s3://bucket/calls``).
        out: Folder or URL the corpus goes to.
        settings: Limits and thresholds.
        layout: TOML file with layouts of your own (see `duizhao.layouts.load_grammars`).
        lexicon: File of ``duizhao train lexicon``, used beside the dictionary that ships.
        glossary: File of terms with the renderings that are right for them (see `duizhao.gaps.load_glossary`).
        jobs: Worker processes. With 0 everything happens in this process, which a document can then take with it. With
            more, a script must call this under ``if __name__ == "__main__":``.
        engine: ``local``, or ``dask`` (extra ``[dask]``).
        scheduler: Address of a Dask scheduler, ``tcp://...``; without it, one is started on this machine.
        shard: ``3/40``: the third of forty shares of the archive; its corpus goes to ``out/0003-of-0040``.
        fresh: Make everything anew, whatever stands there.
        retry: Try again what was rejected for passing a limit or for killing its process.
        listener: Called with an `duizhao.batch.Event` for whatever happens.

    Returns:
        Counts, and the inputs that were rejected, each with a code and what would help.

    Raises:
        UsageError: A path does not exist, the layout file or the glossary is wrong, another build is at work in the
            place, something that is no corpus stands there, or one that was made with other settings.
        StorageError: Something cannot be read or written; what was done so far is kept.
        ModelError: The lexicon is no file of ``duizhao train lexicon``.
    """
    from duizhao import batch
    from duizhao.layouts import load_grammars

    return batch.build(
        paths,
        out,
        version=__version__,
        settings=settings,
        grammars=load_grammars(Path(layout)) if layout is not None else (),
        lexicon=Path(lexicon) if lexicon is not None else None,
        glossary=Path(glossary) if glossary is not None else None,
        jobs=jobs,
        engine=engine,
        scheduler=scheduler,
        shard=shard,
        fresh=fresh,
        retry=retry,
        listener=listener or batch.nobody,
    )


def merge(
    corpora: Iterable[Place],
    out: Place,
    *,
    jobs: int = 0,
    fresh: bool = False,
    listener: Listener | None = None,
) -> Report:
    """Make one corpus of several: of the shards of an archive, or of archives that were built one by one.

    The result is, byte for byte, the corpus that one build of all the inputs makes.

    Args:
        corpora: Corpora, and folders of corpora.
        out: Folder or URL the corpus goes to.
        jobs: Worker processes; with 0 everything happens in this one.
        fresh: Replace a corpus of other settings that stands there.
        listener: Called with an `duizhao.batch.Event` for whatever happens.

    Raises:
        UsageError: The corpora were made with different settings, shards are missing, or two different inputs have one
            name.
        CorpusError: One of them is no complete corpus.
        StorageError: Something cannot be read or written.
    """
    from duizhao import batch

    return batch.merge(corpora, out, version=__version__, jobs=jobs, fresh=fresh, listener=listener or batch.nobody)


def process(document: Place | tuple[str, bytes], settings: Settings | None = None) -> dict[str, pa.Table]:
    """Turn one document into the corpus's tables, for schedulers of your own.

    A pure function: it can be pickled and sent to other processes, keeps nothing of the document, and reads nothing but
    it and the models that ship. Limits of the settings hold.

    Args:
        document: A path; or a name, whose suffix says what format it is, and the bytes.
        settings: Limits and thresholds.

    Returns:
        Arrow tables by name, as the corpus holds them; all have a column ``transcript_id``.

    Raises:
        InputError: The document cannot be read as a transcript, or passes a limit; `code` and `help` say more.
        UsageError: There is no such path.
    """
    from duizhao.batch.work import tables_of

    return tables_of(document, settings)


def verify(out: Place) -> list[Finding]:
    """Check a corpus: that nothing is lost, doubled, torn or stray. No reference is needed.

    Returns:
        What is wrong, each with a code and a place; empty where all is well.

    Raises:
        CorpusError: There is no corpus that can be opened.
        StorageError: It cannot be read.
    """
    from duizhao.corpus.verifying import verify as check

    return list(check(out))


def apply_corrections(
    out: Place,
    patches: Iterable[Place],
    *,
    prefer: str | None = None,
    partly: bool = False,
    dry_run: bool = False,
    lexicon: Place | None = None,
    glossary: Place | None = None,
) -> Applied:
    """Apply people's corrections to a corpus: all of them, or none where one of them cannot be.

    Each entry is checked against the text that it was made on. Corrected speakers, roles and voices win over what was
    found; beads that were corrected stand, and what lies between them is aligned anew; what was found in them is looked
    for anew. The corpus keeps the corrections (table ``corrections``, file ``corrections.jsonl``), and a later build
    applies them again. No source is needed.

    Args:
        out: Folder or URL of the corpus.
        patches: Files, as pages of ``duizhao view`` and ``duizhao corrections import`` write them.
        prefer: The author whose word wins where two contradict each other; what the other says is kept, and overruled.
        partly: Keep corrections that cannot be applied, without effect, and apply the rest.
        dry_run: Change nothing, and say what would change.
        lexicon: The dictionary of the user's that the corpus was built with.
        glossary: The glossary that it was built with.

    Returns:
        What was added, what replaced, what changed in which call.

    Raises:
        UsageError: A patch is wrong or was made on another text, or one of them cannot be applied (``E_PATCH``); two
            people contradict each other (``E_CONFLICT``); the corpus was made by another duizhao or with other files
            (``E_SETTINGS_DIFFER``), or is being built (``E_UNFINISHED``). Nothing was changed.
        CorpusError: There is no corpus that can be read.
        StorageError: Something cannot be read or written; the corpus is as it was.
    """
    from duizhao.corrections import apply_patches, load_patch

    return apply_patches(
        out,
        [(str(path), load_patch(Path(path))) for path in patches],
        version=__version__,
        prefer=prefer,
        partly=partly,
        dry_run=dry_run,
        lexicon=Path(lexicon) if lexicon is not None else None,
        glossary=Path(glossary) if glossary is not None else None,
    )


def remove_corrections(
    out: Place,
    ids: Iterable[str] = (),
    *,
    author: str | None = None,
    lexicon: Place | None = None,
    glossary: Place | None = None,
) -> Applied:
    """Take corrections out of a corpus; what they changed becomes what was found.

    Args:
        out: Folder or URL of the corpus.
        ids: Identifiers of corrections (column ``correction_id``).
        author: Take out all of this author.
        lexicon: The dictionary of the user's that the corpus was built with.
        glossary: The glossary that it was built with.

    Raises:
        UsageError: There is no such correction (``E_PATCH``), or as `apply_corrections` says.
        CorpusError: There is no corpus that can be read.
        StorageError: Something cannot be read or written; the corpus is as it was.
    """
    from duizhao.corrections import remove_corrections as remove

    return remove(
        out,
        tuple(ids),
        version=__version__,
        author=author,
        lexicon=Path(lexicon) if lexicon is not None else None,
        glossary=Path(glossary) if glossary is not None else None,
    )


def export(corpus: Corpus | Place, to: str, dest: Place, *, raw: bool = False, force: bool = False) -> Exported:
    """Write a corpus, or what `Corpus.where` chose of one, as files that other programs open.

    Rows come in the order of the corpus, and the same corpus gives the same bytes.

    Args:
        corpus: What to write.
        to: A format: ``jsonl``, ``csv``, ``convokit``, ``tmx``, ... (`duizhao.exports.FORMATS` has all).
        dest: Folder of this machine, or file for a format that is one file; it is replaced when all is written.
        raw: In CSV, leave cells as they are that a spreadsheet would take for formulas.
        force: Replace what stands there.

    Returns:
        How many files and rows were written, and what the format could not hold.

    Raises:
        UsageError: There is no such format, the place is taken or cannot be written to, or nothing that is chosen can
            be written so.
        CorpusError: The corpus cannot be read.
    """
    from duizhao.corpus.reader import Corpus as Opened
    from duizhao.exports import Options
    from duizhao.exports import export as write

    opened = corpus if isinstance(corpus, Opened) else open(corpus)
    return write(opened, to, dest, options=Options(raw=raw), force=force)


def open(path: Place) -> Corpus:  # noqa: A001 - duizhao.open, as in gzip.open
    """Open a corpus in a folder or at a URL.

    Raises:
        CorpusError: No complete corpus of this schema version stands there.
        StorageError: The store cannot be reached.
    """
    from duizhao.corpus.reader import Corpus

    return Corpus.open(path)
