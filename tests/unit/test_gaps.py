"""Discrepancies, types of renditions and measures of hand-made beads."""

from __future__ import annotations

import pytest

from duizhao.gap_records import Discrepancy, Unrendered
from duizhao.gaps import find_discrepancies, make_views, measure, type_renditions
from duizhao.gaps.matching import match
from duizhao.quantities import read_quantities
from duizhao.records import Alignment, Segment
from duizhao.vocabulary import Level, Relation
from golden.loading import speech

SENTENCE, PASSAGE = Level.SENTENCE, Level.PASSAGE


def pieces(*texts: str) -> list[Segment]:
    return [speech(text, index=index) for index, text in enumerate(texts)]


def beads_of(
    *beads: tuple[tuple[int, ...], tuple[int, ...]], relation: Relation = Relation.INTERPRETATION
) -> list[Alignment]:
    whole = tuple(tuple(index for bead in beads for index in bead[side]) for side in (0, 1))
    kinds = ["close" if one and other else "zero" if one else "non-rendition" for one, other in beads]
    named = relation is Relation.INTERPRETATION
    return [
        Alignment(relation, PASSAGE, whole[0], whole[1], 1.0),
        *(
            Alignment(relation, SENTENCE, *bead, 1.0, rendition=kind if named else None)
            for bead, kind in zip(beads, kinds, strict=True)
        ),
    ]


def found_in(
    segments: list[Segment], alignments: list[Alignment], clauses: tuple[Unrendered, ...] = ()
) -> tuple[Discrepancy, ...]:
    return find_discrepancies(make_views(alignments, segments, read_quantities(segments)), clauses)


def discrepancies(source: str, target: str, relation: Relation = Relation.INTERPRETATION) -> tuple[Discrepancy, ...]:
    return found_in(pieces(source, target), beads_of(((0,), (1,)), relation=relation))


@pytest.mark.parametrize("target", ["Revenue was good.", "Gross margin was 32.5%."])
def test_a_figure_that_the_passage_holds_nowhere_is_an_omission(target: str) -> None:
    found = [one for one in discrepancies("收入为27.34亿元。", target) if one.source_value]
    assert [(one.type, one.kind, one.source_value, one.target_value) for one in found] == [
        ("omission", "omitted-figure", "27.34亿元", "")
    ]


def test_spans_are_those_of_the_values() -> None:
    segments = pieces("今年的收入为27.34亿元。", "Revenue this year was RMB27.34 billion.")
    (found,) = found_in(segments, beads_of(((0,), (1,))))
    for index, span, value in ((0, found.source_span, found.source_value), (1, found.target_span, found.target_value)):
        assert span is not None
        assert segments[index].text[slice(*span)] == value


def test_a_figure_said_elsewhere_in_the_passage_is_not_wrong() -> None:
    segments = pieces("毛利率为32.5%。", "净利率为28.1%。", "Gross margin was 28.1%.", "Net margin was 32.5%.")
    assert found_in(segments, beads_of(((0,), (2,)), ((1,), (3,)))) == ()


def test_a_wrong_figure_is_found_though_its_sentence_is_paired_with_another() -> None:
    segments = pieces("收入为27.3亿元。", "订单很好。", "Orders are good.", "Revenue was RMB27.3 billion.")
    (found,) = found_in(segments, beads_of(((0,), (2,)), ((1,), (3,))))
    assert (found.kind, found.source, found.target) == ("scale", (0,), (3,))


def test_passes_are_not_compared() -> None:
    assert discrepancies("Margin was 32.5%.", "Margin was 35.2%.", Relation.REPETITION) == ()
    assert discrepancies("Margin was 32.5%.", "Margin was 35.2%.", Relation.TRANSLATION)


def test_an_original_that_the_recording_lost_is_no_addition() -> None:
    segments = pieces("Okay.", "Revenue was RMB300 million, up 14%.", "The margin was 32.5%.")
    assert found_in(segments, beads_of(((0,), (1,)), ((), (2,)))) == ()


def test_a_clause_that_nothing_renders_is_reported_once_with_its_figure() -> None:
    segments = pieces("订单很好，不过应收账款多了3.2亿元。", "Orders are good.")
    clause = Unrendered(1, 0, 5, 18, in_target=False, chance=0.97)
    found = found_in(segments, beads_of(((0,), (1,))), (clause,))
    assert [(one.type, one.kind, one.source_value) for one in found] == [
        ("omission", "omitted-clause", "不过应收账款多了3.2亿元")
    ]


