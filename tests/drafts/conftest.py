"""Drafts of values that a test chooses, and what `fazhi check` says of them."""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import pytest

from fazhi.catalogue import load
from fazhi.catalogue.definitions import Catalogue
from fazhi.catalogue.indicator import AnyIndicator
from fazhi.claims.prose import ProseClaim, find_claims
from fazhi.claims.prose.check import as_published
from fazhi.claims.reconcile import Verdict, judge
from fazhi.drafts import Draft, Said, Source, Style, as_text, compose
from fazhi.indicators import Value, Window
from fazhi.indicators.count import MISSING_LEDGER

TOWNSHIP, YEAR = "例镇", 2022


@dataclass(frozen=True, eq=False)
class Drafted:
    """A draft with its text, the claims found in it, and their verdicts."""

    draft: Draft
    text: str
    claims: list[ProseClaim]
    verdicts: tuple[Verdict, ...]

    @property
    def said(self) -> list[tuple[int, Said]]:
        """What the draft states, each with its place in the text."""
        place, found = 0, []
        for piece in self.draft.pieces:
            text = piece if isinstance(piece, str) else piece.text
            place = self.text.index(text, place)
            if isinstance(piece, Said):
                found.append((place, piece))
            place += len(text)
        return found

    @property
    def missed(self) -> list[Said]:
        """What the draft states and the reader does not find there: indicator, value, range and period."""
        there = {
            (claim.start, claim.indicator, claim.value, claim.low, claim.high)
            for claim in self.claims
            if claim.period is None
        }
        return [
            said
            for place, said in self.said
            if not any(
                start == place
                and (indicator, value, low, high)
                == (said.indicator, said.figure.said, said.figure.allowed.lower, said.figure.allowed.upper)
                for start, indicator, value, low, high in there
            )
        ]

    @property
    def wrong(self) -> list[Verdict]:
        """Claims that do not agree with the values."""
        return [verdict for verdict in self.verdicts if verdict.verdict == "inconsistent"]


def _draft_of(
    values: Mapping[str, Value],
    style: Style,
    last: Mapping[str, Value] | None = None,
    catalogue: Catalogue | None = None,
) -> Drafted:
    """A draft of the values by indicator id; an indicator that is not there has no ledger."""
    catalogue = catalogue or load()

    def value_of(indicator: AnyIndicator, window: Window) -> Value:
        return values.get(indicator.id) or Value(indicator, window, None, MISSING_LEDGER)

    draft = compose(Source(TOWNSHIP, YEAR, dt.date(YEAR, 12, 31), True, value_of, last or {}), style, catalogue)
    text = as_text(draft)
    claims = find_claims(text)
    published = [as_published(claim, TOWNSHIP, YEAR) for claim in claims]
    return Drafted(draft, text, claims, judge(published, value_of, catalogue, dt.date(YEAR, 12, 31)))


@pytest.fixture(scope="session")
def draft_of() -> Callable[..., Drafted]:
    """Drafts values, reads the draft and judges what was read."""
    return _draft_of
