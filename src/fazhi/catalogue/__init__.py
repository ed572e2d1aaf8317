"""Definitions are the program: ledgers, indicators, deadlines, identities, windows and words, as frozen entries read from YAML.

What is imported here needs no model of a definition; ``fazhi.catalogue.definitions`` and the modules of entries hold these.
"""

from fazhi.catalogue.errors import CatalogueError, ReaderError
from fazhi.catalogue.faults import fault_of
from fazhi.catalogue.loading import load
from fazhi.catalogue.rounding import round_by, rounded, rounded_apart, significant
from fazhi.catalogue.text import LANGUAGES, Language, word, words, words_of

__all__ = [
    "LANGUAGES",
    "CatalogueError",
    "Language",
    "ReaderError",
    "fault_of",
    "load",
    "round_by",
    "rounded",
    "rounded_apart",
    "significant",
    "word",
    "words",
    "words_of",
]
