"""What every part of the appendix needs: the results, the language, the running numbers of tables and figures."""

from __future__ import annotations

from functools import cached_property
from itertools import count

from fazhi.appendix import citation
from fazhi.appendix.citation import HASH
from fazhi.appendix.numerals import interval_text
from fazhi.catalogue import Language
from fazhi.catalogue.definitions import Catalogue
from fazhi.comparison.basis import ledger_of
from fazhi.indicators import Value, Window
from fazhi.pipeline.counting import Results, ledgers_fingerprint


class Context:
    """One appendix in the making. Numbers are given out in the order in which parts are composed."""

    def __init__(self, found: Results) -> None:
        self.found = found
        self.catalogue: Catalogue = found.catalogue
        self.language: Language = found.clean.language
        self._tables, self._figures = count(1), count(1)

    def next_table(self) -> int:
        return next(self._tables)

    def next_figure(self) -> int:
        return next(self._figures)

    def word(self, key: str, /, **fill: object) -> str:
        return self.catalogue.word(f"appendix.{key}", self.language, **fill)

    def interval(self, value: Value) -> str:
        """The 95 % interval where it means something, else nothing."""
        return interval_text(value, self.catalogue.word("mark.range", self.language))

    def titled(self, what: str) -> str:
        """A caption that names place, time and matter, as a table's title must."""
        place = self.found.clean.place
        return self.word("caption", township=place.township, year=place.year, what=what)

    def cited(self, value: Value, text: str) -> str | None:
        """How a number is quoted, ``text`` being its value as printed; ``None`` where there is none to quote."""
        if value.value is None:
            return None
        clean, indicator = self.found.clean, value.indicator
        window = self.window_text(value)
        ledgers = citation.ledgers(self.catalogue, self.language, indicator, self._hashes)
        return citation.number(
            self.catalogue, self.language, township=clean.place.township, synthetic=clean.about.synthetic, indicator=indicator,
            text=text, window=window, ledgers=ledgers,
        )  # fmt: skip

    def window(self, value: Value) -> Window:
        """The period of a value: where its ledger was closed with the report, up to that day."""
        window, closed = value.window, self.found.clean.about.report_date
        ledger = ledger_of(value.indicator, self.catalogue)
        counted = ledger in self.found.facts.tables and ledger not in self.found.continued
        if closed is not None and counted and window.start <= closed < window.end:
            return Window(window.start, closed)
        return window

    def window_text(self, value: Value) -> str:
        """The same in words."""
        return citation.window_text(self.catalogue, self.language, value.indicator, self.window(value))

    def cited_table(self, number: int) -> str:
        """The end of the quotations from a table."""
        return self.cited_part(self.catalogue.word("publish.table_label", self.language, number=number))

    def cited_part(self, part: str) -> str:
        """The end of the quotations from a part of this document."""
        place = self.found.clean.place
        title = self.word("title", township=place.township, year=place.year)
        end = citation.place(self.catalogue, self.language, title, part)
        # A public edition names no hash: those who have the ledgers could tell by it that they are the same.
        return end if self.found.public else end + self.word("cited_files", fingerprint=self.fingerprint[:HASH])

    @property
    def fingerprint(self) -> str:
        """SHA-256 over the names and hashes of the ledgers' files."""
        return ledgers_fingerprint(self.found.clean)

    @cached_property
    def _hashes(self) -> dict[str, list[str]]:
        """Ledger → the beginnings of the SHA-256 of its files, as the table of input files gives them; none in a public edition."""
        clean = self.found.clean
        if self.found.public:
            return {}
        pairs = clean.account[["ledger", "file"]].drop_duplicates().itertuples(index=False)
        found: dict[str, list[str]] = {}
        for ledger, file in pairs:
            if file in clean.inputs:
                found.setdefault(ledger, []).append(clean.inputs[file][:HASH])
        return found

    def ledger_name(self, id: str) -> str:
        return f"{id} {self.catalogue.ledgers[id].name(self.language)}"
