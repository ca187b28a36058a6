"""The tokens that alignment compares: words with their kind, figures without their scale, names.

A token is a key that both sides can be looked up by. English words are brought to a base form and stemmed; figures are
their significant digits, so that 27.3 billion and 273 亿 are one token (they align, and then they are compared);
Chinese words are those of a Simplified copy.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache

from duizhao.markers import find_markers
from duizhao.tokens import chinese_words, simplified, stem

HAN = re.compile(r"[\u3400-\u9fff]")
_TOKEN = re.compile(r"[A-Za-z]+(?:['\u2019][A-Za-z]+)?|\d[\d,]*(?:\.\d+)?")
_TAIL = re.compile(r"['\u2019](?:s|t|ll|re|ve|d|m)$")

# Forms that no suffix rule leads back: dictionaries gloss base forms, tales and reports use the past.
_IRREGULAR = """
be am is are was were been being;have has had having;do does did done;go goes went gone;say said;make made;know knew
known;think thought;take took taken;see saw seen;come came;find found;give gave given;tell told;feel felt;become
became;leave left;mean meant;keep kept;begin began begun;show shown;hear heard;run ran;bring brought;write wrote
written;sit sat;stand stood;lose lost;pay paid;meet met;lead led;understand understood;speak spoke spoken;spend
spent;grow grew grown;win won;teach taught;buy bought;send sent;build built;fall fell fallen;sell sold;rise rose
risen;drive drove driven;break broke broken;wear wore worn;hold held;draw drew drawn;choose chose chosen;eat ate
eaten;drink drank drunk;sleep slept;fight fought;throw threw thrown;catch caught;deal dealt;lie lay lain;forget
forgot forgotten;hang hung;hide hid hidden;shake shook shaken;shine shone;shoot shot;sing sang sung;sink sank
sunk;steal stole stolen;stick stuck;strike struck;swear swore sworn;sweep swept;swim swam swum;swing swung;tear tore
torn;wake woke woken;weep wept;wind wound;bear bore borne born;beat beaten;bend bent;bind bound;bite bit bitten;blow
blew blown;burn burnt;cling clung;creep crept;dig dug;dream dreamt;feed fed;flee fled;fly flew flown;forbid forbade
forbidden;forgive forgave forgiven;freeze froze frozen;grind ground;kneel knelt;lay laid;lean leant;leap leapt;learn
learnt;lend lent;light lit;ride rode ridden;ring rang rung;seek sought;shrink shrank shrunk;slide slid;smell
smelt;spell spelt;spill spilt;spin spun;spit spat;spoil spoilt;spring sprang sprung;sting stung;swell swelled
swollen;undergo underwent undergone;undertake undertook undertaken;withdraw withdrew withdrawn;arise arose
arisen;awake awoke;foresee foresaw foreseen;overcome overcame;mistake mistook mistaken;get got gotten;man men;woman
women;child children;foot feet;tooth teeth;mouse mice;goose geese;wife wives;life lives;knife knives;leaf
leaves;half halves;self selves;wolf wolves;person people;good better best;bad worse worst;far further farther;little
less least;many more most
"""
_BASE = {form: row.split()[0] for row in _IRREGULAR.split(";") for form in row.split()[1:]}

#: Words that carry structure: they pair loosely, and weigh little.
FUNCTION_WORDS = frozenset(
    (
        "a an the of and to in is that on for with as it its this these those are be been being was were am i you he "
        "she we they me him her us them my your his our their have has had do does did will would shall should can "
        "could may might must not no nor so but or if than then there here from at by into onto upon up down out off "
        "over about also very just only too what which who whom whose when where how why all any some such own same "
        "other both each more most one s t ll re ve d m"
    ).split()
)
_CHINESE_FUNCTION_WORDS = frozenset(
    (
        "的 了 在 是 和 也 就 都 而 及 与 着 或 这 那 一个 我 你 他 她 它 我们 你们 他们 之 以 对 于 把 被 从 到 让 向 "
        "给 又 还 很 不 没 没有 吧 吗 呢 啊 个 一 上 下 里 去 来 说 要 会 能 可以"
    ).split()
)
FUNCTION_CHARACTERS = frozenset("的了在是和也就都而及与着或这那我你他她它之以对于把被从到让不")


class Kind(IntEnum):
    """What a token is; each kind weighs differently."""

    CONTENT = 0
    FUNCTION = 1
    FIGURE = 2
    NAME = 3


@dataclass(frozen=True, slots=True)
class Token:
    """A key to compare by.

    Attributes:
        key: Stem, Chinese word, ``#`` and the significant digits of a figure, or a marker's sign in brackets.
        kind: What it is.
        spelling: Lower-case spelling of what may be a name (it stands in capitals), else empty.
    """

    key: str
    kind: Kind
    spelling: str = ""


@lru_cache(maxsize=65536)
def key_of(word: str) -> str:
    """Return the key of an English word in lower case: function words as they are, others stemmed."""
    return word if word in FUNCTION_WORDS else stem(_BASE.get(word, word))


def figure(text: str) -> str:
    """Return the key of a figure: ``#`` and its significant digits; ``#0`` for nought."""
    return "#" + (text.replace(",", "").replace(".", "").strip("0") or "0")


