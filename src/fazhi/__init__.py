"""fazhi: from a township's ledgers to the checked appendix of its annual report on law-based government."""

from importlib.metadata import PackageNotFoundError, version

try:
    __version__ = version("fazhi")
except PackageNotFoundError:  # imported from a source tree that is not installed
    __version__ = "0+unknown"

__all__ = ["__version__"]
