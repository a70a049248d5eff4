"""One file that holds several disclosures: of several bodies, of several years, a budget and its accounts.

Two things tell that a file is compiled of several: labels of different bodies over tables of the same titles, and a
series of tables that begins again with other figures. A disclosure begins at its cover or contents; where it has
neither, behind the tables before it or at its first title, whichever way round the file has narrative and tables.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from itertools import chain, pairwise
from typing import Final

from budgetkit.forms.label import same_body
from budgetkit.forms.surroundings import pattern
from budgetkit.forms.titles import table_of
from budgetkit.model.notes import fold
from budgetkit.readers.formats.page import Grid, Line, Page, Paper
from budgetkit.readers.tables.cover import named_in, on_cover_of
from budgetkit.readers.tables.recognise import title_lines
from budgetkit.readers.tables.titles import LONGEST_LINE, is_titled, title_key
from budgetkit.readers.together import are_one

_FEWEST: Final = 3
"""So many tables that disclosures have in common, one behind the other, make a file one with several."""
_FEWEST_BODIES: Final = 2
_TITLE_ROWS: Final = 3
_FIGURE = re.compile(r"(?<![\d.,])\d[\d,]*(?:\.\d+)?(?![\d.,%])")
_AMOUNT = re.compile(r"\d\.\d|\d,\d{3}")
"""What makes a line one of figures."""
_NUMBER = re.compile(rf"{_AMOUNT.pattern}|(?<!\d)(?!20\d\d(?!\d))\d{{4,}}")
"""What makes a line of flattened text, below a title, one of a table: also yuan without separators, and codes."""
_SENTENCE = re.compile(r"[。；]")
_MONEY = re.compile(r"\d\s*[万亿千]?元")

_Block = tuple[Page, Line | Grid]


def apart(paper: Paper) -> tuple[tuple[str, Paper], ...]:
    """Return a paper by the disclosures it holds, each with its body where labels name it; one alone where it holds one.

    Nothing is lost: every block of the paper is in one of them.
    """
    return _with_front([of_body for part in _by_series(paper) for of_body in _by_body(part)], paper)


def _with_front(parts: Sequence[tuple[str, Paper]], paper: Paper) -> tuple[tuple[str, Paper], ...]:
    """Return the parts, the statements before the first label with the body that the cover names, and not with its unit.

    A department's narrative may stand before the tables of its units, with its own among these, or none.
    """
    cover, blocks = on_cover_of(paper), [(page, block) for page in parts[0][1].pages for block in page.blocks]
    names = [_first_label(part) for _, part in parts]
    labelled = next((n for n, (_, block) in enumerate(blocks) if named_in(block)), 0)
    while labelled and not _MONEY.search(getattr(blocks[labelled - 1][1], "text", "")):
        labelled -= 1
    own = names[0].startswith(cover) or same_body(names[0], cover)
    if len(set(names)) < _FEWEST_BODIES or own or not (cover and labelled):
        return tuple(parts)
    done = [(parts[0][0] or names[0], _of(paper, blocks[labelled:])), *parts[1:]]
    home = next((n for n, name in enumerate(names) if name and same_body(name, cover)), None)
    more = (
        [] if home is None else [(page, block) for page in done.pop(home)[1].pages for block in page.blocks]
    )
    return ((cover, _of(paper, [*blocks[:labelled], *more])), *done)


def _first_label(paper: Paper) -> str:
    return next((name for page in paper.pages for block in page.blocks if (name := named_in(block))), "")


@dataclass(slots=True)
class _Titled:
    """A table under a title that is known: its id, the blocks from the title to its last figures, and the figures."""

    table: str
    start: int
    end: int
    figures: set[Decimal] = field(default_factory=set)


def _by_series(paper: Paper) -> list[Paper]:
    """Part a paper where its series of tables begins again, and at the cover of another body, year or kind."""
    blocks = [(page, block) for page in paper.pages for block in page.blocks]
    fronts = _fronts(blocks, flat=paper.format == "text")
    covers = [0, *_at_fronts(paper, blocks, fronts), len(blocks)]
    found = [*covers[1:-1], *(x for two in pairwise(covers) for x in _at_tables(paper, blocks, fronts, two))]
    # A cover and the contents behind it begin one disclosure.
    starts = [0, *(x for x, y in pairwise([*sorted(found), len(blocks)]) if _below(blocks, x) < y)]
    if len(starts) == 1:
        return [paper]
    parts = [blocks[start:end] for start, end in pairwise([*starts, len(blocks)])]
    first = [0, *(part[0][0].number for part in parts[1:])]
    bare: list[list[Page]] = [[] for _ in parts]
    for page in paper.pages:
        if not page.blocks:
            bare[bisect_right(first, page.number) - 1].append(page)
    return [_of(paper, part, empty) for part, empty in zip(parts, bare, strict=True)]


def _fronts(blocks: Sequence[_Block], *, flat: bool) -> list[int]:
    """Return the blocks that covers and contents begin with."""
    headings = Counter(_compact(block) for _, block in blocks)
    found: list[int] = []
    end = 0
    for n, (page, block) in enumerate(blocks):
        cover = _is_cover(block, page, flat=flat) and headings[_compact(block)] < _FEWEST
        if n >= end and (cover or _is_contents(block)):
            found.append(_top(blocks, n, end, cover))
            end = _below(blocks, n)
    return found


def _top(blocks: Sequence[_Block], n: int, end: int, cover: bool) -> int:
    """Return the first of the headings above a line on its page, and on the page before where contents begin theirs."""
    own, start = blocks[n][0], n
    while start > end and blocks[start - 1][0] is own and _is_heading(blocks[start - 1][1]):
        start -= 1
    if cover or start == end or blocks[start - 1][0] is own:
        return start
    before = blocks[start - 1][0]
    first = next(k for k in range(end, start) if blocks[k][0] is before)
    return first if all(_is_heading(block) for _, block in blocks[first:start]) else start


def _below(blocks: Sequence[_Block], n: int) -> int:
    """Return where the headings from a block on end."""
    return next((k for k in range(n, len(blocks)) if not _is_heading(blocks[k][1])), len(blocks))


def _at_fronts(paper: Paper, blocks: Sequence[_Block], fronts: Sequence[int]) -> Iterator[int]:
    """Yield the covers and contents that name another body, year or kind than what stands before them."""
    last = 0
    for front in fronts:
        before, here = _of(paper, blocks[last:front]), _of(paper, blocks[front : _below(blocks, front)])
        if before.pages and not are_one(before, here):
            yield front
            last = front


def _at_tables(
    paper: Paper, blocks: Sequence[_Block], fronts: Sequence[int], within: tuple[int, int]
) -> Iterator[int]:
    """Yield where, within a range of blocks, what holds a further series of tables begins.

    That is at the first cover or contents between it and the tables before, or at its first part; else, in a file that
    has narrative before tables, on the page behind these, or at its first title.
    """
    first, last = within
    tables = list(_titled(blocks[:last], first, flat=paper.format == "text"))
    narrative_first = bool(tables) and any(
        _is_statement(block) for _, block in blocks[first : tables[0].start]
    )
    for n in _beginnings(tables):
        end, title = tables[n - 1].end, tables[n].start
        between = range(end + 1, title)
        part = (x for x in between if pattern("cover", "first_part").match(_compact(blocks[x][1])))
        page = (x for x in between if narrative_first and blocks[x][0] is not blocks[end][0])
        yield next(chain((x for x in fronts if end < x <= title), part, page), title)


def _of(paper: Paper, blocks: Sequence[_Block], bare: Sequence[Page] = ()) -> Paper:
    """Return a paper of some blocks of a paper, and of pages that hold none."""
    return replace(paper, pages=tuple(_pages(blocks, bare)))


def _titled(blocks: Sequence[_Block], first: int, *, flat: bool) -> Iterator[_Titled]:
    """Yield the tables that stand under titles; a title without figures below it, as in contents, is none.

    A title that is printed again over the next page of its table is part of that table.
    """
    opened: _Titled | None = None
    for n, (_, block) in enumerate(blocks[first:], first):
        # A line of a paragraph may read like a title that lacks the word for a table.
        titles = (t for t in _titles(block) if not flat or is_titled(t))
        table = next(filter(None, map(_table, titles)), "")
        holds = isinstance(block, Grid) or (flat and _NUMBER.search(block.text) is not None)
        # Prose ends a table of flattened text; behind contents, and titles that prose names, it stands instead of one.
        prose = isinstance(block, Line) and _SENTENCE.search(block.text) is not None
        ends = prose and (flat or (opened is not None and not opened.figures))
        if (table and (opened is None or table != opened.table)) or ends:
            if opened is not None and opened.figures:
                yield opened
            opened = None if ends else _Titled(table, n, n)
        if opened is not None and holds:
            opened.end = n
            opened.figures |= _figures(block)
    if opened is not None and opened.figures:
        yield opened


def _titles(block: Line | Grid) -> Iterator[str]:
    if isinstance(block, Line):
        yield block.text
        return
    yield block.title
    yield from (cell.text for cell in block.cells if cell.row < _TITLE_ROWS)


def _table(text: str) -> str:
    """Return the id of the table that a text is the title of, what stands behind it on its line aside."""
    if len(text) > LONGEST_LINE:
        return ""
    line = fold(pattern("above", "behind").split(text, maxsplit=1)[0])
    return table_of(pattern("title", "leading").sub("", line))


def _figures(block: Line | Grid) -> set[Decimal]:
    texts = [block.text] if isinstance(block, Line) else [cell.text for cell in block.cells]
    found = [n for text in texts for n in _FIGURE.findall("".join(text.split()))]
    # Codes of classifications are the same everywhere.
    amounts = [n for n in found if not n.isdigit()] or found
    return {figure for n in amounts if (figure := Decimal(n.replace(",", "")))}


def _beginnings(tables: Sequence[_Titled]) -> list[int]:
    """Return which tables begin a series that was there before, with other figures in it.

    The first two must have been there, and so many of those that follow; a title that was not read is no hindrance.
    """
    found, seen = [], dict[str, _Titled]()
    for n, table in enumerate(tables):
        series = {t.table: t for t in reversed(tables[n : n + 2 * _FEWEST])}
        again = [t for t in series.values() if t.table in seen]
        starts = len(tables) > n + 1 and {table.table, tables[n + 1].table} <= set(seen)
        if starts and len(again) >= _FEWEST and sum(_same(seen[t.table], t) for t in again) * 2 < len(again):
            found.append(n)
            seen.clear()
        seen[table.table] = table
    return found


def _same(one: _Titled, other: _Titled) -> bool:
    """Tell whether two tables of a title may be one that is printed twice: the figures of one are in the other."""
    return one.figures <= other.figures or other.figures <= one.figures


def _compact(block: Line | Grid) -> str:
    """Return a line without spaces, empty for a table."""
    return "".join(block.text.split()) if isinstance(block, Line) else ""


def _is_contents(block: Line | Grid) -> bool:
    return pattern("cover", "contents").fullmatch(_compact(block)) is not None


def _is_cover(block: Line | Grid, page: Page, *, flat: bool) -> bool:
    """Tell whether a line is the title of a whole disclosure, and not of its narrative or of a table.

    Where paragraphs are broken into lines, a line of one may read so; a title has a page without sentences, or stands
    first on its page and within the margins of its text.
    """
    if not pattern("cover", "whole").fullmatch(fold(_compact(block))):
        return False
    if block.box is None and not flat:
        return True
    if not any(isinstance(b, Grid) or _SENTENCE.search(b.text) for b in page.blocks):
        return True
    boxes = [line.box for line in page.lines if line.box is not None]
    if block.box is None or not boxes or page.blocks[0] is not block:
        return False
    return min(box[0] for box in boxes) < block.box[0] and block.box[2] < max(box[2] for box in boxes)


def _is_heading(block: Line | Grid) -> bool:
    return isinstance(block, Line) and not _SENTENCE.search(block.text) and not _AMOUNT.search(block.text)


def _is_statement(block: Line | Grid) -> bool:
    return isinstance(block, Line) and not _is_heading(block) and _AMOUNT.search(block.text) is not None


def _by_body(paper: Paper) -> tuple[tuple[str, Paper], ...]:
    """Return a paper by the bodies that labels over tables of the same titles name; one alone, unnamed, where one is.

    What stands before the first label of a body is the first's; a title above a label belongs to the body it names.
    """
    bodies: dict[str, list[_Block]] = {}
    opened, open_blocks = "", list[_Block]()
    for page in paper.pages:
        for block in page.blocks:
            name = named_in(block)
            if name and name != opened:
                carried = _titles_at_end(open_blocks, page) if opened else open_blocks
                opened, open_blocks = name, bodies.setdefault(name, [])
                open_blocks += carried
            open_blocks.append((page, block))
    if len(bodies) < _FEWEST_BODIES:
        return (("", paper),)
    papers = {name: _of(paper, blocks) for name, blocks in bodies.items()}
    first, *others = ({title_key(t) for t in title_lines(p)} for p in papers.values())
    shared = all(len(first & titles) >= _FEWEST for titles in others)
    return tuple(papers.items()) if shared else (("", paper),)


def _titles_at_end(blocks: list[_Block], page: Page) -> list[_Block]:
    """Take the lines behind the last grid of a page off the end of a body's blocks, and return them."""
    start = len(blocks)
    while start and blocks[start - 1][0] is page and isinstance(blocks[start - 1][1], Line):
        start -= 1
    taken = blocks[start:]
    del blocks[start:]
    return taken


def _pages(blocks: Sequence[_Block], bare: Sequence[Page] = ()) -> Iterator[Page]:
    """Yield the pages that blocks stand on, with these blocks only, and pages that hold none, in order."""
    pages = {id(page): page for page, _ in blocks} | {id(page): page for page in bare}
    for key, page in sorted(pages.items(), key=lambda item: item[1].number):
        yield replace(page, blocks=tuple(b for p, b in blocks if id(p) == key))
