"""Rows seen = kept + duplicates + set aside + layout, for every sheet that could ever come in."""

import os
from collections import Counter
from functools import cache

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fazhi.catalogue import load
from fazhi.ledgers.account import NOTES
from fazhi.ledgers.intake import sort_out
from fazhi.ledgers.sheets import sheet_of

CATALOGUE = load()
EXAMPLES = int(os.environ.get("FAZHI_MESSY_SHEETS", "600"))

layout_words = st.sampled_from([
    "合计", "小计：3", "注：说明", "续表1", "零报告", "填报单位：某所", "审核人：某", "序号", "同上", "〃", "—", "", " ", "1月小计",
])  # fmt: skip
dates = st.sampled_from([
    "2023-03-10", "2023.3.10", "2023年3月10日", "3月10日", "20230310", 45000, "2022-12-31", "2024-01-01", "2023-02-30", "昨天", "2023年",
])  # fmt: skip
numbers = st.sampled_from([0, 1, 25, -3, "100余", "二十五", "若干", "1.2万", "—", 3.5, float("nan"), True])
anything = st.one_of(
    st.text(max_size=12),
    st.integers(-(10**6), 10**6),
    st.floats(allow_nan=True),
    st.booleans(),
    layout_words,
    dates,
    numbers,
)


# Strategies are made once: making and checking them anew for each cell takes as long as drawing from them.
orders, counts = cache(st.permutations), cache(st.integers)


@cache
def labels(column):
    return st.sampled_from([column.zh, *column.also])


@cache
def cells(column):
    spellings = [word for value in column.values for word in (value.zh, *value.also)]
    sensible = st.sampled_from(spellings) if spellings else dates if column.type == "date" else numbers
    return st.one_of(sensible, sensible, anything)


@cache
def neighbours(ledger):
    return st.sampled_from([ledger, *CATALOGUE.ledgers.values()])


ledgers = st.sampled_from(list(CATALOGUE.ledgers.values()))
kinds = st.sampled_from(["data", "data", "data", "layout", "header", "blank", "copy", "table"])


@st.composite
def headers(draw, ledger):
    """Some of a ledger's columns, the required ones among them, in any order, with a label for each."""
    columns = draw(orders(ledger.columns))[: draw(counts(2, len(ledger.columns)))]
    columns += tuple(
        c for group in ledger.forms[0].required for c in ledger.columns if c.id in group and c not in columns
    )
    return columns, [draw(labels(c)) for c in columns]


@st.composite
def messy_sheets(draw):
    """A ledger's header under titles, above rows half sense and half nonsense, with merges anywhere."""
    ledger = draw(ledgers)
    columns, header = draw(headers(ledger))
    titles = [[draw(st.sampled_from([ledger.zh, "", "某镇2023年台账"]))] for _ in range(draw(counts(0, 3)))]
    body = []
    for _ in range(draw(counts(0, 8))):
        kind = draw(kinds)
        if kind == "data":
            body.append([draw(cells(column)) for column in columns])
        elif kind == "layout":
            body.append([draw(layout_words) for _ in range(draw(counts(1, 3)))])
        elif kind == "header":
            body.append(list(header))
        elif kind == "copy" and body:
            body.append(list(draw(st.sampled_from(body))))
        elif kind == "table":  # another ledger, or the same in another order of columns
            other = draw(neighbours(ledger))
            columns, next_header = draw(headers(other))
            body += [*[[], [other.zh]][: draw(counts(0, 2))], next_header]
        else:
            body.append([])
    height = len(titles) + 1 + len(body)
    edge = st.integers(0, height + 1)
    side = st.integers(0, len(columns) + 1)
    merges = []
    for _ in range(draw(counts(0, 3))):
        (top, bottom), (left, right) = sorted([draw(edge), draw(edge)]), sorted([draw(side), draw(side)])
        merges.append((top, left, bottom, right))
    name = draw(st.sampled_from(["Sheet1", "汇总", ledger.zh, "1月"]))
    return sheet_of([*titles, header, *body], "a.xlsx", name, tuple(merges))


@pytest.mark.slow
@settings(max_examples=EXAMPLES, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(messy_sheets())
def test_every_row_of_any_sheet_is_accounted_for(sheet):
    check_account([sheet])


@pytest.mark.slow
@settings(max_examples=EXAMPLES // 10, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(st.lists(messy_sheets(), min_size=2, max_size=2, unique_by=lambda sheet: sheet.name))
def test_every_row_of_several_sheets_is_accounted_for(sheets):
    check_account(sheets)


def check_account(sheets):
    found = sort_out([("a.xlsx", sheets, [])], 2023, CATALOGUE)
    assert [account.sheet for account in found.accounts] == [sheet.name for sheet in sheets]
    for account, sheet in zip(found.accounts, sheets, strict=True):
        assert account.rows_seen == sheet.height
        assert account.balances, account
    told = Counter((p.sheet, p.reason == "duplicate") for p in found.problems if p.row is not None)
    in_part = {p.sheet for p in found.problems if p.reason == "unrecognised"}  # a table of the sheet, or all of it
    assert not any(p.row is not None for p in found.problems if p.reason in NOTES)
    for account in found.accounts:
        if account.sheet not in in_part:
            assert told[account.sheet, True] == account.duplicates
            assert told[account.sheet, False] == account.set_aside
    assert all(account.balances for account in found.accounts)
    kept = sum(len(table) for table in found.tables.values())
    assert kept == sum(account.kept for account in found.accounts)
    assert not found.tables or all(table.columns.is_unique for table in found.tables.values())
    for problem in found.problems:
        message, suggestion = problem.texts(CATALOGUE, "zh")
        assert message and suggestion
