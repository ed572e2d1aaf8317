"""The townships of the fictional county: names, residents, villages; and their table of reference data."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass

from fazhi.catalogue import load
from fazhi.synthesis.chance import Chance
from fazhi.synthesis.county.setting import setting
from fazhi.synthesis.plan import Village

SMALL, URBAN = 0.2, 0.75  # places by size below which a township is a 乡, from which it is mostly communities
LEAST_VILLAGES = 3


@dataclass(frozen=True)
class Township:
    """A fictional township; ``rank`` is its place by size, from 0 (smallest) to 1 (largest)."""

    name: str
    residents: int
    villages: tuple[Village, ...]
    rank: float


def townships_of(count: int, seed: int) -> tuple[Township, ...]:
    """``count`` townships in the order of their names; sizes lie evenly on the curve of the setting, in random order."""
    chance = Chance(seed, "county", "townships")
    places = chance.shuffled(range(count))
    return tuple(
        _township(stem, place / max(1, count - 1), (place + 0.5) / count, chance.branch(stem))
        for stem, place in zip(setting().townships[:count], places, strict=True)
    )


def _township(stem: str, rank: float, quantile: float, chance: Chance) -> Township:
    known = setting()
    size = known.size
    middle = size.least + (size.most - size.least) * quantile**size.steepness
    residents = int(middle * (0.97 + 0.06 * chance.integer(0, 1000) / 1000))
    most = len(known.villages)
    villages = min(most, max(LEAST_VILLAGES, round(residents / size.residents_to_a_village) + 2))
    communities = max(1, round(villages * 0.7)) if quantile > URBAN else 1
    kinds = ["community"] * communities + ["village"] * (villages - communities)
    name = f"{stem}{known.mark}{'乡' if quantile < SMALL else '镇'}"
    names = zip(known.villages, kinds, strict=False)
    return Township(name, residents, tuple(_village(known.mark, *each) for each in names), rank)


def _village(mark: str, stem: str, kind: str) -> Village:
    short = stem + mark
    if kind == "community":
        return Village(name=f"{short}社区", kind="community", also=(short, f"{short}社区居委会"))
    return Village(name=f"{short}村", kind="village", also=(short, f"{short}村委会"))


def reference_table(townships: tuple[Township, ...]) -> bytes:
    """The townships and their villages in the columns of the catalogue's reference table, as CSV in UTF-8."""
    known, buffer = setting(), io.StringIO(newline="")
    writer = csv.DictWriter(buffer, [column.id for column in load().reference["R0"].columns], lineterminator="\n")
    writer.writeheader()
    for number, township in enumerate(townships, start=101):
        own = {"township": township.name, "source": known.source}
        head = {"code": f"{known.code}{number}", "name": township.name, "type": "township"}
        figures = {"residents": township.residents, "year": known.last_year}
        writer.writerow(own | head | figures | {"also": f"{known.county}{township.name}"})
        for village in township.villages:
            writer.writerow(own | {"name": village.name, "type": village.kind, "also": "、".join(village.also)})
    return buffer.getvalue().encode()
