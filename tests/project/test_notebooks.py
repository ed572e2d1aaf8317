"""The notebooks speak both languages: each cell of text says the same in Chinese and in English, and so do the remarks in code."""

import json
import re

import pytest

NOTEBOOKS = ("0_start", "1_clean", "2_indicators", "3_appendix", "4_comparison")
CODE = re.compile(r"```.*?```|`[^`]*`", re.DOTALL)
ADDRESS = re.compile(r"\]\([^)]*\)")
CHINESE = re.compile(r"[\u4e00-\u9fff]")
ENGLISH = re.compile(r"[A-Za-z]{2,}")
MENU = re.compile(
    r"\*\*(?:Run|File)\b[^*]*\*\*|fazhi (?:HTML|PDF)|JupyterLab"
)  # what JupyterLab itself says, in English alone


def cells(root, name, kind):
    notebook = json.loads((root / "notebooks" / f"{name}.ipynb").read_text(encoding="utf-8"))
    return {cell["id"]: "".join(cell["source"]) for cell in notebook["cells"] if cell["cell_type"] == kind}


def amounts(text):
    """How many Chinese characters and how many English words."""
    text = MENU.sub("", ADDRESS.sub("]", CODE.sub("", text)))
    return len(CHINESE.findall(text)), len(ENGLISH.findall(text))


def test_no_notebook_is_left_out(root):
    assert {path.stem for path in (root / "notebooks").glob("*.ipynb")} == set(NOTEBOOKS)


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_each_cell_of_text_says_as_much_in_either_language(root, name):
    """An English word stands for about two characters of Chinese; where one language says but half as much, something is missing."""
    for id, text in cells(root, name, "markdown").items():
        chinese, english = amounts(text)
        assert chinese and english, id
        assert 1 <= chinese / english <= 4, (id, chinese, english)
        for heading in re.findall(r"^#+ .*", text, flags=re.MULTILINE):
            assert all(amounts(part)[side] for side, part in enumerate(heading.split(" · "))), heading


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_each_remark_in_code_is_in_both_languages(root, name):
    for id, text in cells(root, name, "code").items():
        for remark in re.findall(r"#\s.*", text):
            assert all(amounts(remark)), (id, remark)


def test_cells_of_text_stay_out_of_rendered_pages(root):
    """A page is in one language; what explains the notebook in both is not part of it."""
    for name in ("3_appendix", "4_comparison"):
        notebook = json.loads((root / "notebooks" / f"{name}.ipynb").read_text(encoding="utf-8"))
        shown = [cell for cell in notebook["cells"] if cell["cell_type"] == "markdown"]
        assert shown and all("remove-cell" in cell["metadata"]["tags"] for cell in shown)
