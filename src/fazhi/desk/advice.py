"""What a person is told to do, with the very commands: after a township-year was made, and where one stands."""

from __future__ import annotations

import re
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from fazhi.catalogue import Language, load
from fazhi.desk.begin import Begun, table_line
from fazhi.indicators.reference import COLUMNS
from fazhi.pipeline import Place, project_root

UNQUOTED = re.compile(r"[\w@%+=:,./-]+")  # needs no quotes in a shell


@dataclass(frozen=True)
class Call:
    """How the command is called here: its ``name``, and the ``options`` for folders that were given and must be given again."""

    name: str = "fazhi"
    options: tuple[str, ...] = ()

    @classmethod
    def here(cls, **folders: Path | None) -> Call:
        """As a shell in the project's folder finds the command of this environment; with the folders that were given."""
        options = [word for name, path in folders.items() if path is not None for word in (f"--{name}", str(path))]
        script, name = Path(sys.executable).with_name(cls.name), cls.name
        if shutil.which(cls.name) != str(script) and script.is_file():
            root = project_root()
            name = str(script.relative_to(root) if script.is_relative_to(root) else script)
        return cls(name, tuple(options))

    def run(self, place: Place, language: str | None = None) -> str:
        """``language``: that of the results that are there, which a run in another would replace; Chinese need not be named."""
        spoken = ("--language", language) if language not in (None, "zh") else ()
        return self._of("run", place.township, str(place.year), *spoken)

    def status(self) -> str:
        return self._of("status")

    def _of(self, *words: str) -> str:
        return " ".join(map(quoted, (self.name, *words, *self.options)))


def quoted(word: str) -> str:
    """A word as a shell takes it, Chinese ones as they are."""
    return word if UNQUOTED.fullmatch(word) else "'" + word.replace("'", "'\"'\"'") + "'"


def advice(begun: Begun, language: Language, call: Call) -> Iterator[str]:
    """What was made and what to do next, a line each."""
    catalogue = load()

    def word(key: str, **fill: object) -> str:
        return catalogue.word(f"desk.new.{key}", language, **fill)

    folder, layout = begun.place.raw.as_posix(), catalogue.layout
    done = "made" if not begun.kept else "completed" if begun.written else "complete"
    ledgers = sum(name.endswith(".xlsx") for name in begun.written)
    yield word(done, folder=folder, count=len(begun.written), kept=len(begun.kept), ledgers=ledgers)
    yield from _reference(begun, language)
    yield word("next")
    yield word("next.fill", folder=folder)
    yield word("next.nil", serial=layout.serial[0], nil=layout.nil_report[0])
    yield word("next.about")
    yield word("next.run", command=call.run(begun.place))
    yield word("next.status", command=call.status())


def _reference(begun: Begun, language: Language) -> Iterator[str]:
    """What to write into the table of townships, where it lacks something."""
    if begun.reference == "known":
        return
    catalogue, township = load(), begun.place.township

    def word(key: str, **fill: object) -> str:
        return catalogue.word(f"desk.new.{key}", language, **fill)

    keys = {"added": "township_added", "by_hand": "township_by_hand", "villages": "villages"}
    yield word(keys[begun.reference], township=township, file=begun.table.as_posix())
    yield word("columns", columns=",".join(COLUMNS))
    village = (word("village"), "village", word("village_also"), "", "", word("village_source"))
    if begun.reference != "added":
        own = begun.known or ("", township, township, "township", "", "", "", word("village_source"))
        yield word("township_line", line=table_line(*own).rstrip())
    yield word("village_line", line=table_line("", township, *village).rstrip())
