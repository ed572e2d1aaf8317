"""Empty Excel ledgers made from the catalogue: what an office fills in so that the intake sets nothing aside."""

from fazhi.templates.files import NoSuchLedger, TemplateError, write_template, write_templates

__all__ = ["NoSuchLedger", "TemplateError", "write_template", "write_templates"]
