"""The start page of the outputs: every township-year with its documents, or the reason why it has none."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Literal, get_args
from urllib.parse import quote

from markupsafe import Markup

from fazhi.files import write_whole
from fazhi.publish.hypertext import MARKS
from fazhi.publish.shell import script, style, template, with_font
from fazhi.publish.wording import language_tag, word

Status = Literal["failed", "attention", "done"]
# Everything below stands in the order of the page.
STATUSES: tuple[Status, ...] = get_args(Status)
VERDICTS = ("consistent", "inconsistent", "not_checkable")
SET_ASIDE = ("rows", "duplicates", "unread")
COUNTS = (*VERDICTS, *SET_ASIDE, "missing")
COLUMNS = ("township", "year", "status", *COUNTS, "documents")
DOCUMENTS = ("page", "pdf", "workbook", "report")  # any other kind of link is data, shown on demand
TONES = {"failed": "bad", "attention": "caution", "done": "good"}
TONES_ABOVE_ZERO = {"inconsistent": "bad", "unread": "caution", "missing": "caution"}


@dataclass(frozen=True)
class Entry:
    """One township-year on the start page.

    ``links``: kind of document (``page``, ``pdf``, ``workbook``, ``report``, ``indicators``, ``reconciliation``, ``set_aside``,
    ``account``) → path relative to the start page. ``counts``: number by name in ``COUNTS``, i.e. published figures by
    verdict, ``rows`` not counted, ``duplicates``, sheets or files ``unread``, ledgers ``missing``; a name that is not
    in it is unknown or not applicable. ``messages``: why it failed, or what wants attention, each saying what to do.
    ``language``: of the messages.
    """

    township: str
    year: int
    status: Status
    synthetic: bool = False
    links: Mapping[str, str] = field(default_factory=dict)
    counts: Mapping[str, int] = field(default_factory=dict)
    messages: tuple[str, ...] = ()
    language: str = "zh"

    @property
    def name(self) -> str:
        """The township as text: a folder's name may hold bytes that are no UTF-8."""
        return self.township.encode(errors="replace").decode()


def write_index(
    path: str | Path, entries: Iterable[Entry], language: str = "zh", comparison: Mapping[str, str] | None = None
) -> Path:
    """Writes the start page and returns its path; ``comparison`` are links as in ``Entry`` to what compares all.

    Raises ``ValueError`` for a link that does not lead to a place below the page: the folder must work wherever it is
    copied to.
    """
    return write_whole(path, index(entries, language, comparison))


def index(entries: Iterable[Entry], language: str = "zh", comparison: Mapping[str, str] | None = None) -> str:
    """The start page as text, see ``write_index``. The order in which entries come does not matter."""
    ordered = sorted(entries, key=lambda entry: (entry.name, entry.township, entry.year))
    labels = {column: word(f"index_{column}", language) for column in COLUMNS}
    fill = {
        "language": language,
        "tag": language_tag(language),
        "tags": {entry.language: language_tag(entry.language) for entry in ordered},
        "entries": [(entry, *_links(entry.links, language)) for entry in ordered],
        "comparison": _links(comparison or {}, language)[0],
        "columns": labels,
        "counts": COUNTS,
        "statuses": {status: word(f"status_{status}", language) for status in STATUSES},
        "tones": TONES,
        "tones_above_zero": TONES_ABOVE_ZERO,
        "marks": MARKS,
        "years": sorted({entry.year for entry in ordered}, reverse=True),
        "summary": _summary(ordered, labels, language),
        "failed": sum(entry.status == "failed" for entry in ordered),
        "synthetic": any(entry.synthetic for entry in ordered),
        "style": Markup(style("base.css", "index.css")),
        "script": Markup(script("index.js")),
    }
    return with_font(template("index.html.j2"), fill)


def address(path: str) -> str:
    """A relative path as a link, percent-encoded: whatever bytes the names hold, the link leads to that file."""
    parts = PurePosixPath(path).parts
    if not parts or parts[0] == "/" or ".." in parts:
        raise ValueError(f"a link of the start page must be relative and lead below it: {path!r}")
    return quote("/".join(parts), safe="/", errors="surrogateescape")


def _links(links: Mapping[str, str], language: str) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """Label and address of the documents, and of the data files."""
    documents = [(kind, links[kind]) for kind in DOCUMENTS if kind in links]
    data = [(kind, path) for kind, path in links.items() if kind not in DOCUMENTS]
    named = [[(word(f"link_{kind}", language), address(path)) for kind, path in part] for part in (documents, data)]
    return named[0], named[1]


def _summary(
    entries: list[Entry], labels: Mapping[str, str], language: str
) -> list[tuple[str, list[tuple[str, int, str]]]]:
    """Groups of label, total and tone for the line above the table; a total of which no part is known is left out."""
    totals = {
        name: sum(e.counts.get(name, 0) for e in entries) for name in COUNTS if any(name in e.counts for e in entries)
    }
    tones = {name: TONES_ABOVE_ZERO.get(name, "") if total else "" for name, total in totals.items()}
    states = [(s, sum(entry.status == s for entry in entries)) for s in reversed(STATUSES)]
    groups = {
        "entries": [
            (word("index_all", language), len(entries), ""),
            *((word(f"status_{s}", language), number, TONES[s] if number else "") for s, number in states),
        ],
        "verdicts": [(labels[name], totals[name], tones[name]) for name in VERDICTS if name in totals],
        "ledgers": [(labels[name], totals[name], tones[name]) for name in (*SET_ASIDE, "missing") if name in totals],
    }
    return [(word(f"index_group_{group}", language), items) for group, items in groups.items() if items]
