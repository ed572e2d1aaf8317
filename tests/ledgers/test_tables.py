"""Several tables on one sheet: one below the other, the same ledger in another order of columns, side by side, with a legend."""

import openpyxl
import pytest
import yaml

from fazhi.catalogue import load
from fazhi.ledgers.intake import sort_out
from fazhi.ledgers.read import ledger_files, read_file
from fazhi.ledgers.recognise import recognise
from fazhi.ledgers.sheets import sheet_of

CATALOGUE = load()
DISPUTES = ["卷号", "受理日期", "纠纷类型", "申请人", "被申请人", "结案日期", "结果"]
STEWARDS = ["姓名", "村居", "认定日期"]


def dispute(number, **changes):
    cells = dict(zip(DISPUTES, [f"调{number}", "2023-03-10", "邻里", f"甲{number}", "乙某", "2023-03-20", "调解成功"], strict=True))  # fmt: skip
    return [(cells | changes)[name] for name in DISPUTES]


@pytest.fixture
def sheet(workbook, intake):
    """One sheet of a workbook without a telling name, taken in."""

    def read(*rows, merges=(), name="司法所资料.xlsx"):
        workbook(name, {"Sheet1": rows}, {"Sheet1": merges})
        return intake()

    return read


def addresses(table):
    return table["row"].tolist()


