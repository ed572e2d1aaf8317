"""What every test may count on: the order of a run, the tools that some tests need, and repeatable examples.

Tests marked `browser` or `pdf` need programs that pip cannot install. On a desk without them they are skipped
with the reason; where `CI` is set they fail, because a check that silently stays away is no check.
"""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from hypothesis import settings
from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parents[1]
IN_CI = os.environ.get("CI", "").lower() not in {"", "0", "false"}

# mark → for each program, the names under which it may be installed
PROGRAMS = {
    "browser": {"Chromium": ("chromium", "chromium-browser", "google-chrome", "chrome")},
    "pdf": {"pdftotext (Poppler)": ("pdftotext",), "pdftoppm (Poppler)": ("pdftoppm",)},
}
MARK_OF_FIXTURE = {name: "browser" for name in ("chromium", "chromium_command", "browser", "visit")} | {
    "poppler": "pdf"
}
# Runs after everything unmarked, in this order.
LATE = ("slow", "pdf", "browser")

# An empty profile and no connections of its own; a container's root may not use the sandbox.
CHROMIUM_OPTIONS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--hide-scrollbars",
]

os.environ.setdefault("MPLBACKEND", "Agg")

# The command speaks the locale's language: the same one on every desk.
os.environ.pop("LC_ALL", None)
os.environ["LC_MESSAGES"] = "zh_CN.UTF-8"

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
    return [chromium, "--headless", *CHROMIUM_OPTIONS, f"--user-data-dir={tmp_path / 'chromium-profile'}"]


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    """Chromium to be driven; not for the whole session, as its event loop would be in the way of others."""
    with sync_playwright() as driver:
        opened = driver.chromium.launch(executable_path=chromium, args=CHROMIUM_OPTIONS)
        yield opened
        opened.close()


# Rules of axe-core that are new, experimental or of level AAA, and that it does not ask unless told.
OFF_BY_ITSELF = (
    "color-contrast-enhanced", "css-orientation-lock", "focus-order-semantics", "hidden-content", "label-content-name-mismatch",
    "p-as-heading", "table-fake-caption", "target-size", "td-has-header",
)  # fmt: skip

Visit = Callable[..., Page]


@pytest.fixture
def visit(browser: Browser) -> Iterator[Visit]:
    """Opens a file of ours in a window of its own: ``visit(path, "#hash", width=390, color_scheme="dark", …)``.

    Whatever the test then does there, in the end no page may have complained or asked for anything but files.
    """
    complaints: list[str] = []
    contexts = []

    def open_(path: Path, hash: str = "", width: int = 1280, height: int = 900, **options: Any) -> Page:
        still = {"reduced_motion": "reduce", **options}
        contexts.append(browser.new_context(viewport={"width": width, "height": height}, **still))
        page = contexts[-1].new_page()
        page.set_default_timeout(10_000)
        page.on("console", lambda message: complaints.append(f"console: {message.text}"))
        page.on("pageerror", lambda error: complaints.append(f"error: {error}"))
        page.on("dialog", lambda dialog: (complaints.append(f"dialog: {dialog.message}"), dialog.dismiss()))
        page.on("request", lambda request: asked_for(request.url))
        page.goto(path.as_uri() + hash)
        page.evaluate("document.fonts.ready.then(() => true)")
        return page

    def asked_for(url: str) -> None:
        if urlsplit(url).scheme not in ("file", "data"):
            complaints.append(f"request: {url}")

    yield open_
    for context in contexts:
        context.close()
    assert complaints == []


@pytest.fixture(scope="session")
def violations() -> Callable[[Page], list[str]]:
    """What axe-core finds wrong with a page: every rule asked, of every level, those too that it leaves off by itself."""
    every = {"resultTypes": ["violations"], "rules": {rule: {"enabled": True} for rule in OFF_BY_ITSELF}}

    def found(page: Page) -> list[str]:
        response = Axe().run(page, options=every).response
        assert response["passes"], "axe did not run"
        return [f"{v['id']}: {v['help']}: {node['html'][:200]}" for v in response["violations"] for node in v["nodes"]]

    return found


@pytest.fixture(scope="session")
def poppler() -> dict[str, str]:
    """The paths of `pdftotext` and `pdftoppm`; a test that asks for them is a `pdf` test."""
    return {names[0]: str(find_program(names)) for names in PROGRAMS["pdf"].values()}
