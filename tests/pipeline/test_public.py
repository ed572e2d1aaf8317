"""The public edition: a folder of its own, what is hidden nowhere to be found, and no edition at all where hiding does not help."""

import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace

import pandas as pd
import pytest

from fazhi import appendix
from fazhi.catalogue import load
from fazhi.disclosure import file_decision
from fazhi.pipeline import Place, PlaceError, Results, count, site
from fazhi.pipeline.messages import outcome_of
from fazhi.pipeline.public import EDITIONS, PARTS, EditionError, NotSafe, archived
from fazhi.publish.blocks import Banner, Figure, KeyFigures, Table
from fazhi.runs.plan import start_page, township_year

CATALOGUE = load()
MEDIATORS = 66


def with_ledgers(**letters: str):
    """The catalogue with these ledgers in other classes, and class A wide enough to hide the shipped counts."""
    policy = CATALOGUE.disclosure
    wide = tuple(c.model_copy(update={"whole": 70}) if c.id == "A" else c for c in policy.classes)
    policy = policy.model_copy(update={"classes": wide, "ledgers": policy.ledgers | letters})
    return replace(CATALOGUE, disclosure=policy)


@pytest.fixture(scope="module")
def public(whole: Results, tmp_path_factory: pytest.TempPathFactory) -> Place:
    """The shipped ledgers as a public edition, without a published report beside them."""
    home, place = tmp_path_factory.mktemp("public"), whole.clean.place
    (home / "townships.csv").write_bytes((place.site.reference / "townships.csv").read_bytes())
    outputs = home / "outputs"
    return replace(place, site=replace(place.site, edition="public", reference=home, outputs=outputs))


