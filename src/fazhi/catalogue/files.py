"""The catalogue's files, and which of them holds what."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from fazhi.cache import by_content
from fazhi.catalogue.errors import CatalogueError

HERE = Path(__file__).parent
# The files of each kind of definition, and of what Catalogue's own methods give: `fazhi.reach` asks which a piece of code needs.
FILES = {
    "ledgers": "ledgers/*.yaml",
    "indicators": "indicators.yaml",
    "deadlines": "deadlines.yaml",
    "identities": "identities.yaml",
    "windows": "windows.yaml",
    "sections": "sections.yaml",
    "reference": "reference.yaml",
    "layout": "layout.yaml",
    "numerals": "numerals.yaml",
    "wordings": "wordings.yaml",
    "disclosure": "disclosure.yaml",
    "prose": "prose.yaml",
    "readings": "readings.yaml",
    "tables": "tables.yaml",
    "draft": "draft.yaml",
}
WORDS = ("words.yaml", "words/*.yaml")
DERIVED = {
    "claims": "indicators", "of_section": "indicators", "is_stock": "indicators", "kept_ledgers": "ledgers", "word": "words", "worded": "words",
}  # fmt: skip


@cache
def kept_ledgers() -> frozenset[str]:
    """Ids of those that a township must keep, for who needs no more of the definitions, whose models take longer to import."""
    ledgers = (read_yaml(path) for path in sorted(HERE.glob(FILES["ledgers"])))
    return frozenset(ledger["id"] for ledger in ledgers if not ledger.get("optional"))


def read_yaml(path: Path) -> Any:
    """What a file says; its JSON is remembered, which is read twenty times as fast. Raises ``CatalogueError``."""
    content = path.read_bytes()

    def parsed() -> Any:
        import yaml

        try:
            return yaml.load(content.decode("utf-8"), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
        except (yaml.YAMLError, UnicodeDecodeError) as error:
            mark = getattr(error, "problem_mark", None)
            line, problem = f"line {mark.line + 1}: " if mark else "", getattr(error, "problem", None) or error
            raise CatalogueError(f"{path.relative_to(HERE).as_posix()}: {line}{problem}") from error

    return by_content("catalogue", content, parsed)
