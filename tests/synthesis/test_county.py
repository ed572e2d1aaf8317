"""The fictional county: nowhere on the map, the same bytes for a seed, one outlier and nothing else, all true values known."""

import csv
import datetime as dt
import io
import zipfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import yaml
from scipy import stats
from typer.testing import CliRunner

from fazhi.catalogue import load
from fazhi.cli import app
from fazhi.comparison import compare
from fazhi.indicators import Facts, Value, calendar_year, evaluate, intervals, read_reference, township_of
from fazhi.ledgers import take_in
from fazhi.synthesis import Plan, plan_for
from fazhi.synthesis.chance import Chance
from fazhi.synthesis.county import County, CountyError, WrittenCounty, county, write_county
from fazhi.synthesis.county.habits import books_of, needed
from fazhi.synthesis.county.setting import setting
from fazhi.synthesis.recount import Figure, true_figures
from fazhi.synthesis.truth import rows_of

SEED, LAST = 2022, 2024
Figures = dict[str, Figure]


def figures(plan: Plan, seed: int = SEED) -> Figures:
    """The true values of a township-year, as if every ledger had been handed in."""
    return true_figures(plan, rows_of(plan, Chance(seed, plan.township, plan.year)))


def of_year(drawn: County, year: int, seed: int) -> dict[str, Figures]:
    return {plan.township: figures(plan, seed) for plan in drawn.plans if plan.year == year}


@pytest.fixture(scope="module")
def twelve() -> County:
    return county(12, 6, SEED)


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> WrittenCounty:
    """Two townships, two years: what is written, quickly."""
    return write_county(tmp_path_factory.mktemp("small") / "raw", 2, 2, SEED)


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> WrittenCounty:
    """Twelve townships, and the fewest years in which there is room for all that is planted."""
    return write_county(tmp_path_factory.mktemp("whole") / "raw", 12, 5, SEED)


# ------------------------------------------------------------------------------------------ a place that is none


def test_every_name_says_that_it_is_an_example_and_none_is_in_the_reference_table(twelve: County, root: Path):
    real = read_reference(root / "data" / "reference" / "townships.csv")
    names = {township.name for township in twelve.townships}
    names |= {village.name for township in twelve.townships for village in township.villages}
    assert all("例" in name for name in names) and not names & {
        entry[column] for entry in real for column in ("township", "name")
    }
    assert len({township.name for township in twelve.townships}) == 12


def test_about_yaml_of_every_township_year_says_synthetic_and_fictional(small: WrittenCounty):
    for done in small.written:
        about = yaml.safe_load((done.folder / "about.yaml").read_text(encoding="utf-8"))
        assert about["synthetic"] is True and about["fictional"] is True
        assert "虚构" in about["note"]["zh"] and "fictional" in about["note"]["en"]
        assert about["report_year"] == int(done.folder.name) and about["township"] == done.folder.parent.name


def test_the_table_of_townships_has_the_catalogues_columns_and_says_what_it_is(small: WrittenCounty):
    path = small.folder / "townships.csv"
    rows = list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8"))))
    assert list(rows[0]) == [column.id for column in load().reference["R0"].columns]
    assert all("虚构" in row["source"] and row["code"][:2] in ("", "99") for row in rows)
    for township in small.county.townships:
        known = township_of(read_reference(path), township.name, load().layout.place_endings)
        assert known.residents == township.residents
        assert known.villages == tuple(village.name for village in township.villages)


def test_no_person_and_no_firm_can_be_taken_for_a_real_one(small: WrittenCounty):
    for done in small.written:
        people = [row for ledger in ("L03", "L13", "L18") for row in done.truth.get(ledger, ())]
        assert people and all(row["id_number"].startswith("990000") for row in people)
        objects = {row["object"] for row in done.truth["L05"]} | {row["party"] for row in done.truth["L04"]}
        assert all("示例" in name for name in objects - {None})


# ---------------------------------------------------------------------------------------------------- the files


def contents(folder: Path) -> dict[str, bytes]:
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def test_the_same_seed_gives_the_same_bytes_and_may_be_written_again(small: WrittenCounty, tmp_path: Path):
    write_county(tmp_path, 2, 2, SEED)
    assert contents(tmp_path) == contents(small.folder)
    write_county(tmp_path, 2, 2, SEED)
    assert contents(tmp_path) == contents(small.folder)


