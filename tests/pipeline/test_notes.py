"""Notes on rows that are counted: shown in the appendix apart from the rows that are not, and changing neither counts nor the end."""

import csv

from fazhi import appendix
from fazhi.catalogue import load
from fazhi.ledgers.account import NOTES
from fazhi.ledgers.encoding import decode
from fazhi.pipeline import Place, results
from fazhi.pipeline.messages import outcome_of
from fazhi.publish.blocks import Table

OFFICERS = "行政执法人员名册_系统导出.csv"


def relabelled(place: Place) -> None:
    """The roster of officers with the day of expiry under a label that nobody knows."""
    path = place.raw / OFFICERS
    lines = list(csv.reader(decode(path.read_bytes()).text.splitlines()))
    column = next(at for at, label in enumerate(lines[0]) if "有效" in label or "到期" in label)
    lines[0][column] = "某栏"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(lines)


def test_a_column_known_by_its_cells_counts_as_before_and_is_told_of(copy: Place):
    relabelled(copy)
    found = results(copy)
    assert found.values["certified_officers"].value == 54
    frame = found.clean.set_aside
    noted = frame[frame["reason"].isin(NOTES)]
    assert noted["reason"].tolist() == ["column_by_cells"] and noted["row"].isna().all()
    assert "某栏" in noted["message"].item()
    assert outcome_of(found).set_aside == len(frame) - 1 and outcome_of(found).status == "done"
    titles = [part.title for part in appendix.compose(found).set_aside.parts if isinstance(part, Table)]
    assert any(load().word("appendix.title.notes", "zh") in title for title in titles)
