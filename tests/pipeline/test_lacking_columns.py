"""Registers that lack columns: what nothing can be said of is told, whichever ledger it is, and the rest is counted."""

from pathlib import Path

from fazhi.catalogue import LANGUAGES, load
from fazhi.catalogue.uses import askers
from fazhi.pipeline import place, results
from fazhi.pipeline.messages import outcome_of
from fazhi.templates import write_templates
from fazhi.templates.samples import FIRST_DAY, sample_row


def test_of_ledgers_with_nothing_but_the_required_columns_it_is_told_what_they_lack(tmp_path: Path):
    catalogue = load()
    folder = tmp_path / "raw" / "示例镇" / str(FIRST_DAY.year)
    folder.mkdir(parents=True)
    for ledger in catalogue.ledgers.values():
        columns = [ledger.column(group[0]) for group in ledger.forms[0].required]
        samples = sample_row(ledger, catalogue)
        lines = [[column.zh for column in columns], [str(samples[column.id]) for column in columns]]
        text = "\n".join(map(",".join, lines))
        (folder / f"{ledger.zh}.csv").write_text(text, encoding="utf-8")
    found = results(place("示例镇", FIRST_DAY.year, str(tmp_path / "raw"), str(tmp_path / "p"), str(tmp_path / "o")))
    lacking = {
        id for id, columns in found.clean.absent.items() for column in columns if (id, column) in askers(catalogue)
    }
    assert {"L15", "L17"} <= lacking
    for language in LANGUAGES:
        told = outcome_of(found).told[language]
        for id in lacking:
            assert any(id in said and catalogue.ledgers[id].name(language) in said for said in told)


def test_an_empty_form_beside_a_filled_in_ledger_does_not_lend_it_its_columns(tmp_path: Path):
    """The forms of ``fazhi new`` have all columns: of a register that says nothing of publication no penalty would be published."""
    folder = tmp_path / "raw" / "示例镇" / "2023"
    write_templates(folder, ["L04"])
    register = "决定书文号,立案日期,决定日期,案由\n例罚〔2023〕1号,2023-03-01,2023-03-20,占道经营\n"
    (folder / "处罚.csv").write_text(register, encoding="utf-8")
    found = results(place("示例镇", 2023, str(tmp_path / "raw"), str(tmp_path / "p"), str(tmp_path / "o")))
    assert found.values["penalty_cases"].value == 1
    for id in ("penalties_published", "penalty_published_on_time_rate"):
        assert (found.values[id].value, found.values[id].status) == (None, "not_applicable")
    assert any("公示日期" in said for said in outcome_of(found).messages)


def test_a_file_without_a_column_that_another_of_its_ledger_has_is_told_of(tmp_path: Path):
    """Its mediators would pass for part-time ones, as do those beside whom nothing stands."""
    folder = tmp_path / "raw" / "示例镇" / "2023"
    folder.mkdir(parents=True)
    head = "姓名,聘任日期,所属调委会"
    (folder / "上村调解员名册.csv").write_text(f"{head},专兼职\n例甲,2020-01-01,上村,专职\n", encoding="utf-8")
    (folder / "下村调解员名册.csv").write_text(f"{head}\n例乙,2020-01-01,下村\n", encoding="utf-8")
    where = place("示例镇", 2023, str(tmp_path / "raw"), str(tmp_path / "p"), str(tmp_path / "o"))
    (said,) = (said for said in outcome_of(results(where, "en")).messages if "L13" in said and "专兼职" in said)
    assert "下村调解员名册.csv" in said and "上村调解员名册.csv" not in said

    (folder / "下村调解员名册.csv").write_text(f"{head},专兼职\n例乙,2020-01-01,下村,\n", encoding="utf-8")
    assert not any("专兼职" in said for said in outcome_of(results(where, "en")).messages)
