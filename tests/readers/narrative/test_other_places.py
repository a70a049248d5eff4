"""Sentences of documents that follow none of the known forms state what they say; every figure is made up."""

import pytest

from budgetkit.forms.layout import national_form
from budgetkit.readers.narrative.claims import claims_of_text
from tests.readers.narrative.test_section_reader import in_words

BUDGET, ACCOUNTS = "budget", "final_accounts"

SENTENCES = {
    "revenue of the year is not the total; both sides of appropriations are two": (
        ACCOUNTS,
        "一、收入支出决算总体情况说明\n某局2023年度收入总计90.00万元，本年收入合计60.00万元，其中：财政拨款45.00万元，占75.00%。\n"
        "四、财政拨款收入支出决算总体情况说明\n2023年财政拨款收入总计45.00万元，与2022年相比增加5.00万元；财政拨款支出总计50.00万元，"
        "与2022年相比减少2.00万元。",
        [
            "收入总计 90.00万元",
            "本年收入合计 60.00万元",
            "财政拨款收入 45.00万元 占75.00%",
            "财政拨款收入总计 45.00万元 变5.00万元 比2022年",
            "财政拨款支出总计 50.00万元 变-2.00万元 比2022年",
        ],
    ),
    "said to be as the budget, and then a change from last year: both of the line that is named": (
        ACCOUNTS,
        "“三公”经费支出决算情况说明\n2023年度“三公”经费9.00万元。因公出国（境）费比预算无增减变化，比去年无增减变化；"
        "公务接待费支出决算比预算无增减变化，比去年增加1.00万元，增长50%。",
        [
            "“三公”经费 9.00万元",
            "因公出国（境）费 变0万元= 比预算",
            "因公出国（境）费 变0万元= 比去年",
            "公务接待费 变0万元= 比预算",
            "公务接待费 变1.00万元 率50% 比去年",
        ],
    ),
    "a budget that the outturn is measured by is no amount of its own, nor is the whole of a share": (
        ACCOUNTS,
        "“三公”经费支出决算情况说明\n2023年度“三公”经费支出决算8.60万元，与2023年度预算11.00万元相比减少2.40万元，完成预算的78.18%；"
        "与2022年度决算9.10万元相比减少0.50万元。公务接待费0.60万元，完成预算1.00万元的60.00%，占“三公”经费支出8.60万元的6.98%。",
        [
            "“三公”经费 8.60万元 变-2.40万元 比2023年度预算 基11.00万元",
            "“三公”经费 8.60万元 占78.18% 比预算",
            "“三公”经费 8.60万元 变-0.50万元 比2022年度决算 基9.10万元",
            "公务接待费 0.60万元 占60.00% 比预算 基1.00万元",
            "公务接待费 0.60万元 占6.98%",
        ],
    ),
    "a share of what was counted": (
        BUDGET,
        "预算绩效情况说明\n2024年填报绩效目标的项目26个，占全部项目30个的86.67%，涉及预算资金500.00万元。",
        ["填报绩效目标的项目 26个 占86.67%", "填报绩效目标的项目涉及预算资金 500.00万元"],
    ),
    "from one amount to another: the first is the earlier one": (
        BUDGET,
        "“三公”经费预算情况说明\n2024年公务接待费由上年的2.40万元减少到2024年的1.80万元，减少0.60万元，下降25.00%；"
        "公务用车运行维护费由6.00万元增加到7.50万元，增长25.00%；公务用车购置费从2023年的30.00万元压减至24.00万元，降幅20.00%。",
        [
            "公务接待费 1.80万元 变-0.60万元 率-25.00% 比上年 基2.40万元",
            "公务用车运行费 7.50万元 率25.00% 基6.00万元",
            "公务用车购置费 24.00万元 率-20.00% 比2023年 基30.00万元",
        ],
    ),
    "what is left when changes are set off is of what they are parts of, and of nothing where that is not named": (
        BUDGET,
        "支出预算情况说明\n2024年支出预算500.00万元，其中：基本支出增加10.00万元，项目支出减少15.00万元，增减相抵后净减少5.00万元。\n"
        "2024年基本支出增加30.00万元，项目支出减少20.00万元，相抵后净增加10.00万元。",
        [
            "支出预算 500.00万元 变-5.00万元",
            *(
                "基本支出 变10.00万元",
                "项目支出 变-15.00万元",
                "基本支出 变30.00万元",
                "项目支出 变-20.00万元",
            ),
        ],
    ),
    "a change on another basis is none of the figures printed": (
        BUDGET,
        "支出预算情况说明\n2024年支出预算500.00万元，比2023年450.00万元同口径增长4.00%。项目支出100.00万元，剔除一次性因素后增长3.00%；"
        "基本支出400.00万元，比上年增加（不含政策性增资30.00万元）12.50万元。",
        ["支出预算 500.00万元 比2023年 基450.00万元", "项目支出 100.00万元", "基本支出 400.00万元"],
    ),
    "a bracket comes between a name and its amount, or between an amount and what is said of it": (
        BUDGET,
        "“三公”经费预算情况说明\n2024年公务接待费（含外宾接待0.20万元）1.20万元，比上年增加（主要是外宾增加2批次）0.20万元；"
        "公务用车运行维护费9.00万元（其中一辆按60%保障），占“三公”经费的88.24%。",
        ["公务接待费 1.20万元 变0.20万元 比上年", "公务用车运行费 9.00万元 占88.24%"],
    ),
    "a count in brackets comes between a name and its money; a total behind brackets is of no one of its parts": (
        BUDGET,
        "“三公”经费预算情况说明\n2024年“三公”经费12.00万元，其中：公务用车购置（1辆）8.00万元，公务接待费（20批次）4.00万元。\n"
        "公务接待费（含外宾1.00万元）和公务用车购置费（含上牌0.50万元）合计12.00万元。",
        [
            *("“三公”经费 12.00万元", "公务用车购置费 1辆", "公务用车购置费 8.00万元"),
            *("公务接待费 20批次", "公务接待费 4.00万元", "公务接待费和公务用车购置费 12.00万元"),
        ],
    ),
    "the budget of the year of the accounts is what their outturn is measured by; 预算收入 is no budget": (
        ACCOUNTS,
        "“三公”经费支出决算情况说明\n公务接待费2023年度预算2.00万元，支出决算1.00万元。2023年度预算收入100.00万元。",
        ["公务接待费 1.00万元 比2023年度预算 基2.00万元", "预算收入 100.00万元"],
    ),
    "roughly as last year says no figure, and yet whose the change after it is": (
        BUDGET,
        "“三公”经费预算情况说明\n2024年“三公”经费9.00万元，公务接待费3.00万元，公务用车运行费6.00万元。"
        "公务接待费与上年基本持平，比上年预算减少0.01万元。",
        ["“三公”经费 9.00万元", "公务接待费 3.00万元 变-0.01万元 比上年预算", "公务用车运行费 6.00万元"],
    ),
    "a sentence after a list goes on with what the list was of, and its base with the parts": (
        BUDGET,
        "2024年“三公”经费预算情况说明\n2024年“三公”经费预算8.00万元，其中：公务接待费2.00万元，公务用车运行费6.00万元。"
        "与2023年预算相比下降20.00%，其中公务接待费减少2.00万元。",
        [
            "“三公”经费 8.00万元 率-20.00% 比2023年预算",
            "公务接待费 2.00万元 变-2.00万元 比2023年预算",
            "公务用车运行费 6.00万元",
        ],
    ),
    "figures of an earlier year are what is measured from, also in the list that its sentence opens": (
        BUDGET,
        "一、2022年“三公”经费预算安排情况\n2022年度“三公”经费预算9.00万元。2021年度“三公”经费合计支出10.00万元，其中：公务接待4.00万元，"
        "公务用车运行费用6.00万元。公务接待较上年同期减少1.00万元，减少25.00%。",
        [
            "“三公”经费 9.00万元 比2021年 基10.00万元",
            "公务接待费 变-1.00万元 率-25.00% 比上年同期 基4.00万元",
            "公务用车运行费 比2021年 基6.00万元",
        ],
    ),
    "the name before its year, and last year's figure without a unit": (
        BUDGET,
        "2016年三公经费预算增减说明\n1、公务接待费2016年预算8.00万元，2015年预算10.00万元；对比减少2.00万元；减少率20.00%。\n"
        "2、公务用车费2016年预算5.00万元，较上年5.5减少0.50万元，减少9%。",
        [
            "公务接待费 8.00万元 变-2.00万元 率-20.00% 比2015年预算 基10.00万元",
            "公务用车购置及运行费 5.00万元 变-0.50万元 率-9% 比上年",
        ],
    ),
    "主要是 after an amount describes it, after a change it explains; what stands behind 其中": (
        BUDGET,
        "二、收入预算情况说明\n其他收入60.00万元，主要是捐赠收入，占总收入的30.00%。其中50.00万元为学费收入。\n"
        "事业收入70.00万元，比上年增加10.00万元，主要是学费增加9.00万元，占增加额的90.00%。",
        [
            "其他收入 60.00万元 占30.00%",
            "学费收入 50.00万元",
            "事业收入 70.00万元 变10.00万元 比上年",
        ],
    ),
    "basic expenditure of an item is not that of all": (
        BUDGET,
        "五、一般公共预算支出情况说明\n2024年一般公共预算拨款支出90.00元，其中：基本支出80.00元，项目支出10.00元。\n"
        "小学教育支出40.00元，其中：基本支出35.00元，项目支出5.00元。",
        [
            "一般公共预算支出预算 90.00元",
            "基本支出 80.00元",
            "项目支出 10.00元",
            "小学教育支出 2050202 40.00元",
            "基本支出 35.00元",
            "项目支出 5.00元",
        ],
    ),
    "a change and its rate are of the whole where they can be of no part": (
        ACCOUNTS,
        "一、收入决算情况说明\n某局2023年度收入总计100.00万元，其中年初结转和结余40.00万元，较2022年增加10.00万元，增长11.11%。",
        ["收入总计 100.00万元 变10.00万元= 率11.11% 比2022年", "年初结转和结余 40.00万元"],
    ),
    "blanks of the template hide no subject; batches and people of one reception": (
        BUDGET,
        "三、“三公”经费情况说明\n因公出国（境）费0万元，占%，比上年减少万元；公务接待费3.00万元，占%，比上年减少0.20万元，"
        "国内公务接待4批，约60人。",
        [
            "因公出国（境）费 0万元",
            "公务接待费 3.00万元 变-0.20万元 比上年",
            "国内公务接待 4批",
            "国内公务接待 60人",
        ],
    ),
    "an earlier figure with cumulated spending; a difference from the budget": (
        ACCOUNTS,
        "“三公”经费支出情况说明\n公务接待支出6.00万元，比上年累计支出8.00万元下降2.00万元，下降25%。\n"
        "公务用车运行费支出9.00万元，决算数大于预算数1.50万元。",
        [
            "公务接待费 6.00万元 变-2.00万元 率-25% 比上年累计支出 基8.00万元",
            "公务用车运行维护费 9.00万元 变1.50万元 比预算数",
        ],
    ),
    "lists sorted another way are of the same whole": (
        BUDGET,
        "三、支出预算情况说明\n某局2024年支出预算100.00万元，其中：按支出功能分类，包括：教育支出60.00万元、住房保障支出40.00万元。"
        "按支出用途分类，包括：人员支出75.00万元，占75.00%；项目支出25.00万元，占25.00%。",
        [
            "支出预算 100.00万元",
            "教育支出 205 60.00万元",
            "住房保障支出 221 40.00万元",
            "人员支出 75.00万元 占75.00%",
            "项目支出 25.00万元 占25.00%",
        ],
    ),
    "a list in brackets behind its sum; an explanation in brackets ends with them": (
        BUDGET,
        "三、“三公”经费情况说明\n公务用车购置及运行费9.00万元（公务用车购置费0万元，比上年增加0万元；公务用车运行费9.00万元，"
        "比上年减少1.00万元，主要原因是压减），比上年减少1.00万元，下降10.00%。\n"
        "二、预算安排情况\n基本支出30.00万元（工资福利支出20.00万元、商品和服务支出10.00万元）；项目支出5.00万元。",
        [
            "公务用车购置及运行费 9.00万元 变-1.00万元 率-10.00% 比上年",
            "公务用车购置费 0万元 变0万元 比上年",
            "公务用车运行费 9.00万元 变-1.00万元 比上年",
            "基本支出 30.00万元",
            "工资福利支出 20.00万元",
            "商品和服务支出 10.00万元",
            "项目支出 5.00万元",
        ],
    ),
    "the heading of a paragraph names what its generic words speak of": (
        BUDGET,
        "三、主要收支情况\n1.公务接待费。2022年预算数9.20万元，比2021年预算数11.60万元减少2.40万元。\n"
        "2.会议费：2022年预算数0万元，比2021年预算数0万元无增减变化。",
        [
            "公务接待费 9.20万元 变-2.40万元 比2021年预算数 基11.60万元",
            "会议费 0万元 变0万元= 比2021年预算数 基0万元",
        ],
    ),
    "the budget and then the outturn, without 为; expenses below the headings of their own": (
        ACCOUNTS,
        "七、一般公共预算财政拨款“三公”经费及会议费、培训费支出决算情况说明\n（一）“三公”经费财政拨款支出决算情况说明\n"
        "2021年度财政拨款安排“三公”经费支出预算30.00万元，支出决算24.00万元，完成预算的80.00%。\n"
        "3.公务用车运行维护费用支出情况说明。\n预算20.00万元，支出决算18.00万元，完成预算的90.00%。",
        [
            "“三公”经费 24.00万元 占80.00% 比预算 基30.00万元",
            "公务用车运行维护费 18.00万元 占90.00% 比预算 基20.00万元",
        ],
    ),
    "an earlier figure that is the whole's, behind its parts; what is counted and what it is worth": (
        BUDGET,
        "四、其他情况说明\n（一）政府采购预算说明\n2022年政府采购预算总额9.00万元。\n（二）其他说明\n"
        "公务用车运行维护费80.00万元，其中：加油40.00万元，维修40.00万元，比2021年预算数84.00万元减少4.00万元。\n"
        "专用设备3台（套）、51.30万元。",
        [
            "政府采购预算 9.00万元",
            "公务用车运行维护费 80.00万元 变-4.00万元= 比2021年预算数 基84.00万元",
            "加油 40.00万元",
            "维修 40.00万元",
            "专用设备 3台",
            "专用设备 51.30万元",
        ],
    ),
    "the base is last year's appropriation": (
        BUDGET,
        "五、一般公共预算支出情况说明\n2024年一般公共预算拨款支出90.00万元，比2023年预算拨款增加10.00万元，增长12.50%。",
        ["一般公共预算支出预算 90.00万元 变10.00万元 率12.50% 比2023年预算拨款"],
    ),
    "财政拨款 is a part where parts are listed": (
        BUDGET,
        "二、收入预算情况说明\n某校2024年收入预算100.00万元，其中：财政拨款90.00万元，占90.00%；上年结转10.00万元，占10.00%。",
        ["收入预算 100.00万元", "财政拨款 90.00万元 占90.00%", "上年结转资金 10.00万元 占10.00%"],
    ),
    "codes before names with a hyphen; a subject with and without 预算": (
        BUDGET,
        "二、拨款支出情况\n支出项目（按项级科目分类统计）包括：\n（一）2080505-机关事业单位基本养老保险缴费支出8.00万元。主要用于缴费。\n"
        "四、其他收支情况\n培训费9.00万元。培训费预算比2022年增加0.50万元。",
        [
            "机关事业单位基本养老保险缴费支出 2080505 8.00万元",
            "培训费 9.00万元 变0.50万元 比2022年",
        ],
    ),
    "money right behind a count is of what was counted; the price of one is no amount": (
        BUDGET,
        "一、支出预算情况说明\n4.包装费60.00万元及临时人员酬金分摊2人10.00万元，合共70.00万元。\n"
        "5.商品30.00万元。（包括某疫苗15.00元*20000剂=30.00万元，含疫苗检验等人员分摊1人5.00万元。）",
        [
            "包装费 60.00万元",
            "临时人员酬金分摊 2人",
            "临时人员酬金分摊 10.00万元",
            "商品 30.00万元",
            "含疫苗检验等人员分摊 1人",
            "含疫苗检验等人员分摊 5.00万元",
        ],
    ),
    "an earlier figure in a sentence after a list is of what was listed, not of its last line": (
        BUDGET,
        "“三公”经费预算情况说明\n“三公”经费2024年预算数33.00万元。公务用车购置和运行维护费2024年预算数33.00万元，其中，"
        "公务用车购置费2024年预算数0.00万元，公务用车运行维护费2024年预算数33.00万元，其中：公务用车加油20.00万元，其他13.00万元。"
        "比2023年预算数30.00万元增加3.00万元。",
        [
            "“三公”经费 33.00万元",
            "公务用车购置及运行费 33.00万元",
            "公务用车购置费 0.00万元",
            "公务用车运行费 33.00万元 变3.00万元 比2023年预算数 基30.00万元",
            "公务用车加油 20.00万元",
            "其他 13.00万元",
        ],
    ),
    "as last year, said of a list in figures": (
        BUDGET,
        "二、支出预算情况说明\n2024年其他支出9.00万元，包括：甲项目5.00万元，乙项目4.00万元。与2023年预算数9.00万元持平。",
        ["其他支出 229 9.00万元 变0.00万元= 比2023年预算数 基9.00万元", "甲项目 5.00万元", "乙项目 4.00万元"],
    ),
    "a percentage in brackets behind a change is its rate, behind an amount it says nothing": (
        BUDGET,
        "“三公”经费预算情况说明\n“三公”经费35.00万元（100%），较上年减少5.00万元（12.50%），减少的主要原因是压缩。"
        "其中：因公出国（境）费0.00万元，较上年减少0.00万元（0.00%）；公务接待费5.00万元，较上年增加1.00万元（25%）。",
        [
            "“三公”经费 35.00万元 变-5.00万元 率-12.50% 比上年",
            "因公出国（境）费 0.00万元 变0.00万元 率0.00% 比上年",
            "公务接待费 5.00万元 变1.00万元 率25% 比上年",
        ],
    ),
    "预算支出 is another quantity than 预算收入; below an item it says nothing": (
        BUDGET,
        "四、收支情况\n2024年本部门预算收入90.00万元，较上年增加9.00万元；2024年本部门预算支出80.00万元，"
        "2024年本部门预算支出较上年增加8.00万元。\n五、一般公共预算支出情况说明\n1.住房公积金（项）：2024年预算支出7.00万元。",
        [
            "预算收入 90.00万元 变9.00万元 比上年",
            "预算支出 80.00万元 变8.00万元 比上年",
            "住房公积金 2210201 7.00万元",
        ],
    ),
}


