"""Laws of the catalogue: what is stated, what is left unstated, and what is not said at all."""

import dataclasses
from collections.abc import Mapping
from decimal import Decimal

from budgetkit.checks.identities import catalogue, statements
from budgetkit.checks.judge import judge
from budgetkit.forms.form import form
from budgetkit.model.amount import Amount
from budgetkit.model.disclosure import Cell, Claim, Disclosure, Place, Row, Table, Unplaced

FORM = "xinjiang-budget"


OTHER_MONEY = ("special_account", "own_funds", "nonfiscal_brought_forward", "fiscal_brought_forward")


def row(code: str, item: str = "", half: str = "", project: str = "", **figures: str) -> Row:
    """A row with printed figures; an empty string is a blank."""
    cells = {c: Cell(Amount(Decimal(v)) if v else None) for c, v in figures.items()}
    return Row(code or item, cells, code=code, item=item, half=half, project=project)


def table(name: str, *rows: Row, columns: tuple[str, ...] = ("total", "basic", "project")) -> Table:
    """A table of the Xinjiang form in 万元."""
    return Table(name, name, "万元", columns, rows, form=FORM)


def verdicts(*tables: Table, of: str = FORM) -> Mapping[tuple[str, str], str]:
    """The verdict on every statement, by identity and place."""
    d = Disclosure("虚构", 2025, "budget", of, {t.id: t for t in tables})
    return {(s.identity, s.place): judge(s).verdict for s in statements(d)}


def test_codes_add_up_level_by_level() -> None:
    """A class is the sum of its groups, a group of its items, the total of classes and of items."""
    rows = [
        row("", "total", total="3.00", basic="3.00", project=""),
        row("201", total="3.00", basic="3.00", project=""),
        row("20101", total="3.00", basic="3.00", project=""),
        row("2010101", total="1.00", basic="1.00", project=""),
        row("2010102", total="2.50", basic="2.50", project=""),
    ]
    found = verdicts(table("expenditure", *rows))
    assert found["expenditure.rollup", "expenditure/201/total"] == "exact"
    assert found["expenditure.rollup", "expenditure/20101/total"] == "broken"
    assert found["expenditure.row", "expenditure/2010102"] == "exact"


def test_a_total_that_misses_only_its_items_is_not_said_to_miss_its_classes() -> None:
    """Where the classes add up and the items do not, what is said of the total names the items."""
    rows = [
        row("", "total", total="3.00"),
        row("201", total="3.00"),
        row("20101", total="3.00"),
        row("2010101", total="2.50"),
    ]
    d = Disclosure("虚构", 2025, "budget", "xinjiang-budget", {"expenditure": table("expenditure", *rows)})
    said = {
        s.label.zh.partition("：")[2]: judge(s).verdict for s in statements(d) if "/total/total" in s.place
    }
    assert said == {"类 = 款之和，款 = 项之和，总计 = 各类之和": "exact", "总计 = 各末级科目之和": "broken"}


def test_repeated_codes_belong_to_the_rows_above_them() -> None:
    """Where two units print the same codes, each parent is the sum of the rows that follow it."""
    rows = [
        row("201", total="1.00"),
        row("20101", total="1.00"),
        row("2010101", total="1.00"),
        row("201", total="5.00"),
        row("20101", total="5.00"),
        row("2010101", total="4.00"),
    ]
    found = verdicts(table("expenditure", *rows))
    assert found["expenditure.rollup", "expenditure/201/total"] == "exact"
    assert found["expenditure.rollup", "expenditure/20101/total"] == "exact"
    assert found["expenditure.rollup", "expenditure/20101#2/total"] == "broken"


def test_projects_of_an_item_count_once() -> None:
    """An item printed for itself and again for each project is not added twice."""
    rows = [
        row("201", total="3.00"),
        row("20101", total="3.00"),
        row("2010199", total="3.00"),
        row("2010199", project="甲", total="1.00"),
        row("2010199", project="乙", total="2.00"),
    ]
    found = verdicts(table("projects", *rows, columns=("total",)))
    assert found["projects.rollup", "projects/20101/total"] == "exact"


