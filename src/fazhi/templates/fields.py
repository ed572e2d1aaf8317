"""A ledger's columns → what a template does with each: header, look, check and the words beside the cell."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal
from unicodedata import east_asian_width

from fazhi.catalogue import Language
from fazhi.catalogue.definitions import Catalogue
from fazhi.catalogue.ledger import Column, Form, Ledger
from fazhi.templates.samples import FIRST_DAY, MONTH, Part, Sample, sample_row

Need = Literal["all", "any", "none"]
MARKS: Mapping[Need, str] = {"all": "*", "any": "**", "none": ""}  # the intake reads headers without them
NUMBER_FORMAT = {
    "date": "yyyy-mm-dd",
    "month": "yyyy-mm",
    "year": "0",
    "issue": "0",
    "integer": "0",
    "number": "General",
}
TEXT_FORMAT = "@"  # keeps leading zeros, 18 digits, and 4-15 from becoming a day
YEARS = (2000, 2100)
ROSTER_SINCE = 1950  # who is on a roster today may have come long ago; the intake believes years from then on
LONGEST_LIST = 255  # characters that Excel takes as a list in the cell's own check
LONGEST_MESSAGE = 255
LONGEST_TITLE = 32
NARROWEST, WIDEST = 9, 30


@dataclass(frozen=True)
class Field:
    """One column of a template.

    ``check`` is what Excel is asked to hold a cell to, in XlsxWriter's words; empty where every entry can be read.
    ``partners`` are the columns of which one is enough, where ``need`` is ``any``. ``width`` counts half-width characters.
    """

    column: Column
    header: str
    need: Need
    partners: tuple[Column, ...]
    number_format: str
    check: Mapping[str, Any]
    expect: str
    sample: Sample
    width: int


def fields(ledger: Ledger, form: Form, part: Part, catalogue: Catalogue, language: Language) -> tuple[Field, ...]:
    """The columns of one sheet of a template, in the sheet's order. ``language`` is that of the words beside the cells."""
    samples = sample_row(ledger, catalogue)
    return tuple(_field(ledger.column(id), ledger, form, samples[id], catalogue, language) for id in part.columns)


def _field(
    column: Column, ledger: Ledger, form: Form, sample: Sample, catalogue: Catalogue, language: Language
) -> Field:
    group = next((group for group in form.required if column.id in group), ())
    need: Need = "none" if not group else "all" if len(group) == 1 else "any"
    header = column.zh + (f"（{column.unit}）" if column.unit else "") + MARKS[need]
    entries = allowed(column, catalogue)
    return Field(
        column,
        header,
        need,
        tuple(ledger.column(id) for id in group if id != column.id),
        NUMBER_FORMAT.get(column.type, TEXT_FORMAT),
        _check(column, entries, ledger.roster),
        expectation(column, need, catalogue, language),
        sample,
        _width(header, sample, entries if not column.multiple else ()),
    )


def allowed(column: Column, catalogue: Catalogue) -> tuple[str, ...]:
    """The entries that a category or yes-no column takes, in their own words; empty for other columns."""
    layout = catalogue.layout
    if column.type == "yes_no":
        return (layout.said_yes[0], layout.said_no[0])
    if column.type == "category":
        return tuple(dict.fromkeys((*(value.zh for value in column.values), layout.other[0])))
    return ()


def expectation(column: Column, need: Need, catalogue: Catalogue, language: Language) -> str:
    """What a cell of the column takes, in a sentence or two."""

    def word(key: str, /, **fill: object) -> str:
        return catalogue.word(f"templates.expect.{key}", language, **fill)

    layout = catalogue.layout
    sign = layout.between_values[0]
    key: str = column.type
    if column.type == "category" and column.multiple:
        key = "categories"
    if column.type == "number" and column.unit:
        key = "amount"
    example = {"date": FIRST_DAY.isoformat(), "month": f"{MONTH:%Y-%m}", "year": f"{MONTH:%Y}", "issue": "1"}
    told = word(
        key,
        example=example.get(column.type, ""),
        unit=column.unit if language == "zh" else column.en_unit,
        other=layout.other[0],
        sign=sign,
        values=sign.join(value.zh for value in column.values),
        yes=layout.said_yes[0],
        no=layout.said_no[0],
    )
    if need != "all" and column.type == "date":
        told += word("no_date")
    if need != "all" and column.type in ("integer", "number"):
        told += word("unknown")
    if column.blank_words:
        told += word("said_nothing", words=column.blank_words)
    return told


def _check(column: Column, entries: tuple[str, ...], roster: bool) -> dict[str, Any]:
    first, last = (ROSTER_SINCE if roster else YEARS[0]), YEARS[1]
    match column.type:
        case "date" | "month":
            span = {"minimum": dt.date(first, 1, 1), "maximum": dt.date(last, 12, 31)}
            return {"validate": "date", "criteria": "between", **span}
        case "year":
            return {"validate": "integer", "criteria": "between", "minimum": first, "maximum": last}
        case "issue":
            return {"validate": "integer", "criteria": ">=", "value": 1}
        case "integer":
            return {"validate": "integer", "criteria": ">=", "value": 0}
        case "number":
            return {"validate": "decimal", "criteria": ">=", "value": 0}
        case "category" | "yes_no" if _fits_a_list(entries):
            # Of several values one may be chosen and others be written behind it, which no list foresees.
            return {"validate": "list", "source": list(entries), "show_error": not column.multiple}
        case _:
            return {}


def _fits_a_list(entries: tuple[str, ...]) -> bool:
    return len(",".join(entries)) <= LONGEST_LIST and not any("," in entry for entry in entries)


def _width(header: str, sample: Sample, entries: tuple[str, ...]) -> int:
    texts = (header, "" if sample is None else str(sample), *entries)
    return min(max(NARROWEST, *(half_widths(text) + 2 for text in texts)), WIDEST)


def half_widths(text: str) -> int:
    """How many half-width characters a text is wide."""
    return sum(2 if east_asian_width(sign) in "WF" else 1 for sign in text)


def fitted(text: str, longest: int) -> str:
    """A text that a note beside a cell can hold."""
    return text if len(text) <= longest else text[: longest - 1] + "…"
