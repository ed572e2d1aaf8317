"""A report's prose against the ledgers of its township-year."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from fazhi.catalogue import Language, load, rounded
from fazhi.claims.prose import ReportError, find_claims, read_report, unread_lines
from fazhi.claims.prose.check import TO_DATE, Checked, allowed_by, check_claims
from fazhi.claims.prose.identities import check_identities
from fazhi.claims.reconcile import CONSISTENT, INCONSISTENT, NOT_CHECKABLE, in_units_of_report, readable, shortened
from fazhi.claims.wording import range_text
from fazhi.files import write_whole
from fazhi.indicators import Check, evaluate, named_window
from fazhi.ledgers.beside import reports_in
from fazhi.ledgers.read import name_of
from fazhi.pipeline.about import REPORT_PAGE
from fazhi.pipeline.place import Place
from fazhi.publish.report import report_page

if TYPE_CHECKING:
    from fazhi.pipeline.counting import Results


@dataclass(frozen=True, eq=False)
class ReportCheck:
    """The checked claims of a report and the identities between them. ``broken``: something does not agree. ``language`` is that of
    the page. ``unread``: lines with numbers of which it cannot be told what they are."""

    text: str
    place: Place
    language: Language
    synthetic: bool
    checked: tuple[Checked, ...]
    identities: tuple[Check, ...]
    unread: tuple[str, ...] = ()

    @property
    def broken(self) -> bool:
        wrong = any(one.verdict.verdict == INCONSISTENT for one in self.checked)
        return wrong or any(one.holds is False for one in self.identities)

    def rows(self, language: Language) -> list[tuple[str, ...]]:
        """A row a claim: what was said, indicator, allowed range, computed value, difference, verdict with its reason."""
        return [_row(one, language) for one in self.checked]

    def messages(self, language: Language) -> list[str]:
        """Identities that the report breaks, lines that were not read, and the sum of the verdicts."""
        catalogue = load()
        counted = Counter(one.verdict.verdict for one in self.checked)
        sums = {verdict: counted[verdict] for verdict in (CONSISTENT, INCONSISTENT, NOT_CHECKABLE)}
        broken = [
            catalogue.word("claims.identity_broken", language, name=one.identity.name(language), shown=one.shown)
            for one in self.identities
            if one.holds is False
        ]
        unread = [catalogue.word("claims.unread", language, line=line) for line in self.unread]
        return [*broken, *unread, catalogue.word("claims.checked", language, **sums)]

    def write(self, path: Path) -> Path:
        """The marked report as a page; returns where it was written."""
        title = load().word("claims.title", self.language, township=self.place.township, year=self.place.year)
        page = report_page(self.text, self.checked, self.identities, title, self.synthetic, self.language, self.unread)
        return write_whole(path, page)


def _row(one: Checked, language: Language) -> tuple[str, ...]:
    catalogue, claim, verdict = load(), one.claim, one.verdict
    indicator = catalogue.indicators.get(claim.indicator or "")
    computed = ""
    if verdict.value is not None and verdict.value.value is not None:
        computed = readable(shortened(in_units_of_report(verdict.value, verdict.claim.unit)))
    said = catalogue.word(f"explain.{verdict.verdict}", language)
    if verdict.reason:
        said = catalogue.word("claims.because", language, verdict=said, reason=catalogue.word(verdict.reason, language))
    return (
        claim.text.replace("\n", ""),
        indicator.name(language) if indicator else "",
        range_text(allowed_by(claim), language, readable),
        computed,
        readable(rounded(one.gap, 2)) if one.gap else "",
        said,
    )


def check_report(text: str, place: Place, language: Language) -> ReportCheck:
    """The claims of ``text`` against the ledgers of ``place``. Raises ``PlaceError`` as the stages do."""
    from fazhi.pipeline.counting import results, written_language

    return check_against(text, results(place, written_language(place)), language)


def check_against(text: str, found: Results, language: Language | None = None) -> ReportCheck:
    """The claims of ``text`` against results that are there already, told in their language or in another."""
    place, about = found.clean.place, found.clean.about
    claims = find_claims(text, place.year, place.township)
    checked = check_claims(claims, found.facts, place.township, place.year, about.report_date)
    identities = check_identities(claims, found.catalogue, place.year, lambda id: _whole_year(found, id))
    return ReportCheck(
        text, place, language or found.clean.language, about.synthetic, checked, identities, unread_lines(text)
    )


def _whole_year(found: Results, id: str) -> float | None:
    """An indicator's value up to the report date, as whole-year wording means it."""
    window = named_window(TO_DATE, found.clean.place.year, found.clean.about.report_date, found.catalogue)
    assert window is not None  # the catalogue has it
    value = evaluate(found.catalogue.indicators[id], found.facts, window).value
    return value if isinstance(value, float) else None


@dataclass(frozen=True, eq=False)
class OwnReport:
    """The report that lies beside the ledgers: its name below their folder, and its check or else why there is none."""

    file: str
    check: ReportCheck | None
    problem: Callable[[Language], str] = lambda language: ""

    def messages(self, language: Language) -> Iterator[str]:
        """What a reader must see to: that it cannot be checked, each figure that the ledgers do not bear out, each broken relation,
        each line that was not read.
        """
        if self.check is None:
            yield self.problem(language)
            return
        catalogue = load()
        for one in self.check.checked:
            row = _row(one, language)
            if one.verdict.verdict == INCONSISTENT:
                fill = dict(zip(("said", "name", "allowed", "computed"), row, strict=False))
                yield catalogue.word("pipeline.report_inconsistent", language, file=self.file, **fill)
        for relation in self.check.identities:
            if relation.holds is False:
                fill = {"file": self.file, "name": relation.identity.name(language), "shown": relation.shown}
                yield catalogue.word("pipeline.report_broken", language, **fill)
        for line in self.check.unread:
            yield catalogue.word("pipeline.report_unread", language, file=self.file, line=line)

    def counts(self) -> dict[str, int]:
        """How many figures have which verdict."""
        counted = Counter(one.verdict.verdict for one in self.check.checked) if self.check else Counter[str]()
        return {verdict: counted[verdict] for verdict in (CONSISTENT, INCONSISTENT, NOT_CHECKABLE)}


def own_report(found: Results) -> OwnReport:
    """The report that is to be checked, where the results are ``reported``."""
    place = found.clean.place
    named, there = found.clean.about.report, reports_in(place.raw)
    if named and place.raw / named not in there:
        fill = {"file": named, "folder": f"{place.township}/{place.year}"}
        return OwnReport(named, None, partial(_said, "pipeline.report_absent", fill))
    if named:
        there = [place.raw / named]
    names = [name_of(path, place.raw) for path in there]
    if len(there) > 1:
        return OwnReport(names[0], None, partial(_said, "pipeline.reports_many", {"files": ", ".join(names)}))
    try:
        return OwnReport(names[0], check_against(read_report(there[0]), found))
    except ReportError as error:
        return OwnReport(names[0], None, error.text)


def _said(key: str, fill: dict[str, str], language: Language) -> str:
    return load().word(key, language, **fill)


def check_own_report(found: Results) -> OwnReport:
    """The same; its page is written, or one that is no longer of any report taken away."""
    own, page = own_report(found), found.clean.place.outputs / REPORT_PAGE
    if own.check is None:
        page.unlink(missing_ok=True)
    else:
        own.check.write(page)
    return own