def test_a_blank_side_is_unstated_and_a_blank_line_says_nothing() -> None:
    """A blank may be a zero or left out: nobody is accused; where nothing is printed nothing is said."""
    rows = [row("201", total="3.00", basic="", project=""), row("202", total="", basic="", project="")]
    found = verdicts(table("expenditure", *rows))
    assert found["expenditure.row", "expenditure/201"] == "unstated"
    assert ("expenditure.row", "expenditure/202") not in found


def test_an_absent_table_is_unstated() -> None:
    """An identity of a table that was not published is unstated, once."""
    found = verdicts(table("expenditure", row("", "total", total="1.00", basic="1.00", project="")))
    assert found["totals.expenditure", "summary"] == "unstated"


def test_an_empty_table_counts_as_nothing() -> None:
    """A published empty table is zero: the bridge holds without it and misses when money is missing."""
    tables = [
        table("expenditure", row("2010101", total="3.00")),
        table("general_public", row("2010101", total="2.00")),
        table("government_funds", columns=("total",)),
        table("state_capital", columns=("total",)),
        table("revenue", row("2010101", total="3.00", own_funds="1.00"), columns=("total", *OTHER_MONEY)),
    ]
    assert verdicts(*tables)["bridge.items", "2010101"] == "exact"
    tables[4] = table(
        "revenue", row("2010101", total="3.00", own_funds="0.90"), columns=("total", *OTHER_MONEY)
    )
    assert verdicts(*tables)["bridge.items", "2010101"] == "broken"


def test_a_bridge_with_appropriations_carried_over_is_not_stated() -> None:
    """Whether carried-over appropriations stand in the budget tables differs: nothing is said then."""
    columns = ("total", "fiscal_brought_forward")
    tables = [
        table("expenditure", row("2010101", total="3.00")),
        table("general_public", row("2010101", total="1.00")),
        table("government_funds", columns=("total",)),
        table("state_capital", columns=("total",)),
        table("revenue", row("2010101", total="3.00", fiscal_brought_forward="2.00"), columns=columns),
    ]
    assert ("bridge.items", "2010101") not in verdicts(*tables)


def test_an_upper_bound_is_stated_only_where_both_are_printed() -> None:
    """30217 ≤ receptions: larger is broken, equal holds, a blank says nothing."""
    receptions = row("", "receptions", total="1.50")
    basic = table("basic", row("30217", total="1.60"), columns=("total",))
    found = verdicts(basic, table("three_public", receptions, columns=("total",)))
    assert found["three_public.receptions", "basic/30217/total"] == "broken"
    assert not [key for key in found if key[0] == "three_public.trips"]


def test_a_form_can_take_an_identity_away(reference: Disclosure) -> None:
    """An unknown form is refused with the forms there are."""
    wrong = dataclasses.replace(reference, form="atlantis")
    try:
        statements(wrong)
    except KeyError as error:
        assert "xinjiang-budget" in str(error)
    else:
        raise AssertionError("an unknown form must be refused")


def test_a_flow_needs_a_printed_outturn() -> None:
    """What came in and what was left over say nothing of a line whose outturn is blank; printed, it must balance."""
    columns = ("brought_forward", "revenue", "total", "basic", "project", "carried_forward")
    lines = {"total": "", "2120801": "7.00", "2120802": "6.00"}
    rows = [
        row(
            *(("", key) if key == "total" else (key,)),
            brought_forward="0.00",
            revenue="7.00",
            total=spent,
            carried_forward="0.00",
        )
        for key, spent in lines.items()
    ]
    funds = Table("government_funds", "基金", "万元", columns, tuple(rows), form="shanghai-final-accounts")
    found = verdicts(funds, of="shanghai-final-accounts")
    flows = {
        place: verdict for (identity, place), verdict in found.items() if identity == "government_funds.flow"
    }
    assert flows == {"government_funds/2120801": "exact", "government_funds/2120802": "broken"}


