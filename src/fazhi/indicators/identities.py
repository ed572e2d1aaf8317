"""Relations that must hold between indicators, as small expressions over their ids.

An expression may compare, add, subtract, multiply and divide numbers and indicator values, join comparisons with ``and``, and use
``day(month, day)`` (a day of the report's year) and ``weekday(date)`` (1 = Monday). Nothing else is evaluated.
"""

from __future__ import annotations

import ast
import datetime as dt
import math
import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from fazhi.catalogue.rules import Identity

Operand = float | dt.date
_ARITHMETIC: dict[type, Callable] = {
    ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul, ast.Div: operator.truediv,
}  # fmt: skip
_ORDER: dict[type, Callable] = {ast.Lt: operator.lt, ast.LtE: operator.le, ast.Gt: operator.gt, ast.GtE: operator.ge}


class _Unknown(Exception):
    """An indicator in the expression has no value."""


@dataclass(frozen=True)
class Check:
    """An identity and whether it holds; None where an indicator that it needs has no value. ``shown``: the numbers put in."""

    identity: Identity
    holds: bool | None
    shown: str


def names_in(identity: Identity) -> tuple[str, ...]:
    """The indicator ids in an identity's expression, in the order of the text."""
    nodes = [node for node in ast.walk(ast.parse(identity.check, mode="eval")) if isinstance(node, ast.Name)]
    nodes.sort(key=lambda node: (node.lineno, node.col_offset))
    return tuple(dict.fromkeys(node.id for node in nodes if node.id not in ("day", "weekday")))


def check(identity: Identity, values: Mapping[str, Operand | None], year: int) -> Check:
    """Evaluate an identity. Raises ``ValueError`` for an expression that uses anything but the allowed parts."""
    expression = ast.parse(identity.check, mode="eval").body
    try:
        holds: bool | None = bool(_value(expression, values, year))
    except _Unknown:
        holds = None
    return Check(identity, holds, _shown(expression, values, year))


_SIGNS: dict[type, str] = {
    ast.Eq: "=", ast.Lt: "<", ast.LtE: "≤", ast.Gt: ">", ast.GtE: "≥",
    ast.Add: "+", ast.Sub: "−", ast.Mult: "×", ast.Div: "÷",
}  # fmt: skip


def _shown(node: ast.AST, values: Mapping[str, Operand | None], year: int) -> str:
    """The expression with each indicator's value in its place; ? for one without a value."""

    def of(part: ast.AST) -> str:
        return _shown(part, values, year)

    match node:
        case ast.Name(id=name):
            value = values.get(name)
            return "?" if value is None else f"{value:.10g}" if isinstance(value, float) else str(value)
        case ast.BinOp(left=left, op=op, right=right):
            return f"{of(left)} {_SIGNS[type(op)]} {of(right)}"
        case ast.BoolOp(values=parts):
            return "; ".join(of(part) for part in parts)
        case ast.Compare(left=left, ops=ops, comparators=rights):
            return of(left) + "".join(f" {_SIGNS[type(op)]} {of(part)}" for op, part in zip(ops, rights, strict=True))
        case ast.Call(args=args):
            try:
                value = _value(node, values, year)
            except _Unknown:
                return f"({', '.join(of(part) for part in args)})"
            return f"{value:g}" if isinstance(value, float) else str(value)
    return ast.unparse(node)


def _value(node: ast.AST, values: Mapping[str, Operand | None], year: int) -> Operand | bool:
    def of(part: ast.AST) -> Operand | bool:
        return _value(part, values, year)

    match node:
        case ast.Constant(value=int() | float() as number):
            return float(number)
        case ast.Name(id=name):
            if values.get(name) is None:
                raise _Unknown(name)
            return values[name]  # type: ignore[return-value]
        case ast.BinOp(left=left, op=op, right=right) if type(op) in _ARITHMETIC:
            return _ARITHMETIC[type(op)](of(left), of(right))
        case ast.BoolOp(op=ast.And(), values=parts):
            return all([of(part) for part in parts])
        case ast.Compare(left=left, ops=ops, comparators=rights):
            operands = [of(part) for part in (left, *rights)]
            return all(_compare(op, a, b) for op, a, b in zip(ops, operands, operands[1:], strict=False))
        case ast.Call(func=ast.Name(id="day"), args=[month, day]):
            return dt.date(year, int(of(month)), int(of(day)))  # type: ignore[arg-type]
        case ast.Call(func=ast.Name(id="weekday"), args=[date]):
            return float(of(date).isoweekday())  # type: ignore[union-attr]
    raise ValueError(f"not allowed in an identity: {ast.unparse(node)}")


def _compare(op: ast.cmpop, left: Operand | bool, right: Operand | bool) -> bool:
    if isinstance(op, ast.Eq):
        both_numbers = isinstance(left, float) and isinstance(right, float)
        return math.isclose(left, right, rel_tol=1e-9) if both_numbers else left == right  # type: ignore[arg-type]
    if type(op) in _ORDER:
        return bool(_ORDER[type(op)](left, right))
    raise ValueError(f"not allowed in an identity: {type(op).__name__}")
