"""What every test may count on: the order of a run, the command, a built township-year, the tools that some tests need, and
repeatable examples.

Tests marked `browser` or `pdf` need programs that pip cannot install. On a desk without them they are skipped
with the reason; where `CI` is set they fail, because a check that silently stays away is no check.
"""

import fcntl
import os
import resource
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from click.testing import Result
from hypothesis import settings
from playwright.sync_api import Browser, Page, sync_playwright
from typer.testing import CliRunner

from fazhi.cli import app
from fazhi.engine.client import ADDRESS
from fazhi.pipeline import Place, Results, Site, count
from fazhi.runs.crew import warm_up

ROOT = Path(__file__).resolve().parents[1]
SHIPPED = "双合镇", "2022"
IN_CI = os.environ.get("CI", "").lower() not in {"", "0", "false"}

# mark → for each program, the names under which it may be installed
PROGRAMS = {
    "browser": {"Chromium": ("chromium", "chromium-browser", "google-chrome", "chrome")},
    "pdf": {"pdftotext (Poppler)": ("pdftotext",), "pdftoppm (Poppler)": ("pdftoppm",)},
}
MARK_OF_FIXTURE = {name: "browser" for name in ("chromium", "chromium_command", "browser", "visit")} | {
    "poppler": "pdf"
}
# Runs after everything unmarked, in this order; several processes take files with such tests first.
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

# Processes that tests start are of this checkout, whether or not it is the one that is installed, and write UTF-8.
PATHS = [str(ROOT / "src"), *os.environ.get("PYTHONPATH", "").split(os.pathsep)]
os.environ["PYTHONPATH"] = os.pathsep.join(dict.fromkeys(filter(None, PATHS)))
os.environ["PYTHONIOENCODING"] = "utf-8"

# What the program keeps for its user is kept out of the home of whoever runs the tests.
os.environ["FAZHI_CACHE"] = str(ROOT / ".pytest_cache" / "fazhi")

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


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    for item in items:
        for fixture in getattr(item, "fixturenames", ()):
            if mark := MARK_OF_FIXTURE.get(fixture):
                item.add_marker(mark)
    items.sort(key=lateness)  # a stable sort: within a group the order of the files stays
    if hasattr(config, "workerinput"):  # one of several processes, which take whole files in the order of first tests
        slow = {item.path for item in items if lateness(item)}
        items.sort(key=lambda item: item.path not in slow)  # the quick files fill what the slow ones leave at the end


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
def once(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str, Callable[[Path], None]], Path]:
    """``once(name, fill)``: a folder that is filled once, though several processes test, and then only read."""
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base

    def folder(name: str, fill: Callable[[Path], None]) -> Path:
        home, done = shared / name, shared / f"{name}.done"
        with (shared / f"{name}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not done.exists():
                shutil.rmtree(home, ignore_errors=True)
                home.mkdir()
                fill(home)
                done.touch()
        return home

    return folder


Fazhi = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="session")
def alone() -> dict[str, str]:
    """Surroundings in which a command finds no warm process of the tests and starts one of its own, as a user's does."""
    return {name: value for name, value in os.environ.items() if name != ADDRESS}


@pytest.fixture(scope="session")
def fazhi(root: Path, alone: dict[str, str]) -> Fazhi:
    """Runs the command in the project's folder, as a user would, but for the warm process, which all commands share."""
    warm_up()

    def run(*arguments: object, env: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "fazhi.cli", *map(str, arguments)]
        return subprocess.run(command, cwd=root, capture_output=True, text=True, encoding="utf-8", env=env)

    return run


@pytest.fixture
def run_fazhi(root: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    """Runs the command in this process: quicker where nothing is built. An exception that reaches the user fails the test."""
    monkeypatch.chdir(root)
    return lambda *arguments: CliRunner().invoke(app, [str(word) for word in arguments], catch_exceptions=False)


@pytest.fixture(scope="session")
def built(once: Callable[..., Path], fazhi: Fazhi, alone: dict[str, str]) -> Path:
    """The outputs folder of 双合镇 2022, built by ``fazhi run`` from the shipped ledgers; to be read only."""

    def build(home: Path) -> None:
        folders = ("--processed", home / "processed", "--outputs", home / "outputs")
        done = fazhi("run", "双合镇", 2022, *folders, env=alone)
        assert done.returncode == 0, done.stderr

    return once("built", build) / "outputs"


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

# Contrast takes nine tenths of its time, and most rows of a table look like one before them: the same elements of the same classes in
# the same colour of row. They are looked at once; every other rule is asked of every row.
CONTRAST = ("color-contrast", "color-contrast-enhanced")
MARK_ROWS_THAT_LOOK_LIKE_ANOTHER = """() => {
    const seen = new Set();
    for (const row of document.querySelectorAll("tbody tr")) {
        const parts = [row, ...row.querySelectorAll("*")].map(part =>
            [part.tagName, part.getAttribute("class"), part.getAttribute("style"), part.hidden].join("."));
        const look = [row.closest("table").className, row.sectionRowIndex % 2, ...parts].join();
        row.toggleAttribute("data-looks-like-another", seen.has(look));
        seen.add(look);
    }
}"""

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
    rules = {rule: {"enabled": True} for rule in OFF_BY_ITSELF} | {rule: {"enabled": False} for rule in CONTRAST}
    contrast = {"runOnly": {"type": "rule", "values": list(CONTRAST)}}
    of_distinct_rows = {"exclude": ["[data-looks-like-another]"]}

    def found(page: Page) -> list[str]:
        page.evaluate(MARK_ROWS_THAT_LOOK_LIKE_ANOTHER)
        violations = []
        for context, options in ((None, {"rules": rules}), (of_distinct_rows, contrast)):
            response = Axe().run(page, context, options={"resultTypes": ["violations"], **options}).response
            assert response["passes"], "axe did not run"
            violations += response["violations"]
        return [f"{v['id']}: {v['help']}: {node['html'][:200]}" for v in violations for node in v["nodes"]]

    return found


@pytest.fixture(scope="session")
def poppler() -> dict[str, str]:
    """The paths of `pdftotext` and `pdftoppm`; a test that asks for them is a `pdf` test."""
    return {names[0]: str(find_program(names)) for names in PROGRAMS["pdf"].values()}


@pytest.fixture
def no_room() -> Callable[[], AbstractContextManager[None]]:
    """While it is entered no file takes more than 4096 bytes: to whoever writes it is like a full disk."""

    @contextmanager
    def limited() -> Iterator[None]:
        soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (4096, hard))
        try:
            yield
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))

    return limited


@pytest.fixture
def copy(tmp_path: Path, root: Path) -> Place:
    """The shipped ledgers in a folder of their own, to be broken; with the project's reference data."""
    return copied(tmp_path, root)


@pytest.fixture(scope="session")
def whole(tmp_path_factory: pytest.TempPathFactory, root: Path) -> Results:
    """All results of the shipped ledgers, to be looked at only."""
    return count(copied(tmp_path_factory.mktemp("whole"), root))


def copied(folder: Path, root: Path) -> Place:
    township, year = SHIPPED
    shutil.copytree(root / "data" / "raw" / township / year, folder / "raw" / township / year)
    reference, notebooks = root / "data" / "reference", root / "notebooks"
    site = Site(folder / "raw", folder / "processed", folder / "outputs", reference, notebooks)
    return Place(site, township, int(year))
