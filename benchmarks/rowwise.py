"""The usual way, to compare with: ``pandas.read_excel`` on openpyxl, then a loop that cleans row by row.

It knows the header, the forms of dates and the synonyms of this ledger beforehand, and neither types the other columns nor says what was
wrong with a row. ``whole`` adds what the intake does besides: free text cleaned and scrubbed of private numbers, persons as codes, and
for each row that is not kept where it stands, what stood there (masked) and which row it repeats. Even so it recognises nothing.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from pathlib import Path

import pandas as pd
from messy import HEADER, YEAR

from fazhi.catalogue import load
from fazhi.values import clean_text, mask, scrub

DATE_FORMATS = ("%Y-%m-%d", "%Y.%m.%d", "%Y/%m/%d", "%Y年%m月%d日")
PERSONAL = {"申请人", "被申请人", "调解员"}
BRACKETS = str.maketrans("〔[〕]", "(())")


def clean_workbook(path: Path, whole: bool = False) -> tuple[int, int, int]:
    """Rows kept, repeated and set aside; ``whole``: with all that the intake does for each row."""
    table = pd.read_excel(path, engine="openpyxl", dtype=object, header=None, skiprows=2, names=HEADER)
    types, results, origins, agreements = (_words(name) for name in ("type", "result", "origin", "agreement"))
    cases: dict[str, int] = {}
    disputes: dict[tuple[object, ...], int] = {}
    people: dict[str, str] = {}
    kept, messages = [], []
    repeated = set_aside = 0

    def code(cell: object) -> str | None:
        words = fold(cell)
        return people.setdefault(words, f"P{len(people) + 1:04d}") if words else None

    def tell(place: int, row: tuple[object, ...], why: str) -> None:
        shown = [
            mask(cell) if name in PERSONAL else scrub(clean_text(cell))[:40]
            for name, cell in zip(HEADER, row, strict=True)
        ]
        messages.append({"file": path.name, "row": place + 3, "reason": why, "cells": shown})

    for place, row in enumerate(table.itertuples(index=False, name=None)):
        _, case, accepted, origin, kind, first, second, village, body, mediator, text, amount, closed, result, form = (
            row
        )
        if case == HEADER[1] or fold(case).endswith("小计"):
            continue
        try:
            opened, ended = parse_date(accepted), parse_date(closed)
            kind_id = types[fold(kind)] if not pd.isna(kind) else None
            result_id = results[fold(result)]
        except (KeyError, ValueError) as error:
            set_aside += 1
            if whole:
                tell(place, row, f"{type(error).__name__}: {error}")
            continue
        if opened is None or result_id is None or (ended and ended < opened) or opened.year != YEAR:
            set_aside += 1
            if whole:
                tell(place, row, "missing, out of order or of another year")
            continue
        number = fold(case)
        dispute = (opened, kind_id, *sorted((fold(first), fold(second))))
        if number in cases or dispute in disputes:
            repeated += 1
            if whole:
                tell(place, row, f"repeats row {cases.get(number, disputes.get(dispute, 0)) + 3}")
            continue
        cases[number] = disputes[dispute] = place
        if whole:
            case, village, body, text = (scrub(clean_text(cell)) for cell in (case, village, body, text))
            first, second, mediator = code(first), code(second), code(mediator)
        kept.append(
            (case, opened, origins[fold(origin)], kind_id, first, second, village, body, mediator, text,
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
