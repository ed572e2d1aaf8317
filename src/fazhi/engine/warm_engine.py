"""The papermill engine: papermill's own client on a forked run, papermill's own engine where there can be none."""

from __future__ import annotations

import asyncio
import os
import re
import sys
from contextvars import ContextVar
from time import monotonic
from typing import Any

import ipykernel
from jupyter_client.kernelspec import KernelSpec, KernelSpecManager, NoSuchKernel
from jupyter_core.paths import jupyter_path
from nbclient.exceptions import CellTimeoutError, DeadKernelError
from nbclient.util import run_sync
from nbformat import NotebookNode, from_dict
from nbformat.v4 import output_from_msg
from papermill.clientwrap import PapermillNotebookClient
from papermill.engines import NBClientEngine, NotebookExecutionManager
from papermill.log import logger
from papermill.utils import merge_kwargs, remove_args

from fazhi.engine import client
from fazhi.engine.manager import Manager

JSON = re.compile(r"application/(?:[^/]+\+)?json")  # forms of an output that may be anything
# An import statement on a line of its own, as notebooks have them. Others are found when they are carried out.
IMPORT = re.compile(r"(?:from\s+(?P<package>\w[\w.]*)\s+)?import\s+(?P<names>[\w., ]+?)\s*")
_said: set[str] = set()
_loops_of_parents: list[Any] = []


def _forget_loop() -> None:
    """In a fork, the event loop that jupyter_core keeps for a thread still watches what the parent's watches."""
    kept = getattr(sys.modules.get("jupyter_core.utils"), "_loop", None)
    if isinstance(kept, ContextVar) and (loop := kept.get(None)) is not None:
        _loops_of_parents.append(loop)  # closing it, as its end would, would close the parent's
        kept.set(None)


os.register_at_fork(after_in_child=_forget_loop)


class RunTimeoutError(CellTimeoutError):
    """The notebook as a whole took longer than ``run_timeout``."""


class WarmClient(PapermillNotebookClient):
    """papermill's client; pieces of one stream that follow each other become one output."""

    def __init__(
        self, nb_man: NotebookExecutionManager, manager: Manager, run_timeout: int | None, **options: Any
    ) -> None:
        super().__init__(nb_man, km=manager, **options)
        self.run_timeout = run_timeout
        self._last: Any = None
        self._pieces: list[str] = []
        self._deadline = None if run_timeout is None else monotonic() + run_timeout

    def execute(self, **kwargs: Any) -> Any:
        return super().execute(cleanup_kc=True, **kwargs)

    def execute_cell(self, cell: Any, cell_index: int, **kwargs: Any) -> Any:
        """As papermill does; a cell during which the run died or its time was up has failed, too."""
        try:
            return run_sync(self._execute_cell)(cell, cell_index, **kwargs)
        except (DeadKernelError, CellTimeoutError) as error:
            self.nb_man.cell_exception(self.nb.cells[cell_index], cell_index=cell_index, exception=error)
            raise
        finally:
            self._join()

    async def _execute_cell(self, cell: Any, cell_index: int, **kwargs: Any) -> Any:
        assert self.kc is not None
        self.kc.executing = asyncio.current_task()
        return await self.async_execute_cell(cell, cell_index, **kwargs)

    def process_message(self, msg: Any, cell: Any, cell_index: int) -> Any:
        """As nbclient does, but a piece of a stream that goes on is kept aside, to be joined once and not at each piece."""
        if not self._goes_on(msg, cell):
            self._join()
            piece = super().process_message(msg, cell, cell_index)
            if piece is not None and piece.output_type == "stream":
                self._last, self._pieces = piece, [piece.text]
            return piece
        self._pieces.append(msg["content"]["text"])
        if self.log_output or self.stdout_file or self.stderr_file:
            self.log_output_message(output_from_msg(msg))
        if self.nb_man.autosave_cell_every:
            if (self.nb_man.now() - self.nb_man.last_save_time).total_seconds() >= self.nb_man.autosave_cell_every:
                self._join()
            self.nb_man.autosave_cell()
        return None

    def output(self, outs: list[Any], msg: Any, display_id: str | None, cell_index: int) -> Any:
        """As nbclient does. What is plainly valid is not held against the schema, as the whole notebook is when it is read: half of the work on an appendix's displays."""
        out = _plain_output(msg)
        hooked = self.output_hook_stack[msg["parent_header"].get("msg_id")]
        if out is None or display_id or hooked or self.clear_before_next_output:
            return super().output(outs, msg, display_id, cell_index)
        outs.append(out)
        return out

    def _goes_on(self, msg: Any, cell: Any) -> bool:
        return (
            msg["msg_type"] == "stream"
            and self._last is not None
            and bool(cell.outputs)
            and cell.outputs[-1] is self._last
            and self._last.name == msg["content"]["name"]
            and not self.clear_before_next_output
            and not self.output_hook_stack[msg["parent_header"].get("msg_id")]
        )

    def _join(self) -> None:
        if len(self._pieces) > 1 and self._last is not None:
            self._last.text = "".join(self._pieces)
            self._pieces = [self._last.text]

    async def _async_poll_kernel_alive(self) -> None:
        """Not needed: the channels themselves tell when the run has died."""

    def _get_timeout(self, cell: Any) -> float | None:
        limit = super()._get_timeout(cell)
        if self._deadline is None:
            return limit
        left = max(self._deadline - monotonic(), 0.001)
        return left if limit is None else min(limit, left)

    async def _async_handle_timeout(self, timeout: float, cell: Any = None) -> Any:
        if self._deadline is not None and monotonic() >= self._deadline:
            raise RunTimeoutError.error_from_timeout_and_cell("The notebook took too long", self.run_timeout or 0, cell)
        return await super()._async_handle_timeout(timeout, cell)


