"""What a person should look at: findings on structure and observations, each sentence once with all it is about."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from budgetkit.checks.observations import Observation
from budgetkit.checks.verdicts import Findings
from budgetkit.forms.form import Label
from budgetkit.model.disclosure import Disclosure
from budgetkit.present.computation import said
from budgetkit.present.naming import about_of

_SAME: Final = {
    "structure.missing": "structure.tables",
    "structure.blank": "structure.empty",
    "structure.names": "structure.names",
}
"""Observations that a finding on structure tells already."""

_FAULTS: Final = {
    "structure.tables": Label("各表不全或次序不同：", "tables that are missing or in another order: "),
    "structure.names": Label("同一编码名称不一：", "a code with more than one name: "),
    "structure.years": Label("基数不是上年：", "a change that is not measured from the year before: "),
    "structure.items": Label(
        "逐项说明的科目与表中不同：", "the items that the text goes through are not those of the table: "
    ),
}
"""What is to be looked at, by the rule that would have to hold; the reasons of the others say it alone."""

_NAMED: Final = 3
"""So many of what a sentence is about are named, the others counted."""


@dataclass(frozen=True, slots=True)
class Looked:
    """A sentence, and what it is about; that is empty where the sentence says it."""

    text: Label
    about: Label


def to_look_at(findings: Findings, seen: Sequence[Observation], disclosure: Disclosure) -> list[Looked]:
    """Return what to look at, findings on structure first."""
    about: dict[tuple[str, str], list[Label]] = {}
    structural = set()
    for f in findings.of("unstated"):
        if f.statement.kind == "structure":
            structural.add(f.identity)
            words, head = said(f), _FAULTS.get(f.identity, Label("", ""))
            about.setdefault((f"{head.zh}{words.zh}", f"{head.en}{words.en}"), [])
    for o in (o for o in seen if _SAME.get(o.id) not in structural):
        name = about_of(o, disclosure)
        page = Label("", "") if o.page is None else Label(f"第 {o.page} 页", f"p. {o.page}")
        where = Label(
            "，".join(filter(None, (name.zh, page.zh))), ", ".join(filter(None, (name.en, page.en)))
        )
        about.setdefault((o.zh, o.en), []).extend([where] if where.zh else [])
    return [
        Looked(Label(zh, en[:1].upper() + en[1:]), _listed(list(dict.fromkeys(names))))
        for (zh, en), names in about.items()
    ]


def _listed(names: Sequence[Label]) -> Label:
    if all(n.zh == n.en for n in names):
        names = [Label(n.zh, "") for n in names]
    more = f" +{len(names) - _NAMED}" if len(names) > _NAMED else ""
    return Label(
        "、".join(n.zh for n in names[:_NAMED]) + more,
        ", ".join(n.en for n in names[:_NAMED] if n.en) + (more if names and names[0].en else ""),
    )
