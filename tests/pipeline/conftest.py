"""The appendix of the shipped township-year."""

import pytest

from fazhi import appendix
from fazhi.pipeline import Results


@pytest.fixture(scope="session")
def page(whole: Results) -> appendix.Appendix:
    """The appendix of the shipped ledgers as blocks."""
    return appendix.compose(whole)
