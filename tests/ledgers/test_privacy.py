"""Nothing personal passes the intake: not into tables, not into messages."""

NAME, OTHER, NUMBER = "欧阳测试", "司马样例", "990000199001011239"
PHONE = "13800138000"


def everything_said(found, told):
    tables = "\n".join(table.to_csv() for table in found.tables.values())
    return tables + told(found).to_csv()


def test_names_numbers_and_telephones_leave_no_trace(workbook, intake, told):
    header = ["姓名", "身份证号", "所属调委会", "专兼职", "聘任日期", "联系电话"]
    rows = [
        [NAME, NUMBER, "东村调委会", "专职", "2021-01-01", PHONE],
        [OTHER, NUMBER[:-1] + "X", "东村调委会", "说不清", "2021-01-01", PHONE],
        [NAME, NUMBER, "东村调委会", "专职", "2021-01-01", PHONE],
        [NAME, "", "西村调委会", "专职", NAME, PHONE],
    ]
    workbook("人民调解员名册.xlsx", {"一": [header, *rows]})
    said = everything_said(intake(), told)
    for secret in (NAME, OTHER, NUMBER, PHONE):
        assert secret not in said


def test_a_name_in_the_wrong_column_is_not_repeated_in_the_message(disputes, told):
    found = disputes(
        [
            ["调1", NAME, "邻里", OTHER, NAME, "2023-03-20", "调解成功"],
            ["调2", "2023-03-01", f"{OTHER}的家事", OTHER, NAME, None, "在调"],
        ]
    )
    said = everything_said(found, told)
    assert NAME not in said and OTHER not in said
    assert len(told(found)) == 2


def test_what_people_write_in_place_of_a_day_is_repeated_as_it_stands(disputes, told):
    found = disputes([["调1", "已办结", "邻里", OTHER, NAME, "2023-03-20", "调解成功"]])
    assert "已办结" in told(found)["message"].item()


def test_numbers_in_free_text_that_is_kept_are_struck_out(workbook, intake):
    rows = [["标题", "栏目", "公开日期"], [f"关于{NUMBER}（电话{PHONE}）的公告", "通知公告", "2023-03-01"]]
    workbook("政府信息主动公开台账.xlsx", {"一": rows})
    title = intake().tables["L09"]["title"].item()
    assert NUMBER not in title and PHONE not in title and "公告" in title


def test_the_same_person_has_the_same_code_in_every_ledger_of_the_year(workbook, intake):
    workbook(
        "人民调解员名册.xlsx",
        {
            "一": [
                ["姓名", "身份证号", "所属调委会", "专兼职", "聘任日期"],
                [NAME, NUMBER, "东村", "专职", "2021-01-01"],
            ]
        },
    )
    workbook(
        "法律明白人名册.xlsx", {"一": [["姓名", "身份证号", "村居", "认定日期"], [NAME, NUMBER, "东村", "2021-01-01"]]}
    )
    tables = intake().tables
    assert tables["L13"]["person"].item() == tables["L18"]["person"].item()
