"""What the narrative states is found with every field, in any wording and however lines break; nothing is invented."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from where import TESTS

from budgetkit.forms.form import form
from budgetkit.forms.layout import national_form
from budgetkit.model.amount import Amount
from budgetkit.model.disclosure import Cell, Claim, Disclosure, Row, Table
from budgetkit.readers.formats.open import open_paper
from budgetkit.readers.narrative.claims import claims_of_text, read_claims
from budgetkit.readers.read import read
from budgetkit.readers.tables.cover import department_of
from budgetkit.readers.tables.tables import read_tables

XJ, SH, SHF = "xinjiang-budget", "shanghai-budget", "shanghai-final-accounts"
CUB, CUF = "central-university-budget", "central-university-final-accounts"
TRUTH = TESTS / "documents"
REAL = {
    "wanli-2024-budget": ("shanghai/wanli-2024-budget.pdf", SH),
    "wanli-2025-budget": ("shanghai/wanli-2025-budget.pdf", SH),
    "government-office-2025-unit-budget": ("shanghai/government-office-2025-unit-budget.pdf", SH),
    "welfare-home-2024-unit-budget": ("shanghai/welfare-home-2024-unit-budget.pdf", SH),
    "wanli-2023-budget": ("shanghai/wanli-2023-budget.pdf", SH),
    "social-work-2024-final-accounts": ("shanghai/social-work-2024-final-accounts.pdf", SHF),
    "swu-2024-budget": ("swu/swu-2024-budget.pdf", CUB),
    "swu-2024-final-accounts": ("swu/swu-2024-final-accounts.pdf", CUF),
    "commerce-2025-budget": ("shanghai/commerce-2025-budget.pdf", SH),
    "justice-bureau-2026-budget": ("shanghai/justice-bureau-2026-budget.pdf", SH),
    "finance-bureau-2024-final-accounts": ("shanghai/finance-bureau-2024-final-accounts.pdf", SHF),
    "swu-2023-budget": ("swu/swu-2023-budget.pdf", CUB),
    "swu-2023-final-accounts": ("swu/swu-2023-final-accounts.pdf", CUF),
    "chongqing-transport-2018": ("excerpts/chongqing_transport_2018_narrative.txt", XJ),
    "reference": ("reference/000_c0c2db706806b599.txt", XJ),
}


@pytest.mark.parametrize(
    "text",
    [
        "按照《预算法》（2018年修正）第十四条，于2024年3月1日公开，联系电话0991-1234567。",
        "收入预算包括：一般公共预算、非财政拨款结转结余。",
        "单价100万元以上设备由办公室管理。",
        "1、办公费、2、印刷费；（3）12345热线电话，A4纸，“4050”人员。",
    ],
)
def test_nothing_is_invented(text: str) -> None:
    """Laws, dates, telephone numbers, thresholds and descriptions state nothing."""
    assert claims_of_text("三、支出预算情况说明\n" + text, form(XJ)) == ((), ())


def test_what_is_not_understood_is_listed() -> None:
    """Things counted without a word of what, rates that are no percentages, numbers of an unknown unit: each is listed."""
    text = "三、支出预算情况说明\n共3个，平均水深99.43米，公务接待费预算为0，增长1.5倍，提高2个百分点。"
    claims, unplaced = claims_of_text(text, form(XJ))
    assert not claims
    assert {u.reason for u in unplaced} == {
        "a count whose subject is not known",
        "a number whose unit is not known",
        "a number without a unit",
        "a rate that is no percentage",
        "a change in percentage points",
    }


@pytest.mark.parametrize(
    ("sentence", "amount", "share", "change", "growth"),
    [
        ("基本支出134.82①万元，占42.64%。", "134.82 万元", "42.64%", "", ""),
        ("基本支出134.82万元②，占42.64%[3]。", "134.82 万元", "42.64%", "", ""),
        (
            "基本支出134.82万元，比上年预算增加28.45万元①，增长27.01²%。",
            "134.82 万元",
            "",
            "28.45 万元",
            "27.01%",
        ),
        ("基本支出134.82万元（注1），占42.64*%。", "134.82 万元", "42.64%", "", ""),
        ("基本支出1亿338万元，占42.64%。", "10338 万元", "42.64%", "", ""),
        ("基本支出133万8200元，占42.64%。", "1338200 元", "42.64%", "", ""),
        ("基本支出2亿3450.50万元，占42.64%。", "23450.50 万元", "42.64%", "", ""),
        (
            "基本支出134.82万元，比上年预算减少-28.45万元，下降-17.53%。",
            "134.82 万元",
            "",
            "-28.45 万元",
            "-17.53%",
        ),
        (
            "基本支出134.82万元，比上年预算增加（28.45）万元，增长（17.53）%。",
            "134.82 万元",
            "",
            "-28.45 万元",
            "-17.53%",
        ),
        (
            "基本支出134.82万元，比上年预算增加−28.45万元，增长—17.53%。",
            "134.82 万元",
            "",
            "-28.45 万元",
            "-17.53%",
        ),
        (
            "基本支出134.82万元，比上年预算增加△28.45万元，增长–17.53%。",
            "134.82 万元",
            "",
            "-28.45 万元",
            "-17.53%",
        ),
        (
            "基本支出134.82万元，比上年预算减少28.45万元，增长\ufffe\n17.53%。",
            "134.82 万元",
            "",
            "-28.45 万元",
            "-17.53%",
        ),
        ("基本支出134.82万元，较上年少28.45万元，降低17.53%。", "134.82 万元", "", "-28.45 万元", "-17.53%"),
        (
            "基本支出134.82万元，比2023年预算多28.45万元，增长17.53%。",
            "134.82 万元",
            "",
            "28.45 万元",
            "17.53%",
        ),
        (
            "基本支出134.82万元，比上年预算增加28.45万元，增长27.01。",
            "134.82 万元",
            "",
            "28.45 万元",
            "27.01",
        ),
        (
            "基本支出134.82万元，比2023年（上一年度，下同）预算增加28.45万元。",
            "134.82 万元",
            "",
            "28.45 万元",
            "",
        ),
    ],
)
def test_numbers_as_people_write_them(
    sentence: str, amount: str, share: str, change: str, growth: str
) -> None:
    """Note marks are no digits, compound numbers are one, a minus in any spelling is one."""
    (claim,), unplaced = claims_of_text("三、2024年支出预算情况说明\n" + sentence, form(XJ))
    said = (claim.amount, claim.share, claim.change, claim.growth)
    assert tuple("" if a is None else str(a) for a in said) == (amount, share, change, growth)
    assert not unplaced


@pytest.mark.parametrize(
    "sentence",
    [
        "基本支出1、338.20万元，占42.64%。",
        "基本支出133。82万元，占42.64%。",
        "基本支出13,38.20万元，占42.64%。",
        "基本支出1.338.20万元，占42.64%。",
        "基本支出100-134.82万元，占42.64%。",
        "基本支出100万元至134.82万元，占42.64%。",
        "基本支出1.5亿338万元，占42.64%。",
        "基本支出二三十万元，占42.64%。",
        "基本支出—134.82万元，占42.64%。",
        "基本支出（134.82）万元，占42.64%。",
    ],
)
def test_what_is_no_certain_number_is_never_read_in_part(sentence: str) -> None:
    """Digits that are not one number for certain are listed, and so is what is said of them."""
    claims, unplaced = claims_of_text("三、2024年支出预算情况说明\n" + sentence, form(XJ))
    assert not claims
    assert len(unplaced) == 2


def _said(text: str, of: str = XJ, heading: str = "三、2024年支出预算情况说明") -> list[tuple[str, ...]]:
    return [
        (c.subject, *("" if f is None else str(f) for f in (c.amount, c.share, c.change, c.growth)), c.base)
        for c in claims_of_text(f"{heading}\n{text}", form(of))[0]
    ]


def test_a_base_is_chosen_by_its_name() -> None:
    """年初预算 is not 全年预算 and 执行数 no 决算数, however near they stand; what is left over is a base of its own."""
    text = (
        "一般公共预算财政拨款支出年初预算为10.00万元，全年预算为321.02万元，支出决算为307.82万元，"
        "完成年初预算的95.89%。"
    )
    heading = "五、2024年一般公共预算财政拨款支出决算情况说明\n（三）一般公共预算财政拨款支出决算具体情况"
    claims, _ = claims_of_text(f"{heading}\n{text}", form(SHF))
    assert [(str(c.share or ""), c.base, str(c.base_amount)) for c in claims] == [
        ("95.89%", "年初预算", "10.00 万元"),
        ("", "全年预算", "321.02 万元"),
    ]
    other = text.replace("完成年初预算的", "完成调整预算的").replace("全年预算", "上年决算数")
    claims, _ = claims_of_text(f"{heading}\n{other}", form(SHF))
    assert [c.base_amount for c in claims if c.share] == [None]


@pytest.mark.parametrize(
    ("base", "amount"),
    [("2023年预算执行数", "20.00 万元"), ("2023年预算", "25.00 万元"), ("2023年决算数", "None")],
)
def test_the_earlier_figure_of_a_change_bears_its_name(base: str, amount: str) -> None:
    """Of two earlier figures the one that the change names is its base; where none bears the name there is none."""
    text = f"基本支出2023年预算为25.00万元，2023年预算执行数为20.00万元，2024年预算安排30.00万元，比{base}增加5.00万元。"
    claims, _ = claims_of_text(f"三、2024年支出预算情况说明\n{text}", form(XJ))
    assert [str(c.base_amount) for c in claims if c.change] == [amount]


def test_a_known_subject_is_no_earlier_figure() -> None:
    """本年支出预算 that a section of an account knows is its subject, and not the budget of another."""
    text = "学校2025年本年支出预算9426.88万元，较2024年度增加55.91万元，增长0.60%。"
    (claim,), unplaced = claims_of_text(f"一、2025年收支决算总表说明\n{text}", form(CUF))
    assert (str(claim.amount), str(claim.change), unplaced) == ("9426.88 万元", "55.91 万元", ())


def test_last_year_after_a_colon() -> None:
    """«…，上年：25.77万元» is last year's figure of the same subject."""
    text = "公务接待费20.00万元，上年：25.77万元，减少5.77万元，下降22.39%。"
    (claim,), unplaced = claims_of_text(f"三、2024年支出预算情况说明\n{text}", form(XJ))
    assert (str(claim.amount), claim.base, str(claim.base_amount)) == ("20.00 万元", "上年", "25.77 万元")
    assert (str(claim.change), str(claim.growth), unplaced) == ("-5.77 万元", "-22.39%", ())


