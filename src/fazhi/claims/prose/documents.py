"""The text of a report: .txt, .md, .docx, .html and .pdf. Offsets of claims refer to the text that comes out here."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from fazhi.catalogue import ReaderError
from fazhi.claims.prose.pages import joined, with_cells
from fazhi.claims.prose.view import opens_heading
from fazhi.ledgers.beside import REPORTS
from fazhi.ledgers.encoding import decode
from fazhi.values import with_ideographs

LARGEST = 64 * 2**20  # bytes, packed and unpacked
MOST_SIGNS = 10**6  # of text; a report has some 10,000
FORMATS = REPORTS
_BLOCKS = ["address", "article", "aside", "blockquote", "br", "dd", "div", "dl", "dt", "figcaption", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main", "nav", "ol", "p", "pre", "section", "table", "tbody", "tfoot", "thead", "tr", "ul"]  # fmt: skip
_BREAK = "\x1e"  # where a block begins or ends; a line break in the source is only a blank
_CELLS = ("td", "th")
_LONGEST_CELL = 80  # signs; a longer one holds paragraphs, as in a page that a table lays out
_UNSEEN = ("script", "style", "template", "noscript")
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"  # says again what stands beside it
_TAKEN_OUT = frozenset({f"{_WORD}del", f"{_WORD}moveFrom", _FALLBACK})
_SIGNS: dict[str, Callable[[Any], str]] = {
    "t": lambda piece: piece.text or "",
    "tab": lambda piece: "\t",
    "br": lambda piece: "\n",
    "cr": lambda piece: "\n",
    "noBreakHyphen": lambda piece: "-",
}


class ReportError(ReaderError):
    """The report cannot be read; the message says why and what to do."""

    code = 2


def read_report(path: Path) -> str:
    """The text of the report in ``path``, by the ending of its name. Raises ``ReportError``.

    Paragraphs are lines, those of a .docx and of a page with an empty line between; a heading without a number of its own begins
    with ``#``; cells of a table are divided by ``|``.
    """
    read = {".txt": _plain, ".md": _markdown, ".docx": _docx, ".html": _html, ".htm": _html, ".pdf": _pdf}.get(
        path.suffix.lower()
    )
    if read is None:
        raise ReportError("claims.report_format", file=path.name, formats=" ".join(FORMATS))
    try:
        if path.stat().st_size > LARGEST:
            raise ReportError("claims.report_too_large", file=path.name, megabytes=LARGEST // 2**20)
        text = with_ideographs(read(path))
    except OSError as error:
        raise ReportError("claims.report_missing", file=path.name) from error
    if not text.strip():
        raise ReportError("claims.report_empty", file=path.name)
    if len(text) > MOST_SIGNS:
        raise ReportError("claims.report_too_long", file=path.name, signs=f"{MOST_SIGNS:,}")
    return text


def _plain(path: Path) -> str:
    decoded = decode(path.read_bytes())
    if decoded is None:
        raise ReportError("claims.report_encoding", file=path.name)
    return decoded.text.replace("\r\n", "\n").replace("\r", "\n")


def _markdown(path: Path) -> str:
    import mistune

    return _text_of_page(str(mistune.create_markdown(plugins=["table", "strikethrough"])(_plain(path))))


def _html(path: Path) -> str:
    return _text_of_page(_plain(path))


def _text_of_page(page: str) -> str:
    """Words of a web page, a line a block; what a reader does not see is left out."""
    from bs4 import BeautifulSoup
    from bs4.element import NavigableString, PreformattedString, Tag

    soup = BeautifulSoup(page, "html.parser")
    for unseen in soup.find_all([*_UNSEEN, "head"]):
        unseen.decompose()
    within = {id(block) for cell in soup.find_all(_CELLS) if _is_of_words(cell) for block in cell.find_all(_BLOCKS)}
    for tag in soup.find_all(True):
        if id(tag) in within:
            tag.insert_before(" ")
            tag.insert_after(" ")
        elif tag.name in _BLOCKS:
            tag.insert_before(_BREAK)
            tag.insert_after(_BREAK)
        elif tag.name in _CELLS and tag.find_next_sibling(_CELLS):
            tag.insert_after(" | ")
    pieces: list[str] = []
    for piece in soup.descendants:
        if isinstance(piece, Tag) and piece.name in _HEADINGS and not opens_heading(piece.get_text().strip()):
            pieces.append("# ")
        elif isinstance(piece, NavigableString) and not isinstance(piece, PreformattedString):
            pieces.append(_BREAK if piece == _BREAK else re.sub(r"\s+", " ", str(piece).replace(_BREAK, "")))
    return _lines("".join(pieces).replace(_BREAK, "\n"))


def _is_of_words(cell: Any) -> bool:
    """Whether a cell holds a few words, however many paragraphs they are made of, and no table."""
    return cell.find("table") is None and len(cell.get_text()) <= _LONGEST_CELL


def _docx(path: Path) -> str:
    import docx

    try:
        with zipfile.ZipFile(path) as archive:
            if sum(entry.file_size for entry in archive.infolist()) > LARGEST:
                raise ReportError("claims.report_too_large", file=path.name, megabytes=LARGEST // 2**20)
        document = docx.Document(str(path))
        styles = {style.style_id: style.name or "" for style in document.styles}
        headings = frozenset(id for id, name in styles.items() if name.startswith(("Heading", "Title")))
        return _lines("\n".join(_blocks(document.element.body, headings)))
    except (ReportError, OSError):
        raise
    except Exception as error:  # a damaged container makes the library raise whatever it happens upon
        raise ReportError("claims.report_damaged", file=path.name) from error


def _blocks(parent: Any, headings: frozenset[str]) -> Iterator[str]:
    """Paragraphs, each with an empty line behind it as nothing runs on from one to the next, and rows of tables."""
    for block in _within(parent, "p", "tbl"):
        if block.tag == f"{_WORD}tbl":
            yield from _rows(block)
            yield ""
            continue
        text = _words(block)
        style = block.find(f"{_WORD}pPr/{_WORD}pStyle")
        heading = style is not None and style.get(f"{_WORD}val") in headings
        yield f"# {text}" if heading and text and not opens_heading(text) else text
        yield ""
        yield from _blocks(block, headings)  # a text box stands within a paragraph


def _rows(table: Any) -> Iterator[str]:
    """A line a row, its cells divided by |; a table within a cell follows its row."""
    above: dict[int, str] = {}  # the cells of the last row by the column where they begin
    for row in _within(table, "tr"):
        cells: dict[int, str] = {}
        column = 0
        inner: list[Any] = []
        for cell in _within(row, "tc"):
            blocks = list(_within(cell, "p", "tbl"))
            inner += [block for block in blocks if block.tag == f"{_WORD}tbl"]
            down, wide = (cell.find(f"{_WORD}tcPr/{_WORD}{name}") for name in ("vMerge", "gridSpan"))
            goes_on = down is not None and down.get(f"{_WORD}val", "continue") == "continue"
            words = " ".join(filter(None, (_words(block).replace("\n", " ") for block in blocks)))
            cells[column] = above.get(column, "") if goes_on else words
            column += 1 if wide is None else int(wide.get(f"{_WORD}val", 1))
        yield " | ".join(cells.values())
        for one in inner:
            yield ""
            yield from _rows(one)
            yield ""
        above = cells


def _words(block: Any) -> str:
    """The text of a paragraph as it stands with all changes accepted; nothing of a table."""
    if block.tag == f"{_WORD}tbl":
        return ""
    pieces = _within(block, "p", "pPr", *_SIGNS)
    return "".join(_SIGNS[name](piece) for piece in pieces if (name := piece.tag.removeprefix(_WORD)) in _SIGNS).strip()


def _within(parent: Any, *names: str) -> Iterator[Any]:
    """The nearest elements of these names, however they are wrapped (insertions, content controls); none that were taken out."""
    for child in parent:
        if child.tag in {_WORD + name for name in names}:
            yield child
        elif child.tag not in _TAKEN_OUT:
            yield from _within(child, *names)


def _pdf(path: Path) -> str:
    import pypdf

    try:
        reader = pypdf.PdfReader(path)
        return _lines(with_cells(joined([page.extract_text() for page in reader.pages])))
    except OSError:
        raise
    except Exception as error:  # as above
        raise ReportError("claims.report_damaged", file=path.name) from error


def _lines(text: str) -> str:
    """Without blanks at the ends of lines, and no more than one empty line in a row; surrogates that no file can hold replaced."""
    lines = "\n".join(line.strip() for line in text.encode("utf-8", "replace").decode("utf-8").split("\n"))
    return re.sub(r"\n{3,}", "\n\n", lines).strip("\n") + "\n"
