"""Everything duizhao raises.

```
DuizhaoError
├── InputError (ValueError)     a source cannot be turned into a transcript; batch records it and goes on
├── CorpusError (ValueError)    a corpus folder is missing, incomplete or of another schema version
├── StorageError (OSError)      a corpus cannot be written or read where it stands: disk full, no permission, no network
├── ModelError (ValueError)     a shipped model file is absent or does not match its card
└── UsageError (ValueError)     the caller asked for something that cannot be done
```
"""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

# Blanks of Chinese and French text: not printable to Python, harmless to terminals.
_BLANKS = "\u3000\u00a0\u2009\u202f"


def printable(text: str) -> str:
    """Return a message with what no terminal should be sent (controls, line ends, direction marks) as `repr` writes it.

    Names of files, keys and columns come from the input, and stand in messages.
    """
    if text.isprintable():
        return text
    return "".join(one if one.isprintable() or one in _BLANKS else repr(one)[1:-1] for one in text)


def suggestion(word: str, known: Iterable[str]) -> str:
    """Return ``did you mean ...? `` for a word that is none of the known ones; empty where none is near."""
    near = get_close_matches(word, [*known], n=1)
    return f"did you mean {near[0]}? " if near else ""


def choices(word: str, known: Iterable[str]) -> str:
    """Return the known words, and before them the one that was likely meant."""
    names = [*known]
    return f"{suggestion(word, names)}there are {', '.join(names)}"


class DuizhaoError(Exception):
    """Root of every error that duizhao raises on purpose.

    Attributes:
        code: A stable code, ``E_...``; the data dictionary of a corpus lists them.
        help: What would help, in one sentence.
        details: Where several things were found, each in one line.
    """

    def __init__(
        self,
        message: str,
        *,
        code: str,
        help: str = "",  # noqa: A002 - the word users look for
        details: Iterable[str] = (),
    ) -> None:
        """Say what was found (``message``), what would help (``help``), and what exactly (``details``)."""
        super().__init__(printable(message))
        self.code = code
        self.help = printable(help)
        self.details = tuple(map(printable, details))

    def __reduce__(self) -> tuple[object, ...]:
        """Go to another process whole: by default, an exception's keyword arguments would stay behind."""
        return _again, (type(self), self.message, self.code, self.help, self.details)

    def __str__(self) -> str:
        """Render ``CODE: message (help)``, and a line for each detail."""
        text = f"{self.code}: {super().__str__()}"
        return "\n  ".join([f"{text} ({self.help})" if self.help else text, *self.details])

    @property
    def message(self) -> str:
        """What was found, without code and help."""
        return str(self.args[0])


def _again(kind: type[DuizhaoError], message: str, code: str, remedy: str, details: tuple[str, ...]) -> DuizhaoError:
    return kind(message, code=code, help=remedy, details=details)


class InputError(DuizhaoError, ValueError):
    """A source cannot be read as a transcript."""


class CorpusError(DuizhaoError, ValueError):
    """A corpus folder cannot be read."""


class StorageError(DuizhaoError, OSError):
    """A place cannot be written to or read from; what was done so far is kept."""


class ModelError(DuizhaoError, ValueError):
    """A model file that ships with duizhao is absent or altered."""


class UsageError(DuizhaoError, ValueError):
    """The caller's request cannot be carried out."""