def test_another_seed_gives_another_county(small: WrittenCounty, tmp_path: Path):
    write_county(tmp_path, 2, 2, SEED + 1)
    assert not set(contents(tmp_path).values()) & set(contents(small.folder).values())


def test_a_folder_that_holds_anything_else_is_refused_and_left_as_it_is(tmp_path: Path):
    (tmp_path / "双合镇" / "2022").mkdir(parents=True)
    (tmp_path / "双合镇" / "2022" / "台账.xlsx").write_bytes(b"mine")
    with pytest.raises(CountyError, match="台账"):
        write_county(tmp_path, 1, 1, SEED)
    assert contents(tmp_path) == {"双合镇/2022/台账.xlsx": b"mine"}


@pytest.mark.parametrize(("townships", "years"), [(0, 1), (1, 0), (31, 1), (1, 99)])
def test_a_county_of_an_impossible_size_is_refused(tmp_path: Path, townships: int, years: int):
    with pytest.raises(CountyError):
        write_county(tmp_path / "raw", townships, years, SEED)
    assert not (tmp_path / "raw").exists()


def test_an_office_keeps_its_form_over_the_years_until_another_clerk_comes(twelve: County):
    changes: Counter[int] = Counter()
    for township in twelve.townships:
        by_year = [books_of(township.name, year, SEED) for year in range(2019, LAST + 1)]
        changes.update(sum(a != b for a, b in zip(kept, kept[1:], strict=False)) for kept in zip(*by_year, strict=True))
    assert set(changes) == {0, 1}
    kept_by = [books_of(township.name, LAST, SEED) for township in twelve.townships]
    assert all(one != other for number, one in enumerate(kept_by) for other in kept_by[:number])


def test_no_office_leaves_out_a_column_that_a_count_needs(twelve: County):
    full = {book.ledger + (book.having or ""): set(book.columns) for book in books_of("", 2019, 0)}
    for township in twelve.townships:
        for book in books_of(township.name, LAST, SEED):
            missing = needed(book.definition) - set(book.columns)
            assert not missing & full[book.ledger + (book.having or "")], (book.file, missing)


def test_the_command_writes_the_county_and_says_where_or_what_is_wrong(small: WrittenCounty, tmp_path: Path):
    command = ["synthesise", "--townships", "2", "--years", "2", "--raw", str(tmp_path)]
    done = CliRunner().invoke(app, command)
    assert (done.exit_code, done.stdout.strip()) == (0, tmp_path.as_posix())
    assert contents(tmp_path) == contents(small.folder)
    (tmp_path / "别的.xlsx").write_bytes(b"mine")
    refused = CliRunner().invoke(app, command)
    assert refused.exit_code == 2 and "别的.xlsx" in refused.stderr.replace("\n", "")
    too_many = CliRunner().invoke(app, ["synthesise", "--townships", "31", "--raw", str(tmp_path / "more")])
    assert too_many.exit_code == 2 and "30" in too_many.stderr and not (tmp_path / "more").exists()


# ---------------------------------------------------------------------------------------------- what it is like


def test_townships_are_small_and_large_and_none_is_a_fifth_of_the_county(twelve: County):
    residents = sorted(township.residents for township in twelve.townships)
    assert 3_000 <= residents[0] < 5_000 and 50_000 < residents[-1] <= 60_000
    assert residents[-1] < 0.2 * sum(residents)
    kinds = {village.kind for township in twelve.townships for village in township.villages}
    assert kinds == {"village", "community"} and {t.name[-1] for t in twelve.townships} == {"乡", "镇"}


def test_ledgers_have_tens_to_hundreds_of_rows(twelve: County):
    sizes = [len(rows) for plan in twelve.plans if plan.year == LAST for rows in rows_of(plan, Chance(1)).values()]
    assert max(sizes) < 500 and 2_000 < sum(sizes) < 20_000


def test_publicity_has_its_season_and_disputes_gather_before_the_spring_festival(twelve: County):
    events: Counter[int] = Counter()
    accepted: Counter[int] = Counter()
    for plan in twelve.plans:
        truth = rows_of(plan, Chance(SEED, plan.township, plan.year))
        events.update(row["date"].month for row in truth["L15"])
        accepted.update(row["accepted"].month for row in truth["L14"] if row["accepted"].year == plan.year)
    assert set(dict(events.most_common(4))) >= {4, 5} and events[12] > sum(events.values()) / 12
    assert accepted.most_common(1)[0][0] == 1
    assert sum(accepted[month] for month in (1, 2)) > 1.3 * sum(accepted[month] for month in (3, 4))