@pytest.mark.parametrize(
    ("said", "growth"),
    [
        ("下降（增长）27.78%", "-27.78%"),
        ("比上年预算增加10.00万元，下降（增长）8.08%", "8.08%"),
        ("比上年预算减少10.00万元，增长（下降）6.95%", "-6.95%"),
        ("上年预算数143.82万元，增长（下降）6.95%", "-6.95%"),
    ],
)
def test_a_direction_left_standing(said: str, growth: str) -> None:
    """Of 增长（下降） the other figures of the line decide; where they say nothing, the word outside the brackets."""
    (claim,), unplaced = claims_of_text(f"三、2024年支出预算情况说明\n基本支出134.82万元，{said}。", form(XJ))
    assert (str(claim.growth), unplaced) == (growth, ())


@pytest.mark.parametrize(
    ("said", "change", "earlier"),
    [
        ("较去年同期多支出28.45万元", "28.45 万元", "None"),
        ("比2023年少安排28.45万元", "-28.45 万元", "None"),
        ("上年105.37万元，增加28.45万元", "28.45 万元", "105.37 万元"),
        ("（上年：105.37万元）", "None", "105.37 万元"),
    ],
)
def test_last_year_in_other_words(said: str, change: str, earlier: str) -> None:
    """A comparison is no subject, and last year's figure is none of this year."""
    (claim,), unplaced = claims_of_text(f"三、2024年支出预算情况说明\n基本支出134.82万元，{said}。", form(XJ))
    assert (claim.subject, str(claim.change), str(claim.base_amount), unplaced) == (
        "基本支出",
        change,
        earlier,
        (),
    )


