"""The documents leave nothing out and fall behind nothing: reference pages, reasons, pictures, and the site they are made into."""

import importlib.util
import json
import os
import re
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest
from typer.testing import CliRunner

from fazhi.catalogue import load
from fazhi.catalogue.text import LANGUAGES
from fazhi.cli import app

CLERKS = ("docs/clerks.md", "docs/zh/clerks.md")
REASON = "appendix.reason."
TYPEFACE = re.compile(r"<style>.*?</style>", flags=re.DOTALL)
LARGE = 200_000  # bytes of a picture
MOST = 5  # pictures
ANSI = re.compile(r"\x1b\[[0-9;]*m")


def script(path: Path) -> ModuleType:
    """A script of the documents as a module."""
    spec = importlib.util.spec_from_file_location(f"documents_{path.parent.name}", path)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # its dataclasses look there for their module
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def reference(root: Path) -> ModuleType:
    return script(root / "docs/reference/make.py")


@pytest.fixture(scope="module")
def pictures(root: Path) -> ModuleType:
    return script(root / "docs/images/make.py")


# ------------------------------------------------------------------------------------------------ reference


def test_the_reference_pages_are_those_that_the_catalogue_and_the_commands_give(root: Path, reference: ModuleType):
    for name, text in reference.pages().items():
        committed = (root / "docs/reference" / name).read_text(encoding="utf-8")
        assert committed == text, f"docs/reference/{name} is not current: make docs"


def test_every_command_argument_and_option_says_what_it_is(reference: ModuleType):
    commands = reference.commands_of()
    silent = [name for name, (help, _) in commands.items() if not help]
    silent += [f"{name} {p.names[0]}" for name, (_, parameters) in commands.items() for p in parameters if not p.told]
    assert silent == []


def test_the_command_reference_names_what_each_command_takes(reference: ModuleType):
    """Held against the command's own help, which another hand writes: no option more, none less."""
    for name, (_, parameters) in reference.commands_of().items():
        help = ANSI.sub(
            "", CliRunner().invoke(app, [name, "--help"], env={"COLUMNS": "200", "LC_ALL": "en_US.UTF-8"}).output
        )
        options = set(re.findall(r"^\W*(--[a-z-]+)", help, flags=re.MULTILINE)) - {"--help"}
        assert options == {p.names[0] for p in parameters if p.option}, name
        assert all(p.names[0].lower() in help.lower() for p in parameters), name


def test_every_indicator_ledger_column_and_table_stands_in_the_reference(root: Path):
    catalogue = load()

    def of(page: str) -> str:
        return (root / f"docs/reference/{page}.md").read_text(encoding="utf-8")

    assert [id for id in catalogue.indicators if f"| `{id}` |" not in of("indicators")] == []
    assert [
        d
        for d in (*catalogue.deadlines, *catalogue.identities, *catalogue.windows)
        if f"| `{d}` |" not in of("indicators")
    ] == []
    sections = {part.split(" ", 1)[0]: part for part in of("ledgers").split("\n## ")[1:]}
    for ledger in (*catalogue.ledgers.values(), *catalogue.reference.values()):
        assert [c.id for c in ledger.columns if f"| `{c.id}` |" not in sections[ledger.id]] == [], ledger.id
    tables = {part.split("\n", 1)[0]: part for part in of("tables").split("\n## ")[1:]}
    for table in catalogue.tables.values():
        assert [c.id for c in table.columns if f"| `{c.id}` |" not in tables[table.file]] == [], table.id


# -------------------------------------------------------------------------------------------------- reasons


@pytest.mark.parametrize("page", CLERKS)
def test_the_clerks_page_explains_every_reason_and_no_other(root: Path, page: str):
    reasons = {key.removeprefix(REASON) for key in load().words if key.startswith(REASON)}
    text = (root / page).read_text(encoding="utf-8").split("\n## ")
    (explained,) = [part for part in text if "\n### " in part]
    assert set(re.findall(r"^\| `(\w+)`", explained, flags=re.MULTILINE)) == reasons


# ------------------------------------------------------------------------------------------------- pictures


def test_pictures_are_few_and_small(root: Path):
    found = [path for path in (root / "docs/images").iterdir() if path.suffix in {".png", ".svg", ".jpg", ".gif"}]
    assert 0 < len(found) <= MOST
    assert [path.name for path in found if path.stat().st_size > LARGE] == []


def test_the_funnel_is_the_one_that_the_product_draws(root: Path, pictures: ModuleType):
    kept = (root / "docs/images/funnel.svg").read_text(encoding="utf-8")
    assert TYPEFACE.sub("", kept) == pictures.funnel_svg(), "python docs/images/make.py"


@pytest.mark.slow
def test_the_photograph_shows_what_the_appendix_says_now(root: Path, tmp_path: Path):
    """In a process of its own: how a table is written down depends on what else a process has set."""
    code = (
        "import importlib.util, sys\n"
        "from fazhi import pipeline\n"
        "spec = importlib.util.spec_from_file_location('make', 'docs/images/make.py')\n"
        "make = importlib.util.module_from_spec(spec)\n"
        "spec.loader.exec_module(make)\n"
        "where = pipeline.place(make.TOWNSHIP, make.YEAR, 'data/raw', sys.argv[1], sys.argv[2])\n"
        "print(make.shown_of(pipeline.results(where, 'zh')))\n"
    )
    command = [sys.executable, "-c", code, str(tmp_path / "processed"), str(tmp_path / "outputs")]
    shown = subprocess.run(command, cwd=root, capture_output=True, text=True, check=True).stdout.strip()
    made = json.loads((root / "docs/images/made.json").read_text(encoding="utf-8"))
    assert made == {"appendix.png": shown}, "python docs/images/make.py"


# ----------------------------------------------------------------------------------------------------- site


@pytest.fixture(scope="module")
def site(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site, any warning an error."""
    folder = tmp_path_factory.mktemp("site")
    told = ["--builder", "html", "--fail-on-warning", "--keep-going", "--quiet", "--doctree-dir", str(folder / "trees")]
    command = [sys.executable, "-m", "sphinx", *told, str(root / "docs"), str(folder / "html")]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", env={**os.environ, "LC_ALL": "C"})
    assert done.returncode == 0, done.stderr
    return folder / "html"


@pytest.mark.slow
def test_the_site_has_a_page_for_every_document(root: Path, site: Path):
    documents = {path.relative_to(root / "docs").with_suffix("") for path in (root / "docs").rglob("*.md")}
    assert {p for p in documents if not (site / p).with_suffix(".html").is_file()} == set()


@pytest.mark.parametrize(
    "page", ["index.html", "reviewers.html", "reference/ledgers.html", "zh/clerks.html", "search.html"]
)
def test_a_page_of_the_site_asks_nobody_for_anything(site: Path, visit, page: str):
    """`visit` fails at the end if a page asked for more than files, or complained."""
    opened = visit(site / page)
    broken = "[...document.images].filter(image => !image.complete || !image.naturalWidth).map(image => image.src)"
    assert opened.evaluate(broken) == []
    assert opened.title()


def test_languages_of_the_reference_are_those_of_the_catalogue():
    """The reference shows both; a third would have to be added to docs/reference/make.py."""
    assert set(LANGUAGES) == {"zh", "en"}
