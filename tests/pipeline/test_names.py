"""The names that notebooks use are what they are called, in whichever order they are asked for."""

import subprocess
import sys

import pytest

from fazhi import pipeline


@pytest.mark.parametrize("first", ["clean", "results", "compare_places", "place"])
def test_place_stays_a_function_whatever_was_asked_for_first(first):
    code = f"from fazhi import pipeline; pipeline.{first}; print(callable(pipeline.place))"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True).stdout == "True\n"


def test_every_public_name_is_there():
    assert all(getattr(pipeline, name).__name__ == name for name in pipeline.__all__)
