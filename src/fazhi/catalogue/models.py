"""The shapes of the catalogue's entries: frozen, and refusing any key they do not know.

Every definition of the project (ledgers, indicators, deadlines, identities, windows, words) is an entry of one of these models; the entries
themselves stand in the YAML files beside this module. Text that a reader sees has a Chinese (``zh``) and an English (``en``) form.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from fazhi.catalogue.text import Language, Text

Identifier = Annotated[str, Field(pattern=r"^[A-Za-z][A-Za-z0-9_]*$")]


class Entry(BaseModel):
    """Base of every entry: immutable, unknown keys refused."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)


class Named(Entry):
    """An entry with an id and a name in both languages."""

    id: str
    zh: str = Field(min_length=1)
    en: str = Field(min_length=1)

    def name(self, language: Language) -> str:
        return self.zh if language == "zh" else self.en


def keyed(entries: Any) -> Any:
    """A mapping ``{id: {...}}`` as YAML writes it → the tuple of entries, each carrying its id."""
    if isinstance(entries, dict):
        return tuple({"id": key, **body} for key, body in entries.items())
    return entries


# ------------------------------------------------------------------------------------------------ ledgers


class Value(Named):
    """One allowed value of a category column; ``also`` are the other spellings that offices use."""

    also: tuple[str, ...] = ()


ColumnType = Literal["date", "month", "year", "integer", "number", "issue", "category", "text", "yes_no"]
Privacy = Literal["public", "pseudonym", "dropped"]


class Column(Named):
    """One column of a ledger.

    ``privacy``: ``pseudonym`` columns leave as codes that say only "the same as elsewhere"; ``dropped`` columns never leave the intake.
    ``strict``: a category outside ``values`` sets the row aside, because the value decides a count; elsewhere it becomes 其他 with a note.
    ``blank_words`` mean "nothing stands here" (a 记录 of 无); ``not_unique`` are answers that cannot tell two rows apart (a 记录 of 有).
    ``identity`` columns hold identity numbers; one that a spreadsheet damaged tells nobody apart and counts as blank there.
    """

    type: ColumnType = "text"
    also: tuple[str, ...] = ()
    values: tuple[Value, ...] = ()
    multiple: bool = False
    strict: bool = False
    privacy: Privacy = "public"
    unit: str | None = None
    en_unit: str | None = None
    blank_words: tuple[str, ...] = ()
    not_unique: tuple[str, ...] = ()
    identity: bool = False

    @model_validator(mode="before")
    @classmethod
    def _values_by_id(cls, data: Any) -> Any:
        return {**data, "values": keyed(data.get("values", ()))} if isinstance(data, dict) else data

    @model_validator(mode="after")
    def _values_fit_type(self) -> Self:
        if bool(self.values) != (self.type == "category"):
            raise ValueError(f"column {self.id}: values belong to category columns, and only there")
        return self


class KeyRule(Entry):
    """Columns that together identify a record. A part ending in ``?`` may be blank; parts in ``unordered`` agree in any order."""

    parts: tuple[str, ...] = ()
    unordered: tuple[str, ...] = ()

    def columns(self) -> tuple[str, ...]:
        return tuple(part.rstrip("?") for part in self.parts) + self.unordered


class Person(Entry):
    """How a person is told apart: the first alternative whose columns are all filled in."""

    column: Identifier
    alternatives: tuple[tuple[str, ...], ...]


class SpreadRule(Entry):
    """A form may be kept as a table with the values of the column ``over`` as its headings and the cells of ``amount`` below them."""

    over: str
    amount: str


class Form(Entry):
    """One layout in which a ledger is kept: what a row must have, what dates it, what identifies it."""

    required: tuple[tuple[str, ...], ...]  # each inner tuple: at least one of these is filled in
    needs: tuple[str, ...] = ()  # columns a sheet must have for this form, beyond the required ones
    dated_by: tuple[str, ...] = ()  # any of these in the year is enough; empty for rosters
    fallback_date: str | None = None  # places the row only while every ``dated_by`` is blank
    keys: tuple[KeyRule, ...]
    keys_joined_by: Literal["or", "else"] = "else"
    spread: tuple[SpreadRule, ...] = ()


