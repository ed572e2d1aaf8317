"""Notebook files to documents, alone and through nbconvert."""

import copy
import io
import os
import stat

import nbformat
import openpyxl
import pytest
from nbconvert.exporters import get_exporter
from pypdf import PdfReader

from fazhi.publish import render
from fazhi.publish.files import write_whole


@pytest.fixture
def path(appendix, tmp_path):
    nbformat.write(appendix, tmp_path / "appendix.ipynb")
    return tmp_path / "appendix.ipynb"


@pytest.mark.parametrize(("kind", "name"), [("html", "FazhiHTMLExporter"), ("pdf", "FazhiPDFExporter")])
def test_nbconvert_makes_the_same_document(path, tmp_path, kind, name):
    out = getattr(render, kind)(path, tmp_path / "new" / f"appendix.{kind}")
    exporter = get_exporter(f"fazhi.publish.exporters.{name}")()
    document, resources = exporter.from_filename(str(path))
    assert resources["output_extension"] == f".{kind}"
    assert out.read_bytes() == (document.encode() if isinstance(document, str) else document)


def test_what_was_rendered_before_leaves_no_trace(path, appendix, tmp_path):
    """One process renders many notebooks: a first one, another, and the first again."""
    other = copy.deepcopy(appendix)
    other.cells.reverse()
    nbformat.write(other, tmp_path / "other.ipynb")
    kinds = ("html", "pdf", "xlsx")

    def rendered(notebook, order):
        return {kind: getattr(render, kind)(notebook, tmp_path / f"out.{kind}").read_bytes() for kind in order}

    first, second = rendered(path, kinds), rendered(tmp_path / "other.ipynb", kinds)
    assert first != second
    assert rendered(path, reversed(kinds)) == first
    assert rendered(tmp_path / "other.ipynb", ("xlsx", "html", "pdf")) == second


def test_a_notebook_that_changed_is_read_anew(path, appendix, tmp_path):
    before = render.html(path, tmp_path / "page.html").read_text(encoding="utf-8")
    appendix.cells.append(nbformat.v4.new_markdown_cell("后来补写的一段。"))
    nbformat.write(appendix, path)
    after = render.html(path, tmp_path / "page.html").read_text(encoding="utf-8")
    assert "后来补写的一段。" in after
    assert "后来补写的一段。" not in before


def test_jupyterlab_offers_both_exporters():
    """The frontend lists exporters that have a label and a media type."""
    for name, media in (("FazhiHTMLExporter", "text/html"), ("FazhiPDFExporter", "application/pdf")):
        exporter = get_exporter(f"fazhi.publish.exporters.{name}")
        assert exporter.export_from_notebook.startswith("fazhi")
        assert exporter.output_mimetype == media


def test_figure_values_in_the_pdf_are_a_setting(path):
    exporter = get_exporter("fazhi.publish.exporters.FazhiPDFExporter")(figure_data=False)
    text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(exporter.from_filename(str(path))[0])).pages)
    assert "图中数据" not in text


def test_the_workbook_of_a_notebook_holds_its_tables_and_figure_values(path, tmp_path):
    book = openpyxl.load_workbook(render.xlsx(path, tmp_path / "appendix.xlsx"))
    assert book.sheetnames == ["封面", "说明", "表1 调解情况", "图1 各月受理"]
    assert "由程序生成。" in str([[cell.value for cell in row] for row in book["封面"].iter_rows()])


def test_a_file_appears_whole_or_not_at_all(tmp_path, monkeypatch):
    target = tmp_path / "a" / "page.html"
    write_whole(target, "旧\n")
    assert target.read_bytes() == "旧\n".encode()
    assert stat.S_IMODE(target.stat().st_mode) == 0o644

    def fail(*_):
        raise OSError("disk full")

    monkeypatch.setattr(os, "replace", fail)
    with pytest.raises(OSError, match="disk full"):
        write_whole(target, b"new")
    assert target.read_bytes() == "旧\n".encode()
    assert [entry.name for entry in target.parent.iterdir()] == ["page.html"]


def test_a_file_that_says_the_same_already_is_left_alone(tmp_path):
    target = write_whole(tmp_path / "a.csv", "双合镇\n")
    before = target.stat()
    write_whole(target, "双合镇\n")
    after = target.stat()
    assert (after.st_ino, after.st_mtime_ns) == (before.st_ino, before.st_mtime_ns)
    write_whole(target, "双合村\n")  # as long
    assert target.read_text(encoding="utf-8") == "双合村\n"
