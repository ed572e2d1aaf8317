"""Ledgers that are cleaned again are recognised again only where their file is another, and give what they would give from nothing."""

import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest

from fazhi.catalogue.definitions import Catalogue
from fazhi.ledgers import intake
from fazhi.ledgers.sheets import Sheet
from fazhi.pipeline import Place, clean
from fazhi.pipeline.cleaning import STATE

Cleaned = Callable[[Place], tuple[dict[str, bytes], set[str]]]


@pytest.fixture
def cleaned(monkeypatch: pytest.MonkeyPatch) -> Cleaned:
    """What cleaning leaves, and the files of which sheets were recognised for it."""

    def run(place: Place) -> tuple[dict[str, bytes], set[str]]:
        files: set[str] = set()
        tables_of = intake.tables_of

        def noted(sheet: Sheet, catalogue: Catalogue):
            files.add(sheet.file)
            return tables_of(sheet, catalogue)

        with monkeypatch.context() as patch:
            patch.setattr(intake, "tables_of", noted)
            clean(place)
        left = {path.name: path.read_bytes() for path in place.processed.iterdir() if path.is_file()}
        (place.processed / STATE).unlink()  # so that it is cleaned again
        return left, files

    return run


def elsewhere(place: Place, folder: Path) -> Place:
    """The same ledgers where nothing was cleaned before."""
    return replace(place, site=replace(place.site, processed=folder / "processed", outputs=folder / "outputs"))


def test_the_same_files_are_not_recognised_again_and_give_the_same_bytes(copy: Place, cleaned: Cleaned):
    first, of_first = cleaned(copy)
    again, of_again = cleaned(copy)
    assert first == again and len(first) > 20
    assert len(of_first) > 15 and len(of_again) <= 2, "only what is no plain table of a known ledger"


def test_after_an_edit_the_edited_file_is_recognised_and_all_is_as_from_nothing(
    copy: Place, tmp_path: Path, cleaned: Cleaned
):
    before, _ = cleaned(copy)
    _, always = cleaned(copy)
    (ledger,) = [path for path in copy.raw.iterdir() if "学法" in path.name]
    book = openpyxl.load_workbook(ledger)
    book.worksheets[0].insert_rows(1)  # the header stands elsewhere
    book.worksheets[0].delete_rows(book.worksheets[0].max_row - 3)
    book.save(ledger)
    after, files = cleaned(copy)
    assert files - always == {ledger.name}
    assert after != before and after == cleaned(elsewhere(copy, tmp_path / "elsewhere"))[0]


def test_a_file_under_another_name_is_recognised_anew_for_its_name_speaks_too(copy: Place, cleaned: Cleaned):
    cleaned(copy)
    (ledger,) = [path for path in copy.raw.iterdir() if "应诉" in path.name]
    ledger.rename(copy.raw / "一.xlsx")
    assert "一.xlsx" in cleaned(copy)[1]


@pytest.mark.parametrize(
    "spoil",
    [
        lambda kept: {**kept, "code": "another"},
        lambda kept: {**kept, "readings": {key: {"ledger": "L99"} for key in kept["readings"]}},
        lambda kept: {**kept, "readings": {key: [] for key in kept["readings"]}},
        lambda kept: [],
    ],
)
def test_what_another_program_kept_or_nobody_can_read_is_not_used(copy: Place, cleaned: Cleaned, spoil):
    first, of_first = cleaned(copy)
    file = copy.processed / ".cache" / "readings.json"
    file.write_text(json.dumps(spoil(json.loads(file.read_text(encoding="utf-8")))), encoding="utf-8")
    assert cleaned(copy) == (first, of_first)


def test_what_was_kept_may_be_thrown_away(copy: Place, cleaned: Cleaned):
    first = cleaned(copy)
    shutil.rmtree(copy.processed / ".cache")
    assert cleaned(copy) == first


def test_a_file_that_changes_while_it_is_read_leaves_nothing(
    copy: Place, cleaned: Cleaned, monkeypatch: pytest.MonkeyPatch
):
    (ledger,) = [path for path in copy.raw.iterdir() if "应诉" in path.name]
    with_months = intake.with_months

    def meanwhile(sheet: Sheet, catalogue: Catalogue) -> Sheet:
        ledger.write_bytes(ledger.read_bytes() + b" ")
        return with_months(sheet, catalogue)

    with monkeypatch.context() as patch:
        patch.setattr(intake, "with_months", meanwhile)
        cleaned(copy)
    assert not (copy.processed / ".cache" / "readings.json").exists()