class TestBelowEachOther:
    def test_two_ledgers_under_their_titles_are_two(self, sheet):
        found = sheet(
            ["一、人民调解案件登记台账"], DISPUTES, dispute(1), dispute(2), [None],
            ["二、法律明白人名册"], STEWARDS, ["丙某", "东村", "2022-01-05"], ["丁某", "西村", "2022-01-06"],
        )  # fmt: skip
        assert addresses(found.tables["L14"]) == [3, 4] and addresses(found.tables["L18"]) == [8, 9]
        (account,) = found.accounts
        assert (account.ledger, account.rows_seen, account.kept, account.headers, account.titles) == ("L14+L18", 9, 4, 2, 2)  # fmt: skip
        assert not found.problems

    def test_a_header_of_another_ledger_in_mid_sheet_begins_another_table(self, sheet):
        found = sheet(DISPUTES, dispute(1), STEWARDS, ["丙某", "东村", "2022-01-05"])
        assert addresses(found.tables["L14"]) == [2] and addresses(found.tables["L18"]) == [4]

    def test_the_second_table_may_stand_below_the_rows_in_which_a_header_is_looked_for(self, sheet):
        found = sheet(
            DISPUTES, *[dispute(n) for n in range(100)], ["法律明白人名册"], STEWARDS, ["丙某", "东村", "2022-01-05"]
        )
        assert len(found.tables["L14"]) == 100 and addresses(found.tables["L18"]) == [104]

    def test_the_larger_table_below_does_not_hide_the_smaller_above(self, sheet):
        found = sheet(STEWARDS, ["丙某", "东村", "2022-01-05"], [None], DISPUTES, *[dispute(n) for n in range(30)])
        assert len(found.tables["L18"]) == 1 and len(found.tables["L14"]) == 30

    def test_the_same_ledger_with_its_columns_in_another_order_is_read_by_its_own_header(self, sheet):
        order = [1, 0, 2, 4, 3, 6, 5]
        turned = [DISPUTES[index] for index in order], [dispute(2, 结果="终止")[index] for index in order]
        found = sheet(["人民调解案件登记台账"], DISPUTES, dispute(1), ["续表"], *turned)
        table = found.tables["L14"]
        assert table["case_no"].tolist() == ["调1", "调2"] and table["result"].tolist() == ["settled", "failed"]
        assert len(found.accounts) == 1 and found.accounts[0].ledger == "L14" and not found.problems

    def test_a_header_repeated_on_the_next_page_begins_nothing(self, sheet):
        found = sheet(["人民调解案件登记台账"], DISPUTES, dispute(1), ["续表"], ["卷 号", *DISPUTES[1:]], dispute(2))
        assert addresses(found.tables["L14"]) == [3, 6] and found.accounts[0].headers == 2

    def test_a_duplicate_is_found_between_two_tables_of_one_sheet(self, sheet, reasons):
        found = sheet(DISPUTES, dispute(1), [None], DISPUTES[::-1], dispute(1)[::-1])
        assert reasons(found) == [(5, "duplicate")]

    def test_problems_name_the_row_of_the_sheet(self, sheet, reasons):
        found = sheet(DISPUTES, dispute(1), [None], STEWARDS, ["丙某", "东村", "2022-02-30"], ["丁某", "东村", None])
        assert reasons(found) == [(5, "bad_date"), (6, "missing_key")]

    def test_merged_cells_of_the_second_table_stay_where_they_are(self, sheet):
        found = sheet(
            DISPUTES, dispute(1), [None], STEWARDS, ["丙某", "东村", "2022-01-05"], ["丁某", None, "2022-01-05"],
            merges=["B5:B6"],
        )  # fmt: skip
        assert found.tables["L18"]["village"].tolist() == ["东村", "东村"]

    def test_a_strange_table_below_is_set_aside_and_not_read_with_the_columns_above(self, sheet, told):
        found = sheet(DISPUTES, dispute(1), [None], ["标题", "栏目", "文号"], ["甲", "通知公告", "乙"], ["丙", "通知公告", "丁"])  # fmt: skip
        assert addresses(found.tables["L14"]) == [2]
        (message,) = told(found)["message"]
        assert "第4–6行" in message and "公开日期" in message
        assert (found.accounts[0].kept, found.accounts[0].set_aside) == (1, 3)

    def test_the_monthly_sums_below_single_records_are_not_counted_beside_them(self, sheet):
        header = ["受理编号", "受理日期", "业务类别", "状态"]
        records = [[f"办{n}", f"2023-0{n % 2 + 1}-05", "户政", "办结"] for n in range(4)]
        found = sheet(header, *records, [None], ["月份", "业务类别", "宗数"], ["1月", "户政", 2], ["2月", "户政", 2], name="办件台账.xlsx")  # fmt: skip
        assert len(found.tables["L11"]) == 4
        assert (found.accounts[0].kept, found.accounts[0].totals, found.accounts[0].rows_seen) == (4, 3, 9)

    def test_corrections_reach_the_table_that_holds_their_row(self, tmp_path, sheet):
        entry = {"file": "司法所资料.xlsx", "row": 5, "column": "认定日期", "old": "2022-02-30", "new": "2022-02-28", "reason": "笔误", "who": "某", "when": "2024-01-01"}  # fmt: skip
        (tmp_path / "corrections.yaml").write_text(yaml.safe_dump([entry], allow_unicode=True), encoding="utf-8")
        found = sheet(DISPUTES, dispute(1), [None], STEWARDS, ["丙某", "东村", "2022-02-30"])
        assert [outcome.status for outcome in found.corrections] == ["applied"] and not found.problems

    def test_a_mapping_settles_the_table_in_which_its_header_stands(self, tmp_path, sheet):
        columns = {"标题": "A", "栏目": "B", "公开日期": "C"}
        entry = {"file": "司法所资料.xlsx", "sheet": "Sheet1", "ledger": "L09", "header": 4, "columns": columns}
        (tmp_path / "mapping.yaml").write_text(yaml.safe_dump([entry], allow_unicode=True), encoding="utf-8")
        found = sheet(DISPUTES, dispute(1), [None], ["标题", "栏目", "文号"], ["甲", "通知公告", "2023-05-01"])
        assert addresses(found.tables["L14"]) == [2] and addresses(found.tables["L09"]) == [5]

    def test_two_mappings_cut_a_sheet_at_their_headers(self, tmp_path, sheet):
        entries = [
            {"file": "司法所资料.xlsx", "ledger": "L18", "header": 1, "columns": {"姓名": "A", "认定日期": "B"}},
            {"file": "司法所资料.xlsx", "ledger": "L09", "header": 3, "columns": {"标题": "A", "公开日期": "B", "栏目": "C"}},
        ]  # fmt: skip
        (tmp_path / "mapping.yaml").write_text(yaml.safe_dump(entries, allow_unicode=True), encoding="utf-8")
        found = sheet(["甲", "乙"], ["丙某", "2022-01-05"], ["子", "丑", "寅"], ["文一", "2023-05-01", "通知公告"])
        assert addresses(found.tables["L18"]) == [2] and addresses(found.tables["L09"]) == [4]


