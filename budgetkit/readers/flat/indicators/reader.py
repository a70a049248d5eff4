"""Performance tables (部门整体绩效目标表, 项目支出绩效目标表) of flattened text: indicators where the text settles them.

A table goes from its title to the next one or the next heading; its heads say which columns there are, and what
stands before them, people and telephone numbers too, is not read but for whose table it is.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from budgetkit.model.amount import parse_amount
from budgetkit.model.disclosure import Indicator, Place, Unplaced
from budgetkit.readers.flat.indicators.cells import cells_of, fragments_of
from budgetkit.readers.flat.indicators.columns import Body
from budgetkit.readers.flat.indicators.names import owner_of
from budgetkit.readers.flat.indicators.rows import IndicatorRow, rows_of
from budgetkit.readers.flat.indicators.words import key, words
from budgetkit.readers.formats.page import Line, Paper
from budgetkit.readers.performance.indicators import with_signs
from budgetkit.readers.tables.cover import year_of
from budgetkit.readers.tables.matrix import unwrap

_LONGEST_HEAD: Final = 40
_FEWEST: Final = 3
_SHORT: Final = 60
_LONGEST_TITLE: Final = 40


@dataclass(frozen=True, slots=True)
class _Flat:
    """One table as it stands in the text: its title, ``overall`` or ``project``, lines before its heads, heads, lines."""

    title: str
    table: str
    page: int
    above: tuple[Line, ...]
    order: tuple[str, ...]
    lines: tuple[Line, ...]


def read_text_indicators(
    paper: Paper, department: str = ""
) -> tuple[tuple[Indicator, ...], tuple[Unplaced, ...]]:
    """Return the indicators of the performance tables of a text, and what of them could not be placed.

    A field that shares no line with the name of its row is placed only where order leaves no other row, and then
    ``inferred``; a field that may belong to several rows is left empty and its text listed.
    """
    indicators: list[Indicator] = []
    unplaced: list[Unplaced] = []
    known: dict[str, str] = {}
    for flat in _tables(paper):
        if not flat.order:
            unplaced.append(
                Unplaced(flat.title, "the heads of this table cannot be put together", Place(flat.page))
            )
            continue
        fragments = fragments_of(flat.lines)
        cells = cells_of(fragments, frozenset(flat.order))
        rows, left = rows_of(Body(fragments, cells, flat.order, known, year_of(paper)))
        owner = department if flat.table == "overall" else owner_of(flat.above, department)
        indicators += [_indicator(row, flat.table, owner) for row in rows]
        known |= {key(r.texts["level3"]): r.texts.get("level2", "") for r in rows}
        unplaced += [
            Unplaced(c.text[:_SHORT], f"{flat.title}: {why}", Place(fragments[c.first].page))
            for c, why in left
        ]
    return tuple(indicators), tuple(unplaced)


def _indicator(row: IndicatorRow, table: str, owner: str) -> Indicator:
    texts = {role: unwrap(text) for role, text in row.texts.items()}
    return Indicator(
        table=table,
        owner=owner,
        levels=(texts.get("level1", ""), texts.get("level2", ""), texts["level3"]),
        target=with_signs(texts.get("target", "")),
        basis=texts.get("basis", ""),
        prior=texts.get("prior", ""),
        weight=parse_amount(texts.get("weight", ""), ""),
        scoring=texts.get("scoring", ""),
        place=Place(row.page),
        inferred=tuple(role for role in words().order if role in row.inferred and role != "evidence"),
    )


def _tables(paper: Paper) -> Iterator[_Flat]:
    """Yield the performance tables of a text in order; a title in a list of contents has no heads below it."""
    lines = [line for page in paper.pages for line in page.lines if line.text.strip()]
    titles = [n for n, line in enumerate(lines) if _is_title(line.text)]
    for at, following in zip(titles, [*titles, len(lines)][1:], strict=True):
        body = _body(lines[at + 1 : following])
        title = unwrap(lines[at].text)
        table = "overall" if words().overall in title else "project"
        start, stop, order = _heads(body)
        if order:
            kept = tuple(_without_heads(body[stop:]))
            yield _Flat(title, table, lines[at].page, tuple(body[:start]), order, kept)
        elif any("三级指标" in key(line.text) for line in body):
            yield _Flat(title, table, lines[at].page, (), (), ())


def _is_title(text: str) -> bool:
    flat = key(text)
    return len(flat) <= _LONGEST_TITLE and words().title.search(flat) is not None


def _body(lines: Sequence[Line]) -> list[Line]:
    """Return the lines of a table up to the next heading."""
    end = next((n for n, line in enumerate(lines) if words().end.match(unwrap(line.text))), len(lines))
    return list(lines[:end])


def _heads(lines: Sequence[Line]) -> tuple[int, int, tuple[str, ...]]:
    """Return the first line of the heads, the line after them and the roles from left to right; none where not found."""
    for start in range(len(lines)):
        stop, order = _heads_at(lines, start)
        if order:
            return start, stop, order
    return 0, 0, ()


def _heads_at(lines: Sequence[Line], start: int) -> tuple[int, tuple[str, ...]]:
    """Return the line after the heads that begin at a line, and their roles from left to right; none where none do.

    The heads may be broken over lines and come in any order; those that come in turn say the order of the columns.
    """
    text, ways = "", [()]  # type: str, list[tuple[str, ...] | None]
    best: tuple[int, tuple[str, ...]] = (start, ())
    longest = max(map(len, words().heads))
    for stop in range(start, min(start + _LONGEST_HEAD, len(lines))):
        text += key(lines[stop].text)
        ways += [None] * (len(text) + 1 - len(ways))
        _part(text, ways)
        if not any(way is not None for way in ways[-longest:]):
            break
        roles = [words().heads[name] for name in ways[-1] or ()]
        if "level3" in roles and "target" in roles and len(set(roles)) >= _FEWEST:
            best = stop + 1, _order(roles)
    return best


def _part(text: str, ways: list[tuple[str, ...] | None]) -> None:
    """Find for every end of a text the fewest heads that it is made of up to there, where it holds nothing else.

    >>> ways = [(), *[None] * 15]
    >>> _part("上年完成值指标分值权重一级指标", ways); ways[-1]
    ('上年完成值', '指标分值权重', '一级指标')
    """
    for end in range(1, len(text) + 1):
        if ways[end] is None:
            found = [
                (*before, name)
                for name in words().heads
                if text.endswith(name, 0, end) and (before := ways[end - len(name)]) is not None
            ]
            ways[end] = min(found, key=len, default=None)


def _order(roles: Sequence[str]) -> tuple[str, ...]:
    printed = [r for r in dict.fromkeys(roles) if r != "other"]
    levels = [r for r in printed if r.startswith("level")]
    in_turn = levels == sorted(levels) and printed[: len(levels)] == levels
    return tuple(printed if in_turn else [r for r in words().order if r in printed])


def _without_heads(lines: Sequence[Line]) -> Iterator[Line]:
    """Yield lines, without heads that a new page repeats."""
    at = 0
    while at < len(lines):
        stop, order = _heads_at(lines, at)
        if not order:
            yield lines[at]
        at = stop if order else at + 1
