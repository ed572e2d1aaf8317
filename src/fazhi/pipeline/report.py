"""A report's prose against the ledgers of its township-year."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from fazhi.catalogue import Language, load, rounded
from fazhi.claims.prose import find_claims
from fazhi.claims.prose.check import Checked, check_claims, check_identities, span_in_words
from fazhi.claims.reconcile import CONSISTENT, INCONSISTENT, NOT_CHECKABLE, in_units_of_report, plain
from fazhi.indicators import Check
from fazhi.pipeline.place import Place
from fazhi.pipeline.stages import results
from fazhi.publish.files import write_whole
from fazhi.publish.report import report_page

PAGE = "report.html"


@dataclass(frozen=True, eq=False)
class ReportCheck:
    """The checked claims of a report and the identities between them. ``broken``: something does not agree."""

    text: str
    place: Place
    language: Language
    synthetic: bool
    checked: tuple[Checked, ...]
    identities: tuple[Check, ...]

    @property
    def broken(self) -> bool:
        wrong = any(one.verdict.verdict == INCONSISTENT for one in self.checked)
        return wrong or any(one.holds is False for one in self.identities)

    @property
    def rows(self) -> list[tuple[str, ...]]:
        """A row a claim: what was said, indicator, allowed range, computed value, difference, verdict with its reason."""
        return [self._row(one) for one in self.checked]

    @property
    def messages(self) -> list[str]:
        """Identities that the report breaks, and the sum of the verdicts."""
        catalogue = load()
        counted = Counter(one.verdict.verdict for one in self.checked)
        sums = {verdict: counted[verdict] for verdict in (CONSISTENT, INCONSISTENT, NOT_CHECKABLE)}
        broken = [
            catalogue.word(
                "claims.identity_broken", self.language, name=one.identity.name(self.language), shown=one.shown
            )
            for one in self.identities
            if one.holds is False
        ]
        return [*broken, catalogue.word("claims.checked", self.language, **sums)]

    def write(self, path: Path | None = None) -> Path:
        """The marked report as a page; returns where it was written."""
        title = load().word("claims.title", self.language, township=self.place.township, year=self.place.year)
        page = report_page(self.text, self.checked, self.identities, title, self.synthetic, self.language)
        return write_whole(path or self.place.outputs / PAGE, page)

    def _row(self, one: Checked) -> tuple[str, ...]:
        catalogue, claim, verdict = load(), one.claim, one.verdict
        indicator = catalogue.indicators.get(claim.indicator or "")
        computed = ""
        if verdict.value is not None and verdict.value.value is not None:
            computed = plain(rounded(in_units_of_report(verdict.value, verdict.claim.unit), 2)) or ""
        said = catalogue.word(f"explain.{verdict.verdict}", self.language)
        reason = f" ({catalogue.word(verdict.reason, self.language)})" if verdict.reason else ""
        return (
            claim.text.replace("\n", ""),
            indicator.name(self.language) if indicator else "",
            span_in_words(claim),
            computed,
            plain(rounded(one.gap, 2)) or "" if one.gap is not None else "",
            said + reason,
        )


def check_report(text: str, place: Place, language: Language) -> ReportCheck:
    """The claims of ``text`` against the ledgers of ``place``. Raises ``PlaceError`` as the stages do."""
    found = results(place, language)
    about = found.clean.about
    claims = find_claims(text)
    checked = check_claims(claims, found.facts, place.township, place.year, about.report_date)
    return ReportCheck(
        text, place, language, about.synthetic, checked, check_identities(claims, found.catalogue, place.year)
    )
