"""The environment of a run: the version of Python, and of every package that fazhi needs, directly or through others."""

from __future__ import annotations

import platform
import re
from functools import lru_cache
from importlib.metadata import PackageNotFoundError, distribution

from packaging.markers import default_environment
from packaging.requirements import InvalidRequirement, Requirement

import fazhi

NAME = "fazhi"


@lru_cache(maxsize=1)
def packages() -> dict[str, str]:
    """Version of each package that the runs need, by its normalised name in order; extras for tests and notebooks do not count."""
    found: dict[str, str] = {NAME: fazhi.__version__}
    seen: set[tuple[str, str]] = set()
    todo = [(NAME, "")]
    while todo:
        name, extra = todo.pop()
        if (name, extra) in seen:
            continue
        seen.add((name, extra))
        try:
            installed = distribution(name)
        except PackageNotFoundError:
            continue
        found.setdefault(name, installed.version)
        for text in installed.requires or ():
            try:
                needed = Requirement(text)
            except InvalidRequirement:
                continue
            if needed.marker is None or needed.marker.evaluate({**default_environment(), "extra": extra}):
                todo += [(normalised(needed.name), more) for more in ("", *sorted(needed.extras))]
    return dict(sorted(found.items()))


def normalised(name: str) -> str:
    """A package's name as indexes spell it: ``Jinja2`` → ``jinja2``."""
    return re.sub(r"[-_.]+", "-", name).lower()


def python() -> str:
    return platform.python_version()
