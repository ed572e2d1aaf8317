"""A draft as plain text and as Markdown."""

from __future__ import annotations

from fazhi.drafts.compose import Draft, Heading, Paragraph


def words_of(paragraph: Paragraph) -> str:
    """The text of a paragraph."""
    return "".join(piece if isinstance(piece, str) else piece.text for piece in paragraph.pieces)


def as_text(draft: Draft) -> str:
    """A line a heading and a paragraph; the text that `fazhi check` reads."""
    lines = [block.text if isinstance(block, Heading) else words_of(block) for block in draft.blocks]
    return "\n".join([draft.title, *lines]) + "\n"


def as_markdown(draft: Draft) -> str:
    """CommonMark: the title a heading of the first level, notices quoted."""
    blocks = [f"# {_literally(draft.title)}"]
    for block in draft.blocks:
        if isinstance(block, Heading):
            blocks.append(f"{'#' * (block.level + 1)} {block.text}")
        else:
            blocks.append(f"{'> ' if block.notice else ''}{_literally(words_of(block))}")
    return "\n\n".join(blocks) + "\n"


def _literally(text: str) -> str:
    """Signs that Markdown would take for its own, escaped: a folder may bear any name."""
    return "".join(f"\\{sign}" if sign in "\\`*_[]<>#|~!&" else sign for sign in text)
