"""Entries for the rules around counts: deadlines, identities, windows, wordings, sections, breaks, numerals, layout."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from fazhi.catalogue.entries import Entry, Named
from fazhi.catalogue.text import Text


class Deadline(Named):
    """A time limit set by law.

    Either ``length`` ``unit`` after the ledger's ``start`` column (``explicit`` is a column with a due day set in the document itself), or
    ``by``, a fixed month-day of the following year. ``basis`` says whether the article was read or is recalled.
    """

    article: Text
    basis: Literal["read", "recalled"]
    ledger: str | None = None
    start: str | None = None
    done: str | None = None
    explicit: str | None = None
    length: int | None = None
    unit: Literal["days", "working_days", "months", "years"] | None = None
    by: Annotated[str, Field(pattern=r"^\d\d-\d\d$")] | None = None
    since: str | None = None
    until: str | None = None

    @model_validator(mode="after")
    def _one_shape(self) -> Self:
        if (self.by is None) == (self.length is None) or (self.length is None) != (self.unit is None):
            raise ValueError(f"deadline {self.id}: give either a length with its unit or a fixed day")
        return self


class Identity(Named):
    """A relation that must hold between indicators, as an expression over their ids (see ``indicators.identities``).

    ``or_at_most``: of a rate times its denominator, the indicator that reports state in place of the denominator and that may be more.
    """

    kind: Literal["arithmetic", "norm"]
    check: str
    note: Text
    or_at_most: str | None = None


class WindowWord(Named):
    """A named period of a report: month-days of its first and last day; ``to_date`` ends at the report date."""

    start: Annotated[str, Field(pattern=r"^\d\d-\d\d$")] = "01-01"
    end: Annotated[str, Field(pattern=r"^\d\d-\d\d$")] = "12-31"
    to_date: bool = False
    phrases: tuple[str, ...] = ()
    pattern: str | None = None  # a wording that holds the numbers of its first and last days (groups: windows.yaml)


class WordingKind(Entry):
    """Words of one kind around a figure, by where they stand; ``noted``: beside a published figure alone."""

    before: tuple[str, ...] = ()
    behind: tuple[str, ...] = ()
    noted: tuple[str, ...] = ()


class Section(Named):
    """A section of the published report."""


class Break(Entry):
    """A break in a series: from the year ``since`` on, an office counts ``indicator`` otherwise than before; ``note`` says how.

    With ``ledger`` in place of ``indicator`` it concerns all that is counted from it, with neither everything. ``others``:
    in which years the numbers may still stand beside those of other townships: on ``both`` sides of the break, only
    ``before`` or ``after`` it, or on ``neither``.
    """

    indicator: str = ""
    ledger: str = ""
    since: int
    note: Text
    others: Literal["both", "before", "after", "neither"] = "both"

    def comparable(self, year: int) -> bool:
        """Whether a number of ``year`` may be compared with those of other townships."""
        return self.others == "both" or self.others == ("before" if year < self.since else "after")


Rounding = Literal["half_even", "half_up"]


class Numerals(Entry):
    """How numbers are printed. ``rounding``: ties to even (GB/T 8170-2008) or away from zero."""

    rounding: Rounding


class Layout(Entry):
    """Words by which rows of a sheet that are no data are told apart, for all ledgers."""

    total: tuple[str, ...]
    whole: tuple[str, ...]  # in the label of a number that is of everything, beside parts of it
    total_endings: tuple[str, ...]  # may stand behind a word of ``total``
    note: tuple[str, ...]
    signed: tuple[str, ...]  # ends a label of one who signs
    caption: tuple[str, ...]
    continued: tuple[str, ...]
    nil_report: tuple[str, ...]
    nil_sentence: tuple[str, ...]  # with … for what there was none of
    nothing: tuple[str, ...]  # in every cell of a row that reports nothing
    ditto: tuple[str, ...]
    summary_sheet: tuple[str, ...]
    example: tuple[str, ...]
    serial: tuple[str, ...]
    other: tuple[str, ...]
    said_yes: tuple[str, ...]
    said_no: tuple[str, ...]
    box_ticked: tuple[str, ...]  # single signs
    box_open: tuple[str, ...]
    value_endings: tuple[str, ...]
    quantity: tuple[str, ...]  # labels of how many matters a row stands for
    quantity_of: tuple[str, ...]  # may stand before one of ``quantity``
    remark: tuple[str, ...]
    period: tuple[str, ...]
    ordinal: tuple[str, ...]
    vague: tuple[str, ...]
    not_known: tuple[str, ...]  # in place of a number
    line: tuple[str, ...]
    page: tuple[str, ...]
    asking: tuple[str, ...]
    unit_caption: tuple[str, ...]
    corrected: tuple[str, ...]
    leaving: tuple[str, ...]
    not_leaving: tuple[str, ...]  # single signs
    instructions: tuple[str, ...]
    spans: tuple[str, ...]
    place_endings: tuple[str, ...]
    no_place: tuple[str, ...]  # words that end like a village's name
    column_letters: str  # by which forms number their columns of words
    between_values: tuple[str, ...]
    unrelated: tuple[str, ...]  # labels with these words belong to no ledger's own columns
    opposing: tuple[str, ...]  # words by which a label says something else than without them
    questions: tuple[str, ...]
    at_once: tuple[str, ...]
    sentence_before: tuple[str, ...]
    sentence_behind: tuple[str, ...]
    sentence_through: tuple[str, ...]
    sentence_doubt: tuple[str, ...]
    sentence_no_doubt: tuple[str, ...]
    registers: tuple[str, ...]  # in the title of a table that is a register
    beside_register: tuple[str, ...]  # in such a title, what does not say which register it is
    township_endings: tuple[str, ...]
    township_above: tuple[str, ...]  # what the names of the places above a township end in
    township_people: str  # what stands between a township's own name and its ending: 石门沟满族乡
    no_township: tuple[str, ...]  # words that end like a township's name
    unopposed: tuple[str, ...]  # words that only hold one of ``opposing``
    date_words: tuple[str, ...]  # what the labels of dates end in
    date_parts: tuple[tuple[str, ...], ...]  # labels of the year, the month and the day of a date in three columns
    telling_signs: tuple[str, ...]  # signs by which names are commonly told apart
    name_words: tuple[str, ...]  # what the labels of names end in
    reports: tuple[str, ...]  # names (without ending) of files that hold the report itself; * is any text
    maybe_reports: tuple[str, ...]  # the same, of documents that may hold it
    file_registers: tuple[str, ...]  # in the name of a file that looks like a ledger
    void: tuple[str, ...]
    void_why: tuple[str, ...]  # may stand beside a word of ``void``
    void_doubtful: tuple[str, ...]  # leave open whether a row is void
    draft_names: tuple[str, ...]  # what the name of a draft, a sample or an empty form ends in
    state: tuple[str, ...]  # columns that say whether a row is valid
