"""The PDF: complete, literal, tagged, archivable, and the same bytes for the same content."""

import copy
import io
import re
import subprocess
from collections import Counter
from dataclasses import replace
from itertools import pairwise

import pytest
import typst
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject

from fazhi.publish import story, typeset, typst_text
from fazhi.publish.blocks import (
    Banner,
    Cell,
    Column,
    Document,
    Figure,
    KeyFigure,
    KeyFigures,
    Table,
)
from fazhi.publish.exporters import FazhiPDFExporter
from fazhi.publish.hypertext import MARKS

MM = 72 / 25.4


@pytest.fixture
def pdf():
    return lambda notebook: FazhiPDFExporter().from_notebook_node(notebook)[0]


@pytest.fixture
def read(pdf):
    return lambda notebook: PdfReader(io.BytesIO(pdf(notebook)))


def text_of(reader):
    """All text, without the line ends that the page made."""
    return re.sub(r"\s", "", "".join(page.extract_text() for page in reader.pages))


def structure(reader):
    """Every element of the structure tree as (tag, alternative text)."""
    found, waiting = [], [reader.trailer["/Root"]["/StructTreeRoot"]]
    while waiting:
        node = waiting.pop().get_object()
        if isinstance(node, ArrayObject):
            waiting += list(node)
        elif isinstance(node, DictionaryObject):
            if "/S" in node:
                found.append((node["/S"], node.get("/Alt")))
            if "/K" in node and not isinstance(node["/K"], int):
                waiting.append(node["/K"])
    return found


def long_table(rows, columns=4, number=1):
    heads = [Column(f"c{i}", f"列{i}") for i in range(columns)]
    cells = [[f"r{row}c{column}" for column in range(columns)] for row in range(rows)]
    return Table(number, "长表", heads, cells, notes=["末尾的注。"])


def test_every_part_of_the_notebook_stands_in_the_document(read, appendix):
    text = text_of(read(appendix))
    expected = [
        *(
            "双合镇附录",
            "2022年度",
            "单位：双合镇",
            "由程序生成。",
            "合成数据",
            "652",
            "见表1。换行不应有空格。",
            "（一）明细",
        ),
        *(
            "表1调解情况",
            "单位：件",
            "注1：含村级。",
            "资料来源：台账L14",
            "图1各月受理",
            "注：注记。",
            "一月",
            "7.5",
        ),
        *("printedline", "小心", "此处计算出错", "ValueError:没有台账", "图1的数据：各月受理", "—1—"),
    ]
    assert [words for words in expected if words not in text] == []
    assert "/srv/clerk" not in text


def test_hostile_text_is_printed_letter_by_letter(read, notebook, svg, hostile):
    rows = [[hostile, Cell(hostile, href=hostile, status="bad")]]
    table = Table(1, hostile, [hostile, Column("n", "n", group=hostile)], rows, hostile, [hostile], hostile, id=hostile)
    reader = read(
        notebook(
            Document(hostile, hostile, date=hostile, meta={hostile: hostile}),
            Banner(hostile, title=hostile),
            KeyFigures([KeyFigure(hostile, hostile, hostile, hostile, hostile)], hostile),
            table,
            Figure(2, hostile, svg, hostile, hostile, [hostile], table, id=hostile),
            "## h\n\n    " + hostile,
        )
    )
    assert text_of(reader).count(re.sub(r"\s", "", hostile)) >= 15
    assert reader.metadata.title == hostile


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=60))
def test_any_text_at_all_can_be_set(read, notebook, text):
    table = Table(1, text, [text, "b"], [[text, Cell(text, href=text)]], text, [text], text, id=text)
    read(notebook(Document(text or "x"), Banner(text), table, text))


WORDS = st.text(
    st.sampled_from("双合镇年，（）“”～—…·AVToWfil1478%/-. \u3000〓") | st.characters(), min_size=1, max_size=24
).filter(lambda text: typst_text.printable(text).strip())
CELLS = st.builds(
    Cell, WORDS, href=st.none() | st.just("https://example.org"), status=st.none() | st.sampled_from(sorted(MARKS))
)


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.tuples(CELLS, CELLS, CELLS), min_size=1, max_size=40),
    st.integers(0, 2),
    st.integers(1, 2),
    st.lists(st.tuples(CELLS, st.integers(1, 9)), max_size=6),
)
def test_rows_of_known_height_are_as_high_as_the_typesetter_would_make_them(rows, totals, named, runs):
    names = [name for name, length in runs for _ in range(length)]
    rows = [(name, *row[1:]) for name, row in zip(names, rows, strict=False)] + rows[len(names) :]
    table = Table(1, "表", ["a", "b", "c"], rows, total_rows=min(totals, len(rows)), header_columns=named)
    told = story.Story(Document("文"), (), (table,), ())
    known, fit = typeset.pdf(told), typeset.layout.fit
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(typeset.layout, "fit", lambda table: replace(fit(table), heights=(None,) * len(table.cells)))
        assert typeset.pdf(told) == known


