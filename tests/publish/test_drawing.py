"""SVG inside a page: nothing runs, nothing loads, no names clash."""

import re
import xml.etree.ElementTree as ElementTree
from unittest.mock import patch

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fazhi.publish import drawing

NAMES = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
OPEN = f'<svg {NAMES} width="10pt" height="5pt">'


@pytest.mark.parametrize(
    "inside",
    [
        "<script>alert(1)</script>",
        '<g onload="alert(1)"/>',
        '<foreignObject><body xmlns="http://www.w3.org/1999/xhtml"/></foreignObject>',
        '<image xlink:href="http://example.org/x.png"/>',
        '<image href="file:///etc/passwd"/>',
        '<a xlink:href="javascript:alert(1)"><text>x</text></a>',
        "<style>@import url(http://example.org/x.css);</style>",
        '<rect style="fill: url(http://example.org/#x)"/>',
        '<use href="#a"/><animate attributeName="href" to="javascript:alert(1)"/>',
        '<metadata><x xmlns="http://example.org/"/></metadata>',
    ],
)
def test_what_runs_or_loads_is_taken_out(inside):
    for result in (
        drawing.inline(f"{OPEN}{inside}</svg>", "f"),
        drawing.standalone(f"{OPEN}{inside}</svg>")[0],
    ):
        for word in ("alert", "example.org", "passwd", "foreignObject", "@import", "animate"):
            assert word not in result


PIECES = (
    "<g>", "</g>", "<rect/>", "<!-- <metadata> -->", "<!-- </metadata> -->", "<!--", "-->", "<metadata>", "</metadata>", "<a:metadata/>",
    "<script>", "</script>", "<settings/>", "<set/>", '<g on="1"/>', '<g x:onload = "1"/>', '<g fill="url(#a)"/>', '<g fill="url( \'#a"/>',
    '<g fill="url(x)"/>', '<g fill="u&#114;l(x)"/>', '<g href="#a"/>', '<g href=" #a"/>', '<g href="DATA:image/png"/>',
    '<g x:href="data:image/png"/>', '<g href="&#35;a"/>', "<style>@im<!-- -->port</style>", "<style>@im<?a b?>port</style>",
    "<style><![CDATA[@import]]></style>", "<style>a</style>", "text on = x", "\n ",
)  # fmt: skip


@given(st.lists(st.sampled_from(PIECES), max_size=6), st.booleans())
def test_a_drawing_that_is_not_walked_through_has_nothing_to_be_taken_out(pieces, declares):
    default = '<!DOCTYPE svg [<!ATTLIST g onload CDATA "alert(1)">]>' if declares else ""
    svg = (
        f"{default}<svg {NAMES} xmlns:x='http://www.w3.org/1999/xlink' xmlns:a='{drawing.SVG}'>{''.join(pieces)}</svg>"
    )
    if not drawing.is_svg(svg):
        return
    shown = as_read(drawing.standalone(svg)[0]), drawing.inline(svg, "f")
    everything = patch.object(drawing, "SUSPECT", re.compile("")), patch.object(drawing, "_is_plain", lambda _: False)
    with everything[0], everything[1]:
        assert (as_read(drawing.standalone(svg)[0]), drawing.inline.__wrapped__(svg, "f")) == shown
    with everything[1]:  # what the look for words lets pass the search does, too
        assert (as_read(drawing.standalone(svg)[0]), drawing.inline.__wrapped__(svg, "f")) == shown


def as_read(svg: str) -> str:
    """What a reader of XML finds, in whatever way it is written."""
    return ElementTree.canonicalize(svg, with_comments=True)


PROLOGUES = (
    "",
    "<?xml version='1.0'?>",
    '<!DOCTYPE svg PUBLIC "a" "b">\n',
    "<!DOCTYPE svg [<!ELEMENT svg ANY>]>",
    "\n ",
    "<?a b?>",
)


@given(
    st.lists(st.sampled_from(PROLOGUES), max_size=3),
    st.sampled_from(["", "x:"]),
    st.sampled_from(["<svg/>", "<g/>", "<svg >"]),
)
def test_a_drawing_on_its_own_is_the_whole_element_whatever_stands_before_it(before, prefix, inside):
    if inside == "<svg >":
        inside = "<svg ></svg >"
    svg = f"{''.join(before)}<{prefix}svg {NAMES} xmlns:x='{drawing.SVG}' width='30pt'>{inside}</{prefix}svg>\n"
    if not drawing.is_svg(svg):
        return
    shown, width = drawing.standalone(svg)
    assert width == 30 and shown.startswith("<") and "DOCTYPE" not in shown
    assert ElementTree.tostring(ElementTree.fromstring(shown)) == ElementTree.tostring(ElementTree.fromstring(svg))


def test_two_drawings_on_a_page_share_no_names(svg):
    first, second = (drawing.inline(svg, prefix) for prefix in ("figure-1", "figure-2"))
    names = [set(re.findall(r'\bid="([^"]+)"', text)) for text in (first, second)]
    assert names[0] & names[1] == set()
    for text, own in zip((first, second), names, strict=True):
        references = set(re.findall(r'(?:url\(#|href="#)([^)"]+)', text))
        assert references and references <= own


def test_a_drawing_keeps_its_text_and_gives_its_width(svg):
    assert ">一月</text>" in drawing.inline(svg, "f")
    assert "--natural-width: 400px" in drawing.inline(svg, "f")
    assert drawing.standalone(svg)[1] == 300
    assert drawing.inline(svg, "f").startswith("<svg")


@pytest.mark.parametrize(
    "text", ["", "<p/>", "<svg", '<!DOCTYPE x [<!ENTITY a "b">]><svg xmlns="http://www.w3.org/2000/svg"/>']
)
def test_other_text_is_no_drawing(text):
    assert not drawing.is_svg(text)


def test_an_id_stays_only_where_something_refers_to_it_and_a_row_is_kept_as_data():
    inside = '<g id="patch_1"><rect id="bar"/></g><use href="#bar"/><g id="block-0-3_row7"/><g id="dot_row12"/>'
    shown = drawing.inline(f"{OPEN}{inside}</svg>", "f")
    assert re.findall(r'\bid="([^"]+)"', shown) == ["f-bar"]
    assert re.findall(r'data-row="(\d+)"', shown) == ["7", "12"]
