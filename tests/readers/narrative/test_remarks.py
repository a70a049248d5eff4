"""What a person should look at in the words of a document is remarked on; clean words give no remark."""

from __future__ import annotations

import pytest

from budgetkit.forms.form import form
from budgetkit.readers.narrative.claims import narrative_of_text
from budgetkit.readers.narrative.remarks import Whose, remarks_of
from budgetkit.readers.narrative.sections import stretches
from budgetkit.readers.narrative.text import prose_lines

BUDGET = "2026年部门预算编制说明\n"
ACCOUNTS = "五、2024年一般公共预算财政拨款支出决算情况说明\n（三）一般公共预算财政拨款支出决算具体情况\n"


def remarks(text: str, of: str = "shanghai-budget") -> list[str]:
    """Return the kinds of what is remarked on in a text, in order."""
    return [remark.id for remark in narrative_of_text(text, form(of)).remarks]


@pytest.mark.parametrize(
    ("sentence", "kind"),
    [
        ("2026年XX局收入预算5.00万元。", "text.template"),
        ("2026年××街道收入预算5.00万元。", "text.template"),
        ("支出预算5.00万元，比2025年预算增加（减少）1.00万元。", "text.template"),
        ("支出预算5.00万元，比2025年预算增加/减少1.00万元。", "text.template"),
        ("支出预算____万元。", "text.template"),
        ("支出预算5.00万元（如无此项请删除）。", "text.template"),
        ("支出预算5.00万元（按“基本支出预算表”中实际发生的支出事项填写）。", "text.template"),
        ("[单位名称]支出预算5.00万元。", "text.template"),
        ("20XX年部门支出预算5.00万元。", "text.template"),
        ("****部门支出预算5.00万元。", "text.template"),
        ("支出预算5.00万元（根据实际情况列示）。", "text.template"),
        ("支出预算5.00万元，比2025年预算增加或减少1.00万元。", "text.template"),
        ("支出预算5.00万元，比2025年预算增（减）1.00万元。", "text.template"),
        ("支出预算5.00万元，与2025年预算持平，主要原因是……。", "text.reason"),
        ("支出预算5.00万元，与2025年预算持平，增加1.00万元。", "direction.unchanged"),
        ("支出预算总额万元，比2025年预算增加1.00万元。", "text.number"),
        ("公务接待费万元，比2025年预算增加1.00万元。", "text.number"),
        ("支出预算5.00万元，比2025年预算增长25.00%%。", "text.doubled"),
        ("支出预算5.00万元万元。", "text.doubled"),
        ("支出预算5.00万元，主要用于人员的的工资。", "text.doubled"),
        ("支出预算5.00万元，主要原因是主要原因是人员增加。", "text.doubled"),
        ("支出预算5.00万元，增加的主要原因是是人员增加。", "text.doubled"),
        ("支出预算5.00万。元，其中：基本支出5.00万元。", "text.punctuation"),
        ("公用经费5.00万元，主要包括等。", "text.reason"),
        ("安排因公出国（境）团组_个，公务用车2辆。", "text.template"),
        ("编报绩效目标的项目个，涉及金额5.00万元。", "text.number"),
        ("截至2025年12月32日，共有车辆2辆。", "text.date"),
        ("截至2025年13月31日，共有车辆2辆。", "text.date"),
        ("截至2025年2月30日，共有车辆2辆。", "text.date"),
        ("支出预算5.00万元，主要用于工资，；办公。", "text.punctuation"),
        ("支出预算5.00万元，与2023年度相比增加1.00万元。", "text.year"),
        ("支出预算5.00万元，较2023年增加1.00万元。", "text.year"),
        ("2024年计划购置车辆1辆。", "text.year"),
        ("项目实施时间：2023年1月至2023年12月。", "text.year"),
        ("2024年度支出预算总额5.00万元。", "text.year"),
        ("支出预算5.00万元，与2025年预算持平，主要原因是。", "text.reason"),
        ("支出预算5.00万元。主要原因：\n二、其他", "text.reason"),
        ("支出预算5.00万元，主要用于。", "text.reason"),
        ("支出预算万元，比2025年预算增加1.00万元。", "text.number"),
        ("支出预算5.00万元，比2025年预算增长%。", "text.number"),
        ("支出预算5.00万元。。", "text.punctuation"),
        ("支出预算5.00万元，，比2025年预算增加1.00万元。", "text.punctuation"),
        ("支出预算5.00万元，。", "text.punctuation"),
        ("“三公“经费支出预算5.00万元。", "text.quotes"),
        ("按照《预算法规定，支出预算5.00万元。", "text.quotes"),
        ("支出预算5.00万元，比2026年预算增加1.00万元。", "text.year"),
        ("支出预算5.00万元，比2023年预算增加1.00万元。", "text.year"),
        ("截至2022年12月31日，共有车辆2辆。", "text.year"),
        ("2025年预算安排5.00万元，支出预算5.00万元。", "text.year"),
        ("支出预算5.00万元，比2025年预算增加-1.00万元。", "direction.minus"),
        ("支出预算5.00万元，比2025年预算减少（1.00）万元。", "direction.minus"),
        ("支出预算5.00万元，比2025年预算减少1.00万元。支出增加的主要原因是人员变动。", "direction.cause"),
        ("支出预算5.00万元，比2025年预算增长25.00%。支出减少的原因是人员变动。", "direction.cause"),
    ],
)
def test_what_is_remarked_on(sentence: str, kind: str) -> None:
    """Each oddity gives one remark of its kind, and nothing else."""
    assert remarks(BUDGET + sentence) == [kind]


