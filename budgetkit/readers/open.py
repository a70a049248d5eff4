"""Open a document of any format by what it contains; a wrong suffix does no harm."""

from __future__ import annotations

import hashlib
from importlib import import_module
from os import PathLike
from pathlib import Path
from typing import Any

from budgetkit.errors import UnreadableDocument
from budgetkit.readers.grid import Page, Paper
from budgetkit.readers.plain import decoded, text_pages
from budgetkit.readers.sniff import format_of

SIZE_LIMIT = 512 * 1024 * 1024
"""Most bytes of one file; a larger one is refused before it is read."""

_READERS = {
    "pdf": "pdf.pdf_pages",
    "docx": "word.word_pages",
    "xlsx": "excel.sheet_pages",
    "html": "html.html_pages",
}


def open_paper(path: str | PathLike[str]) -> Paper:
    """Read a file into raw cells and lines, choosing the reader by the content and not by the suffix.

    Raises:
        UnreadableDocument: the file is missing, empty, too large, damaged, encrypted, in a format that is
            not read, or none of its pages can be read. The message is one plain sentence.
    """
    file = Path(path)
    data = _bytes(file)
    kind = format_of(data, file.name)
    pages = tuple(_pages(kind, data, file.name))
    if pages and all(page.refused for page in pages):
        raise UnreadableDocument(f"{file.name} cannot be read: {pages[0].refused}")
    return Paper(kind, pages, hashlib.sha256(data).hexdigest(), file.name)


def _bytes(file: Path) -> bytes:
    try:
        size = file.stat().st_size
        if size > SIZE_LIMIT:
            raise UnreadableDocument(
                f"{file.name} has {size} bytes, more than the {SIZE_LIMIT} that are read (文件过大)"
            )
        data = file.read_bytes()
    except OSError as error:
        why = error.strerror or type(error).__name__
        raise UnreadableDocument(f"{file} cannot be opened: {why} (文件无法打开)") from error
    if not data:
        raise UnreadableDocument(f"{file.name} is empty (文件是空的)")
    return data


def _pages(kind: str, data: bytes, name: str) -> tuple[Page, ...]:
    if kind == "text":
        return text_pages(decoded(data, name))
    module, function = _READERS[kind].split(".")
    reader: Any = getattr(import_module(f"budgetkit.readers.{module}"), function)
    return tuple(reader(data, name))
