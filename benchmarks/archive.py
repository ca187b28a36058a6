"""Write an archive of invented calls, as many as are wanted, each like one of the samples and unlike all others.

    python benchmarks/archive.py FOLDER NUMBER [--seed N]

Call number i is made of sample i modulo 9: turns are dropped, repeated and swapped, figures changed, and the invented
names replaced by other invented ones, in every spelling and both languages. Nothing depends on the calls before it:
the first 250 of an archive of 2,000 are an archive of 250.
"""

# ruff: noqa: E501 - tables of names
from __future__ import annotations

import argparse
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from random import Random

SAMPLES = Path(__file__).resolve().parents[1] / "corpus" / "samples"
PER_FOLDER = 100
# Share of turns that each of the three changes meets: as many come as go, so that sizes stay those of the samples.
_SHARE = 0.08
# The greeting, the last words.
_FIRST, _LAST = 2, 1
_LABEL = 100

# What a name is replaced by: its Latin letters, its Han characters.
_POOLS = {
    "family": "Bai 白|Cao 曹|Fan 范|Gu 古|Hou 侯|Jin 金|Kang 康|Lei 雷|Mi 米|Ni 倪|Pu 蒲|Qi 祁|Ren 任|Shi 石|Tian 田|Wen 文"
    "|Xia 夏|Yan 晏|Zhu 朱|Zuo 左|Bao 包|Cai 蔡|Dai 戴|Fu 傅|He 何|Hu 胡|Ji 季|Mao 毛|Pan 潘|Shao 邵|Tao 陶|Yu 俞",
    "given": "Anqi 安琪|Baichuan 百川|Chengye 承野|Dongyang 冬阳|Fangzhou 方舟|Guanlan 冠南|Haoran 浩然|Jiahe 家禾"
    "|Kaiming 凯明|Lanting 若亭|Minxue 敏雪|Ningyu 宁宇|Peilin 沛林|Qiushi 秋石|Ruilin 瑞林|Siyuan 思源|Tianyou 天佑"
    "|Weiran 未然|Xinyi 心怡|Yichen 以辰|Zhaoyu 昭玉|Boran 柏然|Kezhen 可真|Muqing 沐青",
    "woman": "Abigail 艾比|Cara 卡拉|Dora 多拉|Emma 艾玛|Flora 芙拉|Hilda 希妲|Ina 伊娜|Jana 雅娜|Karla 卡尔拉|Livia 莉薇"
    "|Mara 玛拉|Nora 娜拉|Petra 佩特拉|Rosa 若莎|Sonia 索娅|Tara 塔拉|Uma 乌玛|Wilma 薇玛|Yara 雅拉|Zoe 佐伊",
    "man": "Aldo 阿多|Bruno 布鲁|Cyril 西里|Darius 达里|Edgar 艾加|Felix 菲力|Gustav 古斯|Hector 赫克|Ivo 伊沃|Jonas 乔那"
    "|Kurt 库特|Leo 里奥|Milo 米洛|Nico 尼可|Otis 欧提|Pavel 帕维|Quentin 昆汀|Rufus 鲁夫|Silas 塞拉|Theo 西奥",
    "last": "Albrecht 阿布|Bellamy 贝米|Carver 卡佛|Dunmore 邓莫|Ellery 艾勒|Farrow 法若|Garrick 加里|Hollis 何里"
    "|Ibsen 易生|Jarvis 加维|Keller 克勒|Lomax 洛麦|Mercer 梅瑟|Norwood 诺伍|Osgood 欧古|Pryce 普来|Rourke 若克"
    "|Sorrel 索若|Thorne 索恩|Vance 凡斯|Weston 维顿|Yardley 雅里|Calloway 卡洛|Dexter 戴特",
    "company": "Anlan 安澜|Beiyue 北岳|Chaoyuan 潮原|Dunhe 敦和|Fuchun 富春|Guyuan 谷原|Haiqing 海晴|Jinghu 晶湖|Kunyu 昆宇"
    "|Linzhou 林洲|Mingsha 明沙|Nanting 南亭|Pinghu 平湖|Qinghe 清和|Ruiyang 瑞洋|Songbai 松柏|Tianmu 天目|Wangchuan 望川"
    "|Xilin 西林|Yonghe 永和|Zhenhai 真海|Baihe 白河|Dongpu 东浦|Hengchuan 恒川",
    "firm": "Aldergate 安信|Birchmoor 白原|Copperfield 同野|Dunwick 东维|Eastleigh 东里|Fernbank 凤岸|Glenholm 格林"
    "|Hawksmere 鹤湖|Ivybridge 常春|Juniper 桂柏|Kestrel 赤隼|Lindisfarne 林岸|Moorgate 莫门|Netherby 南比|Oakhampton 橡原"
    "|Pinecrest 松岭|Ravensworth 乌岭|Silverdale 银谷|Tarnbrook 塔溪|Wexcombe 维谷",
}
# The names in each sample, one to a `;`, all spellings of one to a `|`, recognised and translated ones too.
_NAMES = {
    "asr_call_twice": "company Xunquan|Shin Chuan; man Jasper; last Yin|Ying; family Luo|Low|Law; given Yijun|Yee June;"
    " man Andrew; last Pei; woman Daphne; last Kwok|Quark; firm Stonebrook",
    "asr_one_line": "firm Thornbury; woman Rosalind; last Achebe|a Chaby; man Magnus; last Eidem; woman Teresa; last Quill;"
    " man Howard; last Banks; firm Penrith",
    "asr_original_and_rendition": "company Feiling|Failing; woman Kathy|Cathy; last Meng|Mung; woman Dana;"
    " family Ouyang|O Young|Wu Yang|Oyang; given Shuo; woman Helen; last Deng|Dang; man Victor; last Bao|Bell;"
    " woman Lena|Lina; last Hartwig|Hardwick; family Xue|Shui; given Ping; firm Ashgrove; firm Morrow; firm Dongheng",
    "chinese_only": "company 禾岭; family 许; given 知微; family 宋; given 砚秋; family 魏; given 长庚; family 丁;"
    " given 一帆; family 郭; given 蔚; family 柯; given 明远; firm 松台; firm 启岸",
    "chinese_original_english_rendition": "company 泊川; family 陈|Chen; given 屿安; family 方|Fang; given 若瑜|Ruoyu;"
    " family 林|Lin; given 子墨|Zimo; man Oliver|奥利弗; last Grant; family 贺; given 晚秋|Wanqiu; firm Lockmere; firm 信泽;"
    " firm 苇岸",
    "dual_language_subtitles": "company 澜屿|Lanyu; family 沈|Shen; given 若棠|Ruotang; family 高|Gao; given 景行|Jingxing;"
    " woman Marta|玛尔塔; last Lind|林德; man Daniel|丹尼尔; last Abebe|阿贝贝",
    "english_only": "firm Solvane; man Robert; woman Ingrid; last Maas; man Tobias; last Renner; woman Adaeze; last Obi;"
    " man Lorcan; last Whyte; man Callum; last Frith; woman Emiko; last Sato; man Denes; last Varga; firm Brackenhurst;"
    " firm Quillpoint; firm Castlemere",
    "interpreted_planted_errors": "company Shuofeng; woman Irene; last Fok; family Zhong|钟; given Boyang; family Du|杜;"
    " given Wanting|婉婷; man Marcus; last Heng; family Qin|秦; given Yuhe|予禾; man Paul|保罗; last Devane;"
    " family Xiong|熊; given Lei|蕾; firm Xinlan|新岚; firm Larkspur; firm Rookwood; company Hongyuan|宏岳",
    "labelled_machine_translation": "company Yunshu|雲舒; woman Bonnie|邦妮; last Ruan|阮; family Lu|盧|陸; given Jingtao|景濤;"
    " woman Vivian|薇薇安; last Qiao|喬; family Tang|唐; given Yueru|月如; man Gareth|加雷斯; last Moss|莫斯;"
    " woman Priya|普里亞; last Raman|拉曼; family Shen|沈; given Lifan|立帆; firm Tidewell; firm Calder; firm Hengbo|恆博",
}
_GIVEN = {"given", "woman", "man"}
# A family name of one character is one only before a given name or a title, and behind "old", "little" or a dot.
_TITLES = "总|總|博士|先生|女士|董事长"
_MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
# Dates, years, numbers and times of cues, products and plans stay; of what is left every figure changes.
_STAYS = (
    rf"(?:{_MONTHS}) \d+(?:, \d{{4}})?|\d\d/\d\d/\d{{4}}|\d\d:\d\d:\d\d,\d+|(?<!\d)20[23]\d(?![\d,])|\d+\s?[月日]"
    r"|\d+th\b|HX-\d+|F90|Clinic 24|24診|star \d|二十四小时|(?m:^\d+$)"
)
_FIGURES = re.compile(rf"(?P<stays>{_STAYS})|\d+|[二三四五六七八九](?=[十百千万亿])")
_HAN_DIGITS = "零一二三四五六七八九"
_CUE = re.compile(r"(\d+):(\d+):(\d+),(\d+) --> (\d+):(\d+):(\d+),(\d+)")


