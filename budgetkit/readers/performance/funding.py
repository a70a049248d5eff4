"""The money that performance tables are for, as statements beside those of the narrative."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from budgetkit.forms.form import Form
from budgetkit.model.amount import Amount, parse_amount
from budgetkit.model.disclosure import Claim, Place
from budgetkit.model.notes import fold
from budgetkit.readers.formats.page import GridCell
from budgetkit.readers.tables.matrix import Matrix, head_key, is_number, unwrap

_MONEY: Final = (
    ("above", "上级安排", re.compile(r"上级安排|上级(?:财政)?资金")),
    ("own_level", "本级安排", re.compile(r"本级安排|本级(?:财政)?资金")),
    ("amount", "年度预算总额", re.compile(r".*(?:预算总额|资金总额|预算总金额)|全年预算数.*")),
    ("requested", "年度资金申请总额", re.compile(r"(?:年度|本年)?(?:资金)?申请(?:资金)?总额")),
    ("executed", "全年执行数", re.compile(r"(?:全年|预算)执行数.*")),
    ("fiscal", "财政拨款", re.compile(r"(?:当年|本年)?财政(?:拨款|资金)")),
    ("brought_forward", "上年结转", re.compile(r"上年结转.*")),
    ("other", "其他资金", re.compile(r"其他(?:资金)?")),
)
_UNIT = re.compile(r"[(（](万元|元)[)）]")


@dataclass(frozen=True, slots=True)
class Funding:
    """One amount a performance table is for: of which table and owner, its key and name, where it stands."""

    table: str
    owner: str
    key: str
    name: str
    amount: Amount
    cell: GridCell

    @property
    def place(self) -> Place:
        """Where it is printed."""
        return Place(self.cell.page, self.cell.box)


def funding(matrix: Matrix, row: int, table: str, owner: str, unit: str) -> Iterator[Funding]:
    """Yield the money that a row of a performance table names: every number with the label left of it."""
    label = ""
    for cell in matrix.cells(row):
        text = fold(unwrap(cell.text))
        if match := _UNIT.search(text):
            unit = match[1]
        if not is_number(text):
            label = head_key(text) or label
            continue
        # A cell over several rows says its amount once.
        if cell.row != row:
            continue
        above = fold(matrix.text(row - 1, cell.column)) if row else ""
        own = _UNIT.search(above)
        amount = parse_amount(text, own[1] if own else unit)
        found = _kind(label) or _kind(head_key(above))
        if amount is not None and found:
            yield Funding(table, owner, *found, amount, cell)


def _kind(label: str) -> tuple[str, str] | None:
    return next(((key, name) for key, name, pattern in _MONEY if pattern.fullmatch(label)), None)


def funding_claims(money: Sequence[Funding], form: Form) -> Iterator[Claim]:
    """Give the money of every table its place in the narrative: numbered where there are several projects."""
    projects = list(dict.fromkeys(m.owner for m in money if m.table == "project"))
    section = next((s.id for s in form.sections if any("绩效" in h for h in s.headings)), "performance")
    for m in money:
        several = m.table == "project" and len(projects) > 1
        number = f".{projects.index(m.owner) + 1}" if several else ""
        whose = "项目" if m.table == "project" else ""
        yield Claim(
            section=section,
            subject=f"{m.owner}·{m.name}" if several else f"{whose}{m.name}",
            amount=m.amount,
            about=f"narrative/performance/{m.table or 'project'}{number}.{m.key}",
            place=m.place,
        )
