"""What the project's own notebooks and documents reach."""

import ast
import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

import fazhi
from fazhi.catalogue import files
from fazhi.catalogue.definitions import Catalogue
from fazhi.catalogue.files import DERIVED, FILES, HERE
from fazhi.pipeline.place import Place
from fazhi.reach import Source, digest_of_parts, environment
from fazhi.reach.closure import Package
from fazhi.reach.definitions import BODY, code_definition
from fazhi.reach.source import untouched_since

HOME = Path(fazhi.__file__).parent
CALLED = Path(__file__).with_name("called.py")
# They only import what they are asked for by name, and that is followed.
PASSING_ON = ("__init__.py", "lazy.py")


@pytest.fixture(scope="module")
def source() -> Source:
    return Source()


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """The package in a folder of its own, to be changed."""
    shutil.copytree(HOME, tmp_path / "fazhi", ignore=shutil.ignore_patterns("__pycache__"))
    return tmp_path / "fazhi"


def test_each_notebook_reaches_its_own_part_of_the_house(source: Source, root: Path):
    clean, count, appendix = (source.of_notebook(root / "notebooks" / f"{name}.ipynb") for name in
                              ("1_clean", "2_indicators", "3_appendix"))  # fmt: skip
    assert "fazhi.ledgers.scan" in clean and "fazhi.indicators.count" not in clean
    assert "fazhi.indicators.count" in count and not any(name.startswith("fazhi.charts") for name in count)
    assert "fazhi.charts.months" in appendix and "fazhi.charts.comparison.funnel" not in appendix
    for parts in (clean, count, appendix):
        assert "fazhi.synthesis" not in parts and "fazhi.cli" not in parts


@pytest.mark.slow
def test_whatever_a_notebook_calls_it_is_said_to_reach(source: Source, root: Path, copy: Place, tmp_path: Path):
    site = {"raw": copy.site.raw, "processed": copy.site.processed, "outputs": copy.site.outputs}
    folders = {role: str(folder) for role, folder in site.items()}
    of_place = {**folders, "township": copy.township, "year": copy.year}
    notebooks = {
        str(root / "notebooks" / name): folders if name.startswith("4") else of_place
        for name in ("1_clean.ipynb", "2_indicators.ipynb", "3_appendix.ipynb", "4_comparison.ipynb")
    }
    out = tmp_path / "called.json"  # by a process of its own, in which nothing has been worked out yet
    subprocess.run(
        [sys.executable, CALLED, json.dumps(notebooks), out], cwd=root, check=True, stdout=subprocess.DEVNULL
    )
    package = Package("fazhi", HOME)
    for notebook, called in json.loads(out.read_text()).items():
        cells = [cell for cell in json.loads(Path(notebook).read_text())["cells"] if cell["cell_type"] == "code"]
        reached = package.reached([], code_definition("".join(cell["source"]) for cell in cells)).definitions
        named = {(package.paths[module].relative_to(HOME).as_posix(), name) for module, name in reached}
        named |= {(path, name) for path, body in named if body == BODY for name in registered(HOME / path)}
        missed = {(path, name) for path, name in map(tuple, called) if path not in PASSING_ON} - named
        assert len(called) > 100 and missed == set(), notebook


def registered(path: Path) -> list[str]:
    """The functions of a module that have a decorator: what one registers is reached with the module."""
    statements = ast.parse(path.read_text(encoding="utf-8")).body
    return [one.name for one in statements if isinstance(one, ast.FunctionDef) and one.decorator_list]


def test_each_document_reaches_the_files_that_it_is_made_with(source: Source):
    pages = {kind: source.of_function("fazhi.publish.render", kind) for kind in ("html", "pdf", "xlsx")}
    assert {"publish/assets/page.css", "typeface/FazhiSansSC-Regular.ttf"} <= pages["html"].keys()
    assert "publish/assets/index.js" not in pages["html"]
    assert not any(name.startswith(("publish/", "typeface/")) for name in pages["xlsx"])


def test_the_catalogue_is_reached_by_kind(source: Source, root: Path):
    clean = source.of_notebook(root / "notebooks" / "1_clean.ipynb")
    assert "catalogue/ledgers/L14.yaml" in clean and "catalogue/words/ledgers.yaml" in clean
    assert "catalogue/identities.yaml" not in clean and "catalogue/words/comparison.yaml" not in clean


def test_every_file_of_the_catalogue_is_of_a_kind():
    named = {path for pattern in FILES.values() for path in HERE.glob(pattern)}
    words = {HERE / "words.yaml", *(HERE / "words").glob("*.yaml")}
    assert {*HERE.rglob("*.yaml")} - named - words == set()
    methods = {name for name in vars(Catalogue) if not name.startswith("_")} - set(FILES)
    functions = {name for name in DERIVED if hasattr(files, name)}
    assert {name for name in methods if callable(vars(Catalogue)[name]) or name in DERIVED} | functions == set(DERIVED)


def test_who_asks_which_ledgers_must_be_kept_reaches_their_definitions(source: Source):
    assert "catalogue/ledgers/L10.yaml" in source.of_function("fazhi.runs.index", "write_index")


def test_one_change_touches_those_who_reach_it_and_nobody_else(own: Path, root: Path):
    def seen() -> dict[str, str]:
        source = Source(home=own)
        notebooks = ("1_clean", "2_indicators", "3_appendix")
        parts = {name: source.of_notebook(root / "notebooks" / f"{name}.ipynb") for name in notebooks}
        return {name: digest_of_parts(found) for name, found in parts.items()}

    before, path = seen(), own / "charts" / "months.py"
    path.write_text(path.read_text(encoding="utf-8") + "\n# a remark\n", encoding="utf-8")
    assert seen() == before
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("return ", "return None or ", 1), encoding="utf-8")
    after = seen()
    assert [name for name in before if before[name] != after[name]] == ["3_appendix"]


def test_a_notebook_that_is_none_is_an_error_that_can_be_caught(tmp_path: Path):
    broken = tmp_path / "a.ipynb"
    broken.write_text("{", encoding="utf-8")
    with pytest.raises(ValueError):
        Source().of_notebook(broken)
    broken.write_text(json.dumps({"cells": [{"cell_type": "code", "source": "x = ("}]}), encoding="utf-8")
    with pytest.raises(SyntaxError):
        Source().of_notebook(broken)


def test_the_environment_is_what_is_required_not_what_happens_to_be_there():
    found = environment()
    assert {"python", "pandas", "numpy", "typst", "nbconvert"} <= found.keys()
    assert "pytest" not in found and list(found) == sorted(found)


def test_a_package_is_as_loaded_until_any_of_its_files_is_touched(own: Path):
    def touched(after: int) -> bool:
        return not untouched_since(own, after)

    newest = max(max(path.stat().st_mtime_ns, path.stat().st_ctime_ns) for path in own.rglob("*") if path.is_file())
    assert touched(newest) and not touched(newest + 1)
    (own / "__pycache__").mkdir()
    (own / "__pycache__" / "x.pyc").touch()
    moment = time.time_ns()
    time.sleep(0.05)
    assert not touched(moment)
    chart = own / "charts" / "bars.py"
    chart.write_text(chart.read_text(encoding="utf-8"), encoding="utf-8")
    os.utime(chart, (0, 0))  # what an editor, or git, may say of it
    assert touched(moment)
