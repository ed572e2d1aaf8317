"""The benchmarks' parts, tried in processes of their own: they take in orphans and end what is left running."""

import json
import os
import subprocess
import sys

import pytest


@pytest.fixture
def apart(root, tmp_path):
    """Runs Python code that can import the benchmarks' parts and gives what it prints as JSON."""

    def run(code, *arguments):
        environment = os.environ | {"PYTHONPATH": os.pathsep.join([str(root / "benchmarks"), str(root / "src")])}
        command = [sys.executable, "-c", code, *map(str, arguments)]
        done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    return run
