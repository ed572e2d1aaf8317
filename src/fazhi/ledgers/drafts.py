"""Sheets that call themselves a draft, a sample or a form (草稿, 填写样表, 台账模板.xlsx) beside others of the same ledger: counted, and told of.

The only sheet of a ledger is its ledger, whatever it is called: forms are often filled in without being renamed.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import PurePosixPath

from fazhi.catalogue.definitions import Catalogue
from fazhi.ledgers.account import Problem
from fazhi.ledgers.clean import CleanSheet
from fazhi.ledgers.sheets import Sheet
from fazhi.ledgers.vocabulary import title_words

_BETWEEN = re.compile(r"[\W\d_]+")  # between the words of a name


def draft_notes(parts: Sequence[CleanSheet], catalogue: Catalogue) -> list[Problem]:
    """A note for each sheet of a ledger that is counted and named so, if there is one that is not; a hidden sheet is told of already."""
    named = [(part, _word_of(part.sheet, catalogue.layout.draft_names)) for part in parts]
    if all(word for _, word in named):
        return []
    return [
        Problem(
            part.sheet.file, part.sheet.name, None, part.reading.ledger.id, "maybe_void",
            {"key": "sheet", "value": word, "count": str(int(part.good.sum()))},
        )
        for part, word in named
        if word and part.good.any() and not part.sheet.hidden
    ]  # fmt: skip


def _word_of(sheet: Sheet, endings: tuple[str, ...]) -> str | None:
    """The word in the name of a sheet or its file that says so."""
    names = (sheet.name, PurePosixPath(sheet.file).stem)
    words = (word for name in names for word in _BETWEEN.split(title_words(name)))
    return next((word for word in words if word.endswith(endings)), None)
