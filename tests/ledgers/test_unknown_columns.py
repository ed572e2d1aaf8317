"""Columns that nobody understood: known by their cells where only one thing fits, said aloud where a count may rest on them."""

import datetime as dt

import pytest
import yaml

from fazhi.catalogue import load
from fazhi.catalogue.uses import uses_of
from fazhi.ledgers.settled import proposal

CATALOGUE = load()
OFFICERS = ["姓名", "单位", "执法证号", "发证日期", "证件状态"]


def officers(last_label, last_cells, header=OFFICERS):
    rows = [[f"某{n}", "综合执法办", f"粤J{n:03d}", f"20{15 + n}-03-0{n + 1}", "有效"] for n in range(len(last_cells))]
    return [[*header, last_label], *([*row, cell] for row, cell in zip(rows, last_cells, strict=True))]


def notes(found, reason):
    return [p for p in found.problems if p.reason == reason]


@pytest.fixture
def roster(workbook, intake):
    def read(*arguments, **more):
        workbook("行政执法人员名册.xlsx", {"一": officers(*arguments, **more)})
        return intake()

    return read


class TestWhichColumnsMatter:
    def test_the_catalogue_says_which_columns_a_count_rests_on(self):
        uses = uses_of(CATALOGUE, "L03")
        assert {"expires", "issued", "status", "on_post", "left", "certificate", "id_number"} <= uses.matter
        assert not {"sex", "hours", "post"} & uses.matter
        assert ("issued", "expires") in uses.order and (uses.expiries, uses.ends) == ({"expires"}, {"left"})

    @pytest.mark.parametrize("ledger", CATALOGUE.ledgers.values(), ids=lambda ledger: ledger.id)
    def test_what_a_row_must_have_matters_in_every_ledger(self, ledger):
        required = {id for form in ledger.forms for group in form.required for id in group}
        assert required <= uses_of(CATALOGUE, ledger.id).counted


