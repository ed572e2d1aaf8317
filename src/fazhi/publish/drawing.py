"""SVG drawings made fit to stand inside a page: nothing in them runs or loads, no name clashes."""

from __future__ import annotations

import hashlib
import re
import xml.etree.ElementTree as ElementTree
from functools import lru_cache

SVG = "http://www.w3.org/2000/svg"
XLINK = "http://www.w3.org/1999/xlink"
DROPPED = set(["script", "foreignObject", "metadata", "iframe", "object", "embed", "audio", "video", "animate", "set"])
INSIDE = re.compile(r"url\(\s*['\"]?#([^'\")]+)['\"]?\s*\)")
ROW = re.compile(r"_row(\d+)$")
SIGNS = set("@(:")  # without one of these nothing is outside, and no long path need be searched
OUTSIDE = re.compile(r"url\(\s*['\"]?(?!#)|@import|expression\(|javascript:", re.IGNORECASE)

# What stands before the element, such as a document type, which a typesetter has no use for.
PROLOGUE = re.compile(r"\s*(?:<\?xml\s[^<>]*>\s*)?(?:<!DOCTYPE[^<>\[]*>\s*)?(?=<svg\s)")
# What matplotlib says of the drawing.
METADATA = re.compile(r"<metadata>.*?</metadata>\s*(?=<)", re.DOTALL)
# What must stand in the text for anything to be taken out; most drawings have none of it and need not be walked through. Signs written by
# number, what parts a text (comments, instructions) and what a document type adds could be a piece of any of it.
SUSPECT = re.compile(
    "|".join(
        (
            rf"</?(?:[^\s<>:]+:)?(?:{'|'.join(sorted(DROPPED))})\b",
            r"[\s:]on[^\s=<>]*\s*=",
            r"[\s:]href\s*=\s*['\"](?!#|(?-i:data:image/))",
            OUTSIDE.pattern,
            r"&#|<!--|<!\[|<!ATTLIST|<\?(?!xml\s)",
        )
    ),
    re.IGNORECASE,
)
# Without these words, in small letters, there is no element to be dropped, no attribute that runs, nothing that loads or is hidden.
WORDS = (
    *(f"{before}{tag.lower()}" for tag in sorted(DROPPED) for before in ("<", ":")),
    *(f"{before}on" for before in (" ", "\n", "\t", "\r", ":")),
    *("@import", "expression(", "javascript:", "&#", "<!--", "<![", "<!attlist"),
)

ElementTree.register_namespace("", SVG)
ElementTree.register_namespace("xlink", XLINK)


@lru_cache(maxsize=128)  # a figure is shown and then printed
def inline(svg: str, prefix: str) -> str:
    """The drawing as an ``<svg>`` element for HTML: no prologue, script, outside reference or clashing id.

    Ids get ``prefix``, since several drawings share one page; those that nothing refers to go, and of one that ends in
    ``_row3`` stays ``data-row="3"``: the row of the chart's data that the element shows. Width and height stay only as ``viewBox``, with
    the natural width as a limit. Raises ``ValueError`` when the text is no SVG.
    """
    root = _cleaned(svg)
    meant = _referenced(root)
    for element in root.iter():
        _rename(element, prefix, meant)
    width, height = root.attrib.pop("width", ""), root.attrib.pop("height", "")
    root.attrib.setdefault("viewBox", f"0 0 {_points(width)} {_points(height)}")
    pixels = f"{_points(width) * 4 / 3:.0f}px"
    root.set("style", f"--natural-width: {pixels}; max-width: {pixels}")
    root.set("focusable", "false")
    root.set("aria-hidden", "true")
    return ElementTree.tostring(root, encoding="unicode")


def standalone(svg: str) -> tuple[str, float]:
    """The cleaned drawing as a document of its own, e.g. for the typesetter, and its natural width in points; one of which nothing has to go as it is written."""
    without = _unsuspected(svg)
    root = _parse(without or svg)
    if without is None:
        _clean(root)
    elif prologue := PROLOGUE.match(without):
        return without[prologue.end() :], _points(root.get("width", ""))
    return ElementTree.tostring(root, encoding="unicode"), _points(root.get("width", ""))


@lru_cache(maxsize=128)
def is_svg(text: str) -> bool:
    """Whether the text is an SVG document that can be cleaned."""
    try:
        return bool(text) and _parse(text) is not None
    except ValueError:
        return False


def digest(text: str) -> str:
    """A short stable name for a text."""
    return hashlib.sha256(text.encode()).hexdigest()[:8]


def _parse(svg: str) -> ElementTree.Element:
    # Entities could blow up or read files; a chart has none.
    if "<!ENTITY" in svg:
        raise ValueError("the drawing declares XML entities")
    try:
        root = ElementTree.fromstring(svg)
    except ElementTree.ParseError as problem:
        raise ValueError(f"the drawing is no SVG: {problem}") from problem
    if root.tag != f"{{{SVG}}}svg":
        raise ValueError(f"the drawing is no SVG but <{root.tag}>")
    return root


def _cleaned(svg: str) -> ElementTree.Element:
    """Raises ``ValueError`` when the text is no SVG."""
    without = _unsuspected(svg)
    root = _parse(without or svg)
    if without is None:
        _clean(root)
    return root


def _unsuspected(svg: str) -> str | None:
    """The drawing without what matplotlib says of it, where there is nothing else to be taken out."""
    without = METADATA.sub("", svg, count=1)
    return without if _is_plain(without) or not SUSPECT.search(without) else None


def _is_plain(svg: str) -> bool:
    """Whether no more than a look for words says that nothing is suspect, in half the time of the whole search."""
    text = svg.lower()
    return (
        not any(word in text for word in WORDS)
        and text.count("href") == text.count('href="#')
        and text.count("url(") == text.count("url(#")
        and text.count("<?") == text.count("<?xml ")
    )


def _clean(element: ElementTree.Element) -> None:
    for child in list(element):
        if child.tag.rpartition("}")[2] in DROPPED:
            element.remove(child)
        else:
            _clean(child)
    if element.tag == f"{{{SVG}}}style" and OUTSIDE.search(element.text or ""):
        element.text = ""
    for name, value in list(element.attrib.items()):
        local = name.rpartition("}")[2]
        outside = local == "href" and not value.startswith(("#", "data:image/"))
        if local.lower().startswith("on") or outside or (SIGNS & set(value) and OUTSIDE.search(value)):
            del element.attrib[name]


def _referenced(root: ElementTree.Element) -> set[str]:
    """The ids that something in the drawing refers to."""
    values = [value for element in root.iter() for value in element.attrib.values()]
    links = {value[1:] for value in values if value.startswith("#")}
    return links | {id for value in values if "url(" in value for id in INSIDE.findall(value)}


def _rename(element: ElementTree.Element, prefix: str, meant: set[str]) -> None:
    for name, value in list(element.attrib.items()):
        if name == "id":
            if row := ROW.search(value):
                element.set("data-row", row[1])
            if value in meant:
                element.set(name, f"{prefix}-{value}")
            else:
                del element.attrib[name]
        elif name.rpartition("}")[2] == "href" and value.startswith("#"):
            element.set(name, f"#{prefix}-{value[1:]}")
        elif "url(" in value:
            element.set(name, INSIDE.sub(rf"url(#{prefix}-\1)", value))


def _points(length: str) -> float:
    number = re.match(r"[\d.]+", length)
    if number is None:
        return 460.8
    return float(number[0]) * (0.75 if not length.endswith("pt") else 1)
