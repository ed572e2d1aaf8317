"""What a comparison is asked for, as a command, papermill or a notebook tells it."""

import pytest

from fazhi.catalogue import load
from fazhi.pipeline.selection import SelectionError, benchmarks_of

RATE = "mediation_success_rate"
KNOWN = load().indicators


@pytest.mark.parametrize(
    "given",
    [{RATE: 0.97}, f"{RATE}=0.97", [f"{RATE}=97%"], f" {RATE} = 97％ ", {RATE: "97%"}, f"{KNOWN[RATE].zh}=97%"],
    ids=str,
)
def test_a_fixed_benchmark_may_be_told_as_a_shell_or_as_python_says_it(given):
    """By papermill -p it is a text; it was taken for a mapping and ended in an AttributeError."""
    assert benchmarks_of(given, KNOWN) == {RATE: 0.97}


def test_several_benchmarks_are_told_apart_and_none_is_none():
    assert benchmarks_of(f"{RATE}=97%,penalties_per_1000=1.5", KNOWN) == {RATE: 0.97, "penalties_per_1000": 1.5}
    assert benchmarks_of(None, KNOWN) == benchmarks_of([], KNOWN) == {}


@pytest.mark.parametrize("given", ["half", f"{RATE}=", f"{RATE}=most", {RATE: None}])
def test_a_benchmark_that_is_none_is_refused_in_so_many_words(given):
    with pytest.raises(SelectionError, match="INDICATOR=VALUE"):
        benchmarks_of(given, KNOWN)
