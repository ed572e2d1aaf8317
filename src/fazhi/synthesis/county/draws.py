"""Numbers of the county drawn so that an honest comparison finds nothing: from evenly spaced quantiles, not at random.

Of a measure each township holds one of the middle quantiles (½/k, 1½/k … of k townships), partly for good and partly
for the year. Values then lie about as a Poisson or binomial law would spread them around the county's own rate, and
none far out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from scipy import stats

from fazhi.synthesis.chance import Chance
from fazhi.synthesis.county.planted import Planted
from fazhi.synthesis.county.setting import setting
from fazhi.synthesis.county.townships import Township

FOR_GOOD, FOR_THE_YEAR = 0.7, 0.5  # what a township's own standing and its year weigh; together no more than …
FARTHEST = 2.1  # … standard deviations from the county's rate
NEARER = 0.65  # shares near 0 or 1 are skew: a township as far out as in a count would already stand out


@dataclass(frozen=True)
class TownshipYear:
    """One township in one year: its ``place`` among the ``count`` townships of the county, and what is planted in it by kind."""

    township: Township
    year: int
    place: int
    count: int
    seed: int
    planted: Mapping[str, Planted] = field(default_factory=dict)

    def standing(self, measure: str, year: int) -> float:
        """How far the township stands from the county's rate, in standard deviations."""
        lasting = _scores(self.count, self.seed, measure, "lasting")[self.place]
        far = FOR_GOOD * lasting + FOR_THE_YEAR * _scores(self.count, self.seed, measure, year)[self.place]
        return max(-FARTHEST, min(FARTHEST, far))

    def number(self, measure: str, least: int = 0, times: float = 1, year: int | None = None) -> int:
        """How many the township has, in this year or another one; at least ``least``. ``times`` changes the rate."""
        amount, when = setting().counts[measure], year or self.year
        residents, villages = self.township.residents, len(self.township.villages)
        level = amount.base + amount.per_1000 * residents / 1000 + amount.per_village * villages
        mean = times * level * (1 + amount.growth) ** (when - setting().last_year)
        far = self.standing(measure, when)
        if amount.outcome:
            return max(least, int(stats.poisson.ppf(stats.norm.cdf(far), mean)))
        return max(least, round(mean * (1 + amount.spread * far)))

    def part(self, measure: str, of: int, share: float | None = None) -> int:
        """How many of ``of``; ``share`` goes before the setting's own."""
        known = setting().shares[measure]
        rate = known.share + known.drift * (setting().last_year - self.year) if share is None else share
        far = NEARER * self.standing(measure, self.year)
        return int(stats.binom.ppf(stats.norm.cdf(far), of, min(1, max(0, rate)))) if of else 0

    def chance(self, *path: object) -> Chance:
        """A stream of draws for whatever no comparison looks at."""
        return Chance(self.seed, "county", self.township.name, self.year, *path)


@lru_cache(maxsize=8192)
def _scores(count: int, seed: int, measure: str, when: object) -> tuple[float, ...]:
    """The normal scores of the middle quantiles, in random order: they add up to nothing. A single township has 0."""
    middles = ((place + 0.5) / count for place in range(count))
    return tuple(Chance(seed, "county", measure, when).shuffled(float(stats.norm.ppf(middle)) for middle in middles))