def test_a_cell_that_could_not_be_read_accuses_nobody() -> None:
    """A sum with a cell that is no number never accuses; words may stand for nothing, and then it may hold."""
    whole, part = row("", "total", total="3.00"), row("201", total="2.00")
    damaged = ("1.O0 2", "***", "#REF!", "########", "\ufffd\ufffd.\ufffd\ufffd")
    for text, misses, comes_out in (
        *((t, "unstated", "unstated") for t in damaged),
        *((t, "unstated", "exact") for t in ("涉密", "单位不需填列", "N/A")),
        *((t, "broken", "exact") for t in ("", "-", "—", "/")),
    ):
        cell = dataclasses.replace(row("204"), cells={"total": Cell(None, text=text)})
        for total, verdict in ((whole, misses), (row("", "total", total="2.00"), comes_out)):
            found = verdicts(table("expenditure", total, part, cell))
            assert found["expenditure.rollup", "expenditure/total/total"] == verdict, text


def lined(*rows: Row, columns: tuple[str, ...] = ("total", "basic", "project")) -> Mapping[str, str]:
    """The verdicts on the expenditure table, by place."""
    return {place: v for (_, place), v in verdicts(table("expenditure", *rows, columns=columns)).items()}


def test_what_is_not_known_beside_a_sum_accuses_nobody() -> None:
    """A row or a column without a known meaning may be what a sum misses: it is unstated; one that holds still holds."""
    total, known = row("", "total", total="3.00"), row("201", total="2.00")
    strange = Row("208①社会保障", {"total": Cell(Amount(Decimal("1.00")))})
    assert lined(total, known)["expenditure/total/total"] == "broken"
    assert lined(total, known, strange)["expenditure/total/total"] == "unstated"
    assert lined(total, row("201", total="3.00"), strange)["expenditure/total/total"] == "exact"
    spread = row("201", total="3.00", basic="1.00", strange="2.00")
    assert lined(row("201", total="3.00", basic="1.00"))["expenditure/201"] == "broken"
    assert lined(spread, columns=("total", "basic", "strange"))["expenditure/201"] == "unstated"
    assert lined(spread, columns=("total", "basic", "project", "strange"))["expenditure/201"] == "unstated"


def test_a_number_that_found_no_place_accuses_nobody_on_its_page() -> None:
    """A number of a table that is listed as not placed may be what its sums miss; one on another page is not."""
    cells = {
        "total": Cell(Amount(Decimal("3.00")), Place(4)),
        "basic": Cell(Amount(Decimal("2.00")), Place(4)),
    }
    printed = table("expenditure", Row("201", cells, "201"))
    for page, verdict in ((4, "unstated"), (5, "broken")):
        lost = (Unplaced("1.00 1.00", "not one number", Place(page)),)
        d = Disclosure("虚构", 2025, "budget", FORM, {"expenditure": printed}, unplaced=lost)
        assert [judge(s).verdict for s in statements(d) if s.place == "expenditure/201"] == [verdict]


def test_an_identity_found_by_a_code_asks_for_its_name() -> None:
    """A line whose printed name is not its code's is no part of what the code stands for; other spellings are."""
    for name, verdict in (
        ("退休人员活动费", "unstated"),
        ("因公出国（境）费", "broken"),
        ("30212", "broken"),
    ):
        line = dataclasses.replace(row("30212", total="1.60"), name=name)
        trips = table("three_public", row("", "overseas_trips", total="1.50"), columns=("total",))
        found = verdicts(table("basic", line, columns=("total",)), trips)
        assert found["three_public.trips", "basic/30212/total"] == verdict


def cells_of(text: str, **figures: str) -> Mapping[str, Cell]:
    """Cells with printed figures; where a figure is empty the text stands instead."""
    return {c: Cell(Amount(Decimal(v))) if v else Cell(None, text=text) for c, v in figures.items()}


