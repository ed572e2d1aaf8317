"""The installed versions that results may depend on: Python's, and of the packages that fazhi requires, directly or not."""

from __future__ import annotations

import hashlib
import os
import platform
import sys
from contextlib import suppress


def installed() -> str:
    """One word for what is installed: it changes with every package that comes, goes or changes its version."""
    names = {platform.python_version()}
    for folder in sys.path:
        with suppress(OSError):
            names.update(name for name in os.listdir(folder or ".") if name.endswith(".dist-info"))
    return hashlib.sha256("\n".join(sorted(names)).encode()).hexdigest()


def environment() -> dict[str, str]:
    """Versions by canonical name, sorted; what is required but not installed is left out."""
    from importlib.metadata import PackageNotFoundError, distribution

    from packaging.requirements import Requirement
    from packaging.utils import canonicalize_name

    found = {"python": platform.python_version()}
    waiting = ["fazhi"]
    while waiting:
        name = canonicalize_name(waiting.pop())
        if name in found:
            continue
        try:
            installed = distribution(name)
        except PackageNotFoundError:
            continue
        found[name] = installed.version
        for text in installed.requires or ():
            requirement = Requirement(text)
            if requirement.marker is None or requirement.marker.evaluate({"extra": ""}):
                waiting.append(requirement.name)
    return dict(sorted(found.items()))
