"""The table of evidence for roles: what people in each part of a call say.

Each cue states what it reads and what breaks without it; `tests/golden/cases/cues.json` holds labelled cases, positive
and negative. Votes here are in nats (log-odds), set by hand on the development transcripts: they say in words what a
turn rests on, and who may announce a questioner. How far each cue counts for each role, beside the words around it, is
learned (`role_model`); a cue is a feature there by its name.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from duizhao.vocabulary import Role


class Place(StrEnum):
    """Where in a turn a cue stands: it opens one, closes one, or neither."""

    OPENS = "opens"
    CLOSES = "closes"
    ANY = "any"


@dataclass(frozen=True, slots=True)
class Cue:
    """One piece of evidence.

    Attributes:
        name: As written into `evidence`.
        needs: One of these, in lower case, stands in whatever `pattern` finds: a sentence without them is not searched.
        pattern: What it reads, searched in one sentence.
        votes: Role to nats.
        place: Whether a sentence with it starts or ends a turn.
        without: What breaks without it.
    """

    name: str
    needs: tuple[str, ...]
    pattern: re.Pattern[str]
    votes: Mapping[Role, float]
    without: str
    place: Place = Place.ANY


def _cue(  # noqa: PLR0917 - the columns of the table
    name: str, needs: str, pattern: str, votes: Mapping[Role, float], without: str, place: Place = Place.ANY
) -> Cue:
    return Cue(name, tuple(needs.split("|")), re.compile(pattern, re.IGNORECASE), votes, without, place)


_O, _I, _A, _C, _F, _E = Role.OPERATOR, Role.IR, Role.ANALYST, Role.CEO, Role.CFO, Role.EXECUTIVE

CUES: tuple[Cue, ...] = (
    _cue(
        "operator opens the call",
        "standing by|listen-only|recorded|welcome to|迎",
        r"thank you for standing by|listen-only|(?:conference|call|session) is being recorded|being recorded today|\bwelcome to (?:the |today's )?[^.]{3,80}(?:call|conference|webcast)\b.{0,20}$|欢迎参加.{2,40}(?:会议|电话会)|[歡欢]迎[參参]加.{2,40}[會会][議议]",
        {_O: 2.0, _I: 0.5},
        "the first turn of label-less calls has no speaker",
    ),
    _cue(
        "operator explains how to ask",
        "press |star |keypad|raise your hand|按",
        r"press (?:the )?(?:star|\*|start (?:\d|one))|star (?:key|one|1|11)\b|telephone keypad|raise your hand|按星号|按.{0,4}[星*]",
        {_O: 3.0},
        "the operator's second turn joins the IR officer's",
    ),
    _cue(
        "operator calls a questioner",
        "question|from the line of|your line is|follow|taking |next |'ll now | will now |问",
        r"\b(?:first|next|last|final|following) question\b.{0,40}\b(?:from|is|comes)\b|question (?:comes|is coming) from|from the line of|your line is (?:now )?open|follow-?up (?:question )?(?:comes )?from|taking (?:the|our) (?:first|next|last)|"
        r"\bnext (?:up )?(?:is|we have)\b.{3,50}\b(?:from|of|with|at)\b|we(?:'ll| will) now (?:take|begin|open|start) (?:the |our |your |with |for )?(?:first |next |last )?(?:questions?|q&a|question|the line|lines)|(?:last|first|next) question (?:is |comes |today is )*from|"
        r"(?:下一[个位]|第一[个位]|接下来)(?:问题|提问|[^，。]{0,6}提问)",
        {_O: 3.5},
        "the start of questions and answers is not found",
    ),
    _cue(
        "operator ends a question",
        "for your question",
        r"^thank you(?: very much)? for your questions?\.?$",
        {_O: 2.0, _E: 0.5, _C: 0.2, _F: 0.2},
        "one-line operator turns between answers are lost",
    ),
    _cue(
        "operator closes",
        "question|disconnect|conclude|participat|the end of|会议|会議|會议|會議",
        r"(?:there are no|there being no|i(?: am|'m)? show(?:ing)? no|(?<!i have )no) (?:further|more) questions?(?! from (?:me|my))\b(?! please)|(?:you )?may (?:all )?(?:now )?disconnect|(?:this|that) (?:does )?concludes? "
        r"(?:today's|the|our) (?:conference|call|session)|(?:this|that) (?:does )?concludes? the conference|"
        r"(?:you )?can (?:now )?(?:all )?disconnect|thank you(?: all)? for (?:participating|your participation)|(?:that's|that is|this is) the end of (?:the|today's|our) (?:call|conference)|[会會][议議](?:到[这這此][里裡]?就?|就到[这這此][里裡]?)(?:[结結]束)?",
        {_O: 2.5, _I: 0.5},
        "the last turn joins the IR officer's",
    ),
    _cue(
        "operator gives the floor",
        "hand|turn|pass",
        r"(?:hand|turn|pass)(?:ing)? (?:the |today's |this )?(?:conference|call|meeting|floor|it)?\s*(?:back |over )+to (?:the |your |our |you)",
        {_O: 1.0, _I: 0.5, _C: 0.7, _F: 0.2},
        "handovers are read as the next speaker's words",
    ),
    _cue(
        "operator's form of address",
        "ladies and gentlemen",
        r"^ladies and gentlemen|^(?:good (?:day|morning|evening|afternoon)[,.]? (?:and )?)?ladies and gentlemen",
        {_O: 2.0},
        "turns that open with it are given to management",
        Place.OPENS,
    ),
    _cue(
        "go ahead",
        "go ahead|please proceed|over to you",
        r"^please (?:go ahead|proceed)|^(?:you may )?go ahead\b|^over to you",
        {_O: 1.0, _I: 0.7},
        "the closing words of an announcement start a turn of their own",
        Place.CLOSES,
    ),
    _cue(
        "closing thanks",
        "thank|ok",
        r"^(?:thank you|thanks)(?: (?:so|very) much| all| everyone)?[.!]?$|^(?:ok|okay)[.!]?$",
        {},
        'a lone "Thank you." starts a turn of its own',
        Place.CLOSES,
    ),
    _cue(
        "thanks to the operator",
        "operator|接线|接線|主持人",
        r"^(?:thank you|thanks),? operator|^(?:谢谢|謝謝)(?:接线员|主持人|接線[員生])",
        {_I: 1.5, _E: 0.3, _C: 0.3, _F: 0.2, _O: -6.0, _A: -0.5},
        "the IR officer's welcome joins the operator's",
        Place.OPENS,
    ),
    _cue(
        "IR calls the operator",
        "operator|next question",
        r"^operator[,?]|operator,? (?:please|we are|we're|could|can|let|next)|next question,? please|please,? operator",
        {_I: 2.5, _O: -3.0},
        "the IR officer's last prepared words go to the CFO",
    ),
    _cue(
        "release and website",
        "distributed|issued|released|available|published|ir website|relations website|newswire|财报",
        r"(?:earnings|results|financial) (?:release|results|announcement).{0,60}(?:distributed|issued|released|available|published)|(?:IR|investor relations) website|newswire|财报.{0,20}(?:发布|官网)",
        {_I: 3.0},
        "the IR officer's welcome has no role",
    ),
    _cue(
        "joining on the call",
        "ceo|cfo|chief|chairman|mr.|ms.",
        r"(?:on the call|joining (?:me|us)|with (?:me|us)|present)\b.{0,30}\b(?:today|are|is|we have|from|in the room)\b.{0,80}\b(?:CEO|CFO|chief|chairman|Mr\.|Ms\.)",
        {_I: 3.0},
        "the cast is introduced by nobody",
    ),
    _cue(
        "forward-looking statements",
        "forward-looking|safe harbo|uncertaint|applicable law|obligation|securities |non-gaap |reconciliation|前瞻性",
        r"forward-looking|safe harbou?r|risks?(?:,| and)? uncertaint|applicable law|undertake any obligation|securities (?:exchange|litigation)|non-GAAP (?:financial )?measures?|reconciliations? (?:of|to) [^.]{0,30}(?:GAAP|IFRS)|前瞻性",
        {_I: 3.0},
        "the legal paragraph is given to the CEO",
    ),
    _cue(
        "interpretation announced",
        "interpret|translat|prevail|original language|english|speak in ",
        r"consecutive interpret|interpretations? (?:is|are|will be)?.{0,30}(?:convenience|reference)|(?:original|Chinese) (?:language|statement).{0,40}prevail|statements? in the original language|both (?:Mandarin|Chinese).{0,20}English|speak in (?:Chinese|Mandarin)|"
        r"(?:will|shall|to) (?:be )?(?:do(?:ing)?|provid(?:e|ing)|handl(?:e|ing)) (?:the |our )?(?:interpret|translat)(?:ing|ation)|\bI (?:will|shall|am going to|'ll) (?:interpret|translate) (?:for|what|his|her|their)",
        {_I: 2.5},
        "the notice about interpreting is given to the interpreter",
    ),
    _cue(
        "currency of the figures",
        "rmb|renminbi|dollars",
        r"(?:figures|numbers|amounts).{0,60}(?:denominated|are in|in) (?:RMB|renminbi|U\.?S\.? dollars)",
        {_I: 2.5},
        "the last line of the notice is given to the CFO",
    ),
    _cue(
        "prepared remarks end",
        "prepared remarks|questions|ask your question|言",
        r"conclude[sd]? (?:our|the|my) prepared remarks|happy to take (?:your|our|any) questions|(?:ready|open) (?:for|to take) questions|ask your questions? in|[发發]言(?:到此|就到[这這])[里裡]?(?:[结結]束)?",
        {_I: 1.5, _F: 0.3, _C: 0.2},
        "the IR officer's call for questions joins the CFO's remarks",
    ),
    _cue(
        "closing by IR",
        "again|contact|speaking |thanks|dialing|tuning|have a |季度再",
        r"thank you (?:all )?(?:once )?again,? (?:for joining|everyone|to everyone|all)|(?:feel free to|please) contact (?:us|our)|speaking (?:with|to) you (?:again )?next|"
        r"any (?:further|additional) questions,? please (?:feel free to )?contact|^thanks,? (?:everyone|everybody|all)\b|for (?:dialing|tuning) in|(?:^|[.,!] |and )have a (?:nice|good|great|pleasant) (?:day|evening|night|weekend)[.!]?$|[參参][与與].{0,12}下[个個]季度再[见見]",
        {_I: 2.5, _O: 0.2},
        "the last turn but one joins the operator's",
    ),
    _cue(
        "introduces the next speaker",
        "introduce|please welcome",
        r"(?:my pleasure to introduce|like to introduce|please welcome)",
        {_I: 2.0, _O: 0.5},
        "the handover to the CEO is given to the CEO",
    ),
    _cue(
        "thanks for taking the question",
        "thank|管理|我的",
        r"(?:thank(?:s| you)).{0,40}\b(?:tak(?:e|ing)|accept(?:ing)?|answering)\b.{0,12}\bquestions?\b|(?:[谢謝][谢謝]|感[谢謝])管理[层層]|(?:接受|回答)我的(?:提?[问問][题題]?|提[问問])|^(?:so )?thanks?,? (?:you,? )?(?:to )?management",
        {_A: 4.0},
        "analysts' turns join the operator's announcement",
    ),
    _cue(
        "asks",
        "question|follow up|i would like|i want|could you|can you|would you|will you| management|wondering|congrat|请教|问|問|追",
        r"\b(?:my|a|one|two|three|couple of|quick|follow-?up) (?:first |second |third |next |other |last |quick |follow-?up )?questions?\b(?! mark)|\bfollow up\b|"
        r"\bi (?:would like|want|wanted)(?: also)? to (?:ask|understand|check|know)|\b(?:could|can|would|will) (?:you|management)(?: please| also| maybe)? (?:share|give|elaborate|comment|talk|update|provide|remind|help|walk|discuss)|"
        r"\bjust wondering\b|congrat|想(?:再)?(?:请教|问)|问(?:一个|两个|下)|追(?:问)?一个|(?:请问|請問)|我的(?:第[一二三]个)?问题",
        {_A: 2.0},
        "questions without thanks have no role",
    ),
    _cue(
        "is helped",
        "helpful|got it|understood|makes sense|thank|clear",
        r"(?:that's|that is|very|really|super) (?:very |really |super |quite )?helpful|^(?:got it|understood|makes sense)|^(?:great|okay|ok|perfect|wonderful)[,.!] ?(?:thanks|thank you|understood|got it|that's (?:very )?clear)|^(?:thank you|thanks) so much\W*$",
        {_A: 3.5},
        "an analyst's last words join the answer",
    ),
    _cue(
        "asks (question mark)",
        "?|？",
        r"[?？]\s*$",
        {_A: 0.7},
        "questions without any formula have no role",
    ),
    _cue(
        "answers",
        "question|take |answer |address |you asked|you just|you mentioned|you pointed|let me |as i |just to add|我来|这个我|谢谢",
        r"(?:thank you|thanks) for (?:your|the) (?:great |good )?questions?\b.{3,}|\bto (?:answer )?your (?:first |second |third )?question|\byou (?:just )?(?:asked|mentioned|pointed out)|"
        r"\b(?:take|answer|address) (?:on )?(?:the|your|this|that) (?:first|second|third|question)|let me (?:answer|take|respond|address|start|add)|as i (?:mentioned|said)|"
        r"(?:great|good|fair|sharp|interesting|excellent) question|just to add|我来(?:回答|答|补充)|这个我.{0,2}答|谢谢.{0,6}(?:提问|问题)",
        {_E: 1.2, _C: 1.2, _F: 1.2, _A: -0.7, _O: -1.0},
        "answers join the questions",
    ),
    _cue(
        "walks through financials",
        "walk |financial|cost of|operating expenses|g&a|r&d|cash equiv|capital exp|depreciation|net ",
        r"walk (?:you )?through (?:the|our) (?:financial|detailed)|financial results for the|(?:discuss|go over|review) (?:the|our) financial|"
        r"(?:cost of revenues?|operating expenses|G&A|R&D expenses|cash equivalents?|capital expenditures?|depreciation|net (?:loss|income|profit)).{0,60}\d",
        {_F: 1.5, _C: -0.3, _A: -1.0},
        "a CFO whom nobody introduces has no role",
    ),
    _cue(
        "our results",
        "our |we ",
        r"\b(?:our|we) (?:\w+ ){0,4}(?:revenues?|margin|profit|customers|strategy|business|products?|platform|growth|team|continued|achieved|expect)",
        {_E: 0.5, _C: 0.5, _F: 0.5, _A: -0.5, _O: -1.5, _I: -0.4},
        "management's remarks without any formula go to whoever spoke before",
    ),
    _cue(
        "greeting",
        "hello|hi|good |好",
        r"^(?:hello|hi|good (?:day|morning|evening|afternoon))\b|^(?:大家|各位).{0,12}好|^你好",
        {},
        "a greeting joins the turn before it",
        Place.OPENS,
    ),
    _cue(
        "thanks by name",
        "thank|sure|yeah|yes|ok|right|well",
        r"^(?:thank you|thanks),? (?:Mr\.|Ms\.|Mrs\.|Dr\.)? ?[A-Z][a-z]+\b|^(?:Sure|Yeah|Yes|Okay|OK|Right|Well)[.,]",
        {},
        "an answer joins the question before it",
        Place.OPENS,
    ),
)


# Each need with the number of its cue; one pass over them for each sentence.
_NEEDS = tuple((need, number) for number, cue in enumerate(CUES) for need in cue.needs)


@dataclass(frozen=True, slots=True)
class Reading:
    """What the table says of one sentence."""

    votes: Mapping[Role, float]
    names: tuple[str, ...]
    opens: bool
    closes: bool


@lru_cache(maxsize=65536)
def read_cues(sentence: str) -> Reading:
    """Apply the table to a sentence."""
    lower = sentence.lower()
    likely = sorted({number for need, number in _NEEDS if need in lower})
    hits = [cue for cue in map(CUES.__getitem__, likely) if cue.pattern.search(sentence)]
    votes: dict[Role, float] = {}
    for cue in hits:
        for role, weight in cue.votes.items():
            votes[role] = votes.get(role, 0.0) + weight
    return Reading(
        votes=votes,
        names=tuple(cue.name for cue in hits),
        opens=any(cue.place is Place.OPENS for cue in hits),
        closes=any(cue.place is Place.CLOSES for cue in hits),
    )
