"""What is not looked at closely, because its cells could not make it a rival of the surest reading, changes nothing."""

import pytest
from hypothesis import given, settings
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


@st.composite
def sheets(draw):
    """A sheet with some columns of one or two ledgers, labelled by any of their names, and cells that fit them or not."""
    columns = [
        column
        for ledger in draw(st.lists(st.sampled_from(LEDGERS), min_size=1, max_size=2))
        for column in draw(st.lists(st.sampled_from(ledger.columns), min_size=2, max_size=9))
    ]
    labels = [draw(st.sampled_from([column.zh, *column.also, "情况", ""])) for column in columns]
    fitting = [[value.zh for value in column.values] + ANYTHING for column in columns]
    rows = [[draw(st.sampled_from(cells)) for cells in fitting] for _ in range(draw(st.integers(0, 5)))]
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
    words, labels, profile = vocabulary(CATALOGUE), labels_of(sheet, 1, 1), Profile(sheet, 1, CATALOGUE)
    for ledger in LEDGERS:
        reading = recognition.read_as(labels, ledger, (1, 1), titled, words, profile)
        if reading is not None:
            assert reading.confidence <= at_most(labels, ledger, titled, words) + 1e-12
