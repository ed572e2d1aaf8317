"""What all comparison charts have in common: legible, in one piece, the same whatever order the rows come in."""

import xml.etree.ElementTree as ElementTree
from itertools import combinations

import pandas as pd
import pytest

from fazhi import typeface
from fazhi.catalogue import LANGUAGES, load
from fazhi.charts import Missing
from fazhi.charts.comparison import (
    control_chart,
    funnel,
    heat_table,
    ranked_dots,
    slope,
    small_multiples,
    spine,
)
from fazhi.charts.sheet import WIDTH
from fazhi.indicators import control_limits

CASES = (
    "five",
    "twelve",
    pytest.param("thirty", marks=pytest.mark.slow),
    pytest.param("fifty", marks=pytest.mark.slow),
    "long names",
    "one",
    "all equal",
    "all of them",
    "none of them",
)
RATES = ("mediation_success_rate", "court_appearance_rate", "disclosure_on_time_rate", "disputes_per_1000")


def many(make, make_stocks, spec):
    """Several indicators, stocks and a date among them."""
    frames = [make(id=id, **spec) for id in RATES]
    stocks = make_stocks(spec["towns"])
    date = stocks.assign(indicator="milestone_committee", kind="date", value=None, numerator=None)
    return pd.concat([*frames, stocks, date], ignore_index=True)


def ranked_of(make, make_stocks, make_limits, spec):
    return lambda language, mixed: ranked_dots(mixed(make(**spec)), language)


def stocks_of(make, make_stocks, make_limits, spec):
    return lambda language, mixed: ranked_dots(mixed(make_stocks(spec["towns"])), language)


def funnel_of(make, make_stocks, make_limits, spec):
    frame = make(**spec)
    lines = make_limits(frame["benchmark"][0])
    return lambda language, mixed: funnel(mixed(frame), lines, language, phi=2.5, tau2=0.01, too_narrow=True)


def rates_of(make, make_stocks, make_limits, spec):
    frame = make(id="disputes_per_1000", towns=spec["towns"])
    lines = make_limits(frame["benchmark"][0], 1000)
    return lambda language, mixed: funnel(mixed(frame), lines, language, phi=1.0)


def years_of(make, make_stocks, make_limits, spec):
    frame = make(years=range(2014, 2024), **spec)
    gone = (frame["township"] == spec["towns"][0]) & frame["year"].isin([2016, 2018])
    frame = frame[~gone].assign(series=lambda held: (held["year"] >= 2020).astype(int), break_reason="")
    return lambda language, mixed: small_multiples(mixed(frame), language)


def slope_of(make, make_stocks, make_limits, spec):
    return lambda language, mixed: slope(mixed(make(years=(2021, 2023), **spec)), language)


def spine_of(make, make_stocks, make_limits, spec):
    return lambda language, mixed: spine(mixed(many(make, make_stocks, spec)), spec["towns"][0], language)


def heat_of(make, make_stocks, make_limits, spec):
    return lambda language, mixed: heat_table(mixed(many(make, make_stocks, spec)), language)


MAKERS = (ranked_of, stocks_of, funnel_of, rates_of, years_of, slope_of, spine_of, heat_of)


@pytest.fixture(scope="module", params=CASES)
def case(request, cases):
    return cases[request.param]


@pytest.fixture(scope="module", params=MAKERS)
def draw(request, case, make, make_stocks, make_limits):
    return request.param(make, make_stocks, make_limits, case)


@pytest.fixture(scope="module", params=LANGUAGES)
def drawn(request, draw):
    """The pages in one language; an answer that there is none is left to the tests of the single charts."""
    found = draw(request.param, lambda frame: frame)
    if isinstance(found, Missing):
        assert found.title in found.message and found.reason in ("too_few_areas", "no_values")
        return ()
    return found


def test_drawings_are_legible_whole_and_nothing_overlaps(drawn, read):
    for chart in drawn:
        seen = read(chart.svg)
        assert seen.root.get("width") == f"{WIDTH:g}pt" and seen.height < 640
        for word in seen.words:
            assert word.size >= 12 and word.family == typeface.FAMILY
            assert set(word.text) <= typeface.covered(), word.text
            assert word.left >= -0.5 and word.right <= WIDTH + 0.5, word
            assert word.top >= -0.5 and word.bottom <= seen.height + 0.5, word
        met = [(a.text, b.text) for a, b in combinations(seen.words, 2) if a.meets(b)]
        assert met == [], chart.id
        assert "rotate(-90" not in chart.svg and "<image" not in chart.svg


