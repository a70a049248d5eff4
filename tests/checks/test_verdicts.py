"""The reference gets exactly the verdicts that are known of it; changing a figure changes a verdict."""

import dataclasses
from collections import Counter
from decimal import Decimal

import pytest

from budgetkit.checks.identities import catalogue, statements
from budgetkit.checks.judge import judge
from budgetkit.checks.prior_year import prior_year
from budgetkit.checks.verdicts import check, claim_verdicts
from budgetkit.forms.form import form
from budgetkit.model.amount import Amount
from budgetkit.model.disclosure import Cell, Disclosure

ROUNDED = {"13.86", "27.01", "26.17", "28.45"}


def test_counts_are_always_all_five(reference: Disclosure) -> None:
    """All five verdicts are counted, zeros included, and add up to the number of findings."""
    findings = check(reference)
    assert list(findings.counts) == ["exact", "rounded", "broken", "undefined", "unstated"]
    assert sum(findings.counts.values()) == len(findings)


def test_one_finding_is_broken_and_explained(reference: Disclosure) -> None:
    """Only the share 83.78 is broken; the shares honestly rounded add to 100.01, and it says so."""
    (broken,) = check(reference).of("broken")
    assert broken.left == Decimal("83.78")
    assert "100.01" in broken.cause[0] and "83.79" in broken.cause[1]


def test_the_known_gaps_are_rounded(reference: Disclosure) -> None:
    """210 and 21011 against their parts, totals against all items, and what remains of the pairs agree by rounding."""
    rounded = {(f.identity, f.place, str(f.left), str(f.right)) for f in check(reference).of("rounded")}
    assert ("expenditure.rollup", "expenditure/21011/total", "7.12", "7.13") in rounded
    assert ("expenditure.rollup", "expenditure/total/total", "313.82", "313.83") in rounded
    assert ("general_public.rollup", "general_public/total/total", "233.82", "233.83") in rounded
    assert ("general_public.rollup", "general_public/total/basic", "133.82", "133.83") in rounded
    assert ("pairs.rest", "general_public/items/basic", "95.97", "95.96") in rounded
    assert ("changes.items", "general_public/total/*", "28.45", "28.46") in rounded


def test_the_bridge_explains_what_peers_call_an_error(reference: Disclosure) -> None:
    """The 80.00 outside the appropriations is bridged exactly; the three relations that are not identities are absent."""
    bridges = [f for f in check(reference) if f.identity.startswith(("bridge.", "brought_forward.bridge"))]
    assert {f.verdict for f in bridges} == {"exact"}
    for identity in catalogue(form("xinjiang-budget")):
        cells = {(c.table, c.row, c.column) for c in identity.cells}
        assert not {("summary", "total", "budget"), ("appropriations", "total", "budget")} <= cells
        assert not {("expenditure", "total", "project"), ("general_public", "total", "project")} <= cells
        assert not {("expenditure", "total", "total"), ("general_public", "total", "total")} <= cells


def test_claims_get_their_known_verdicts(reference: Disclosure) -> None:
    """27 statements: one broken, one undefined, five rounded growths, the rest exact."""
    verdicts = claim_verdicts(reference)
    assert Counter(v.verdict for v in verdicts) == {"exact": 20, "rounded": 5, "broken": 1, "undefined": 1}
    rounded = [v.claim for v in verdicts if v.verdict == "rounded"]
    assert {str(c.growth.value) for c in rounded if c.growth is not None} == ROUNDED
    assert {v.of for v in verdicts if v.verdict == "rounded"} == {"growth"}
    (undefined,) = [v for v in verdicts if v.verdict == "undefined"]
    assert (undefined.claim.subject, undefined.of) == ("非财政拨款结转结余", "growth")
    (broken,) = [v for v in verdicts if v.verdict == "broken"]
    assert (broken.claim.code, broken.of) == ("201", "share")


def test_the_implied_prior_year(reference: Disclosure) -> None:
    """Last year's figures follow from amounts and changes and lie in their ranges."""
    implied = {(p.claim.section, p.claim.subject): p for p in prior_year(reference)}
    for key, value in {
        ("2", "一般公共预算"): "205.37",
        ("2", "单位资金"): "80.00",
        ("3", "基本支出"): "105.37",
        ("3", "项目支出"): "180.00",
        ("5.3", "事业运行"): "76.03",
        ("12.1", "机关运行经费"): "10.06",
    }.items():
        assert implied[key].value == Decimal(value)
    for prior in implied.values():
        assert prior.low <= prior.high


@pytest.mark.parametrize(
    "name", ["xinjiang-budget", "shanghai-budget", "shanghai-final-accounts", "central-university-budget"]
)
def test_every_form_has_identities_for_its_own_cells(name: str) -> None:
    """An identity applies only where the form has all the tables and columns it names."""
    layout = form(name)
    tables = {t.id: {c.id for c in t.columns} for t in layout.tables}
    applied = catalogue(layout)
    assert applied
    assert len({identity.id for identity in applied}) == len(applied)
    for identity in applied:
        for term in (*identity.cells, *identity.whole, *identity.parts):
            if not term.claim:
                columns = tables[identity.table_of(term)]
                assert term.column in columns or (not term.column and identity.over == "columns")


def changed(disclosure: Disclosure, table: str, number: int, column: str) -> Disclosure:
    """The disclosure with one printed amount larger by 10."""
    source = disclosure[table]
    row = source.rows[number]
    cell = row.cells[column]
    assert cell.amount is not None
    wrong = Cell(Amount(cell.amount.value + 10, cell.amount.unit), cell.place)
    rows = list(source.rows)
    rows[number] = dataclasses.replace(row, cells={**row.cells, column: wrong})
    return dataclasses.replace(
        disclosure, tables={**disclosure.tables, table: dataclasses.replace(source, rows=tuple(rows))}
    )


def test_changing_any_printed_amount_breaks_something(reference: Disclosure) -> None:
    """Ten 万元 more in any one of the 230 cells is found by at least one identity."""
    unnoticed = []
    for table in reference.tables.values():
        for number, row in enumerate(table.rows):
            for column in table.columns:
                if row.amount(column) is not None:
                    wrong = changed(reference, table.id, number, column)
                    if not any(judge(s).verdict == "broken" for s in statements(wrong)):
                        unnoticed.append((table.id, row.key, column))
    assert unnoticed == []


def test_changing_any_stated_figure_is_noticed(reference: Disclosure) -> None:
    """A hundred more in any figure of a quantified statement is found; against a blank cell it is unstated."""
    for number, claim in enumerate(reference.claims):
        for field in ("amount", "share", "change", "growth"):
            figure = getattr(claim, field)
            if figure is None or not claim.is_quantified:
                continue
            wrong = dataclasses.replace(
                claim, **{field: dataclasses.replace(figure, value=figure.value + 100)}
            )
            claims = (*reference.claims[:number], wrong, *reference.claims[number + 1 :])
            findings = check(dataclasses.replace(reference, claims=claims)).of(
                "broken", "undefined", "unstated"
            )
            mine = f"claims/{number + 1}/"
            assert any(x.id.startswith(mine) for f in findings for x in f.figures), (claim.subject, field)
