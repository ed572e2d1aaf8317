"""How a township-year ended, in the reader's words; written beside its results, so that a run that has nothing to do knows it."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any, Literal

from fazhi.catalogue import LANGUAGES, Language, ReaderError, fault_of, load
from fazhi.files import write_whole
from fazhi.pipeline.place import Place

if TYPE_CHECKING:
    from fazhi.catalogue.indicator import AnyIndicator
    from fazhi.catalogue.ledger import Column
    from fazhi.pipeline.counting import Results
    from fazhi.pipeline.report import OwnReport

FILE = "status.json"
FEW = 2  # rows of another year that say nothing of the file
STATUSES = ("done", "attention", "failed")
Status = Literal["done", "attention", "failed"]
MOST_NAMES = 10  # of places or rows that are told of


@dataclass(frozen=True)
class Outcome:
    """How one township-year ended. ``attention``: done, but a reader must see ``messages`` (a missing ledger, a difference).

    ``messages`` are in the language of the results; ``told`` are the same in each language, for who started the run.
    """

    place: Place
    status: Status
    messages: tuple[str, ...] = ()
    verdicts: dict[str, int] = field(default_factory=dict)
    set_aside: int | None = 0
    synthetic: bool = False
    told: Mapping[Language, tuple[str, ...]] = field(default_factory=dict)


Told = Mapping[Language, str]  # one message, in each language


class NotebookFailed(Exception):
    """A notebook ended with an error of the class ``error``; ``copy``, the executed notebook, shows where.

    The error's own message is left to that copy: it may quote a cell of a ledger.
    """

    def __init__(self, copy: Path, error: str) -> None:
        self.copy, self.error = copy, error
        super().__init__(f"{copy.name}: {error}")


class ComparisonFailed(ReaderError):
    """The comparison could not be made; ``told`` is the message in each language."""

    def __init__(self, told: Told) -> None:
        self.told = told
        Exception.__init__(self, next(iter(told.values())))

    def text(self, language: Language) -> str:
        return self.told[language]


def write_outcome(outcome: Outcome, language: Language) -> None:
    """Leave a record of how a township-year ended among its results. Raises ``OSError``."""
    record = {
        "status": outcome.status, "messages": outcome.messages, "verdicts": outcome.verdicts,
        "set_aside": outcome.set_aside, "synthetic": outcome.synthetic, "language": language,
        "told": outcome.told,
    }  # fmt: skip
    write_whole(outcome.place.outputs / FILE, json.dumps(record, ensure_ascii=False, indent=1) + "\n")


def read_outcome(place: Place) -> Outcome | None:
    """What was left of an earlier run; None where there is nothing that can be read."""
    record = read_record(place.outputs / FILE)
    if record is None:
        return None
    verdicts = {str(k): int(v) for k, v in record.get("verdicts", {}).items()}
    told: dict[Language, tuple[str, ...]] = {
        language: tuple(texts) for language, texts in record.get("told", {}).items()
    }
    return Outcome(
        place, record["status"], tuple(record["messages"]), verdicts, record.get("set_aside"), record["synthetic"], told
    )


def read_record(path: Path) -> Mapping[str, Any] | None:
    """What the last run of a township-year noted, ``None`` where it noted nothing that can be read."""
    try:
        record = json.loads(path.read_text(encoding="utf-8"))
        whole = record["status"] in STATUSES and {"messages", "synthetic"} <= record.keys()
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None
    return record if whole else None


def failed(place: Place, language: Language, problem: Told | None = None) -> Outcome:
    """A township-year that could not be done, and why, where that is known."""
    told: dict[Language, tuple[str, ...]] = {one: (message,) for one, message in (problem or {}).items()}
    return Outcome(place, "failed", told.get(language, ()), synthetic=_synthetic(place), told=told)


def outcome_of(found: Results, report: OwnReport | None = None) -> Outcome:
    """What a reader must be told of a finished township-year, its own ``report`` included.

    The verdicts are those on the published figures that are recorded, and where none are, on the figures of the report.
    """
    from fazhi.ledgers.account import NOTES

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
    from fazhi.claims import INCONSISTENT, in_words, reconciliation_frame
    from fazhi.claims.reconcile import in_units_of_report, readable, shortened

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
    yield from _misfilled_messages(found, language)
    yield from _column_messages(found, language)
    yield from _partial_messages(found, language)
    yield from _place_messages(found, language)
    yield from _resident_messages(found, language)
    yield from _date_messages(found, language)


def _place_messages(found: Results, language: Language) -> Iterator[str]:
    """Rows of a coverage that name no village of the township."""
    from fazhi.catalogue.indicator import Coverage
    from fazhi.indicators.count import strange_places

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
    """Fewer residents than what is counted: every rate by them is wrong."""
    from fazhi.catalogue.indicator import PerThousand
    from fazhi.indicators.residents import too_few_residents

    catalogue = found.catalogue
    named = []
    for value in found.values.values():
        indicator, counted, residents = value.indicator, value.numerator, value.denominator
        if not isinstance(indicator, PerThousand) or counted is None or residents is None:
            continue
        if too_few_residents(indicator, counted, residents, catalogue):
            named.append(f"{catalogue.indicators[indicator.of].name(language)} {counted:.0f}")
    if named:
        fill = {"residents": str(found.facts.township.residents), "township": found.clean.place.township}
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

    Either most of the folder is dated in one other year, or a whole ledger is; one that goes on from year to year has rows of several.
    """
    catalogue, clean = found.catalogue, found.clean
    place, elsewhere = clean.place, Counter[str]()
    for years in clean.other_years.values():
        elsewhere.update(years)
    dated = [id for id in clean.ledgers if any(form.dated_by for form in catalogue.ledgers[id].forms)]
    kept = {id: len(clean.tables[id]) for id in dated}
    (year, count), here = elsewhere.most_common(1)[0] if elsewhere else ("", 0), sum(kept.values())
    if count > max(here, FEW):
        fill = {"folder": f"{place.township}/{place.year}", "right": f"{place.township}/{year}"}
        yield catalogue.word("pipeline.another_year", language, year=year, count=count, here=here, **fill)
        return
    for id, years in clean.other_years.items():
        ((year, count), *more) = years.items()
        if count > FEW and not more and not kept.get(id):
            ledger = catalogue.word("pipeline.ledger", language, id=id, name=catalogue.ledgers[id].name(language))
            yield catalogue.word("pipeline.ledger_of_another_year", language, ledger=ledger, year=year, count=count)


