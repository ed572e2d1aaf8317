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
BODIES = "人民调解组织名册.xlsx"


def relabelled(place: Place) -> None:
    """The roster of officers with the day of expiry under a label that nobody knows."""
    path = place.raw / OFFICERS
    lines = list(csv.reader(decode(path.read_bytes()).text.splitlines()))
    column = next(at for at, label in enumerate(lines[0]) if "有效" in label or "到期" in label)
    lines[0][column] = "某栏"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(lines)


def test_a_column_known_by_its_cells_and_a_copied_file_count_as_before_and_are_told_of_once(copy: Place):
    relabelled(copy)
    (copy.raw / f"副本_{BODIES}").write_bytes((copy.raw / BODIES).read_bytes())
    found = results(copy)
    assert (found.values["certified_officers"].value, found.values["mediation_committees"].value) == (54, 6)
    frame = found.clean.set_aside
    noted = frame[frame["reason"].isin(NOTES)]
    assert sorted(noted["reason"]) == ["column_by_cells", "copied"] and noted["row"].isna().all()
    assert "某栏" in "".join(noted["message"])
    assert outcome_of(found).set_aside == len(frame) - 2 and outcome_of(found).status == "done"
    tables = [part for part in appendix.compose(found).set_aside.parts if isinstance(part, Table)]
    listed, told = (
        next(table.rows for table in tables if load().word(f"appendix.title.{title}", "zh") in table.title)
        for title in ("set_aside", "notes")
    )
    copied = noted.loc[noted["reason"] == "copied", "file"].item()
    repeats = (frame["reason"] == "duplicate") & (frame["file"] == copied)
    assert repeats.sum() > 3 and len(listed) == len(frame) - 2 - repeats.sum() and len(told) == 2
