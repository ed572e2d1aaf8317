"""What is not looked at closely, because its cells could not make it a rival of the surest reading, changes nothing."""

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from fazhi.catalogue import load
from fazhi.ledgers import recognise as recognition
from fazhi.ledgers.confidence import at_most
from fazhi.ledgers.headers import labels_of
from fazhi.ledgers.profile import Profile
from fazhi.ledgers.sheets import sheet_of
from fazhi.ledgers.vocabulary import vocabulary

CATALOGUE = load()
LEDGERS = list(CATALOGUE.ledgers.values())
ANYTHING = ["2023-03-10", "3月10日", "张三", "12", 12, 44995, "440784199001011234", "是", "无", "", "东村", "备注"]


CELLS = {
    "date": ["2023-03-10", "2023-04-01", "2023-05-06"],
    "integer": [1, 2, 30],
    "number": [1.5, 2, 30],
    "text": ANYTHING,
}


@st.composite
def sheets(draw):
    """A sheet with columns of one or two ledgers, called by their names or by a part of them, with cells that fit or with any."""
    columns = [
        column
        for ledger in draw(st.lists(st.sampled_from(LEDGERS), min_size=1, max_size=2))
        for column in draw(st.lists(st.sampled_from(ledger.columns), min_size=2, max_size=9, unique_by=lambda c: c.id))
    ]
    names = [draw(st.sampled_from([column.zh, *column.also])) for column in columns]
    labels = [draw(st.sampled_from([name, name[-2:], name[:2], f"有关{name[-2:]}", name[:-1], ""])) for name in names]
    fitting = [[value.zh for value in column.values] or CELLS.get(column.type, ANYTHING) for column in columns]
    choices = [draw(st.sampled_from([cells, cells, ANYTHING])) for cells in fitting]
    rows = [[draw(st.sampled_from(cells)) for cells in choices] for _ in range(draw(st.integers(0, 6)))]
    title = draw(st.sampled_from(["", *(ledger.zh for ledger in LEDGERS)]))
    return sheet_of([[title], labels, *rows], draw(st.sampled_from(["台账.xlsx", f"{title}.xlsx"])), "Sheet1")


def told(found):
    """What is made of a recognition: its reading, and where there is none the nearest ones."""
    readings = [found.reading] if found.reading else found.best
    return [(r.ledger.id, r.form, r.header and dict(r.header.columns), r.confidence, r.missing) for r in readings]


@settings(max_examples=150, deadline=None)
@given(sheets())
def test_a_sheet_is_recognised_as_if_every_near_ledger_had_been_read_closely(sheet):
    found = told(recognition.recognise(sheet, CATALOGUE))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(recognition, "at_most", lambda *asked: 1.0)
        assert told(recognition.recognise(sheet, CATALOGUE)) == found


@settings(max_examples=60, deadline=None)
@given(sheets(), st.sampled_from([0.0, 0.7, 1.0]))
def test_no_cells_make_a_reading_surer_than_it_can_be_at_most(sheet, titled):
    assume(sheet.height > 1)  # of labels that are all blank nothing is left
    words, labels, profile = vocabulary(CATALOGUE), labels_of(sheet, 1, 1), Profile(sheet, 1, CATALOGUE)
    for ledger in LEDGERS:
        reading = recognition.read_as(labels, ledger, (1, 1), titled, words, profile)
        if reading is not None:
            assert reading.confidence <= at_most(labels, ledger, titled, words) + 1e-12