def test_characters_without_a_glyph_show_a_sign_instead_of_failing():
    assert typst_text.literal("双合镇😀𠮷") == '"双合镇〓〓"'
    assert typst_text.literal("a\u200bb\u0301c\x07\td\ufb01\u3000") == '"abc dfi\u3000"'
    assert typst_text.literal('\\"\n') == '"\\\\\\"\\n"'


def test_the_document_is_archivable_and_accessible_by_its_own_word(pdf, read, appendix):
    reader = read(appendix)
    metadata = reader.xmp_metadata.stream.get_data().decode()
    for claim in ("<pdfaid:part>2<", "<pdfaid:conformance>A<", "<pdfuaid:part>1<"):
        assert claim in metadata
    assert reader.trailer["/Root"]["/Lang"] == "zh-CN"
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert reader.trailer["/Root"]["/ViewerPreferences"]["/DisplayDocTitle"]
    assert reader.metadata.title == "双合镇附录"


def test_tags_name_tables_captions_headings_and_what_the_drawing_shows(read, appendix):
    tags = structure(read(appendix))
    count = Counter(tag for tag, _ in tags)
    assert count["/Table"] == count["/THead"] == 4  # numbered, markdown, frame, values of the figure
    assert count["/Caption"] == 3
    assert count["/H1"] == 3 and count["/H2"] == 1
    assert count["/TH"] >= 4 and count["/L"] == 2
    assert ("/Figure", "柱形图：一月54件。") in tags


def test_row_headings_wait_for_the_typesetter():
    # When this fails, the binding can mark single cells: tag row headings as TH, and take the remark out of docs/libraries.md.
    with pytest.raises(typst.TypstError, match="does not contain `header-cell`"):
        typst.compile(b'#table(columns: 2, pdf.header-cell(scope: "row")[a], [1])')


def test_bookmarks_follow_the_headings(read, appendix):
    first, nested, *rest = read(appendix).outline
    assert [first.title, nested[0].title, rest[0].title] == ["一、说明", "（一）明细", "二、其他"]


def test_the_date_is_the_documents_and_never_todays(read, notebook):
    assert read(notebook(Document("t", date="2023-01-16"))).metadata.creation_date_raw == "D:20230116000000Z"
    for date in (None, "soon"):
        assert read(notebook(Document("t", date=date))).metadata.creation_date_raw == "D:20000101000000Z"


def test_the_language_is_the_documents(read, notebook):
    reader = read(
        notebook(Document("t", language="en", meta={"Year": "2022"}), Table(1, "x", ["a"], [[1]], language="en"))
    )
    assert reader.trailer["/Root"]["/Lang"] == "en"
    assert "Table1x" in text_of(reader) and "Year:2022" in text_of(reader)


def test_chinese_names_in_an_english_document_are_said_to_be_chinese(read, notebook):
    rows = [["双合镇调解台账.xlsx", "counted"]]
    english, chinese = (
        read(
            notebook(Document("t", language=language), Table(1, "Rows of 双合镇", ["a", "b"], rows, language=language))
        )
        for language in ("en", "zh")
    )
    assert any(b"/Lang(zh-CN)" in page.get_contents().get_data() for page in english.pages)
    assert not any(b"/Lang" in page.get_contents().get_data() for page in chinese.pages)


def test_a_title_does_not_break_at_a_hyphen(read, notebook):
    """Balanced without that, the first line would end with ``law-``."""
    title = "示例镇 2023: a page on the law-based government of townships"
    lines = read(notebook(Document(title, language="en"))).pages[0].extract_text().splitlines()
    assert len([line for line in lines if "law-based" in line]) == 1


def test_a_heading_is_not_hyphenated(read, notebook):
    heading = "## 2(3) Administrative litigation, reconsideration and procuratorial suggestions"
    assert "procuratorial" in read(notebook(Document("t", language="en"), heading)).pages[0].extract_text()


