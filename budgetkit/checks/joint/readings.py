"""Which reading of every figure of a scan the document itself proves.

A recogniser gives each figure several readings. What the disclosure says of itself (sums, roll-ups, repeats, rates)
chooses among them: a satisfiability problem with one variable a reading and one for every statement that is broken.
The likeliest choice breaks least; a figure is *proved* when every other reading of it would break more, and when a sum
that holds to the last digit, or a rate that leaves no other, rests on it. All arithmetic is exact.

Source: Ansótegui, Bonet and Levy (2013) for MaxSAT; Ignatiev, Morgado and Marques-Silva (2018) for PySAT's RC2.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import product
from math import ceil, floor, log10, prod
from typing import Any, Final

from budgetkit.checks.judge import judge, rate_range
from budgetkit.checks.printed import Printed
from budgetkit.checks.readings import DOUBT, with_amounts
from budgetkit.checks.statement import Figure, Statement, counted
from budgetkit.checks.verdicts import all_statements
from budgetkit.model.amount import Amount
from budgetkit.model.disclosure import FIGURES, Cell, Claim, Disclosure, Remark
from budgetkit.model.fraction import Fraction

MOST: Final = 4_096
"""Most combinations of readings of one statement; a statement with more proves nothing."""
PRICE: Final = 250
"""What a broken statement costs, where a reading of probability p costs −100·log10 p: one that is a hundred times less
likely than the first must mend two statements to be taken."""
UNSURE: Final = 100
"""The price of one that is in doubt, or holds in the usual case only."""
LOOSE: Final = 30
"""The price of one that holds only thanks to rounding, where another reading lets it hold as printed."""


def prove(disclosure: Disclosure) -> Disclosure:
    """Return a disclosure in which every figure of a scan has the reading that the document bears out, and its status.

    ``proved``: no other reading satisfies as much; ``read``: read well and not contradicted; ``uncertain``: it may be
    another; these are listed among the remarks with their places. Without figures of scans nothing changes.

    Raises:
        KeyError: the disclosure names a form that does not exist.
    """
    statements = [s for s in all_statements(disclosure) if not s.missing]
    choice = Choice({f.id: f for s in statements for f in s.figures}, statements)
    return _applied(disclosure, choice)


def _price(statement: Statement) -> int:
    in_doubt = statement.doubt and not statement.doubt.startswith(DOUBT)
    return UNSURE if in_doubt or statement.kind == "presumed" else PRICE


def _verdict(statement: Statement) -> str:
    """Return whether a statement holds, whatever is said in its excuse."""
    return judge(replace(statement, doubt="", kind="sum")).verdict


@dataclass
class Choice:
    """The readings chosen for the figures of some statements, and what proves them."""

    figures: Mapping[str, Figure]
    statements: Sequence[Statement]
    _numbers: dict[object, int] = field(default_factory=dict)

    @cached_property
    def readings(self) -> dict[str, list[tuple[Amount, float]]]:
        """The readings of every figure that has several."""
        return {name: list(f.readings) for name, f in self.figures.items() if len(f.readings) > 1}

    @cached_property
    def _open(self) -> list[tuple[Statement, list[str]]]:
        """The statements over figures with several readings, with these."""
        named = ((s, [f.id for f in s.figures if f.id in self.readings]) for s in self.statements)
        return [(s, names) for s, names in named if names]

    @cached_property
    def _clauses(self) -> list[list[int]]:
        """One reading a figure; a statement is broken or one of the combinations that satisfy it is chosen."""
        clauses: list[list[int]] = []
        for name, readings in self.readings.items():
            own = [self._number(name, n) for n in range(len(readings))]
            clauses += [own, *([-a, -b] for n, a in enumerate(own) for b in own[n + 1 :])]
        for number, (statement, names) in enumerate(self._open):
            if prod(len(self.readings[name]) for name in names) > MOST:
                continue
            clause = [self._number("broken", number)]
            for places in product(*(range(len(self.readings[name])) for name in names)):
                chosen = {name: self.readings[name][n][0] for name, n in zip(names, places, strict=True)}
                verdict = _verdict(with_amounts(statement, chosen))
                if verdict == "broken":
                    continue
                combination = self._number(number, places)
                clause.append(combination)
                clauses += [[-combination, self._number(x, n)] for x, n in zip(names, places, strict=True)]
                if verdict != "exact":
                    clauses.append([-combination, self._number("loose", number)])
            clauses.append(clause)
        return clauses

    def _number(self, *what: object) -> int:
        return self._numbers.setdefault(what, len(self._numbers) + 1)

    @cached_property
    def _model(self) -> frozenset[int]:
        """The likeliest choice."""
        from pysat.examples.rc2 import RC2
        from pysat.formula import WCNF

        formula = WCNF()
        formula.extend(self._clauses)
        for name, readings in self.readings.items():
            for n, (_, p) in enumerate(readings):
                cost = round(-100 * log10(max(p, 1e-9)))
                if cost > 0:
                    formula.append([-self._number(name, n)], weight=cost)
        for number, (statement, _) in enumerate(self._open):
            formula.append([-self._number("broken", number)], weight=_price(statement))
            formula.append([-self._number("loose", number)], weight=LOOSE)
        with RC2(formula) as solver:
            return frozenset(x for x in solver.compute() or () if x > 0)

    @cached_property
    def amounts(self) -> dict[str, Amount]:
        """The amount chosen for every figure with several readings."""
        return {
            name: next(a for n, (a, _) in enumerate(readings) if self._number(name, n) in self._model)
            for name, readings in self.readings.items()
        }

    @cached_property
    def chosen_statements(self) -> list[Statement]:
        """The statements with the chosen amounts."""
        return [with_amounts(s, self.amounts) for s in self.statements]

    @cached_property
    def broken(self) -> frozenset[str]:
        """The figures of statements that no choice lets hold."""
        failed = [s for s in self.chosen_statements if _price(s) == PRICE and _verdict(s) == "broken"]
        return frozenset(f.id for s in failed for f in s.figures)

    def _undecided(self, *kept: str) -> frozenset[str]:
        """Return the figures of which another reading makes nothing ``broken`` (or ``loose``) that is not so already."""
        from pysat.solvers import Solver

        numbers = [self._number(what, n) for what in kept for n in range(len(self._open))]
        fixed = [[-number] for number in numbers if number not in self._model]
        with Solver("cadical153", bootstrap_with=[*self._clauses, *fixed]) as solver:
            return frozenset(
                name
                for name, readings in self.readings.items()
                if any(
                    solver.solve(assumptions=[number])
                    for number in (self._number(name, n) for n in range(len(readings)))
                    if number not in self._model
                )
            )

    @cached_property
    def undecided(self) -> frozenset[str]:
        """The figures of which another reading lets as many statements hold, and as many as printed."""
        return self._undecided("broken", "loose")

    @cached_property
    def unrounded(self) -> frozenset[str]:
        """The figures of which another reading lets as many statements hold, if only thanks to rounding."""
        return self._undecided("broken")

    @cached_property
    def borne_out(self) -> dict[str, int]:
        """How many statements that leave a figure no other value each figure has."""
        counts: defaultdict[str, int] = defaultdict(int)
        for statement in self.chosen_statements:
            for name in _pinned(statement):
                counts[name] += 1
        return counts

    def status(self, name: str, before: str) -> str:
        """Return what is known of a figure that was read with a status."""
        changed = name in self.amounts and self.amounts[name] != self.figures[name].amount
        enough = self.borne_out.get(name, 0) > (1 if changed or name in self.unrounded else 0)
        if enough and name not in self.undecided:
            return "proved"
        return "uncertain" if changed or name in self.broken else before


def _pinned(statement: Statement) -> Iterable[str]:
    """Return the figures to which a statement leaves no other printed value: a sum equal as printed, a rate."""
    verdict = _verdict(statement)
    if statement.rate is None:
        if verdict != "exact" or statement.relation != "=":
            return ()
        return [figure.id for figure, count in counted((statement.left, 1), (statement.right, -1)) if count]
    reach = rate_range(statement) if verdict in ("exact", "rounded") else None
    if reach is None:
        return ()
    step = statement.rate.amount.ulp
    first, last = ceil(reach.low / step - Fraction(1, 2)), floor(reach.high / step + Fraction(1, 2))
    return [statement.rate.id] if first == last else ()


def _applied(disclosure: Disclosure, choice: Choice) -> Disclosure:
    """Return the disclosure with the chosen amounts and their status; what is uncertain is remarked on."""
    remarks: list[Remark] = []
    tables = {}
    printed = Printed.of(disclosure)
    for table in disclosure.tables.values():
        rows = []
        for line in printed.lines(table.id):
            cells = {
                column: _cell(cell, f"{table.id}/{line.id}/{column}", choice, remarks)
                for column, cell in line.row.cells.items()
            }
            rows.append(replace(line.row, cells=cells))
        tables[table.id] = replace(table, rows=tuple(rows))
    claims = tuple(_claim(claim, n, choice, remarks) for n, claim in enumerate(disclosure.claims, 1))
    return replace(disclosure, tables=tables, claims=claims, remarks=(*disclosure.remarks, *remarks))


def _cell(cell: Cell, name: str, choice: Choice, remarks: list[Remark]) -> Cell:
    if not cell.ocr or cell.amount is None:
        return cell
    amount = choice.amounts.get(name, cell.amount)
    status = choice.status(name, cell.ocr)
    if status == "uncertain":
        remarks.append(Remark("ocr.uncertain", _said(amount, [t for t, _ in cell.readings]), cell.place))
    return replace(cell, amount=amount, ocr=status)


def _claim(claim: Claim, number: int, choice: Choice, remarks: list[Remark]) -> Claim:
    if not claim.ocr:
        return claim
    names = {f: f"claims/{number}/{f}" for f in FIGURES if getattr(claim, f) is not None}
    chosen: dict[str, Any] = {
        f: replace(choice.amounts[name], unit=getattr(claim, f).unit)
        for f, name in names.items()
        if name in choice.amounts
    }
    statuses = {f: choice.status(name, claim.ocr) for f, name in names.items()}
    for f, status in statuses.items():
        if status == "uncertain":
            said = _said(chosen.get(f, getattr(claim, f)), [t for n, t, _ in claim.readings if n == f])
            remarks.append(Remark("ocr.uncertain", said, claim.place))
    least = min(statuses.values(), default=claim.ocr, key=("uncertain", "read", "proved").index)
    return replace(claim, ocr=least, **chosen)


def _said(amount: Amount, readings: Sequence[str]) -> str:
    text = f"{amount.value:f}"
    others = " ".join(f"{other}?" for other in readings if other != text)
    return f"{text} ({others})" if others else text
