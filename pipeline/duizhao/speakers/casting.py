"""Who may speak in a call without labels: whom the talk introduces, whom it calls by name, and whom nobody names."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from duizhao.names import bare, words
from duizhao.records import Segment
from duizhao.similarity import Floats
from duizhao.speakers.gathering import gather_talk
from duizhao.speakers.mentions import Act, Mention
from duizhao.speakers.people import Cast, Person
from duizhao.speakers.role_model import COLUMN, COMPANY
from duizhao.vocabulary import Role

# Words at the head of a sentence that stand where a called name would.
_NOT_CALLED = frozenset(
    (
        "yeah yes uh um hey hi right well great okay ok sure no oh thanks thank good and so why what how "
        "everyone slide firmwide operator morning afternoon evening ladies gentlemen question questions "
        "management team guys sir all much joining analyst analysts investors both again everybody folks you "
        "me"
    ).split()
)
# More are rarely called without a title, and each costs the decoder time.
_MOST_NAMED, _MOST_UNTITLED = 10, 3
_FEWEST_EARLY, _FEWEST_THANKS = 2, 3


def cast_of(segments: Sequence[Segment], mentions: Sequence[Mention]) -> Cast:
    """Gather the people of a call without labels."""
    cast = Cast()
    cast.add("Operator", stand_in=True).vote(Role.OPERATOR, 8.0, "what operators say")
    gather_talk(mentions, segments, cast)
    _call_untitled(segments, mentions, cast)
    for role in COMPANY:
        cast.add("", stand_in=True).vote(role, 1.0, f"what is said by {role.value.upper() if role in _SHORT else role}")
    return cast


_SHORT = frozenset({Role.IR, Role.CEO, Role.CFO})


def floor_of(cast: Cast) -> list[Person]:
    """List the people who have states of their own: the operator, stand-ins, titled and untitled members."""
    operators = [person for person in cast.people if person.role is Role.OPERATOR]
    nobody = [person for person in cast.people if person.stand_in and person.role in COMPANY]
    titled = [person for person in cast.people if not person.stand_in and person.role in COMPANY]
    untitled = [person for person in cast.people if not person.stand_in and person.role is Role.UNKNOWN]
    return [*operators[:1], *nobody, *titled[:_MOST_NAMED], *untitled[:_MOST_UNTITLED]]


def _common(segments: Sequence[Segment]) -> frozenset[str]:
    """Return the words of a call that stand in small letters as often as in capitals; names seldom do."""
    text = "\n".join(one.text for one in segments)
    small = Counter(re.findall(r"\b[a-z]+\b", text))
    capital = Counter(word.lower() for word in re.findall(r"\b[A-Z][a-z]+\b", text))
    return frozenset(word for word, count in small.items() if count >= capital[word])


def _call_untitled(segments: Sequence[Segment], mentions: Sequence[Mention], cast: Cast) -> None:
    """Add those who are called or thanked by name though nobody introduced them with a title.

    A name counts when it is called once, thanked twice before the first question, or thanked three times (questioners
    are thanked once or twice after it), is nobody's whom the cast knows, and is no common word of the call. Without
    this the executives of calls that introduce nobody have no name, and their turns run together.
    """
    common = _common(segments)
    asked = min((mention.segment for mention in mentions if mention.act is Act.ANNOUNCEMENT), default=len(segments))
    thanked: Counter[str] = Counter()
    counts: set[str] = set()
    for mention in mentions:
        if mention.act in (Act.HANDOVER, Act.THANKS) and mention.name and cast.find(mention.name) is None:
            name = bare(mention.name)
            own = set(words(name))
            if own and not own & (_NOT_CALLED | common):
                thanked[name] += 1
                early = mention.segment < asked and thanked[name] >= _FEWEST_EARLY
                if mention.act is Act.HANDOVER or early or thanked[name] >= _FEWEST_THANKS:
                    counts.add(name)
    found: list[Person] = []
    for name, _ in thanked.most_common():
        own = set(words(name))
        if any(own & set(words(form)) for person in cast.people for form in person.forms if person not in found):
            continue
        same = next((person for person in found if own & {word for form in person.forms for word in words(form)}), None)
        if same is not None:
            same.forms.add(name)
        elif name in counts:
            found.append(cast.add(name))


# Content speaks for a role with this weight per sentence, and another's holding it against.
_CONTENT, _TAKEN = 0.3, -3.0


def settle_untitled(people: Sequence[Person], spoken: Sequence[Sequence[int]], contents: Floats) -> None:
    """Give people who are called without a title the role of what they are read to say.

    There is one CEO and one CFO as a rule: a role that somebody has by title is less likely another's.

    Args:
        people: Roles of those without one are voted on.
        spoken: Positions of the sentences that each was read to say.
        contents: What each sentence says of each role by its words alone (nats), shape ``(n, 6)``.
    """
    held = {person.role for person in people if not person.stand_in}
    for person, sentences in zip(people, spoken, strict=True):
        if person.role is not Role.UNKNOWN:
            continue
        scores = _CONTENT * contents[list(sentences)].sum(axis=0)
        likely = max(
            COMPANY, key=lambda role: scores[COLUMN[role]] + _TAKEN * (role in held and role in {Role.CEO, Role.CFO})
        )
        person.vote(likely if sentences else Role.OTHER, 1.0, "called by name; the role is that of what is said")
        person.stand_in = not sentences  # who is called and never heard has no floor
        held.add(person.role)
