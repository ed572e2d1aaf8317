"""A process that is prepared may fork, and what it renders is what any other renders."""

import os
import subprocess
import sys

import nbformat
import pytest

PREPARED = """
import os, sys, threading
from pathlib import Path
from fazhi.runs import prepare
from fazhi.publish import render

prepare.for_intake()
prepare.for_charts()
list(prepare.practice())
prepare.for_documents()
tasks = Path("/proc/self/task")
assert threading.active_count() == 1
assert not tasks.exists() or len(list(tasks.iterdir())) == 1
child = os.fork()
if child == 0:
    for kind in ("pdf", "html", "xlsx"):
        getattr(render, kind)(sys.argv[1], Path(sys.argv[1]).with_name(f"forked.{kind}"))
    os._exit(0)
assert os.waitpid(child, 0)[1] == 0
"""

PRACTISED = """
import sys
from pathlib import Path
from fazhi.catalogue import load
from fazhi.catalogue.uses import uses_of
from fazhi.indicators.definition import definitions
from fazhi.ledgers import take_in
from fazhi.runs import prepare

list(prepare.practice())
asked = uses_of, definitions
before = [one.cache_info().misses for one in asked]
assert before == [len(load().ledgers), 1], before
assert take_in(Path(sys.argv[1]), 2022, load()).tables
definitions(load())
assert [one.cache_info().misses for one in asked] == before
"""


@pytest.mark.parametrize(
    ("module", "without"),
    [
        ("fazhi.cli", ("pydantic", "pandas", "numpy", "matplotlib", "scipy")),
        ("fazhi.runs.compare_run", ("pydantic", "pandas", "numpy", "matplotlib", "scipy")),
        ("fazhi.pipeline.cleaning", ("matplotlib", "scipy", "jinja2", "papermill")),
        ("fazhi.pipeline.counting", ("matplotlib", "scipy.stats", "scipy.optimize", "papermill", "jinja2", "bs4")),
        ("fazhi.appendix", ("scipy.stats", "scipy.optimize", "papermill", "jinja2", "bs4")),
        (
            "fazhi.runs.prepared_documents",
            ("pandas", "numpy", "matplotlib", "scipy", "pyarrow", "pydantic", "nbconvert"),
        ),
        ("fazhi.runs.index", ("pydantic", "numpy", "bs4", "mistune")),
    ],
)
def test_nobody_waits_for_what_only_another_needs(module, without):
    """A run pays for each import once, and an edited ledger waits for nothing else."""
    asked = f"import sys, {module}; print(*({without!r}.__contains__(name) and name for name in sys.modules))"
    told = subprocess.run([sys.executable, "-c", asked], check=True, capture_output=True, text=True).stdout
    assert set(told.split()) == {"False"}


def test_after_practice_nothing_is_worked_out_of_the_catalogue_again(root):
    """Every ledger was recognised in it, and cleaned."""
    ledgers = root / "data" / "raw" / "双合镇" / "2022"
    subprocess.run([sys.executable, "-c", PRACTISED, str(ledgers)], check=True)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no forks here")
def test_a_fork_of_a_prepared_process_renders_the_same_bytes(tmp_path):
    from fazhi.publish import render
    from fazhi.publish.blocks import Table
    from fazhi.publish.wire import bundle

    shown = nbformat.v4.new_output("display_data", data=bundle(Table(1, "案件", ["类型", "件数"], [["邻里", 3]])))
    notebook = tmp_path / "n.ipynb"
    nbformat.write(nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(outputs=[shown])]), notebook)
    one_thread = {name: "1" for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS")}
    environment = os.environ | one_thread | {"JE_ARROW_MALLOC_CONF": "background_thread:false"}
    subprocess.run([sys.executable, "-c", PREPARED, str(notebook)], check=True, env=environment)
    for kind in ("html", "pdf", "xlsx"):
        here = getattr(render, kind)(notebook, tmp_path / f"here.{kind}").read_bytes()
        forked = (tmp_path / f"forked.{kind}").read_bytes()
        assert forked == here, kind
