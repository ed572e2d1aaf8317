"""Reads the catalogue's YAML files into one frozen value.

A mistake in a file (unknown key, word in one language only, a filter on a column that does not exist) raises when the catalogue is loaded,
naming the file and the entry.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from fazhi.catalogue.draft import DraftWords
from fazhi.catalogue.entries import Named, keyed
from fazhi.catalogue.errors import CatalogueError
from fazhi.catalogue.files import HERE, read_yaml
from fazhi.catalogue.indicator import AnyIndicator, Condition, Count, Expiring, FromLedger, PerThousand, Stock
from fazhi.catalogue.ledger import Ledger, ReferenceTable, ResultTable
from fazhi.catalogue.policy import Policy
from fazhi.catalogue.prose import Prose, Reading
from fazhi.catalogue.rules import Deadline, Identity, Layout, Numerals, Section, WindowWord, WordingKind
from fazhi.catalogue.text import Language, Said, Text, filled, found_in, words

PLACED = "placed"  # the date that places a row in a year; every clean table has it


@dataclass(frozen=True, eq=False)
class Catalogue:
    """All definitions, each kind by id and in the order of its file."""

    ledgers: dict[str, Ledger]
    indicators: dict[str, AnyIndicator]
    deadlines: dict[str, Deadline]
    identities: dict[str, Identity]
    windows: dict[str, WindowWord]
    sections: dict[str, Section]
    reference: dict[str, ReferenceTable]
    tables: dict[str, ResultTable]
    layout: Layout
    numerals: Numerals
    wordings: dict[str, WordingKind]
    disclosure: Policy
    words: dict[str, Text]
    prose: Prose
    readings: dict[str, tuple[Reading, ...]]
    draft: DraftWords

    def word(self, key: str, language: Language, /, **fill: object) -> str:
        """The reader-facing word ``key``, its ``{placeholders}`` filled in. Raises ``CatalogueError`` if there is none.

        A placeholder takes text, a number, or what is put into words here: ``Said``, the name of an entry, several of these.
        """
        text = found_in(self.words, key).in_language(language)
        return filled(text, {name: self.worded(part, language) for name, part in fill.items()})

    def worded(self, part: object, language: Language) -> object:
        """A list with its commas; the name of a ledger, column or value as ledgers have it, for others with its translation."""
        if isinstance(part, tuple):
            return self.words["mark.list"].in_language(language).join(str(self.worded(one, language)) for one in part)
        if isinstance(part, Named):
            return part.zh if language == "zh" else self.word("mark.translated", language, zh=part.zh, en=part.en)
        if isinstance(part, Said):
            return self.word(part.key, language, **dict(part.fill))
        return part

    @cached_property
    def claims(self) -> dict[str, tuple[AnyIndicator, ...]]:
        """Indicators by the claim of the published report that they answer."""
        found: dict[str, tuple[AnyIndicator, ...]] = {}
        for indicator in self.indicators.values():
            for claim in indicator.claims:
                found[claim] = (*found.get(claim, ()), indicator)
        return found

    def is_stock(self, indicator: AnyIndicator) -> bool:
        """Whether a number is of one day and not of a period: itself, or what it is a rate of."""
        if isinstance(indicator, PerThousand):
            indicator = self.indicators[indicator.of]
        return isinstance(indicator, Stock | Expiring)

    def of_section(self, section: str) -> Iterator[AnyIndicator]:
        return (indicator for indicator in self.indicators.values() if indicator.section == section)


def _entries(kind: Any, path: Path) -> dict[str, Any]:
    return {entry.id: entry for entry in _valid(tuple[kind, ...], path, keyed(read_yaml(path)))}


def _model(kind: Any, path: Path) -> Any:
    return _valid(kind, path, read_yaml(path))


def _valid(kind: Any, path: Path, body: Any) -> Any:
    """What a file holds, as its model has it. Raises ``CatalogueError``, which names entry and key of each mistake."""
    try:
        return _adapter(kind).validate_python(body)
    except ValidationError as error:
        told = "; ".join(f"{_place(mistake['loc'], body)}: {mistake['msg']}" for mistake in error.errors())
        raise CatalogueError(f"{path.relative_to(HERE).as_posix()}: {told}") from error


@cache
def _adapter(kind: Any) -> TypeAdapter[Any]:
    return TypeAdapter(kind)


def _place(location: Sequence[int | str], body: Any) -> str:
    """Where a mistake stands, in the file's own keys; entries of a list by their ids."""
    found: list[str] = []
    for part in location:
        if isinstance(part, int) and isinstance(body, Sequence) and not isinstance(body, str):
            body = body[part]
            found.append(str(body["id"]) if isinstance(body, Mapping) and "id" in body else str(part + 1))
        elif not (
            isinstance(body, Mapping) and part not in body and body.get("kind") == part
        ):  # which model of several
            body = body.get(part) if isinstance(body, Mapping) else None
            found.append(str(part))
    return ".".join(found) or "-"


