"""Tables as the comparison gives them, made by hand, and drawings read back: where each mark and word stands."""

from __future__ import annotations

import random
import re
import xml.etree.ElementTree as ElementTree
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd
import pytest

from fazhi.catalogue import load
from fazhi.charts.lettering import width
from fazhi.indicators.intervals import poisson, wilson

RATE = "mediation_success_rate"  # a proportion, high is good
PER_RESIDENTS = "disputes_per_1000"
STOCK = "certified_officers"
SVG = "{http://www.w3.org/2000/svg}"
LINK = "{http://www.w3.org/1999/xlink}href"
STYLE = re.compile(r"font-size: ([\d.]+)px; font-family: '([^']+)'")
TOWNS = tuple(f"{a}{b}镇" for a in "东西南北中上下大小新" for b in "河山桥湾田")
LONG = (
    "示例省示例市示例县双合镇人民政府综合治理第一办公室",
    "示例省示例市示例县双合镇人民政府综合治理第二办公室",
    "<b>$x_1$</b> & {braces} town",
    "Supercalifragilisticexpialidocious subdistrict office",
    "😀镇",
)
CASES = {  # scenario → how its table is made
    "five": {"towns": TOWNS[:5]},
    "twelve": {"towns": TOWNS[:12], "low": ("东河镇",)},
    "thirty": {"towns": TOWNS[:30], "sizes": (3, 60), "low": TOWNS[:3]},
    "fifty": {"towns": TOWNS, "low": TOWNS[:9]},
    "long names": {"towns": LONG + TOWNS[:8], "low": LONG[:3]},
    "one": {"towns": TOWNS[:1]},
    "all equal": {"towns": TOWNS[:12], "sizes": (20, 20), "share": 0.9, "exact": True},
    "all of them": {"towns": TOWNS[:12], "share": 1.0},
    "none of them": {"towns": TOWNS[:12], "share": 0.0},
}


@pytest.fixture(scope="session")
def rate() -> str:
    return RATE


def row(
    town: str, year: int, id: str, x: float | None, n: float | None, benchmark: float | None, **more: Any
) -> dict[str, Any]:
    """A row as the comparison judges it: the benchmark against the row's own intervals, by the catalogue's polarity."""
    indicator = load().indicators[id]
    per = 1000 if indicator.kind == "per_thousand" else 1
    value = None if x is None else x if n is None else x / n * per
    ends: dict[str, float | None] = {}
    for level, name in ((0.95, "95"), (0.998, "998")):
        if x is None or n is None:
            ends |= {f"lower_{name}": None, f"upper_{name}": None}
            continue
        interval = wilson(int(x), int(n), level) if per == 1 else poisson(int(x), level).scaled(per / n)
        ends |= {f"lower_{name}": interval.lower, f"upper_{name}": interval.upper}
    category, at = "not_compared", ""
    if value is not None and benchmark is not None and ends["lower_95"] is not None and (n is None or n >= 10):
        category, sides = "similar", {True: ("higher", "better", "worse"), False: ("lower", "worse", "better")}
        for name, level in (("95", "95"), ("998", "99.8")):
            if not ends[f"lower_{name}"] <= benchmark <= ends[f"upper_{name}"]:
                side = sides[value > benchmark]
                category, at = side[{"none": 0, "high": 1, "low": 2}[indicator.polarity]], level
    return {
        "township": town, "year": year, "indicator": id, "kind": indicator.kind, "unit": indicator.unit, "value": value,
        "numerator": x, "denominator": n, **ends, "benchmark": benchmark, "benchmark_kind": "pooled", "category": category,
        "level": at, "reason": "" if category != "not_compared" else "no_interval", "rank_low": None, "rank_high": None,
        "reliability": "", "synthetic": True,
    } | more  # fmt: skip


def table(
    towns: Sequence[str] = TOWNS[:12],
    years: Sequence[int] = (2022,),
    id: str = RATE,
    *,
    sizes: tuple[int, int] = (12, 400),
    share: float = 0.92,
    low: Sequence[str] = (),
    exact: bool = False,
) -> pd.DataFrame:
    """A table of ``towns`` × ``years`` with a pooled benchmark; ``low``: towns far below the others."""
    chance, rows = random.Random(f"{towns}{id}{sizes}"), []
    per = 1000 if load().indicators[id].kind == "per_thousand" else 1
    for year in years:
        counted: list[tuple[str, int, int]] = []
        for town in towns:
            n = chance.randint(*sizes)
            p = 0.6 if town in low else share
            if per == 1000:
                n, p = n * 100, 0.0008
            counted.append((town, round(n * p) if exact else sum(chance.random() < p for _ in range(n)), n))
        benchmark = sum(x for _, x, _ in counted) / sum(n for _, _, n in counted) * per
        rows += [row(town, year, id, x, n, benchmark) for town, x, n in counted]
    return pd.DataFrame(rows)


def stocks(towns: Sequence[str] = TOWNS[:12], years: Sequence[int] = (2022,), value: int | None = None) -> pd.DataFrame:
    """Whole numbers without interval and benchmark."""
    chance = random.Random(0)
    return pd.DataFrame(
        [
            row(town, year, STOCK, chance.randrange(60) if value is None else value, None, None)
            for year in years
            for town in towns
        ]
    )


