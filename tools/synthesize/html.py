"""A fictitious disclosure as one HTML page with tables."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from pathlib import Path

from budgetkit.model.disclosure import Disclosure
from synthesize.document import Document, document
from synthesize.drawn_tables import HEAD, DrawnTable
from synthesize.layout import Layout
from synthesize.phrases import Heading


def write_html(disclosure: Disclosure, path: str | Path, layout: Layout | None = None) -> Path:
    """Write a disclosure as HTML.

    Raises:
        KeyError: the disclosure's form has no generator.
    """
    made = document(disclosure, layout)
    target = Path(path)
    target.write_text("\n".join(_page(made)) + "\n", encoding="utf-8", newline="\n")
    return target


def _page(made: Document) -> Iterator[str]:
    yield '<!doctype html>\n<html lang="zh">'
    yield f'<head><meta charset="utf-8"><title>{escape(made.title)}</title></head>\n<body>'
    for block in made.blocks:
        if isinstance(block, DrawnTable):
            yield from _table(block)
        elif isinstance(block, Heading):
            level = block.level + 1
            yield f"<h{level}>{escape(block.text)}</h{level}>"
        else:
            yield f"<p>{escape(block.text)}</p>"
    yield "</body>\n</html>"


def _table(sheet: DrawnTable) -> Iterator[str]:
    for text in sheet.above:
        yield f"<p>{escape(text)}</p>"
    if sheet.unit:
        yield f"<p>单位：{escape(sheet.unit)}</p>"
    yield '<table border="1">'
    for row in range(sheet.rows):
        yield "<tr>"
        for spot in sorted((s for s in sheet.spots if s.row == row), key=lambda s: s.column):
            tag = "th" if spot.kind == HEAD else "td"
            span = f' rowspan="{spot.rows}"' if spot.rows > 1 else ""
            span += f' colspan="{spot.columns}"' if spot.columns > 1 else ""
            yield f"<{tag}{span}>{escape(spot.text)}</{tag}>"
        yield "</tr>"
    yield "</table>"
    if sheet.below:
        yield f"<p>{escape(sheet.below)}</p>"
