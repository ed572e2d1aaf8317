"""A deferred module costs nothing until something of it is asked for, and is itself from then on."""

from __future__ import annotations

import importlib
import inspect
import sys
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest

from fazhi.engine.deferred import Deferred, defer


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A package ``outer.inner`` with a module ``part``; ``outer`` notes what was imported."""
    outer = f"outer_{uuid.uuid4().hex}"
    inner = tmp_path / outer / "inner"
    inner.mkdir(parents=True)
    (tmp_path / outer / "__init__.py").write_text("imported = []\n", encoding="utf-8")
    (inner / "__init__.py").write_text(
        f"import {outer}\n{outer}.imported.append('inner')\nanswer = 42\n", encoding="utf-8"
    )
    (inner / "part.py").write_text(f"import {outer}\n{outer}.imported.append('part')\n", encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    importlib.import_module(outer)
    yield outer
    for name in [name for name in sys.modules if name.partition(".")[0] == outer]:
        del sys.modules[name]


def imported(package: str) -> list[str]:
    return list(sys.modules[package].imported)


def test_neither_deferring_nor_naming_it_imports_it(package: str) -> None:
    defer(f"{package}.inner")
    exec(f"import {package}.inner\nfrom {package} import inner\nfrom {package} import *")
    assert inspect.ismodule(sys.modules[package].inner)
    assert str(Path(package, "inner", "__init__.py")) in repr(sys.modules[package].inner)
    assert imported(package) == []


@pytest.mark.parametrize(
    "asking", ["{0}.inner.answer", "dir({0}.inner)", "__import__('{0}.inner', fromlist=['answer']).answer"]
)
def test_the_first_that_is_asked_of_it_imports_it_once(package: str, asking: str) -> None:
    defer(f"{package}.inner")
    before = sys.modules[package].inner
    for _ in range(2):
        found = eval(asking.format(package), {package: sys.modules[package]})
        assert found == 42 or "answer" in found
    assert imported(package) == ["inner"]
    assert sys.modules[package].inner is sys.modules[f"{package}.inner"] is not before
    assert type(sys.modules[f"{package}.inner"]) is not Deferred
    assert before.answer == 42  # for whoever had it before


def test_a_part_of_a_package_comes_after_the_package(package: str) -> None:
    defer(f"{package}.inner")
    importlib.import_module(f"{package}.inner.part")
    assert imported(package) == ["inner", "part"]


def test_what_is_imported_already_or_not_there_stays_as_it_is(package: str) -> None:
    inner = importlib.import_module(f"{package}.inner")
    defer(f"{package}.inner", f"{package}.nowhere")
    assert sys.modules[f"{package}.inner"] is inner
    assert f"{package}.nowhere" not in sys.modules
    with pytest.raises(AttributeError):
        defer(f"{package}.inner.part")
        sys.modules[f"{package}.inner.part"].nothing  # noqa: B018  what is asked for and not there