@lru_cache(maxsize=4096)
def english_tokens(text: str) -> tuple[Token, ...]:
    """Return the tokens of a text in Latin script, in order; its markers last."""
    words = _TOKEN.findall(text)
    return (*(_latin(word, number == 0) for number, word in enumerate(words)), *_markers(text))


def _markers(text: str) -> Iterator[Token]:
    """Yield the markers of a text: "(Interpreted)" and "(\u53e3\u8b6f)" are one token, as good as a figure.

    Where paragraphs are broken differently on both sides, a marker is often all that two paragraphs share.
    """
    return (Token(f"({found.sign})", Kind.FIGURE) for found in find_markers(text))


@lru_cache(maxsize=32768)
def _latin(word: str, first: bool) -> Token:
    if word[0].isdigit():
        return Token(figure(word), Kind.FIGURE)
    lower = _TAIL.sub("", word).lower()
    if lower in FUNCTION_WORDS:
        return Token(lower, Kind.FUNCTION)
    capital = word[0].isupper()
    # The first word of a sentence stands in capitals whatever it is.
    named = capital and not (first and len(word) > 1 and word[1:].islower())
    return Token(key_of(lower), Kind.NAME if named else Kind.CONTENT, lower if capital else "")


@dataclass(frozen=True, slots=True)
class ChineseTokens:
    """The tokens of a text with Chinese.

    Attributes:
        words: Words, figures and Latin words (`Kind.NAME`, key and spelling in lower case), Chinese words first.
        characters: Its Chinese characters, in order, Simplified.
    """

    words: tuple[Token, ...]
    characters: str


@lru_cache(maxsize=4096)
def chinese_tokens(text: str) -> ChineseTokens:
    """Return the tokens of a text in Chinese, Latin words and figures in it included."""
    plain = simplified(text)
    return ChineseTokens((*_han_words(plain), *_others(plain), *_markers(plain)), "".join(HAN.findall(plain)))


def _han_words(text: str) -> Iterator[Token]:
    return filter(None, map(_han_token, chinese_words(text)))


@lru_cache(maxsize=32768)
def _han_token(word: str) -> Token | None:
    """Return the token of a Chinese word; null for what is none."""
    if not HAN.match(word):
        return None
    return Token(word, Kind.FUNCTION if word in _CHINESE_FUNCTION_WORDS else Kind.CONTENT)


def _others(text: str) -> Iterator[Token]:
    for found in _TOKEN.finditer(text):
        word = found[0]
        if word[0].isdigit():
            yield Token(figure(word), Kind.FIGURE)
        else:
            yield Token(word.lower(), Kind.NAME, word.lower())
