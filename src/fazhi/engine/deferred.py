"""Modules that are imported when something of them is first asked for, for whoever imports them without needing them."""

from __future__ import annotations

import importlib
import importlib.util
import sys
from types import ModuleType
from typing import Any


class Deferred(ModuleType):
    """Stands for a module until somebody asks for more than its name; then the module itself is imported, and answers from then on.

    Not ``importlib.util.LazyLoader``: up to Python 3.11 what that defers is imported by the next ``import`` statement that names it.
    """

    def __getattr__(self, name: str) -> Any:
        return getattr(self._itself(), name)

    def __dir__(self) -> list[str]:
        return dir(self._itself())

    def _itself(self) -> ModuleType:
        name = self.__name__
        if sys.modules.get(name) is self:
            del sys.modules[name]
        return importlib.import_module(name)


def defer(*names: str) -> None:
    """Have modules imported only when something of them is asked for; those that are imported already, or are not there, stay as they are."""
    for name in names:
        if name in sys.modules or (spec := importlib.util.find_spec(name)) is None:
            continue
        module = importlib.util.module_from_spec(spec)
        vars(module).pop("__path__", None)  # whoever wants a part of a package wants the package first
        module.__class__ = Deferred
        sys.modules[name] = module
        package, _, last = name.rpartition(".")
        if package:
            setattr(sys.modules[package], last, module)