@pytest.mark.parametrize("mark", ["、", "，", "；"])
def test_a_list_in_an_explanation_is_explanation_throughout(mark: str) -> None:
    """主要是减少甲、乙、丙 with an amount each: none of them is a line of the budget."""
    text = f"基本支出134.82万元，比上年预算减少24.85万元，主要是减少会务开支18.00万元{mark}印刷3.80万元{mark}物业3.05万元。"
    assert _said(text) == [("基本支出", "134.82 万元", "", "-24.85 万元", "", "上年预算")]


def test_an_explanation_that_lists_known_names() -> None:
    """Names that the section knows, joined by 、 to what an explanation lists, are explanation too."""
    text = "基本支出134.82万元，比上年预算减少24.85万元，主要是减少人员补助18.00万元、项目支出3.80万元。"
    assert len(_said(text)) == 1


def test_the_leader_of_a_sentence_is_the_whole_of_its_shares() -> None:
    """本年支出预算 X，其中甲 Y，占Z%: of X, whatever the section's shares are usually of."""
    text = "本年支出预算486.00万元，其中：教育支出243.00万元，占50.00%。"
    claims, _ = claims_of_text(f"（三）支出预算表说明\n{text}", form(CUB))
    assert [c.whole for c in claims if c.share] == ["expenditure/total/total"]