def _misfilled_messages(found: Results, language: Language) -> Iterator[str]:
    """Ledgers of which more rows were set aside for what stands in them than are counted."""
    catalogue = found.catalogue
    for id, (count, kept) in found.clean.misfilled.items():
        ledger = catalogue.word("pipeline.ledger", language, id=id, name=catalogue.ledgers[id].name(language))
        key = "few_counted" if kept else "none_counted"
        yield catalogue.word(f"pipeline.{key}", language, ledger=ledger, count=count, kept=kept)


def _column_messages(found: Results, language: Language) -> Iterator[str]:
    """Columns that a ledger lacks and without which nothing can be said of some indicators; those that the same ones want are told of together."""
    from fazhi.catalogue.uses import askers

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
    from fazhi.catalogue.uses import askers

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
    from fazhi.pipeline.cleaning import set_aside_in

    frame, alike = set_aside_in(place, language), defaultdict[tuple[str, str], list[str]](list)
    for row in frame[frame["reason"].isin(["unreadable_file", "unrecognised", "empty_ledger"])].itertuples():
        named = isinstance(row.sheet, str) and row.sheet != PurePosixPath(row.file).stem
        alike[row.message, row.suggestion].append(row.file + (f" [{row.sheet}]" if named else ""))
    catalogue = load()
    for (message, suggestion), places in alike.items():
        where = f"{place.township}/{place.year}/{catalogue.word('mark.list', language).join(places)}"
        yield catalogue.word("pipeline.set_aside", language, where=where, message=message, suggestion=suggestion)


def _synthetic(place: Place) -> bool:
    try:
        return place.about().synthetic
    except (ReaderError, OSError):
        return False


def told_of(error: Exception) -> Told:
    """An error in the reader's words, whichever language that is."""
    return {language: message_of(error, language) for language in LANGUAGES}


def message_of(error: Exception, language: Language) -> str:
    """An error in the reader's words: what is wrong and what to do."""
    if isinstance(error, ReaderError):
        return error.text(language)
    if isinstance(error, NotebookFailed):
        fill = {"notebook": error.copy.name, "error": error.error, "copy": error.copy.as_posix()}
        return load().word("pipeline.notebook_failed", language, **fill)
    if isinstance(error, OSError):
        file, in_the_way = str(error.filename or "—"), FileExistsError | NotADirectoryError | IsADirectoryError
        key = "pipeline.path_error" if isinstance(error, in_the_way) else "pipeline.file_error"
        return load().word(key, language, file=file, detail=fault_of(error))
    if isinstance(error, MemoryError):
        return load().word("pipeline.memory", language)
    return load().word("pipeline.unexpected", language, error=type(error).__name__)


def exit_code(outcomes: Iterable[Outcome]) -> int:
    """0 when all is done and nothing needs attention, otherwise 1."""
    return int(any(outcome.status != "done" for outcome in outcomes))
