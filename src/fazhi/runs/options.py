"""How a run is done, not what comes of it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fazhi.pipeline.outcome import Told
    from fazhi.runs.mirrors import Mirrors


@dataclass(frozen=True)
class Options:
    """``workers``: None for as many as there are cores; ``cluster``: address of a Dask scheduler, whose workers are taken instead.

    ``mirrors``: of the folders that lie at URLs; None where all lie on this machine. ``last``: nothing is run after it, so that processes
    kept warm may go.
    """

    workers: int | None = None
    cluster: str | None = None
    mirrors: Mirrors | None = None
    last: bool = False

    def named(self, problem: Told) -> Told:
        """A message as it may stand among the results: it does not tell where this machine keeps its copies."""
        return problem if self.mirrors is None else self.mirrors.told(problem)

    def send(self) -> None:
        """All results are where the caller wanted them. Raises ``RemoteError``."""
        if self.mirrors is not None:
            self.mirrors.send()

    def address(self, path: Path) -> str:
        """A file of the results, as the caller would name it."""
        return path.as_posix() if self.mirrors is None else self.mirrors.address(path)


PLAIN = Options()
