"""The benchmark of single steps runs, and what it times is the whole way to the documents."""

import json
import subprocess
import sys

import pytest


@pytest.mark.slow
def test_every_step_of_a_township_year_is_timed_and_its_documents_are_there(root, tmp_path):
    command = [sys.executable, "benchmarks/floor.py", "--townships", "1", "--years", "1", "--keep", tmp_path, "--json"]
    found = json.loads(subprocess.run(command, cwd=root, capture_output=True, text=True, check=True).stdout)
    (times,) = found["CPU ms, clock ms"].values()
    assert list(times) == [
        "clean", "count", "results again", "compose", "show", "html", "pdf", "xlsx",
    ]  # fmt: skip
    assert all(cpu > 0 and clock > 0 for cpu, clock in times.values())
    made = {path.name for path in (tmp_path / "measured" / "outputs").rglob("appendix.*")}
    assert made == {"appendix.html", "appendix.pdf", "appendix.xlsx"}
