"""A verdict worked out for a learner: unrounded figures that could lie behind the printed ones, or why there are none.

The figures are examples, found by moving each printed figure inside the interval it stands for; they prove that a
statement can hold, they are not what the department had.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from math import floor
from typing import Final

from budgetkit.checks.judge import Finding, rate_range, reason_in, side_text
from budgetkit.checks.statement import Figure, Side, Statement, counted, difference, interval_sum
from budgetkit.forms.english import english_unit
from budgetkit.forms.form import Label
from budgetkit.model.amount import Interval
from budgetkit.model.fraction import Fraction

Unrounded = Mapping[str, Fraction]
"""An example of the unrounded amount of every figure by its id, in yuan or as a pure number."""

_FINER: Final = (10, 100, 1000)
"""Into how many parts the last printed place is divided for an example, the coarsest that serves."""

_ONE_BY_ONE: Final = 1000
"""So many steps are given out singly, so that short sums come out even."""


def unrounded(statement: Statement) -> Unrounded | None:
    """Return example figures that would be printed as these and make the statement true; ``None`` where none are found.

    Figures that need not move stay as printed; of the rate only the printed interval counts.
    """
    if statement.missing:
        return None
    return _of_rate(statement, statement.rate) if statement.rate is not None else _of_sum(statement)


def _of_sum(statement: Statement) -> Unrounded | None:
    """Spread the gap over the figures, each moved by whole small steps and less than half a unit of its last place."""
    figures, signs = {f.id: f for f in statement.figures}, _coefficients(difference(statement))
    gap = sum((sign * figures[name].amount.exact for name, sign in signs.items()), Fraction(0))
    printed = {name: figures[name].amount.exact for name in signs}
    if gap == 0 or (statement.relation == "<=" and gap < 0):
        return printed
    for order in _orders(statement, signs, printed):
        for finer in _FINER:
            ulps = (figures[n].amount.ulp for n in order)
            step = min(filter(None, ulps), default=Fraction(0)) / finer
            if not step or (gap / step).denominator != 1:
                continue
            if moved := _spread(order, signs, figures, int(gap / step), step):
                return {name: value + moved.get(name, 0) for name, value in printed.items()}
    return None


def _orders(statement: Statement, signs: Mapping[str, int], printed: Unrounded) -> Iterator[list[str]]:
    """Yield the figures to be moved: those of the longer side, then of both, and printed zeros only where they must."""
    sides = sorted((statement.left, statement.right), key=len, reverse=True)
    names = [t.figure.id for side in sides for t in side if signs[t.figure.id]]
    longer = {t.figure.id for t in sides[0]}
    yield list(dict.fromkeys(n for n in names if n in longer and printed[n]))
    yield list(dict.fromkeys(n for n in names if printed[n]))
    yield list(dict.fromkeys(names))


def _spread(
    order: Sequence[str], signs: Mapping[str, int], figures: Mapping[str, Figure], steps: int, step: Fraction
) -> dict[str, Fraction] | None:
    """Return how far each figure moves so that together they close a gap of so many steps."""
    room = {
        n: _steps_within(figures[n].amount.interval, figures[n].amount.exact, signs[n] * steps < 0, step)
        for n in order
    }
    total = sum(room[n] * abs(signs[n]) for n in order)
    if abs(steps) > total:
        return None
    # Units far apart make many steps: most are given out in proportion, the rest one by one.
    bulk = max(0, abs(steps) - _ONE_BY_ONE)
    used = {n: room[n] * bulk // total for n in order}
    left = abs(steps) - sum(used[n] * abs(signs[n]) for n in order)
    while left:
        before = left
        for name in order:
            if used[name] < room[name] and abs(signs[name]) <= left:
                used[name] += 1
                left -= abs(signs[name])
        if left == before:
            return None
    return {n: (-1 if signs[n] * steps > 0 else 1) * used[n] * step for n in order}


def _steps_within(reach: Interval, value: Fraction, up: bool, step: Fraction) -> int:
    """Return how many steps fit strictly inside the interval, so that nobody has to ask how a tie is rounded."""
    room = (reach.high - value if up else value - reach.low) / step
    return max(0, floor(room) - (room.denominator == 1))


def _of_rate(statement: Statement, rate: Figure) -> Unrounded | None:
    """Move part and base against each other, by parts of their intervals, until their ratio is printed as the rate."""
    figures = [f for f in statement.figures if f.id != rate.id]
    part, base = _coefficients(statement.left), _coefficients(statement.right)
    slopes = {f.id: part.get(f.id, 0) - base.get(f.id, 0) * rate.amount.exact for f in figures}
    away = {f.id: f.amount.ulp / 2 * ((slopes[f.id] > 0) - (slopes[f.id] < 0)) for f in figures}
    for finer in _FINER:
        for moved in (Fraction(n * up, finer) for n in range(finer + 1) for up in (1, -1)):
            values = {f.id: f.amount.exact + moved * away[f.id] for f in figures}
            left, right = (
                sum((k * values[n] for n, k in side.items()), Fraction(0)) for side in (part, base)
            )
            if right and rate.amount.interval.holds(left / right):
                return values
    return None


def _coefficients(side: Side) -> dict[str, int]:
    """Return how often each figure of a side counts, by its id."""
    return {figure.id: count for figure, count in counted((side, 1))}


def worked(finding: Finding) -> Label:
    """Return a verdict worked out in both languages: example figures where it can hold, the nearest miss where it cannot.

    Source: XBRL Calculations 1.1 (a rounded figure stands for an interval).

    >>> from budgetkit.checks.verdicts import check
    >>> from budgetkit.source import reference
    >>> found = check(reference())
    >>> print(worked(found.of("rounded")[0]).en)
    For example 6.656 + 0.417 + 0.047 = 7.120: printed as 6.66 + 0.42 + 0.05 and 7.12 (wan yuan).
    >>> print(worked(found.of("undefined")[0]).en)
    The base is 80.00 − 80.00, which is zero; nothing can be divided by zero, so the 100.00% printed has no meaning.
    """
    statement = finding.statement
    whys = Label(*(_why(finding, language) for language in ("zh", "en")))
    if statement.kind == "structure" or (finding.verdict == "unstated" and whys.zh):
        return whys if whys.zh else Label(finding.say("zh"), finding.say("en"))
    if finding.verdict == "unstated":
        return Label(
            "缺少一个没有公布的数字，算不出来。",
            "A figure that was not published is missing: nothing can be computed.",
        )
    if finding.verdict == "undefined":
        base = side_text(statement.right)
        stated = "" if statement.rate is None else f"{statement.rate.amount}"
        zh, en = (
            ("", "")
            if not stated
            else (f"，印出的 {stated} 没有意义", f", so the {stated} printed has no meaning")
        )
        return Label(
            f"基数是 {base}，等于零；任何数都不能除以零{zh}。",
            f"The base is {base}, which is zero; nothing can be divided by zero{en}.",
        )
    if statement.rate is not None:
        return _worked_rate(finding, statement, statement.rate)
    example = unrounded(statement) if finding.verdict == "rounded" else None
    return _worked_apart(finding) if example is None else _worked_sum(finding, example)


def _why(finding: Finding, language: str) -> str:
    """Return why nothing is computed or nothing concluded, empty where the finding gives no reason."""
    whys = [reason_in(w, language) for w in (finding.statement.missing, finding.statement.doubt) if w]
    whys.append(finding.cause[language == "en"])
    stop, gap = (".", "; ") if language == "en" else ("。", "；")
    return gap.join(w for w in whys if w) + stop if any(whys) else ""


def _worked_sum(finding: Finding, example: Unrounded) -> Label:
    """Return a sum that holds before rounding; where its figures have several units, each with its own."""
    statement, several = finding.statement, len({f.amount.unit for f in finding.figures}) > 1
    sign = "=" if statement.relation == "=" else "≥"
    said = []
    for language in ("zh", "en") if several else ("", ""):
        sides = (statement.right, statement.left)
        said.append([_written(side, of, language) for of in (example, {}) for side in sides])
    (a, b, right, left), (a_en, b_en, right_en, left_en) = said
    unit = "" if several else f"（{finding.unit}）"
    unit_en = "" if several else f" ({_unit(finding.unit, 'en')})"
    return Label(
        f"例如未舍入的数是 {a} {sign} {b}，分别印作 {right} 和 {left}{unit}。",
        f"For example {a_en} {sign} {b_en}: printed as {right_en} and {left_en}{unit_en}.",
    )


def _worked_apart(finding: Finding) -> Label:
    """Return the two sides of a sum: equal as printed, or how near they can come and still miss."""
    statement = finding.statement
    left, right = side_text(statement.left), side_text(statement.right)
    sign = "=" if statement.relation == "=" else "≤"
    if finding.verdict == "exact":
        return Label(f"按印出的数字：{left} {sign} {right}。", f"As printed: {left} {sign} {right}.")
    amount = max((f.amount for f in finding.figures), key=lambda a: a.factor)
    ends = [interval_sum(side) for side in (statement.left, statement.right)]
    (a, b), (c, d) = ([_plain(x / Fraction(amount.factor)) for x in (e.low, e.high)] for e in ends)
    met = finding.verdict == "rounded"
    return Label(
        f"未舍入时左边在 {a} 与 {b} 之间，右边在 {c} 与 {d} 之间（{amount.unit}），"
        + ("两段有重合。" if met else "没有一个数两边都可能。"),
        f"Unrounded, the left side lies between {a} and {b}, the right between {c} and {d} "
        f"({_unit(amount.unit, 'en')}): " + ("the two meet." if met else "no number can be both."),
    )


def _worked_rate(finding: Finding, statement: Statement, rate: Figure) -> Label:
    """Return a rate divided out: as printed, with example figures where they are needed, or with its whole range."""
    printed, exact = rate.amount, f"{_divided(statement, {})} = {finding.right}"
    if finding.verdict == "broken":
        reach = rate_range(statement)
        assert reach is not None
        low, high = _apart(reach.low, reach.high, printed.places + 3)
        a, b = (_percent(x, printed.places + 3) for x in (printed.interval.low, printed.interval.high))
        return Label(
            f"{exact}%；考虑舍入也只能在 {low}% 与 {high}% 之间，而 {printed} 只能代表 {a}% 到 {b}%。",
            f"{exact}%; with all rounding it lies between {low}% and {high}%, "
            f"but {printed} stands for {a}% to {b}% only.",
        )
    example = unrounded(statement) if finding.verdict == "rounded" else None
    if example is None:
        return Label(f"{exact}%，印作 {printed}。", f"{exact}%, printed as {printed}.")
    sides = (statement.left, statement.right)
    part, base = (sum((t.sign * example[t.figure.id] for t in side), Fraction(0)) for side in sides)
    quotient, shown = _divided(statement, example), _percent(part / base, printed.places + 2)
    return Label(
        f"按印出的数字 {exact}%；未舍入的数若是 {quotient}，就是 {shown}%，印作 {printed}。",
        f"As printed {exact}%; unrounded it could be {quotient} = {shown}%, printed as {printed}.",
    )


def _divided(statement: Statement, example: Unrounded) -> str:
    """Return part ÷ base, each in brackets where it is a sum."""
    words = [(_written(side, example), len(side) > 1) for side in (statement.left, statement.right)]
    return " ÷ ".join(f"({text})" if several else text for text, several in words)


def _written(side: Side, example: Unrounded, language: str = "") -> str:
    """Return a side with example figures, one more place than printed; as printed without; with units in a language."""
    words = []
    for number, term in enumerate(side):
        amount = term.figure.amount
        text = f"{amount.value:f}"
        if example:
            places = amount.places + (bool(amount.ulp) and not language)
            text = _plain(example[term.figure.id] / Fraction(amount.factor), places)
        negative = (term.sign < 0) != text.startswith("-")
        sign = ("− " if number else "−") if negative else "+ " if number else ""
        unit = _unit(amount.unit, language)
        behind = "" if not language else f" ({unit})" if " " in unit else f" {unit}"
        words.append(sign + text.removeprefix("-") + behind)
    return " ".join(words) or "0"


def _plain(number: Fraction, places: int = 0) -> str:
    """Return an exact number as a decimal with at least so many places."""
    whole, _, rest = f"{(Decimal(number.numerator) / Decimal(number.denominator)):f}".partition(".")
    rest = rest.rstrip("0").ljust(places, "0")
    return f"{whole}.{rest}" if rest else whole


def _apart(low: Fraction, high: Fraction, places: int) -> tuple[str, str]:
    """Return two rates in percent with as many places as it takes to tell them apart."""
    ends = _percent(low, places), _percent(high, places)
    return ends if low == high or ends[0] != ends[1] else _apart(low, high, places + 1)


def _percent(rate: Fraction, places: int) -> str:
    return _plain(Fraction(round(rate * 100 * 10**places), 10**places))


def _unit(unit: str, language: str) -> str:
    return english_unit(unit) if language == "en" else unit
