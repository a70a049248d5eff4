"""The structure of HTML tables: put in order as browsers do, what is layout and what is data."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree
from lxml.html import HtmlElement

from budgetkit.model.amount import parse_amount

SECTIONS = {"thead": 0, "tbody": 1, "tfoot": 2}
CELLS = frozenset(["td", "th"])
_PARTS = frozenset(["tr", "caption", "colgroup", "col", *SECTIONS, *CELLS])
_UNSEEN = frozenset(["script", "style", "template", "input"])


def mended(table: HtmlElement) -> None:
    """Put a table in order as browsers do: rows out of forms, cells into rows, what stands between cells before it."""
    for part in [table, *table.iterchildren(*SECTIONS)]:
        _tidy_part(table, part, _PARTS)
        loose = None
        for child in list(part):
            if child.tag not in CELLS:
                loose = None
                continue
            if loose is None:
                loose = etree.SubElement(part, "tr")
                child.addprevious(loose)
            loose.append(child)
        for row in part.iterchildren("tr"):
            _tidy_part(table, row, CELLS)


def _tidy_part(table: HtmlElement, part: HtmlElement, known: frozenset[str]) -> None:
    """Open what stands around rows or cells inside a part of a table, and put before the table what is neither."""
    known |= _UNSEEN
    strangers = [child for child in part if child.tag not in known]
    while strangers:
        child = strangers.pop(0)
        if child.tag != "table" and next(child.iterdescendants(*CELLS), None) is not None:
            strangers[:0] = [inner for inner in child if inner.tag not in known]
            for inner in list(child):
                child.addprevious(inner)
            _put_before(table, f"{child.text or ''} {child.tail or ''}")
            child.getparent().remove(child)
        else:
            tail, child.tail = child.tail, None
            table.addprevious(child)
            _put_before(table, tail)
    _put_before(table, part.text)
    part.text = None
    for child in part:
        _put_before(table, child.tail)
        child.tail = None


def _put_before(table: HtmlElement, text: str | None) -> None:
    if text and text.strip():
        line = table.makeelement("div")
        line.text = "".join(c if c.isprintable() else " " for c in text)
        table.addprevious(line)


def rows_of(table: HtmlElement) -> list[HtmlElement]:
    """Return the rows as displayed: the head first and the foot last, wherever they are written."""
    found: list[tuple[int, HtmlElement]] = []
    for child in table:
        if child.tag == "tr":
            found.append((1, child))
        elif child.tag in SECTIONS:
            found += [(SECTIONS[child.tag], row) for row in child.iterchildren("tr")]
    return [row for _, row in sorted(found, key=lambda item: item[0])]


def cells_of(row: HtmlElement) -> Iterator[HtmlElement]:
    """Yield the cells of a row."""
    yield from row.iterchildren("td", "th")


def is_layout(table: HtmlElement) -> bool:
    """Say whether a table only lays out others or frames one text: its cells then read as prose.

    A table of data that holds a small one has two rows at least with texts of their own side by side.
    """
    rows = [list(cells_of(row)) for row in rows_of(table)]
    if next(table.iterdescendants("table"), None) is not None:
        return sum(sum(map(_has_own_text, cells)) > 1 for cells in rows) < 2
    return sum(map(len, rows)) < 2


def is_table_of_data(element: HtmlElement) -> bool:
    """Tell whether an element inside a cell is a table of its own: two rows of it have two texts at least."""
    if element.tag != "table":
        return False
    return (
        sum(sum(bool(cell.text_content().strip()) for cell in cells_of(row)) > 1 for row in rows_of(element))
        > 1
    )


def tables_inside(cell: HtmlElement) -> Iterator[HtmlElement]:
    """Yield the tables of data in a cell, outermost ones only."""
    for child in cell.iterchildren(tag=etree.Element):
        if is_table_of_data(child):
            yield child
        else:
            yield from tables_inside(child)


def has_figure(row: HtmlElement) -> bool:
    """Tell whether a cell of a row holds a number and nothing else."""
    return any(parse_amount(cell.text_content().strip(), "") for cell in cells_of(row))


def _has_own_text(cell: HtmlElement) -> bool:
    """Tell whether a cell has text outside the tables in it."""
    if (cell.text or "").strip():
        return True
    return any(
        (child.tail or "").strip() or (child.tag != "table" and _has_own_text(child))
        for child in cell
        if isinstance(child.tag, str)
    )