def test_only_the_projects_own_face_is_used_and_it_is_embedded(read, appendix):
    fonts = {
        (font.get_object()["/BaseFont"], "/FontFile2" in descendant["/FontDescriptor"])
        for page in read(appendix).pages
        for font in page["/Resources"].get("/Font", {}).values()
        for descendant in [font.get_object()["/DescendantFonts"][0].get_object()]
    }
    assert {(name.partition("+")[2], embedded) for name, embedded in fonts} == {("FazhiSansSC-Regular", True)}


def test_the_head_of_a_long_table_is_repeated_under_a_continuation_mark(read, notebook):
    pages = [re.sub(r"\s", "", page.extract_text()) for page in read(notebook(long_table(90))).pages]
    assert len(pages) >= 3
    assert pages[0].count("表1长表") == 1 and "续表1" not in pages[0]
    assert all("续表1" in page and "列0列1列2列3" in page for page in pages[1:])
    assert sum(f"r{row}c0" in page for row in range(90) for page in pages) >= 90
    assert "注：末尾的注。" in pages[-1] and "r89c0" in pages[-1]


def test_totals_and_what_a_status_tints_keep_their_own_name(read, notebook):
    tinted = [[Cell("缺", status="unknown"), "甲"], [Cell("缺", status="unknown"), "乙"]]
    table = Table(1, "表", ["a", "b"], [*tinted, ["和", "丙"], ["和", "丁"]], header_columns=2, total_rows=1)
    text = text_of(read(notebook(Document("t"), table)))
    assert (text.count("缺"), text.count("和")) == (2, 2)


@pytest.mark.parametrize("lines", range(14, 22))
def test_headings_and_captions_stay_with_what_they_announce(read, notebook, lines):
    filler = "\n\n".join(["行"] * lines)
    pages = [page.extract_text() for page in read(notebook(Document("t"), filler, "## 标题甲", long_table(20))).pages]
    (announced,) = [page for page in pages if "标题甲" in page]
    assert "长表" in announced and "r0c0" in announced


@pytest.mark.parametrize("rows", range(18, 32))
def test_no_head_with_a_single_row_stands_at_the_foot_of_a_page(read, notebook, rows):
    """Nor a heading without it."""
    first, second = long_table(rows), replace(long_table(30, number=2), title="后表")
    pages = [page.extract_text() for page in read(notebook(Document("t"), first, "## 标题甲", second)).pages]
    begun = next(page for page in pages if "后表" in page)
    assert "标题甲" in begun and "r1c0" in begun.split("后表")[1]


@pytest.mark.parametrize("count", range(18, 28))
def test_no_line_of_the_contents_stands_alone_on_a_page(read, notebook, count):
    headings = [f"# 第{number}章" for number in range(1, 9)]
    tables = [Table(number, "短表", ["甲"], [["乙"]]) for number in range(1, count + 1)]
    pages = [page.extract_text() for page in read(notebook(Document("t"), *headings, *tables)).pages]
    entries = [len(re.findall(r"表\d+ 短表  \d", page)) for page in pages]
    assert sum(entries) == count and 1 not in entries


def test_a_wide_table_gets_a_turned_page_together_with_its_heading(read, notebook):
    wide = Table(1, "宽表", [Column(f"c{i}", f"列{i}") for i in range(12)], [["说明文字说明文字说明文字"] * 12] * 40)
    pages = list(read(notebook(Document("t"), "前文", "## 标题甲", wide, "后文")).pages)
    turned = [page.mediabox.width > page.mediabox.height for page in pages]
    assert turned == [False, *[True] * (len(pages) - 2), False]
    assert "标题甲" in pages[1].extract_text() and "标题甲" not in pages[0].extract_text()
    assert "后文" in pages[-1].extract_text()


def test_inner_links_lead_somewhere_and_lost_ones_become_text(read, notebook):
    table = Table(1, "x", ["a"], [[Cell("甲", href="#nowhere")], [Cell("乙", href="evidence/a.csv")]])
    reader = read(notebook(Document("t"), "[表](#table-1)", table))
    actions = [
        note.get_object()
        for page in reader.pages
        for note in page.get("/Annots", [])
        if note.get_object()["/Subtype"] == "/Link"
    ]
    assert [note["/A"].get("/URI") for note in actions if "/A" in note and "/URI" in note["/A"]] == ["evidence/a.csv"]
    assert len(actions) == 2


