"""Everything that `--language en` writes is English: what is Chinese in it is data (names, quotations), never a word of ours."""

import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from bs4 import BeautifulSoup

from fazhi.catalogue import load

CATALOGUE = load()
CHINESE = re.compile(r"[\u2e80-\u303f\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff00-\uffef]+")
SPOKEN = ("title", "alt", "aria-label", "aria-description", "content", "placeholder")  # attributes that a reader meets
QUOTED = re.compile(r"“[^”]*”")
TRANSLATED = re.compile(r"([^\s,()\[\]]+) \(([^()]+)\)")


@pytest.fixture(scope="module")
def home(tmp_path_factory, root: Path, fazhi) -> Path:
    """The shipped year in English, one ledger of it missing, one damaged and one unknown, and its comparison."""
    home = tmp_path_factory.mktemp("english")
    raw = shutil.copytree(root / "data" / "raw" / "双合镇" / "2022", home / "raw" / "双合镇" / "2022")
    ledgers = sorted(raw.glob("*.xlsx"))
    ledgers[0].unlink()
    ledgers[1].write_bytes(ledgers[1].read_bytes()[:2000])
    (raw / "来信登记.csv").write_text("序号,来信人,内容\n1,甲,路灯\n2,乙,水管\n", encoding="utf-8")
    places = (
        "--raw",
        home / "raw",
        "--processed",
        home / "processed",
        "--outputs",
        home / "outputs",
        "--language",
        "en",
    )
    for command, code in (("run", 1), ("compare", 0)):
        done = fazhi(command, *places)
        assert done.returncode == code, done.stderr
    return home


@pytest.fixture(scope="module")
def data(home: Path, root: Path) -> str:
    """Every Chinese string that is data: names of files, sheets and places, what the clean tables and the published figures hold."""
    raw = home / "raw" / "双合镇" / "2022"
    known = {"双合镇", *(path.name for path in raw.iterdir())}
    known |= set((raw / "about.yaml").read_text(encoding="utf-8").splitlines())
    for table in (home / "processed").rglob("L*.parquet"):
        frame = pd.read_parquet(table)
        known |= {text for column in frame for text in frame[column] if isinstance(text, str)}
    account = pd.read_parquet(next((home / "processed").rglob("account.parquet")))
    known |= set(account["sheet"])
    for table in (root / "data" / "reference").glob("*.csv"):
        known |= set(re.split(r"[,\n]", table.read_text(encoding="utf-8-sig")))
    return "\n".join(sorted(known))


@pytest.fixture(scope="module")
def quoted(root: Path, home: Path) -> str:
    """What messages may quote: the ledgers as they came in, headers and all, and the words that the catalogue asks for."""
    bytes_of = (path.read_bytes() for path in (home / "raw").rglob("*.csv"))
    texts = [
        content.decode("utf-8" if content.startswith((b"\xef\xbb\xbf", "序号".encode())) else "gb18030")
        for content in bytes_of
    ]
    for path in (root / "data" / "raw" / "双合镇" / "2022").glob("*.xlsx"):
        for sheet in openpyxl.load_workbook(path, read_only=True):
            texts += [str(cell) for row in sheet.iter_rows(values_only=True) for cell in row if cell is not None]
    return re.sub(r"\s", "", "\n".join(texts))


def names() -> dict[str, set[str]]:
    """Ledgers, columns and categories by their Chinese name: a message may give it with its translation, or one of several."""
    every: dict[str, set[str]] = {CATALOGUE.layout.other[0]: {CATALOGUE.word("other", "en")}}
    for ledger in CATALOGUE.ledgers.values():
        for named in (ledger, *ledger.columns, *(value for column in ledger.columns for value in column.values)):
            every.setdefault(named.zh, set()).add(named.en)
    return every


def strange(text: str, data: str, quoted: str) -> list[str]:
    """The Chinese in a text that is neither data, nor quoted from a ledger, nor a name with its translation.

    Below the end of a line a Chinese word may go on without a blank, and as well another cell may begin.
    """
    went_on = _strange(re.sub(r"(?<=[^\x00-\x7f])\n(?=[^\x00-\x7f])", "", text).replace("\n", " "), data, quoted)
    if not went_on or "\n" not in text:
        return went_on
    apart = _strange(text.replace("\n", " "), data, quoted)
    return [run for run in went_on if any(part in run for part in apart)]


