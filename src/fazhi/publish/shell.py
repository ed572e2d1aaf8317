"""What all pages have in common: templates, style sheets, scripts, and the typeface in them. Without what reads a notebook, which the start page need not wait for."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from fazhi import typeface
from fazhi.publish.tongues import marked
from fazhi.publish.wording import word

ASSETS = Path(__file__).with_name("assets")


def with_font(page: Callable[..., str], fill: dict[str, Any]) -> str:
    """The page with the typeface cut down to the characters that stand in it, and with its Chinese words marked where its ``tag`` is another."""
    font = typeface.web_subset(page(**fill, font=""))
    return marked(page(**fill, font=base64.b64encode(font).decode()), fill["tag"])


def template(name: str) -> Callable[..., str]:
    """A page template of this room, ready to fill."""
    return _environment().get_template(name).render


@cache
def style(*names: str) -> str:
    """Style sheets of this room, joined."""
    return "".join((ASSETS / name).read_text(encoding="utf-8") for name in names)


def script(name: str) -> str:
    """A script of this room."""
    return (ASSETS / name).read_text(encoding="utf-8")


def fingerprint(content: str) -> Markup:
    """What a Content-Security-Policy calls the inline script or style sheet of this very text (CSP 3, 2.3.1)."""
    digest = base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()
    return Markup(f"'sha256-{digest}'")


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(ASSETS),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals.update(word=word, family=typeface.FAMILY)
    environment.filters["fingerprint"] = fingerprint
    return environment