def test_the_values_of_figures_can_be_left_out(appendix):
    told = story.tell(appendix)
    assert "图中数据" in typeset.source(told)
    assert "图中数据" not in typeset.source(told, figure_data=False)


def test_the_same_content_gives_the_same_bytes(pdf, appendix):
    other = copy.deepcopy(appendix)
    other.metadata["papermill"] = {"duration": 3.2}
    for position, cell in enumerate(other.cells):
        cell["id"] = f"id{position}"
        cell.metadata["papermill"] = {"start_time": "2026-01-01"}
    assert pdf(appendix) == pdf(other)


@pytest.fixture
def pages_with_words(pdf, poppler, tmp_path):
    """Each page's size and the boxes of its words, as Poppler sees them."""

    def look(notebook):
        path = tmp_path / "document.pdf"
        path.write_bytes(pdf(notebook))
        boxes = subprocess.run(
            [poppler["pdftotext"], "-bbox", path, "-"], capture_output=True, text=True, check=True
        ).stdout
        for page in re.findall(r"<page .*?</page>", boxes, re.DOTALL):
            width, height = map(float, re.search(r'width="([\d.]+)" height="([\d.]+)"', page).groups())
            words = re.findall(r'xMin="([-\d.]+)" yMin="([-\d.]+)" xMax="([-\d.]+)" yMax="([-\d.]+)">([^<]*)<', page)
            yield width, height, [(*map(float, word[:4]), word[4]) for word in words]

    return look


@pytest.mark.pdf
@pytest.mark.parametrize(
    ("height", "notes", "pages"), [(300, 9, 1), (500, 9, 1), (610, 9, 1), (610, 30, 2), (1500, 2, 2)]
)
def test_a_tall_drawing_stands_below_its_heading_with_its_caption_and_all_that_stands_below_keeps_to_the_page(
    pages_with_words, notebook, height, notes, pages
):
    """It is made smaller; more notes than then find room go on overleaf."""
    size = f'width="439pt" height="{height}pt" viewBox="0 0 439 {height}"'
    tall = f'<svg xmlns="http://www.w3.org/2000/svg" {size}><rect width="439" height="{height}"/></svg>'
    figure = Figure(1, "高图", tall, "说明", notes=[f"第{number}条末" for number in range(notes)])
    found = [
        words for _, _, words in pages_with_words(notebook(Document("t"), "前文", "## 标题甲", "### 标题乙", figure))
    ]
    first, last = next(words for words in found if any("标题乙" in word[4] for word in words)), found[-1]
    assert len({id(words) for words in (first, last)}) == pages
    assert any("高图" in word[4] for word in first) and any(f"第{notes - 1}条末" in word[4] for word in last)
    foot = (297 - 35) * MM
    assert all(
        word[3] < foot
        for words in found
        for word in words
        if not word[4].strip("—").strip().isdigit() and word[4] != "—"
    )


@pytest.mark.pdf
def test_what_names_several_rows_is_told_once_and_again_where_they_go_on(pages_with_words, notebook):
    """At most six rows stand below a name, all on one page."""
    rows = [[f"名{number}", f"行{number}甲{place}"] for number in range(1, 9) for place in range(number)]
    table = Table(1, "表", ["a", "b"], rows * 3, header_columns=2)
    firsts, named = [], 0
    for _, _, words in pages_with_words(notebook(Document("t"), table)):
        read = "".join(word for _, _, _, _, word in sorted(words, key=lambda word: (round(word[1]), word[0])))
        named += read.count("名")
        firsts.append(re.search(r"ab(...)", read).group(1))
        for name, below in re.findall(r"名(\d)((?:行\d甲\d)+)", read):
            assert set(re.findall(r"行(\d)", below)) == {name} and len(below) <= 6 * 4
    assert len(firsts) > 1 and all(first.startswith("名") for first in firsts)
    assert named == 3 * (6 + 2 * 2)  # the names of seven and of eight rows twice


@pytest.mark.pdf
def test_nothing_reaches_beyond_the_type_area(pages_with_words, notebook):
    texts = [
        "C02",
        "各类矛盾纠纷受理件数（含村、社区调委会受理）",
        "99,999",
        "2022年矛盾纠纷调解台账_最终版_20230105_修改后再次修改.xlsx",
    ]
    wide = Table(1, "宽表", [Column(f"c{i}", f"列名称{i}") for i in range(16)], [texts * 4] * 12)
    for width, height, words in pages_with_words(notebook(Document("t"), wide, long_table(50, 8, 2))):
        across = width > height
        left, right = (35 - 7 - 14 / MM, width / MM - 37) if across else (26, width / MM - 26)
        assert words
        for x_min, y_min, x_max, y_max, word in words:
            assert left * MM - 1 <= x_min and x_max <= right * MM + 1, word
            assert y_min >= 0 and y_max <= height, word


