"""All tables of a document placed one after the other, each with what the ones before it settled."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import gcd, lcm
from typing import Final

from budgetkit.forms.form import Form
from budgetkit.model.amount import Amount, Interval
from budgetkit.model.disclosure import Claim
from budgetkit.model.fraction import Fraction
from budgetkit.readers.flat.demands import PRICES, Demand, OutOfTime, Placement, Scaled
from budgetkit.readers.flat.domain import by_known, by_total, lines_only
from budgetkit.readers.flat.draft import TableDraft
from budgetkit.readers.flat.hints import hint_rules
from budgetkit.readers.flat.programme import Work
from budgetkit.readers.flat.puzzle import Puzzle, Where
from budgetkit.readers.flat.rules import Rule, claim_rules, rules_of
from budgetkit.readers.flat.settle import Priced
from budgetkit.readers.flat.solve import place
from budgetkit.readers.flat.streams import Streams, price_of

_Domain = Sequence[frozenset[Where]]
_CLEAN = 3.0
_SIZES = (300, 800, 2000)
_SHARES: Final = 4
"""One solution may take this part of the steps for a document."""


EFFORT: Final = 6_000
"""Steps of the solver for a whole document: hostile or very large ones end with what is placed by then."""


def place_figures(
    form: Form, sheets: Sequence[TableDraft], claims: Sequence[Claim], effort: int = EFFORT
) -> None:
    """Place the figures of all sheets, those with the fewest choices first, and again while something is gained.

    After ``effort`` steps of the solver what is not placed stays so. Where most figures of a sheet found no cell,
    those that did prove nothing: only what the lines of the text themselves place is kept.
    """
    said: dict[str, list[Amount]] = {}
    for claim in claims:
        if claim.about and claim.amount is not None and not claim.about.startswith("narrative/"):
            said.setdefault(claim.about, []).append(claim.amount)
    blanks = [s.blank for s in sheets]
    rules = (*rules_of(form, blanks), *claim_rules(said, blanks), *hint_rules(form, blanks, claims))
    work = _Work(sheets, rules, Work(effort, effort // _SHARES))
    work.settle()
    for most in _SIZES:
        waiting = [s for s in sheets if s.runs is None and (not s.solved or s.rivals or None in s.cells)]
        while waiting:
            sheet = min(waiting, key=work.choices)
            waiting.remove(sheet)
            if work.allowed.left > 0:
                work.solve(sheet, most)
    for sheet in sheets:
        sheet.doubt()


class _Work:
    def __init__(self, sheets: Sequence[TableDraft], rules: Sequence[Rule], work: Work) -> None:
        self.allowed = work
        self.sheets = {s.id: s for s in sheets}
        self.rules = rules
        self.quantum = _quantum(sheets, rules)
        self.scaled = {s.id: [self._scaled(x.amount) for x in s.puzzle.loose] for s in sheets}

    def priced(self, rule: Rule, sure: bool = True) -> Priced:
        """Return a rule with what the narrative adds to it and its price, less where it may not apply."""
        constant = width = 0
        if rule.constant is not None:
            middle, half = _middle(rule.constant)
            constant, width = -int(middle / self.quantum), int(half / self.quantum)
        return Priced(rule, price_of(rule) if sure else PRICES["presumed"], constant, width)

    def _scaled(self, amount: Amount | None) -> Scaled:
        if amount is None:
            return Scaled(0, 0)
        return Scaled(int(amount.exact / self.quantum), int(amount.ulp / 2 / self.quantum))

    def settle(self) -> None:
        """Place the figures of all tables whose text goes row by row, together; what the rest breaks is none of them."""
        for _ in range(3):
            streams = [s for s in self.sheets.values() if s.runs is not None]
            settled = Streams(streams, self.scaled, self.rules, self.priced)
            wrong = settled.misread()
            if not wrong:
                settled.keep()
                return
            for sheet in wrong:
                sheet.runs = None

    def solve(self, sheet: TableDraft, most: int) -> None:
        """Place the figures of one sheet by the first of several domains of ``most`` cells that comes out clean."""
        demands = list(self._demands(sheet))
        if sheet.known == (most, tuple(demands)) or (sheet.solved and sheet.known[1:] == (tuple(demands),)):
            return
        sheet.known = (most, tuple(demands))
        domains = self._domains(sheet, demands, most)
        for base, domain in domains:
            try:
                found = place(sheet.puzzle, self.scaled[sheet.id], demands, domain, self.allowed)
            except OutOfTime:
                continue
            if found and not _is_open(sheet.puzzle, base, [demands[d] for d in found.let_go]):
                continue
            # Of a placement with something amiss nothing is kept: where columns follow one another, one figure in a
            # wrong cell shifts others.
            if found and self._is_clean(sheet, demands, found):
                contested = found.rivals
                sheet.cells = [None if n in contested else c for n, c in enumerate(found.cells)]
                sheet.rivals, sheet.solved = contested, True
                return

    def choices(self, sheet: TableDraft) -> tuple[bool, int]:
        """Return what a sheet waits for: tables of codes have sums of their own; then the fewest cells by what is known."""
        demands = list(self._demands(sheet))
        domain = by_known(self.scaled[sheet.id], lines_only(sheet.puzzle), demands)
        size = sum(map(len, domain))
        return sheet.puzzle.frame.table.layout != "codes" and size > 2 * len(domain), size

    def _domains(
        self, sheet: TableDraft, demands: Sequence[Demand], most: int
    ) -> Iterator[tuple[_Domain, _Domain]]:
        """Yield ever wider domains, each with what other tables left open of it."""
        plain = lines_only(sheet.puzzle)
        scaled = self.scaled[sheet.id]
        for domain in (by_known(scaled, plain, demands), plain):
            if sum(map(len, domain)) > 3 * len(domain):
                smaller = by_total(sheet.puzzle, scaled, domain, self.rules)
                if smaller is not None and all(smaller) >= all(domain) and sum(map(len, smaller)) <= most:
                    yield domain, smaller
            if any(domain) and sum(map(len, domain)) <= most:
                yield domain, domain

    def _demands(self, sheet: TableDraft) -> Iterator[Demand]:
        for rule in self.rules:
            mine = tuple(((p[1], p[2]), s) for p, s in rule.terms if p[0] == sheet.id)
            constant = self._constant(rule, sheet) if mine else None
            if constant is None or not self._zeros_hold(rule, sheet):
                continue
            price = PRICES["presumed"] if rule.printed else price_of(rule)
            yield Demand(mine, price, rule.relation, *constant)

    def _constant(self, rule: Rule, sheet: TableDraft) -> tuple[int, int] | None:
        """Return what the other tables and the narrative add to a rule and its width; ``None`` where not known."""
        total = width = 0
        for place_, sign in rule.terms:
            if place_[0] == sheet.id:
                continue
            known = self._known(place_)
            if known is None:
                return None
            total, width = total + sign * known.value, width + abs(sign) * known.half
        if rule.constant is not None:
            middle, half = _middle(rule.constant)
            total, width = total - int(middle / self.quantum), width + int(half / self.quantum)
        return total, width

    def _known(self, place_: tuple[str, int, str]) -> Scaled | None:
        other = self.sheets[place_[0]]
        if not other.solved:
            return None
        figure = other.figure_at(place_[1], place_[2])
        if figure is not None:
            return self.scaled[other.id][figure]
        cell = (place_[1], place_[2])
        waiting = (x.cells for x, at in zip(other.puzzle.loose, other.cells, strict=True) if at is None)
        return None if any(cell in cells for cells in waiting) else Scaled(0, 0)

    def _zeros_hold(self, rule: Rule, sheet: TableDraft) -> bool:
        """Tell whether the cells are known to be zero that must be so for a rule to say anything."""
        for place_ in rule.zero:
            if place_[0] == sheet.id:
                if not self._is_empty(sheet, place_[2]):
                    return False
            else:
                known = self._known(place_)
                if known is None or known.value:
                    return False
        return True

    def _is_empty(self, sheet: TableDraft, column: str) -> bool:
        """Tell whether another table or the narrative says that the total of a column is zero."""
        totals = {n for n, r in enumerate(sheet.puzzle.frame.rows) if r.item == "total"}
        for rule in self.rules:
            mine = [p for p, _ in rule.terms if p[0] == sheet.id]
            if len(mine) == 1 and mine[0][1] in totals and mine[0][2] == column and not rule.zero:
                constant = self._constant(rule, sheet)
                if rule.relation == "=" and constant is not None and abs(constant[0]) <= constant[1]:
                    return True
        return False

    def _is_clean(self, sheet: TableDraft, demands: Sequence[Demand], found: Placement) -> bool:
        """Tell whether every figure has a cell and nothing that must hold is broken."""
        if None in found.cells:
            return False
        at = {c: n for n, c in enumerate(found.cells) if c is not None}
        scaled = self.scaled[sheet.id]
        for demand in demands:
            here = [(scaled[at[c]], s) for c, s in demand.terms if c in at]
            total = demand.constant + sum(s * x.value for x, s in here)
            room = demand.width + sum(abs(s) * x.half for x, s in here)
            if demand.price >= _CLEAN and not (total <= room and (demand.relation == "<=" or total >= -room)):
                return False
        return True


def _is_open(puzzle: Puzzle, base: _Domain, let_go: Sequence[Demand]) -> bool:
    """Tell whether no cell of the demands let go was closed by what was believed known: else the belief is at fault."""
    cells = {c for d in let_go for c, _ in d.terms}
    return all(not (cells & loose.cells) - base[n] for n, loose in enumerate(puzzle.loose))


def _middle(interval: Interval) -> tuple[Fraction, Fraction]:
    return (interval.low + interval.high) / 2, (interval.high - interval.low) / 2


def _quantum(sheets: Sequence[TableDraft], rules: Sequence[Rule]) -> Fraction:
    """Return the largest amount of which every figure and every half last place is a multiple."""
    numbers = [
        Fraction(x.amount.ulp) / 2 for s in sheets for x in s.puzzle.loose if x.amount and x.amount.ulp
    ]
    numbers += [h for r in rules if r.constant is not None for h in _middle(r.constant) if h]
    numbers += [x.amount.exact for s in sheets for x in s.puzzle.loose if x.amount and x.amount.exact]
    if not numbers:
        return Fraction(1)
    bottom = lcm(*(n.denominator for n in numbers))
    return Fraction(gcd(*(int(n * bottom) for n in numbers)), bottom)
