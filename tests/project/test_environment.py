"""The libraries are named in four places; these tests keep the places in step.

pyproject.toml says what is needed, constraints.txt in which version, environment.yml the same for conda,
docs/libraries.md why.
"""

import ast
import re
import sys
from importlib.metadata import packages_distributions
from pathlib import Path
from typing import Any

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

# conda-forge's names where they differ from PyPI's. To conda jupyter-client is another package than jupyter_client, and there is none.
PYPI_NAME = {
    "jupyter_client": "jupyter-client",
    "jupyter_core": "jupyter-core",
    "matplotlib-base": "matplotlib",
    "python-isal": "isal",
    "typst-py": "typst",
}
# needed without being imported, and by what
UNIMPORTED = {
    "ipykernel": "the kernel that papermill starts",
    "pyarrow": "pandas writes Parquet with it",
}
PIN = re.compile(r"(?P<name>[a-z0-9-]+)==(?P<version>[0-9][0-9a-z.]*)( ; (?P<marker>[a-z_]+ .+))?")


def requirements(listed: list[str]) -> dict[str, Requirement]:
    """Requirements by canonical name, those on fazhi itself (its extras) left out."""
    parsed = map(Requirement, listed)
    return {name: r for r in parsed if (name := canonicalize_name(r.name)) != "fazhi"}


@pytest.fixture(scope="module")
def runtime(pyproject: dict[str, Any]) -> dict[str, Requirement]:
    return requirements(pyproject["project"]["dependencies"])


@pytest.fixture(scope="module")
def extras(pyproject: dict[str, Any]) -> dict[str, Requirement]:
    listed = pyproject["project"]["optional-dependencies"].values()
    return requirements([requirement for extra in listed for requirement in extra])


@pytest.fixture(scope="module")
def pin_lines(root: Path) -> list[str]:
    lines = (root / "constraints.txt").read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


def test_every_requirement_is_a_lower_bound(runtime, extras):
    named = [*runtime.values(), *extras.values()]
    assert [str(r) for r in named if not re.fullmatch(r">=[\d.]+", str(r.specifier))] == []


def test_the_environment_of_the_runs_stays_free_of_jupyterlab(runtime):
    assert not {"jupyter", "jupyterlab", "notebook"} & set(runtime)


def test_constraints_hold_exact_versions_and_nothing_else(pin_lines):
    assert [line for line in pin_lines if not PIN.fullmatch(line)] == []


def test_constraints_name_no_address_and_no_path(root):
    text = (root / "constraints.txt").read_text(encoding="utf-8")
    assert not re.search(r"://|@|^-|file:|(^|\s)[./~]*/", text, flags=re.MULTILINE)


def test_every_requirement_is_pinned_within_its_bound(runtime, extras, pin_lines):
    pins = [(pin["name"], Version(pin["version"])) for line in pin_lines if (pin := PIN.fullmatch(line))]
    for name, requirement in {**runtime, **extras}.items():
        versions = [version for pinned, version in pins if pinned == name]
        assert versions, f"{name} is not in constraints.txt; run `make lock`"
        assert all(requirement.specifier.contains(version) for version in versions), name


def test_environment_yml_repeats_pyproject(root, pyproject, runtime):
    environment = yaml.safe_load((root / "environment.yml").read_text(encoding="utf-8"))
    conda = [entry for entry in environment["dependencies"] if isinstance(entry, str)]
    (pip,) = [entry["pip"] for entry in environment["dependencies"] if isinstance(entry, dict)]
    assert pip[-1] == "--editable .", "conda users get the project itself, too"

    named = {}
    for entry in [*conda, *pip[:-1]]:
        requirement = Requirement(entry)
        assert requirement.name not in PYPI_NAME.values(), f"conda-forge has another name for {requirement.name}"
        named[PYPI_NAME.get(requirement.name, requirement.name)] = requirement.specifier
    assert named.pop("python") == pyproject["project"]["requires-python"]
    named.pop("pip")
    lab = requirements(pyproject["project"]["optional-dependencies"]["lab"])
    assert named == {name: requirement.specifier for name, requirement in {**runtime, **lab}.items()}


def test_every_library_has_its_reason(root, runtime, extras):
    reasons = (root / "docs/libraries.md").read_text(encoding="utf-8").lower()
    assert [name for name in [*runtime, *extras] if f"`{name}`" not in reasons] == []


def imported_distributions(source: Path) -> set[str]:
    """The distributions (PyPI names) whose modules the code under `source` imports."""
    imported = set()
    for path in source.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                imported |= {alias.name.split(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
                imported.add(node.module.split(".")[0])
    imported -= {*sys.stdlib_module_names, "fazhi"}
    providers = packages_distributions()
    return {canonicalize_name(name) for module in imported for name in providers.get(module, [module])}


def test_every_imported_library_is_declared(root, runtime, pyproject):
    extras = pyproject["project"]["optional-dependencies"]
    optional = requirements([*extras["cluster"], *extras["remote"]])
    assert imported_distributions(root / "src") - {*runtime, *optional} == set()


def test_every_declared_library_is_used(root, runtime):
    assert set(runtime) - imported_distributions(root / "src") - set(UNIMPORTED) == set()
