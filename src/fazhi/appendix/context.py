"""What every part of the appendix needs: the results, the language, the running numbers of tables and figures."""

from __future__ import annotations

from functools import cached_property
from itertools import count

from fazhi.appendix.numerals import interval_text
from fazhi.catalogue import Catalogue, Language
from fazhi.indicators import Value
from fazhi.pipeline.files import digest_of
from fazhi.pipeline.stages import Results
from fazhi.publish.blocks import Cell

HASH = 16  # characters of a SHA-256 in a citation: the first group of the printed one


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

    def citation(self, table: int) -> str:
        """How a number of a table of indicators is quoted; ``{key}`` stands for the row's cell in that column."""
        place, keys = self.found.clean.place, ("indicator", "value", "unit", "window", "ledger")
        # A public edition names no hash: those who have the ledgers could tell by it that they are the same.
        ledgers = {} if self.found.public else {"fingerprint": self.fingerprint[:HASH]}
        return self.word(
            "citation" if ledgers else "citation_public",
            **{key: f"{{{key}}}" for key in keys},
            township=place.township,
            title=self.word("title", township=place.township, year=place.year),
            table=self.catalogue.word("publish.table_label", self.language, number=table),
            **ledgers,
        )

    @property
    def fingerprint(self) -> str:
        """SHA-256 over the names and hashes of the ledgers' files."""
        return digest_of(f"{name}={sha}" for name, sha in self.found.clean.inputs.items())

    def cited_ledger(self, id: str) -> Cell:
        """A ledger's id; where a number is quoted, with the hashes of the files that it was read from. Public editions name no file."""
        hashes = [] if self.found.public else self._hashes.get(id, [])
        return Cell(
            id, cited=self.word("cited_ledger", ledger=id, hashes=self.word("comma").join(hashes)) if hashes else None
        )

    @cached_property
    def _hashes(self) -> dict[str, list[str]]:
        """Ledger → the beginnings of the SHA-256 of its files, as the table of input files gives them."""
        clean = self.found.clean
        pairs = clean.account[["ledger", "file"]].drop_duplicates().itertuples(index=False)
        found: dict[str, list[str]] = {}
        for ledger, file in pairs:
            if file in clean.inputs:
                found.setdefault(ledger, []).append(clean.inputs[file][:HASH])
        return found

    def ledger_name(self, id: str) -> str:
        return f"{id} {self.catalogue.ledgers[id].name(self.language)}"
