"""Definitions are the program: ledgers, indicators, deadlines, identities, windows and words, as frozen entries read from YAML."""

from fazhi.catalogue.errors import ReaderError
from fazhi.catalogue.faults import fault_of
from fazhi.catalogue.load import PLACED, Catalogue, CatalogueError, load, words, words_of
from fazhi.catalogue.models import LANGUAGES, Language
from fazhi.catalogue.rounding import round_by, rounded

__all__ = [
    "LANGUAGES",
    "PLACED",
    "Catalogue",
    "CatalogueError",
    "Language",
    "ReaderError",
    "fault_of",
    "load",
    "round_by",
    "rounded",
    "words",
    "words_of",
]
