"""Documents: what notebooks show, and the page, the PDF, the workbook and the start page made from it."""
