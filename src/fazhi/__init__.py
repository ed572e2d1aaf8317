"""fazhi: from a township's ledgers to the checked appendix of its annual report on law-based government."""

__all__ = ["__version__"]


def __getattr__(name: str) -> str:
    """``__version__``, which is read from the installed package when it is asked for: a tenth of a command's start."""
    if name != "__version__":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("fazhi")
    except PackageNotFoundError:  # imported from a source tree that is not installed
        return "0+unknown"
