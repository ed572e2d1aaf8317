"""Too little memory is said before anything is started: what starts in it would wait for ever."""

import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from fazhi.runs import memory
from fazhi.runs.memory import GROUPS, TooLittleMemory, free_memory, room

V2 = ("memory.max", "memory.current", "")
UNDER_A_LIMIT = """
import resource, sys
resource.setrlimit(resource.RLIMIT_AS, (500_000_000, 500_000_000))
from fazhi.cli import main
sys.argv[0] = "fazhi"
main()
"""


def test_a_run_that_may_address_too_little_says_so_and_does_not_begin(copy, run_python):
    where = copy.site
    folders = ("--raw", where.raw, "--processed", where.processed, "--outputs", where.outputs)
    done = run_python(UNDER_A_LIMIT, "run", *folders)
    assert done.returncode == 1 and "ulimit -v" in done.stderr and "500 MB" in done.stderr
    assert "Traceback" not in done.stderr and not (copy.outputs / "appendix.html").exists()


@pytest.fixture
def run_python(root: Path):
    def run(code: str, *arguments: object):
        command = [sys.executable, "-c", code, *map(str, arguments)]
        return subprocess.run(command, cwd=root, capture_output=True, encoding="utf-8", timeout=120)

    return run


def group(folder: Path, most: str, used: int, kept: int = 0) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in (
        ("max", most),
        ("current", used),
        ("stat", f"anon 5\ninactive_file {kept}\nactive_file 20\nslab 7"),
    ):
        (folder / f"memory.{name}").write_text(f"{text}\n", encoding="ascii")
    return folder


def test_a_group_leaves_what_its_bound_is_above_what_it_uses_and_what_it_keeps_of_files_counts_as_free(tmp_path: Path):
    assert room(group(tmp_path, "1000", 900, 30), *V2) == 150
    assert room(group(tmp_path, "1000", 1200), *V2) == 0
    assert room(group(tmp_path, "max", 900), *V2) is None
    assert room(tmp_path / "none", *V2) is None


def test_the_tightest_group_around_counts(tmp_path: Path):
    group(tmp_path, "1000", 500)
    group(tmp_path / "job", "700", 500)
    group(tmp_path / "job" / "step", "max", 100)
    assert min(memory._up(tmp_path, "/job/step", *V2)) == 220
    assert memory._up(tmp_path, "/of/the/machine/outside", *V2) == [520]


@pytest.mark.parametrize("language, said", [("zh", "120 MB"), ("en", "Only 120 MB")])
def test_little_free_memory_is_refused_with_what_is_needed(monkeypatch, language: str, said: str):
    monkeypatch.setattr("psutil.virtual_memory", lambda: SimpleNamespace(available=120_000_000))
    with pytest.raises(TooLittleMemory) as refused:
        free_memory()
    assert said in refused.value.text(language) and "300 MB" in refused.value.text(language)


@pytest.mark.skipif(not GROUPS.is_dir(), reason="no control groups here")
def test_without_tight_bounds_there_is_something_free():
    assert free_memory() > 0
