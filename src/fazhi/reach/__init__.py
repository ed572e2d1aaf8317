"""What a notebook or a function depends on besides its inputs: code, catalogue, other data files, installed versions."""

from fazhi.reach.answers import Parts
from fazhi.reach.environment import environment
from fazhi.reach.source import Source, digest_of_loaded, digest_of_parts, is_as_loaded

__all__ = [
    "Parts",
    "Source",
    "digest_of_loaded",
    "digest_of_parts",
    "environment",
    "is_as_loaded",
]
