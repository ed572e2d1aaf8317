"""The plan of a township-year: which counts its ledgers must give, and what else they hold."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from functools import lru_cache
from typing import Annotated, Any, Literal, Self

from pydantic import Field, model_validator

from fazhi.catalogue import load
from fazhi.catalogue.entries import Entry
from fazhi.catalogue.rules import Break
from fazhi.synthesis.data import read

MonthDay = Annotated[str, Field(pattern=r"^\d\d-\d\d$")]
Count = Annotated[int, Field(ge=0)]

SUMS = {
    "mediation_committees": ("mediation_committees_town", "mediation_committees_village"),
    "mediation_rooms": ("mediation_rooms_family", "mediation_rooms_overseas", "mediation_rooms_labour"),
    "mediators": ("mediators_part_time", "mediators_full_time"),
}


class Target(Entry):
    """What one indicator must be: a count, a proportion (0–1) or a date.

    ``since`` and ``until`` (month-day) bound the days of the rows behind a count; ``as_of`` are the days on
    which a stock has this size.
    """

    value: date | int | float
    claim: str | None = None
    since: MonthDay = "01-01"
    until: MonthDay = "12-31"
    as_of: tuple[date, ...] = ()


class Village(Entry):
    """A village or community of the township; ``also`` are other spellings of its name."""

    name: str
    kind: Literal["village", "community"]
    also: tuple[str, ...] = ()


class Officers(Entry):
    """Officers beside those that always count; some join and some leave between the two days of the stock."""

    joining: Count = 0
    leaving: Count = 0
    left: Count = 0
    expired: Count = 0
    cancelled: Count = 0
    suspended: Count = 0
    supervision: Count = 0
    renewed: Count = 0
    not_yet: Count = 0


class Inspections(Entry):
    """Rows that are no inspections; ``unnumbered`` are inspections whose record is only ticked (有)."""

    without_object: Count = 0
    without_record: Count = 0
    unnumbered: Count = 0


class MediationBodies(Entry):
    """Bodies that are not, or no longer, committees or rooms in being."""

    groups: Count = 0
    dissolved_committees: Count = 0
    dissolved_rooms: Count = 0


class MediatorPosts(Entry):
    """``second`` posts of persons already counted, and persons ``dismissed``."""

    second: Count = 0
    dismissed: Count = 0


class Disputes(Entry):
    """``carried_over``, accepted the year before, are among those resolved; the others come on top.

    ``slow`` of those concluded take more than 30 days; None leaves that to chance.
    """

    carried_over: Count = 0
    pending: Count = 0
    referred: Count = 0
    failed: Count = 0
    withdrawn: Count = 0
    slow: Count | None = None


class Overlapping(Entry):
    """Publicity events that are an adviser's lecture or an academy session as well."""

    lectures: Count = 0
    sessions: Count = 0


class Lags(Entry):
    """Disclosed items that came ``late`` (after more than 20 working days), and items ``undated`` by the office."""

    late: Count = 0
    undated: Count = 0


class Beside(Entry):
    """What the ledgers hold beside the targets. Keys of mappings are value ids of the catalogue.

    ``disclosure_lags`` left out are left to chance. Without ``penalties_on_the_spot`` all penalties follow the
    ordinary procedure; ``penalties_late`` are published, ``letters_late`` answered after their last day.
    """

    exams: Count = 0
    meetings_booked_twice: Count = 0
    officers: Officers = Officers()
    penalties_undecided: Count = 0
    penalties_late: Count = 0
    penalties_on_the_spot: bool = True
    suits_without_leader: Count = 0
    letters_late: Count = 0
    inspections: Inspections = Inspections()
    judicial_suggestions: Count = 0
    disclosures: dict[str, Count] = Field(default_factory=dict)
    disclosure_lags: Lags | None = None
    disclosure_requests: Count = 0
    counter: dict[str, Count] = Field(default_factory=dict)
    counter_not_counted: dict[str, Count] = Field(default_factory=dict)
    mediation_bodies: MediationBodies = MediationBodies()
    mediator_posts: MediatorPosts = MediatorPosts()
    disputes: Disputes = Disputes()
    overlapping: Overlapping = Overlapping()
    adviser_services: dict[str, Count] = Field(default_factory=dict)
    stewards_left: Count = 0


