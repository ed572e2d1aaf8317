"""The reference table of townships agrees with the catalogue, with itself and with the plan."""

import csv
from pathlib import Path

import pytest

from fazhi.catalogue import load


@pytest.fixture(scope="module")
def places(root: Path) -> list[dict[str, str]]:
    with (root / "data" / "reference" / "townships.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_the_columns_are_those_of_the_catalogue(places):
    table = load().reference["R0"]
    assert list(places[0]) == [column.id for column in table.columns]
    kinds = {value.id for column in table.columns if column.id == "type" for value in column.values}
    assert {row["type"] for row in places} == kinds


def test_ten_units_of_the_county_add_up_to_its_census(places):
    units = [row for row in places if row["type"] == "township"]
    assert len(units) == 10 and all(row["name"] == row["township"] for row in units)
    assert sum(int(row["residents"]) for row in units) == 530_684
    assert {row["year"] for row in units} == {"2020"}
    assert all("人口普查公报" in row["source"] for row in units)


def test_the_villages_of_the_plan_are_those_of_the_table_under_the_same_names(places, plan):
    own = {row["name"]: row for row in places if row["township"] == plan.township and row["type"] != "township"}
    assert {village.name: village.kind for village in plan.villages} == {n: r["type"] for n, r in own.items()}
    for village in plan.villages:
        assert set(village.also) <= set(own[village.name]["also"].split("、"))


def test_a_village_of_a_like_name_is_another_place(places):
    (other,) = [row for row in places if row["name"] == "双桥村"]
    assert (other["township"], other["code"]) == ("古劳镇", "440784103210")
    assert all("双桥村" not in row["also"] for row in places if row["township"] == "双合镇")


def test_every_row_names_its_source_and_no_code_stands_twice(places):
    codes = [row["code"] for row in places if row["code"]]
    assert len(codes) == len(set(codes))
    assert all(row["source"] for row in places)
