"""The story of a notebook: what counts as shown, and what must not show."""

import nbformat.v4 as nb
import pytest

from fazhi.publish import story
from fazhi.publish.blocks import Document, Figure, Table


def test_the_title_comes_from_a_shown_document_then_metadata_then_the_first_heading(notebook):
    document = Document("甲", language="en")
    assert story.tell(notebook("# 丙", document, fazhi={"title": "乙"})).document == document
    told = story.tell(notebook("# 丙", fazhi={"title": "乙", "date": "2023-01-16"}))
    assert (told.document.title, told.document.date) == ("乙", "2023-01-16")
    assert story.tell(notebook("text", "# 丙 *x*")).document.title == "丙 x"
    assert story.tell(notebook("text"), name="file").document.title == "file"


def test_the_heading_that_repeats_the_title_is_told_once(notebook):
    told = story.tell(notebook(Document("标题"), "# 标题\n\n正文", "## 一"))
    assert [heading.text for heading in told.headings] == ["一"]
    assert len(told.front) == 1


def test_heading_levels_start_at_one_and_skip_none(notebook):
    told = story.tell(notebook(Document("t"), "## a\n\n#### b\n\n## c\n\n### d\n\n##### e"))
    assert [heading.level for heading in told.headings] == [1, 2, 1, 2, 3]


def test_anchors_are_unique(notebook):
    parts = [
        "## 表1\n\n## 表1",
        Table(1, "x", ["a"], []),
        Table(1, "y", ["a"], []),
        Table(None, "", ["a"], []),
    ]
    told = story.tell(notebook(*parts))
    names = [heading.id for heading in told.headings]
    names += [part.id for part in told.parts if isinstance(part, Table)]
    assert names == ["表1", "表1-2", "table-1", "table-1-2", "unnumbered-table"]


def test_what_stands_before_the_first_heading_is_front_matter(appendix):
    told = story.tell(appendix)
    assert [type(part).__name__ for part in told.front] == ["Banner", "KeyFigures"]
    assert [type(part).__name__ for part in told.body] == [
        "Prose", "Prose", "Table", "Figure", "Prose", "Table", "Log", "Log", "Failure",
    ]  # fmt: skip


def test_source_is_hidden_unless_asked_for(notebook):
    cells = [
        nb.new_code_cell("hidden()"),
        nb.new_code_cell("tagged()", metadata={"tags": ["show-source"]}),
        nb.new_code_cell("meta()", metadata={"fazhi": {"source": True}}),
        nb.new_markdown_cell("removed", metadata={"tags": ["remove-cell"]}),
        nb.new_markdown_cell("<span>papermill</span>", metadata={"tags": ["papermill-error-cell-tag"]}),
    ]
    assert story.tell(notebook(*cells)).parts == (story.Code("tagged()"), story.Code("meta()"))


def test_folders_of_the_machine_and_terminal_colours_are_not_told(notebook):
    printed = "/srv/clerk/fazhi/x.py:3: Warn\nD:\\clerk\\y.py 12/5 https://a.org/b data/raw/双合镇 和/或\n"
    cell = nb.new_code_cell(
        "x",
        outputs=[
            nb.new_output("stream", name="stderr", text=printed),
            nb.new_output("error", ename="E", evalue="no /srv/z/a.csv", traceback=["\x1b[1;31mx\x1b[0m /srv/k/1.py"]),
        ],
    )
    log, failure = story.tell(notebook(cell)).parts
    assert log.text == "x.py:3: Warn\ny.py 12/5 https://a.org/b data/raw/双合镇 和/或\n"
    assert (failure.message, failure.traceback) == ("no a.csv", "x 1.py")


def test_how_a_kernel_cuts_a_stream_does_not_matter(notebook):
    pieces = [nb.new_output("stream", name="stdout", text=text) for text in ("a", "b\n", "c")]
    assert story.tell(notebook(nb.new_code_cell("x", outputs=pieces))).parts == (story.Log("ab\nc"),)


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        ({"text/html": "<table><tr><td>1</td></tr></table>", "text/plain": "x"}, Table),
        ({"image/png": "aGk=", "text/plain": "<Figure>"}, story.Picture),
        (
            {
                "image/svg+xml": ["<svg xmlns='http://www.w3.org/2000/svg'", " width='1pt'/>"],
                "text/html": "x",
            },
            story.Picture,
        ),
        ({"text/markdown": "*x*", "text/plain": "x"}, story.Prose),
        ({"text/html": "<b>x</b>"}, story.Log),
        ({"application/vnd.other+json": {}, "text/plain": "x"}, story.Log),
    ],
)
def test_other_outputs_are_told_in_their_best_form(notebook, data, kind):
    (part,) = story.tell(notebook(nb.new_code_cell("x", outputs=[nb.new_output("display_data", data=data)]))).parts
    assert isinstance(part, kind)


def test_headings_that_a_cell_displays_are_headings(notebook):
    outputs = [nb.new_output("display_data", data={"text/markdown": "## 一、甲"})]
    told = story.tell(notebook(nb.new_code_cell("x", outputs=outputs)))
    assert [heading.id for heading in told.headings] == ["一-甲"]


def test_sheets_are_the_numbered_tables_and_the_values_of_figures(appendix):
    told = story.tell(appendix)
    assert [(sheet.number, sheet.title) for sheet in told.sheets] == [(1, "调解情况"), (None, "图1 各月受理")]
    assert [type(block) for block in told.captioned] == [Table, Figure]