def write_archive(folder: Path, number: int, *, seed: int = 1, first: int = 0) -> list[Path]:
    """Write calls number `first` to `first + number - 1` into subfolders of a folder; the same seed, the same bytes."""
    samples = sorted(SAMPLES.iterdir())
    texts = [sample.read_text("utf-8") for sample in samples]
    written = []
    for index in range(first, first + number):
        which = index % len(samples)
        sample = samples[which]
        path = folder / f"{index // PER_FOLDER:03}" / f"call_{index:06}{sample.suffix}"
        path.parent.mkdir(parents=True, exist_ok=True)
        rng = Random(f"{seed} {index}")  # noqa: S311 - no secret
        path.write_bytes(another(sample.stem, texts[which], rng).encode())
        written.append(path)
    return written


def another(sample: str, text: str, rng: Random) -> str:
    """Return another call of a sample's layout."""
    split, join = _LAYOUTS.get(sample, (_paragraphs, "\n".join))
    return _renamed(sample, refigured(join(_shuffled(list(split(text)), rng)), rng), rng)


def _shuffled(units: list[str], rng: Random) -> list[str]:
    """Drop, repeat and swap some units, but the first and the last."""
    head, body, tail = units[:_FIRST], units[_FIRST:-_LAST], units[-_LAST:]
    out: list[str] = []
    for unit in body:
        change = rng.random()
        if change < _SHARE:
            continue
        out += [unit, unit] if change < 2 * _SHARE else [unit]
        if change > 1 - _SHARE and len(out) > 1:
            out[-2:] = reversed(out[-2:])
    return [*head, *out, *tail]