def bridged(text: str) -> Mapping[tuple[str, str], str]:
    """The verdicts on 10.00 spent, 9.00 of it from the three budgets, beside what is printed as brought forward."""
    budgets = ("general_public", "government_funds", "state_capital")
    paid = [table(t, row("", "total", total="3.00"), columns=("total",)) for t in budgets]
    spent = table("expenditure", row("", "total", total="10.00"), columns=("total",))
    brought = Row("总计", cells_of(text, fiscal_brought_forward=""), item="total")
    return verdicts(spent, *paid, table("revenue", brought, columns=OTHER_MONEY))


def test_what_could_not_be_read_is_no_zero() -> None:
    """An identity that asks for a zero is unstated where the cell could not be read; blank and words are as before."""
    found = {
        text: bridged(text).get(("bridge.total", "expenditure/total/total"))
        for text in ("1.O0元整", "无", "")
    }
    assert found == {"1.O0元整": "unstated", "无": "broken", "": "broken"}


def test_what_could_not_be_read_was_printed() -> None:
    """An identity that asks for a printed figure is unstated where it could not be read, silent where it is blank."""
    columns = ("brought_forward", "revenue", "total", "carried_forward")
    rows = [
        Row(
            code,
            cells_of(text, brought_forward="0.00", revenue="7.00", total="", carried_forward="0.00"),
            code,
        )
        for code, text in (("2120801", "7.O0元整"), ("2120802", ""), ("2120803", "无"))
    ]
    funds = Table("government_funds", "基金", "万元", columns, tuple(rows), form="shanghai-final-accounts")
    found = verdicts(funds, of="shanghai-final-accounts")
    flows = {p: verdict for (i, p), verdict in found.items() if i == "government_funds.flow"}
    assert flows == {"government_funds/2120801": "unstated"}


def test_what_could_not_be_read_completes_nothing() -> None:
    """Where a total could not be read nobody knows whether the statements cover it: their changes are unstated."""
    said = (
        Claim("2", "一般公共预算", change=Amount(Decimal("5.00")), about="revenue/total/general_public"),
        Claim("5.1", "基本支出", change=Amount(Decimal("3.00")), about="general_public/total/basic"),
    )
    known = Row("总计", cells_of("", total="10.00"), item="total")
    unread = Row("总计", cells_of("10.O0", total=""), item="total")
    revenue = table(
        "revenue", row("", "total", fiscal_brought_forward=""), columns=("fiscal_brought_forward",)
    )
    found = []
    for total in (known, unread):
        tables = {t.id: t for t in (table("general_public", total, columns=("total",)), revenue)}
        d = Disclosure("虚构", 2025, "budget", FORM, tables, said)
        found.append([judge(s).verdict for s in statements(d) if s.identity == "changes.budget"])
    assert found == [[], ["unstated"]]


def test_changes_add_up_only_where_both_sides_say_all(reference: Disclosure) -> None:
    """Without the sentence on project expenditure the change of basic expenditure is not the whole change."""
    whole = [s for s in statements(reference) if s.identity == "changes.budget"]
    kept = tuple(c for c in reference.claims if c.about != "general_public/total/project")
    assert len(kept) < len(reference.claims)
    cut = [
        s for s in statements(dataclasses.replace(reference, claims=kept)) if s.identity == "changes.budget"
    ]
    assert [judge(s).verdict for s in whole] == ["exact"] and cut == []


def test_a_table_of_totals_alone_is_held_against_no_class(reference: Disclosure) -> None:
    """Where a table prints its total and no code, nothing is said of the classes of another table beside it."""
    table = reference["expenditure"]
    total = tuple(row for row in table.rows if row.item == "total")
    assert total and len(total) < len(table.rows)
    tables = {**reference.tables, "expenditure": dataclasses.replace(table, rows=total)}
    stated = statements(dataclasses.replace(reference, tables=tables))
    assert "classes.expenditure" in {s.identity for s in statements(reference)}
    assert "classes.expenditure" not in {s.identity for s in stated}
    assert "totals.expenditure" in {s.identity for s in stated}


