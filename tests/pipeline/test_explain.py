"""One number in words: rounded as in the appendix, proportions in per cent, and nothing said where there is no interval."""

import re

import pytest

from fazhi.pipeline import Results
from fazhi.pipeline.explain import explanation


@pytest.mark.parametrize("language", ["zh", "en"])
def test_numbers_are_rounded_for_reading_and_what_is_not_there_is_not_printed(whole: Results, language):
    for id in whole.values:
        text = explanation(whole, id, language)
        assert not re.search(r"\d\.\d{4}|\bnan\b|\binf\b|None", text), text


def test_a_proportion_is_told_in_per_cent_with_its_interval(whole: Results):
    text = explanation(whole, "mediation_success_rate", "en")
    assert "Value: 100.0 % (status ok)" in text and "Numerator 25, denominator 25" in text
    assert "95% 86.7 to 100.0" in text


def test_an_approximate_number_says_its_bounds_and_has_no_interval(whole: Results):
    text = explanation(whole, "publicity_participants", "en")
    assert "lies between 10069 and ∞" in text and "Confidence" not in text
