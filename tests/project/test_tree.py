"""What may not lie in the project: paths of one machine, large files, outputs in notebooks, dead links; and the hooks that see to it."""

import json
import re
import shlex
import subprocess
import sys
from pathlib import Path

import yaml

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


def test_notebooks_are_kept_as_the_hook_leaves_them(root, project_files):
    """Without outputs and counts, and without what JupyterLab notes of its view, so that a diff shows what was written."""
    for path in project_files:
        if path.suffix != ".ipynb":
            continue
        notebook = json.loads((root / path).read_text(encoding="utf-8"))
        cells = notebook["cells"]
        assert not any(cell.get("outputs") or cell.get("execution_count") for cell in cells), path
        assert set(notebook["metadata"]) == {"kernelspec"}, path
        assert {key for cell in cells for key in cell["metadata"]} <= {"tags"}, path
        assert all(re.fullmatch(r"[a-z-]+", cell["id"]) for cell in cells), f"{path}: ids that say nothing"
        assert len({cell["id"] for cell in cells}) == len(cells), path


def test_the_hook_takes_away_what_jupyterlab_leaves_and_nothing_else(root, tmp_path):
    """Its very command, on a notebook as JupyterLab saves one that was run."""
    config = yaml.safe_load((root / ".pre-commit-config.yaml").read_text(encoding="utf-8"))
    (hook,) = [hook for repo in config["repos"] for hook in repo["hooks"] if hook["id"] == "notebooks"]
    program, *options = shlex.split(hook["entry"])
    assert program == ".venv/bin/nbstripout"
    for source in sorted((root / "notebooks").glob("*.ipynb")):
        notebook = json.loads(source.read_text(encoding="utf-8"))
        notebook["metadata"]["language_info"] = {"name": "python", "version": "3.11.7"}
        for cell in notebook["cells"]:
            cell["metadata"] |= {"editable": True, "slideshow": {"slide_type": ""}, "execution": {}, "jupyter": {}}
            if cell["cell_type"] == "code":
                text = {"name": "stdout", "output_type": "stream", "text": ["x"]}
                cell |= {"execution_count": 7, "outputs": [text]}
        run = tmp_path / source.name
        run.write_text(json.dumps(notebook, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        subprocess.run([sys.executable, "-m", "nbstripout", *options, str(run)], check=True)
        assert run.read_bytes() == source.read_bytes()


def test_hooks_are_local_and_fetch_nothing(root):
    config = yaml.safe_load((root / ".pre-commit-config.yaml").read_text(encoding="utf-8"))
    assert [repo["repo"] for repo in config["repos"]] == ["local"]
    hooks = config["repos"][0]["hooks"]
    assert {hook["id"] for hook in hooks} == {"notebooks", "ruff", "ruff-format"}
    assert all(hook["language"] == "system" and hook["entry"].startswith(".venv/bin/") for hook in hooks)


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