class TestSideBySide:
    def test_two_ledgers_with_a_blank_column_between_are_two(self, sheet):
        rows = [
            [*STEWARDS, None, *DISPUTES],
            ["丙某", "东村", "2022-01-05", None, *dispute(1)],
            [None] * 4 + dispute(2),
        ]
        found = sheet(*rows)
        assert addresses(found.tables["L18"]) == [2] and addresses(found.tables["L14"]) == [2, 3]
        assert [(a.ledger, a.rows_seen, a.kept, a.blanks) for a in found.accounts] == [("L18", 3, 1, 1), ("L14", 3, 2, 0)]  # fmt: skip

    @pytest.mark.parametrize("between", [[], [None]])
    def test_a_roster_printed_in_two_halves_is_read_whole(self, sheet, between):
        half = ["序号", *STEWARDS]
        rows = [["法律明白人名册"], [*half, *between, *half], [1, "丙某", "东村", "2022-01-05", *between, 3, "戊某", "东村", "2022-01-05"],
                [2, "丁某", "东村", "2022-01-05", *between, None, None, None, None]]  # fmt: skip
        found = sheet(*rows)
        assert sorted(addresses(found.tables["L18"])) == [3, 3, 4] and not found.problems

    def test_a_strange_table_beside_is_told_of(self, sheet, told):
        rows = [[*DISPUTES, None, "标题", "栏目", "文号"], [*dispute(1), None, "甲", "通知公告", "乙"]]
        found = sheet(*rows)
        assert len(found.tables["L14"]) == 1
        assert told(found)["reason"].tolist() == ["unrecognised"] and "I–K列" in told(found)["message"].item()

    def test_one_table_with_a_blank_column_in_it_stays_one(self, sheet):
        found = sheet([*DISPUTES[:4], None, *DISPUTES[4:]], [*dispute(1)[:4], None, *dispute(1)[4:]])
        assert found.tables["L14"]["closed"].notna().all() and not found.problems

    def test_a_legend_to_the_right_is_no_data(self, sheet):
        rows = [
            ["人民调解案件登记台账"],
            [*DISPUTES, None, "图例", None],
            [None, "（年月日）", None, None, None, "（年月日）", None, None, "红色", "超期"],
            [*dispute(1), None, "绿色", "按期"],
            [None] * 8 + ["蓝色", "延期"],
            [None] * 8 + ["白色", "正常"],
        ]
        found = sheet(*rows)
        account = found.accounts[0]
        assert (account.kept, account.headers, account.notes, account.set_aside) == (1, 2, 2, 0)
        assert not found.problems


def test_many_rows_of_labels_do_not_take_all_day(tmp_path, intake):
    book = openpyxl.Workbook()
    for n in range(500):
        book.active.append(DISPUTES if n % 2 else STEWARDS)
        book.active.append(dispute(n) if n % 2 else [f"某{n}", "东村", "2022-01-05"])
    book.save(tmp_path / "司法所资料.xlsx")
    assert sum(account.rows_seen for account in intake().accounts) == 1000


@pytest.fixture(scope="module")
def ledgers(root):
    """The first sheet of each shipped ledger, by the ledger's id."""
    folder = root / "data" / "raw" / "双合镇" / "2022"
    sheets = [sheet for path in ledger_files(folder) for sheet in read_file(path, folder)[0]]
    found = [(recognise(sheet, CATALOGUE), sheet) for sheet in sheets if sheet.height < 300]
    return {r.reading.ledger.id: sheet for r, sheet in found if r.reading and r.reading.header}


