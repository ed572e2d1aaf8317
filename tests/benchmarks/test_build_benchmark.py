"""The benchmark of builds, from its command line to its table, on one township-year."""

import json
import subprocess
import sys

import pytest

pytestmark = pytest.mark.slow


def test_the_floor_makes_the_same_page_as_a_run(root, tmp_path):
    command = [
        sys.executable,
        "benchmarks/build.py",
        "--sizes",
        "1",
        "--contestants",
        "fazhi",
        "floor",
        "--scenarios",
        "cold",
    ]
    file = tmp_path / "rows.json"
    said = subprocess.run([*command, "--json", file], cwd=root, capture_output=True, text=True, check=True).stdout
    run, floor = json.loads(file.read_text(encoding="utf-8"))["rows"]
    assert (run["contestant"], floor["contestant"]) == ("fazhi", "floor")
    for row in (run, floor):
        assert (row["rebuilt"], row["there"], row["left"]) == (1, 1, 0)
        assert row["seconds"] > 0 and row["cpu"] > 0 and row["peak_mb"] > 50
    assert floor["unlike"] == 0
    assert "cold: fazhi = 1; floor " in said
