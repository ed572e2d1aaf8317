"""Runs the code cells of notebooks in turn and writes down which functions of the package were called: ``called.py '{"name.ipynb": {parameters}}' FILE``."""

import json
import sys
from pathlib import Path
from types import FrameType
from typing import Any

import fazhi

HOME = f"{Path(fazhi.__file__).parent}/"


def called_by(notebook: Path, parameters: dict[str, Any]) -> list[tuple[str, str]]:
    """File below the package and name of each function that the notebook calls, by the name that stands at the top of the file.

    What runs while a module is imported is left out: it runs for whoever imports it.
    """
    found: set[tuple[str, str]] = set()
    imports = 0

    def note(frame: FrameType, event: str, _: object) -> None:
        nonlocal imports
        code = frame.f_code
        if event not in ("call", "return") or not code.co_filename.startswith(HOME):
            return
        if code.co_name == "<module>":
            imports += 1 if event == "call" else -1
        elif event == "call" and not imports and not code.co_qualname.startswith("<"):
            found.add((code.co_filename.removeprefix(HOME), code.co_qualname.partition(".")[0]))

    names: dict[str, Any] = {"__name__": "__main__"}
    for cell in json.loads(notebook.read_text(encoding="utf-8"))["cells"]:
        if cell["cell_type"] != "code":
            continue
        code = compile("".join(cell["source"]), notebook.name, "exec")
        sys.setprofile(note)
        exec(code, names)
        sys.setprofile(None)
        if "parameters" in cell["metadata"].get("tags", ()):
            names |= parameters
    return sorted(found)


if __name__ == "__main__":
    asked: dict[str, dict[str, Any]] = json.loads(sys.argv[1])
    said = {path: called_by(Path(path), parameters) for path, parameters in asked.items()}
    Path(sys.argv[2]).write_text(json.dumps(said))