@pytest.mark.parametrize("name", SENTENCES)
def test_sentences(name: str) -> None:
    """Every statement is found with every field, and none besides."""
    kind, text, claims = SENTENCES[name]
    assert [in_words(claim) for claim in claims_of_text(text, national_form(kind))[0]] == claims


@pytest.mark.parametrize(
    "heading", ["财政拨款收支预算情况说明", "一般公共预算当年拨款规模变化情况", "一般公共预算支出结构情况"]
)
def test_a_section_of_a_budget_is_not_called_by_a_heading_of_accounts(heading: str) -> None:
    """One section has the headings of both kinds of documents; its name is shown with every finding on it."""
    claims = claims_of_text(f"{heading}\n2024年财政拨款收支总预算9.00万元。", national_form(BUDGET))[0]
    assert [("决算" in c.section, str(c.amount)) for c in claims] == [(False, "9.00 万元")]


def test_revenue_of_the_year_is_told_apart() -> None:
    """A section that knows one name for the total and for the year links only the first where their amounts differ."""
    text = "二、收入预算情况说明\n某校2024年收入预算100.00万元。本年收入90.00万元，上年结转10.00万元。"
    claims = claims_of_text(text, national_form(BUDGET))[0]
    assert [(c.about, str(c.amount)) for c in claims[:2]] == [
        ("revenue/total/total", "100.00 万元"),
        ("", "90.00 万元"),
    ]


