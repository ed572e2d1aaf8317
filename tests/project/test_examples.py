"""What the READMEs and the documents show works: commands are run or their options read, Python is executed, YAML and CSV are read.

The quick start and the analysts' page are followed from top to bottom, in a project of their own: the commands of a page, in its
order, with the files that it shows.
"""

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from pydantic import TypeAdapter
from typer.testing import CliRunner

from fazhi.catalogue import load
from fazhi.catalogue.definitions import _check_indicator
from fazhi.catalogue.handwritten import read_handwritten
from fazhi.catalogue.indicator import AnyIndicator
from fazhi.cli import app
from fazhi.ledgers import take_in
from fazhi.ledgers.account import set_aside_frame
from fazhi.ledgers.settled import read_settled
from fazhi.pipeline.about import About

ROOT = Path(__file__).resolve().parents[2]
PAGES = [ROOT / "README.md", ROOT / "README.zh-CN.md", *sorted((ROOT / "docs").rglob("*.md"))]
NAMES = [str(page.relative_to(ROOT)) for page in PAGES]
BLOCK = re.compile(r"^```(?P<language>[^\n]*)\n(?P<text>.*?)^```$", flags=re.DOTALL | re.MULTILINE)
INLINE = re.compile(r"`((?:\.venv(?:-lab)?/bin/)?(?:fazhi|make) [^`\n]+)`")
NAMED = re.compile(r"`([^`\s]+\.(?:csv|txt))`")
YAML_FILE = re.compile(r"# ([\w/]+\.yaml)\b")
SHOWN_ONLY = {"", "text", "{toctree}"}  # diagrams, usage lines, files of a page's own
ANSI = re.compile(r"\x1b\[[0-9;]*m")
MODULES = {"fazhi": "fazhi.cli", "papermill": "papermill", "jupyter": "jupyter"}
# Not run here: what installs, and a second build of everything, for which tests/provenance has its own cases.
READ_ONLY = ("make", "fazhi verify")


@dataclass(frozen=True)
class Example:
    """A block of code. ``file``: the last file named above it; ``page`` relative to the root."""

    page: str
    language: str
    text: str
    file: str


def examples(page: Path) -> Iterator[Example]:
    text = page.read_text(encoding="utf-8")
    for block in BLOCK.finditer(text):
        named = NAMED.findall(BLOCK.sub("", text[: block.start()]))
        yield Example(str(page.relative_to(ROOT)), block["language"], block["text"], named[-1] if named else "")


EXAMPLES = [example for page in PAGES for example in examples(page)]


def of(language: str, *pages: str) -> list[Example]:
    return [e for e in EXAMPLES if e.language == language and (not pages or e.page in pages)]


def commands(example: Example) -> list[list[str]]:
    """The words of each command line, without the folder of the environment."""
    lines = [shlex.split(line, comments=True) for line in example.text.splitlines()]
    return [[words[0].rpartition("/")[2], *words[1:]] for words in lines if words]


def test_every_block_is_of_a_kind_that_is_tried():
    assert {e.language for e in EXAMPLES} - {"sh", "python", "yaml", "csv"} <= SHOWN_ONLY
    assert all(of(language) for language in ("sh", "python", "yaml", "csv"))


# ------------------------------------------------------------------------------------------------- commands


@pytest.fixture(scope="module")
def options_of() -> Callable[[str], set[str]]:
    """The options that a command of ours takes, from its own help."""
    known: dict[str, set[str]] = {}

    def ask(command: str) -> set[str]:
        if command not in known:
            said = CliRunner().invoke(app, [command, "--help"], env={"COLUMNS": "200"})
            assert said.exit_code == 0, f"there is no command fazhi {command}"
            known[command] = set(re.findall(r"--[a-z-]+", ANSI.sub("", said.output)))
        return known[command]

    return ask


def all_commands(page: str) -> Iterator[list[str]]:
    for example in of("sh", page):
        yield from commands(example)
    text = BLOCK.sub("", (ROOT / page).read_text(encoding="utf-8"))
    for code in INLINE.findall(text):
        words = code.replace("[", " ").replace("]", " ").split()
        yield [words[0].rpartition("/")[2], *words[1:]]


@pytest.mark.parametrize("page", NAMES)
def test_every_command_and_option_named_exists(page: str, options_of: Callable[[str], set[str]]):
    targets = set(re.findall(r"^(\w+):", (ROOT / "Makefile").read_text(encoding="utf-8"), flags=re.MULTILINE))
    for words in all_commands(page):
        if words[0] == "make":
            assert {w for w in words[1:] if "=" not in w} <= targets, words
        elif words[0] == "fazhi":
            given = {word.partition("=")[0] for word in words[2:] if word.startswith("--")}
            assert given <= options_of(words[1]), words
        else:
            assert words[0] in MODULES, f"{words}: nobody tries this"


@pytest.mark.parametrize("page", NAMES)
def test_notebooks_are_given_parameters_that_they_have(page: str):
    for words in all_commands(page):
        if words[0] != "papermill":
            continue
        cells = json.loads((ROOT / words[1]).read_text(encoding="utf-8"))["cells"]
        (parameters,) = ["".join(c["source"]) for c in cells if "parameters" in c["metadata"].get("tags", ())]
        given = [words[place + 1] for place, word in enumerate(words) if word in ("-p", "-r")]
        assert given and [name for name in given if not re.search(rf"^{name} = ", parameters, flags=re.MULTILINE)] == []


