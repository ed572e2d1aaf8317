"""Computed values put into the sentences of the catalogue, in the order of the report."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from fazhi.catalogue.definitions import Catalogue
from fazhi.catalogue.draft import FIGURE, Clause, Sentence
from fazhi.catalogue.indicator import Coverage, FromLedger
from fazhi.claims.reconcile import ValueOf, plain
from fazhi.comparison.match import shape
from fazhi.drafts.wording import PERCENT, Figure, Style, exact_number, figure
from fazhi.indicators import Value, Window, named_window
from fazhi.indicators.count import APPROXIMATE, MISSING_LEDGER
from fazhi.indicators.intervals import SMALL, SMALLEST_MEDIAN


@dataclass(frozen=True)
class Said:
    """A stretch of the draft that states a value, in figures or (zero) in words."""

    text: str
    indicator: str
    window: Window
    figure: Figure


@dataclass(frozen=True)
class Gap:
    """A mark in place of a figure that there is not."""

    text: str
    indicator: str


Piece = str | Said | Gap


@dataclass(frozen=True)
class Heading:
    """A heading; level 1 is a chapter's."""

    text: str
    level: int


@dataclass(frozen=True)
class Paragraph:
    """Text with the figures and gaps in it. A ``notice`` speaks of the draft itself."""

    pieces: tuple[Piece, ...]
    notice: bool = False


@dataclass(frozen=True)
class Draft:
    """A drafted report."""

    title: str
    blocks: tuple[Heading | Paragraph, ...]

    @property
    def pieces(self) -> Iterator[Piece]:
        """All pieces in reading order."""
        for block in self.blocks:
            if isinstance(block, Paragraph):
                yield from block.pieces

    @property
    def counts(self) -> dict[str, int]:
        """How many ``figures`` it states and how many ``gaps`` it leaves."""
        pieces = list(self.pieces)
        return {
            "figures": sum(isinstance(piece, Said) for piece in pieces),
            "gaps": sum(isinstance(piece, Gap) for piece in pieces),
        }


@dataclass(frozen=True, eq=False)
class Source:
    """What a draft is written from. ``last``: last year's values that this year's may stand beside, by indicator id.
    ``unfilled``: of the ledgers that are missing those whose form is there and empty; ``unread``: those that are there, with no row
    that could be counted.
    """

    township: str
    year: int
    report_date: dt.date | None
    synthetic: bool
    value_of: ValueOf
    last: Mapping[str, Value]
    unfilled: Collection[str] = ()
    unread: Collection[str] = ()


def compose(source: Source, style: Style, catalogue: Catalogue) -> Draft:
    """The whole draft. Every number in it is a computed value; what has none is marked."""
    words = catalogue.draft
    notices = [words.notices.draft, *([words.notices.synthetic] if source.synthetic else [])]
    blocks: list[Heading | Paragraph] = [Paragraph((notice,), notice=True) for notice in notices]
    writer = _Writer(source, style, catalogue)
    for chapter in words.chapters:
        blocks.append(Heading(chapter.heading, 1))
        for part in chapter.parts:
            blocks.append(Heading(part.heading, 2))
            for sentences in part.paragraphs:
                pieces = [piece for sentence in sentences for piece in writer.sentence(sentence)]
                blocks.append(Paragraph(tuple(pieces)))
    return Draft(words.title.format(township=source.township, year=source.year), tuple(blocks))


