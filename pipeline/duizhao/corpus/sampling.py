"""Drawing from a corpus: each as likely, without the rest in memory."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from random import Random
from typing import TYPE_CHECKING, Any

from duizhao.errors import UsageError, choices

if TYPE_CHECKING:
    from duizhao.corpus.calls import Call
    from duizhao.corpus.reader import Corpus
    from duizhao.corpus.records import Pair, Turn

#: What can be drawn of each call.
_KINDS: dict[str, Callable[[Call], Iterable[Any]]] = {
    "calls": lambda call: [call],
    "turns": lambda call: call.turns,
    "pairs": lambda call: call.pairs(),
}


def sample(corpus: Corpus, number: int, of: str, chance: Random) -> list[Call] | list[Turn] | list[Pair]:
    """Draw some of a corpus; see `duizhao.corpus.reader.Corpus.sample`.

    One pass over it, in which each one met takes the place of one that was drawn before, as likely as it must
    (reservoir sampling: Vitter 1985, algorithm R).
    """
    if of not in _KINDS:
        raise UsageError(f"no {of!r} can be drawn", code="E_CHOICE", help=choices(of, _KINDS))
    drawn: list[tuple[int, Any]] = []
    at = 0
    for call in corpus:
        for one in _KINDS[of](call):
            if len(drawn) < number:
                drawn.append((at, one))
            elif (place := chance.randrange(at + 1)) < number:
                drawn[place] = (at, one)
            at += 1
    return [one for _, one in sorted(drawn, key=lambda pair: pair[0])]
