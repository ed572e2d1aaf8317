"""One version, said in four places."""

import re

import yaml

import fazhi


def test_the_package_knows_its_version(pyproject):
    assert fazhi.__version__ == pyproject["project"]["version"]


def test_the_citation_names_the_version_and_the_licence(root, pyproject):
    citation = yaml.safe_load((root / "CITATION.cff").read_text(encoding="utf-8"))
    assert citation["version"] == pyproject["project"]["version"]
    assert citation["license"] == pyproject["project"]["license"]


def test_the_changelog_opens_with_the_version_and_its_date(root, pyproject):
    changelog = (root / "CHANGELOG.md").read_text(encoding="utf-8")
    released = re.findall(r"^## \[(\d[^\]]*)\] - (\d{4}-\d{2}-\d{2})$", changelog, flags=re.MULTILINE)
    citation = yaml.safe_load((root / "CITATION.cff").read_text(encoding="utf-8"))
    assert released[0] == (pyproject["project"]["version"], str(citation["date-released"]))
