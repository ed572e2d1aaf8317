"""Clean tables, written down as small frames."""

from collections.abc import Callable

import pandas as pd
import pytest

from fazhi.catalogue import load
from fazhi.indicators import Facts, Township, Value, calendar_year, evaluate
from fazhi.ledgers.join import empty_frame


@pytest.fixture
def facts() -> Callable[..., Facts]:
    """What counting looks at, of rows given as dicts of each ledger's columns; ``absent``: by ledger the columns that none of its files has."""

    def run(ledgers, township=None, absent=None):
        tables = {id: frame(id, its) for id, its in ledgers.items()}
        return Facts(tables, load(), township or Township("某镇"), absent=absent or {})

    return run


@pytest.fixture
def count(facts) -> Callable[..., Value]:
    """Counts an indicator over rows given as dicts of the ledger's columns, in 2023 unless a window is given."""

    def run(indicator_id, rows=None, window=None, township=None, absent=None, **ledgers):
        indicator = load().indicators[indicator_id]
        if rows is not None:
            ledgers[indicator.ledger] = rows
        return evaluate(indicator, facts(ledgers, township, absent), window or calendar_year(2023))

    return run


def frame(ledger_id, rows):
    blank = empty_frame(load().ledgers[ledger_id])
    given = pd.DataFrame([{"file": "a.xlsx", "sheet": "一", "row": n, **row} for n, row in enumerate(rows, start=2)])
    full = given.reindex(columns=blank.columns) if rows else blank
    flags = [name for name, dtype in blank.dtypes.items() if dtype.kind == "b"]
    full[flags] = full[flags] == True  # noqa: E712 - a flag that was not given is not set
    return full.astype({name: dtype for name, dtype in blank.dtypes.items() if dtype.kind in "Mf"})
