"""What the narrative states, as linear statements: repeats of table figures, shares, changes and growths."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from itertools import chain

from budgetkit.checks.printed import UNREAD, Printed, claim_figure
from budgetkit.checks.statement import Figure, Statement, Term
from budgetkit.forms.form import Label
from budgetkit.model.amount import Amount, share_range
from budgetkit.model.disclosure import Claim, Disclosure

REPEAT = Label("说明与表一致", "the narrative repeats the table")
TWICE = Label("同一数字两处表述一致", "the same quantity said twice")
SHARE = Label("占比", "share")
COMPLETION = Label("完成率", "completion")
CHANGE = Label("增减额 = 本期 − 基数", "change = amount − base")
FUNDING = Label("项目资金 = 各来源之和", "project money = its sources")
SCORES = Label("总分 = 各项得分之和", "total score = sum of the scores")
CAPS = Label("项目金额 = 成本指标上限之和", "project amount = sum of its cost caps")
GROWTH = Label("增长率 = 增减额 ÷ 基数", "growth = change ÷ base")


def statements(disclosure: Disclosure) -> tuple[Statement, ...]:
    """Return every statement that can be made of the narrative's figures, in the order of the text.

    Growth is change ÷ (amount − change): the prior figure is rarely printed; where it is, it is used.
    """
    printed = Printed.of(disclosure)
    found: list[Statement] = []
    for number, claim in enumerate(disclosure.claims, 1):
        found.extend(of_claim(claim, number, printed))
    return (*found, *_twice(disclosure), *_funding(disclosure), *_scores(disclosure), *_caps(disclosure))


def of_claim(claim: Claim, number: int, printed: Printed) -> tuple[Statement, ...]:
    """Return the statements of one claim: repeat, share or completion, change, growth."""
    if number not in printed.said:
        place = f"{claim.section} {claim.subject}".strip()
        made = _repeat(claim, number, place, printed), _share(claim, number, place, printed)
        printed.said[number] = (*chain(*made, _change(claim, number, place), _growth(claim, number, place)),)
    return printed.said[number]


def _repeat(claim: Claim, number: int, place: str, printed: Printed) -> Iterator[Statement]:
    amount = claim_figure(claim, number, "amount")
    if amount is None or not claim.about or claim.about.startswith("narrative/"):
        return
    found = printed.cell(claim.about)
    figure = found[0].figure(found[1]) if found else None
    right = (Term(figure),) if figure is not None else ()
    missing = "" if right or not amount.amount.value else f"{claim.about}: {_not_there(claim.about, printed)}"
    if found and found[0].is_unread(found[1]):
        missing = UNREAD
    if figure is not None and not amount.amount.agrees_with(figure.amount):
        missing = missing or _elsewhere(amount, claim.about, printed)
        right = () if missing else right
    yield Statement("claims.repeat", "equal", REPEAT, place, (Term(amount),), right, missing=missing)


def _not_there(about: str, printed: Printed) -> str:
    """Return why a cell has no figure: its table is not in the document, or the table does not print it."""
    if not printed.has(about.partition("/")[0]):
        return "文件中没有这张表 / the document has no such table"
    return "表中未列 / not printed in the table"


def _elsewhere(amount: Figure, about: str, printed: Printed) -> str:
    """Return why an amount that differs from its cell is doubted: its name may mean another cell, which agrees."""
    for terms in printed.namesakes(about):
        low = sum(term.figure.amount.interval.low for term in terms)
        high = sum(term.figure.amount.interval.high for term in terms)
        if amount.amount.interval.low <= high and low <= amount.amount.interval.high:
            here, where = printed.words(about), " + ".join(printed.words(term.figure.id) for term in terms)
            return f"与{here}不同，与{where}相符 / differs from {here}, agrees with {where}"
    return ""


def _share(claim: Claim, number: int, place: str, printed: Printed) -> Iterator[Statement]:
    rate = claim_figure(claim, number, "share")
    amount = claim_figure(claim, number, "amount")
    if rate is None or amount is None:
        return
    base = claim_figure(claim, number, "base_amount")
    if base is not None:
        yield Statement(
            "claims.completion", "share", COMPLETION, place, (Term(amount),), (Term(base),), rate=rate
        )
        return
    whole = _whole(claim, amount.amount, rate.amount, printed)
    missing = "" if whole is not None else f"{claim.whole or '?'}: 总体未公布 / the whole is not printed"
    right = (Term(whole),) if whole is not None else ()
    line, _, column = claim.about.rpartition("/")
    of_own_budget = column != "budget" and claim.whole == f"{line}/budget"
    identity, label = ("claims.completion", COMPLETION) if of_own_budget else ("claims.share", SHARE)
    yield Statement(identity, "share", label, place, (Term(amount),), right, rate=rate, missing=missing)


def _whole(claim: Claim, amount: Amount, rate: Amount, printed: Printed) -> Figure | None:
    """Return the figure that a share is of: the cell of a table, or what the narrative says of that cell.

    Where the two are not the same, the name stands for two quantities: the one that agrees is meant.
    """
    if not claim.whole:
        return None
    found = printed.cell(claim.whole)
    figure = found[0].figure(found[1]) if found else None
    said = [term.figure for term in printed.claims(claim.whole, "amount")]
    if figure is None:
        one = said and all(other.amount.agrees_with(said[0].amount) for other in said)
        return said[0] if one else None
    reaches = ((of, share_range(amount.interval, of.amount.interval)) for of in (figure, *said))
    return next((of for of, reach in reaches if reach and reach.meets(rate.interval)), figure)


def _change(claim: Claim, number: int, place: str) -> Iterator[Statement]:
    amount, base = claim_figure(claim, number, "amount"), claim_figure(claim, number, "base_amount")
    change = claim_figure(claim, number, "change")
    if amount is None or base is None or change is None:
        return
    right = (Term(amount), Term(base, -1))
    yield Statement("claims.change", "sum", CHANGE, place, (Term(change),), right)


def _growth(claim: Claim, number: int, place: str) -> Iterator[Statement]:
    rate = claim_figure(claim, number, "growth")
    if rate is None:
        return
    amount, base = claim_figure(claim, number, "amount"), claim_figure(claim, number, "base_amount")
    change = claim_figure(claim, number, "change")
    missing = ""
    left: tuple[Term, ...] = ()
    right: tuple[Term, ...] = ()
    if change is not None and base is not None:
        left, right = (Term(change),), (Term(base),)
    elif change is not None and amount is not None:
        left, right = (Term(change),), (Term(amount), Term(change, -1))
    elif amount is not None and base is not None:
        left, right = (Term(amount), Term(base, -1)), (Term(base),)
    else:
        missing = "基数未公布 / the base is not printed"
    yield Statement("claims.growth", "growth", GROWTH, place, left, right, rate=rate, missing=missing)


def _twice(disclosure: Disclosure) -> Iterator[Statement]:
    """Yield the equality of two statements about one cell, measured from the same base."""
    first: dict[tuple[str, str, str], tuple[int, Claim]] = {}
    for number, claim in enumerate(disclosure.claims, 1):
        if not claim.about or claim.inferred:
            continue
        # Every project of a list has the same cell; only its name distinguishes it.
        project = claim.subject if claim.about.startswith("narrative/projects/") else ""
        known = first.setdefault((claim.about, claim.base, project), (number, claim))
        for field in ("amount", "change", "growth"):
            left, right = claim_figure(known[1], known[0], field), claim_figure(claim, number, field)
            if known[0] != number and left is not None and right is not None:
                place = f"{claim.section} {claim.subject} · {field}".strip()
                yield Statement("claims.twice", "equal", TWICE, place, (Term(left),), (Term(right),))


_OF_PROJECT = re.compile(r"(narrative/performance/(?:project(?:\.\d+)?|overall))\.(\w+)")
_SOURCES = ("fiscal", "brought_forward", "other")


def _performance(disclosure: Disclosure) -> dict[str, dict[str, list[Figure]]]:
    """Return the amounts that performance tables state, by table and project and what they are."""
    of: dict[str, dict[str, list[Figure]]] = {}
    for number, claim in enumerate(disclosure.claims, 1):
        figure, match = claim_figure(claim, number, "amount"), _OF_PROJECT.fullmatch(claim.about)
        if match and figure is not None:
            of.setdefault(match[1], {}).setdefault(match[2], []).append(figure)
    return of


def _funding(disclosure: Disclosure) -> Iterator[Statement]:
    """Yield that the money of each project is the sum of its sources: of the year, requested, opening, executed.

    A number of the same page whose words are not known may be a source too; then nobody is accused.
    """
    loose = {u.place.page for u in disclosure.unplaced if any(c.isdigit() for c in u.text)}
    for about, figures in _performance(disclosure).items():
        for whole, part_of in _WHOLES.items():
            parts = [figures.get(part_of.format(source), []) for source in _SOURCES]
            if len(figures.get(whole, [])) != 1 or not parts[0] or any(len(part) > 1 for part in parts):
                continue
            left, right = figures[whole][0], tuple(Term(f) for part in parts for f in part)
            doubt = "来源未认全 / a source may not be known" if left.page in loose else ""
            place = f"{about}.{whole}"
            yield Statement("performance.project", "sum", FUNDING, place, (Term(left),), right, doubt=doubt)


_WHOLES = {
    "amount": "{}",
    "requested": "requested_{}",
    "amount_initial": "{}_initial",
    "executed": "{}_executed",
}
"""The money of a project, with what its sources are called beside it."""


def _scores(disclosure: Disclosure) -> Iterator[Statement]:
    """Yield that the score of a table is the sum of those of its indicators, where their weights add to all points.

    Weights that do not say that an indicator is missing; then nobody knows what its score is.
    """
    stated = _performance(disclosure)
    owners = list(dict.fromkeys(i.owner for i in disclosure.indicators if i.table == "project"))
    for about, figures in stated.items():
        total, points = figures.get("scores", []), figures.get("weights", [])
        table, _, number = about.rpartition("/")[2].partition(".")
        owner = owners[int(number) - 1] if number and int(number) <= len(owners) else None
        parts = [
            (n, i)
            for n, i in enumerate(disclosure.indicators, 1)
            if i.table == table and owner in (None, i.owner)
        ]
        weights = [i.weight.exact for _, i in parts if i.weight is not None]
        scores = [(n, i.score) for n, i in parts if i.score is not None]
        one = len(total) == len(points) == 1 and len({i.owner for _, i in parts}) == 1
        if not one or len(scores) != len(parts) or len(weights) != len(parts):
            continue
        if sum(weights) == points[0].amount.exact:
            terms = tuple(
                Term(
                    Figure(f"indicators/{n}/score", replace(score, unit=total[0].amount.unit), total[0].page)
                )
                for n, score in scores
            )
            yield Statement("performance.score", "sum", SCORES, f"{about}.scores", (Term(total[0]),), terms)


_CAP = re.compile(r"^(?:≤|＜=|<=)(\d+(?:\.\d+)?)\s*(万元|元)$")


def _caps(disclosure: Disclosure) -> Iterator[Statement]:
    """Yield that the cost caps among the indicators add to the project they belong to; usual, not required."""
    amounts = [
        claim_figure(c, n, "amount")
        for n, c in enumerate(disclosure.claims, 1)
        if c.about == "narrative/performance/project.amount"
    ]
    caps = []
    for number, indicator in enumerate(disclosure.indicators, 1):
        found = _CAP.match(indicator.target) if indicator.table == "project" else None
        if found:
            figure = Figure(
                f"indicators/{number}/target", Amount(Decimal(found[1]), found[2]), indicator.place.page
            )
            caps.append(Term(figure))
    if caps and len(amounts) == 1 and amounts[0] is not None:
        left = (Term(amounts[0]),)
        yield Statement("performance.caps", "presumed", CAPS, "performance/project", left, tuple(caps))