def test_activities_grow_over_the_years(twelve: County):
    complete = {plan.township for plan in twelve.plans} - {e.township for e in twelve.planted if e.kind == "gap"}
    for indicator in ("publicity_events", "inspection_cases", "disclosure_news", "legal_stewards"):
        totals = [
            sum(plan.count(indicator) for plan in twelve.plans if plan.year == year and plan.township in complete)
            for year in range(2019, LAST + 1)
        ]
        assert totals == sorted(totals) and totals[-1] > 1.1 * totals[0], (indicator, totals)


def test_what_was_pending_last_year_is_settled_in_this_one(twelve: County):
    disputes = {(plan.township, plan.year): plan.beside.disputes for plan in twelve.plans}
    pairs = [(now, disputes.get((township, year - 1))) for (township, year), now in disputes.items()]
    assert all(now.carried_over == before.pending for now, before in pairs if before)
    assert sum(now.carried_over for now, _ in pairs) > 50


# ----------------------------------------------------------------------------------- an honest comparison


def outside(events: float, of: float, benchmark: float, kind: str, level: float = 0.998) -> bool:
    """Whether the benchmark lies outside the township's own interval."""
    if kind == "wilson":
        bounds = intervals.wilson(int(events), int(of), level)
    else:
        bounds = intervals.poisson(int(events), level).scaled(1 / of)
    assert bounds.lower is not None and bounds.upper is not None
    return not bounds.lower <= benchmark <= bounds.upper


def differs_from_the_rest(events: float, of: float, rest: tuple[float, float], kind: str) -> bool:
    """Fisher's exact test of two proportions, the conditional binomial test of two rates, at 0.2 %."""
    if kind == "wilson":
        table = [[events, of - events], [rest[0], rest[1] - rest[0]]]
        return bool(stats.fisher_exact(table).pvalue < 0.002)
    share = of / (of + rest[1])
    return bool(events + rest[0]) and stats.binomtest(int(events), int(events + rest[0]), share).pvalue < 0.002


def compared(among: dict[str, Figures]) -> Iterator[tuple[str, str, str, dict[str, tuple[float, float]]]]:
    """Every outcome with an interval: its id, its township, the kind of interval, numerators and denominators of all."""
    for indicator in load().indicators.values():
        if indicator.interval not in ("wilson", "poisson") or indicator.kind == "per_thousand":
            continue
        pairs: dict[str, tuple[Any, Any]] = {}
        for township, its in among.items():
            figure = its[indicator.id]
            both = (figure.numerator, figure.denominator), (figure.value, its["population"].value)
            pairs[township] = both[indicator.interval == "poisson"]
        for township, (_, of) in pairs.items():
            if of >= 10:
                yield indicator.id, township, indicator.interval, pairs


def flagged(among: dict[str, Figures], way: str) -> set[tuple[str, str]]:
    """(indicator, township) that a comparison with the county, or with the rest of it, flags at 99.8 %."""
    found = set()
    for indicator, township, kind, pairs in compared(among):
        events, of = pairs[township]
        every = [sum(pair[part] for pair in pairs.values()) for part in (0, 1)]
        rest = (every[0] - events, every[1] - of)
        if way == "county":
            flag = outside(events, of, every[0] / every[1], kind)
        elif way == "rest":
            flag = outside(events, of, rest[0] / rest[1], kind)
        else:
            flag = differs_from_the_rest(events, of, rest, kind)
        if flag:
            found.add((indicator, township))
    return found


def planted_outliers(drawn: County) -> set[tuple[str, str]]:
    return {(entry.subject, entry.township) for entry in drawn.planted if entry.kind == "outlier"}


@pytest.mark.parametrize("way", ["county", "rest", "two samples"])
def test_in_the_last_year_the_planted_outlier_is_flagged_and_nothing_else(twelve: County, way: str):
    assert flagged(of_year(twelve, LAST, SEED), way) == planted_outliers(twelve)
    assert len(planted_outliers(twelve)) == 1


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(12))
def test_so_it_is_for_every_seed(seed: int):
    drawn = county(12, 1, seed)
    among = of_year(drawn, LAST, seed)
    for way in ("county", "rest", "two samples"):
        assert flagged(among, way) == planted_outliers(drawn), way