class TestShippedLedgers:
    """The shipped ledgers, two on a sheet, give what they give each by itself."""

    def alone(self, sheet):
        return sort_out([(sheet.file, [sheet], [])], 2022, CATALOGUE)

    def told(self, found, shift=0):
        return [(p.row + shift, p.reason) for p in found.problems if p.row]

    @pytest.mark.parametrize("gap", [0, 2])
    @pytest.mark.parametrize("place", range(18))
    def test_one_below_the_other(self, ledgers, place, gap):
        upper, lower = (list(ledgers)[(place + step) % len(ledgers)] for step in (0, 1))
        a, b = ledgers[upper], ledgers[lower]
        shift = a.height + gap
        rows = [a.row(n) for n in range(a.height)] + [[] for _ in range(gap)] + [b.row(n) for n in range(b.height)]
        merges = (*a.merges, *((top + shift, left, bottom + shift, right) for top, left, bottom, right in b.merges))
        found = self.alone(sheet_of(rows, "资料.xlsx", "Sheet1", merges))
        assert len(found.accounts) == 1 and found.accounts[0].balances
        assert addresses(found.tables[upper]) == addresses(self.alone(a).tables[upper])
        assert addresses(found.tables[lower]) == [row + shift for row in addresses(self.alone(b).tables[lower])]
        assert self.told(found) == sorted(self.told(self.alone(a)) + self.told(self.alone(b), shift))

    @pytest.mark.parametrize("place", range(18))
    def test_side_by_side(self, ledgers, place):
        left, right = (list(ledgers)[(place + step) % len(ledgers)] for step in (0, 1))
        a, b = ledgers[left], ledgers[right]
        shift = len(a.columns) + 1
        blank_a, blank_b = [""] * len(a.columns), [""] * len(b.columns)
        rows = [
            [*(a.row(n) if n < a.height else blank_a), "", *(b.row(n) if n < b.height else blank_b)]
            for n in range(max(a.height, b.height))
        ]
        merges = (*a.merges, *((top, first + shift, bottom, last + shift) for top, first, bottom, last in b.merges))
        found = self.alone(sheet_of(rows, "资料.xlsx", "Sheet1", merges))
        assert [account.ledger for account in found.accounts] == [left, right]
        assert all(account.balances for account in found.accounts)
        assert addresses(found.tables[left]) == addresses(self.alone(a).tables[left])
        assert addresses(found.tables[right]) == addresses(self.alone(b).tables[right])


class TestRecordsBesideSumsOfMonths:
    RECORDS = (
        ["受理编号", "受理日期", "业务类别", "事项名称"],
        *([f"S{n}", f"2023-01-{n:02d}", "户政", "落户"] for n in (3, 4)),
    )

    def test_months_of_which_single_records_stand_elsewhere_are_told_of(self, workbook, intake, told):
        workbook("办件明细.xlsx", {"明细": self.RECORDS})
        months = [["月份", "业务类别", "宗数"], ["1月", "户政", 2], ["2月", "户政", 30], ["1月", "人社", 70]]
        workbook("公共服务中心办件月报.xlsx", {"月报": months})
        found = intake()
        assert len(found.tables["L11"]) == 5
        note = told(found).iloc[0]
        assert len(told(found)) == 1 and (note["reason"], note["sheet"]) == ("both_forms", "月报")
        assert "第2行" in note["message"] and "《办件明细.xlsx》“明细”" in note["message"]

    def test_other_months_are_not(self, workbook, intake):
        workbook("办件明细.xlsx", {"明细": self.RECORDS})
        workbook("公共服务中心办件月报.xlsx", {"月报": [["月份", "业务类别", "宗数"], ["2月", "户政", 30]]})
        assert not intake().problems
