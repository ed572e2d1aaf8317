"""The catalogue of this process."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fazhi.catalogue.definitions import Catalogue


@lru_cache(maxsize=1)
def load() -> Catalogue:
    """All definitions, read once for each process, and no sooner than somebody asks. Raises ``CatalogueError``."""
    from fazhi.catalogue.definitions import read

    return read()
