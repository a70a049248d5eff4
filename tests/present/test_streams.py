"""The money behind the flow figure: what comes in goes out, to the cent that was printed."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest
from where import TESTS

from budgetkit.model.disclosure import Disclosure
from budgetkit.package import load
from budgetkit.present.streams import streams
from budgetkit.readers.read import read

NOTHING = Fraction(0)


def check_sums(disclosure: Disclosure) -> None:
    """Fail where links do not add up to their nodes, or sources to what is spent and kept."""
    money = streams(disclosure)
    assert money.total > 0
    cent = Fraction(10000, 100)
    for node in money.natures:
        spent = [v for (_, kind), v in money.outflow.items() if kind == node.id]
        assert abs(sum(spent, NOTHING) - node.value) <= cent * len(spent)
    for node in money.sources if money.inflow else ():
        assert sum((v for (source, _), v in money.inflow.items() if source == node.id), NOTHING) == node.value
    cents = cent * (len(money.classes) + len(money.sources))
    assert abs(sum((n.value for n in money.sources), NOTHING) - money.total) <= cents


def test_the_reference_is_linked(reference: Disclosure) -> None:
    """Two sources pay four classes; the carry-over pays general public services only."""
    check_sums(reference)
    money = streams(reference)
    assert [n.id for n in money.sources] == ["general_public", "nonfiscal_brought_forward"]
    assert [n.id for n in money.classes] == ["201", "208", "221", "210"]
    assert money.inflow["nonfiscal_brought_forward", "201"] == 800_000
    assert money.outflow["201", "project"] == 1_800_000
    assert money.tables == ("revenue", "expenditure")


def test_without_links_the_summary_says_the_sources(reference: Disclosure) -> None:
    """Where no revenue table was published the sources are the summary's, and nothing is linked."""
    tables = {k: v for k, v in reference.tables.items() if k != "revenue"}
    money = streams(replace(reference, tables=tables))
    assert money.inflow == {}
    assert [(n.id, n.value) for n in money.sources] == [
        ("general_public", 2_338_200),
        ("brought_forward", 800_000),
    ]
    assert sum(n.value for n in money.classes) == 3_138_200


def test_sources_that_stay_below_the_total_are_completed(reference: Disclosure) -> None:
    """What the printed total of revenue has beyond the sources that are known is one source more: shares are of it all."""
    summary = reference["summary"]
    rows = tuple(r for r in summary.rows if r.half != "revenue" or r.item != "brought_forward")
    money = streams(replace(reference, tables={"summary": replace(summary, rows=rows)}))
    assert [(n.id, n.value) for n in money.sources] == [("general_public", 2_338_200), ("rest", 800_000)]


def test_sources_above_the_total_are_not_shown(reference: Disclosure) -> None:
    """Sources that exceed the printed total of revenue are no parts of it, so that no share is given."""
    summary = reference["summary"]
    smaller = next(r for r in summary.rows if r.half == "revenue" and r.item == "brought_forward")
    rows = tuple(
        replace(r, cells=smaller.cells) if r.half == "revenue" and r.item == "total" else r
        for r in summary.rows
    )
    assert streams(replace(reference, tables={"summary": replace(summary, rows=rows)})).sources == ()


def test_without_the_expenditure_table_classes_remain(reference: Disclosure) -> None:
    """The summary still gives the classes, without basic and project."""
    tables = {k: v for k, v in reference.tables.items() if k != "expenditure"}
    money = streams(replace(reference, tables=tables))
    assert money.natures == () and len(money.classes) == 4


@pytest.mark.parametrize("folder", ["fictitious-2025", "fictitious-shanghai-2025"])
def test_fictitious_money_adds_up(folder: str) -> None:
    """The same holds of the fictitious budgets."""
    check_sums(load(TESTS / "documents" / folder))


@pytest.mark.slow
@pytest.mark.parametrize(
    "path", ["shanghai/commerce-2025-budget.pdf", "shanghai/finance-bureau-2024-final-accounts.pdf"]
)
def test_real_money_adds_up(path: str, documents: Path) -> None:
    """The same holds of a real budget, and of real final accounts, where it runs through one pool."""
    disclosure = read(documents / path)
    check_sums(disclosure)
    assert bool(streams(disclosure).inflow) == (disclosure.kind == "budget")
