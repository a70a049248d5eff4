"""Worked verdicts: example figures really lie behind the printed ones, and there are none where nothing can hold."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from synthesize import synthesize

from budgetkit.checks.judge import judge
from budgetkit.checks.statement import Figure, Statement, Term
from budgetkit.checks.verdicts import check
from budgetkit.checks.worked import unrounded, worked
from budgetkit.forms.form import Label, form_ids
from budgetkit.model.amount import Amount
from budgetkit.model.disclosure import Disclosure

SAYS = Label("合计", "sum")


def total(statement: Statement, example: dict[str, Fraction], right: bool) -> Fraction:
    """Return a side with example figures."""
    side = statement.right if right else statement.left
    return sum((t.sign * example[t.figure.id] for t in side), Fraction(0))


def assert_it_holds(statement: Statement) -> None:
    """Every example figure would be printed as it is, and together they make the statement true."""
    example = unrounded(statement)
    assert example is not None, statement
    for figure in statement.figures:
        assert figure is statement.rate or figure.amount.interval.holds(example[figure.id]), figure
    left, right = (total(statement, dict(example), side) for side in (False, True))
    if statement.rate is not None:
        assert statement.rate.amount.interval.holds(left / right)
    else:
        assert left == right if statement.relation == "=" else left <= right


@pytest.mark.parametrize("form_id", form_ids())
def test_what_agrees_thanks_to_rounding_has_an_example(form_id: str) -> None:
    """For every rounded sum, share and growth of a disclosure, example figures are found and hold."""
    for seed in range(4):
        for finding in check(synthesize(form_id, 2025, seed).disclosure).of("rounded"):
            assert_it_holds(finding.statement)


printed_amounts = st.builds(
    lambda digits, places, unit: Amount(Decimal(digits).scaleb(-places), unit),
    st.integers(-(10**7), 10**7),
    st.integers(0, 4),
    st.sampled_from(["元", "万元", "亿元"]),
)


@settings(deadline=None)
@given(
    st.lists(printed_amounts, min_size=1, max_size=6), st.integers(-30, 30), st.sampled_from(["元", "万元"])
)
def test_sums_have_an_example_or_cannot_hold(parts: list[Amount], off: int, unit: str) -> None:
    """A sum of any printed figures in any units is broken, or has an example wherever its gap is a whole small step."""
    factor = Fraction(Amount(Decimal(0), unit).factor)
    whole = round(sum((p.exact for p in parts), Fraction(0)) / factor * 100) + off
    terms = tuple(Term(Figure(f"t/{n}/a", part)) for n, part in enumerate(parts))
    left = (Term(Figure("t/total/a", Amount(Decimal(whole).scaleb(-2), unit))),)
    statement = Statement("t", "sum", SAYS, "t", left, terms)
    finding, example = judge(statement), unrounded(statement)
    if finding.verdict == "broken":
        assert example is None
    elif example is not None:
        assert_it_holds(statement)
    assert worked(finding).zh and worked(finding).en


def test_a_printed_zero_stays_zero_where_it_can() -> None:
    """The gap is given to the figures that are not zero, as nobody would look for it in a blank line."""
    parts = [Amount(Decimal(x)) for x in ("6.66", "0.00", "0.42", "0.05")]
    terms = tuple(Term(Figure(f"t/{n}/a", part)) for n, part in enumerate(parts))
    example = unrounded(
        Statement("t", "sum", SAYS, "t", (Term(Figure("t/total/a", Amount(Decimal("7.12")))),), terms)
    )
    assert example is not None and example["t/1/a"] == 0


def test_what_lacks_no_figure_is_not_said_to_lack_one(reference: Disclosure) -> None:
    """A table said to be empty that is not gives its own reason, and so does what may only be looked at."""
    table = replace(reference["expenditure"], note="空表")
    findings = check(replace(reference, tables={**reference.tables, "expenditure": table}))
    structure = [f for f in findings if f.statement.kind == "structure"]
    assert any(f.verdict == "broken" for f in structure)
    for finding in structure:
        said = worked(finding)
        assert said.zh and "not published" not in said.en and "没有公布" not in said.zh
