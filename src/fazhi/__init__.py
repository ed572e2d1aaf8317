"""fazhi: from a township's raw ledgers to the checked statistical appendix of its annual rule-of-law government report."""

from importlib.metadata import PackageNotFoundError, version

try:
    __version__ = version("fazhi")
except PackageNotFoundError:  # imported from a source tree that is not installed
    __version__ = "0+unknown"

__all__ = ["__version__"]
