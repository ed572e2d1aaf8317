"""Which charts there are, when one is not drawn, and what a reader is told then."""

import ast
import datetime as dt
import re
from dataclasses import replace
from pathlib import Path

import pytest

import fazhi.charts
from fazhi.catalogue import LANGUAGES, load
from fazhi.charts import RECIPES, Scene, draw_all
from fazhi.charts.model import Chart, Missing
from fazhi.indicators import Facts, Township, Window

ALL = [recipe.id for recipe in RECIPES]
ROOM = Path(fazhi.charts.__file__).parent


def test_a_full_year_gives_every_chart(full):
    charts, missing = full.all()
    assert [chart.id for chart in charts] == ALL
    assert missing == ()


@pytest.mark.parametrize("language", LANGUAGES)
def test_one_row_a_ledger_is_enough(sparse, language):
    charts, missing = sparse.all(language)
    assert [chart.id for chart in charts] == ALL
    assert missing == ()


def test_no_ledger_no_chart_but_a_reason_for_each(full):
    charts, missing = draw_all({}, full.window)
    assert charts == ()
    assert [one.id for one in missing] == ALL
    assert {one.reason for one in missing} == {"missing_ledger"}
    ledgers = load().ledgers
    assert all(ledgers[ledger].zh in one.message for one in missing for ledger in one.ledgers)


def test_only_the_charts_of_the_missing_ledger_are_missing(full):
    tables = {id: table for id, table in full.tables.items() if id != "L14"}
    charts, missing = draw_all(tables, full.window)
    assert {one.id for one in missing} == {
        "disputes_by_month",
        "disputes_by_type",
        "disputes_by_result",
        "dispute_days",
    }
    assert len(charts) + len(missing) == len(RECIPES)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_ledger_without_rows_is_no_empty_chart(full, make_table, language):
    charts, missing = draw_all({id: make_table(id) for id in full.tables}, full.window, language)
    assert charts == ()
    assert {one.reason for one in missing} == {"nothing_to_draw"}
    assert all(one.title in one.message for one in missing)


@pytest.mark.parametrize(
    ("ledger", "column", "undrawn"),
    [
        ("L03", "expires", "officer_certificates"),
        ("L05", "field", "inspections_by_field"),
        ("L13", "kind", "mediators_by_committee"),
        ("L14", "type", "disputes_by_type"),
        ("L15", "theme", "publicity_themes"),
        ("L17", "form", "academy_by_month"),
    ],
)
def test_what_a_ledger_lacks_the_column_for_is_not_drawn_as_blank_or_of_one_kind(full, ledger, column, undrawn):
    _, missing = draw_all(full.tables, full.window, absent={ledger: [column]}, only=[undrawn])
    assert [(one.id, one.reason) for one in missing] == [(undrawn, "lacking_column")]
    assert load().ledgers[ledger].column(column).zh in missing[0].message


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("chart", "ledger", "column", "shown"),
    [("disputes_by_month", "L14", "closed", 1), ("publicity_by_month", "L15", "consultations", 2)],
)
def test_months_without_what_nobody_kept_are_no_months_without_anything(full, language, chart, ledger, column, shown):
    """Twelve zeros would say that no dispute was settled, where no register says when."""
    absent = {ledger: [column]}
    (drawn,), _ = draw_all(full.tables, full.window, language, absent=absent, only=[chart])
    assert len(drawn.data.columns) == 1 + shown
    assert any(load().ledgers[ledger].column(column).zh in note for note in drawn.notes)


def test_inspections_without_an_outcome_are_counted_by_month_and_not_called_anything_else(full):
    (drawn,), _ = draw_all(full.tables, full.window, absent={"L05": ["outcome"]}, only=["inspections_by_month"])
    _, *measures = drawn.data.columns
    assert len(measures) == 1 and load().indicators["inspection_cases"].zh in measures[0]
    assert drawn.data[measures[0]].sum() == full.value("inspection_cases").value
    assert any("处理结果" in note for note in drawn.notes)


