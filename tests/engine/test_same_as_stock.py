"""Every cell gives under the engine what it gives in a stock kernel; what differs is listed here and in the docs."""

from __future__ import annotations

import json
import re
import runpy
from collections.abc import Callable
from pathlib import Path
from typing import Any

import nbformat
import papermill
import pytest

from fazhi.engine import client
from fazhi.pipeline import Place, Site
from fazhi.pipeline.place import NOTEBOOKS
from fazhi.runs.build import parameters
from fazhi.runs.notebooks import FOLDERS, forget_the_run

pytestmark = pytest.mark.slow

COMPARISON = "4_comparison.ipynb"
PROBES: dict[str, str] = runpy.run_path(str(Path(__file__).with_name("probes.py")))["PROBES"]

# Python's two streams, and a warning raised while a result is sent, stand in the order of writing; a stock kernel
# gathers each stream for up to 0.2 s. What two pipes of a subprocess bring has no order of its own.
ORDER = {"two_streams", "system", "bash", "fd_write", "mimebundle", "nan"}
# A stock kernel reads what came through a pipe beside what Python writes, and may put it into the middle of a line.
TORN = {"system", "subprocess"}
# On a busy machine it reads what came through a pipe only after the cell, and nobody has it then; the engine needs no such time.
PIPED, CATCH_UP = {*TORN, "fd_write", "libc"}, "\n__import__('time').sleep(0.5)"
# The stock kernel's frames on the stack are not as many as the engine's.
DEPTH = {"error_recursion"}


@pytest.fixture(scope="module")
def both(run: Callable[..., Any], tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Any]]:
    found = {}
    with pytest.MonkeyPatch.context() as patch:
        for name in ("MPLBACKEND", "PYTEST_CURRENT_TEST"):  # with the latter, ipykernel leaves descriptors alone
            patch.delenv(name, raising=False)
        # A warm process of its own: what other tests had it import (scipy) would show in the warnings' filters.
        patch.delenv(client.ADDRESS, raising=False)
        patch.setattr(client, "_warm", client._Warm())
        patient = [source + (CATCH_UP if name in PIPED else "") for name, source in PROBES.items()]
        for name, cells in (("nbclient", patient), ("fazhi", list(PROBES.values()))):
            patch.chdir(tmp_path_factory.mktemp(name))
            ran = run(cells, name, tags=["raises-exception"], execution_timeout=60)
            assert ran.error is None
            found[name] = dict(zip(PROBES, ran.cells, strict=True))
        client._warm.finish()
    return found


def normal(outputs: list[Any], gathered: bool = False) -> str:
    """Outputs as text, without what is of one run: times, process numbers, addresses, temporary folders."""
    joined: list[Any] = []
    for output in json.loads(json.dumps(outputs)):
        if output["output_type"] == "stream":
            same = [o for o in (joined if gathered else joined[-1:]) if o.get("name") == output["name"]]
            if same:
                same[-1]["text"] += output["text"]
                continue
        joined.append(output)
    if gathered:
        joined.sort(key=lambda output: (output["output_type"], output.get("name", "")))
    text = json.dumps(joined, ensure_ascii=False, indent=1)
    text = re.sub(r"ipykernel_\d+", "ipykernel", text)
    text = re.sub(r"\bpid=\d+", "pid", text)
    text = re.sub(r"0x[0-9a-f]+", "0x", text)
    text = re.sub(r"/[^\s'\":]*/(nbclient|fazhi)\d+", "/there", text)
    return re.sub(r"[\d.]+ [μµmn]?s\b", "T", text)


@pytest.mark.parametrize("probe", PROBES)
def test_a_cell_gives_what_it_gives_in_a_stock_kernel(both: dict[str, dict[str, Any]], probe: str) -> None:
    stock, ours = both["nbclient"][probe], both["fazhi"][probe]
    assert stock.execution_count == ours.execution_count
    assert stock.metadata.papermill.status == ours.metadata.papermill.status
    if probe in DEPTH:
        assert [(o.ename, o.evalue, o.traceback[:5], o.traceback[-1]) for o in stock.outputs] == [
            (o.ename, o.evalue, o.traceback[:5], o.traceback[-1]) for o in ours.outputs
        ]
        return
    if probe in TORN:
        assert sorted(normal(ours.outputs, True)) == sorted(normal(stock.outputs, True))
        return
    assert normal(ours.outputs, probe in ORDER) == normal(stock.outputs, probe in ORDER)


def test_what_a_cell_writes_stands_in_the_order_of_writing(both: dict[str, dict[str, Any]]) -> None:
    assert [(o.name, o.text) for o in both["fazhi"]["two_streams"].outputs] == [
        ("stdout", "out 1\n"),
        ("stderr", "err 1\n"),
        ("stdout", "out 2\n"),
    ]
    assert both["fazhi"]["subprocess"].outputs[0].text == "before\nfrom a subprocess 双\nafter\n"


def test_probes_are_alive(both: dict[str, dict[str, Any]]) -> None:
    """A probe that ought to raise does, and the others do not: a dead notebook would be the same in both."""
    raised = {
        name for name, cell in both["nbclient"].items() if any(output.output_type == "error" for output in cell.outputs)
    }
    assert raised == {name for name in PROBES if name.startswith("error")}


def test_notebooks_of_the_project_give_the_same_bytes(root: Path, built: Path, tmp_path: Path) -> None:
    """The shipped township-year and its comparison by stock kernels, held against the copies that ``fazhi run`` left."""
    folders = (tmp_path / name for name in ("processed", "outputs"))
    where = Site(root / "data" / "raw", *folders, root / "data" / "reference", root / "notebooks")
    of_year = parameters(Place(where, "双合镇", 2022), "zh")
    of_all = {name: of_year[name] for name in FOLDERS}

    def executed(name: str, engine: str, values: dict[str, Any]) -> str:
        out = tmp_path / name
        options = {"engine_name": engine, "kernel_name": "python3", "progress_bar": False, "cwd": root}
        papermill.execute_notebook(where.notebooks / name, out, values, **options)
        return forget_the_run(nbformat.read(out, as_version=4))

    for name in NOTEBOOKS:
        assert executed(name, "nbclient", of_year) == (built / "双合镇" / "2022" / name).read_text("utf-8"), name
    assert executed(COMPARISON, "nbclient", of_all) == executed(COMPARISON, "fazhi", of_all)


@pytest.mark.parametrize(
    ("settings", "shown"),
    [
        (["--InteractiveShell.ast_node_interactivity=all", "--IPKernelApp.log_level=40"], ["1", "2", "3"]),
        (["--IPKernelApp.exec_lines=more = 4", "--IPKernelApp.exec_lines=more += 1"], ["5"]),  # a list
    ],
)
def test_settings_of_the_kernel_mean_what_they_mean_to_a_stock_one(run, settings: list[str], shown: list[str]) -> None:
    for name in ("nbclient", "fazhi"):
        ran = run(["1\n2\nglobals().get('more', 3)"], name, extra_arguments=settings)
        assert [output.data["text/plain"] for output in ran.cells[0].outputs] == shown, name


def test_a_notebook_that_fails_raises_the_same(run: Callable[..., Any]) -> None:
    told: dict[str, Any] = {}
    for name in ("nbclient", "fazhi"):
        ran = run(["print('a')", "1/0", "print('never')"], name)
        assert ran.error is None, "papermill raises afterwards, from the outputs"
        told[name] = [(c.execution_count, c.metadata.papermill.status, normal(c.outputs)) for c in ran.cells]
    assert told["fazhi"] == told["nbclient"]
