"""What ``county.yaml`` says, as frozen entries."""

from __future__ import annotations

from functools import lru_cache

from pydantic import Field

from fazhi.catalogue.entries import Entry
from fazhi.catalogue.text import Text
from fazhi.synthesis.data import read


class Amount(Entry):
    """How many of something a township has: ``(base + per_1000·residents/1000 + per_village·villages)·(1+growth)^years``.

    An ``outcome`` is spread as a Poisson law spreads it, anything else by ``spread``, a share of itself.
    """

    base: float = 0
    per_1000: float = 0
    per_village: float = 0
    growth: float = 0
    spread: float = 0
    outcome: bool = False


class Share(Entry):
    """The part of a number that is so and so in the last year, and by how much it was larger a year before."""

    share: float = Field(ge=0, le=1)
    drift: float = 0


class Size(Entry):
    """How large the townships are, in residents."""

    least: int
    most: int
    steepness: float
    residents_to_a_village: int


class Festival(Entry):
    """For how many ``days`` before the Spring Festival disputes arise so many ``times`` as often."""

    days: int
    times: float


class Planting(Entry):
    """Where something is planted: ``rank`` of the township by size (0–1), years ``back`` from the last one."""

    rank: float = Field(ge=0, le=1)
    back: int = Field(ge=0)
    subject: str = ""
    share: float | None = None


class Habits(Entry):
    """What clerks differ in; in ``file_names`` CORE is what the ledger is called. ``new_clerks``: years in which some begin."""

    dates: tuple[dict[str, float], ...]
    months: tuple[dict[str, float], ...]
    numbers: tuple[dict[str, float], ...]
    encodings: tuple[str, ...]
    separators: tuple[str, ...]
    file_names: tuple[str, ...]
    new_clerks: tuple[int, ...]


class Setting(Entry):
    """The fictional county."""

    county: str
    basis_document: str
    code: str
    first_year: int
    last_year: int
    source: str
    mark: str
    townships: tuple[str, ...]
    villages: tuple[str, ...]
    size: Size
    counts: dict[str, Amount]
    shares: dict[str, Share]
    publicity_season: tuple[float, ...]
    before_spring_festival: Festival
    planted: dict[str, Planting]
    break_note: Text
    break_indicators: tuple[str, ...]
    habits: Habits


@lru_cache(maxsize=1)
def setting() -> Setting:
    """The county of ``county.yaml``, read once."""
    return Setting.model_validate(read("county/county"))
