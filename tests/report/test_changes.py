"""Laws of what a report says of last year: every statement has a line or a reason, and no range is impossible."""

import re
from collections import Counter
from dataclasses import replace
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.text import Text
from synthesize import with_figure

from budgetkit.checks.prior_year import prior_year, whole_before
from budgetkit.checks.verdicts import claim_verdicts
from budgetkit.figures.change import change
from budgetkit.model.amount import Amount
from budgetkit.model.disclosure import Claim, Disclosure
from budgetkit.present.narrative import recompute
from budgetkit.present.steps import others, steps
from budgetkit.report.checked import rate
from budgetkit.report.sections import NEAREST, Change, changes

_NOTE = re.compile(r"Of (\d+) statements of a change in money (\d+) are shown; the other (\d+): ")


def number(text: str) -> Decimal:
    """A figure as shown."""
    return Decimal(text.removesuffix(NEAREST).replace("−", "-").replace(",", "").replace("%", ""))


def lines(disclosure: Disclosure) -> tuple[list[Change], Counter[str]]:
    """The lines of changes, and what was left out by its reason."""
    priors = prior_year(disclosure)
    verdicts = {j.number: j.verdict for j in claim_verdicts(disclosure)}
    return changes(disclosure, priors, whole_before(disclosure, priors), verdicts)


def test_every_statement_of_a_change_has_a_line_or_a_true_reason(reference: Disclosure) -> None:
    """What is left out is zero in both years, repeats a line with name and figures, or is a sum of items with lines."""
    priors = prior_year(reference)
    totals, items = steps(reference, priors)
    more, left_out = others(reference, priors, [*totals, *items])
    assert len(priors) == len(totals) + len(items) + len(more) + sum(left_out.values())
    zero = [p for p in priors if not p.value and p.claim.amount is not None and not p.claim.amount.value]
    assert left_out["zero"] == len(zero)
    shown = {s.prior.claim.about for s in more}
    assert {
        "narrative/agency_running/amount",
        "general_public/total/project",
        "three_public/total/total",
    } <= shown
    assert "general_public/total/basic" not in shown and left_out["repeat"] == 1


def test_a_second_statement_of_one_thing_with_other_figures_has_a_line(reference: Disclosure) -> None:
    """Only what agrees in name and figures is a repeat: a sentence that says another change is shown."""
    said = next(c for c in reference.claims if c.about == "expenditure/total/basic")
    other = replace(said, section="9", change=Amount(Decimal("1.00"), "万元"), growth=None)
    found, left_out = lines(replace(reference, claims=(*reference.claims, said, other)))
    assert left_out["repeat"] == 2
    assert [c.now for c in found if c.step == "+1.00"] == ["133.82"]


def test_no_range_is_impossible(reference: Disclosure) -> None:
    """Of a budget printed without signs no amount of last year is below 0, no growth below −100 %, no share below 0."""
    found, _ = lines(reference)
    for line in found:
        low, high = (number(end) for end in line.range.split(" – "))
        assert 0 <= low <= number(line.before) <= high, line
        if line.allowed:
            assert number(line.allowed.split(" – ")[0]) >= -100
    for r in recompute(reference):
        if reach := rate(r, reference)["range"]:
            assert number(reach.split(" – ")[0]) >= (-100 if r.rate == "growth" else 0)


def test_final_accounts_may_be_negative(reference: Disclosure) -> None:
    """Where accounts print negative amounts no range is cut: 0.00 stands for a little less than nothing, too."""
    accounts = replace(reference, kind="final_accounts")
    assert not any(line.range.startswith("−") for line in lines(accounts)[0])
    (row, column, cell), *_ = accounts["expenditure"].cells()
    assert cell.amount is not None
    negative = replace(cell.amount, value=-cell.amount.value)
    found, _ = lines(with_figure(accounts, f"expenditure/{row.key}/{column}", negative))
    assert any(line.range.startswith("−") for line in found)
    assert any(re.match("−100.0*[1-9]", line.allowed) for line in found)


@settings(deadline=None)
@given(now=st.integers(0, 10**6), change=st.integers(-(10**6), 10**6), rounded=st.booleans())
def test_the_range_shown_holds_the_figure_shown(now: int, change: int, rounded: bool) -> None:
    """Whatever is stated, the figure of last year lies in its range as both are shown; a negative one is not hidden."""
    amount, step = (Amount(Decimal(n).scaleb(-2), "万元") for n in (now, change))
    growth = None
    if rounded and now != change:
        growth = Amount((Decimal(change) / Decimal(now - change) * 100).quantize(Decimal("0.01")), "%")
    claim = Claim(
        "1", "基本支出", amount, change=step, growth=growth, base="上年预算", about="expenditure/total/basic"
    )
    found, left_out = lines(Disclosure("某局", 2024, "budget", "xinjiang-budget", claims=(claim,)))
    assert len(found) + sum(left_out.values()) == 1
    for line in found:
        low, high = (number(end) for end in line.range.split(" – "))
        assert low <= number(line.before) <= high
        assert (low < 0) == (now < change)


def test_the_figure_counts_every_statement_it_does_not_draw(reference: Disclosure) -> None:
    """Its lines and the reasons of its note together are the statements of a change; no reason is said of others."""
    priors, axes = prior_year(reference), change(reference, language="en")
    texts = [" ".join(text.get_text().split()) for text in axes.figure.findobj(Text)]
    (every, drawn, rest) = next(map(int, found.groups()) for x in texts if (found := _NOTE.search(x)))
    totals, items = steps(reference, priors)
    more, left_out = others(reference, priors, [*totals, *items])
    assert (drawn, rest) == (len(totals) + len(items), len(more) + sum(left_out.values()))
    assert every == len(priors) == drawn + rest
