"""Invented calls, and every form in which a layout prints who speaks. Companies and people do not exist."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from random import Random


@dataclass(frozen=True, slots=True)
class Said:
    """What one person says, in both languages."""

    name: str
    title: str
    firm: str
    english: str
    chinese: str


_OPERATOR = ("Operator", "", "")
_FALK = ("Ines Falk", "Chief Executive Officer", "Fjordline")
_BRANDT = ("Otto Brandt", "CFO", "Fjordline")
_DAHL = ("Mira Dahl", "Head of Investor Relations", "Fjordline")
_LU = ("陆明远", "首席财务官", "峡湾渡轮")
_PETER = ("Peter Lindqvist", "Analyst", "Harbour Bank")
_HE = ("何思雨", "分析师", "海岸证券")
_VOICE = ("Interpreter", "", "")
CALL = (
    Said(
        *_OPERATOR,
        "Good day, and thank you for standing by. I will now turn the call over to Mira Dahl.",
        "各位好，欢迎参加电话会议。",
    ),
    Said(
        *_DAHL,
        "Thank you, operator. With us are Ines Falk, our CEO, and Otto Brandt, our CFO.",
        "谢谢。今天参会的有首席执行官法尔克女士。",
    ),
    Said(
        *_FALK,
        "We opened a new yard in May, which cost RMB12 million. Orders grew 18%.",
        "我们五月开了新的船厂，花了1200万元。订单同比增长18%。",
    ),
    Said(*_LU, "Revenue was RMB2.73 billion, up 1.5 percentage points.", "收入为27.3亿元，毛利率提升1.5个百分点！"),
    Said(*_VOICE, "Let me translate Ms. Falk's answer. The yard is full in summer.", "我来翻译一下。船厂夏天满员。"),
    Said(
        *_BRANDT,
        "I will now walk you through our results. Net income was 7 million.",
        "下面我介绍业绩。净利润为700万元。",
    ),
    Said(
        *_OPERATOR,
        "Our first question comes from the line of Peter Lindqvist of Harbour Bank. Your line is open.",
        "第一个问题来自海港银行的林奎斯特。",
    ),
    Said(
        *_PETER,
        "Thanks for taking my question. Could you share the outlook for ferries?",
        "谢谢管理层接受我的提问。渡轮的展望如何？",
    ),
    Said(
        *_FALK,
        "Thank you for the question. Our ferries are full; about 350 people joined us.",
        "谢谢你的问题。大约有350人加入。",
    ),
    Said(
        *_HE,
        "Hi, this is He Siyu with Coast Securities. What is the margin?",
        "你好，我是海岸证券的何思雨。毛利率是多少？",
    ),
    Said(
        *_OPERATOR,
        "There are no further questions. That concludes the call. You may now disconnect.",
        "会议到此结束，谢谢。",
    ),
)

#: How a call says a thing in two languages: the lines of one turn.
TONGUES: Mapping[str, Callable[[Said], list[str]]] = {
    "english": lambda one: [one.english],
    "chinese": lambda one: [one.chinese],
    "lines": lambda one: [one.english, one.chinese],
    "turned": lambda one: [one.chinese, one.english],
    "marked": lambda one: [f"[Foreign Language] {one.chinese}", f"[Interpreted] {one.english}"],
    "one line": lambda one: [f"{one.english} {one.chinese}"],
}


def _before(label: str, said: Sequence[str]) -> list[str]:
    return [f"{label}{said[0]}", *said[1:]]


def _firm(one: Said) -> str:
    return f" -- {one.firm} -- {one.title}" if one.firm else ""


def _title(one: Said, sign: str = " - ") -> str:
    return f"{sign}{one.title}" if one.title else ""


#: How a layout prints one turn: from the turn, its lines and its number to the printed lines.
FORMS: Mapping[str, Callable[[Said, list[str], int], list[str]]] = {
    "name": lambda one, said, _: [one.name, *said],
    "name-title": lambda one, said, _: [one.name + _title(one), *said],
    "name-firm-title": lambda one, said, _: [one.name + _firm(one), *said],
    "name, title": lambda one, said, _: [one.name + _title(one, ", "), *said],
    "bold": lambda one, said, _: [f"**{one.name}**{_title(one)}", "", *said, ""],
    "doubled": lambda one, said, _: [one.name + _title(one), one.name + _title(one), *said],
    "colon": lambda one, said, _: _before(f"{one.name}{_title(one)}: ", said),
    "wide colon": lambda one, said, _: _before(f"{one.title}{one.name}：", said),
    "capitals": lambda one, said, _: _before(f"{one.name.upper()}: ", said),
    "colon, speech below": lambda one, said, _: [f"{one.name} ({one.title or one.name}):", *said],
    "streetevents": lambda one, said, number: [
        "-" * 60, f"{one.name},  {one.firm or 'Fjordline'} - {one.title or 'Host'}    [{number + 1}]", "-" * 60, *said
    ],
    "margin": lambda one, said, number: [
        "." * 60, f"{one.name}   {'QA'[number % 2]}", f"{one.title or 'Host'}, {one.firm or 'Fjordline'}", *said
    ],
    "timed start": lambda one, said, number: _before(f"[00:{number:02d}:38] {one.name}: ", said),
    "timed line": lambda one, said, number: [f"{one.name}  {number}:38", *said],
    "time first": lambda one, said, number: [f"00:{number:02d}:01 {one.name}", *said],
    "square": lambda one, said, _: _before(f"[{one.name}] ", said),
    "angled": lambda one, said, _: _before(f"<{one.name}> ", said),
    "lenticular": lambda one, said, _: _before(f"【{one.name}】", said),
    "numbered": lambda one, said, number: [f"{number + 1}. {one.name}{_title(one)}", *said],
    "numbered colon": lambda one, said, number: _before(f"{number + 1}、{one.name}：", said),
    "lower case": lambda one, said, _: [f"{one.name}{_title(one)}".lower(), *said],
    "bullet": lambda one, said, _: _before(f"- {one.name}: ", said),
    "pasted": lambda one, said, _: [*said[:-1], f"{said[-1]}{one.name}"],
    "interleaved": lambda one, said, number: [
        f"━━━ {one.name}{_title(one)}", *(f"[ {number}] [{'EN' if text.isascii() else '中'}] {text}" for text in said)
    ],
    "none": lambda _one, said, _number: said,
}  # fmt: skip
HEADS = (
    (),
    ("Fjordline Q2 2024 Earnings Call", "May 12, 2024", ""),
    ("峡湾渡轮2024年第二季度业绩电话会", "2024年5月12日"),
    ("Company Participants", "Ines Falk - Chief Executive Officer", "Otto Brandt - CFO", "Presentation"),
)


def call(random: Random) -> list[Said]:
    """Return some turns of the call in their order, at times one twice."""
    start = random.randrange(len(CALL) - 3)
    chosen = list(CALL[start : start + random.choice((2, 3, 3, 4, 5, 8))])
    if random.random() < 0.1:
        chosen += chosen
    return chosen


def document(random: Random) -> list[str]:
    """Return the lines of a call in one layout, at times with turns in the form of another."""
    form, tongue = random.choice(list(FORMS)), random.choice(list(TONGUES))
    stray = random.choice((0.0, 0.0, 0.1, 0.5))
    lines = list(random.choice(HEADS))
    for number, one in enumerate(call(random)):
        if random.random() < stray:
            form = random.choice(list(FORMS))
        if random.random() < stray:
            tongue = random.choice(list(TONGUES))
        lines += FORMS[form](one, TONGUES[tongue](one), number)
    if random.random() < 0.05:
        return [" ".join(lines)]
    return lines