class TestKnownByTheirCells:
    def test_dates_after_the_start_that_only_one_missing_column_can_be_are_that_column(self, roster):
        found = roster("到啥时候", ["2025-03-01", "2026-03-01", "2027-03-01", "2028-03-01"])
        assert found.tables["L03"]["expires"].dt.year.tolist() == [2025, 2026, 2027, 2028]
        (note,) = notes(found, "column_by_cells")
        message, suggestion = note.texts(CATALOGUE, "zh")
        assert "F列“到啥时候”" in message and "有效期至" in message and "有效期至" in suggestion

    def test_a_date_under_no_label_at_all_is_found_too(self, roster):
        found = roster(None, ["2025-03-01", "2026-03-01", "2027-03-01", "2028-03-01"])
        assert found.tables["L03"]["expires"].notna().all()

    def test_dates_that_break_the_order_are_not_taken(self, roster):
        found = roster("某栏", ["2005-03-01", "2006-03-01", "2007-03-01", "2008-03-01"])
        assert found.tables["L03"]["expires"].isna().all() and not notes(found, "column_by_cells")

    def test_two_candidates_are_never_guessed_between(self, roster):
        """Few filled cells: the day of leaving as well as the day of expiry."""
        found = roster("某栏", ["2025-03-01", None, "2027-03-01", None, "2026-05-01", None, None, None])
        assert found.tables["L03"][["expires", "left"]].isna().all(axis=None)
        (note,) = notes(found, "unknown_column")
        assert "有效期至、离岗日期" in note.texts(CATALOGUE, "zh")[0]

    def test_a_label_that_names_another_date_is_not_overruled_by_its_cells(self, roster):
        found = roster("培训日期", ["2025-03-01", "2026-03-01", "2027-03-01", "2028-03-01"])
        assert found.tables["L03"]["expires"].isna().all()

    def test_dates_that_would_end_everything_are_no_ends(self, workbook, intake):
        header = ["姓名", "所属调委会", "专兼职", "聘任日期", "任期届满", "某栏"]
        rows = [[f"某{n}", "东村调委会", "兼职", "2020-01-01", "2025-01-01", f"2020-01-0{n + 1}"] for n in range(5)]
        workbook("人民调解员名册.xlsx", {"一": [header, *rows]})
        table = intake().tables["L13"]
        assert table["dismissed"].isna().all()

    def test_values_of_one_category_only_are_that_category(self, workbook, intake):
        header = ["姓名", "所属调委会", "身份是啥", "聘任日期"]
        rows = [[f"某{n}", "东村调委会", kind, "2020-01-01"] for n, kind in enumerate(["专职", "兼职", "兼职"])]
        workbook("人民调解员名册.xlsx", {"一": [header, *rows]})
        found = intake()
        assert found.tables["L13"]["kind"].tolist() == ["full_time", "part_time", "part_time"]
        assert len(notes(found, "column_by_cells")) == 1

    def test_a_category_that_holds_another_ones_values_is_that_one(self, workbook, intake):
        """类型 is the kind of a suggestion in the catalogue, and in the ledgers often the kind of document."""
        header = ["文号", "来文单位", "类型", "收到日期"]
        rows = [["检1号", "某检察院", "检察建议书", "2023-03-01"], ["法1号", "某法院", "司法建议书", "2023-04-01"]]
        workbook("检察建议办理台账.xlsx", {"一": [header, *rows]})
        found = intake()
        assert found.tables["L08"]["document"].tolist() == ["procuratorial", "judicial"]
        assert found.tables["L08"]["kind"].isna().all() and len(notes(found, "column_by_cells")) == 1

    def test_a_category_some_of_whose_values_are_its_own_stays_what_its_label_says(self, workbook, intake):
        header = ["文号", "来文单位", "类型", "收到日期"]
        rows = [["检1号", "某检察院", "公益诉讼", "2023-03-01"], ["检2号", "某检察院", "检察建议", "2023-04-01"]]
        workbook("检察建议办理台账.xlsx", {"一": [header, *rows]})
        assert intake().tables["L08"]["kind"].tolist() == ["public_interest", "other"]

    def test_identity_numbers_are_known_under_any_label(self, workbook, intake):
        header = ["姓名", "村居", "认定日期", "公民号"]
        rows = [
            ["甲某", "东村", "2020-01-01", "11010519491231002X"],
            ["甲某", "东村", "2020-01-01", "440524188001010014"],
        ]
        workbook("法律明白人名册.xlsx", {"一": [header, *rows]})
        found = intake()
        assert found.tables["L18"]["person"].nunique() == 2
        assert "11010519491231002X" not in str([p.texts(CATALOGUE, "zh") for p in found.problems])

    def test_a_sheet_is_the_less_sure_for_a_column_taken_by_its_cells(self, roster, workbook):
        from fazhi.ledgers.recognise import recognise
        from fazhi.ledgers.sheets import sheet_of

        cells = ["2025-03-01", "2026-03-01", "2027-03-01", "2028-03-01"]
        known, guessed = (
            recognise(sheet_of(officers(label, cells), "行政执法人员名册.xlsx", "一"), CATALOGUE).reading
            for label in ("有效期至", "到啥时候")
        )
        assert guessed.confidence < known.confidence


