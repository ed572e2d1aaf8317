"""How the documents become a site (`make docs`): Markdown in, pages that ask no network for anything out."""

project = "fazhi"
author = "fazhi contributors"

extensions = ["myst_parser"]
exclude_patterns = ["_site", "**/*.py"]
myst_heading_anchors = 4

html_theme = "furo"
html_title = "fazhi 法治"
html_static_path = ["_static/site.css", "../src/fazhi/typeface/FazhiSansSC-Regular.ttf"]
html_css_files = ["site.css"]
html_copy_source = False
html_show_sphinx = False
html_show_copyright = False


def setup(app):  # type: ignore[no-untyped-def]
    """CSV is shown as it stands: Pygments knows no colours for it."""
    from pygments.lexers.special import TextLexer

    app.add_lexer("csv", TextLexer)
