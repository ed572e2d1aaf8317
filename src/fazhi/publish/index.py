"""The start page of the outputs: every township-year with its documents or the reason why it has none."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Literal
from urllib.parse import quote

from markupsafe import Markup

from fazhi.publish.files import write_whole
from fazhi.publish.hypertext import MARKS
from fazhi.publish.page import style, template, with_font
from fazhi.publish.wording import language_tag, word

# Verdicts in the order of the page, with the mark of each.
VERDICTS = {"consistent": MARKS["good"], "inconsistent": MARKS["bad"], "not_checkable": MARKS["unknown"]}


@dataclass(frozen=True)
class Entry:
    """One township-year on the start page.

    ``links`` maps a kind of document (``page``, ``pdf``, ``workbook``, ``indicators``, ``reconciliation``,
    ``set_aside``, ``account``, or the words to show) to its path relative to the start page, the main one
    first. ``counts`` gives the number of claims by verdict, ``set_aside`` the rows not counted; ``None``
    where unknown. ``message`` says why it failed, or what the reader should know.
    """

    township: str
    year: int
    status: Literal["done", "failed"]
    synthetic: bool = False
    links: Mapping[str, str] = field(default_factory=dict)
    counts: Mapping[str, int] = field(default_factory=dict)
    set_aside: int | None = None
    message: str | None = None


def write_index(
    path: str | Path, entries: Iterable[Entry], language: str = "zh", links: Mapping[str, str] | None = None
) -> Path:
    """Writes the start page and returns its path; ``links`` are documents about all, e.g. the comparison.

    Raises ``ValueError`` for a link that is not relative: the folder must work wherever it is copied to.
    """
    return write_whole(path, index(entries, language, links))


def index(entries: Iterable[Entry], language: str = "zh", links: Mapping[str, str] | None = None) -> str:
    """The start page as text, see ``write_index``."""
    entries = list(entries)
    fill = {
        "language": language,
        "tag": language_tag(language),
        "entries": [(entry, _named(entry.links, language)) for entry in entries],
        "links": _named(links or {}, language),
        "verdicts": VERDICTS,
        "failed": sum(entry.status == "failed" for entry in entries),
        "synthetic": any(entry.synthetic for entry in entries),
        "style": Markup(style("base.css", "index.css")),
    }
    return with_font(template("index.html.j2"), fill)


def address(path: str) -> str:
    """A relative path as a link, percent-encoded."""
    path = path.replace("\\", "/")
    if PurePosixPath(path).is_absolute() or not path:
        raise ValueError(f"a link of the start page must be relative: {path!r}")
    return quote(path, safe="/")


def _named(links: Mapping[str, str], language: str) -> list[tuple[str, str]]:
    return [(_name(kind, language), address(path)) for kind, path in links.items()]


def _name(kind: str, language: str) -> str:
    try:
        return word(f"link_{kind}", language)
    except KeyError:
        return kind
