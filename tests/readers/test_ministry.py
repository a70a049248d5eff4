"""A fictitious ministry's budget on the eight tables of the ministry of finance, a layout that no form describes."""

from collections import Counter
from decimal import Decimal

from drawn import grid, paper

from budgetkit.checks.verdicts import check
from budgetkit.model.disclosure import Disclosure
from budgetkit.readers.read import read_paper

ITEMS = (
    # code, name, last year's outturn, basic, project
    ("2050205", "高等教育", "60.00", "40.00", "25.50"),
    ("2060201", "机构运行", "30.00", "28.25", "4.75"),
    ("2080505", "机关事业单位基本养老保险缴费支出", "8.00", "9.00", "0.00"),
)
PARENTS = {"205": "教育支出", "206": "科学技术支出", "208": "社会保障和就业支出"}
GROUPS = {"20502": "普通教育", "20602": "基础研究", "20805": "行政事业单位养老支出"}
ECONOMIC = (("301", "工资福利支出", "60.25", ""), ("30101", "基本工资", "60.25", ""))
OPERATING = (("302", "商品和服务支出", "", "17.00"), ("30201", "办公费", "", "17.00"))
FUND = (("229", "其他支出"), ("22960", "彩票公益金安排的支出"), ("2296003", "用于体育事业的彩票公益金支出"))


def _tree() -> list[tuple[str, str, Decimal, Decimal, Decimal]]:
    """Return every line by code: class, group and item, each the sum of what is below it."""
    lines = []
    for codes in (PARENTS, GROUPS, {c: n for c, n, *_ in ITEMS}):
        for code, name in codes.items():
            below = [list(map(Decimal, rest)) for c, _, *rest in ITEMS if c.startswith(code)]
            lines.append((code, name, *(sum(column, Decimal(0)) for column in zip(*below, strict=True))))
    return sorted(lines)


def _total(column: int) -> Decimal:
    return sum((line[column] for line in _tree() if len(line[0]) == 7), Decimal(0))  # type: ignore[misc]


def _ministry() -> Disclosure:
    prior, basic, project = _total(2), _total(3), _total(4)
    now = basic + project
    rate = {c: f"{(b + p - x) / x * 100:.2f}" for c, _, x, b, p in _tree()}
    general = "科目编码|科目名称|2023年执行数|2024年预算数|<|<|2024年预算数比2023年执行数|<"
    general += "\n^|^|^|小计|基本支出|项目支出|增减额|增减%"
    for code, name, before, one, two in _tree():
        general += f"\n{code}|{name}|{before}|{one + two}|{one}|{two}|{one + two - before}|{rate[code]}"
    general += f"\n合计|<|{prior}|{now}|{basic}|{project}|{now - prior}|{(now - prior) / prior * 100:.2f}"
    spent = "科目编码|科目名称|合计|基本支出|项目支出|上缴上级支出|事业单位经营支出|对下级单位补助支出"
    spent += "".join(f"\n{c}|{n}|{b + p}|{b}|{p}|||" for c, n, _, b, p in _tree())
    spent += f"\n合计|<|{now}|{basic}|{project}|||"
    sources = "科目编码|科目名称|合计|上年结转|一般公共预算拨款收入|政府性基金预算拨款收入|事业收入|其他收入"
    sources += "".join(f"\n{c}|{n}|{b + p}||{b + p}|||" for c, n, _, b, p in _tree())
    sources += f"\n合计|<|{now}||{now}|||"
    classes = [(n, b + p) for c, n, _, b, p in _tree() if len(c) == 3]
    both = f"收入|<|支出|<\n项目|预算数|项目|预算数\n一、一般公共预算拨款收入|{now}|一、{classes[0][0]}|{classes[0][1]}"
    both += f"\n二、政府性基金预算拨款收入||二、{classes[1][0]}|{classes[1][1]}"
    both += f"\n三、事业收入||三、{classes[2][0]}|{classes[2][1]}"
    both += f"\n本年收入合计|{now}|本年支出合计|{now}\n上年结转||结转下年|\n收入总计|{now}|支出总计|{now}"
    paid = "收入|<|支出|<|<|<\n项目|预算数|项目|合计|一般公共预算|政府性基金预算"
    paid += f"\n一、本年收入|{now}|一、本年支出|{now}|{now}|"
    paid += "".join(f"\n||{'一二三'[n]}、{name}|{v}|{v}|" for n, (name, v) in enumerate(classes))
    paid += f"\n收入总计|{now}|支出总计|{now}|{now}|"
    economic = "科目编码|科目名称|合计|人员经费|公用经费"
    economic += "".join(f"\n{c}|{n}|{a or b}|{a}|{b}" for c, n, a, b in (*ECONOMIC, *OPERATING))
    economic += "\n合计|<|77.25|60.25|17.00"
    heads = "合计|因公出国（境）费|公务用车购置及运行费|<|<|公务接待费"
    third = "^|^|小计|公务用车购置费|公务用车运行费|^"
    years = "2023年预算数|<|<|<|<|<|2024年预算数|<|<|<|<|<"
    three = f"{years}\n{heads}|{heads}\n{third}|{third}\n9.00|3.00|4.00|0.00|4.00|2.00|8.00|2.50|4.00|0.00|4.00|1.50"
    fund = "科目编码|科目名称|合计|基本支出|项目支出" + "".join(f"\n{c}|{n}|0.00|0.00|0.00" for c, n in FUND)
    tables = {
        "部门收支总表": both,
        "部门收入总表": sources,
        "部门支出总表": spent,
        "财政拨款收支总表": paid,
        "一般公共预算支出表": general,
        "一般公共预算基本支出表": economic,
        "一般公共预算“三公”经费支出表": three,
        "政府性基金预算支出表": fund,
    }
    pages = [
        (f"表{n}", title, "部门：虚构事务部    单位：万元", grid(drawing, n))
        for n, (title, drawing) in enumerate(tables.items(), 1)
    ]
    return read_paper(paper(("虚构事务部2024年部门预算",), *pages))


def test_every_amount_has_the_id_that_its_place_proves() -> None:
    """All eight tables are named, and every amount has the column of the contract: none is left over, none printed only."""
    disclosure = _ministry()
    assert (disclosure.department, disclosure.year, disclosure.form) == ("虚构事务部", 2024, "")
    assert Counter(t.named_by for t in disclosure.tables.values()) == {"vocabulary": 8}
    assert set(disclosure.tables) == {
        *("summary", "revenue", "expenditure", "appropriations", "general_public", "basic"),
        *("three_public", "government_funds"),
    }
    unnamed = [(t.id, c) for t in disclosure.tables.values() for _, c, k in t.cells() if not k.named_by]
    assert not unnamed and not disclosure.unplaced
    general = disclosure["general_public"]
    columns = ("prior_actual", "total", "basic", "project", "change", "growth")
    assert general.columns == columns
    line = [str(general["2050205", c]) for c in columns]
    assert line == ["60.00 万元", "65.50 万元", "40.00 万元", "25.50 万元", "5.50 万元", "9.17%"]
    three = disclosure["three_public"]
    assert (str(three["receptions", "prior_budget"]), str(three["receptions", "total"])) == (
        "2.00 万元",
        "1.50 万元",
    )
    assert disclosure["summary"]["expenditure", "206", "budget"] == disclosure["expenditure"]["206", "total"]


def test_what_holds_is_not_called_broken() -> None:
    """The ministry's figures add up, so that no finding is broken, and enough of them is judged."""
    findings = check(_ministry())
    assert [f.message for f in findings if f.verdict == "broken"] == []
    assert sum(f.verdict == "exact" for f in findings) > 40