def test_words_that_stand_close_together_are_told_once() -> None:
    """Template words of one sentence are one remark that shows them all; a sentence later is another."""
    text = (
        "XX单位设XX个机构，包括XX、XX。"
        + "支出预算5.00万元，用于日常公用支出和项目支出。"
        + "XX局支出预算5.00万元。"
    )
    found = narrative_of_text(BUDGET + text, form("shanghai-budget")).remarks
    assert [remark.text.count("XX") for remark in found] == [4, 1]


@pytest.mark.parametrize(
    "sentence",
    [
        "2026年，某局收入预算5.00万元，比2025年预算增加1.00万元，主要原因是人员增加。",
        "支出预算5.00万元，其中：项目支出3.00万元，主要用于“三公”经费（含会议费）、《目录》印刷。",
        "2025年当年预算执行数为4.00万元，2026年预算安排5.00万元，比2025年预算执行数增加25.00%。",
        "截至2025年8月31日，共有车辆2辆（W060701单元X101街坊、A4纸）。",
        "支出预算5.00万元，比2025年预算减少1.00万元。支出减少的主要原因是人员变动。",
        "支出预算5.00万元，取得实实在在的成效，与2025年预算持平，增加0.00万元。",
        "截至2025年10月31日，共有项目4个，车辆2辆；2025年11月30日前完成是非题库，主要包括办公费等支出。",
        "项目实施时间：2024年1月至2028年12月。具体情况见下表（按项目分别填报）：涉密事项***万元。",
        "支出预算5.00万元，与2025年度相比增加1.00万元，较2025年增长25.00%。2026年计划购置车辆1辆。",
    ],
)
def test_clean_words_give_no_remark(sentence: str) -> None:
    """What is as it should be is passed over."""
    assert remarks(BUDGET + sentence) == []


@pytest.mark.parametrize(
    ("word", "seen"),
    [
        ("大于全年预算数", True),
        ("多于调整预算数", True),
        # Which of the two budgets is meant is not said.
        ("高于预算数", False),
        ("等于全年预算数", True),
        ("与全年预算数持平", True),
        ("小于全年预算数", False),
        ("低于预算数", False),
        ("大于年初预算数", False),
    ],
)
def test_words_of_size_are_held_against_their_numbers(word: str, seen: bool) -> None:
    """决算数大于预算数 is remarked on where the printed account is the smaller, of the budget that it names."""
    said = "一般公共预算财政拨款支出年初预算为1.00万元，全年预算为5.00万元，支出决算为4.00万元。"
    found = remarks(f"{ACCOUNTS}{said}决算数{word}的主要原因：节约。", "shanghai-final-accounts")
    assert found == (["direction.compared"] if seen else [])


def test_items_twice_and_copied_purposes() -> None:
    """An item of one code in two paragraphs, and a purpose that is the item's before and not its own."""
    path = "“社会保障和就业支出（类）行政事业单位养老支出（款）{}（项）”"
    first = f"1. {path.format('行政单位离退休')}5.00万元，主要用于行政单位离退休人员经费。\n"
    second = f"2. {path.format('行政单位离退休')}6.00万元，主要用于慰问。\n"
    third = f"2. {path.format('机关事业单位职业年金缴费支出')}6.00万元，主要用于行政单位离退休人员经费。\n"
    assert remarks(BUDGET + first + second) == ["text.twice"]
    assert remarks(BUDGET + first + third) == ["text.copied"]


