"""Money left over from the year before: what it is, and what becomes of it, gathered from the tables that tell."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from typing import Final

from budgetkit.checks.observations.observation import Observation
from budgetkit.checks.prior_year import Prior
from budgetkit.forms.english import amount_in_both, english_unit, named_in_both
from budgetkit.forms.form import Label
from budgetkit.forms.glossary import glossary
from budgetkit.model.disclosure import Disclosure, Table
from budgetkit.present.sources import NOTHING, Node
from budgetkit.present.spending import entries
from budgetkit.present.streams import Streams
from budgetkit.present.wording import Scale, percent

_SOURCE: Final = "brought_forward"
"""How the ids of sources that an earlier year left over end."""

_KINDS: Final = ("personnel", "operating", "project")
"""How the columns end that say what it is spent on."""

_ORIGIN: Final = {
    False: Label("上年财政拨款没有用完的钱", "appropriations that were not used up last year"),
    True: Label("上年没有用完的钱，不是财政拨款", "money not used up last year, none of it appropriations"),
}
"""What was left over, by whether it is other money than appropriations."""

Line = tuple[Label, Label]


@dataclass(frozen=True, slots=True)
class Carried:
    """What an earlier year left over: a heading with the amount, and lines of a name and what is known."""

    title: Label
    lines: tuple[Line, ...]


def carried(
    disclosure: Disclosure, money: Streams, scale: Scale, priors: Sequence[Prior], seen: Sequence[Observation]
) -> Carried | None:
    """Return what is known of money left over; ``None`` where there is none, or nothing but its amount is published."""
    nodes = [n for n in money.sources if n.id.endswith(_SOURCE)]
    lines = [line for n in nodes for line in _where(n, disclosure, scale)]
    lines += _kinds(disclosure.tables.get("brought_forward"))
    if not nodes or not lines:
        return None
    total = sum((n.value for n in nodes), NOTHING)
    what = [line for n in nodes for line in _what(n, scale, percent(n.value, money.total))]
    before = [line for n in nodes for line in _before(n, priors)]
    targets = [
        (Label("绩效目标", "Performance targets"), Label(o.zh, o.en))
        for o in seen
        if o.id == "performance.uncovered"
    ]
    title = Label(
        f"上年结转的 {scale.show(total)} {scale.unit}：是什么钱，用到哪里",
        f"The {scale.show(total)} {english_unit(scale.unit)} left over from last year: what it is, where it goes",
    )
    return Carried(title, tuple(_joined([*what, *before, *lines, *targets])))


def _joined(lines: Sequence[Line]) -> Iterator[Line]:
    """Yield lines, those of one name that follow each other as one."""
    for name, group in groupby(lines, key=itemgetter(0)):
        texts = [text for _, text in group]
        yield name, Label("；".join(t.zh for t in texts), "; ".join(t.en for t in texts))


def _what(node: Node, scale: Scale, share: str) -> Iterator[Line]:
    """Yield the amount of a source with its share of the whole, and whether appropriations left it over."""
    shown = scale.show(node.value)
    yield node.label, Label(f"{shown}（占总额 {share}）", f"{shown} ({share} of the whole)")
    if node.id != _SOURCE:
        yield Label("是什么钱", "What it is"), _ORIGIN[node.id.startswith("non")]


def _before(node: Node, priors: Sequence[Prior]) -> Iterator[Line]:
    """Yield what the same source was last year, where the text says so."""
    found = next((p for p in priors if p.claim.about.rpartition("/")[2] == node.id), None)
    if found is not None and found.claim.amount is not None:
        value = f"{found.value:f}".replace("-", "−")
        unit = found.unit
        yield (
            Label("同一来源上年", "The same source last year"),
            Label(f"{value} {unit}", f"{value} {english_unit(unit)}"),
        )


def _where(node: Node, disclosure: Disclosure, scale: Scale) -> Iterator[Line]:
    """Yield the items that the source pays for, where the revenue table parts it by function."""
    table = disclosure.tables.get("revenue")
    if table is None or node.id not in table.columns:
        return
    classes, items = entries(disclosure, table, [node.id])
    names = {c.code: c.label for c in classes}
    for item in items:
        above = names.get(item.code[:3], item.label)
        path = (
            item.label
            if above == item.label
            else Label(
                f"{above.zh} › {item.label.zh}",
                f"{above.en or above.zh} › {item.label.en or item.label.zh}",
            )
        )
        yield (
            Label("办什么事", "What for"),
            Label(f"{path.zh} {scale.show(item.value)}", f"{path.en or path.zh} {scale.show(item.value)}"),
        )


def _kinds(table: Table | None) -> Iterator[Line]:
    """Yield the kinds of expenditure it becomes and the projects it pays for, where a table of its own tells."""
    if table is None:
        return
    for row in table.rows:
        for column in table.columns:
            kind, amount = column.rpartition("_")[2], row.amount(column)
            if kind not in _KINDS or amount is None or not amount.value:
                continue
            shown, word = amount_in_both(amount), glossary()[kind]
            if row.item == "total":
                yield (
                    Label("列为什么支出", "Spent as"),
                    Label(f"{word.zh} {shown.zh}", f"{word.en}, {shown.en}"),
                )
            elif row.project:
                yield (
                    Label("项目", "Project"),
                    Label(f"{row.project} {shown.zh}", f"{named_in_both(row.project).en}, {shown.en}"),
                )
