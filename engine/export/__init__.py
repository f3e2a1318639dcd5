"""A whole case file to be taken away: as a PDF/A to read, or as a ZIP of data and documents; and as a page to print.

It holds what the person who asked may see, and nothing else: all of it comes from the queries, asked in their name.
"""

from engine.export.archive import SCHEMA
from engine.export.book import Book, Contents, book, contents
from engine.export.comparison import comparison_pdf, proposal_pdf
from engine.export.diagram import Picture, diagrams
from engine.export.make import make
from engine.export.pdf import pdf
from engine.export.section import Section

__all__ = [
    "SCHEMA",
    "Book",
    "Contents",
    "Picture",
    "Section",
    "book",
    "comparison_pdf",
    "contents",
    "diagrams",
    "make",
    "pdf",
    "proposal_pdf",
]
