"""Chinese words in a page of another language, marked as such, so that a screen reader says names of places, files and columns in Chinese."""

from __future__ import annotations

import re

from fazhi.publish.wording import language_tag

CHINESE = "zh"
IDEOGRAPH = r"[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]"
# From one ideograph to the last, with the figures and Chinese signs between them, and a bracket or mark that closes what they opened.
WORDS = re.compile(rf"{IDEOGRAPH}(?:[\d._·—～、，。：；！？（）《》〈〉【】〔〕“”‘’]*{IDEOGRAPH})*[）》〉】〕]?")
# What holds no marked-up text, and what is said to be Chinese already, is left as it is: up to the end tag, or, of a tag alone, that tag.
PIECES = re.compile(
    rf"<(script|style|title|option|textarea|svg)\b.*?</\1>|<(\w+)\b[^>]*\slang=\"{CHINESE}[^>]*>.*?</\2>|<[^>]*>|([^<]+)",
    re.DOTALL,
)


def marked(page: str, tag: str) -> str:
    """The HTML page, whose language is ``tag``, with each run of Chinese words in an element of its own that says so; a Chinese page as it is."""
    return page if tag.startswith(CHINESE) else PIECES.sub(_piece, page)


def _piece(found: re.Match[str]) -> str:
    text = found[3]
    if text is None or text.isascii():
        return found[0]
    return WORDS.sub(lambda words: f'<span lang="{language_tag(CHINESE)}">{words[0]}</span>', text)
