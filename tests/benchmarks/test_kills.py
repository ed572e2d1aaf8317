"""A build can be killed at any moment: the same command again gives what an undisturbed build gives, and nothing else."""

import subprocess
import sys

import pytest

KILLS = 5


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="orphans are found on Linux only")
def test_after_each_kill_the_same_command_gives_the_same_files(root):
    command = [sys.executable, "benchmarks/kills.py", "--size", "1", "--kills", str(KILLS), "--trials"]
    done = subprocess.run([*command, "driver", "worker", "group"], cwd=root, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    assert sum(line.startswith("ok ") for line in done.stdout.splitlines()) == KILLS, done.stdout
