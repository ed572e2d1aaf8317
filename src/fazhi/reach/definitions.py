"""A package's source, taken apart into definitions: what each top-level name of a module is made of and which names it uses."""

from __future__ import annotations

import ast
import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

BODY = ""  # the statements of a module that bind no single name, or register something: reached with the module
# Decorators that give back what they decorate, or a wrapper of it, and leave no trace elsewhere.
PURE = frozenset(
    ("cache", "cached_property", "classmethod", "contextmanager", "dataclass", "lru_cache", "overload", "property")
) | {"runtime_checkable", "singledispatch", "staticmethod", "total_ordering", "wraps"}


@dataclass(frozen=True)
class Definition:
    """One or more statements of a module. ``uses``: dotted names as written; ``strings``: its string constants."""

    digest: str
    uses: frozenset[str]
    strings: frozenset[str]


@dataclass(frozen=True)
class Imported:
    """What a name that an import binds stands for: ``module``, or ``name`` within it."""

    module: str
    name: str | None = None


@dataclass
class Module:
    """A module's definitions by name, and all that its imports bind to a name, here or there. ``stars``: modules imported with ``*``."""

    name: str
    is_package: bool
    path: Path
    definitions: dict[str, Definition] = field(default_factory=dict)
    imports: dict[str, set[Imported]] = field(default_factory=dict)
    stars: list[str] = field(default_factory=list)


def read_module(name: str, path: Path) -> Module:
    """A module taken apart. Raises ``SyntaxError``."""
    module = Module(name, path.name == "__init__.py", path)
    parts: dict[str, list[ast.stmt]] = {BODY: []}
    tree = ast.parse(path.read_text(encoding="utf-8"), filename=path.name)
    if any("__getattr__" in _names(statement) for statement in tree.body):
        _bind_lazily(module, tree)
    for statement in _statements(tree.body):
        if isinstance(statement, ast.Import | ast.ImportFrom):
            _bind(module, statement)
        else:
            for bound in _names(statement):
                parts.setdefault(bound, []).append(statement)
    for bound, statements in parts.items():
        module.definitions[bound] = _definition(module, statements)
    return module


def code_definition(sources: Iterable[str]) -> tuple[Definition, Module]:
    """The code cells of a notebook as one definition, with a module that holds their imports. Magics are left out."""
    module = Module("", False, Path())
    statements: list[ast.stmt] = []
    for source in sources:
        lines = ["" if line.lstrip().startswith(("%", "!", "?")) else line for line in source.splitlines()]
        statements += _statements(ast.parse("\n".join(lines)).body)
    for statement in statements:
        if isinstance(statement, ast.Import | ast.ImportFrom):
            _bind(module, statement)
    rest = [statement for statement in statements if not isinstance(statement, ast.Import | ast.ImportFrom)]
    return _definition(module, rest), module


def _bind_lazily(module: Module, tree: ast.Module) -> None:
    """A module with ``__getattr__`` gives when asked what it imports for type checkers alone (PEP 562)."""
    for statement in tree.body:
        if isinstance(statement, ast.If) and ast.unparse(statement.test).endswith("TYPE_CHECKING"):
            for imported in statement.body:
                if isinstance(imported, ast.Import | ast.ImportFrom):
                    _bind(module, imported)


def _statements(body: Iterable[ast.stmt]) -> Iterator[ast.stmt]:
    """Top-level statements but docstrings and what only a type checker reads."""
    for statement in body:
        if isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant):
            continue
        if isinstance(statement, ast.If) and ast.unparse(statement.test).endswith("TYPE_CHECKING"):
            yield from _statements(statement.orelse)
            continue
        yield statement


def _names(statement: ast.stmt) -> tuple[str, ...]:
    """The names under which a statement is found; ``BODY`` where it may leave traces elsewhere."""
    if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        pure = all(_root(decorator) in PURE for decorator in statement.decorator_list)
        return (statement.name,) if pure else (BODY, statement.name)
    if isinstance(statement, ast.Assign) and all(isinstance(target, ast.Name) for target in statement.targets):
        return tuple(target.id for target in statement.targets if isinstance(target, ast.Name))
    if isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name):
        return (statement.target.id,)
    return (BODY,)


def _root(node: ast.expr) -> str:
    """``functools`` of ``@functools.lru_cache(1)``; of an attribute that registers, the attribute."""
    while isinstance(node, ast.Call):
        node = node.func
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


def _definition(module: Module, statements: list[ast.stmt]) -> Definition:
    total, uses, strings = hashlib.sha256(), set[str](), set[str]()
    for statement in statements:
        words = "\n".join(_words(module, statement, strings))
        total.update(words.encode("utf-8", "surrogatepass"))
        _collect(statement, frozenset(), uses)
    return Definition(total.hexdigest(), frozenset(uses), frozenset(strings))


Function = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda
# Kinds as tuples: of these ``isinstance`` is quickest, and it is asked a million times.
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)
COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
OWN_SCOPE = (*FUNCTIONS, ast.ClassDef, *COMPREHENSIONS)
DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
CATCHES = (ast.ExceptHandler, ast.MatchAs, ast.MatchStar)
IMPORTS = (ast.Import, ast.ImportFrom)
# A context says what stands above it once more.
_FIELDS = {
    kind: tuple(name for name in kind._fields if name != "ctx")
    for kind in vars(ast).values()
    if isinstance(kind, type) and issubclass(kind, ast.AST)
}