def _plain_output(msg: Any) -> NotebookNode | None:
    """The output that a message of the kernel is, where its forms are texts and JSON; None where nbformat must tell."""
    kind, content = msg["msg_type"], msg["content"]
    more = {"display_data": (), "execute_result": ("execution_count",)}.get(kind)
    if more is None or not all(isinstance(form, str) or JSON.fullmatch(name) for name, form in content["data"].items()):
        return None
    told = {"metadata": content["metadata"], "data": content["data"], **{name: content[name] for name in more}}
    return from_dict({"output_type": kind, **told})


class WarmEngine(NBClientEngine):
    """``papermill --engine fazhi``: each notebook in a fresh fork of a warm process, otherwise as nbclient runs it."""

    @classmethod
    def execute_managed_notebook(
        cls,
        nb_man: NotebookExecutionManager,
        kernel_name: str,
        log_output: bool = False,
        stdout_file: Any = None,
        stderr_file: Any = None,
        start_timeout: int = 60,
        execution_timeout: int | None = None,
        run_timeout: int | None = None,
        **kwargs: Any,
    ) -> Any:
        """Run the notebook. Options as for ``NBClientEngine``; ``run_timeout``: seconds for all cells together.

        Raises what it raises, with ``RunDied`` for ``DeadKernelError``, and ``RunTimeoutError``.
        """
        given = dict(log_output=log_output, stdout_file=stdout_file, stderr_file=stderr_file)
        given |= dict(start_timeout=start_timeout, execution_timeout=execution_timeout)
        try:
            manager = _started(kernel_name, kwargs, start_timeout, named_in(nb_man.nb))
        except client.Unavailable as reason:
            _say(f"Notebooks run in stock kernels: {reason}")
            return super().execute_managed_notebook(nb_man, kernel_name, **given, **kwargs)
        options = merge_kwargs(
            remove_args(["input_path", "timeout", "startup_timeout"], **kwargs),
            timeout=execution_timeout if execution_timeout else kwargs.get("timeout"),
            startup_timeout=start_timeout,
            kernel_name=kernel_name,
            log=logger,
            log_output=log_output,
            stdout_file=stdout_file,
            stderr_file=stderr_file,
        )
        return WarmClient(nb_man, manager, run_timeout, **options).execute()


def named_in(notebook: NotebookNode) -> list[str]:
    """What the code of a notebook may mean by its import statements: modules, and names in modules that may be some themselves."""
    names: dict[str, None] = {}
    for line in (line for cell in notebook.cells if cell.cell_type == "code" for line in cell.source.splitlines()):
        if (found := IMPORT.fullmatch(line)) is None:
            continue
        package, listed = found["package"], [part.split()[0] for part in found["names"].split(",") if part.split()]
        names |= dict.fromkeys([package, *(f"{package}.{name}" for name in listed)] if package else listed)
    return list(names)


def _started(kernel_name: str, options: dict[str, Any], seconds: float, wanted: list[str]) -> Manager:
    """A run that is ready for its first cell. Raises ``Unavailable`` and ``RuntimeError``."""
    if reason := client.unsupported():
        raise client.Unavailable(reason)
    extra = environment_of(kernel_name)
    arguments = list(options.get("extra_arguments", ()))
    if not any(argument.startswith("--HistoryManager.hist_file") for argument in arguments):
        arguments.append(f"--HistoryManager.hist_file={options.get('ipython_hist_file', ':memory:')}")
    environment = os.environ | {"JPY_PARENT_PID": str(os.getpid())} | extra
    launcher = os.path.join(os.path.dirname(os.path.dirname(ipykernel.__file__)), "ipykernel_launcher.py")
    began = monotonic()
    try:
        forked = client.fork(arguments, dict(environment), launcher, seconds, wanted)
    except TimeoutError as error:
        raise RuntimeError(str(error)) from None
    manager = Manager(forked)
    reason = "it was interrupted"
    try:
        reason = run_sync(manager.ready)(max(seconds - (monotonic() - began), 1))
    finally:
        if reason:
            manager.shutdown_kernel(now=True)
    if reason:
        raise client.Unavailable(reason)
    return manager


def environment_of(kernel_name: str) -> dict[str, str]:
    """What the kernel's specification adds to the environment. Raises ``Unavailable`` for a kernel that is not ours."""
    try:
        spec = _specification(kernel_name)
    except NoSuchKernel:
        raise client.Unavailable(f"no kernel is called {kernel_name}") from None
    ours = {"python", f"python{sys.version_info[0]}", "python{}.{}".format(*sys.version_info), sys.executable}
    foreign = spec.metadata.get("kernel_provisioner", {}).get("provisioner_name", "local-provisioner")
    if spec.argv[:1] and spec.argv[0] in ours and "ipykernel_launcher" in spec.argv and foreign == "local-provisioner":
        return dict(spec.env)
    raise client.Unavailable(f"the kernel {kernel_name} is not the IPython of this environment")


def _specification(kernel_name: str) -> KernelSpec:
    """The kernel's specification. Raises ``NoSuchKernel``.

    A folder of IPython's own comes after all of Jupyter's: only where none of these has the kernel is IPython asked, and imported, for it.
    """
    known = KernelSpecManager(kernel_dirs=jupyter_path("kernels"), ensure_native_kernel=False)
    if kernel_name not in known.find_kernel_specs():
        known = KernelSpecManager()
    return known.get_kernel_spec(kernel_name)


def _say(words: str) -> None:
    if words not in _said:
        _said.add(words)
        logger.warning(words)
