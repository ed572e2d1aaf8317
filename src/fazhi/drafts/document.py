"""A draft as a Word document, laid out after GB/T 9704 (公文格式): page, faces, sizes, gaps highlighted."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from typing import Any

import docx
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_COLOR_INDEX, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.text.paragraph import Paragraph as Line

from fazhi.catalogue.definitions import Catalogue
from fazhi.drafts.compose import Draft, Gap, Heading, Paragraph

CREATED = dt.datetime(2000, 1, 1)
ZIP_DATE = (1980, 1, 1, 0, 0, 0)
BODY, TITLE, LINE = Pt(16), Pt(22), Pt(28)  # 三号, 二号, 22 lines a page
LATIN = "Times New Roman"
INDENT = 2  # signs


def document(draft: Draft, catalogue: Catalogue) -> bytes:
    """The bytes of a .docx; the same draft always gives the same bytes."""
    faces = catalogue.draft.faces
    made = docx.Document()
    _page(made)
    _normal(made, faces.body)
    _line(made, _printable(draft.title), faces.title, TITLE, style="Title")
    made.add_paragraph()
    for block in draft.blocks:
        if isinstance(block, Heading):
            face = faces.chapter if block.level == 1 else faces.part
            _line(made, block.text, face, BODY, style=f"Heading {block.level}")
        else:
            _paragraph(made, block)
    _properties(made, _printable(draft.title))
    target = io.BytesIO()
    made.save(target)
    return _timeless(target.getvalue())


def _page(made: Any) -> None:
    """A4 with the margins of an official document, and the page's number between dashes below."""
    section = made.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    line = section.footer.paragraphs[0]
    line.alignment = WD_ALIGN_PARAGRAPH.CENTER
    run = line.add_run()
    run.font.size = Pt(14)
    run.add_text("— ")
    for kind, text in (("begin", ""), ("", "PAGE"), ("end", "")):
        part = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            part.set(qn("w:fldCharType"), kind)
        else:
            part.text = text
        run._r.append(part)
    run.add_text(" —")


def _normal(made: Any, face: str) -> None:
    """What holds for every line: face, size, fixed distance of lines, no space between paragraphs."""
    normal = made.styles["Normal"]
    normal.font.size, normal.font.name = BODY, LATIN
    normal.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), face)
    shape = normal.paragraph_format
    shape.line_spacing_rule, shape.line_spacing = WD_LINE_SPACING.EXACTLY, LINE
    shape.space_before = shape.space_after = Pt(0)
    for language in made.styles.element.iter(
        qn("w:lang")
    ):  # else Chinese is hyphenated, spelled and read aloud as English
        language.set(qn("w:eastAsia"), "zh-CN")


def _line(made: Any, text: str, face: str, size: Any, style: str) -> None:
    """A title or heading in its own face; black, without the template's rules and colours."""
    line = made.add_paragraph(style=style)
    _plain_style(line.style, size)
    shape = line.paragraph_format
    shape.line_spacing_rule, shape.line_spacing = WD_LINE_SPACING.EXACTLY, LINE
    shape.space_before = shape.space_after = Pt(0)
    if style == "Title":
        line.alignment = WD_ALIGN_PARAGRAPH.CENTER
    else:
        _indent(line)
    _run(line, text, face)


def _plain_style(style: Any, size: Any) -> None:
    style.font.size, style.font.bold, style.font.italic = size, False, False
    properties = style.element.get_or_add_rPr()
    for tag in ("w:color", "w:spacing", "w:kern"):
        for element in properties.findall(qn(tag)):
            properties.remove(element)
    for border in style.element.findall(f".//{qn('w:pBdr')}"):
        border.getparent().remove(border)


def _paragraph(made: Any, paragraph: Paragraph) -> None:
    line = made.add_paragraph()
    _indent(line)
    for piece in paragraph.pieces:
        run = _run(line, piece if isinstance(piece, str) else piece.text)
        if isinstance(piece, Gap) or paragraph.notice:
            run.font.highlight_color = WD_COLOR_INDEX.YELLOW


def _indent(line: Line) -> None:
    """Two signs, whatever their size."""
    line.paragraph_format.first_line_indent = BODY * INDENT
    line.paragraph_format.element.get_or_add_pPr().get_or_add_ind().set(qn("w:firstLineChars"), str(INDENT * 100))


def _run(line: Line, text: str, face: str = "") -> Any:
    run = line.add_run(_printable(text))
    fonts = run._element.get_or_add_rPr().get_or_add_rFonts()
    fonts.set(qn("w:hint"), "eastAsia")  # quotation marks are of both scripts
    if face:
        run.font.name = LATIN
        fonts.set(qn("w:eastAsia"), face)
    return run


def _properties(made: Any, title: str) -> None:
    """Core properties that say nothing of who wrote this, when, or with what."""
    core = made.core_properties
    core.title, core.author, core.last_modified_by, core.comments, core.keywords = title[:255], "", "", "", ""
    core.created = core.modified = CREATED
    core.revision = 1


def _printable(text: str) -> str:
    """Text that XML can hold."""
    return "".join(sign for sign in text if sign.isprintable())


def _timeless(archive: bytes) -> bytes:
    """The same archive with every entry dated alike, in order of name after the list of types."""
    target = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(archive)) as read,
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as written,
    ):
        for name in sorted(read.namelist(), key=lambda name: (name != "[Content_Types].xml", name)):
            entry = zipfile.ZipInfo(name, ZIP_DATE)
            entry.compress_type, entry.create_system = zipfile.ZIP_DEFLATED, 3
            written.writestr(entry, read.read(name))
    return target.getvalue()