class Ledger(Named):
    """One register (台账) kept by an office."""

    office: Text
    also: tuple[str, ...] = ()
    source: Text
    columns: tuple[Column, ...]
    forms: tuple[Form, ...]
    order: tuple[tuple[str, str], ...] = ()
    persons: tuple[Person, ...] = ()
    roster: bool = False
    optional: bool = False  # a township need not keep it

    @model_validator(mode="before")
    @classmethod
    def _columns_by_id(cls, data: Any) -> Any:
        return {**data, "columns": keyed(data.get("columns", ()))} if isinstance(data, dict) else data

    @model_validator(mode="after")
    def _columns_exist(self) -> Self:
        known = {column.id for column in self.columns}
        person_columns = {person.column for person in self.persons}
        named = {name for pair in self.order for name in pair}
        named |= {name for person in self.persons for alternative in person.alternatives for name in alternative}
        for form in self.forms:
            named |= {name for group in form.required for name in group} | set(form.needs) | set(form.dated_by)
            named |= {form.fallback_date} if form.fallback_date else set()
            named |= {name for key in form.keys for name in key.columns()} - person_columns
            named |= {name for rule in form.spread for name in (rule.over, rule.amount)}
        if unknown := named - known:
            raise ValueError(f"ledger {self.id}: no such column {sorted(unknown)}")
        return self

    def column(self, id: str) -> Column:
        return next(column for column in self.columns if column.id == id)


class ReferenceTable(Named):
    """A table of reference data: columns by id, each with its name."""

    file: str
    columns: tuple[Column, ...]

    @model_validator(mode="before")
    @classmethod
    def _columns_by_id(cls, data: Any) -> Any:
        return {**data, "columns": keyed(data.get("columns", ()))} if isinstance(data, dict) else data


class TableColumn(Named):
    """One column of a table that other tools read. ``type`` is a type of Table Schema; ``any`` is a number or an ISO date."""

    type: Literal["string", "integer", "number", "boolean", "date", "datetime", "any"] = "string"
    required: bool = False
    values: tuple[str, ...] = ()


class ResultTable(Named):
    """A table that other tools read: its ``file`` below the folder of a township-year, and what its columns hold."""

    file: str
    key: tuple[str, ...] = ()
    columns: tuple[TableColumn, ...]

    @model_validator(mode="before")
    @classmethod
    def _columns_by_id(cls, data: Any) -> Any:
        return {**data, "columns": keyed(data.get("columns", ()))} if isinstance(data, dict) else data

    @model_validator(mode="after")
    def _key_columns_exist(self) -> Self:
        if unknown := set(self.key) - {column.id for column in self.columns}:
            raise ValueError(f"table {self.id}: no such column {sorted(unknown)}")
        return self


# --------------------------------------------------------------------------------------------- indicators


class Condition(Entry):
    """A test on one column of a row. All that are given must hold; a blank cell passes only ``none_of``, ``lacks`` and ``present: false``."""

    column: str
    any_of: tuple[str, ...] = ()
    none_of: tuple[str, ...] = ()
    contains: tuple[str, ...] = ()
    lacks: tuple[str, ...] = ()
    present: bool | None = None
    at_least: float | None = None
    at_most: float | None = None


Where = tuple[Condition, ...]


class Overlap(Entry):
    """Rows of another ledger that record the same event: ``match`` pairs own column with theirs, all equal."""

    ledger: str
    where: Where = ()
    match: dict[str, str]


class Indicator(Named):
    """What all indicators share. ``interval`` names the method of the confidence interval, ``none`` for stocks and activity counts."""

    section: str
    unit: str
    en_unit: str
    method: Text
    claims: tuple[str, ...] = ()
    phrases: tuple[str, ...] = ()
    interval: Literal["none", "wilson", "poisson", "order_statistic"] = "none"
    polarity: Literal["high", "low", "none"] = "none"
    decimals: int = 0

    def unit_name(self, language: Language) -> str:
        return self.unit if language == "zh" else self.en_unit


class FromLedger(Indicator):
    """An indicator counted over the rows of one ledger. ``date`` is the column that must lie in the window."""

    ledger: str
    date: str | None = None
    where: Where = ()


