"""The two nbconvert exporters, for JupyterLab's *Save and Export Notebook As* and ``jupyter nbconvert --to``.

They take no template: the page and the document are the same wherever they are made.
"""

from __future__ import annotations

from typing import Any

from nbconvert.exporters import Exporter
from traitlets import Bool

from fazhi.publish import page, story, typeset


class StoryExporter(Exporter):
    """Reads the notebook as a story after nbconvert's own preprocessors, e.g. removal of cells by tag."""

    def from_notebook_node(
        self, nb: Any, resources: dict[str, Any] | None = None, **more: Any
    ) -> tuple[Any, dict[str, Any]]:
        """The document and nbconvert's resources. Raises what the typesetter raises."""
        notebook, kept = super().from_notebook_node(nb, resources, **more)
        name = str(kept.get("metadata", {}).get("name", ""))
        return self._document(story.tell(notebook, name)), kept

    def _document(self, told: story.Story) -> Any:
        """The story as the document that this exporter is for."""
        raise NotImplementedError


class FazhiHTMLExporter(StoryExporter):
    """A self-contained page: no address to load from, one font with just the characters used."""

    export_from_notebook = "fazhi HTML"
    file_extension = ".html"
    output_mimetype = "text/html"

    def _document(self, told: story.Story) -> str:
        return page.render(told)


class FazhiPDFExporter(StoryExporter):
    """A tagged PDF (PDF/A-2a and PDF/UA-1) on A4 by Typst."""

    export_from_notebook = "fazhi PDF"
    file_extension = ".pdf"
    output_mimetype = "application/pdf"

    figure_data = Bool(True, help="Add the plotted values of all figures as tables at the end.").tag(config=True)

    def _document(self, told: story.Story) -> bytes:
        return typeset.pdf(told, figure_data=self.figure_data)
