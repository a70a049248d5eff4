"""Two disclosures of one department side by side, cell by cell: year with year, or a budget with its own accounts."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final

from budgetkit.checks.judge import judge
from budgetkit.checks.printed import Printed, PrintedRow
from budgetkit.checks.verdicts import all_statements
from budgetkit.forms.data import reference
from budgetkit.forms.form import national
from budgetkit.forms.label import Label, plain, same_body
from budgetkit.model.amount import UNITS, Amount, Interval, share_range, shown
from budgetkit.model.disclosure import Claim, Disclosure
from budgetkit.model.errors import BudgetkitError
from budgetkit.model.fraction import Fraction

_YEAR: Final = re.compile(r"20\d\d")
_OF_YEAR: Final = re.compile(r"20\d\d年度?")
_MAIN: Final = ("actual", "budget", "total")
"""The main column of a table: what is budgeted in one document stands under another name in the accounts."""
_CARRIED: Final = ("brought_forward", "used_reserves")
"""Columns of money that is not of the year itself."""


@dataclass(frozen=True, slots=True)
class Change:
    """One cell in two disclosures: both amounts (``None``: not printed), the actual change, and the stated one.

    ``status`` is ``changed``, ``same``, ``appeared``, ``vanished``, ``renamed``, ``blank`` where the line is in
    both and only one prints an amount, ``ambiguous`` where both have several of its name and nothing tells which is
    which, or ``scope`` where only one of two totals counts what earlier years left. ``change`` is in ``unit``,
    ``growth`` and ``completion`` (later ÷ earlier, of accounts beside their own budget only) in percent, all of the
    printed figures; they are ``None`` between two scopes and beside a blank, which is no zero.
    ``agrees`` tells whether the stated change can be the actual one given all rounding, ``None`` where none is stated
    or it is measured from something else than the earlier disclosure (``base``).
    """

    table: str
    row: str
    name: str
    column: str
    later: Amount | None
    earlier: Amount | None
    unit: str = ""
    change: Decimal | None = None
    growth: Decimal | None = None
    stated: Amount | None = None
    stated_growth: Amount | None = None
    agrees: bool | None = None
    status: str = "same"
    earlier_name: str = ""
    base: str = ""
    completion: Decimal | None = None
    pages: tuple[int | None, int | None] = (None, None)

    def shown(self, amount: Amount | None) -> str:
        """Return an amount in the unit of the row, without thousands separators; empty for a blank."""
        if amount is None:
            return ""
        if amount.unit == self.unit:
            return f"{amount.value:f}"
        return f"{amount.value * amount.factor / UNITS.get(self.unit, Decimal(1)):f}"


def remarks(later: Disclosure, earlier: Disclosure) -> tuple[Label, ...]:
    """Return what should be known before two disclosures are compared: two departments, years the wrong way round.

    >>> from budgetkit.source import reference
    >>> remarks(reference(), reference())[0].en
    'both are of 2024'
    """
    found = []
    names, years = (later.department, earlier.department), (later.year, earlier.year)
    if all(names) and not same_body(*names):
        zh = f"两份文件的部门不同：{names[0]}、{names[1]}"
        found.append(Label(zh, f"two departments: {names[0]} and {names[1]}"))
    if not later.tables.keys() & earlier.tables.keys():
        found.append(
            Label("没有两份文件都有的表，无从逐格比较", "no table is in both: there are no cells to compare")
        )
    if not all(years):
        return tuple(found)
    if years[0] < years[1]:
        zh = f"年度次序相反：前一份为 {years[0]} 年，后一份为 {years[1]} 年"
        en = f"the years are the wrong way round: the first is of {years[0]}, the second of {years[1]}"
        found.append(Label(zh, en))
    elif later.kind == earlier.kind and years[0] == years[1]:
        found.append(Label(f"两份文件是同一年度：{years[0]}", f"both are of {years[0]}"))
    elif later.kind == earlier.kind and years[0] - years[1] != 1:
        zh = f"年度不相邻：{years[0]} 与 {years[1]}"
        found.append(Label(zh, f"the years do not follow: {years[0]} and {years[1]}"))
    elif later.kind != earlier.kind and years[0] != years[1]:
        zh = f"预算与决算不是同一年度：{years[0]} 与 {years[1]}"
        found.append(Label(zh, f"budget and accounts are of different years: {years[0]} and {years[1]}"))
    return tuple(found)


def compare(later: Disclosure, earlier: Disclosure, completion: bool = False) -> tuple[Change, ...]:
    """Return every cell that either disclosure prints, its change, and what the later one states of it.

    Rows are matched by code, item or name, those of one name by label and the row above; tables that only one of
    them has are left to the summary of what appeared and vanished. Budgets are compared with budgets, accounts with
    accounts; with ``completion`` accounts (later) are set against the budget of their own year (earlier).

    Raises:
        BudgetkitError: one is a budget and the other accounts, and ``completion`` is not asked for, or the other
            way round.

    >>> from budgetkit.source import reference
    >>> {cell.status for cell in compare(reference(), reference())}
    {'same'}
    """
    if completion and (later.kind, earlier.kind) != ("final_accounts", "budget"):
        raise BudgetkitError("completion sets final accounts (first) against their own budget (second)")
    if not completion and later.kind != earlier.kind:
        raise BudgetkitError(
            "a budget and final accounts are not compared as one year and the next; ask for completion (--completion) "
            "to set accounts (first) against their budget (second) (预算与决算不直接比较)"
        )
    first, second = Printed(earlier), Printed(later)
    said = _said(later)
    impossible = _impossible(later) if said and not completion else []
    found: list[Change] = []
    for table in dict.fromkeys((*later.tables, *earlier.tables)):
        columns = _columns(later, earlier, table, completion)
        for new, old, unsure in _pairs(second.lines(table), first.lines(table)):
            for mine, theirs in columns:
                change = _change(table, (mine, theirs), new, old)
                if change is not None:
                    change = change if completion else replace(change, completion=None)
                    change = replace(change, status="ambiguous") if unsure else change
                    claims = () if completion else said.get(f"{table}/{change.row}/{mine}", ())
                    found.append(_with_claim(change, claims, later, earlier, impossible))
    return tuple(found)


def _said(of: Disclosure) -> dict[str, list[Claim]]:
    found: dict[str, list[Claim]] = {}
    for claim in of.claims:
        if claim.about and (claim.change is not None or claim.growth is not None):
            found.setdefault(claim.about, []).append(claim)
    return found


def _columns(later: Disclosure, earlier: Disclosure, table: str, completion: bool) -> list[tuple[str, str]]:
    """Return pairs of columns: of one name; in accounts and their budget the main ones too, whatever they are called."""
    ids = [d[table].columns if table in d else () for d in (later, earlier)]
    pairs = [(c, c) for c in dict.fromkeys((*ids[0], *ids[1]))]
    if not completion:
        return pairs
    shared = [(c, c) for c, _ in pairs if all(c in x for x in ids) and c not in _MAIN]
    main = [next((c for c in _MAIN if c in x), "") for x in ids]
    return [(main[0], main[1]), *shared] if all(main) else shared


Path = tuple[str, ...]


def _paths(lines: Sequence[PrintedRow]) -> list[tuple[Path, ...]]:
    """Return for every row what names it: its code, item or name; its whole label too; the row above it too."""
    heads = _heads(lines)
    found: list[tuple[Path, ...]] = []
    for line, head in zip(lines, heads, strict=True):
        row = line.row
        short = (row.half, row.code or row.item or row.name)
        whole = (*short, row.project, row.label or row.name)
        found.append((short, whole, (*whole, head)))
    return found


def _heads(lines: Sequence[PrintedRow]) -> list[str]:
    """Return the label of the row that each belongs to, empty where none is known.

    A coded row belongs to the last row without code; another to the nearest one that is the sum of rows that follow.
    """
    heads = [""] * len(lines)
    column = next((c for line in lines for c in line.row.cells), "")
    sums = [figure.amount.exact if (figure := line.figure(column)) else Fraction(0) for line in lines]
    last = ""
    for n, line in enumerate(lines):
        if line.row.code:
            heads[n] = last
            continue
        last = line.row.label or line.row.name
        end, total = n + 1, Fraction(0)
        while end < len(lines) and total < sums[n]:
            total, end = total + sums[end], end + 1
        if sums[n] and total == sums[n]:
            heads[n + 1 : end] = [last] * (end - n - 1)
    return heads


def _pairs(
    new: list[PrintedRow], old: list[PrintedRow]
) -> Iterator[tuple[PrintedRow | None, PrintedRow | None, bool]]:
    """Yield rows of both years side by side, in the order of the later one, rows without partner last.

    A name that several rows share is told apart by label and by the row above. Where that does not tell which is
    which, the rows stand alone and are marked, unless both years print the same amounts. A total that one
    year prints again, amounts and all, counts once.
    """
    new, old = _once(new), _once(old)
    mine, theirs = _paths(new), _paths(old)
    partner: dict[int, int] = {}
    for level in range(3):
        for here, there in _alike(mine, theirs, level, partner):
            if len(here) == len(there) == 1:
                partner[here[0]] = there[0]
    unsure: tuple[set[int], set[int]] = (set(), set())
    for here, there in _alike(mine, theirs, 0, partner):
        if [_amounts(new[n]) for n in here] == [_amounts(old[n]) for n in there]:
            partner.update(zip(here, there, strict=True))
        elif here and there:
            unsure[0].update(here)
            unsure[1].update(there)
    for n, line in enumerate(new):
        yield line, old[partner[n]] if n in partner else None, n in unsure[0]
    for n in sorted(set(range(len(old))) - set(partner.values())):
        yield None, old[n], n in unsure[1]


def _once(lines: list[PrintedRow]) -> list[PrintedRow]:
    """Return rows without the totals of one name that all print the same amounts, the first of them kept.

    Other rows alike in everything are as many purchases or projects as there are rows.
    """
    groups: dict[Path, list[PrintedRow]] = {}
    for line, paths in zip(lines, _paths(lines), strict=True):
        if line.row.item == "total":
            groups.setdefault(paths[1], []).append(line)
    again = [x.id for g in groups.values() if all(_amounts(x) == _amounts(g[0]) for x in g) for x in g[1:]]
    return [line for line in lines if line.id not in again]


def _alike(
    mine: Sequence[tuple[Path, ...]], theirs: Sequence[tuple[Path, ...]], level: int, partner: dict[int, int]
) -> list[tuple[list[int], list[int]]]:
    """Return the rows of both years that have no partner and one path at a level, by number."""
    found: dict[Path, tuple[list[int], list[int]]] = {}
    for side, (paths, taken) in enumerate(((mine, set(partner)), (theirs, set(partner.values())))):
        for n, path in enumerate(paths):
            if n not in taken:
                found.setdefault(path[level], ([], []))[side].append(n)
    return list(found.values())


def _amounts(line: PrintedRow) -> dict[str, Amount | None]:
    return {column: cell.amount for column, cell in line.row.cells.items()}


def _change(
    table: str, columns: tuple[str, str], new: PrintedRow | None, old: PrintedRow | None
) -> Change | None:
    figures = [line.figure(c) if line else None for line, c in zip((new, old), columns, strict=True)]
    later, earlier = (f.amount if f else None for f in figures)
    line = new or old
    if line is None or (later is None and earlier is None):
        return None
    names = [one.row.name for one in (new, old) if one and one.row.name]
    # A total whose name one of the two leaves out is not renamed, nor a line that is numbered anew.
    was = names[1] if len({plain(_OF_YEAR.sub("", name)) for name in names}) == 2 else ""
    pages = (figures[0].page if figures[0] else None, figures[1].page if figures[1] else None)
    name = names[0] if names else ""
    cell = Change(table, line.id, name, columns[0], later, earlier, earlier_name=was, pages=pages)
    printed = [a for a in (later, earlier) if a is not None]
    coarsest = max(printed, key=lambda a: a.factor)
    cell = replace(cell, unit=coarsest.unit)
    if later is None or earlier is None:
        status = "appeared" if old is None else "vanished" if new is None else "blank"
        return replace(cell, status=status)
    if new and old and _scopes_differ((new, columns[0]), (old, columns[1])):
        return replace(cell, status="scope")
    delta, before = later.exact - earlier.exact, earlier.exact
    places = max(a.places + (coarsest.factor / a.factor).adjusted() for a in printed)
    return replace(
        cell,
        change=shown(delta / Fraction(coarsest.factor), places),
        growth=shown(delta / before * 100, 2) if before else None,
        completion=shown(later.exact / before * 100, 2) if before else None,
        status="renamed" if was else "changed" if delta else "same",
    )


def _scopes_differ(one: tuple[PrintedRow, str], other: tuple[PrintedRow, str]) -> bool:
    """Tell whether only one of two totals counts what earlier years left.

    The head of the other then says that it is of the year alone (本年收入合计 beside 收入合计).
    """
    words: list[str] = national()["narrative"]["words"]["this_year"]
    alone = [any(word in line.row.cells[column].head for word in words) for line, column in (one, other)]
    carried = [any(f.amount.exact for c in _CARRIED if (f := line.figure(c))) for line, _ in (one, other)]
    inside = [column.startswith("total") for _, column in (one, other)]
    return all(inside) and alone in ([True, False], [False, True]) and carried == [not x for x in alone]


def _impossible(of: Disclosure) -> list[Claim]:
    """Return the statements whose own change and growth cannot both be right, as the check of it finds."""
    judged = (judge(s) for s in all_statements(of) if s.identity == "claims.growth")
    broken = [f.statement.rate.id for f in judged if f.verdict == "broken" and f.statement.rate is not None]
    return [of.claims[int(name.split("/")[1]) - 1] for name in broken if name.startswith("claims/")]


def _with_claim(
    cell: Change, claims: Sequence[Claim], later: Disclosure, earlier: Disclosure, impossible: Sequence[Claim]
) -> Change:
    """Return a cell with what is stated of it: the statement that is measured from the earlier disclosure, else any."""
    measured = [c for c in claims if _is_measured_from(c, later, earlier) and _is_of(c, cell.later)]
    claim = next(iter((*measured, *claims)), None)
    if claim is None:
        return cell
    agrees = _agrees(cell, claim) if measured else None
    agrees = False if agrees and claim in impossible else agrees
    # A deduced change may confirm the stated one, but accuses nobody.
    agrees = None if claim.inferred and agrees is False else agrees
    return replace(cell, stated=claim.change, stated_growth=claim.growth, agrees=agrees, base=claim.base)


def kind_of_base(base: str, kind: str) -> str:
    """Return the kind of document that prints what a change is measured from, by its words; ``kind`` where they say none.

    >>> [kind_of_base(base, "budget") for base in ("上年预算执行数", "2023年预算", "上年")]
    ['final_accounts', 'budget', 'budget']
    """
    words: Mapping[str, list[str]] = reference("prior_year")["base"]
    return next((known for known, of in words.items() if any(word in base for word in of)), kind)


def _is_measured_from(claim: Claim, later: Disclosure, earlier: Disclosure) -> bool:
    """Tell whether the base of a statement, by its own words, is what the earlier disclosure prints."""
    kind = kind_of_base(claim.base, later.kind)
    years = {int(year) for year in _YEAR.findall(claim.base)} or {later.year - 1}
    return bool(claim.base) and kind == earlier.kind and years == {earlier.year}


def _is_of(claim: Claim, amount: Amount | None) -> bool:
    """Tell whether a statement gives this very amount: the change that it states belongs to its own."""
    return claim.amount is None or (amount is not None and claim.amount.agrees_with(amount))


def _agrees(cell: Change, claim: Claim) -> bool | None:
    """Tell whether the stated change and growth can be the actual ones.

    The narrative often prints coarser units than the tables and takes differences of its rounded figures; both
    amounts are therefore allowed the precision of the stated amount or change.
    """
    if cell.later is None or cell.earlier is None:
        return None
    half = max((a.ulp for a in (claim.amount, claim.change) if a is not None), default=Fraction(0)) / 2
    coarse = Interval(-half, half)
    after, before = cell.later.interval + coarse, cell.earlier.interval + coarse
    verdicts = []
    if claim.change is not None:
        verdicts.append((after - before).meets(claim.change.interval))
    if claim.growth is not None and (reach := share_range(after, before)) is not None:
        one = Interval(Fraction(1), Fraction(1))
        verdicts.append((reach - one).meets(claim.growth.interval))
    return all(verdicts) if verdicts else None
