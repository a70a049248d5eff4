"""Tables printed as a program without layout writes them down: blocks of columns, glued figures, lines by baseline.

Imitates what PDFBox makes of a page whose file stores the cells of a column together: each column is cut into runs
of filled cells, the runs come by the row they begin in, and on one baseline a step to the right is a space and a
step to the left is nothing at all.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random

from budgetkit.forms.form import form
from budgetkit.model.disclosure import Disclosure, Row, Table

Item = tuple[int, int, str]
"""Baseline, place from the left, text."""


@dataclass(frozen=True)
class Style:
    """How wild the stream is: chance of a cut inside a column, of a name broken in two, rows in turn instead."""

    cut: float = 0.12
    broken: float = 0.0
    in_turn: bool = False


def flatten(disclosure: Disclosure, seed: int, style: Style = Style()) -> str:
    """Return the tables of a disclosure as flattened text, one page a table, pages marked by a leading space."""
    rng = Random(seed)
    pages = [_page(table, disclosure, rng, style) for table in disclosure.tables.values()]
    end = [" 第三部分 部门预算情况说明", "", "以下从略。"]
    return "\n".join(["附件", "", *(line for page in pages for line in page), *end])


def _page(table: Table, disclosure: Disclosure, rng: Random, style: Style) -> list[str]:
    head = [f" 表 {table.number}", table.title, f"编制部门：{disclosure.department} 单位：{table.unit}"]
    layout = form(disclosure.form).table(table.id)
    columns = [layout.column(c) for c in table.columns]
    body = ["项目 " + " ".join(c.label.zh for c in columns)]
    if not table.rows:
        body.append(f"{disclosure.department}没有使用该项拨款安排的支出，本表为空表。")
    if layout.layout == "codes" and table.rows:
        body.append("类 款 项 功能分类科目名称" + (" 项目名称" if any(r.project for r in table.rows) else ""))
        body.append("※ ※ ※ ※ " + " ".join(str(n) for n in range(1, len(columns) + 1)))
    lines = [*head, *body, *_lines(list(_stream(list(_items(table)), rng, style)))]
    return [line for text in lines for line in (text, "")]


def _items(table: Table) -> Iterator[Item]:
    """Yield every printed thing with its baseline and its place; two halves stand side by side."""
    baseline: dict[str, int] = {}
    halves = list(table.halves) or [""]
    inner = max(sum(r.half == h and r.item != "total" for r in table.rows) for h in halves)
    for row in table.rows:
        line = inner if row.half and row.item == "total" else baseline.get(row.half, 0)
        baseline[row.half] = line + 1
        yield from _row_items(table, row, line, 100 * halves.index(row.half))


def _row_items(table: Table, row: Row, line: int, left: int) -> Iterator[Item]:
    code = row.code
    if table.halves:
        yield line, left, f"{code} {row.name}".strip()
    else:
        for place, part in enumerate((code[:3], code[3:5], code[5:7])):
            if part:
                yield line, left + place, part
        if row.name and row.name != row.project:
            yield line, left + 3, row.name
        if row.project:
            yield line, left + (4 if code else 3), row.project
    for place, column in enumerate(table.columns):
        amount = row.amount(column)
        if amount is not None:
            yield line, left + 10 + place, f"{amount.value:f}"


def _stream(items: Sequence[Item], rng: Random, style: Style) -> Iterator[Item]:
    """Yield the things in the order in which the file stores them."""
    if style.in_turn:
        yield from sorted(items)
        return
    columns: dict[int, list[Item]] = {}
    for item in sorted(items):
        columns.setdefault(item[1], []).append(item)
    runs: list[list[Item]] = []
    for column in columns.values():
        for item in column:
            goes_on = runs and runs[-1][-1][1] == item[1] and runs[-1][-1][0] == item[0] - 1
            if goes_on and rng.random() > style.cut:
                runs[-1].append(item)
            else:
                runs.append([item])
    order = sorted(runs, key=lambda run: (run[0][0], rng.random() < 0.3, run[0][1]))
    for run in order:
        for line, place, text in run:
            if len(text) > 8 and rng.random() < style.broken and not text[0].isdigit():
                yield line, place, text[: len(text) // 2]
                yield line, place, "\n" + text[len(text) // 2 :]
            else:
                yield line, place, text


def _lines(stream: Sequence[Item]) -> Iterator[str]:
    """Yield lines: a new one for a new baseline, a space for a step to the right, nothing for one to the left."""
    current, last = "", (-1, -1)
    for line, place, text in stream:
        if text.startswith("\n") or line != last[0]:
            if current:
                yield current
            current = text.removeprefix("\n")
        else:
            current += (" " if place > last[1] else "") + text
        last = (line, place)
    if current:
        yield current
