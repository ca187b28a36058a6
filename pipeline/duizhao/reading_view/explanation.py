"""Why a turn is whose it is: ``duizhao explain``."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from duizhao.errors import UsageError
from duizhao.records import Segment
from duizhao.speakers import Explanation, explain_talk
from duizhao.vocabulary import Delivery, Kind, Lang, Role

if TYPE_CHECKING:
    from duizhao.corpus.reader import Corpus, Row

_SHOWN = 12
_DECIDING = 6
_OPENING = 160


@dataclass(frozen=True, slots=True)
class Answer:
    """What is known of a turn's speaker.

    Attributes:
        turn: Its row.
        speaker: Its speaker's row; null where nobody could be named.
        opening: Its first words.
        talk: Cues and votes, where the talk alone decided.
    """

    turn: Row
    speaker: Row | None
    opening: str
    talk: Explanation | None

    def to_dict(self) -> dict[str, object]:
        """Return the answer as plain values."""
        talk = self.talk
        return {
            "turn": self.turn,
            "speaker": self.speaker,
            "opening": self.opening,
            "runner_up": None if talk is None else {"role": talk.runner_up[0].value, "name": talk.runner_up[1]},
            "margin": None if talk is None else round(talk.margin, 2),
            "votes": None if talk is None else [{"cue": one.cue, "nats": round(one.nats, 2)} for one in talk.votes],
            "deciding": None if talk is None else list(talk.deciding),
        }

    def lines(self) -> Iterator[str]:
        """Yield the answer as lines to read."""
        turn, speaker = self.turn, self.speaker
        name = (speaker or {}).get("name") or "nobody named"
        yield f"{turn['turn_id']}: {turn['role']}, {name}, voice {turn['voice']}, {turn['delivery']}"
        yield f"  begins      {self.opening}"
        yield f"  confidence  {turn['confidence']:.2f}"
        yield f"  evidence    {turn['evidence']}"
        if speaker is not None:
            yield f"  role        {speaker['evidence']}"
        if turn["label"] is not None:
            yield f"  label       {turn['label']}"
        if self.talk is not None:
            yield from _of_talk(self.talk)


def _of_talk(talk: Explanation) -> Iterator[str]:
    role, name = talk.runner_up
    if talk.margin >= 0:
        yield f"  runner-up   {_who(role, name)}, {talk.margin:.1f} nats behind, the turns around it as they are"
    else:
        yield f"  runner-up   {_who(role, name)}, {-talk.margin:.1f} nats ahead; the rest of the call decided"
    yield "  votes (nats for the reading chosen, against the runner-up)"
    for vote in talk.votes[:_SHOWN]:
        yield f"    {vote.nats:+7.2f}  {vote.cue}"
    rest = talk.votes[_SHOWN:]
    if rest:
        yield f"    {sum(vote.nats for vote in rest):+7.2f}  {len(rest)} more"
    if talk.margin < 0:
        return
    if talk.deciding:
        more = len(talk.deciding) - _DECIDING
        named = "; ".join(talk.deciding[:_DECIDING]) + (f"; {more} more" if more > 0 else "")
        yield f"  without any one of these it would be {_who(role, name)}: {named}"
    else:
        yield "  no single cue decides: several would have to fall away"


def _who(role: Role, name: str) -> str:
    return f"{role.value} ({name})" if name else role.value


def explain_turn(corpus: Corpus, wanted: str) -> Answer:
    """Explain a turn of a corpus.

    Args:
        corpus: Where it is.
        wanted: The turn's identifier.

    Raises:
        UsageError: There is no such turn (``E_SHOW_UNKNOWN``).
    """
    transcript = wanted.rpartition("-")[0]
    turns = corpus.rows("turns", transcript=transcript)
    turn = next((row for row in turns if row["turn_id"] == wanted), None)
    if turn is None:
        known = f"its turns are {turns[0]['turn_id']} to {turns[-1]['turn_id']}" if turns else "see: duizhao show OUT"
        raise UsageError(f"no turn {wanted!r} in {corpus.place}", code="E_SHOW_UNKNOWN", help=known)
    rows = corpus.rows("segments", transcript=transcript)
    own = [row for row in rows if row["turn_id"] == wanted]
    people = corpus.rows("speakers", transcript=transcript)
    speaker = next((row for row in people if row["speaker_id"] == turn["speaker_id"]), None)
    opening = " ".join(row["text"] for row in own)[:_OPENING]
    labelled = any(row["label"] is not None for row in turns)
    return Answer(turn, speaker, opening, None if labelled else _read_again(rows, own))


def _read_again(rows: list[Row], own: list[Row]) -> Explanation | None:
    """Decode the talk anew, from the segments that the corpus keeps."""
    spoken = [
        row for row in rows if row["kind"] == Kind.SPEECH and row["delivery"] != Delivery.MACHINE_TRANSLATION.value
    ]
    segments = [
        Segment(
            at,
            row["line"],
            row["start"],
            row["end"],
            Kind.SPEECH,
            Lang(row["lang"]),
            row["text"],
            row["clean"],
            0,
            frozenset(row["flags"] or ()),
        )
        for at, row in enumerate(spoken)
    ]
    first = next((at for at, row in enumerate(spoken) if own and row["segment_id"] == own[0]["segment_id"]), None)
    return None if first is None else explain_talk(segments, first)
