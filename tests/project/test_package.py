"""What an installed fazhi offers to the shell and to Jupyter."""

import importlib
import json
import re
import subprocess

import pytest
from nbconvert.exporters.base import get_exporter


def entry_points(pyproject: dict) -> dict[str, str]:
    project = pyproject["project"]
    return {**project["scripts"], **project["entry-points"]["nbconvert.exporters"]}


def test_every_entry_point_leads_to_something_callable(pyproject):
    for target in entry_points(pyproject).values():
        module, _, name = target.partition(":")
        assert callable(getattr(importlib.import_module(module), name)), target


@pytest.mark.parametrize("exporter", ["fazhi_html", "fazhi_pdf"])
def test_nbconvert_finds_the_exporters_by_name(exporter):
    """`jupyter nbconvert --to fazhi_pdf` and JupyterLab's menu go by these names."""
    assert get_exporter(exporter).__module__.startswith("fazhi.publish")


def test_jupyterlabs_menu_offers_each_exporter_by_its_own_name(root, pyproject):
    """JupyterLab makes labels of the entry points' names; `make lab` gives it settings with the exporters' own."""
    settings = json.loads((root / "notebooks/.lab/overrides.json").read_text(encoding="utf-8"))
    (menu,) = settings["@jupyterlab/mainmenu-extension:plugin"]["menus"]
    (submenu,) = (item["submenu"] for item in menu["items"])
    labels = {item["args"]["format"]: item["args"]["label"] for item in submenu["items"]}
    exporters = pyproject["project"]["entry-points"]["nbconvert.exporters"]
    assert labels == {name: get_exporter(name).export_from_notebook for name in exporters}
    assert "notebooks/.lab" in (root / "Makefile").read_text(encoding="utf-8")


def test_make_help_lists_every_target(root):
    makefile = (root / "Makefile").read_text(encoding="utf-8")
    (phony,) = re.findall(r"^\.PHONY: (.+)$", makefile, flags=re.MULTILINE)
    wanted = sorted(set(phony.split()) - {"run"})  # `run` is the other name of `all`
    listed = subprocess.run(
        ["make", "--no-print-directory", "help"], cwd=root, capture_output=True, text=True, encoding="utf-8", check=True
    ).stdout
    rows = re.findall(r"^  make (\w+) +(.+)\n +(.+)$", listed, flags=re.MULTILINE)
    assert sorted(name for name, _, _ in rows) == wanted and listed.count("\n") == 2 * len(wanted)
    assert all(english.isascii() or "…" in english for _, english, _ in rows)
    assert all(re.search(r"[\u4e00-\u9fff]", chinese) for _, _, chinese in rows)
