"""What a warm process imports beside what it was told to: before the first run, and while runs are under way."""

from __future__ import annotations

import builtins
import contextlib
import functools
import importlib
import inspect
import io
import sys
from collections.abc import Iterator
from types import SimpleNamespace

from fazhi.engine.deferred import defer

# One thread each, for only a process with one thread may be forked; figures go where ipykernel sends them.
ENVIRONMENT = {
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "NUMEXPR_NUM_THREADS": "1",
    "JE_ARROW_MALLOC_CONF": "background_thread:false",
    "MPLBACKEND": "module://matplotlib_inline.backend_inline",
}
FIRST = (
    "pandas",
    "fazhi.engine.kernel",
    "IPython.core.completerlib",
    "IPython.core.debugger",
    "IPython.core.logger",
    "IPython.core.oinspect",
    "IPython.core.pylabtools",
    "IPython.extensions.storemagic",
    "IPython.utils.wildcard",
    "faulthandler",
    "numpy",
    "pandas.io.formats.html",
    "pandas.io.formats.string",
    "pexpect",
    "pyarrow.pandas_compat",
    "sqlite3",
    "tornado.platform.asyncio",
)
# Where nobody says what later runs need.
LATER = (
    "matplotlib.backends.backend_agg",
    "matplotlib.pyplot",
    "matplotlib_inline",
    "PIL.BmpImagePlugin",
    "PIL.GifImagePlugin",
    "PIL.JpegImagePlugin",
    "PIL.PngImagePlugin",
    "PIL.PpmImagePlugin",
    "nbformat",
)

# What scipy imports only to have all names of numpy: as long as the rest of what it imports.
DEFERRED = ("numpy.f2py", "numpy.testing")

# The matplotlibrc that was read, for a run in another folder may have one of its own.
matplotlibrc: str | None = None


def load(module: str) -> None:
    """Import ``module``. pandas asks when it is imported whether and where its tables will be shown: in a kernel."""
    if module != "pandas":
        with _read_once():
            importlib.import_module(module)
        _note()
        return
    shown = io.TextIOWrapper(io.BytesIO(), encoding="UTF-8")
    builtins.get_ipython = lambda: SimpleNamespace(kernel=None)  # type: ignore[attr-defined]
    try:
        with contextlib.redirect_stdout(shown):
            importlib.import_module(module)
    finally:
        del builtins.get_ipython  # type: ignore[attr-defined]
    defer(*DEFERRED)


@contextlib.contextmanager
def _read_once() -> Iterator[None]:
    """The description of a function is read once meanwhile: matplotlib describes each kind of artist by those of all functions that it has from others."""
    cleandoc = inspect.cleandoc
    inspect.cleandoc = functools.cache(cleandoc)
    try:
        yield
    finally:
        inspect.cleandoc = cleandoc


def _note() -> None:
    """Note what matplotlib has read, when it has just been imported."""
    global matplotlibrc
    if matplotlibrc is None and (matplotlib := sys.modules.get("matplotlib")):
        matplotlibrc = matplotlib.matplotlib_fname()
