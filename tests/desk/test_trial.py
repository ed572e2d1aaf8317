"""A definition tried out: what is none is refused in plain words. That a good one is counted is told by the start notebook's test."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from fazhi.catalogue import load
from fazhi.desk import TrialError, try_out
from fazhi.pipeline import Place, Site

ENTRY = """
disputes_settled_in_writing:
  zh: 订立书面协议的纠纷
  en: Disputes settled in writing
  section: mediation
  unit: 件
  en_unit: disputes
  kind: count
  ledger: L14
  date: closed
  where: [{column: result, any_of: [settled]}, {column: agreement, any_of: [written]}]
  method: {zh: 结案日期在期内、调解成功并订立书面协议的纠纷。, en: Disputes settled in the window with a written agreement.}
"""


@pytest.fixture
def shipped(where: Site, root: Path) -> Place:
    site = Site(root / "data" / "raw", where.processed, where.outputs, where.reference, where.notebooks)
    return Place(site, "双合镇", 2022)


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        ("x: [", "my_count"),
        ("just words", "just words"),
        ("a: {zh: 一}\nb: {zh: 二}", "my_count"),
        (ENTRY.replace("disputes_settled_in_writing", "penalty_cases"), "penalty_cases"),
    ],
)
def test_what_is_no_new_definition_is_refused_at_once(
    shipped: Place, entry: str, said: str, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(subprocess, "run", None)  # nothing may be started
    with pytest.raises(TrialError, match=said):
        try_out(entry, shipped)


@pytest.mark.slow
@pytest.mark.parametrize(("wrong", "said"), [("L99", "no ledger L99"), ("L01", "L01 has no column closed")])
def test_what_the_catalogue_refuses_is_said_in_its_words(shipped: Place, wrong: str, said: str):
    with pytest.raises(TrialError, match=said) as refused:
        try_out(ENTRY.replace("L14", wrong), shipped)
    assert "Traceback" not in refused.value.text("en")
    assert "disputes_settled_in_writing" not in load().indicators
