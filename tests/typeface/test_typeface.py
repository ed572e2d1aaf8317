"""The typeface: what it holds, what it is called, and that its bytes do not change."""

import importlib.util
import io
import warnings

import matplotlib.pyplot as plt
import pytest
from fontTools.ttLib import TTFont
from hypothesis import given, settings
from hypothesis import strategies as st

from fazhi import typeface
from fazhi.typeface import build, repertoire


def test_the_repertoire_is_that_of_the_two_standards():
    assert len(repertoire.standard_characters()) == 8105
    assert len(repertoire.gb2312()) == 7445
    assert sum("\u4e00" <= character <= "\u9fff" for character in repertoire.gb2312()) == 6763


def test_levels_of_the_standard_table_have_their_published_sizes():
    lines = repertoire.STANDARD_CHARACTERS.read_text(encoding="utf-8").splitlines()
    headings = [position for position, line in enumerate(lines) if line.startswith("# ")][2:]
    blocks = [lines[start + 1 : end] for start, end in zip(headings, [*headings[1:], None], strict=True)]
    assert [sum(map(len, block)) for block in blocks] == [3500, 3000, 1605]
    assert lines[headings[0] + 1].startswith("一乙二十")


@pytest.mark.parametrize("characters", [repertoire.gb2312(), repertoire.standard_characters()])
def test_every_character_of_the_standards_has_a_glyph(characters):
    assert characters - typeface.covered() == set()


def test_names_that_gb2312_lacks_and_the_signs_of_tables_have_glyphs():
    assert set("喆堃镕䶮①⑳↑↓→≥≤≠±×÷°‰℃✓✗†※‖−…—·•▲○●□〓№㎡") <= typeface.covered()


def test_the_reserved_name_is_not_used_for_the_modified_font():
    with TTFont(typeface.font_path()) as font:
        names = {record.nameID: str(record) for record in font["name"].names}
    assert [names[identifier] for identifier in (1, 4, 6)] == [
        "Fazhi Sans SC",
        "Fazhi Sans SC Regular",
        "FazhiSansSC-Regular",
    ]
    assert not any("Source" in text for identifier, text in names.items() if identifier != 0)
    licence = typeface.font_path().with_name("OFL.txt").read_text(encoding="utf-8")
    assert "SIL OPEN FONT LICENSE Version 1.1" in licence


@pytest.mark.slow
@pytest.mark.skipif(importlib.util.find_spec("zhplot") is None, reason="the source font's package is not installed")
def test_building_again_gives_the_shipped_bytes(tmp_path):
    target = tmp_path / "again.ttf"
    build.build(build.source_font(), target)
    assert target.read_bytes() == typeface.font_path().read_bytes()


def test_matplotlib_draws_chinese_with_it():
    family = typeface.register()
    assert family == typeface.FAMILY == typeface.register()
    with warnings.catch_warnings(), plt.rc_context({"font.family": family, "axes.unicode_minus": False}):
        warnings.simplefilter("error")  # matplotlib warns of a missing glyph or family
        figure = plt.figure()
        figure.text(0.1, 0.5, "双合镇人民调解 喆堃镕 −12.5% ✓✗")
        figure.savefig(io.BytesIO(), format="png")
        plt.close(figure)


def web_characters(text):
    with TTFont(io.BytesIO(typeface.web_subset(text))) as font:
        return set(map(chr, font.getBestCmap()))


def test_a_web_font_holds_just_the_characters_of_the_text():
    assert web_characters("法治政府法治\n😀") == set("法治政府 ")


def test_a_web_font_has_the_same_outlines_and_advances_as_the_typeface():
    with (
        TTFont(io.BytesIO(typeface.web_subset("镇8"))) as small,
        TTFont(typeface.font_path()) as whole,
    ):
        for character in "镇8":
            glyphs = [font.getBestCmap()[ord(character)] for font in (small, whole)]
            assert small["glyf"][glyphs[0]].coordinates == whole["glyf"][glyphs[1]].coordinates
            assert small["hmtx"][glyphs[0]] == whole["hmtx"][glyphs[1]]


@settings(max_examples=5)
@given(st.permutations(list("法治政府建设年度报告2022")))
def test_the_order_of_the_text_does_not_change_the_web_font(letters):
    typeface._web_subset.cache_clear()
    assert typeface.web_subset("".join(letters)) == typeface.web_subset("2022年度法治政府建设报告")


def test_advances_are_in_ems():
    advances = typeface.advances()
    assert advances["镇"] == 1.0
    assert 0.5 < advances["8"] < 0.6
    assert advances["\ue000"] == advances["〓"], "what stands for a character that it lacks"


def test_a_subset_is_the_same_whether_or_not_the_packer_that_fonttools_would_use_is_installed(monkeypatch):
    from fontTools.ttLib.tables import otBase

    text = "法治政府建设，（二）甲乙丙丁！"
    found = []
    for installed in (True, False):
        monkeypatch.setattr(otBase, "have_uharfbuzz", installed)
        typeface._web_subset.cache_clear()
        found.append(typeface.web_subset(text))
    assert found[0] == found[1]
