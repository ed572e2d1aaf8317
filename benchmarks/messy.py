"""A mediation ledger (L14) as offices keep them, of any length: titles, totals, repeated headers, dates in every form, repeats."""

from __future__ import annotations

import csv
import datetime as dt
import itertools
import random
from collections.abc import Iterator
from pathlib import Path

import xlsxwriter

from fazhi.catalogue import load

YEAR = 2022
NAME = f"人民调解案件登记台账{YEAR}"
HEADER = [
    "序号", "卷号", "受理日期", "案件来源", "纠纷类型", "申请人", "被申请人", "所属村居", "调委会", "调解员",
    "简要情况", "涉及金额", "结案日期", "结果", "协议形式",
]  # fmt: skip
TITLE = [f"甲乙镇{YEAR}年人民调解案件登记台账"]

SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许"
GIVEN = "安宝春德恩芳光海惠建杰君康丽明宁平清荣瑞山世书文晓新雅毅永玉元云泽振志忠子祖"
VILLAGES = "东西南北上下前后"
AMOUNTS = ["{n}", "{n}元", "{n},000", "{n}00元", "1.{n}万元", "{n}余元", "—", ""]

Cell = str | int | dt.datetime
Row = list[Cell]


def rows(count: int, seed: int) -> Iterator[Row]:
    """Title, header and ``count`` rows below it, layout rows among them; the same for the same seed."""
    chance = random.Random(seed)
    spellings = {name: _spellings(name) for name in ("origin", "type", "result", "agreement")}
    serial = itertools.count(1)
    yield list(TITLE)
    yield list(HEADER)
    earlier: list[Row] = []
    for position in range(1, count + 1):
        if position % 2000 == 0:
            yield list(HEADER)
        elif position % 500 == 0:
            yield ["", "本月小计", "", "", "", "", "", "", "", "", "", 500]
        elif earlier and chance.random() < 0.02:
            yield _retyped(chance.choice(earlier), next(serial), chance)
        else:
            row = _row(next(serial), spellings, chance)
            if len(earlier) < 5000:
                earlier.append(row)
            yield row


def write_workbook(path: Path, count: int, seed: int, inline: bool = False) -> None:
    """The ledger as .xlsx; days are typed cells where ``rows`` gives days.

    Words stand in a shared table, as Excel and WPS write them, or ``inline`` in each cell, as some exports do; openpyxl is slower with those.
    """
    with xlsxwriter.Workbook(str(path), {"constant_memory": inline}) as book:
        sheet = book.add_worksheet(str(YEAR))
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        for position, row in enumerate(rows(count, seed)):
            for column, cell in enumerate(row):
                if isinstance(cell, dt.datetime):
                    sheet.write_datetime(position, column, cell, day)
                elif isinstance(cell, int):
                    sheet.write_number(position, column, cell)
                elif cell:
                    sheet.write_string(position, column, cell)


def write_csv(path: Path, count: int, seed: int) -> None:
    """The ledger as CSV in UTF-8."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        for row in rows(count, seed):
            writer.writerow([f"{cell:%Y-%m-%d}" if isinstance(cell, dt.datetime) else cell for cell in row])


def _row(serial: int, spellings: dict[str, list[str]], chance: random.Random) -> Row:
    accepted = dt.datetime(YEAR, 1, 1) + dt.timedelta(days=chance.randrange(330))
    closed = accepted + dt.timedelta(days=chance.randrange(35) if chance.random() > 0.004 else -3)
    village = f"{chance.choice(VILLAGES)}{chance.choice(VILLAGES)}村"
    kind = chance.choice(spellings["type"])
    return [
        serial,
        f"甲乙民调〔{YEAR}〕{serial}号",
        _faulty(0.004, ["", f"{YEAR}-02-30", "上次那天"], _date(accepted, chance), chance),
        chance.choice(spellings["origin"]),
        _faulty(0.004, ["吵架斗殴", ""], kind, chance),
        _person(chance),
        _person(chance),
        village,
        f"{village}调委会",
        f"{chance.choice(SURNAMES)}{chance.choice(GIVEN)}",
        f"双方因{kind}一事发生争执，经第{serial}次走访了解",
        chance.choice(AMOUNTS).format(n=chance.randrange(1, 100)),
        _faulty(0.004, [f"{YEAR}年13月2日"], _date(closed, chance), chance),
        _faulty(0.004, ["", "说不清"], chance.choice(spellings["result"]), chance),
        chance.choice(spellings["agreement"]),
    ]


def _date(day: dt.datetime, chance: random.Random) -> Cell:
    """A day as one of several clerks types it: half of them as a date, the others as words."""
    forms: list[Cell] = [
        day, day, day, day,
        f"{day:%Y-%m-%d}",
        f"{day.year}.{day.month}.{day.day}",
        f"{day.year}/{day.month}/{day.day}",
        f"{day.year}年{day.month}月{day.day}日",
    ]  # fmt: skip
    return chance.choice(forms)


def _person(chance: random.Random) -> str:
    name = chance.choice(SURNAMES) + "".join(chance.choices(GIVEN, k=2))
    return name if chance.random() > 0.05 else " ".join(name)


def _faulty(share: float, faults: list[str], cell: Cell, chance: random.Random) -> Cell:
    return chance.choice(faults) if chance.random() < share else cell


def _retyped(row: Row, serial: int, chance: random.Random) -> Row:
    """An earlier row typed again: other brackets, a blank in the name."""
    again = [serial, *row[1:]]
    again[1] = str(row[1]).replace("〔", "[").replace("〕", "] ")
    again[5] = " ".join(str(row[5]).replace(" ", ""))
    again[7] = chance.choice([row[7], f" {row[7]}"])
    return again


def _spellings(column_id: str) -> list[str]:
    """The values of one category column and their synonyms."""
    column = load().ledgers["L14"].column(column_id)
    return [word for value in column.values for word in (value.zh, *value.also)]
