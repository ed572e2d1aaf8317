"""Errors that a reader meets: their words stand in the catalogue, in both languages."""

from __future__ import annotations

from typing import ClassVar

from fazhi.catalogue.loading import load
from fazhi.catalogue.text import Language, Said


class ReaderError(Exception):
    """Something that the reader must put right. ``key`` is a word of the catalogue, ``fill`` what its placeholders
    hold (``Catalogue.word``); ``code`` is what a command ends with: 2 where the call itself names what there is not."""

    code: ClassVar[int] = 1

    def __init__(self, key: str, /, **fill: object) -> None:
        self.key, self.fill = (
            key,
            {name: what if isinstance(what, tuple | Said) else str(what) for name, what in fill.items()},
        )
        super().__init__(self.text("zh"))

    def text(self, language: Language) -> str:
        return load().word(self.key, language, **self.fill)
