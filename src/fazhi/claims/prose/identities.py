"""A report's figures against each other: totals and their parts, rates and their counts, as far as the report states them."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from fazhi.catalogue.definitions import Catalogue
from fazhi.catalogue.rules import Identity
from fazhi.claims.prose.claim import ProseClaim
from fazhi.claims.reconcile import plain
from fazhi.claims.wording import same_when_rounded
from fazhi.indicators import Check, check
from fazhi.indicators.identities import names_in

_REST = "_other"  # the indicators that reports leave unsaid and identities add
Computed = Callable[[str], float | None]  # the whole year's value of an indicator by its id, where the ledgers give one


def _unknown(id: str) -> float | None:
    return None


def check_identities(
    claims: Iterable[ProseClaim], catalogue: Catalogue, year: int, computed: Computed = _unknown
) -> tuple[Check, ...]:
    """Identities of which the report states enough to check them, each figure said once, exactly, for the whole year.

    What a report leaves unsaid of a total is nothing where the ledgers say so (``computed``), and not known otherwise: parts
    that then stay below their total prove nothing, parts above it always do. A rate is compared at the decimals it was given with.
    """
    said = _Said(dict(_stated(claims)), computed)
    found = (_checked(one, said, year) for one in catalogue.identities.values() if one.kind == "arithmetic")
    return tuple(one for one in found if one is not None)


@dataclass(frozen=True)
class _Said:
    """What a report states, by indicator; percentages in percent."""

    values: dict[str, Decimal]
    computed: Computed

    def knows(self, names: Iterable[str]) -> bool:
        return all(name in self.values for name in names)


def _stated(claims: Iterable[ProseClaim]) -> Iterator[tuple[str, Decimal]]:
    """Indicators of which the report gives one exact value for the whole year."""
    said: dict[str, set[Decimal]] = {}
    for claim in claims:
        if claim.indicator and claim.kind == "exact" and claim.period is None and not claim.jointly:
            said.setdefault(claim.indicator, set()).add(claim.value)
    return ((indicator, values.pop()) for indicator, values in said.items() if len(values) == 1)


def _checked(identity: Identity, said: _Said, year: int) -> Check | None:
    """What becomes of an identity; None where the report does not state enough, or nothing follows from what it states."""
    expression = ast.parse(identity.check, mode="eval").body
    match expression:
        case ast.Compare(left=ast.Name(id=total), ops=[ast.Eq()], comparators=[ast.BinOp(op=ast.Add())]):
            return _sum(identity, total, names_in(identity)[1:], said)
        case ast.Compare(left=ast.BinOp(op=ast.Mult()), ops=[ast.Eq()], comparators=[ast.Name()]):
            return _rate(identity, said)
    if not said.knows(names_in(identity)):
        return None
    return check(identity, {name: float(said.values[name]) for name in names_in(identity)}, year)


def _sum(identity: Identity, total: str, parts: tuple[str, ...], said: _Said) -> Check | None:
    named = [part for part in parts if part in said.values]
    unsaid = [part for part in parts if part not in said.values]
    if total not in said.values or not named:
        return None
    whole, together = said.values[total], sum(said.values[part] for part in named)
    shown = f"{plain(whole)} = {' + '.join(plain(said.values[part]) or '' for part in named)}"
    nothing_else = all(said.computed(part) == 0 for part in unsaid)
    if together > whole or (together < whole and nothing_else):
        return Check(identity, False, shown)
    complete = nothing_else or all(part.endswith(_REST) for part in unsaid)
    return Check(identity, True, shown) if together == whole and complete else None


def _rate(identity: Identity, said: _Said) -> Check | None:
    """A rate times its denominator is its numerator; in place of the denominator reports often state what may be more."""
    rate, denominator, numerator = names_in(identity)
    if said.knows((rate, denominator, numerator)):
        return _fraction(identity, said, denominator)
    larger = identity.or_at_most
    if larger is None or not said.knows((rate, numerator)):
        return None
    if larger not in said.values:
        share, hits = said.values[rate], said.values[numerator]
        possible = _some_denominator(share, hits, None)
        return None if possible else Check(identity, False, f"{plain(share)}% = {plain(hits)} ÷ ?")
    exact = _fraction(identity, said, larger)
    if exact is None or exact.holds:
        return exact
    same = said.computed(denominator) is not None and said.computed(denominator) == said.computed(larger)
    if same or not _some_denominator(said.values[rate], said.values[numerator], said.values[larger]):
        return exact
    return None


def _fraction(identity: Identity, said: _Said, denominator: str) -> Check | None:
    rate, _, numerator = names_in(identity)
    share, hits, of = (said.values[name] for name in (rate, numerator, denominator))
    if not of:
        return None
    exact = hits * 100 / of
    shown = f"{plain(share)}% = {plain(hits)} ÷ {plain(of)} ({plain(round(exact, 2))}%)"
    return Check(identity, same_when_rounded(exact, share), shown)


def _some_denominator(share: Decimal, hits: Decimal, most: Decimal | None) -> bool:
    """Whether a whole number (up to ``most``) is the denominator with which ``hits`` give the rate."""
    if not share:
        return hits == 0
    nearest = int(hits * 100 / share)
    return any(
        of > 0 and hits <= of and (most is None or of <= most) and same_when_rounded(hits * 100 / of, share)
        for of in range(max(nearest - 1, int(hits)), nearest + 3)
    )
