"""Speaker labels taken apart: name, title, firm; and what titles say of roles.

The words below are titles of people in calls of listed companies, English and Chinese (Simplified and Traditional);
no name of a person or company stands among them.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace
from functools import lru_cache

from duizhao.names import bare, has_surname
from duizhao.records import Label
from duizhao.tokens import simplified
from duizhao.vocabulary import Role

_SEPARATOR = re.compile(r"\s+[-\u2013\u2014\u2015]{1,3}\s+|\s*\|\s*|\s*\u2014{1,2}\s*|\s*-{2,3}\s*|\s/\s|\t+")
# Emphasis of Markdown, and marks of lists.
_EMPHASIS = "*_# \t\u00a0\u3000"
_NAME_WORD = (
    r"(?:[A-Z\u00c0-\u00de\u0100-\u017f\u1e00-\u1eff][\w.'\u2019\u00c0-\u024f-]*|de|da|van|von|der|den|la|le|bin|al|el)"
)
_LATIN_NAME = re.compile(
    rf"(?:(?:Mr|Ms|Mrs|Dr|Prof)\.?\s+)?{_NAME_WORD}(?:[ \u00a0]{_NAME_WORD}){{0,5}}(?:,? (?:Jr|Sr|II|III|PhD|CFA)\.?)?"
)
_SUFFIX = re.compile(r",? (?:Jr|Sr|II|III|PhD|CFA)\.?$")
# Companies are no people.
_COMPANY = re.compile(
    r"\b(?:Inc|Ltd|Limited|Corp|Corporation|Co|Company|Holdings?|Group|PLC|plc|N\.V|S\.A|AG|LLC|LP|Bank)\.?$"
)
_TITLE_FIRST = re.compile(
    r"(?:chief|vice|senior|executive|president|chair(?:man|woman|person)?|co-|ceo|cfo|coo|head|directors?|general|corporate|managing|group|founder|investor|[es]?vp)\b",
    re.IGNORECASE,
)
# "Ines Falk, Harbour Bank": two words of a name and more, then capitalised words.
_NAME_FIRM = re.compile(
    rf"{_NAME_WORD}(?:[ \u00a0]{_NAME_WORD}){{1,3}}, (?:[A-Z\u00c0-\u00de][\w.&'\u2019-]*|of|and|&|the|de)(?: (?:[A-Z\u00c0-\u00de&(][\w.&'\u2019)-]*|of|and|&|the|de)){{0,5}}"
)
_HAN_NAME = re.compile(r"[\u4e00-\u9fff]{2,4}(?:[·‧•][\u4e00-\u9fff]{1,6})?")
_TITLE_ZH = (
    "执行董事|执行副总裁|联席首席执行官|首席执行官|首席财务官|首席运营官|首席技术官|首席战略官|首席[\u4e00-\u9fff]{2,4}官|"
    "董事长|董事局主席|主席|行政总裁|总裁|副总裁|高级副总裁|总经理|副总经理|创始人|联合创始人|财务总监|财务长|执行长|"
    "运营总监|董事会秘书|董秘|投资者关系[\u4e00-\u9fff]{0,4}|投关[\u4e00-\u9fff]{0,3}|分析师|分析员|研究员|投资者|"
    "主持人|接线员|接线生|操作员|话务员|会议助理|口译员?|翻译|译员|传译员?|编辑|编者|董事|"
    # A questioner's employer stands before the name, often without any title.
    "证券|基金|资本|资产管理|银行|投资|研究所|研究院|保险"
)
# A detail is a run of capitalised words and connectives.
_DETAIL = re.compile(
    r"(?:[A-Z\u00c0-\u00de&(0-9][\w.&'\u2019()/-]*,?|of|and|&|the|for|de|in|to|at|[-\u2013\u2014]{1,2})(?: +(?:[A-Z\u00c0-\u00de&(0-9][\w.&'\u2019()/-]*,?|of|and|&|the|for|de|in|to|at|[-\u2013\u2014]{1,2}))*|[\u4e00-\u9fff、，· ]{2,40}"
)
_EMPLOYERS = frozenset(["证券", "基金", "资本", "资产管理", "银行", "投资", "研究所", "研究院", "保险"])
_TITLES_ZH = re.compile(f"(?:{_TITLE_ZH})")

# Titles to roles, first match wins: a CFO may be a director too, and an IR director is IR.
_ROLE_WORDS: tuple[tuple[Role, re.Pattern[str]], ...] = tuple(
    (role, re.compile(pattern, re.IGNORECASE))
    for role, pattern in (
        (
            Role.OPERATOR,
            r"\b(?:operator|moderator|conference (?:operator|coordinator)|call coordinator)\b|^(?!.*(?:投资者关系|投关|investor relations)).*主持|接线[员生]|操作员|话务员|会议助理",
        ),
        (Role.INTERPRETER, r"\b(?:interpreter|translator|interpretation)\b|口译|翻译|译员|传译"),
        (Role.EDITOR, r"^editors?(?:'s note)?$|^编[辑者]$"),
        (Role.OTHER, r"\b(?:journalist|reporter)\b|记者"),
        (
            Role.ANALYST,
            r"\b(?:(?:sell|buy)-side|analyst|equity research|research division|shareholder)\b|分析[师员]|研究员|投资者(?!关系)|股东|机构|^(?:q|question|问|提问)$",
        ),
        (
            Role.IR,
            r"\b(?:investor relations?|IR|investor (?:and|&) \w+ relations|capital markets? (?:associate |senior |deputy )?(?:director|manager))\b|投资者关系|投关|董事会秘书|董秘",
        ),
        (
            Role.CFO,
            r"\b(?:C\.?F\.?O|(?:chief|principal) (?:financial|accounting) officer|finance director|head of finance)\b|首席财务官|财务总监|财务长",
        ),
        (
            Role.CEO,
            r"\b(?:C\.?E\.?O|chief executive(?: officer)?)\b|首席执行官|执行长|行政总裁|(?<!副)总经理|(?<![副级])总裁",
        ),
        (
            Role.EXECUTIVE,
            (
                r"\b(?:chair(?:man|woman|person)?|CMD|president|chief|C[EFOTSMIRPDLBG]O|founder|co-founder|director|vice|[SE]?VP|officer|"
                r"secretary|treasurer|counsel|general manager|head|partner|controller|executive|company representative)\b|"
                r"董事|总裁|总经理|首席|创始人|主席|总监|^[总董]$|^(?:a|answer|management|答|回答|公司|管理层)$"
            ),
        ),
        (Role.ANALYST, r"(?:证券|基金|资本|资产管理|银行|投资|研究[所院]|保险)$"),
    )
)
# Words that stand where a name would and are none.
_PLACEHOLDER = re.compile(
    r"(?:unidentified|unknown|unnamed)\b.*|(?:company|corporate) representative|(?:channel \d+ )?(?:speaker|spk|spkr)[ _#-]*(?:\d+|[A-Z])|analyst|management|executive|"
    r"[qa]|question|answer|caller|问|答|問|提问|提問|回答|分析师|分析師|公司|管理层|管理層|投资者|投資者|发言人\s*\d*|發言人\s*\d*|"
    r"未知(?:发言[人者]|參與者|参与者)?|participant",
    re.IGNORECASE,
)
# What minutes print for those they do not name: 海岸证券分析师, 北方电视台记者, 投资者2.
_QUESTIONER_ZH = re.compile(
    r"(?P<firm>[\u4e00-\u9fff]{0,10}?)(?:分析[师员]|研究员|记者|投资者|股东|机构(?:投资者)?)\s?[A-Za-z\d一二三四五六七八九十]{0,2}(?:提?问)?"
)
# Words and stops of sentences; titles have none. "翻译如下" and "更自然的翻译" speak of translations.
_SAID_ZH = re.compile(r"[。？！；]|[的了是]|，.*，|[\u4e00-\u9fff，、（）]{41}|如下|以下")
# 陆总: a surname and how executives are addressed.
_ADDRESSED_ZH = re.compile(r"(?P<surname>[\u4e00-\u9fff]{1,2})(?P<title>[总董])")
_GENERIC = re.compile(
    r"(?:conference |call )?(?:operator|coordinator)(?: \d{1,2})?|moderator|editor|interpreter|translator|unidentified .*|主持人|接线[员生]|操作员|翻译|口译员?|译员|会议助理",
    re.IGNORECASE,
)
_NOT_A_NAME = frozenset(
    (
        "thank thanks good hello hi okay ok yes no so and but the we our this that please now first second third "
        "next question answer note for in on at to it if as with you your all adjusted revenue revenues total net "
        "gross looking moving turning here there what how when why well right sure great let i i'm we're"
    ).split()
)
_MAX_LABEL = 160
_TWO_SENTENCES = re.compile(r"[a-z]{3,}\. [A-Z]")
_HAN = re.compile(r"[\u4e00-\u9fff]")
# "Chen, Jr." and "Acme Inc." end with a stop and no sentence.
_SENTENCE_END = re.compile(
    r"(?:[?!。？！,;，；]|(?<!Jr)(?<!Sr)(?<!Inc)(?<!Ltd)(?<!Corp)(?<!Co)(?<!N\.V)(?<!S\.A)(?<!L\.P)(?<! [A-Z])\.)$"
)


@lru_cache(maxsize=8192)
def title_role(title: str) -> Role | None:
    """Return the role that a title says, null where it says none."""
    title = simplified(title)
    for role, pattern in _ROLE_WORDS:
        if pattern.search(title):
            return role
    return None


def is_placeholder(name: str) -> bool:
    """Whether a label's name is a stand-in such as "Unidentified Participant" or "Speaker 3"."""
    name = simplified(name.strip())
    return _PLACEHOLDER.fullmatch(name) is not None or _questioner(name) is not None


