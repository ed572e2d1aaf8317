"""The statistical sentences of a report, written from computed values."""

from fazhi.drafts.compose import Draft, Gap, Heading, Paragraph, Said, Source, compose
from fazhi.drafts.document import document
from fazhi.drafts.plain import as_markdown, as_text
from fazhi.drafts.wording import STYLES, Figure, Style, figure

__all__ = [
    "STYLES", "Draft", "Figure", "Gap", "Heading", "Paragraph", "Said", "Source", "Style", "as_markdown", "as_text", "compose",
    "document", "figure",
]  # fmt: skip
