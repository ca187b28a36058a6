"""Discrepancies and measures of hand-made beads."""

from __future__ import annotations

import pytest

from duizhao.gaps import find_discrepancies, measure, read_quantities
from duizhao.records import Alignment, Discrepancy, Measure, Segment
from duizhao.vocabulary import Level, Relation
from golden.loading import speech

SENTENCE, PASSAGE = Level.SENTENCE, Level.PASSAGE


def pieces(*texts: str) -> list[Segment]:
    return [speech(text, index=index) for index, text in enumerate(texts)]


def discrepancies(source: str, target: str, relation: Relation = Relation.INTERPRETATION) -> tuple[Discrepancy, ...]:
    segments = pieces(source, target)
    beads = [Alignment(relation, level, (0,), (1,), 1.0) for level in (PASSAGE, SENTENCE)]
    return find_discrepancies(beads, segments, read_quantities(segments))


@pytest.mark.parametrize(
    ("source", "target", "kind", "values", "words"),
    [
        ("收入为27.34亿元。", "Revenue was RMB27.34 billion.", "quantity", ("27.34亿元", "RMB27.34 billion"), "10"),
        ("投资了500万元。", "We invested RMB500 million.", "quantity", ("500万元", "RMB500 million"), "100"),
        ("毛利率为32.5%。", "Gross margin was 35.2%.", "quantity", ("32.5%", "35.2%"), "same digits"),
        ("毛利率为32.5%。", "Gross margin was 28.1%.", "quantity", ("32.5%", "28.1%"), "different figures"),
        (
            "毛利率提升1.5个百分点。",
            "Gross margin rose 1.5%.",
            "quantity",
            ("1.5个百分点", "1.5%"),
            "percentage points",
        ),
        ("利润率为负3.5%。", "The margin was 3.5%.", "quantity", ("负3.5%", "3.5%"), "sign"),
        ("订单增长18%。", "Orders declined 18%.", "direction", ("18%", "18%"), "up"),
        (
            "收入环比增长18%。",
            "Revenue grew 18% year over year.",
            "quantity",
            ("18% quarter on quarter", "18% year on year"),
            "quarter on quarter",
        ),
    ],
)
def test_each_kind_is_found(source: str, target: str, kind: str, values: tuple[str, str], words: str) -> None:
    (found,) = discrepancies(source, target)
    assert found.type == kind
    assert (found.source_value, found.target_value) == values
    assert words in found.explanation
    assert 0.0 < found.confidence < 1.0
    assert (found.source, found.target) == ((0,), (1,))


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("收入为27.34亿元。", "Revenue was RMB2.734 billion."),
        ("收入为27.34亿元。", "Revenue was about RMB2.7 billion."),
        ("收入近10亿元。", "Revenue was RMB970 million."),
        ("我们有12亿的收入。", "Revenue was RMB1.2 billion."),
        ("毛利率为32.5%。", "Gross margin was 32.5%."),
        ("毛利率提升1.5个百分点。", "Gross margin rose by 150 basis points."),
        ("订单增长18%。", "Orders grew 18%."),
        ("订单是18%。", "Orders declined 18%."),  # no direction on one side
        ("收入环比增长18%。", "Revenue grew 18% quarter over quarter."),
        ("收入同比增长18%。", "Revenue grew 18% from last year."),
        ("收入增长18%。", "Revenue grew 18% year over year."),
        ("利润率为负3.5%。", "The margin was negative 3.5%."),
        ("收入很好。", "Revenue was RMB2.734 billion."),
        ("收入为3亿元。", "Revenue was US$300 million and costs were RMB300 million."),
    ],
)
def test_what_agrees_or_cannot_be_compared_is_none(source: str, target: str) -> None:
    assert discrepancies(source, target) == ()


@pytest.mark.parametrize("target", ["Revenue was good.", "Gross margin was 32.5%."])
def test_a_figure_that_the_passage_holds_nowhere_is_an_omission(target: str) -> None:
    found = [one for one in discrepancies("收入为27.34亿元。", target) if one.source == (0,) and one.source_value]
    assert [(one.type, one.source_value, one.target_value) for one in found] == [("omission", "27.34亿元", "")]


@pytest.mark.parametrize(("source", "target"), [("收入很好。", "Orders are fine."), ("我们有三个厂。", "We are here.")])
def test_what_holds_no_figure_omits_none(source: str, target: str) -> None:
    assert discrepancies(source, target) == ()


