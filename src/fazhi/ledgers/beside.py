"""What lies beside the ledgers: the township-year's own report, which is none of them, and documents that look like one."""

from __future__ import annotations

from fnmatch import fnmatchcase
from pathlib import Path

import yaml

from fazhi.catalogue import load
from fazhi.catalogue.handwritten import read_handwritten

ABOUT = "about.yaml"
DOCUMENTS = frozenset(
    {".docx", ".doc", ".wps", ".html", ".pdf", ".jpg", ".jpeg", ".png"}
)  # from which no ledger is read
REPORTS = (".txt", ".md", ".docx", ".html", ".htm", ".pdf")


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

    A link that leads out of the folder is none.
    """
    names = load().layout.reports
    found = {
        path
        for path in (folder.iterdir() if folder.is_dir() else ())
        if path.suffix.lower() in REPORTS and any(fnmatchcase(path.stem, name) for name in names)
    }
    if (named := named_report(folder)) is not None:
        found.add(folder / named)
    home = folder.resolve()
    return sorted(path for path in found if path.is_file() and path.resolve().is_relative_to(home))


def looks_like_ledger(path: Path) -> bool:
    """Whether a document or picture is a ledger by its name (``layout.yaml``), so that its rows would be missed."""
    words, name = load().layout, path.stem
    named = any(word in name for word in words.file_registers) and not any(word in name for word in words.instructions)
    return path.suffix.lower() in DOCUMENTS and named
