"""An executed notebook as a story: what a reader sees, in order, without cells, kernels or machine.

Both exporters tell the same story. Nothing in it depends on cell ids, execution counts, timing, kernel data
or the folder in which the notebook ran.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from fazhi.publish import drawing, frames, plaintext, prose, wire
from fazhi.publish.blocks import Block, Document, Figure, Table
from fazhi.publish.hypertext import slug
from fazhi.publish.prose import Token
from fazhi.publish.wording import word

HIDDEN_TAGS = {"remove-cell", "remove_cell", "papermill-error-cell-tag"}
SOURCE_TAG = "show-source"
RASTER = ("image/png", "image/jpeg")
ANSI = re.compile(r"\x1b\[[0-9;]*[A-Za-z]")
FOLDER = re.compile(r"(?<![\w.:/])(?:[A-Za-z]:)?(?:[\\/][^\\/\s:*?\"<>|,;()\[\]'`]+)*[\\/](?=[\w.<-])")


@dataclass(frozen=True)
class Prose:
    """A markdown cell, parsed."""

    tokens: list[Token]


@dataclass(frozen=True)
class Code:
    """The source of a code cell that is to be seen."""

    source: str


@dataclass(frozen=True)
class Log:
    """Printed text. ``warning`` when it came through the error stream."""

    text: str
    warning: bool = False


@dataclass(frozen=True)
class Failure:
    """An exception that ended a cell."""

    name: str
    message: str
    traceback: str


@dataclass(frozen=True)
class Picture:
    """An image output that is no ``Figure``: SVG text or the bytes of a raster image."""

    media: str
    data: str | bytes
    alt: str


Part = Prose | Code | Log | Failure | Picture | Block


@dataclass(frozen=True)
class Heading:
    """A heading of the body; ``level`` counts from 1 and never skips one."""

    level: int
    text: str
    id: str


@dataclass(frozen=True)
class Story:
    """The document's own data, its parts before the first heading, and the rest."""

    document: Document
    front: tuple[Part, ...]
    body: tuple[Part, ...]
    headings: tuple[Heading, ...]

    @property
    def parts(self) -> tuple[Part, ...]:
        """All parts in order."""
        return self.front + self.body

    @property
    def captioned(self) -> list[Table | Figure]:
        """The numbered tables and figures, in order."""
        return [part for part in self.parts if isinstance(part, Table | Figure) and part.number is not None]

    @property
    def sheets(self) -> list[Table]:
        """The tables of a workbook: the numbered ones, and the values of each figure under its title."""
        sheets: list[Table] = []
        for block in self.captioned:
            if isinstance(block, Table):
                sheets.append(block)
            elif block.data is not None:
                sheets.append(replace(block.data, number=None, title=f"{plaintext.label(block)} {block.title}"))
        return sheets


def tell(notebook: Any, name: str = "") -> Story:
    """The story of a notebook (an nbformat node). ``name`` is the title of last resort."""
    shown = [cell for cell in notebook.cells if not HIDDEN_TAGS & set(cell.metadata.get("tags", ()))]
    document = _document(shown, notebook.metadata.get("fazhi", {}), name)
    parts = [part for cell in shown for part in _parts(cell, document.language)]
    parts, headings = _with_anchors(_without_title(parts, document.title))
    first = next((i for i, part in enumerate(parts) if isinstance(part, Prose) and prose.headings(part.tokens)), None)
    cut = len(parts) if first is None else first
    return Story(document, tuple(parts[:cut]), tuple(parts[cut:]), tuple(headings))


def _document(cells: Iterable[Any], metadata: Mapping[str, Any], name: str) -> Document:
    """What the notebook says of itself: a shown ``Document``, else its metadata, else its first heading."""
    cells = list(cells)
    for cell in cells:
        for output in cell.get("outputs", ()):
            block = wire.read(output.get("data", {}))
            if isinstance(block, Document):
                return block
    known = {key: metadata[key] for key in ("subtitle", "language", "date", "meta") if metadata.get(key)}
    return Document(metadata.get("title") or _first_heading(cells) or name or "—", **known)


def _first_heading(cells: Iterable[Any]) -> str | None:
    for cell in cells:
        if cell.cell_type == "markdown":
            for token in prose.headings(prose.parse(cell.source)):
                return prose.plain(token).strip()
    return None


