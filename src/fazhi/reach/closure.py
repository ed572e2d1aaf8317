"""What a piece of code reaches within a package: definitions, data files, entries of the catalogue. Nothing has to be declared.

An over-approximation by names: whatever a reached definition names is reached; of a class all methods are. Statements of
a module that register something are reached with the module. What is found only at run time (``getattr`` on a module,
``importlib``) reaches the whole module, or the whole package.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from fazhi.reach.definitions import BODY, Definition, Imported, Module, read_module

AT_RUN_TIME = frozenset(
    ("__import__", "import_module", "importlib.import_module", "runpy.run_module", "runpy.run_path")
)


@dataclass(frozen=True)
class Reached:
    """Definitions by module and name, with the attributes and strings that stand in them, by module."""

    definitions: dict[tuple[str, str], Definition]

    @property
    def modules(self) -> frozenset[str]:
        return frozenset(module for module, _ in self.definitions)

    def strings(self) -> frozenset[str]:
        """Every string constant in what is reached."""
        return frozenset().union(*(definition.strings for definition in self.definitions.values()))

    def attributes(self, without: frozenset[str] = frozenset()) -> frozenset[str]:
        """Every attribute that is asked for, except in the modules ``without``."""
        found = (definition.uses for (module, _), definition in self.definitions.items() if module not in without)
        return frozenset(part for uses in found for used in uses for part in used.split(".")[1:])


class Package:
    """The modules of a package, read when they are first asked for."""

    def __init__(self, name: str, home: Path) -> None:
        self.name, self.home = name, home
        self.paths = {_dotted_name(name, path.relative_to(home)): path for path in sorted(home.rglob("*.py"))}
        self._read: dict[str, Module] = {}

    def module(self, name: str) -> Module:
        if name not in self._read:
            self._read[name] = read_module(name, self.paths[name])
        return self._read[name]

    def reached(self, roots: Iterable[tuple[str, str]], code: tuple[Definition, Module] | None = None) -> Reached:
        """What ``module, name`` pairs reach, or the code cells of a notebook."""
        found: dict[tuple[str, str], Definition] = {}
        waiting = list(roots)
        if code is not None:
            definition, module = code
            waiting += [target for used in definition.uses for target in self._resolve(module, used)]
        seen: set[tuple[str, str]] = set()
        while waiting:
            target = waiting.pop()
            if target in seen or target[0] not in self.paths:
                continue
            seen.add(target)
            waiting += self._beside(*target)
            module = self.module(target[0])
            if target[1] in module.definitions:
                found[target] = module.definitions[target[1]]
                waiting += [other for used in found[target].uses for other in self._resolve(module, used)]
        return Reached(found)

    def _beside(self, module_name: str, name: str) -> list[tuple[str, str]]:
        """What comes with ``name`` of a module: its body and its parents', or that which the name only stands for."""
        module = self.module(module_name)
        levels = module_name.split(".")
        along = [(".".join(levels[:depth]), BODY) for depth in range(1, len(levels) + 1)]
        if name == "*":
            along += [(module_name, defined) for defined in module.definitions]
            along += [target for bound in module.imports for target in self._resolve(module, bound)]
        elif name in module.imports:
            along += [target for what in module.imports[name] for target in self._imported(what, ())]
        elif name not in module.definitions:
            along += [(f"{module_name}.{name}", BODY), *((star, name) for star in module.stars)]
        return along

    def _resolve(self, module: Module, used: str) -> list[tuple[str, str]]:
        """What a dotted name stands for within a module."""
        if used in AT_RUN_TIME:
            return [(name, "*") for name in self.paths]
        first, *rest = used.split(".")
        found = [target for what in module.imports.get(first, ()) for target in self._imported(what, tuple(rest))]
        if first in module.definitions and first:
            found.append((module.name, first))
        if first in module.imports or found or not first:
            return found
        return [(star, first) for star in module.stars]

    def _imported(self, what: Imported, rest: tuple[str, ...]) -> list[tuple[str, str]]:
        """Follows an import, then the attributes taken of a module; a module used as such is reached whole."""
        if what.module.partition(".")[0] != self.name:
            return []
        if what.name is not None and self._binds(what):
            return [(what.module, what.name)]
        module = what.module if what.name is None else f"{what.module}.{what.name}"
        while rest and f"{module}.{rest[0]}" in self.paths:
            module, rest = f"{module}.{rest[0]}", rest[1:]
        return [(module, rest[0])] if rest else [(module, "*")]

    def _binds(self, what: Imported) -> bool:
        """Whether the module itself has the name, which then hides a module below it of that name."""
        if what.module not in self.paths or f"{what.module}.{what.name}" not in self.paths:
            return True
        home = self.module(what.module)
        return what.name in home.definitions or bool(home.imports.get(what.name or "", set()) - {what})


def _dotted_name(package: str, relative: Path) -> str:
    parts = [package, *relative.with_suffix("").parts]
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