class TestSaidAloud:
    @pytest.fixture
    def disclosed(self, workbook, intake):
        def read(label, cell):
            rows = [["检查日期", "检查领域", "检查对象", label]]
            rows += [[f"2023-05-0{n + 1}", "消防", f"某店{n}", cell(n)] for n in range(4)]
            workbook("行政检查台账.xlsx", {"一": rows})
            return intake()

        return read

    def test_a_column_that_a_count_asks_for_is_missed_when_another_may_be_it(self, disclosed, told):
        found = disclosed("凭证", lambda n: f"检字〔2023〕{n}号")
        assert len(found.tables["L05"]) == 4 and found.accounts[0].set_aside == 0
        row = told(found).iloc[0]
        assert (row["file"], row["sheet"], row["reason"]) == ("行政检查台账.xlsx", "一", "unknown_column")
        assert (
            "D列“凭证”" in row["message"] and "检查记录编号" in row["message"] and "mapping.yaml" in row["suggestion"]
        )

    def test_a_note_says_the_same_in_english(self, disclosed):
        message, suggestion = disclosed("凭证", lambda n: f"检{n}").problems[0].texts(CATALOGUE, "en")
        assert "Column D “凭证”" in message and "words" in message and "mapping.yaml" in suggestion

    @pytest.mark.parametrize("label", ["备注", "出生年月", "联系电话", "经办人", "存放位置"])
    def test_harmless_extras_are_not_mentioned(self, disclosed, label):
        assert not disclosed(label, lambda n: dt.date(1990, 1, n + 1)).problems

    def test_an_extra_column_is_not_mentioned_where_nothing_is_missing(self, workbook, intake):
        rows = [["标题", "栏目", "公开日期", "索引号", "形成日期", "浏览次数", "上网时刻"]]
        rows += [[f"甲{n}", "通知公告", "2023-05-01", f"甲-{n}", "2023-04-01", n, "2023-05-02"] for n in range(3)]
        workbook("政府信息主动公开台账.xlsx", {"一": rows})
        assert not intake().problems

    def test_the_label_of_a_note_gives_no_private_number_away(self, disclosed):
        found = disclosed("联络13800138000", lambda n: f"检{n}")
        assert "13800138000" not in str([p.texts(CATALOGUE, "zh") for p in found.problems])

    def test_the_proposal_holds_the_sheet_as_it_was_read_and_what_is_missing(self, disclosed, tmp_path, intake):
        found = disclosed("凭证", lambda n: f"检字〔2023〕{n}号")
        (entry,) = yaml.safe_load(proposal(found.problems))
        assert (entry["ledger"], entry["header"], entry["columns"]["检查对象"]) == ("L05", 1, "C")
        assert entry["columns"]["检查记录编号"] == ""
        entry["columns"]["检查记录编号"] = "D"
        (tmp_path / "mapping.yaml").write_text(yaml.safe_dump([entry], allow_unicode=True), encoding="utf-8")
        settled = intake()
        assert settled.tables["L05"]["record"].notna().all() and not settled.problems

    def test_a_proposal_taken_over_unchanged_changes_nothing(self, disclosed, tmp_path, intake):
        before = disclosed("凭证", lambda n: f"检{n}")
        (tmp_path / "mapping.yaml").write_text(proposal(before.problems), encoding="utf-8")
        assert intake().tables["L05"].equals(before.tables["L05"])

    def test_the_proposal_for_a_sheet_that_lacks_a_column_names_its_nearest_ledger(self, workbook, intake):
        workbook("人民调解案件登记台账.xlsx", {"一": [["卷号", "受理日期", "纠纷类型"], ["调1", "2023-03-10", "邻里"]]})
        (entry,) = yaml.safe_load(proposal(intake().problems))
        assert entry["ledger"] == "L14" and entry["columns"]["结果"] == "" and entry["columns"]["卷号"] == "A"


@pytest.mark.parametrize(
    ("label", "column"),
    [("离任时间", "dismissed"), ("受聘时间", "appointed"), ("调解员名称", "name"), ("所在调委会", "body")],
)
def test_labels_that_differ_in_the_word_for_a_date_or_a_name_are_the_same(workbook, intake, label, column):
    labels = {"name": "姓名", "body": "所属调委会", "kind": "专兼职", "appointed": "聘任日期", "dismissed": "解聘日期"}
    cells = {"name": "甲某", "body": "东村", "kind": "专职", "appointed": "2020-01-01", "dismissed": "2023-02-01"}
    workbook("人民调解员名册.xlsx", {"一": [[*(labels | {column: label}).values()], [*cells.values()]]})
    found = intake()
    assert found.tables["L13"][column].notna().all() and not found.problems


def test_the_stem_of_a_dates_name_is_its_label_where_dates_stand_below(workbook, intake):
    rows = [["案号", "当事人", "立案", "处罚决定日期", "决定书文号"]]
    rows += [[f"立{n}", "某店", f"2023-02-0{n}", f"2023-03-0{n}", f"罚{n}"] for n in range(1, 4)]
    workbook("行政处罚案件台账.xlsx", {"一": rows})
    found = intake()
    assert found.tables["L04"]["filed"].dt.month.tolist() == [2, 2, 2] and not found.problems


def test_words_of_a_header_or_of_data_name_no_ledger(workbook, intake):
    """A column 调解员 and a title about 普法 are no titles of a roster of mediators or a register of publicity."""
    rows = [["标题", "栏目", "公开日期"], ["关于开展普法宣传活动的通知", "通知公告", "2023-03-01"]]
    workbook("数据.xlsx", {"一": rows})
    assert set(intake().tables) == {"L09"}


def test_a_collection_is_the_title_of_no_other_register(workbook, intake):
    rows = [["受理编号", "受理日期", "业务类别"], ["S1", "2023-03-01", "户政"]]
    workbook("2023年台账汇编.xlsx", {"一": rows})
    found = intake()
    assert len(found.tables["L11"]) == 1 and not found.problems