@pytest.mark.pdf
def test_poppler_draws_every_page_with_ink(pdf, appendix, poppler, tmp_path):
    from PIL import Image

    (tmp_path / "document.pdf").write_bytes(pdf(appendix))
    command = [poppler["pdftoppm"], "-r", "40", "-png", "-gray", "document.pdf", "page"]
    drawn = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True)
    assert "font" not in drawn.stderr.lower()
    pages = sorted(tmp_path.glob("page*.png"))
    assert len(pages) >= 3
    for page in pages:
        with Image.open(page) as image:
            assert sum(image.histogram()[:128]) > 100


def elements(reader):
    """Every element of the structure tree, in reading order."""

    def below(node):
        node = node.get_object()
        for kid in node if isinstance(node, ArrayObject) else [node]:
            kid = kid.get_object()
            if isinstance(kid, ArrayObject):
                yield from below(kid)
            elif isinstance(kid, DictionaryObject):
                if "/S" in kid:
                    yield kid
                if "/K" in kid and not isinstance(kid["/K"], int):
                    yield from below(kid["/K"])

    return list(below(reader.trailer["/Root"]["/StructTreeRoot"]["/K"]))


def elements_below(node):
    kids = node["/K"] if isinstance(node["/K"], ArrayObject) else [node["/K"]]
    for kid in kids:
        kid = kid.get_object()
        if isinstance(kid, DictionaryObject) and "/S" in kid:
            yield kid
            if "/K" in kid:
                yield from elements_below(kid)


def test_the_structure_tree_tells_a_reader_all_that_it_needs(read, appendix):
    reader = read(appendix)
    tree = elements(reader)
    assert [one for one in tree if one["/S"] == "/Figure" and not str(one.get("/Alt", "")).strip()] == []
    levels = [int(one["/S"][2:]) for one in tree if re.fullmatch(r"/H[1-6]", one["/S"])]
    assert levels and levels[0] == 1 and all(after <= before + 1 for before, after in pairwise(levels))
    heads = [one for one in tree if one["/S"] == "/TH"]
    scopes = [scope for one in heads for scope in re.findall(r"/Scope'?: '?/(\w+)", str(one.get("/A")))]
    assert heads and len(scopes) == len(heads) and set(scopes) <= {"Column", "Row", "Both"}
    for table in (one for one in tree if one["/S"] == "/Table"):
        rows = [one for one in elements_below(table) if one["/S"] == "/TR"]
        assert rows and all({kid.get_object()["/S"] for kid in row["/K"]} <= {"/TH", "/TD"} for row in rows)


@pytest.mark.pdf
def test_quotation_marks_in_english_are_no_wider_than_letters(pages_with_words, notebook):
    """The face draws them as wide as a Chinese character, which is right in Chinese alone."""

    def end(language, said):
        table = Table(1, "t", ["a"], [["x"]], notes=[said], language=language)
        ((_, _, words),) = pages_with_words(notebook(Document("t", language=language), table))
        ((left, _, right, _, _),) = [word for word in words if "names" in word[4]]
        return right - left

    marks = {language: end(language, "a“kind”names") - end(language, "akindnames") for language in ("zh", "en")}
    assert marks == {"zh": pytest.approx(18, abs=0.2), "en": pytest.approx(9, abs=0.2)}  # two of them in nine points


def test_the_notes_of_a_long_table_never_stand_alone_on_a_page(read, notebook):
    """However the table comes to end, two of its rows stand above them."""
    notes, ends = [f"注文第{number}条。" for number in range(6)], set()
    for rows in range(24, 44):
        table = replace(long_table(rows), notes=notes)
        pages = [re.sub(r"\s", "", page.extract_text()) for page in read(notebook(Document("t", ""), table)).pages]
        (where,) = [number for number, page in enumerate(pages) if "注文第0条" in page]
        ends.add(where)
        assert f"r{rows - 1}c0" in pages[where] and f"r{rows - 2}c0" in pages[where], rows
        assert "注文第5条" in pages[where], rows
    assert len(ends) > 1, "no page was ever full"
