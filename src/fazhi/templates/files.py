"""Templates as files: one workbook a ledger, never in place of one that may have been filled in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from fazhi.catalogue import Language, ReaderError, load
from fazhi.catalogue.called import called
from fazhi.catalogue.ledger import Ledger
from fazhi.catalogue.text import Said
from fazhi.files import write_whole
from fazhi.templates.book import template


class TemplateError(ReaderError):
    """A template that cannot be written: another file stands in its place."""


class NoSuchLedger(ReaderError):
    """No ledger of the catalogue has the id for which a template was asked."""

    code = 2


def write_template(ledger: Ledger, path: Path, language: Language = "zh", of: tuple[str, int] | None = None) -> Path:
    """Writes the empty ledger to ``path`` (.xlsx; the folder is made) and returns it.

    ``language`` is that of the instructions and messages; the ledger's headers are Chinese in both. ``of``: the township and year for its
    title. A file that is there already stays if it is the same template; otherwise it may have been filled in: ``TemplateError``.
    """
    _write({path: template(ledger, load(), language, of)})
    return path


def write_templates(folder: Path, ledgers: Iterable[str] | None = None, language: Language = "zh") -> list[Path]:
    """Writes the templates of these ledgers (an id as ``L14``, or a name; all by default) into ``folder``, each named after its ledger.

    Writes all or, when one cannot be written, none: see ``write_template``.
    """
    known = load().ledgers
    chosen = [_meant(given, known) for given in (known if ledgers is None else ledgers)]
    books = {folder / f"{ledger.zh}.xlsx": template(ledger, load(), language) for ledger in chosen}
    _write(books)
    return list(books)


def _meant(given: str, known: Mapping[str, Ledger]) -> Ledger:
    ledger = called(known, given)
    if ledger is None:
        there = tuple(Said("pipeline.ledger", (("id", id), ("name", one))) for id, one in known.items())
        raise NoSuchLedger("templates.no_ledger", id=given, known=there)
    return ledger


def _write(books: dict[Path, bytes]) -> None:
    missing = {path: data for path, data in books.items() if not (path.is_file() and path.read_bytes() == data)}
    for path in missing:
        if path.exists():
            raise TemplateError("templates.exists", file=path.name)
    for path, data in missing.items():
        write_whole(path, data)