@pytest.mark.slow
def test_in_other_years_the_outliers_township_is_like_the_others(twelve: County):
    for year in (2019, 2022):
        among = of_year(twelve, year, SEED)
        assert not {indicator for indicator, _ in flagged(among, "county")} & {"disclosure_on_time_rate"}


# --------------------------------------------------------------------------------------------- what is planted


def test_each_speciality_has_a_township_of_its_own(twelve: County):
    assert [entry.kind for entry in twelve.planted] == ["outlier", "break", "gap", "lacking", "damaged"]
    assert len({entry.township for entry in twelve.planted}) == 5


@pytest.mark.parametrize(("townships", "years"), [(1, 1), (1, 6), (2, 1), (3, 2), (4, 4), (30, 3)])
def test_what_does_not_fit_is_not_planted(townships: int, years: int):
    drawn = county(townships, years, SEED)
    places = {(plan.township, plan.year) for plan in drawn.plans}
    assert len({entry.township for entry in drawn.planted}) == len(drawn.planted) <= townships
    assert all(((e.township, e.year) in places) == (e.kind != "gap") for e in drawn.planted)
    assert len(places) == townships * years - any(entry.kind == "gap" for entry in drawn.planted)


def test_before_the_break_no_penalty_was_imposed_on_the_spot_and_there_are_fewer(twelve: County):
    (entry,) = [entry for entry in twelve.planted if entry.kind == "break"]
    procedures: dict[bool, Counter[str]] = {True: Counter(), False: Counter()}
    for plan in (plan for plan in twelve.plans if plan.township == entry.township):
        rows = rows_of(plan, Chance(SEED, plan.township, plan.year))["L04"]
        procedures[plan.year >= entry.year].update(row["procedure"] for row in rows if row.get("decided"))
        declared = {each.indicator for each in plan.breaks}
        assert declared >= set(setting().break_indicators) if plan.year == entry.year else not declared
        assert all((each.since, each.others) == (entry.year, "after") for each in plan.breaks)
    assert procedures[False]["simple"] == 0 < procedures[True]["simple"]
    assert procedures[False].total() < 0.8 * procedures[True].total()


@pytest.mark.slow
def test_what_is_planted_lies_in_the_files(whole: WrittenCounty):
    planted = {entry.kind: entry for entry in whole.county.planted}
    folder = {kind: whole.folder / entry.township / str(entry.year) for kind, entry in planted.items()}
    assert not folder["gap"].exists()
    assert all((folder["gap"].parent / str(planted["gap"].year + step)).is_dir() for step in (-1, 1))
    about = yaml.safe_load((folder["break"] / "about.yaml").read_text(encoding="utf-8"))
    assert {entry["indicator"] for entry in about["breaks"]} >= set(setting().break_indicators)
    assert {tuple(entry["note"]) for entry in about["breaks"]} == {("zh", "en")}
    assert not [path for path in folder["lacking"].iterdir() if "法律明白人" in path.name]
    (broken,) = [path for path in folder["damaged"].iterdir() if "行政检查" in path.name]
    with pytest.raises(zipfile.BadZipFile):
        zipfile.ZipFile(broken)
    rows = list(csv.DictReader((whole.folder / "planted.csv").open(encoding="utf-8")))
    assert [row["kind"] for row in rows] == list(planted)


# ------------------------------------------------------------------------------------------------- true values


def test_every_indicator_of_the_catalogue_has_a_true_value(twelve: County):
    assert set(figures(twelve.plans[0])) == set(load().indicators)


def test_true_values_of_the_shipped_township_are_the_targets_of_its_plan(written, plan):
    counted = true_figures(plan, written.truth)
    assert {id: counted[id].value for id in plan.targets} == {id: target.value for id, target in plan.targets.items()}


def test_true_values_of_the_county_are_the_targets_of_its_plans(twelve: County):
    for plan in twelve.plans[::5]:
        counted = figures(plan)
        assert {id: counted[id].value for id in plan.targets} == {id: t.value for id, t in plan.targets.items()}