def test_a_figure_said_elsewhere_in_the_passage_is_not_wrong() -> None:
    segments = pieces("毛利率为32.5%。", "净利率为28.1%。", "Gross margin was 28.1%.", "Net margin was 32.5%.")
    beads = [
        Alignment(Relation.INTERPRETATION, PASSAGE, (0, 1), (2, 3), 1.0),
        Alignment(Relation.INTERPRETATION, SENTENCE, (0,), (2,), 1.0),
        Alignment(Relation.INTERPRETATION, SENTENCE, (1,), (3,), 1.0),
    ]
    assert find_discrepancies(beads, segments, read_quantities(segments)) == ()


def test_passes_are_not_compared() -> None:
    assert discrepancies("Margin was 32.5%.", "Margin was 35.2%.", Relation.REPETITION) == ()
    assert discrepancies("Margin was 32.5%.", "Margin was 35.2%.", Relation.TRANSLATION)


def test_one_sided_beads_are_not_compared() -> None:
    segments = pieces("毛利率为32.5%。", "Gross margin was 35.2%.")
    beads = [
        Alignment(Relation.INTERPRETATION, SENTENCE, (0,), (), 1.0),
        Alignment(Relation.INTERPRETATION, SENTENCE, (), (1,), 1.0),
    ]
    assert find_discrepancies(beads, segments, read_quantities(segments)) == ()


def measures(
    segments: list[Segment], beads: list[Alignment], scope: str = "passage"
) -> dict[str, tuple[float | None, int]]:
    found = measure(beads, segments, read_quantities(segments))
    assert all(isinstance(one, Measure) and one.unit == "ratio" for one in found)
    return {one.measure: (one.value, one.n) for one in found if one.scope == scope}


def interpretation(*beads: tuple[tuple[int, ...], tuple[int, ...]]) -> list[Alignment]:
    whole = tuple(tuple(index for bead in beads for index in bead[side]) for side in (0, 1))
    return [
        Alignment(Relation.INTERPRETATION, PASSAGE, whole[0], whole[1], 1.0),
        *(Alignment(Relation.INTERPRETATION, SENTENCE, one, other, 1.0) for one, other in beads),
    ]


def test_measures_of_a_passage() -> None:
    segments = pieces(
        "We opened two docks there.",
        "It cost 12 million in all.",
        "Docks opened.",
        "It was 12 million, all told today.",
    )
    found = measures(segments, interpretation(((0,), ()), ((1,), (3,)), ((), (2,))))
    assert found["omission_rate"] == (pytest.approx(5 / 11, abs=1e-6), 11)
    assert found["addition_rate"] == (pytest.approx(2 / 9, abs=1e-6), 9)
    assert found["length_ratio"] == (pytest.approx(9 / 11, abs=1e-6), 11)
    assert found["number_fidelity"] == (1.0, 1)


def test_a_lost_figure_lowers_fidelity() -> None:
    segments = pieces("收入为3亿元，毛利率为32.5%。", "Revenue was RMB300 million.")
    assert measures(segments, interpretation(((0,), (1,))))["number_fidelity"] == (0.5, 2)


def test_fidelity_without_figures_is_null_and_not_zero() -> None:
    segments = pieces("订单很好。", "Orders are good.")
    found = measures(segments, interpretation(((0,), (1,))))
    assert found["number_fidelity"] == (None, 0)
    assert found["omission_rate"][0] == 0.0


def test_measures_of_a_transcript_weigh_passages_by_size() -> None:
    segments = pieces(
        "收入为3亿元。", "It was good.", "毛利率为32.5%，净利率为28.1%。", "The margins were 32.5% and 28.1%."
    )
    beads = [*interpretation(((0,), (1,))), *interpretation(((2,), (3,)))]
    assert measures(segments, beads, "transcript")["number_fidelity"] == (pytest.approx(2 / 3, abs=1e-6), 3)


def test_translations_say_nothing_of_interpreting() -> None:
    segments = pieces("Revenue was RMB300 million.", "收入为3亿元。")
    beads = [Alignment(Relation.TRANSLATION, level, (0,), (1,), 1.0) for level in (PASSAGE, SENTENCE)]
    assert measures(segments, beads) == {"translation_number_fidelity": (1.0, 1)}


def test_nothing_aligned_nothing_measured() -> None:
    assert measure([], pieces("Good day."), ()) == ()