class Count(FromLedger):
    """Rows in the window, or distinct combinations of ``distinct``, less those that another ledger records too."""

    kind: Literal["count"]
    distinct: tuple[str, ...] = ()
    less: tuple[Overlap, ...] = ()


class Sum(FromLedger):
    """Sum of ``amount`` in the window; ``each`` stands for a row whose amount is blank (0: it adds nothing)."""

    kind: Literal["sum"]
    amount: str
    each: float = 0


class Departure(Entry):
    """Rows that are no longer in stock from ``date`` on; without a date they are out."""

    where: Where
    date: str


class Stock(FromLedger):
    """What is in being on the last day of the window: ``since`` ≤ day < ``until`` (≤ when ``last_day_counts``)."""

    kind: Literal["stock"]
    distinct: tuple[str, ...] = ()
    since: str | None = None
    until: str | None = None
    last_day_counts: bool = False
    departed: Departure | None = None
    unless: Where = ()  # leaves out a distinct item if any of its rows in stock meets this


class Proportion(FromLedger):
    """Rows that meet ``numerator`` (or their ``deadline``, or ``within_days``) among those that meet ``where``."""

    kind: Literal["proportion"]
    numerator: Where = ()
    deadline: str | None = None
    start: str | None = None
    end: str | None = None
    within_days: int | None = None


class FirstDate(FromLedger):
    """The first date in the window among the rows that meet ``where``."""

    kind: Literal["date"]


class Median(FromLedger):
    """Median of ``end`` − ``start`` in days."""

    kind: Literal["median"]
    start: str
    end: str


class Expiring(FromLedger):
    """Of a stock, the items whose ``until`` lies within ``days`` after the last day of the window."""

    kind: Literal["expiring"]
    stock: str
    days: int


class Coverage(FromLedger):
    """Months × places with at least one row, out of all months of the window × places of the reference table."""

    kind: Literal["coverage"]
    place: str


class PerThousand(Indicator):
    """Another indicator per 1,000 residents of the reference table."""

    kind: Literal["per_thousand"]
    of: str


class Reference(Indicator):
    """A value of the reference table: ``column`` of the township's own row, or the number of its ``places``."""

    kind: Literal["reference"]
    column: str | None = None


AnyIndicator = Annotated[
    Count | Sum | Stock | Proportion | FirstDate | Median | Expiring | Coverage | PerThousand | Reference,
    Field(discriminator="kind"),
]


# ------------------------------------------------------------------------- deadlines, identities, windows


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
    pattern: str | None = None  # a wording that holds the number of the last month


class WordingKind(Entry):
    """Words of one kind around a published figure, by where they stand."""

    before: tuple[str, ...] = ()
    behind: tuple[str, ...] = ()


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
    note: tuple[str, ...]
    caption: tuple[str, ...]
    continued: tuple[str, ...]
    nil_report: tuple[str, ...]
    ditto: tuple[str, ...]
    summary_sheet: tuple[str, ...]
    example: tuple[str, ...]
    serial: tuple[str, ...]
    other: tuple[str, ...]
    said_yes: tuple[str, ...]
    said_no: tuple[str, ...]
    value_endings: tuple[str, ...]
    remark: tuple[str, ...]
    period: tuple[str, ...]
    multiples: dict[str, float]
    ordinal: tuple[str, ...]
    vague: tuple[str, ...]
    line: tuple[str, ...]
    page: tuple[str, ...]
    asking: tuple[str, ...]
    instructions: tuple[str, ...]
    spans: tuple[str, ...]
    place_endings: tuple[str, ...]
    between_values: tuple[str, ...]
    unrelated: tuple[str, ...]  # labels with these words belong to no ledger's own columns
    date_words: tuple[str, ...]  # what the labels of dates end in
    telling_signs: tuple[str, ...]  # signs by which names are commonly told apart
    name_words: tuple[str, ...]  # what the labels of names end in
    reports: tuple[str, ...]  # names (without ending) of files that hold the report itself; * is any text
    void: tuple[str, ...]
    void_why: tuple[str, ...]  # may stand beside a word of ``void``
    state: tuple[str, ...]  # columns that say whether a row is valid
