"""What must hold of a disclosure besides its sums: tables, units, names, years, the items the narrative goes through.

These are findings without figures: ``exact`` where they hold, ``unstated`` with the reason where they do not, since a
table that was not found may have been published elsewhere and a name may be spelled two ways. Only a table that is said
to be empty and holds figures contradicts itself: that is ``broken``.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence

from budgetkit.checks.judge import Finding
from budgetkit.checks.printed import Printed, lowest
from budgetkit.checks.statement import Statement, Term
from budgetkit.forms.data import reference
from budgetkit.forms.english import base_in_both, statement_in_words
from budgetkit.forms.form import Label, plain
from budgetkit.forms.layout import form_of
from budgetkit.model.disclosure import Disclosure, Table

TABLES = Label("各表齐全且次序相符", "every table of the form is there, in its order")
UNITS = Label("每张表一个已知的单位", "each table has one known unit")
EMPTY = Label("空表都有说明", "empty tables say so")
NAMES = Label("同一编码名称一致", "a code has one name everywhere")
YEARS = Label("年度相符：基数为上年", "years agree: changes are measured from the year before")
ITEMS = Label("逐项说明的科目与表中科目相同", "the items the narrative goes through are those of the table")
FILLED = Label(
    "注文说是空表，表中却有数字", "a note says that its table is empty, yet the table holds figures"
)
_YEAR = re.compile(r"(20\d\d)年")


def structure(disclosure: Disclosure) -> tuple[Finding, ...]:
    """Return the findings on structure, one for each rule that there is something to look at for.

    Raises:
        KeyError: the disclosure names a form that does not exist.
    """
    rules = {
        "structure.tables": (TABLES, _tables(disclosure)),
        "structure.units": (UNITS, _units(disclosure)),
        "structure.empty": (EMPTY, _empty(disclosure)),
        "structure.names": (NAMES, _names(disclosure)),
        "structure.years": (YEARS, _years(disclosure)),
    }
    looked_at = {"structure.tables"} if disclosure.form else set()
    if any(table.rows for table in disclosure.tables.values()):
        looked_at |= {"structure.units", "structure.empty", "structure.names"}
    if any(claim.change is not None and claim.base for claim in disclosure.claims):
        looked_at.add("structure.years")
    found = [
        _finding(name, label, list(faults)) for name, (label, faults) in rules.items() if name in looked_at
    ]
    return (*found, *_filled(disclosure), *_items(disclosure))


def _filled(disclosure: Disclosure) -> Iterator[Finding]:
    """Yield each table whose own note says that it is empty, though figures other than zero stand in it."""
    printed = Printed.of(disclosure)
    for table in disclosure.tables.values():
        figures = [f for line in printed.lines(table.id) for c in line.row.cells if (f := line.figure(c))]
        said = [f for f in figures if f.amount.value]
        if said and says_empty(table):
            reason = _reason(
                [
                    Label(
                        f"《{table.title}》有 {len(said)} 个非零数字，注文却是“{table.note}”",
                        f"{_english(table, disclosure)} holds {len(said)} figures other than zero, yet its note says "
                        f"“{table.note}”",
                    )
                ]
            )
            terms = tuple(map(Term, said[:1]))
            statement = Statement(
                "structure.filled", "structure", FILLED, table.id, terms, (), missing=reason
            )
            yield Finding(statement, "broken")


def _english(table: Table, disclosure: Disclosure) -> str:
    """Return the English title of a table in quotation marks, as printed where none is known."""
    return f"“{form_of(disclosure).table(table.id).title.en or table.title}”"


def says_empty(table: Table) -> bool:
    """Tell whether the note under a table says that this table is empty."""
    return bool(re.search(reference("observations")["note"]["this_is_empty"], table.note))


def _finding(identity: str, label: Label, faults: list[Label], place: str = "") -> Finding:
    statement = Statement(identity, "structure", label, place, (), (), missing=_reason(faults))
    return Finding(statement, "unstated" if faults else "exact")


def _tables(disclosure: Disclosure) -> Iterator[Label]:
    wanted = [t for t in form_of(disclosure).tables if not t.optional]
    for table in wanted:
        if table.id not in disclosure:
            yield Label(f"未见《{table.title.zh}》", f"not found: {table.title.en}")
    there = [t for t in disclosure.tables if t in {w.id for w in wanted}]
    if there != [w.id for w in wanted if w.id in there]:
        yield Label(
            *(f"{word}{'、'.join(disclosure[t].title for t in there)}" for word in ("次序：", "order: "))
        )


def _units(disclosure: Disclosure) -> Iterator[Label]:
    for table in disclosure.tables.values():
        if table.rows and not table.unit:
            yield Label(f"《{table.title}》未印单位", f"no unit is printed for {_english(table, disclosure)}")


def _reason(faults: Sequence[Label]) -> str:
    """Return reasons in both languages, parted as every reason is; what is printed may hold that mark itself."""
    zh, en = "；".join(f.zh for f in faults), "; ".join(f.en for f in faults)
    return f"{zh.replace(' / ', '/')} / {en.replace(' / ', '/')}" if faults else ""


def is_blank(disclosure: Disclosure, table: Table) -> bool:
    """Tell whether a table was printed without any figure and without a note that says why.

    A cell that could not be read, or a number on its page that found no place, may be its figure: then it is not.
    """
    if any(table.cells()) or table.note:
        return False
    cells = [cell for row in table.rows for cell in row.cells.values()]
    pages = {cell.place.page for cell in cells} | {table.place.page}
    lost = (u for u in disclosure.unplaced if u.place.page in pages and any(c.isdigit() for c in u.text))
    return not any(cell.text.strip() for cell in cells) and not any(lost)


def _empty(disclosure: Disclosure) -> Iterator[Label]:
    for table in disclosure.tables.values():
        if is_blank(disclosure, table):
            yield Label(
                f"《{table.title}》无数字也无说明", f"no figure and no note in {_english(table, disclosure)}"
            )


def _names(disclosure: Disclosure) -> Iterator[Label]:
    names: dict[str, dict[str, None]] = defaultdict(dict)
    for table in disclosure.tables.values():
        for row in table.rows:
            if row.code and row.name and not row.project:
                names[row.code][plain(row.name)] = None
    for code, spellings in sorted(names.items()):
        if len(spellings) > 1:
            yield Label(*(f"{code} {'、'.join(spellings)}",) * 2)


def _years(disclosure: Disclosure) -> Iterator[Label]:
    layout = form_of(disclosure)
    for claim in disclosure.claims:
        said = _YEAR.search(claim.base)
        own_budget = disclosure.kind == "final_accounts" and claim.share is not None
        if said and claim.change is not None and not own_budget and int(said[1]) != disclosure.year - 1:
            where = statement_in_words(claim, layout)
            yield Label(f"{where.zh}：{claim.base}", f"{where.en}: {base_in_both(claim.base).en}")


def _items(disclosure: Disclosure) -> Iterator[Finding]:
    """Yield, for each section that goes through the items of one table, whether it names exactly those."""
    printed = Printed.of(disclosure)
    sections: dict[tuple[str, str], set[str]] = defaultdict(set)
    for claim in disclosure.claims:
        if len(claim.code) == 7 and claim.about:
            sections[claim.section, claim.about.partition("/")[0]].add(claim.code)
    for (section, table), said in sections.items():
        lines = {line.row.code for line in lowest(printed.lines(table)) if len(line.row.code) == 7}
        if lines:
            faults = [Label(f"表中另有 {c}", f"only in the table: {c}") for c in sorted(lines - said)]
            faults += [Label(f"表中没有 {c}", f"not in the table: {c}") for c in sorted(said - lines)]
            yield _finding("structure.items", ITEMS, faults, f"{section} {table}")
