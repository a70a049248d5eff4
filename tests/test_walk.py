"""Sentences as many places write them state what they say, and nothing besides."""

import pytest

from budgetkit.forms import form
from budgetkit.model import Claim
from budgetkit.readers.claims import claims_of_text

XJ, SH, SHF = "xinjiang-budget", "shanghai-budget", "shanghai-final-accounts"
CUB, CUF = "central-university-budget", "central-university-final-accounts"


def told(claim: Claim) -> str:
    """Return a claim in one line: subject, code, amount, share, change, growth, base."""
    parts = [claim.subject, claim.code, claim.amount and str(claim.amount).replace(" ", "")]
    parts += [claim.share and f"占{claim.share}"]
    parts += [claim.change and f"变{claim.change}".replace(" ", "") + ("=" if claim.inferred else "")]
    parts += [claim.growth and f"率{claim.growth}", claim.base and f"比{claim.base}"]
    parts += [claim.base_amount and f"基{claim.base_amount}".replace(" ", "")]
    return " ".join(p for p in parts if p)


def read(text: str, of: str) -> list[str]:
    """Return the claims of a text, each in one line."""
    return [told(claim) for claim in claims_of_text(text, form(of))[0]]


# Sentences as many places write them; the figures are made up.
SENTENCES = {
    "Guangxi: yuan, 同比, no base for a rate": (
        XJ,
        "二、收入预算情况说明\n一般公共预算3,008,651.20元，占96.16%，同比增加82630.15元，增长2.82%；"
        "单位资金120000元，占3.84%，增长率无可比性。",
        [
            "一般公共预算 3008651.20元 占96.16% 变82630.15元 率2.82% 比同比",
            "单位资金 120000元 占3.84%",
        ],
    ),
    "letter-spaced, broken inside numbers, commas for full stops": (
        XJ,
        "二、收入预算情况说明\n我单位收入预算为 1, 234. 56 万\n元,比上年预算数增 加 34.56万元,增\n长2.\n88%,其中:一般公\n"
        "共预算1234.56万元,占1\n00%,较上年预算数增加34.56万元,增长2.88%,增加的主要原因是人员增加,政府性基金预算0万元,占0%,与上年持平",
        [
            "收入预算 1234.56万元 变34.56万元 率2.88% 比上年预算数",
            "一般公共预算 1234.56万元 占100% 变34.56万元 率2.88% 比上年预算数",
            "政府性基金预算 0万元 占0% 变0万元= 比上年",
        ],
    ),
    "Sichuan: items with purposes, a threshold, a reason with an amount": (
        XJ,
        "五、一般公共预算当年拨款情况说明\n（一）一般公共预算当年拨款规模变化情况\n"
        "一般公共预算当年拨款1250.60万元，比2023年预算数增加98.12万元，主要原因是人员增加3人，增资20万元。\n"
        "（三）一般公共预算当年拨款具体使用情况\n"
        "1.一般公共服务（类）人大事务（款）行政运行（项）：2024年预算数为328.51万元，主要用于：机关运转、5万元以下采购。",
        ["一般公共预算拨款 1250.60万元 变98.12万元 比2023年预算数", "行政运行 2010101 328.51万元"],
    ),
    "Sichuan: amounts first, changes per item": (
        XJ,
        "十、“三公”经费预算情况说明\n“三公”经费财政拨款预算数9.60万元，其中：因公出国（境）经费0万元，公务接待费4.60万元，"
        "公务用车购置及运行维护费5万元。\n（一）因公出国（境）经费与2023年预算持平。\n（二）公务接待费较2023年预算下降8%。\n"
        "（三）公务用车购置及运行维护费较2023年预算增长25%。\n单位现有公务用车2辆。",
        [
            "“三公”经费 9.60万元",
            "因公出国（境）费 0万元 变0万元= 比2023年预算",
            "公务接待费 4.60万元 率-8% 比2023年预算",
            "公务用车购置及运行费 5万元 率25% 比2023年预算",
        ],
    ),
    "Hunan: the change after the list names its subject": (
        XJ,
        "（一）收入预算情况说明：2024年本部门收入预算1234.5万元，其中，一般公共预算1000.5万元，政府性基金预算234万元。"
        "收入较去年增加120.3万元，主要是因为项目增加。\n"
        "（二）支出预算情况说明：2024年本部门支出预算1234.5万元。支出较去年增加120.3万元，其中基本支出增加20.3万元，项目支出增加100万元。",
        [
            "收入预算 1234.5万元",
            "一般公共预算 1000.5万元",
            "政府性基金预算 234万元",
            "收入 变120.3万元 比去年",
            "支出预算 1234.5万元",
            "支出 变120.3万元 比去年",
            "基本支出 变20.3万元 比去年",
            "项目支出 变100万元 比去年",
        ],
    ),
    "Inner Mongolia: all commas, subjects after reasons": (
        XJ,
        "十、“三公”经费预算情况说明\n“三公”经费预算支出5.6万元，较上年减少0.4万元,下降6.67%,其中:因公出国(境)费0万元,较上年增加0万元,增长0%,"
        "公务接待费0.6万元,较上年减少0.4万元,下降40%,主要原因是减少接待,公务用车购置及运行费5万元,较上年增加0万元,增长0%,与上年一致",
        [
            "“三公”经费 5.6万元 变-0.4万元 率-6.67% 比上年",
            "因公出国（境）费 0万元 变0万元 率0% 比上年",
            "公务接待费 0.6万元 变-0.4万元 率-40% 比上年",
            "公务用车购置及运行费 5万元 变0万元 率0% 比上年",
        ],
    ),
    "Guangdong: brackets hold parts, the change after them is of the whole": (
        XJ,
        "十、“三公”经费预算情况说明\n2024年“三公”经费10.50万元，比上年减少0.50万元，下降4.55%。其中：公务用车购置及运行费8.00万元"
        "（公务用车购置费0.00万元，比上年增加0万元；公务用车运行费8.00万元），比上年增加0.00万元，增长0.00%；公务接待费2.50万元。",
        [
            "“三公”经费 10.50万元 变-0.50万元 率-4.55% 比上年",
            "公务用车购置及运行费 8.00万元 变0.00万元 率0.00% 比上年",
            "公务用车购置费 0.00万元 变0万元 比上年",
            "公务用车运行费 8.00万元",
            "公务接待费 2.50万元",
        ],
    ),
    "the change belongs to the part, not to the total": (
        SH,
        "2025年部门预算编制说明\n2025年，某局收入预算200万元，其中：财政拨款收入180万元，比2024年预算增加30万元；事业收入20万元。",
        ["收入预算 200万元", "财政拨款收入 180万元 变30万元 比2024年预算", "事业收入 20万元"],
    ),
    "what money is for stands before the change": (
        SH,
        "一、2024年“三公”经费预算情况说明\n（一）因公出国（境）费40.00万元，主要安排国际合作交流、境外培训的国际旅费，"
        "比2023年预算增加3.00万元，主要原因是任务增加。\n（三）公务接待费5.00万元，主要用于专业会议，与2023年预算持平。",
        [
            "因公出国（境）费 40.00万元 变3.00万元 比2023年预算",
            "公务接待费 5.00万元 变0.00万元= 比2023年预算",
        ],
    ),
    "an earlier figure, and an item whose two amounts differ": (
        SH,
        "2024年部门预算编制说明\n1. “住房保障支出（类）住房改革支出（款）住房公积金（项）”350.35万元，主要用于住房公积金。"
        "2023年当年预算执行数为348.52万元，2024年预算安排352.67万元，比2023年预算执行数增加0.53%。主要原因是：调整。",
        [
            "住房公积金 2210201 350.35万元",
            "住房公积金 2210201 352.67万元 率0.53% 比2023年预算执行数 基348.52万元",
        ],
    ),
    "municipal: classes in quotation marks": (
        SH,
        "2024年部门预算编制说明\n1. “社会保障和就业支出”科目56,789万元，主要用于机构运行。\n"
        "2. “住房保障支出”科目20,000万元。",
        ["社会保障和就业支出 208 56789万元", "住房保障支出 221 20000万元"],
    ),
    "final accounts: completion, then the change on last year": (
        SHF,
        "（三）一般公共预算财政拨款支出决算具体情况\n1、教育支出（类）普通教育（款）小学教育（项）。主要用于：小学。年初预算为1,200.50万元，"
        "支出决算为1,180.25万元，完成年初预算的98.31%。决算数小于预算数的主要原因：人员变动。比2022年度增加20.25万元，增长1.75%。\n"
        "2、教育支出（类）进修及培训（款）培训支出（项）。年初预算为5万元，支出决算为5万元。决算数与预算数基本持平。",
        [
            "小学教育 2050202 1180.25万元 占98.31% 比年初预算 基1200.50万元",
            "小学教育 2050202 1180.25万元 变20.25万元 率1.75% 比2022年度",
            "培训支出 2050803 5万元 比年初预算 基5万元",
        ],
    ),
    "final accounts: the budget without the word for its year": (
        SHF,
        "（一）“三公”经费财政拨款支出决算总体情况说明\n“三公”经费财政拨款支出预算为33.90万元，支出决算为32.70万元，完成预算的96.46%，"
        "其中：公务接待费支出预算数为11.00万元，支出决算为10.60万元，完成预算的96.36%。",
        [
            "“三公”经费 32.70万元 占96.46% 比预算 基33.90万元",
            "公务接待费 10.60万元 占96.36% 比预算 基11.00万元",
        ],
    ),
    "universities: a word of purpose inside the name of an item": (
        CUF,
        "（五）财政拨款支出决算情况说明\n11.住房保障支出（类）住房改革支出（款）住房公积金（项）决算数为300.00万元，较2022年度决算数增加20.00%。"
        "主要原因是人员变动。\n12.其他支出（类）彩票公益金安排的支出（款）用于教育事业的彩票公益金支出（项）决算数为200.00万元，"
        "与2022年度决算数相比减少50.00%，主要用于教育事业，培训5万元。",
        [
            "住房公积金 2210201 300.00万元 率20.00% 比2022年度决算数",
            "用于教育事业的彩票公益金支出 2296004 200.00万元 率-50.00% 比2022年度决算数",
        ],
    ),
    "final accounts: parts inherit the base; unchanged without words of a year": (
        SHF,
        "（一）“三公”经费财政拨款支出决算总体情况说明\n“三公”经费财政拨款支出年初预算为12.00万元，支出决算为8.50万元，完成预算的70.83%，"
        "其中：公务接待费支出决算为0.50万元，完成预算的16.67%。\n2023年度“三公”经费财政拨款支出决算数与2022年度持平。其中：公务接待费支出决算持平。",
        [
            "“三公”经费 8.50万元 占70.83% 比预算 基12.00万元",
            "公务接待费 0.50万元 占16.67% 比预算",
            "“三公”经费 8.50万元 变0.00万元= 比2022年度",
            "公务接待费 0.50万元 变0.00万元= 比2022年度",
        ],
    ),
    "universities: the earlier figure inside the comparison": (
        CUB,
        "（四）财政拨款支出预算情况说明\n（2）住房公积金（2210201）2024年预算数为3,000万元，比2023年执行数3,100万元减少100万元，降低3.23%。",
        ["住房公积金 2210201 3000万元 变-100万元 率-3.23% 比2023年执行数 基3100万元"],
    ),
    "universities: changes before amounts": (
        CUF,
        "（一）高等学校收支决算总表说明\n学校2023年度收入总计430,725.03万元，与2022年度相比，减少23,616.80万元，降低5.20%。"
        "其中：财政拨款收入增加14,458.07万元，其他收入减少39,049.48万元。学校其他收入与上年比较发生较大差异的原因是债务收入减少。",
        [
            "收入总计 430725.03万元 变-23616.80万元 率-5.20% 比2022年度",
            "财政拨款收入 变14458.07万元 比2022年度",
            "其他收入 变-39049.48万元 比2022年度",
        ],
    ),
    "from an earlier figure up to this one": (
        XJ,
        "三、支出预算情况说明\n基本支出由上年的90万元增加到100万元，增长11.11%。",
        ["基本支出 100万元 率11.11% 比上年 基90万元"],
    ),
    "percentages in words; a difference of percentages is no growth": (
        XJ,
        "三、支出预算情况说明\n项目支出200万元，占百分之40，比上年预算增加10万元，增长百分之五点三，占比提高2个百分点。",
        ["项目支出 200万元 占40% 变10万元 率5.3% 比上年预算"],
    ),
    "a share without its percent sign, classes without 支出, a stray quotation mark": (
        SHF,
        "（二）一般公共预算财政拨款支出决算结构情况\n1.“公共安全”20.00万元，占20.05；\n2“.教育支出”70万元，占69.95%；"
        "\n3.“文化体育与传媒支出”10万元，占10。",
        ["公共安全 204 20.00万元 占20.05%", "教育支出 205 70万元 占69.95%", "文化体育与传媒支出 207 10万元"],
    ),
    "receptions, those of foreign guests among them, 元 left out": (
        SHF,
        "（二）“三公”经费财政拨款支出决算具体情况说明\n公务接待费支出1.50万元。其中：国内公务接待支出1.50万（含外宾接待支出0.20万元）。",
        ["公务接待费 1.50万元", "国内公务接待支出 1.50万元"],
    ),
    "signs in the number": (
        XJ,
        "三、支出预算情况说明\n项目支出200万元，比上年预算增减-10.5万元，增减变动率为-4.99%。",
        ["项目支出 200万元 变-10.5万元 率-4.99% 比上年预算"],
    ),
    "things counted, with their values": (
        XJ,
        "（三）国有资产占用使用情况\n截至2023年底，共有房屋1,200.50平方米，价值350.2万元；车辆2辆，价值40万元。单位价值50万元以上大型设备1台。"
        "安排购置50万元以上大型设备0台、单位价值100万元以上大型设备3台。",
        [
            "房屋面积 1200.50平方米",
            "房屋价值 350.2万元",
            "车辆 2辆",
            "车辆价值 40万元",
            "50万元以上大型设备 1台",
            "拟购50万元以上大型设备 0台",
            "拟购100万元以上大型设备 3台",
        ],
    ),
}


@pytest.mark.parametrize("name", SENTENCES)
def test_sentences(name: str) -> None:
    """Every statement of these sentences is found with every field, and none besides."""
    of, text, claims = SENTENCES[name]
    assert read(text, of) == claims


@pytest.mark.parametrize(
    "text",
    [
        "基本支出和项目支出分别为100.00万元、200.00万元，占33.33%和66.67%。",
        "比上年增加（减少）5万元。",
        "主要原因是：一是人员经费增加150万元；二是项目增加50.3万元。",
        "甲1万元、乙2万元，比上年增加3万元，增长5%。",
        "16.84%",
        "基本支出占比提高2.5个百分点。",
    ],
)
def test_unclear_statements_are_listed(text: str) -> None:
    """What looks quantified and is not clear is listed with every figure and a reason, and claims no share or change."""
    claims, unplaced = claims_of_text("三、支出预算情况说明\n" + text, form(XJ))
    assert unplaced
    assert all(u.reason for u in unplaced)
    assert not any(c.is_quantified for c in claims)
