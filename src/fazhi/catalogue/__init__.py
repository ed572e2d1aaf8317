"""Definitions are the program: ledgers, indicators, deadlines, identities, windows and words, as frozen entries read from YAML."""

from fazhi.catalogue.errors import ReaderError
from fazhi.catalogue.load import PLACED, Catalogue, CatalogueError, load
from fazhi.catalogue.models import LANGUAGES, Language
from fazhi.catalogue.rounding import round_by, rounded

__all__ = [
    "LANGUAGES",
    "PLACED",
    "Catalogue",
    "CatalogueError",
    "Language",
    "ReaderError",
    "load",
    "round_by",
    "rounded",
]
