"""The invented content of the ledgers: persons, firms, topics and matters, from the lists in ``fiction/``."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from fazhi.synthesis.chance import Chance
from fazhi.synthesis.data import read
from fazhi.synthesis.plan import Plan

# GB 11643-1999: weights of the first 17 digits, and the check character by the weighted sum modulo 11.
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECK_CHARACTERS = "10X98765432"


def lists(name: str) -> dict[str, Any]:
    """The lists of ``fiction/<name>.yaml``."""
    return read(f"fiction/{name}")


@dataclass(frozen=True)
class Person:
    """An invented person; ``sex`` is a value id of the catalogue."""

    name: str
    sex: str
    born: date
    id_number: str
    phone: str


def with_check_character(seventeen: str) -> str:
    """The 18-character identity number that begins with these 17 digits (MOD 11-2)."""
    total = sum(weight * int(digit) for weight, digit in zip(WEIGHTS, seventeen, strict=True))
    return seventeen + CHECK_CHARACTERS[total % 11]


def people(chance: Chance, youngest: date) -> Iterator[Person]:
    """An endless stream of persons, up to 38 years older than one born on ``youngest``.

    No two have the same number, nor the same name as long as there are names.
    """
    known = lists("people")
    names: set[str] = set()
    most = len(known["surnames"]) * min(map(len, known["given"].values()))
    serial = chance.integer(0, 99)
    while True:
        sex = chance.pick(("male", "female"))
        name = chance.pick(known["surnames"]) + chance.pick(known["given"][sex])
        if name in names and len(names) < most // 2:
            continue
        names.add(name)
        born = youngest - timedelta(days=chance.integer(0, 38 * 365))
        serial += 1
        order = (2 * serial + (sex == "male")) % 1000  # odd for men
        id_number = with_check_character(f"{known['region']}{born:%Y%m%d}{order:03}")
        yield Person(name, sex, born, id_number, f"{known['telephone']}{chance.integer(0, 99_999_999):08}")


def name(chance: Chance) -> str:
    """The name of somebody who appears only once."""
    given = lists("people")["given"][chance.pick(("male", "female"))]
    return chance.pick(lists("people")["surnames"]) + chance.pick(given)


def firm(chance: Chance, field: str) -> tuple[str, str]:
    """An invented object of inspection in this field, and its kind (a value id of the catalogue)."""
    places = lists("places")
    trade = chance.pick(list(places["trades"][field]))
    return places["firm"].format(stem=chance.pick(places["stems"]), trade=trade), places["trades"][field][trade]


def say(template: str, plan: Plan, **fill: object) -> str:
    """A topic or title with the plan's names filled in."""
    fill = {"village": plan.township, **fill}
    return template.format(
        township=plan.township,
        stem=plan.stem,
        county=plan.county,
        year=plan.year,
        last_year=plan.year - 1,
        **fill,
    )


def numbered(plan: Plan, n: int, ledger: str, kind: str | None = None, of: int | None = None) -> str:
    """The ``n``-th number of a register, in the form of ``fiction/numbers.yaml``."""
    form = lists("numbers")[ledger]
    return say(form if kind is None else form[kind], plan, n=n, of=of)


def committee(plan: Plan, village: str = "") -> str:
    """The name of a village's mediation committee, or of the township's own."""
    return say(lists("places")["bodies"]["committee"], plan, place=village)
