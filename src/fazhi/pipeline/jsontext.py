"""JSON that reads well and writes fast: the first levels a line each, what lies deeper on its line."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any


def text_of(value: Any, depth: int, level: int = 0, by_name: bool = False) -> str:
    """``value`` as JSON, in the order given or by name; mappings and lists of the first ``depth`` levels are broken into lines."""
    if depth == 0 or not value or not isinstance(value, Mapping | list):
        return json.dumps(value, ensure_ascii=False, sort_keys=by_name)
    indent = "\n" + " " * (level + 1)
    if isinstance(value, Mapping):
        parts = (
            f"{json.dumps(key, ensure_ascii=False)}: {text_of(part, depth - 1, level + 1, by_name)}"
            for key, part in (sorted(value.items()) if by_name else value.items())
        )
        return "{" + indent + ("," + indent).join(parts) + indent[:-1] + "}"
    return (
        "["
        + indent
        + ("," + indent).join(text_of(part, depth - 1, level + 1, by_name) for part in value)
        + indent[:-1]
        + "]"
    )
