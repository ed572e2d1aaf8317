"""What a warm process has imported before the first run, beside what it was told to."""

from __future__ import annotations

import builtins
import contextlib
import importlib
import io
import sys
from types import SimpleNamespace

# One thread each, for only a process with one thread may be forked; figures go where ipykernel sends them.
ENVIRONMENT = {
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "NUMEXPR_NUM_THREADS": "1",
    "JE_ARROW_MALLOC_CONF": "background_thread:false",
    "MPLBACKEND": "module://matplotlib_inline.backend_inline",
}
MODULES = (
    "pandas",
    "fazhi.engine.kernel",
    "IPython.core.completerlib",
    "IPython.core.debugger",
    "IPython.core.logger",
    "IPython.core.oinspect",
    "IPython.core.pylabtools",
    "IPython.extensions.storemagic",
    "IPython.utils.wildcard",
    "PIL.BmpImagePlugin",
    "PIL.GifImagePlugin",
    "PIL.JpegImagePlugin",
    "PIL.PngImagePlugin",
    "PIL.PpmImagePlugin",
    "faulthandler",
    "matplotlib.backends.backend_agg",
    "matplotlib.pyplot",
    "matplotlib_inline",
    "nbformat",
    "numpy",
    "pandas.io.formats.html",
    "pandas.io.formats.string",
    "pexpect",
    "pyarrow.pandas_compat",
    "sqlite3",
    "tornado.platform.asyncio",
)

# The matplotlibrc that was read, for a run in another folder may have one of its own.
matplotlibrc: str | None = None


def load(module: str) -> None:
    """Import ``module``. pandas asks when it is imported whether and where its tables will be shown: in a kernel."""
    if module != "pandas":
        importlib.import_module(module)
        return
    shown = io.TextIOWrapper(io.BytesIO(), encoding="UTF-8")
    builtins.get_ipython = lambda: SimpleNamespace(kernel=None)  # type: ignore[attr-defined]
    try:
        with contextlib.redirect_stdout(shown):
            importlib.import_module(module)
    finally:
        del builtins.get_ipython  # type: ignore[attr-defined]


def settle() -> None:
    """After the first imports: note what matplotlib has read."""
    global matplotlibrc
    if matplotlib := sys.modules.get("matplotlib"):
        matplotlibrc = matplotlib.matplotlib_fname()
