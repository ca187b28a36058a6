"""Documents of every layout, and documents that look like one and are another: line by line, label by label."""

from __future__ import annotations

import pytest

from duizhao.layouts import lay_out, shipped
from golden.layout_cases import FIELDS, FOLDER, KINDS, Case, expected, facts, found, load, load_all

CASES = load_all()
GRAMMARS = [grammar.name for grammar in shipped()]
FEWEST_POSITIVE, FEWEST_NEGATIVE, FEWEST_IN_ALL = 3, 2, 150
# Words of grammars.toml say it of these; of the others the corpus does not warn.
RARE = {grammar.name for grammar in shipped() if not grammar.common}


@pytest.mark.parametrize(
    "case",
    [
        pytest.param(
            case,
            id=f"{case.file}: {case.title}",
            marks=[pytest.mark.xfail(strict=True, reason=case.fields["comment"])] if "expect" in case.fields else [],
        )
        for case in CASES
    ],
)
def test_case(case: Case) -> None:
    layout = lay_out(case.document)
    assert found(case, layout) == expected(case)
    for name, items in facts(layout).items():
        assert items == case.listed(name), name


@pytest.mark.parametrize("case", CASES, ids=[f"{case.file}: {case.title}" for case in CASES])
def test_cases_are_well_formed(case: Case) -> None:
    assert set(case.fields) <= set(FIELDS)
    assert case.fields["layout"] in {*GRAMMARS, "flat"}
    assert case.fields.get("expect", "fail") == "fail"
    assert case.fields.get("comment") or "expect" not in case.fields, "a known failure says why"
    assert all(line[0] in KINDS and line[1] == " " for line in case.lines if line.strip())
    assert any(line.strip() for line in case.lines)
    assert ("W_LABEL_STYLE" in case.listed("warnings")) is (case.fields["layout"] in RARE)


def test_no_case_stands_twice() -> None:
    assert len({(case.file, case.title) for case in CASES}) == len(CASES)
    assert len({case.document.text for case in CASES}) == len(CASES)
    assert len(CASES) >= FEWEST_IN_ALL


@pytest.mark.parametrize("name", GRAMMARS)
def test_every_grammar_has_cases_of_both_kinds(name: str) -> None:
    held = [case for case in load(FOLDER / f"{name}.txt") if "expect" not in case.fields]
    assert sum(case.fields["layout"] == name for case in held) >= FEWEST_POSITIVE
    assert sum(case.fields["layout"] != name for case in held) >= FEWEST_NEGATIVE
