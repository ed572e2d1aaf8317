"""Markdown tokens as Typst source."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from fazhi.publish import prose
from fazhi.publish.prose import Token
from fazhi.publish.prose_html import DONE, OPEN
from fazhi.publish.typst_blocks import linked, picture_from_address
from fazhi.publish.typst_text import content, literal, name, printable

Anchors = frozenset[str]


def render(tokens: Iterable[Token], anchors: Anchors) -> str:
    """The tokens as Typst markup. ``anchors`` are the names that a link inside the document may go to."""
    return "".join(_RENDER.get(token["type"], _children)(token, anchors) for token in tokens)


def _children(token: Token, anchors: Anchors) -> str:
    return render(token["children"], anchors) if "children" in token else content(token.get("raw", ""))


def _call(function: str) -> Callable[[Token, Anchors], str]:
    return lambda token, anchors: f"#{function}[{_children(token, anchors)}]"


def _block(function: str) -> Callable[[Token, Anchors], str]:
    return lambda token, anchors: f"#{function}[{_children(token, anchors)}]\n\n"


def _heading(token: Token, anchors: Anchors) -> str:
    if not printable(prose.plain(token)).strip():
        return ""  # a PDF for everyone has no empty headings
    level, anchor = token["attrs"]["level"], token["attrs"].get("id")
    place = f" #{name(anchor)}" if anchor else ""
    return f"#heading(level: {level})[{_children(token, anchors)}]{place}\n\n"


def _paragraph(token: Token, anchors: Anchors) -> str:
    return _children(token, anchors) + "\n\n"


def _list(token: Token, anchors: Anchors) -> str:
    items = ", ".join(f"[{_item(child, anchors)}]" for child in token["children"])
    ordered = token["attrs"].get("ordered")
    start = f"start: {int(token['attrs'].get('start', 1))}, " if ordered else ""
    tight = "true" if token.get("tight", True) else "false"
    return f"#{'enum' if ordered else 'list'}(tight: {tight}, {start}{items})\n\n"


def _item(token: Token, anchors: Anchors) -> str:
    box = ""
    if token["type"] == "task_list_item":
        box = content((DONE if token["attrs"].get("checked") else OPEN) + " ")
    return box + _children(token, anchors).rstrip("\n")


def _link(token: Token, anchors: Anchors) -> str:
    return linked(f"[{_children(token, anchors)}]", token["attrs"]["url"], anchors)


def _image(token: Token, anchors: Anchors) -> str:
    words = prose.plain(token)
    return picture_from_address(token["attrs"]["url"], words) or content(words)


def _code(token: Token, anchors: Anchors) -> str:
    return f"#fz-code({literal(token['raw'].rstrip())})\n\n"


def _table(token: Token, anchors: Anchors) -> str:
    head, *bodies = token["children"]
    cells = head["children"]
    aligns = ", ".join(cell["attrs"].get("align") or "left" for cell in cells)
    rows = [row for body in bodies for row in body["children"]]
    return (
        f"#fz-plain-table({len(cells)}, ({aligns},), ({_cells(cells, anchors)}), "
        f"({''.join(_cells(row['children'], anchors) for row in rows)}))\n\n"
    )


def _cells(cells: Iterable[Token], anchors: Anchors) -> str:
    return "".join(f"[{_children(cell, anchors)}], " for cell in cells)


_RENDER: dict[str, Callable[[Token, Anchors], str]] = {
    "heading": _heading,
    "paragraph": _paragraph,
    "block_text": _children,
    "block_quote": _block("quote(block: true)"),
    "block_code": _code,
    "thematic_break": lambda _token, _anchors: "#fz-rule\n\n",
    "list": _list,
    "table": _table,
    "strong": _call("strong"),
    "emphasis": _call("emph"),
    "strikethrough": _call("strike"),
    "codespan": lambda token, _anchors: f"#raw({literal(token['raw'])});",
    "linebreak": lambda _token, _anchors: "#linebreak();",
    "link": _link,
    "image": _image,
}
