"""The claims of a report against the ledgers, each in its own period and wording."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from fazhi.claims.prose.claim import ProseClaim
from fazhi.claims.published import Claim
from fazhi.claims.reconcile import CONSISTENT, INCONSISTENT, Verdict, in_units_of_report, reconcile
from fazhi.claims.wording import Range
from fazhi.indicators import Facts

TO_DATE = "to_date"  # the window of whole-year wording: the year, up to the report date where that is known


@dataclass(frozen=True, eq=False)
class Checked:
    """A claim of the prose and its verdict. ``gap``: computed value less the nearest one that the wording allows; None without both."""

    claim: ProseClaim
    verdict: Verdict
    gap: Decimal | None


def check_claims(
    claims: Iterable[ProseClaim], facts: Facts, township: str, year: int, report_date: dt.date | None
) -> tuple[Checked, ...]:
    """A verdict on each claim, in the claims' order; ``verdict.value.rows`` are the ledger rows behind the computed value."""
    listed = list(claims)
    verdicts = reconcile((as_published(claim, township, year) for claim in listed), facts, report_date)
    return tuple(Checked(claim, verdict, _gap(verdict)) for claim, verdict in _together(listed, verdicts))


def _together(claims: Sequence[ProseClaim], verdicts: Sequence[Verdict]) -> list[tuple[ProseClaim, Verdict]]:
    """Claims with their verdicts. Figures of one sentence that are each below what was computed and together make it agree: 党委会会前
    学法10次,中心组学法4次 of 14 sessions.
    """
    groups: dict[tuple[object, ...], list[int]] = {}
    for place, (claim, verdict) in enumerate(zip(claims, verdicts, strict=True)):
        if claim.kind == "exact" and verdict.verdict == INCONSISTENT and _adds_up(verdict):
            groups.setdefault((claim.sentence, claim.indicator, claim.period, claim.unit), []).append(place)
    agreed = list(verdicts)
    for places in groups.values():
        first = verdicts[places[0]]
        assert first.value is not None
        computed = in_units_of_report(first.value, first.claim.unit)
        if len(places) > 1 and sum(claims[place].value for place in places) == computed:
            for place in places:
                agreed[place] = replace(verdicts[place], verdict=CONSISTENT, reason="claims.together")
    return list(zip(claims, agreed, strict=True))


def _adds_up(verdict: Verdict) -> bool:
    return verdict.value is not None and verdict.value.indicator.kind in ("count", "sum", "stock")


def as_published(claim: ProseClaim, township: str, year: int) -> Claim:
    """A claim of the prose as one of the published figures, its wording replaced by what that allows."""
    return Claim(
        township=township, year=year, claim="", indicator=claim.indicator or "", value=claim.value, wording=claim.wording,
        unit=claim.unit or "", window=claim.period or TO_DATE, section="", source="", allowed=allowed_by(claim),
    )  # fmt: skip


def allowed_by(claim: ProseClaim) -> Range:
    """The range of true values that a claim allows; 650余 leaves out both ends.

    受理并成功调处25件 says that 25 were accepted and settled: of those accepted there may be more.
    """
    low = claim.low if claim.low is not None else Decimal(0)
    if claim.jointly:
        return Range(low, None)
    return Range(low, claim.high, open_ends=claim.kind == "over")


def _gap(verdict: Verdict) -> Decimal | None:
    if verdict.verdict != INCONSISTENT or verdict.range is None or verdict.value is None:
        return None
    computed = in_units_of_report(verdict.value, verdict.claim.unit)
    span = verdict.range
    return computed - span.lower if span.upper is None or computed <= span.lower else computed - span.upper
