"""Empty Excel ledgers made from the catalogue: what an office fills in so that the intake sets nothing aside."""

from fazhi.templates.files import TemplateError, write_template, write_templates

__all__ = ["TemplateError", "write_template", "write_templates"]
