"""Flattened text: lines as they stand, parted into pages."""

from __future__ import annotations

from budgetkit.model.errors import UnreadableDocument
from budgetkit.readers.formats.encodings import decode
from budgetkit.readers.formats.page import Line, Page

_INDENTED = 0.25


def flattened_pages(data: bytes, name: str) -> tuple[Page, ...]:
    """Read a text file held in memory.

    Raises:
        UnreadableDocument: it holds bytes that no text has.
    """
    return text_pages(decoded(data, name))


def text_pages(text: str) -> tuple[Page, ...]:
    """Part flattened text into pages: at form feeds, or, where there is none, at lines that begin with a space.

    Lines are kept as they stand, their leading space too; empty lines are left out. A text of which more
    than a quarter of the lines begins with a space is indented, not parted, and is one page.

    >>> [[line.text for line in page.lines] for page in text_pages(" 一\\n二\\n三\\n四\\n五\\n六\\n七\\n 八")]
    [[' 一', '二', '三', '四', '五', '六', '七'], [' 八']]
    """
    sheets = [sheet.splitlines() for sheet in text.split("\f")]
    if len(sheets) == 1:
        sheets = _at_spaces(sheets[0])
    return tuple(
        Page(number, tuple(Line(line, number) for line in sheet if line.strip()))
        for number, sheet in enumerate(sheets, 1)
    )


def _at_spaces(lines: list[str]) -> list[list[str]]:
    marked = [line.startswith(" ") for line in lines]
    if sum(marked) > _INDENTED * sum(1 for line in lines if line):
        return [lines]
    starts = sorted({0, *(n for n, mark in enumerate(marked) if mark)})
    return [lines[start:end] for start, end in zip(starts, [*starts[1:], len(lines)], strict=True)]


def decoded(data: bytes, name: str) -> str:
    """Decode a text file, by whichever encoding fits.

    Raises:
        UnreadableDocument: it holds bytes that no text has.
    """
    text = decode(data)
    if text is None:
        raise UnreadableDocument(
            f"{name} is none of the formats that are read (PDF, .docx, .xlsx, HTML, text) (不是可读取的格式)"
        )
    return text
