"""Notebook files to documents, alone and through nbconvert."""

import copy
import io

import nbformat
import openpyxl
import pytest
from nbconvert.exporters import get_exporter
from pypdf import PdfReader

from fazhi.publish import render


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
    assert {sheet.oddFooter.left.text for sheet in book} == {"合成数据"}, "whichever sheet is printed alone"
