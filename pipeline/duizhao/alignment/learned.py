"""A lexicon learned from an archive, beside the dictionary that ships: `duizhao train lexicon` writes it.

A word's renderings are those of the dictionary at first, and the archive's the more, the oftener the archive showed the
word. The file holds words, weights and a card, and no text.
"""

from __future__ import annotations

import io
import tomllib
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from duizhao.alignment.band import Ints
from duizhao.alignment.lexicon import MODEL, TABLE, Entries, Lexicon, make_lexicon, pack, probabilities, unpack
from duizhao.errors import ModelError
from duizhao.models import CARD, read_file
from duizhao.similarity import Floats

#: Version of the file's form.
FORMAT = 1
# A word seen so often is rendered half by the dictionary and half by the archive. With 5 calls that
# were left out lose more (strict F1 with parts dropped .929, with 20 .932, with the dictionary alone .932).
HALFWAY = 20.0
_TRAIN = "make it with `duizhao train lexicon`"


def merged(base: Entries, learned: Entries, *, halfway: float = HALFWAY) -> Lexicon:
    """Put a learned table beside the dictionary.

    The probability of a key given a word is ``(1 - m) * base + m * learned``, where ``m = n / (n + halfway)`` and ``n``
    is how often the archive holds the word; a word that only one table holds has that table's alone.

    Args:
        base: The dictionary.
        learned: Its `counts` are occurrences in the archive.
        halfway: Occurrences at which both tables weigh alike, above 0.

    Returns:
        Both directions; the probabilities of each word's keys sum to 1.
    """
    chinese = _joined(base.chinese, learned.chinese)
    english = _joined(base.english, learned.english)
    places = np.array([chinese[word] for word in learned.chinese], dtype=np.int64)
    keys = np.array([english[key] for key in learned.english], dtype=np.int64)
    share = np.zeros(len(chinese))
    share[places] = learned.counts / (learned.counts + halfway)
    share[len(base.chinese) :] = 1.0
    held, owners = probabilities(base)
    found, finders = probabilities(learned)
    codes = np.concatenate([owners * len(english) + base.keys, places[finders] * len(english) + keys[learned.keys]])
    values = np.concatenate([held * (1 - share[owners]), found * share[places[finders]]])
    pairs, where = np.unique(codes, return_inverse=True)
    words = pairs // len(english)
    return make_lexicon(
        Entries(
            chinese=list(chinese),
            english=list(english),
            counts=_counts(base, learned, len(chinese) - len(base.chinese), places),
            starts=np.searchsorted(words, np.arange(len(chinese) + 1)).astype(np.int64),
            keys=pairs % len(english),
            weights=np.bincount(where, values, len(pairs)).astype(np.float64),
        )
    )


def _joined(one: Sequence[str], other: Sequence[str]) -> dict[str, int]:
    return {name: number for number, name in enumerate(dict.fromkeys((*one, *other)))}


def _counts(base: Entries, learned: Entries, new: int, places: Ints) -> Floats:
    """Return the dictionary's counts, and those of words new to it in the same unit."""
    out = np.concatenate([base.counts, np.zeros(new)])
    unit = base.counts.sum() / max(learned.counts.sum(), 1.0)
    fresh = places >= len(base.chinese)
    out[places[fresh]] = learned.counts[fresh] * unit
    return out


def write_learned(learned: Entries, card: str) -> bytes:
    """Return the bytes of a lexicon file: the table, and its card as TOML; same input, same bytes."""
    out = io.BytesIO(pack(learned))
    with zipfile.ZipFile(out, "a") as held:
        held.writestr(zipfile.ZipInfo(CARD), card.encode())  # a ZipInfo of its own has no time of day
    return out.getvalue()


def read_learned(path: Path) -> tuple[Entries, Mapping[str, object]]:
    """Read a lexicon file: the table, and what its card says.

    Raises:
        ModelError: The file is missing, no lexicon file, or of another version (``E_MODEL``).
    """
    try:
        data = path.read_bytes()
    except OSError as fault:
        raise ModelError(f"{path}: {fault.strerror}", code="E_MODEL", help=_TRAIN) from fault
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as held:
            card = tomllib.loads(held.read(CARD).decode())["lexicon"]
        version = card["format"]
        if version != FORMAT:
            raise ModelError(
                f"{path}: a lexicon of format {version!r}, this duizhao reads {FORMAT}",
                code="E_MODEL",
                help="make it anew with `duizhao train lexicon`",
            )
        return unpack(data), card
    except (zipfile.BadZipFile, KeyError, TypeError, ValueError, EOFError) as fault:
        if isinstance(fault, ModelError):
            raise
        raise ModelError(f"{path}: no lexicon file: {fault}", code="E_MODEL", help=_TRAIN) from fault


def load_learned(path: Path) -> Lexicon:
    """Load the dictionary that ships, with a learned table beside it.

    Raises:
        ModelError: The file is missing, no lexicon file, or of another version; or the dictionary is not that of its
            card (``E_MODEL``).
    """
    learned, _ = read_learned(path)
    return merged(unpack(read_file(MODEL, TABLE)), learned)
