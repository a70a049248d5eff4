"""What is known of the figures beyond their statements: names, neighbours, shares trimmed to add to 100."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from budgetkit.checks.causes import explained
from budgetkit.checks.judge import judge
from budgetkit.checks.missing_lines import MissingLine, missing_lines
from budgetkit.checks.printed import Printed, claim_figure, claim_figures
from budgetkit.checks.statement import Figure, Statement, Term
from budgetkit.forms.english import statement_in_words, table_in_both
from budgetkit.forms.form import Form, Label, TableForm
from budgetkit.forms.layout import form_of
from budgetkit.model.amount import Interval
from budgetkit.model.codes import official_name
from budgetkit.model.disclosure import Claim, Disclosure, Row, Table

FIELDS: Final = {
    "amount": Label("金额", "amount"),
    "share": Label("占比", "share"),
    "change": Label("增减额", "change"),
    "growth": Label("增长率", "growth"),
    "base_amount": Label("基数", "base"),
    "prior": Label("上年数（推算）", "prior year (implied)"),
}


def names(disclosure: Disclosure) -> Mapping[str, Label]:
    """Return the name of every printed figure of a disclosure under its id, in the order in which they are printed."""
    layout = form_of(disclosure)
    printed = Printed.of(disclosure)
    found: dict[str, Label] = {}
    for table in disclosure.tables.values():
        shape = next((t for t in layout.tables if t.id == table.id), None)
        for line in printed.lines(table.id):
            for column in table.columns:
                if line.row.amount(column) is not None:
                    found[f"{table.id}/{line.id}/{column}"] = _cell_name(table, shape, line.row, column)
    return found | {f.id: claim_name(claim, part, layout) for _, claim, part, f in claim_figures(disclosure)}


def _indicator_names(disclosure: Disclosure) -> Iterator[tuple[str, Label]]:
    """Yield the names of the figures of indicators under their ids: the points given, the target."""
    for number, indicator in enumerate(disclosure.indicators, 1):
        for part, word in INDICATOR_FIELDS.items():
            zh, en = f"绩效指标“{indicator.name}”，{word.zh}", f"indicator “{indicator.name}”, {word.en}"
            yield f"indicators/{number}/{part}", Label(zh, en)


INDICATOR_FIELDS: Final = {"score": Label("得分", "score"), "target": Label("指标值", "target")}


def claim_name(claim: Claim, field: str, layout: Form) -> Label:
    """Return the name of one figure of the narrative: section, subject, what it is."""
    where, word = statement_in_words(claim, layout), FIELDS[field]
    return Label(
        f"原文 {where.zh.removeprefix('§')}，{word.zh}",
        f"{where.en.replace('§', 'section ', 1) if where.en.startswith('§') else where.en}, {word.en}",
    )


def _cell_name(table: Table, shape: TableForm | None, row: Row, column: str) -> Label:
    number = table.number or (shape.number if shape else "")
    label = next((c.label for c in shape.columns if c.id == column), None) if shape else None
    title = Label(table.title, (shape.title.en if shape else "") or table.title)
    head = table_in_both(number) if number else title
    line = _row_name(row, shape)
    last = label or Label(column, column)
    several = len(table.columns) > 1
    zh, en = ((head[x], line[x], last[x] if several else "") for x in ("zh", "en"))
    return Label(*(mark.join(dict.fromkeys(filter(None, words))) for mark, words in ((" ", zh), (", ", en))))


def _row_name(row: Row, shape: TableForm | None) -> Label:
    key = row.item or row.code
    label = shape.row_label(key, row.half) if shape and key else None
    english = label.en if label else (official_name(row.code, "en") or "" if row.code else "")
    zh = " ".join(dict.fromkeys(x for x in (row.code, row.name.strip(), row.project) if x))
    return Label(zh, " ".join(x for x in (row.code, english or row.name.strip()) if x))


Near = Sequence[tuple[str, Figure]]


@dataclass(frozen=True)
class FigureContext:
    """Names and neighbours of figures by id, causes of trimmed shares by the id of the share, and missing lines.

    ``sums`` are relations that nobody promises but that hold as printed: they accuse nobody and vouch for figures.
    """

    called: Mapping[str, Label] = field(default_factory=dict)
    near: Mapping[str, Near] = field(default_factory=dict)
    trimmed: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    lines: tuple[MissingLine, ...] = ()
    sums: tuple[Statement, ...] = ()

    def name(self, figure: str) -> Label:
        """Return the name of a figure, its id where it has none."""
        return self.called.get(figure, Label(figure, figure))


def context(disclosure: Disclosure, statements: Sequence[Statement]) -> FigureContext:
    """Return what a disclosure tells of its figures beside the statements on them."""
    # The cause that the verdict one by one gives is the one to give here.
    findings = explained([judge(s) for s in statements if s.rate is not None], disclosure)
    trimmed = {
        f.statement.rate.id: f.cause for f in findings if f.statement.rate is not None and any(f.cause)
    }
    near = {**_in_tables(disclosure), **_in_text(disclosure)}
    likely = (*_changes(disclosure), *_totals(disclosure), *_repeated(disclosure))
    sums = tuple(s for s in likely if judge(s).verdict == "exact")
    called = {**names(disclosure), **dict(_indicator_names(disclosure))}
    return FigureContext(called, near, trimmed, missing_lines(disclosure, statements), sums)


def _changes(disclosure: Disclosure) -> Iterator[Statement]:
    """Yield that a stated change is the sum of those that a section states of its parts, by code or of all classes."""
    changes = [
        (claim, figure)
        for _, claim, part, figure in claim_figures(disclosure)
        if part == "change" and not claim.inferred and figure.amount.value
    ]
    by_section: dict[str, list[tuple[Claim, Figure]]] = {}
    for claim, figure in changes:
        if claim.code:
            by_section.setdefault(claim.section, []).append((claim, figure))
    for claim, figure in changes:
        for section, coded in by_section.items():
            if not claim.code and section != claim.section:
                continue
            below = [(c, f) for c, f in coded if c.code != claim.code and c.code.startswith(claim.code)]
            tops = [
                f
                for c, f in below
                if not any(o.code != c.code and c.code.startswith(o.code) for o, _ in below)
            ]
            if tops:
                terms = tuple(map(Term, tops))
                yield Statement("claims.changes", "presumed", _CHANGES, section, (Term(figure),), terms)


_CHANGES: Final = Label("增减额 = 各项增减额之和", "change = sum of the changes of its parts")


def _totals(disclosure: Disclosure) -> Iterator[Statement]:
    """Yield that an amount said of no one cell, such as that of both sides at once, is a total printed elsewhere.

    Whether it should be one is not known; where it is, to the last place, neither is the mistaken figure.
    """
    said = [(claim, figure) for _, claim, part, figure in claim_figures(disclosure) if part == "amount"]
    printed = Printed.of(disclosure)
    totals = [f for claim, f in said if _is_total(claim.about)]
    totals += [
        f
        for table in disclosure.tables
        for line in printed.lines(table)
        if line.row.item == "total"
        for column in line.row.cells
        if (f := line.figure(column)) is not None
    ]
    for claim, figure in said:
        for total in totals:
            if not claim.about and total.amount.interval == figure.amount.interval:
                yield Statement(
                    "claims.totals", "presumed", _TOTALS, claim.section, (Term(figure),), (Term(total),)
                )


_TOTALS: Final = Label("所述总额 = 别处的合计", "the amount stated = a total printed elsewhere")


def _repeated(disclosure: Disclosure) -> Iterator[Statement]:
    """Yield that statements with the same amount and the same change, to the last place, have both from one source."""
    first: dict[tuple[Interval, Interval], tuple[Claim, int]] = {}
    for number, claim in enumerate(disclosure.claims, 1):
        if claim.amount is None or claim.change is None or not claim.change.value:
            continue
        known = first.setdefault((claim.amount.interval, claim.change.interval), (claim, number))
        for part in ("amount", "change") if known[1] != number else ():
            one, other = ((Term(f),) for c in (known, (claim, number)) if (f := claim_figure(*c, part)))
            yield Statement("claims.repeated", "presumed", _REPEATED, claim.section, one, other)


_REPEATED: Final = Label("与别处所述相同", "the same is stated elsewhere")


def _is_total(about: str) -> bool:
    """Tell whether a path ``table/row/column`` names a total, of one half or of the table."""
    _, _, rest = about.partition("/")
    return rest.partition("/")[0].rpartition(".")[2] == "total"


def _in_tables(disclosure: Disclosure) -> dict[str, Near]:
    """Return the printed figures above, below, left and right of every cell; to the left and right blanks are skipped."""
    printed = Printed.of(disclosure)
    found: dict[str, Near] = {}
    for table in disclosure.tables.values():
        grid = [[line.figure(c) for c in table.columns] for line in printed.lines(table.id)]
        blank: list[Figure | None] = [None] * len(table.columns)
        for above, row, below in zip([blank, *grid], grid, [*grid[1:], blank], strict=False):
            for x, figure in enumerate(row):
                if figure is not None:
                    left = next(filter(None, reversed(row[:x])), None)
                    right = next(filter(None, row[x + 1 :]), None)
                    beside = {"above": above[x], "below": below[x], "left": left, "right": right}
                    found[figure.id] = [(where, f) for where, f in beside.items() if f is not None]
    return found


def _in_text(disclosure: Disclosure) -> dict[str, Near]:
    """Return the same field of the nearest statement before and after on another subject, within a section."""
    said: dict[tuple[str, str], list[tuple[Claim, Figure]]] = {}
    for _, claim, part, figure in claim_figures(disclosure):
        said.setdefault((claim.section, part), []).append((claim, figure))
    found: dict[str, Near] = {}
    for figures in said.values():
        for n, (claim, figure) in enumerate(figures):
            beside = (("before", reversed(figures[:n])), ("after", figures[n + 1 :]))
            nearest = ((w, next((f for c, f in of if not _same(c, claim)), None)) for w, of in beside)
            found[figure.id] = [(where, other) for where, other in nearest if other is not None]
    return found


def _same(one: Claim, other: Claim) -> bool:
    """Tell whether two statements are on one subject, a line with the same code or the same words."""
    return (one.code, one.subject) == (other.code, other.subject)