def conditions_of(indicator: FromLedger) -> Iterator[tuple[str, Condition]]:
    """Every condition of an indicator with the ledger that it looks at."""
    for name in ("where", "numerator", "unless"):
        yield from ((indicator.ledger, condition) for condition in getattr(indicator, name, ()))
    if departed := getattr(indicator, "departed", None):
        yield from ((indicator.ledger, condition) for condition in departed.where)
    if isinstance(indicator, Count):
        for overlap in indicator.less:
            yield from ((overlap.ledger, condition) for condition in overlap.where)


def _check_indicator(indicator: AnyIndicator, catalogue: Catalogue) -> None:
    """Columns, values, deadlines, sections and other indicators that an entry names must exist."""

    def known(column: str, ledger: Ledger) -> bool:
        people = {person.column for person in ledger.persons}
        return column == PLACED or column in people or any(c.id == column for c in ledger.columns)

    if indicator.section not in catalogue.sections:
        raise CatalogueError(f"indicators.yaml: {indicator.id}: no section {indicator.section}")
    for name, registry in (
        ("deadline", catalogue.deadlines),
        ("of", catalogue.indicators),
        ("stock", catalogue.indicators),
    ):
        if (target := getattr(indicator, name, None)) is not None and target not in registry:
            raise CatalogueError(f"indicators.yaml: {indicator.id}: no {name} {target}")
    if not isinstance(indicator, FromLedger):
        return
    if indicator.ledger not in catalogue.ledgers:
        raise CatalogueError(f"indicators.yaml: {indicator.id}: no ledger {indicator.ledger}")
    ledger = catalogue.ledgers[indicator.ledger]
    columns = [getattr(indicator, name, None) for name in ("date", "amount", "since", "until", "start", "end", "place")]
    for column in [*filter(None, columns), *getattr(indicator, "distinct", ())]:
        if not known(column, ledger):
            raise CatalogueError(f"indicators.yaml: {indicator.id}: {ledger.id} has no column {column}")
    for ledger_id, condition in conditions_of(indicator):
        other = catalogue.ledgers[ledger_id]
        if not known(condition.column, other):
            raise CatalogueError(f"indicators.yaml: {indicator.id}: {ledger_id} has no column {condition.column}")
        column = other.column(condition.column)
        allowed = {value.id for value in column.values} | ({"other"} if column.values else {"yes", "no"})
        if unknown := set(condition.any_of + condition.none_of) - allowed:
            raise CatalogueError(
                f"indicators.yaml: {indicator.id}: {ledger_id}.{column.id} has no value {sorted(unknown)}"
            )


