"""The user's glossary: what a file may hold, and what a term asks of a rendition."""

from __future__ import annotations

from pathlib import Path

import pytest

import duizhao
from duizhao.errors import UsageError
from duizhao.gaps import Glossary, Names, find_discrepancies, load_glossary, make_views
from duizhao.records import Alignment
from duizhao.vocabulary import Level, Relation
from golden.loading import speech


def write(folder: Path, text: str | bytes) -> Path:
    path = folder / "terms.tsv"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


@pytest.mark.parametrize(
    "text",
    ["毛利率\tgross margin|gross profit margin\n", "\ufeff# terms\n\n毛利率,gross margin | gross profit margin\n"],
)
def test_a_file_of_two_columns(tmp_path: Path, text: str) -> None:
    assert load_glossary(write(tmp_path, text)).entries == ((("毛利率",), ("gross margin", "gross profit margin")),)


def test_traditional_forms_are_simplified(tmp_path: Path) -> None:
    glossary = load_glossary(write(tmp_path, "營業費用\toperating expenses\n"))
    assert glossary.holds("营业费用下降。", glossary.entries[0][0][0])


@pytest.mark.parametrize(
    ("text", "said"), [("毛利率\n", "line 1"), ("毛利率\tgross margin\n\t x\n", "line 2"), (b"\xff\xfe", "no UTF-8")]
)
def test_a_file_that_is_no_glossary_is_refused(tmp_path: Path, text: str | bytes, said: str) -> None:
    with pytest.raises(UsageError, match=said) as fault:
        load_glossary(write(tmp_path, text))
    assert fault.value.code == "E_GLOSSARY"


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="No such file"):
        load_glossary(tmp_path / "none.tsv")


@pytest.mark.parametrize(
    ("source", "target", "found"),
    [
        ("毛利率是32%。", "The gross margin was 32%.", False),
        ("毛利率是32%。", "Gross Margins were 32%.", False),
        ("毛利率是32%。", "The margin was 32%.", True),
        ("The gross margin was 32%.", "利潤率為32%。", True),
        ("The gross margin was 32%.", "毛利率為32%。", False),
        ("The grossest marginal note.", "没有。", False),
    ],
)
def test_a_term_asks_for_its_rendering(source: str, target: str, found: bool) -> None:
    glossary = Glossary(((("毛利率",), ("gross margin",)),))
    segments = [speech(source, index=0), speech(target, index=1)]
    alignments = [
        Alignment(Relation.INTERPRETATION, level, (0,), (1,), 1.0) for level in (Level.PASSAGE, Level.SENTENCE)
    ]
    names = Names(lambda _: False, glossary=glossary)
    kinds = [one.kind for one in find_discrepancies(make_views(alignments, segments, ()), names=names)]
    assert ("term" in kinds) is found


def test_a_build_with_another_glossary_has_another_signature(tmp_path: Path) -> None:
    (tmp_path / "call.txt").write_text("Operator: Welcome to the call.\nInes Falk: Gross margin was 32%.\n", "utf-8")
    signatures = []
    for number, line in enumerate(("毛利率\tgross margin\n", "毛利率\tmargin\n")):
        duizhao.build([tmp_path / "call.txt"], tmp_path / f"{number}", glossary=write(tmp_path, line))
        signatures.append(duizhao.open(tmp_path / f"{number}").info.signature)
    assert signatures[0] != signatures[1]
