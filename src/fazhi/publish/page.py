"""A story as one HTML file that needs nothing else: style, font and script inside, nothing to load. Without scripting it is whole."""

from __future__ import annotations

import base64
from functools import singledispatch
from html import escape

from markupsafe import Markup

from fazhi.publish import drawing, hypertext, plaintext, prose_html
from fazhi.publish.blocks import Block, Figure, Table
from fazhi.publish.shell import script, style, template, with_font
from fazhi.publish.story import Code, Failure, Heading, Log, Part, Picture, Prose, Story
from fazhi.publish.wording import language_tag, word

CONTENTS_DEPTH = 2
# What the page's script says, by the names under which it finds the words.
SAID = (
    "filter", "shown", "ascending", "descending", "unsorted", "copy", "copied", "arrows", "evidence", "read", "hint", "semicolon",
)  # fmt: skip


def render(story: Story) -> str:
    """The page, as text. The same story gives the same text."""
    language = story.document.language
    body = "\n".join(_part(part, language) for part in story.parts)
    head = hypertext.document(story.document)
    fill = {
        "document": story.document,
        "tag": language_tag(language),
        "head": Markup(head),
        "body": Markup(body),
        "sections": [heading for heading in story.headings if heading.level <= CONTENTS_DEPTH],
        "listings": _listings(story),
        "style": Markup(style("base.css", "page.css")),
        "script": Markup(script("page.js")),
        "words": {name: word(f"page_{name}", language) for name in SAID} | {"pair": word("pair", language)},
    }
    return with_font(template("page.html.j2"), fill)


def _listings(story: Story) -> list[tuple[str, list[Heading]]]:
    """The lists of tables and of figures."""
    listings = []
    for kind in (Table, Figure):
        blocks = [block for block in story.captioned if isinstance(block, kind)]
        entries = [Heading(1, f"{plaintext.label(block)} {block.title}", block.id or "") for block in blocks]
        if entries:
            listings.append((word(f"list_of_{kind.kind}s", story.document.language), entries))
    return listings


@singledispatch
def _part(part: Part, language: str) -> str:
    raise TypeError(f"no HTML form for {type(part).__name__}")


@_part.register
def _(part: Block, language: str) -> str:
    return part.to_html()


@_part.register
def _(part: Prose, language: str) -> str:
    return prose_html.render(part.tokens)


@_part.register
def _(part: Code, language: str) -> str:
    return f'<pre tabindex="0"><code>{escape(part.source)}</code></pre>'


@_part.register
def _(part: Log, language: str) -> str:
    printed = f'<pre tabindex="0">{escape(part.text.rstrip())}</pre>'
    if not part.text.strip():
        return ""
    return _box("warning", word("warnings", language), printed) if part.warning else printed


@_part.register
def _(part: Failure, language: str) -> str:
    said = f"<p><strong>{escape(part.name)}</strong>: {escape(part.message)}</p>"
    trace = f'<pre tabindex="0">{escape(part.traceback)}</pre>'
    details = f"<details><summary>{escape(word('traceback', language))}</summary>{trace}</details>"
    return _box("error", word("failure", language), said + details)


@_part.register
def _(part: Picture, language: str) -> str:
    if isinstance(part.data, str):
        inside = f'<div class="fz-drawing" role="img" aria-label="{escape(part.alt)}">'
        svg = drawing.inline(part.data, prefix=drawing.digest(part.data))
        return f'<div class="fz-figure">{inside}{svg}</div></div>'
    data = base64.b64encode(part.data).decode()
    return f'<div class="fz-figure"><img src="data:{part.media};base64,{data}" alt="{escape(part.alt)}"></div>'


def _box(level: str, title: str, content: str) -> str:
    mark = f'<span class="fz-mark" aria-hidden="true">{hypertext.LEVEL_MARKS[level]}</span> '
    return (
        f'<section class="fz-banner fz-{level}" aria-label="{escape(title)}">'
        f'<p class="fz-output-title">{mark}{escape(title)}</p>{content}</section>'
    )
