"""Gap measures of hand-made beads: definitions, scopes, refusals, intervals."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from itertools import count

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duizhao.errors import UsageError
from duizhao.gap_records import Measure
from duizhao.gaps.measures import (
    MEASURES,
    BeadContext,
    Check,
    Definition,
    Words,
    compute,
    definition,
    interval,
    require,
)
from duizhao.gaps.measures.computing import SCOPES
from duizhao.gaps.measures.hedges import definitions as hedge_definitions
from duizhao.gaps.measures.length_ratio import FULL_RENDITION
from duizhao.gaps.views import BeadView, PassageView, Side
from duizhao.records import Alignment
from duizhao.tokens import size
from duizhao.vocabulary import Lang, Level, Relation

Texts = tuple[str, str]
ADDITIVE = [name for name, one in MEASURES.items() if one.count is not None]


def side(text: str, at: int) -> Side:
    return Side((at,) if text else (), text, Lang.EN if text.isascii() else Lang.ZH, ())


def passage(
    *beads: Texts,
    index: int = 0,
    turn: int | None = 0,
    speaker: int | None = 0,
    relation: Relation = Relation.INTERPRETATION,
    **facts: Sequence[object],
) -> list[BeadContext]:
    """Return a passage whose renditions follow its originals; `facts` give one value to each of its contexts."""
    numbers = count(100 * index)
    sources = [side(source, next(numbers)) for source, _ in beads]
    targets = [side(target, next(numbers)) for _, target in beads]
    whole = [Side(tuple(at for one in held for at in one.segments), "", Lang.EN, ()) for held in (sources, targets)]
    views = tuple(
        BeadView(at, Alignment(relation, Level.SENTENCE, one.segments, other.segments, 1.0), one, other)
        for at, one, other in zip(count(index + 1), sources, targets, strict=False)
    )
    bead = Alignment(relation, Level.PASSAGE, whole[0].segments, whole[1].segments, 1.0)
    held = PassageView(index, bead, whole[0], whole[1], views, turn, speaker)
    rows = [{name: values[at] for name, values in facts.items()} for at in range(len(views))]
    return [BeadContext(view, held, **row) for view, row in zip(views, rows, strict=True)]  # type: ignore[arg-type]


def row(rows: Sequence[Measure], name: str, scope: str = "transcript", at: int = 0) -> Measure:
    (found,) = [one for one in rows if (one.measure, one.scope, one.scope_id) == (name, scope, at)]
    return found


def only(name: str, *passages: Sequence[BeadContext]) -> Measure:
    return row(compute(passages, names=[name]), name)


# What each measure counts.


@pytest.mark.parametrize(
    ("name", "beads", "numerator", "denominator"),
    [
        ("omission_rate", [("We grew fast.", "我们增长很快。"), ("We hired.", "")], 2, 5),
        ("omission_rate", [("We grew fast.", "我们增长很快。"), ("", "谢谢。")], 0, 3),
        ("addition_rate", [("我们增长很快。", "We grew fast."), ("", "Thank you all."), ("谢谢。", "")], 3, 6),
        ("length_ratio", [("One two three four.", "Uno dos."), ("One two.", ""), ("", "Uno.")], 2, 4),
        ("hedge_density_source", [("Maybe we grew.", "我们增长了。"), ("Perhaps so.", "")], 1, 3),
        ("hedge_density_target", [("We may grow fast.", "Perhaps we might grow."), ("", "Maybe.")], 2, 4),
        ("footing_report", [("我们增长了。", "He said that we grew."), ("好。", "Good."), ("好。", "")], 1, 2),
        ("footing_report", [("He said so.", "他说是的。")], 0, 1),
        ("footing_person", [("我们会继续。", "They will go on."), ("好。", "Good."), ("好。", "")], 1, 2),
        ("footing_person", [("They agreed.", "我们同意了。")], 1, 1),
        ("footing_person", [("我们和他们。", "They did.")], 0, 1),
        ("connective_explicitation", [("需求好。收入增长。", "Demand was good, so revenue grew."), ("", "But.")], 1, 1),
        ("connective_explicitation", [("因为需求好，收入增长。", "Demand was good, so revenue grew.")], 0, 1),
        ("disfluency_source", [("Uh, we grew.", ""), ("", "嗯，好。")], 1, 3),
        ("disfluency_target", [("We grew.", "We, we grew fast.")], 1, 4),
        ("sentence_length_source", [("We grew fast.", "好。"), ("We hired.", "")], 5, 2),
        ("chunk_size", [("We grew fast.", "好。"), ("We hired.", "好。")], 5, 1),
        ("chunk_size", [("", "Thank you."), ("We hired.", "好。")], 2, 1),
    ],
)
def test_what_is_counted(name: str, beads: list[Texts], numerator: float, denominator: float) -> None:
    found = only(name, passage(*beads))
    assert (found.numerator, found.denominator) == pytest.approx((numerator, denominator))
    assert found.value == pytest.approx(MEASURES[name].factor * numerator / denominator, abs=1e-6)


def test_a_chinese_character_is_part_of_a_word() -> None:
    assert only("length_ratio", passage(("我们增长很快", "We grew fast."))).value == pytest.approx(
        3 / (6 / 1.48), abs=1e-6
    )
    assert FULL_RENDITION[0] < 1 < FULL_RENDITION[1]


def test_sentences_of_a_side_of_several_segments_are_counted() -> None:
    (context,) = passage(("We grew. We hired more people", "好。"))
    two = Side((0, 1), context.view.source.text, Lang.EN, ())
    view = BeadView(1, context.view.bead, two, context.view.target)
    assert only("sentence_length_source", [BeadContext(view, context.passage)]).denominator == 2


def test_a_chunk_is_what_stands_before_the_rendition() -> None:
    first, second = passage(("We grew fast.", "好"), ("We hired.", "好"))
    assert only("chunk_size", [first]).value == 5
    assert only("chunk_size", [second]).value is None
    # Sentence by sentence: original 0, rendition 1, original 2, rendition 3.
    sides = [side(text, at) for at, text in enumerate(("We grew fast.", "好", "We hired.", "好"))]
    views = tuple(
        BeadView(view.index, view.bead, one, other)
        for view, one, other in zip(first.passage.beads, sides[::2], sides[1::2], strict=True)
    )
    held = replace(first.passage, beads=views)
    assert only("chunk_size", [BeadContext(view, held) for view in views]).value == 3
    behind = tuple(BeadView(view.index, view.bead, view.target, view.source) for view in first.passage.beads)
    held = replace(first.passage, beads=behind)
    assert only("chunk_size", [BeadContext(view, held) for view in behind]).value is None


def test_figures_names_and_terms() -> None:
    checks = (Check("陆明远", "Lu Mingyuan", found=True), Check("何思雨", "", found=False))
    contexts = passage(("甲", "A"), ("乙", ""), fidelity=[(2, 3), (0, 1)], names=[checks, ()], terms=[checks, checks])
    assert (only("number_fidelity", contexts).numerator, only("number_fidelity", contexts).denominator) == (2, 4)
    assert (only("name_recall", contexts).value, only("name_recall", contexts).n) == (0.5, 1)
    assert (only("term_recall", contexts).value, only("term_recall", contexts).n) == (0.5, 2)


def test_consistency_is_the_index_of_each_repeated_term() -> None:
    terms = [
        (Check("云", "cloud", found=True), Check("芯片", "chip", found=True)),
        (
            Check("雲", "Cloud", found=True),
            Check("芯片", "semiconductor", found=True),
            Check("镜头", "lens", found=True),
        ),
        (Check("云", "", found=False),),
    ]
    found = only("term_consistency", passage(("甲", "A"), ("乙", "B"), ("丙", "C"), terms=terms))
    # 云: one rendering, 1.0; 芯片: two, 0.5; 镜头 was rendered once.
    assert (found.value, found.denominator, found.n) == (0.75, 4, 2)


def test_renditions_are_shares_of_typed_beads() -> None:
    kinds = ["close", "close", "zero", "non-rendition", None]
    rows = compute([passage(*[("甲", "A")] * 5, rendition=kinds)])
    shares = {
        name: row(rows, name).value for name in MEASURES if name.startswith("rendition_") or name == "non_rendition"
    }
    assert len(shares) == 7
    assert sum(filter(None, shares.values())) == 1.0
    assert (shares["rendition_close"], shares["rendition_zero"], shares["non_rendition"]) == (0.5, 0.25, 0.25)
    assert row(rows, "rendition_reduced").value == 0.0


def test_a_shift_is_the_difference_of_the_densities() -> None:
    beads = [("我们可能会增长", "We will grow."), ("收入很好", "Perhaps revenue was good, I think."), ("也许", "")]
    rows = compute([passage(*beads), passage(("大概三成", "Thirty percent of it"), index=9, turn=1)])
    for scope, at in (("passage", 0), ("passage", 9), ("transcript", 0)):
        values = {name: row(rows, name, scope, at).value for name in MEASURES if name.startswith("hedge")}
        difference = values["hedge_density_target"] - values["hedge_density_source"]
        assert values["hedge_shift"] == pytest.approx(difference, abs=1e-5)
    shift = row(rows, "hedge_shift")
    assert shift.value == pytest.approx(1000 * shift.numerator / shift.denominator, abs=1e-6)
    assert shift.n == 3


def test_another_list_may_be_counted() -> None:
    (density, *_) = hedge_definitions(Words("allegedly", "据称", not_chinese="据称重"))
    (context,) = passage(("据称重后，据称增长", "It allegedly grew."))
    assert density.count is not None
    assert density.count(context) == (1.0, size("据称重后，据称增长"))


def test_what_the_recording_lost_is_no_omission() -> None:
    contexts = passage(("We grew.", ""), ("We hired.", "我们招聘了。"), lost=[True, False], rendition=[None, "close"])
    assert (only("omission_rate", contexts).value, only("omission_rate", contexts).denominator) == (0.0, 2)


def test_more_figures_kept_than_said_are_refused() -> None:
    with pytest.raises(ValueError, match=r"give \(kept, said\)"):
        passage(("甲", "A"), fidelity=[(3, 2)])


def test_a_definition_counts_in_one_way() -> None:
    with pytest.raises(ValueError, match="either `count` or `over`"):
        Definition("x", "ratio", "", "", "", frozenset())


# Scopes.


def test_scopes_and_their_order() -> None:
    first = passage(("We grew fast.", ""), index=0, turn=3, speaker=1)
    second = passage(("We hired.", "好"), index=5, turn=3, speaker=1)
    third = passage(("Thanks.", "谢谢"), index=7, turn=4, speaker=None)
    rows = compute([third, first, second], names=["omission_rate"])
    assert [(one.scope, one.scope_id, one.value, one.n) for one in rows] == [
        ("passage", 0, 1.0, 1),
        ("passage", 5, 0.0, 1),
        ("passage", 7, 0.0, 1),
        ("turn", 3, 0.6, 2),
        ("turn", 4, 0.0, 1),
        ("speaker", 1, 0.6, 2),
        ("transcript", 0, 0.5, 3),
    ]


def test_rows_of_a_scope_come_in_order_of_the_registry() -> None:
    rows = compute([passage(("We grew.", "我们增长。"))], names=["chunk_size", "length_ratio", "omission_rate"])
    assert [one.measure for one in rows if one.scope == "turn"] == ["omission_rate", "length_ratio", "chunk_size"]


def test_null_is_never_zero() -> None:
    rows = compute([passage(("We grew.", "我们增长。"))], names=["number_fidelity", "name_recall", "term_consistency"])
    assert [(one.scope, one.value, one.n, one.numerator, one.denominator) for one in rows] == [
        ("transcript", None, 0, 0.0, 0.0)
    ] * 3


def test_a_zero_denominator_gives_null(monkeypatch: pytest.MonkeyPatch) -> None:
    empty = Definition("length_ratio", "ratio", "", "", "", frozenset(Relation), count=lambda _: (0.0, 0.0))
    monkeypatch.setattr("duizhao.gaps.measures.computing.MEASURES", {"length_ratio": empty})
    rows = compute([passage(("We grew.", "我们增长。"))])
    assert [(one.scope, one.value, one.n) for one in rows] == [(scope, None, 1) for scope in SCOPES]


def test_nothing_gives_nothing() -> None:
    assert compute([]) == ()
    assert compute([[]]) == ()


def test_each_passage_is_asked_what_is_defined_on_its_relation() -> None:
    translated = passage(("We grew.", ""), relation=Relation.TRANSLATION)
    interpreted = passage(("We grew.", "好"), index=5)
    names = {one.measure for one in compute([translated])}
    assert names == {name for name in MEASURES if name.startswith("translation_")}
    rows = compute([translated, interpreted])
    assert row(rows, "translation_omission_rate").value == 1.0
    assert row(rows, "omission_rate").value == 0.0
    assert {one.measure for one in compute([interpreted])} == {name for name in MEASURES if "translation_" not in name}


def test_repetitions_are_not_measured() -> None:
    assert compute([passage(("We grew.", "We grew."), relation=Relation.REPETITION)]) == ()


BEADS = st.lists(
    st.tuples(
        st.sampled_from(
            ["", "We may grow.", "I think so, but uh, we we will see.", "他们可能说，然后我们做。", "He said no."]
        ),
        st.sampled_from(
            ["", "也许吧。", "Mr. Lu said that they grew.", "我们完全同意，因为好。", "We may, and I may not."]
        ),
        st.tuples(st.integers(0, 2), st.integers(2, 3)),
        st.sampled_from(["close", "zero", None]),
    ).filter(lambda bead: bool(bead[0] or bead[1])),
    min_size=1,
    max_size=4,
)


@given(st.lists(st.tuples(BEADS, st.integers(0, 2), st.sampled_from([None, 0, 1])), min_size=1, max_size=5))
def test_scopes_add_up(made: list[tuple[list[tuple[str, str, tuple[int, int], str | None]], int, int | None]]) -> None:
    passages = [
        passage(
            *[bead[:2] for bead in beads],
            index=10 * at,
            turn=turn,
            speaker=speaker,
            fidelity=[bead[2] for bead in beads],
            rendition=[bead[3] for bead in beads],
        )
        for at, (beads, turn, speaker) in enumerate(made)
    ]
    rows = compute(passages, names=ADDITIVE)
    keys = {10 * at: {"turn": turn, "speaker": speaker, "transcript": 0} for at, (_, turn, speaker) in enumerate(made)}
    sums: dict[tuple[str, int, str], list[float]] = defaultdict(lambda: [0.0, 0.0, 0])
    for one in rows:
        if one.scope == "passage":
            for scope, at in keys[one.scope_id].items():
                if at is not None:
                    held = sums[scope, at, one.measure]
                    held[:] = held[0] + one.numerator, held[1] + one.denominator, held[2] + one.n
    wider = {(one.scope, one.scope_id, one.measure): one for one in rows if one.scope != "passage" and one.n}
    assert set(wider) == set(sums)
    for place, (numerator, denominator, beads) in sums.items():
        one = wider[place]
        assert one.n == beads
        assert one.value == pytest.approx(MEASURES[one.measure].factor * numerator / denominator, abs=2e-6)


@given(st.permutations(range(4)))
def test_the_order_of_passages_makes_no_difference(order: list[int]) -> None:
    texts = [("We may grow.", "也许"), ("", "He said so."), ("我们好", "they"), ("Uh, one, two.", "")]
    passages = [passage(text, index=10 * at, turn=at % 2) for at, text in enumerate(texts)]
    assert compute([passages[at] for at in order]) == compute(passages)


def test_a_plain_oracle_agrees() -> None:
    beads = [
        ("We grew in the north.", "北方增长。"),
        ("We hired.", ""),
        ("", "谢谢大家。"),
        ("Costs fell.", "成本下降了。"),
    ]
    rows = compute([passage(*beads[:2]), passage(*beads[2:], index=9)])
    assert row(rows, "omission_rate").value == pytest.approx(2 / 9, abs=1e-6)
    assert row(rows, "addition_rate").value == pytest.approx(4 / (4 + 4 + 5), abs=1e-6)
    assert row(rows, "length_ratio").value == pytest.approx((4 + 5) / 1.48 / 7, abs=1e-6)


def test_long_calls_take_time_in_proportion(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []
    seen = MEASURES["omission_rate"]
    assert seen.count is not None
    inner = seen.count
    counting = Definition(
        seen.name,
        seen.unit,
        "",
        "",
        "",
        seen.relations,
        count=lambda context: (asked.append(1), inner(context))[1],
    )
    monkeypatch.setattr("duizhao.gaps.measures.computing.MEASURES", {seen.name: counting})
    compute([passage(*[("We grew.", "好")] * 5, index=10 * at, turn=at) for at in range(40)])
    assert len(asked) == 200


# The registry.


def test_every_measure_says_what_it_is() -> None:
    assert all(name == one.name for name, one in MEASURES.items())
    for one in MEASURES.values():
        assert one.unit
        assert one.relations in ({Relation.INTERPRETATION}, {Relation.TRANSLATION})
        assert all(text and "\n" not in text for text in (one.formula, one.literature, one.null)), one.name
    assert len(MEASURES) == 31


def test_an_unknown_name_is_met_with_the_nearest() -> None:
    with pytest.raises(UsageError, match=r"did you mean omission_rate\? all measures: omission_rate, ") as caught:
        definition("Omision-Rate")
    assert caught.value.code == "E_MEASURE"
    with pytest.raises(UsageError, match=r"\(all measures: ") as caught:
        compute([], names=["qqqq"])
    assert caught.value.code == "E_MEASURE"
    assert definition("length_ratio") is MEASURES["length_ratio"]


@pytest.mark.parametrize(
    ("name", "relation", "words"),
    [
        ("omission_rate", Relation.TRANSLATION, "is not an omission (ask translation_omission_rate)"),
        ("translation_name_recall", Relation.INTERPRETATION, "(ask name_recall)"),
        ("hedge_shift", Relation.TRANSLATION, "on a translation ask translation_number_fidelity, "),
        ("omission_rate", Relation.REPETITION, "recognition alone (no measure is defined on a repetition)"),
    ],
)
def test_a_measure_is_refused_where_it_means_nothing(name: str, relation: Relation, words: str) -> None:
    with pytest.raises(UsageError) as caught:
        require(name, relation)
    assert caught.value.code == "E_MEASURE_RELATION"
    assert f"{name} is a measure of {next(iter(MEASURES[name].relations)).value}" in str(caught.value)
    assert words in str(caught.value)


def test_a_measure_is_given_where_it_is_defined() -> None:
    assert require("omission_rate", Relation.INTERPRETATION) is MEASURES["omission_rate"]
    with pytest.raises(UsageError, match="E_MEASURE: no measure"):
        require("nothing", Relation.INTERPRETATION)


# Intervals.

CALLS = [(3.0, 40.0), (1.0, 50.0), (7.0, 45.0), (2.0, 60.0), (4.0, 30.0)]


def test_an_interval_holds_its_value_and_is_the_same_every_time() -> None:
    found = interval(CALLS)
    assert found is not None
    assert found == interval(CALLS)
    assert found.value == pytest.approx(17 / 225)
    assert found.calls == 5
    assert found.low is not None
    assert found.high is not None
    assert found.low < found.value < found.high
    other = interval(CALLS, seed=1)
    assert other is not None
    assert other.value == found.value
    assert other != found


def test_fewer_calls_give_a_wider_interval() -> None:
    def width(values: list[tuple[float, float]], level: float = 0.95) -> float:
        found = interval(values, level=level)
        assert found is not None
        assert found.high is not None
        assert found.low is not None
        return found.high - found.low

    assert width(CALLS) > 1.5 * width(CALLS * 8)
    assert width(CALLS, 0.99) > width(CALLS, 0.8)


def test_the_share_of_intervals_that_hold_the_truth() -> None:
    import numpy as np

    generator = np.random.default_rng(7)
    held = 0
    for _ in range(100):
        sizes = generator.integers(50, 150, 40)
        found = interval([(float(generator.binomial(n, 0.2)), float(n)) for n in sizes], resamples=400)
        assert found is not None
        assert found.low is not None
        assert found.high is not None
        held += found.low <= 0.2 <= found.high
    assert held >= 85


def test_one_call_has_no_interval_and_none_no_value() -> None:
    found = interval([(1.0, 4.0), (0.0, 0.0)])
    assert found is not None
    assert (found.value, found.low, found.high, found.calls) == (0.25, None, None, 1)
    assert interval([]) is None
    assert interval([(0.0, 0.0)] * 3) is None


def test_a_factor_scales_all_three() -> None:
    plain, scaled = interval(CALLS), interval(CALLS, factor=100.0)
    assert plain is not None
    assert scaled is not None
    assert plain.low is not None
    assert (scaled.value, scaled.low) == pytest.approx((100 * plain.value, 100 * plain.low))


def test_blocks_of_resamples_make_no_difference_in_size(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = interval(CALLS, resamples=1001)
    monkeypatch.setattr("duizhao.gaps.measures.intervals._BLOCK", 35)
    assert interval(CALLS, resamples=1001) == whole


@pytest.mark.parametrize(
    ("values", "settings"),
    [
        (CALLS, {"resamples": 0}),
        (CALLS, {"level": 1.0}),
        (CALLS, {"level": 0.0}),
        (CALLS, {"factor": 0.0}),
        ([(1.0, -1.0)], {}),
        ([(float("nan"), 1.0)], {}),
    ],
)
def test_settings_that_make_no_sense_are_refused(values: list[tuple[float, float]], settings: dict[str, float]) -> None:
    with pytest.raises(UsageError, match="E_MEASURE_INTERVAL"):
        interval(values, **settings)  # type: ignore[arg-type]


@given(st.lists(st.tuples(st.floats(0, 100), st.floats(1, 100)), min_size=2, max_size=6), st.integers(0, 5))
def test_ends_are_in_order(values: list[tuple[float, float]], seed: int) -> None:
    found = interval(values, seed=seed, resamples=50)
    assert found is not None
    assert found.low is not None
    assert found.high is not None
    assert found.low <= found.high
    ratios = [numerator / denominator for numerator, denominator in values]
    assert min(ratios) - 1e-9 <= found.low
    assert found.high <= max(ratios) + 1e-9
