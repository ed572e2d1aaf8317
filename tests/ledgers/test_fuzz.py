"""Whatever a file holds: no exception, every row accounted for, each problem in words. Files that once broke something are kept."""

import io
import random
import zipfile
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from fazhi.catalogue import load
from fazhi.ledgers import take_in

CORPUS = Path(__file__).parent / "corpus"
HEADER = ["序号", "标题", "栏目", "公开日期", "备注"]
ROWS = [
    [1, "关于春耕的通知", "通知公告", "2023-03-01", ""],
    [2, "关于防火的通知", "通知公告", 45000, "同上"],
    [3, "政务动态一则", "工作动态", "2023年13月1日", "100余"],
    ["合计", "", "", "", 3],
]
# Pieces that make trouble where readers trust what stands there.
NASTY = [
    b"", b"<", b">", b"</c>", b"<c r=\"A1\"><v>", b"<v>", b"</row>", b'<row r="1048577">', b'r="XFD1048576"', b't="s"', b't="x"', b"&lt;",
    b"&#0;", b"&bad;", b"1e999", b"-0", b"NaN", b"99999999999999999999", b"\xff\xfe", b"\x00", b"_x0000_", b"_xD83D_", b'hidden="1"',
    b"<mergeCell ref=\"A1:XFD1048576\"/>", b"<mergeCell ref=\"C9:A1\"/>", b"<is><t>", b'<t xml:space="preserve">', b"<!DOCTYPE x>",
]  # fmt: skip
PLAIN_PARTS = ("sheet1.xml", "sharedStrings.xml", "styles.xml", "workbook.xml", ".rels", "comments1.xml")


def workbook(inline):
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"constant_memory": inline, "in_memory": not inline}) as book:
        sheet = book.add_worksheet("主动公开台账")
        for index, cells in enumerate([["政府信息主动公开台账"], HEADER, *ROWS]):
            sheet.write_row(index, 0, cells)
        if not inline:
            sheet.merge_range(0, 0, 0, 4, "政府信息主动公开台账")
            sheet.write_comment(3, 3, "见原件")
    return stream.getvalue()


def text(encoding, separator):
    lines = [separator.join(map(str, cells)) for cells in [["政府信息主动公开台账"], HEADER, *ROWS]]
    return "\n".join(lines).encode(encoding)


PAGE = (
    "<table>" + "".join(f"<tr>{''.join(f'<td>{c}</td>' for c in cells)}</tr>" for cells in [HEADER, *ROWS]) + "</table>"
)
SEEDS = {
    "主动公开台账.xlsx": workbook(False),
    "主动公开台账(1).xlsx": workbook(True),
    "主动公开台账.csv": text("gb18030", ","),
    "主动公开台账.txt": text("utf-8", "\t"),
    "主动公开台账.xls": PAGE.encode(),
}


def broken(data, chance):
    """The bytes with a few pieces cut out, doubled, moved or replaced by something nasty."""
    for _ in range(chance.randint(1, 4)):
        begin = chance.randrange(len(data) + 1)
        end = min(len(data), begin + chance.choice([0, 1, 1, 2, 5, 20, 200]))
        piece = chance.choice([chance.choice(NASTY), data[begin:end] * 2, bytes([chance.randrange(256)]), b""])
        data = data[:begin] + piece + data[end:]
    return data


def broken_workbook(data, chance):
    """A workbook of which one part is broken and packed anew, so that readers get as far as its words."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    name = chance.choice([name for name in parts if name.endswith(PLAIN_PARTS)])
    parts[name] = broken(parts[name], chance)
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for part, content in parts.items():
            archive.writestr(part, content)
    return stream.getvalue()


def check(folder):
    """Take the folder in: no exception, all accounts balance, each message is there in both languages, all can be written down."""
    found = take_in(folder, 2023, load())
    assert all(account.balances for account in found.accounts)
    assert all(all(problem.texts(load(), language)) for problem in found.problems for language in ("zh", "en"))
    assert found.accounts or found.problems
    assert all(table.to_csv().encode() for table in found.tables.values())


@settings(max_examples=400)
@given(name=st.sampled_from(sorted(SEEDS)), seed=st.integers(0, 2**32))
def test_a_broken_file_is_a_message_or_is_read(tmp_path_factory, name, seed):
    chance = random.Random(seed)
    data = SEEDS[name]
    inside = data[:2] == b"PK" and chance.random() < 0.8
    path = tmp_path_factory.mktemp("a") / name
    path.write_bytes(broken_workbook(data, chance) if inside else broken(data, chance))
    check(path.parent)


@pytest.mark.parametrize("path", sorted(CORPUS.iterdir()), ids=lambda path: path.name)
def test_what_once_broke_something(tmp_path, path):
    (tmp_path / path.name).write_bytes(path.read_bytes())
    check(tmp_path)


def test_the_seeds_themselves_are_read_whole(tmp_path):
    for name, data in SEEDS.items():
        (folder := tmp_path / name).mkdir()
        (folder / name).write_bytes(data)
        account = take_in(folder, 2023, load()).accounts[0]
        assert (account.ledger, account.kept, account.set_aside) == ("L09", 2, 1), name
