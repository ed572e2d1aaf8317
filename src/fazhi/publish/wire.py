"""The structured form of blocks: what a cell's output carries and what exporters read back.

Form 1 (``schema: 1``) is a JSON object per block, under ``application/vnd.fazhi.<kind>+json``. A figure's
drawing stands beside it as ``image/svg+xml``. Outputs of an unknown schema are left to their other forms.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import fields
from functools import cache
from typing import Any, cast

from fazhi.publish import blocks
from fazhi.publish.scalars import Scalar

SCHEMA = 1
SVG = "image/svg+xml"
BLOCKS: dict[str, type[blocks.Block]] = {
    kind.kind: kind for kind in (blocks.Table, blocks.Figure, blocks.Banner, blocks.KeyFigures, blocks.Document)
}


def mimetype(kind: str) -> str:
    """The media type of a block's structured form."""
    return f"application/vnd.fazhi.{kind}+json"


def bundle(block: blocks.Block) -> dict[str, Any]:
    """Every form of a block, by media type."""
    forms: dict[str, Any] = {
        mimetype(block.kind): to_json(block),
        "text/html": block.to_html(),
        "text/plain": block.to_text(),
    }
    if isinstance(block, blocks.Figure):
        forms[SVG] = block.svg
    return forms


def read(forms: Mapping[str, Any]) -> blocks.Block | None:
    """The block that an output's forms describe; ``None`` for any other output."""
    for kind in BLOCKS:
        data = forms.get(mimetype(kind))
        if isinstance(data, Mapping) and data.get("schema") == SCHEMA:
            drawing = forms.get(SVG, "")
            return from_json(data, svg=drawing if isinstance(drawing, str) else "".join(drawing))
    return None


def to_json(block: blocks.Block) -> dict[str, Any]:
    """The block as a JSON object; entries that say nothing are left out."""
    data: dict[str, Any] = {"schema": SCHEMA, "kind": block.kind}
    for entry in fields(block):  # type: ignore[arg-type]
        value = getattr(block, entry.name)
        if entry.name == "svg" or value in (None, (), {}):
            continue
        data[entry.name] = _ENCODE.get(entry.name, _same)(value)
    return data


def from_json(data: Mapping[str, Any], svg: str = "") -> blocks.Block:
    """The block of a JSON object of schema 1. Raises ``ValueError`` for an unknown kind."""
    kind = BLOCKS.get(data["kind"])
    if kind is None:
        raise ValueError(f"unknown kind of block: {data['kind']!r}")
    known = {entry.name for entry in fields(kind)}  # type: ignore[arg-type]
    values = {name: _DECODE.get(name, _same)(value) for name, value in data.items() if name in known}
    if kind is blocks.Figure:
        values["svg"] = svg
    if kind is blocks.Table:
        values.setdefault("rows", ())
    if kind in (blocks.Table, blocks.Figure):
        values.setdefault("number", None)
    return kind(**values)


def _same(value: Any) -> Any:
    return value


def _slim(value: Any) -> dict[str, Any]:
    pairs = ((name, getattr(value, name)) for name in _names(value.__class__))
    return {name: content for name, content in pairs if content is not None}


@cache
def _names(kind: type) -> tuple[str, ...]:
    return tuple(entry.name for entry in fields(kind))


def _encode_cell(cell: blocks.Cell) -> Any:
    slim = _slim(cell)
    if cell.value is not None:
        slim["value"] = _encode_scalar(cell.value)
    return cell.text if set(slim) == {"text"} else slim


def _decode_cell(data: Any) -> blocks.Cell:
    if isinstance(data, str):
        return blocks.Cell(data)
    return blocks.Cell(**data | {"value": _decode_scalar(data.get("value"))})


def _encode_scalar(value: Scalar) -> Any:
    if isinstance(value, dt.datetime):
        return {"datetime": value.isoformat()}
    return {"date": value.isoformat()} if isinstance(value, dt.date) else value


def _decode_scalar(value: Any) -> Scalar:
    if not isinstance(value, Mapping):
        return cast(Scalar, value)
    if "datetime" in value:
        return dt.datetime.fromisoformat(value["datetime"])
    return dt.date.fromisoformat(value["date"])


_ENCODE: dict[str, Callable[[Any], Any]] = {
    "columns": lambda columns: [_slim(column) for column in columns],
    "rows": lambda rows: [[_encode_cell(cell) for cell in row] for row in rows],
    "notes": list,
    "items": lambda items: [_slim(item) for item in items],
    "data": to_json,
    "meta": lambda meta: [list(pair) for pair in meta.items()],  # notebooks sort the keys of objects
}
_DECODE: dict[str, Callable[[Any], Any]] = {
    "meta": dict,
    "columns": lambda columns: [blocks.Column(**column) for column in columns],
    "rows": lambda rows: [[_decode_cell(cell) for cell in row] for row in rows],
    "items": lambda items: [blocks.KeyFigure(**item) for item in items],
    "data": from_json,
}