def test_rows_outside_the_window_are_no_chart(sparse):
    april = replace(sparse, window=Window(dt.date(2022, 4, 1), dt.date(2022, 4, 30)))
    assert [chart.id for chart in april.all()[0]] == ["officer_certificates", "mediators_by_committee"]  # stocks


def test_only_draws_what_is_asked_for(full):
    charts, missing = full.all(only=["dispute_days", "publicity_themes"])
    assert [chart.id for chart in charts] == ["dispute_days", "publicity_themes"]
    assert missing == ()


def test_each_chart_names_section_and_ledgers_of_the_catalogue(full):
    for chart in full.all()[0]:
        assert chart.section in load().sections
        assert chart.ledgers and set(chart.ledgers) <= set(load().ledgers)


def test_a_chart_and_a_missing_one_agree_on_title_and_place(full):
    for chart, none in zip(full.all()[0], draw_all({}, full.window)[1], strict=True):
        assert isinstance(chart, Chart) and isinstance(none, Missing)
        assert (chart.title, chart.section, chart.ledgers) == (none.title, none.section, none.ledgers)


class Listening(Scene):
    """A scene that remembers which indicators were asked for rows."""

    def rows(self, id):
        self.facts.asked.add(id)
        return super().rows(id)


class Asked(Facts):
    asked: set


@pytest.mark.parametrize("recipe", RECIPES, ids=ALL)
def test_a_recipe_names_the_indicators_whose_rows_it_shows(full, recipe):
    facts = Asked(full.tables, load(), Township(""))
    object.__setattr__(facts, "asked", set())
    recipe.draw(Listening(facts, full.window, "zh"))
    assert facts.asked == set(recipe.indicators)


def test_every_word_of_the_room_is_used_and_every_word_used_exists(full, sparse, hostile):
    """Whole keys stand in the code, or their beginnings before a placeholder."""
    source = "".join(path.read_text(encoding="utf-8") for path in ROOM.rglob("*.py"))
    patterns = [rf"{recipe.id}\.(title|axis)" for recipe in RECIPES]
    for text in _strings(source):
        if re.fullmatch(r"[a-z_]+\.(\*|[a-z_0-9]+)(\*|[a-z_0-9])*", text):
            patterns.append(re.escape(text).replace(r"\*", r"\w+"))
    own = {key.removeprefix("charts.") for key in load().words if key.startswith("charts.")}
    unused = {key for key in own if not any(re.fullmatch(pattern, key) for pattern in patterns)}
    assert unused == set()
    for case in (full, sparse, hostile):  # a word that is not there raises
        for language in LANGUAGES:
            case.all(language)


def _strings(source: str) -> list[str]:
    """Every string of the code, the placeholders of f-strings as ``*``."""
    found = []
    for node in ast.walk(ast.parse(source.replace("from __future__ import annotations", ""))):
        if isinstance(node, ast.JoinedStr):
            parts = (part.value if isinstance(part, ast.Constant) else "*" for part in node.values)
            found.append("".join(map(str, parts)))
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            found.append(node.value)
    return found


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_chart_has_its_finding_in_words_and_its_marks_name_rows_of_its_table(full, language):
    """A reader who cannot see the chart gets a number that it shows; one who points at a mark gets the row behind it."""
    charts, _ = full.all(language)
    for chart in charts:
        assert re.search(r"\d", chart.alt.replace(str(full.window.start.year), "")), chart.id
        assert chart.alt.count(load().word("charts.text.stop", language).strip()) >= 3, (
            chart.id
        )  # opening, finding, pointer
        rows = {int(row) for row in re.findall(r'id="[^"]+_row(\d+)"', chart.svg)}
        numbers = chart.data.select_dtypes("number")
        seen = set(numbers.index[(numbers > 0).any(axis=1)])  # a bar of zero is not drawn
        assert seen <= rows <= set(numbers.index), chart.id
