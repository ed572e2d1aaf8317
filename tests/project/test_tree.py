"""What may not lie in the project: paths of one machine, large files, outputs in notebooks, dead links."""

import json
import re
from pathlib import Path

MACHINE_PATH = re.compile(r"(?<![\w./~-])/(?:home|root|Users|mnt)/[\w.]|\b[A-Za-z]:\\Users\\")
REGISTRY_OPTION = re.compile(r"--(?:(?:extra-)?index-url|find-links|trusted-host)")
LARGE = 2_000_000  # bytes
FONTS = {".ttf", ".otf", ".woff2"}
LINK = re.compile(r"!?\[[^\]]*\]\((?P<target>[^)\s]+)\)")


def text_of(path: Path) -> str:
    """The text of a file; nothing for one that is not UTF-8 text."""
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return ""


def test_no_file_names_a_path_of_one_machine_or_a_registry(root, project_files):
    found = [
        f"{path}:{number}"
        for path in project_files
        for number, line in enumerate(text_of(root / path).splitlines(), start=1)
        if MACHINE_PATH.search(line) or REGISTRY_OPTION.search(line) or str(root) in line
    ]
    assert found == []


def test_only_fonts_are_large(root, project_files):
    sizes = {path: (root / path).stat().st_size for path in project_files if path.suffix not in FONTS}
    assert [f"{path}: {size / 1e6:.1f} MB" for path, size in sizes.items() if size > LARGE] == []


def test_notebooks_are_kept_without_outputs(root, project_files):
    for path in project_files:
        if path.suffix != ".ipynb":
            continue
        cells = json.loads((root / path).read_text(encoding="utf-8"))["cells"]
        assert not any(cell.get("outputs") or cell.get("execution_count") for cell in cells), path


def test_links_in_the_pages_lead_somewhere(root, project_files):
    dead = []
    for path in project_files:
        if path.suffix != ".md":
            continue
        for link in LINK.finditer(text_of(root / path)):
            target = link["target"].partition("#")[0]
            if target and "://" not in target and not (root / path.parent / target).exists():
                dead.append(f"{path}: {target}")
    assert dead == []


def test_made_files_are_not_part_of_the_project(project_files):
    made = [p for p in project_files if p.parts[0] == "outputs" or p.parts[:2] == ("data", "processed")]
    assert [path.name for path in made] == [".gitkeep"] * 2
