"""The documents: the appendix of one township-year and the comparison of many; which blocks, in which order and words."""

from fazhi.appendix.comparison import ComparisonPage, compose_comparison
from fazhi.appendix.compose import Appendix, Chapter, Heading, compose

__all__ = ["Appendix", "Chapter", "ComparisonPage", "Heading", "compose", "compose_comparison"]
