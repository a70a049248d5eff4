"""PDF: pdfium's raw paths and characters to ruled tables and lines of text."""
