"""The appendix of one township-year as a document: which blocks, in which order, in which words."""

from fazhi.appendix.compose import Appendix, Chapter, Heading, compose

__all__ = ["Appendix", "Chapter", "Heading", "compose"]
