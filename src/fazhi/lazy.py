"""Names of a package that are imported when they are first asked for (PEP 562): what needs one of them does not wait for the others."""

from collections.abc import Callable, Collection, Mapping
from importlib import import_module
from typing import Any


def importing(package: str, home: Mapping[str, Collection[str]]) -> Callable[[str], Any]:
    """A package's ``__getattr__``. ``home``: the names that it gives, by the module of the package that defines them."""
    modules = {name: f"{package}.{module}" for module, names in home.items() for name in names}

    def found(name: str) -> Any:
        if name not in modules:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        return getattr(import_module(modules[name]), name)

    return found
