"""Laws of what must hold besides sums."""

import dataclasses
from dataclasses import replace
from decimal import Decimal

from budgetkit.checks.structure import is_blank, structure
from budgetkit.model.amount import Amount
from budgetkit.model.disclosure import Disclosure, Table, Unplaced


def verdicts(disclosure: Disclosure) -> dict[str, str]:
    """The verdict on each rule."""
    return {f.identity: f.verdict for f in structure(disclosure)}


def with_table(disclosure: Disclosure, table: Table) -> Disclosure:
    """The disclosure with one table exchanged."""
    return dataclasses.replace(disclosure, tables={**disclosure.tables, table.id: table})


def test_the_reference_holds_in_all(reference: Disclosure) -> None:
    """Tables, units, empty tables, names, years and items of the reference all agree."""
    assert set(verdicts(reference).values()) == {"exact"}
    assert len(verdicts(reference)) == 6


def test_each_rule_notices_its_fault(reference: Disclosure) -> None:
    """A missing table, no unit, a blank table without a note, a second name, a wrong base year, a forgotten item."""
    expenditure = reference["expenditure"]
    gone = {k: t for k, t in reference.tables.items() if k != "basic"}
    renamed = [dataclasses.replace(r, name="别名") if r.code == "201" else r for r in expenditure.rows]
    late = [dataclasses.replace(c, base="2024年预算") if c.section == "3" else c for c in reference.claims]
    forgotten = [c for c in reference.claims if c.code != "2210201"]
    faulty = {
        "structure.tables": dataclasses.replace(reference, tables=gone),
        "structure.units": with_table(reference, dataclasses.replace(expenditure, unit="")),
        "structure.empty": with_table(reference, dataclasses.replace(reference["state_capital"], note="")),
        "structure.names": with_table(reference, dataclasses.replace(expenditure, rows=tuple(renamed))),
        "structure.years": dataclasses.replace(reference, claims=tuple(late)),
        "structure.items": dataclasses.replace(reference, claims=tuple(forgotten)),
    }
    for rule, disclosure in faulty.items():
        assert verdicts(disclosure)[rule] == "unstated", rule


def test_a_table_said_to_be_empty_that_holds_figures_contradicts_itself(reference: Disclosure) -> None:
    """It is broken, on its page; a table of zeros, or one that speaks of another's emptiness, is not."""
    table = reference["expenditure"]
    for note in ("空表", "注：本部门无此项预算，故本表为空表。"):
        assert (
            verdicts(with_table(reference, dataclasses.replace(table, note=note)))["structure.filled"]
            == "broken"
        )
    nothing = Amount(Decimal("0.00"), "万元")
    zeros = tuple(
        replace(row, cells={c: replace(cell, amount=nothing) for c, cell in row.cells.items()})
        for row in table.rows
    )
    fair = (replace(table, rows=zeros, note="空表"), replace(table, note="政府性基金预算支出为空，见另表。"))
    for other in fair:
        assert "structure.filled" not in verdicts(with_table(reference, other))


def test_tables_out_of_order_are_noticed(reference: Disclosure) -> None:
    """The same tables in another order are not the form's order."""
    turned = dict(reversed(list(reference.tables.items())))
    assert verdicts(dataclasses.replace(reference, tables=turned))["structure.tables"] == "unstated"


def test_a_table_with_an_unread_figure_is_not_called_blank(reference: Disclosure) -> None:
    """Cells that could not be read, or numbers of the page that found no place, may be the table's figures."""
    table = reference["three_public"]
    blank = tuple(
        replace(row, cells={c: replace(cell, amount=None, text="") for c, cell in row.cells.items()})
        for row in table.rows
    )
    empty = replace(table, rows=blank, note="")
    assert is_blank(reference, empty)
    lost = Unplaced("3.50", "its row has no label", empty.place)
    assert not is_blank(replace(reference, unplaced=(lost,)), empty)
    first = next(iter(blank[0].cells))
    unread = replace(blank[0], cells={**blank[0].cells, first: replace(blank[0].cells[first], text="\ufffd")})
    assert not is_blank(reference, replace(empty, rows=(unread, *blank[1:])))