def test_paths_joined_by_hyphens() -> None:
    """«类-款-项» is a path of codes, whatever dash joins it."""
    for dash in "-—－–":
        text = f"1. “一般公共服务支出{dash}政府办公厅（室）及相关机构事务{dash}行政运行”科目5万元，主要用于工资。"
        (claim,), _ = claims_of_text("2024年部门预算编制说明\n" + text, form(SH))
        assert (claim.subject, claim.code) == ("行政运行", "2010301")


def test_two_projects_may_bear_one_name() -> None:
    """Projects of one name with two amounts are two; one named twice with one amount is one."""
    text = "（{0}）项目名称：甲项目\n预算安排规模：{1}万元\n"
    for amounts, abouts in (("35", ["projects", "projects_2"]), ("33", ["projects", "projects"])):
        lines = "".join(text.format("一二"[n], a) for n, a in enumerate(amounts))
        found = claims_of_text(f"七、一般公共预算项目支出情况说明\n{lines}", form(XJ))[0]
        assert [c.about for c in found] == [f"narrative/{a}/amount" for a in abouts]


def test_headings_with_a_suffix_and_of_unknown_names() -> None:
    """A known heading may end in brackets; an unknown one is read where it promises figures."""
    text = "五、国有资产占有使用情况（增加内容）\n共有车辆2辆。\n六、其他重要事项说明\n本单位项目支出3万元。"
    assert [(c.section, c.subject) for c in claims_of_text(text, form(SH))[0]] == [
        ("6", "车辆"),
        ("其他重要事项说明", "项目支出"),
    ]
    text = "一、部门职能目标任务\n筹集资金5万元。\n三、支出预算情况说明\n基本支出1万元。"
    claims, unplaced = claims_of_text(text, form(XJ))
    assert [c.subject for c in claims] == ["基本支出"]
    assert [u.reason.partition(":")[0] for u in unplaced] == ["in a section of an unknown name"]


AMOUNTS = st.decimals(0, 99999, places=2)


@settings(max_examples=60)
@given(AMOUNTS, AMOUNTS, st.lists(st.integers(1, 25), min_size=1, max_size=40), st.booleans())
def test_line_breaks_do_not_matter(amount: Decimal, change: Decimal, widths: list[int], spaced: bool) -> None:
    """Whatever the figures and wherever the lines break, the same sentence states the same."""
    text = f"项目支出{amount:,f}万元，占57.36%，比上年预算减少{change:f}万元，下降3.5%，主要原因是政策调整。"
    cut, at = [], 0
    for width in [*widths, len(text)]:
        cut.append((" " if spaced else "").join(text[at : at + width]))
        at += width
    (claim,), unplaced = claims_of_text("三、支出预算情况说明\n" + "\n".join(cut), form(XJ))
    assert not unplaced
    assert (claim.amount, claim.base) == (Amount(amount), "上年预算")
    assert claim.change == Amount(-change if change else change)
    assert (str(claim.share), str(claim.growth)) == ("57.36%", "-3.5%")
    assert (claim.about, claim.whole) == ("expenditure/total/project", "expenditure/total/total")


