"""What every test may count on: the order of a run, the tools that some tests need, and repeatable examples.

Tests marked `browser` or `pdf` need programs that pip cannot install. On a desk without them they are skipped
with the reason; where `CI` is set they fail, because a check that silently stays away is no check.
"""

import os
import shutil
from pathlib import Path

import pytest
from hypothesis import settings

ROOT = Path(__file__).resolve().parents[1]
IN_CI = os.environ.get("CI", "").lower() not in {"", "0", "false"}

# mark → for each program, the names under which it may be installed
PROGRAMS = {
    "browser": {"Chromium": ("chromium", "chromium-browser", "google-chrome", "chrome")},
    "pdf": {"pdftotext (Poppler)": ("pdftotext",), "pdftoppm (Poppler)": ("pdftoppm",)},
}
MARK_OF_FIXTURE = {"chromium": "browser", "chromium_command": "browser", "poppler": "pdf"}
# Runs after everything unmarked, in this order.
LATE = ("slow", "pdf", "browser")

os.environ.setdefault("MPLBACKEND", "Agg")

# No deadline: a busy machine is no defect. CI draws the same examples each time, a desk draws new ones.
settings.register_profile("desk", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True, print_blob=True)
settings.load_profile("ci" if IN_CI else "desk")


def find_program(names: tuple[str, ...]) -> str | None:
    """The path of the first of `names` that is installed."""
    return next((path for path in map(shutil.which, names) if path), None)


def missing_programs(mark: str) -> list[str]:
    """The programs that tests with this mark need and this machine lacks."""
    return [program for program, names in PROGRAMS.get(mark, {}).items() if find_program(names) is None]


def lateness(item: pytest.Item) -> int:
    return max((LATE.index(mark.name) + 1 for mark in item.iter_markers() if mark.name in LATE), default=0)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        for fixture in getattr(item, "fixturenames", ()):
            if mark := MARK_OF_FIXTURE.get(fixture):
                item.add_marker(mark)
    items.sort(key=lateness)  # a stable sort: within a group the order of the files stays


def pytest_runtest_setup(item: pytest.Item) -> None:
    for mark in PROGRAMS:
        if item.get_closest_marker(mark) is None:
            continue
        if missing := missing_programs(mark):
            reason = f"not installed: {', '.join(missing)}"
            if IN_CI:
                pytest.fail(f"{reason}; CI must run this test, so .ci/run installs it", pytrace=False)
            pytest.skip(reason)


@pytest.fixture(scope="session")
def root() -> Path:
    """The project's folder."""
    return ROOT


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of Chromium; a test that asks for it is a `browser` test."""
    path = find_program(PROGRAMS["browser"]["Chromium"])
    assert path is not None
    return path


@pytest.fixture
def chromium_command(chromium: str, tmp_path: Path) -> list[str]:
    """Headless Chromium with an empty profile and no connections of its own; add what to do and a URL."""
    return [
        chromium,
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--no-first-run",
        "--hide-scrollbars",
        f"--user-data-dir={tmp_path / 'chromium-profile'}",
    ]


@pytest.fixture(scope="session")
def poppler() -> dict[str, str]:
    """The paths of `pdftotext` and `pdftoppm`; a test that asks for them is a `pdf` test."""
    return {names[0]: str(find_program(names)) for names in PROGRAMS["pdf"].values()}