@pytest.fixture(scope="module")
def hidden(public: Place) -> Results:
    """The public edition with the roster of mediators, 66 of them, as a sensitive ledger."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("fazhi.pipeline.counting.load", lambda: with_ledgers(L13="A"))
        return count(public)


@pytest.fixture(scope="module")
def shipped(public: Place, tmp_path_factory: pytest.TempPathFactory) -> Results:
    """The public edition under the policy as it is."""
    return count(replace(public, site=replace(public.site, outputs=tmp_path_factory.mktemp("shipped"))))


def test_where_no_ledger_is_recognised_the_edition_says_what_is_missing_and_hides_nothing(public: Place, tmp_path):
    raw = tmp_path / "raw" / "示例镇" / "2023"
    raw.mkdir(parents=True)
    (raw / "其他.csv").write_text("甲,乙\n1,2\n", encoding="utf-8")
    where = replace(public.site, raw=tmp_path / "raw", processed=tmp_path / "p", outputs=tmp_path / "o")
    found = count(Place(where, "示例镇", 2023))
    assert {value.status for id, value in found.values.items() if id.startswith("disputes")} == {"missing_ledger"}


def texts(page: appendix.Appendix) -> Iterator[str]:
    """All words and numbers of a page: of its tables, figures, notes, alternative texts and chart data."""
    for chapter in (page.front, page.sections, page.checks, page.set_aside, page.methods, page.provenance):
        for part in chapter.parts:
            if isinstance(part, Figure):
                yield from (part.title, part.alt, *part.notes)
                yield part.data.to_text() if isinstance(part.data, Table) else ""
            elif isinstance(part, Table | Banner | KeyFigures):
                yield part.to_text()


def numbers(text: str) -> set[str]:
    return set(re.findall(r"(?<![\d.])\d+(?![\d.])", text.replace(",", "")))


def test_a_hidden_count_stands_in_no_file_and_in_no_part_of_the_page(hidden: Results):
    assert hidden.values["mediators"].status == "suppressed"
    files = [path for path in hidden.clean.place.outputs.rglob("*") if path.is_file()]
    names = {"breakdowns.csv", "identities.csv", "indicators.csv", "reconciliation.csv", "status.json"}
    assert {path.name for path in files} == names
    everything = [path.read_text(encoding="utf-8") for path in files] + list(texts(appendix.compose(hidden)))
    assert len(everything) > 40
    assert not [text for text in everything if str(MEDIATORS) in numbers(text)]


def test_the_page_marks_a_hidden_count_and_states_the_rule(hidden: Results):
    page = appendix.compose(hidden)
    rows = [row for part in page.sections.parts if isinstance(part, Table) for row in part.cells]
    (row,) = [row for row in rows if row[0].text == CATALOGUE.indicators["mediators"].zh]
    assert row[1].text == "×"
    assert row[1].href is None
    banners = [part.to_text() for part in page.front.parts if isinstance(part, Banner)]
    assert any("公开版" in text and "×" in text for text in banners)


def test_a_quotation_names_neither_a_hidden_count_nor_a_hash(hidden: Results):
    page = appendix.compose(hidden)
    tables = [part for chapter in (page.sections, page.checks) for part in chapter.parts if isinstance(part, Table)]
    cells = [cell for table in tables for row in table.cells for cell in row]
    assert any(cell.cite for cell in cells) and not any(cell.cite for cell in cells if "×" in cell.text)
    assert not re.search(r"[0-9a-f]{16}|SHA", " ".join(str(one.cite) for one in (*cells, *tables)))


def test_charts_of_hidden_counts_are_not_drawn_and_the_page_says_so(hidden: Results):
    page = appendix.compose(hidden)
    titles = " ".join(part.title for part in page.sections.parts if isinstance(part, Figure))
    assert "人民调解员" not in titles
    assert "纠纷" in titles
    absent = [part.to_text() for part in page.methods.parts if isinstance(part, Banner)]
    assert any("人民调解员" in text for text in absent)


def test_no_link_leads_to_evidence_and_no_rows_are_listed(hidden: Results):
    page = appendix.compose(hidden)
    cells = [cell for part in page.sections.parts if isinstance(part, Table) for row in part.cells for cell in row]
    assert not [cell.href for cell in cells if cell.href]
    assert not (hidden.clean.place.outputs / "evidence").exists()
    assert not [part for part in page.set_aside.parts if isinstance(part, Table)]


def test_every_file_is_one_that_the_policy_lets_out(hidden: Results):
    folder = hidden.clean.place.outputs
    for path in folder.rglob("*"):
        if path.is_file():
            assert file_decision(path.relative_to(folder).as_posix(), CATALOGUE).release != "withheld", path.name


def test_what_was_decided_is_written_down_inside_the_house(hidden: Results):
    place = hidden.clean.place
    log = pd.read_csv(place.processed / "disclosure_log.csv")
    assert log["primary"].sum() >= 1
    assert not list(place.site.editions.rglob("disclosure_*"))


def marks(table: Table) -> int:
    return sum(cell.text == "×" for row in table.cells for cell in row)


def test_small_counts_of_the_shipped_ledgers_are_marked_or_left_out(shipped: Results):
    assert shipped.public is not None
    assert shipped.public.protected.passed
    assert ("disputes_accepted", "disputes_by_type") in shipped.public.left_out
    page = appendix.compose(shipped)
    marked = [part for part in page.sections.parts if isinstance(part, Table) and marks(part)]
    assert ["公共服务办件" in part.title for part in marked] == [True]
    assert marks(marked[0]) == 3


def test_the_internal_edition_is_marked_as_such_and_hides_nothing(page: appendix.Appendix):
    assert any("内部资料" in part.to_text() for part in page.front.parts if isinstance(part, Banner))
    assert not any("×" in row[1].text for part in page.sections.parts if isinstance(part, Table) for row in part.cells)


def test_the_two_editions_lie_in_folders_of_their_own(copy: Place):
    public = replace(copy, site=replace(copy.site, edition="public"))
    assert public.outputs == copy.site.outputs / "public" / copy.township / str(copy.year)
    assert copy.outputs == copy.site.outputs / copy.township / str(copy.year)


def test_an_edition_that_there_is_not_is_refused():
    with pytest.raises(PlaceError):
        site(edition="pubic")  # type: ignore[arg-type]


@pytest.fixture
def roster(copy: Place) -> Place:
    """A public edition of the roster of mediators alone, with what the report has said of them beside it."""
    for path in copy.raw.iterdir():
        if path.name not in ("双合镇人民调解员名册.xlsx", "about.yaml"):
            path.unlink()
    head, *lines = (copy.site.reference / "published.csv").read_text(encoding="utf-8").splitlines()
    said = [line for line in lines if ",mediators" in line]
    assert len(said) == 3
    reference = copy.site.raw.with_name("reference")
    reference.mkdir()
    (reference / "published.csv").write_text("\n".join([head, *said]), encoding="utf-8")
    return replace(copy, site=replace(copy.site, edition="public", reference=reference))


def test_what_the_report_has_said_already_cannot_be_hidden_and_stops_the_edition(roster: Place, monkeypatch):
    monkeypatch.setattr("fazhi.pipeline.counting.load", lambda: with_ledgers(L13="A"))
    with pytest.raises(NotSafe, match="公开版未生成"):
        count(roster)
    assert not (roster.outputs / "indicators.csv").exists()


@pytest.fixture
def quoted(public: Place, tmp_path) -> Callable[..., Results]:
    """The public edition beside a published report that says this of indicators (id, figure, window)."""

    def build(*said: tuple[str, float, str]) -> Results:
        reference = tmp_path / "reference"
        reference.mkdir(exist_ok=True)
        (reference / "townships.csv").write_bytes((public.site.reference / "townships.csv").read_bytes())
        lines = [
            f"双合镇,2022,X{n},{id},{figure:g},,宗,{window},三（二）,报告"
            for n, (id, figure, window) in enumerate(said)
        ]
        head = "township,year,claim,indicator,value,wording,unit,window,section,source"
        (reference / "published.csv").write_text("\n".join([head, *lines]), encoding="utf-8")
        return count(replace(public, site=replace(public.site, reference=reference, outputs=tmp_path / "outputs")))

    return build


def hidden_month(found: Results) -> tuple[str, int]:
    """A hidden cell of the services by month: the indicator that counts its category, and the month."""
    assert found.public is not None
    parts = found.public.breakdowns
    of_services = parts[(parts["breakdown"] == "service_by_month") & (parts["status"] == "suppressed")]
    cells = (cell.split("/") for cell in sorted(of_services["category"], reverse=True))
    return next((f"service_{c}", int(month[-2:])) for month, c in cells if f"service_{c}" in CATALOGUE.indicators)


def test_a_figure_of_a_part_of_the_year_does_not_give_a_hidden_month_back(shipped: Results, quoted):
    """35 by November and 38 in all would be 3 in December."""
    indicator, month = hidden_month(shipped)
    said = (indicator, 1, f"截至{month}月"), (indicator, 1, f"截至{month - 1}月"), ("inspection_cases", 1, "截至11月")
    told = quoted(*said).reconciliation
    assert told["verdict"].tolist() == ["not_checkable", "not_checkable", "inconsistent"]
    assert told["computed"].notna().tolist() == [False, False, True]


def test_what_the_report_says_of_parts_of_the_year_is_known_to_the_audit(shipped: Results, whole: Results, quoted):
    indicator, month = hidden_month(shipped)
    placed = whole.values[indicator].rows["placed"].dt.month
    amounts = whole.values[indicator].rows["quantity"].astype(float).fillna(1)
    said = [(indicator, float(amounts[placed <= last].sum()), f"截至{last}月") for last in (month - 1, month)]
    quoted(said[0])  # one of them leaves the month open
    with pytest.raises(NotSafe):
        quoted(*said)


def test_what_the_report_beside_the_ledgers_says_of_parts_of_the_year_is_known_to_the_audit(
    shipped: Results, whole: Results, public: Place, tmp_path
):
    indicator, month = hidden_month(shipped)
    rows = whole.values[indicator].rows
    counts = [
        int(rows["quantity"].astype(float).fillna(1)[rows["placed"].dt.month <= last].sum())
        for last in (month - 1, month)
    ]
    name = CATALOGUE.indicators[indicator].zh
    shutil.copytree(public.raw, tmp_path / "raw" / public.township / str(public.year))
    there = replace(public, site=replace(public.site, raw=tmp_path / "raw", outputs=tmp_path / "outputs"))
    said = [f"截至{last}月，办理{name}{n}宗。" for last, n in zip((month - 1, month), counts, strict=True)]
    (there.raw / "报告.txt").write_text("".join(said), encoding="utf-8")
    with pytest.raises(NotSafe):
        count(there)


def test_what_an_earlier_edition_showed_stops_the_edition_too(roster: Place, monkeypatch):
    (roster.site.reference / "published.csv").unlink()
    shown = count(roster).indicators
    monkeypatch.setattr("fazhi.pipeline.counting.load", lambda: with_ledgers(L13="A"))
    assert count(roster).values["mediators"].status == "suppressed"  # what nobody was told can be hidden
    (roster.site.reference / EDITIONS).mkdir()
    shown.to_csv(roster.site.reference / EDITIONS / "2023-01.csv", index=False)
    with pytest.raises(NotSafe):
        count(roster)


@pytest.fixture
def careless(public: Place, tmp_path, monkeypatch) -> tuple[Place, Results]:
    """An edition that hid no small count, and a place to make the next one at, with archived editions beside it."""
    monkeypatch.setattr("fazhi.pipeline.counting.load", lambda: replace(CATALOGUE, disclosure=without_limits()))
    (tmp_path / "reference" / EDITIONS).mkdir(parents=True)
    table = tmp_path / "reference" / "townships.csv"
    table.write_bytes((public.site.reference / "townships.csv").read_bytes())
    place = replace(public, site=replace(public.site, reference=table.parent, outputs=tmp_path / "outputs"))
    return place, count(place)


def without_limits():
    policy = CATALOGUE.disclosure
    open_ = tuple(entry.model_copy(update={"whole": 0, "crossed": 0, "zero": "shown"}) for entry in policy.classes)
    return policy.model_copy(update={"classes": open_})


def test_what_an_earlier_edition_showed_of_breakdowns_is_known(careless, monkeypatch):
    """A small count by matter that stands in the archived table is out, and no later edition may pretend to hide it."""
    place, first = careless
    archive = place.site.reference / EDITIONS
    first.indicators.to_csv(archive / "2023-02.csv", index=False)
    (archive / "2023-02.breakdowns.csv").write_bytes((place.outputs / "breakdowns.csv").read_bytes())
    monkeypatch.setattr("fazhi.pipeline.counting.load", load)
    with pytest.raises(NotSafe):
        count(place)


def test_of_an_earlier_edition_without_them_the_audit_says_what_it_does_not_know(careless, monkeypatch):
    place, first = careless
    first.indicators.to_csv(place.site.reference / EDITIONS / "2023-02.csv", index=False)
    monkeypatch.setattr("fazhi.pipeline.counting.load", load)
    count(place)
    (row,) = pd.read_csv(place.processed / "disclosure_earlier.csv").to_dict("records")
    assert (row["edition"], row["breakdown_cells"]) == ("2023-02", 0)
    assert "细分" in row["note"]
    head = "township,year,indicator,breakdown,category,value,status\n"  # an edition that left out all of them
    (place.site.reference / EDITIONS / "2023-02.breakdowns.csv").write_text(head, encoding="utf-8")
    count(place)
    assert pd.read_csv(place.processed / "disclosure_earlier.csv")["note"].isna().all()


def test_a_table_that_hid_a_part_last_time_is_left_out_once_its_figures_have_changed(shipped: Results, tmp_path):
    """A hundred matters more since then: the two tables together would tell more of what both hide than either."""
    place, table = shipped.clean.place, "service_by_month"
    archive = tmp_path / "reference" / EDITIONS
    archive.mkdir(parents=True)
    (archive.parent / "townships.csv").write_bytes((place.site.reference / "townships.csv").read_bytes())
    parts = pd.read_csv(place.outputs / "breakdowns.csv")
    assert (parts["breakdown"] == table).any()
    largest = parts.loc[parts["breakdown"] == table, "value"].idxmax()
    parts.loc[largest, "value"] -= 100
    parts.to_csv(archive / "2023-02.breakdowns.csv", index=False)
    whole = pd.read_csv(place.outputs / "indicators.csv")
    totals = whole["indicator"] == "service_total"
    whole.loc[totals, "value"] = str(int(shipped.values["service_total"].value) - 100)
    whole.to_csv(archive / "2023-02.csv", index=False)
    found = count(replace(place, site=replace(place.site, reference=archive.parent, outputs=tmp_path / "outputs")))
    assert found.public is not None and shipped.public is not None
    assert {name for _, name in found.public.left_out} - {name for _, name in shipped.public.left_out} == {table}


HEAD = "township,year,indicator,numerator,denominator,value"
LINE = "双合镇,2022,service_total,,,"


@pytest.fixture
def archive(public: Place, tmp_path) -> tuple[Place, Callable[..., None]]:
    """A place with archived editions beside it, and how to lay one down."""

    def lay_down(name: str, *lines: str, encoding: str = "utf-8") -> None:
        path = tmp_path / EDITIONS / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("\n".join(lines), encoding=encoding)

    return replace(public, site=replace(public.site, reference=tmp_path)), lay_down


def test_an_edition_that_excel_saved_is_read_like_its_own(archive):
    place, lay_down = archive
    lay_down("2023-02.csv", HEAD, LINE + '"26,003"', encoding="gb18030")
    lay_down(
        "2023-02.breakdowns.csv", ",".join(PARTS), "双合镇,2022,disputes_accepted,disputes_by_type,land,,suppressed"
    )
    (known,) = archived(place)
    assert [known.indicators["value"].tolist(), known.parts["value"].tolist()] == [[26003.0], [None]]


@pytest.mark.parametrize("name", ["双合镇/2022/indicators.csv", "2023-02.CSV", "breakdowns.csv"])
def test_a_table_that_would_not_be_known_as_an_edition_stops_the_next_one(archive, name):
    """What it gave away would be taken for unknown."""
    place, lay_down = archive
    lay_down(name, ",".join(PARTS))
    with pytest.raises(EditionError, match=name.rpartition("/")[2]):
        list(archived(place))


def test_a_number_of_an_edition_that_cannot_be_read_stops_the_next_one(archive):
    place, lay_down = archive
    lay_down("2023-02.csv", HEAD, LINE + "12", LINE + "两百来宗")
    with pytest.raises(EditionError, match="两百来宗"):
        list(archived(place))


def test_the_table_of_breakdowns_holds_what_the_edition_shows_and_no_more(shipped: Results):
    assert shipped.public is not None
    table = pd.read_csv(shipped.clean.place.outputs / "breakdowns.csv")
    assert set(zip(table["indicator"], table["breakdown"], strict=True)).isdisjoint(shipped.public.left_out)
    hidden = table[table["status"] == "suppressed"]
    assert len(hidden) == 3 and hidden["value"].isna().all()
    shown = table[table["status"] == "ok"]
    assert shown["value"].notna().all()
    months = shown[shown["breakdown"] == "disputes_accepted_by_month"]
    assert months["value"].sum() == shipped.values["disputes_accepted"].value


def test_messages_of_a_public_edition_name_no_file(hidden: Results):
    told = outcome_of(hidden)
    assert told.set_aside is None
    assert not [message for message in told.messages if ".xls" in message or "data/raw" in message]


@pytest.mark.slow
def test_the_command_writes_a_public_edition_of_every_document(fazhi, copy: Place):
    where = copy.site
    folders = ("--raw", where.raw, "--processed", where.processed, "--outputs", where.outputs)
    done = fazhi("run", *folders, "--edition", "public")
    assert done.returncode == 0, done.stderr
    folder = where.outputs / "public" / copy.township / str(copy.year)
    names = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    assert names == {
        "2_indicators.ipynb", "3_appendix.ipynb", "appendix.html", "appendix.pdf", "appendix.xlsx", "breakdowns.csv",
        "identities.csv", "indicators.csv", "reconciliation.csv", "status.json",
    }  # fmt: skip
    assert not copy.outputs.with_name("internal").exists()
    page = (folder / "appendix.html").read_text(encoding="utf-8")
    assert "公开版" in page
    assert "内部资料" not in page
    assert 'href="evidence/' not in page
    assert (where.outputs / "public" / "index.html").is_file()
    assert fazhi("run", *folders, "--edition", "pubic").returncode == 2


def test_receipts_of_a_public_edition_stay_inside_for_they_name_the_ledgers(copy: Place):
    public = replace(copy, site=replace(copy.site, edition="public"))
    job, page = township_year(public, "zh"), start_page(public.site, "zh")
    for folder in (job.receipt, page.receipt):
        assert folder.is_relative_to(public.site.processed) and not folder.is_relative_to(public.site.outputs)
    assert township_year(copy, "zh").receipt == copy.outputs
