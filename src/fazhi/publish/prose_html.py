"""Markdown tokens as HTML, all text escaped; headings carry the level and anchor that the story gave."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from html import escape

from fazhi.publish import hypertext, prose
from fazhi.publish.prose import Token

HIGHEST = 2  # a page has one h1, its title
DONE, OPEN = "✓", "□"  # signs that the typeface has


def render(tokens: Iterable[Token]) -> str:
    """The tokens as HTML."""
    return "".join(_RENDER.get(token["type"], _children)(token) for token in tokens)


def _children(token: Token) -> str:
    return render(token["children"]) if "children" in token else escape(token.get("raw", ""))


def _wrap(name: str) -> Callable[[Token], str]:
    return lambda token: f"<{name}>{_children(token)}</{name}>"


def _heading(token: Token) -> str:
    level = min(token["attrs"]["level"] + HIGHEST - 1, 6)
    anchor = token["attrs"].get("id")
    identity = f' id="{escape(anchor)}"' if anchor else ""
    return f"<h{level}{identity}>{_children(token)}</h{level}>"


def _list(token: Token) -> str:
    if not token["attrs"].get("ordered"):
        return _wrap("ul")(token)
    start = token["attrs"].get("start", 1)
    return f"<ol{f' start={chr(34)}{start}{chr(34)}' if start != 1 else ''}>{_children(token)}</ol>"


def _task(token: Token) -> str:
    box = DONE if token["attrs"].get("checked") else OPEN
    return f'<li class="fz-task">{box} {_children(token)}</li>'


def _link(token: Token) -> str:
    target = hypertext.safe_link(token["attrs"]["url"])
    return f'<a href="{escape(target)}">{_children(token)}</a>' if target else _children(token)


def _image(token: Token) -> str:
    """Only pictures that the notebook carries itself: a page loads nothing."""
    address, words = token["attrs"]["url"], escape(prose.plain(token))
    return f'<img src="{escape(address)}" alt="{words}">' if address.startswith("data:image/") else words


def _code(token: Token) -> str:
    return f'<pre tabindex="0"><code>{escape(token["raw"])}</code></pre>'


def _table(token: Token) -> str:
    head, *bodies = token["children"]
    rows = "".join(f"<tr>{''.join(map(_cell, row['children']))}</tr>" for body in bodies for row in body["children"])
    # A table of prose has no title; its region is named by its headings and its first entry.
    first = [row["children"][0] for body in bodies for row in body["children"]][:1]
    name = " ".join(prose.plain(cell).strip() for cell in [*head["children"], *first])
    return (
        f'<div class="fz-table"><div class="fz-scroll" role="region" tabindex="0" aria-label="{escape(name)}"><table>'
        f"<thead><tr>{''.join(map(_cell, head['children']))}</tr></thead>"
        f"<tbody>{rows}</tbody></table></div></div>"
    )


def _cell(token: Token) -> str:
    name, scope = ("th", ' scope="col"') if token["attrs"].get("head") else ("td", "")
    return f'<{name}{scope} class="fz-{token["attrs"].get("align") or "left"}">{_children(token)}</{name}>'


_RENDER: dict[str, Callable[[Token], str]] = {
    "heading": _heading,
    "paragraph": _wrap("p"),
    "block_quote": _wrap("blockquote"),
    "block_code": _code,
    "block_text": _children,
    "thematic_break": lambda _token: "<hr>",
    "list": _list,
    "list_item": _wrap("li"),
    "task_list_item": _task,
    "table": _table,
    "strong": _wrap("strong"),
    "emphasis": _wrap("em"),
    "strikethrough": _wrap("del"),
    "codespan": _wrap("code"),
    "linebreak": lambda _token: "<br>",
    "link": _link,
    "image": _image,
}