def test_words_beside_a_drawing_are_whole(drawn, read):
    for chart in drawn:
        assert chart.title in chart.alt
        assert any(character.isdigit() for character in chart.alt)
        for words in (chart.alt, *chart.notes):
            assert "nan" not in words.lower().split() and "None" not in words and "{}" not in words
        assert chart.data.shape[0] > 0 and chart.data.columns.is_unique
        assert chart.section in load().sections


def test_synthetic_data_are_called_so_in_drawing_text_and_note(drawn, read):
    words = {"合成数据", "ynthetic data"}
    for chart in drawn:
        assert any(word in " ".join(read(chart.svg).texts) for word in words)
        assert any(word in chart.alt for word in words)
        assert any(word in chart.notes[0] for word in words)


@pytest.mark.parametrize("case", ["thirty", "long names", "all equal"])
@pytest.mark.parametrize("maker", MAKERS)
def test_the_order_of_the_rows_changes_no_byte(maker, case, make, make_stocks, make_limits, cases):
    draw = maker(make, make_stocks, make_limits, cases[case])
    given = draw("zh", lambda frame: frame)
    shuffled = draw("zh", lambda frame: frame.sample(frac=1, random_state=5))
    if isinstance(given, Missing):
        assert given == shuffled
        return
    assert [(one.svg, one.alt, one.notes) for one in given] == [(one.svg, one.alt, one.notes) for one in shuffled]
    assert all(one.data.equals(two.data) for one, two in zip(given, shuffled, strict=True))


def test_real_data_are_not_called_synthetic(make):
    (chart,) = ranked_dots(make().assign(synthetic=False))
    assert "合成" not in chart.svg + chart.alt + "".join(chart.notes)


def test_who_is_synthetic_among_others_is_named(make):
    frame = make()
    frame["synthetic"] = frame["township"] == "东河镇"
    (chart,) = ranked_dots(frame)
    assert "东河镇" in chart.notes[0] and "合成数据" in chart.alt


@pytest.mark.parametrize("shape", ["ranked_dots", "small_multiples", "slope", "heat_table"])
def test_a_table_without_rows_is_answered(shape, make):
    import fazhi.charts.comparison as charts

    found = getattr(charts, shape)(make().head(0))
    assert isinstance(found, Missing) and found.reason == "no_values"


@pytest.mark.parametrize("shape", ["ranked_dots", "small_multiples", "slope", "heat_table"])
def test_values_that_are_all_missing_are_answered(shape, make):
    import fazhi.charts.comparison as charts

    blank = dict.fromkeys(["value", "numerator", "denominator", "lower_95", "upper_95", "lower_998", "upper_998"])
    found = getattr(charts, shape)(
        make(years=(2021, 2022) if shape != "ranked_dots" and shape != "heat_table" else (2022,)).assign(**blank)
    )
    assert isinstance(found, Missing) and found.title in found.message


def test_no_clock_version_or_clashing_name_is_in_a_drawing(make):
    (chart,) = ranked_dots(make())
    assert "dc:date" not in chart.svg
    ids = [element.get("id") for element in ElementTree.fromstring(chart.svg).iter() if element.get("id")]
    assert len(ids) == len(set(ids))


def test_hostile_names_stay_words(make, cases, read):
    (chart,) = ranked_dots(make(**cases["long names"]))
    assert "<b>$x_1$</b> & {braces} town"[:10] in " ".join(read(chart.svg).texts)
    assert "〓镇" in read(chart.svg).texts


def months(count, start="2020-01", mean=4, seed=1):
    import numpy as np

    drawn = np.random.default_rng(seed).poisson(mean, count).astype(float)
    return pd.DataFrame({"month": pd.period_range(start, periods=count, freq="M").astype(str), "events": drawn})


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("count", "mean"), [(12, 4), (13, 0.3), (36, 30), (84, 12), (120, 2)])
def test_a_control_chart_is_legible_whole_and_nothing_overlaps(language, count, mean, read):
    frame = months(count, mean=mean)
    frame.loc[5, "events"] = round(5 * mean + 9)
    (chart,) = control_chart(control_limits(frame), "东河镇", "disputes_accepted", language, synthetic=True)
    test_drawings_are_legible_whole_and_nothing_overlaps((chart,), read)
    test_words_beside_a_drawing_are_whole((chart,), read)
    test_synthetic_data_are_called_so_in_drawing_text_and_note((chart,), read)