def _parts(cell: Any, language: str) -> Iterator[Part]:
    if cell.cell_type == "markdown":
        tokens = prose.parse(cell.source, cell.get("attachments"))
        if tokens:
            yield Prose(tokens)
    elif cell.cell_type == "code":
        if SOURCE_TAG in cell.metadata.get("tags", ()) or cell.metadata.get("fazhi", {}).get("source"):
            yield Code(cell.source)
        yield from _merged(part for output in cell.outputs for part in _output(output, language))


def _merged(parts: Iterable[Part]) -> Iterator[Part]:
    """Neighbouring pieces of the same stream as one: how a kernel cuts them is chance."""
    last: Part | None = None
    for part in parts:
        if isinstance(part, Log) and isinstance(last, Log) and part.warning == last.warning:
            last = Log(last.text + part.text, last.warning)
            continue
        if last is not None:
            yield last
        last = part
    if last is not None:
        yield last


def _output(output: Any, language: str) -> Iterator[Part]:
    if output.output_type == "stream":
        yield Log(_anywhere(output.text), warning=output.name == "stderr")
    elif output.output_type == "error":
        yield Failure(output.ename, _anywhere(output.evalue), _anywhere("\n".join(output.traceback)))
    else:
        yield from _displayed(output.data, output.get("metadata", {}), language)


def _displayed(data: Mapping[str, Any], metadata: Mapping[str, Any], language: str) -> Iterator[Part]:
    """The best form of a displayed value that both exporters can tell."""
    block = wire.read(data)
    forms = {media: "".join(form) if isinstance(form, list) else form for media, form in data.items()}
    if block is not None:
        if not isinstance(block, Document):
            yield block
        return
    tables = frames.tables_in(forms["text/html"], language) if "text/html" in forms else []
    picture = _picture(forms, metadata, language)
    if tables:
        yield from tables
    elif picture is not None:
        yield picture
    elif "text/markdown" in forms:
        yield Prose(prose.parse(forms["text/markdown"]))
    elif "text/plain" in forms or "text/html" in forms:
        yield Log(_anywhere(forms.get("text/plain") or frames.text_in(forms["text/html"])))


def _picture(forms: Mapping[str, Any], metadata: Mapping[str, Any], language: str) -> Picture | None:
    if drawing.is_svg(forms.get(wire.SVG, "")):
        return Picture(wire.SVG, forms[wire.SVG], _alt(metadata, wire.SVG, language))
    for media in RASTER:
        if media in forms:
            return Picture(media, base64.b64decode(forms[media]), _alt(metadata, media, language))
    return None


def _alt(metadata: Mapping[str, Any], media: str, language: str) -> str:
    own = metadata.get(media, {})
    return (own.get("alt") if isinstance(own, Mapping) else None) or metadata.get("alt") or word("picture", language)


def _anywhere(text: str) -> str:
    """Text without terminal colours and without the folders of the machine on which it was printed."""
    return FOLDER.sub("", ANSI.sub("", text))


def _without_title(parts: Iterable[Part], title: str) -> list[Part]:
    """The parts without the heading that only repeats the document's title."""
    kept: list[Part] = []
    for part in parts:
        if isinstance(part, Prose):
            tokens = [
                token
                for token in part.tokens
                if not (
                    token["type"] == "heading" and token["attrs"]["level"] == 1 and prose.plain(token).strip() == title
                )
            ]
            part = Prose(tokens)
            if not tokens:
                continue
        kept.append(part)
    return kept


def _with_anchors(parts: list[Part]) -> tuple[list[Part], list[Heading]]:
    """Headings levelled and named, blocks renamed where two would share an anchor."""
    used: set[str] = set()
    named: list[Part] = []
    outline: list[Heading] = []
    tokens = [token for part in parts if isinstance(part, Prose) for token in prose.headings(part.tokens)]
    top = min((token["attrs"]["level"] for token in tokens), default=1)
    for part in parts:
        if isinstance(part, Table | Figure):
            part = replace(part, id=_unused(slug(part.id) or f"unnumbered-{part.kind}", used))
        elif isinstance(part, Prose):
            for token in prose.headings(part.tokens):
                text = prose.plain(token).strip()
                level = min(token["attrs"]["level"] - top + 1, outline[-1].level + 1 if outline else 1)
                token["attrs"] = {"level": level, "id": _unused(slug(text) or "section", used)}
                outline.append(Heading(level, text, token["attrs"]["id"]))
        named.append(part)
    return named, outline


def _unused(name: str, used: set[str]) -> str:
    candidate, count = name, 1
    while candidate in used:
        count += 1
        candidate = f"{name}-{count}"
    used.add(candidate)
    return candidate