def limits(benchmark: float, per: int = 1) -> Callable[[np.ndarray], pd.DataFrame]:
    """Limits of a funnel by the normal approximation; good enough to be drawn and read back."""

    def at(sizes: np.ndarray) -> pd.DataFrame:
        mean = benchmark / per
        spread = np.sqrt(mean * (1 - mean) / sizes) if per == 1 else np.sqrt(mean / sizes)
        found = {"denominator": sizes}
        for name, z in (("95", 1.959964), ("998", 3.090232)):
            found |= {
                f"lower_{name}": np.maximum(0, mean - z * spread) * per,
                f"upper_{name}": (mean + z * spread) * per,
            }
        return pd.DataFrame(found)

    return at


# ---------------------------------------------------------------------------------------------- reading


@dataclass(frozen=True)
class Word:
    """A text with the box that its letters take, points from the top left corner."""

    text: str
    size: float
    family: str
    x: float
    y: float
    left: float
    right: float
    top: float
    bottom: float

    def meets(self, other: Word) -> bool:
        across = min(self.right, other.right) - max(self.left, other.left)
        return across > 0.3 and min(self.bottom, other.bottom) - max(self.top, other.top) > 0.3


@dataclass(frozen=True)
class Seen:
    """A drawing read back."""

    svg: str

    @cached_property
    def root(self) -> ElementTree.Element:
        return ElementTree.fromstring(self.svg)

    @property
    def height(self) -> float:
        return float(self.root.get("height", "").removesuffix("pt"))

    @cached_property
    def words(self) -> list[Word]:
        found = []
        for element in self.root.iter(f"{SVG}text"):
            style, text = element.get("style", ""), "".join(element.itertext())
            size, family = STYLE.search(style).groups()
            turned = re.search(r"translate\(([-\d.]+) ([-\d.]+)\)", element.get("transform", ""))
            x, y = (element.get("x"), element.get("y")) if "x" in element.attrib else turned.groups()
            x, y, wide = float(x), float(y), width(text, float(size))
            left = x - wide * (0.5 if "text-anchor: middle" in style else "text-anchor: end" in style)
            found.append(
                Word(text, float(size), family, x, y, left, left + wide, y - 0.74 * float(size), y + 0.1 * float(size))
            )
        return found

    @property
    def texts(self) -> list[str]:
        return [word.text for word in self.words]

    def marks(self, prefix: str = "dot-") -> dict[str, tuple[float, float]]:
        """Element id → where its mark stands."""
        found = {}
        for group in self.root.iter(f"{SVG}g"):
            if group.get("id", "").startswith(prefix):
                use = next(group.iter(f"{SVG}use"))
                found[group.get("id").partition("_row")[0]] = (float(use.get("x")), float(use.get("y")))
        return found

    def path(self, id: str) -> list[tuple[float, float]]:
        """The corners of the line with this id."""
        group = next(group for group in self.root.iter(f"{SVG}g") if group.get("id") == id)
        numbers = re.findall(r"-?[\d.]+", next(group.iter(f"{SVG}path")).get("d"))
        return [(float(x), float(y)) for x, y in zip(numbers[::2], numbers[1::2], strict=True)]

    def across(self) -> Callable[[float], float]:
        """From a place on the sheet to a value of the horizontal axis, read off its labels."""
        return _reading(self.ticks_below)

    @property
    def ticks_below(self) -> list[tuple[float, str]]:
        """Where the labels of the horizontal axis stand, and what they say."""
        bottom = max(y for _, y in self.marks().values())
        numbers = [word for word in self.words if re.fullmatch(r"[\d,.]+", word.text) and word.top > bottom]
        row = min(word.y for word in numbers)
        return [(word.x, word.text) for word in numbers if word.y == row]

    def up(self) -> Callable[[float], float]:
        """From a height on the sheet to a value of the vertical axis, read off its labels and light lines."""
        numbers = [word for word in self.words if re.fullmatch(r"[\d,.]+", word.text)]
        column = [word for word in numbers if abs(word.x - min(word.x for word in numbers)) < 0.1]
        # A label stands on the middle of its line; the lines themselves are exact.
        rules = sorted({y for points in self.rules for (_, y) in points})
        placed = [(min(rules, key=lambda y: abs(y - (word.top + word.bottom) / 2)), word.text) for word in column]
        return _reading(placed)

    @cached_property
    def rules(self) -> list[list[tuple[float, float]]]:
        """Every level line of two corners."""
        found = []
        for path in self.root.iter(f"{SVG}path"):
            numbers = re.findall(r"-?[\d.]+", path.get("d", ""))
            points = list(zip(map(float, numbers[::2]), map(float, numbers[1::2]), strict=False))
            if len(points) == 2 and points[0][1] == points[1][1]:
                found.append(points)
        return found


def _reading(labels: list[tuple[float, str]]) -> Callable[[float], float]:
    (first, low), (last, high) = (min(labels), max(labels))
    low, high = float(low.replace(",", "")), float(high.replace(",", ""))
    return lambda place: low + (place - first) / (last - first) * (high - low)


@pytest.fixture(scope="session")
def read() -> type[Seen]:
    return Seen


@pytest.fixture(scope="session")
def make() -> Callable[..., pd.DataFrame]:
    return table


@pytest.fixture(scope="session")
def make_row() -> Callable[..., dict[str, Any]]:
    return row


@pytest.fixture(scope="session")
def make_stocks() -> Callable[..., pd.DataFrame]:
    return stocks


@pytest.fixture(scope="session")
def make_limits() -> Callable[..., Callable[[np.ndarray], pd.DataFrame]]:
    return limits


@pytest.fixture(scope="session")
def cases() -> dict[str, dict[str, Any]]:
    return CASES
