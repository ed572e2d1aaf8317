"""Markdown cells as a tree of tokens, ready for both the page and the typesetter."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from functools import cache
from html import unescape
from typing import Any, cast

import mistune

Token = dict[str, Any]

COMMENT = re.compile(r"\s*<!--.*?-->\s*", re.DOTALL)
LINE_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)


def parse(markdown: str, attachments: Mapping[str, Mapping[str, str]] | None = None) -> list[Token]:
    """The tokens of a markdown cell (mistune's tree), with Chinese line ends closed up.

    Raw HTML is kept as literal text, except comments, which vanish, and ``<br>``. Images of a cell's
    attachments become ``data:`` addresses.
    """
    tokens = [_tidy(token) for token in cast("list[Token]", _parser()(markdown))]
    _embed(tokens, attachments or {})
    return [token for token in tokens if not _is_empty(token)]


def headings(tokens: Iterable[Token]) -> list[Token]:
    """The heading tokens of a cell, in order (headings inside quotes and lists are none)."""
    return [token for token in tokens if token["type"] == "heading"]


def plain(token: Token) -> str:
    """The text of a token and everything in it."""
    if token["type"] in ("softbreak", "linebreak"):
        return " "
    return str(token.get("raw", "")) + "".join(map(plain, token.get("children", ())))


@cache
def _parser() -> mistune.Markdown:
    return mistune.create_markdown(renderer=None, plugins=["table", "strikethrough", "task_lists"])


def _is_empty(token: Token) -> bool:
    return token["type"] == "blank_line" or (token["type"] == "heading" and not plain(token).strip())


def _tidy(token: Token) -> Token:
    if token["type"] in ("block_html", "inline_html"):
        return _literal(token)
    if token["type"] in ("text", "codespan"):
        # The parser leaves entities of its input, and those that it made itself, in the text.
        token["raw"] = unescape(token["raw"]) if token["type"] == "text" else token["raw"]
    if "children" in token:
        children = [_tidy(child) for child in token["children"]]
        children = [child for child in children if child["type"] != "blank_line"]
        token["children"] = [
            _soft_break(children, position) if child["type"] == "softbreak" else child
            for position, child in enumerate(children)
        ]
    return token


def _literal(token: Token) -> Token:
    text = COMMENT.sub("", token["raw"])
    if token["type"] == "inline_html":
        return {"type": "linebreak"} if LINE_BREAK.fullmatch(text) else {"type": "text", "raw": text}
    return (
        {"type": "paragraph", "children": [{"type": "text", "raw": text.strip()}]} if text else {"type": "blank_line"}
    )


def _soft_break(siblings: list[Token], position: int) -> Token:
    """A line end inside a paragraph: a space, but nothing between two Chinese characters."""
    before = plain(siblings[position - 1])[-1:] if position else ""
    after = plain(siblings[position + 1])[:1] if position + 1 < len(siblings) else ""
    return {"type": "text", "raw": "" if _is_wide(before) and _is_wide(after) else " "}


def _is_wide(character: str) -> bool:
    return bool(character) and (unicodedata.east_asian_width(character) in "WF" or character in "“”‘’…—")


def _embed(tokens: Iterable[Token], attachments: Mapping[str, Mapping[str, str]]) -> None:
    for token in tokens:
        if token["type"] == "image":
            address = token["attrs"]["url"]
            forms = attachments.get(address.removeprefix("attachment:"), {})
            for media, data in forms.items():
                token["attrs"]["url"] = f"data:{media};base64,{''.join(data.split())}"
        _embed(token.get("children", ()), attachments)
