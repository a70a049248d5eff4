"""The account of numbers in ruled tables: each is a figure, a statement, listed, or no amount with a reason."""

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from drawn import grid, paper

from budgetkit.model.accounting import Fate
from budgetkit.model.amount import Amount
from budgetkit.model.disclosure import Cell, Disclosure
from budgetkit.model.errors import UnreadableDocument
from budgetkit.readers.accounting import UNTAKEN, account
from budgetkit.readers.formats.page import Paper
from budgetkit.readers.read import read_paper
from budgetkit.readers.together import open_together

BODY = "科目编码|科目名称|合计|基本支出\n201|一般公共服务支出|1,003.50|2.00\n|某中学|1.50|"
FOLDERS = ("jiangsu", "performance", "reference", "shanghai", "swu")


def _paper() -> Paper:
    return paper(("2024年支出预算总表", "单位：万元", grid(BODY)))


def test_every_number_of_a_table_is_in_the_account() -> None:
    """Figures are facts, codes are codes, and a number that was dropped or invented shows."""
    read = read_paper(_paper())
    balance = account(_paper(), read)
    assert balance.holds and balance.counts()[Fate.FACT] == 3
    assert [e.reason for e in balance.entries if e.fate is Fate.UNCOUNTED] == ["a code or a part of one"]
    table = read["expenditure"]
    for rows, missing, surplus in (
        (table.rows[:1], {"1.50": 1}, {}),
        (
            (*table.rows, replace(table.rows[0], cells={"total": _invented(table.rows[0].cells["total"])})),
            {},
            {"7.77": 1},
        ),
    ):
        other = account(_paper(), replace(read, tables={"expenditure": replace(table, rows=rows)}))
        assert (dict(other.missing), dict(other.surplus)) == (missing, surplus)


def _invented(like: Cell) -> Cell:
    return replace(like, amount=Amount(Decimal("7.77"), "万元"))


@pytest.mark.parametrize("folder", FOLDERS)
def test_the_account_balances_on_published_documents(folder: str, documents: Path) -> None:
    """Of every document all numbers in its ruled tables are accounted for, and nothing is said that is not printed."""
    for file in sorted((documents / folder).iterdir()):
        disclosure = _read(file)
        if disclosure is None:
            continue
        balance = account(open_together([file]), disclosure)
        assert not balance.surplus, (file.name, balance.surplus)
        assert not balance.missing, (file.name, balance.missing)
        assert UNTAKEN not in {u.reason for u in disclosure.unplaced if u.text}, file.name


def _read(file: Path) -> Disclosure | None:
    """Return a disclosure; of flattened text, which has no ruled table, and of an empty form none."""
    try:
        read = open_together([file])
        return None if read.format == "text" else read_paper(read)
    except UnreadableDocument:
        return None
