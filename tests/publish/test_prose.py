"""Markdown: line ends between Chinese characters, literal HTML, safe links."""

import pytest

from fazhi.publish import prose, prose_html, prose_typst


def html(markdown):
    return prose_html.render(prose.parse(markdown))


def typst(markdown):
    return prose_typst.render(prose.parse(markdown), frozenset({"table-1"}))


@pytest.mark.parametrize(
    ("markdown", "text"),
    [
        ("第一行\n第二行", "第一行第二行"),
        ("第一行，\n第二行", "第一行，第二行"),
        ("one\ntwo", "one two"),
        ("中文\nword", "中文 word"),
        ("**粗**\n字", "<strong>粗</strong>字"),
    ],
)
def test_a_line_end_is_a_space_only_where_words_need_one(markdown, text):
    assert html(markdown) == f"<p>{text}</p>"


def test_html_is_literal_but_breaks_break_and_comments_vanish():
    assert html("a<br>b <b>x</b> &lt; <!-- c -->d") == "<p>a<br>b &lt;b&gt;x&lt;/b&gt; &lt; d</p>"
    assert html("<!-- note -->\n\n<div>x</div>") == "<p>&lt;div&gt;x&lt;/div&gt;</p>"


@pytest.mark.parametrize("address", ["javascript:alert(1)", "data:text/html,x", "vbscript:x", "file:///etc/passwd"])
def test_unsafe_links_are_bare_text(address):
    assert "href" not in html(f"[词]({address})")
    assert "link" not in typst(f"[词]({address})")


def test_links_inside_a_printed_document_need_a_place_to_go():
    assert '#link(label("table-1"), [#"表1";]);' in typst("[表1](#table-1)")
    assert "link" not in typst("[表9](#table-9)")
    assert '#link("evidence/a.csv", ' in typst("[据](evidence/a.csv)")


def test_pictures_load_nothing():
    assert html("![词](http://example.org/x.png)") == "<p>词</p>"
    tokens = prose.parse("![词](attachment:a.png)", {"a.png": {"image/png": "aGk=\n"}})
    assert prose_html.render(tokens) == '<p><img src="data:image/png;base64,aGk=" alt="词"></p>'


def test_lists_tables_and_tasks():
    assert html("3. a\n   - b\n") == '<ol start="3"><li>a<ul><li>b</li></ul></li></ol>'
    assert html("- [x] a\n- [ ] b").count("fz-task") == 2
    assert '<th scope="col" class="fz-right">b</th>' in html("|a|b|\n|---|--:|\n|1|2|")


def test_plain_text_of_a_heading():
    (heading,) = prose.headings(prose.parse("## 一、*说明* `x`"))
    assert prose.plain(heading) == "一、说明 x"
