"""A papermill engine that runs each notebook in a fork of a warm process: a kernel without its start-up.

``papermill --engine fazhi``; ``warm("fazhi.appendix")`` first, and the runs to come find that imported. Knows nothing of
fazhi but what it is told to import. Works on Linux; elsewhere, and for other kernels, papermill's own engine runs.
"""

from typing import Any

from fazhi.engine.client import let_go, warm

__all__ = ["NAME", "RunDied", "RunTimeoutError", "WarmEngine", "let_go", "prepare", "register", "warm"]

NAME = "fazhi"


def register() -> str:
    """Make the engine known to papermill also where fazhi is on the path but not installed. Returns its name."""
    from papermill.engines import papermill_engines

    papermill_engines.register(NAME, __getattr__("WarmEngine"))
    return NAME


def prepare(kernel_name: str) -> None:
    """For a process whose forks ask for runs: read once what each of them would read before its first, kernels and who may start them.

    What is wrong with a kernel is told by the first run that asks for it.
    """
    from contextlib import suppress

    from fazhi.engine.warm_engine import environment_of

    with suppress(Exception):
        environment_of(kernel_name)


def __getattr__(name: str) -> Any:
    """The engine itself, when it is asked for: papermill, while it is imported, asks its plug-ins for theirs."""
    if name in ("WarmEngine", "RunTimeoutError"):
        import papermill.engines  # noqa: F401 - first, so that whichever module is imported first finds the other whole

        from fazhi.engine import warm_engine

        return getattr(warm_engine, name)
    if name == "RunDied":
        from fazhi.engine.channels import RunDied

        return RunDied
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