# ------------------------------------------------------------------------------------------- the pages, followed


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory, fazhi: object) -> Path:
    """A project without any ledger; its commands share the warm process of the tests."""
    folder = tmp_path_factory.mktemp("project")
    shutil.copytree(ROOT / "notebooks", folder / "notebooks")
    shutil.copytree(ROOT / "data/reference", folder / "data/reference")
    (folder / "data/raw").mkdir()
    return folder


def follow(page: str, project: Path) -> dict[str, subprocess.CompletedProcess]:
    """Do what a page says, block by block; what each command said, by its first words."""
    said = {}
    for example in (e for e in EXAMPLES if e.page == page):
        if example.language in ("csv", "text"):
            path = project / example.file
            assert path.parent.is_dir(), f"{page} names no command that makes the folder of {example.file}"
            path.write_text(example.text, encoding="utf-8")
        elif example.language == "python":
            said["python"] = run(["-c", example.text], project)
        elif example.language == "sh":
            for words in commands(example):
                if not " ".join(words).startswith(READ_ONLY):
                    key = " ".join(words[:2]) + (" --explain" if "--explain" in words else "")
                    said[key] = run(["-m", MODULES[words[0]], *words[1:]], project)
    return said


def run(arguments: list[str], project: Path) -> subprocess.CompletedProcess:
    environment = {**os.environ, "FAZHI_CACHE": str(project / ".cache")}
    command = [sys.executable, *arguments]
    return subprocess.run(command, cwd=project, env=environment, capture_output=True, encoding="utf-8")


@pytest.fixture(scope="module")
def begun(project: Path) -> dict[str, subprocess.CompletedProcess]:
    return follow("docs/quickstart.md", project)


@pytest.mark.slow
def test_the_quick_start_gives_what_it_says(begun: dict[str, subprocess.CompletedProcess], project: Path):
    assert {name: done.returncode for name, done in begun.items()} == {
        "fazhi new": 0, "fazhi run": 1, "fazhi status": 0, "fazhi explain": 0, "fazhi check": 0,
    }, {name: done.stderr for name, done in begun.items()}  # fmt: skip
    assert "Traceback" not in "".join(done.stderr for done in begun.values())
    assert "18 ledgers hold nothing but a header" in begun["fazhi status"].stdout
    assert "Value: 2 disputes" in begun["fazhi explain"].stdout
    assert begun["fazhi explain"].stdout.count("调解台账.csv") == 2
    assert begun["fazhi check"].stdout.count("consistent") == 2
    assert (project / "outputs/示例镇/2023/check.html").is_file()


@pytest.mark.slow
@pytest.mark.usefixtures("begun")
def test_the_analysts_page_goes_on_from_there(project: Path):
    said = follow("docs/analysts.md", project)
    assert {name: done.returncode for name, done in said.items()} == {
        "papermill notebooks/3_appendix.ipynb": 0, "jupyter nbconvert": 0, "python": 0, "fazhi run --explain": 0, "fazhi compare": 0,
    }, {name: done.stderr for name, done in said.items()}  # fmt: skip
    assert (project / "executed.html").is_file()
    assert (project / "outputs/comparison/comparison.html").is_file()


def test_the_chinese_pages_show_the_same_commands_and_ledgers():
    for name in ("quickstart", "clerks"):
        for language in ("sh", "csv", "text", "yaml"):
            english, chinese = of(language, f"docs/{name}.md"), of(language, f"docs/zh/{name}.md")
            assert [e.text.replace(" --language en", "") for e in english] == [e.text for e in chinese], name
            assert [e.file for e in english] == [e.file for e in chinese], name


# ---------------------------------------------------------------------------------------------- YAML and ledgers


@pytest.mark.parametrize("example", of("yaml"), ids=lambda e: f"{e.page}: {e.text.splitlines()[0]}")
def test_yaml_is_accepted_by_its_reader(example: Example, tmp_path: Path):
    name = YAML_FILE.match(example.text)
    assert name, "the first line of a block of YAML names its file"
    if name[1] == "about.yaml":
        assert About.model_validate(read_handwritten(example.text)).model_fields_set
    elif name[1] == "catalogue/indicators.yaml":
        for id, body in read_handwritten(example.text).items():
            assert id not in load().indicators
            _check_indicator(TypeAdapter(AnyIndicator).validate_python({"id": id, **body}), load())
    else:
        (tmp_path / name[1]).write_text(example.text, encoding="utf-8")
        settled = read_settled(tmp_path)
        assert settled.problems == ()
        assert settled.mappings or settled.corrections


@pytest.mark.parametrize("page, language", [("docs/clerks.md", "en"), ("docs/zh/clerks.md", "zh")])
def test_the_clerks_ledger_gives_the_reasons_shown(page: str, language: str, tmp_path: Path):
    before, after = of("csv", page)
    path = tmp_path / Path(before.file).name
    path.write_text(before.text, encoding="utf-8")
    found = take_in(tmp_path, 2023, load())
    rows = [
        f"| {r.row} | `{r.reason}` | {r.message} |"
        for r in set_aside_frame(found.problems, load(), language).itertuples()
    ]
    shown = re.findall(r"^\| \d+ \| `.*$", (ROOT / page).read_text(encoding="utf-8"), flags=re.MULTILINE)
    assert shown == rows
    (account,) = found.accounts
    assert (account.rows_seen, account.kept, account.duplicates, account.set_aside) == (14, 2, 1, 7)

    path.write_text(after.text, encoding="utf-8")
    mended = take_in(tmp_path, 2023, load())
    assert [problem.reason for problem in mended.problems] == ["void"]
    assert mended.accounts[0].kept == 7
