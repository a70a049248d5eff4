"""The ledger's findings in groups a reader knows: inside a table, between tables, text against tables, rates."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from budgetkit.codes import classification
from budgetkit.figures.wording import clean, code_label
from budgetkit.forms import Form, Label, form
from budgetkit.judge import Finding
from budgetkit.model import Disclosure

INSIDE, BETWEEN, TEXT, RATES, PERFORMANCE = "inside", "between", "text", "rates", "performance"

FAMILIES: Final[Mapping[str, Label]] = {
    INSIDE: Label("表内", "Inside a table"),
    BETWEEN: Label("表间", "Between tables"),
    TEXT: Label("文字与表", "Text against tables"),
    RATES: Label("比重与增长", "Shares and growth"),
    PERFORMANCE: Label("绩效", "Performance"),
}

TABLES: Final[Mapping[str, Label]] = {
    "summary": Label("收支总表", "Summary"),
    "revenue": Label("收入表", "Revenue"),
    "expenditure": Label("支出表", "Expenditure"),
    "appropriations": Label("财政拨款收支表", "Appropriations"),
    "appropriations_expenditure": Label("财政拨款支出表", "Appropriations"),
    "general_public": Label("一般公共预算支出表", "General public"),
    "basic": Label("基本支出表", "Basic"),
    "projects": Label("项目支出表", "Projects"),
    "government_funds": Label("政府性基金表", "Government funds"),
    "state_capital": Label("国有资本经营表", "State capital"),
    "three_public": Label("“三公”经费表", "Three public"),
    "brought_forward": Label("上年结转结余表", "Brought forward"),
}

GROUPS: Final[Mapping[str, Label]] = {
    "totals": Label("合计与科目相符", "Totals, items"),
    "sources": Label("资金来源相符", "Sources"),
    "funds": Label("财政拨款与各本预算", "The budgets"),
    "bridge": Label("财政拨款以外的资金", "Other money"),
    "pairs": Label("功能与经济科目", "Both codes"),
    "other": Label("其他表间关系", "Other tables"),
    "repeat": Label("文字与表一致", "Repeats a table"),
    "twice": Label("前后表述一致", "Said twice"),
    "sums": Label("文字内部之和", "Sums in the text"),
    "share": Label("占比", "Shares"),
    "growth": Label("增长率与增减额", "Growth"),
    "completion": Label("完成率", "Completion"),
    "performance": Label("绩效目标金额", "Targets"),
}

_BETWEEN: Final = {
    "totals": "totals",
    "classes": "totals",
    "items": "totals",
    "sources": "sources",
    "appropriations": "funds",
    "funds": "funds",
    "general_public": "funds",
    "basic": "funds",
    "projects": "funds",
    "bridge": "bridge",
    "brought_forward": "bridge",
    "pairs": "pairs",
    "three_public": "pairs",
}
_CLAIMS: Final = {
    "claims.repeat": (TEXT, "repeat"),
    "claims.twice": (TEXT, "twice"),
    "claims.share": (RATES, "share"),
    "claims.completion": (RATES, "completion"),
    "claims.growth": (RATES, "growth"),
    "claims.change": (RATES, "growth"),
}


@dataclass(frozen=True, slots=True)
class Group:
    """One row of the ledger figure: its family, its name, and its findings, the worst first."""

    family: str
    label: Label
    findings: tuple[Finding, ...]


WORST_FIRST: Final = ("broken", "undefined", "unstated", "rounded", "exact")


def grouped(findings: Iterable[Finding], disclosure: Disclosure) -> tuple[Group, ...]:
    """Return the findings in groups, families in reading order, tables in the order of the form."""
    layout = form(disclosure.form)
    found: dict[tuple[str, str], list[Finding]] = {}
    for finding in findings:
        found.setdefault(_group(finding, layout), []).append(finding)
    order = [t.id for t in layout.tables] + list(GROUPS)
    families = list(FAMILIES)
    keys = sorted(
        found, key=lambda k: (families.index(k[0]), order.index(k[1]) if k[1] in order else len(order))
    )
    return tuple(
        Group(
            family,
            label(name, layout),
            tuple(sorted(found[family, name], key=lambda f: WORST_FIRST.index(f.verdict))),
        )
        for family, name in keys
    )


def _group(finding: Finding, layout: Form) -> tuple[str, str]:
    if finding.identity in _CLAIMS:
        return _CLAIMS[finding.identity]
    head = finding.identity.split(".")[0]
    if head == "performance":
        return PERFORMANCE, "performance"
    if head in ("changes", "narrative"):
        return TEXT, "sums"
    known = {t.id for t in layout.tables}
    tables = {f.id.split("/")[0] for f in finding.figures} & known or {head} & known
    if len(tables) == 1 and head in tables | {*known}:
        return INSIDE, next(iter(tables))
    return BETWEEN, _BETWEEN.get(head, "other")


def label(name: str, layout: Form) -> Label:
    """Return the short name of a table or group, the title of the form where there is none."""
    if name in TABLES:
        return TABLES[name]
    return GROUPS[name] if name in GROUPS else layout.table(name).title


def spoken(finding: Finding, disclosure: Disclosure) -> Label:
    """Return where a finding stands in words: the row and column of ``table/row/column``, the name of a code.

    The table is named by the identity itself.
    """
    layout = form(disclosure.form)
    table, _, rest = finding.place.partition("/")
    if classification(finding.place):
        name = code_label(finding.place, "")
        return Label(f"{finding.place} {name.zh}", f"{finding.place} {name.en or name.zh}")
    if table not in {t.id for t in layout.tables}:
        return Label(finding.place, finding.place)
    named = [_part(part, table, layout, disclosure) for part in rest.split("/") if part]
    return Label("，".join(n.zh for n in named), ", ".join(n.en or n.zh for n in named))


def _part(part: str, table: str, layout: Form, disclosure: Disclosure) -> Label:
    """Return the name of a row (``half.row``, ``row#2``) or a column of a table."""
    half, _, name = part.rpartition(".")
    name = name.partition("#")[0]
    for column in layout.table(table).columns:
        if column.id == part:
            return clean(column.label)
    rows = disclosure.tables[table].find(name) if table in disclosure else ()
    known = layout.table(table).row_label(name, half)
    if known is not None:
        return clean(known)
    return code_label(name, rows[0].name) if rows else Label(name, name)