SPOKEN = """
    基本支出 项目支出 占 比上年预算 增加 减少 增长 下降 持平 与上年 其中： ， 。 ； （ ） 、
    主要原因是 主要用于 完成年初预算的 年初预算为 支出决算为 教育支出（类） 普通教育（款） 1. 分别为
    合计 1.50万元 2万元 3.25% 100% 4辆 2023年 50万元以上
"""
WORDS = st.sampled_from([*SPOKEN.split(), "\n"])


@settings(max_examples=200)
@given(st.lists(WORDS, max_size=40))
def test_no_figure_is_made_up(words: list[str]) -> None:
    """Whatever the words, every figure of a claim is printed in the text, and every amount has a subject."""
    text = "".join(words)
    claims, _ = claims_of_text("三、支出预算情况说明\n" + text, form(XJ))
    printed = set(re.findall(r"\d+(?:\.\d+)?", text))
    for claim in claims:
        figures = (claim.amount, claim.share, claim.growth, claim.base_amount)
        change = None if claim.inferred else claim.change
        assert claim.subject
        assert {str(abs(f.value)) for f in (*figures, change) if f is not None} <= printed


def _table(id_: str, *codes: str) -> Mapping[str, Table]:
    rows = tuple(Row("", {"total": Cell(Amount(Decimal(1)))}, code) for code in codes)
    return {id_: Table(id_, "", "元", ("total",), rows)}


@pytest.mark.parametrize(
    ("tables", "about"),
    [
        ({}, "general_public/2120899/total"),
        (_table("general_public", "2120899"), "general_public/2120899/total"),
        (_table("government_funds", "2120899"), "government_funds/2120899/total"),
        (_table("general_public", "2120899") | _table("government_funds", "2120899"), ""),
        (_table("general_public", "212"), ""),
    ],
)
def test_links_are_unambiguous(tables: Mapping[str, Table], about: str, tmp_path: Path) -> None:
    """An item is linked to the one table that prints it; where two do, or none of several, it is linked to none."""
    file = tmp_path / "one.txt"
    file.write_text(
        "2024年部门预算编制说明\n1. “城乡社区支出（212类）国有土地使用权出让收入安排的支出（08款）"
        "其他国有土地使用权出让收入安排的支出（99项）”科目5万元。",
        encoding="utf-8",
    )
    (claim,), _ = read_claims(open_paper(file), form(SH), tables)
    assert (claim.code, claim.about) == ("2120899", about)


def test_projects_have_their_own_figures() -> None:
    """Of several projects each has its own amount and its own lines, so that none is measured by another's."""
    text = (
        "七、一般公共预算项目支出情况说明\n（一）项目名称：甲项目\n预算安排规模：3.00万元\n资金分配情况：差旅费1万元、电费2万元。\n"
        "（二）项目名称：乙项目\n预算安排规模：4.00万元\n资金分配情况：印刷费4万元。"
    )
    assert [(c.subject, c.about) for c in claims_of_text(text, form(XJ))[0]] == [
        ("甲项目", "narrative/projects/amount"),
        ("差旅费", "narrative/projects/allocation.1"),
        ("电费", "narrative/projects/allocation.2"),
        ("乙项目", "narrative/projects_2/amount"),
        ("印刷费", "narrative/projects_2/allocation.1"),
    ]


def _truth(name: str) -> Counter[tuple[str, ...]]:
    with (TRUTH / f"{name}-claims.csv").open(encoding="utf-8") as file:
        return Counter(tuple(row.values()) for row in csv.DictReader(file))


def _found(claims: tuple[Claim, ...]) -> Counter[tuple[str, ...]]:
    def figure(amount: Amount | None) -> str:
        return "" if amount is None else f"{amount.value:f}"

    return Counter(
        (
            c.section,
            c.subject,
            c.code,
            figure(c.amount),
            c.amount.unit if c.amount else "",
            figure(c.share),
            "持平" if c.inferred else figure(c.change),
            figure(c.growth),
            c.base,
            figure(c.base_amount),
            c.whole,
        )
        for c in claims
    )


@pytest.mark.parametrize("name", REAL)
def test_real_documents(documents: Path, name: str) -> None:
    """Every statement of the real documents, read by hand from their pages, is found with every field; none is invented."""
    path, of = REAL[name]
    paper, layout = open_paper(documents / path), form(of)
    tables = {} if paper.format == "text" else read_tables(paper, layout, department_of(paper))[0]
    assert _found(read_claims(paper, layout, tables)[0]) == _truth(name)