def _questioner(name: str) -> re.Match[str] | None:
    """Match somebody whom minutes call by firm and function; 何思雨分析师 is somebody's name and function."""
    found = _QUESTIONER_ZH.fullmatch(simplified(name))
    return None if found and has_surname(found["firm"]) else found


def is_generic(name: str) -> bool:
    """Whether a label's name is that of a function ("Operator", 主持人) and no person's."""
    return _GENERIC.fullmatch(simplified(name.strip())) is not None


def is_company(name: str) -> bool:
    """Whether a name ends as companies' names do."""
    return _COMPANY.search(name) is not None


@lru_cache(maxsize=8192)
def parse_label(text: str) -> Label | None:
    """Take a label apart.

    Args:
        text: A whole label line, or what stands before an inline label's colon.

    Returns:
        Null where it cannot be a label: no name stands in it.
    """
    if len(text) > 2 * _MAX_LABEL:
        return None
    printed = text.strip(_EMPHASIS).rstrip(":：").strip(_EMPHASIS)
    text = _plain(printed)
    if not text or len(text) > _MAX_LABEL or _SENTENCE_END.search(text) or text.count("(") != text.count(")"):
        return None
    if is_generic(text) or is_placeholder(text):
        unnamed = _questioner(text)
        label: Label | None = Label(text, text, firm=text[: unnamed.end("firm")] if unnamed else "")
    elif not _HAN.search(text):
        label = _latin_label(text)
    else:
        label = _chinese_label(text) or _bilingual_label(text)
    return replace(label, text=printed) if label is not None else None


