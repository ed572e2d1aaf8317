"""The sentences of the sheet of instructions: how a ledger is filled in, told from its entry in the catalogue."""

from __future__ import annotations

from collections.abc import Iterable

from fazhi.catalogue import Language
from fazhi.catalogue.definitions import Catalogue
from fazhi.catalogue.ledger import Form, KeyRule, Ledger
from fazhi.templates.samples import Part


def rules(ledger: Ledger, parts: tuple[Part, ...], catalogue: Catalogue, language: Language) -> list[str]:
    """One sentence a rule, in the order of reading."""

    def word(key: str, /, **fill: object) -> str:
        return catalogue.word(f"templates.rule.{key}", language, **fill)

    layout = catalogue.layout
    told = [word("row"), word("example", example=catalogue.word("templates.example", "zh")), word("paste")]
    if ledger.roster:
        told.append(word("roster"))
    if len(parts) > 1:
        sheets = _listed((part.name or ledger.zh for part in parts), catalogue, language)
        told.append(word("forms", count=len(parts), sheets=sheets))
    for form in ledger.forms:
        if form.dated_by:
            told.append(
                word("year", columns=_listed((ledger.column(id).zh for id in form.dated_by), catalogue, language))
            )
        if form.fallback_date:
            told.append(word("fallback", column=_quoted(ledger.column(form.fallback_date).zh)))
    told += [
        word("order", start=_quoted(ledger.column(start).zh), end=_quoted(ledger.column(end).zh))
        for start, end in ledger.order
    ]
    told += [word("repeats", key=repeated(ledger, form, catalogue, language)) for form in ledger.forms]
    told.append(word("nil", serial=layout.serial[0], nil=layout.nil_report[0]))
    if any(column.privacy != "public" for column in ledger.columns):
        told.append(word("privacy"))
    return [*told, word("save")]


def repeated(ledger: Ledger, form: Form, catalogue: Catalogue, language: Language) -> str:
    """When two rows are the same, from the form's keys."""
    joined = catalogue.word(f"templates.key.{form.keys_joined_by}", language)
    return joined.join(_key(ledger, rule, catalogue, language) for rule in form.keys)


def _key(ledger: Ledger, rule: KeyRule, catalogue: Catalogue, language: Language) -> str:
    names = []
    for part in rule.parts:
        name = _part(ledger, part.rstrip("?"), catalogue, language)
        names.append(catalogue.word("templates.key.or_blank", language, column=name) if part.endswith("?") else name)
    if rule.unordered:
        both = _listed((ledger.column(id).zh for id in rule.unordered), catalogue, language)
        names.append(catalogue.word("templates.key.swapped", language, columns=both))
    key = "templates.key.same" if len(names) > 1 else "templates.key.one"
    return catalogue.word(key, language, columns=catalogue.word("mark.list", language).join(names))


def _part(ledger: Ledger, id: str, catalogue: Catalogue, language: Language) -> str:
    """A column of a key by its name; a person by the columns that tell persons apart."""
    person = next((person for person in ledger.persons if person.column == id), None)
    if person is None:
        return _quoted(ledger.column(id).zh)
    plus, then = (catalogue.word(f"templates.key.{key}", language) for key in ("plus", "then"))
    ways = [plus.join(_quoted(ledger.column(id).zh) for id in columns) for columns in person.alternatives]
    return catalogue.word("templates.key.person", language, alternatives=then.join(ways))


def _listed(names: Iterable[str], catalogue: Catalogue, language: Language) -> str:
    return catalogue.word("mark.list", language).join(_quoted(name) for name in names)


def _quoted(name: str) -> str:
    return f"“{name}”"
