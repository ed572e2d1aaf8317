"""Templates as files: one workbook a ledger, never in place of one that may have been filled in."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from fazhi.catalogue import Language, ReaderError, load
from fazhi.catalogue.ledger import Ledger
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
    """Writes the templates of these ledgers (ids as ``L14``; all by default) into ``folder``, each named after its ledger.

    Writes all or, when one cannot be written, none: see ``write_template``.
    """
    known = load().ledgers
    ids = list(known) if ledgers is None else list(ledgers)
    for id in ids:
        if id not in known:
            raise NoSuchLedger("templates.no_ledger", id=id, known=" ".join(known))
    books = {folder / f"{known[id].zh}.xlsx": template(known[id], load(), language) for id in ids}
    _write(books)
    return list(books)


def _write(books: dict[Path, bytes]) -> None:
    missing = {path: data for path, data in books.items() if not (path.is_file() and path.read_bytes() == data)}
    for path in missing:
        if path.exists():
            raise TemplateError("templates.exists", file=path.name)
    for path, data in missing.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("xb") as file:
            file.write(data)