def true_rows(folder: Path) -> dict[tuple[str, int], dict[str, dict[str, str]]]:
    """``truth.csv`` by township-year and indicator."""
    found: dict[tuple[str, int], dict[str, dict[str, str]]] = {}
    with (folder / "truth.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            found.setdefault((row["township"], int(row["year"])), {})[row["indicator"]] = row
    return found


def differences(folder: Path, township: str, year: int, rows: dict[str, dict[str, str]]) -> list[str]:
    """Where the intake and the count of a township-year's files differ from its true values."""
    catalogue = load()
    intake = take_in(folder / township / str(year), year, catalogue)
    known = township_of(read_reference(folder / "townships.csv"), township, catalogue.layout.place_endings)
    facts = Facts(intake.tables, catalogue, known)
    values = {id: evaluate(indicator, facts, calendar_year(year)) for id, indicator in catalogue.indicators.items()}
    return [
        f"{township} {year} {id}: {value.value} {rows[id]}" for id, value in values.items() if differs(value, rows[id])
    ]


def differs(value: Value, row: dict[str, str]) -> bool:
    """Counts and dates exactly; a quotient may differ in the last bit."""
    pairs = ((value.value, "value"), (value.numerator, "numerator"), (value.denominator, "denominator"))
    status = "ok" if value.status == "approximate" else value.status
    if row["numerator"] == row["denominator"] == "":  # the engine may say of a plain count what it is made of
        pairs = pairs[:1]
    return status != row["status"] or any(not agree(number, row[name]) for number, name in pairs)


def agree(number: float | dt.date | None, written: str) -> bool:
    if number is None or written == "":
        return number is None and written == ""
    if isinstance(number, dt.date):
        return number.isoformat() == written
    return number == float(written) if written.isdigit() else number == pytest.approx(float(written), rel=1e-12)


def test_the_intake_and_the_count_of_the_files_give_the_true_values(small: WrittenCounty):
    truth = true_rows(small.folder)
    assert len(truth) == 4 and all(len(rows) == len(load().indicators) for rows in truth.values())
    for township, year in list(truth)[:2]:
        assert differences(small.folder, township, year, truth[township, year]) == []


@pytest.mark.slow
def test_so_it_is_for_every_office_and_clerk_and_whatever_is_planted(whole: WrittenCounty):
    truth = true_rows(whole.folder)
    assert len(truth) == 59
    missing = {
        row["indicator"] for rows in truth.values() for row in rows.values() if row["status"] == "missing_ledger"
    }
    assert {id for id in missing if load().indicators[id].kind != "per_thousand"} == {
        "inspection_cases",
        "legal_stewards",
    }
    planted = {(entry.township, entry.year) for entry in whole.county.planted} & truth.keys()
    # A book changes hands once at most, so that the first and the last year of a township have the ways of all its clerks.
    first, *_, last = sorted({year for _, year in truth})
    for township, year in truth:
        ends = zip(books_of(township, first, SEED), books_of(township, last, SEED), strict=True)
        assert all(book in pair for book, pair in zip(books_of(township, year, SEED), ends, strict=True))
    places = sorted(planted | {place for place in truth if place[1] in (first, last)})
    assert [line for place in places for line in differences(whole.folder, *place, truth[place])] == []


def test_the_comparison_of_the_true_values_flags_the_planted_outlier_and_nothing_else(whole: WrittenCounty):
    planted = {entry.kind: entry for entry in whole.county.planted}
    found = compare(pd.DataFrame(observed(whole.folder)), load())
    flagged = found.table[found.table["level"].astype(str) == "99.8"]
    assert [tuple(row) for row in flagged[["township", "year", "indicator", "category"]].to_numpy()] == [
        (planted["outlier"].township, planted["outlier"].year, planted["outlier"].subject, "worse")
    ]
    gap = found.trends[(found.trends["township"] == planted["gap"].township) & (found.trends["reason"] == "gap")]
    assert planted["outlier"].subject in set(gap["indicator"])


def observed(folder: Path) -> list[dict[str, object]]:
    """The true values as the comparison takes them."""
    number = {"value": None, "numerator": None, "denominator": None}
    return [
        {"township": township, "year": year, "indicator": id}
        | {name: float(row[name]) if row[name] and "-" not in row[name][1:] else None for name in number}
        for (township, year), rows in true_rows(folder).items()
        for id, row in rows.items()
    ]


def test_the_shipped_township_has_no_part_in_the_county():
    assert plan_for("双合镇", 2022).fictional is False
    assert "双合镇" not in {plan.township for plan in county(30, 1, SEED).plans}
