"""YAML files that people write beside their ledgers."""

from __future__ import annotations

from typing import Any

import yaml


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]  # the fast one, where there is libyaml
    """As ``yaml.SafeLoader``; but what looks like a day and is none (2022-11-31) is the text that stands there."""


def _day(loader: _Loader, node: yaml.ScalarNode) -> Any:
    try:
        return loader.construct_yaml_timestamp(node)
    except ValueError:
        return loader.construct_scalar(node)


_Loader.add_constructor("tag:yaml.org,2002:timestamp", _day)


def read_handwritten(text: str) -> Any:
    """What a file says. A wrong day is not YAML's to refuse: a correction names it, and a model tells which entry holds it.

    Raises ``yaml.YAMLError``.
    """
    return yaml.load(text, Loader=_Loader)
