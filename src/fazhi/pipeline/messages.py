"""What a reader must be told of a finished township-year, in the words of each language, and how it ended by that."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from decimal import Decimal
from itertools import chain
from operator import itemgetter
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from fazhi.catalogue import LANGUAGES, Language, load
from fazhi.catalogue.indicator import AnyIndicator, Coverage, PerThousand
from fazhi.catalogue.ledger import Column
from fazhi.catalogue.uses import askers
from fazhi.claims import INCONSISTENT, in_words, reconciliation_frame
from fazhi.claims.reconcile import in_units_of_report, readable, shortened
from fazhi.indicators.count import strange_places
from fazhi.indicators.residents import too_few_residents
from fazhi.ledgers.account import NOTES
from fazhi.ledgers.beside import maybe_reports
from fazhi.ledgers.read import name_of
from fazhi.pipeline.cleaning import set_aside_in
from fazhi.pipeline.outcome import Outcome
from fazhi.pipeline.place import Place

if TYPE_CHECKING:
    from fazhi.pipeline.counting import Results
    from fazhi.pipeline.report import OwnReport

FEW = 2  # rows of another year that say nothing of the file
NEARLY_ALL = 0.9  # of its rows: a file of another year has its own strays
MOST_NAMES = 10  # of places or rows that are told of


def outcome_of(found: Results, report: OwnReport | None = None) -> Outcome:
    """What a reader must be told of a finished township-year, its own ``report`` included.

    The verdicts are those on the published figures that are recorded, and where none are, on the figures of the report.
    """
    place = found.clean.place
    told = {
        language: (*_messages(found, language), *(report.messages(language) if report else ()))
        for language in LANGUAGES
    }
    messages = told[found.clean.language]
    verdicts = found.reconciliation["verdict"].value_counts().to_dict() or (
        report.counts() if report and report.check else {}
    )
    return Outcome(
        place, "attention" if messages else "done", messages, {str(k): int(v) for k, v in verdicts.items()},
        None if found.public else int((~found.clean.set_aside["reason"].isin(NOTES)).sum()),
        found.clean.about.synthetic, told,
    )  # fmt: skip


def _messages(found: Results, language: Language) -> Iterator[str]:
    catalogue = load()
    if not found.public:
        yield from _ledger_messages(found, language)
    yield from _calendar_messages(found, language)
    table = reconciliation_frame(found.verdicts, catalogue, language)
    for verdict in found.verdicts:
        if verdict.verdict == INCONSISTENT:
            row = table[table["claim"] == verdict.claim.claim]
            row = row[row["indicator"] == verdict.claim.indicator].iloc[0]
            fill = {name: str(row[name]) for name in ("claim", "name", "computed", "unit")}
            if isinstance(verdict.claim.value, Decimal) and verdict.value is not None:
                fill["computed"] = readable(shortened(in_units_of_report(verdict.value, verdict.claim.unit)))
            fill["said"] = in_words(str(row["said"]), verdict.claim.wording)
            yield catalogue.word("pipeline.inconsistent", language, **fill)
    for check in found.checks:
        if check.holds is False and check.identity.kind == "arithmetic":
            fill = {"id": check.identity.id, "name": check.identity.name(language), "shown": check.shown}
            yield catalogue.word("pipeline.identity_fails", language, **fill)


def _ledger_messages(found: Results, language: Language) -> Iterator[str]:
    """What must be mended in the ledgers: for the house, not for the public."""
    catalogue, place = found.catalogue, found.clean.place
    yield from _file_messages(place, language)
    corrections = found.clean.corrections
    for row in corrections[corrections["status"] != "applied"].itertuples():
        fill = {name: str(getattr(row, name)) for name in ("file", "row", "column", "old")}
        yield catalogue.word(f"pipeline.correction.{row.status}", language, **fill)
    told = found.clean.unfilled  # with the file
    missing = [catalogue.ledgers[id] for id in found.clean.missing if id not in told]
    if missing:
        named = (catalogue.word("pipeline.ledger", language, id=one.id, name=one.name(language)) for one in missing)
        fill = {
            "ledgers": catalogue.word("mark.list", language).join(named),
            "folder": f"{place.township}/{place.year}",
        }
        yield catalogue.word("pipeline.missing_ledger", language, **fill)
    yield from _year_messages(found, language)
    yield from _township_messages(found, language)
    yield from _misfilled_messages(found, language)
    yield from _column_messages(found, language)
    yield from _partial_messages(found, language)
    yield from _place_messages(found, language)
    yield from _resident_messages(found, language)
    yield from _date_messages(found, language)
    if not found.reported and (documents := maybe_reports(place.raw)):
        names = catalogue.word("mark.list", language).join(name_of(path, place.raw) for path in documents)
        yield catalogue.word("pipeline.report_maybe", language, files=f"{place.township}/{place.year}/{names}")


def _place_messages(found: Results, language: Language) -> Iterator[str]:
    """Rows of a coverage that name no village of the township."""
    catalogue = found.catalogue
    for value in found.values.values():
        if not isinstance(value.indicator, Coverage):
            continue
        strange = strange_places(value.indicator, found.facts, value.window)
        if strange:
            ledger = catalogue.ledgers[value.indicator.ledger]
            fill = {"id": ledger.id, "ledger": ledger.name(language), "indicator": value.indicator.name(language)}
            named = [f"{name}×{count}" for name, count in strange.items()]
            shown = named[:MOST_NAMES] + ["…"] * (len(named) > MOST_NAMES)
            names = catalogue.word("mark.list", language).join(shown)
            yield catalogue.word("pipeline.strange_places", language, **fill, names=names)


def _resident_messages(found: Results, language: Language) -> Iterator[str]:
    """Residents by which no rate is made, though somebody wrote some down; and fewer than what is counted: every rate by them is wrong."""
    catalogue, township = found.catalogue, found.facts.township
    if township.residents_said and (township.residents is None or not township.source):
        key = "residents_unread" if township.residents is None else "residents_unsourced"
        fill = {"residents": township.residents_said, "township": township.name}
        yield catalogue.word(f"pipeline.{key}", language, **fill)
    named = []
    for value in found.values.values():
        indicator, counted, residents = value.indicator, value.numerator, value.denominator
        if not isinstance(indicator, PerThousand) or counted is None or residents is None:
            continue
        if too_few_residents(indicator, counted, residents, catalogue):
            named.append(f"{catalogue.indicators[indicator.of].name(language)} {counted:.0f}")
    if named:
        fill = {"residents": str(township.residents), "township": township.name}
        counts = catalogue.word("mark.list", language).join(named)
        yield catalogue.word("pipeline.too_few_residents", language, **fill, counts=counts)


def _date_messages(found: Results, language: Language) -> Iterator[str]:
    """Rows that say what came about and not when."""
    catalogue = found.catalogue
    listed = catalogue.word("mark.list", language)
    for one in found.undated:
        ledger = catalogue.ledgers[one.ledger]
        places = []
        for (file, sheet), rows in one.rows.of_columns("file", "sheet", "row").groupby(["file", "sheet"], sort=False):
            numbers = [str(row) for row in rows["row"]]
            shown = listed.join(numbers[:MOST_NAMES] + ["…"] * (len(numbers) > MOST_NAMES))
            places.append(catalogue.word("pipeline.rows_of", language, file=file, sheet=sheet, rows=shown))
        fill = {
            "id": ledger.id, "ledger": ledger.name(language), "count": str(len(one.rows)), "date": ledger.column(one.date),
            "columns": tuple(map(ledger.column, one.columns)), "indicators": one.indicators,
            "places": catalogue.word("mark.clauses", language).join(places),
        }  # fmt: skip
        yield catalogue.word("pipeline.undated", language, **fill)


def _year_messages(found: Results, language: Language) -> Iterator[str]:
    """What looks like another year's file: its rows are set aside one by one, and the count of the few that are left, or of none, looks like any other.

    Either most of the folder is dated in one other year, or a whole ledger is, or a file beside this year's; one that goes on from year to
    year has rows of several.
    """
    catalogue, clean = found.catalogue, found.clean
    place, elsewhere = clean.place, Counter[str]()
    by_ledger = {id: sum(map(Counter, files.values()), Counter[str]()) for id, files in clean.other_years.items()}
    for years in by_ledger.values():
        elsewhere.update(years)
    dated = [id for id in clean.ledgers if any(form.dated_by for form in catalogue.ledgers[id].forms)]
    kept = {id: len(clean.tables[id]) for id in dated}
    (year, count), here = elsewhere.most_common(1)[0] if elsewhere else ("", 0), sum(kept.values())
    if count > max(here, FEW):
        fill = {"folder": f"{place.township}/{place.year}", "right": f"{place.township}/{year}"}
        yield catalogue.word("pipeline.another_year", language, year=year, count=count, here=here, **fill)
        return
    kept_of = clean.account.groupby(["ledger", "file"])["kept"].sum()
    for id, years in by_ledger.items():
        ledger = catalogue.word("pipeline.ledger", language, id=id, name=catalogue.ledgers[id].name(language))
        ((year, count), *more) = years.items()
        if count > FEW and not more and not kept.get(id):
            yield catalogue.word("pipeline.ledger_of_another_year", language, ledger=ledger, year=year, count=count)
            continue
        for file, own in clean.other_years[id].items():
            (year, count), counted = max(own.items(), key=itemgetter(1)), int(kept_of.get((id, file), 0))
            beside = kept.get(id, 0) - counted
            if count > FEW and beside and count >= NEARLY_ALL * (sum(own.values()) + counted):
                fill = {"file": f"{place.township}/{place.year}/{file}", "right": f"{place.township}/{year}"}
                word = "pipeline.file_of_another_year"
                yield catalogue.word(word, language, ledger=ledger, year=year, count=count, counted=counted, **fill)


def _township_messages(found: Results, language: Language) -> Iterator[str]:
    """What looks like another township's folder, by the files that name others, none of which the table of townships knows for its own other
    names: most of them do, or some of a ledger do beside others that do not. A title alone, as of a borrowed form, is a note beside it.
    """
    catalogue, clean, township = found.catalogue, found.clean, found.facts.township
    others = {
        name: files
        for name, files in clean.other_townships.items()
        if not any(alias.endswith(name) for alias in township.also)
    }
    strange = set(chain.from_iterable(others.values()))
    counted = clean.account[clean.account["kept"] > 0]
    count, total = len(strange), clean.account.loc[clean.account["ledger"].fillna("") != "", "file"].nunique()
    if 2 * count > total:
        named = [f"“{name}”" for name in sorted(others, key=lambda name: -len(others[name]))]
        names = catalogue.word("mark.list", language).join(named[:MOST_NAMES] + ["…"] * (len(named) > MOST_NAMES))
        fill = {"folder": f"{clean.place.township}/{clean.place.year}", "township": clean.place.township}
        yield catalogue.word("pipeline.another_township", language, names=names, count=count, total=total, **fill)
        return
    for id, files in counted.groupby("ledger")["file"].unique().items():
        ledger = catalogue.word("pipeline.ledger", language, id=id, name=catalogue.ledgers[str(id)].name(language))
        if strange.issuperset(files):
            continue
        for name, named_in in others.items():
            for file in sorted({*named_in} & {*files}):
                fill = {"file": f"{clean.place.township}/{clean.place.year}/{file}", "township": clean.place.township}
                word = "pipeline.file_of_another_township"
                yield catalogue.word(word, language, ledger=ledger, name=name, **fill)


def _misfilled_messages(found: Results, language: Language) -> Iterator[str]:
    """Ledgers of which more rows were set aside for what stands in them than are counted."""
    catalogue = found.catalogue
    for id, (count, kept) in found.clean.misfilled.items():
        ledger = catalogue.word("pipeline.ledger", language, id=id, name=catalogue.ledgers[id].name(language))
        key = "few_counted" if kept else "none_counted"
        yield catalogue.word(f"pipeline.{key}", language, ledger=ledger, count=count, kept=kept)


def _column_messages(found: Results, language: Language) -> Iterator[str]:
    """Columns that a ledger lacks and without which nothing can be said of some indicators; those that the same ones want are told of together."""
    catalogue = found.catalogue
    for ledger_id, absent in found.clean.absent.items():
        ledger = catalogue.ledgers[ledger_id]
        lacking: defaultdict[tuple[str, ...], list[Column]] = defaultdict(list)
        for column in (column for column in ledger.columns if column.id in absent):
            wanting = askers(catalogue).get((ledger_id, column.id), ())
            lacking[tuple(indicator.id for indicator in wanting)].append(column)
        for ids, columns in lacking.items():
            if ids:
                fill = {
                    "id": ledger_id,
                    "ledger": ledger.name(language),
                    "column": tuple(columns),
                    "indicators": tuple(catalogue.indicators[id] for id in ids),
                }
                yield catalogue.word("pipeline.lacking_column", language, **fill)


def _partial_messages(found: Results, language: Language) -> Iterator[str]:
    """Files without a column that others of the same ledger have: their rows pass for rows in which it was left blank. Those that lie in no
    period for want of it are told of row by row.
    """
    catalogue = found.catalogue
    told = {(one.ledger, one.date) for one in found.undated}
    for ledger_id, lacking in found.clean.partly.items():
        ledger = catalogue.ledgers[ledger_id]
        alike: defaultdict[tuple[tuple[str, ...], tuple[str, ...]], list[Column]] = defaultdict(list)
        for id, places in lacking.items():
            wanting = tuple(indicator.id for indicator in askers(catalogue).get((ledger_id, id), ()))
            if wanting and (ledger_id, id) not in told:
                alike[wanting, tuple(f"{file} [{sheet}]" for file, sheet in places)].append(ledger.column(id))
        for (ids, places), columns in alike.items():
            fill = {
                "id": ledger_id, "ledger": ledger.name(language), "column": tuple(columns), "places": places,
                "indicators": tuple(catalogue.indicators[id] for id in ids),
            }  # fmt: skip
            yield catalogue.word("pipeline.partly_lacking", language, **fill)


def _calendar_messages(found: Results, language: Language) -> Iterator[str]:
    """Years whose working days are not known, and what cannot be judged without them."""
    undecided: defaultdict[int, list[AnyIndicator]] = defaultdict(list)
    for value in found.values.values():
        if value.unknown_calendar is not None:
            undecided[value.unknown_calendar].append(value.indicator)
    for year, indicators in sorted(undecided.items()):
        fill = {"year": str(year), "indicators": tuple(indicators)}
        yield found.catalogue.word("pipeline.unknown_calendar", language, **fill)


def _file_messages(place: Place, language: Language) -> Iterator[str]:
    """Whole files and whole sheets that were set aside, named from the raw folder on: the note is the same wherever that lies.

    Where the same is to be said of several, it is said once, with the folder before the first; a sheet that is called like its file is not named.
    """
    frame, alike = set_aside_in(place, language), defaultdict[tuple[str, str], list[str]](list)
    for row in frame[frame["reason"].isin(["unreadable_file", "unrecognised", "empty_ledger"])].itertuples():
        named = isinstance(row.sheet, str) and row.sheet != PurePosixPath(row.file).stem
        alike[row.message, row.suggestion].append(row.file + (f" [{row.sheet}]" if named else ""))
    catalogue = load()
    for (message, suggestion), places in alike.items():
        where = f"{place.township}/{place.year}/{catalogue.word('mark.list', language).join(places)}"
        yield catalogue.word("pipeline.set_aside", language, where=where, message=message, suggestion=suggestion)
