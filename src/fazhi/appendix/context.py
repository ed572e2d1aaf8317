"""What every part of the appendix needs: the results, the language, the running numbers of tables and figures."""

from __future__ import annotations

from itertools import count

from fazhi.appendix.numerals import interval_text
from fazhi.catalogue import Catalogue, Language
from fazhi.indicators import Value
from fazhi.pipeline.stages import Results


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

    def ledger_name(self, id: str) -> str:
        return f"{id} {self.catalogue.ledgers[id].name(self.language)}"
