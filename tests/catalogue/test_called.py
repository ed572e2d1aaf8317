"""A call names a definition by its id or as people call it; what it cannot mean for sure is not guessed."""

import pytest

from fazhi.catalogue import load
from fazhi.catalogue.called import alike, called
from fazhi.pipeline.selection import SelectionError, indicators_of
from fazhi.templates import NoSuchLedger, write_templates


@pytest.mark.parametrize(
    ("typed", "id"),
    [
        ("disputes_resolved", "disputes_resolved"),
        ("调解成功", "disputes_resolved"),
        ("Disputes  settled", "disputes_resolved"),
        ("ＰＥＮＡＬＴＹ_CASES", "penalty_cases"),
        ("调解", None),
    ],
)
def test_an_indicator_is_meant_by_its_id_or_its_whole_name(typed: str, id: str | None):
    found = called(load().indicators, typed)
    assert (found and found.id) == id


def test_a_word_that_several_ledgers_go_by_means_none_of_them():
    ledgers = {
        id: ledger.model_copy(update={"also": ("台账",)})
        for id, ledger in load().ledgers.items()
        if id in ("L01", "L02")
    }
    assert called(ledgers, "台账") is None and called(ledgers, "L01") is ledgers["L01"]


@pytest.mark.parametrize("typed", ["disputes_resolve", "dispute_resolved", "调解成"])
def test_what_is_nearly_right_is_answered_with_what_may_be_meant(typed: str):
    assert "disputes_resolved" in [one.id for one in alike(load().indicators, typed)]
    assert not alike(load().indicators, "天气")


def test_a_template_is_had_by_the_name_that_offices_use_and_a_refusal_names_the_ledgers(tmp_path):
    (path,) = write_templates(tmp_path, ["调解台账"])
    assert path.name == "人民调解案件登记台账.xlsx"
    with pytest.raises(NoSuchLedger, match=r"L14 \(人民调解案件登记台账 \(Register of people's mediation cases\)\)"):
        write_templates(tmp_path, ["气象台账"])


def test_a_comparison_is_asked_for_by_names_as_by_ids():
    known = load().indicators
    assert indicators_of("调解成功，penalty_cases, disputes_resolved", known) == ("disputes_resolved", "penalty_cases")
    with pytest.raises(SelectionError, match="天气"):
        indicators_of("调解成功,天气", known)
