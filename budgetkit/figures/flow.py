"""Where the money comes from and where it goes: source → functional class → basic and project spending."""

from __future__ import annotations

from matplotlib.axes import Axes

from budgetkit.figures.canvas import Canvas
from budgetkit.figures.ribbons import weave
from budgetkit.forms.form import Label
from budgetkit.model.disclosure import Disclosure
from budgetkit.present.sources import NOTHING
from budgetkit.present.streams import Streams, gathered, scale_of_streams, streams
from budgetkit.present.wording import Scale, department, percent, small, titles, units


def flow(disclosure: Disclosure, axes: Axes | None = None, language: str = "both") -> Axes:
    """Draw the money of a disclosure from its sources through its classes to basic and project spending.

    Widths are amounts as printed. Where a form does not publish which source pays for which class, everything runs
    through one pool and the figure says so.

    Raises:
        ValueError: the language is none of zh, en, both.

    >>> import budgetkit as bk
    >>> flow(bk.reference(), language="zh").get_label()
    'flow · 313.82 万元：74.5% 来自一般公共预算，87.9% 用于一般公共服务支出'
    """
    canvas = Canvas(axes, language, "flow")
    money = gathered(streams(disclosure))
    scale = scale_of_streams(disclosure, money)
    if not money.total:
        canvas.title(Label("收入来源与支出去向", "Where the money comes from and where it goes"))
        return canvas.nothing(
            department(disclosure),
            Label(
                "没有公布按功能分类的支出，无法画出资金流向。",
                "No expenditure by functional class was published: no flow can be drawn.",
            ),
        )
    canvas.title(_finding(money, scale), _reading(money))
    weave(canvas, money, scale)
    source = titles(disclosure, money.tables)
    who = department(disclosure)
    unit = units(scale)
    return canvas.finish(
        Label(f"来源：{who.zh}{source.zh}。{unit.zh}。", f"Source: {who.en} ({source.en}). {unit.en}.")
    )


def _finding(money: Streams, scale: Scale) -> Label:
    total, spent = money.total, money.classes[0]
    amount = scale.money(total)
    zh, en = f"{amount.zh}：", f"{amount.en}: "
    if money.sources:
        first = max(money.sources, key=lambda n: n.value)
        share = percent(first.value, sum((n.value for n in money.sources), NOTHING))
        zh += f"{_all(share).zh}来自{first.label.zh}，"
        en += f"{_all(share).en} from {small(first.label)}, "
    share = percent(spent.value, total)
    return Label(
        f"{zh}{_all(share).zh}用于{spent.label.zh}", f"{en}{_all(share).en} for {small(spent.label)}"
    )


def _all(share: str) -> Label:
    return Label("全部", "all") if share == "100.0%" else Label(f"{share} ", share)


def _reading(money: Streams) -> Label:
    zh, en = (
        "左：来源；中：功能分类；右：基本支出与项目支出。",
        "Left: sources. Middle: functional classes. Right: basic and project.",
    )
    if not money.natures:
        zh, en = "左：来源；右：功能分类。", "Left: sources. Right: functional classes."
    if not money.inflow:
        zh += "公开表中没有逐类列出各来源（或不能逐类对上），故先汇入总计。"
        en += " Sources by class are not published, or not in figures that meet: all runs through the total."
    return Label(zh + "带宽为金额。", en + " Width is money.")
