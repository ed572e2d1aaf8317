"""Writes the reference pages beside this file from the catalogue and the command line: `make docs` runs it.

With a folder as its argument the pages are written there instead, so that a test can tell whether the committed ones are current.
"""

from __future__ import annotations

import inspect
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, get_args, get_origin, get_type_hints

from typer.models import OptionInfo, ParameterInfo

from fazhi.catalogue import load
from fazhi.catalogue.definitions import Catalogue
from fazhi.catalogue.indicator import FromLedger
from fazhi.catalogue.ledger import Column, Ledger, ResultTable
from fazhi.catalogue.text import Text
from fazhi.cli import app

HERE = Path(__file__).parent
MADE = "<!-- Made by docs/reference/make.py (`make docs`) from {source}; not edited by hand. -->"
VALUES: dict[object, str] = {bool: "", int: "INTEGER", str: "TEXT", Path: "PATH"}
PRIVACY = {"public": "", "pseudonym": "becomes a code", "dropped": "never leaves the intake"}


def cell(text: object) -> str:
    """A text that does not break a table of Markdown, nor is taken for a tag."""
    return str(text).replace("|", "\\|").replace("<", "&lt;").replace("\n", " ")


def table(heads: Iterable[str], rows: Iterable[Iterable[object]]) -> Iterator[str]:
    names = list(heads)
    yield f"| {' | '.join(names)} |"
    yield f"|{'---|' * len(names)}"
    for row in rows:
        yield f"| {' | '.join(map(cell, row))} |"
    yield ""


def code(words: Iterable[str]) -> str:
    return ", ".join(f"`{word}`" for word in words)


# ------------------------------------------------------------------------------------------------ commands


@dataclass(frozen=True)
class Parameter:
    """One argument or option of a command. ``value``: what follows an option, nothing for a switch; ``told``: its help."""

    names: tuple[str, ...]
    option: bool
    required: bool
    default: object
    value: str
    told: Text | None


def commands_of() -> dict[str, tuple[Text | None, list[Parameter]]]:
    """Of each command what it says of itself (a word of the catalogue), and its parameters."""
    found = {}
    for command in app.registered_commands:
        assert command.callback is not None
        name = command.name or command.callback.__name__
        found[name] = load().words.get(f"cli.{name}"), parameters_of(name, command.callback)
    return found


def parameters_of(command: str, function: Callable[..., object]) -> list[Parameter]:
    """The arguments and options of a command, with their words."""
    found, words = [], load().words
    hints = get_type_hints(function, include_extras=True)
    for name, declared in inspect.signature(function).parameters.items():
        kind, *info = get_args(hints[name]) if get_origin(hints[name]) is Annotated else (hints[name],)
        about = next((one for one in info if isinstance(one, ParameterInfo)), ParameterInfo())
        required = declared.default is inspect.Parameter.empty
        option = isinstance(about, OptionInfo) or not (info or required)  # unannotated, Typer goes by the default
        # Within Annotated, Typer keeps the first name where otherwise the default stands.
        written = [one for one in (about.default, *(about.param_decls or ())) if isinstance(one, str)]
        called = words.get(f"cli.name.{name}")
        names = written or ([f"--{name.replace('_', '-')}"] if option else [called.en if called else name.upper()])
        value = value_of(kind) if option else ""
        told = words.get(f"cli.{command}.{name}") or words.get(f"cli.any.{name}")
        found.append(Parameter(tuple(names), option, required, declared.default, value, told))
    return found


def value_of(kind: object) -> str:
    """What follows an option: `Path | None` → PATH, `list[str] | None` → TEXT, `bool` → nothing."""
    kinds = [one for one in (kind, *get_args(kind)) if one in VALUES or get_origin(one) is list]
    return VALUES.get(kinds[0], "TEXT") if kinds else "TEXT"


