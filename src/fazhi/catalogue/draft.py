"""The shapes of ``draft.yaml``: the sentences of a drafted report and the words around their figures."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Self

from pydantic import Field, model_validator

from fazhi.catalogue.entries import Entry
from fazhi.catalogue.text import Text

FIGURE = "{n}"


class Clause(Entry):
    """What is said of one indicator; see ``draft.yaml``."""

    of: str
    some: str
    none: str | None = None
    all: str | None = None
    within: str | None = None
    sign: str | None = None

    @model_validator(mode="after")
    def _places_its_figure(self) -> Self:
        if self.some.count(FIGURE) != 1:
            raise ValueError(f"clause of {self.of}: {FIGURE} must stand in it once")
        if self.all and not self.within:
            raise ValueError(f"clause of {self.of}: all of what? Give within")
        return self


class Sentence(Entry):
    """Clauses of one window."""

    window: str = "to_date"
    opening: str = ""
    clauses: Annotated[tuple[Clause, ...], Field(min_length=1)]


class Part(Entry):
    """A numbered part of a chapter: paragraphs of sentences."""

    heading: str
    paragraphs: tuple[tuple[Sentence, ...], ...]


class Chapter(Entry):
    """A chapter of the report."""

    heading: str
    parts: tuple[Part, ...]


class Notices(Entry):
    """What stands above the text."""

    draft: str
    synthetic: str


class Gaps(Entry):
    """Marks in place of a figure that there is not, by status; of a ledger that there is not by whether its form is there and empty; of one of which
    no row could be counted.

    ``unknown_calendar``: nobody knows the working days of a ``{year}``; ``no_places``: the reference table has no village of the township.
    """

    missing_ledger: str
    unfilled_ledger: str
    unread_ledger: str
    not_applicable: str
    unknown_calendar: str
    no_places: str


class Change(Entry):
    """How last year's figure and the change since are said."""

    same: str
    more: str
    fewer: str
    rate_more: str
    rate_fewer: str
    percent_more: str
    percent_fewer: str
    about_same: str


class FigureWording(Entry):
    """The words of figures that are not exact."""

    over: str
    under: str
    about: str
    at_least: str
    range: str
    percent: str


class Rounding(Entry):
    """Which figures the report's own style rounds, and how."""

    units: tuple[str, ...]
    least: Annotated[int, Field(ge=10)]
    digits: Annotated[int, Field(ge=1)]
    near: Annotated[float, Field(gt=0, lt=1)]
    scale: str
    scale_value: Annotated[int, Field(ge=10)]
    scale_from: Annotated[int, Field(ge=10_000)]


class Faces(Entry):
    """Typefaces of the Word document by their names there."""

    title: str
    chapter: str
    part: str
    body: str


class DraftWords(Entry):
    """All of ``draft.yaml``."""

    title: str
    notices: Notices
    part: str
    sign: str
    part_sign: str
    stop: str
    date: str
    gaps: Gaps
    change: Change
    wording: FigureWording
    rounding: Rounding
    faces: Faces
    chapters: tuple[Chapter, ...]
    not_in_draft: dict[str, Text]

    def sentences(self) -> Iterator[Sentence]:
        """All sentences in the order of the report."""
        for chapter in self.chapters:
            for part in chapter.parts:
                for paragraph in part.paragraphs:
                    yield from paragraph

    def clauses(self) -> Iterator[Clause]:
        """All clauses in the order of the report."""
        for sentence in self.sentences():
            yield from sentence.clauses
