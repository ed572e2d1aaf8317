"""The data packages: valid by Frictionless, with real tables of a run, and able to fail."""

import json
from pathlib import Path

import pandas as pd
import pytest
from frictionless import Package, Schema

from fazhi.catalogue import load
from fazhi.claims.reconcile import COLUMNS as RECONCILIATION
from fazhi.comparison.comparing import TABLE
from fazhi.comparison.trends import COLUMNS as TRENDS
from fazhi.indicators.evidence import COLUMNS as EVIDENCE
from fazhi.indicators.table import COLUMNS as INDICATORS
from fazhi.ledgers.account import ACCOUNT_COLUMNS, SET_ASIDE_COLUMNS
from fazhi.ledgers.join import empty_frame
from fazhi.ledgers.settled import CORRECTION_COLUMNS
from fazhi.pipeline import Site
from fazhi.provenance import write_records
from fazhi.provenance.schemas import schema_of_ledger, schema_of_table

CATALOGUE = load()
OF_CODE = {
    "indicators": INDICATORS, "reconciliation": RECONCILIATION, "set_aside": SET_ASIDE_COLUMNS,
    "account": ACCOUNT_COLUMNS, "corrections": CORRECTION_COLUMNS, "evidence": EVIDENCE, "comparison": TABLE,
    "trends": TRENDS,
}  # fmt: skip


@pytest.mark.parametrize("name", OF_CODE)
def test_the_catalogue_describes_exactly_the_columns_that_the_code_writes(name: str):
    assert [column.id for column in CATALOGUE.tables[name].columns] == list(OF_CODE[name])


@pytest.mark.parametrize("id", CATALOGUE.ledgers)
def test_the_schema_of_a_ledger_has_a_field_for_every_column_of_its_clean_table(id: str):
    fields = {field["name"] for field in schema_of_ledger(CATALOGUE.ledgers[id], CATALOGUE)["fields"]}
    assert set(empty_frame(CATALOGUE.ledgers[id]).columns) <= fields


@pytest.mark.parametrize("name", [*CATALOGUE.tables, *CATALOGUE.ledgers])
def test_every_schema_is_valid_and_names_each_field_in_both_languages(name: str):
    ledger = CATALOGUE.ledgers.get(name)
    body = schema_of_ledger(ledger, CATALOGUE) if ledger else schema_of_table(CATALOGUE.tables[name])
    Schema.from_descriptor(body)
    names = [field["name"] for field in body["fields"]]
    assert len(names) == len(set(names))
    assert all(" / " in field["title"] for field in body["fields"])


def test_a_package_of_the_outputs_is_valid_and_a_changed_cell_is_found(small: Site):
    write_records(small, "zh")
    package = small.outputs / "datapackage.json"
    assert Package(str(package)).validate().valid
    table = small.outputs / "甲镇" / "2022" / "indicators.csv"
    table.write_text(table.read_text(encoding="utf-8").replace(",ok,", ",fine,"), encoding="utf-8")
    report = Package(str(package)).validate()
    kinds = {error.type for task in report.tasks for error in task.errors}
    assert "constraint-error" in kinds and "hash-count" in kinds


def test_a_table_that_is_gone_is_not_in_the_package(small: Site):
    (small.outputs / "甲镇" / "2021" / "indicators.csv").unlink()
    write_records(small, "zh")
    resources = json.loads((small.outputs / "datapackage.json").read_text(encoding="utf-8"))["resources"]
    assert [resource["path"] for resource in resources] == ["甲镇/2022/indicators.csv"]


@pytest.mark.slow
@pytest.mark.parametrize("folder", ["outputs", "data/processed"])
def test_the_packages_of_a_run_are_valid_down_to_every_cell(built: Path, folder: str):
    report = Package(str(built / folder / "datapackage.json")).validate()
    assert report.valid, [
        (task.name, [error.message for error in task.errors][:3]) for task in report.tasks if task.errors
    ]
    assert len(report.tasks) > 40


@pytest.mark.slow
def test_a_clean_table_with_a_value_outside_the_catalogue_is_not_valid(built: Path, tmp_path: Path):
    source = next((built / "data" / "processed").glob("双合镇/2022/L14.parquet"))
    frame = pd.read_parquet(source)
    frame.loc[0, "result"] = "perhaps"
    frame.to_parquet(tmp_path / "L14.parquet", index=False)
    (tmp_path / "L14.json").write_text(
        json.dumps(schema_of_ledger(CATALOGUE.ledgers["L14"], CATALOGUE)), encoding="utf-8"
    )
    resource = {"name": "l14", "path": "L14.parquet", "format": "parquet", "schema": "L14.json"}
    (tmp_path / "datapackage.json").write_text(json.dumps({"name": "x", "resources": [resource]}), encoding="utf-8")
    report = Package(str(tmp_path / "datapackage.json")).validate()
    assert [error.type for task in report.tasks for error in task.errors] == ["constraint-error"]