def commands() -> Iterator[str]:
    """Every command with its arguments and options, as `--help` tells them in either language."""
    yield MADE.format(source="the command line")
    yield "# Commands 命令\n"
    yield "Exit codes: 0 all done; 1 something failed or needs attention, and the rest is done; 2 the call was wrong or named what there is not; 130 stopped with Ctrl-C.\n"
    yield "退出码：0 全部完成；1 个别未完成或需要处理，其余照常完成；2 命令写错，或所写的乡镇、年度、指标等不存在；130 被 Ctrl-C 中断。\n"
    for name, (help, parameters) in commands_of().items():
        yield f"## fazhi {name}\n"
        yield from (f"{' '.join(text.split())}\n" for text in ((help.en, help.zh) if help else ()))
        arguments = [p.names[0] if p.required else f"[{p.names[0]}]" for p in parameters if not p.option]
        yield f"```text\nfazhi {' '.join([name, '[OPTIONS]', *arguments])}\n```\n"
        yield from table(("argument or option", "says", "说明"), map(told, parameters))


def told(parameter: Parameter) -> tuple[str, str, str]:
    """How an argument or option is written, and what it says of itself."""
    written = f"`{' '.join(filter(None, (', '.join(parameter.names), parameter.value)))}`"
    en, zh = (parameter.told.en, parameter.told.zh) if parameter.told else ("", "")
    if parameter.option and parameter.required:
        return written, f"{en} (must be given)", f"{zh}（必填）"
    return written, en, zh


# ---------------------------------------------------------------------------------------------- indicators


def indicators(catalogue: Catalogue) -> Iterator[str]:
    """Every indicator by section: what it is called, how it is counted, from which ledger."""
    yield MADE.format(source="the catalogue")
    yield "# Indicators 指标\n"
    yield (
        f"{len(catalogue.indicators)} indicators, defined in `src/fazhi/catalogue/indicators.yaml`. The keys of a definition are"
        " explained in [methods](../methods.md#kinds-of-indicator-catalogueindicatorsyaml); `fazhi explain INDICATOR TOWNSHIP YEAR`"
        " shows one with its rows.\n"
    )
    for section in catalogue.sections.values():
        found = list(catalogue.of_section(section.id))
        if not found:
            continue
        yield f"## {section.zh} — {section.en}\n"
        rows = [
            (f"`{i.id}`", f"{i.zh}<br>{i.en}", f"{i.unit} / {i.en_unit}", i.kind, i.ledger if isinstance(i, FromLedger) else "–",
             i.interval, f"{i.method.zh}<br>{i.method.en}")
            for i in found
        ]  # fmt: skip
        yield from rich_table(("id", "name", "unit", "kind", "ledger", "interval", "how it is counted"), rows)
    yield "## Time limits 法定期限\n"
    yield from table(
        ("id", "期限", "in English", "article", "basis"),
        ((f"`{d.id}`", d.zh, d.en, d.article.en, d.basis) for d in catalogue.deadlines.values()),
    )
    yield "## Relations that must hold 勾稽关系\n"
    yield from table(
        ("id", "关系", "in English", "kind", "check"),
        ((f"`{i.id}`", i.zh, i.en, i.kind, f"`{i.check}`") for i in catalogue.identities.values()),
    )
    yield "## Periods 统计时段\n"
    yield from table(
        ("id", "时段", "in English", "wordings"),
        ((f"`{w.id}`", w.zh, w.en, "、".join(w.phrases)) for w in catalogue.windows.values()),
    )


def rich_table(heads: Iterable[str], rows: Iterable[Iterable[object]]) -> Iterator[str]:
    """As ``table``, with line breaks in its cells."""
    for line in table(heads, rows):
        yield line.replace("&lt;br>", "<br>")


# ------------------------------------------------------------------------------------------------- ledgers