def _words(module: Module, statement: ast.stmt, strings: set[str]) -> list[str]:
    """A statement in words of which each node is one, and each name, number and length; what ``ast.dump`` tells, in a third of its time.

    On the way imports are bound, and string constants added to ``strings``.
    """
    told: list[str] = []
    waiting: list[ast.AST] = [statement]
    while waiting:
        node = waiting.pop()
        kind = type(node)
        told.append(kind.__name__)
        if isinstance(node, ast.Constant):
            told.append(repr(node.value))
            if isinstance(node.value, str):
                strings.add(node.value)
            continue
        if isinstance(node, IMPORTS):
            _bind(module, node)
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            _drop_docstring(node)
        for name in _FIELDS[kind]:
            part: Any = getattr(node, name, None)
            if isinstance(part, list):
                told.append(str(len(part)))
            else:
                part = (part,)
            for one in part:
                if isinstance(one, ast.AST):
                    told.append("^")
                    waiting.append(one)
                else:
                    told.append(repr(one))
    return told


def _children(node: ast.AST) -> list[ast.AST]:
    """The nodes right below; ``ast.iter_child_nodes`` without the contexts and without its two generators."""
    found: list[ast.AST] = []
    for name in _FIELDS[type(node)]:
        part = getattr(node, name, None)
        if isinstance(part, list):
            found += [one for one in part if isinstance(one, ast.AST)]
        elif isinstance(part, ast.AST):
            found.append(part)
    return found


def _collect(node: ast.AST, local: frozenset[str], uses: set[str]) -> None:
    """Add names and dotted names that an expression or statement takes from outside; ``local`` are those of its function."""
    if isinstance(node, ast.Attribute):
        names, inner = _chain(node)
        uses.update(f".{name}" for name in names)
        if not isinstance(inner, ast.Name):
            _collect(inner, local, uses)
        elif inner.id not in local:
            uses.add(".".join([inner.id, *names]))
        return
    if isinstance(node, ast.Name):
        if node.id not in local:
            uses.add(node.id)
        return
    if isinstance(node, FUNCTIONS):
        _collect_of_function(node, local, uses)
        return
    if isinstance(node, COMPREHENSIONS):
        local |= {name.id for part in node.generators for name in ast.walk(part.target) if isinstance(name, ast.Name)}
    for child in _children(node):
        _collect(child, local, uses)


def _collect_of_function(node: Function, outer: frozenset[str], uses: set[str]) -> None:
    """Decorators, defaults and annotations are read outside; a name that the function binds is its own throughout."""
    given = node.args
    named = [*given.posonlyargs, *given.args, *given.kwonlyargs, *filter(None, (given.vararg, given.kwarg))]
    outside: list[ast.AST | None] = [*given.defaults, *given.kw_defaults, *(one.annotation for one in named)]
    body: list[ast.AST] = [node.body] if isinstance(node, ast.Lambda) else list(node.body)
    if not isinstance(node, ast.Lambda):
        outside += [*node.decorator_list, node.returns]
    for part in filter(None, outside):
        _collect(part, outer, uses)
    own = _own(body)
    shared = {name for inner in own if isinstance(inner, ast.Global) for name in inner.names}
    bound = {one.arg for one in named} | {name for inner in own for name in _bound(inner)}
    local = (outer | bound) - shared
    for part in body:
        _collect(part, local, uses)


def _own(body: Iterable[ast.AST]) -> list[ast.AST]:
    """The nodes of a function's own scope: what functions, classes and comprehensions within it bind is theirs."""
    found, waiting = list[ast.AST](), list(body)
    while waiting:
        node = waiting.pop()
        found.append(node)
        if not isinstance(node, OWN_SCOPE):
            waiting += _children(node)
    return found


def _bound(node: ast.AST) -> tuple[str, ...]:
    """Names that a node binds in its scope; an import within a function keeps its name, for it leads elsewhere."""
    if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
        return (node.id,)
    if isinstance(node, DEFINITIONS):
        return (node.name,)
    if isinstance(node, CATCHES) and node.name:
        return (node.name,)
    return ()


def _drop_docstring(node: ast.FunctionDef | ast.AsyncFunctionDef) -> None:
    """What documents a function changes nothing that it does; a class's docstring may be read by a library."""
    if ast.get_docstring(node, clean=False) is not None:
        node.body = node.body[1:] or [ast.Pass()]


def _chain(node: ast.Attribute) -> tuple[list[str], ast.expr]:
    """``[b, c]`` and ``a`` of the expression ``a.b.c``."""
    names: list[str] = []
    inner: ast.expr = node
    while isinstance(inner, ast.Attribute):
        names.insert(0, inner.attr)
        inner = inner.value
    return names, inner


def _bind(module: Module, statement: ast.Import | ast.ImportFrom) -> None:
    if isinstance(statement, ast.Import):
        for alias in statement.names:
            bound = alias.asname or alias.name.partition(".")[0]
            module.imports.setdefault(bound, set()).add(Imported(alias.name if alias.asname else bound))
            if not alias.asname:  # `import a.b` binds a, and makes a.b known
                module.imports.setdefault(alias.name, set()).add(Imported(alias.name))
        return
    base = statement.module or ""
    if statement.level:
        home = module.name.split(".")
        keep = len(home) - statement.level + (1 if module.is_package else 0)
        base = ".".join([*home[:keep], *([base] if base else [])])
    for alias in statement.names:
        if alias.name == "*":
            module.stars.append(base)
        else:
            module.imports.setdefault(alias.asname or alias.name, set()).add(Imported(base, alias.name))
