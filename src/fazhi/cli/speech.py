"""Which language the command speaks, and its words in it."""

from __future__ import annotations

import locale
from collections.abc import Mapping, Sequence
from contextvars import ContextVar
from itertools import pairwise

from fazhi.catalogue import Language, word
from fazhi.catalogue.text import LANGUAGES

OPTION = "--language"
VARIABLES = ("LC_ALL", "LC_MESSAGES", "LANG")  # in the order in which POSIX lets them decide
_spoken: ContextVar[Language] = ContextVar("spoken", default="en")
_asked: ContextVar[Language | None] = ContextVar("asked", default=None)


def spoken() -> Language:
    """The language of help and messages: that of ``--language``, otherwise the locale's."""
    return _spoken.get()


def asked() -> Language | None:
    """The language that the call names by ``--language``; None if it names none."""
    return _asked.get()


def said(key: str, /, **fill: object) -> str:
    """The word ``cli.<key>`` in the language that the command speaks."""
    return told(f"cli.{key}", **fill)


def told(key: str, /, **fill: object) -> str:
    """Any word of the catalogue in that language, without reading the definitions, which takes longer than a run with nothing to do."""
    return word(key, spoken(), **fill)


def listen(arguments: Sequence[str], environment: Mapping[str, str]) -> None:
    """Settle the language before anything is read or said, so that even a refused call is refused in it."""
    given = _given(arguments)
    wanted = next((language for language in LANGUAGES if language == given), None)
    _asked.set(wanted)
    _spoken.set(wanted or language_of_locale(environment))


def language_of_locale(environment: Mapping[str, str]) -> Language:
    """Chinese in a Chinese locale, English in any other; C and POSIX, the locales of programs, are English."""
    name = next((environment[variable] for variable in VARIABLES if environment.get(variable)), None)
    if name is None:  # no such variables, as on Windows: what the system tells
        name = locale.getlocale()[0] or ""
    return "zh" if name.lower().startswith(("zh", "chinese")) else "en"


def _given(arguments: Sequence[str]) -> str | None:
    """What stands behind ``--language``, the last time that it is written."""
    found = None
    for argument, following in pairwise([*arguments, None]):
        if argument == "--":
            break
        if argument == OPTION:
            found = following
        elif argument and argument.startswith(f"{OPTION}="):
            found = argument.partition("=")[2]
    return found
