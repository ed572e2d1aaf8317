"""The benchmark runs, and all ways come to the same rows."""

import json
import subprocess
import sys


def run(root, *arguments):
    command = [sys.executable, "benchmarks/intake.py", *arguments]
    return subprocess.run(command, cwd=root, capture_output=True, text=True, check=True).stdout


def test_all_ways_keep_repeat_and_set_aside_the_same_number_of_rows(root):
    fazhi, *others = json.loads(run(root, "--rows", "300", "--seed", "3", "--json")).values()
    outcome = ("rows", "kept", "duplicates", "set aside")
    assert len(others) == 2
    assert all([fazhi[name] for name in outcome] == [other[name] for name in outcome] for other in others)
    assert fazhi["kept"] > 200 and fazhi["duplicates"] > 0 and fazhi["set aside"] > 0
    assert fazhi["peak MB"] > 10 and fazhi["rows/s"] == 300 / fazhi["seconds"]


def test_csv_files_of_several_lengths_are_one_line_of_the_table_each(root):
    lines = run(root, "--scale", "100", "300").splitlines()
    assert [line.split()[4] for line in lines[1:]] == ["100", "300"]
