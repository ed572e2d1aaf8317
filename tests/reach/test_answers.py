"""What is remembered of the package's source, where, and when it must not be."""

import os
import shutil
from pathlib import Path

import pytest

import fazhi
from fazhi.reach import Source, digest_of_parts, source
from fazhi.reach.answers import KEPT

ASKED = ("fazhi.values.numbers", "read_number")


@pytest.fixture(autouse=True)
def users(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The user's own folder, where nobody has asked yet."""
    monkeypatch.setenv("FAZHI_CACHE", str(tmp_path / "user"))
    return tmp_path / "user" / "source"


@pytest.fixture
def nobody_reads(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever takes the source apart from now on fails."""

    def read(*_: object) -> None:
        raise AssertionError("the source was read again")

    monkeypatch.setattr(source, "Package", read)


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """The package in a folder of its own, to be changed."""
    shutil.copytree(Path(fazhi.__file__).parent, tmp_path / "fazhi", ignore=shutil.ignore_patterns("__pycache__"))
    return tmp_path / "fazhi"


def test_a_project_remembers_what_it_asked_and_forgetting_it_is_harmless(tmp_path: Path, root: Path):
    notebook, project = root / "notebooks" / "1_clean.ipynb", tmp_path / "project"
    first = Source(project).of_notebook(notebook)
    (file,) = project.iterdir()
    for said in (file.read_text(encoding="utf-8"), "{", "[]", '{"a": 1}'):
        file.write_text(said, encoding="utf-8")
        assert Source(project).of_notebook(notebook) == first
    code = digest_of_parts({name: digest for name, digest in first.items() if "/" not in name})
    assert Source(project).remembered(code) is not None and Source(project).remembered("0") is None


@pytest.mark.usefixtures("nobody_reads")
def test_nothing_is_remembered_where_no_folder_is_named(users: Path):
    with pytest.raises(AssertionError):
        Source().of_function(*ASKED)
    assert not users.exists()


def test_another_project_of_the_user_finds_the_same_answers_and_keeps_its_own(
    tmp_path: Path, request: pytest.FixtureRequest
):
    first, versions = Source(tmp_path / "a").of_function(*ASKED), Source(tmp_path / "a").environment()
    Source(tmp_path / "a").of_function("fazhi.values.numbers", "MISSING")
    request.getfixturevalue("nobody_reads")
    assert Source(tmp_path / "b").of_function(*ASKED) == first
    assert Source(tmp_path / "b").environment() == versions
    shutil.rmtree(tmp_path / "user")
    assert Source(tmp_path / "b").of_function(*ASKED) == first
    with pytest.raises(AssertionError):  # which this project never asked
        Source(tmp_path / "b").of_function("fazhi.values.numbers", "MISSING")


def test_no_answer_on_a_package_is_taken_for_that_on_another(own: Path, tmp_path: Path):
    before = Source(tmp_path / "a", home=own).of_function(*ASKED)
    path = own / "values" / "numbers.py"
    path.write_text(path.read_text(encoding="utf-8").replace("return ", "return None or ", 1), encoding="utf-8")
    assert Source(tmp_path / "a", home=own).of_function(*ASKED) != before


def test_a_package_that_is_changed_while_it_is_read_leaves_no_answer(own: Path, tmp_path: Path, users: Path):
    asked = Source(tmp_path / "a", home=own)
    path = own / "values" / "numbers.py"
    path.write_text(path.read_text(encoding="utf-8").replace("return ", "return None or ", 1), encoding="utf-8")
    asked.of_function(*ASKED)
    assert not users.exists() and not (tmp_path / "a").exists()


def test_where_the_user_has_no_place_the_project_still_remembers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    (tmp_path / "file").touch()
    monkeypatch.setenv("FAZHI_CACHE", str(tmp_path / "file"))
    first = Source(tmp_path / "a").of_function(*ASKED)
    assert len(list((tmp_path / "a").iterdir())) == 1
    assert Source(tmp_path / "a").of_function(*ASKED) == first


def test_the_oldest_states_of_a_package_are_forgotten(tmp_path: Path, users: Path):
    for number in range(KEPT + 3):
        for folder in (tmp_path / "a", users):
            folder.mkdir(parents=True, exist_ok=True)
            (folder / f"reach-{number}.json").write_text("{}", encoding="utf-8")
            os.utime(folder / f"reach-{number}.json", (number, number))
    Source(tmp_path / "a").of_function(*ASKED)
    for folder in (tmp_path / "a", users):
        left = {path.name for path in folder.iterdir()}
        assert len(left) == KEPT and {f"reach-{number}.json" for number in range(4, KEPT + 3)} < left
