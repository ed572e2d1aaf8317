"""Workbooks in other formats, as LibreOffice wrote them: an invented ledger of two disputes, plain and with a password."""

import shutil
from pathlib import Path

import pytest

FORMATS = Path(__file__).parent / "formats"
NAME = "人民调解案件登记台账"


@pytest.mark.parametrize("suffix", [".ods", ".xls"])
def test_an_office_may_keep_its_ledger_in_another_format(tmp_path, intake, suffix):
    shutil.copy(FORMATS / f"plain{suffix}", tmp_path / f"{NAME}{suffix}")
    found = intake()
    rows = found.tables["L14"]
    assert not found.problems
    assert rows[["row", "case_no", "result"]].values.tolist() == [[2, "调1", "settled"], [3, "调2", "settled"]]
    assert rows["closed"].dt.strftime("%m-%d").tolist() == ["03-20", "04-09"]


@pytest.mark.parametrize("suffix", [".ods", ".xls"])
def test_a_workbook_with_a_password_is_refused_and_the_message_says_so(tmp_path, intake, told, suffix):
    shutil.copy(FORMATS / f"locked{suffix}", tmp_path / f"{NAME}{suffix}")
    message = told(intake()).iloc[0]
    assert message["file"] == f"{NAME}{suffix}"
    assert "密码" in message["message"]
