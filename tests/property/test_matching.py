"""Laws of pairing quantities: one to one, nothing lost, whichever side comes first."""

from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from duizhao.gap_records import Quantity
from duizhao.gaps.matching import agree, match

_UNITS = st.sampled_from(["CNY", "USD", "percent", "pp", "times", "count", "month", "year", "ordinal", "date"])


@st.composite
def quantities(draw: st.DrawFn, segment: int) -> list[Quantity]:
    out = []
    for place in range(draw(st.integers(0, 8))):
        unit = draw(_UNITS)
        number = draw(st.sampled_from([1, 2, 3, 12, 12.5, 13, 120, 2024]))
        stamp = draw(st.sampled_from(["2024", "Q1", "2024Q1", "--03-31"])) if unit == "date" else str(number)
        about = draw(st.booleans())
        high = draw(st.sampled_from([None, None, None, number * 1.5])) if unit != "date" else None
        out.append(
            Quantity(
                segment, place, place + 1, stamp, float(number), unit, about, high=high, normalized=stamp, said=number
            )
        )
    return out


@given(quantities(0), quantities(1))
def test_each_quantity_is_paired_once_or_left(first: list[Quantity], second: list[Quantity]) -> None:
    matched = match(first, second)
    for number, (side, left) in enumerate(((first, matched.source), (second, matched.target))):
        places = Counter([pair[number].start for pair in matched.pairs] + [one.start for one in left])
        assert set(places) == {one.start for one in side}
        # The two ends of a range may stand in a pair each.
        assert all(count == 1 or side[place].high is not None for place, count in places.items())


@given(quantities(0), quantities(1))
def test_what_is_paired_agrees_and_what_is_left_does_not(first: list[Quantity], second: list[Quantity]) -> None:
    matched = match(first, second)
    assert all(agree(*pair) for pair in matched.pairs)
    assert not any(agree(one, other) for one in matched.source for other in matched.target)


@given(quantities(0), quantities(1))
def test_agreeing_has_no_direction(first: list[Quantity], second: list[Quantity]) -> None:
    assert all(agree(one, other) == agree(other, one) for one in first for other in second)
