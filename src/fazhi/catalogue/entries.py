"""What all entries of the catalogue have in common: they are frozen, and refuse any key they do not know.

Every definition of the project (ledgers, indicators, deadlines, identities, windows) is an entry; the entries themselves stand in the YAML
files beside this module. Text that a reader sees has a Chinese (``zh``) and an English (``en``) form.
"""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from fazhi.catalogue.text import Language

Identifier = Annotated[str, Field(pattern=r"^[A-Za-z][A-Za-z0-9_]*$")]


class Entry(BaseModel):
    """Base of every entry: immutable, unknown keys refused."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)


class Named(Entry):
    """An entry with an id and a name in both languages."""

    id: str
    zh: str = Field(min_length=1)
    en: str = Field(min_length=1)

    def name(self, language: Language) -> str:
        return self.zh if language == "zh" else self.en

    def __hash__(self) -> int:
        """By the id: some entries hold mappings, which have no hash, and equal entries have one id."""
        return hash((type(self), self.id))


def keyed(entries: Any) -> Any:
    """A mapping ``{id: {...}}`` as YAML writes it → the tuple of entries, each carrying its id."""
    if isinstance(entries, dict):
        return tuple({"id": key, **body} if isinstance(body, dict) else {"id": key} for key, body in entries.items())
    return entries