def refigured(text: str, rng: Random) -> str:
    """Put another digit for each from 2 to 9, the same one throughout: what was equal in two languages stays equal."""
    digits = list("23456789")
    rng.shuffle(digits)
    table = str.maketrans("23456789" + _HAN_DIGITS[2:], "".join(digits) + "".join(_HAN_DIGITS[int(d)] for d in digits))
    return _FIGURES.sub(lambda found: found[0] if found["stays"] else found[0].translate(table), text)


def _renamed(sample: str, text: str, rng: Random) -> str:
    """Put other names for those of a sample."""
    new: dict[str, str] = {}
    patterns: list[str] = []
    pools = {kind: rng.sample(names.split("|"), len(names.split("|"))) for kind, names in _POOLS.items()}
    names = [name.strip().split(" ", 1) for name in _NAMES[sample].split(";")]
    given = "|".join(form for kind, forms in names if kind in _GIVEN for form in forms.split("|"))
    for kind, forms in names:
        latin, han = pools[kind].pop().split(" ")
        for form in forms.split("|"):
            new[form] = latin if form.isascii() else han
            patterns.append(_pattern(form, given))
    # The longest first: one name may begin with another.
    longest = sorted(patterns, key=len, reverse=True)
    return re.sub("|".join(longest), lambda found: new[found[0]], text)


