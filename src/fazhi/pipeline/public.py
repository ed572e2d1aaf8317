"""The public edition of a township-year: the same results, with everything hidden that could point to a person."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from fazhi.catalogue import ReaderError
from fazhi.catalogue.definitions import Catalogue
from fazhi.claims import CONSISTENT, NOT_CHECKABLE, Verdict
from fazhi.claims.wording import kind_of
from fazhi.disclosure import (
    SUPPRESSED,
    Protected,
    Relation,
    apply_to_indicators,
    breakdown_cells,
    breakdown_relations,
    catalogue_relations,
    cell_id,
    cells_frame,
    class_of,
    edition,
    indicator_cells,
    month_cells,
    rate_relations,
    redesigns,
    window_relations,
    with_shown_intervals,
)
from fazhi.disclosure.cells import DENOMINATOR, NUMERATOR, WHOLE
from fazhi.disclosure.protect import PRIMARY, PUBLISHED, SECONDARY
from fazhi.indicators import Value, check
from fazhi.indicators.count import OK
from fazhi.indicators.rows import NONE
from fazhi.ledgers.handkept import read_records
from fazhi.pipeline.files import write_csv
from fazhi.pipeline.place import Place
from fazhi.values import read_date, read_number

if TYPE_CHECKING:
    from fazhi.pipeline.counting import Results

# Folder beside the reference data: of each earlier public edition its indicators table, NAME.csv, and what it showed of breakdowns,
# NAME.breakdowns.csv; newest last by name.
EDITIONS = "editions"
BREAKDOWNS = "breakdowns"
NUMBERS = ["value", "numerator", "denominator"]
COUNTS = ["township", "year", "indicator", *NUMBERS]
PARTS = ["township", "year", "indicator", "breakdown", "category", "value", "status"]


class NotSafe(ReaderError):
    """Something sensitive could be worked out of the edition whatever is hidden; it must not appear."""


class EditionError(ReaderError):
    """An archived edition that cannot be read for certain: what it gave away would be taken for unknown."""


@dataclass(frozen=True, eq=False)
class Public:
    """What makes an edition public: what is hidden in it, the breakdowns left out whole, and its table of indicators."""

    protected: Protected
    left_out: tuple[tuple[str, str], ...]
    table: pd.DataFrame

    @property
    def breakdowns(self) -> pd.DataFrame:
        """What the edition shows of breakdowns, columns ``PARTS``: to be laid down with the edition, for the next one must not add to it."""
        cells = self.protected.cells
        split = cells[cells["breakdown"] != ""].sort_values(PARTS[:5], kind="stable", ignore_index=True)
        shown = split["state"] == PUBLISHED
        counts = split["value"].map(lambda count: int(count) if count.is_integer() else count).astype(object)
        return split.assign(value=counts.where(shown, None), status=shown.map({True: OK, False: SUPPRESSED}))[PARTS]


def public_edition(found: Results) -> Results:
    """The results as the public may have them: hidden indicators without value, nothing with the ledger rows behind it.

    Writes what was decided, and which other designs there are, beside the processed tables; that stays inside. Raises ``NotSafe`` when
    the audit does not pass.
    """
    place, catalogue = found.clean.place, found.catalogue
    rows = indicator_cells(found.indicators, catalogue)
    rows += breakdown_cells(found.values, place.township, place.year, catalogue)
    cells = cells_frame(rows, catalogue.disclosure)
    relations = [*catalogue_relations(cells, catalogue), *breakdown_relations(cells)]
    relations += [*_said_rates(found), *_said_of_parts(found, cells)]
    archive = list(archived(place))
    protected, left_out = edition(cells, relations, catalogue.disclosure, list(_earlier(found, archive)))
    _write_down(place, cells, protected, left_out, catalogue)
    _write_earlier(found, archive)
    if not protected.passed:
        fill = {"township": place.township, "year": place.year, "count": len(protected.open)}
        raise NotSafe("pipeline.not_safe", **fill, folder=place.processed.as_posix())
    table = apply_to_indicators(found.indicators, protected, catalogue)
    hidden = frozenset(table.loc[table["status"] == SUPPRESSED, "indicator"])
    of_parts = _hidden_by_month(found, protected)
    values = {id: hide(v) if id in hidden else _shown(v, catalogue) for id, v in found.values.items()}
    numbers = {id: value.value for id, value in values.items()}
    return replace(
        found, values=values,
        verdicts=tuple(_verdict(v, hidden | (of_parts if _of_part(found, v) else frozenset()), catalogue) for v in found.verdicts),
        checks=tuple(check(c.identity, numbers, place.year) for c in found.checks),
        public=Public(protected, left_out, table),
    )  # fmt: skip


def hide(value: Value) -> Value:
    """A value of which only its name and window are left."""
    return Value(value.indicator, value.window, None, SUPPRESSED)


def _shown(value: Value, catalogue: Catalogue) -> Value:
    """A value as the public may have it: without its rows, nor an interval that ends at a case which stands out."""
    return replace(with_shown_intervals(value, catalogue.disclosure), behind=NONE)


def _hidden_by_month(found: Results, protected: Protected) -> frozenset[str]:
    """The indicators whose months the edition hides in part: a figure of January to November would give back December."""
    place, cells = found.clean.place, protected.cells
    marked = set(cells.loc[cells["state"].isin([PRIMARY, SECONDARY]), "cell"])
    claimed = {verdict.claim.indicator for verdict in found.verdicts}
    tables = (
        (id, table) for id in claimed for table in month_cells(cells, found.catalogue, place.township, place.year, id)
    )
    return frozenset(id for id, table in tables if not marked.isdisjoint(table))


def _of_part(found: Results, verdict: Verdict) -> bool:
    """Whether a figure is of another window than the edition's own."""
    own = found.values.get(verdict.claim.indicator)
    return own is not None and verdict.window != own.window


