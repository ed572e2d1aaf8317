"""Of a table of many townships each takes its own rows: no other row changes what is read for it, and none that is read goes unnoticed."""

import csv
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fazhi.catalogue import ReaderError
from fazhi.claims import PublishedError, read_published
from fazhi.indicators.reference import COLUMNS, entries_of, read_reference
from fazhi.ledgers.handkept import PUBLISHED
from fazhi.pipeline.own_rows import OwnRows

NAMES = ("甲镇", " 甲镇", "甲 镇", "甲镇\u200b", "乙镇", "A镇", "Ａ镇", "")
YEARS = ("2022", " 2022", "２０２２", "2022年", "2023", "")
rows = st.lists(
    st.tuples(st.sampled_from(NAMES), st.sampled_from(YEARS), st.sampled_from(("1", "2", "许多"))), max_size=4
)


def written(path: Path, columns, rows) -> Path:
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, columns, restval="", lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    return path


def said(path: Path, township: str) -> object:
    """What the results of a township's 2022 are counted with."""
    try:
        return read_published(path, township, 2022)
    except PublishedError as error:
        return error.fill["value"], error.fill["year"]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows, rows, st.sampled_from(("甲镇", "乙镇", "A镇", "丙镇")))
def test_two_tables_of_published_figures_with_the_same_own_rows_say_the_same(tmp_path: Path, some, others, township):
    tables = [
        written(tmp_path / "published.csv", PUBLISHED, [{"township": t, "year": y, "value": v} for t, y, v in these])
        and (OwnRows(tmp_path / "published.csv").digest(township, 2022), said(tmp_path / "published.csv", township))
        for these in (some, others, [*some, ("丁镇", "2022", "许多"), ("甲镇", "2021", "9")])
    ]
    assert len({digest for digest, _ in tables}) >= len({str(what) for _, what in tables})
    if township == "甲镇":  # a name that needs no reading: the rows of others do not count
        assert tables[0][0] == tables[2][0]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows, rows, st.sampled_from(("甲镇", "A镇")))
def test_two_tables_of_townships_with_the_same_own_rows_say_the_same(tmp_path: Path, some, others, township):
    path, tables = tmp_path / "townships.csv", []
    for these in (some, others):
        written(path, COLUMNS, [{"township": t, "year": y, "residents": v} for t, y, v in these])
        tables.append((OwnRows(path).digest(township, 2022), str(entries_of(read_reference(path), township))))
    assert len({digest for digest, _ in tables}) >= len({what for _, what in tables})


def test_an_order_of_columns_or_a_blank_line_is_no_change(tmp_path: Path):
    line = dict.fromkeys(PUBLISHED, "1") | {"township": "甲镇", "year": "2022"}
    first = OwnRows(written(tmp_path / "published.csv", PUBLISHED, [line])).digest("甲镇", 2022)
    turned = written(tmp_path / "published.csv", PUBLISHED[::-1], [line])
    turned.write_text(f"{turned.read_text(encoding='utf-8')}\n\n", encoding="utf-8")
    assert OwnRows(turned).digest("甲镇", 2022) == first is not None


def test_an_order_of_lines_is_a_change_where_the_first_counts(tmp_path: Path):
    lines = [
        {"township": t, "name": "甲镇", "type": "township", "residents": r} for t, r in (("甲镇", 1), ("甲 镇", 2))
    ]
    digests = [
        OwnRows(written(tmp_path / "townships.csv", COLUMNS, some)).digest("甲镇", 2022)
        for some in (lines, lines[::-1])
    ]
    assert digests[0] != digests[1]


def test_what_is_no_table_is_refused(tmp_path: Path):
    (tmp_path / "published.csv").write_text("township,year\n甲镇,2022\n", encoding="utf-8")
    with pytest.raises(ReaderError):
        OwnRows(tmp_path / "published.csv")
