"""The room's words, fetched from the catalogue without its definitions, which no document needs. The only place here that knows how to ask for one."""

from __future__ import annotations

from typing import get_args

from fazhi import catalogue
from fazhi.catalogue.text import Language

LANGUAGE_TAGS = {"zh": "zh-CN", "en": "en"}


def word(key: str, language: str, **fill: object) -> str:
    """The reader-facing words for ``publish.<key>``, with ``{placeholders}`` filled.

    A document in a language that the catalogue does not speak gets its words in Chinese.
    """
    known: Language = language if language in get_args(Language) else "zh"  # type: ignore[assignment]
    return catalogue.word(f"publish.{key}", known, **fill)


def language_tag(language: str) -> str:
    """The tag for ``lang`` attributes and PDF metadata, e.g. ``zh-CN``."""
    return LANGUAGE_TAGS.get(language, language)