def _plain(text: str) -> str:
    """Return a text with full-width Latin letters, digits and blanks, and compatibility ideographs, in usual forms."""
    if text.isascii():
        return text
    return "".join(
        unicodedata.normalize("NFKC", character)
        if ("\uff01" <= character <= "\uff5e" and character.isalnum())
        or character in "\u3000\u00a0"
        or "\uf900" <= character <= "\ufaff"
        else character
        for character in text
    )


def _bilingual_label(text: str) -> Label | None:
    """Take apart a label that prints its Chinese form after the English one: Operator 接線員."""
    found = re.fullmatch(r"([^\u4e00-\u9fff]+?)[\s(（|/]+[\u4e00-\u9fff·‧ 、，]+[)）]?", text)
    plain = parse_label(found[1]) if found else None
    return replace(plain, text=text) if plain is not None else None


def _latin_label(text: str) -> Label | None:
    parts = [part for printed in _SEPARATOR.split(text) if (part := printed.strip(_EMPHASIS))]
    if not parts:  # a line of separators
        return None
    bracketed = re.fullmatch(r"(.+?)\s*[(\[]([^()\[\]]+)[)\]]", parts[0])
    if bracketed and re.search(r"[\d:%]", bracketed[2]):
        return None  # a listing: "Fjordline (OSE:FJL)"
    if bracketed:
        parts[:1] = [bracketed[1], bracketed[2]]
    elif _SUFFIX.search(parts[0]):
        pass
    elif ", " in parts[0] and (title_role(parts[0].partition(", ")[2]) or _NAME_FIRM.fullmatch(parts[0])):
        parts[:1] = parts[0].split(", ", 1)
    name = parts[0]
    if (
        not _LATIN_NAME.fullmatch(name)
        or re.search(r"-(?:and|or|of)-", name)
        or is_company(name)
        or _TITLE_FIRST.match(name)
        or name.split()[0].lower().strip(".,") in _NOT_A_NAME
    ):
        return None
    title, firm = _title_and_firm(parts[1:])
    return None if _TWO_SENTENCES.search(title) else Label(text, name, title, firm)


