"""A line taken out of a table is recognised as one cause, and one wrong figure is not taken for a missing line."""

from dataclasses import replace
from decimal import Decimal

import pytest
from synthesize import synthesize, with_figure

from budgetkit.checks.joint import reconcile
from budgetkit.checks.missing_lines import missing_lines
from budgetkit.checks.verdicts import all_statements, check
from budgetkit.model.disclosure import Disclosure
from budgetkit.source import reference


def without(of: Disclosure, table: str, row: int) -> Disclosure:
    """The disclosure without one row of one table."""
    rows = of[table].rows
    shorter = replace(of[table], rows=rows[:row] + rows[row + 1 :])
    return replace(of, tables={**of.tables, table: shorter})


CODED = [
    (t, n) for t in ("revenue", "expenditure", "general_public") for n in range(len(reference()[t].rows))
]


@pytest.mark.parametrize(("table", "row"), CODED)
def test_a_missing_line_is_one_cause(table: str, row: int) -> None:
    """Without a line nothing breaks that did not before, and what is said to be missing is that line."""
    whole = reference()
    lost = whole[table].rows[row]
    spoilt = without(whole, table, row)
    findings = check(spoilt)
    assert {f.identity for f in findings.of("broken")} == {"claims.share"}
    judged = reconcile(spoilt)
    assert not judged.exhausted and {"claims/26/share"} in [r.figures for r in judged.repairs]
    for line in judged.lacks:
        assert line.table == table and line.code in ("", lost.code)
        for column, amount in line.amounts.items():
            printed = lost.amount(column)
            assert printed is not None and abs(amount.value - printed.value) <= Decimal("0.03")
        for language in ("zh", "en"):
            assert line.label[language] in judged.say(language)


def test_the_missing_line_is_named_by_the_table_that_has_it() -> None:
    """The sums over a line that only this table lacks give its code, its name, and the table that prints it."""
    whole = reference()
    row = next(n for n, r in enumerate(whole["revenue"].rows) if r.code == "2080505")
    (line,) = reconcile(without(whole, "revenue", row)).lacks
    assert (line.code, line.source) == ("2080505", whole["expenditure"].title)
    assert {c: str(a.value) for c, a in line.amounts.items()} == {
        c: str(a.value) for c in line.amounts if (a := whole["revenue"].rows[row].amount(c))
    }


@pytest.mark.parametrize("seed", range(3))
def test_one_wrong_figure_is_no_missing_line(seed: int) -> None:
    """A figure that is too small by ten is accused as before, wherever it stands."""
    of = synthesize("xinjiang-budget", 2025, seed).disclosure
    printed = {f.id: f for s in all_statements(of) for f in s.figures if not f.id.startswith("claims/")}
    for name in sorted(printed)[:: max(1, len(printed) // 25)]:
        amount = printed[name].amount
        wrong = with_figure(of, name, replace(amount, value=amount.value - 10))
        assert not missing_lines(wrong, all_statements(wrong)), name
