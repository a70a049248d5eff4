"""Tables whose text goes down the columns: what each row may hold, from the figures printed on its page.

Where blocks of columns follow one another the row of a figure is open. But a row is a total and its parts, and few
sets of the figures of a page make one: the total column is read by its order and its sums first (``order``), and a
row may then hold what adds up to its total. Equal figures are one here, since nothing tells them apart.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import combinations
from typing import Final

from budgetkit.readers.flat.blocks import block_values
from budgetkit.readers.flat.chooser import Uses
from budgetkit.readers.flat.order import Family, Figure, Steps, column_values
from budgetkit.readers.flat.puzzle import Puzzle
from budgetkit.readers.flat.rules import FIRM, Place, Rule, price_of
from budgetkit.readers.flat.runs import Pattern, Run, Scaled, holds, patterns_of

_TOTAL: Final = "total"
_PARTS: Final = 3
"""So many figures that are not zero may make up another one."""
_MOST: Final = 1500
_STEPS: Final = 8_000
"""So many sums are tried for one row; after that only figures that follow its total in the text are thought of."""
_ALL: Final = 4.0
_BARE: Final = 0.5
_EMPTY: Final = 2.0
_BACKWARD: Final = 1.0

Filled = dict[Place, int]
"""The kind of figure that stands in each cell of a row."""


class Choices:
    """The figures of one table by value and page, and what its rows may hold of them.

    ``kinds`` gives for each value on each page the figures that have it; zeros are left out, as they prove nothing.
    """

    def __init__(
        self,
        puzzle: Puzzle,
        scaled: Sequence[Scaled],
        rules: Sequence[Rule],
        known: Mapping[Place, int],
        alike: Mapping[int, Collection[int]],
        steps: Steps,
    ) -> None:
        """Sort the figures and read the total column by its order.

        ``known`` is what tables read before leave to cells of this one, ``alike`` what they print in the rows' totals,
        ``steps`` what the document may still spend on looking for columns.
        """
        self.puzzle, self.scaled, self.given, self.alike = puzzle, scaled, known, alike
        self.frame = puzzle.frame
        self.id = self.frame.table.id
        found: dict[tuple[Scaled, int], list[int]] = {}
        for n, loose in enumerate(puzzle.loose):
            if scaled[n].value:
                found.setdefault((scaled[n], self.frame.tokens[loose.token].page), []).append(n)
        self.kinds = list(found.values())
        self.amount = [scaled[k[0]] for k in self.kinds]
        self.kind_of = {n: kind for kind, numbers in enumerate(self.kinds) for n in numbers}
        self.open: dict[Place, set[int]] = {}
        self.pinned: dict[int, Counter[int]] = {}
        for kind, numbers in enumerate(self.kinds):
            for n in numbers:
                where = puzzle.loose[n].cells
                for row, column in where:
                    self.open.setdefault((self.id, row, column), set()).add(kind)
                if len({row for row, _ in where}) == 1:
                    self.pinned.setdefault(min(where)[0], Counter())[kind] += 1
        self.known = {p: v for p, v in known.items() if not v or self._has(p, v)}
        for place, value in self.known.items():
            self.open[place] = {k for k in self.open.get(place, ()) if self.amount[k].value == value}
        self.families = list(_families(self.id, rules))
        self.totals = self._totals(rules, steps)
        self.signed = any(a.value < 0 for a in self.amount)
        self.most: dict[Place, int] = {}
        """What a cell may hold at most, as the rows above it say."""
        self._opened: dict[Place, dict[int, Scaled]] = {}
        self._sorted = sorted((a.value, k) for k, a in enumerate(self.amount))
        self._widest = max((a.half for a in self.amount), default=0)
        self._steps = 0
        rows = range(len(self.frame.rows))
        cells = [tuple((self.id, r, c) for c in self.frame.columns_of(r)) for r in rows]
        self.runs = [Run(self.id, (), found) for found in cells if found]
        self.patterns = self._all_patterns(rules)

    def _has(self, place: Place, value: int) -> bool:
        return any(self.amount[k].value == value for k in self.open.get(place, ()))

    def is_complete(self) -> bool:
        """Tell whether something is known that every row may hold."""
        return all(self.patterns.values())

    def uses(self) -> Iterator[Uses]:
        """Yield that every figure is taken once; a bare whole number may be that of a page or of a column."""
        texts = [loose.text for loose in self.puzzle.loose]
        decimals = 2 * sum("." in text for text in texts) > len(texts)
        for kind in self.kinds:
            text = texts[kind[0]]
            bare = text.isdigit() and (decimals or int(text) <= len(self.frame.columns))
            yield Uses(self.id, frozenset(kind), _BARE if bare else _ALL)

    def deal(self, agreed: Mapping[Place, int]) -> dict[int, tuple[int, str]]:
        """Return a cell for figures of the kinds that were found for cells, those first that have the fewest to go to."""
        found: dict[int, tuple[int, str]] = {}
        for kind in self.kinds:
            cells = {cell[1:] for cell, figure in agreed.items() if figure == kind[0]}
            waiting = {n: cells & self.puzzle.loose[n].cells for n in kind}
            while any(waiting.values()):
                n = min((n for n in waiting if waiting[n]), key=lambda n: (len(waiting[n]), n))
                rivals = {c: sum(c in others for others in waiting.values()) for c in waiting[n]}
                found[n] = min(waiting.pop(n), key=lambda c: (rivals[c], c))
                waiting = {m: others - {found[n]} for m, others in waiting.items()}
        return found | self._zeros(found)

    def _zeros(self, found: Mapping[int, tuple[int, str]]) -> dict[int, tuple[int, str]]:
        """Return the cells of zeros on the pages that have as many of them as cells are left."""
        pages: dict[int, list[int]] = {}
        for n, loose in enumerate(self.puzzle.loose):
            if loose.amount is not None and not self.scaled[n].value:
                pages.setdefault(self.frame.tokens[loose.token].page, []).append(n)
        dealt: dict[int, tuple[int, str]] = {}
        every = len(found) == sum(map(len, self.kinds))
        for numbers in pages.values() if every else ():
            left = set().union(*(self.puzzle.loose[n].cells for n in numbers)) - set(found.values())
            if len(left) == len(numbers):
                dealt |= dict(zip(numbers, sorted(left, key=self._place), strict=True))
        return dealt

    def _place(self, cell: tuple[int, str]) -> tuple[int, int]:
        return cell[0], self.frame.columns.index(cell[1])

    def _totals(self, rules: Sequence[Rule], steps: Steps) -> Mapping[int, Collection[int]]:
        """Return the values that the total of each row may have, as far as order, sums and other tables tell."""
        frame, loose = self.frame, self.puzzle.loose
        if frame.table.layout != "codes" or not frame.rows or frame.columns[0] != _TOTAL:
            return {}
        figures = []
        for n, figure in enumerate(loose):
            rows = frozenset(r for r, c in figure.cells if c == _TOTAL)
            if rows and self.puzzle.steps[n] != "right" and self.scaled[n].value:
                line = frame.tokens[figure.token].line
                page = frame.tokens[figure.token].page
                figures.append(Figure(self.scaled[n].value, self.scaled[n].half, rows, line, page))
        apart = {n for n, row in enumerate(frame.rows) if row.item}
        said: dict[int, set[int]] = {}
        for rule in rules:
            if rule.constant is not None and [p[::2] for p, _ in rule.terms] == [(self.id, _TOTAL)]:
                near = {
                    self.scaled[n].value
                    for n, x in enumerate(loose)
                    if x.amount and rule.constant.meets(x.amount.interval)
                }
                if near:
                    said.setdefault(rule.terms[0][0][1], set()).update(near)
        found = column_values(figures, len(frame.rows), self.families, apart, said, steps)
        if found is None or 2 * sum(len(values) > 1 for values in found) > len(found):
            # Where rivals are legion a column in one piece is tried: whether it fits the rules decide.
            found = block_values(figures, len(frame.rows), self.families) or found
        if found is None and self.alike:
            wider: dict[int, Collection[int]] = {**self.alike, **said}
            found = column_values(figures, len(frame.rows), self.families, apart, wider, steps)
        totals: dict[int, Collection[int]] = {r: values for r, values in enumerate(found or ()) if values}
        return totals | {p[1]: {v} for p, v in self.known.items() if p[2] == _TOTAL}

    def _all_patterns(self, rules: Sequence[Rule]) -> dict[int, list[Pattern]]:
        """Return what each row may hold by its own rules, wholes before their parts, which hold no more than they do."""
        above = {part: f.whole for f in self.families for part in f.parts}
        owns: dict[int, list[tuple[Rule, float]]] = {run.cells[0][1]: [] for run in self.runs}
        said: dict[int, list[Rule]] = {row: [] for row in owns}
        for rule in rules:
            rows = {(p[0], p[1]) for p in (*(p for p, _ in rule.terms), *rule.zero, *rule.printed)}
            if len(rows) == 1 and (key := rows.pop())[0] == self.id and key[1] in owns:
                if rule.constant is None:
                    owns[key[1]].append((rule, price_of(rule)))
                elif len(rule.terms) == 1:
                    said[key[1]].append(rule)

        def depth(row: int) -> int:
            return 1 + depth(above[row]) if row in above else 0

        found: dict[int, list[Pattern]] = {}
        likely: dict[int, list[Pattern]] = {}
        runs = {run.cells[0][1]: run for run in self.runs}
        for row in sorted(runs, key=depth):
            whole = likely.get(above.get(row, -1), [])
            for cell in runs[row].cells if whole and not self.signed else ():
                there = (cell[0], above[row], cell[2])
                self.most[cell] = max(self._at(p, there) for p in whole)
            found[row] = self._row(runs[row], owns[row])
            likely[row] = found[row]
            for rule in said[row]:
                (place,) = [p for p, _ in rule.terms]
                likely[row] = [p for p in likely[row] if self._says(p, place, rule)] or likely[row]
        return found

    def _runs_after_total(self, run: Run, own: Sequence[tuple[Rule, float]]) -> Iterator[Pattern]:
        """Yield the ways to fill a row with its total and the figures after it in the text, from left to right."""
        stream = [n for n, x in enumerate(self.scaled) if x.value]
        seen: set[tuple[Place, ...]] = set()
        row = run.cells[0][1]
        for at, n in enumerate(stream if row in self.totals else ()):
            kind = self.kind_of[n]
            if kind not in self.open.get(run.cells[0], ()) or not self._may_be_total(run.cells[0], kind):
                continue
            for size in range(1, len(run.cells) + 1):
                figures = tuple(self.kinds[self.kind_of[m]][0] for m in stream[at : at + size])
                here = Run(run.table, figures, run.cells)
                for pattern in patterns_of(here, [self.scaled[f] for f in figures], own):
                    fits = all(
                        self.kind_of[f] in self.open.get(c, ())
                        for c, f in zip(pattern.cells, figures, strict=True)
                    )
                    pinned = self.pinned.get(row, Counter()) - Counter(self.kind_of[f] for f in figures)
                    if pattern.cost < FIRM and pattern.cells[0] == run.cells[0] and fits and not pinned:
                        key = (*pattern.cells, *((run.table, f, "") for f in figures))
                        if key not in seen:
                            seen.add(key)
                            yield pattern

    def _value(self, pattern: Pattern, cell: Place) -> int:
        at = dict(zip(pattern.cells, pattern.figures, strict=True))
        return self.scaled[at[cell]].value if cell in at else 0

    def _at(self, pattern: Pattern, cell: Place) -> int:
        """Return what a pattern puts into a cell at most."""
        at = dict(zip(pattern.cells, pattern.figures, strict=True))
        return self.scaled[at[cell]].value + self.scaled[at[cell]].half if cell in at else 0

    def _says(self, pattern: Pattern, cell: Place, rule: Rule) -> bool:
        at = dict(zip(pattern.cells, pattern.figures, strict=True))
        amount = self.puzzle.loose[at[cell]].amount if cell in at else None
        return amount is not None and rule.constant is not None and rule.constant.meets(amount.interval)

    def _row(self, run: Run, own: Sequence[tuple[Rule, float]]) -> list[Pattern]:
        """Return what a row may hold, by its ``own`` rules; none where that is too much."""
        row = run.cells[0][1]
        splits = {r.terms[0][0]: r for r, price in own if _is_split(r, price)}
        found: list[Pattern] = []
        self._steps = 0
        for filled in self._filled(run, splits):
            self._steps += 1
            if len(found) > _MOST or self._steps > _STEPS:
                break
            if any(self.pinned.get(row, Counter()) - Counter(filled.values())):
                continue
            at = {c: self.amount[k] for c, k in filled.items()}
            cost = sum(price for rule, price in own if not holds(rule, at))
            if cost < FIRM:
                figures = tuple(self.kinds[k][0] for k in filled.values())
                found.append(Pattern(tuple(filled), cost + self._order_cost(run, filled), figures))
        if len(found) > _MOST or self._steps > _STEPS:
            found = list(self._runs_after_total(run, own))
        wanted = [(c, self.known[c]) for c in run.cells if c in self.known]
        return [p for p in found if all(self._value(p, c) == v for c, v in wanted)] or found

    def _filled(self, run: Run, splits: Mapping[Place, Rule]) -> Iterator[Filled]:
        """Yield ways to fill the cells of a row: a total first, then what makes it up, then what is in no sum."""
        parts = {p for rule in splits.values() for p, sign in rule.terms if sign < 0}
        free = [c for c in run.cells if c not in parts]
        yield from self._fill(free, {}, splits)

    def _fill(self, cells: Sequence[Place], done: Filled, splits: Mapping[Place, Rule]) -> Iterator[Filled]:
        if not cells:
            yield dict(done)
            return
        cell, rest = cells[0], cells[1:]
        yield from self._fill(rest, done, splits)
        for kind in self._open(cell):
            if self._may_be_total(cell, kind):
                yield from self._split(cell, kind, rest, done | {cell: kind}, splits)

    def _open(self, cell: Place) -> dict[int, Scaled]:
        """Return the kinds of figures that a cell may hold, with their amounts."""
        found = self._opened.get(cell)
        if found is None:
            kinds = {k: self.amount[k] for k in sorted(self.open.get(cell, ()))}
            most = self.most.get(cell)
            found = {k: a for k, a in kinds.items() if most is None or a.value <= most + a.half}
            self._opened[cell] = found
        return found

    def _may_be_total(self, cell: Place, kind: int) -> bool:
        return cell[2] != _TOTAL or self.amount[kind].value in self.totals.get(
            cell[1], (self.amount[kind].value,)
        )

    def _split(
        self, cell: Place, kind: int, rest: Sequence[Place], done: Filled, splits: Mapping[Place, Rule]
    ) -> Iterator[Filled]:
        """Yield the ways to go on once a cell has its figure: what it is the sum of, and the cells that are left."""
        rule = splits.get(cell)
        if rule is None:
            yield from self._fill(rest, done, splits)
            return
        parts = [p for p, sign in rule.terms if sign < 0 and p not in done]
        for chosen in self._sums(parts, self.amount[kind]):
            yield from self._split_all(list(chosen), rest, done | chosen, splits)

    def _split_all(
        self, cells: Sequence[Place], rest: Sequence[Place], done: Filled, splits: Mapping[Place, Rule]
    ) -> Iterator[Filled]:
        if not cells:
            yield from self._fill(rest, done, splits)
            return
        for filled in self._split(cells[0], done[cells[0]], (), done, splits):
            yield from self._split_all(cells[1:], rest, filled, splits)

    def _sums(self, parts: Sequence[Place], whole: Scaled) -> Iterator[Filled]:
        """Yield figures in up to three of some cells that come to a whole."""
        for size in range(1, min(_PARTS, len(parts)) + 1):
            for cells in combinations(parts, size):
                yield from self._summands(cells, whole.value, whole.half, {})

    def _summands(self, cells: Sequence[Place], value: int, room: int, done: Filled) -> Iterator[Filled]:
        if len(cells) == 1:
            # A figure that is all there is of another is printed alike.
            room *= bool(done)
            for kind in self._near(cells[0], value, room):
                yield done | {cells[0]: kind}
            return
        for kind, amount in self._open(cells[0]).items():
            rest, most = value - amount.value, room + amount.half
            # A part is no more than the whole, where nothing is less than zero.
            if self._steps <= _STEPS and (self.signed or rest >= -most - self._widest):
                yield from self._summands(cells[1:], rest, most, done | {cells[0]: kind})

    def _near(self, cell: Place, value: int, room: int) -> Iterator[int]:
        """Yield the kinds of figures that a cell may hold and that are a value, give or take."""
        self._steps += 1
        if self._steps > _STEPS:
            return
        at = bisect_left(self._sorted, (value - room - self._widest, -1))
        here = self._open(cell)
        while at < len(self._sorted) and self._sorted[at][0] <= value + room + self._widest:
            number, kind = self._sorted[at]
            if kind in here and abs(number - value) <= (room and room + self.amount[kind].half):
                yield kind
            at += 1

    def _order_cost(self, run: Run, filled: Filled) -> float:
        """Return the price of an empty row, and of figures that follow one another in the text in another order.

        Where the columns of a row stand in blocks of their own, their order tells nothing.
        """
        if not filled:
            return _EMPTY * (self.frame.table.layout == "codes")
        kinds = [filled[c] for c in run.cells if c in filled]
        starts = {n - k for k in range(len(kinds)) for n in self.kinds[kinds[0]]}
        windows = [[self.kind_of.get(n + k) for k in range(len(kinds))] for n in starts]
        together = [w for w in windows if Counter(w) == Counter(kinds)]
        return _BACKWARD * (bool(together) and kinds not in together)


def _is_split(rule: Rule, price: float) -> bool:
    """Tell whether a rule says that one cell is the sum of others."""
    signs = [sign for _, sign in rule.terms]
    firm = rule.relation == "=" and price >= FIRM and not (rule.zero or rule.printed)
    return firm and len(signs) > 1 and signs[0] == 1 and all(s == -1 for s in signs[1:])


def _families(table: str, rules: Sequence[Rule]) -> Iterator[Family]:
    for rule in rules:
        if rule.kind == "rollup" and all(p[0] == table and p[2] == _TOTAL for p, _ in rule.terms):
            yield Family(rule.terms[0][0][1], tuple(p[1] for p, _ in rule.terms[1:]))
