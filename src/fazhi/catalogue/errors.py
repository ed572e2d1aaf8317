"""Errors that a reader meets: their words stand in the catalogue, in both languages."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    from fazhi.catalogue.text import Language


class ReaderError(Exception):
    """Something that the reader must put right. ``key`` is a word of the catalogue, ``fill`` what its placeholders
    hold (``Catalogue.word``); ``code`` is what a command ends with: 2 where the call itself names what there is not.

    ``text`` says it in the reader's language. Where nobody knows that, as in a notebook that failed, it is said in both.
    """

    code: ClassVar[int] = 1

    def __init__(self, key: str, /, **fill: object) -> None:
        from fazhi.catalogue.text import Said

        self.key, self.fill = (
            key,
            {name: what if isinstance(what, tuple | Said) else str(what) for name, what in fill.items()},
        )
        super().__init__(key)

    def __str__(self) -> str:
        return "\n".join((self.text("zh"), self.text("en")))

    def text(self, language: Language) -> str:
        from fazhi.catalogue.loading import load

        return load().word(self.key, language, **self.fill)


class CatalogueError(ReaderError):
    """The catalogue contradicts itself or its models; ``detail`` names the file and the entry."""

    def __init__(self, detail: str) -> None:
        self.detail = detail
        Exception.__init__(self, detail)

    def __str__(self) -> str:
        return self.detail

    def text(self, language: Language) -> str:
        from fazhi.catalogue.text import word  # the definitions cannot be read now

        return word("fault.catalogue", language, detail=self.detail)
