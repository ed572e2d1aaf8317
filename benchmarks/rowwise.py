"""The usual way, to compare with: ``pandas.read_excel`` on openpyxl, then a loop that cleans row by row.

It does what the intake does with this ledger and no more: it knows the header, the forms of dates and the synonyms beforehand, and neither
types the other columns nor says what was wrong with a row.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from pathlib import Path

import pandas as pd
from messy import HEADER, YEAR

from fazhi.catalogue import load

DATE_FORMATS = ("%Y-%m-%d", "%Y.%m.%d", "%Y/%m/%d", "%Y年%m月%d日")
BRACKETS = str.maketrans("〔[〕]", "(())")


def clean_workbook(path: Path) -> tuple[int, int, int]:
    """Rows kept, repeated and set aside."""
    table = pd.read_excel(path, engine="openpyxl", dtype=object, header=None, skiprows=2, names=HEADER)
    types, results, origins, agreements = (_words(name) for name in ("type", "result", "origin", "agreement"))
    cases: set[str] = set()
    disputes: set[tuple[object, ...]] = set()
    kept = []
    repeated = set_aside = 0
    for row in table.itertuples(index=False, name=None):
        _, case, accepted, origin, kind, first, second, place, body, mediator, _, amount, closed, result, form = row
        if case == HEADER[1] or fold(case).endswith("小计"):
            continue
        try:
            opened, ended = parse_date(accepted), parse_date(closed)
            kind_id = types[fold(kind)] if not pd.isna(kind) else None
            result_id = results[fold(result)]
        except (KeyError, ValueError):
            set_aside += 1
            continue
        if opened is None or result_id is None or (ended and ended < opened) or opened.year != YEAR:
            set_aside += 1
            continue
        number = fold(case)
        people = sorted((fold(first), fold(second)))
        dispute = (opened, kind_id, *people)
        if number in cases or dispute in disputes:
            repeated += 1
            continue
        cases.add(number)
        disputes.add(dispute)
        kept.append(
            (number, opened, origins[fold(origin)], kind_id, *people, fold(place), body, mediator,
             parse_amount(amount), ended, result_id, agreements[fold(form)])
        )  # fmt: skip
    return len(pd.DataFrame(kept)), repeated, set_aside


def fold(cell: object) -> str:
    """A cell in the form in which it is compared."""
    return "" if pd.isna(cell) else re.sub(r"\s", "", unicodedata.normalize("NFKC", str(cell)).translate(BRACKETS))


def parse_date(cell: object) -> dt.datetime | None:
    """A day; None for an empty cell; ValueError for what is no date."""
    if isinstance(cell, dt.datetime):
        return cell
    if pd.isna(cell):
        return None
    for form in DATE_FORMATS:
        try:
            return dt.datetime.strptime(str(cell).strip(), form)
        except ValueError:
            continue
    raise ValueError(cell)


def parse_amount(cell: object) -> float | None:
    """An amount in 元."""
    found = re.fullmatch(r"([\d.,]+)余?(万)?元?", fold(cell))
    return float(found[1].replace(",", "")) * (10_000 if found[2] else 1) if found else None


def _words(column_id: str) -> dict[str, str]:
    column = load().ledgers["L14"].column(column_id)
    return {fold(word): value.id for value in column.values for word in (value.zh, *value.also)}
