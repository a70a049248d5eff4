"""How a disclosure was checked, as plain data for the template: statements, rates, judgements, what found no place."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, Final

from budgetkit.checks.joint.coverage import Coverage
from budgetkit.checks.joint.programme import binds
from budgetkit.checks.joint.result import Reconciliation
from budgetkit.checks.judge import VERDICTS, Finding
from budgetkit.checks.verdicts import Findings
from budgetkit.checks.worked import worked
from budgetkit.forms.english import amount_in_both, base_in_both, in_both, statement_in_words
from budgetkit.forms.form import Label
from budgetkit.forms.layout import form_of
from budgetkit.model.disclosure import Claim, Disclosure
from budgetkit.present.computation import computation, said
from budgetkit.present.naming import place_in_words
from budgetkit.present.narrative import Recomputed
from budgetkit.present.spending import running_table
from budgetkit.report.evidence import may_be_negative, names_in

Together = tuple[Reconciliation, Coverage]

_KINDS: Final = {
    "share": Label("占比", "share"),
    "growth": Label("增长率", "growth"),
    "completion": Label("完成率", "completion"),
}
_UNMOVED: Final = {"exact": "0 → 0"}
"""Nothing before and nothing now is no rate, yet no change either."""


def statement(claim: Claim, disclosure: Disclosure) -> dict[str, Any]:
    """Return a statement of the text as a line: section and subject, its figures as printed, its page."""
    figures = [claim.share, claim.change, claim.growth]
    return {
        "subject": statement_in_words(claim, form_of(disclosure)),
        "amount": Label("", "") if claim.amount is None else amount_in_both(claim.amount),
        "figures": [
            "" if f is None else f"{f.value:f}{f.unit if f.unit == '%' else ''}".replace("-", "−")
            for f in figures
        ],
        "base": base_in_both(claim.base),
        "page": claim.place.page,
    }


_FATES: Final = {
    "binds": ("{} 处约束印出的数字，一并核对", "{} bind printed figures and are judged together"),
    "presumed": ("{} 处只是通常成立", "{} hold usually only"),
    "structure": ("{} 处关于结构", "{} are about structure"),
    "doubt": (
        "{} 处旁边有未能读懂或安放的内容，只作单独判断",
        "{} are judged alone: something beside their figures was not understood or found no place",
    ),
    "none": (
        "{} 处因基数可能为零或所需数字未公布而不约束任何数字",
        "{} bind none: a base may be zero, a figure is not published",
    ),
}
"""What a judgement does, the first that is true of it, in words with the number of such judgements."""


def _fate(finding: Finding) -> str:
    statement = finding.statement
    if statement.kind == "structure":
        return "structure"
    if binds(statement):
        return "binds"
    if statement.missing:
        return "none"
    return "presumed" if statement.kind == "presumed" else "doubt" if statement.doubt else "none"


def counted(findings: Findings, seen: int, looked: int, together: Together) -> list[Label]:
    """Return what the counts of a report count and how they add up, a sentence each; what does not add is not said."""
    found = []
    if total := len(findings):
        counts = [n for n in findings.counts.values() if n]
        added = " + ".join(map(str, counts)) + f" = {total}" if len(counts) > 1 else str(total)
        fates = Counter(map(_fate, findings))
        said = [
            Label(zh.format(fates[fate]), en.format(fates[fate]))
            for fate, (zh, en) in _FATES.items()
            if fates[fate]
        ]
        zh, en = "；".join(x.zh for x in said), "; ".join(x.en for x in said)
        found.append(Label(f"判断共 {added} 处：{zh}。", f"Judgements: {added}. {en}."))
    if seen:
        found.append(
            Label(
                f"观察 {seen} 处不是判断；“需查看”列出 {looked} 条：相同的话只写一次，也列入关于结构的判断。",
                f"Observations ({seen}) are not judgements; “to be looked at” has {looked} {_entries(looked)}: "
                "what is said of several places in the same words stands there once, and what is judged of structure "
                "is listed there, too.",
            )
        )
    joint, n = together[0].figures, together[1].counts
    if joint and joint == n["one"] + n["more"]:
        every = len(together[1].guards)
        # Those that are judged alone are guarded by that judgement at most.
        alone = any(_fate(f) == "doubt" for f in findings)
        fate = "不在其中，印错了未必看得出来" if alone else "不受任何关系约束，印错了也看不出来"
        found.append(
            Label(
                f"印出的数字共 {every} = {joint} + {n['none']} 个：{joint} 个受关系约束"
                f"（{n['more']} 个受两条以上，{n['one']} 个受一条），{n['none']} 个{fate}。",
                f"Printed figures: {every} = {joint} + {n['none']}. {joint} are bound by statements ({n['more']} by more, "
                f"{n['one']} by one), {n['none']} by none: an error in these {'may' if alone else 'would'} not be noticed.",
            )
        )
    return found


def _entries(number: int) -> str:
    return "entry" if number == 1 else "entries"


_LEAST: Final = {"growth": -100}
"""Percent that a rate of amounts that are not negative cannot fall below; of shares and completions 0."""


def _possible(r: Recomputed, disclosure: Disclosure) -> Decimal | None:
    """Return the lowest a rate can be, cut at what is possible where none of its amounts may be negative.

    See :func:`may_be_negative`.
    """
    least = Decimal(_LEAST.get(r.rate, 0))
    if r.low is None or r.high is None or r.value is None or r.low >= least:
        return r.low
    amount, change = r.claim.amount, r.claim.change
    signed = amount is not None and (amount.value < 0 or (change is not None and change.exact > amount.exact))
    if may_be_negative(disclosure) or signed or r.value < least:
        return r.low
    return least.quantize(r.low)


def rate(r: Recomputed, disclosure: Disclosure) -> dict[str, Any]:
    """Return a rate computed again as a line: its subject, what is stated, what it is, its range and its verdict."""
    low, high = _possible(r, disclosure), r.high
    return {
        "subject": statement_in_words(r.claim, form_of(disclosure)),
        "kind": _KINDS.get(r.rate, in_both(r.rate)),
        "stated": f"{r.stated.value:f}%".replace("-", "−"),
        "value": f"{r.value:f}%".replace("-", "−") if r.value is not None else _UNMOVED.get(r.verdict, ""),
        "range": "" if low is None or high is None else f"{low:f}% – {high:f}%".replace("-", "−"),
        "verdict": r.verdict,
    }


def examples(findings: Findings) -> list[tuple[Finding, Label]]:
    """Return for each verdict that occurs one judgement worked out: what must hold, and example unrounded figures.

    Sums come before rates, short ones before long ones: what a reader can add up by hand.
    """
    found = []
    for verdict in VERDICTS:
        fit = [f for f in findings.of(verdict) if f.statement.kind != "structure" and f.statement.left]
        chosen = min(fit, key=_effort, default=None)
        if chosen is not None:
            found.append((chosen, worked(chosen)))
    return found


def _effort(finding: Finding) -> tuple[bool, bool, int]:
    """Return how hard a judgement is to follow: rates, then equations of one figure with one, then long sums."""
    parts = len(finding.statement.right)
    return finding.statement.rate is not None, parts < 2, parts


def slack(examples: Sequence[tuple[Finding, Label]]) -> Label | None:
    """Return why sums of printed figures may miss a little and nothing is wrong, by the example of this document."""
    for finding, text in examples:
        if _is_rounded_sum(finding):
            shown = computation(finding)
            return Label(
                f"各数分别四舍五入，加起来可能与印出的合计差一点，这不是错，如 {shown.zh}。{text.zh}",
                f"Every figure is rounded by itself, so a sum may miss its total by a little and nothing is wrong, "
                f"as in {shown.en}. {text.en}",
            )
    return None


def slack_stands(
    examples: Sequence[tuple[Finding, Label]], disclosure: Disclosure, spending: bool, running: bool
) -> str:
    """Return under which bars that example stands: «running» if it is of their table, «spending» if of another table.

    One of the text stands under none.
    """
    table = running_table(disclosure) if running else None
    about = {f.place.partition("/")[0] for f, _ in examples if _is_rounded_sum(f)} & disclosure.tables.keys()
    if about and table is not None and (table.id in about or not spending):
        return "running"
    return "spending" if about and spending else ""


def _is_rounded_sum(finding: Finding) -> bool:
    statement = finding.statement
    return finding.verdict == "rounded" and statement.rate is None and len(statement.right) > 1


def identities(
    findings: Findings, disclosure: Disclosure, called: Mapping[str, Label], links: Mapping[int, str]
) -> list[dict[str, Any]]:
    """Return the judgements by what must hold, in the order judged, with the counts of each."""
    groups: dict[tuple[str, str], list[Finding]] = {}
    for f in findings:
        label = f.statement.label
        groups.setdefault((label.zh, label.en), []).append(f)
    found = []
    for (zh, en), group in groups.items():
        counts = Findings(tuple(group)).counts
        lines = [line(f, disclosure, called, links) for f in group]
        found.append({"label": Label(zh, en), "counts": list(counts.items()), "findings": lines})
    return found


def line(
    finding: Finding, disclosure: Disclosure, called: Mapping[str, Label], links: Mapping[int, str]
) -> dict[str, Any]:
    """Return a judgement as one line: where, what, the computation or the reasons."""
    words, place = said(finding), place_in_words(finding, disclosure)
    return {
        "place": place,
        "label": finding.statement.label,
        "said": Label(names_in(words.zh, called, "zh"), names_in(words.en, called, "en")),
        "computation": computation(finding),
        "verdict": finding.verdict,
        "page": finding.page,
        "link": links.get(id(finding), ""),
    }


def lost(text: str) -> Label:
    """Return what found no place; a picture that was not read has only the number of its page."""
    number = text.removeprefix("page ")
    return Label(f"第 {number} 页", text) if number != text and number.isdigit() else in_both(text)
