"""The charts of the appendix in the order of the report's sections, and how all of them are drawn."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

import pandas as pd

from fazhi.catalogue import Language, load
from fazhi.catalogue.definitions import Catalogue
from fazhi.charts.disputes import (
    dispute_days,
    disputes_by_month,
    disputes_by_result,
    disputes_by_type,
)
from fazhi.charts.mediators import mediators_by_committee
from fazhi.charts.model import Chart, Missing, Reason, Recipe, Scene
from fazhi.charts.officers import officer_certificates
from fazhi.charts.offices import (
    disclosures_by_kind,
    inspections_by_field,
    inspections_by_month,
    service_by_month,
)
from fazhi.charts.outreach import (
    academy_by_month,
    adviser_services,
    adviser_visits,
    publicity_by_month,
    publicity_themes,
)
from fazhi.indicators import Facts, Township, Window

RECIPES: tuple[Recipe, ...] = (
    Recipe("officer_certificates", ("certified_officers",), officer_certificates, ("expires",)),
    Recipe("inspections_by_month", ("inspection_cases",), inspections_by_month),
    Recipe("inspections_by_field", ("inspection_cases",), inspections_by_field, ("field",)),
    Recipe("disclosures_by_kind", ("disclosure_total",), disclosures_by_kind),
    Recipe("service_by_month", ("service_total",), service_by_month),
    Recipe("mediators_by_committee", ("mediators",), mediators_by_committee, ("body", "kind")),
    Recipe("disputes_by_month", ("disputes_accepted", "disputes_resolved"), disputes_by_month),
    Recipe("disputes_by_type", ("disputes_accepted",), disputes_by_type, ("type",)),
    Recipe("disputes_by_result", ("disputes_accepted",), disputes_by_result),
    Recipe("dispute_days", ("dispute_days_median", "disputes_accepted"), dispute_days),
    Recipe(
        "publicity_by_month",
        ("publicity_events", "publicity_consultations", "publicity_materials"),
        publicity_by_month,
    ),
    Recipe("publicity_themes", ("publicity_events",), publicity_themes, ("theme",)),
    Recipe("adviser_visits", ("village_month_adviser_coverage",), adviser_visits),
    Recipe("adviser_services", ("village_month_adviser_coverage",), adviser_services),
    Recipe(
        "academy_by_month",
        ("academy_sessions", "academy_posters", "academy_online_lessons"),
        academy_by_month,
    ),
)


def draw_all(
    tables: Mapping[str, pd.DataFrame],
    window: Window,
    language: Language = "zh",
    catalogue: Catalogue | None = None,
    *,
    township: Township | None = None,
    only: Iterable[str] | None = None,
    windows: Mapping[str, Window] | None = None,
    absent: Mapping[str, Collection[str]] | None = None,
) -> tuple[tuple[Chart, ...], tuple[Missing, ...]]:
    """Every chart that can be drawn, and for each of the others the reason, both in the order of ``RECIPES``.

    ``tables``: clean tables by ledger id. ``township`` knows the villages: one that was not visited shows as
    zeros, one written in two ways is one. ``only``: the ids of the charts wanted (default: all). ``windows``: by id, of charts that show
    another period than ``window``. ``absent``: by ledger the columns that none of its files has.
    """
    facts = Facts(tables, catalogue or load(), township or Township(""), absent=absent or {})
    own = windows or {}
    wanted = {recipe.id for recipe in RECIPES} if only is None else set(only)
    outcomes = [
        draw(recipe, Scene(facts, own.get(recipe.id, window), language)) for recipe in RECIPES if recipe.id in wanted
    ]
    charts = tuple(outcome for outcome in outcomes if isinstance(outcome, Chart))
    return charts, tuple(outcome for outcome in outcomes if isinstance(outcome, Missing))


def draw(recipe: Recipe, scene: Scene) -> Chart | Missing:
    """One chart, or why there is none: an empty chart is never drawn."""
    ledgers, section = recipe.ledgers(scene.catalogue), recipe.section(scene.catalogue)
    title = scene.word(f"{recipe.id}.title")
    absent = [ledger for ledger in ledgers if ledger not in scene.facts.tables]
    columns = () if absent else scene.lacking(recipe.indicators[0], *recipe.shown_by)
    drawing = None if absent or columns else recipe.draw(scene)
    if drawing is not None:
        data = _plain(drawing.data)
        return Chart(recipe.id, title, drawing.svg, drawing.alt, drawing.unit, data, drawing.notes, section, ledgers)
    reason: Reason = "missing_ledger" if absent else "lacking_column" if columns else "nothing_to_draw"
    names = [scene.catalogue.ledgers[ledger].name(scene.language) for ledger in absent or ledgers]
    fill = {"title": title, "ledger": scene.word("text.comma").join(names), "column": columns}
    message = scene.word(f"missing.{reason}", **fill)
    return Missing(recipe.id, title, reason, message, section, ledgers)


def _plain(data: pd.DataFrame) -> pd.DataFrame:
    """Whole numbers as integers, so that a table shows 3 and not 3.0."""
    plain = data.copy()
    for name in data:
        cells = data[name].to_numpy()
        if cells.dtype.kind == "f" and (cells % 1 == 0).all():
            plain[name] = cells.astype("int64")
    return plain