def parse_detail(text: str) -> tuple[str, str]:
    """Take the line under a name apart: title and firm, each empty where it has none.

    "Chief Financial Officer, Harbour Bank & Co." and "Harbour Bank - CFO" give the same; so does a title or a firm
    alone. Speech gives neither.
    """
    text = text.strip()
    if not text or len(text) > _MAX_LABEL or _SENTENCE_END.search(text) or not _DETAIL.fullmatch(text):
        return "", ""
    parts = [part.strip() for part in re.split(r"\s+[-\u2013\u2014]{1,2}\s+", text) if part.strip()]
    if len(parts) > 1:
        return _title_and_firm(parts)
    title, comma, firm = text.partition(", ")
    if comma and title_role(title) and not title_role(firm):
        return title, firm
    return (text, "") if title_role(text) else ("", text)


def _title_and_firm(rest: list[str]) -> tuple[str, str]:
    """Tell title from firm: of two parts the one with a title's words is the title."""
    if not rest:
        return "", ""
    if len(rest) == 1:
        return (rest[0], "") if title_role(rest[0]) else ("", rest[0])
    title = next((part for part in reversed(rest) if title_role(part)), rest[-1])
    return title, " - ".join(part for part in rest if part is not title)


def _chinese_label(text: str) -> Label | None:
    simple = simplified(text)
    if _SAID_ZH.search(simple):
        return None
    bracketed = re.fullmatch(r"(.+?)\s*[(（\[【]([^()（）]+)[)）\]】]", simple)
    core, inside = (text[: bracketed.end(1)], text[bracketed.start(2) : bracketed.end(2)]) if bracketed else (text, "")
    addressed = _ADDRESSED_ZH.fullmatch(simple)
    if addressed and has_surname(addressed["surname"] + "一"):
        return Label(text, text, addressed["title"])
    titles = list(_TITLES_ZH.finditer(simplified(core)))
    name, after = core, 0
    if titles:
        after = titles[0].start()
        name = core[titles[-1].end() :] or core[: titles[0].start()]
        if not core[titles[-1].end() :] and len(blocks := re.split(r"[\s|｜]+", name.strip(" |｜"))) > 1:
            name = blocks[0]  # firm and title after it: 何思雨 海岸证券分析师
            after = core.index(name) + len(name)
    name = bare(name.strip(" |｜·-—,，"))
    if not (_HAN_NAME.fullmatch(name) or _LATIN_NAME.fullmatch(name)):
        return None
    named_first = bool(titles) and not core[titles[-1].end() :].strip(" |｜")
    spoken_title = (core[after:] if named_first else core[: titles[-1].end()]) if titles else ""
    title = inside or spoken_title.strip(" |｜-—")
    if not title and not _looks_like_person(name):
        return None
    # The firm stands before the title, and its last word may be read as one: 海岸证券 | 分析师 何思雨.
    employer = next((one for one in titles if one[0] in _EMPLOYERS), None)
    before_name = bool(titles) and name in core[titles[-1].end() :]
    end = employer.end() if employer else titles[0].start() if before_name else 0
    firm = core[after if named_first else 0 : end].strip(" |｜")
    return Label(text, name, title, firm)


def _looks_like_person(name: str) -> bool:
    return has_surname(name) or _LATIN_NAME.fullmatch(name) is not None
