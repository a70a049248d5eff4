"""Fictitious disclosures: complete ones of every form, from hidden exact amounts, rounded as the real ones are.

For tests, benchmarks and examples: every figure is invented, the department cannot be mistaken for a real one, and
what is right (and which errors were put in) is known. ``synthesize`` makes one disclosure, ``synthesize_years`` the
consecutive ones of a department; the writers lay it out as PDF, Word, Excel, HTML or flattened text.
"""

from synthesize.errors import KINDS, SeededError, with_figure
from synthesize.excel import write_xlsx
from synthesize.flat import write_text
from synthesize.html import write_html
from synthesize.layout import Layout
from synthesize.ofd import write_ofd
from synthesize.pdf import write_pdf
from synthesize.word import write_docx
from synthesize.years import Synthetic, synthesize, synthesize_years

__all__ = [
    "KINDS",
    "Layout",
    "SeededError",
    "Synthetic",
    "synthesize",
    "synthesize_years",
    "with_figure",
    "write_docx",
    "write_html",
    "write_ofd",
    "write_pdf",
    "write_text",
    "write_xlsx",
]