def _verdict(verdict: Verdict, hidden: frozenset[str], catalogue: Catalogue) -> Verdict:
    """No verdict on a hidden indicator, nor on a sensitive one in whatever window: it would give the count back."""
    id = verdict.claim.indicator
    if verdict.value is None:
        return verdict
    if id in hidden or class_of(id, catalogue) == "A":
        return Verdict(verdict.claim, NOT_CHECKABLE, verdict.window, hide(verdict.value), reason="claims.suppressed")
    return replace(verdict, value=_shown(verdict.value, catalogue))


# ------------------------------------------------------------------------------------------- what is known already


def _rightly_said(found: Results) -> Iterator[Verdict]:
    """What the published report says exactly and rightly; so does one that lies beside the ledgers, which is or will be published."""
    from fazhi.pipeline.report import own_report  # with what reads prose

    own = own_report(found).check if found.reported else None
    for verdict in (*found.verdicts, *(one.verdict for one in (own.checked if own else ()))):
        exact = isinstance(verdict.claim.value, Decimal) and kind_of(verdict.claim.wording) == "exact"
        if exact and verdict.verdict == CONSISTENT and verdict.claim.indicator in found.values:
            yield verdict


def _said(found: Results) -> Iterator[tuple[str, Decimal, str]]:
    """Indicator, figure and unit of what it says so of the whole window."""
    for verdict in _rightly_said(found):
        if not _of_part(found, verdict):
            yield verdict.claim.indicator, verdict.claim.value, verdict.claim.unit  # type: ignore[misc]


def _said_of_parts(found: Results, cells: pd.DataFrame) -> Iterator[Relation]:
    """What it says so of a part of the year (前三季度, 截至11月) tells of the tables by month."""
    place, catalogue = found.clean.place, found.catalogue
    for verdict in _rightly_said(found):
        claim, window = verdict.claim, verdict.window
        if window is not None and claim.unit != "%" and _of_part(found, verdict):
            count = float(claim.value)  # type: ignore[arg-type]
            yield from window_relations(cells, catalogue, place.township, place.year, claim.indicator, window, count)


def _said_rates(found: Results) -> Iterator[Relation]:
    place = found.clean.place
    for indicator, figure, unit in _said(found):
        if unit == "%":
            parts = [cell_id(place.township, place.year, indicator, part) for part in (NUMERATOR, DENOMINATOR)]
            decimals = max(0, -int(figure.as_tuple().exponent))
            yield from rate_relations(parts[0], parts[1], str(figure), decimals)


@dataclass(frozen=True, eq=False)
class Archived:
    """An earlier public edition: what it gave of the township-year's indicators and breakdowns; ``whole``: both tables lie there."""

    name: str
    indicators: pd.DataFrame
    parts: pd.DataFrame
    whole: bool


