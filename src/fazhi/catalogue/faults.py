"""What libraries and the system find wrong with a file, in words of the catalogue: their own messages speak English alone."""

from __future__ import annotations

import errno

from fazhi.catalogue.text import Said, TextError, words

FORM = "fault.form"
# Kinds of pydantic's errors by what they begin with → word.
KINDS = {
    "extra_forbidden": "fault.unknown",
    "unexpected_keyword_argument": "fault.unknown",
    "missing": "fault.missing",
    "date": "fault.date",
    "int": "fault.number",
    "float": "fault.number",
    "decimal": "fault.number",
    "bool": "fault.yes_no",
    "string": "fault.text",
    "literal_error": "fault.choice",
    "value_error": "fault.value",
    "tuple_type": "fault.list",
    "model_type": "fault.other_kind",
}


def _place(path: tuple[int | str, ...]) -> Said | str:
    """Where in a file: breaks.1.note, or for a file that is one list: entry 1, reason. Entries are numbered as people do."""
    place = ".".join(str(part + 1 if isinstance(part, int) else part) for part in path)
    if not path or not isinstance(path[0], int):
        return place
    number, _, key = place.partition(".")
    return Said("fault.entry_key" if key else "fault.entry", (("number", number), ("key", key)))


def fault_of(error: Exception) -> Said | str:
    """What is wrong and where in the file it stands, as far as the error tells. ``OSError`` of a kind without words: the system's own."""
    import yaml  # both not before something is wrong
    from pydantic import ValidationError

    if isinstance(error, ValidationError):
        first = error.errors()[0]
        place = _place(first["loc"])
        kind = next((word for begins, word in KINDS.items() if first["type"].startswith(begins)), FORM)
        if isinstance(first.get("ctx", {}).get("error"), TextError):
            kind = KINDS["string"]
        fill = {"value": str(first["ctx"]["error"])} if kind == "fault.value" else {}
        said = Said(kind, tuple(fill.items()))
        return Said("fault.at", (("place", place), ("fault", said))) if place else said
    if isinstance(error, yaml.MarkedYAMLError) and error.problem_mark:
        return Said("fault.line", (("line", error.problem_mark.line + 1),))
    if isinstance(error, UnicodeDecodeError):
        return Said("fault.encoding")
    if isinstance(error, OSError):
        word = f"fault.os.{errno.errorcode.get(error.errno or 0, '')}"
        return Said(word) if word in words() else error.strerror or type(error).__name__
    if type(error) is ValueError:  # what YAML says of a date such as 2022-02-30
        return Said("fault.day")
    return Said(FORM)
