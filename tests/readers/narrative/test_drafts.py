"""Drafts become claims: nothing is said twice, shares and changes from printed bases are told apart."""

from decimal import Decimal

from budgetkit.model.amount import Amount
from budgetkit.model.disclosure import Claim
from budgetkit.readers.narrative.drafts import (
    Draft,
    EarlierFigure,
    claims_of,
    with_earlier_figures,
    with_projects,
)
from budgetkit.readers.narrative.subjects import Subject

ITEM = Subject("住房公积金", "2210201", "general_public/2210201/total")
FIVE, NINE = Amount(Decimal("5.00")), Amount(Decimal("9.00"))
RATE = Amount(Decimal("10.00"), "%")


def test_an_amount_that_is_quantified_is_not_said_twice() -> None:
    """The same amount of the same subject, bare and with a share, is one claim; another amount is another."""
    drafts = [Draft(ITEM, amount=FIVE), Draft(ITEM, amount=NINE), Draft(ITEM, amount=FIVE, share=RATE)]
    assert [(c.amount, c.share) for c in claims_of(drafts, "1")] == [(NINE, None), (FIVE, RATE)]


def test_share_and_change_from_a_printed_base_are_two() -> None:
    """A claim with a printed base has no share of a whole, for its share would be a completion of that base."""
    draft = Draft(ITEM, amount=NINE, share=RATE, whole="a/b/c", change=FIVE, base="上年", base_amount=FIVE)
    share, change = claims_of([draft], "1")
    assert (share.share, share.whole, share.base_amount, share.change) == (RATE, "a/b/c", None, None)
    assert (change.share, change.whole, change.base_amount, change.change) == (None, "", FIVE, FIVE)


def test_earlier_figures_find_their_amounts() -> None:
    """An earlier figure that no change named goes to the amount of its subject in its paragraph, else stands alone."""
    prior = EarlierFigure("年初预算", FIVE, ITEM, 2)
    drafts = with_earlier_figures([Draft(ITEM, 1, amount=NINE), Draft(ITEM, 2, amount=NINE)], [prior])
    assert [(d.amount, d.base_amount) for d in drafts] == [(NINE, None), (NINE, FIVE)]
    drafts = with_earlier_figures([Draft(ITEM, 1, amount=NINE)], [prior])
    assert [(d.amount, d.base_amount) for d in drafts] == [(NINE, None), (None, FIVE)]


def test_a_second_base_is_a_second_claim() -> None:
    """An amount that is already measured from one base is said again with the other."""
    first = Draft(ITEM, amount=NINE, change=FIVE, base="上年")
    drafts = with_earlier_figures([first], [EarlierFigure("年初预算", FIVE, ITEM, 0)])
    assert [(d.base, d.change) for d in drafts] == [("上年", FIVE), ("年初预算", None)]


def test_projects_are_numbered() -> None:
    """The first project keeps the plain name; a repeated total is the same project."""
    abouts = ["amount", "allocation.{n}", "allocation.{n}", "amount", "amount", "allocation.{n}"]
    names = ["甲", "a", "b", "甲", "乙", "c"]
    claims = [Claim("7", n, about=f"narrative/projects/{a}") for n, a in zip(names, abouts, strict=True)]
    assert [c.about.removeprefix("narrative/") for c in with_projects(claims)] == [
        "projects/amount",
        "projects/allocation.1",
        "projects/allocation.2",
        "projects/amount",
        "projects_2/amount",
        "projects_2/allocation.1",
    ]
