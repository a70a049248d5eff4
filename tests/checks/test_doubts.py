"""A sum is doubted where something beside it was printed and not understood, and only there."""

from dataclasses import replace
from decimal import Decimal

import pytest
from drawn import grid, paper
from synthesize import synthesize
from synthesize.errors import with_figure

from budgetkit.checks.verdicts import check
from budgetkit.model.amount import Amount
from budgetkit.model.disclosure import Cell, Claim, Disclosure, Place, Row, Table, Unplaced
from budgetkit.readers.read import read_paper

TABLE, ROW = "revenue", "2050201"


@pytest.fixture
def wrong() -> Disclosure:
    """A disclosure whose table of revenue lacks columns that the form knows, with a total that its row misses."""
    made = synthesize("central-university-budget", 2025, 1).disclosure
    assert "special_account" not in made[TABLE].columns
    return with_figure(made, f"{TABLE}/{ROW}/total", Amount(Decimal("1.00"), "万元"))


def verdict(disclosure: Disclosure) -> tuple[str, str]:
    """The verdict of the row's sum over its sources, and the doubt about it."""
    found = [f for f in check(disclosure) if (f.identity, f.place) == (f"{TABLE}.row", f"{TABLE}/{ROW}")]
    return found[0].verdict, found[0].statement.doubt


def test_a_known_column_that_is_not_printed_is_no_doubt(wrong: Disclosure) -> None:
    """Where every head and every table is known, columns that a table lacks excuse no row that misses its total."""
    assert verdict(wrong) == ("broken", "")


@pytest.mark.parametrize("where", ["an unknown head", "an unknown table", "a page of its own"])
def test_what_is_printed_under_an_unknown_word_may_be_the_missing_column(
    wrong: Disclosure, where: str
) -> None:
    """The missing column may be under an unknown head, in a table that no title names, or on the page where it ran over."""
    table = wrong[TABLE]
    if where == "an unknown head":
        tables = {**wrong.tables, TABLE: replace(table, columns=(*table.columns, "某项资金"))}
    elif where == "an unknown table":
        tables = {**wrong.tables, "t9": replace(table, id="t9", rows=table.rows[:1])}
    else:
        tables = {**wrong.tables, TABLE: replace(table, place=Place(3))}
        wrong = replace(
            wrong, unplaced=(Unplaced("49.32", "the columns of this page could not be told", Place(4)),)
        )
    found, doubt = verdict(replace(wrong, tables=tables))
    assert found == "unstated" and "was not found" in doubt


@pytest.mark.parametrize(
    ("goods", "expected"), [("13.31", "unstated"), ("79.58", "exact"), ("80.59", "broken")]
)
def test_a_part_that_the_text_does_not_mention_may_be_what_is_missing(goods: str, expected: str) -> None:
    """Goods and works below the total accuse nobody while services are not mentioned; above it they cannot be right."""
    made = synthesize("shanghai-budget", 2025, 1).disclosure
    parts = {"total": "79.58", "goods": goods, "works": "0.00"}
    claims = tuple(
        Claim("4", name, Amount(Decimal(n), "万元"), about=f"narrative/procurement/{name}", place=Place(14))
        for name, n in parts.items()
    )
    found = check(replace(made, claims=claims))
    assert [f.verdict for f in found if f.identity == "narrative.procurement"] == [expected]


def test_what_is_doubted_is_said_in_words(wrong: Disclosure) -> None:
    """Both sides are printed: no figure is said to be missing, and what was not found is named, not shown by its id."""
    table = wrong[TABLE]
    tables = {**wrong.tables, TABLE: replace(table, columns=(*table.columns, "某项资金"))}
    (found,) = [
        f
        for f in check(replace(wrong, tables=tables))
        if (f.identity, f.place) == (f"{TABLE}.row", f"{TABLE}/{ROW}")
    ]
    assert found.left is not None and found.right is not None
    zh, en = found.say("zh"), found.say("en")
    assert "不符，不作判断" in zh and "“财政专户管理资金”栏" in zh and "未公布" not in zh
    assert (
        "not judged" in en
        and "the column “Special fiscal account” was not found" in en
        and "not published" not in en
    )
    assert "special_account" not in zh + en


def of_column(total: str, *parts: str) -> str:
    """The verdict on total = sum of classes in a column of whole yuan."""
    codes = [f"2{n:02}" for n in range(1, len(parts) + 1)]
    rows = [Row("合计", {"total": Cell(Amount(Decimal(total), "元"))}, item="total")]
    rows += [Row("", {"total": Cell(Amount(Decimal(v), "元"))}, c) for c, v in zip(codes, parts, strict=True)]
    table = Table("某表", "某表", "元", ("total",), tuple(rows))
    of = Disclosure("虚构", 2025, "budget", "", {"某表": table})
    (found,) = [f.verdict for f in check(of) if f.identity == "structure.rollup"]
    return found


@pytest.mark.parametrize(
    ("figures", "expected"),
    [
        (("6673800", "1000100", "2000200", "3000300", "673100"), "unstated"),
        (("6673800", "1000100", "2000200", "3000300", "672300"), "broken"),
        (("6673800", "1000100", "2000200", "3000301", "673100"), "broken"),
        (("3000300", "1000100", "2000100"), "broken"),
        (("6673700", "1000100", "2000200", "3000300", "673100"), "exact"),
    ],
)
def test_noughts_are_no_precision(figures: tuple[str, ...], expected: str) -> None:
    """A sum is left alone only where all of enough figures end in noughts and it misses by no more than they hide."""
    assert of_column(*figures) == expected


RATES = """科目编码|科目名称|上年预算数|本年预算数|{0}
208|社会保障和就业支出|10.00|12.00|{1}
20805|行政事业单位养老支出|10.00|12.00|{1}
2080501|行政单位离退休|4.00|6.00|50.00
2080505|机关事业单位基本养老保险缴费支出|6.00|6.00|0.00
合计|<|10.00|12.00|{1}"""


@pytest.mark.parametrize(
    ("head", "broken"),
    [
        *((head, False) for head in ("增幅", "所占比例", "完成年初预算的百分比", "增长百分比")),
        *((head, False) for head in ("同比", "比上年增长", "增减")),
        *((head, True) for head in ("增减额", "单位资金")),
    ],
)
def test_no_rates_are_added_up(head: str, broken: bool) -> None:
    """A column of rates without any % adds up nowhere, and one that may hold rates or amounts accuses nobody."""
    drawn = grid(RATES.format(head, "20.00"))
    made = read_paper(paper(("某局2024年部门预算",), ("2024年支出预算总表", "单位：万元", drawn)))
    rollups = [f for f in check(made) if f.identity.endswith("rollup")]
    assert {f.verdict for f in rollups if f.place.endswith("/total")} == {"exact"}
    assert any(f.verdict == "broken" for f in rollups) == broken
