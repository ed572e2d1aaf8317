"""Clean tables as the intake leaves them, made by hand: a full year, one row each, the worst words."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import pandas as pd
import pytest

from fazhi.catalogue import Language, load
from fazhi.catalogue.definitions import PLACED
from fazhi.charts import Chart, Missing, draw_all
from fazhi.indicators import Facts, Township, Value, Window, calendar_year, evaluate

YEAR = 2022
DATED_BY = {
    "L05": "date",
    "L09": "published",
    "L11": "accepted",
    "L14": "accepted",
    "L15": "date",
    "L16": "date",
    "L17": "date",
}
FIRST, LAST = dt.date(YEAR, 1, 1), dt.date(YEAR, 12, 31)
VILLAGES = ("河口村", "石塘村", "大湾村", "新围村", "兴安社区")
BODIES = ("双合镇人民调解委员会", *(f"{village}人民调解委员会" for village in VILLAGES))
Tables = dict[str, pd.DataFrame]
Drawn = tuple[tuple[Chart, ...], tuple[Missing, ...]]


def table(ledger_id: str, records: Iterable[Mapping[str, Any]] = ()) -> pd.DataFrame:
    """A clean table with all columns of its ledger; what a record does not give is blank."""
    ledger = load().ledgers[ledger_id]
    rows = list(records)
    height = range(len(rows))
    parts: dict[str, pd.Series] = {
        "file": pd.Series([f"{ledger.zh}.xlsx"] * len(rows), dtype=object),
        "sheet": pd.Series(["Sheet1"] * len(rows), dtype=object),
        "row": pd.Series([place + 3 for place in height], dtype="int64"),
        PLACED: dates(row.get(DATED_BY.get(ledger_id, "")) for row in rows),
    }
    for column in ledger.columns:
        values = [row.get(column.id) for row in rows]
        if column.privacy == "dropped":
            continue
        if column.type == "date":
            parts[column.id] = dates(values)
        elif column.type in ("integer", "number", "year", "issue"):
            parts[column.id] = pd.Series(values, index=height, dtype="float64")
        else:
            parts[column.id] = pd.Series(values, index=height, dtype=object)
        if column.type in ("integer", "number"):
            rough = [bool(row.get(f"{column.id}__approximate", False)) for row in rows]
            parts[f"{column.id}__approximate"] = pd.Series(rough, index=height, dtype=bool)
            parts |= {f"{column.id}__{end}": parts[column.id] for end in ("lower", "upper")}
    for person in ledger.persons:
        parts[person.column] = pd.Series([row.get(person.column) for row in rows], index=height, dtype=object)
    return pd.DataFrame(parts)


def dates(values: Iterable[Any]) -> pd.Series:
    return pd.to_datetime(pd.Series(list(values), dtype=object)).astype("datetime64[ns]")


def day(month: int, day: int = 10, year: int = YEAR) -> dt.date:
    return dt.date(year, month, day)


@dataclass(frozen=True, eq=False)
class Case:
    """Tables with the window and township for which they are drawn."""

    tables: Tables
    window: Window
    township: Township | None = None
    _drawn: dict[Any, Drawn] = field(default_factory=dict, init=False)

    def all(self, language: Language = "zh", only: Iterable[str] | None = None) -> Drawn:
        """The charts; the same question is answered from memory."""
        key = (language, only if only is None else tuple(only))
        if key not in self._drawn:
            self._drawn[key] = self.draw_again(*key)
        return self._drawn[key]

    def draw_again(self, language: Language = "zh", only: Iterable[str] | None = None) -> Drawn:
        return draw_all(self.tables, self.window, language, township=self.township, only=only)

    def draw(self, chart_id: str, language: Language = "zh") -> Chart:
        return next(chart for chart in self.all(language)[0] if chart.id == chart_id)

    def value(self, indicator: str) -> Value:
        facts = Facts(self.tables, load(), self.township or Township(""))
        return evaluate(load().indicators[indicator], facts, self.window)


def inspection(month: int, **more: Any) -> dict[str, Any]:
    return {
        "date": day(month),
        "object": "P0001",
        "record": f"J{month}",
        "field": "fire",
        "outcome": "none",
    } | more


def ids(ledger: str, column: str) -> list[str]:
    return [value.id for value in load().ledgers[ledger].column(column).values]


def full_tables() -> Tables:
    """A year with the usual sizes: 15,000 cases at one counter, 85 at another, a dispute every other week."""
    chance = random.Random(2022)

    def some_day() -> dt.date:
        return day(1, 1) + dt.timedelta(days=chance.randrange(365))

    def pick(values: list[Any], weights: list[int]) -> Any:
        return chance.choices(values, weights)[0]

    officers = [
        {"person": f"P{n:04d}", "status": "valid", "on_post": "on_roll", "certificate_kind": "enforcement"}
        | {"issued": day(3, 1, 2018 + n % 4), "expires": day(2 + n % 10, 15, 2023 + n % 5)}
        for n in range(54)
    ]
    late = {"issued": day(5, 1, 2016), "status": "valid", "on_post": "on_roll"}
    officers += [
        late | {"person": "P0900", "expires": day(4, 30)},
        late | {"person": "P0901", "expires": day(9, 30)},
        late | {"person": "P0902", "on_post": "retired", "left": day(6)},
    ]
    outcomes, fields = ids("L05", "outcome"), [*ids("L05", "field"), "other"]
    inspections = [
        {"date": some_day(), "object": f"P{n:04d}", "record": f"J{n}"}
        | {"field": chance.choice(fields), "outcome": pick(outcomes, [60, 20, 14, 2, 2])}
        for n in range(167)
    ]
    inspections += [
        {"date": some_day(), "field": "fire", "record": "J999"},
        {"date": some_day(), "object": "P0001"},
    ]
    disclosed = {"news": 57, "notices": 15, "documents": 4, "org": 2, "budget": 3, "law_report": 1}
    disclosures = [
        {"title": f"{kind}{n}", "published": some_day(), "category": kind}
        for kind, count in disclosed.items()
        for n in range(count)
    ]
    counters = {"household": 7802, "family_planning": 85, "social_affairs": 538, "hr_social_security": 15000}
    service = [
        {"accepted": day(month), "category": kind, "status": "closed"}
        | {"quantity": count // 12 + (count % 12 if month == 7 else 0)}
        for kind, count in counters.items()
        for month in range(1, 13)
    ]
    service += [
        {"accepted": day(4), "category": "household", "status": "returned"},
        {"accepted": day(4), "category": "household", "status": "cancelled", "quantity": 40},
    ]
    mediators = [
        {"person": f"P{n:04d}", "body": BODIES[n % 6], "appointed": day(3, 1, 2020)}
        | {"kind": "full_time" if n < 2 else "part_time"}
        for n in range(66)
    ]
    mediators += [mediators[3] | {"body": BODIES[0]}]
    disputes = []
    for n in range(26):
        accepted = some_day()
        closed = accepted + dt.timedelta(days=chance.choice([1, 2, 3, 5, 8, 12, 15, 20, 28, 33]))
        end = {"closed": closed, "result": "settled"} if closed.year == YEAR else {"result": "pending"}
        kind = pick(ids("L14", "type"), list(range(15, 0, -1)))
        disputes.append({"case_no": f"D{n}", "accepted": accepted, "type": kind} | end)
    themes = [*ids("L15", "theme"), "other", None]
    publicity = [
        {
            "date": some_day(),
            "topic": f"t{n}",
            "theme": chance.choice(themes),
            "consultations": chance.randrange(30),
        }
        | {"materials": chance.choice([20, 30, 50, 100, None]), "materials__approximate": n == 7}
        for n in range(52)
    ]
    advisers = [
        {"date": some_day(), "village": chance.choice(VILLAGES[:4])}
        | {"type": pick(ids("L16", "type"), [35, 13, 5, 4, 2, 2, 2, 1, 1])}
        for _ in range(65)
    ]
    academy = [
        {"issue": n + 1, "form": form, "date": some_day()}
        for form, count in {"session": 6, "poster": 25, "online_lesson": 2}.items()
        for n in range(count)
    ]
    academy += [{"issue": 1, "form": "poster", "date": day(12, 31)}]
    found = {
        "L03": officers,
        "L05": inspections,
        "L09": disclosures,
        "L11": service,
        "L13": mediators,
        "L14": disputes,
        "L15": publicity,
        "L16": advisers,
        "L17": academy,
    }
    return {ledger: table(ledger, records) for ledger, records in found.items()}


# What a ledger's cell may hold: markup, formulas of TeX, braces, signs that no font has, words without end.
HOSTILE = (
    "<script>alert(1)</script>",
    "$x_1$ and $\\frac{a}{b}$",
    "{braces} %s \\n ${x}",
    '😀 emoji & "quotes"\'s',
    "a\x00b\u200bc]]>",
    "一个非常非常长的村民委员会名称它的长度完全超出了任何合理的范围以至于必须换行或者截断才行吧",
    "Supercalifragilisticexpialidocious" * 2,
    "The quick brown fox jumps over the lazy dog near the river bank",
    *(f"第{n}村" for n in range(16)),
)


def hostile_tables() -> Tables:
    """The full year, its words and numbers replaced by the worst."""
    words = list(HOSTILE) * 2
    long_ago = day(2, 1, 2015)
    found = {
        "L03": [
            {"person": f"P{n}", "issued": long_ago, "expires": day(5, 1, 2022 + n) if n < 22 else None}
            for n in range(30)
        ],
        "L05": [inspection(1 + n % 12, outcome=word, field=word, record=str(n)) for n, word in enumerate(HOSTILE)],
        "L09": [{"published": day(2), "category": word} for word in words * 300],
        "L11": [
            {"accepted": day(1 + n % 12), "category": word, "quantity": 10 ** (n % 7)} for n, word in enumerate(HOSTILE)
        ],
        "L13": [
            {"person": f"P{n}", "body": word, "kind": "full_time" if n % 3 else None, "appointed": long_ago}
            for n, word in enumerate(words)
        ],
        "L14": [
            {
                "accepted": day(2),
                "closed": day(2) + dt.timedelta(days=n * n),
                "type": word,
                "result": "settled",
            }
            for n, word in enumerate(HOSTILE[:16])
        ]
        + [{"accepted": day(2), "result": "referred"}],
        "L16": [{"date": day(1 + n % 12), "village": word, "type": word} for n, word in enumerate(words)],
    }
    return full_tables() | {ledger: table(ledger, records) for ledger, records in found.items()}


def sparse_tables() -> Tables:
    """One row a ledger."""
    person = {"person": "P0001", "issued": day(1, 5, 2020), "expires": day(1, 4, 2025), "status": "valid"}
    found = {
        "L03": person,
        "L05": inspection(3),
        "L09": {"title": "t", "published": day(3), "category": "news"},
        "L11": {"accepted": day(3), "category": "household", "status": "closed"},
        "L13": {
            "person": "P0001",
            "body": "双合镇人民调解委员会",
            "kind": "full_time",
            "appointed": day(1, 1, 2020),
        },
        "L14": {
            "case_no": "1",
            "accepted": day(3, 1),
            "closed": day(3, 9),
            "type": "family",
            "result": "settled",
        },
        "L15": {"date": day(3), "topic": "t", "theme": "fraud", "consultations": 3, "materials": 40},
        "L16": {"date": day(3), "village": "河口村", "type": "consultation"},
        "L17": {"date": day(3), "issue": 1, "form": "session"},
    }
    return {ledger: table(ledger, [record]) for ledger, record in found.items()}


@pytest.fixture(scope="session")
def township() -> Township:
    return Township("双合镇", places={village: village for village in VILLAGES})


@pytest.fixture(scope="session")
def full(township: Township) -> Case:
    return Case(full_tables(), calendar_year(YEAR), township)


@pytest.fixture(scope="session")
def sparse() -> Case:
    return Case(sparse_tables(), Window(day(3, 1), day(3, 31)))


@pytest.fixture(scope="session")
def hostile() -> Case:
    return Case(hostile_tables(), Window(day(1, 1), day(11, 17)))


@pytest.fixture(params=["full", "sparse", "hostile"])
def case(request: pytest.FixtureRequest) -> Case:
    """Each of the three in turn."""
    found: Case = request.getfixturevalue(request.param)
    return found


@pytest.fixture(scope="session")
def make_table() -> Callable[..., pd.DataFrame]:
    return table


@pytest.fixture(scope="session")
def make_case() -> Callable[..., Case]:
    """``make_case(L14=[{…}], end=…)``: a year of the ledgers given, empty but for these records."""

    def made(start: dt.date = FIRST, end: dt.date = LAST, **ledgers: list[dict[str, Any]]) -> Case:
        tables = {ledger: table(ledger, records) for ledger, records in ledgers.items()}
        return Case(tables, Window(start, end))

    return made
