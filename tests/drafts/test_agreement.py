"""Whatever the ledgers give, a draft of it agrees with it: `fazhi check` finds every figure and nothing to object to."""

import datetime as dt

from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from fazhi.catalogue import load
from fazhi.catalogue.indicator import AnyIndicator
from fazhi.drafts import STYLES
from fazhi.indicators import Value, Window
from fazhi.indicators.count import APPROXIMATE, MISSING_LEDGER, NOT_APPLICABLE

THIS_YEAR = Window(dt.date(2022, 1, 1), dt.date(2022, 12, 31))
LAST_YEAR = Window(dt.date(2021, 1, 1), dt.date(2021, 12, 31))
DRAFTED = [load().indicators[clause.of] for clause in load().draft.clauses()]

WHOLE = st.one_of(
    st.integers(0, 3), st.integers(0, 120), st.integers(90, 1100), st.integers(0, 10**7), st.integers(0, 10**10 - 1),
    st.builds(lambda digits, zeros, more: digits * 10**zeros + more, st.integers(1, 99), st.integers(0, 6), st.integers(-1, 1)),
)  # fmt: skip
DECIMALS = st.floats(0.001, 1e9).map(lambda number: round(number, 3)) | st.sampled_from([0.1 + 0.2, 1 / 3, 2e-3])


def values_of(indicator: AnyIndicator, window: Window) -> st.SearchStrategy[Value]:
    """Any value that an indicator may come to have."""
    nothing = st.sampled_from([MISSING_LEDGER, NOT_APPLICABLE]).map(
        lambda status: Value(indicator, window, None, status)
    )
    match indicator.kind:
        case "date":
            some = st.dates(window.start, window.end).map(lambda day: Value(indicator, window, day))
        case "proportion" | "coverage":
            some = st.integers(1, 3000).flatmap(
                lambda of: st.one_of(st.integers(0, of), st.sampled_from([0, of - 1, of])).map(
                    lambda hits: Value(indicator, window, hits / of, numerator=float(hits), denominator=float(of))
                )
            )
        case "median":
            some = st.integers(0, 800).map(lambda days: Value(indicator, window, days / 2))
        case "sum":
            some = st.one_of(WHOLE, DECIMALS).map(lambda n: Value(indicator, window, float(n))) | approximate(
                indicator, window
            )
        case _:
            some = WHOLE.map(lambda n: Value(indicator, window, float(n)))
    return some | some | some | nothing


def approximate(indicator: AnyIndicator, window: Window) -> st.SearchStrategy[Value]:
    """A sum that holds approximate counts: something of it is certain, the rest lies between bounds."""

    def value(certain: int, low: int, more: int, open_: bool, share: float) -> Value:
        bottom, top = float(certain + low), float(certain + low + more)
        middle = bottom + round(more * share)
        high = None if open_ else top
        return Value(indicator, window, middle, APPROXIMATE, low=bottom, high=high)

    return st.builds(value, WHOLE, st.integers(0, 900), st.integers(0, 400), st.booleans(), st.floats(0, 1))


def results(window: Window) -> st.SearchStrategy[dict[str, Value]]:
    """Values of all indicators that have a sentence, each independent of the others."""
    return st.fixed_dictionaries({indicator.id: values_of(indicator, window) for indicator in DRAFTED})


@settings(
    max_examples=40, phases=(Phase.explicit, Phase.reuse, Phase.generate)
)  # shrinking all values at once takes minutes
@given(values=results(THIS_YEAR), last=st.just({}) | results(LAST_YEAR), style=st.sampled_from(STYLES))
def test_a_draft_agrees_with_what_it_was_written_from(draft_of, values, last, style):
    found = draft_of(values, style, last)
    assert found.missed == [], found.text
    assert found.wrong == [], found.text


@settings(max_examples=200)
@given(data=st.data(), indicator=st.sampled_from(DRAFTED), style=st.sampled_from(STYLES))
def test_a_single_value_among_gaps_is_found(draft_of, data, indicator, style):
    value = data.draw(values_of(indicator, THIS_YEAR))
    found = draft_of({indicator.id: value}, style)
    assert found.missed == [], found.text
    assert found.wrong == [], found.text
