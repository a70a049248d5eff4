"""A made-up disclosure of any size, rounded honestly from an unrounded budget: to measure time, not truth.

python benchmarks/large_disclosure.py 2000
"""

from __future__ import annotations

import random
import sys
import time
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal

from budgetkit.model.amount import Amount
from budgetkit.model.disclosure import Cell, Claim, Disclosure, Row, Table

COLUMNS = {
    "revenue": ("total", "appropriations", "general_public", "own_funds"),
    "expenditure": ("total", "basic", "project"),
    "general_public": ("total", "basic", "project"),
    "projects": ("total", "goods_services", "household", "capital"),
}


def printed(value: Decimal, unit: str = "万元") -> Amount:
    return Amount(value.quantize(Decimal("0.01"), ROUND_HALF_UP), unit)


def budget(items: int, seed: int = 1) -> dict[str, dict[str, Decimal]]:
    """Return unrounded money of every lowest code, by column."""
    draw = random.Random(seed)
    found = {}
    for n in range(items):
        code = f"{201 + n % 20}{1 + n // 20 % 9:02d}{1 + n // 180:02d}"
        basic, goods, household, capital, own = (
            Decimal(draw.randrange(10**6, 10**9)) / Decimal(10**6) for _ in range(5)
        )
        project = goods + household + capital
        found[code] = {
            "basic": basic + own,
            "public_basic": basic,
            "project": project,
            "goods_services": goods,
            "household": household,
            "capital": capital,
            "own_funds": own,
            "general_public": basic + project,
            "appropriations": basic + project,
            "total": basic + project + own,
        }
    return found


SOURCES = {
    "general_public": {"total": "general_public", "basic": "public_basic", "project": "project"},
    "projects": {"total": "project"},
}


def table(name: str, money: dict[str, dict[str, Decimal]]) -> Table:
    """Return a table with classes, groups, items and the total, every cell rounded from the unrounded sum."""
    codes = sorted(money)
    above = {c[:3] for c in codes} | {c[:5] for c in codes}
    rows = [_row("", "total", codes, name, money)]
    rows += [
        _row(c, "", [x for x in codes if x.startswith(c)], name, money) for c in sorted({*codes, *above})
    ]
    return Table(name, name, "万元", COLUMNS[name], tuple(rows), form="xinjiang-budget")


def _row(code: str, item: str, below: list[str], name: str, money: dict[str, dict[str, Decimal]]) -> Row:
    source = SOURCES.get(name, {})
    cells = {}
    for column in COLUMNS[name]:
        amount = sum((money[c][source.get(column, column)] for c in below), Decimal(0))
        cells[column] = Cell(printed(amount))
    return Row(code or "总计", cells, code=code, item=item)


def claims(money: dict[str, dict[str, Decimal]], seed: int = 2) -> tuple[Claim, ...]:
    """Return what a narrative says of every item of the general public budget: amount, change, growth; shares."""
    draw = random.Random(seed)
    whole = sum((m["general_public"] for m in money.values()), Decimal(0))
    found = []
    for code, m in money.items():
        amount = m["general_public"]
        prior = amount * Decimal(draw.randrange(500_001, 1_999_999)) / Decimal(10**6)
        found.append(
            Claim(
                "5.3",
                code,
                printed(amount),
                printed(amount / whole * 100, "%"),
                printed(amount - prior),
                printed((amount - prior) / prior * 100, "%"),
                code,
                f"general_public/{code}/total",
                "general_public/total/total",
                "上年预算",
            )
        )
    return tuple(found)


def disclosure(figures: int, seed: int = 1) -> Disclosure:
    """Return a disclosure of about so many printed figures."""
    money = budget(max(2, figures // 27), seed)
    tables = {name: table(name, money) for name in COLUMNS}
    return Disclosure("虚构部门", 2024, "budget", "xinjiang-budget", tables, claims(money), fictitious=True)


def count(of: Disclosure) -> int:
    stated = sum(
        getattr(c, n) is not None
        for c in of.claims
        for n in ("amount", "share", "change", "growth", "base_amount")
    )
    return stated + sum(1 for t in of.tables.values() for _ in t.cells())


def main() -> None:
    """Judge, bound and localise a made-up disclosure of the size asked for, and print the seconds each took."""
    from budgetkit.checks.joint import bounds, reconcile

    size = int(sys.argv[1]) if len(sys.argv) > 1 else 2000
    made = disclosure(size)
    print(f"{count(made)} figures")
    for name, work in (("judged", reconcile), ("judged, with bounds", bounds)):
        start = time.process_time()
        done = work(made)
        verdict = getattr(done, "feasible", "")
        print(f"{name}: {time.process_time() - start:.2f} s {verdict}".rstrip())
    for errors in (1, 3, 8):
        spoilt = spoil(made, errors)
        start = time.process_time()
        found = reconcile(spoilt)
        seconds = time.process_time() - start
        groups = len(found.extents)
        print(
            f"{errors} wrong: {seconds:.2f} s, {found.feasible}, {groups} groups, {len(found.repairs)} repairs"
        )


def spoil(of: Disclosure, errors: int, seed: int = 3) -> Disclosure:
    """Return the disclosure with some cells of its first tables raised by 1.11."""
    draw = random.Random(seed)
    tables = dict(of.tables)
    for _ in range(errors):
        name = draw.choice(list(tables))
        rows = list(tables[name].rows)
        n, column = draw.randrange(len(rows)), draw.choice(tables[name].columns)
        cell = rows[n].cells[column]
        assert cell.amount is not None
        wrong = Cell(replace(cell.amount, value=cell.amount.value + Decimal("1.11")))
        rows[n] = replace(rows[n], cells={**rows[n].cells, column: wrong})
        tables[name] = replace(tables[name], rows=tuple(rows))
    return replace(of, tables=tables)


if __name__ == "__main__":
    main()
