"""Table Schemas of the tables that other tools read, made from the catalogue: types, values, units, names in both languages."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from fazhi.catalogue import load

if TYPE_CHECKING:
    from fazhi.catalogue.definitions import Catalogue
    from fazhi.catalogue.entries import Named
    from fazhi.catalogue.ledger import Column, Ledger, ResultTable, TableColumn
    from fazhi.catalogue.text import Text

# How a column of a ledger is stored: whole numbers, years and issues as floats, for a cell may be blank; months as their first day.
STORED = {
    "date": "datetime",
    "month": "datetime",
    "year": "number",
    "integer": "number",
    "number": "number",
    "issue": "number",
}
OTHER = "other"


def both(entry: Named | Text) -> str:
    """A name or word in both languages: 结果 / Result."""
    return f"{entry.zh} / {entry.en}"


# Tables of the intake itself, stored among the clean ones.
ASIDE = ("set_aside", "account", "corrections")

Schemas = dict[str, dict[str, Any]]


def schemas() -> dict[str, Schemas]:
    """Those of the tables in the outputs by name, and those of the processed folder by ledger or name."""
    catalogue = load()
    of_outputs = {name: schema_of_table(table) for name, table in catalogue.tables.items() if name != "ledger"}
    of_clean = {id: schema_of_ledger(ledger, catalogue) for id, ledger in catalogue.ledgers.items()}
    return {"outputs": of_outputs, "processed": {**of_clean, **{name: of_outputs[name] for name in ASIDE}}}


def schema_of_table(table: ResultTable) -> dict[str, Any]:
    """The schema of a table of the outputs, its columns exactly so and in this order."""
    schema: dict[str, Any] = {
        "title": both(table), "fields": [_field(column) for column in table.columns], "missingValues": [""],
    }  # fmt: skip
    if table.key:
        schema["primaryKey"] = list(table.key)
    return schema


def schema_of_ledger(ledger: Ledger, catalogue: Catalogue) -> dict[str, Any]:
    """The schema of a ledger's clean table. A table has the columns that its sheets have, so it may lack some of these."""
    fields = [_field(column) for column in catalogue.tables["ledger"].columns]
    fields += [field for column in ledger.columns for field in _ledger_fields(column, catalogue)]
    known = {field["name"] for field in fields}
    fields += [
        {"name": person.column, "type": "string", "title": both(catalogue.words["provenance.field.person"])}
        for person in ledger.persons
        if person.column not in known
    ]
    return {"title": both(ledger), "fields": fields, "fieldsMatch": "superset", "missingValues": [""]}


def _field(column: TableColumn) -> dict[str, Any]:
    field: dict[str, Any] = {"name": column.id, "type": column.type, "title": both(column)}
    constraints: dict[str, Any] = {"required": True} if column.required else {}
    if column.values:
        constraints["enum"] = list(column.values)
    return {**field, "constraints": constraints} if constraints else field


def _ledger_fields(column: Column, catalogue: Catalogue) -> Iterator[dict[str, Any]]:
    """The field of a column and, of a number, those that say whether it is approximate and between which bounds."""
    if column.privacy == "dropped":
        return
    field: dict[str, Any] = {"name": column.id, "type": STORED.get(column.type, "string"), "title": both(column)}
    if column.unit:
        field["unit"] = column.unit
    if column.privacy == "pseudonym":
        field["description"] = both(catalogue.words["provenance.field.pseudonym"])
    elif column.values:
        field |= _categories(column, catalogue)
    elif column.type == "yes_no":
        field["constraints"] = {"enum": ["yes", "no"]}
    yield field
    if column.type in ("integer", "number"):
        for suffix, kind in (("approximate", "boolean"), ("lower", "number"), ("upper", "number")):
            said = catalogue.words[f"provenance.field.{suffix}"]
            yield {
                "name": f"{column.id}__{suffix}", "type": kind,
                "title": f"{column.zh}：{said.zh} / {column.en}: {said.en}",
            }  # fmt: skip


def _categories(column: Column, catalogue: Catalogue) -> dict[str, Any]:
    """Codes with their names; several of them in a cell are joined by ``|``."""
    names = {value.id: both(value) for value in column.values}
    names.setdefault(OTHER, both(catalogue.words["other"]))
    one = "|".join(names)
    constraints = {"pattern": rf"({one})(\|({one}))*"} if column.multiple else {"enum": list(names)}
    return {"categories": [{"value": id, "label": name} for id, name in names.items()], "constraints": constraints}