def _strange(text: str, data: str, quoted: str) -> list[str]:
    known = names()
    text = QUOTED.sub(lambda m: "" if m[0][1:-1] in quoted or m[0][1:-1] in known else m[0], text)
    text = TRANSLATED.sub(lambda m: "" if m[2] in known.get(m[1], ()) else m[0], text)
    asked_for = {*CATALOGUE.layout.nil_report, *CATALOGUE.layout.other}
    approximate = (words for kind, words in CATALOGUE.wordings.items() if kind != "exact")
    signs = {word for words in approximate for word in (*words.before, *words.behind, *words.noted)}
    return [run for run in CHINESE.findall(text) if run not in data and run not in asked_for | signs]


def texts(path: Path) -> Iterator[str]:
    """All that a reader of the file meets."""
    if path.suffix == ".html":
        page = BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")
        for hidden in page(["style"]):
            hidden.extract()
        for marked in page.select("span[lang]"):  # a quotation goes on around its Chinese words
            marked.unwrap()
        page.smooth()
        yield from (str(text) for text in page.find_all(string=True))
        yield from (tag[name] for tag in page.find_all(True) for name in SPOKEN if tag.get(name))
    elif path.suffix == ".xlsx":
        book = openpyxl.load_workbook(path)
        yield from (str(text) for text in (book.properties.title, book.properties.subject, book.properties.description))
        for sheet in book:
            yield sheet.title
            yield from (c.value for row in sheet.iter_rows() for c in row if isinstance(c.value, str))
    elif path.suffix == ".pdf":
        told = subprocess.run(["pdftotext", "-raw", path, "-"], capture_output=True, check=True)
        for page in told.stdout.decode().split("\f"):
            yield page.replace("-\n", "-")
    elif path.name == "status.json":  # what is told is kept in both languages, for whoever starts the next run
        record = json.loads(path.read_text(encoding="utf-8"))
        assert record["told"].pop("zh") and record["told"]["en"] == record["messages"]
        yield from json.dumps(record, ensure_ascii=False, indent=1).splitlines()
    else:
        yield from path.read_text(encoding="utf-8").splitlines()


@pytest.mark.slow
@pytest.mark.parametrize(
    "name",
    [
        "双合镇/2022/appendix.html",
        pytest.param("双合镇/2022/appendix.pdf", marks=pytest.mark.pdf),
        "双合镇/2022/appendix.xlsx",
        "双合镇/2022/*.csv",
        "双合镇/2022/*.json",
        "双合镇/2022/evidence/*.csv",
        "comparison/comparison.html",
        pytest.param("comparison/comparison.pdf", marks=pytest.mark.pdf),
        "comparison/comparison.xlsx",
        "comparison/*.csv",
        "index.html",
    ],
)
def test_what_is_chinese_in_an_english_artefact_is_data(home, data, quoted, name):
    paths = list((home / "outputs").glob(name))
    assert paths
    found = {
        (path.name, run, text[:120]) for path in paths for text in texts(path) for run in strange(text, data, quoted)
    }
    assert found == set()


@pytest.mark.slow
def test_the_messages_of_the_run_are_english_and_say_what_happened(home):
    status = (home / "outputs" / "双合镇" / "2022" / "status.json").read_text(encoding="utf-8")
    assert "Ledgers missing: " in status and "damaged" in status and "was not recognised" in status


@pytest.mark.slow
def test_who_asks_in_another_language_is_answered_in_it_and_the_results_stay_as_they_are(home, fazhi):
    places = ("--raw", home / "raw", "--processed", home / "processed", "--outputs", home / "outputs")
    before = (home / "outputs" / "双合镇" / "2022" / "set_aside.csv").read_bytes()
    told = fazhi("explain", "disputes_resolved", "双合镇", 2022, *places)
    assert "计算方法" in told.stdout and told.returncode == 0
    assert (home / "outputs" / "双合镇" / "2022" / "set_aside.csv").read_bytes() == before


def test_the_search_finds_a_word_that_was_missed():
    assert strange("Total 合计 5", "双合镇", "") == ["合计"]
    assert strange("“合计” is empty", "", "合计") == [] and strange("“合计” is empty", "", "") == ["合计"]
    assert strange("结果 (Result)", "", "") == [] and strange("结果 (Outcome!)", "", "") == ["结果"]