def test_a_class_listed_twice_with_its_amounts() -> None:
    """A class that only heads its items may come again; one that states an amount again may not."""
    structure = "五、2026年一般公共预算当年拨款情况说明\n（二）一般公共预算当年拨款结构情况\n"
    classes = "1、住房保障支出（类）5.00万元，占50.00%。\n2、住房保障支出（类）5.00万元，占50.00%。"
    assert remarks(structure + classes, "xinjiang-budget") == ["text.twice"]
    first, second = "1、住房改革支出（款）5.00万元。", "1、住房改革支出（款）租金（项）1万元。"
    heads = f"（一）住房保障支出（类）\n{first}\n（二）住房保障支出（类）\n{second}"
    assert remarks(structure + heads, "xinjiang-budget") == []


def test_a_heading_of_another_body() -> None:
    """关于某某局2026年…的说明 names whose it is."""
    for body, seen in (("某市甲区司法局", False), ("某市甲区财政局", True)):
        lines = prose_lines([f"一、关于{body}2026年收支预算情况的总体说明", "收支总预算5.00万元。"])
        whose = Whose("某市甲区司法局", 2026, "budget")
        found = [r.text for r in remarks_of(stretches(lines, form("xinjiang-budget")), whose)]
        assert found == ([body] if seen else [])


def test_a_heading_of_another_year() -> None:
    """A heading whose year is not the document's is remarked on."""
    assert remarks("一、2025年“三公”经费预算情况说明\n2026年“三公”经费预算数为5.00万元。") == ["text.year"]


@pytest.mark.parametrize(
    ("body", "seen"),
    [
        ("某市甲区司法局", False),
        ("甲区司法局", False),
        ("某市甲区司法局（本级）", False),
        ("某市甲区财政局", True),
        ("某市甲区社会福利院", True),
    ],
)
def test_another_bodys_name(body: str, seen: bool) -> None:
    """A sentence that speaks of another body than the document's is remarked on; a shorter name of the same is not."""
    lines = prose_lines(f"2026年部门预算编制说明\n2026年，{body}收入预算5.00万元。".splitlines())
    whose = Whose("某市甲区司法局", 2026, "budget")
    found = [r.text for r in remarks_of(stretches(lines, form("shanghai-budget")), whose)]
    assert found == ([body] if seen else [])


def test_an_account_of_last_year() -> None:
    """截至2023年12月31日 in an account of 2024 is remarked on; the end of its own year is not."""
    for year, seen in ((2023, True), (2024, False)):
        lines = prose_lines(["五、2024年国有资产占有使用情况说明", f"截至{year}年12月31日，共有车辆2辆。"])
        found = remarks_of(
            stretches(lines, form("shanghai-final-accounts")), Whose("", 2024, "final_accounts")
        )
        assert bool(list(found)) == seen


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("与2024年度相比，支出总计增加1.00万元。", ["text.year"]),
        ("与2024年度预算相比，支出总计增加1.00万元。", []),
        ("与2023年度相比，支出总计增加1.00万元。", []),
        ("项目支出年初预算为5.00万元，支出决算为4.00万元，与年初预算持平。", ["direction.compared"]),
        ("项目支出年初预算为5.00万元，支出决算为5.00万元，与年初预算持平。", []),
    ],
)
def test_final_accounts_against_their_own_year(text: str, kinds: list[str]) -> None:
    """An account cannot be compared with its own year, only with its budget; 与预算持平 needs the same figure twice."""
    lines = prose_lines(["三、支出决算情况说明", f"支出总计9.00万元。{text}"])
    assert [
        r.id
        for r in narrative_of_text(
            "2024年度部门决算\\n" + "\\n".join(line.text for line in lines), form("shanghai-final-accounts")
        ).remarks
    ] == kinds


@pytest.mark.parametrize(
    ("heading", "seen"),
    [
        ("三、2025年支出决算情况说明", True),
        ("三、2024年支出决算情况说明", False),
        ("三、2022—2024年决算说明", False),
    ],
)
def test_a_heading_of_an_account_of_another_year(heading: str, seen: bool) -> None:
    """The heading of an account names its own year."""
    whose = Whose("", 2024, "final_accounts")
    lines = prose_lines([heading, "支出总计9.00万元。"])
    found = [r.id for r in remarks_of(stretches(lines, form("shanghai-final-accounts")), whose)]
    assert found == (["text.year"] if seen else [])