@dataclass(frozen=True, eq=False)
class _Writer:
    """Writes one sentence after the other."""

    source: Source
    style: Style
    catalogue: Catalogue

    def sentence(self, sentence: Sentence) -> Iterator[Piece]:
        """The pieces of a sentence; nothing where all of its clauses are left out."""
        source, words = self.source, self.catalogue.draft
        window = named_window(sentence.window, source.year, source.report_date, self.catalogue)
        assert window is not None  # the catalogue's windows are all known
        values = {clause.of: self._value(clause.of, window) for clause in sentence.clauses}
        written = [clause for clause in sentence.clauses if not _is_idle(clause, values)]
        if not written:
            return
        yield sentence.opening.format(year=source.year)
        introduced: set[str] = set()
        for place, clause in enumerate(written):
            listed = clause.within and not clause.sign
            if place:
                follows = listed and clause.within in introduced
                yield clause.sign or (words.part_sign if follows else words.sign)
            if listed and clause.within not in introduced:
                yield words.part
                introduced.add(clause.within or "")
            yield from self._clause(clause, values)
        yield words.stop

    def _value(self, id: str, window: Window) -> Value:
        return self.source.value_of(self.catalogue.indicators[id], window)

    def _clause(self, clause: Clause, values: Mapping[str, Value]) -> Iterator[Piece]:
        value = values[clause.of]
        before, after = clause.some.split(FIGURE)
        if isinstance(value.value, dt.date):
            day = value.value
            yield before + self.catalogue.draft.date.format(year=day.year, month=day.month, day=day.day) + after
            return
        stated = figure(value, self.style, self.catalogue)
        if stated is None or self._is_unread(value):
            yield from (before, self._gap(value), after)
        elif clause.all and _is_all(value, values.get(clause.within or "")):
            yield clause.all
        else:
            zero = clause.none if stated.exact and stated.said == 0 else None
            if zero:
                yield Said(zero, clause.of, value.window, stated)
            else:
                yield from (before, Said(stated.text, clause.of, value.window, stated), after)
            yield self._change(value, stated)

    def _is_unread(self, value: Value) -> bool:
        """Whether a number is a zero that nothing was counted for."""
        return isinstance(value.indicator, FromLedger) and value.indicator.ledger in self.source.unread

    def _gap(self, value: Value) -> Gap:
        gaps, indicator = self.catalogue.draft.gaps, value.indicator
        if isinstance(indicator, FromLedger) and self._is_unread(value):
            return Gap(
                gaps.unread_ledger.format(ledger=self.catalogue.ledgers[indicator.ledger].name("zh")), indicator.id
            )
        if value.status == MISSING_LEDGER and isinstance(indicator, FromLedger):
            ledger = self.catalogue.ledgers[indicator.ledger].name("zh")
            mark = gaps.unfilled_ledger if indicator.ledger in self.source.unfilled else gaps.missing_ledger
            return Gap(mark.format(ledger=ledger), indicator.id)
        if value.unknown_calendar is not None:
            return Gap(gaps.unknown_calendar.format(year=value.unknown_calendar), indicator.id)
        return Gap(gaps.no_places if isinstance(indicator, Coverage) else gaps.not_applicable, indicator.id)

    def _change(self, value: Value, stated: Figure) -> str:
        """Last year's figure and the change since, where both may stand side by side; else nothing."""
        last = self.source.last.get(value.indicator.id)
        if last is None or value.status == APPROXIMATE or not _same_window(value, last):
            return ""
        if _is_of_few(value) or _is_of_few(last):
            return ""
        earlier, now, before = figure(last, self.style, self.catalogue), exact_number(value), exact_number(last)
        if earlier is None or now is None or before is None:
            return ""
        words = self.catalogue.draft.change
        if now == before:
            return words.same if now else ""
        if value.indicator.unit == PERCENT:
            return self._said_change(stated.said - earlier.said, "rate", earlier)
        if stated.exact and earlier.exact:
            difference = abs(now - before)
            template = words.more if now > before else words.fewer
            return template.format(last=earlier.text, change=f"{plain(difference)}{value.indicator.unit}")
        return self._said_change((now - before) * 100 / before, "percent", earlier) if before else ""

    def _said_change(self, change: Decimal, kind: str, earlier: Figure) -> str:
        words, size = self.catalogue.draft.change, round(abs(change), 1)
        if not size:
            return words.about_same.format(last=earlier.text)
        template = getattr(words, f"{kind}_{'more' if change > 0 else 'fewer'}")
        return template.format(last=earlier.text, change=plain(size))


def _is_idle(clause: Clause, values: Mapping[str, Value]) -> bool:
    """Whether a clause is left out: a part of nothing, or a share or a median of no case, which nobody could fill in."""
    if values[clause.of].value is None and values[clause.of].denominator == 0:
        return True
    whole = values.get(clause.within or "")
    return whole is not None and exact_number(whole) == 0 and exact_number(values[clause.of]) in (0, None)


def _is_of_few(value: Value) -> bool:
    """Whether a rate or a median is of so few cases that it is not compared with any other: from 0 of 1 to 1 of 1 it rises by 100 points."""
    fewest = {"wilson": SMALL, "order_statistic": SMALLEST_MEDIAN}.get(value.indicator.interval, 0)
    return value.denominator is not None and value.denominator < fewest


def _is_all(value: Value, whole: Value | None) -> bool:
    return whole is not None and bool(value.value) and value.value == whole.value


def _same_window(value: Value, last: Value) -> bool:
    """Whether both windows are the same days of their years."""
    mine, theirs = (
        shape(one.window.start.isoformat(), one.window.end.isoformat(), one.window.end.year) for one in (value, last)
    )
    return mine == theirs