def test_a_part_of_totals_alone_takes_no_sum_away(reference: Disclosure) -> None:
    """Codes of several tables still add up to those of one where one of the parts prints nothing but its total."""
    funds = reference["government_funds"]
    row = next(r for r in reference["general_public"].rows if r.item == "total")
    zero = {c: Cell(Amount(Decimal("0.00"), "万元"), Place(10)) for c in funds.columns}
    total = dataclasses.replace(row, cells=zero)
    tables = {**reference.tables, "government_funds": dataclasses.replace(funds, rows=(total,))}
    before, after = (
        sum(s.kind == "sum" for s in statements(d))
        for d in (reference, dataclasses.replace(reference, tables=tables))
    )
    assert after >= before


def test_the_form_of_shanghai_holds_revenue_against_expenditure_item_by_item() -> None:
    """Its summary has a line for what is carried forward; where that is blank, revenue still equals expenditure."""
    of = [i for i in catalogue(form("shanghai-budget")) if i.id == "items.revenue"]
    assert len(of) == 1 and not of[0].printed


def reasons(*tables: Table, unplaced: tuple[Unplaced, ...] = ()) -> Mapping[str, str]:
    """Why nothing is judged of a comparison of classes, by code."""
    d = Disclosure("虚构", 2025, "budget", FORM, {t.id: t for t in tables}, unplaced=unplaced)
    return {s.place: s.missing for s in statements(d) if s.identity == "classes.expenditure"}


def test_a_side_without_a_figure_is_called_blank_only_where_it_is() -> None:
    """No line of the code, a figure that found no place in the table, and a blank cell are three reasons."""
    spent = table("expenditure", row("201", total="2.00"), row("204", total="1.00"))
    summary = table("summary", row("201", half="expenditure", budget=""), columns=("budget",))
    blank = reasons(spent, summary)
    assert "blank" in blank["201"] and "no line of this code" in blank["204"]
    shown = dataclasses.replace(
        summary,
        rows=(
            *summary.rows,
            Row("收入", {"budget": Cell(Amount(Decimal("3.00")), Place(4))}, half="revenue"),
        ),
    )
    assert "found no place" in reasons(spent, shown, unplaced=(Unplaced("2.00", "lost", Place(4)),))["201"]
    assert "blank" in reasons(spent, shown, unplaced=(Unplaced("2.00", "lost", Place(5)),))["201"]


def test_a_sum_without_some_items_says_nothing_where_a_group_is_not_broken_down() -> None:
    """The rest of basic expenditure leaves 2101102 out: of 21011 alone nobody knows how much of it that is."""
    lines = (row("30101", total="3.00"), row("30110", total="1.00"))
    economic = table("basic", *lines, columns=("total", "personnel", "operating"))
    for code, verdict in (("2101102", "exact"), ("21011", "unstated"), ("21012", "unstated")):
        items = table("general_public", row("2010101", basic="3.00"), row(code, basic="1.00"))
        d = Disclosure("虚构", 2025, "budget", FORM, {t.id: t for t in (items, economic)})
        rest = next(s for s in statements(d) if s.identity == "pairs.rest")
        assert judge(rest).verdict == verdict, code
        assert ("broken down" in rest.missing) == (code == "21011")


def test_rates_of_growth_do_not_add_up() -> None:
    """三公 total = parts is said of amounts and of changes, and never of the column that holds their rates."""
    figures = {"total": ("8.60", "2.10", "6.50"), "change": ("-0.40", "-0.30", "-0.10")}
    rates = ("-4.44", "-12.50", "-1.52")
    rows = [
        Row(
            item,
            {
                **{c: Cell(Amount(Decimal(v[n]))) for c, v in figures.items()},
                "growth": Cell(Amount(Decimal(rates[n]), "%")),
            },
            item=item,
        )
        for n, item in enumerate(("total", "receptions", "vehicles"))
    ]
    found = verdicts(table("three_public", *rows, columns=("total", "change", "growth")))
    stated = {place: v for (identity, place), v in found.items() if identity == "three_public.total"}
    assert stated == {"three_public/total": "exact", "three_public/change": "exact"}