def archived(place: Place) -> Iterator[Archived]:
    """Earlier public editions that hold the township-year, newest first. Raises ``EditionError``."""
    folder = place.site.reference / EDITIONS
    for path in sorted(folder.rglob("*")):
        if path.suffix.lower() == ".csv" and (path.parent != folder or path.suffix != ".csv"):
            raise EditionError("pipeline.edition_misplaced", file=path.as_posix(), folder=folder.as_posix())
    names = {path.name.removesuffix(".csv").removesuffix(f".{BREAKDOWNS}") for path in folder.glob("*.csv")}
    for name in sorted(names, reverse=True):
        paths = [folder / f"{name}.csv", folder / f"{name}.{BREAKDOWNS}.csv"]
        indicators, parts = (_of_place(*one, place) for one in zip(paths, (COUNTS, PARTS[:6]), strict=True))
        if len(indicators) or len(parts):
            yield Archived(name, indicators, parts, paths[1].is_file())


def _of_place(path: Path, needed: list[str], place: Place) -> pd.DataFrame:
    """The rows of the township-year, their numbers read as people write them; None for a blank and for a date."""
    if not path.is_file():
        return pd.DataFrame()
    own = [
        row | {name: _number(path, line, row[name]) for name in NUMBERS if name in needed}
        for line, row in read_records(path, needed, EditionError)
        if (row["township"].strip(), row["year"].strip()) == (place.township, str(place.year))
    ]
    return pd.DataFrame(own).astype({name: object for name in NUMBERS if name in needed and own})


def _number(path: Path, line: int, text: str) -> float | None:
    found = read_number(text)
    if not found.problem and not found.approximate:
        return found.value
    if read_date(text, None).start is None:
        raise EditionError("pipeline.edition_line", file=path.as_posix(), line=line, value=text)
    return None


def _earlier(found: Results, archive: Iterable[Archived]) -> Iterator[pd.DataFrame]:
    """What earlier public editions gave, newest first, and the counts that the published report gives."""
    place, catalogue = found.clean.place, found.catalogue
    for past in archive:
        rows = [row for row in past.indicators.to_dict("records") if row["indicator"] in catalogue.indicators]
        whole = indicator_cells(pd.DataFrame(rows), catalogue)
        yield _as_published(
            (cell_id(r["township"], r["year"], r["indicator"], r.get("part", WHOLE), r.get("breakdown", ""), r.get("category", "")), r["value"])
            for r in (*whole, *past.parts.to_dict("records"))
        )  # fmt: skip
    counts = ((indicator, float(figure)) for indicator, figure, unit in _said(found) if unit != "%")
    yield _as_published((cell_id(place.township, place.year, id, WHOLE), figure) for id, figure in counts)


def _as_published(pairs: Iterator[tuple[str, float | None]]) -> pd.DataFrame:
    return pd.DataFrame(list(pairs), columns=["cell", "value"]).astype({"value": "float64"})


def _write_down(
    place: Place, cells: pd.DataFrame, protected: Protected, left_out: tuple[tuple[str, str], ...], catalogue: Catalogue
) -> None:
    """Inside the house: the log by table, the audit of every hidden cell, and other designs for what was left out."""
    write_csv(place.processed / "disclosure_log.csv", protected.log)
    write_csv(place.processed / "disclosure_audit.csv", protected.audit)
    tried = [redesigns(cells, catalogue.disclosure, *table) for table in left_out]
    path = place.processed / "disclosure_redesigns.csv"
    if tried:
        write_csv(path, pd.concat(tried, ignore_index=True))
    else:
        path.unlink(missing_ok=True)


def _write_earlier(found: Results, archive: Iterable[Archived]) -> None:
    """Inside the house: what the audit knows of each earlier edition, and of which it knows no breakdowns."""
    path = found.clean.place.processed / "disclosure_earlier.csv"
    unknown = found.catalogue.word("pipeline.edition_without_breakdowns", found.clean.language)
    rows = [[a.name, len(a.indicators), len(a.parts), "" if a.whole else unknown] for a in archive]
    if rows:
        write_csv(path, pd.DataFrame(rows, columns=["edition", "indicators", "breakdown_cells", "note"]))
    else:
        path.unlink(missing_ok=True)
