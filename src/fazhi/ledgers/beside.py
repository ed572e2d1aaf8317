"""What lies beside the ledgers: the township-year's own report, which is none of them, and documents that look like one."""

from __future__ import annotations

from fnmatch import fnmatchcase
from pathlib import Path

import yaml

from fazhi.catalogue import load
from fazhi.catalogue.handwritten import read_handwritten
from fazhi.files import is_hidden

ABOUT = "about.yaml"
DOCUMENTS = frozenset(
    {".docx", ".doc", ".wps", ".html", ".pdf", ".jpg", ".jpeg", ".png"}
)  # from which no ledger is read
REPORTS = (".txt", ".md", ".docx", ".html", ".htm", ".pdf")
UNREAD_REPORTS = (".doc", ".wps", ".rtf", ".odt", ".ofd")  # documents of words that are to be saved in another format


def named_report(folder: Path) -> str | None:
    """What ``about.yaml`` names as the report, by its path below the folder; None where it names none or cannot be read."""
    try:
        about = read_handwritten((folder / ABOUT).read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError):
        return None
    named = about.get("report") if isinstance(about, dict) else None
    return named if isinstance(named, str) and named.strip() else None


def reports_in(folder: Path) -> list[Path]:
    """The files of a township-year's folder that are reports by their names (``layout.yaml``) or by ``about.yaml``, in order.

    Where none of them is in a format that can be read, those in which reports are written otherwise: nobody may take an unread report for
    one that holds. A link that leads out of the folder is none.
    """
    names = load().layout.reports
    named = [
        path
        for path in (folder.iterdir() if folder.is_dir() else ())
        if not is_hidden(path.name) and any(fnmatchcase(path.stem, name) for name in names)
    ]
    found = {path for path in named if path.suffix.lower() in REPORTS}
    found = found or {path for path in named if path.suffix.lower() in UNREAD_REPORTS}
    if (given := named_report(folder)) is not None:
        found.add(folder / given)
    home = folder.resolve()
    return sorted(path for path in found if path.is_file() and path.resolve().is_relative_to(home))


def maybe_reports(folder: Path) -> list[Path]:
    """Documents anywhere below a township-year's folder that may be its report by their names (``layout.yaml``) and that nobody reads, in order."""
    words, home = load().layout, folder.resolve()
    return sorted(
        path
        for path in folder.rglob("*")
        if path.suffix.lower() in DOCUMENTS.intersection((*REPORTS, *UNREAD_REPORTS))
        and any(fnmatchcase(path.stem, name) for name in words.maybe_reports)
        and not any(word in path.stem for word in words.instructions)
        and not is_hidden(path.relative_to(folder).as_posix())
        and not looks_like_ledger(path)
        and path.is_file()
        and path.resolve().is_relative_to(home)
    )


def looks_like_ledger(path: Path) -> bool:
    """Whether a document or picture is a ledger by its name (``layout.yaml``), so that its rows would be missed."""
    words, name = load().layout, path.stem
    named = any(word in name for word in words.file_registers) and not any(word in name for word in words.instructions)
    return path.suffix.lower() in DOCUMENTS and named
