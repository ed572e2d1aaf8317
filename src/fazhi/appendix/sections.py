"""The tables of the report's sections, the key figures, and the tables of checks."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from fazhi.appendix.citation import period_text
from fazhi.appendix.context import Context
from fazhi.appendix.numerals import date_text, grouped_in, value_text
from fazhi.catalogue.indicator import AnyIndicator, FromLedger, PerThousand
from fazhi.catalogue.rules import Section
from fazhi.claims import CONSISTENT, INCONSISTENT, Verdict, in_words
from fazhi.claims.reconcile import readable
from fazhi.claims.wording import range_text
from fazhi.pipeline.about import REPORT_PAGE
from fazhi.publish.blocks import Cell, Column, KeyFigure, KeyFigures, Status, Table
from fazhi.values import grouped

KEY = (
    "disputes_resolved", "mediation_success_rate", "penalty_cases", "inspection_cases", "certified_officers",
    "disclosure_total", "service_total", "publicity_events",
)  # fmt: skip
STATUS: dict[str, Status] = {CONSISTENT: "good", INCONSISTENT: "bad"}


def key_figures(context: Context) -> KeyFigures:
    """The first numbers that a reader looks for, and how many published figures hold."""
    items = []
    for id in KEY:
        value = context.found.values[id]
        bare = value.value is None or value.indicator.unit == "%"  # "missing persons" are something else
        text = value_text(value, context.catalogue, context.language)
        unit = "" if bare else value.indicator.unit_behind(text, context.language)
        note = context.word("interval_note", interval=interval) if (interval := context.interval(value)) else None
        name = value.indicator.name(context.language)
        items.append(KeyFigure(name, text, unit or None, note, cite=context.cited(value, text)))
    if context.found.verdicts:
        held = sum(verdict.verdict == CONSISTENT for verdict in context.found.verdicts)
        text = f"{held}/{len(context.found.verdicts)}"
        items.append(KeyFigure(context.word("claims_held"), text, None, context.word("claims_held_note")))
    title = context.word("heading.key_figures")
    return KeyFigures(items, title, context.cited_part(title))


def table(context: Context, section: Section) -> Table:
    """One section: each indicator with value, unit, window, interval, published figure, verdict and ledger."""
    keys = ("indicator", "value", "unit", "window", "interval", "published", "verdict", "ledger")
    align = {"value": "right", "interval": "center"}
    widths = {
        "indicator": 2.5,
        "value": 1.2,
        "unit": 0.9,
        "window": 2.2,
        "interval": 1.6,
        "published": 1.9,
        "verdict": 1.5,
        "ledger": 0.7,
    }
    columns = [Column(key, context.word(f"column.{key}"), align.get(key, "left"), widths[key]) for key in keys]  # type: ignore[arg-type]
    indicators = list(context.catalogue.of_section(section.id))
    rows = [_row(context, indicator) for indicator in indicators]
    notes = _definitions(context, indicators)
    if any("*" in row[1].text for row in rows):
        notes.append(context.word("note.approximate"))
    if any("†" in row[1].text for row in rows):
        notes.append(context.word("note.few"))
    notes += _township_notes(context, section)
    ledgers = {row[-1].text for row in rows} - {"—"}
    source = (
        context.word("source.ledgers", ledgers=context.word("comma").join(map(context.ledger_name, sorted(ledgers))))
        if ledgers
        else None
    )
    title = context.titled(section.name(context.language))
    number = context.next_table()
    return Table(
        number,
        title,
        columns,
        rows,
        notes=notes,
        source=source,
        language=context.language,
        cite=context.cited_table(number),
    )


def _definitions(context: Context, indicators: list[AnyIndicator]) -> list[str]:
    """How each indicator is counted; indicators counted alike share one note."""
    alike: dict[str, list[str]] = {}
    for indicator in indicators:
        alike.setdefault(indicator.method.in_language(context.language), []).append(indicator.name(context.language))
    comma, colon = context.word("comma"), context.word("colon")
    return [f"{comma.join(names)}{colon}{method}" for method, names in alike.items()]


def _township_notes(context: Context, section: Section) -> list[str]:
    township = context.found.township
    if section.id != "background" or not township.residents or not township.source:
        return []
    if township.residents_year is None:
        return [context.word("note.residents_undated", source=township.source)]
    return [context.word("note.residents", year=township.residents_year, source=township.source)]


def _row(context: Context, indicator: AnyIndicator) -> list[Cell]:
    value = context.found.values[indicator.id]
    verdicts = [v for v in context.found.verdicts if v.claim.indicator == indicator.id]
    source = context.catalogue.indicators[indicator.of] if isinstance(indicator, PerThousand) else indicator
    href = f"evidence/{indicator.id}.csv" if len(value.behind) else None
    number = value.value if isinstance(value.value, float | dt.date) else None
    text = value_text(value, context.catalogue, context.language)
    return [
        Cell(indicator.name(context.language)),
        Cell(text, number, href, cite=context.cited(value, text)),
        Cell(indicator.unit_name(context.language)),
        Cell(context.window_text(value)),
        Cell(interval) if (interval := context.interval(value)) else Cell("—", status="muted"),
        _published(context, verdicts[0]) if verdicts else Cell("—", status="muted"),
        _verdict(context, verdicts[0]) if verdicts else Cell("—", status="muted"),
        Cell(source.ledger if isinstance(source, FromLedger) else "—"),
    ]


def said_text(context: Context, verdict: Verdict) -> str:
    """A published figure as the report words it: 650余, 达6000, 2022-11-07."""
    claim = verdict.claim
    if isinstance(claim.value, dt.date):
        return date_text(claim.value, context.catalogue, context.language)
    number = grouped(claim.value) + ("%" if claim.unit == "%" else "")
    return in_words(number, claim.wording)


def _published(context: Context, verdict: Verdict) -> Cell:
    text = said_text(context, verdict)
    return Cell(context.word("worded", words=text, days=verdict.claim.window) if verdict.claim.window else text)


def _verdict(context: Context, verdict: Verdict) -> Cell:
    text = context.word(f"verdict.{verdict.verdict}")
    if verdict.looks_rounded:
        return Cell(text + context.word("verdict.rounded"), status="caution")
    return Cell(text, status=STATUS.get(verdict.verdict, "unknown"))


def reconciliation(context: Context) -> Table:
    """Every published figure beside the computed one, in its own window and wording."""
    keys = ("claim", "indicator", "said", "window", "allowed", "computed", "verdict")
    widths = (0.8, 2.8, 1.5, 2.2, 1.7, 1.5, 1.5)
    columns = [Column(k, context.word(f"column.{k}"), "left", w) for k, w in zip(keys, widths, strict=True)]
    rows = [_claim_row(context, verdict) for verdict in context.found.verdicts]
    notes = [context.word("note.wording"), context.word("note.rounded")]
    notes += [
        f"{v.claim.claim}{context.word('colon')}{context.catalogue.word(v.reason, context.language)}"
        for v in context.found.verdicts
        if v.reason
    ]
    sources = list(dict.fromkeys(v.claim.source for v in context.found.verdicts))
    source = context.word("source.published", sources=context.word("comma").join(sources))
    title = context.titled(context.word("title.reconciliation"))
    number = context.next_table()
    return Table(
        number,
        title,
        columns,
        rows,
        notes=notes,
        source=source,
        header_columns=2,
        language=context.language,
        cite=context.cited_table(number),
    )


def _claim_row(context: Context, verdict: Verdict) -> list[Cell]:
    claim, value = verdict.claim, verdict.value
    indicator = context.catalogue.indicators.get(claim.indicator)
    computed = value_text(value, context.catalogue, context.language) if value else "—"
    return [
        Cell(claim.claim),
        Cell(indicator.name(context.language) if indicator else claim.indicator),
        Cell(said_text(context, verdict)),
        Cell(_claim_window(context, verdict)),
        Cell(_allowed_text(context, verdict)),
        Cell(computed, cite=context.cited(value, computed) if value else None),
        _verdict(context, verdict),
    ]


def _claim_window(context: Context, verdict: Verdict) -> str:
    """The report's words for the period, and the days that they were read as."""
    if verdict.window is None or verdict.value is None:
        return verdict.claim.window or "—"
    if context.catalogue.is_stock(verdict.value.indicator):
        days = verdict.window.end.isoformat()
    else:
        days = period_text(context.catalogue, context.language, verdict.window)
    return context.word("worded", words=verdict.claim.window, days=days) if verdict.claim.window else days