def ledgers(catalogue: Catalogue) -> Iterator[str]:
    """Every ledger and column, with all names under which it is recognised."""
    yield MADE.format(source="the catalogue")
    yield "# Ledgers 台账\n"
    yield (
        "What each ledger holds, and under which names ledger, columns and values are recognised (besides, what differs in"
        " width, blanks, brackets or a few signs). Required: a row without it is set aside; `A or B`: one of the two is enough."
        " A name that is missing here is one word to add in `src/fazhi/catalogue/ledgers/`.\n"
    )
    yield "每种台账有哪些列、能认出哪些写法。必填列空白的行不计入；表中没有的写法，在目录里添一个别名即可。\n"
    yield from table(
        ("id", "台账", "in English", "kept by"),
        ((f"`{x.id}`", x.zh, x.en, f"{x.office.zh} {x.office.en}") for x in catalogue.ledgers.values()),
    )
    for ledger in catalogue.ledgers.values():
        yield from one_ledger(ledger)
    for reference in catalogue.reference.values():
        yield f"## {reference.id} {reference.zh} — {reference.en}\n"
        yield f"`data/reference/{reference.file}`, or `{reference.file}` beside the townships' folders.\n"
        yield from columns(reference.columns)


def one_ledger(ledger: Ledger) -> Iterator[str]:
    """The page's lines on one ledger."""
    yield f"## {ledger.id} {ledger.zh} — {ledger.en}\n"
    facts = [
        f"Kept by 填报部门: {ledger.office.zh} {ledger.office.en}",
        f"Also called 也称: {'、'.join(ledger.also) or '–'}",
    ]
    names = {column.id: column.zh for column in ledger.columns}
    for number, form in enumerate(ledger.forms, start=1):
        which = f" (form {number})" if len(ledger.forms) > 1 else ""
        required = "、".join(" or ".join(names[id] for id in group) for group in form.required)
        dated = "、".join(names[id] for id in form.dated_by) or "– (a roster)"
        facts.append(f"Required 必填{which}: {required}; belongs to the year by 归属年度: {dated}")
    facts += [f"Not before 不得早于: {names[end]} ≥ {names[start]}" for start, end in ledger.order]
    facts += ["Need not be kept 可以没有"] if ledger.optional else []
    yield "\n".join(f"- {fact}" for fact in facts) + "\n"
    yield from columns(ledger.columns)


def columns(listed: Iterable[Column]) -> Iterator[str]:
    """The lines of a table of columns."""
    rows = [
        (
            f"`{c.id}`",
            f"{c.zh}<br>{c.en}",
            c.type + (f", {c.unit}" if c.unit else ""),
            "、".join(c.also),
            values(c),
            PRIVACY[c.privacy],
        )
        for c in listed
    ]
    yield from rich_table(("id", "column 列", "type", "also 也写作", "values 类别", "personal"), rows)


def values(column: Column) -> str:
    parts = []
    for value in column.values:
        also = f"（{'、'.join(value.also)}）" if value.also else ""
        parts.append(f"{value.zh}{also} `{value.id}`")
    strict = "<br>any other value sets the row aside" if column.strict else ""
    return "<br>".join(parts) + strict


# -------------------------------------------------------------------------------------------------- tables


def tables(catalogue: Catalogue) -> Iterator[str]:
    """Every table that other tools may read."""
    yield MADE.format(source="the catalogue")
    yield "# Tables 数据表\n"
    yield (
        "What other tools may rely on: UTF-8 CSV, columns and codes change only with a new major version. The same stands in"
        " `datapackage.json` beside the tables. A type `any` is a number or a date.\n"
    )
    for one in catalogue.tables.values():
        yield from one_table(one)


def one_table(one: ResultTable) -> Iterator[str]:
    """The page's lines on one table of results."""
    yield f"## {one.file}\n"
    key = f" Key: {code(one.key)}." if one.key else ""
    yield f"{one.zh}. {one.en}.{key}\n"
    yield from table(
        ("column", "含义", "holds", "type", "values"),
        (
            (f"`{c.id}`", c.zh, c.en, c.type + (", never blank" if c.required else ""), code(c.values))
            for c in one.columns
        ),
    )


def pages() -> dict[str, str]:
    """The text of each page by its file's name."""
    catalogue = load()
    parts = {
        "commands.md": commands(),
        "indicators.md": indicators(catalogue),
        "ledgers.md": ledgers(catalogue),
        "tables.md": tables(catalogue),
    }
    return {name: "\n".join(lines).rstrip() + "\n" for name, lines in parts.items()}


def main(folder: Path = HERE) -> None:
    for name, text in pages().items():
        (folder / name).write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:2]))
