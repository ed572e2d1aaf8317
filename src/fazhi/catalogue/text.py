"""What a reader sees, in Chinese and English: the languages, a text in both, and all words of the catalogue.

A command that has nothing to do says a few of these and is done: nothing here needs the models of the definitions, which take longer to
import than such a command takes in all.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from string import Formatter
from typing import Any, ClassVar, Literal

from fazhi.catalogue.errors import CatalogueError
from fazhi.catalogue.files import HERE, WORDS, read_yaml

Language = Literal["zh", "en"]
LANGUAGES: tuple[Language, ...] = ("zh", "en")


class TextError(ValueError):
    """A text without words in one of the languages."""


@dataclass(frozen=True)
class Text:
    """A reader-facing text in both languages. Raises ``TextError`` where one of them has no words."""

    zh: str
    en: str

    __pydantic_config__: ClassVar = {"extra": "forbid"}  # as part of an entry it refuses unknown keys like any other

    def __post_init__(self) -> None:
        if not all(isinstance(words, str) and words for words in (self.zh, self.en)):
            raise TextError("a text needs words in both languages")

    def in_language(self, language: Language) -> str:
        return self.zh if language == "zh" else self.en


@dataclass(frozen=True)
class Said:
    """A word of the catalogue with what its placeholders hold, to be said later in the reader's language."""

    key: str
    fill: tuple[tuple[str, Any], ...] = ()


@lru_cache(maxsize=1)
def words() -> dict[str, Text]:
    """All reader-facing words by key. Raises ``CatalogueError``."""
    found: dict[str, Text] = {}
    for path in (path for pattern in WORDS for path in sorted(HERE.glob(pattern))):
        of_file = _words(path)
        if again := found.keys() & of_file.keys():
            raise CatalogueError(f"{path.name}: the word {min(again)} is defined twice")
        found |= of_file
    return found


@cache
def words_of(room: str) -> dict[str, Text]:
    """The words that begin with a room's name, without those of others and the definitions: all that a command with nothing to do says."""
    paths = [path for path in sorted((HERE / "words").glob(f"{room}*.yaml")) if _room(path) == room]
    return {key: text for path in paths for key, text in _words(path).items()}


def word(key: str, language: Language, /, **fill: object) -> str:
    """A reader-facing word without the definitions: ``Catalogue.word`` puts more into words than text and numbers. Raises ``CatalogueError`` if there is none."""
    return filled(found_in(words_of(key.partition(".")[0]), key).in_language(language), fill)


def found_in(known: Mapping[str, Text], key: str) -> Text:
    """The word ``key``; a chart, an option or a reason may be new and its words not yet written."""
    try:
        return known[key]
    except KeyError:
        room = key.partition(".")[0]
        raise CatalogueError(f"words/{room}.yaml: there is no word {key}, in Chinese and English; add it") from None


def filled(text: str, fill: Mapping[str, object]) -> str:
    """A text with its placeholders filled in; ``{count:row|rows}`` is the one word where the number is 1, else the other.

    >>> [filled("{count} {count:row was|rows were} read", {"count": count}) for count in (1, 12)]
    ['1 row was read', '12 rows were read']
    """
    if not fill:
        return text
    return _FILLING.vformat(text, (), fill) if "|" in text else text.format(**fill)


class _Filling(Formatter):
    def format_field(self, value: Any, format_spec: str) -> Any:
        one, choice, many = format_spec.partition("|")
        if choice:
            return one if str(value) == "1" else many
        return super().format_field(value, format_spec)


_FILLING = _Filling()


def singular(unit: str) -> str:
    """An English unit, which the catalogue has in the plural, as it stands behind a 1.

    >>> [singular(unit) for unit in ("disputes", "bodies", "case instances", "%", "per 1,000")]
    ['dispute', 'body', 'case instance', '%', 'per 1,000']
    """
    return f"{unit[:-3]}y" if unit.endswith("ies") else unit.removesuffix("s")


def _words(path: Path) -> dict[str, Text]:
    found = {}
    for key, body in read_yaml(path).items():
        if path.parent != HERE and key.partition(".")[0] != _room(path):
            raise CatalogueError(f"{path.name}: the word {key} belongs to another file, {key.partition('.')[0]}.yaml")
        try:
            found[key] = Text(**body)
        except (TypeError, ValueError) as error:
            raise CatalogueError(f"{path.name}: {key}: {error}") from error
    return found


def _room(path: Path) -> str:
    """``charts`` of charts.yaml and charts_comparison.yaml."""
    return path.stem.partition("_")[0]
