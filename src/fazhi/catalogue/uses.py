"""Which columns of a ledger a count rests on: read off the indicators, the forms, the orders of dates and the persons."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from fazhi.catalogue.definitions import PLACED, Catalogue, conditions_of
from fazhi.catalogue.indicator import AnyIndicator, Condition, Expiring, FromLedger, Stock, Sum
from fazhi.catalogue.ledger import Ledger

ROLES = ("date", "amount", "since", "until", "start", "end", "place")


@dataclass(frozen=True)
class Uses:
    """What the columns of one ledger are for.

    ``counted``: an indicator looks at them, or a row must have them. ``matter``: these, and those that date a row, tell two rows
    apart or are compared with one another. ``present``: an indicator asks whether anything stands there at all. ``order``: pairs of
    dates of which the first is not after the second. ``expiries``: ends that are set beforehand; ``ends``: ends that come to a few.
    """

    counted: frozenset[str]
    matter: frozenset[str]
    present: frozenset[str]
    order: tuple[tuple[str, str], ...]
    expiries: frozenset[str]
    ends: frozenset[str]


@lru_cache(maxsize=64)
def uses_of(catalogue: Catalogue, ledger_id: str) -> Uses:
    """The uses of a ledger's columns, by the catalogue alone."""
    ledger = catalogue.ledgers[ledger_id]
    indicators = [i for i in catalogue.indicators.values() if isinstance(i, FromLedger) and i.ledger == ledger_id]
    stocks = [i for i in indicators if isinstance(i, Stock)]
    conditions = [
        condition
        for i in catalogue.indicators.values()
        if isinstance(i, FromLedger)
        for at, condition in conditions_of(i)
        if at == ledger_id
    ]
    counted = {condition.column for condition in conditions}
    counted |= {id for i in indicators for id in _looked_at(i, catalogue)}
    counted |= {id for form in ledger.forms for group in form.required for id in group}
    own = {column.id for column in ledger.columns}
    persons = {person.column for person in ledger.persons}
    if counted & persons or any(persons & set(key.columns()) for form in ledger.forms for key in form.keys):
        counted |= {id for person in ledger.persons for id in person.alternatives[0]}
    return Uses(
        frozenset(counted & own),
        frozenset((counted | set(_telling(ledger))) & own),
        frozenset(condition.column for condition in conditions if condition.present),
        tuple(dict.fromkeys((*ledger.order, *_orders(indicators, catalogue)))),
        frozenset(i.until for i in stocks if i.until and i.last_day_counts),
        frozenset(i.until for i in stocks if i.until and not i.last_day_counts)
        | frozenset(i.departed.date for i in stocks if i.departed),
    )


def asked_of(indicator: FromLedger, catalogue: Catalogue) -> Mapping[str, frozenset[str]]:
    """The ledgers without which nothing can be said of an indicator, and their columns: those that must say something for a row to count.

    So must the date that lies in the window, and the ends that soon come. Where only the blank of a column counts (``none_of``, ``present: false``),
    as where a date of leaving is not kept, its absence says the same; but not where the values left out are another indicator's: of what
    nobody split there is no rest.
    """
    given = vars(indicator)  # a model asked for what its kind does not have takes its time to say so
    own = {condition.column for condition in _speaking(indicator, catalogue)}
    own |= {id for role in ("date", "start", "end") if (id := given.get(role))}
    if isinstance(indicator, Sum) and not indicator.each:
        own.add(indicator.amount)
    if deadline := catalogue.deadlines.get(given.get("deadline") or ""):
        own.add(deadline.done or "")
    if isinstance(indicator, Expiring):
        own.add(_stock_of(indicator, catalogue).until or "")
    asked = {indicator.ledger: own}
    for overlap in given.get("less", ()):
        own.update(overlap.match)
        asked.setdefault(overlap.ledger, set()).update(overlap.match.values())
    return {id: frozenset(columns & _columns(id, catalogue)) for id, columns in asked.items()}


@lru_cache(maxsize=4)
def askers(catalogue: Catalogue) -> Mapping[tuple[str, str], tuple[AnyIndicator, ...]]:
    """By ledger and column the indicators of which nothing can be said without it, in the catalogue's order."""
    found: dict[tuple[str, str], list[AnyIndicator]] = {}
    for indicator in catalogue.indicators.values():
        if isinstance(indicator, FromLedger):
            for ledger, columns in asked_of(indicator, catalogue).items():
                for column in columns:
                    found.setdefault((ledger, column), []).append(indicator)
    return {asked: tuple(indicators) for asked, indicators in found.items()}


def _speaking(indicator: FromLedger, catalogue: Catalogue) -> Iterator[Condition]:
    """The conditions that a row without the column cannot be said to meet."""
    if isinstance(indicator, Expiring):
        yield from _speaking(_stock_of(indicator, catalogue), catalogue)
    given = vars(indicator)
    yield from (one for one in (*indicator.where, *given.get("numerator", ())) if one.asks)
    counted = _counted_by_value(catalogue, indicator.ledger)
    left_out = [(one, one.none_of) for one in indicator.where]
    left_out += [(one, one.any_of) for one in given.get("unless", ())]
    yield from (one for one, values in left_out if any((one.column, value) in counted for value in values))


def _stock_of(indicator: Expiring, catalogue: Catalogue) -> Stock:
    stock = catalogue.indicators[indicator.stock]
    assert isinstance(stock, Stock)
    return stock


@lru_cache(maxsize=64)
def _counted_by_value(catalogue: Catalogue, ledger_id: str) -> frozenset[tuple[str, str]]:
    """The columns and values by which indicators of a ledger choose rows."""
    indicators = (i for i in catalogue.indicators.values() if isinstance(i, FromLedger) and i.ledger == ledger_id)
    return frozenset((one.column, value) for i in indicators for one in i.where for value in one.any_of)


@lru_cache(maxsize=64)
def _columns(ledger_id: str, catalogue: Catalogue) -> frozenset[str]:
    return frozenset(column.id for column in catalogue.ledgers[ledger_id].columns)


def _looked_at(indicator: FromLedger, catalogue: Catalogue) -> Iterator[str]:
    """The columns that one indicator reads, conditions aside."""
    yield from (id for role in ROLES if (id := getattr(indicator, role, None)) and id != PLACED)
    yield from getattr(indicator, "distinct", ())
    if departed := getattr(indicator, "departed", None):
        yield departed.date
    if deadline := catalogue.deadlines.get(getattr(indicator, "deadline", None) or ""):
        yield from (id for id in (deadline.start, deadline.done, deadline.explicit) if id)
    for overlap in getattr(indicator, "less", ()):
        yield from overlap.match


def _telling(ledger: Ledger) -> Iterator[str]:
    """Columns that date a row, identify it, or are held against one another."""
    for form in ledger.forms:
        yield from (*form.needs, *form.dated_by, *filter(None, (form.fallback_date,)))
        for key in form.keys:
            yield from key.columns()
    for person in ledger.persons:
        yield from (id for alternative in person.alternatives for id in alternative)
    yield from (id for pair in ledger.order for id in pair)


def _orders(indicators: Sequence[FromLedger], catalogue: Catalogue) -> Iterator[tuple[str, str]]:
    for indicator in indicators:
        if isinstance(indicator, Stock) and indicator.since and indicator.until:
            yield indicator.since, indicator.until
    for deadline in catalogue.deadlines.values():
        if indicators and deadline.ledger == indicators[0].ledger and deadline.start and deadline.done:
            yield deadline.start, deadline.done