def test_no_total_of_an_item() -> None:
    """What is said of an item's basic expenditure is linked to no total, so that the two are never compared."""
    kind, text, _ = SENTENCES["basic expenditure of an item is not that of all"]
    basic = [
        claim.about for claim in claims_of_text(text, national_form(kind))[0] if claim.subject == "基本支出"
    ]
    assert basic == ["general_public/total/basic", ""]


def test_what_a_count_costs_is_not_what_the_projects_cost() -> None:
    """涉及金额 behind a count of something else is said of that; three of them are three quantities, none said twice."""
    text = "（四）预算绩效情况\n本部门整体预算绩效目标1个，涉及金额{}万元。非财政拨款项目2个，涉及预算金额14.35万元。"
    claims, _ = claims_of_text(text.format("789.92"), national_form("budget"))
    amounts = [c for c in claims if c.amount is not None and c.amount.unit == "万元"]
    assert [str(c.amount) for c in amounts] == ["789.92 万元", "14.35 万元"]
    assert len({(c.subject, c.about) for c in amounts}) == 2 and not any(c.about for c in amounts)


@pytest.mark.parametrize("heading", ["政府采购情况", "政府采购支出情况"])
def test_a_heading_as_a_section_lists_it_comes_before_another_ending(heading: str) -> None:
    """A section that lists a heading is taken before one that lists it with 说明, so that its sums can be judged."""
    text = (
        f"四、其他事项\n1.{heading}。政府采购预算总额9.00万元，其中：政府采购货物预算5.00万元、"
        "政府采购工程预算1.00万元、政府采购服务预算3.00万元。"
    )
    claims = claims_of_text(text, national_form(BUDGET))[0]
    assert [c.about.removeprefix("narrative/procurement/") for c in claims] == [
        "total",
        "goods",
        "works",
        "services",
    ]


