"""The shapes of the disclosure policy: what of the numbers may leave the house in a public edition (``disclosure.yaml``)."""

from __future__ import annotations

from typing import Any, Literal, Self

from pydantic import Field, model_validator

from fazhi.catalogue.entries import Entry, Named, keyed
from fazhi.catalogue.text import Text

Dimension = Literal["place", "type", "topic", "result", "month"]
Release = Literal["published", "reduced", "withheld"]


class Ground(Named):
    """What a rule rests on. ``source``: the article was read in full text, is recalled and wants confirming, or the rule is our own."""

    source: Literal["read", "recalled", "own"]


class Sensitivity(Named):
    """A class of figures and how small a count of it is hidden.

    Counts from 1 to ``whole`` are hidden where they stand for a whole township-year or one breakdown of it, counts from 1 to ``crossed``
    where two breakdowns cross or the breakdown is one of ``crossed_by``; 0 hides none. ``zero``: whether a zero, and with it an "all"
    (no case outside the group), is hidden too; ``decision`` records who settled that and why.
    """

    whole: int = Field(ge=0)
    crossed: int = Field(ge=0)
    crossed_by: tuple[Dimension, ...] = ()
    zero: Literal["hidden", "shown"]
    decision: Text
    grounds: tuple[str, ...]

    @property
    def limits(self) -> tuple[int, int]:
        """The largest counts that are hidden, whole and crossed."""
        return self.whole, self.crossed

    def limit(self, dimensions: tuple[str, ...]) -> int:
        """The largest count that is hidden in a cell broken down by these dimensions."""
        crossed = len(dimensions) > 1 or not set(dimensions).isdisjoint(self.crossed_by)
        return self.crossed if crossed else self.whole


class Breakdown(Entry):
    """A table that splits an indicator: ``by`` gives for each column of its ledger the dimension that it is (``month``: a date column)."""

    id: str
    indicator: str
    by: dict[str, Dimension] = Field(min_length=1)


class Artefact(Entry):
    """What becomes of a kind of file in the public edition; ``files`` are patterns of names below a township-year's outputs."""

    id: str
    files: tuple[str, ...] = Field(min_length=1)
    release: Release
    reason: Text


class ChartRule(Entry):
    """What becomes of a chart. ``reduced``: drawn only where none of its ``breakdowns`` has a hidden cell."""

    id: str
    release: Release
    breakdowns: tuple[str, ...] = ()
    reason: Text | None = None

    @model_validator(mode="after")
    def _says_what_it_rests_on(self) -> Self:
        if (self.release == "reduced") != bool(self.breakdowns):
            raise ValueError(f"chart {self.id}: breakdowns belong to reduced charts, and only there")
        if self.release == "withheld" and self.reason is None:
            raise ValueError(f"chart {self.id}: a withheld chart needs a reason")
        return self


class Policy(Entry):
    """The whole policy.

    ``sensitive`` words in the name of an indicator or a category raise it from class B to A. ``largest_hidden_share``: a table of which
    more is hidden wants another design. ``marks_alike``: the published figures must not tell why a mark stands, so every hidden count must
    be one that could be a small one. ``smallest_median``: cases below which no median of durations is published, ``smallest_sum``: no sum of
    what cases amount to; ``beyond_interval``: how many cases at least must lie beyond either end of a median's interval, for an end is the
    duration of a single case.
    """

    largest_hidden_share: float = Field(gt=0, lt=1)
    marks_alike: bool
    smallest_median: int = Field(ge=1)
    smallest_sum: int = Field(ge=1)
    beyond_interval: int = Field(ge=1)
    years_merged: int = Field(ge=2)
    grounds: tuple[Ground, ...]
    classes: tuple[Sensitivity, ...]
    ledgers: dict[str, str]
    indicators: dict[str, str]
    sensitive: tuple[str, ...]
    breakdowns: tuple[Breakdown, ...]
    artefacts: tuple[Artefact, ...]
    charts: tuple[ChartRule, ...]

    @model_validator(mode="before")
    @classmethod
    def _by_id(cls, data: Any) -> Any:
        lists = ("grounds", "classes", "breakdowns", "artefacts", "charts")
        return {**data, **{name: keyed(data.get(name, ())) for name in lists}} if isinstance(data, dict) else data

    @model_validator(mode="after")
    def _names_exist(self) -> Self:
        known = {entry.id for entry in self.grounds}
        for entry in self.classes:
            if unknown := set(entry.grounds) - known:
                raise ValueError(f"class {entry.id}: no ground {sorted(unknown)}")
        if unknown := {*self.ledgers.values(), *self.indicators.values(), "A", "B"} - {c.id for c in self.classes}:
            raise ValueError(f"no class {sorted(unknown)}")
        for chart in self.charts:
            if unknown := set(chart.breakdowns) - {entry.id for entry in self.breakdowns}:
                raise ValueError(f"chart {chart.id}: no breakdown {sorted(unknown)}")
        return self

    def sensitivity(self, id: str) -> Sensitivity:
        return next(entry for entry in self.classes if entry.id == id)

    @property
    def alike(self) -> tuple[int, int] | None:
        """The values that every hidden count must be able to have; None where marks need not be alike."""
        limits = [limit for entry in self.classes for limit in entry.limits if limit]
        return (1, min(limits)) if self.marks_alike and limits else None

    def breakdown(self, id: str) -> Breakdown:
        return next(entry for entry in self.breakdowns if entry.id == id)

    def raised(self, letter: str, *names: str) -> str:
        """Class B becomes A where one of the names holds a sensitive word; the other classes stay."""
        return "A" if letter == "B" and any(word in name for word in self.sensitive for name in names) else letter
