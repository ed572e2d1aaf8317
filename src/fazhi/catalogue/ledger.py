"""Entries for ledgers, and for the tables that are given (reference data) and made (results)."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Any, Literal, Self

from pydantic import model_validator

from fazhi.catalogue.entries import Entry, Identifier, Named, keyed
from fazhi.catalogue.text import Text


class Value(Named):
    """One allowed value of a category column; ``also`` are the other spellings that offices use.

    ``asked`` are headings below which 是 means this value, and 否 the only other one (是否兼职), or that of several which is ``denied``.
    """

    also: tuple[str, ...] = ()
    asked: tuple[str, ...] = ()
    denied: str | None = None


ColumnType = Literal["date", "month", "year", "integer", "number", "issue", "category", "text", "yes_no"]
Privacy = Literal["public", "pseudonym", "dropped"]


class Column(Named):
    """One column of a ledger.

    ``privacy``: ``pseudonym`` columns leave as codes that say only "the same as elsewhere"; ``dropped`` columns never leave the intake.
    ``strict``: a category outside ``values`` sets the row aside, because the value decides a count; elsewhere it becomes 其他 with a note.
    ``by_ending``: a cell is also the value whose words it ends in (广东省行政执法监督证).
    ``blank_words`` mean "nothing stands here" (a 记录 of 无), as any no does in a column that has such words; so does one of them with
    ``blank_beside`` alone (未制作笔录). ``last_day``: of a month or a range the last day is meant (有效期至 2023年12月). ``numbering`` columns hold the numbers under which matters are filed; words
    without a digit (无, 有, 见附件) are none and tell no two rows apart.
    ``identity`` columns hold identity numbers; one that a spreadsheet damaged tells nobody apart and counts as blank there.
    ``place`` columns hold villages and communities. ``counted_from``: the column of the day from which terms written here count (7日内).
    ``said_by``: the column whose cells end in this one's values, where a sheet lacks it (``by_ending`` reads them).
    ``sentences``: what a cell says of one value in a sentence (经调解，双方达成协议) is that value.
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
    blank_beside: tuple[str, ...] = ()
    numbering: bool = False
    by_ending: bool = False
    last_day: bool = False
    identity: bool = False
    place: bool = False
    counted_from: str | None = None
    said_by: str | None = None
    sentences: bool = False

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
    tables: tuple[Form, ...] = ()  # further ones, in which it is only kept with values for headings
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
        named |= {id for column in self.columns for id in (column.counted_from, column.said_by) if id}
        named |= {name for person in self.persons for alternative in person.alternatives for name in alternative}
        for form in self.layouts:
            named |= {name for group in form.required for name in group} | set(form.needs) | set(form.dated_by)
            named |= {form.fallback_date} if form.fallback_date else set()
            named |= {name for key in form.keys for name in key.columns()} - person_columns
            named |= {name for rule in form.spread for name in (rule.over, rule.amount)}
        if unknown := named - known:
            raise ValueError(f"ledger {self.id}: no such column {sorted(unknown)}")
        return self

    @property
    def layouts(self) -> tuple[Form, ...]:
        """All in which it may be kept."""
        return (*self.forms, *self.tables)

    @cached_property
    def months(self) -> frozenset[str]:
        """The columns of months."""
        return frozenset(column.id for column in self.columns if column.type == "month")

    @cached_property
    def ends(self) -> Mapping[str, str]:
        """The days that end something, each with that on which it began."""
        return {end: start for start, end in self.order}

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
