"""Tables saved as text: a sheet whose cells are parted by commas or tabs (CSV)."""

from __future__ import annotations

import csv
from collections import Counter

from budgetkit.model.errors import UnreadableDocument
from budgetkit.readers.formats.characters import tidy_lines
from budgetkit.readers.formats.encodings import decode
from budgetkit.readers.formats.page import Page

MOSTLY = 0.9
"""Share of the lines that have the same number of fields at least; flattened text parts its lines otherwise."""
FEWEST = 3
"""Fields of a line at least."""


def is_delimited(data: bytes) -> bool:
    """Tell whether a text, or its beginning, is a sheet: nearly all its lines have the same number of fields, some empty.

    Programs write the empty cells of a sheet too, which no extractor of text does.

    >>> sheet = "支出表,,\\n科目,合计,基本支出\\n教育,1204.50,3.00\\n"
    >>> is_delimited(sheet.encode()), is_delimited("教育 1,204.50 3,000.00\\n合计 2,204.50 3,000.00\\n".encode())
    (True, False)
    """
    # The last line may be cut.
    text = decode(data.rpartition(b"\n")[0])
    return bool(text) and _delimiter(text or "") != ""


def delimited_pages(data: bytes, name: str) -> tuple[Page, ...]:
    """Read a sheet saved as text that is held in memory, as one page.

    Raises:
        UnreadableDocument: it is too large, or its quotation marks do not end.
    """
    from budgetkit.readers.formats.excel.sheet import SheetCell, page_of

    text = decode(data) or data.decode("gb18030", "replace")
    try:
        rows = _rows(text, _delimiter(text) or ",")
    except csv.Error as error:
        raise UnreadableDocument(f"{name} is a damaged table of text (文件损坏)") from error
    cells = [
        SheetCell(row, column, text="\n".join(lines))
        for row, fields in enumerate(rows)
        for column, field in enumerate(fields)
        if (lines := tidy_lines(field))
    ]
    return (page_of(cells, 1),)


def _delimiter(text: str) -> str:
    for delimiter in ("\t", ",", ";"):
        try:
            rows = [row for row in _rows(text, delimiter) if row]
        except csv.Error:
            continue
        width, count = Counter(map(len, rows)).most_common(1)[0] if rows else (0, 0)
        if width >= FEWEST and count >= MOSTLY * len(rows) and any("" in row for row in rows):
            return delimiter
    return ""


def _rows(text: str, delimiter: str) -> list[list[str]]:
    return list(csv.reader(text.splitlines(keepends=True), delimiter=delimiter))
