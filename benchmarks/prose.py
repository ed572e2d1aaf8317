"""Precision and recall of the reader of prose, category by category, on annotated sentences.

The sentences are in tests/claims/sentences/: each third one of a file is held out, the others serve for development, as do all of
a file on which rules were mended after it had been measured once.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import yaml

from fazhi.claims.prose import find_claims

SENTENCES = Path(__file__).resolve().parents[1] / "tests" / "claims" / "sentences"
Claim = tuple[float, float | None, float | None, str | None, str | None, str | None]
DEVELOPMENT = ("hands", "mended", "provinces", "unseen")
MEASURES = ("value", "range", "unit", "period", "indicator")


@dataclass(frozen=True)
class Sentence:
    """An annotated sentence. A claim: value, low, high, unit, indicator, period."""

    category: str
    held_out: bool
    text: str
    claims: tuple[Claim, ...]


def read_sentences(folder: Path = SENTENCES) -> list[Sentence]:
    """All annotated sentences, file by file; the third, sixth, … are held out of each file but those for ``DEVELOPMENT``."""
    return [
        Sentence(
            path.stem,
            number % 3 == 2 and path.stem not in DEVELOPMENT,
            text,
            tuple(read_claim(claim) for claim in claims),
        )
        for path in sorted(folder.glob("*.yaml"))
        for number, (text, claims) in enumerate(yaml.safe_load(path.read_text(encoding="utf-8")).items())
    ]


def read_claim(written: str) -> Claim:
    """``VALUE[~LOW..HIGH] UNIT INDICATOR [@PERIOD]``; - for none, an empty bound is open."""
    amount, unit, indicator, *period = written.split(" ")
    if len(period) and not period[0].startswith("@"):  # a unit such as 个百分点 has no blank; nothing else may
        raise ValueError(written)
    value, _, bounds = amount.partition("~")
    low, _, high = bounds.partition("..") if bounds else (value, "", value)
    return (
        float(value), float(low) if low else None, float(high) if high else None,
        None if unit == "-" else unit, None if indicator == "-" else indicator, period[0][1:] if period else None,
    )  # fmt: skip


def found_claims(text: str) -> list[Claim]:
    def number(value: object) -> float | None:
        return None if value is None else float(value)  # type: ignore[arg-type]

    return [(float(c.value), number(c.low), number(c.high), c.unit, c.indicator, c.period) for c in find_claims(text)]


def keys(claims: list[Claim] | tuple[Claim, ...]) -> dict[str, Counter[tuple[object, ...]]]:
    """What must agree for each measure; every measure but the first takes value and range for granted."""
    return {
        "value": Counter((c[0],) for c in claims),
        "range": Counter(c[:3] for c in claims),
        "unit": Counter((*c[:3], c[3]) for c in claims),
        "period": Counter((*c[:3], c[5]) for c in claims),
        "indicator": Counter((*c[:3], c[4]) for c in claims),
    }


@dataclass
class Score:
    """Claims found and wanted, and how many agree by each measure."""

    sentences: int = 0
    found: int = 0
    wanted: int = 0
    agree: Counter[str] | None = None

    def add(self, found: list[Claim], wanted: tuple[Claim, ...]) -> bool:
        self.agree = self.agree or Counter()
        self.sentences, self.found, self.wanted = self.sentences + 1, self.found + len(found), self.wanted + len(wanted)
        there, due = keys(found), keys(wanted)
        for measure in MEASURES:
            self.agree[measure] += (there[measure] & due[measure]).total()
        return (
            there["indicator"] == due["indicator"] and there["period"] == due["period"] and there["unit"] == due["unit"]
        )

    def rates(self) -> dict[str, float]:
        """Precision and recall of value with range; of those right, the share with the right unit, period and indicator."""
        agree = self.agree or Counter()
        right = agree["range"] or 1
        return {
            "precision": agree["range"] / self.found if self.found else 1.0,
            "recall": agree["range"] / self.wanted if self.wanted else 1.0,
            **{measure: agree[measure] / right if self.wanted else 1.0 for measure in ("unit", "period", "indicator")},
        }


def main() -> None:
    """Reads the arguments, scores, prints the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--part", choices=["development", "held-out", "both"], default="both")
    parser.add_argument("--failures", action="store_true", help="print each development sentence that is read wrongly")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    table: dict[str, dict[str, Score]] = {}
    for sentence in read_sentences():
        part = "held-out" if sentence.held_out else "development"
        if options.part not in ("both", part):
            continue
        found = found_claims(sentence.text)
        scores = table.setdefault(part, {})
        right = scores.setdefault(sentence.category, Score()).add(found, sentence.claims)
        scores.setdefault("all", Score()).add(found, sentence.claims)
        if options.failures and not right and part == "development":
            print(sentence.category, sentence.text, f"  wanted {sentence.claims}", f"  found  {tuple(found)}", sep="\n")
    if options.json:
        print(
            json.dumps(
                {part: {name: score.rates() for name, score in scores.items()} for part, scores in table.items()}
            )
        )
        return
    print(
        f"{'':12} {'':10} {'sentences':>9} {'claims':>7} {'precision':>9} {'recall':>7} {'unit':>6} {'period':>7} {'indicator':>9}"
    )
    for part, scores in table.items():
        for name, score in sorted(scores.items(), key=lambda item: (item[0] == "all", item[0])):
            r = score.rates()
            print(
                f"{part:12} {name:10} {score.sentences:9} {score.wanted:7} {r['precision']:9.3f} {r['recall']:7.3f} {r['unit']:6.3f} {r['period']:7.3f} {r['indicator']:9.3f}"
            )


if __name__ == "__main__":
    main()
