"""A story as a PDF by Typst: the page of GB/T 9704-2012, tagged, archivable, the same bytes each time."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Literal

import typst

from fazhi import typeface
from fazhi.publish import layout, plaintext, prose, prose_typst, typst_blocks
from fazhi.publish.blocks import Banner, Document, Figure, KeyFigures, Table
from fazhi.publish.story import Code, Failure, Log, Part, Picture, Prose, Story
from fazhi.publish.typst_text import array, literal, optional, printable
from fazhi.publish.wording import language_tag, word

TEMPLATE = Path(__file__).with_name("assets") / "document.typ"
STANDARDS: list[Literal["a-2a", "ua-1"]] = ["a-2a", "ua-1"]
UNDATED = dt.date(2000, 1, 1)  # a document without a date must not take the clock's
LANGUAGE = re.compile("[a-z]{2,3}")  # the codes that the typesetter takes
FEWEST_HEADINGS = 3  # shorter documents need no contents


@dataclass(frozen=True)
class _Piece:
    """Typst source of one part: on a turned page or not, and whether it must stay with the next."""

    source: str
    turned: bool = False
    heading: bool = False


def pdf(story: Story, figure_data: bool = True) -> bytes:
    """The document as PDF/A-2a and PDF/UA-1. ``figure_data`` adds the plotted values as tables at the end.

    Raises ``typst.TypstError`` when the typesetter refuses the document.
    """
    date = _date(story.document.date)
    midnight = dt.datetime.combine(date, dt.time(), tzinfo=dt.UTC)
    return typst.compile(  # type: ignore[call-overload]  # its stub wants one type for input and root
        source(story, figure_data).encode(),
        root=str(TEMPLATE.parent),
        font_paths=fonts(),
        format="pdf",
        pdf_standards=STANDARDS,
        timestamp=int(midnight.timestamp()),
    )


def source(story: Story, figure_data: bool = True) -> str:
    """The Typst source of the whole document, template included."""
    document = story.document
    printed = {heading.id for heading in story.headings if printable(heading.text).strip()}
    anchors = frozenset(printed | {block.id or "" for block in story.captioned})
    front = _paged(_pieces(story.front, document.language, anchors))
    body = list(_pieces(story.body, document.language, anchors))
    if figure_data:
        body += _annex(story, anchors)
    contents = _contents(story) if len(story.headings) >= FEWEST_HEADINGS else ""
    return TEMPLATE.read_text(encoding="utf-8") + _head(document) + front + contents + _paged(body)


@cache
def fonts() -> typst.Fonts:
    """The project's face alone: any other would differ from machine to machine."""
    return typst.Fonts(
        include_system_fonts=False,
        include_embedded_fonts=False,
        font_paths=[str(typeface.font_path().parent)],
    )


def _head(document: Document) -> str:
    lang, _, region = language_tag(document.language).partition("-")
    meta = [word("pair", document.language, label=label, text=text) for label, text in document.meta.items()]
    return (
        f"#show: fz-document.with(title: {literal(_title(document))}, "
        f"subtitle: {optional(document.subtitle)}, "
        f"lang: {literal(lang if LANGUAGE.fullmatch(lang) else 'zh')}, region: {optional(region.lower())}, "
        f"meta: {array(map(literal, meta))})\n\n"
    )


def _title(document: Document) -> str:
    """The title as it can be printed; a PDF for everyone must have one."""
    return printable(document.title).strip() or "—"


def _date(text: str | None) -> dt.date:
    try:
        return dt.date.fromisoformat(text or "")
    except ValueError:
        return UNDATED


def _contents(story: Story) -> str:
    language = story.document.language
    kinds = {kind.kind for kind in (Table, Figure) if any(isinstance(block, kind) for block in story.captioned)}
    lists = "".join(f", {kind}s: {literal(word(f'list_of_{kind}s', language))}" for kind in sorted(kinds))
    return f"#fz-contents({literal(word('contents', language))}{lists})\n\n"


def _paged(pieces: Iterator[_Piece] | list[_Piece]) -> str:
    """The pieces in order, wide tables on turned pages together with the headings right above them."""
    done, waiting, turned = "", "", False
    for piece in pieces:
        if piece.heading:
            waiting += piece.source
            continue
        if piece.turned != turned:
            done += "#fz-turned[\n" if piece.turned else "]\n\n"
            turned = piece.turned
        done += waiting + piece.source
        waiting = ""
    return done + ("]\n\n" if turned else "") + waiting


def _annex(story: Story, anchors: frozenset[str]) -> list[_Piece]:
    language = story.document.language
    pieces: list[_Piece] = []
    for block in story.captioned:
        if isinstance(block, Figure) and block.data is not None:
            of = word("figure_data_of", language, label=plaintext.label(block), title=block.title)
            pieces.append(_table(replace(block.data, number=None, title=of, id=f"{block.id}-data"), anchors))
    title = f"#heading(level: 1, {literal(word('figure_data_annex', language))})\n\n"
    return [_Piece(title, heading=True), *pieces] if pieces else []


def _pieces(parts: tuple[Part, ...], language: str, anchors: frozenset[str]) -> Iterator[_Piece]:
    for part in parts:
        match part:
            case Prose():
                yield from _prose(part, anchors)
            case Table():
                yield _table(part, anchors)
            case Figure():
                yield _Piece(typst_blocks.figure(part))
            case Banner():
                yield _Piece(typst_blocks.banner(part))
            case KeyFigures():
                yield _Piece(typst_blocks.key_figures(part, anchors))
            case Picture():
                yield _Piece(typst_blocks.picture(part.media, part.data, part.alt))
            case Code():
                yield _Piece(f"#fz-code({literal(part.source)})\n\n")
            case Log() if part.text.strip():
                yield _Piece(_log(part, language))
            case Failure():
                said = f"{part.name}: {part.message}"
                yield _Piece(f'#fz-box("error", {literal(word("failure", language))}, {literal(said)})\n\n')


def _prose(part: Prose, anchors: frozenset[str]) -> Iterator[_Piece]:
    for token in part.tokens:
        yield _Piece(prose_typst.render([token], anchors), heading=token in prose.headings([token]))


def _table(block: Table, anchors: frozenset[str]) -> _Piece:
    fit = layout.fit(block)
    return _Piece(typst_blocks.table(block, fit, anchors), turned=fit.turned)


def _log(part: Log, language: str) -> str:
    if part.warning:
        return f'#fz-box("warning", {literal(word("warnings", language))}, {literal(part.text.strip())})\n\n'
    return f"#fz-code({literal(part.text.rstrip())})\n\n"
