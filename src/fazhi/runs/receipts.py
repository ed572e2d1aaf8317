"""Receipts: what each stage of a job was made from and what it left, written beside the results.

Names of files begin with the role of their folder (``raw/``, ``reference/``, ``processed/``, ``outputs/``), so that a receipt says
nothing of the machine, and the same inputs give the same receipt.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from fazhi.files import write_whole
from fazhi.pipeline.files import digest_of

FILE = "receipt.json"
SCHEMA = 1


@dataclass(frozen=True)
class Dependencies:
    """All that a stage depends on: SHA-256 of each input, data file of the package, its code, notebook and environment."""

    inputs: Mapping[str, str]
    parameters: Mapping[str, Any]
    code: str
    data: Mapping[str, str]
    notebook: str
    environment: str

    @property
    def fingerprint(self) -> str:
        return digest_of([json.dumps(vars(self), ensure_ascii=False, sort_keys=True)])


@dataclass(frozen=True)
class Record:
    """A finished stage: what it was made from, and SHA-256 of each file that it left."""

    made_from: Dependencies
    outputs: Mapping[str, str]


@dataclass
class Receipt:
    """The finished stages of one job by name. ``job``: what it is about, such as township and year."""

    job: Mapping[str, Any]
    stages: dict[str, Record] = field(default_factory=dict)

    def write(self, folder: Path) -> None:
        """The same stages always give the same bytes. Raises ``OSError``."""
        stages = {
            name: {
                "fingerprint": record.made_from.fingerprint,
                **vars(record.made_from),
                "outputs": dict(record.outputs),
            }
            for name, record in self.stages.items()
        }
        content = {"schema": SCHEMA, "job": dict(self.job), "stages": stages}
        write_whole(folder / FILE, json.dumps(content, ensure_ascii=False, indent=0, sort_keys=True) + "\n")


def read_receipt(folder: Path, job: Mapping[str, Any]) -> Receipt:
    """The receipt in a folder; an empty one where there is none that can be read.

    What it says of stages made with other parameters stands: each stage has its own.
    """
    try:
        content = json.loads((folder / FILE).read_text(encoding="utf-8"))
        if content["schema"] != SCHEMA:
            return Receipt(job)
        stages = {name: _record(entry) for name, entry in content["stages"].items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return Receipt(job)
    return Receipt(job, stages)


def _record(entry: dict[str, Any]) -> Record:
    outputs = entry.pop("outputs")
    entry.pop("fingerprint")
    return Record(Dependencies(**entry), outputs)
