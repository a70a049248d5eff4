"""Tables whose text goes row by row, placed together: the patterns of all their runs under all the rules."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Final

from budgetkit.readers.flat.choices import Choices
from budgetkit.readers.flat.chooser import Chooser, Priced, Uses
from budgetkit.readers.flat.draft import TableDraft
from budgetkit.readers.flat.rules import FIRM, Place, Rule, price_of
from budgetkit.readers.flat.runs import ZERO, Pattern, Scaled, holds, patterns_of

_UNTOTALLED: Final = 2.0
_KEPT: Final = 1.0
_WIDER: Final = 8.5
_MOST_PATTERNS: Final = 200
_ROUNDS: Final = 3
_FEW_BROKEN: Final = 2
_HELD: Final = 5
"""One statement of the narrative in so many on a table may be wrong."""
_SHARE: Final = 0.25
"""A table of which more rules are broken than some, and than this share, does not go row by row."""


class Streams:
    """The tables whose text goes row by row, their runs solved together."""

    def __init__(
        self,
        drafts: Sequence[TableDraft],
        scaled: Mapping[str, Sequence[Scaled]],
        rules: Sequence[Rule],
        priced: Callable[[Rule, bool], Priced],
        effort: int,
    ) -> None:
        """Settle the runs of some tables by the rules of the document; ``priced`` says what each costs to break."""
        self.drafts, self.rules, self.priced = {s.id: s for s in drafts}, rules, priced
        self.effort = effort
        self.choices = {s.id: s.choices for s in drafts if s.choices is not None}
        self.runs = [run for s in drafts for run in s.runs or () if run.figures]
        self.runs += [run for choices in self.choices.values() for run in choices.runs]
        self.owner = {cell: n for n, run in enumerate(self.runs) for cell in run.cells}
        self.amounts = {(s.id, n): x for s in drafts for n, x in enumerate(scaled[s.id])}
        known = [rule for rule in rules if all(p[0] in self.drafts for p, _ in rule.terms) and rule.terms]
        self.own: list[list[tuple[Rule, float]]] = [[] for _ in self.runs]
        self.shared: list[Rule] = []
        for rule in known:
            cells = (*(p for p, _ in rule.terms), *rule.zero, *rule.printed)
            runs = {self.owner[p] for p in cells if p in self.owner}
            if len(runs) == 1 and rule.constant is None:
                (n,) = runs
                self.own[n].append((rule, price_of(rule)))
            elif runs:
                self.shared.append(rule)
        self.full = [self._patterns(n) for n in range(len(self.runs))]
        self.chooser = Chooser([], [], self.amounts, [], effort)
        self.numbers: list[int] = []

    def solve(self) -> None:
        """Choose among the patterns of all runs, unless a table does not go row by row at all."""
        if not self.senseless():
            self.chooser = self._chooser({})

    def _patterns(self, n: int) -> list[Pattern]:
        run = self.runs[n]
        if run.table in self.choices:
            return list(self.choices[run.table].patterns[run.cells[0][1]])
        figures = [self.amounts[run.table, k] for k in run.figures]
        found = []
        columns = [c for _, _, c in run.cells]
        strip = len({r for _, r, _ in run.cells}) > 1
        for pattern in patterns_of(run, figures, self.own[n]):
            untotalled = not strip and columns[0] == "total" and run.cells[0] not in pattern.cells
            found.append(Pattern(pattern.cells, pattern.cost + _UNTOTALLED * untotalled, run.figures))
        return _distinct(sorted(found, key=lambda p: p.cost), figures)

    def _chooser(self, wider: Mapping[int, float]) -> Chooser:
        chosen = []
        for n, patterns in enumerate(self.full):
            least = patterns[0].cost if patterns else 0.0
            if not self.runs[n].figures:
                chosen.append(patterns)
                continue
            chosen.append([p for p in patterns if p.cost <= least + wider.get(n, _KEPT)][:_MOST_PATTERNS])
        self.numbers = [n for n, p in enumerate(chosen) if p]
        rules: list[Priced] | None = None
        uses = [u for choices in self.choices.values() for u in choices.uses()]
        for _ in range(_ROUNDS):
            # What was chosen may show that more rules apply: cells that must be zero are.
            before, rules = rules, [r for rule in self.shared if (r := self._applied(rule, chosen))]
            if rules == before:
                break
            chooser = Chooser(
                [self.runs[n] for n in self.numbers],
                [chosen[n] for n in self.numbers],
                self.amounts,
                [*rules, *uses],
                self.effort,
            )
            chooser.solve()
            chooser.forget()
            for m, n in enumerate(self.numbers):
                chosen[n] = list(chooser.patterns[m])
        if not wider:
            again = {
                self.numbers[m]: _WIDER
                for i in chooser.broken()
                if chooser.rules[i].price >= FIRM
                for m in chooser.members[i]
            }
            if any(len(self.full[n]) > len(chosen[n]) for n in again):
                return self._chooser(again)
        return chooser

    def may_stand_alone(self, effort: int) -> bool:
        """Tell whether some way to place all figures of a table in columns breaks no firm rule of its own."""
        rules = [r for rule in self.shared if (r := self._applied(rule, self.full))]
        uses = [u for choices in self.choices.values() for u in choices.uses()]
        self.numbers = list(range(len(self.runs)))
        self.chooser = Chooser(self.runs, self.full, self.amounts, [*rules, *uses], effort)
        return self.chooser.is_solvable() and not self.unclean()

    def senseless(self) -> list[TableDraft]:
        """Return the tables of which many rows are no sums whichever cells their figures take: no text goes so."""
        held: dict[str, list[bool]] = {}
        for run, patterns in zip(self.runs, self.full, strict=True):
            if run.figures:
                held.setdefault(run.table, []).append(bool(patterns) and patterns[0].cost < FIRM)
        return [self.drafts[t] for t, v in held.items() if v.count(False) > max(_FEW_BROKEN, len(v) * _SHARE)]

    def _applied(self, rule: Rule, chosen: Sequence[Sequence[Pattern]]) -> Priced | None:
        """Return a rule with its price, ``None`` where it says nothing."""
        if not self._zeros_hold(rule, chosen):
            return None
        return self.priced(rule, self._are_printed(rule, chosen))

    def _zeros_hold(self, rule: Rule, chosen: Sequence[Sequence[Pattern]]) -> bool:
        """Tell whether the cells that must be zero for a rule to say anything are so under every pattern."""
        for cell in rule.zero:
            if cell[0] not in self.drafts:
                return False
            if cell not in self.owner:
                continue
            n = self.owner[cell]
            for pattern in chosen[n]:
                at = dict(zip(pattern.cells, pattern.figures, strict=True))
                if cell in at and self.amounts[cell[0], at[cell]].value:
                    return False
        return True

    def _are_printed(self, rule: Rule, chosen: Sequence[Sequence[Pattern]]) -> bool:
        """Tell whether the cells that must not be blank for a rule to say anything are filled under every pattern."""
        return all(
            cell in self.owner and all(cell in p.cells for p in chosen[self.owner[cell]])
            for cell in rule.printed
        )

    def misread(self) -> list[TableDraft]:
        """Return the tables whose own rules mostly do not hold: their text does not go row by row."""
        if senseless := self.senseless():
            return senseless
        held: dict[str, list[bool]] = {}
        at: dict[Place, Scaled] = {}
        for m, n in enumerate(self.numbers):
            run, pattern = self.runs[n], self.chooser.patterns[m][self.chooser.left[m][0]]
            at |= {c: self.amounts[run.table, k] for c, k in zip(pattern.cells, pattern.figures, strict=True)}
        for rule in self.rules:
            tables = {p[0] for p, _ in rule.terms}
            if len(tables) == 1 and price_of(rule) >= FIRM and rule.constant is None and not rule.zero:
                (table,) = tables
                if (
                    table in self.drafts
                    and not rule.printed
                    and any(at[p].value for p, _ in rule.terms if p in at)
                ):
                    held.setdefault(table, []).append(holds(rule, at))
        return [self.drafts[t] for t, v in held.items() if v.count(False) > max(_FEW_BROKEN, len(v) * _SHARE)]

    def known(self) -> dict[Place, int]:
        """Return the cells of which all good solutions say the same, with what they hold."""
        found: dict[Place, int] = {}
        for m, n in enumerate(self.numbers):
            rows = []
            for k in self.chooser.left[m]:
                pattern = self.chooser.patterns[m][k]
                at = dict(zip(pattern.cells, pattern.figures, strict=True))
                rows.append([self.amounts[c[0], at[c]].value if c in at else 0 for c in self.runs[n].cells])
            found |= {c: v[0] for c, *v in zip(self.runs[n].cells, *rows, strict=True) if len(set(v)) == 1}
        return found

    def keep(self) -> None:
        """Give every figure the cell that all good solutions give its value; the others are contested."""
        for m, n in enumerate(self.numbers):
            run, left = self.runs[n], self.chooser.left[m]
            draft, patterns = self.drafts[run.table], self.chooser.patterns[m]
            if not run.figures:
                continue
            at = [dict(zip(patterns[k].cells, run.figures, strict=True)) for k in left]
            values = [{c: self.amounts[run.table, f] for c, f in x.items()} for x in at]
            rivals = dict(draft.rivals)
            for cell, figure in at[0].items():
                agreed = all(v.get(cell) == values[0][cell] for v in values)
                draft.cells[figure] = cell[1:] if agreed else None
                if not agreed:
                    rivals[figure] = frozenset(c[1:] for x in at for c, f in x.items() if f == figure)
            draft.rivals = rivals
        for table, choices in self.choices.items():
            self._keep_columns(table, choices)

    def broken(self) -> list[TableDraft]:
        """Return the tables of which a rule of one row is broken under every pattern, or one of several in the end."""
        tables = {r.table for r, p in zip(self.runs, self.full, strict=True) if not p or p[0].cost >= FIRM}
        return [
            self.drafts[t]
            for t in dict.fromkeys(r.table for r in self.runs)
            if t in tables | self._amiss(True)
        ]

    def unclean(self) -> list[TableDraft]:
        """Return the tables in columns of which a figure found no cell or a firm rule is broken."""
        amiss = self._amiss(False)
        return [self.drafts[t] for t in self.choices if t in amiss]

    def _amiss(self, within: bool) -> set[str]:
        """Return the tables with a rule that a cheapest solution breaks, of rules ``within`` one table or of all."""
        found: set[str] = set()
        broken = self.chooser.broken()
        outvoted = self._outvoted(broken)
        for i in broken:
            if i in outvoted:
                continue
            rule = self.chooser.rules[i]
            tables = {self.runs[self.numbers[m]].table for m in self.chooser.members[i]}
            firm = rule.price >= FIRM and (
                isinstance(rule, Uses) or not (rule.rule.zero or rule.rule.printed)
            )
            if firm and not (within and len(tables) > 1):
                found |= tables
        return found

    def _outvoted(self, broken: Collection[int]) -> set[int]:
        """Return the broken statements of the narrative on tables of which it states many more figures rightly."""
        said: dict[str, list[int]] = {}
        for i, rule in enumerate(self.chooser.rules):
            if isinstance(rule, Priced) and rule.rule.kind == "claim":
                said.setdefault(rule.rule.terms[0][0][0], []).append(i)
        wrong = {t: [i for i in here if i in broken] for t, here in said.items()}
        return {i for t, here in wrong.items() if _HELD * len(here) <= len(said[t]) for i in here}

    def _keep_columns(self, table: str, choices: Choices) -> None:
        """Give every cell of a row that is sure what all good solutions give it, where a rule ties it to another figure."""
        agreed: dict[Place, int] = {}
        for m, n in enumerate(self.numbers):
            if self.runs[n].table == table:
                patterns = [self.chooser.patterns[m][k] for k in self.chooser.left[m]]
                at = [dict(zip(p.cells, p.figures, strict=True)) for p in patterns]
                agreed |= {c: k for c, k in at[0].items() if all(x.get(c) == k for x in at)}
        tied = self._tied() - self._denied()
        for figure, cell in choices.deal({c: k for c, k in agreed.items() if c in tied}).items():
            if cell[0] not in choices.frame.unsure:
                self.drafts[table].cells[figure] = cell

    def _denied(self) -> set[Place]:
        """Return the cells that a statement of the narrative contradicts."""
        rules = (self.chooser.rules[i] for i in self.chooser.broken())
        return {p for r in rules if isinstance(r, Priced) and r.rule.kind == "claim" for p, _ in r.rule.terms}

    def _tied(self) -> set[Place]:
        """Return the cells that a firm rule ties to another figure or to the narrative, in a cheapest solution."""
        filled: set[Place] = set()
        for m in range(len(self.numbers)):
            pattern = self.chooser.patterns[m][self.chooser.best[m]]
            pairs = zip(pattern.cells, pattern.figures, strict=True)
            filled |= {c for c, k in pairs if self.amounts[c[0], k].value}
        found: set[Place] = set()
        for rule in self.rules:
            here = {p for p, _ in rule.terms if p in filled}
            if (
                price_of(rule) >= FIRM
                and rule.relation == "="
                and (len(here) > 1 or rule.constant is not None)
            ):
                found |= here
        return found


def _distinct(patterns: Sequence[Pattern], figures: Sequence[Scaled]) -> list[Pattern]:
    """Return the patterns that differ in the amounts they put into cells, the cheapest of each."""
    found: dict[frozenset[tuple[Place, Scaled]], Pattern] = {}
    for pattern in patterns:
        key = frozenset((c, f) for c, f in zip(pattern.cells, figures, strict=True) if f != ZERO)
        found.setdefault(key, pattern)
    return list(found.values())
