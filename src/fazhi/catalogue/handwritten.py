"""YAML files that people write beside their ledgers."""

from __future__ import annotations

from typing import Any

import yaml


def _day(loader: Any, node: yaml.ScalarNode) -> Any:
    """What looks like a day and is none (2022-11-31) is the text that stands there."""
    try:
        return loader.construct_yaml_timestamp(node)
    except ValueError:
        return loader.construct_scalar(node)


class _Loader(yaml.SafeLoader): ...


class _Fast(getattr(yaml, "CSafeLoader", yaml.SafeLoader)): ...  # type: ignore[misc]  # where there is libyaml


for loader in (_Loader, _Fast):
    loader.add_constructor("tag:yaml.org,2002:timestamp", _day)


def read_handwritten(text: str) -> Any:
    """What a file says. A wrong day is not YAML's to refuse: a correction names it, and a model tells which entry holds it.

    Raises ``yaml.YAMLError``.
    """
    try:
        return yaml.load(text, Loader=_Fast)
    except yaml.YAMLError:  # libyaml tells another line than the one on which a bracket was left open
        return yaml.load(text, Loader=_Loader)
