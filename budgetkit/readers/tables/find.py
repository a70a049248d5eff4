"""From a paper to where its tables stand: which grids belong to which table of the form, by title, never by place.

A table begins where a line above a grid, or the first row of a grid, is one of its titles. It goes on over the
next grids as long as nothing but page numbers, running heads, unit and organ stand between them. Grids that
belong to no table of the form are unclaimed.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from budgetkit.forms.columns import adds_up, column_words
from budgetkit.forms.form import TableForm, plain
from budgetkit.forms.surroundings import pattern, surroundings
from budgetkit.model.codes import normalise
from budgetkit.model.notes import fold
from budgetkit.readers.formats.page import Grid, Line, Page, Paper
from budgetkit.readers.tables.banners import (
    is_above,
    is_banner,
    is_title,
    note_below,
    part,
    without_banners,
    without_note,
)
from budgetkit.readers.tables.cut_heads import with_cut_head
from budgetkit.readers.tables.matrix import (
    Matrix,
    head_key,
    heads_codes,
    is_blank,
    is_number,
    is_ordinal,
    is_year,
    label_key,
    repeats_head,
    same_edges,
    unwrap,
)
from budgetkit.readers.tables.titles import LONGEST_LINE, is_titled, match_title, title_key

_FIGURES = re.compile(r"[\d.,，]+")
_SAYING = re.compile(r"[。；，：]")
_CONTEXT = 8
_HEAD_WORDS = 3
_FEWEST_ROWS = 2
_SENTENCE = 60


@dataclass(frozen=True)
class FoundTable:
    """A table as found: its form, title, grids in order, the words above them and the note below."""

    form: TableForm
    title: str
    grids: tuple[Grid, ...]
    above: tuple[str, ...]
    note: str = ""


@dataclass(frozen=True)
class UnclaimedGrid:
    """A grid that is no table of the form, with the nearest words above it.

    ``lines`` are all words above it, ``group`` the number of the table that it is or goes on with.
    """

    grid: Grid
    above: str
    lines: tuple[str, ...] = ()
    group: int = 0
    note: str = ""


def find_tables(
    paper: Paper, tables: Sequence[TableForm]
) -> tuple[tuple[FoundTable, ...], tuple[UnclaimedGrid, ...]]:
    """Return the tables of a form that a paper holds, in its order, and the grids that belong to none."""
    tables_found: list[FoundTable] = []
    unclaimed: list[UnclaimedGrid] = []
    is_open, lines = False, list[str]()
    for block in _blocks(paper, tables):
        if isinstance(block, str):
            lines.append(block)
            continue
        above, grid = without_banners(block)
        if not grid.rows:
            lines += above
            continue
        found = _title(lines + above, tables)
        bare = all(not t.strip() or is_above(t) for t in lines + above)
        if is_open and bare and (grids := _with_more_columns(tables_found[-1].grids, grid)):
            tables_found[-1] = replace(tables_found[-1], grids=grids)
        elif (
            not is_open and bare and unclaimed and (grids := _with_more_columns((unclaimed[-1].grid,), grid))
        ):
            unclaimed[-1] = replace(unclaimed[-1], grid=grids[0])
        elif is_open and (whole := _with_its_head(tables_found[-1], found, grid, lines + above)):
            tables_found[-1] = replace(tables_found[-1], grids=(whole,))
        elif is_open and _goes_on(tables_found[-1], found[0] if found else None, grid, lines + above):
            tables_found[-1] = replace(tables_found[-1], grids=(*tables_found[-1].grids, grid))
        else:
            tables_found[-1:] = [
                replace(p, note=note_below(lines)) for p in tables_found[-1:] if is_open
            ] or tables_found[-1:]
            is_open = found is not None
            if found:
                tables_found.append(FoundTable(found[0], found[1], (grid,), tuple(lines[-_CONTEXT:] + above)))
            else:
                unclaimed.append(_stranger(unclaimed, len(tables_found), grid, lines + above))
        lines = []
    tables_found[-1:] = [
        replace(p, note=note_below(lines)) for p in tables_found[-1:] if is_open
    ] or tables_found[-1:]
    return tuple(map(_with_note, tables_found)), tuple(unclaimed)


def _stranger(before: list[UnclaimedGrid], tables_found: int, grid: Grid, lines: list[str]) -> UnclaimedGrid:
    """Return a grid with what stands above it, of the group of the one before it where it goes on with that."""
    # A table of the form between two grids parts them.
    group = 1000 * tables_found + len(before)
    if before and before[-1].group // 1000 == tables_found:
        last = before[-1]
        rest = _without_title_again(last, grid, lines)
        if _alike(last.grid, grid) and (
            _continues(last.grid, grid, rest) or _is_its_head(last.grid, grid, rest)
        ):
            group = last.group
        else:
            before[-1] = replace(last, note=note_below(lines))
    return UnclaimedGrid(grid, _words_above(lines), tuple(lines[-_CONTEXT:]), group)


def _with_more_columns(grids: tuple[Grid, ...], grid: Grid) -> tuple[Grid, ...]:
    """Return grids, the one of the very same rows with the columns of another that goes on with it on a later page; none
    where no such one is there.

    What the rows are called is printed again, under the same heads; the other heads are none of those before.
    """
    for n, first in enumerate(grids):
        left, right = Matrix.of(first), Matrix.of(grid)
        if first.rows != grid.rows or first.rows <= _FEWEST_ROWS:
            continue
        pairs = list(zip(_columns(left), _columns(right), strict=False))
        same = next((c for c, (a, b) in enumerate(pairs) if a != b), len(pairs))
        words = [t for column in _columns(right)[:same] for t in column[1:] if t and not is_number(t)]
        heads = {head_key(t) for t in left.texts(0)} & {head_key(c[0]) for c in _columns(right)[same:]}
        if len(words) > _FEWEST_ROWS and same < grid.columns and not heads:
            return (*grids[:n], _side_by_side(first, grid, same), *grids[n + 1 :])
    return ()


def _columns(matrix: Matrix) -> list[tuple[str, ...]]:
    return [tuple(matrix.text(r, c) for r in range(matrix.rows)) for c in range(matrix.columns)]


def _side_by_side(first: Grid, other: Grid, same: int) -> Grid:
    """Return two grids as one, without the first columns of the other, which are those of the first again."""
    moved = [
        replace(c, column=c.column + first.columns - same, box=None) for c in other.cells if c.column >= same
    ]
    return replace(first, columns=first.columns + other.columns - same, cells=(*first.cells, *moved))


def _without_title_again(last: UnclaimedGrid, grid: Grid, lines: list[str]) -> list[str]:
    """Return lines without the title of the table before, where a page prints it again over more rows of that table.

    Another body's table has another organ over it, another of the same body a total of its own.
    """
    known = {title_key(t) for t in last.lines if is_titled(t)}
    rest = [t for t in lines if title_key(t) not in known]
    organs = [
        {m[1] for t in some if (m := pattern("above", "organ").search(fold(t)))}
        for some in (last.lines, lines)
    ]
    twice = _totals(last.grid) & _totals(grid)
    if grid.page != last.grid.page + 1 or (all(organs) and organs[0] != organs[1]) or twice:
        return lines
    return rest


def _totals(grid: Grid) -> set[str]:
    """Return the labels of the rows of a grid that add up, parts of the table aside."""
    matrix = Matrix.of(grid)
    rows = (matrix.texts(r) for r in range(grid.rows))
    data = (
        texts
        for texts in rows
        if not (is_ordinal(texts) or heads_codes(texts))
        and any(is_number(t) and not is_year(t) for t in texts)
    )
    labels = {label_key(t) for texts in data for t in texts if not is_number(t)}
    return {label for label in labels if adds_up(label) and label not in column_words().row.subtotal}


def _continues(first: Grid, grid: Grid, lines: Sequence[str]) -> bool:
    """Tell whether a grid goes on with the one before it: nothing but organ and unit between, or the rest of a row
    that its rules left out, over columns of the very same edges on the next page."""
    if _has_other_head(grid, first):
        return False
    between = [t for t in lines if t.strip() and not is_above(t)]
    if not between:
        return True
    words = "".join(between)
    short = len(words) <= _SENTENCE and not _SAYING.search(words)
    short = short and not any(is_titled(t) for t in between)
    edges = [(Matrix.of(first).edges(c), Matrix.of(grid).edges(c)) for c in range(first.columns)]
    same = first.columns == grid.columns and all(same_edges(*e) for e in edges)
    return short and same and grid.page == first.page + 1


def _is_its_head(first: Grid, grid: Grid, lines: Sequence[str]) -> bool:
    """Tell whether a grid of words alone at the foot of a page is the head of the one that the next page begins with."""
    bare = all(not t.strip() or is_above(t) for t in lines)
    words = not any(_FIGURES.search(c.text) for c in first.cells)
    return bare and words and grid.page == first.page + 1


def _alike(first: Grid, grid: Grid) -> bool:
    """Tell whether two grids can be one table: as many columns, or the same outer edges."""
    a, b = first.box, grid.box
    return first.columns == grid.columns or same_edges(a and (a[0], a[2]), b and (b[0], b[2]))


def _words_above(lines: Sequence[str]) -> str:
    """Return the nearest words above a grid: of the last four lines the one that names a table, else the last."""
    near = [unwrap(t) for t in lines if t.strip()][-4:]
    return next(
        (t for t in reversed(near) if surroundings().title.ends in t and len(t) < _SENTENCE),
        near[-1] if near else "",
    )


def _blocks(paper: Paper, tables: Sequence[TableForm]) -> Iterator[str | Grid]:
    """Yield lines and grids in order, grids cut at titles; lists of titles, page numbers, running heads left out."""
    running = _running_lines(paper)
    for page in paper.pages:
        if _is_contents(page, tables):
            yield "目录"
            continue
        for block in page.blocks:
            if isinstance(block, Line):
                if plain(block.text) not in running and not pattern("title", "page_number").fullmatch(
                    block.text.strip()
                ):
                    yield block.text
            elif block.columns > 1 or any(c.text.strip() for c in block.cells):
                yield from _cut(block, tables)


def _is_contents(page: Page, tables: Sequence[TableForm]) -> bool:
    """Tell whether a page only lists titles: three tables of the form named, and no grid of two columns."""
    if any(g.columns > 1 and g.rows > 1 for g in page.grids):
        return False
    texts = [line.text for line in page.lines] + [c.text for g in page.grids for c in g.cells]
    texts = [t for t in texts if len(t) <= LONGEST_LINE]
    return sum(match_title(re.sub(r"[.…\s·\d]+$", "", t), tables) is not None for t in texts) >= 3


def _cut(grid: Grid, tables: Sequence[TableForm]) -> Iterator[Grid]:
    """Cut a grid above every row that is a title, for sheets and pages that stack their tables."""
    matrix, cuts, filled = Matrix.of(grid), [0], False
    for r in range(grid.rows):
        texts = matrix.texts(r)
        if filled and len(texts) == 1 and (match_title(texts[0], tables) or is_title(matrix, r)):
            above = next(n for n in range(r, 0, -1) if n == cuts[-1] or not is_banner(matrix, n - 1))
            cuts, filled = [*cuts, above], False
        filled = filled or (bool(texts) and not is_banner(matrix, r))
    for start, end in pairwise([*cuts, grid.rows]):
        yield part(grid, start, end)


def _title(lines: Sequence[str], tables: Sequence[TableForm]) -> tuple[TableForm, str] | None:
    """Return the nearest title among the last lines above a grid, on one line or broken over two."""
    near = [pattern("title", "behind").sub("", t) for t in lines if t.strip()][-_CONTEXT:]
    near = [t for t in near if t.strip() and not is_above(t)]
    long = [i for i, t in enumerate(near) if len(t) > _SENTENCE or t.rstrip().endswith(("。", "；"))]
    near = near[long[-1] + 1 :] if long else near
    for text in (*reversed(near), *("".join(pair) for pair in zip(near[-2::-1], near[:0:-1], strict=True))):
        if found := match_title(text, tables):
            return found, unwrap(text)
    return None


def _with_its_head(
    table_found: FoundTable, found: tuple[TableForm, str] | None, grid: Grid, lines: Sequence[str]
) -> Grid | None:
    """Return a grid with the head that the page before ends in, where the open table is nothing else yet."""
    if found or len(table_found.grids) > 1 or any(t.strip() and not is_above(t) for t in lines):
        return None
    return with_cut_head(table_found.grids[0], grid, table_found.form)


def _goes_on(table_found: FoundTable, found: TableForm | None, grid: Grid, lines: Sequence[str]) -> bool:
    """Tell whether a grid carries the open table on: by what stands between, or by its title again."""
    if found is None:
        return _continues(table_found.grids[-1], grid, lines)
    twice = _has_total(grid, found) and any(_has_total(g, found) for g in table_found.grids)
    return table_found.form.id == found.id and not twice


def _has_other_head(grid: Grid, opened: Grid) -> bool:
    """Tell whether a grid begins with three words or more that are no data and no heads of the open table."""
    first, matrix = Matrix.of(opened), Matrix.of(grid)
    known = {head_key(t) for r in range(first.rows) for t in first.texts(r)}
    top = next((t for r in range(grid.rows) if (t := matrix.texts(r))), ())
    no_data = not any(is_number(t) or normalise([t]) or _FIGURES.fullmatch(t) for t in top)
    words = [t for t in top if not is_blank(t)]
    return no_data and len(words) >= _HEAD_WORDS and not repeats_head(words, known)


def _has_total(grid: Grid, table: TableForm) -> bool:
    """Tell whether a grid has the line of the table's total, with a number in it."""
    totals = {plain(x) for row in table.rows if row.item == "total" for x in row.labels}
    matrix = Matrix.of(grid)
    rows = (matrix.texts(r) for r in range(grid.rows))
    return any(
        any(map(is_number, t)) and (table.layout == "strip" or totals & set(map(plain, t))) for t in rows
    )


def _running_lines(paper: Paper) -> frozenset[str]:
    """Return the first and last lines that three pages or more have in common: running heads and feet."""
    counts: Counter[str] = Counter()
    for page in paper.pages:
        counts.update({plain(t.text) for t in (*page.lines[:1], *page.lines[-1:]) if not is_above(t.text)})
    return frozenset(t for t, n in counts.items() if n >= 3 and not t.endswith(surroundings().title.ends))


def _with_note(table_found: FoundTable) -> FoundTable:
    """Move a note that stands in the last rows of the last grid out of it."""
    grid, note = without_note(table_found.grids[-1])
    return replace(table_found, grids=(*table_found.grids[:-1], grid), note=note or table_found.note)
