"""An appendix that is composed again draws what shows something else, and looks as if it drew everything."""

import shutil
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from matplotlib.backends.backend_svg import FigureCanvasSVG

from fazhi import appendix
from fazhi.pipeline import Place, count
from fazhi.publish.blocks import Figure


@pytest.fixture
def drawings(monkeypatch: pytest.MonkeyPatch):
    """The figures of a township-year's appendix, and how many of them were drawn for it."""

    def composed(place: Place) -> tuple[list[str], int]:
        drawn: list[object] = []
        print_svg = FigureCanvasSVG.print_svg

        def counted(canvas, *arguments, **options):
            drawn.append(canvas)
            print_svg(canvas, *arguments, **options)

        with monkeypatch.context() as patch:
            patch.setattr(FigureCanvasSVG, "print_svg", counted)
            page = appendix.compose(count(place))
        return [part.svg for part in page.sections.parts if isinstance(part, Figure)], len(drawn)

    return composed


def elsewhere(place: Place, folder: Path) -> Place:
    """The same ledgers where nothing was composed before."""
    return replace(place, site=replace(place.site, processed=folder / "processed", outputs=folder / "outputs"))


def test_one_struck_row_leaves_the_drawings_of_other_ledgers(copy, tmp_path, drawings):
    before, all_of_them = drawings(copy)
    assert len(before) == all_of_them > 10
    assert drawings(copy) == (before, 0)
    (ledger,) = [path for path in copy.raw.iterdir() if "检查" in path.name]
    book = openpyxl.load_workbook(ledger)
    book.worksheets[0].delete_rows(book.worksheets[0].max_row - 3)
    book.save(ledger)
    edited, some = drawings(copy)
    assert (edited, all_of_them) == drawings(elsewhere(copy, tmp_path / "elsewhere"))
    assert edited != before and 0 < some < all_of_them / 2


def test_drawings_that_were_thrown_away_are_drawn_again(copy, drawings):
    before, all_of_them = drawings(copy)
    shutil.rmtree(copy.processed / ".cache")
    assert drawings(copy) == (before, all_of_them)
