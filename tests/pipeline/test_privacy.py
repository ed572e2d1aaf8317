"""Canary persons planted all over the ledgers appear in no artefact, no message, no file's metadata."""

import subprocess
import zipfile
from pathlib import Path

import openpyxl
import pytest

from fazhi.catalogue import load
from fazhi.ledgers.read import read_file
from fazhi.ledgers.recognise import recognise
from fazhi.pipeline import Place

NAME, OTHER = "令狐金丝", "慕容雀儿"
NUMBER, PHONE = "990000198803074433", "13900139077"
CANARIES = (NAME, OTHER, NUMBER, PHONE, NUMBER[:17])


def plant(place: Place) -> int:
    """Write canaries into personal and free-text cells, some of them in rows that then cannot be read."""
    planted = 0
    for path in sorted(place.raw.glob("*.xlsx")):
        book = openpyxl.load_workbook(path)
        for sheet in read_file(path, place.raw)[0]:
            reading = recognise(sheet, load()).reading
            if reading is None or reading.header is None:
                continue
            for id, index in reading.header.columns.items():
                column = reading.ledger.column(id)
                for offset, row in enumerate(
                    range(reading.header.last + 2, min(sheet.height, reading.header.last + 6) + 1)
                ):
                    cell = book[sheet.name].cell(row, index + 1)
                    if isinstance(cell, openpyxl.cell.cell.MergedCell):
                        continue
                    if column.privacy != "public":
                        cell.value = (NAME, OTHER, f"{NAME}（{NUMBER}，电话{PHONE}）", NUMBER)[offset % 4]
                        planted += 1
                    elif column.type == "text" and id in ("topic", "title") and offset == 0:
                        cell.value = f"{cell.value} {NUMBER} {PHONE}"
                        planted += 1
                    elif column.type in ("date", "integer", "category") and offset == 1:
                        cell.value = OTHER
                        planted += 1
        book.save(path)
    return planted


@pytest.mark.slow
@pytest.mark.pdf
def test_canary_persons_are_found_in_no_artefact_log_or_message(
    fazhi, copy: Place, poppler: dict[str, str], tmp_path: Path
):
    assert plant(copy) > 100
    where = copy.site
    done = fazhi("run", "--raw", where.raw, "--processed", where.processed, "--outputs", where.outputs)
    folders = ("--raw", where.raw, "--processed", where.processed, "--outputs", where.outputs)
    public = fazhi("run", *folders, "--edition", "public")
    assert "Traceback" not in done.stderr + public.stderr
    texts = {"said": done.stderr + done.stdout + public.stderr + public.stdout}
    for name, pdf in {
        "pdf": copy.outputs / "appendix.pdf",
        "public pdf": where.outputs / "public" / copy.township / str(copy.year) / "appendix.pdf",
    }.items():
        texts[name] = subprocess.run([poppler["pdftotext"], str(pdf), "-"], capture_output=True, text=True).stdout
    for path in (p for folder in (where.outputs, where.processed) for p in folder.rglob("*") if p.is_file()):
        data = path.read_bytes()
        if zipfile.is_zipfile(path):
            with zipfile.ZipFile(path) as archive:
                data = b"\n".join(archive.read(name) for name in archive.namelist())
        texts[path.relative_to(tmp_path).as_posix()] = data.decode("utf-8", errors="ignore")
    assert len(texts) > 60 and "双合镇" in texts["pdf"] and "双合镇" in texts["public pdf"]
    found = {name: [word for word in CANARIES if word in text] for name, text in texts.items()}
    assert not {name: words for name, words in found.items() if words}