@pytest.mark.parametrize("between", ["", "、"])
def test_money_of_a_name_that_cars_and_money_share(between: str) -> None:
    """Money right behind a count of cars is the money of their name, and so is its change; it is not of the whole."""
    text = (
        "“三公”经费预算情况说明\n“三公”经费50.00万元，其中："
        f"公务用车购置费1辆{between}20.00万元，比上年增加5.00万元；公务接待费30批次{between}30.00万元。"
    )
    claims = claims_of_text(text, national_form(BUDGET))[0]
    assert [(in_words(c), c.about) for c in claims if c.about] == [
        ("“三公”经费 50.00万元", "three_public/total/total"),
        ("公务用车购置费 20.00万元 变5.00万元 比上年", "three_public/vehicle_purchase/total"),
        ("公务接待费 30.00万元", "three_public/receptions/total"),
    ]


@pytest.mark.parametrize("year", ["2024年", "上年"])
def test_money_behind_a_count_of_an_earlier_year(year: str) -> None:
    """Money right behind a count of an earlier year is not of this year."""
    text = (
        "“三公”经费预算情况说明\n2025年“三公”经费50.00万元，其中：公务用车购置费9.00万元。"
        f"{year}公务用车购置费1辆20.00万元。"
    )
    claims = claims_of_text(text, national_form(BUDGET))[0]
    assert [(str(c.amount), c.about) for c in claims if c.amount is not None and c.about] == [
        ("50.00 万元", "three_public/total/total"),
        ("9.00 万元", "three_public/vehicle_purchase/total"),
    ]