JIANGSU = [
    "congress-2017",
    "cppcc-2018-narrative",
    "high-court-2018",
    "party-office-2017-narrative",
    "party-office-2018-narrative",
    "party-office-2019-narrative",
    "procuratorate-2018",
    "procuratorate-2019",
]


@pytest.mark.parametrize("name", JIANGSU)
def test_documents_of_no_known_form(documents: Path, name: str) -> None:
    """Every statement of a narrative that follows no form, read by hand, is found with every field; none is invented."""
    assert _found(read(documents / "jiangsu" / f"{name}.pdf").claims) == _truth(name)


@pytest.mark.parametrize(
    ("heading", "sentence", "said"),
    [
        (
            "一、收支预算总体情况说明",
            "某院2018年度收入、支出预算总计50.00万元，与上年相比收、支预算总计各增加5.00万元，增长11.11%。",
            ("收入、支出预算", "50.00 万元", "5.00 万元", "11.11%", "上年"),
        ),
        (
            "一、收支预算总体情况说明",
            "（一）收入预算总计50.00万元。全部由财政拨款。与上年相比增加5.00万元，增长11.11%。",
            ("收入预算", "50.00 万元", "5.00 万元", "11.11%", "上年"),
        ),
        (
            "九、“三公”经费、会议费、培训费支出预算情况说明",
            "公务接待费预算支出116.5万元，本年数小于上年预算数40.05万元，主要是节约。",
            ("公务接待费", "116.5 万元", "-40.05 万元", "", "上年预算数"),
        ),
        (
            "十三、预算绩效目标设置情况说明",
            "2018年本部门共6个项目实行绩效目标管理。",
            ("实行绩效目标管理的项目", "6 个", "", "", ""),
        ),
        (
            "五、财政拨款支出预算表情况说明",
            "（一）公共安全支出（类）\n检察（款）：\n1.行政运行（项）：支出10.00万元，减少1.00万元。",
            ("行政运行", "10.00 万元", "-1.00 万元", "", ""),
        ),
    ],
)
def test_sentences_of_no_known_form(heading: str, sentence: str, said: tuple[str, ...]) -> None:
    """What the forms of one province never say: both sides at once, 小于 as a decrease, counts before their names."""
    claim = claims_of_text(f"{heading}\n{sentence}", national_form("budget"))[0][-1]
    figures = (claim.amount, claim.change, claim.growth)
    assert (claim.subject, *("" if f is None else str(f) for f in figures), claim.base) == said
    if claim.subject == "行政运行":
        assert claim.code == "2040401"


@pytest.mark.parametrize("rendition", ["reference.pdf", "reference.docx"])
def test_renditions(documents: Path, rendition: str) -> None:
    """The reference states 27 shares, changes and growths in any format; the renditions leave out part one."""
    claims = read_claims(open_paper(documents / "reference" / rendition), form(XJ), {})[0]
    assert sum(c.is_quantified for c in claims) == 27
    truth = _truth("reference")
    assert _found(claims) == Counter({row: times for row, times in truth.items() if row[0] != "0.2"})
    assert all(c.place.page for c in claims)


def test_a_claim_stands_where_it_is_quantified(reference: Disclosure, documents: Path) -> None:
    """The reference read from its text agrees with its transcription in every field, link and page."""
    paper = open_paper(documents / REAL["reference"][0])
    claims, unplaced = read_claims(paper, form(XJ), reference.tables)
    transcribed = [c for c in reference.claims if not c.about.startswith(INDICATORS)]
    assert sorted(map(_linked, claims)) == sorted(map(_linked, transcribed))
    assert {u.reason for u in unplaced} == {"in an explanation"}
    assert not any("元" in u.text or "%" in u.text for u in unplaced)


INDICATORS = (
    *(f"narrative/performance/overall.{part}" for part in ("above", "own_level", "other")),
    "narrative/performance/project.",
)


def _linked(claim: Claim) -> tuple[str, ...]:
    figures = (claim.amount, claim.share, claim.change, claim.growth)
    words = (claim.section, claim.subject, claim.code, claim.about, claim.whole, claim.base)
    return (*words, *map(str, figures), str(claim.place.page))