def _allowed_text(context: Context, verdict: Verdict) -> str:
    if verdict.range is None:
        return "—"
    sign = "%" if verdict.claim.unit == "%" else ""
    return range_text(verdict.range, context.language, lambda end: readable(end) + sign)


def identities(context: Context) -> Table:
    """The relations that must hold between indicators, with the numbers put in."""
    columns = [Column(k, context.word(f"column.{k}"), "left", w) for k, w in
               (("identity", 0.7), ("relation", 2.4), ("numbers", 3.2), ("holds", 1.2), ("note", 3.0))]  # fmt: skip
    status: dict[bool | None, tuple[str, Status]] = {
        True: ("holds", "good"),
        False: ("fails", "bad"),
        None: ("unknown", "unknown"),
    }
    rows = []
    for check in context.found.checks:
        word, mark = status[check.holds]
        name, note = check.identity.name(context.language), check.identity.note.in_language(context.language)
        rows.append(
            [
                Cell(check.identity.id),
                Cell(name),
                Cell(grouped_in(check.shown)),
                Cell(context.word(f"identity.{word}"), status=mark),
                Cell(note),
            ]
        )
    title = context.titled(context.word("title.identities"))
    return Table(context.next_table(), title, columns, rows, header_columns=2, language=context.language)


def report_beside(context: Context) -> Iterator[Table]:
    """What became of the figures in the report that lies beside the ledgers, with the way to its marked page."""
    if not context.found.reported:
        return
    from fazhi.pipeline.report import own_report  # with what reads prose

    own = own_report(context.found)
    if own.check is None:
        return
    verdicts = ("consistent", "inconsistent", "not_checkable")
    columns = [Column("file", context.word("column.file"), "left", 3.0)]
    columns += [Column(name, context.word(f"verdict.{name}"), "right", 1.0) for name in verdicts]
    counts = [Cell(str(own.counts()[name]), own.counts()[name]) for name in verdicts]
    title = context.titled(context.word("title.own_report"))
    note = context.word("note.own_report", page=REPORT_PAGE)
    rows = [[Cell(own.file, href=REPORT_PAGE), *counts]]
    yield Table(context.next_table(), title, columns, rows, notes=[note], header_columns=1, language=context.language)
