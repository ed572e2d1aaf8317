"""The finished appendix and start page of the shipped township-year in a real browser."""

from pathlib import Path

import pytest

pytestmark = [pytest.mark.slow, pytest.mark.browser]


@pytest.mark.parametrize("name", ["index.html", "双合镇/2022/appendix.html"])
@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (390, "dark")])
def test_axe_finds_nothing_and_no_page_scrolls_sideways(built: Path, visit, violations, name, width, scheme):
    page = visit(built / name, width=width, color_scheme=scheme)
    page.locator("details").evaluate_all("all => all.forEach(d => d.open = true)")
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") == width


def test_the_way_leads_from_the_start_page_to_the_appendix(built: Path, visit):
    page = visit(built / "index.html")
    page.get_by_role("rowheader", name="双合镇").get_by_role("link").click()
    assert "双合镇" in page.title() and page.get_by_role("heading", level=1).is_visible()
    assert page.locator(".fz-banner", has_text="合成").first.is_visible()
