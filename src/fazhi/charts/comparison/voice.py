"""What a comparison chart says beside its drawing: title, alternative text, findings, notes and data."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal

import pandas as pd

from fazhi.catalogue import Language, load, rounded
from fazhi.catalogue.definitions import Catalogue
from fazhi.charts.comparison.points import CATEGORIES, LEVELS, Point, Rows, Subject, read
from fazhi.charts.comparison.select import benchmark_of
from fazhi.charts.model import Chart, Missing, Reason
from fazhi.comparison.observations import sign_of

NAMED = 3  # so many townships are named at most for one finding
Pages = tuple[Chart, ...]
JUDGED = CATEGORIES[:4]
MEASURES = ("value", "lower_95", "upper_95", "lower_998", "upper_998", "benchmark")


@dataclass(frozen=True)
class Page:
    """A drawing with its data; several make a chart that is too long for one page.

    ``names``: the rows or panels on it in their order, by which one page is told from another.
    """

    svg: str
    data: pd.DataFrame
    names: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class Voice:
    """The words of a comparison chart in one language. ``benchmark``: what the benchmark is called, "" for just that."""

    catalogue: Catalogue
    language: Language
    benchmark: str = ""

    @classmethod
    def of(cls, language: Language, catalogue: Catalogue | None = None, benchmark: str = "") -> Voice:
        return cls(catalogue or load(), language, benchmark)

    def word(self, key: str, **fill: object) -> str:
        return self.catalogue.word(f"charts.{key}", self.language, **fill)

    def read(self, table: Rows) -> tuple[Point, ...]:
        return read(table, self.catalogue, self.language)

    def listed(self, words: Sequence[str], most: int | None = None) -> str:
        """The words with commas; beyond ``most`` only how many there are in all."""
        joined = self.word("text.comma").join(words[:most])
        return (
            joined if most is None or len(words) <= most else self.word("compare.among", names=joined, count=len(words))
        )

    def shown(self, point: Point) -> str:
        """The value, or the sign that stands for one in the tables, too."""
        return point.text or self.sign(point.reason)

    def sign(self, reason: str) -> str:
        return self.catalogue.word(f"comparison.sign.{sign_of(reason)}", self.language)

    def measure(self, subject: Subject) -> str:
        return self.word("text.measure", name=subject.name, unit=subject.unit)

    def verdict(self, category: str, level: str) -> str:
        """The category in words, with the level at which it holds."""
        word = self.word(f"compare.{category}")
        return self.word("compare.at_level", category=word, level=level) if level and category in JUDGED else word

    def benchmark_text(self, subject: Subject, value: float) -> str:
        return self.word("compare.benchmark_value", name=self.benchmark_name, value=subject.text(value))

    @property
    def benchmark_name(self) -> str:
        return self.benchmark or self.word("compare.benchmark")

    # ------------------------------------------------------------------------------------------ findings

    def findings(self, points: Sequence[Point], name: Callable[[Point], str] | None = None) -> list[str]:
        """Who stands out and at which level, how many do not, how many were not compared."""
        name = name or (lambda point: self.word("alt.item", name=point.township, value=point.text))
        found = []
        for category in JUDGED:
            for level in reversed(LEVELS):
                held = [name(point) for point in points if (point.category, point.level) == (category, level)]
                if held:
                    fill = {"verdict": self.verdict(category, level), "names": self.listed(held, NAMED)}
                    found.append(self.word("compare.stands_out", count=len(held), **fill))
        if not found and any(point.category == "similar" for point in points):
            found.append(self.word("compare.none_stands_out"))
        for category in ("similar", "not_compared"):
            count = sum(point.category == category for point in points)
            if count:
                found.append(self.word("compare.counted", category=self.word(f"compare.{category}"), count=count))
        return found

    def reach(self, points: Sequence[Point]) -> str:
        """From the smallest to the largest value; "" where no point has a place on a scale."""
        held = sorted((point for point in points if point.drawn), key=lambda point: (point.value, point.township))
        if not held:
            return ""
        if held[0].value == held[-1].value:
            return self.word("compare.all_equal", value=held[0].text)
        return self.word("compare.reach", low=held[0].text, high=held[-1].text)

    def benchmark_finding(self, points: Sequence[Point]) -> str:
        value = benchmark_of(points)
        if value is None:
            own = any(point.benchmark is not None for point in points)
            return self.word("compare.own_benchmarks" if own else "compare.no_benchmark")
        return self.benchmark_text(points[0].subject, value)

    # --------------------------------------------------------------------------------------------- notes

    def notes(self, points: Sequence[Point], *more: str) -> tuple[str, ...]:
        """What a reader must know of these points: synthetic data first, then ``more``, then the signs used."""
        signs = {
            "few_note": any("/" in point.text or ("†" in point.text and not point.uncertain) for point in points),
            "uncertain_note": any(point.uncertain and point.text for point in points),
            "approximate_note": any(point.text.endswith("*") for point in points),
            "apart_note": any(point.text.endswith("‡") for point in points),
            "sign_note": not all(point.text for point in points),
        }
        used = [self.word(f"compare.{sign}") for sign, present in signs.items() if present]
        return tuple(filter(None, (self.synthetic(points), *more, *used)))

    def judgement_note(self, points: Sequence[Point]) -> str:
        """What the categories mean; "" where no point was compared."""
        compared = any(point.category != "not_compared" for point in points)
        return self.word("compare.judgement_note") if compared else ""

    def interval_note(self, points: Sequence[Point]) -> str:
        measured = any(point.measured for point in points)
        return self.word("compare.interval_note" if measured else "compare.no_interval_note")

    def benchmark_note(self, points: Sequence[Point]) -> str:
        """That some townships have a benchmark of their own, where it is so."""
        several = len({point.benchmark for point in points if point.benchmark is not None}) > 1
        return self.word("compare.own_benchmark_note") if several else ""

    def synthetic(self, points: Sequence[Point]) -> str:
        """That the data are synthetic, all or those of which townships; "" where none are."""
        held = list(dict.fromkeys(point.township for point in points if point.synthetic))
        if not held:
            return ""
        if all(point.synthetic for point in points):
            return self.word("compare.synthetic")
        return self.word("compare.partly_synthetic", names=self.listed(sorted(held)))

    # ---------------------------------------------------------------------------------------------- data

    def data(self, points: Sequence[Point], *, year: bool = False, indicator: bool = False) -> pd.DataFrame:
        """The points under readers' headings; a blank is a value that is not there. Of several indicators each number keeps its own decimals."""
        columns: dict[str, list[object]] = {}
        if indicator:
            columns["indicator"] = [self.measure(point.subject) for point in points]
        if not indicator or len({point.township for point in points}) > 1:
            columns["township"] = [point.township for point in points]
        if year:
            columns["year"] = [self.word("text.year", year=point.year) for point in points]
        columns |= {
            "value": [_shown(point, point.value) for point in points],
            "numerator": [point.numerator for point in points],
            "denominator": [point.denominator for point in points],
            "lower_95": [_end(point, point.inner[0]) for point in points],
            "upper_95": [_end(point, point.inner[1]) for point in points],
            "lower_998": [_end(point, point.outer[0]) for point in points],
            "upper_998": [_end(point, point.outer[1]) for point in points],
            "benchmark": [_shown(point, point.benchmark, full=True) for point in points],
            "verdict": [self.verdict(point.category, point.level) for point in points],
        }
        always = ("indicator", "township", "year", "value", "verdict")
        kept = {key: held for key, held in columns.items() if key in always or any(one is not None for one in held)}
        objects = ("indicator", "township", "year", "verdict", *(MEASURES if indicator else ()))
        frame = {
            self.word(f"heading.{key}"): pd.Series(held, dtype="object" if key in objects else "float64")
            for key, held in kept.items()
        }
        return pd.DataFrame(frame)

    # ------------------------------------------------------------------------------------------ results

    def chart(
        self,
        kind: str,
        id: str,
        title: str,
        points: Sequence[Point],
        pages: Sequence[Page],
        findings: Sequence[str],
        notes: Sequence[str],
    ) -> Pages:
        """The pages as charts; title and alternative text say which page is which."""
        subjects = list({point.subject.id: point.subject for point in points}.values())
        ledgers = tuple(dict.fromkeys(ledger for subject in subjects for ledger in subject.ledgers))
        unit = self.word("text.comma").join(dict.fromkeys(subject.unit for subject in subjects))
        place = (subjects[0].section, ledgers)
        spoken = [*findings, self.synthetic(points)]
        return tuple(
            self._page(kind, id, title, page, number, len(pages), unit, spoken, notes, place)
            for number, page in enumerate(pages, start=1)
        )

    def plain(
        self,
        kind: str,
        id: str,
        title: str,
        subject: Subject,
        page: Page,
        findings: Sequence[str],
        notes: Sequence[str],
    ) -> Pages:
        """A chart of one page that is not made of the table's points."""
        place = (subject.section, subject.ledgers)
        return (self._page(kind, id, title, page, 1, 1, subject.unit, findings, notes, place),)

    def _page(
        self,
        kind: str,
        id: str,
        title: str,
        page: Page,
        number: int,
        count: int,
        unit: str,
        findings: Sequence[str],
        notes: Sequence[str],
        place: tuple[str, tuple[str, ...]],
    ) -> Chart:
        several = count > 1
        name = title + self.word("compare.page", page=number, pages=count) if several else title
        opening = self.word("compare.opening", kind=self.word(f"alt.{kind}"), title=name)
        here = self.word("compare.here", first=page.names[0], last=page.names[-1]) if several and page.names else ""
        stop = self.word("text.stop")
        parts = [
            part.removesuffix(stop.strip()) for part in (opening, here, *findings, self.word("alt.pointer")) if part
        ]
        alt = stop.join([*parts, ""]).strip()
        kept = tuple(filter(None, notes))
        return Chart(f"{id}_{number}" if several else id, name, page.svg, alt, unit, page.data, kept, *place)

    def nothing(self, kind: str) -> Missing:
        """The answer to a table without rows."""
        return self.missing("no_values", kind, self.word(f"alt.{kind}"), None)

    def missing(self, reason: Reason, id: str, title: str, subject: Subject | None, **fill: object) -> Missing:
        message = self.word(f"missing.{reason}", title=title, **fill)
        return Missing(
            id, title, reason, message, subject.section if subject else "", subject.ledgers if subject else ()
        )


def _end(point: Point, end: float | None) -> Decimal | None:
    return _shown(point, end, full=True) if point.measured else None


def _shown(point: Point, value: float | None, *, full: bool = False) -> Decimal | None:
    """Rounded for the table: a value as the indicator is given, an end or benchmark to one decimal at least."""
    if value is None or (not full and point.few):
        return None
    return rounded(value, max(point.subject.decimals, int(full)))
