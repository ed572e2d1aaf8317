"""How the numbers are made and from what: methods, deadlines, inputs, versions, parameters."""

from __future__ import annotations

import platform
from collections.abc import Iterable, Iterator

import fazhi
from fazhi.appendix.context import Context
from fazhi.appendix.protected import policy_table
from fazhi.pipeline.fresh import versions
from fazhi.publish.blocks import Banner, Block, Cell, Column, Table

PACKAGES = (
    "pandas",
    "numpy",
    "scipy",
    "matplotlib",
    "papermill",
    "python-calamine",
    "typst",
    "XlsxWriter",
)


def methods(context: Context, absent: Iterable[str]) -> Iterator[Block]:
    """Rules of counting, intervals and rounding; deadlines with their articles; of a public edition what it hides; charts not drawn."""
    columns = [
        Column("subject", context.word("column.subject"), width=1.2),
        Column("rule", context.word("column.rule"), width=5.0),
    ]
    subjects = (
        "rows",
        "duplicates",
        "window",
        "missing",
        "proportion",
        "count",
        "median",
        "stock",
        "approximate",
        "rounding",
        "signs",
    )
    rules = {"rounding": f"method.rounding.{context.catalogue.numerals.rounding}"}
    rows = [[context.word(f"method.{name}"), context.word(rules.get(name, f"method.{name}.rule"))] for name in subjects]
    title = context.word("title.methods")
    yield Table(context.next_table(), title, columns, rows, language=context.language)
    yield _deadlines(context)
    if context.found.public:
        yield policy_table(context)
    if lines := list(absent):
        yield Banner("\n".join(lines), "info", context.word("not_drawn"))


def _deadlines(context: Context) -> Table:
    columns = [
        Column(k, context.word(f"column.{k}"), width=w)
        for k, w in (("deadline", 2.2), ("length", 1.2), ("article", 3.0), ("basis", 1.0))
    ]
    rows = []
    for deadline in context.catalogue.deadlines.values():
        if deadline.by:
            month, day = (int(part) for part in deadline.by.split("-"))
            length = context.word("deadline.by", month=context.word("months").split()[month - 1], day=day)
        else:
            one = ".one" if deadline.length == 1 else ""
            length = context.word(f"deadline.{deadline.unit}{one}", length=deadline.length)
        basis = context.word(f"basis.{deadline.basis}")
        rows.append([deadline.name(context.language), length, deadline.article.in_language(context.language), basis])
    return Table(context.next_table(), context.word("title.deadlines"), columns, rows, language=context.language)


def provenance(context: Context) -> Iterator[Block]:
    """Parameters and versions, then each input file with its SHA-256, of which a public edition says nothing."""
    clean = context.found.clean
    known = versions(clean.place.site)
    columns = [
        Column("item", context.word("column.item"), width=1.4),
        Column("content", context.word("column.content"), width=4.0),
    ]
    rows = [
        [context.word("meta.township"), clean.place.township],
        [context.word("meta.year"), str(clean.place.year)],
        [context.word("meta.report_date"), clean.about.report_date.isoformat() if clean.about.report_date else "—"],
        [context.word("meta.language"), context.language],
        ["fazhi", fazhi.__version__],
        ["Python", ".".join(platform.python_version_tuple()[:2])],
        *([name, known.get(name.lower(), "—")] for name in PACKAGES),
    ]
    if not context.found.public:  # a hash of the ledgers tells those who have them that they are the same
        rows.insert(4, [context.word("meta.fingerprint"), _spaced(context.fingerprint)])
    yield Table(context.next_table(), context.word("title.environment"), columns, rows, language=context.language)
    if context.found.public:
        return
    heads = [Column("file", context.word("column.file"), width=2.0), Column("sha256", "SHA-256", width=4.0)]
    files = [[Cell(name), Cell(_spaced(sha))] for name, sha in clean.inputs.items()]
    title = context.titled(context.word("title.inputs"))
    yield Table(context.next_table(), title, heads, files, language=context.language)


def _spaced(sha: str) -> str:
    """A hash in groups of sixteen, so that it can break over lines."""
    return " ".join(sha[start : start + 16] for start in range(0, len(sha), 16))