@pytest.mark.parametrize("chance", [0.5, 0.89])
def test_a_clause_that_may_be_rendered_is_not_reported(chance: float) -> None:
    segments = pieces("订单很好，不过应收账款多了一些。", "Orders are good.")
    assert found_in(segments, beads_of(((0,), (1,))), (Unrendered(1, 0, 5, 15, in_target=False, chance=chance),)) == ()


@pytest.mark.parametrize(
    ("source", "target", "kind"),
    [
        ("收入为3亿元。", "Revenue was RMB300 million.", "close"),
        ("收入为3亿元。", "Revenue was RMB3 billion.", "substituted"),
        ("收入为3亿元，毛利率32.5%。", "Revenue was RMB300 million.", "reduced"),
        ("我们在这个季度里把两个新的码头都开起来了，客户都非常满意。", "Docks opened.", "reduced"),
        ("收入很好。", "Revenue was good, and I would like to add that all of our customers are happy.", "expanded"),
    ],
)
def test_types_of_renditions(source: str, target: str, kind: str) -> None:
    segments, alignments = pieces(source, target), beads_of(((0,), (1,)))
    views = make_views(alignments, segments, read_quantities(segments))
    typed = type_renditions(alignments, views, find_discrepancies(views))
    assert [one.rendition for one in typed] == [None, kind]


def test_one_sided_beads_are_zero_and_non_rendition_and_what_was_lost_stays_without_a_type() -> None:
    segments = pieces("收入为3亿元。", "Orders are good.", "这是另外一句话。")
    alignments = beads_of(((0,), ()), ((), (1,)))
    alignments.append(Alignment(Relation.INTERPRETATION, SENTENCE, (2,), (), 1.0, rendition=None))
    views = make_views(alignments, segments, ())
    assert [one.rendition for one in type_renditions(alignments, views, ())] == [None, "zero", "non-rendition", None]


def measures(segments: list[Segment], alignments: list[Alignment], scope: str = "passage") -> dict[str, float | None]:
    views = make_views(alignments, segments, read_quantities(segments))
    return {one.measure: one.value for one in measure(views, alignments) if one.scope == scope}


def test_measures_of_a_passage() -> None:
    segments = pieces(
        "We opened two docks there.",
        "It cost 12 million in all.",
        "Docks opened.",
        "It was 12 million, all told today.",
    )
    found = measures(segments, beads_of(((0,), ()), ((1,), (3,)), ((), (2,))))
    assert found["omission_rate"] == pytest.approx(5 / 11, abs=1e-6)
    assert found["addition_rate"] == pytest.approx(2 / 9, abs=1e-6)
    assert found["length_ratio"] == pytest.approx(7 / 6, abs=1e-6)
    assert found["number_fidelity"] == 1.0


def test_a_lost_figure_lowers_fidelity() -> None:
    segments = pieces("收入为3亿元，毛利率为32.5%。", "Revenue was RMB300 million.")
    assert measures(segments, beads_of(((0,), (1,))))["number_fidelity"] == 0.5


def test_fidelity_without_figures_is_null_and_not_zero() -> None:
    segments = pieces("订单很好。", "Orders are good.")
    found = measures(segments, beads_of(((0,), (1,))), "transcript")
    assert found["number_fidelity"] is None
    assert found["omission_rate"] == 0.0


def test_measures_of_a_transcript_weigh_passages_by_size() -> None:
    segments = pieces(
        "收入为3亿元。", "It was good.", "毛利率为32.5%，净利率为28.1%。", "The margins were 32.5% and 28.1%."
    )
    alignments = [*beads_of(((0,), (1,))), *beads_of(((2,), (3,)))]
    assert measures(segments, alignments, "transcript")["number_fidelity"] == pytest.approx(2 / 3, abs=1e-6)


def test_translations_say_nothing_of_interpreting() -> None:
    segments = pieces("Revenue was RMB300 million.", "收入为3亿元。")
    found = measures(segments, beads_of(((0,), (1,)), relation=Relation.TRANSLATION))
    assert found
    assert all(name.startswith("translation_") for name in found)
    assert found["translation_number_fidelity"] == 1.0


def test_nothing_aligned_nothing_measured() -> None:
    assert measures(pieces("Good day."), []) == {}


def test_matching_is_one_to_one() -> None:
    segments = pieces("增长12%，再增长12%。", "It grew 12%.")
    quantities = read_quantities(segments)
    sides = [[one for one in quantities if one.segment == index] for index in (0, 1)]
    matched = match(*sides)
    assert (len(matched.pairs), len(matched.source), len(matched.target)) == (1, 1, 0)
