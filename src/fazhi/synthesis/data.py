"""Reads the YAML files of this room."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

HERE = Path(__file__).parent
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@lru_cache(maxsize=16)
def read(name: str) -> Any:
    """What ``<name>.yaml`` of this room holds, read once."""
    return yaml.load((HERE / f"{name}.yaml").read_text(encoding="utf-8"), Loader=LOADER)