def _check_policy(catalogue: Catalogue) -> None:
    """Every ledger has a class; ledgers, indicators and columns that the policy names exist."""
    policy = catalogue.disclosure
    if unclear := set(policy.ledgers) ^ set(catalogue.ledgers):
        raise CatalogueError(
            f"disclosure.yaml: ledgers without a class, or classes without a ledger: {sorted(unclear)}"
        )
    if unknown := set(policy.indicators) - set(catalogue.indicators):
        raise CatalogueError(f"disclosure.yaml: no indicator {sorted(unknown)}")
    for breakdown in policy.breakdowns:
        indicator = catalogue.indicators.get(breakdown.indicator)
        if not isinstance(indicator, FromLedger):
            raise CatalogueError(f"disclosure.yaml: {breakdown.id}: {breakdown.indicator} is not counted from a ledger")
        columns = {column.id for column in catalogue.ledgers[indicator.ledger].columns} | {PLACED}
        if unknown := set(breakdown.by) - columns:
            raise CatalogueError(f"disclosure.yaml: {breakdown.id}: {indicator.ledger} has no column {sorted(unknown)}")


def _check_readings(catalogue: Catalogue) -> None:
    """Readings must be of indicators that exist, and name only what ``prose.yaml`` holds."""
    if unknown := set(catalogue.readings) - set(catalogue.indicators):
        raise CatalogueError(f"readings.yaml: no indicator {sorted(unknown)}")
    try:
        catalogue.prose.check(catalogue.readings)
    except ValueError as error:
        raise CatalogueError(f"readings.yaml: {error}") from error


def _check_draft(catalogue: Catalogue) -> None:
    """Indicators and windows of drafted sentences exist, each indicator has its say once, and the words are those that are read back."""
    draft, prose = catalogue.draft, catalogue.prose
    said = [clause.of for clause in draft.clauses()]
    named = {*said, *(clause.within for clause in draft.clauses() if clause.within), *draft.not_in_draft}
    if unknown := named - set(catalogue.indicators):
        raise CatalogueError(f"draft.yaml: no indicator {sorted(unknown)}")
    if twice := {id for id in said if said.count(id) > 1 or id in draft.not_in_draft}:
        raise CatalogueError(f"draft.yaml: said twice, or said and not in the draft: {sorted(twice)}")
    if unknown := {sentence.window for sentence in draft.sentences()} - set(catalogue.windows):
        raise CatalogueError(f"draft.yaml: no window {sorted(unknown)}")
    for kind in ("over", "under", "about", "at_least"):
        known = catalogue.wordings[kind]
        if (word := getattr(draft.wording, kind)) not in (*known.before, *known.behind):
            raise CatalogueError(f"draft.yaml: {word} is no word of wordings.yaml for {kind}")
    if draft.wording.range not in prose.range_signs or draft.wording.percent not in prose.percent_of:
        raise CatalogueError("draft.yaml: the words for ranges and percentages must be those of prose.yaml")


def read() -> Catalogue:
    """The catalogue as it stands in the files; ``CatalogueError`` where it is wrong."""
    ledgers = {
        ledger.id: ledger for ledger in (_model(Ledger, path) for path in sorted((HERE / "ledgers").glob("*.yaml")))
    }
    catalogue = Catalogue(
        ledgers=ledgers,
        indicators=_entries(AnyIndicator, HERE / "indicators.yaml"),
        deadlines=_entries(Deadline, HERE / "deadlines.yaml"),
        identities=_entries(Identity, HERE / "identities.yaml"),
        windows=_entries(WindowWord, HERE / "windows.yaml"),
        sections=_entries(Section, HERE / "sections.yaml"),
        reference=_entries(ReferenceTable, HERE / "reference.yaml"),
        tables=_entries(ResultTable, HERE / "tables.yaml"),
        layout=_model(Layout, HERE / "layout.yaml"),
        numerals=_model(Numerals, HERE / "numerals.yaml"),
        disclosure=_model(Policy, HERE / "disclosure.yaml"),
        wordings=_model(dict[str, WordingKind], HERE / "wordings.yaml"),
        words=words(),
        prose=_model(Prose, HERE / "prose.yaml"),
        readings=_model(dict[str, tuple[Reading, ...]], HERE / "readings.yaml"),
        draft=_model(DraftWords, HERE / "draft.yaml"),
    )
    for indicator in catalogue.indicators.values():
        _check_indicator(indicator, catalogue)
    _check_policy(catalogue)
    _check_readings(catalogue)
    _check_draft(catalogue)
    return catalogue