class Plan(Entry):
    """One township-year. ``closed`` are the days (first, last) on which the offices are shut.

    ``seasons`` go before those of the fiction: relative weights of the twelve months, by what they weigh. A
    ``fictional`` township exists nowhere. Files of ``lacking`` ledgers were never handed in, those of
    ``damaged`` ones arrived cut off. ``breaks`` are declared in ``about.yaml``.
    """

    township: str
    year: int
    county: str
    report_date: date
    basis_document: str
    villages: tuple[Village, ...] = Field(min_length=1)
    closed: tuple[tuple[date, date], ...] = ()
    targets: dict[str, Target]
    beside: Beside = Beside()
    residents: int | None = None
    fictional: bool = False
    seasons: dict[str, tuple[float, ...]] = Field(default_factory=dict)
    breaks: tuple[Break, ...] = ()
    lacking: tuple[str, ...] = ()
    damaged: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _holds_together(self) -> Self:
        if unknown := set(self.targets) - set(load().indicators):
            raise ValueError(f"no such indicator: {sorted(unknown)}")
        for total, parts in SUMS.items():
            if self.count(total) != sum(map(self.count, parts)):
                raise ValueError(f"{total} is not the sum of {', '.join(parts)}")
        if self.count("mediation_committees_village") != len(self.villages):
            raise ValueError("each village and community has one committee")
        settled, ended = self.count("disputes_resolved"), self.beside.disputes
        concluded = settled + ended.failed + ended.withdrawn
        if concluded and self.targets["mediation_success_rate"].value != settled / concluded:
            raise ValueError("mediation_success_rate does not fit the disputes")
        return self

    @property
    def stem(self) -> str:
        """The township's name without 镇, 乡 or 街道."""
        return self.township.removesuffix("街道").removesuffix("镇").removesuffix("乡")

    def count(self, indicator: str) -> int:
        """The target of a count; 0 where the plan has none."""
        target = self.targets.get(indicator)
        return int(target.value) if target and isinstance(target.value, int | float) else 0

    def day(self, indicator: str) -> date | None:
        """The target of a date; None where the plan has none."""
        target = self.targets.get(indicator)
        return target.value if target and isinstance(target.value, date) else None

    def season(self, name: str) -> Sequence[float]:
        """How the months weigh against each other in what ``name`` says."""
        return self.seasons.get(name) or read("fiction/matters")["seasons"][name]

    def on(self, month_day: str, year: int | None = None) -> date:
        """A day of the plan's year."""
        return date.fromisoformat(f"{year or self.year}-{month_day}")

    def days(self, indicator: str) -> list[date]:
        """The working days on which rows behind this indicator may lie."""
        target = self.targets.get(indicator, Target(value=0))
        return self.between(target.since, target.until)

    def between(self, first: str, last: str, year: int | None = None) -> list[date]:
        """The working days from one month-day to another, of the plan's year or another one."""
        return self.working_days(self.on(first, year), self.on(last, year))

    def working_days(self, first: date, last: date) -> list[date]:
        """Monday to Friday, public holidays left out."""
        return list(_open_days(self.closed, first, last))

    def workday(self, day: date) -> date:
        """The last working day that is not after ``day``."""
        return _open_days(self.closed, day - timedelta(days=20), day)[-1]


@lru_cache(maxsize=1024)
def _open_days(closed: tuple[tuple[date, date], ...], first: date, last: date) -> tuple[date, ...]:
    days = [first + timedelta(days=number) for number in range((last - first).days + 1)]
    shut = {day for day in days for start, end in closed if start <= day <= end}
    return tuple(day for day in days if day.weekday() < 5 and day not in shut)


def plan_for(township: str, year: int) -> Plan:
    """The plan that ``plans.yaml`` holds for this township-year; ``KeyError`` if there is none."""
    plans: dict[str, dict[int, dict[str, Any]]] = read("plans")
    try:
        written = plans[township][year]
    except KeyError:
        known = ", ".join(f"{name} {when}" for name, years in plans.items() for when in years)
        raise KeyError(f"no plan for {township} {year}; there are plans for {known}") from None
    return Plan(township=township, year=year, **written)
