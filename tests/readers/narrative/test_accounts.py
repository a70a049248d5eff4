"""Every number of a narrative is in a claim, in the list of what was not understood, or counts nothing for a reason."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from where import DOCUMENTS

from budgetkit.forms.form import form
from budgetkit.model.accounting import Balance, Entry, Fate, numbers
from budgetkit.readers.formats.open import open_paper
from budgetkit.readers.narrative.claims import Narrative, narrative_of_text, read_narrative
from budgetkit.readers.narrative.text import lines_of
from budgetkit.readers.tables.cover import department_of
from budgetkit.readers.tables.tables import read_tables

PUBLISHED = sorted(
    str(path.relative_to(DOCUMENTS))
    for folder in ("shanghai", "swu", "jiangsu", "reference", "excerpts")
    for path in (DOCUMENTS / folder).glob("*.*")
    if path.suffix in (".pdf", ".docx", ".txt")
)


def test_a_balance_names_what_is_missing_and_what_is_too_much() -> None:
    """A number that nothing became of is missing; one of the account that is not printed is surplus."""
    balance = Balance.of(["共5万元，占3%，占3%"], [Entry("3", Fate.CLAIM), Entry("7", Fate.UNPLACED)])
    assert balance.missing == Counter({"5": 1, "3": 1})
    assert balance.surplus == Counter({"7": 1})
    assert not balance.holds
    assert (balance + Balance.of([], [Entry("5", Fate.FACT), Entry("3", Fate.FACT)])).missing == Counter()


def _unsaid(narrative: Narrative) -> list[str]:
    """Return the numbers that the account calls stated or listed, and that no claim or no listed text holds."""
    listed = numbers("\n".join(u.text for u in narrative.unplaced))
    stated = {
        abs(figure.value)
        for c in narrative.claims
        for figure in (c.amount, c.share, c.change, c.growth, c.base_amount)
        if figure is not None
    }
    lost = []
    for entry in narrative.balance.entries:
        if entry.fate is Fate.CLAIM and Decimal(entry.number.replace(",", "")) not in stated:
            lost.append(entry.number)
        if entry.fate is Fate.UNPLACED and not listed[entry.number]:
            lost.append(entry.number)
    return lost


@pytest.mark.parametrize("path", PUBLISHED)
def test_every_number_of_the_published_documents(documents: Path, path: str) -> None:
    """The account holds against the numbers of all lines, and says nothing that claims and lists do not show."""
    kind = "final_accounts" if "final" in path else "budget"
    place = {"shanghai": "shanghai", "swu": "central-university"}.get(path.split("/")[0])
    layout = form(f"{place}-{kind.replace('_', '-')}" if place else "xinjiang-budget")
    paper = open_paper(documents / path)
    tables = {} if paper.format == "text" else read_tables(paper, layout, department_of(paper))[0]
    narrative = read_narrative(paper, layout, tables)
    assert narrative.balance.holds, (narrative.balance.missing, narrative.balance.surplus)
    digits = sum(c.isdigit() for line in lines_of(paper) for c in line.text if c.isascii())
    assert (
        sum(len(n.replace(",", "").replace(".", "")) * t for n, t in narrative.balance.printed.items())
        == digits
    )
    assert _unsaid(narrative) == []


SPOKEN = """
    基本支出 项目支出 共有车辆 占 比上年预算 增加 减少 增长 持平 其中： ， 。 、 （ ） 主要原因是 用于 万元 % 辆 倍 年 分
    5 1.50 2024 13,38.2 1,234.50 20505 ① -
"""
WORDS = st.sampled_from([*SPOKEN.split(), "\n"])


@settings(max_examples=200)
@given(st.lists(WORDS, max_size=40))
def test_every_number_of_any_text(words: list[str]) -> None:
    """Whatever the words, no number is lost and none is said that is not there."""
    narrative = narrative_of_text("三、支出预算情况说明\n" + "".join(words), form("xinjiang-budget"))
    assert narrative.balance.holds
    assert _unsaid(narrative) == []