def _pattern(form: str, given: str) -> str:
    if form.isascii():
        return rf"\b{form}\b"
    return form if len(form) > 1 else rf"{form}(?={given}|{_TITLES})|(?<=[老小郭熊·]){form}"


# --- the units of each layout ---------------------------------------------------------------------------------------


def _paragraphs(text: str) -> Iterator[str]:
    yield from text.splitlines()


def _starting(begins: Callable[[Sequence[str], int], bool]) -> Callable[[str], Iterator[str]]:
    """Return a function that cuts a text before every line that begins a turn."""

    def split(text: str) -> Iterator[str]:
        lines = text.splitlines()
        starts = [0, *(at for at in range(1, len(lines)) if begins(lines, at)), len(lines)]
        for start, end in pairwise(starts):
            yield "\n".join(lines[start:end])

    return split


def _is_label(lines: Sequence[str], at: int) -> bool:
    """A label stands in a line of its own; the interpreter's turn goes with the one before."""
    return lines[at][-1:].isalpha() and len(lines[at]) < _LABEL and lines[at] != "Interpreter"


def _is_named(lines: Sequence[str], at: int) -> bool:
    found = re.match(r"([^：:。]{1,40})[：:]", lines[at])
    return found is not None and found[1] not in {"Interpreter", "翻译"}


def _is_doubled(lines: Sequence[str], at: int) -> bool:
    return at + 1 < len(lines) and lines[at] == lines[at + 1]


def _cues(text: str) -> Iterator[str]:
    """Give both cues of one time together."""
    cues = text.strip().split("\n\n")
    for first, second in zip(cues[::2], cues[1::2], strict=True):
        yield f"{first}\n\n{second}"


def _subtitles(units: Sequence[str]) -> str:
    """Number and time the cues anew, each as long as it was."""
    out, now = [], 2000
    for number, unit in enumerate(units, 1):
        start = _CUE.search(unit)
        if start is None:
            raise ValueError(f"no time in the cue {unit!r}")
        values = [int(value) for value in start.groups()]
        begin, end = (((h * 60 + m) * 60 + s) * 1000 + ms for h, m, s, ms in (values[:4], values[4:]))
        times = f"{_clock(now)} --> {_clock(now + end - begin)}"
        out += [re.sub(r"^\d+\n.*", f"{number}\n{times}", cue) for cue in unit.split("\n\n")]
        now += end - begin + 140
    return "\n\n".join(out) + "\n"


def _clock(milliseconds: int) -> str:
    seconds, rest = divmod(milliseconds, 1000)
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02},{rest:03}"


def _sentences(text: str) -> Iterator[str]:
    yield from re.split(r"(?<=[.?!]) ", text)


_LAYOUTS: Mapping[str, tuple[Callable[[str], Iterator[str]], Callable[[Sequence[str]], str]]] = {
    "asr_one_line": (_sentences, " ".join),
    "chinese_only": (_starting(_is_named), "\n".join),
    "chinese_original_english_rendition": (_starting(_is_named), "\n".join),
    "dual_language_subtitles": (_cues, _subtitles),
    "english_only": (_starting(_is_label), "\n".join),
    "interpreted_planted_errors": (_starting(_is_label), "\n".join),
    "labelled_machine_translation": (_starting(_is_doubled), "\n".join),
}


def main() -> None:
    """Read the command line, write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("number", type=int)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    paths = write_archive(args.folder, args.number, seed=args.seed)
    print(f"{len(paths):,} calls, {sum(path.stat().st_size for path in paths):,} bytes in {args.folder}")


if __name__ == "__main__":
    main()
