"""One number in words: rounded as in the appendix, proportions in per cent, and nothing said where there is no interval."""

import re

import pytest

from fazhi.pipeline import Results, results
from fazhi.pipeline.explain import explanation


@pytest.mark.parametrize("language", ["zh", "en"])
def test_numbers_are_rounded_for_reading_and_what_is_not_there_is_not_printed(whole: Results, language):
    for id in whole.values:
        text = explanation(whole, id, language)
        assert not re.search(r"\d\.\d{4}|\bnan\b|\binf\b|None", text), text


def test_a_proportion_is_told_in_per_cent_with_its_interval(whole: Results):
    text = explanation(whole, "mediation_success_rate", "en")
    assert "Value: 100.0 %\n" in text and "Numerator 25, denominator 25" in text
    assert "95% 86.7 to 100.0" in text


@pytest.mark.parametrize(
    ("id", "said"), [("adviser_beneficiaries", "达6000 人次"), ("publicity_consultations", "650余 人次")]
)
def test_a_published_figure_is_quoted_as_the_report_words_it(whole: Results, id, said):
    assert said in explanation(whole, id, "zh")


@pytest.mark.parametrize("language", ["zh", "en"])
def test_what_a_number_is_not_is_said_in_words_and_not_in_codes(copy, language):
    next(path for path in copy.raw.iterdir() if "行政复议" in path.name).unlink()
    found = results(copy, language)
    said = {
        "zh": ("（缺台账，不是0）", "（约数）"),
        "en": ("missing, which is not zero)", "person-times (approximate)"),
    }[language]
    for id, words in zip(("reconsideration_cases", "publicity_participants"), said, strict=True):
        assert explanation(found, id, language).splitlines()[1].endswith(words)
    assert (
        explanation(found, "penalty_cases", language)
        .splitlines()[1]
        .endswith({"zh": "2 宗", "en": "2 cases"}[language])
    )


def test_an_approximate_number_says_its_bounds_and_has_no_interval(whole: Results):
    text = explanation(whole, "publicity_participants", "en")
    assert "lies between 10069 and ∞" in text and "Confidence" not in text
